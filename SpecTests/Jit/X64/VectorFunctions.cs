using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;
using Wasm.Runtime.Numerics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Functions of few instructions on vectors, and what they are tested with.</summary>
internal static class VectorFunctions
{
    /// <summary>Makes the body of a function.</summary>
    public delegate Value Body(IrFunction function, Block block, Value[] parameters);

    /// <summary>The sets of features that lowering of vectors distinguishes.</summary>
    public static IEnumerable<TestCaseData> FeatureSets()
    {
        (string Name, CpuFeatures Features)[] sets =
        [
            ("host", CpuFeatures.Host),
            ("no AVX2", CpuFeatures.Host.Without(CpuFeature.Avx2)),
            ("no FMA", CpuFeatures.Host.Without(CpuFeature.Fma)),
            ("no AVX", CpuFeatures.Host.Without(CpuFeature.Avx)),
            ("baseline", CpuFeatures.Baseline),
        ];
        return sets.Select(set => new TestCaseData((int)set.Features.Flags).SetArgDisplayNames(set.Name));
    }

    /// <summary>Pure operations that take or give a vector.</summary>
    public static IEnumerable<InstructionInfo> Rows() => InstructionTable.All.Where(row =>
        row.Signature.Contains('v', StringComparison.Ordinal) && !row.Signature.Contains('a', StringComparison.Ordinal)
        && row.Immediate is Immediate.None or Immediate.Lane
        && ConstantEvaluator.TryEvaluate(row.Op, new V128[TypesOf(row).Length + (row.Immediate == Immediate.None ? 0 : 1)], out _, out _));

    public static IrType[] TypesOf(InstructionInfo row) => [.. row.Signature[..row.Signature.IndexOf(':', StringComparison.Ordinal)].Select(TypeOf)];

    public static IrType TypeOf(char letter) => letter switch
    {
        'i' => IrType.I32,
        'l' => IrType.I64,
        'f' => IrType.F32,
        'd' => IrType.F64,
        _ => IrType.V128,
    };

    public static int LanesOf(InstructionInfo row) => row.Mnemonic.Split('x')[0] switch
    {
        "i8" => 16,
        "i16" => 8,
        "i32" or "f32" => 4,
        _ => 2,
    };

    /// <summary>A function of one block that returns one value.</summary>
    public static IrFunction Build(IrSignature signature, Body body)
    {
        var function = new IrFunction { Name = "test", Signature = signature };
        Block block = function.AddBlock();
        function.BlockOrder.Add(block);
        function.AddParameter(block, IrType.I64);
        var parameters = new Value[signature.Parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = function.AddParameter(block, signature.Parameters[i]);
        }

        Value result = body(function, block, parameters);
        int list = result.IsSome ? function.AddList([result]) : 0;
        function.Append(block, new Instruction { Op = IrOp.Return, A = new Value(list), B = new Value(result.IsSome ? 1 : 0) });
        return function;
    }

    public static Value Constant(IrFunction function, Block block, IrType type, V128 value)
    {
        Op op = type switch
        {
            IrType.I32 => Op.I32Const,
            IrType.I64 => Op.I64Const,
            IrType.F32 => Op.F32Const,
            IrType.F64 => Op.F64Const,
            _ => Op.V128Const,
        };
        long bits = type is IrType.I32 or IrType.F32 ? value.AsUInt32().ToScalar() : value.AsInt64().ToScalar();
        if (type == IrType.V128)
        {
            function.Vectors.Add(value);
            bits = function.Vectors.Count - 1;
        }

        return function.Append(block, new Instruction { Op = (IrOp)op, Type = type, Imm = bits });
    }

    public static Value Vector(IrFunction function, Block block, Op op, Value a, Value b = default, Value c = default, IrType type = IrType.V128) =>
        function.Append(block, new Instruction { Op = (IrOp)op, Type = type, A = a, B = b, C = c });

    public static Value Shuffle(IrFunction function, Block block, Value a, Value b, V128 indices)
    {
        function.Vectors.Add(indices);
        return function.Append(block, new Instruction { Op = (IrOp)Op.I8x16Shuffle, Type = IrType.V128, A = a, B = b, Imm = function.Vectors.Count - 1 });
    }

    /// <summary>Operands; of three vectors not each with each.</summary>
    public static IEnumerable<V128[]> Combinations(IrType[] types, int constant, V128 constantValue)
    {
        IReadOnlyList<V128>[] choices = [.. types.Select((type, i) => i == constant ? [constantValue] : EdgeValues.Of(type))];
        int step = types.Length == 3 ? 41 : constant >= 0 ? 5 : 1;
        int count = 0;
        foreach (V128 first in choices[0])
        {
            foreach (V128 second in choices.Length > 1 ? choices[1] : [default])
            {
                foreach (V128 third in choices.Length > 2 ? choices[2] : [default])
                {
                    if (count++ % step == 0)
                    {
                        yield return [.. new[] { first, second, third }.Take(types.Length)];
                    }
                }
            }
        }
    }

    public static string Show(V128 value) => Convert.ToHexString([.. Enumerable.Range(0, 16).Select(i => value[15 - i])]);
}
