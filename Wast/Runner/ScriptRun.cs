using System.Collections.Immutable;
using System.Diagnostics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

/// <summary>
/// One script being run. Files: this one has the loop over the commands and the books about them,
/// <c>.Commands</c> what defines and registers, <c>.Assertions</c> what is expected to fail or return,
/// <c>.Actions</c> calls, <c>.Observe</c> notes for comparisons, <c>.Meta</c> commands about files and scripts.
/// </summary>
internal sealed partial class ScriptRun : IDisposable
{
    // An input file may name itself.
    private const int MaximumInputDepth = 20;

    // Lines are shown for so many failures; a hostile script may have a failure per byte, all in one long line.
    private const int MaximumExcerpts = 1000;

    private readonly Engine _engine;
    private readonly ScriptOptions _options;
    private readonly Store _store;
    private readonly Linker _linker;
    private readonly ModuleLoader _loader;
    private readonly ObservationLog? _log;
    private readonly ValueText _values = new();
    private readonly StringWriter? _hostCalls; // What the print functions wrote in the current command, if that is noted.
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenRegistration _interruption;
    private readonly Bindings<Module> _modules = new("module");
    private readonly Bindings<Instance> _instances = new("module instance");
    private readonly ImmutableArray<Failure>.Builder _failures = ImmutableArray.CreateBuilder<Failure>();
    private readonly ImmutableArray<SkippedCommand>.Builder _skips = ImmutableArray.CreateBuilder<SkippedCommand>();

    private Script.Script _script = null!; // The one whose commands are being run; set by Execute.
    private Command? _command;
    private int _inputDepth;
    private int _commands;
    private int _failed;
    private string? _stopped;
    private TextPosition? _errorPosition; // In the script's text, if the failure is about something inside a module.

    public ScriptRun(Engine engine, ScriptOptions options, ObservationLog? log, CancellationToken cancellation)
    {
        _engine = engine;
        _options = options;
        _log = log;
        _hostCalls = log is null ? null : new StringWriter();
        _store = new Store(engine, options.Limits);
        _linker = new Linker(engine) { AllowShadowing = true };
        _loader = new ModuleLoader(engine, options.RoundTrip);
        SpecTest.Define(_linker, _store, (TextWriter?)_hostCalls ?? options.Output);
        _cancellation = cancellation;
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.Timeout is { } timeout)
        {
            _end.CancelAfter(timeout);
        }

