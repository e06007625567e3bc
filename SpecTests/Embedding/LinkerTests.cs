using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>Definitions and look-ups of the linker: what may be defined when, and what is found.</summary>
public sealed class LinkerTests(TestEngine engine) : EngineTests(engine)
{
    private static readonly FunctionType Nothing = FunctionType.Empty;

    private static readonly GlobalType I32 = new(ValType.I32, Mutable: false);

    [TestCase("(func)", ExternKind.Function)]
    [TestCase("(global i32)", ExternKind.Global)]
    [TestCase("(memory 1)", ExternKind.Memory)]
    [TestCase("(table 1 funcref)", ExternKind.Table)]
    [TestCase("(tag (param i32))", ExternKind.Tag)]
    public void InstantiateNamesTheImportThatIsNotDefined(string type, ExternKind kind)
    {
        Module module = Wat($"""(module (import "" "x" (func)) (import "unknown-module" "unknown-name" {type}))""");
        Linker.DefineFunction("", "x", Nothing, (_, _, _) => { });

        UnknownImportException error = Assert.Throws<UnknownImportException>(() => Linker.Instantiate(Store, module))!;

        Assert.That(error.Module, Is.EqualTo("unknown-module"));
        Assert.That(error.Name, Is.EqualTo("unknown-name"));
        Assert.That(error.Type.Kind, Is.EqualTo(kind));
        Assert.That(error.Type, Is.EqualTo(module.Imports[1].Type));
        Assert.That(error.Message, Is.EqualTo("unknown import: `unknown-module::unknown-name` has not been defined"));
    }

    [Test]
    public void NothingCanBeDefinedTwice()
    {
        Extern[] items =
        [
            Function.Create(Store, Nothing, (_, _, _) => { }),
            Runtime.Embedding.Global.Create(Store, I32, 0),
            Runtime.Embedding.Global.Create(Store, new GlobalType(ValType.I32, Mutable: true), 0),
            Runtime.Embedding.Global.Create(Store, new GlobalType(ValType.I64, Mutable: false), 0L),
            Memory.Create(Store, new MemoryType(new Limits(1, null))),
            Table.Create(Store, new TableType(ValType.FuncRef, new Limits(1, null))),
            Tag.Create(Store),
        ];
        for (int i = 0; i < items.Length; i++)
        {
            Linker.Define("m", $"{i}", items[i]);
            foreach (Extern again in items)
            {
                AssertDuplicate($"import of `m::{i}` defined twice", "m", $"{i}", () => Linker.Define("m", $"{i}", again));
            }

            AssertDuplicate($"import of `m::{i}` defined twice", "m", $"{i}", () => Linker.DefineFunction("m", $"{i}", Nothing, (_, _, _) => { }));
            Assert.That(Linker.Get(Store, "m", $"{i}"), Is.SameAs(items[i]), "the first definition stays");
        }
    }

    [Test]
    public void EmptyNamesAreNames()
    {
        Linker.DefineFunction("", "", Nothing, (_, _, _) => { });

        AssertDuplicate("import of `::` defined twice", "", "", () => Linker.DefineFunction("", "", Nothing, (_, _, _) => { }));
        Assert.That(Linker.TryGet(Store, "", "", out _));
    }

    [Test]
    public void TheLatestDefinitionWinsIfShadowingIsAllowed()
    {
        Extern first = Global(1);
        Extern second = Global(2);
        Linker.AllowShadowing = true;
        Linker.Define("m", "g", first).Define("m", "g", second);
        Assert.That(Linker.Get(Store, "m", "g"), Is.SameAs(second));

        Linker.AllowShadowing = false;
        AssertDuplicate("import of `m::g` defined twice", "m", "g", () => Linker.Define("m", "g", first));
        Assert.That(Linker.Get(Store, "m", "g"), Is.SameAs(second));
    }

