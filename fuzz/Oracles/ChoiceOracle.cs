using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// Runs single instructions whose result the specification leaves open (NaNs, relaxed vectors), without the switches that decide
/// it. What comes out must lie in the set that the specification allows; of a relaxed instruction's alternatives an engine may take
/// any, but the same for all operands (specification, 4.3.3 and 4.3.7).
/// </summary>
public static class ChoiceOracle
{
    private const int Tuples = 24;
    private const int ConstantTuples = 6;

    private static readonly EngineOptions Free = new() { CanonicalizeNaNs = false, DeterministicRelaxedSimd = false, Interruptible = false };
    private static readonly EngineOptions Decided = new() { CanonicalizeNaNs = true, DeterministicRelaxedSimd = true, Interruptible = false };

    /// <summary>The instructions: those whose result has floating-point numbers, and the relaxed ones.</summary>
    public static IReadOnlyList<Op> Rows { get; } =
        [.. Operator.All.Where(item => item.IsPure && item.Row.Immediate == Immediate.None && IsOpen(item)).Select(item => item.Op)];

    /// <summary>Tests one instruction on some operands.</summary>
    /// <param name="op">One of <see cref="Rows"/>.</param>
    /// <param name="engines">The first one also says, with all switches on, what the result is where there is no choice.</param>
    /// <param name="decisions">Choose the operands.</param>
    public static Verdict Check(Op op, IReadOnlyList<EngineUnderTest> engines, ReadOnlySpan<byte> decisions)
    {
        ArgumentNullException.ThrowIfNull(engines);
        Operator item = Operator.All.First(candidate => candidate.Op == op);
        List<Bits[]> tuples = Pick(item, new ByteSource(decisions.ToArray()));
        ModuleDefinition module = Build(item, tuples);
        Bits[] expected = Run(module, tuples, engines[0].Get(Decided, 1));
        var rule = AllowedResults.Of(item);
        foreach (EngineUnderTest engine in engines)
        {
            Bits[] actual = Run(module, tuples, engine.Get(Free, 1));
            int possible = rule.Alternatives;
            for (int i = 0; i < actual.Length; i++)
            {
                Bits[] operands = tuples[i % tuples.Count];
                possible &= rule.Matching(operands, expected[i], actual[i]);
                if (possible == 0)
                {
                    string form = i < tuples.Count ? "parameters" : "constants";
                    return new Different(
                        DifferenceKind.Results, $"{item.Row.Mnemonic}, {form} {string.Join(' ', operands.Select(bits => bits.ToString()))}",
                        "the specification", engine.Name, $"{expected[i]}, or another result that is allowed and fits those before", actual[i].ToString());
                }
            }
        }

        return Verdict.Same;
    }

    private static bool IsOpen(Operator item) => item.Row.Feature == Feature.RelaxedSimd || AllowedResults.LaneBytesOf(item) != 0;

    private static List<Bits[]> Pick(Operator item, ByteSource source)
    {
        var tuples = new List<Bits[]>();
        for (int i = 0; i < Tuples; i++)
        {
            var operands = new Bits[item.Operands.Length];
            for (int k = 0; k < operands.Length; k++)
            {
                // The same twice now and then: it is where engines simplify.
                (ulong low, ulong high) = k > 0 && source.Chance(32) ? (operands[0].Low, operands[0].High) : EdgeValues.Pick(source, item.Operands[k].Type);
                operands[k] = new Bits(low, high);
            }

            tuples.Add(operands);
        }

        return tuples;
    }

    // The first function takes the operands as parameters; the others have them as constants.
    private static ModuleDefinition Build(Operator item, List<Bits[]> tuples)
    {
        var module = new ModuleDefinition();
        ValType result = item.Result!.Value.Type;
        AddType(module, new FunctionType([.. item.Operands.Select(operand => operand.Type)], [result]));
        AddType(module, new FunctionType([], [result]));
        var code = new InstructionWriter();
        for (int k = 0; k < item.Operands.Length; k++)
        {
            code.Write(Op.LocalGet, (uint)k);
        }

        AddFunction(module, 0, code, item);
        for (int i = 0; i < ConstantTuples; i++)
        {
            code = new InstructionWriter();
            for (int k = 0; k < item.Operands.Length; k++)
            {
                ValueWriter.Number(code, item.Operands[k].Type, tuples[i][k].Low, tuples[i][k].High);
            }

            AddFunction(module, 1, code, item);
        }

        return module;
    }

    private static void AddType(ModuleDefinition module, FunctionType type)
    {
        module.Types.Add(new SubType(true, [], type, 0));
        module.RecursionGroups.Add(new RecursionGroup(module.Types.Count - 1, 1, false, 0));
    }

    private static void AddFunction(ModuleDefinition module, int type, InstructionWriter code, Operator item)
    {
        code.Write(item.Op);
        code.Write(Op.End);
        module.Exports.Add(new Export($"f{module.Functions.Count}", ExternKind.Function, module.Functions.Count, 0));
        module.Functions.Add(new FunctionDefinition(type, [], new Expression(code.ToArray(), 0), 0));
    }

    private static Bits[] Run(ModuleDefinition module, List<Bits[]> tuples, Engine engine)
    {
        using var store = new Store(engine);
        Instance instance = new Linker(engine).Instantiate(store, Module.FromDefinition(engine, module));
        var results = new Bits[tuples.Count + ConstantTuples];
        var result = new Value[1];
        Function function = instance.GetFunction("f0")!;
        var arguments = new Value[function.Signature.Parameters.Length];
        for (int i = 0; i < tuples.Count; i++)
        {
            for (int k = 0; k < arguments.Length; k++)
            {
                arguments[k] = Value.FromRaw(function.Signature.Parameters[k], new RawValue(tuples[i][k].Low, tuples[i][k].High), null);
            }

            function.Call(arguments, result);
            results[i] = new Bits(result[0].Low, result[0].High);
        }

        for (int i = 0; i < ConstantTuples; i++)
        {
            instance.GetFunction($"f{i + 1}")!.Call([], result);
            results[tuples.Count + i] = new Bits(result[0].Low, result[0].High);
        }

        return results;
    }
}
