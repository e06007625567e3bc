using Newtonsoft.Json.Linq;
using NUnit.Framework;
using Wasm.Conform;
using Wasm.Core.Binary;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Inputs that are kept, and what is merged.</summary>
[TestFixture]
public sealed class CorpusTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("corpus").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_kept_case_is_the_case_again()
    {
        var corpus = new CorpusFolder(Path.Combine(_folder, "kept"));
        var maker = new CaseMaker(new CasePlan { Oracles = OracleSet.Execute }, ModuleCorpus.Empty);
        int kept = 0;
        for (ulong i = 0; i < 40; i++)
        {
            CampaignCase made = maker.Make(new CaseSeed(6, i));
            string file = corpus.Add(CorpusFolder.InputOf(made)!);
            if (made.Kind == CaseKind.Generated)
            {
                GeneratedCase read = CorpusFolder.TryRead(file)!;
                Assert.That(read.Modules.Select(module => module.Encode()), Is.EqualTo(made.Item.Modules.Select(module => module.Encode())));
                Assert.That(read.Calls, Has.Length.EqualTo(made.Item.Calls.Length));
                kept++;
            }
            else
            {
                Assert.That(File.ReadAllBytes(file), Is.EqualTo(made.Bytes.ToArray()));
            }
        }

        Assert.That(kept, Is.InRange(20, 39));
        Assert.That(corpus.Files, Has.Count.EqualTo(40));
        Assert.That(CorpusFolder.TryRead(Path.Combine(_folder, "none.case")), Is.Null);
    }

    [Test]
    public void A_case_that_comes_from_a_kept_input_can_be_made_again_from_it()
    {
        var corpus = new CorpusFolder(_folder);
        string[] files = [.. Enumerable.Range(0, 4).Select(i => corpus.Add(CorpusFolder.InputOf(CampaignCase.Make(new CaseSeed(8, (ulong)i)) with { Kind = CaseKind.Generated })!))];
        var plan = new CasePlan { Oracles = OracleSet.Execute, Inputs = files };
        var maker = new CaseMaker(plan, ModuleCorpus.Empty);
        int children = 0;
        for (ulong i = 0; i < 60; i++)
        {
            CampaignCase made = maker.Make(new CaseSeed(9, i));
            var again = new CaseMaker(plan with { Inputs = made.Parent is null ? [] : [made.Parent], IsParentGiven = made.Parent is not null }, ModuleCorpus.Empty);
            Assert.That(again.Make(new CaseSeed(9, i)).Item.Modules.Select(module => module.Encode()), Is.EqualTo(made.Item.Modules.Select(module => module.Encode())), $"case {i}");
            children += made.Parent is null ? 0 : 1;
        }

        Assert.That(children, Is.InRange(5, 30));
    }

    [Test]
    public void Of_merged_inputs_the_smallest_for_each_feature_stay()
    {
        var one = new CorpusFolder(Path.Combine(_folder, "one"));
        var other = new CorpusFolder(Path.Combine(_folder, "other"));
        for (ulong i = 0; i < 30; i++)
        {
            (i % 2 == 0 ? one : other).Add(new KeptInput(ModuleEncoder.Encode(StaticCorpus.Generated(i)), CorpusFolder.ModuleExtension));
        }

        var to = new CorpusFolder(Path.Combine(_folder, "to"));
        var all = new Coverage();
        (int read, int kept) = CorpusFolder.Merge(to, [one, other], all);
        Assert.That(read, Is.EqualTo(30));
        Assert.That(kept, Is.InRange(1, 30).And.EqualTo(to.Files.Count));

        // What is left has all that there was, and is not made less by another merge.
        var rest = new Coverage();
        (read, int again) = CorpusFolder.Merge(to, [], rest);
        Assert.That((read, again, rest.Count), Is.EqualTo((kept, kept, all.Count)));
    }

    [Test]
    public void Reports_are_merged()
    {
        string[] shards = [Campaign(0), Campaign(1)];
        string to = Path.Combine(_folder, "to");
        JObject[] reports = [.. shards.Select(Read)];
        AddFinding(shards[0], reports[0], instructions: 9);
        AddFinding(shards[1], reports[1], instructions: 4);
        Assert.That(Run("fuzz", "merge", to, shards[0], shards[1]).Code, Is.EqualTo(Program.Failed));
        JObject merged = Read(to);
        Assert.That((int)merged["cases"]!, Is.EqualTo(12));
        Assert.That((int)merged["judged"]!["execute"]!["cases"]!, Is.EqualTo(reports.Sum(report => (int)report["judged"]!["execute"]!["cases"]!)));
        JToken finding = ((JArray)merged["findings"]!).Single(item => (string)item["signature"]! == "s");
        Assert.That(((int)finding["instructions"]!, (int)finding["cases"]!), Is.EqualTo((4, 6)));
        Assert.That(File.ReadAllText(Path.Combine(to, (string)finding["folder"]!, "README.md")), Is.EqualTo("4"));
        Assert.That(File.ReadAllText(Path.Combine(to, "index.html")), Does.Contain("finding"));
        Assert.That(Directory.GetFiles(Path.Combine(to, "corpus")), Is.Not.Empty);
        Assert.That(Run("fuzz", "merge", to, Path.Combine(_folder, "none")).Code, Is.EqualTo(Program.BadInput));
    }

    private static void AddFinding(string folder, JObject report, int instructions)
    {
        Directory.CreateDirectory(Path.Combine(folder, "findings", "x"));
        File.WriteAllText(Path.Combine(folder, "findings", "x", "README.md"), $"{instructions}");
        ((JArray)report["findings"]!).Add(new JObject
        {
            ["signature"] = "s",
            ["oracle"] = "execute",
            ["kind"] = "Results",
            ["where"] = "",
            ["left"] = "",
            ["right"] = "",
            ["blame"] = null,
            ["case"] = "1:2",
            ["settings"] = "",
            ["command"] = "",
            ["folder"] = "findings/x",
            ["instructions"] = instructions,
            ["cases"] = 3,
        });
        File.WriteAllText(Path.Combine(folder, "report.json"), report.ToString());
    }

    private string Campaign(int shard)
    {
        string folder = Path.Combine(_folder, $"shard{shard}");
        (_, string output, string error) = Run("fuzz", "--seed", "3", "--cases", "12", "--workers", "1", "--shard", $"{shard}/2", "--oracle", "execute", "--report", folder);
        Assert.That(error, Is.Empty, output);
        return folder;
    }

    private static JObject Read(string folder) => JObject.Parse(File.ReadAllText(Path.Combine(folder, "report.json")));

    private static (int Code, string Output, string Error) Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new MemoryStream();
        int code = Program.Run(words, output, error, input);
        return (code, output.ToString(), error.ToString());
    }
}
