using System.Runtime.CompilerServices;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>Commands, reactors and plain modules, defined by the linker.</summary>
public sealed class CommandTests(TestEngine engine) : EngineTests(engine)
{
    private const string Counter =
        """
        (global $n (mut i32) (i32.const 0))
        (func (export "count") (result i32)
          (global.set $n (i32.add (global.get $n) (i32.const 1)))
          (global.get $n))
        """;

    [TestCase("""(global (export "_start") i32 (i32.const 0))""", "`_start` must be a function")]
    [TestCase("""(memory (export "_start") 0)""", "`_start` must be a function")]
    [TestCase("""(table (export "_initialize") 0 funcref)""", "`_initialize` must be a function")]
    [TestCase("""(func (export "_start")) (func (export "_initialize"))""", "Program cannot be both a Command and a Reactor")]
    [TestCase("""(global (export "_initialize") i32 (i32.const 0)) (func (export "_start"))""", "Program cannot be both a Command and a Reactor")]
    [TestCase("""(global (export "_initialize") i32 (i32.const 0)) (memory (export "_start") 0)""", "Program cannot be both a Command and a Reactor")]
    public void WhatAModuleIsMustBeClear(string fields, string message)
    {
        ProgramKindException error = Assert.Throws<ProgramKindException>(() => Linker.DefineModule(Store, "m", Wat($"(module {fields})")))!;
        Assert.That(error.Message, Is.EqualTo(message));
        Assert.That(Linker.Definitions(Store), Is.Empty);
    }

    [Test]
    public void EachCallOfACommandHasAnInstanceOfItsOwn()
    {
        Linker.DefineModule(Store, "m", Wat($"""(module {Counter} (func (export "_start")))"""));
        Func<int> count = Exported("count").ToFunc<int>();
        Assert.That((count(), count(), count()), Is.EqualTo((1, 1, 1)));
        Assert.That(Exported("_start").Signature, Is.EqualTo(FunctionType.Empty));
    }

    [Test]
    public void AReactorAndAPlainModuleHaveOneInstance([Values("""(func (export "_initialize"))""", "")] string fields)
    {
        Linker.DefineModule(Store, "m", Wat($"(module {Counter} {fields})"));
        Func<int> count = Exported("count").ToFunc<int>();
        Assert.That((count(), count(), count()), Is.EqualTo((1, 2, 3)));
    }

    [Test]
    public void ACommandsFunctionHasTheTypeAndTheValuesOfTheExport()
    {
        Linker.DefineModule(
            Store,
            "m",
            Wat(
                """
                (module
                  (func (export "_start"))
                  (func (export "swap") (param i32 f64 externref v128) (result v128 externref f64 i32)
                    (local.get 3) (local.get 2) (local.get 1) (local.get 0)))
                """));
        Function swap = Exported("swap");

        Value[] results = swap.Invoke(7, 0.5, Value.FromReference(this), Value.FromV128(1, 2));

        Assert.That(results, Is.EqualTo(new[] { Value.FromV128(1, 2), Value.FromReference(this), 0.5, 7 }));
    }

    [Test]
    public void AStartFunctionMayHaveParametersAndResults()
    {
        Linker.DefineModule(Store, "m", Wat("""(module (func (export "_start") (param i32) (result i32) (local.get 0)))"""));
        Assert.That(Linker.GetDefault(Store, "m").Invoke(5), Is.EqualTo(new Value[] { 5 }));
    }

    [Test]
    public void ImportsOfACommandAreLookedUpWhenItIsDefined()
    {
        Linker.AllowShadowing = true;
        Linker.DefineFunction("host", "f", () => 1);
        Linker.DefineModule(Store, "m", Wat("""(module (import "host" "f" (func $f (result i32))) (func (export "_start") (result i32) (call $f)))"""));
        Linker.DefineFunction("host", "f", () => 2);

        Assert.That(Exported("_start").ToFunc<int>()(), Is.EqualTo(1));
    }

