using Wasm.Runtime.Embedding;
using Wasm.Text;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

/// <summary>
/// Runs scripts on an engine, each in a store of its own, with the semantics of the specification's interpreter
/// (<c>script/runner.ml</c>), except that a failure does not end the script. Thread-safe.
/// </summary>
public sealed class ScriptExecutor
{
    private readonly ScriptOptions _options;

    /// <param name="engine">The engine.</param>
    /// <param name="options">How to run; null: the defaults.</param>
    /// <param name="mode">Name of the mode, as results show it; see <see cref="RunMode"/>.</param>
    public ScriptExecutor(Engine engine, ScriptOptions? options = null, string? mode = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        _options = options ?? new ScriptOptions();
        Mode = mode ?? (_options.RoundTrip ? RunMode.RoundTrip : RunMode.Default);
    }

    public Engine Engine { get; }

    public string Mode { get; }

    /// <summary>Reads a script: a manifest if its name ends in <c>.json</c>, else a text.</summary>
    /// <exception cref="SuiteInputException">The file cannot be read, or the manifest is none.</exception>
    public static Script.Script ReadScript(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SuiteInputException($"{path}: cannot be read: {e.Message}", e);
        }

        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return ScriptParser.Parse(new SourceText(path, bytes));
        }

        try
        {
            return JsonManifest.Parse(path, bytes);
        }
        catch (ManifestException e)
        {
            throw new SuiteInputException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Runs a script. Group and seconds of the result are for the caller to fill in.</summary>
    /// <param name="script">The script.</param>
    /// <param name="cancellation">Ends the run; what was not carried out then counts as skipped.</param>
    public ScriptResult Run(Script.Script script, CancellationToken cancellation = default) => Run(script, null, cancellation);

    /// <summary>Runs a script given as text.</summary>
    public ScriptResult Run(string name, string text) =>
        Run(ScriptParser.Parse(new SourceText(name, System.Text.Encoding.UTF8.GetBytes(text))));

    /// <summary>Runs a script as a job.</summary>
    /// <param name="script">The script.</param>
    /// <param name="engine">The engine's name in the result.</param>
    /// <param name="observe">Whether to note what is to be compared with another engine.</param>
    /// <param name="cancellation">Ends the run; what was not carried out then counts as skipped.</param>
    public ScriptAnswer Answer(Script.Script script, string engine, bool observe, CancellationToken cancellation)
    {
        ObservationLog? log = observe ? new ObservationLog() : null;
        ScriptResult result = Run(script, log, cancellation);
        return new ScriptAnswer(result with { Engine = engine }, [.. log?.Commands ?? []], [.. log?.State ?? []]);
    }

    /// <summary>Runs a script and notes what each command did, and what there is at the end.</summary>
    /// <param name="script">The script.</param>
    /// <param name="log">What is seen is noted here; null: nothing is.</param>
    /// <param name="cancellation">Ends the run; what was not carried out then counts as skipped.</param>
    public ScriptResult Run(Script.Script script, ObservationLog? log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(script);
        using var run = new ScriptRun(Engine, _options, log, cancellation);
        run.Execute(script);
        run.NoteState();
        return run.GetResult(script, Mode);
    }
}
