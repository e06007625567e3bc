using System.CommandLine;
using System.Diagnostics;
using Newtonsoft.Json;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Runtime.Embedding;

namespace Wasm.Conform.Commands;

/// <summary>
/// <c>conform bench</c>: times an exported function, and before it the way from the bytes to all the code: decode,
/// validate, compile every function. The JSON form is a contract.
/// </summary>
internal static class BenchCommand
{
    public static Command Create(ToolContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A module, binary or text; - is standard input." };
        var invoke = new Option<string>("--invoke", "-i") { Description = "The exported function to call.", HelpName = "NAME", Required = true };
        var arguments = new Argument<string[]>("ARG") { Description = "Arguments, as for `conform run`.", Arity = ArgumentArity.ZeroOrMore };
        Option<string> engine = CommandLine.EngineOption("The engine that runs it.");
        var runs = new Option<int>("--runs") { Description = "How often to call the function, each time in a fresh instance.", HelpName = "N", DefaultValueFactory = _ => 5 };
        CommandLine.AtLeastOne(runs);
        CommandLine.RefuseOptions(file);
        Option<string[]> settings = CommandLine.EngineSettings();
        Option<string?> features = CommandLine.FeaturesOption();
        var threads = new Option<int>("--threads") { Description = "How many threads compile the functions.", HelpName = "N", DefaultValueFactory = _ => 1 };
        CommandLine.AtLeastOne(threads);
        var json = new Option<bool>("--json") { Description = "Write { \"compile_ms\", \"run_ms\": [..], \"result\", \"code_bytes\" }." };
        var command = new Command("bench", "Time the compilation of a module and calls of an exported function.") { file, invoke, arguments, engine, settings, runs, threads, features, json };
        CommandLine.AddExamples(command, "conform bench fib.wat --invoke fib 30", "conform bench sieve.wasm --invoke run 1000000 --runs 20 --json");
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file),
            parsed.GetRequiredValue(invoke),
            parsed.GetValue(arguments) ?? [],
            parsed.GetValue(runs),
            parsed.GetValue(threads),
            context.Engines.Create(
                parsed.GetRequiredValue(engine),
                new EngineOptions { Features = InputFile.ParseFeatures(parsed.GetValue(features)) },
                parsed.GetValue(settings)),
            parsed.GetValue(json),
            context));
        return command;
    }

    private static int Run(string file, string export, string[] words, int runs, int threads, Engine engine, bool json, ToolContext context)
    {
        byte[] bytes = InputFile.Read(file, context);
        var input = new ModuleInput(InputFile.NameOf(file), engine.Options.Features);
        try
        {
            // A text is translated before the clock starts.
            input.Decode(bytes, file);
            byte[] binary = input.Binary;
            long start = Stopwatch.GetTimestamp();
            ModuleDefinition definition = ModuleDecoder.Decode(binary, engine.Options.Features, DecodeOptions.ForValidation);
            Module module = Module.FromDefinition(engine, definition);
            module.Compiled.CompileFunctions(threads);
            double compileTime = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            RunCommand.CheckExport(module, export, input.Name);
            (double[] runTimes, string result) = Measure(module, export, words, runs);
            if (json)
            {
                WriteJson(compileTime, runTimes, result, module.Compiled.CodeSize, context.Out);
            }
            else
            {
                WriteText(engine.Name, compileTime, runTimes, result, module.Compiled.CodeSize, context.Out);
            }

            return Program.Good;
        }
        catch (ModuleException e)
        {
            input.Describe(e).Write(context.Error, context.ErrorHasColors);
        }
        catch (Exception e) when (e is TrapException or WasmException or ExhaustionException or LinkException)
        {
            context.Error.WriteLine($"{input.Name}: {Terminal.Red("error", context.ErrorHasColors)}: {Terminal.Printable(e.Message)}");
        }

        return Program.Failed;
    }

    private static (double[] Times, string Result) Measure(Module module, string export, string[] words, int runs)
    {
        var times = new double[runs];
        string result = "";
        for (int i = 0; i < runs; i++)
        {
            using var store = new Store(module.Engine);
            Function function = RunCommand.Instantiate(store, module, output: null).GetFunction(export)!;
            Value[] arguments = RunCommand.ParseArguments(function, export, words);
            var results = new Value[function.Signature.Results.Length];
            long start = Stopwatch.GetTimestamp();
            Outcome outcome = function.Call(arguments, results);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            outcome.ThrowIfNotReturn();
            result = string.Join(' ', results.Select(ValueText.Format));
        }

        return (times, result);
    }

    private static void WriteText(string engine, double compileTime, double[] runTimes, string result, long codeSize, TextWriter output)
    {
        double[] sorted = [.. runTimes.Order()];
        output.WriteLine($"engine   {engine}");
        output.WriteLine($"compile  {compileTime:0.000} ms");
        output.WriteLine($"run      {sorted[0]:0.000} ms best, {sorted[sorted.Length / 2]:0.000} ms median, {sorted[^1]:0.000} ms worst of {sorted.Length}");
        if (codeSize > 0)
        {
            output.WriteLine($"code     {codeSize} bytes");
        }

        output.WriteLine($"result   {Terminal.Printable(result)}");
    }

    // code_bytes is the size of the machine code; engines that make none have 0.
    private static void WriteJson(double compileTime, double[] runTimes, string result, long codeSize, TextWriter output)
    {
        using var json = new JsonTextWriter(output) { CloseOutput = false };
        json.WriteStartObject();
        json.WritePropertyName("compile_ms");
        json.WriteValue(Math.Round(compileTime, 6));
        json.WritePropertyName("run_ms");
        json.WriteStartArray();
        foreach (double time in runTimes)
        {
            json.WriteValue(Math.Round(time, 6));
        }

        json.WriteEndArray();
        json.WritePropertyName("result");
        json.WriteValue(result);
        json.WritePropertyName("code_bytes");
        json.WriteValue(codeSize);
        json.WriteEndObject();
        json.Flush();
        output.WriteLine();
    }
}
