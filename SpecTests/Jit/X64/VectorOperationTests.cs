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
/// Every operation on vectors as machine code, for lanes at the edges, beside the evaluator in C#: operands in registers and as
/// constants, for each set of processor features that lowering distinguishes.
/// </summary>
[TestFixture]
public sealed class VectorOperationTests
{
    private const int FailuresShown = 60;

    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Operands_in_registers(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var failures = new List<string>();
        int count = 0;
        foreach (InstructionInfo row in VectorFunctions.Rows())
        {
            int lanes = row.Immediate == Immediate.Lane ? VectorFunctions.LanesOf(row) : 1;
            for (int lane = 0; lane < lanes; lane++)
            {
                Check(runner, row, lane, -1, default, failures);
            }

            count++;
        }

        Assert.That(failures, Is.Empty, string.Join('\n', failures.Take(FailuresShown)));
        Assert.That(count, Is.GreaterThan(200));
    }

    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Operands_that_are_constants(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var failures = new List<string>();
        foreach (InstructionInfo row in VectorFunctions.Rows())
        {
            IrType[] types = VectorFunctions.TypesOf(row);
            for (int constant = 0; constant < types.Length; constant++)
            {
                IEnumerable<V128> values = types[constant] == IrType.I32
                    ? Enumerable.Range(0, 67).Select(i => Vector128.CreateScalar(i).AsByte())
                    : EdgeValues.Of(types[constant]).Where((_, i) => i < 2 || i % 9 == 0);
                foreach (V128 value in values)
                {
                    Check(runner, row, 1, constant, value, failures);
                }
            }
        }

        Assert.That(failures, Is.Empty, string.Join('\n', failures.Take(FailuresShown)));
    }

    private static void Check(CodeRunner runner, InstructionInfo row, int lane, int constant, V128 constantValue, List<string> failures)
    {
        IrType[] types = VectorFunctions.TypesOf(row);
        IrType result = VectorFunctions.TypeOf(row.Signature[^1]);
        var signature = new IrSignature([.. types.Where((_, i) => i != constant)], [result]);
        IrFunction function = VectorFunctions.Build(signature, (function, block, parameters) =>
        {
            var values = new Value[3];
            int parameter = 0;
            for (int i = 0; i < types.Length; i++)
            {
                values[i] = i == constant ? VectorFunctions.Constant(function, block, types[i], constantValue) : parameters[parameter++];
            }

            return function.Append(
                block, new Instruction { Op = (IrOp)row.Op, Type = result, A = values[0], B = values[1], C = values[2], Flags = (byte)lane });
        });
        CodeEntry code = runner.Compile(function);
        int shown = 0;
        foreach (V128[] operands in VectorFunctions.Combinations(types, constant, constantValue))
        {
            V128[] all = row.Immediate == Immediate.Lane ? [.. operands, Vector128.CreateScalar((byte)lane)] : operands;
            Assert.That(ConstantEvaluator.TryEvaluate(row.Op, all, out V128 expected, out TrapCode trap), Is.True);
            Assert.That(trap, Is.EqualTo(TrapCode.None));
            V128[]? actual = runner.Call(code, signature, [.. operands.Where((_, i) => i != constant)]);
            if (actual == null)
            {
                failures.Add($"{row.Mnemonic}: {runner.Trap}");
                return;
            }

            if (actual[0] != CodeRunner.Trim(expected, result) && !AllowedResults.Allows(row, operands, expected, actual[0]) && shown++ < 3)
            {
                failures.Add($"{row.Mnemonic} lane {lane} constant {constant} ({string.Join(", ", operands.Select(VectorFunctions.Show))}): " +
                    $"{VectorFunctions.Show(actual[0])}, expected {VectorFunctions.Show(expected)}");
            }
        }
    }
}