    [Test]
    public void OneLevelNamesAreApartFromModules()
    {
        Extern item = Global(1);
        Linker.DefineName("m", item).Define("m", "x", Global(2)).Define("m", "m", Global(3));

        AssertDuplicate("import of `m` defined twice", "m", null, () => Linker.DefineName("m", item));
        Assert.That(Linker.TryGetByName(Store, "m", out Extern? found));
        Assert.That(found, Is.SameAs(item));
        Assert.That(Linker.TryGetByName(Store, "x", out _), Is.False);
        Assert.That(Linker.TryGetByName(Store, "unknown", out _), Is.False);
        Assert.That(Linker.TryGet(Store, "m", "", out _), Is.False);
        Assert.That(Linker.Definitions(Store).Select(definition => (definition.Module, definition.Name)), Is.EquivalentTo(new[] { ("m", "x"), ("m", "m") }));

        Linker.AllowShadowing = true;
        Linker.DefineName("m", Global(4));
        Assert.That(Linker.TryGetByName(Store, "m", out found));
        Assert.That(found, Is.Not.SameAs(item));
    }

    [Test]
    public void AModuleTakesItsOneLevelNameAlong()
    {
        Extern item = Global(1);
        Linker.DefineName("a", item).AliasModule("a", "b");
        Assert.That(Linker.TryGetByName(Store, "b", out Extern? found));
        Assert.That(found, Is.SameAs(item));

        Assert.That(Linker.RemoveModule("a"));
        Assert.That(Linker.TryGetByName(Store, "a", out _), Is.False);
        Assert.That(Linker.TryGetByName(Store, "b", out _));
    }

    [Test]
    public void FunctionsCanBeInterposed([Values("green", "export")] string export)
    {
        Linker.AllowShadowing = true;
        Module module = Wat($"""(module (func (export "{export}") (result i32) (i32.const 7)))""");
        for (int i = 0; i < 4; i++)
        {
            Instance instance = Linker.Instantiate(Store, module);
            Linker.Define("red", "green", instance.GetExport(export)!);
            module = Wat($"""
                (module
                  (import "red" "green" (func (result i32)))
                  (func (export "{export}") (result i32) (i32.mul (call 0) (i32.const 2))))
                """);
        }

        Assert.That(Linker.Instantiate(Store, module).GetFunction(export)!.Invoke(), Is.EqualTo(new Value[] { 112 }));
    }

    [Test]
    public void ModulesCanBeInterposed()
    {
        Linker.AllowShadowing = true;
        Module module = Wat("""(module (func (export "export") (result i32) (i32.const 7)))""");
        for (int i = 0; i < 4; i++)
        {
            Linker.DefineInstance("instance", Linker.Instantiate(Store, module));
            module = Wat("""
                (module
                  (import "instance" "export" (func (result i32)))
                  (func (export "export") (result i32) (i32.mul (call 0) (i32.const 2))))
                """);
        }

        Assert.That(Linker.Instantiate(Store, module).GetFunction("export")!.Invoke(), Is.EqualTo(new Value[] { 112 }));
    }

    [Test]
    public void AnInstanceWithoutExportsDefinesNothing()
    {
        Linker.DefineInstance("m", Instantiate("(module (func))"));
        Assert.That(Linker.Definitions(Store), Is.Empty);
    }

    [Test]
    public void AnInstanceThatFailsHalfWayKeepsWhatItHadDefined()
    {
        Extern before = Global(1);
        Linker.Define("m", "b", before);
        Instance instance = Instantiate("""(module (func (export "a")) (func (export "b")) (func (export "c")))""");

        AssertDuplicate("import of `m::b` defined twice", "m", "b", () => Linker.DefineInstance("m", instance));

        Assert.That(Linker.Get(Store, "m", "a"), Is.SameAs(instance.GetExport("a")));
        Assert.That(Linker.Get(Store, "m", "b"), Is.SameAs(before));
        Assert.That(Linker.TryGet(Store, "m", "c", out _), Is.False);
    }

    [Test]
    public void AnAliasIsWhatTheNameWasThen()
    {
        Extern first = Global(1);
        Linker.AllowShadowing = true;
        Linker.Define("a", "b", first).Alias("a", "b", "c", "d").Define("a", "b", Global(2));

        Assert.That(Linker.Get(Store, "c", "d"), Is.SameAs(first));
        Assert.That(Linker.Get(Store, "a", "b"), Is.Not.SameAs(first));
    }

