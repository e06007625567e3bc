using System.CommandLine;
using Wasm.Conform.Fuzzing;
using Wasm.Fuzz.Campaign;

namespace Wasm.Conform.Commands;

/// <summary><c>conform fuzz merge</c>: reports and kept inputs of several machines become one.</summary>
internal static class FuzzMergeCommand
{
    public static Command Create(ToolContext context)
    {
        var output = new Argument<string>("OUT") { Description = "Folder of the result. Inputs that were kept there take part." };
        var inputs = new Argument<string[]>("IN") { Description = "Report folders of campaigns, or folders of kept inputs.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("merge", "Put reports and kept inputs together: findings once each, counts summed, the smallest input for each feature.") { output, inputs };
        CommandLine.AddExamples(command, "conform fuzz merge artifacts/fuzz shard0 shard1");
        command.SetAction(parsed =>
        {
            CampaignFigures figures = new FuzzMerge(parsed.GetRequiredValue(output), parsed.GetRequiredValue(inputs)).Run(context);
            return figures.Findings.IsEmpty ? Program.Good : Program.Failed;
        });
        return command;
    }
}
