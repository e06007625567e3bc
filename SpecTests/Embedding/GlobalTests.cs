using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>A global as the host sees it, and values as such.</summary>
public sealed class GlobalTests(TestEngine engine) : EngineTests(engine)
{
    [Test]
    public void WhatIsReadCanBeWritten([Values("function", "exception", "struct", "i31", "host object")] string kind)
    {
        Instance instance = Instantiate(
            """
            (module
              (type $s (struct))
              (global (export "g") (mut anyref) (ref.null any))
              (func (export "set") (param externref) (global.set 0 (any.convert_extern (local.get 0))))
              (func (export "make") (result (ref $s)) (struct.new $s)))
            """);
        object reference = kind switch
        {
            "function" => instance.GetFunction("set")!,
            "exception" => ExceptionReference.Create(Tag.Create(Store, Engine.Types.Register(FunctionType.Empty))),
            "struct" => instance.GetFunction("make")!.Invoke()[0].Reference!,
            "i31" => I31Reference.Create(7),
            _ => "text",
        };
        instance.GetFunction("set")!.Invoke(Value.FromReference(reference));
        Global global = instance.GetGlobal("g")!;

        Value value = global.Value;
        global.Value = Value.FromReference(null);
        global.Value = value;

        Assert.That(global.Value.Reference, Is.SameAs(reference));
    }

    [Test]
    public void HostAndCodeSeeTheSameValue()
    {
        Instance instance = Instantiate("""
            (module (global $g (export "g") (mut i64) (i64.const 5))
              (func (export "add") (param i64) (global.set $g (i64.add (global.get $g) (local.get 0)))))
            """);
        Global global = instance.GetGlobal("g")!;

        global.Value = 40L;
        instance.GetFunction("add")!.Invoke(2L);

        Assert.That(global.Value.I64, Is.EqualTo(42));
    }

    [Test]
    public void AGlobalOfTheHostCanBeImported()
    {
        Linker.Define("host", "v", Global.Create(Store, new GlobalType(ValType.V128, Mutable: false), Value.FromV128(3, 4)));
        Linker.Define("host", "r", Global.Create(Store, new GlobalType(ValType.ExternRef, Mutable: false), Value.FromReference(this)));
        Instance instance = Instantiate("""
            (module (import "host" "v" (global $v v128)) (import "host" "r" (global $r externref))
              (func (export "get") (result v128 externref) (global.get $v) (global.get $r)))
            """);

        Assert.That(instance.GetFunction("get")!.Invoke(), Is.EqualTo(new[] { Value.FromV128(3, 4), Value.FromReference(this) }));
    }

    [Test]
    public void ItIsReadAndWrittenAsADotNetType()
    {
        var number = Global.Create(Store, new GlobalType(ValType.F64, Mutable: true), 1.5);
        var external = Global.Create(Store, new GlobalType(ValType.ExternRef, Mutable: true), Value.FromReference(this));
        var any = Global.Create(Store, new GlobalType(ValType.I31Ref, Mutable: true), Value.FromReference(null));

        number.SetValue(2.5);
        any.SetValue(I31Reference.Create(7));

        Assert.That((number.GetValue<double>(), external.GetValue<object>(), any.GetValue<object>()), Is.EqualTo((2.5, (object)this, (object)I31Reference.Create(7))));
        external.SetValue<object>(null);
        Assert.That(external.GetValue<object>(), Is.Null);
        Assert.That(() => number.GetValue<float>(), Throws.ArgumentException.With.Message.Contains("Single").And.Message.Contains("f64"));
        Assert.That(() => number.SetValue(1), Throws.ArgumentException);
        Assert.That(() => number.GetValue<DateTime>(), Throws.ArgumentException);
        Assert.That(() => any.SetValue<object>("text"), Throws.ArgumentException);
        Assert.That(() => Global.Create(Store, new GlobalType(ValType.I32, Mutable: false), 1).SetValue(2), Throws.InvalidOperationException);
    }

    [Test]
    public void AnImmutableOneCannotBeSet()
    {
        var global = Global.Create(Store, new GlobalType(ValType.I32, Mutable: false), 1);

        Assert.That(() => global.Value = 2, Throws.InvalidOperationException.With.Message.StartsWith("immutable global"));
        Assert.That((global.Value.I32, global.IsMutable), Is.EqualTo((1, false)));
    }

    [Test]
    public void AValueOfAnotherTypeIsRefused()
    {
        var number = Global.Create(Store, new GlobalType(ValType.I32, Mutable: true), 1);
        var reference = Global.Create(Store, new GlobalType(ValType.I31Ref.AsNonNull(), Mutable: true), Value.FromReference(I31Reference.Create(1)));

        Assert.That(() => number.Value = 2L, Throws.ArgumentException.With.Message.Contains("i32 expected, i64.const 2 given"));
        Assert.That(() => number.Value = Value.FromReference(null), Throws.ArgumentException);
        Assert.That(() => reference.Value = Value.FromReference(null), Throws.ArgumentException);
        Assert.That(() => reference.Value = Value.FromReference("text"), Throws.ArgumentException);
        Assert.That(() => Global.Create(Store, new GlobalType(ValType.F32, Mutable: false), 1.0), Throws.ArgumentException);
        Assert.That(number.Value.I32, Is.EqualTo(1));
    }

    [Test]
    public void AValueOfAnotherStoreIsRefused()
    {
        Function foreign = Linker.Instantiate(new Store(Engine), Wat("(module (func (export \"f\")))")).GetFunction("f")!;
        var function = Global.Create(Store, new GlobalType(ValType.FuncRef, Mutable: true), Value.FromReference(null));
        var external = Global.Create(Store, new GlobalType(ValType.ExternRef, Mutable: true), Value.FromReference(null));

        Assert.That(() => function.Value = Value.FromReference(foreign), Throws.ArgumentException.With.Message.Contains("belongs to another store"));
        Assert.That(() => external.Value = Value.FromReference(foreign), Throws.ArgumentException.With.Message.Contains("belongs to another store"));
    }

    [Test]
    public void AValueIsReadAsWhatItIs()
    {
        Assert.That(Value.FromI32(-1).I32, Is.EqualTo(-1));
        Assert.That(Value.FromF32(0.5f).F32, Is.EqualTo(0.5f));
        Assert.That(() => Value.FromI32(1).I64, Throws.InvalidOperationException.With.Message.Contains("I64 expected, but the value is i32.const 1"));
        Assert.That(() => Value.FromReference(null).I32, Throws.InvalidOperationException);
        Assert.That(() => Value.FromF64(1).F32, Throws.InvalidOperationException);
        Assert.That(Value.FromReference(null).IsNull);
    }

    [Test]
    public void ReferencesAreTheSameByIdentityAndI31ByNumber()
    {
        object mine = new();

        Assert.That(Value.AreSame(I31Reference.Create(70_000), I31Reference.Create(70_000)));
        Assert.That(Value.AreSame(I31Reference.Create(1), I31Reference.Create(2)), Is.False);
        Assert.That(Value.AreSame(mine, mine) && Value.AreSame(null, null));
        Assert.That(Value.AreSame(mine, new object()), Is.False);
        Assert.That(Value.AreSame("a", new string('a', 1)), Is.False, "equal is not the same");
        Assert.That(new[] { I31Reference.Create(70_000), I31Reference.Create(70_000) }.Distinct().Count(), Is.EqualTo(1));
        Assert.That((I31Reference.Create(-1).Value, I31Reference.Create(-1).SignedValue), Is.EqualTo((0x7FFF_FFFF, -1)));
    }
}