    [Test]
    public void AnAliasOfNothingFails()
    {
        Linker.Define("a", "x", Global(1)).Define("x", "b", Global(1));

        UndefinedItemException error = Assert.Throws<UndefinedItemException>(() => Linker.Alias("a", "b", "c", "d"))!;

        Assert.That((error.Module, error.Name), Is.EqualTo(("a", "b")));
        Assert.That(error.Message, Is.EqualTo("no item named `a::b` defined"));
        Assert.That(Linker.TryGet(Store, "c", "d", out _), Is.False);
    }

    [Test]
    public void AnAliasObeysTheShadowingRule()
    {
        Extern item = Global(1);
        Linker.Define("a", "b", item).Define("c", "d", Global(2));

        AssertDuplicate("import of `c::d` defined twice", "c", "d", () => Linker.Alias("a", "b", "c", "d"));
        AssertDuplicate("import of `a::b` defined twice", "a", "b", () => Linker.Alias("a", "b", "a", "b"));

        Linker.AllowShadowing = true;
        Linker.Alias("a", "b", "c", "d");
        Assert.That(Linker.Get(Store, "c", "d"), Is.SameAs(item));
    }

    [Test]
    public void AModuleCanBeAliased()
    {
        Extern x = Global(1);
        Linker.Define("a", "x", x).DefineFunction("a", "f", Nothing, (_, _, _) => { });

        Linker.AliasModule("a", "b").Define("a", "later", Global(2));

        Assert.That(Linker.Get(Store, "b", "x"), Is.SameAs(x));
        Assert.That(Linker.Get(Store, "b", "f"), Is.SameAs(Linker.Get(Store, "a", "f")), "a host function is the same under both names");
        Assert.That(Linker.TryGet(Store, "b", "later", out _), Is.False);
    }

    [Test]
    public void AliasingAnUnknownModuleDoesNothing()
    {
        Linker.Define("b", "x", Global(1)).AliasModule("unknown", "b").AliasModule("unknown", "c");
        Assert.That(Linker.Definitions(Store), Has.Exactly(1).Items);
    }

    [Test]
    public void AModuleAliasThatFailsHalfWayKeepsWhatItHadDefined()
    {
        Extern before = Global(0);
        Linker.Define("a", "1", Global(1)).Define("a", "2", Global(2)).Define("a", "3", Global(3)).Define("b", "2", before);

        AssertDuplicate("import of `b::2` defined twice", "b", "2", () => Linker.AliasModule("a", "b"));

        Assert.That(Linker.Get(Store, "b", "1"), Is.SameAs(Linker.Get(Store, "a", "1")));
        Assert.That(Linker.Get(Store, "b", "2"), Is.SameAs(before));
        Assert.That(Linker.TryGet(Store, "b", "3", out _), Is.False);
    }

    [Test]
    public void AModuleAliasedToItselfIsShadowedByItself()
    {
        Linker.Define("a", "1", Global(1)).Define("a", "2", Global(2));
        AssertDuplicate("import of `a::1` defined twice", "a", "1", () => Linker.AliasModule("a", "a"));

        Linker.AllowShadowing = true;
        Linker.AliasModule("a", "a");
        Assert.That(Linker.Definitions(Store), Has.Exactly(2).Items);
    }

    [Test]
    public void ARemovedModuleIsGoneAndItsNamesAreFree()
    {
        Linker.Define("a", "1", Global(1)).Define("a", "2", Global(2)).Define("b", "1", Global(3));

        Assert.That(Linker.RemoveModule("a"), Is.True);
        Assert.That(Linker.RemoveModule("a"), Is.False);
        Assert.That(Linker.RemoveModule("unknown"), Is.False);
        Assert.That(Linker.Definitions(Store).Select(definition => definition.Module), Is.EqualTo(new[] { "b" }));
        Linker.Define("a", "1", Global(4));
    }

