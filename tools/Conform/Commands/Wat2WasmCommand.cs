using System.CommandLine;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Conform.Commands;

/// <summary><c>conform wat2wasm</c>: from the text format to the binary format.</summary>
internal static class Wat2WasmCommand
{
    public static Command Create(ToolContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A module in the text format; - is standard input." };
        var output = new Option<string?>("--output", "-o") { Description = "Where to write; - is standard output. Default: FILE with the extension .wasm.", HelpName = "OUT" };
        var noCheck = new Option<bool>("--no-check") { Description = "Do not validate the module." };
        var names = new Option<bool>("--names") { Description = "Keep identifiers as names in the name section." };
        Option<string?> features = CommandLine.FeaturesOption();
        var command = new Command("wat2wasm", "Translate a module from the text format to the binary format.") { file, output, names, noCheck, features };
        CommandLine.RefuseOptions(file);
        CommandLine.AddExamples(command, "conform wat2wasm fib.wat", "conform wat2wasm fib.wat -o build/fib.wasm", "cat fib.wat | conform wat2wasm - -o - | conform dump -");
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file),
            parsed.GetValue(output),
            parsed.GetValue(names),
            !parsed.GetValue(noCheck),
            InputFile.ParseFeatures(parsed.GetValue(features)),
            context));
        return command;
    }

    private static int Run(string file, string? output, bool names, bool check, FeatureSet features, ToolContext context)
    {
        output ??= file == InputFile.Standard ? InputFile.Standard : Path.ChangeExtension(file, ".wasm");
        byte[] bytes = InputFile.Read(file, context);
        if (ModuleInput.IsBinary(bytes, file))
        {
            throw new InputException($"{InputFile.NameOf(file)} is in the binary format already");
        }

        var input = new ModuleInput(InputFile.NameOf(file), features) { KeepIdentifiers = names };
        try
        {
            var definition = input.Decode(bytes, file);
            if (check)
            {
                input.Validate(definition, new TypeRegistry());
            }
        }
        catch (ModuleException e)
        {
            input.Describe(e).Write(context.Error, context.ErrorHasColors);
            return Program.Failed;
        }

        InputFile.Write(output, input.Binary, context);
        return Program.Good;
    }
}
