using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>What the examples in the documentation of Wasmtime's linker show, of both its versions: a test per example.</summary>
public sealed class LinkerExampleTests(TestEngine engine) : EngineTests(engine)
{
    private const string CallsRun =
        """
        (module
          (import "instance1" "run" (func $run))
          (func (export "run") (call $run)))
        """;

    private const string ImportsDouble = """(module (import "host" "double" (func (param i32) (result i32))))""";

    private const string ImportsUnknown = """(module (import "unknown" "import" (func)))""";

    [Test]
    public void AllowShadowing()
    {
        Linker.DefineFunction("", "", () => { });
        Assert.Throws<DuplicateDefinitionException>(() => Linker.DefineFunction("", "", () => { }));

        Linker.AllowShadowing = true;
        Linker.DefineFunction("", "", () => { });
    }

    [Test]
    public void AllowUnknownExports()
    {
        Linker.AllowUnknownExports = true;
        Linker.DefineModule(Store, "mod", Wat("(module)"));
        Assert.That(Linker.Definitions(Store), Is.Empty);
    }

    [Test]
    public void DefineUnknownImportsAsTraps()
    {
        Module module = Wat(ImportsUnknown);
        Linker.DefineUnknownImportsAsTraps(module).Instantiate(Store, module);
    }

    [Test]
    public void DefineUnknownImportsAsDefaultValuesOfFunctions()
    {
        Module module = Wat(ImportsUnknown);
        Linker.DefineUnknownImportsAsDefaultValues(module).Instantiate(Store, module);
    }

    [Test]
    public void DefineUnknownImportsAsDefaultValuesOfEverything()
    {
        Module module = Wat(ImportsUnknown);
        Linker.DefineUnknownImportsAsDefaultValues(Store, module).Instantiate(Store, module);
    }

    [Test]
    public void Define()
    {
        Linker.Define("host", "offset", Global.Create(Store, new GlobalType(ValType.I32, Mutable: false), 0x1234));

        Instance instance = Instantiate(
            """
            (module
              (import "host" "offset" (global i32))
              (memory (export "memory") 1)
              (data (global.get 0) "foo"))
            """);

        Assert.That(instance.GetMemory("memory")!.ReadString(0x1234, 3), Is.EqualTo("foo"));
    }

    [Test]
    public void DefineFunction()
    {
        var log = new List<string>();
        Linker
            .DefineFunction("host", "double", (int x) => x * 2)
            .DefineFunction("host", "log_i32", (int x) => log.Add($"{x}"))
            .DefineFunction("host", "log_str", (Caller caller, int start, int length) => log.Add(caller.GetMemory("memory")!.ReadString(start, length)));
        Module module = Wat(
            """
            (module
              (import "host" "double" (func $double (param i32) (result i32)))
              (import "host" "log_i32" (func $log_i32 (param i32)))
              (import "host" "log_str" (func $log_str (param i32 i32)))
              (memory (export "memory") 1)
              (data (i32.const 8) "hello")
              (func (export "run")
                (call $log_i32 (call $double (i32.const 21)))
                (call $log_str (i32.const 8) (i32.const 5))))
            """);

        for (int i = 0; i < 10; i++)
        {
            Linker.Instantiate(new Store(Engine), module).GetAction("run")!();
        }

        Assert.That(log, Is.EqualTo(Enumerable.Repeat(new[] { "42", "hello" }, 10).SelectMany(lines => lines)));
    }

    [Test]
    public void DefineInstance()
    {
        Linker.DefineInstance("instance1", Instantiate("""(module (func (export "run")))"""));
        Instantiate(CallsRun).GetAction("run")!();
    }

    [Test]
    public void DefineModule()
    {
        Linker.DefineModule(Store, "instance1", Wat("""(module (func (export "run")))"""));
        Instantiate(CallsRun).GetAction("run")!();
    }

    [Test]
    public void DefineModuleWithACommand()
    {
        Linker.DefineModule(
            Store,
            "commander",
            Wat(
                """
                (module
                  (global $counter (mut i32) (i32.const 0))
                  (func (export "_start") (global.set $counter (i32.add (global.get $counter) (i32.const 1))))
                  (func (export "read_counter") (result i32) (global.get $counter)))
                """));
        Function nothing = Linker.GetDefault(Store, "");
        nothing.Invoke();
        nothing.Invoke();
        nothing.Invoke();

        Linker.DefineModule(
            Store,
            "",
            Wat(
                """
                (module
                  (import "commander" "_start" (func $start))
                  (import "commander" "read_counter" (func $read_counter (result i32)))
                  (func (export "run") (result i32)
                    (call $start) (call $start) (call $start)
                    (call $read_counter)))
                """));

        Assert.That(((Function)Linker.Get(Store, "", "run")).ToFunc<int>()(), Is.Zero, "each call has an instance of its own");
    }

    [Test]
    public void Instantiate()
    {
        Linker.DefineFunction("host", "double", (int x) => x * 2);
        Assert.That(Linker.Instantiate(Store, Wat(ImportsDouble)), Is.Not.Null);
    }

    [Test]
    public void InstantiatePre()
    {
        Linker.DefineFunction("host", "double", (int x) => x * 2);

        InstancePre pre = Linker.InstantiatePre(Wat(ImportsDouble));

        Instance instance = pre.Instantiate(Store);
        Assert.That(pre.Instantiate(Store), Is.Not.SameAs(instance));
        pre.Instantiate(Store);
        Assert.That(pre.Instantiate(new Store(Engine)), Is.Not.Null);
    }
}
