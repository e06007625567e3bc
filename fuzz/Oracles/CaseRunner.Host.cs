using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Fuzz.Generate;
using Wasm.Runtime.Embedding;

namespace Wasm.Fuzz.Oracles;

// What the host does when it is called.
internal sealed partial class CaseRunner
{
    private void CallHost(int number, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        HostFunctionPlan plan = _case.HostFunctions[number];
        if (++_hostCalls > _options.MaximumHostCalls)
        {
            throw new TrapException(TrapCode.Unreachable);
        }

        _values.AddAll(arguments);
        End(EventKind.HostCall, number);
        switch (plan.Behavior)
        {
            case HostBehavior.Reenter:
                Reenter(number, plan.Target!, false);
                break;
            case HostBehavior.ReenterAndPassOn:
                Reenter(number, plan.Target!, true);
                break;
            case HostBehavior.Throw when _instances[plan.ThrownModule]?.GetTag(plan.ThrownTag!) is { } tag:
                throw new WasmException(tag, ValuesOf(plan.Payload));
        }

        for (int i = 0; i < results.Length; i++)
        {
            results[i] = ValueOf(plan.Results[i]);
        }
    }

    private void Reenter(int number, CaseCall target, bool passOn)
    {
        if (_reentries >= _options.MaximumReentries || _isBroken)
        {
            return;
        }

        _reentries++;
        bool called = Call(target, out Outcome outcome);
        _reentries--;
        End(EventKind.HostReturn, number);
        if (called && passOn)
        {
            outcome.ThrowIfNotReturn();
        }
    }

    private Value[] ValuesOf(ImmutableArray<CaseValue> values)
    {
        var made = new Value[values.Length];
        for (int i = 0; i < made.Length; i++)
        {
            made[i] = ValueOf(values[i]);
        }

        return made;
    }
}
