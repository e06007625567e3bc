using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;
using Wasm.Runtime.Numerics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>
/// Every pure operation as machine code, for operands at the edges, beside the evaluator in C#: operands in registers and as
/// constants, with all features of the processor and with each switched off.
/// </summary>
[TestFixture]
public sealed class PureOperationTests
{
    private static readonly (string Name, CpuFeatures Features)[] Sets =
    [
        ("host", CpuFeatures.Host),
        ("baseline", CpuFeatures.Baseline),
        ("no SSE4.2", CpuFeatures.Host.Without(CpuFeature.Sse42)),
        ("no POPCNT", CpuFeatures.Host.Without(CpuFeature.Popcnt)),
        ("no LZCNT", CpuFeatures.Host.Without(CpuFeature.Lzcnt)),
        ("no BMI1", CpuFeatures.Host.Without(CpuFeature.Bmi1)),
        ("no BMI2", CpuFeatures.Host.Without(CpuFeature.Bmi2)),
        ("no AVX", CpuFeatures.Host.Without(CpuFeature.Avx)),
        ("no AVX2", CpuFeatures.Host.Without(CpuFeature.Avx2)),
        ("no FMA", CpuFeatures.Host.Without(CpuFeature.Fma)),
    ];

    private static IEnumerable<TestCaseData> Cases() => Sets.Select(set => new TestCaseData((int)set.Features.Flags).SetArgDisplayNames(set.Name));

    [TestCaseSource(nameof(Cases))]
    public void Scalar_operations(int features) => Check(features, row => !row.Signature.Contains('v', StringComparison.Ordinal));

    [TestCaseSource(nameof(Cases))]
    public void Vector_operations(int features) => Check(
        features, row => row.Signature.Contains('v', StringComparison.Ordinal) && row.Feature != Feature.RelaxedSimd);

    private static void Check(int features, Func<InstructionInfo, bool> filter)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var failures = new List<string>();
        int count = 0;
        foreach (InstructionInfo row in InstructionTable.All.Where(IsPure).Where(filter))
        {
            int before = failures.Count;
            CheckOperation(runner, row, failures);
            count++;
            if (failures.Count > before + 4)
            {
                failures.RemoveRange(before + 4, failures.Count - before - 4);
            }
        }

