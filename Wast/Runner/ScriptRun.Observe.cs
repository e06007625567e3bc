using System.Text.RegularExpressions;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

// Notes for the comparison with another engine.
internal sealed partial class ScriptRun
{
    /// <summary>Notes what there is at the end of the script.</summary>
    public void NoteState()
    {
        if (_log is null)
        {
            return;
        }

        // That commands behind a line are left out is what was asked for.
        if (_stopped is { } reason && reason != AfterLine)
        {
            _log.State.Add(new StateItem(StateItem.End, "not reached", reason));
            return;
        }

        try
        {
            new StateReader(_store, _values, _log.State).Read();
        }
#pragma warning disable CA1031 // An engine that cannot show its state is different from one that can.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _log.State.Add(new StateItem("state", DescribeInternal(e)));
        }
    }

    private void Observe(string outcome, string? incomparable = null)
    {
        if (_log is not null)
        {
            string fuel = _engine.Options.ConsumeFuel ? $"; fuel used {long.MaxValue - _store.Fuel}" : "";
            _log.Commands.Add(new Observation(_script.GetPosition(_command!), _command!.Keyword, outcome + fuel, incomparable));
        }
    }

    private void Observe(Outcome outcome)
    {
        if (_log is null)
        {
            return;
        }

        switch (outcome.Kind)
        {
            case OutcomeKind.Return:
                Observe(_values.Write(_results.AsSpan(0, _resultTypes.Length), index => IsExternal(_resultTypes[index])));
                break;
            case OutcomeKind.Trap:
                Observe(outcome.Trap!);
                break;
            case OutcomeKind.Exception:
                Observe($"uncaught exception: {_values.Write(outcome.Exception!)}");
                break;
            default:
                Observe(outcome.Exhaustion!);
                break;
        }
    }

    // Several codes have one message.
    private void Observe(Trap trap) => Observe($"trap: {trap.Message} ({trap.Code})");

    // Messages have numbers that are each engine's own.
    private void Observe(Exhaustion exhaustion) => Observe(
        $"exhaustion: {exhaustion.Message.Split(':')[0]}",
        exhaustion.IsOfProcess ? $"no limit was reached, but the process had no room: {exhaustion.Message}" : null);

    private void Observe(Exception error)
    {
        switch (error)
        {
            case TrapException trap:
                Observe(trap.Trap);
                break;
            case WasmException thrown when _log is not null:
                Observe($"uncaught exception: {_values.Write(thrown.Exception)}");
                break;
            case ExhaustionException exhausted:
                Observe(exhausted.Exhaustion);
                break;
            case ResourceLimitException { Limit: null }:
                Observe(Describe(error), $"a limit of the engine or the process: {error.Message}");
                break;
            case LinkException:
                // Numbers of types are an engine's own: they depend on what else it has met, on other threads too.
                Observe(TypeNumber().Replace(Describe(error), "$1…"));
                break;
            default:
                Observe(Describe(error));
                break;
        }
    }

    private void Observe(Instance instance)
    {
        if (_log is not null)
        {
            _values.Add(instance, LineOf(_command!));
            Observe("instantiated");
        }
    }

    // The print functions' arguments, in the order of the calls.
    private void ObserveHostCalls(Command command)
    {
        if (_hostCalls?.GetStringBuilder() is { Length: > 0 } text)
        {
            string calls = text.ToString();
            text.Clear();
            _log!.Commands.Add(new Observation(_script.GetPosition(command), "host calls", calls.TrimEnd().ReplaceLineEndings(", ")));
            _options.Output?.Write(calls);
        }
    }

    [GeneratedRegex(@"(\(ref (?:null )?)\d+")]
    private static partial Regex TypeNumber();
}
