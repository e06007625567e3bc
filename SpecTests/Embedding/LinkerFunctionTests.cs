using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>Host functions of the linker, in every form.</summary>
public sealed class LinkerFunctionTests(TestEngine engine) : EngineTests(engine)
{
    private const string Sum =
        """
        (module
          (import "host" "f" (func $f (param i32 i64) (result i64)))
          (func (export "run") (result i64) (call $f (i32.const 2) (i64.const 40))))
        """;

    private static readonly FunctionType SumType = new([ValType.I32, ValType.I64], [ValType.I64]);

    private static IEnumerable<TestCaseData> Forms()
    {
        yield return Form("values", linker => linker.DefineFunction("host", "f", SumType, (_, arguments, results) => results[0] = arguments[0].I32 + arguments[1].I64));
        yield return Form("values, registered type", linker => linker.DefineFunction(
            "host", "f", linker.Engine.Types.Register(SumType), (_, arguments, results) => results[0] = arguments[0].I32 + arguments[1].I64));
        yield return Form("slots", linker => linker.DefineUncheckedFunction("host", "f", SumType, (_, slots, _) => slots[0].I64 = slots[0].I32 + slots[1].I64));
        yield return Form("slots, registered type", linker => linker.DefineUncheckedFunction(
            "host", "f", linker.Engine.Types.Register(SumType), (_, slots, _) => slots[0].I64 = slots[0].I32 + slots[1].I64));
        yield return Form("typed delegate", linker => linker.DefineFunction("host", "f", (int a, long b) => a + b));
        yield return Form("typed delegate with caller", linker => linker.DefineFunction("host", "f", (Caller caller, int a, long b) => a + b));
        yield return Form("any delegate", linker => linker.DefineFunction("host", "f", (Delegate)((int a, long b) => a + b)));
        yield return Form("any delegate and type", linker => linker.DefineFunction("host", "f", SumType, (int a, long b) => a + b));
        yield return Form("any delegate and registered type", linker => linker.DefineFunction("host", "f", linker.Engine.Types.Register(SumType), (int a, long b) => a + b));
        yield return Form("callback", linker => linker.DefineFunction("host", "f", HostCallback.From((int a, long b) => a + b)));
        yield return Form("callback and type", linker => linker.DefineFunction("host", "f", linker.Engine.Types.Register(SumType), HostCallback.From((int a, long b) => a + b)));

        static TestCaseData Form(string name, Func<Linker, Linker> define) => new TestCaseData(define).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Forms))]
    public void EveryFormIsAFunctionOfEveryStore(Func<Linker, Linker> define)
    {
        Assert.That(define(Linker), Is.SameAs(Linker));
        Module module = Wat(Sum);
        for (int i = 0; i < 3; i++)
        {
            Assert.That(Linker.Instantiate(new Store(Engine), module).GetFunction<long>("run")!(), Is.EqualTo(42));
        }
    }

    [TestCaseSource(nameof(Forms))]
    public void EveryFormObeysTheShadowingRule(Func<Linker, Linker> define)
    {
        define(Linker);
        Assert.Throws<DuplicateDefinitionException>(() => define(Linker));
        Linker.AllowShadowing = true;
        define(Linker);
    }

    [Test]
    public void DelegatesOfTheCommonestArities()
    {
        var log = new List<string>();
        Linker
            .DefineFunction("m", "a0", () => log.Add("a0"))
            .DefineFunction("m", "a1", (int a) => log.Add($"a1 {a}"))
            .DefineFunction("m", "a2", (int a, int b) => log.Add($"a2 {a} {b}"))
            .DefineFunction("m", "a3", (int a, int b, int c) => log.Add($"a3 {a} {b} {c}"))
            .DefineFunction("m", "a4", (int a, int b, int c, int d) => log.Add($"a4 {a} {b} {c} {d}"))
            .DefineFunction("m", "a5", (int a, int b, int c, int d, int e) => log.Add($"a5 {a} {b} {c} {d} {e}"))
            .DefineFunction("m", "f0", () => 10)
            .DefineFunction("m", "f1", (int a) => 10 + a)
            .DefineFunction("m", "f2", (int a, int b) => 10 + a + b)
            .DefineFunction("m", "f3", (int a, int b, int c) => 10 + a + b + c)
            .DefineFunction("m", "f4", (int a, int b, int c, int d) => 10 + a + b + c + d)
            .DefineFunction("m", "f5", (int a, int b, int c, int d, int e) => 10 + a + b + c + d + e)
            .DefineFunction("m", "tuple", (int a) => (a, 2L, 3f));

        Assert.That(Enumerable.Range(0, 6).Select(i => Call($"f{i}", i)[0].I32), Is.EqualTo(new[] { 10, 11, 13, 16, 20, 25 }));
        for (int i = 0; i < 6; i++)
        {
            Call($"a{i}", i);
        }

        Assert.That(log, Is.EqualTo(new[] { "a0", "a1 1", "a2 1 2", "a3 1 2 3", "a4 1 2 3 4", "a5 1 2 3 4 5" }));
        Assert.That(Call("tuple", 1), Is.EqualTo(new Value[] { 1, 2L, 3f }));

        Value[] Call(string name, int count) =>
            ((Function)Linker.Get(Store, "m", name)).Invoke([.. Enumerable.Range(1, count).Select(i => (Value)i)]);
    }

    [Test]
    public void AWrongTypeIsSaidAtTheDefinition()
    {
        Assert.Throws<ArgumentException>(() => Linker.DefineFunction("m", "f", (decimal _) => { }));
        Assert.Throws<ArgumentException>(() => Linker.DefineFunction("m", "f", () => new DateTime()));
        Assert.Throws<ArgumentException>(() => Linker.DefineFunction("m", "f", SumType, (int a) => a));
        Assert.Throws<ArgumentException>(() => Linker.DefineFunction("m", "f", Engine.Types.Register(SumType), HostCallback.From((int a) => a)));
        Assert.That(Linker.Definitions(Store), Is.Empty);
    }

    [Test]
    public void ATypeThatIsNoFunctionTypeIsRefused()
    {
        DefinedType type = Wat("""(module (type (struct)) (import "" "" (func (param (ref 0)))))""").Imports[0].Signature!.Parameters[0].HeapType is var heap
            ? Engine.Types[heap.Index]
            : throw new InvalidOperationException();
        Assert.Throws<ArgumentException>(() => Linker.DefineFunction("m", "f", type, (_, _, _) => { }));
    }

    [Test]
    public void ATypeThatMentionsAnUnknownTypeIsRefused()
    {
        var type = new FunctionType([ValType.Ref(HeapType.Concrete(1_000_000), nullable: true)], []);
        Assert.Throws<ArgumentException>(() => Linker.DefineFunction("m", "f", type, (_, _, _) => { }));
        Assert.Throws<ArgumentException>(() => Linker.DefineUncheckedFunction("m", "f", type, (_, _, _) => { }));
        Assert.Throws<ArgumentException>(() => Linker.DefineFunction("m", "f", type, (Function? _) => { }));
        Assert.That(Linker.Definitions(Store), Is.Empty);
    }

    [Test]
    public void TheFunctionOfAStoreIsAlwaysTheSame()
    {
        Linker.DefineFunction("m", "f", () => { });
        Extern function = Linker.Get(Store, "m", "f");

        Assert.That(Linker.Get(Store, "m", "f"), Is.SameAs(function));
        Assert.That(Linker.Definitions(Store).Single().Item, Is.SameAs(function));
        Assert.That(Linker.Alias("m", "f", "n", "g").Get(Store, "n", "g"), Is.SameAs(function));
        Assert.That(Instantiate("""(module (import "m" "f" (func $f)) (export "f" (func $f)))""").GetExport("f"), Is.SameAs(function));
        Assert.That(Linker.Get(new Store(Engine), "m", "f"), Is.Not.SameAs(function));

        Linker.AllowShadowing = true;
        Linker.DefineFunction("m", "f", () => { });
        Assert.That(Linker.Get(Store, "m", "f"), Is.Not.SameAs(function));
        Assert.That(Linker.Get(Store, "n", "g"), Is.SameAs(function));
    }

    [Test]
    public void CallersAreOfTheCallingStoreAndInstance()
    {
        var callers = new List<Caller>();
        Linker.DefineFunction("m", "f", (Caller caller) => callers.Add(caller));
        Module module = Wat("""(module (import "m" "f" (func $f)) (func (export "run") (call $f)))""");
        Instance[] instances = [Linker.Instantiate(Store, module), Linker.Instantiate(new Store(Engine), module)];
        foreach (Instance instance in instances)
        {
            instance.GetAction("run")!();
        }

        Assert.That(callers.Select(caller => caller.Instance), Is.EqualTo(instances));
        Assert.That(callers.Select(caller => caller.Store), Is.EqualTo(instances.Select(instance => instance.Store)));
    }

    [Test]
    public void ReferencesToConcreteFunctionTypesPass()
    {
        Module module = Wat(
            """
            (module
              (type $a (func (result i32)))
              (type $b (func (result (ref null $a))))
              (type $c (func (result (ref null $b))))
              (import "env" "f" (func $f (result (ref null $c))))
              (func (export "g") (result funcref) (call $f))
              (func (export "run") (result i32) (call_ref $a (call_ref $b (call_ref $c (call $f))))))
            """);
        DefinedType a = Engine.Types.Register(new FunctionType([], [ValType.I32]));
        DefinedType b = Engine.Types.Register(new FunctionType([], [ValType.Ref(a.HeapType, nullable: true)]));
        DefinedType c = Engine.Types.Register(new FunctionType([], [ValType.Ref(b.HeapType, nullable: true)]));
        var typeOfF = new FunctionType([], [ValType.Ref(c.HeapType, nullable: true)]);
        Function returnsNumber = Function.Create(Store, a.Function, (_, _, results) => results[0] = 0x12345678);
        Function returnsFirst = Function.Create(Store, b.Function, (_, _, results) => results[0] = Value.FromReference(returnsNumber));
        Function returnsSecond = Function.Create(Store, c.Function, (_, _, results) => results[0] = Value.FromReference(returnsFirst));
        Linker.DefineFunction("env", "f", typeOfF, (_, _, results) => results[0] = Value.FromReference(returnsSecond));

        Instance instance = Linker.Instantiate(Store, module);

        Assert.That(instance.GetFunction<int>("run")!(), Is.EqualTo(0x12345678));
        Function? third = instance.GetFunction<Function?>("g")!();
        Assert.That(third, Is.SameAs(returnsSecond));
        Function? second = third!.ToFunc<Function?>()();
        Function? first = second!.ToFunc<Function?>()();
        Assert.That(first!.ToFunc<int>()(), Is.EqualTo(0x12345678));
    }

    [Test]
    public void AFunctionOfAnotherStoreCannotBeReturned()
    {
        Function foreign = Function.Create(new Store(Engine), () => { });
        Linker.DefineFunction("env", "f", new FunctionType([], [ValType.FuncRef]), (_, _, results) => results[0] = Value.FromReference(foreign));
        Instance instance = Instantiate("""(module (import "env" "f" (func $f (result funcref))) (func (export "run") (call $f) drop))""");
        Assert.That(() => instance.GetAction("run")!(), Throws.InstanceOf<ArgumentException>().Or.InstanceOf<InvalidOperationException>());
    }
}