        Assert.That(failures, Is.Empty, string.Join('\n', failures.Take(200)));
        Assert.That(count, Is.GreaterThan(100));
    }

    private static bool IsPure(InstructionInfo row)
    {
        int count = Math.Max(0, row.Signature.IndexOf(':', StringComparison.Ordinal)) + (row.Immediate == Immediate.None ? 0 : 1);
        return row.Op is not (Op.Nop or Op.Unreachable) && row.Immediate is Immediate.None or Immediate.Lane
            && !row.Signature.Contains('*', StringComparison.Ordinal) && row.Op != Op.Nop
            && ConstantEvaluator.TryEvaluate(row.Op, new V128[count], out _, out _);
    }

    private static void CheckOperation(CodeRunner runner, InstructionInfo row, List<string> failures)
    {
        int colon = row.Signature.IndexOf(':', StringComparison.Ordinal);
        IrType[] types = [.. row.Signature[..colon].Select(TypeOf)];
        IrType result = TypeOf(row.Signature[colon + 1]);
        int lanes = row.Immediate == Immediate.Lane ? LanesOf(row) : 1;
        for (int lane = 0; lane < lanes; lane++)
        {
            CheckForm(runner, row, types, result, lane, -1, default, failures);
        }

        // One operand constant: every value of it for the others.
        for (int constant = 0; constant < types.Length && types.Length > 1; constant++)
        {
            // Of vectors a few.
            foreach (V128 value in EdgeValues.Of(types[constant]).Where((_, i) => types[constant] != IrType.V128 || i is 0 or 1 || i % 11 == 5))
            {
                CheckForm(runner, row, types, result, 0, constant, value, failures);
            }
        }
    }

    private static void CheckForm(
        CodeRunner runner, InstructionInfo row, IrType[] types, IrType result, int lane, int constant, V128 constantValue, List<string> failures)
    {
        var signature = new IrSignature([.. types.Where((_, i) => i != constant)], [result]);
        IrFunction function = Build(row.Op, types, result, lane, constant, constantValue, signature);
        CodeEntry code;
        try
        {
            code = runner.Compile(function);
        }
        catch (Exception e) when (e is System.Diagnostics.UnreachableException or InvalidOperationException or IrException or IndexOutOfRangeException)
        {
            failures.Add($"{row.Mnemonic}: {e.Message}");
            return;
        }

        foreach (V128[] operands in Combinations(types, constant, constantValue))
        {
            V128[] all = row.Immediate == Immediate.Lane ? [.. operands, Vector128.CreateScalar((byte)lane)] : operands;
            Assert.That(ConstantEvaluator.TryEvaluate(row.Op, all, out V128 expected, out TrapCode trap), Is.True);
            V128[]? actual = runner.Call(code, signature, [.. operands.Where((_, i) => i != constant)]);
            string? difference = Compare(row, result, expected, trap, actual, runner);
            if (difference != null)
            {
                failures.Add($"{row.Mnemonic} lane {lane} constant {constant} ({string.Join(", ", operands.Select((o, i) => Show(o, types[i])))}): {difference}");
                if (failures.Count > 1000)
                {
                    return;
                }
            }
        }
    }

    private static string? Compare(InstructionInfo row, IrType result, V128 expected, TrapCode trap, V128[]? actual, CodeRunner runner)
    {
        if (actual == null)
        {
            return trap == runner.Trap ? null : $"trap {runner.Trap}, expected {(trap == TrapCode.None ? Show(expected, result) : trap)}";
        }

        if (trap != TrapCode.None)
        {
            return $"{Show(actual[0], result)}, expected trap {trap}";
        }

        return actual[0] == expected || AreSameUpToNaNs(row, expected, actual[0])
            ? null
            : $"{Show(actual[0], result)}, expected {Show(expected, result)}";
    }

    // Which NaN an operation gives is not determined, except where it only changes the sign (specification, 4.3.3).
    private static bool AreSameUpToNaNs(InstructionInfo row, V128 expected, V128 actual)
    {
        string name = row.Mnemonic;
        if (name.EndsWith("abs", StringComparison.Ordinal) || name.EndsWith("neg", StringComparison.Ordinal) || name.EndsWith("copysign", StringComparison.Ordinal)
            || name.Contains("reinterpret", StringComparison.Ordinal))
        {
            return false;
        }

        if (name.StartsWith("f32", StringComparison.Ordinal))
        {
            return Enumerable.Range(0, 4).All(i => expected.AsUInt32()[i] == actual.AsUInt32()[i]
                || (float.IsNaN(expected.AsSingle()[i]) && float.IsNaN(actual.AsSingle()[i]) && (actual.AsUInt32()[i] & 0x400000) != 0));
        }

        return name.StartsWith("f64", StringComparison.Ordinal) && Enumerable.Range(0, 2).All(i => expected.AsUInt64()[i] == actual.AsUInt64()[i]
            || (double.IsNaN(expected.AsDouble()[i]) && double.IsNaN(actual.AsDouble()[i]) && (actual.AsUInt64()[i] & 0x8000000000000) != 0));
    }

    private static IEnumerable<V128[]> Combinations(IrType[] types, int constant, V128 constantValue)
    {
        IReadOnlyList<V128>[] choices = [.. types.Select((type, i) => i == constant ? [constantValue] : EdgeValues.Of(type))];

        // Three vectors: not each with each.
        bool isThinned = types.Length == 3;
        int count = 0;
        foreach (V128 first in choices.Length > 0 ? choices[0] : [default])
        {
            foreach (V128 second in choices.Length > 1 ? choices[1] : [default])
            {
                foreach (V128 third in choices.Length > 2 ? choices[2] : [default])
                {
                    if (!isThinned || count++ % 17 == 0)
                    {
                        yield return [.. new[] { first, second, third }.Take(types.Length)];
                    }
                }
            }
        }
    }

    internal static IrFunction Build(Op op, IrType[] types, IrType result, int lane, int constant, V128 constantValue, IrSignature signature)
    {
        var function = new IrFunction { Name = op.ToString(), Signature = signature };
        Block block = function.AddBlock();
        function.BlockOrder.Add(block);
        function.AddParameter(block, IrType.I64);
        var values = new Value[3];
        for (int i = 0; i < types.Length; i++)
        {
            if (i != constant)
            {
                values[i] = function.AddParameter(block, types[i]);
            }
        }

        if (constant >= 0)
        {
            values[constant] = function.Append(block, Constant(function, types[constant], constantValue));
        }

        byte flags = (InstructionTable.Get(op).Flags & InstructionFlags.MayTrap) != 0 ? (byte)TrapCode.IntegerDivideByZero : (byte)lane;
        Value made = function.Append(block, new Instruction { Op = (IrOp)op, Type = result, A = values[0], B = values[1], C = values[2], Flags = flags });
        int list = function.AddList([made]);
        function.Append(block, new Instruction { Op = IrOp.Return, A = new Value(list), B = new Value(1) });
        return function;
    }

    private static Instruction Constant(IrFunction function, IrType type, V128 value)
    {
        switch (type)
        {
            case IrType.I32:
                return new Instruction { Op = (IrOp)Op.I32Const, Type = type, Imm = value.AsUInt32().ToScalar() };
            case IrType.I64:
                return new Instruction { Op = (IrOp)Op.I64Const, Type = type, Imm = value.AsInt64().ToScalar() };
            case IrType.F32:
                return new Instruction { Op = (IrOp)Op.F32Const, Type = type, Imm = value.AsUInt32().ToScalar() };
            case IrType.F64:
                return new Instruction { Op = (IrOp)Op.F64Const, Type = type, Imm = value.AsInt64().ToScalar() };
            default:
                function.Vectors.Add(value);
                return new Instruction { Op = (IrOp)Op.V128Const, Type = type, Imm = function.Vectors.Count - 1 };
        }
    }

    private static int LanesOf(InstructionInfo row) => row.Mnemonic.Split('x')[0] switch
    {
        "i8" => 16,
        "i16" => 8,
        "i32" or "f32" => 4,
        _ => 2,
    };

    private static IrType TypeOf(char letter) => letter switch
    {
        'i' => IrType.I32,
        'l' => IrType.I64,
        'f' => IrType.F32,
        'd' => IrType.F64,
        _ => IrType.V128,
    };

    private static string Show(V128 value, IrType type) => type switch
    {
        IrType.V128 => Convert.ToHexString([.. Enumerable.Range(0, 16).Select(i => value[15 - i])]),
        IrType.F32 => $"{value.AsSingle().ToScalar():R}={value.AsUInt32().ToScalar():X8}",
        IrType.F64 => $"{value.AsDouble().ToScalar():R}={value.AsUInt64().ToScalar():X16}",
        IrType.I64 => $"{value.AsUInt64().ToScalar():X16}",
        _ => $"{value.AsUInt32().ToScalar():X8}",
    };
}
