using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>Stand-ins for unknown imports: functions that fail, and zero, null and the least size of everything.</summary>
public sealed class DefaultValueTests(TestEngine engine) : EngineTests(engine)
{
    private const string OneOfEach =
        """
        (module
          (import "m" "f" (func (param i32)))
          (import "m" "g" (global i32))
          (import "m" "mem" (memory 1))
          (import "m" "t" (table 1 funcref))
          (import "m" "tag" (tag)))
        """;

    [Test]
    public void AnUnknownFunctionFailsWhenItIsCalled()
    {
        Module module = Wat(
            """
            (module
              (import "" "imp" (func $imp (param i32) (result i64)))
              (func (export "run") (result i64) (block $h (return (try_table (result i64) (catch_all $h) (call $imp (i32.const 1))))) (i64.const 0))
              (func (export "other")))
            """);
        Instance instance = Linker.DefineUnknownImportsAsTraps(module).Instantiate(Store, module);

        instance.GetAction("other")!();
        for (int i = 0; i < 2; i++)
        {
            UnknownImportException error = Assert.Throws<UnknownImportException>(() => instance.GetFunction("run")!.Invoke(), "nothing catches it")!;
            Assert.That(error.Message, Is.EqualTo("unknown import: `::imp` has not been defined"));
            Assert.That((error.Module, error.Name), Is.EqualTo(("", "imp")));
            Assert.That(error.Type, Is.EqualTo(module.Imports[0].Type));
        }
    }

    [Test]
    public void OnlyFunctionsAreDefinedAsTraps()
    {
        Linker.DefineUnknownImportsAsTraps(Wat(OneOfEach));
        Assert.That(Linker.Definitions(Store).Select(item => item.Name), Is.EqualTo(new[] { "f" }));
    }

    [Test]
    public void OnlyFunctionsHaveDefaultValuesWithoutAStore()
    {
        Linker.DefineUnknownImportsAsDefaultValues(Wat(OneOfEach));
        Assert.That(Linker.Definitions(Store).Select(item => item.Name), Is.EqualTo(new[] { "f" }));
    }

    [Test]
    public void StandInsWithoutAStoreServeEveryStore([Values] bool traps)
    {
        Module module = Wat("""(module (import "m" "f" (func (param i32))))""");
        InstancePre pre = (traps ? Linker.DefineUnknownImportsAsTraps(module) : Linker.DefineUnknownImportsAsDefaultValues(module)).InstantiatePre(module);
        Assert.That(pre.IsStoreIndependent);
        pre.Instantiate(Store);
        pre.Instantiate(new Store(Engine));
    }

    [Test]
    public void WhatIsKnownStays([Values] bool everything)
    {
        Linker.DefineFunction("m", "f", (int x) => x + 1);
        Module module = Wat(
            """
            (module
              (import "m" "f" (func $f (param i32) (result i32)))
              (import "m" "u" (func $u (param i32) (result i32)))
              (func (export "run") (result i32 i32) (call $f (i32.const 5)) (call $u (i32.const 5))))
            """);
        _ = everything ? Linker.DefineUnknownImportsAsDefaultValues(Store, module) : Linker.DefineUnknownImportsAsDefaultValues(module);

        Assert.That(Linker.Instantiate(Store, module).GetFunction<(int, int)>("run")!(), Is.EqualTo((6, 0)));
    }

    [Test]
    public void FunctionsReturnZerosAndNulls([Values] bool everything)
    {
        Module module = Wat(
            """
            (module
              (type $s (struct))
              (import "unknown" "func" (func $f (param i64 externref)
                (result i32 i64 f32 f64 v128 externref funcref anyref i31ref exnref nullref (ref null $s))))
              (func (export "run") (param externref)
                (result i32 i64 f32 f64 v128 externref funcref anyref i31ref exnref nullref (ref null $s))
                (call $f (i64.const -1) (local.get 0))))
            """);
        _ = everything ? Linker.DefineUnknownImportsAsDefaultValues(Store, module) : Linker.DefineUnknownImportsAsDefaultValues(module);

        Value[] results = Linker.Instantiate(Store, module).GetFunction("run")!.Invoke(Value.FromReference("an argument"));

        Value @null = Value.FromReference(null);
        Assert.That(results, Is.EqualTo(new[] { 0, 0L, 0f, 0.0, Value.FromV128(0, 0), @null, @null, @null, @null, @null, @null, @null }));
    }

