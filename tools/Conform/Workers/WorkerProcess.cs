using System.Diagnostics;
using System.Text;
using Newtonsoft.Json;
using Wasm.Core.Diagnostics;
using Wasm.Wast.Runner;

namespace Wasm.Conform.Workers;

/// <summary>How to start a worker.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments; the name of the position file is added at the end.</param>
internal sealed record WorkerStart(string File, params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables of its environment beside this process's own.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The command line itself, as a worker.</summary>
    /// <param name="settings">The JIT's own options, <c>name=value</c> each.</param>
    public static WorkerStart Own(IEnumerable<string> settings) =>
        Self(["worker", .. settings.SelectMany(setting => new[] { "--jit-option", setting })]);

    /// <summary>The command line itself, with arguments.</summary>
    public static WorkerStart Self(params IReadOnlyList<string> arguments)
    {
        // In a test's process the program is another one.
        string own = typeof(WorkerStart).Assembly.Location;
        return Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == Path.GetFileNameWithoutExtension(own)
            ? new WorkerStart(path, arguments)
            : new WorkerStart("dotnet", ["exec", own, .. arguments]);
    }
}

/// <summary>What came of a job in a worker.</summary>
/// <param name="Answer">The answer; null if the worker ended or did not answer in time.</param>
/// <param name="Loss">What happened then.</param>
/// <param name="At">Place of the command that was being carried out then, if that is known.</param>
/// <param name="Errors">The end of what the worker wrote to its standard error.</param>
internal sealed record WorkerOutcome(ScriptAnswer? Answer, string? Loss = null, TextPosition? At = null, string Errors = "");

/// <summary>Another process that runs scripts, one after the other. Used by one thread at a time.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int MaximumErrors = 8000;

    private static readonly Dictionary<int, string> Signals = new()
    {
        [4] = "SIGILL",
        [5] = "SIGTRAP",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
    };

    private readonly Process _process;
    private readonly string _position = Path.GetTempFileName();
    private readonly StringBuilder _errors = new();

    public WorkerProcess(WorkerStart start)
    {
        PositionFile.Create(_position);
        var info = new ProcessStartInfo(start.File, [.. start.Arguments, _position])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.ASCII,
            StandardInputEncoding = Encoding.ASCII,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in start.Variables)
        {
            info.Environment[name] = value;
        }

        _process = Process.Start(info) ?? throw new InputException($"{start.File}: cannot be started");
        _process.ErrorDataReceived += (_, e) => NoteError(e.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether it can take another job.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Has it carry out a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="limit">Time after which it is killed.</param>
    public WorkerOutcome Run(ScriptJob job, TimeSpan limit)
    {
        (string? answer, string? loss, TextPosition? at, _) = Exchange(WorkerMessages.Write(job), limit);
        if (answer is null)
        {
            return new WorkerOutcome(null, loss, at, Errors);
        }

        try
        {
            return new WorkerOutcome(WorkerMessages.ReadAnswer(answer));
        }
        catch (JsonException e)
        {
            return new WorkerOutcome(null, Refuse(e), PositionFile.Read(_position), Errors);
        }
    }

    /// <summary>Ends the process, which wrote what is no answer.</summary>
    /// <returns>What to say about it.</returns>
    public string Refuse(JsonException error)
    {
        End();
        return $"the process wrote no answer: {error.Message}";
    }

    /// <summary>Sends a line and waits for the one that answers it.</summary>
    /// <param name="job">The line.</param>
    /// <param name="limit">Time after which the process is killed.</param>
    /// <returns>The answer; if there is none, what happened, where, and whether the time was over.</returns>
    public (string? Answer, string? Loss, TextPosition? At, bool IsHang) Exchange(string job, TimeSpan limit)
    {
        try
        {
            _process.StandardInput.WriteLine(job);
            _process.StandardInput.Flush();
            Task<string?> line = _process.StandardOutput.ReadLineAsync();
            if (!line.Wait(limit))
            {
                // Where it was, before it is gone.
                TextPosition? at = PositionFile.Read(_position);
                End();
                return (null, $"the process did not answer within {limit.TotalSeconds:0.###} s", at, true);
            }

            if (line.Result is { } answer)
            {
                return (answer, null, null, false);
            }
        }
        catch (Exception e) when (e is IOException or AggregateException { InnerException: IOException })
        {
            // It is gone; how, its exit code says.
        }

        End();
        return (null, DescribeExit(_process.ExitCode), PositionFile.Read(_position), false);
    }

    public void Dispose()
    {
        if (IsAlive)
        {
            End();
        }

        _process.Dispose();
        File.Delete(_position);
    }

    /// <summary>The end of what the process wrote to its standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>What an exit code tells: on Unix, 128 and a signal's number if that ended the process.</summary>
    internal static string DescribeExit(int code) =>
        code > 128 && Signals.TryGetValue(code - 128, out string? name) ? $"the process was ended by {name}" : $"the process ended with exit code {code}";

    private void NoteError(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Length < MaximumErrors)
            {
                _errors.Append(line).Append('\n');
            }
        }
    }

    private void End()
    {
        IsAlive = false;

        // It has ended by itself, ends when its input does, or is killed.
        if (!_process.WaitForExit(TimeSpan.FromMilliseconds(200)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
    }
}
