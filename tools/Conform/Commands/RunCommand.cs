using System.CommandLine;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Wast.Runner;

namespace Wasm.Conform.Commands;

/// <summary><c>conform run</c>: instantiates a module and calls an export.</summary>
internal static class RunCommand
{
    public static Command Create(ToolContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A module, binary or text; - is standard input." };
        var invoke = new Option<string?>("--invoke", "-i")
        {
            Description = "The exported function to call. Without it the module is only instantiated, which runs its start function.",
            HelpName = "NAME",
        };
        var arguments = new Argument<string[]>("ARG")
        {
            Description = "Arguments: numbers as in the text format (-7, 0xff, 0x1p-3, inf, nan:0x4), vectors as \"i32x4 1 2 3 4\", references as null. After -- they may look like options.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string> engine = CommandLine.EngineOption("The engine that runs it.");
        Option<string[]> settings = CommandLine.EngineSettings();
        Option<string?> features = CommandLine.FeaturesOption();
        var timeout = new Option<double?>("--timeout")
        {
            Description = "Interrupt the module after so many seconds, with a trap.",
            HelpName = "SECONDS",
        };
        CommandLine.Between(timeout, 0.001, 1_000_000);
        var fuel = new Option<long?>("--fuel")
        {
            Description = "Give the module so much fuel, about one unit an instruction; running out is a trap.",
            HelpName = "N",
        };
        CommandLine.Between(fuel, 0, long.MaxValue);
        var command = new Command("run", "Instantiate a module and call an exported function. Imports may come from the `spectest` module, whose functions print.")
        {
            file, invoke, arguments, engine, settings, features, timeout, fuel,
        };
        CommandLine.RefuseOptions(file);
        CommandLine.AddExamples(command, "conform run fib.wat --invoke fib 30", "conform run math.wasm --invoke hypot -- -0x1p4 nan", "conform run hello.wat", "conform run loop.wat --invoke spin --timeout 2");
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file),
            parsed.GetValue(invoke),
            parsed.GetValue(arguments) ?? [],
            context.Engines.Create(
                parsed.GetRequiredValue(engine),
                new EngineOptions
                {
                    Features = InputFile.ParseFeatures(parsed.GetValue(features)),
                    ConsumeFuel = parsed.GetValue(fuel) is not null,
                },
                parsed.GetValue(settings)),
            new Budget(parsed.GetValue(timeout), parsed.GetValue(fuel)),
            context));
        return command;
    }

    private static int Run(string file, string? export, string[] words, Engine engine, Budget budget, ToolContext context)
    {
        var input = new ModuleInput(InputFile.NameOf(file), engine.Options.Features) { KeepIdentifiers = true };
        byte[] bytes = InputFile.Read(file, context);
        try
        {
            Module module = Module.FromDefinition(engine, input.Decode(bytes, file));
            CheckExport(module, export, input.Name);
            using var store = new Store(engine);
            using IDisposable? timer = budget.Start(store);
            Instance instance = Instantiate(store, module, context.Out);
            if (export is null)
            {
                if (words.Length > 0)
                {
                    throw new InputException("arguments, but no --invoke NAME");
                }

                return Program.Good;
            }

            foreach (Value result in Call(instance.GetFunction(export)!, export, words))
            {
                context.Out.WriteLine(Terminal.Printable(ValueText.Format(result)));
            }

            return Program.Good;
        }
        catch (ModuleException e)
        {
            input.Describe(e).Write(context.Error, context.ErrorHasColors);
        }
        catch (TrapException e)
        {
            context.Out.Flush();
            WriteTrap(e.Trap, input, context);
        }
        catch (Exception e) when (e is WasmException or ExhaustionException or LinkException)
        {
            context.Out.Flush();
            context.Error.WriteLine($"{input.Name}: {Terminal.Red("error", context.ErrorHasColors)}: {Terminal.Printable(e.Message)}");
        }

        return Program.Failed;
    }

    /// <summary>Instantiates a module with what `spectest` has; its print functions write to an output.</summary>
    internal static Instance Instantiate(Store store, Module module, TextWriter? output)
    {
        var linker = new Linker(store.Engine);
        if (module.Definition.Imports.Count > 0)
        {
            SpecTest.Define(linker, store, output);
        }

        return linker.Instantiate(store, module);
    }

    /// <summary>Calls a function with arguments in words.</summary>
    /// <exception cref="InputException">Number or form of the arguments is wrong.</exception>
    internal static Value[] Call(Function function, string name, string[] words) => function.Invoke(ParseArguments(function, name, words));

    /// <summary>Reads arguments by a function's parameters.</summary>
    /// <exception cref="InputException">Number or form of the arguments is wrong.</exception>
    internal static Value[] ParseArguments(Function function, string name, string[] words)
    {
        FunctionType signature = function.Signature;
        if (words.Length != signature.Parameters.Length)
        {
            throw new InputException($"{Terminal.Printable(name)} has the type {signature}: {signature.Parameters.Length} arguments expected, {words.Length} given");
        }

        var arguments = new Value[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            try
            {
                arguments[i] = ValueText.Parse(words[i], signature.Parameters[i]);
            }
            catch (InputException e)
            {
                throw new InputException($"argument {i + 1} of {Terminal.Printable(name)}: {e.Message}", e);
            }
        }

        return arguments;
    }

    /// <summary>Checks, before anything runs, that there is such a function.</summary>
    /// <exception cref="InputException">There is none; the message lists those that there are.</exception>
    internal static void CheckExport(Module module, string? export, string name)
    {
        if (export is null || module.Definition.Exports.Exists(candidate => candidate.Name == export && candidate.Kind == ExternKind.Function))
        {
            return;
        }

        string[] known = [.. module.Definition.Exports.Where(candidate => candidate.Kind == ExternKind.Function).Select(candidate => Terminal.Printable(candidate.Name))];
        string list = known.Length == 0 ? "it exports none" : $"it exports: {string.Join(", ", known.Take(20))}{(known.Length > 20 ? ", …" : "")}";
        throw new InputException($"{name} exports no function `{Terminal.Printable(export)}`; {list}");
    }

    private static void WriteTrap(Trap trap, ModuleInput input, ToolContext context)
    {
        context.Error.WriteLine($"{input.Name}: {Terminal.Red("trap", context.ErrorHasColors)}: {Terminal.Printable(trap.Message)}");
        foreach (StackFrame frame in trap.Backtrace ?? [])
        {
            string module = frame.Module is { } name ? $"${Terminal.Printable(name)} " : "";
            string function = frame.FunctionName is { } known ? $" ${Terminal.Printable(known)}" : "";
            string place = input.FindPosition(frame.Offset) is { } position ? $"{input.Name}:{position}" : $"offset 0x{frame.Offset:x}";
            context.Error.WriteLine($"  at {module}func {frame.FunctionIndex}{function} ({place})");
        }
    }

    /// <summary>What a run may use up.</summary>
    /// <param name="Seconds">Time until it is interrupted; null: any.</param>
    /// <param name="Fuel">Fuel; null: any.</param>
    private readonly record struct Budget(double? Seconds, long? Fuel)
    {
        /// <summary>Gives a store its fuel and starts the clock.</summary>
        /// <returns>The clock, to be disposed of when the run is over.</returns>
        public Timer? Start(Store store)
        {
            store.Fuel = Fuel ?? long.MaxValue;
            return Seconds is { } seconds
                ? new Timer(static state => ((Store)state!).Interrupt(), store, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan)
                : null;
        }
    }
}