    [Test]
    public void FewerResultsThanParametersAreZeroToo([Values] bool everything)
    {
        Module module = Wat("""(module (import "" "" (func $f (param externref i32) (result externref))) (export "f" (func $f)))""");
        _ = everything ? Linker.DefineUnknownImportsAsDefaultValues(Store, module) : Linker.DefineUnknownImportsAsDefaultValues(module);
        Assert.That(Linker.Instantiate(Store, module).GetFunction("f")!.Invoke(Value.FromReference(this), 1), Is.EqualTo(new[] { Value.FromReference(null) }));
    }

    [Test]
    public void AFunctionWithoutDefaultResultIsSaidWithItsType()
    {
        Module module = Wat("""(module (import "m" "a" (func)) (import "m" "f" (func (result i32 (ref func)))) (import "m" "z" (func)))""");

        NoDefaultValueException error = Assert.Throws<NoDefaultValueException>(() => Linker.DefineUnknownImportsAsDefaultValues(module))!;

        Assert.That(error.Message, Is.EqualTo("no default value exists for type `(ref func)`"));
        Assert.That(error.Import, Is.EqualTo(module.Imports[1]));
        Assert.That(Linker.Definitions(Store).Select(item => item.Name), Is.EqualTo(new[] { "a" }), "what was defined before stays");
    }

    [TestCase("(func (result (ref extern)))", "no default value exists for `m::x` with type `func [] -> [(ref extern)]`: function results do not have a default value")]
    [TestCase("(global (ref any))", "no default value exists for `m::x` with type `global (ref any)`: global type has no default value")]
    [TestCase("(global (mut (ref any)))", "no default value exists for `m::x` with type `global (mut (ref any))`: global type has no default value")]
    [TestCase("(table 1 2 (ref func))", "no default value exists for `m::x` with type `table 1 2 (ref func)`: table element type does not have a default value")]
    public void WhatHasNoDefaultValueIsSaidWithImportAndType(string type, string message)
    {
        Module module = Wat($"""(module (import "m" "a" (memory 1)) (import "m" "x" {type}) (import "m" "z" (memory 1)))""");

        NoDefaultValueException error = Assert.Throws<NoDefaultValueException>(() => Linker.DefineUnknownImportsAsDefaultValues(Store, module))!;

        Assert.That(error.Message, Is.EqualTo(message));
        Assert.That(error.Import, Is.EqualTo(module.Imports[1]));
        Assert.That(Linker.Definitions(Store).Select(item => item.Name), Is.EqualTo(new[] { "a" }), "what was defined before stays");
    }

    [TestCase("i32")]
    [TestCase("i64")]
    [TestCase("f32")]
    [TestCase("f64")]
    [TestCase("v128")]
    [TestCase("externref")]
    [TestCase("funcref")]
    [TestCase("nullref")]
    [TestCase("(ref null $s)")]
    public void GlobalsAreZeroOrNull(string type)
    {
        Module module = Wat(
            $"""
            (module
              (type $s (struct (field i32)))
              (import "m" "const" (global {type}))
              (import "m" "var" (global (mut {type}))))
            """);
        Linker.DefineUnknownImportsAsDefaultValues(Store, module).Instantiate(Store, module);

        foreach (ImportType import in module.Imports)
        {
            var global = (Global)Linker.Get(Store, "m", import.Name);
            Assert.That(global.Type, Is.EqualTo(import.Type));
            Assert.That(global.Value, Is.EqualTo(Value.Default(global.Type.Value)));
        }
    }

