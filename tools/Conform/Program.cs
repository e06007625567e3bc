using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text;
using Wasm.Wast.Runner;

namespace Wasm.Conform;

/// <summary>The command line.</summary>
public static class Program
{
    /// <summary>Exit code: the checked thing is good.</summary>
    public const int Good = 0;

    /// <summary>Exit code: the checked thing failed.</summary>
    public const int Failed = 1;

    /// <summary>Exit code: the command line is wrong, or a file cannot be read or written.</summary>
    public const int BadInput = 2;

    /// <summary>Entry point of the process.</summary>
    public static int Main(string[] args)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var output = new StreamWriter(Console.OpenStandardOutput(), utf8, 1 << 14) { NewLine = "\n" };
        using var error = new StreamWriter(Console.OpenStandardError(), utf8, 1 << 10) { NewLine = "\n", AutoFlush = true };
        using Stream input = Console.OpenStandardInput();
        bool colors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var context = new ToolContext(output, error, input, EngineRegistry.OfThisBuild)
        {
            OutputIsTerminal = !Console.IsOutputRedirected,
            OutputHasColors = colors && !Console.IsOutputRedirected,
            ErrorHasColors = colors && !Console.IsErrorRedirected,
        };
        return Run(args, context);
    }

    /// <summary>Runs a command line in this process, with its streams redirected and without a terminal.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="output">Standard output; commands that write binaries there need a <see cref="StreamWriter"/>.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="input">Standard input.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error, Stream input) =>
        Run(args, new ToolContext(output, error, input, EngineRegistry.OfThisBuild));

    /// <summary>Runs a command line in this process.</summary>
    internal static int Run(string[] args, ToolContext context)
    {
        try
        {
            int code = Invoke(args, context);
            context.Out.Flush();
            return code;
        }
        catch (Exception e) when (e is InputException or SuiteInputException)
        {
            return Complain(context, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Reading files makes its own messages; this is an output that cannot be written: disk full, pipe closed.
            return Complain(context, e.Message);
        }
    }

    private static int Invoke(string[] args, ToolContext context)
    {
        RootCommand root = CommandLine.Create(context);
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0 && parsed.Action is not (HelpAction or HelpWithExamples))
        {
            foreach (ParseError problem in parsed.Errors)
            {
                context.Error.WriteLine($"conform: {problem.Message}");
            }

            string command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
            context.Error.WriteLine($"Try `conform {command}--help`.");
            return BadInput;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = context.Out, Error = context.Error, EnableDefaultExceptionHandler = false });
    }

    private static int Complain(ToolContext context, string message)
    {
        try
        {
            context.Out.Flush();
        }
        catch (IOException)
        {
            // The output is what failed.
        }

        context.Error.WriteLine($"conform: {message}");
        return BadInput;
    }
}
