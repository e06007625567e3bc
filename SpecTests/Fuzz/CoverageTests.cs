using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Fuzz.Campaign;
using Wasm.Jit;
using Wasm.Jit.Coverage;
using Wasm.Runtime.Embedding;
using Wasm.Text;

namespace Wasm.SpecTests.Fuzz;

/// <summary>What fuzzing counts as coverage: features of modules, of the validator and of compilations.</summary>
[TestFixture]
public class CoverageTests
{
    private const string Sum = """
        (module
          (memory 1)
          (func (export "f") (param i32 i32) (result i32) (local i32)
            loop
              local.get 2
              local.get 1
              local.get 1
              i32.mul
              i32.add
              local.get 0
              i32.load offset=4
              i32.add
              local.set 2
              local.get 0
              i32.const 1
              i32.sub
              local.tee 0
              br_if 0
            end
            local.get 2))
        """;

    [Test]
    public void A_compilation_tells_rules_passes_and_allocation()
    {
        string[] names = Names(Compile(Sum, new JitOptions()));
        Assert.That(names, Does.Contain("i32.add i32"));
        Assert.That(names, Has.Some.StartsWith("i32.add → add.32"));
        Assert.That(names, Has.Some.EqualTo("loops: moved i32.mul"));
        Assert.That(names, Has.Some.StartsWith("copy i32"));
    }

    [Test]
    public void Threads_of_one_module_tell_the_same_as_one()
    {
        var one = new Coverage();
        var several = new Coverage();
        CompileAll(one, 1);
        CompileAll(several, 4);
        Assert.That(Names(several), Is.EquivalentTo(Names(one)));

        static void CompileAll(Coverage coverage, int threads)
        {
            string functions = string.Concat(Enumerable.Range(0, 40).Select(i => $"(func (result i64) (i64.rotl (i64.const {i}) (i64.load (i32.const {i}))))"));
            var engine = new JitEngine(jitOptions: new JitOptions { Coverage = coverage });
            Module.FromDefinition(engine, ModuleParser.Parse($"(module (memory 1) {functions})").Definition).Compiled.CompileFunctions(threads);
        }
    }

    [Test]
    public void Only_what_is_new_is_said_to_be()
    {
        var coverage = new Coverage();
        Assert.That(coverage.Add(7), Is.True);
        Assert.That(coverage.Add(7), Is.False);
        Assert.That(coverage.Add([7, 8]), Is.True);
        Assert.That(coverage.Add([7, 8]), Is.False);
        Assert.That(coverage.TakeNew(), Is.EqualTo(new ulong[] { 7, 8 }));
        Assert.That(coverage.TakeNew(), Is.Empty);
        Assert.That(coverage.Count, Is.EqualTo(2));
    }

    [TestCase("(module (func (param externref) local.get 0 drop))", "drop operand ref null extern")]
    [TestCase("(module (func (param externref) local.get 0 drop))", "local.get result ref null extern")]
    [TestCase("(module (type $s (struct (field i8))) (func (param (ref $s)) (result i32) (struct.get_u $s 0 (local.get 0))))", "struct.get_u immediate i8")]
    [TestCase("(module (func (result i32) (ref.test (ref null i31) (ref.null any))))", "ref.test immediate ref null i31")]
    [TestCase("(module (memory i64 1) (func (drop (i32.load (i64.const 0)))))", "i32.load address i64")]
    [TestCase("(module (table i64 1 externref) (func (drop (table.get (i64.const 0)))))", "table.get address i64")]
    [TestCase("(module (func loop unreachable i32.add drop end))", "i32.add in loop, unreachable, nothing on the stack")]
    [TestCase("(module (global (mut f64) (f64.const 1)))", "Global section: of f64, mutable")]
    [TestCase("(module (table 1 funcref) (elem declare func))", "Element section: declarative, flags 3")]
    public void Modules_show_types_states_and_items(string text, string feature)
    {
        var coverage = new Coverage();
        Assert.That(new CaseFeatures(coverage).Add(ModuleParser.Parse(text).Definition), Is.Null);
        Assert.That(Names(coverage), Does.Contain(feature));
    }

    [Test]
    public void An_invalid_module_shows_its_error_and_where()
    {
        var coverage = new Coverage();
        byte[] binary = Core.Binary.ModuleEncoder.Encode(ModuleParser.Parse("(module (func i32.const 0 f32.const 1 i32.add drop))").Definition);
        Assert.That(new CaseFeatures(coverage).AddBinary(binary), Is.Not.Null);
        Assert.That(Names(coverage), Does.Contain("type mismatch in the Code section at i32.add"));
        Assert.That(coverage.HasOccurred(Op.F32Const) && !coverage.HasOccurred(Op.Drop));
    }

    [Test]
    public void Malformed_bytes_show_their_error_and_where()
    {
        var coverage = new Coverage();
        Assert.That(new CaseFeatures(coverage).AddBinary(new byte[] { 0, 0x61, 0x73, 0x6D, 1, 0, 0, 0, 1, 4, 1, 0x60, 1, 0x01 }), Is.Not.Null);
        Assert.That(Names(coverage), Has.Some.Matches<string>(name => name is not null && name.Contains("in the Type section", StringComparison.Ordinal)));
    }

    [Test]
    public void What_is_listed_as_possible_has_the_names_that_occur()
    {
        Coverage coverage = Compile(Sum, new JitOptions { SimpleAllocator = true });
        Assert.That(CompilationFeature.Operations, Is.Unique.And.SupersetOf(coverage.Of(FeatureKind.Operation).Select(CompilationFeature.OperationOf).Distinct()));
        Assert.That(CompilationFeature.MachineOperations, Is.Unique.And.SupersetOf(coverage.Of(FeatureKind.Rule).Select(CompilationFeature.MachineOperationOf).Distinct()));
        Assert.That(CompilationFeature.AllocationKinds, Is.Unique.And.SupersetOf(coverage.Of(FeatureKind.Allocation).Select(CompilationFeature.AllocationKindOf).Distinct()));
        Assert.That(TypeClass.All.Select(TypeClass.NameOf), Is.Unique.And.Contains("ref null struct type").And.Contains("v128").And.Not.Contains("unknown"));
    }

    private static Coverage Compile(string text, JitOptions options)
    {
        var coverage = new Coverage();
        var engine = new JitEngine(jitOptions: options with { Coverage = coverage });
        Module.FromDefinition(engine, ModuleParser.Parse(text).Definition).Compiled.CompileFunctions(1);
        return coverage;
    }

    private static string[] Names(Coverage coverage) => [.. coverage.TakeNew().Select(CaseFeature.NameOf)];
}