    [Test]
    public void GetNamesWhatIsMissing()
    {
        Linker.Define("m", "x", Global(1));

        UndefinedItemException error = Assert.Throws<UndefinedItemException>(() => Linker.Get(Store, "m", "n"))!;

        Assert.That((error.Module, error.Name), Is.EqualTo(("m", "n")));
        Assert.That(error.Message, Is.EqualTo("missing definition for `m::n`"));
        Assert.That(Assert.Throws<UndefinedItemException>(() => Linker.Get(Store, "n", "x"))!.Message, Is.EqualTo("missing definition for `n::x`"));
    }

    [Test]
    public void AnImportIsLookedUpByItsNameWhateverItsType()
    {
        Linker.DefineFunction("mod", "f1", Nothing, (_, _, _) => { });
        Module module = Wat("""(module (import "mod" "f1" (func)) (import "mod" "f1" (global i32)) (import "mod" "f2" (func)))""");

        Assert.That(Linker.GetByImport(Store, module.Imports[0]), Is.SameAs(Linker.Get(Store, "mod", "f1")));
        Assert.That(Linker.TryGetByImport(Store, module.Imports[1], out Extern? item));
        Assert.That(item, Is.SameAs(Linker.Get(Store, "mod", "f1")));
        Assert.That(Linker.GetByImport(Store, module.Imports[2]), Is.Null);
        Assert.That(Linker.TryGetByImport(Store, module.Imports[2], out item), Is.False);
        Assert.That(item, Is.Null);
    }

    [Test]
    public void TheDefaultExportIsTheUnnamedOneThenStartThenNothing()
    {
        var called = new List<string>();
        Function nothing = Linker.GetDefault(Store, "m");
        Assert.That(nothing.Signature, Is.EqualTo(Nothing));
        Assert.That(nothing.Invoke(), Is.Empty);

        Linker.DefineFunction("m", "_start", Nothing, (_, _, _) => called.Add("start"));
        Linker.GetDefault(Store, "m").Invoke();
        Linker.DefineFunction("m", "", Nothing, (_, _, _) => called.Add("default"));
        Linker.GetDefault(Store, "m").Invoke();

        Assert.That(called, Is.EqualTo(new[] { "start", "default" }));
    }

    [TestCase("", "default export in 'm' is not a function")]
    [TestCase("_start", "`_start` in 'm' is not a function")]
    public void ADefaultExportMustBeAFunction(string name, string message)
    {
        Linker.Define("m", name, Global(1));
        Assert.That(Assert.Throws<DefaultExportException>(() => Linker.GetDefault(Store, "m"))!.Message, Is.EqualTo(message));
    }

    [Test]
    public void AnUnnamedDefaultThatIsNoFunctionHidesStart()
    {
        Linker.Define("m", "", Global(1)).DefineFunction("m", "_start", Nothing, (_, _, _) => { });
        Assert.That(
            Assert.Throws<DefaultExportException>(() => Linker.GetDefault(Store, "m"))!.Message,
            Is.EqualTo("default export in 'm' is not a function"));
    }

    [Test]
    public void DefinitionsAreAllTwoLevelNames()
    {
        Extern global = Global(1);
        Linker.Define("a", "g", global).DefineFunction("b", "f", Nothing, (_, _, _) => { }).DefineName("c", global).Alias("a", "g", "b", "g");

        LinkedItem[] items = [.. Linker.Definitions(Store)];

        Assert.That(
            items,
            Is.EquivalentTo(new[] { new LinkedItem("a", "g", global), new("b", "f", Linker.Get(Store, "b", "f")), new("b", "g", global) }));
    }

    [Test]
    public void ACloneIsIndependent()
    {
        Linker.Define("a", "x", Global(1)).DefineFunction("a", "f", Nothing, (_, _, _) => { });
        Linker clone = Linker.Clone();

        clone.Define("a", "y", Global(2));
        Linker.Define("b", "z", Global(3));
        Linker.RemoveModule("a");
        clone.AllowShadowing = true;

        Assert.That(clone.Engine, Is.SameAs(Engine));
        Assert.That(Names(clone), Is.EquivalentTo(new[] { "a::x", "a::f", "a::y" }));
        Assert.That(Names(Linker), Is.EquivalentTo(new[] { "b::z" }));
        Assert.That(Linker.AllowShadowing, Is.False);
        Assert.That(Linker.Clone().AllowShadowing, Is.False);
        Assert.That(clone.Clone().AllowShadowing, Is.True);
    }

