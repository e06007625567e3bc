using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>Typed calls of WebAssembly by the host.</summary>
public sealed class TypedCallTests(TestEngine engine) : EngineTests(engine)
{
    private const string Text =
        """
        (module
          (type $s (struct (field i32)))
          (type $u (struct (field i64)))
          (type $f (func (result i32)))
          (tag $t (export "tag") (param i32))
          (global $g (export "global") (mut i32) (i32.const 0))
          (memory (export "memory") 1)
          (func (export "nop"))
          (func (export "set") (param i32) (global.set $g (local.get 0)))
          (func (export "get") (result i32) (global.get $g))
          (func (export "one") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
          (func (export "two") (param i32 i64) (result i64) (i64.add (i64.extend_i32_s (local.get 0)) (local.get 1)))
          (func (export "sum") (param i32 i64 f32 f64 i32 i64) (result f64)
            (f64.add (f64.add (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
              (f64.add (f64.promote_f32 (local.get 2)) (local.get 3)))
              (f64.add (f64.convert_i32_s (local.get 4)) (f64.convert_i64_s (local.get 5)))))
          (func (export "set6") (param i32 i32 i32 i32 i32 i32)
            (global.set $g (i32.add (i32.add (i32.add (local.get 0) (local.get 1)) (i32.add (local.get 2) (local.get 3))) (i32.add (local.get 4) (local.get 5)))))
          (func (export "div") (param i32 i32) (result i32 i32)
            (i32.div_s (local.get 0) (local.get 1)) (i32.rem_s (local.get 0) (local.get 1)))
          (func (export "throw") (throw $t (i32.const 42)))
          (func $deep (export "deep") (call $deep))
          (func (export "pass") (param externref funcref) (result funcref externref) (local.get 1) (local.get 0))
          (func (export "new") (param i32) (result (ref $s)) (struct.new $s (local.get 0)))
          (func (export "other") (result (ref $u)) (struct.new_default $u))
          (func (export "field") (param (ref $s)) (result i32) (struct.get $s 0 (local.get 0)))
          (func (export "nullable") (param (ref null $s)) (result i32) (ref.is_null (local.get 0)))
          (func (export "any") (param anyref) (result anyref) (local.get 0))
          (func (export "none") (param nullref) (result nullref) (local.get 0))
          (func (export "call") (param (ref $f)) (result i32) (call_ref $f (local.get 0)))
          (func (export "extern") (param (ref extern)) (result (ref extern)) (local.get 0)))
        """;

    private delegate (int Quotient, int Remainder) Division(int dividend, int divisor);

    private Instance Sample => field ??= Instantiate(Text);

    [Test]
    public void FunctionsOfZeroToSixParametersAreCalled()
    {
        Sample.GetAction("nop")!();
        Sample.GetAction<int>("set")!(8);
        Assert.That(Sample.GetFunction<int>("get")!(), Is.EqualTo(8));
        Assert.That(Sample.GetFunction<int, int>("one")!(-1), Is.Zero);
        Assert.That(Sample.GetFunction<int, long, long>("two")!(-1, 3), Is.EqualTo(2));
        Assert.That(Sample.GetFunction<int, long, float, double, int, long, double>("sum")!(1, 2, 3, 4, 5, 6), Is.EqualTo(21));
        Sample.GetAction<int, int, int, int, int, int>("set6")!(1, 2, 3, 4, 5, 6);
        Assert.That(Sample.GetFunction<uint>("get")!(), Is.EqualTo(21));
    }

    [Test]
    public void SeveralResultsAreATuple()
    {
        Assert.That(Sample.GetFunction<int, int, (int, int)>("div")!(17, 5), Is.EqualTo((3, 2)));
        (int quotient, int remainder) = Sample.GetDelegate<Division>("div")!(-17, 5);
        Assert.That((quotient, remainder), Is.EqualTo((-3, -2)));
    }

    [Test]
    public void DelegatesOfAnyTypeAreMade()
    {
        Sample.GetDelegate<Action>("nop")!();
        Sample.GetDelegate<Action<int>>("set")!(9);
        Assert.That(Sample.GetDelegate<Func<int>>("get")!(), Is.EqualTo(9));
        Assert.That(Sample.GetDelegate<Converter<int, int>>("one")!(1), Is.EqualTo(2));
        Assert.That(Sample.GetFunction("one")!.ToFunc<uint, uint>()(uint.MaxValue), Is.Zero);
    }

