using Spectre.Console;

namespace Wasm.Bench;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (Console.IsOutputRedirected)
        {
            // Tables in files and pipes are plain and do not break their lines.
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
            AnsiConsole.Profile.Width = 160;
        }

        return BenchCommands.Create().Parse(args).Invoke();
    }
}
