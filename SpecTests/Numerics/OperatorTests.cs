using System.Numerics;
using System.Reflection;
using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Runtime.Numerics;

namespace Wasm.SpecTests.Numerics;

/// <summary>Every pure operation of the instruction table against exact arithmetic (<see cref="ReferenceOperators"/>).</summary>
[TestFixture]
[Parallelizable(ParallelScope.Children)]
public class OperatorTests
{
    private static IEnumerable<TestCaseData<Op>> PureOperations() =>
        from row in InstructionTable.All
        where IsPure(row)
        select new TestCaseData<Op>(row.Op).SetArgDisplayNames(row.Mnemonic);

    private static IEnumerable<TestCaseData<Op>> OtherInstructions() =>
        from row in InstructionTable.All
        where !IsPure(row)
        select new TestCaseData<Op>(row.Op).SetArgDisplayNames($"{row.Mnemonic} {row.Immediate}");

    [TestCaseSource(nameof(PureOperations))]
    public void Operation_agrees_with_exact_arithmetic(Op op)
    {
        InstructionInfo row = InstructionTable.Get(op);
        foreach (BigInteger[] tuple in new OperandSource(row).Tuples())
        {
            Vector128<byte>[] operands = [.. tuple.Select(Vector)];
            bool known = ConstantEvaluator.TryEvaluate(op, operands, out Vector128<byte> result, out TrapCode trap);
            Expected expected = ReferenceOperators.Evaluate(row, tuple);
            if (!known || trap != expected.Trap || (trap == TrapCode.None && !expected.Accepts(Number(result))))
            {
                Assert.Fail(
                    $"{row.Mnemonic} {string.Join(' ', tuple.Select(Hex))}: expected {expected.Trap} {string.Join(' ', expected.Lanes)}, found {trap} {Hex(Number(result))}");
            }
        }
    }

    [TestCaseSource(nameof(OtherInstructions))]
    public void Instruction_with_effects_is_not_evaluated(Op op) =>
        Assert.That(ConstantEvaluator.TryEvaluate(op, new Vector128<byte>[3], out _, out _), Is.False);

    [Test]
    public void Wrong_number_of_operands_is_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => ConstantEvaluator.TryEvaluate(Op.I32Add, new Vector128<byte>[1], out _, out _), Throws.ArgumentException);
        Assert.That(() => ConstantEvaluator.TryEvaluate(Op.I32Clz, new Vector128<byte>[2], out _, out _), Throws.ArgumentException);
        Assert.That(() => ConstantEvaluator.TryEvaluate(Op.I8x16ExtractLaneS, new Vector128<byte>[1], out _, out _), Throws.ArgumentException);
    });

    [Test]
    public void Every_vector_instruction_has_a_function_of_its_name()
    {
        HashSet<string> functions =
            [.. typeof(VectorOps).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name)];
        IEnumerable<string> missing =
            from row in InstructionTable.All
            where row.Feature is Feature.Simd or Feature.RelaxedSimd
            where row.Op is not (Op.V128Const or Op.V128Load or Op.V128Store)
            where !functions.Contains(row.Op.ToString())
            select row.Mnemonic;
        Assert.That(missing, Is.Empty);
    }

    private static bool IsPure(InstructionInfo row) =>
        row.Immediate is Immediate.None or Immediate.Lane or Immediate.Shuffle
        && row.Signature != ":"
        && row.Signature.AsSpan().IndexOfAny('*', 'a', 't') < 0;

    private static Vector128<byte> Vector(BigInteger value) =>
        Vector128.Create((ulong)(value & ulong.MaxValue), (ulong)(value >> 64)).AsByte();

    private static BigInteger Number(Vector128<byte> value) =>
        value.AsUInt64()[0] + ((BigInteger)value.AsUInt64()[1] << 64);

    private static string Hex(BigInteger value) => "0x" + value.ToString("x32");
}
