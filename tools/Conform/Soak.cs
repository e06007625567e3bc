using System.Diagnostics;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Wasm.Conform.Workers;
using Wasm.Wast.Runner.Reports;

namespace Wasm.Conform;

/// <summary>What to soak.</summary>
/// <param name="Paths">Scripts and folders; empty: what <c>spec</c> takes by default.</param>
/// <param name="Engine">A word that stands for engines.</param>
/// <param name="Time">For how long.</param>
/// <param name="Seed">What all that is random comes from.</param>
/// <param name="Report">Folder of the report.</param>
internal sealed record SoakOptions(IReadOnlyList<string> Paths, string Engine, TimeSpan Time, int Seed, string Report);

/// <summary>Something that a round found.</summary>
/// <param name="Kind"><c>crash</c>, <c>hang</c>, <c>failure</c> or <c>difference</c>.</param>
/// <param name="Seed">The round's seed.</param>
/// <param name="Command">How to run the round again.</param>
/// <param name="Detail">What happened, in a line or a few.</param>
internal sealed record SoakFinding(string Kind, int Seed, string Command, string Detail);

/// <summary>
/// Runs the suite over and over, each round in a process of its own, with the scripts in random order on two threads
/// over one engine, whose options are random, too. A round is an ordinary <c>conform spec</c>, so that each can be run
/// again by its command; the process is what a crash takes along, and its seed stays.
/// </summary>
internal sealed class Soak(SoakOptions options, ToolContext context, Func<IReadOnlyList<string>, WorkerStart> start)
{
    public const string ReportName = "report.json";

    // Longer than the suite takes on the slowest engine with the slowest options.
    private static readonly TimeSpan RoundLimit = TimeSpan.FromMinutes(15);

    // A round that is not done when the time is over may go on for so long.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const int MaximumFindings = 1000;
    private const int MaximumOutput = 4000;
    private const int FailuresShown = 3;

    private readonly List<SoakFinding> _findings = [];
    private int _rounds;
    private int _cut;
    private long _scripts;
    private long _commands;
    private long _passed;
    private long _failed;
    private long _skipped;

    /// <summary>Soaks, and writes the report.</summary>
    /// <returns>Whether nothing was found.</returns>
    public bool Run()
    {
        string folder = Path.Combine(options.Report, "round");
        long began = Stopwatch.GetTimestamp();
        context.Out.WriteLine($"seed {options.Seed}, {options.Time.TotalSeconds:0.###} s, engine {options.Engine}");
        for (int round = 0; round == 0 || Stopwatch.GetElapsedTime(began) < options.Time; round++)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            int seed = unchecked(options.Seed + round);
            string[] words = [.. Words(seed)];
            TimeSpan left = options.Time - Stopwatch.GetElapsedTime(began) + Grace;
            RunRound(seed, [.. words, "--report", folder], left < RoundLimit ? left : RoundLimit, isLast: left < RoundLimit);
            Write(Stopwatch.GetElapsedTime(began));
            context.Out.WriteLine($"round {round}, seed {seed}: {_commands:N0} commands so far, {_findings.Count} findings");
            context.Out.Flush();
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return _findings.Count == 0 && _passed > 0;
    }

    /// <summary>The arguments of a round: all that is random in it comes from its seed.</summary>
    internal IEnumerable<string> Words(int seed)
    {
        var random = new Random(seed);
        yield return "spec";
        foreach (string path in options.Paths)
        {
            yield return path;
        }

        foreach (string word in new[] { "--engine", options.Engine, "--seed", $"{seed}", "--jobs", "2" })
        {
            yield return word;
        }

        foreach (string name in EngineSwitches.Names)
        {
            int choice = random.Next(3);
            if (choice < 2)
            {
                yield return "--option";
                yield return $"{name}={(choice == 0 ? "off" : "on")}";
            }
        }

        foreach (string[] alternatives in context.Engines.SoakOptions(options.Engine))
        {
            string chosen = alternatives[random.Next(alternatives.Length)];
            if (chosen.Length > 0)
            {
                yield return "--jit-option";
                yield return chosen;
            }
        }
    }

