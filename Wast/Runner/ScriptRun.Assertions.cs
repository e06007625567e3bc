using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

// Assertions. A message in a script must be a prefix of the one that is given, unless messages do not matter.
internal sealed partial class ScriptRun
{
    private Verdict AssertReturn(AssertReturnCommand command)
    {
        if (!TryRun(command.Action, out Outcome outcome, out Verdict verdict))
        {
            return verdict;
        }

        return outcome.Kind == OutcomeKind.Return && ResultsMatch(command.Results)
            ? Verdict.Pass
            : Verdict.Fail(DescribePatterns(command.Results), Describe(outcome, command.Results));
    }

    private bool ResultsMatch(ImmutableArray<ResultPattern> patterns)
    {
        if (patterns.Length != _resultTypes.Length)
        {
            return false;
        }

        for (int i = 0; i < patterns.Length; i++)
        {
            if (!PatternMatcher.Matches(patterns[i], _results[i], IsExternal(_resultTypes[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static string DescribePatterns(ImmutableArray<ResultPattern> patterns) =>
        patterns.IsEmpty ? "no result" : string.Join(' ', patterns);

    private Verdict AssertActionFails(AssertActionFailsCommand command)
    {
        if (!TryRun(command.Action, out Outcome outcome, out Verdict verdict))
        {
            return verdict;
        }

        return (command.Kind, outcome.Kind) switch
        {
            (ActionFailure.Trap, OutcomeKind.Trap) => CheckMessage("trap", command.Message, outcome.Trap!.Message),
            (ActionFailure.Exhaustion, OutcomeKind.Exhaustion) => CheckMessage("exhaustion", command.Message, outcome.Exhausted!),
            (ActionFailure.Exception, OutcomeKind.Exception) => Verdict.Pass,
            (ActionFailure.Trap, _) => Verdict.Fail($"trap: {command.Message}", Describe(outcome)),
            (ActionFailure.Exhaustion, _) => Verdict.Fail($"exhaustion: {command.Message}", Describe(outcome)),
            _ => Verdict.Fail("an exception", Describe(outcome)),
        };
    }

    private Verdict AssertModuleFails(AssertModuleFailsCommand command)
    {
        string expected = command.Kind switch
        {
            ModuleFailure.Malformed => "malformed",
            ModuleFailure.Invalid => "invalid",
            ModuleFailure.MalformedCustom => "malformed custom section",
            _ => "invalid custom section",
        };
        try
        {
            bool isValidation = command.Kind is ModuleFailure.Invalid or ModuleFailure.InvalidCustom;
            LoadedModule module = _loader.Decode(command.Source, scanBodies: !isValidation);
            if (isValidation)
            {
                _loader.Validate(module);
            }
        }
        catch (ModuleException e)
        {
            Observe(Describe(e));
            bool isExpected = command.Kind switch
            {
                ModuleFailure.Malformed => e is MalformedModuleException or SyntaxException,
                ModuleFailure.Invalid => e is InvalidModuleException,
                ModuleFailure.MalformedCustom => e is MalformedCustomException,
                _ => e is InvalidCustomException,
            };
            if (!isExpected || !MessageMatches(command.Message, e.Message))
            {
                return Verdict.Fail($"{expected}: {command.Message}", DescribeAt(e));
            }

            return Verdict.Pass;
        }

        Observe("accepted");
        string actual = command.Kind is ModuleFailure.Malformed or ModuleFailure.MalformedCustom ? "the module is well-formed" : "the module is valid";
        return Verdict.Fail($"{expected}: {command.Message}", actual);
    }

    private Verdict AssertInstantiationFails(AssertInstantiationFailsCommand command)
    {
        Module? module;
        Verdict verdict;
        if (command.Source is { } source ? !TryDefine(source, null, out module, out verdict) : !_modules.TryGet(command.Module, out module, out verdict))
        {
            return verdict;
        }

        bool wantsLinkFailure = command.Kind == InstantiationFailure.Unlinkable;
        string expected = wantsLinkFailure ? "link failure" : "trap";
        try
        {
            // Not bound: the latest instance stays the one before.
            Observe(_linker.Instantiate(_store, module));
        }
        catch (Exception e) when (IsInstantiationFailure(e))
        {
            Observe(e);
            bool isExpected = wantsLinkFailure
                ? e is UnknownImportException or IncompatibleImportTypeException
                : e is TrapException or WasmException;
            return isExpected && MessageMatches(command.Message, e.Message)
                ? Verdict.Pass
                : Verdict.Fail($"{expected}: {command.Message}", Describe(e));
        }

        return Verdict.Fail($"{expected}: {command.Message}", "the module was instantiated");
    }

    private Verdict CheckMessage(string kind, string expected, string actual) =>
        MessageMatches(expected, actual) ? Verdict.Pass : Verdict.Fail($"{kind}: {expected}", $"{kind}: {actual}");

    private bool MessageMatches(string expected, string actual) => _options.Lenient || actual.StartsWith(expected, StringComparison.Ordinal);
}
