using System.Collections.Immutable;
using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

// Calls and reads. Results stand in a buffer that the next action reuses: no garbage per assertion.
internal sealed partial class ScriptRun
{
    private Value[] _results = new Value[16];
    private ImmutableArray<ValType> _resultTypes = [];

    private Verdict RunAction(ActionCommand command)
    {
        if (!TryRun(command.Action, out Outcome outcome, out Verdict verdict))
        {
            return verdict;
        }

        return outcome.Kind == OutcomeKind.Return ? Verdict.Pass : Verdict.Fail("a return", Describe(outcome));
    }

    /// <summary>Carries out an action, whatever comes of it; false if it makes no sense.</summary>
    private bool TryRun(ScriptAction action, out Outcome outcome, out Verdict verdict)
    {
        outcome = default;
        if (!_instances.TryGet(action.Instance, out Instance? instance, out verdict))
        {
            return false;
        }

        Extern? export = instance.GetExport(action.Export);
        if (action is InvokeAction invoke && export is Function function)
        {
            if (!AcceptsArguments(function, invoke, out verdict))
            {
                return false;
            }

            _resultTypes = function.Signature.Results;
            if (_results.Length < _resultTypes.Length)
            {
                _results = new Value[_resultTypes.Length];
            }

            outcome = function.Call(invoke.Arguments, _results);
        }
        else if (action is GetAction && export is Global global)
        {
            _resultTypes = [global.Type.Value];
            _results[0] = global.Value;
            outcome = Outcome.Return;
        }
        else
        {
            string wanted = action is GetAction ? "global" : "function";
            verdict = Verdict.Fail(
                $"an exported {wanted} \"{action.Export}\"", export is null ? Messages.UndefinedExport : $"the export is not a {wanted}");
            return false;
        }

        Observe(outcome);
        verdict = Verdict.Pass;
        return true;
    }

    // Literals have types of their own, which must be subtypes of the parameters'.
    private bool AcceptsArguments(Function function, InvokeAction invoke, out Verdict verdict)
    {
        ImmutableArray<ValType> parameters = function.Signature.Parameters;
        verdict = Verdict.Pass;
        if (parameters.Length != invoke.Arguments.Length)
        {
            verdict = Verdict.Fail(
                $"arguments for {function.Signature}", $"{Messages.WrongNumberOfArguments}: {invoke.Arguments.Length} for {parameters.Length}");
            return false;
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            ValType type = invoke.Types[i];
            if (type != parameters[i] && !_engine.Types.IsSubtype(type, parameters[i]))
            {
                verdict = Verdict.Fail($"arguments for {function.Signature}", $"{Messages.WrongArgumentType}: argument {i} is {type}");
                return false;
            }
        }

        return true;
    }

    /// <summary>What an action did; vectors in the shape of the pattern at their place, if there is one.</summary>
    private string Describe(Outcome outcome, ImmutableArray<ResultPattern> patterns = default) => outcome.Kind switch
    {
        OutcomeKind.Return => DescribeResults(patterns),
        OutcomeKind.Trap => $"trap: {outcome.Trap!.Message}",
        OutcomeKind.Exception => DescribeException(outcome.Exception!),
        _ => $"exhaustion: {outcome.Exhausted}",
    };

    private string DescribeResults(ImmutableArray<ResultPattern> patterns)
    {
        if (_resultTypes.IsEmpty)
        {
            return "no result";
        }

        var text = new StringBuilder();
        for (int i = 0; i < _resultTypes.Length; i++)
        {
            ResultPattern? pattern = patterns.IsDefault || i >= patterns.Length ? null
                : patterns[i] is EitherPattern either ? either.Alternatives[0] : patterns[i];
            text.Append(i > 0 ? " " : "").Append(pattern is VectorPattern vector && _results[i].Kind == ValueKind.V128
                ? VectorPattern.Format(vector.Shape, _results[i])
                : Describe(_results[i], IsExternal(_resultTypes[i])));
        }

        return text.ToString();
    }

    // The same for the same value on every engine: references by what they are.
    private static string Describe(Value value, bool isExternal) => value.Reference switch
    {
        null => $"({value})",
        HostReference host => $"({(isExternal ? "ref.extern" : "ref.host")} {host})",
        _ when isExternal => "(ref.extern)",
        Function => "(ref.func)",
        _ => $"({value})",
    };

    private static string DescribeException(ExceptionReference exception)
    {
        var text = new StringBuilder("uncaught exception");
        foreach (Value value in exception.Payload)
        {
            text.Append(' ').Append(Describe(value, isExternal: false));
        }

        return text.ToString();
    }
}
