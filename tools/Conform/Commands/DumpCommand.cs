using System.CommandLine;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Conform.Commands;

/// <summary><c>conform dump</c>: what is in a binary, and where.</summary>
internal static class DumpCommand
{
    public static Command Create(ToolContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A module, binary or text (which is translated first); - is standard input." };
        var headers = new Option<bool>("--headers") { Description = "Only the list of sections." };
        var noCode = new Option<bool>("--no-code") { Description = "Leave out the instructions." };
        var command = new Command("dump", "Show the sections of a module with counts, sizes and offsets, its items, and its code, instruction by instruction.") { file, headers, noCode };
        CommandLine.RefuseOptions(file);
        CommandLine.AddExamples(command, "conform dump module.wasm", "conform dump module.wasm --headers", "conform dump fib.wat");
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetValue(headers), !parsed.GetValue(noCode), context));
        return command;
    }

    private static int Run(string file, bool onlyHeaders, bool withCode, ToolContext context)
    {
        byte[] bytes = InputFile.Read(file, context);
        var input = new ModuleInput(InputFile.NameOf(file), FeatureSet.All) { KeepIdentifiers = true };
        ModuleDefinition? module = null;
        Diagnostic? error = null;
        try
        {
            module = input.Decode(bytes, file);
        }
        catch (ModuleException e)
        {
            error = input.Describe(e);
        }

        // A text that cannot be translated has no sections; a binary that cannot be decoded may have some.
        if (error is null || !input.IsText)
        {
            WriteHeaders(input, context.Out);
        }

        if (error is not null)
        {
            context.Out.Flush();
            error.Write(context.Error, context.ErrorHasColors);
            return Program.Failed;
        }

        if (!onlyHeaders)
        {
            new ModuleDump(module!, input.Binary, context.Out).Write(withCode);
        }

        return Program.Good;
    }

    private static void WriteHeaders(ModuleInput input, TextWriter output)
    {
        output.WriteLine($"{input.Name}: {input.Binary.Length} bytes{(input.IsText ? " (translated from text)" : "")}");
        output.WriteLine();
        output.WriteLine("    offset  contents       size   items  section");
        foreach (SectionHeader section in SectionList.Read(input.Binary))
        {
            output.WriteLine($"  0x{section.Start:x6}  0x{section.Contents:x6} {section.Size,10} {section.Count?.ToString() ?? "",7}  {section.Title}");
        }
    }
}
