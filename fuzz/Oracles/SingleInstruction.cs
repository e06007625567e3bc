using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// Runs single instructions over the cross product of edge operands on several engines, which must agree to the bit in
/// results, traps and memory. It covers every row of the instruction table that computes from numbers and vectors or reads
/// or writes a memory at an address; what works on references, tables, segments and control is left to whole cases.
/// </summary>
public static class SingleInstruction
{
    /// <summary>The rows it covers, in the table's order.</summary>
    public static IReadOnlyList<InstructionInfo> Rows { get; } = [.. Operator.All.Where(item => item.IsPure || item.IsAccess).Select(item => item.Row)];

    /// <summary>Tests one instruction.</summary>
    /// <param name="op">One of <see cref="Rows"/>.</param>
    /// <param name="engines">The first is what the others are compared with.</param>
    /// <returns>How many calls were compared, and the first difference of each engine.</returns>
    public static SingleInstructionResult Check(Op op, IReadOnlyList<EngineUnderTest> engines)
    {
        ArgumentNullException.ThrowIfNull(engines);
        Operator item = Operator.All.FirstOrDefault(candidate => candidate.Op == op && (candidate.IsPure || candidate.IsAccess))
            ?? throw new ArgumentException($"{op} is not among the rows that can be tested alone", nameof(op));
        InstructionModule module = InstructionModuleBuilder.Build(item);
        var differences = new List<Different>();
        List<Observation> expected = Run(module, engines[0]);
        for (int i = 1; i < engines.Count; i++)
        {
            List<Observation> actual = Run(module, engines[i]);
            for (int j = 0; j < expected.Count; j++)
            {
                if (expected[j] != actual[j])
                {
                    differences.Add(new Different(
                        KindOf(expected[j], actual[j]), Where(op, module, j), engines[0].Name, engines[i].Name, expected[j].ToString(), actual[j].ToString()));
                    break;
                }
            }
        }

        return new SingleInstructionResult(op, expected.Count, differences);
    }

    private static DifferenceKind KindOf(Observation left, Observation right) =>
        left.Kind == ObservationKind.Memory ? DifferenceKind.Memory
        : left.Kind != right.Kind ? DifferenceKind.Outcome
        : left.Kind == ObservationKind.Trap ? DifferenceKind.Trap : DifferenceKind.Results;

    // Which call the observation with a number is of.
    private static string Where(Op op, InstructionModule module, int number)
    {
        string mnemonic = InstructionTable.Get(op).Mnemonic;
        foreach (InstructionProbe probe in module.Probes)
        {
            if (number < probe.Calls.Count)
            {
                return $"{mnemonic}, form {probe.Name}, arguments {string.Join(' ', probe.Calls[number].Select(word => $"{word:x}"))}";
            }

            number -= probe.Calls.Count;
            if (number < module.Memories)
            {
                return $"{mnemonic}, form {probe.Name}, memory {number}";
            }

            number -= module.Memories;
        }

        return mnemonic;
    }

    private static List<Observation> Run(InstructionModule module, EngineUnderTest tested)
    {
        Engine engine = tested.Get(new EngineOptions { CanonicalizeNaNs = true, DeterministicRelaxedSimd = true, Interruptible = false }, 1);
        using var store = new Store(engine);
        Instance instance = new Linker(engine).Instantiate(store, Module.FromDefinition(engine, module.Definition));
        var observations = new List<Observation>();
        var arguments = new Value[4];
        var results = new Value[1];
        foreach (InstructionProbe probe in module.Probes)
        {
            Function function = instance.GetFunction(probe.Name)!;
            FunctionType type = function.Signature;
            Span<Value> given = results.AsSpan(0, type.Results.Length);
            foreach (ulong[] words in probe.Calls)
            {
                for (int i = 0; i < type.Parameters.Length; i++)
                {
                    arguments[i] = Value.FromRaw(type.Parameters[i], new RawValue(words[2 * i], words[(2 * i) + 1]), null);
                }

                Outcome outcome = function.Call(arguments.AsSpan(0, type.Parameters.Length), given);
                observations.Add(outcome.Kind != OutcomeKind.Return
                    ? new Observation(ObservationKind.Trap, (ulong)(outcome.Trap?.Code ?? 0), (ulong)outcome.Kind)
                    : given.Length == 0 ? new Observation(ObservationKind.Return, 0, 0) : new Observation(ObservationKind.Return, given[0].Low, given[0].High));
            }

            for (int i = 0; i < module.Memories; i++)
            {
                observations.Add(new Observation(ObservationKind.Memory, Hash(instance.GetMemory($"memory{i}")!), 0));
            }
        }

        return observations;
    }

    private static ulong Hash(Memory memory)
    {
        ulong hash = 14695981039346656037;
        foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(memory.Span))
        {
            hash = (hash ^ word) * 1099511628211;
            hash ^= hash >> 29;
        }

        return hash;
    }

    private enum ObservationKind : byte
    {
        Return,
        Trap,
        Memory,
    }

    // A trap's code, a result's bits, or a memory's hash.
    private readonly record struct Observation(ObservationKind Kind, ulong Low, ulong High)
    {
        public override string ToString() => Kind switch
        {
            ObservationKind.Trap => $"{(OutcomeKind)High}: {(Core.Diagnostics.TrapCode)Low}",
            ObservationKind.Memory => $"contents {Low:x16}",
            _ => $"0x{High:x16}{Low:x16}",
        };
    }
}

/// <summary>What came of testing one instruction.</summary>
/// <param name="Op">The instruction.</param>
/// <param name="Observations">How many results, traps and memories of the first engine were compared with each other engine's.</param>
/// <param name="Differences">The first difference of each engine that has one.</param>
public sealed record SingleInstructionResult(Op Op, int Observations, IReadOnlyList<Different> Differences);
