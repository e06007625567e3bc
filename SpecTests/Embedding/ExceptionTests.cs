using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>WebAssembly exceptions that the host throws, catches and throws on.</summary>
public sealed class ExceptionTests(TestEngine engine) : EngineTests(engine)
{
    // Each calls the host; "payload" gives what tag $t carries, "reference" the exception itself.
    private const string Catching = """
        (module
          (import "host" "tag" (tag $t (param i32 externref)))
          (import "host" "call" (func $call))
          (func (export "payload") (result i32 externref)
            (block $h (result i32 externref)
              (try_table (catch $t $h) (call $call))
              (i32.const -1) (ref.null extern)))
          (func (export "reference") (result exnref)
            (block $h (result exnref)
              (try_table (catch_all_ref $h) (call $call))
              (ref.null exn)))
          (func (export "rethrow") (param exnref) (throw_ref (local.get 0)))
          (func (export "throw") (param i32) (throw $t (local.get 0) (ref.null extern)))
          (func (export "through") (call $call)))
        """;

    [Test]
    public void TheHostThrowsWithAPayload()
    {
        Tag tag = DefineTag();
        Instance instance = Load(() => throw new WasmException(tag, 7, Value.FromReference(this)));

        Assert.That(instance.GetFunction("payload")!.Invoke(), Is.EqualTo(new[] { Value.FromI32(7), Value.FromReference(this) }));
    }

    [Test]
    public void TheHostCatchesWithTagAndPayload()
    {
        Tag tag = DefineTag();
        Instance instance = Load(() => { });

        WasmException error = Assert.Throws<WasmException>(() => instance.GetFunction("throw")!.Invoke(9))!;
        Assert.That(error.Tag, Is.SameAs(tag));
        Assert.That(error.Payload, Is.EqualTo(new[] { Value.FromI32(9), Value.FromReference(null) }));
        Assert.That(error.Exception.Store, Is.SameAs(Store));
        Assert.That(error.Message, Is.EqualTo("uncaught exception: tag [i32 externref] with i32.const 9, ref.null"));
    }

    [Test]
    public void AnExceptionKeepsItsIdentityThroughTheHost()
    {
        Tag tag = DefineTag();
        var thrown = new WasmException(tag, 1, Value.FromReference(null));
        Instance instance = Load(() => throw thrown);

        object? caught = instance.GetFunction("reference")!.Invoke()[0].Reference;
        WasmException passed = Assert.Throws<WasmException>(() => instance.GetFunction("through")!.Invoke())!;
        WasmException again = Assert.Throws<WasmException>(() => instance.GetFunction("rethrow")!.Invoke(Value.FromReference(caught)))!;

        Assert.That(caught, Is.SameAs(thrown.Exception));
        Assert.That(passed.Exception, Is.SameAs(thrown.Exception));
        Assert.That(again.Exception, Is.SameAs(thrown.Exception));
    }

    [Test]
    public void TheHostThrowsOnWhatItCaught()
    {
        DefineTag();
        Instance? instance = null;
        ExceptionReference? seen = null;
        instance = Load(() =>
        {
            try
            {
                instance!.GetFunction("throw")!.Invoke(3);
            }
            catch (WasmException error)
            {
                seen = error.Exception;
                throw;
            }
        });

        Assert.That(instance.GetFunction("reference")!.Invoke()[0].Reference, Is.SameAs(seen));
        Assert.That(instance.GetFunction("payload")!.Invoke()[0].I32, Is.EqualTo(3));
    }

    [Test]
    public void ATagIsNoOtherOfTheSameType()
    {
        Tag tag = DefineTag();
        var other = Tag.Create(Store, ValType.I32, ValType.ExternRef);
        Instance instance = Load(() => throw new WasmException(other, 1, Value.FromReference(null)));

        Assert.That(other.DefinedType, Is.SameAs(tag.DefinedType));
        Assert.That(Assert.Throws<WasmException>(() => instance.GetFunction("payload")!.Invoke()).Tag, Is.SameAs(other));
        Assert.That(((ExceptionReference)instance.GetFunction("reference")!.Invoke()[0].Reference!).Tag, Is.SameAs(other), "catch_all catches it");
    }

    [Test]
    public void AWrongPayloadIsRefused()
    {
        Tag tag = DefineTag();
        var foreignTag = Tag.Create(new Store(Engine), ValType.FuncRef);
        Function mine = Instantiate("""(module (func (export "f")))""").GetFunction("f")!;

        Assert.That(() => new WasmException(tag, 1), Throws.ArgumentException.With.Message.Contains("2 values expected, 1 given"));
        Assert.That(() => new WasmException(tag, 1L, Value.FromReference(null)), Throws.ArgumentException.With.Message.Contains("value 0: i32 expected"));
        Assert.That(() => new WasmException(foreignTag, Value.FromReference(mine)), Throws.ArgumentException.With.Message.Contains("belongs to another store"));
        Assert.That(() => new WasmException((Tag)null!), Throws.ArgumentNullException);
        Assert.DoesNotThrow(() => ExceptionReference.Create(Tag.Create(Store)));
    }

    [Test]
    public void AnExceptionOfAnotherStoreIsCaughtByNothing()
    {
        DefineTag();
        var foreign = new WasmException(Tag.Create(new Store(Engine)));
        Instance instance = Load(() => throw foreign);

        Assert.That(
            () => instance.GetFunction("rethrow")!.Invoke(Value.FromReference(foreign.Exception)),
            Throws.ArgumentException.With.Message.Contains("belongs to another store"));
        Assert.That(Assert.Throws<WasmException>(() => instance.GetFunction("reference")!.Invoke()), Is.SameAs(foreign));
    }

    [Test]
    public void ATagHasNoResults()
    {
        Assert.That(
            () => Tag.Create(Store, Engine.Types.Register(new FunctionType([], [ValType.I32]))),
            Throws.ArgumentException.With.Message.StartsWith("non-empty tag result type"));
        Assert.That(
            () => Tag.Create(Store, NewEngine().Types.Register(FunctionType.Empty)),
            Throws.ArgumentException.With.Message.Contains("belongs to another engine"));
    }

    private Tag DefineTag()
    {
        var tag = Tag.Create(Store, ValType.I32, ValType.ExternRef);
        Linker.Define("host", "tag", tag);
        return tag;
    }

    private Instance Load(Action call)
    {
        Linker.Define("host", "call", Function.Create(Store, FunctionType.Empty, (_, _, _) => call()));
        return Instantiate(Catching);
    }
}