    // The functions of a command that follow one which shadows its import get the new one; those before it do not.
    [TestCase("""(export "_start" (func $start)) (export "f" (func $f))""", 10)]
    [TestCase("""(export "f" (func $f)) (export "_start" (func $start))""", 11)]
    public void ACommandMayShadowItsOwnImports(string exports, int expected)
    {
        Linker.AllowShadowing = true;
        Linker.DefineFunction("m", "f", () => 10);
        Linker.DefineModule(
            Store,
            "m",
            Wat(
                $"""
                (module
                  (import "m" "f" (func $import (result i32)))
                  (func $f (result i32) (i32.add (call $import) (i32.const 1)))
                  (func $start (result i32) (call $import))
                  {exports})
                """));

        Assert.That(Exported("f").ToFunc<int>()(), Is.EqualTo(11));
        Assert.That(Exported("_start").ToFunc<int>()(), Is.EqualTo(expected));
    }

    [Test]
    public void ACommandNeedsItsImportsWhenItIsDefined()
    {
        Module missing = Wat("""(module (import "host" "f" (func)) (func (export "_start")))""");
        Assert.Throws<UnknownImportException>(() => Linker.DefineModule(Store, "m", missing));

        Linker.DefineFunction("host", "f", (int _) => { });
        Assert.Throws<IncompatibleImportTypeException>(() => Linker.DefineModule(Store, "m", missing));
        Assert.That(Linker.TryGet(Store, "m", "_start", out _), Is.False);
    }

    [Test]
    public void ACommandRunsItsStartFunctionEachTime()
    {
        int starts = 0;
        Linker.DefineFunction("host", "start", () => { starts++; });
        Linker.DefineModule(Store, "m", Wat("""(module (import "host" "start" (func $s)) (start $s) (func (export "_start")))"""));
        Assert.That(starts, Is.Zero);

        Exported("_start").Invoke();
        Exported("_start").Invoke();

        Assert.That(starts, Is.EqualTo(2));
    }

