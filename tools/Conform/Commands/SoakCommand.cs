using System.CommandLine;
using Wasm.Conform.Workers;

namespace Wasm.Conform.Commands;

/// <summary><c>conform soak</c>: the suite over and over with random options, in processes that may crash.</summary>
internal static class SoakCommand
{
    public static Command Create(ToolContext context)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Scripts and folders of them. Default: as for `conform spec`.", Arity = ArgumentArity.ZeroOrMore };
        var engine = new Option<string>("--engine") { Description = "reference, jit, both or all.", HelpName = "NAME", DefaultValueFactory = _ => context.Engines.SpecDefault };
        var time = new Option<double>("--time") { Description = "For how long. At least one round is run.", HelpName = "SECONDS", DefaultValueFactory = _ => 600 };
        var seed = new Option<int?>("--seed") { Description = "What everything random comes from; printed, and different each time by default.", HelpName = "N" };
        var report = new Option<string>("--report") { Description = "Folder of report.json.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine("artifacts", "soak") };
        CommandLine.Between(time, 0, 1_000_000);
        CommandLine.RefuseOptions(paths);
        var command = new Command("soak", "Run the test suite over and over: random order, random options, two threads; crashes are findings.") { paths, engine, time, seed, report };
        CommandLine.AddExamples(command, "conform soak --time 3600", "conform soak --engine both --seed 7 --time 60");
        command.SetAction(parsed =>
        {
            string word = parsed.GetRequiredValue(engine);
            _ = context.Engines.Select(word);
            var options = new SoakOptions(
                parsed.GetValue(paths) ?? [],
                word,
                TimeSpan.FromSeconds(parsed.GetValue(time)),
                parsed.GetValue(seed) ?? Environment.TickCount & 0xF_FFFF,
                parsed.GetRequiredValue(report));
            return new Soak(options, context, arguments => WorkerStart.Self(arguments)).Run() ? Program.Good : Program.Failed;
        });
        return command;
    }
}