    [Test]
    public void MemoriesTablesAndTagsAreOfTheLeastSize()
    {
        Module module = Wat(
            """
            (module
              (import "m" "memory" (memory 2 5))
              (import "m" "memory64" (memory i64 0))
              (import "m" "table" (table 3 7 externref))
              (import "m" "table64" (table i64 1 funcref))
              (import "m" "tag" (tag (param i32 f64))))
            """);
        Linker.DefineUnknownImportsAsDefaultValues(Store, module).Instantiate(Store, module);

        foreach (ImportType import in module.Imports)
        {
            Assert.That(Linker.Get(Store, "m", import.Name).Type, Is.EqualTo(import.Type));
        }

        var table = (Table)Linker.Get(Store, "m", "table");
        Assert.That(Enumerable.Range(0, 3).Select(i => table[(ulong)i]), Is.All.Null);
        Assert.That(((Memory)Linker.Get(Store, "m", "memory")).Span.IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
    }

    [Test]
    public void StandInsOfAStoreBelongToIt()
    {
        Module module = Wat("""(module (import "m" "f" (func)))""");
        Linker.DefineUnknownImportsAsDefaultValues(Store, module);
        Assert.Throws<ArgumentException>(() => Linker.Instantiate(new Store(Engine), module));
    }

    [Test]
    public void AnImportThatIsNamedTwiceIsDefinedOnce()
    {
        Module module = Wat("""(module (import "m" "x" (func)) (import "m" "x" (func)) (import "m" "x" (global i32)))""");
        Linker.DefineUnknownImportsAsDefaultValues(Store, module);
        Assert.That(Linker.Definitions(Store), Has.Exactly(1).Items);
        Assert.Throws<IncompatibleImportTypeException>(() => Linker.Instantiate(Store, module));
    }

    [Test]
    public void AStandInHasTheImportsExactType([Values("traps", "functions", "everything")] string form)
    {
        Module module = Wat(
            """
            (module
              (type $super (sub (func)))
              (type $sub (sub final $super (func)))
              (import "m" "f" (func (type $sub))))
            """);
        _ = form switch
        {
            "traps" => Linker.DefineUnknownImportsAsTraps(module),
            "functions" => Linker.DefineUnknownImportsAsDefaultValues(module),
            _ => Linker.DefineUnknownImportsAsDefaultValues(Store, module),
        };

        Assert.That(((Function)Linker.Get(Store, "m", "f")).DefinedType, Is.SameAs(module.Imports[0].DefinedType));
        Linker.Instantiate(Store, module);
    }

    [Test]
    public void TheStoresLimitsHold()
    {
        var store = new Store(Engine, new StoreLimits { MemoryBytes = MemoryType.PageSize, TableElements = 10 });
        Assert.Throws<ResourceLimitException>(() => Linker.DefineUnknownImportsAsDefaultValues(store, Wat("""(module (import "m" "m" (memory 2)))""")));
        Assert.Throws<ResourceLimitException>(() => Linker.DefineUnknownImportsAsDefaultValues(store, Wat("""(module (import "m" "t" (table 11 funcref)))""")));
        Assert.That(Linker.Definitions(store), Is.Empty);
    }

    [Test]
    public void ModulesOfAnotherEngineAreRefused()
    {
        Module module = Wat("""(module (import "m" "f" (func)))""", NewEngine());
        Assert.Throws<ArgumentException>(() => Linker.DefineUnknownImportsAsTraps(module));
        Assert.Throws<ArgumentException>(() => Linker.DefineUnknownImportsAsDefaultValues(module));
        Assert.Throws<ArgumentException>(() => Linker.DefineUnknownImportsAsDefaultValues(Store, module));
        Assert.That(
            Assert.Throws<ArgumentException>(() => Linker.DefineUnknownImportsAsDefaultValues(new Store(module.Engine), Wat("(module)")))!.Message,
            Does.StartWith("different engines for this linker and the store provided"));
    }
}
