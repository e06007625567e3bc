using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Wasm.Conform.Commands;

namespace Wasm.Conform;

/// <summary>Puts the commands together. Each is a file in <c>Commands</c>.</summary>
internal static class CommandLine
{
    public static RootCommand Create(ToolContext context)
    {
        var root = new RootCommand("WebAssembly conformance harness and reference runtime.")
        {
            SpecCommand.Create(context),
            SoakCommand.Create(context),
            FuzzCommand.Create(context),
            FuzzTargetCommand.Create(context),
            RunCommand.Create(context),
            ValidateCommand.Create(context),
            Wat2WasmCommand.Create(context),
            Wasm2WatCommand.Create(context),
            DumpCommand.Create(context),
            BenchCommand.Create(context),
            FeaturesCommand.Create(context),
            WorkerCommand.Create(context),
            FuzzWorkerCommand.Create(context),
        };
        AddExamples(
            root,
            "conform spec",
            "conform run fib.wat --invoke fib 30",
            "conform validate module.wasm");
        return root;
    }

    /// <summary>Shows examples below a command's help.</summary>
    public static void AddExamples(Command command, params string[] examples)
    {
        HelpOption? help = command.Options.OfType<HelpOption>().FirstOrDefault();
        if (help is null)
        {
            help = new HelpOption();
            command.Options.Add(help);
        }

        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
    }

    /// <summary>Makes numbers below 1 an error.</summary>
    public static void AtLeastOne(Option option) => Between(option, 1, long.MaxValue);

    /// <summary>Makes numbers outside a range an error.</summary>
    public static void Between(Option option, double minimum, double maximum) => option.Validators.Add(result =>
    {
        // What is no number at all is the parser's complaint.
        if (result.Tokens is [{ Value: string word }] && double.TryParse(word, out double number) && !(number >= minimum && number <= maximum))
        {
            result.AddError($"{option.Name}: at least {minimum}{(maximum < long.MaxValue ? $", at most {maximum}" : "")}");
        }
    });

    /// <summary>Makes unknown options an error, which would be taken as names of files; unless there is such a file.</summary>
    public static void RefuseOptions(Argument files) => files.Validators.Add(result =>
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Value.Length > 1 && token.Value[0] == '-' && !Path.Exists(token.Value))
            {
                result.AddError($"unknown option {token.Value}");
            }
        }
    });

    /// <summary>The option that chooses an engine.</summary>
    public static Option<string> EngineOption(string description) => new("--engine")
    {
        Description = description,
        HelpName = "NAME",
        DefaultValueFactory = _ => EngineRegistry.Default,
    };

    /// <summary>The option that gives an engine options of its own.</summary>
    public static Option<string[]> EngineSettings() => new("--jit-option")
    {
        Description = "An option of the JIT's own; may be repeated.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The option that chooses features.</summary>
    public static Option<string?> FeaturesOption() => new("--features")
    {
        Description = "What modules may use: a set (wasm1, wasm2, wasm3, all), then +NAME and -NAME; see `conform features`. Default: wasm3.",
        HelpName = "WORDS",
    };
}

/// <summary>A command's help, then examples of its use.</summary>
internal sealed class HelpWithExamples(HelpAction help, string[] examples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in examples)
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        return code;
    }
}
