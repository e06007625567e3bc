using System.CommandLine;
using Newtonsoft.Json;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Text;
using Wasm.Wast.Script;

namespace Wasm.Conform.Commands;

/// <summary><c>conform validate</c>: checks modules, also those in scripts.</summary>
internal static class ValidateCommand
{
    // Nothing is run, so nothing needs to be kept for running it.
    private static readonly ValidationOptions VerdictOnly = new() { SideTables = false };

    public static System.CommandLine.Command Create(ToolContext context)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Modules, binary (.wasm) or text (.wat), or scripts (.wast), of which every `module` is checked; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> features = CommandLine.FeaturesOption();
        var json = new Option<bool>("--json") { Description = "Write one JSON object per module, as an array." };
        var command = new System.CommandLine.Command("validate", "Check that modules are well-formed and valid.") { files, features, json };
        CommandLine.RefuseOptions(files);
        CommandLine.AddExamples(command, "conform validate module.wasm", "conform validate *.wat --features \"wasm2 +tail-call\"", "conform validate --json module.wasm");
        command.SetAction(parsed => Run(parsed.GetRequiredValue(files), InputFile.ParseFeatures(parsed.GetValue(features)), parsed.GetValue(json), context));
        return command;
    }

    private static int Run(string[] files, FeatureSet features, bool json, ToolContext context)
    {
        int code = Program.Good;
        var verdicts = new List<Verdict>();
        foreach (string file in InputFile.Expand(files))
        {
            List<Verdict> found;
            try
            {
                found = Check(file, InputFile.Read(file, context), features);
            }
            catch (InputException e)
            {
                // The other files still get their verdicts.
                context.Error.WriteLine($"conform: {e.Message}");
                code = Program.BadInput;
                continue;
            }

            verdicts.AddRange(found);
            code = Math.Max(code, found.Exists(verdict => verdict.Error is not null) ? Program.Failed : Program.Good);
            if (!json)
            {
                Report(file, found, context);
            }
        }

        if (json)
        {
            WriteJson(verdicts, context.Out);
        }

        return code;
    }

    private static List<Verdict> Check(string file, byte[] bytes, FeatureSet features)
    {
        string name = InputFile.NameOf(file);
        if (file.EndsWith(".wast", StringComparison.OrdinalIgnoreCase))
        {
            return CheckScript(name, bytes, features);
        }

        return [Check(new ModuleInput(name, features), 0, input => input.Decode(bytes, file))];
    }

    private static List<Verdict> CheckScript(string name, byte[] bytes, FeatureSet features)
    {
        var source = new SourceText(name, bytes);
        Script script = ScriptParser.Parse(source);
        var verdicts = new List<Verdict>();
        if (script.ImplicitModule is { } implicitModule)
        {
            verdicts.Add(CheckSource(name, features, 1, implicitModule));
        }

        foreach (Wast.Script.Command command in script.Commands)
        {
            if (command is ModuleCommand module)
            {
                verdicts.Add(CheckSource(name, features, script.GetPosition(command).Line, module.Source));
            }
        }

        if (script.Error is { } error)
        {
            verdicts.Add(new Verdict(name, error.Position.Line, new Diagnostic(name, "malformed", error.Message, -1, error.Position, source)));
        }

        return verdicts;
    }

    private static Verdict CheckSource(string name, FeatureSet features, int line, ModuleSource source)
    {
        // An error inside a quoted or binary module has a place in that module, not in the file.
        string inner = $"{name}:{line}";
        return source switch
        {
            TextModuleSource text => Check(
                new ModuleInput(name, features), line, input => input.DecodeText(text.Text, text.Range.Start, text.Range.End, hasHeader: false)),
            QuotedModuleSource quoted => Check(
                new ModuleInput(inner, features), line, input => input.DecodeText(new SourceText(inner, quoted.Text), 0, quoted.Text.Length, hasHeader: true)),
            BinaryModuleSource binary => Check(new ModuleInput(inner, features), line, input => input.DecodeBinary(binary.Bytes)),
            _ => throw new InputException($"{inner}: a module of the kind {source.GetType().Name} is not in a script's text"),
        };
    }

    private static Verdict Check(ModuleInput input, int line, Func<ModuleInput, ModuleDefinition> decode)
    {
        try
        {
            input.Validate(decode(input), new TypeRegistry(), VerdictOnly);
            return new Verdict(input.Name, line, null);
        }
        catch (ModuleException e)
        {
            return new Verdict(input.Name, line, input.Describe(e));
        }
    }

    private static void Report(string file, List<Verdict> verdicts, ToolContext context)
    {
        int bad = 0;
        foreach (Verdict verdict in verdicts)
        {
            if (verdict.Error is { } error)
            {
                error.Write(context.Error, context.ErrorHasColors);
                bad++;
            }
        }

        string name = InputFile.NameOf(file);
        bool isScript = file.EndsWith(".wast", StringComparison.OrdinalIgnoreCase);
        if (isScript)
        {
            context.Out.WriteLine($"{name}: {verdicts.Count - bad} of {verdicts.Count} modules valid");
        }
        else if (bad == 0)
        {
            context.Out.WriteLine($"{name}: valid");
        }
    }

    private static void WriteJson(List<Verdict> verdicts, TextWriter output)
    {
        using var json = new JsonTextWriter(output) { CloseOutput = false, Formatting = Formatting.Indented };
        json.WriteStartArray();
        foreach (Verdict verdict in verdicts)
        {
            json.WriteStartObject();
            Write("file", verdict.Name);
            if (verdict.Line > 0)
            {
                Write("module", verdict.Line);
            }

            Write("valid", verdict.Error is null);
            if (verdict.Error is { } error)
            {
                Write("kind", error.Kind);
                Write("message", error.Message);
                if (error.Position is { } position)
                {
                    Write("line", position.Line);
                    Write("column", position.Column);
                }
                else if (error.Offset >= 0)
                {
                    Write("offset", error.Offset);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        output.WriteLine();

        void Write(string name, object value)
        {
            json.WritePropertyName(name);
            json.WriteValue(value);
        }
    }

    /// <summary>What came of one module.</summary>
    /// <param name="Name">The file, or the place in a script.</param>
    /// <param name="Line">Line of the module's command in a script; 0 for a file that is a module.</param>
    /// <param name="Error">What is wrong; null if nothing is.</param>
    private sealed record Verdict(string Name, int Line, Diagnostic? Error);
}
