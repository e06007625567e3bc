using System.CommandLine;
using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Text;

namespace Wasm.Conform.Commands;

/// <summary><c>conform wasm2wat</c>: from the binary format to the text format.</summary>
internal static class Wasm2WatCommand
{
    public static Command Create(ToolContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A module, binary or text; - is standard input." };
        var output = new Option<string?>("--output", "-o") { Description = "Where to write. Default: standard output.", HelpName = "OUT" };
        var fold = new Option<bool>("--fold", "-f") { Description = "Write folded expressions." };
        var names = new Option<bool>("--names") { Description = "Write names of the name section as identifiers ($fib) instead of the section." };
        Option<string?> features = CommandLine.FeaturesOption();
        var command = new Command("wasm2wat", "Translate a module from the binary format to the text format. Without --names, wat2wasm gives the same bytes again.") { file, output, fold, names, features };
        CommandLine.RefuseOptions(file);
        CommandLine.AddExamples(command, "conform wasm2wat fib.wasm", "conform wasm2wat fib.wasm --fold --names -o fib.wat");
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file),
            parsed.GetValue(output) ?? InputFile.Standard,
            new PrintOptions { Folded = parsed.GetValue(fold), UseNames = parsed.GetValue(names) },
            InputFile.ParseFeatures(parsed.GetValue(features)),
            context));
        return command;
    }

    private static int Run(string file, string output, PrintOptions options, FeatureSet features, ToolContext context)
    {
        byte[] bytes = InputFile.Read(file, context);
        var input = new ModuleInput(InputFile.NameOf(file), features) { KeepIdentifiers = options.UseNames };
        string text;
        try
        {
            ModuleDefinition definition = input.Decode(bytes, file);
            text = ModulePrinter.Print(definition, options);
        }
        catch (ModuleException e)
        {
            input.Describe(e).Write(context.Error, context.ErrorHasColors);
            return Program.Failed;
        }

        if (output == InputFile.Standard)
        {
            context.Out.Write(text);
        }
        else
        {
            InputFile.Write(output, Encoding.UTF8.GetBytes(text), context);
        }

        return Program.Good;
    }
}