    [Test]
    public void ACloneGivesTheSameFunctionsInAStore()
    {
        Linker.DefineFunction("a", "f", Nothing, (_, _, _) => { });
        Extern function = Linker.Get(Store, "a", "f");
        Assert.That(Linker.Clone().Get(Store, "a", "f"), Is.SameAs(function));
    }

    [Test]
    public void ACloneOutlivesItsOriginal()
    {
        Linker clone = CloneOfForgotten();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Instance instance = clone.Instantiate(
            Store,
            Wat("""(module (import "env" "answer" (func (result i32))) (func (export "run") (result i32) (call 0)))"""));

        Assert.That(instance.GetFunction("run")!.Invoke(), Is.EqualTo(new Value[] { 42 }));
    }

    [Test]
    public void ItsTextSaysHowMuchIsDefined()
    {
        Assert.That(Linker.ToString(), Is.EqualTo("linker with 0 items in 0 modules"));
        Linker.Define("a", "x", Global(1)).Define("a", "y", Global(1)).Define("b", "x", Global(1));
        Assert.That(Linker.ToString(), Is.EqualTo("linker with 3 items in 2 modules"));
        Linker.RemoveModule("a");
        Assert.That(Linker.ToString(), Is.EqualTo("linker with 1 items in 1 modules"));
    }

    [Test]
    public void NullsAreRefused()
    {
        Extern item = Global(1);
        Assert.Multiple(() =>
        {
            Assert.Throws<ArgumentNullException>(() => _ = new Linker(null!));
            Assert.Throws<ArgumentNullException>(() => Linker.Define(null!, "", item));
            Assert.Throws<ArgumentNullException>(() => Linker.Define("", null!, item));
            Assert.Throws<ArgumentNullException>(() => Linker.Define("", "", null!));
            Assert.Throws<ArgumentNullException>(() => Linker.DefineName(null!, item));
            Assert.Throws<ArgumentNullException>(() => Linker.DefineInstance("", null!));
            Assert.Throws<ArgumentNullException>(() => Linker.DefineFunction("", "", (FunctionType)null!, (_, _, _) => { }));
            Assert.Throws<ArgumentNullException>(() => Linker.DefineFunction("", "", Nothing, null!));
            Assert.Throws<ArgumentNullException>(() => Linker.Alias("", "", null!, ""));
            Assert.Throws<ArgumentNullException>(() => Linker.AliasModule("", null!));
            Assert.Throws<ArgumentNullException>(() => Linker.Get(null!, "", ""));
            Assert.Throws<ArgumentNullException>(() => Linker.Get(Store, null!, ""));
            Assert.Throws<ArgumentNullException>(() => Linker.Instantiate(Store, null!));
            Assert.Throws<ArgumentNullException>(() => Linker.Instantiate(null!, Wat("(module)")));
            Assert.That(Linker.Definitions(Store), Is.Empty);
        });
    }

    private static void AssertDuplicate(string message, string module, string? name, Action define)
    {
        DuplicateDefinitionException error = Assert.Throws<DuplicateDefinitionException>(define)!;
        Assert.That(error.Message, Is.EqualTo(message));
        Assert.That((error.Module, error.Name), Is.EqualTo((module, name)));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private Linker CloneOfForgotten() =>
        new Linker(Engine).DefineFunction("env", "answer", new FunctionType([], [ValType.I32]), (_, _, results) => results[0] = 42).Clone();

    private IEnumerable<string> Names(Linker linker) => linker.Definitions(Store).Select(definition => $"{definition.Module}::{definition.Name}");

    private Global Global(int value) => Runtime.Embedding.Global.Create(Store, I32, value);
}