    private void RunRound(int seed, IReadOnlyList<string> arguments, TimeSpan limit, bool isLast)
    {
        _rounds++;
        WorkerStart child = start(arguments);
        var output = new StringBuilder();
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(child.File, child.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        process.OutputDataReceived += (_, e) => Append(output, e.Data);
        process.ErrorDataReceived += (_, e) => Append(output, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool ended = process.WaitForExit(limit);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }

        // Also for the rest of its output.
        process.WaitForExit();
        string command = string.Join(' ', arguments.Prepend("conform").Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word));
        if (!ended)
        {
            // Where the time was over, it was stopped and not stuck.
            _cut += isLast ? 1 : 0;
            if (!isLast)
            {
                Add(new SoakFinding("hang", seed, command, $"not done within {limit.TotalSeconds:0} s"));
            }
        }
        else if (process.ExitCode is Program.Good or Program.Failed && ReadReport(arguments[^1]) is { } report)
        {
            Count(report, seed, command);
        }
        else
        {
            Add(new SoakFinding("crash", seed, command, $"{WorkerProcess.DescribeExit(process.ExitCode)}\n{output}"));
        }
    }

    private static JObject? ReadReport(string folder)
    {
        string path = Path.Combine(folder, ReportWriter.JsonName);
        return File.Exists(path) ? JObject.Parse(File.ReadAllText(path)) : null;
    }

    private void Count(JObject report, int seed, string command)
    {
        foreach (JToken group in report["groups"]!)
        {
            _scripts += (int)group["scripts"]!;
            _commands += (int)group["commands"]!;
            _passed += (int)group["passed"]!;
            _failed += (int)group["failed"]!;
            _skipped += (int)group["skipped"]!;
        }

        foreach ((string array, string kind) in new[] { ("failures", "failure"), ("differences", "difference") })
        {
            if (report[array] is JArray { Count: > 0 } items)
            {
                Add(new SoakFinding(kind, seed, command, string.Join('\n', items.Take(FailuresShown).Select(item => item.ToString(Formatting.None)))));
            }
        }
    }

    private void Add(SoakFinding finding)
    {
        if (_findings.Count < MaximumFindings)
        {
            _findings.Add(finding);
        }

        context.Out.WriteLine($"{finding.Kind}, seed {finding.Seed}: {Terminal.Printable(finding.Detail)}");
        context.Out.WriteLine($"  again: {finding.Command}");
    }

    // The end of the output says most; the beginning of a crash's as well, and both are short.
    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            if (line is not null && output.Length < MaximumOutput)
            {
                output.Append(line).Append('\n');
            }
        }
    }

    private void Write(TimeSpan elapsed)
    {
        var report = new JObject
        {
            ["schema"] = 1,
            ["seed"] = options.Seed,
            ["engine"] = options.Engine,
            ["threads"] = 2,
            ["seconds"] = Math.Round(elapsed.TotalSeconds, 3),
            ["rounds"] = _rounds,
            ["cut"] = _cut,
            ["scripts"] = _scripts,
            ["commands"] = _commands,
            ["passed"] = _passed,
            ["failed"] = _failed,
            ["skipped"] = _skipped,
            ["crashes"] = _findings.Count(finding => finding.Kind is "crash" or "hang"),
            ["findings"] = new JArray(_findings.Select(finding => new JObject
            {
                ["kind"] = finding.Kind,
                ["seed"] = finding.Seed,
                ["command"] = finding.Command,
                ["detail"] = finding.Detail,
            })),
        };
        Directory.CreateDirectory(options.Report);
        File.WriteAllText(Path.Combine(options.Report, ReportName), report.ToString(Formatting.Indented) + "\n");
    }
}
