using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>Which definition may stand for which import, with subtypes (specification, 3.3.10 to 3.3.16).</summary>
public sealed class ImportMatchingTests(TestEngine engine) : EngineTests(engine)
{
    private static readonly ValType NullFuncRef = ValType.Ref(HeapType.NoFunc, nullable: true);

    // What a module exports, what another imports, and whether that matches.
    [TestCase("(global (export \"x\") i32 (i32.const 0))", "(global i32)", true)]
    [TestCase("(global (export \"x\") i32 (i32.const 0))", "(global i64)", false)]
    [TestCase("(global (export \"x\") i32 (i32.const 0))", "(global (mut i32))", false)]
    [TestCase("(global (export \"x\") (mut i32) (i32.const 0))", "(global i32)", false)]
    [TestCase("(global (export \"x\") nullfuncref (ref.null nofunc))", "(global funcref)", true)]
    [TestCase("(global (export \"x\") funcref (ref.null nofunc))", "(global nullfuncref)", false)]
    [TestCase("(global (export \"x\") (ref i31) (ref.i31 (i32.const 0)))", "(global eqref)", true)]
    [TestCase("(global (export \"x\") (mut i31ref) (ref.i31 (i32.const 0)))", "(global (mut eqref))", false)]
    [TestCase("(memory (export \"x\") 1)", "(memory 1)", true)]
    [TestCase("(memory (export \"x\") 1)", "(memory 0)", true)]
    [TestCase("(memory (export \"x\") 1)", "(memory 2)", false)]
    [TestCase("(memory (export \"x\") 1)", "(memory 1 2)", false)]
    [TestCase("(memory (export \"x\") 1 2)", "(memory 1 2)", true)]
    [TestCase("(memory (export \"x\") 1 2)", "(memory 1 3)", true)]
    [TestCase("(memory (export \"x\") 1 3)", "(memory 1 2)", false)]
    [TestCase("(memory (export \"x\") 1)", "(memory i64 1)", false)]
    [TestCase("(table (export \"x\") 1 2 funcref)", "(table 1 2 funcref)", true)]
    [TestCase("(table (export \"x\") 1 2 funcref)", "(table 2 funcref)", false)]
    [TestCase("(table (export \"x\") 1 2 nullfuncref)", "(table 1 2 funcref)", false)]
    [TestCase("(table (export \"x\") 1 2 funcref)", "(table 1 2 nullfuncref)", false)]
    [TestCase("(table (export \"x\") i64 1 funcref)", "(table 1 funcref)", false)]
    [TestCase("(tag (export \"x\") (param i32))", "(tag (param i32))", true)]
    [TestCase("(tag (export \"x\") (param i32))", "(tag)", false)]
    [TestCase("(func (export \"x\") (param i32))", "(func (param i32))", true)]
    [TestCase("(func (export \"x\") (param i32))", "(func)", false)]
    [TestCase("(func (export \"x\") (param funcref))", "(func (param nullfuncref))", false)]
    [TestCase("(func (export \"x\"))", "(global i32)", false)]
    [TestCase("(func (export \"x\"))", "(memory 0)", false)]
    [TestCase("(func (export \"x\"))", "(table 0 funcref)", false)]
    [TestCase("(func (export \"x\"))", "(tag)", false)]
    [TestCase("(tag (export \"x\"))", "(func)", false)]
    [TestCase("(memory (export \"x\") 0)", "(table 0 funcref)", false)]
    public void AnExportMatchesAnImport(string export, string import, bool matches)
    {
        Linker.DefineInstance("m", Instantiate($"(module {export})"));
        AssertMatches(Wat($"""(module (import "m" "x" {import}))"""), matches);
    }

    [Test]
    public void ASubtypeOfAFunctionTypeMatches()
    {
        var nopRef = ValType.Ref(HeapType.Concrete(0), nullable: true);
        Linker
            .DefineFunction("env", "f", Subtype(new([NullFuncRef], []), new([ValType.FuncRef], [])), (_, _, _) => { })
            .DefineFunction("env", "g", Subtype(new([], [ValType.FuncRef]), new([], [NullFuncRef])), (_, _, results) => results[0] = Value.FromReference(null))
            .DefineFunction("env", "h", Subtype(new([NullFuncRef], [ValType.FuncRef]), new([nopRef], [nopRef])), (_, _, results) => results[0] = Value.FromReference(null));
        const string Types =
            """
            (type $a (sub (func (param nullfuncref))))
            (type $b (sub (func (result funcref))))
            (type $c (sub (func (param nullfuncref) (result funcref))))
            """;

        Instance instance = Linker.Instantiate(
            Store,
            Wat(
                $"""
                (module
                  {Types}
                  (import "env" "f" (func $f (type $a)))
                  (import "env" "g" (func $g (type $b)))
                  (import "env" "h" (func $h (type $c)))
                  (func (export "run") (result funcref)
                    (call $f (ref.null nofunc)) (drop (call $g)) (call $h (ref.null nofunc))))
                """));

        Assert.That(instance.GetFunction("run")!.Invoke(), Is.EqualTo(new[] { Value.FromReference(null) }));
        AssertMatches(Wat($"""(module {Types} (import "env" "f" (func (type $b))))"""), false, "env", "f");
    }

