using System.Text;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;
using Wasm.Fuzz.Mutate.Equivalent;
using Wasm.Fuzz.Oracles;
using Wasm.Interpreter;
using Wasm.Text;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Each oracle finds what is planted, and nothing in what seeds and scripts give.</summary>
[TestFixture]
public sealed class StaticOracleTests
{
    private const int Seeds = 500;

    private static readonly byte[] Valid = ModuleParser.Parse(
        "(module (memory 1) (func (export \"f\") (param i32) (result i32) (i32.load (i32.add (local.get 0) (i32.const 5)))) (func (result f64) (f64.const 1)))").Encode();

    private static readonly byte[] Invalid = ModuleParser.Parse("(module (func (result i32) (i64.const 1)))").Encode();

    [Test]
    public void Round_trips_of_mutated_modules_are_the_same() => Run(new RoundTripOracle(), valid: true);

    [Test]
    public void Damaged_modules_are_refused_in_order() => Run(new RobustnessOracle(), valid: false);

    [Test]
    public void Valid_modules_compile_and_invalid_ones_do_not()
    {
        var oracle = new AcceptanceOracle([EngineUnderTest.Reference(), EngineUnderTest.Jit()]);
        Run(oracle, valid: true);
        Run(oracle, valid: false);
    }

    [Test]
    public void Code_is_the_same_each_time() => Run(new DeterminismOracle(), valid: true);

    [Test]
    public void Node_has_the_same_verdicts()
    {
        using ValidateNodeOracle? oracle = ValidateNodeOracle.TryCreate(out string reason);
        if (oracle is null)
        {
            Assert.That(reason, Is.Not.Empty);
            TestContext.Out.WriteLine($"not compared with Node: {reason}");
            return;
        }

        Run(oracle, valid: true);
        Run(oracle, valid: false);
    }

    [Test]
    public void Texts_are_read_or_refused()
    {
        var oracle = new RobustnessOracle();
        for (ulong seed = 0; seed < 200; seed++)
        {
            byte[] text = Encoding.UTF8.GetBytes(ModulePrinter.Print(StaticCorpus.Generated(seed)));
            Assert.That(oracle.Check(ByteMutator.CorruptText(text, SeedBytes.Expand(seed, 64))), Is.EqualTo(Verdict.Same), $"seed {seed}");
        }
    }

    [Test]
    public void Modules_of_scripts_go_round()
    {
        var roundTrip = new RoundTripOracle();
        var robustness = new RobustnessOracle();
        Assert.That(StaticCorpus.OfScripts, Has.Count.GreaterThan(100));
        for (int i = 0; i < StaticCorpus.OfScripts.Count; i += 3)
        {
            byte[] binary = StaticCorpus.OfScripts[i];
            Verdict verdict = roundTrip.Check(binary);
            Assert.That(verdict, Is.Not.InstanceOf<Flaw>(), $"module {i}: {verdict}");
            byte[] damaged = ByteMutator.Corrupt(binary, StaticCorpus.OfScripts[i / 2], SeedBytes.Expand((ulong)i, 64));
            Assert.That(robustness.Check(damaged), Is.EqualTo(Verdict.Same), $"module {i}");
        }
    }

    [Test]
    public void A_lost_byte_is_found()
    {
        var dropping = new RoundTripOracle(module =>
        {
            ModuleDefinition less = ModuleCopy.Of(module);
            less.Exports.Clear();
            return ModuleEncoder.Encode(less);
        }, (module, options) => ModulePrinter.Print(module, options));
        var misprinting = new RoundTripOracle(
            module => ModuleEncoder.Encode(module), (module, options) => ModulePrinter.Print(module, options).Replace("i32.add", "i32.sub", StringComparison.Ordinal));
        var unreadable = new RoundTripOracle(
            module => ModuleEncoder.Encode(module), (module, options) => ModulePrinter.Print(module, options) + ")");
        Assert.That(dropping.Check(Valid), Is.InstanceOf<Flaw>().And.Property(nameof(Flaw.Kind)).EqualTo("encode loses something"));
        Assert.That(misprinting.Check(Valid), Is.InstanceOf<Flaw>());
        Assert.That(unreadable.Check(Valid), Is.InstanceOf<Flaw>().And.Property(nameof(Flaw.Kind)).EqualTo("text cannot be parsed"));
    }

