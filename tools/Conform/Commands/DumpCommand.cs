using System.CommandLine;
using Wasm.Conform.Code;
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
        var function = new Option<string?>("--function") { Description = "Of the compiled code, only this function: index, export or name.", HelpName = "N" };
        var ir = new Option<bool>("--ir") { Description = "What the JIT makes of the functions: the SSA form after all passes." };
        var passes = new Option<bool>("--passes") { Description = "The SSA form after each pass." };
        var machine = new Option<bool>("--machine") { Description = "Machine code before and after registers are assigned." };
        var assembly = new Option<bool>("--asm") { Description = "Machine code, with the WebAssembly instructions and SSA lines that it comes from." };
        var html = new Option<string?>("--html") { Description = "A page that shows WebAssembly, SSA after each pass and machine code side by side.", HelpName = "FILE" };
        var settings = CommandLine.EngineSettings();
        var command = new Command("dump", "Show the sections of a module with counts, sizes and offsets, its items, and its code, instruction by instruction; or what the JIT compiles it to.")
        {
            file, headers, noCode, function, ir, passes, machine, assembly, html, settings,
        };
        CommandLine.RefuseOptions(file);
        CommandLine.AddExamples(command, "conform dump module.wasm", "conform dump module.wasm --headers", "conform dump fib.wat", "conform dump fib.wat --function fib --asm", "conform dump fib.wat --html fib.html");
        command.SetAction(parsed =>
        {
            CodeParts parts = (parsed.GetValue(ir) ? CodeParts.Ir : 0) | (parsed.GetValue(passes) ? CodeParts.Passes : 0)
                | (parsed.GetValue(machine) ? CodeParts.Machine : 0) | (parsed.GetValue(assembly) ? CodeParts.Assembly : 0);
            string? page = parsed.GetValue(html);
            CodeDump? code = null;
            if (parts != CodeParts.None || page is not null || parsed.GetValue(function) is not null)
            {
                parts = parts == CodeParts.None ? CodeParts.Assembly : parts;
                code = new CodeDump(parts, parsed.GetValue(function), page, EngineRegistry.Parse(parsed.GetValue(settings) ?? []));
            }

            return Run(parsed.GetRequiredValue(file), parsed.GetValue(headers), !parsed.GetValue(noCode), code, context);
        });
        return command;
    }

    private static int Run(string file, bool onlyHeaders, bool withCode, CodeDump? code, ToolContext context)
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

        if (code is not null && error is null)
        {
            try
            {
                code.Run(module!, input.Name, context.Out);
                return Program.Good;
            }
            catch (ModuleException e)
            {
                error = input.Describe(e);
                context.Out.Flush();
                error.Write(context.Error, context.ErrorHasColors);
                return Program.Failed;
            }
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
