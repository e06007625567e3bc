using System.Text;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Findings;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Oracles;
using Wasm.Fuzz.Shrink;
using Wasm.Interpreter;
using Wasm.Text;
using Wasm.Wast.Script;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Oracles that judge no cases of their own, and what is filed of what they and the static ones find.</summary>
[TestFixture]
public sealed class OracleStudyTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("study").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Open_results_are_allowed_and_others_are_not()
    {
        EngineUnderTest[] engines = [EngineUnderTest.Reference(), EngineUnderTest.Jit()];
        foreach (Op op in ChoiceOracle.Rows)
        {
            Assert.That(ChoiceOracle.Check(op, engines, SeedBytes.Expand((ulong)op, 1024)), Is.EqualTo(Verdict.Same), op.ToString());
        }

        Assert.That(ChoiceOracle.Rows, Does.Contain(Op.F32Add).And.Contain(Op.I8x16RelaxedSwizzle).And.Contain(Op.F64x2PromoteLowF32x4).And.Not.Contain(Op.I32Add));
    }

    // Operands, the deterministic result, another one, and whether it may be.
    [TestCase(Op.F32Add, 0x7FC00000UL, 0x3F800000UL, 0x7FC00000UL, 0xFFC00000UL, true)]
    [TestCase(Op.F32Add, 0x7FC00000UL, 0x3F800000UL, 0x7FC00000UL, 0x7FC00001UL, false)]
    [TestCase(Op.F32Add, 0x7FA00000UL, 0x3F800000UL, 0x7FC00000UL, 0x7FE00000UL, true)]
    [TestCase(Op.F32Add, 0x7FA00000UL, 0x3F800000UL, 0x7FC00000UL, 0x7FA00000UL, false)]
    [TestCase(Op.F32Add, 0x3F800000UL, 0x3F800000UL, 0x40000000UL, 0x7FC00000UL, false)]
    [TestCase(Op.F64Copysign, 0x7FF8000000000000UL, 0x8000000000000000UL, 0xFFF8000000000000UL, 0x7FF8000000000000UL, false)]
    [TestCase(Op.F32x4Eq, 1UL, 1UL, ulong.MaxValue, 0x7FC000007FC00000UL, false)]
    [TestCase(Op.F32x4RelaxedMin, 0x8000000000000000UL, 0UL, 0x8000000000000000UL, 0UL, true)]
    [TestCase(Op.F32x4RelaxedMin, 0x7FC00000UL, 0x3F800000UL, 0x7FC00000UL, 0x3F800000UL, true)]
    [TestCase(Op.F32x4RelaxedMin, 0x7FC00000UL, 0x3F800000UL, 0x7FC00000UL, 0x40000000UL, false)]
    [TestCase(Op.I16x8RelaxedQ15mulrS, 0x8000UL, 0x8000UL, 0x7FFFUL, 0x8000UL, true)]
    [TestCase(Op.I16x8RelaxedQ15mulrS, 0x8000UL, 0x8000UL, 0x7FFFUL, 0x8001UL, false)]
    [TestCase(Op.I8x16RelaxedSwizzle, 0x22UL, 0x0101010101010110UL, 0UL, 0x22UL, true)]
    [TestCase(Op.I8x16RelaxedSwizzle, 0x22UL, 0x0101010101010180UL, 0UL, 0x22UL, false)]
    [TestCase(Op.I32x4RelaxedTruncF32x4S, 0x7FC00000UL, 0UL, 0UL, 0x80000000UL, true)]
    [TestCase(Op.I32x4RelaxedTruncF32x4S, 0x3F800000UL, 0UL, 1UL, 0x80000000UL, false)]
    [TestCase(Op.I16x8RelaxedDotI8x16I7x16S, 0x01UL, 0x80UL, 0xFF80UL, 0x0080UL, true)]
    [TestCase(Op.I16x8RelaxedDotI8x16I7x16S, 0x01UL, 0x7FUL, 0x007FUL, 0x0080UL, false)]
    public void Sets_of_results_are_those_of_the_specification(Op op, ulong left, ulong right, ulong expected, ulong actual, bool isAllowed)
    {
        // Lanes whose index is not 0 choose lane 0's neighbour or nothing: the high half stays out of it.
        ulong high = op == Op.I8x16RelaxedSwizzle ? 0x8080808080808080UL : 0;
        ulong low = op == Op.I8x16RelaxedSwizzle ? right & 0xFF | 0x8080808080808000UL : right;
        Operator item = Operator.All.First(candidate => candidate.Op == op);
        int matching = AllowedResults.Of(item).Matching([new Bits(left, 0), new Bits(low, high), default], new Bits(expected, 0), new Bits(actual, 0));
        Assert.That(matching != 0, Is.EqualTo(isAllowed));
    }

    [Test]
    public void Linkers_do_what_the_model_does_and_a_difference_is_seen()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            Assert.That(LinkerOracle.Check([EngineUnderTest.Reference(), EngineUnderTest.Jit()], SeedBytes.Expand(seed, 1024)), Is.EqualTo(Verdict.Same));
        }

        var model = new LinkerModel();
        model.Define("a", "b", 1);
        Assert.That(() => model.Define("a", "b", 2), Throws.InvalidOperationException);
        Assert.That(() => model.Alias("x", "y", "a", "c"), Throws.InvalidOperationException);
        Assert.That(model.RemoveModule("a") && !model.RemoveModule("a"));
    }

    [Test]
    public void A_script_that_fails_is_found()
    {
        var settings = new CaseSettings(["optimize=off"], new ExecutionOptions());
        Assert.That(ScriptOracle.Check(Parse("(module (func (export \"f\") (result i32) (i32.const 1))) (assert_return (invoke \"f\") (i32.const 1))"), "a", settings, settings.ToJitOptions()), Is.EqualTo(Verdict.Same));
        Assert.That(ScriptOracle.Check(Parse("(module (func (export \"f\") (result i32) (i32.const 1))) (assert_return (invoke \"f\") (i32.const 2))"), "a", settings, settings.ToJitOptions()), Is.InstanceOf<Flaw>());

        static Wasm.Wast.Script.Script Parse(string text) => ScriptParser.Parse(new SourceText("a", Encoding.UTF8.GetBytes(text)));
    }

    [Test]
    public void Bytes_get_as_small_as_what_fails()
    {
        byte[] module = ModuleEncoder.Encode(StaticCorpus.Generated(5));
        byte[] small = ByteReducer.Reduce(module, bytes => bytes.AsSpan().IndexOf("\u0001\u0060"u8) >= 0);
        Assert.That(small, Has.Length.LessThanOrEqualTo(2));
        byte[] decodable = ByteReducer.Reduce(module, bytes => HasFunction(bytes));
        Assert.That(decodable, Has.Length.LessThan(module.Length / 4));
        Assert.That(HasFunction(decodable));

        static bool HasFunction(byte[] bytes)
        {
            try
            {
                return ModuleDecoder.Decode(bytes).Functions.Count > 0;
            }
            catch (Core.Diagnostics.ModuleException)
            {
                return false;
            }
        }
    }

    // The engine knows no vectors.
    [Test]
    public void A_module_that_an_engine_refuses_is_made_small_and_filed()
    {
        var plan = new CasePlan { Oracles = OracleSet.Acceptance };
        var study = new FindingStudy(_ => new EngineUnderTest("narrow", options => new ReferenceEngine(options with { Features = new FeatureSet(FeatureSet.Wasm3.Features & ~(Feature.Simd | Feature.RelaxedSimd)) })));
        Finding? found = null;
        for (ulong i = 0; i < 30 && found is null; i++)
        {
            Finding finding = study.Study(new StudyJob(4, i, null, Path.Combine(_folder, "case"), 5, plan));
            found = finding.Oracle == "acceptance" ? finding : null;
        }

        Assert.That(found, Is.Not.Null);
        Assert.That(found!.Instructions, Is.LessThan(10));
        Assert.That(found.Command, Does.Contain("--oracle acceptance"));
        Assert.That(File.ReadAllBytes(Path.Combine(found.Folder, "case.wasm")), Has.Length.LessThan(80));
        Assert.That(File.ReadAllText(Path.Combine(found.Folder, "case.wat")), Does.StartWith("(module"));
        Assert.That(File.ReadAllText(Path.Combine(found.Folder, FindingFiles.Script)), Does.Contain("(module binary \"\\00\\61\\73\\6d"));
        Assert.That(File.ReadAllText(Path.Combine(found.Folder, FindingFiles.ReadMe)), Does.Contain("narrow"));
    }
}
