using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Wasm.Conform.Workers;
using Wasm.Fuzz.Target;

namespace Wasm.Conform.Commands;

/// <summary><c>conform fuzz-target</c>: what other fuzzers run: bytes in, an error or none out.</summary>
internal static class FuzzTargetCommand
{
    private const string ChildName = "child";

    // So many seeds are few kilobytes, and have most instructions.
    private const int DefaultSeeds = 64;

    public static Command Create(ToolContext context) => new("fuzz-target", "Run inputs of other fuzzers: AFL++, or one by one.")
    {
        Afl(context), RunCommand(context), Seeds(), Dictionary(context), Child(context),
    };

    private static Option<string> TargetOption() => new Option<string>("--target")
    {
        Description = "execute: the input decides on a case, which both engines run. module: the input is a module, or none.",
        DefaultValueFactory = _ => ExecutionTarget.TargetName,
    }.AcceptOnlyFromAmong([.. FuzzTarget.Names]);

    private static Command Afl(ToolContext context)
    {
        Option<string> target = TargetOption();
        var file = new Argument<string?>("FILE") { Description = "Where AFL++ puts inputs (@@); not needed.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("afl", "Serve AFL++ in persistent mode, with a map of what the compiler and the validator do.") { target, file };
        CommandLine.AddExamples(command, "AFL_SKIP_BIN_CHECK=1 afl-fuzz -i seeds -o out -m none -t 10000 -- conform fuzz-target afl");
        command.SetAction(parsed => Serve(parsed.GetRequiredValue(target), parsed.GetValue(file), context));
        return command;
    }

    private static Command RunCommand(ToolContext context)
    {
        Option<string> target = TargetOption();
        var files = new Argument<string[]>("FILE") { Description = "Inputs.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("run", "Run inputs and say what is wrong; the exit code is 1 if anything is.") { target, files };
        command.SetAction(parsed =>
        {
            FuzzTarget made = FuzzTarget.Create(parsed.GetRequiredValue(target));
            int code = Program.Good;
            foreach (string path in parsed.GetRequiredValue(files))
            {
                string? problem = made.Run(InputFile.Read(path, context));
                context.Out.WriteLine(Terminal.Printable(problem is null ? $"{path}: good" : $"{path}: {problem}"));
                code = problem is null ? code : Program.Failed;
            }

            return code;
        });
        return command;
    }

    private static Command Seeds()
    {
        Option<string> target = TargetOption();
        var folder = new Argument<string>("DIR") { Description = "Where to put them." };
        var count = new Option<int>("--count") { Description = "How many.", HelpName = "N", DefaultValueFactory = _ => DefaultSeeds };
        CommandLine.Between(count, 1, 1_000_000);
        var command = new Command("seeds", "Write inputs to begin with.") { target, folder, count };
        command.SetAction(parsed =>
        {
            FuzzTarget made = FuzzTarget.Create(parsed.GetRequiredValue(target));
            string path = parsed.GetRequiredValue(folder);
            Directory.CreateDirectory(path);
            for (int i = 0; i < parsed.GetValue(count); i++)
            {
                File.WriteAllBytes(Path.Combine(path, $"{made.Name}-{i.ToString("D4", CultureInfo.InvariantCulture)}"), made.Seed((ulong)i));
            }

            return Program.Good;
        });
        return command;
    }

    private static Command Dictionary(ToolContext context)
    {
        var command = new Command("dictionary", "Write the words of the binary format, in the form that AFL++ and libFuzzer read.");
        command.SetAction(_ =>
        {
            context.Out.Write(FuzzDictionary.Write());
            return Program.Good;
        });
        return command;
    }

    private static Command Child(ToolContext context)
    {
        var target = new Argument<string>("TARGET") { Description = "The target." };
        var file = new Argument<string?>("FILE") { Description = "Where inputs are, if not in shared memory.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command(ChildName, "Run inputs for another process.") { target, file };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using SharedMemory? map = SharedMemory.OfVariable(AflProtocol.MapVariable, AflMap.Size);
            string? path = parsed.GetValue(file);
            using SharedMemory? input = path is null ? SharedMemory.OfVariable(AflProtocol.InputVariable, AflProtocol.MaximumInput + 4) : null;
            Func<byte[]> read = input is not null ? () => TargetLoop.Read(input)
                : path is not null ? () => InputFile.Read(path, context)
                : throw new InputException($"neither {AflProtocol.InputVariable} nor a file says where inputs are");
            AflMap? coverage = map is null ? null : new AflMap(map);
            var loop = new TargetLoop(FuzzTarget.Create(parsed.GetRequiredValue(target), coverage), read, coverage);
            using Stream answers = Console.OpenStandardOutput();
            loop.Run(context.In, answers, context.Error, () => Environment.Exit(Program.Good));
            return Program.Good;
        });
        return command;
    }

    private static int Serve(string target, string? file, ToolContext context)
    {
        if (Environment.GetEnvironmentVariable(AflProtocol.MapVariable) is null)
        {
            throw new InputException("AFL++ is to run this: afl-fuzz … -- conform fuzz-target afl. To run one input: conform fuzz-target run FILE.");
        }

        using var control = new FileStream(new SafeFileHandle(AflProtocol.Control, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var status = new FileStream(new SafeFileHandle(AflProtocol.Status, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        bool sharesInput = file is null && Environment.GetEnvironmentVariable(AflProtocol.InputVariable) is not null;

        // Without a file's name AFL++ has it open as standard input.
        string path = file ?? string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/0");
        WorkerStart own = WorkerStart.Self("fuzz-target", ChildName, target);
        new ForkServer(control, status, sharesInput, isShared =>
            new TargetProcess(new ProcessStartInfo(own.File, isShared ? own.Arguments : [.. own.Arguments, path]))).Run();
        return Program.Good;
    }
}
