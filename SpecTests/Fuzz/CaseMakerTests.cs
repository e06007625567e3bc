using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Which cases a campaign makes.</summary>
[TestFixture]
public sealed class CaseMakerTests
{
    private static readonly ModuleCorpus Corpus = ModuleCorpus.Find(RepositoryRoot.Path);

    [Test]
    public void Cases_are_the_same_each_time_and_each_kind_occurs()
    {
        var one = new CaseMaker(CasePlan.Default, Corpus);
        var other = new CaseMaker(CasePlan.Default, ModuleCorpus.Find(RepositoryRoot.Path));
        var kinds = new Dictionary<CaseKind, int>();
        for (ulong i = 0; i < 1_500; i++)
        {
            CampaignCase made = one.Make(new CaseSeed(3, i));
            kinds[made.Kind] = kinds.GetValueOrDefault(made.Kind) + 1;
            if (i % 10 == 0)
            {
                Assert.That(Describe(other.Make(new CaseSeed(3, i))), Is.EqualTo(Describe(made)), $"case {i}");
            }
        }

        Assert.That(kinds[CaseKind.Generated], Is.InRange(1_000, 1_250));
        Assert.That(kinds.Keys, Is.SupersetOf(new[] { CaseKind.Mutated, CaseKind.Rewritten, CaseKind.Broken, CaseKind.Damaged }));
    }

    [TestCase("execute", CaseKind.Generated, CaseKind.Mutated)]
    [TestCase("metamorphic", CaseKind.Rewritten)]
    [TestCase("validate", CaseKind.Mutated, CaseKind.Broken, CaseKind.Damaged)]
    [TestCase("acceptance", CaseKind.Mutated, CaseKind.Broken, CaseKind.Damaged)]
    [TestCase("round-trip", CaseKind.Mutated)]
    [TestCase("robustness", CaseKind.Broken, CaseKind.Damaged)]
    [TestCase("determinism", CaseKind.Mutated)]
    [TestCase("instructions", CaseKind.Instruction)]
    [TestCase("choices", CaseKind.Choice)]
    [TestCase("scripts", CaseKind.Script)]
    [TestCase("linker", CaseKind.Linking)]
    [TestCase("linker,choices", CaseKind.Linking, CaseKind.Choice)]
    public void An_oracle_alone_gets_only_cases_that_it_judges(string list, params CaseKind[] kinds)
    {
        OracleSet oracles = OracleNames.Parse(list);
        var maker = new CaseMaker(new CasePlan { Oracles = oracles }, Corpus);
        var seen = new HashSet<CaseKind>();
        for (ulong i = 0; i < 60; i++)
        {
            CampaignCase made = maker.Make(new CaseSeed(4, i));
            seen.Add(made.Kind);
            Assert.That(made.Oracles, Is.Not.EqualTo(OracleSet.None));
            Assert.That(made.Oracles & ~oracles, Is.EqualTo(OracleSet.None));
        }

        Assert.That(seen, Is.EquivalentTo(kinds));
        Assert.That(OracleNames.ListOf(oracles).Split(','), Is.EquivalentTo(list.Split(',')));
    }

    [Test]
    public void What_is_no_oracle_is_refused() => Assert.That(() => OracleNames.Parse("execute,x"), Throws.ArgumentException);

    [Test]
    public void Without_scripts_cases_come_from_the_generator()
    {
        var maker = new CaseMaker(new CasePlan { Oracles = OracleSet.RoundTrip }, ModuleCorpus.Empty);
        Assert.That(maker.Make(new CaseSeed(1, 1)).Bytes.Length, Is.GreaterThan(8));
        Assert.That(ModuleCorpus.Empty.Description, Does.StartWith("no scripts found"));
        Assert.That(ModuleCorpus.Empty.Digest, Has.Length.EqualTo(8).And.Not.EqualTo(Corpus.Digest));
    }

    [Test]
    public void Modules_of_scripts_become_cases_that_run()
    {
        int made = 0;
        int calls = 0;
        using var oracles = new CaseOracles(Corpus);
        for (int i = 0; i < Corpus.Count; i += 7)
        {
            foreach (byte[] binary in Corpus.ModulesOf(i).Take(3))
            {
                Core.Model.ModuleDefinition module = ModuleDecoder.Decode(binary, Core.Instructions.FeatureSet.Wasm3, DecodeOptions.ForValidation);
                if (!BodyMap.IsValid(module) || ModuleCase.TryMake(module, new ByteSource(SeedBytes.Expand((ulong)i, 256))) is not { } item)
                {
                    continue;
                }

                made++;
                calls += item.Calls.Length;
                var settings = new CaseSettings([], new Wasm.Fuzz.Oracles.ExecutionOptions());
                Wasm.Fuzz.Oracles.Verdict verdict = oracles.Execute(new CampaignCase(new CaseSeed(1, (ulong)i), item, settings));
                Assert.That(verdict, Is.Not.InstanceOf<Wasm.Fuzz.Oracles.Different>(), Corpus.NameOf(i));
                Assert.That(verdict is Wasm.Fuzz.Oracles.Inconclusive { Reason: Wasm.Fuzz.Oracles.InconclusiveReason.InvalidCase }, Is.False, $"{Corpus.NameOf(i)}: {verdict}");
            }
        }

        Assert.That(made, Is.GreaterThan(5));
        Assert.That(calls, Is.GreaterThan(20));
    }

    private static string Describe(CampaignCase made) =>
        $"{made.Kind} {made.Oracles} {made.Settings} {made.Choice} {made.UsesCorpus} {Convert.ToHexString(made.Bytes.Span)} {Convert.ToHexString(made.Decisions)} "
        + string.Join(' ', made.Item.Modules.Select(module => Convert.ToHexString(module.Encode())));
}