    [Test]
    public void ASupertypeOfAFunctionTypeDoesNotMatch()
    {
        Module module = Wat("""(module (type $super (sub (func))) (type $sub (sub $super (func))) (import "m" "x" (func (type $sub))))""");
        DefinedType sub = module.Imports[0].DefinedType!;

        Linker.DefineFunction("m", "x", sub.Supertype!, (_, _, _) => { });
        AssertMatches(module, false);
        Linker.AllowShadowing = true;
        Linker.DefineFunction("m", "x", () => { });
        AssertMatches(module, false);
        Linker.DefineFunction("m", "x", sub, (_, _, _) => { });
        AssertMatches(module, true);
    }

    [Test]
    public void ASubtypeMatchesAnImmutableGlobal()
    {
        Linker.Define("m", "x", Global.Create(Store, new GlobalType(NullFuncRef, Mutable: false), Value.FromReference(null)));
        AssertMatches(Wat("""(module (import "m" "x" (global funcref)))"""), true);
    }

    [Test]
    public void OnlyTheExactTypeMatchesAMutableGlobal()
    {
        DefinedType nop = Engine.Types.Register(FunctionType.Empty);
        var exact = ValType.Ref(nop.HeapType, nullable: true);
        Module module = Wat("""(module (type $nop (func)) (import "m" "x" (global (mut (ref null $nop)))))""");
        Linker.AllowShadowing = true;

        AssertGlobal(ValType.FuncRef, mutable: true, false);
        AssertGlobal(NullFuncRef, mutable: true, false);
        AssertGlobal(exact, mutable: false, false);
        AssertGlobal(exact, mutable: true, true);

        void AssertGlobal(ValType type, bool mutable, bool matches)
        {
            Linker.Define("m", "x", Global.Create(Store, new GlobalType(type, mutable), Value.FromReference(null)));
            AssertMatches(module, matches);
        }
    }

    [Test]
    public void OnlyTheExactElementTypeMatchesATable()
    {
        DefinedType nop = Engine.Types.Register(FunctionType.Empty);
        Module module = Wat("""(module (type $nop (func)) (import "m" "x" (table 0 (ref null $nop))))""");
        Linker.AllowShadowing = true;
        foreach ((ValType element, bool matches) in new[] { (ValType.FuncRef, false), (NullFuncRef, false), (ValType.Ref(nop.HeapType, nullable: true), true) })
        {
            Linker.Define("m", "x", Table.Create(Store, new TableType(element, new Limits(0, null))));
            AssertMatches(module, matches);
        }
    }

    [Test]
    public void TheMessageSaysWhatWasExpectedAndWhatWasFound()
    {
        Linker.DefineFunction("env", "f", (int _) => { }).Define("env", "m", Memory.Create(Store, new MemoryType(new Limits(1, 4))));
        AssertMessage(
            """(import "env" "f" (func (result i64)))""",
            "incompatible import type for `env::f`: expected func [] -> [i64], found func [i32] -> []");
        AssertMessage(
            """(import "env" "f" (global i64))""",
            "incompatible import type for `env::f`: expected global i64, found func [i32] -> []");
        AssertMessage(
            """(import "env" "m" (memory 2 3))""",
            "incompatible import type for `env::m`: expected memory 2 3, found memory 1 4");

        void AssertMessage(string import, string message) =>
            Assert.That(Assert.Throws<IncompatibleImportTypeException>(() => Instantiate($"(module {import})"))!.Message, Is.EqualTo(message));
    }

    [Test]
    public void ImportsByPositionMatchByTheSameRules()
    {
        Module module = Wat("""(module (import "m" "x" (func (param i32))) (import "m" "y" (global i32)))""");
        Function function = Function.Create(Store, (int _) => { });
        Global global = Global.Create(Store, new GlobalType(ValType.I32, Mutable: false), 1);

        Instantiator.Instantiate(Store, module, [function, global]);
        IncompatibleImportTypeException error = Assert.Throws<IncompatibleImportTypeException>(() => Instantiator.Instantiate(Store, module, [global, function]))!;
        Assert.That((error.Module, error.Name), Is.EqualTo(("m", "x")));
        Assert.Throws<ArgumentException>(() => Instantiator.Instantiate(Store, module, [function]));
        Assert.Throws<ArgumentException>(() => Instantiator.Instantiate(Store, module, [function, global, global]));
    }

    // Type 0 is the function type without parameters and results, 1 the supertype, 2 the subtype.
    private DefinedType Subtype(FunctionType super, FunctionType sub)
    {
        DefinedType[] types = [Engine.Types.Register(FunctionType.Empty), null!, null!];
        Engine.Types.Register([new SubType(false, [], super, 0)], 1, types);
        Engine.Types.Register([new SubType(false, [1], sub, 0)], 2, types);
        return types[2];
    }

    private void AssertMatches(Module module, bool matches, string moduleName = "m", string name = "x")
    {
        if (matches)
        {
            Linker.Instantiate(Store, module);
            return;
        }

        IncompatibleImportTypeException error = Assert.Throws<IncompatibleImportTypeException>(() => Linker.Instantiate(Store, module))!;
        Assert.That(error.Message, Does.StartWith($"incompatible import type for `{moduleName}::{name}`"));
        Assert.That((error.Module, error.Name), Is.EqualTo((moduleName, name)));
    }
}
