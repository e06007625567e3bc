using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>Chooses the calls of a case and their arguments, and what functions of the host do: mostly numbers at edges.</summary>
internal sealed class CallPlanner(CaseBuilder builder)
{
    private const int MaximumCalls = 20;
    private const int HostObjects = 4;

    private readonly ByteSource _source = builder.Source;

    /// <summary>
    /// Each exported function of the last module once or more, those of the others now and then; before each the counter
    /// of entries is set again.
    /// </summary>
    public ImmutableArray<CaseCall> Plan()
    {
        var calls = ImmutableArray.CreateBuilder<CaseCall>();
        int made = 0;
        for (int i = builder.Modules.Count - 1; i >= 0; i--)
        {
            foreach (Export export in builder.Modules[i].Definition.Exports)
            {
                if (!IsCallable(builder.Modules[i], export))
                {
                    continue;
                }

                // Functions that are there for their type only are not worth it.
                bool isSmall = builder.Modules[i].Functions[export.Index].Budget <= ModuleBuilder.SmallBudget;
                int times = isSmall ? _source.Below(5) / 4 : i == builder.Modules.Count - 1 ? _source.Between(1, 4) : _source.Below(3);
                for (int time = 0; time < times && made < MaximumCalls; time++)
                {
                    if (!builder.Swarm.Has(Style.Endless))
                    {
                        calls.Add(new CaseCall(0, ModuleBuilder.RefillName, []));
                    }

                    calls.Add(Call(i, export));
                    made++;
                }
            }
        }

        return calls.DrainToImmutable();
    }

    /// <summary>Says what a function of the host returns, calls or throws, now that the modules are known.</summary>
    public HostFunctionPlan Complete(HostFunctionPlan host)
    {
        ImmutableArray<CaseValue> results = Values(host.Type.Results);
        host = host with { Results = results };
        switch (host.Behavior)
        {
            case HostBehavior.Reenter or HostBehavior.ReenterAndPassOn:
                int module = _source.Below(builder.Modules.Count);
                List<Export> exports = builder.Modules[module].Definition.Exports;
                Export? export = Find(exports, candidate => IsCallable(builder.Modules[module], candidate));
                return export is null
                    ? host with { Behavior = HostBehavior.Return }
                    : host with { Target = Call(module, export) };
            case HostBehavior.Throw:
                int thrower = _source.Below(builder.Modules.Count);
                ModuleBuilder owner = builder.Modules[thrower];
                Export? tag = Find(owner.Definition.Exports, candidate => candidate.Kind == ExternKind.Tag && owner.Tags[candidate.Index].Type.Parameters.All(CanMake));
                return tag is null
                    ? host with { Behavior = HostBehavior.Return }
                    : host with { ThrownModule = thrower, ThrownTag = tag.Name, Payload = Values(owner.Tags[tag.Index].Type.Parameters) };
            default:
                return host;
        }
    }

    private Export? Find(List<Export> exports, Func<Export, bool> isWanted)
    {
        int start = _source.Below(exports.Count);
        for (int i = 0; i < exports.Count; i++)
        {
            Export export = exports[(start + i) % exports.Count];
            if (isWanted(export))
            {
                return export;
            }
        }

        return null;
    }

    private static bool IsCallable(ModuleBuilder module, Export export) =>
        export.Kind == ExternKind.Function && export.Name != ModuleBuilder.RefillName && module.Functions[export.Index].Type.Parameters.All(CanMake);

    // Whether an argument of the type can be had without asking a module for it.
    private static bool CanMake(ValType type)
    {
        if (type.IsDefaultable)
        {
            return true;
        }

        HeapType heap = type.HeapType;
        return heap == HeapType.Any || heap == HeapType.Eq || heap == HeapType.I31 || heap == HeapType.Extern;
    }

    private CaseCall Call(int module, Export export) =>
        new(module, export.Name, Values(builder.Modules[module].Functions[export.Index].Type.Parameters));

    private ImmutableArray<CaseValue> Values(ImmutableArray<ValType> types)
    {
        var values = ImmutableArray.CreateBuilder<CaseValue>(types.Length);
        foreach (ValType type in types)
        {
            values.Add(Value(type));
        }

        return values.MoveToImmutable();
    }

    private CaseValue Value(ValType type)
    {
        if (!type.IsReference)
        {
            (ulong low, ulong high) = EdgeValues.Pick(_source, type);
            return CaseValue.OfBits(type, low, high);
        }

        HeapType heap = type.HeapType;
        bool isNull = type.IsNullable && _source.Chance(60);
        if (!isNull && heap == HeapType.Extern)
        {
            return new CaseValue(type, CaseValueKind.Host, (ulong)_source.Below(HostObjects));
        }

        if (!isNull && (heap == HeapType.Any || heap == HeapType.Eq || heap == HeapType.I31) && builder.Swarm.Has(Feature.Gc))
        {
            return new CaseValue(type, CaseValueKind.I31, EdgeValues.Pick(_source, ValType.I32).Low & 0x7FFFFFFF);
        }

        if (!isNull && heap == HeapType.Func)
        {
            int module = _source.Below(builder.Modules.Count);
            List<Export> exports = builder.Modules[module].Definition.Exports;
            if (Find(exports, export => export.Kind == ExternKind.Function) is { } function)
            {
                return new CaseValue(type, CaseValueKind.Function, (ulong)module, (ulong)exports.IndexOf(function));
            }
        }

        return CaseValue.NullOf(type);
    }
}
