using Newtonsoft.Json.Linq;
using NUnit.Framework;
using Wasm.Bench;
using Wasm.Bench.Programs;
using Wasm.Core.Binary;
using Wasm.SpecTests.Tools;

namespace Wasm.SpecTests.Bench;

/// <summary>The measurement of compilers' throughput.</summary>
[TestFixture]
public sealed class CompileBenchmarkTests
{
    [Test]
    public void Every_engine_compiles_on_one_thread_and_on_all()
    {
        byte[] binary = Kernel.Load("json")[0].Binary;
        using var folder = new TestFolder();
        File.WriteAllBytes(folder["json.wasm"], binary);
        Assert.That(Command("compile", folder["json.wasm"], "--no-node", "--rounds", "2", "--json", folder["figures.json"]), Is.Zero);
        JToken module = JObject.Parse(File.ReadAllText(folder["figures.json"]))["modules"]!.Single();
        long bodies = ModuleDecoder.Decode(binary).Functions.Sum(function => function.Body.Code.Length);
        Assert.That((string?)module["name"], Is.EqualTo("json.wasm"));
        Assert.That((int)module["bytes"]!, Is.EqualTo(binary.Length));
        Assert.That((long)module["body_bytes"]!, Is.EqualTo(bodies));
        string[] steps = Environment.ProcessorCount > 1 ? ["validate", "1 thread", $"{Environment.ProcessorCount} threads"] : ["validate", "1 thread"];
        Assert.That(
            module["figures"]!.Select(row => $"{row["compiler"]}: {row["step"]}"),
            Is.EqualTo(EngineChoice.Names.SelectMany(_ => steps, (engine, step) => $"{engine}: {step}")));
        foreach (JToken row in module["figures"]!)
        {
            double best = (double)row["best_ms"]!;
            Assert.That(best, Is.GreaterThan(0).And.LessThanOrEqualTo((double)row["median_ms"]!));
            Assert.That((int)row["runs"]!, Is.EqualTo(2));
            Assert.That((double)row["mb_per_s"]!, Is.EqualTo(binary.Length / 1e6 / (best / 1e3)).Within(0.1).Percent);
            Assert.That((double)row["body_mb_per_s"]!, Is.EqualTo(bodies / 1e6 / (best / 1e3)).Within(0.1).Percent);
        }
    }

    [Test]
    public void Every_stage_of_the_optimizing_compiler_is_measured()
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder["json.wasm"], Kernel.Load("json")[0].Binary);
        Assert.That(Command("stages", folder["json.wasm"], "--rounds", "2", "--slowest", "1", "--jit-option", "disable-passes=loops", "--json", folder["figures.json"]), Is.Zero);
        JToken module = JObject.Parse(File.ReadAllText(folder["figures.json"]))["modules"]!.Single();
        string[] stages = ["translation", "branches", "simplify", "values", "checks", "stores", "simplify again", "branches again", "dead", "layout", "lowering", "allocation", "emission"];
        Assert.That(module["stages"]!.Select(row => (string?)row["stage"]), Is.EqualTo(stages));
        Assert.That(module["stages"]!.Select(row => (double)row["ms"]!), Is.All.GreaterThan(0));
        Assert.That((int)module["ir_instructions"]!, Is.GreaterThan(100));
    }

    [Test]
    public void A_file_that_is_no_module_is_wrong_use([Values(true, false)] bool exists)
    {
        using var folder = new TestFolder();
        if (exists)
        {
            File.WriteAllText(folder["x.wasm"], "no module");
        }

        Assert.That(Command("compile", folder["x.wasm"], "--no-node"), Is.EqualTo(2));
    }

    private static int Command(params string[] args) => BenchCommands.Create().Parse(args).Invoke();
}
