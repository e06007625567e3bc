using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Fuzz.Generate;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Fuzz;

/// <summary>
/// A compiler that writes one instruction for another, made of the reference engine: the case as it is and the case with
/// the instruction exchanged are run, and fail if that can be seen in a result.
/// </summary>
internal sealed class PlantedBug(Op right, Op wrong)
{
    private const long Fuel = 300_000;

    private readonly EngineOptions _options = new() { ConsumeFuel = true, CanonicalizeNaNs = true, DeterministicRelaxedSimd = true, CountStackSlots = true, MaximumStackSlots = 1 << 13 };

    /// <summary>Whether the bug shows in a case.</summary>
    public bool Shows(GeneratedCase made)
    {
        if (!made.Modules.Any(module => Contains(module.Definition)))
        {
            return false;
        }

        List<string>? good = Run(made, module => module);
        return good is not null && Run(made, Damage) is { } bad && !good.SequenceEqual(bad);
    }

    private static Value ToValue(CaseValue value) => value.Kind switch
    {
        CaseValueKind.Bits => value.Type.Code switch
        {
            0x7F => Value.FromI32((int)value.Low),
            0x7E => Value.FromI64((long)value.Low),
            0x7D => Value.FromF32Bits((uint)value.Low),
            0x7C => Value.FromF64Bits(value.Low),
            _ => Value.FromV128(value.Low, value.High),
        },
        CaseValueKind.I31 => Value.FromReference(I31Reference.Create((int)value.Low)),
        CaseValueKind.Host => Value.FromReference($"host {value.Low}"),
        _ => Value.FromReference(null),
    };

    private bool Contains(ModuleDefinition module)
    {
        foreach (FunctionDefinition function in module.Functions)
        {
            var reader = new InstructionReader(function.Body.Code.Span, 0);
            Instruction instruction = default;
            while (!reader.AtEnd)
            {
                reader.Read(ref instruction);
                if (instruction.Op == right)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private ModuleDefinition Damage(ModuleDefinition module)
    {
        ModuleDefinition copy = ModuleDecoder.Decode(ModuleEncoder.Encode(module));
        for (int i = 0; i < copy.Functions.Count; i++)
        {
            byte[] code = copy.Functions[i].Body.Code.ToArray();
            var reader = new InstructionReader(code, 0);
            Instruction instruction = default;
            while (!reader.AtEnd)
            {
                reader.Read(ref instruction);
                if (instruction.Op == right)
                {
                    code[instruction.Start] = (byte)wrong;
                }
            }

            copy.Functions[i] = copy.Functions[i] with { Body = new Expression(code, 0) };
        }

        return copy;
    }

    // What each call gives; null if the modules cannot be linked.
    private List<string>? Run(GeneratedCase made, Func<ModuleDefinition, ModuleDefinition> change)
    {
        var engine = new ReferenceEngine(_options with { Features = made.Swarm.Features });
        using var store = new Store(engine) { Fuel = Fuel };
        var linker = new Linker(engine);
        foreach (HostFunctionPlan host in made.HostFunctions)
        {
            linker.Define(GeneratedCase.HostModule, host.Name, Function.Create(store, host.Type, (_, _, results) =>
            {
                for (int i = 0; i < results.Length; i++)
                {
                    results[i] = ToValue(host.Results[i]);
                }
            }));
        }

        var instances = new List<Instance>();
        try
        {
            foreach (CaseModule module in made.Modules)
            {
                instances.Add(linker.Instantiate(store, Module.FromDefinition(engine, change(module.Definition))));
                linker.DefineInstance(module.Name, instances[^1]);
            }
        }
        catch (Exception exception) when (exception is LinkException or TrapException or WasmException or ResourceLimitException)
        {
            return null;
        }

        var outcomes = new List<string>();
        foreach (CaseCall call in made.Calls)
        {
            Function function = instances[call.Module].GetFunction(call.Export)!;
            var results = new Value[function.Signature.Results.Length];
            store.Fuel = Fuel;
            Outcome outcome = function.Call([.. call.Arguments.Select(ToValue)], results);
            outcomes.Add(outcome.Kind == OutcomeKind.Return ? string.Join(' ', results) : $"{outcome.Kind} {outcome.Trap?.Code}");
        }

        foreach (Instance instance in instances)
        {
            outcomes.AddRange(instance.Exports.Select(export => export.Value).OfType<Global>().Select(global => global.Value.ToString()));
        }

        return outcomes;
    }
}