    [Test]
    public void Bad_manners_of_a_reader_are_found()
    {
        Assert.That(Check(bytes => throw new InvalidOperationException()), Is.EqualTo("decoder throws InvalidOperationException"));
        Assert.That(Check(bytes => new byte[20 << 20].Length.ToString(System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo("decoder takes too much memory"));
        Assert.That(Check(bytes => throw new MalformedModuleException("x", 99_999)), Is.EqualTo("decoder gives an offset outside of the input"));

        static string Check(Func<ReadOnlyMemory<byte>, string> read) => ((Flaw)new RobustnessOracle([("decoder", read)]).Check(Valid)).Kind;
    }

    [Test]
    public void Decoders_that_differ_are_found() => Assert.That(
        new RobustnessOracle([("decoder", _ => "a"), ("streaming decoder", _ => "b")]).Check(Valid), Is.InstanceOf<Flaw>());

    [Test]
    public void An_engine_that_cannot_compile_is_found()
    {
        var lame = new EngineUnderTest("lame", _ => throw new NotSupportedException("no engine"));
        Assert.That(new AcceptanceOracle([EngineUnderTest.Reference(), lame]).Check(Valid), Is.InstanceOf<Flaw>());
        var narrow = new EngineUnderTest("narrow", options => new ReferenceEngine(options with { Features = FeatureSet.Parse("wasm1 -mutable-globals") }));
        byte[] vector = ModuleParser.Parse("(module (func (result v128) (v128.const i64x2 0 0)))").Encode();
        Assert.That(new AcceptanceOracle([EngineUnderTest.Reference(), narrow]).Check(vector), Is.InstanceOf<Flaw>());
    }

    [Test]
    public void Code_that_differs_is_found() => Assert.That(new DeterminismOracle(null, code => code + 1).Check(Valid), Is.InstanceOf<Flaw>());

    [Test]
    public void Verdicts_that_differ_are_found()
    {
        using var yes = new ValidateNodeOracle(modules => [.. modules.Select(_ => true)]);
        using var no = new ValidateNodeOracle(modules => [.. modules.Select(_ => false)]);
        Assert.That(yes.Check(Valid), Is.EqualTo(Verdict.Same));
        Assert.That(no.Check(Invalid), Is.EqualTo(Verdict.Same));
        Assert.That(yes.Check(Invalid), Is.InstanceOf<Flaw>().And.Property(nameof(Flaw.Kind)).EqualTo("Node accepts what we refuse: type mismatch"));
        Assert.That(no.Check(Valid), Is.InstanceOf<Flaw>());
    }

    [Test]
    public void Rewritten_modules_do_the_same()
    {
        var oracle = new MetamorphicOracle(EngineUnderTest.Jit(), null, rewrites: 5);
        int compared = 0;
        var seen = new HashSet<string>();
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            GeneratedCase item = Generator.Generate(seed, new GeneratorOptions { MaximumModules = 1, MaximumInstructions = 60, MaximumFunctions = 4 });
            Verdict verdict = oracle.Run(item, SeedBytes.Expand(seed ^ 99, 1024));
            Assert.That(verdict, Is.Not.InstanceOf<Different>(), $"seed {seed}");
            compared += verdict is Same ? 1 : 0;
            seen.UnionWith(oracle.Rewrites);
        }

        Assert.That(compared, Is.GreaterThan(Seeds * 6 / 10));
        Assert.That(seen, Is.EquivalentTo(Rewriter.All.Select(rewrite => rewrite.Name)));
    }

    [Test]
    public void A_rewrite_that_changes_the_meaning_is_found()
    {
        GeneratedCase item = TextCase.Of("(module (func (export \"f\") (result i32) (i32.sub (i32.const 7) (i32.const 5))))");
        var oracle = new MetamorphicOracle(EngineUnderTest.Reference(), null, (module, _) =>
        {
            byte[] code = module.Definition.Functions[0].Body.Code.ToArray();
            code[^2] = (byte)Op.I32Add;
            ModuleDefinition copy = ModuleCopy.Of(module.Definition);
            copy.Functions[0] = CodeEditor.With(copy.Functions[0], code);
            return new Mutation(ModuleCopy.Settle(copy), ["wrong"]);
        });
        Assert.That(oracle.Run(item, []), Is.InstanceOf<Different>());
    }

    // Modules changed with types in mind, then without, then in their bytes.
    private static void Run(IModuleOracle oracle, bool valid)
    {
        int judged = 0;
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            byte[] decisions = SeedBytes.Expand(seed ^ 0x5EED, 512);
            Mutation made = Mutator.Mutate(
                StaticCorpus.Generated(seed), [StaticCorpus.Generated(seed + 1)], decisions, valid ? MutatorOptions.Default : MutatorOptions.Breaking);
            byte[] binary = ModuleEncoder.Encode(made.Module);
            if (!valid && seed % 2 == 0)
            {
                binary = ByteMutator.Corrupt(binary, Valid, decisions.AsSpan(256));
            }

            Verdict verdict = oracle.Check(binary);
            Assert.That(verdict, Is.Not.InstanceOf<Flaw>(), $"seed {seed}, {string.Join(' ', made.Changes)}: {verdict}");
            judged += verdict is Same ? 1 : 0;
        }

        Assert.That(judged, Is.GreaterThan(valid ? Seeds * 9 / 10 : 0));
    }
}