    [TestCase(7)]
    [TestCase(9)]
    [TestCase(16)]
    [TestCase(20)]
    [TestCase(40)]
    public void DelegatesWithManyParametersAreMade(int count)
    {
        // Results are the parameters, reversed: more slots than there are on the fast path.
        string types = string.Join(' ', Enumerable.Range(0, count).Select(i => i % 3 == 0 ? "externref" : "i32"));
        string reversed = string.Join(' ', types.Split(' ').Reverse());
        Function function = Instantiate(
            $"(module (func (export \"f\") (param {types}) (result {reversed}) {string.Concat(Enumerable.Range(0, count).Reverse().Select(i => $"(local.get {i})"))}))")
            .GetFunction("f")!;
        Type[] parameters = [.. types.Split(' ').Select(type => type == "i32" ? typeof(int) : typeof(object))];
        Type tuple = TestTuples.TypeOf([.. parameters.Reverse()]);
        Type type = System.Linq.Expressions.Expression.GetDelegateType([.. parameters, tuple]);
        var call = (Delegate)typeof(Function).GetMethod(nameof(Function.ToDelegate))!.MakeGenericMethod(type).Invoke(function, [])!;
        object[] arguments = [.. parameters.Select((parameter, i) => parameter == typeof(int) ? (object)i : $"text {i}")];

        object? result = call.DynamicInvoke(arguments);

        Assert.That(TestTuples.Elements(result!), Is.EqualTo(Enumerable.Reverse(arguments)));
    }

    [Test]
    public void WhatIsNoFunctionGivesNull()
    {
        Assert.That((object?)Sample.GetFunction<int>("missing"), Is.Null);
        Assert.That((object?)Sample.GetAction("memory"), Is.Null);
        Assert.That((object?)Sample.GetDelegate<Action>("missing"), Is.Null);
    }