        if (engine.Options.Interruptible)
        {
            _interruption = _end.Token.Register(_store.Interrupt);
        }
    }

    public void Dispose()
    {
        // First what may interrupt the store.
        _interruption.Dispose();
        _end.Dispose();
        _hostCalls?.Dispose();
        _store.Dispose();
    }

    /// <summary>Runs a script's commands.</summary>
    public void Execute(Script.Script script)
    {
        Script.Script outer = _script;
        _script = script;
        if (script.ImplicitModule is { } module)
        {
            RunImplicitModule(module);
        }

        RunCommands(script.Commands);
        if (script.Error is { } error)
        {
            // What cannot be read counts as one command.
            _commands++;
            if (_stopped is { } reason)
            {
                _skips.Add(new SkippedCommand(error.Position.Line, error.Position.Column, "script", reason));
            }
            else
            {
                _failed++;
                AddFailure(error.Position, "script", Verdict.Fail("a command", $"syntax error: {error.Message}"), error.Position);
            }
        }

        _script = outer;
    }

    public ScriptResult GetResult(Script.Script script, string mode) => new()
    {
        Group = "",
        Script = Path.GetFileName(script.Path),
        Path = script.Path,
        Engine = _engine.Name,
        Mode = mode,
        Commands = _commands,
        Passed = _commands - _failed - _skips.Count,
        Failed = _failed,
        Skipped = _skips.Count,
        Seconds = 0,
        Failures = _failures.ToImmutable(),
        Skips = _skips.ToImmutable(),
    };

    private void RunCommands(ImmutableArray<Command> commands)
    {
        foreach (Command command in commands)
        {
            _commands++;
            if (_stopped is null && _inputDepth == 0 && _options.UntilLine is { } line && _script.GetPosition(command).Line > line)
            {
                _stopped = AfterLine;
            }

            Verdict verdict = _stopped is { } reason ? Verdict.Skip(reason)
                : _end.IsCancellationRequested ? Verdict.Skip("not reached")
                : RunGuarded(command);
            if (_end.IsCancellationRequested && _stopped is null)
            {
                verdict = Stop(verdict);
            }

            ObserveHostCalls(command);
            Note(command, verdict);
            if (command is SubscriptCommand script)
            {
                RunCommands(script.Commands);
                NameScript(script.Name, script.Range);
            }
        }
    }

    // The time is over or the run was cancelled: the command that was running or is next bears it.
    private Verdict Stop(Verdict verdict)
    {
        if (_cancellation.IsCancellationRequested)
        {
            _stopped = "cancelled";
            return verdict.IsPass ? verdict : Verdict.Skip(_stopped);
        }

        string time = $"{_options.Timeout!.Value.TotalSeconds:0.###} s";
        _stopped = $"the script's time of {time} was over";
        return Verdict.Fail($"the script to end within {time}", "timed out");
    }

    private Verdict RunGuarded(Command command)
    {
        _command = command;
        _errorPosition = null;
        _options.Started?.Invoke(_script.GetPosition(command));
        try
        {
            return RunCommand(command);
        }
        catch (RoundTripException e)
        {
            return Verdict.Fail("the same module after printing and parsing", e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Verdict.Fail("a file that can be read", e.Message);
        }
#pragma warning disable CA1031 // A script must end in a result whatever an engine does.
        catch (Exception e)
#pragma warning restore CA1031
        {
            string error = DescribeInternal(e);
            Observe(error);
            return Verdict.Fail("no internal error", error);
        }
    }

    private Verdict RunCommand(Command command) => command switch
    {
        AssertReturnCommand assertion => AssertReturn(assertion),
        AssertActionFailsCommand assertion => AssertActionFails(assertion),
        AssertModuleFailsCommand assertion => AssertModuleFails(assertion),
        AssertInstantiationFailsCommand assertion => AssertInstantiationFails(assertion),
        ActionCommand action => RunAction(action),
        ModuleCommand module => RunModule(module),
        InstanceCommand instance => RunInstance(instance),
        RegisterCommand register => RunRegister(register),
        SubscriptCommand => Verdict.Pass, // Its commands are carried out and judged one by one.
        InputCommand input => RunInput(input),
        OutputCommand output => RunOutput(output),
        UnknownCommand unknown => Verdict.Skip($"unknown command {unknown.Type}"),
        _ => throw new UnreachableException($"unknown command {command}"),
    };

    private void Note(Command command, Verdict verdict)
    {
        if (verdict.IsPass)
        {
            return;
        }

        TextPosition position = _script.GetPosition(command);
        if (!verdict.IsFail)
        {
            _skips.Add(new SkippedCommand(position.Line, position.Column, command.Keyword, verdict.Actual));
            return;
        }

        _failed++;
        AddFailure(position, command.Keyword, verdict, _errorPosition ?? position);
        if (_options.FailFast)
        {
            _stopped ??= "after the first failure";
        }
    }

    private void AddFailure(TextPosition position, string command, Verdict verdict, TextPosition shown) =>
        _failures.Add(new Failure(position.Line, position.Column, command, verdict.Expected, verdict.Actual)
        {
            File = _inputDepth > 0 ? _script.Path : null,
            Excerpt = _script.Source is { } source && _failures.Count < MaximumExcerpts ? Excerpts.Create(source, shown) : null,
        });

    // Module fields without a command around them; the failure stands at line 1.
    private void RunImplicitModule(ModuleSource module)
    {
        var command = new ModuleCommand(default, null, module, IsDefinition: false);
        Verdict verdict = RunGuarded(command);
        if (verdict.IsFail)
        {
            var start = new TextPosition(1, 1);
            AddFailure(start, "module", verdict, _errorPosition ?? start);
        }
    }

    private string AfterLine => $"after line {_options.UntilLine}";

    private int LineOf(Command command) => _script.GetPosition(command).Line;

    private static string DescribeInternal(Exception e)
    {
        string? frame = new StackTrace(e).GetFrame(0)?.GetMethod() is { } method ? $"{method.DeclaringType?.Name}.{method.Name}" : null;
        return $"internal error: {e.GetType().Name}: {e.Message}{(frame is null ? "" : $" (in {frame})")}";
    }

    private bool IsExternal(ValType type) => type.IsReference && _engine.Types.TopOf(type.HeapType) == HeapType.Extern;
}