    [Test]
    public void ACommandsTrapsAreItsCallers()
    {
        Linker.DefineModule(Store, "m", Wat("""(module (func (export "_start") (unreachable)))"""));
        Instance caller = Instantiate("""(module (import "m" "_start" (func $m)) (func (export "run") (call $m)))""");

        Outcome outcome = caller.GetFunction("run")!.Call([], []);

        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Trap));
        Assert.That(outcome.Trap!.Message, Is.EqualTo("unreachable"));
    }

    [Test]
    public void ACommandsExceptionsCanBeCaughtByItsCaller()
    {
        Linker.Define("host", "tag", Tag.Create(Store, ValType.I32));
        Linker.DefineModule(
            Store,
            "m",
            Wat("""(module (import "host" "tag" (tag $t (param i32))) (func (export "_start") (throw $t (i32.const 5))))"""));
        Instance caller = Instantiate(
            """
            (module
              (import "host" "tag" (tag $t (param i32)))
              (import "m" "_start" (func $m))
              (func (export "run") (result i32)
                (block $h (result i32)
                  (try_table (catch $t $h) (call $m))
                  (i32.const 0))))
            """);

        Assert.That(caller.GetFunction<int>("run")!(), Is.EqualTo(5));
    }

    [Test]
    public void ExceptionsOfTheHostPassThroughACommand()
    {
        var thrown = new TimeoutException("mine");
        Linker.DefineFunction("host", "f", new Action(() => throw thrown));
        Linker.DefineModule(Store, "m", Wat("""(module (import "host" "f" (func $f)) (func (export "_start") (call $f)))"""));

        Assert.That(Assert.Throws<TimeoutException>(() => Exported("_start").Invoke()), Is.SameAs(thrown));
    }

    [Test]
    public void ACommandThatRunsItselfForEverIsEnded()
    {
        Linker.DefineFunction("host", "again", (Caller caller) => { Linker.GetDefault(caller.Store, "m").Invoke(); });
        Linker.DefineModule(Store, "m", Wat("""(module (import "host" "again" (func $f)) (func (export "_start") (call $f)))"""));

        Assert.Throws<ExhaustionException>(() => Exported("_start").Invoke());
    }

    [Test]
    public void AnInstanceOfACommandLivesAsLongAsTheCall()
    {
        var instances = new List<WeakReference>();
        Linker.DefineFunction("host", "f", (Caller caller) => instances.Add(new WeakReference(caller.Instance)));
        Linker.DefineModule(Store, "m", Wat("""(module (import "host" "f" (func $f)) (func (export "_start") (call $f)))"""));
        Run();
        GC.Collect();

        Assert.That(instances, Has.Count.EqualTo(10));
        Assert.That(instances.Count(instance => instance.IsAlive), Is.LessThanOrEqualTo(1), "the stack may still hold the last one");
        GC.KeepAlive(Linker);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Run()
        {
            for (int i = 0; i < 10; i++)
            {
                Exported("_start").Invoke();
            }
        }
    }

    [TestCase("""(memory (export "memory") 1)""", null, null)]
    [TestCase("""(table (export "table") 1 funcref)""", null, null)]
    [TestCase("""(table (export "__indirect_function_table") 1 funcref)""", null, null)]
    [TestCase("""(global (export "__data_end") i32 (i32.const 0))""", "command module exporting '__data_end' is deprecated", null)]
    [TestCase("""(global (export "__heap_base") i32 (i32.const 0))""", "command module exporting '__heap_base' is deprecated", null)]
    [TestCase("""(global (export "__dso_handle") i32 (i32.const 0))""", "command module exporting '__dso_handle' is deprecated", null)]
    [TestCase("""(global (export "__rtti_base") i32 (i32.const 0))""", "command module exporting '__rtti_base' is deprecated; pass `--runtime half` to the AssemblyScript compiler", null)]
    [TestCase("""(global (export "memory") i32 (i32.const 0))""", null, "command export 'memory' is not a function")]
    [TestCase("""(table (export "memory") 1 funcref)""", null, "command export 'memory' is not a function")]
    [TestCase("""(memory (export "table") 1)""", null, "command export 'table' is not a function")]
    [TestCase("""(global (export "__indirect_function_table") i32 (i32.const 0))""", null, "command export '__indirect_function_table' is not a function")]
    [TestCase("""(memory (export "__data_end") 1)""", null, "command export '__data_end' is not a function")]
    [TestCase("""(memory (export "__heap_base") 1)""", null, "command export '__heap_base' is not a function")]
    [TestCase("""(table (export "__dso_handle") 1 funcref)""", null, "command export '__dso_handle' is not a function")]
    [TestCase("""(memory (export "__rtti_base") 1)""", null, "command export '__rtti_base' is not a function")]
    [TestCase("""(global (export "g") i32 (i32.const 0))""", null, "command export 'g' is not a function")]
    [TestCase("""(tag (export "t"))""", null, "command export 't' is not a function")]
    public void ACommandMayExportLittleElseThanFunctions(string field, string? warning, string? error)
    {
        var warnings = new List<LinkerWarningEventArgs>();
        Linker.Warning += (_, arguments) => warnings.Add(arguments);
        Module module = Wat($"""(module {field} (func (export "_start")))""");
        string export = module.Exports[0].Name;

        if (error is null)
        {
            Linker.DefineModule(Store, "m", module);
        }
        else
        {
            Assert.That(Assert.Throws<ProgramKindException>(() => Linker.DefineModule(Store, "m", module))!.Message, Is.EqualTo(error));
            Linker.AllowUnknownExports = true;
            Linker.DefineModule(Store, "m", module);
        }

        Assert.That(warnings.Select(warned => (warned.Module, warned.Export, warned.Message)), Is.EqualTo(warning is null ? [] : new[] { ("m", export, warning) }));
        Assert.That(Linker.Definitions(Store).Select(item => item.Name), Is.EqualTo(new[] { "_start" }), "only functions are defined");
    }

    [Test]
    public void ADefinitionThatIsAFunctionNeverWarns([Values("memory", "table", "__data_end", "__rtti_base")] string name)
    {
        Linker.Warning += (_, arguments) => Assert.Fail(arguments.Message);
        Linker.DefineModule(Store, "m", Wat($"""(module (func (export "{name}")) (func (export "_start")))"""));
        Assert.That(Linker.Get(Store, "m", name), Is.InstanceOf<Function>());
    }

    [Test]
    public void OnlyCommandsAreLimitedInWhatTheyExport([Values("""(func (export "_initialize"))""", "")] string fields)
    {
        Linker.Warning += (_, arguments) => Assert.Fail(arguments.Message);
        Linker.DefineModule(
            Store,
            "m",
            Wat($"""(module {fields} (global (export "__data_end") i32 (i32.const 0)) (memory (export "x") 1) (tag (export "t")))"""));

        Assert.That(Linker.Get(Store, "m", "__data_end").Kind, Is.EqualTo(ExternKind.Global));
        Assert.That(Linker.Get(Store, "m", "x").Kind, Is.EqualTo(ExternKind.Memory));
        Assert.That(Linker.Get(Store, "m", "t").Kind, Is.EqualTo(ExternKind.Tag));
    }

    [Test]
    public void AListenerOfTheOriginalListensToTheClone()
    {
        int warnings = 0;
        Linker.Warning += (_, _) => warnings++;
        Linker clone = Linker.Clone();
        Linker.Warning += (_, _) => warnings += 100;

        clone.DefineModule(Store, "m", Wat("""(module (global (export "__data_end") i32 (i32.const 0)) (func (export "_start")))"""));

        Assert.That(warnings, Is.EqualTo(1));
    }

    [Test]
    public void ACommandThatFailsHalfWayKeepsWhatItHadDefined()
    {
        Module module = Wat("""(module (func (export "a")) (func (export "_start")) (tag (export "t")) (func (export "z")))""");

        Assert.Throws<ProgramKindException>(() => Linker.DefineModule(Store, "m", module));

        Assert.That(Linker.Definitions(Store).Select(item => item.Name), Is.EquivalentTo(new[] { "a", "_start" }));
        Exported("a").Invoke();
    }

    [Test]
    public void ACommandObeysTheShadowingRule()
    {
        Linker.DefineFunction("m", "b", () => { });
        Module module = Wat("""(module (func (export "a")) (func (export "b")) (func (export "_start")))""");

        DuplicateDefinitionException error = Assert.Throws<DuplicateDefinitionException>(() => Linker.DefineModule(Store, "m", module))!;

        Assert.That(error.Message, Is.EqualTo("import of `m::b` defined twice"));
        Assert.That(Linker.TryGet(Store, "m", "a", out _));
        Assert.That(Linker.TryGet(Store, "m", "_start", out _), Is.False);
    }

    [Test]
    public void AReactorIsInitializedOnce()
    {
        int calls = 0;
        Linker.DefineFunction("host", "f", () => { calls++; });
        Linker.DefineModule(Store, "m", Wat("""(module (import "host" "f" (func $f)) (func (export "_initialize") (call $f)) (func (export "g")))"""));

        Exported("g").Invoke();

        Assert.That(calls, Is.EqualTo(1));
        Assert.That(Linker.Get(Store, "m", "_initialize"), Is.InstanceOf<Function>(), "all exports are defined");
    }

    [Test]
    public void AReactorIsNotACommand()
    {
        int calls = 0;
        Linker.DefineFunction("host", "f", () => { calls++; });
        Instance instance = Instantiate("""(module (import "host" "f" (func $f)) (func (export "_initialize") (call $f)) (start $f))""");
        Assert.That(calls, Is.EqualTo(1), "instantiation runs the start function only");

        Linker.DefineInstance("m", instance);
        Assert.That(calls, Is.EqualTo(1));
    }

    [Test]
    public void AReactorThatTrapsIsNotDefined()
    {
        ReactorInitializationException error = FailToInitialize("""(module (func (export "_initialize") (unreachable)) (func (export "g")))""");
        Assert.That(error.InnerException, Is.InstanceOf<TrapException>().With.Message.EqualTo("unreachable"));
        Assert.That(Linker.Definitions(Store), Is.Empty);
    }

    [Test]
    public void AReactorThatThrowsIsNotDefined()
    {
        ReactorInitializationException error = FailToInitialize("""(module (tag $t) (func (export "_initialize") (throw $t)))""");
        Assert.That(error.InnerException, Is.InstanceOf<WasmException>());
    }

    [Test]
    public void AReactorThatRecursForEverIsNotDefined()
    {
        ReactorInitializationException error = FailToInitialize("""(module (func $f (export "_initialize") (call $f) (call $f)))""");
        Assert.That(error.InnerException, Is.InstanceOf<ExhaustionException>());
    }

    [TestCase("(param i32)", "[i32] -> []")]
    [TestCase("(result i32)", "[] -> [i32]")]
    public void AReactorsInitializationTakesAndGivesNothing(string type, string text)
    {
        ReactorInitializationException error = FailToInitialize($"""(module (func (export "_initialize") {type} (unreachable)))""");
        Assert.That(error.InnerException, Is.InstanceOf<ProgramKindException>().With.Message.EqualTo($"`_initialize` must have the type [] -> [], but has {text}"));
    }

    [Test]
    public void AnInitializationThatTheHostBreaksOffSaysWhy()
    {
        var thrown = new TimeoutException("mine");
        Linker.DefineFunction("host", "f", new Action(() => throw thrown));
        ReactorInitializationException error = FailToInitialize("""(module (import "host" "f" (func $f)) (func (export "_initialize") (call $f)))""");
        Assert.That(error.InnerException, Is.SameAs(thrown));
    }

    [Test]
    public void CancellationOfAnInitializationStaysItself()
    {
        var thrown = new OperationCanceledException();
        Linker.DefineFunction("host", "f", new Action(() => throw thrown));
        Module module = Wat("""(module (import "host" "f" (func $f)) (func (export "_initialize") (call $f)))""");
        Assert.That(Assert.Throws<OperationCanceledException>(() => Linker.DefineModule(Store, "m", module)), Is.SameAs(thrown));
    }

    [Test]
    public void AStartFunctionThatFailsIsNoFailureOfTheInitialization()
    {
        Module module = Wat("""(module (func $f (unreachable)) (start $f) (func (export "_initialize")))""");
        Assert.Throws<TrapException>(() => Linker.DefineModule(Store, "m", module));
    }

    [Test]
    public void AReactorThatFailsHalfWayKeepsWhatItHadDefined()
    {
        Linker.DefineFunction("m", "b", () => { });
        Module module = Wat("""(module (func (export "a")) (func (export "b")) (func (export "c")) (func (export "_initialize")))""");

        Assert.Throws<DuplicateDefinitionException>(() => Linker.DefineModule(Store, "m", module));

        Assert.That(Linker.Definitions(Store).Select(item => item.Name), Is.EquivalentTo(new[] { "a", "b" }));
    }

    [Test]
    public void TheEngineOfTheStoreIsLookedAtFirst()
    {
        Module neither = Wat("""(module (func (export "_start")) (func (export "_initialize")))""");
        ArgumentException error = Assert.Throws<ArgumentException>(() => Linker.DefineModule(new Store(NewEngine()), "m", neither))!;
        Assert.That(error.Message, Does.StartWith("different engines for this linker and the store provided"));
    }

    [Test]
    public void AModuleOfAnotherEngineIsRefused([Values("_start", "_initialize", "x")] string export)
    {
        Module module = Wat($"""(module (func (export "{export}")))""", NewEngine());
        ArgumentException error = Assert.Throws<ArgumentException>(() => Linker.DefineModule(Store, "m", module))!;
        Assert.That(error.Message, Does.StartWith("cross-`Engine` instantiation is not currently supported"));
    }

    [Test]
    public void ACommandBelongsToItsStore()
    {
        Linker.DefineModule(Store, "m", Wat("""(module (func (export "_start")))"""));
        Module module = Wat("""(module (import "m" "_start" (func)))""");
        Linker.Instantiate(Store, module);
        Assert.Throws<ArgumentException>(() => Linker.Instantiate(new Store(Engine), module));
    }

    private Function Exported(string name) => (Function)Linker.Get(Store, "m", name);

    private ReactorInitializationException FailToInitialize(string text)
    {
        ReactorInitializationException error = Assert.Throws<ReactorInitializationException>(() => Linker.DefineModule(Store, "m", Wat(text)))!;
        Assert.That(error.Message, Is.EqualTo("calling the Reactor initialization function"));
        Assert.That(Linker.TryGet(Store, "m", "_initialize", out _), Is.False);
        return error;
    }
}
