using System.Collections.Immutable;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>Chooses the calls of a case and their arguments: mostly numbers at edges.</summary>
internal sealed class CallPlanner(CaseBuilder builder)
{
    private const int MaximumCalls = 24;

    private readonly ByteSource _source = builder.Source;

    /// <summary>Each exported function of the last module once or more, those of the others now and then.</summary>
    public ImmutableArray<CaseCall> Plan()
    {
        var calls = ImmutableArray.CreateBuilder<CaseCall>();
        for (int i = builder.Modules.Count - 1; i >= 0; i--)
        {
            ModuleBuilder module = builder.Modules[i];
            foreach (Export export in module.Definition.Exports)
            {
                if (export.Kind != ExternKind.Function || calls.Count >= MaximumCalls)
                {
                    continue;
                }

                FunctionType type = module.Functions[export.Index].Type;
                int times = i == builder.Modules.Count - 1 ? _source.Between(1, 3) : _source.Below(3);
                for (int time = 0; time < times && calls.Count < MaximumCalls; time++)
                {
                    calls.Add(new CaseCall(i, export.Name, [.. type.Parameters.Select(Argument)]));
                }
            }
        }

        return calls.DrainToImmutable();
    }

    private CaseValue Argument(ValType type)
    {
        (ulong low, ulong high) = EdgeValues.Pick(_source, type);
        return CaseValue.OfBits(type, low, high);
    }
}