    [Test]
    public void AnotherTypeIsRefusedWithBoth()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Sample.GetFunction<long, int>("one"))!;

        Assert.That(error.Message, Does.Contain("[i32] -> [i32]").And.Contain("[i64] -> [i32]").And.Contain("Func<long, int>"));
        Assert.Throws<ArgumentException>(() => Sample.GetFunction<int>("one"));
        Assert.Throws<ArgumentException>(() => Sample.GetAction<int>("one"));
        Assert.Throws<ArgumentException>(() => Sample.GetFunction<int, (int, int)>("one"));
        Assert.Throws<ArgumentException>(() => Sample.GetDelegate<Func<int, float>>("one"));
        Assert.Throws<ArgumentException>(() => Sample.GetFunction<Function, object, (Function, object)>("pass"));
        Assert.Throws<ArgumentException>(() => Sample.GetFunction<object, StructReference>("any"), "not every anyref is a struct");
        Assert.Throws<ArgumentException>(() => Sample.GetFunction<ArrayReference, int>("field"), "an array is never a struct");
    }

    [Test]
    public void TypesThatAreNoneOfWebAssemblysAreRefused()
    {
        Assert.That(() => Sample.GetFunction<bool, int>("one"), Throws.ArgumentException.With.Message.Contains("bool"));
        Assert.That(() => Sample.GetFunction<int, string>("one"), Throws.ArgumentException.With.Message.Contains("string"));
        Assert.That(() => Sample.GetFunction<int, (int, string)>("one"), Throws.ArgumentException.With.Message.Contains("string"));
        Assert.That(() => Sample.GetFunction<Caller, int, int>("one"), Throws.ArgumentException.With.Message.Contains("Caller"));
        Assert.That(() => Sample.GetDelegate<Delegate>("one"), Throws.ArgumentException);
        Assert.That(() => Sample.GetDelegate<MulticastDelegate>("one"), Throws.ArgumentException);
    }

    [Test]
    public void TrapsExceptionsAndExhaustionAreThrown()
    {
        TrapException trap = Assert.Throws<TrapException>(() => Sample.GetFunction<int, int, (int, int)>("div")!(1, 0))!;
        WasmException exception = Assert.Throws<WasmException>(() => Sample.GetAction("throw")!())!;

        Assert.That(trap.Trap.Code, Is.EqualTo(TrapCode.IntegerDivideByZero));
        Assert.That(exception.Exception.Tag, Is.SameAs(Sample.GetTag("tag")));
        Assert.That(exception.Exception.Payload, Is.EqualTo(new[] { Value.FromI32(42) }));
        Assert.Throws<ExhaustionException>(() => Sample.GetAction("deep")!());
        Assert.That(Sample.GetDelegate<Division>("div")!(4, 2), Is.EqualTo((2, 0)), "the store is usable");
    }

    [Test]
    public void AnExceptionOfTheHostPassesThroughAsItself()
    {
        var thrown = new FormatException("mine");
        Linker.Define("host", "f", Function.Create(Store, HostCallback.From(new Action(() => throw thrown))));
        Action call = Instantiate(
            """
            (module (import "host" "f" (func $f))
              (func (export "g") (block $h (try_table (catch_all $h) (call $f)))))
            """).GetAction("g")!;

        Assert.That(Assert.Throws<FormatException>(() => call()), Is.SameAs(thrown));
    }

    [Test]
    public void ReferencesPass()
    {
        Function nop = Sample.GetFunction("nop")!;

        Assert.That(Sample.GetFunction<object?, Function?, (Function?, object?)>("pass")!(this, nop), Is.EqualTo((nop, this)));
        Assert.That(Sample.GetFunction<object?, Function?, (Function?, object?)>("pass")!(null, null), Is.EqualTo(((Function?)null, (object?)null)));
    }

    [Test]
    public void ConcreteTypesAreCheckedOnEachCall()
    {
        StructReference mine = Sample.GetFunction<int, StructReference>("new")!(11);
        StructReference other = Sample.GetFunction<StructReference>("other")!();
        Func<StructReference?, int> field = Sample.GetFunction<StructReference?, int>("field")!;

        Assert.That(field(mine), Is.EqualTo(11));
        Assert.That(Assert.Throws<ArgumentException>(() => field(other))!.Message, Does.StartWith("argument 0: (ref "));
        Assert.Throws<ArgumentException>(() => field(null));
        Assert.That(Sample.GetFunction<StructReference?, int>("nullable")!(null), Is.EqualTo(1));
        Assert.Throws<ArgumentException>(() => Sample.GetFunction<StructReference?, int>("nullable")!(other));
        Assert.Throws<ArgumentException>(() => Sample.GetDelegate<Func<StructReference?, int>>("field")!(other));
        Assert.Throws<ArgumentException>(() => Sample.GetFunction<object?, object>("extern")!(null));
    }

    [Test]
    public void ObjectStandsForEveryReference()
    {
        Func<object?, object?> any = Sample.GetFunction<object?, object?>("any")!;
        StructReference mine = Sample.GetFunction<int, StructReference>("new")!(11);

        Assert.That(any(mine), Is.SameAs(mine));
        Assert.That(any(I31Reference.Create(3)), Is.EqualTo(I31Reference.Create(3)));
        Assert.That(any("host"), Is.EqualTo("host"));
        Assert.That(any(null), Is.Null);

        // As any.convert_extern makes it of an externref.
        Assert.That(any(Sample.GetFunction("nop")), Is.SameAs(Sample.GetFunction("nop")));
        Assert.That(Sample.GetFunction<object?, int>("field")!(mine), Is.EqualTo(11));
        Assert.Throws<ArgumentException>(() => Sample.GetFunction<object?, int>("field")!("text"));
    }

    [Test]
    public void AReferenceStandsForItsSupertypesAndForNull()
    {
        StructReference mine = Sample.GetFunction<int, StructReference>("new")!(11);

        Assert.That(Sample.GetFunction<StructReference, object>("any")!(mine), Is.SameAs(mine));
        Assert.That(Sample.GetFunction<StructReference?, ArrayReference?>("none")!(null), Is.Null);
        Assert.Throws<ArgumentException>(() => Sample.GetFunction<StructReference?, ArrayReference?>("none")!(mine));
    }

    [Test]
    public void FunctionsAreCheckedByTheirTypes()
    {
        Func<Function, int> call = Sample.GetFunction<Function, int>("call")!;
        Sample.GetAction<int>("set")!(6);

        Assert.That(call(Sample.GetFunction("get")!), Is.EqualTo(6));
        Assert.That(call(Function.Create(Store, () => 5)), Is.EqualTo(5));
        Assert.Throws<ArgumentException>(() => call(Sample.GetFunction("one")!));
    }

    [Test]
    public void CallsNest()
    {
        Func<int, int>? call = null;
        Linker.Define("host", "f", Function.Create(Store, HostCallback.From((int n) => n == 0 ? 0 : n + call!(n - 1))));
        call = Instantiate("(module (import \"host\" \"f\" (func $f (param i32) (result i32))) (func (export \"g\") (param i32) (result i32) (call $f (local.get 0))))")
            .GetFunction<int, int>("g");

        Assert.That(call!(100), Is.EqualTo(5050));
        Assert.Throws<ExhaustionException>(() => call(int.MaxValue));
        Assert.That(call(3), Is.EqualTo(6));
    }

    [Test]
    public void HostFunctionsAreCalledByTheHostToo()
    {
        Instance? seen = Sample;
        Function function = Function.Create(Store, (Caller caller, int a) =>
        {
            seen = caller.Instance;
            return a * 2;
        });

        Assert.That(function.ToFunc<int, int>()(4), Is.EqualTo(8));
        Assert.That(seen, Is.Null);
    }

    [Test]
    public void OneCallbackServesManyStoresOnManyThreads()
    {
        long sum = 0;
        HostCallback[] callbacks =
        [
            HostCallback.From((Caller caller, int a) => { Interlocked.Add(ref sum, a + (int)caller.Data!); }),
            HostCallback.FromDelegate((Caller caller, int a) => { Interlocked.Add(ref sum, a + (int)caller.Data!); }),
        ];
        Module module = Wat(
            """
            (module (import "host" "f" (func $f (param i32)))
              (func (export "g") (param i32) (result i32)
                (loop (call $f (local.get 0)) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 0)))
            """);

        Parallel.For(0, 32, i =>
        {
            var store = new Store(Engine) { Data = i };
            var linker = new Wasm.Runtime.Linking.Linker(Engine);
            linker.Define("host", "f", Function.Create(store, callbacks[i % 2]));
            Func<int, int> call = linker.Instantiate(store, module).GetFunction<int, int>("g")!;
            call(100);
        });

        Assert.That(sum, Is.EqualTo((32 * 5050) + (100 * 31 * 16)));
    }
}
