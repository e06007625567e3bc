using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Fuzz.Oracles;

namespace Wasm.SpecTests.Fuzz;

/// <summary>
/// Every row that can be tested alone, over all tuples of edge operands, on both engines. That the reference engine's
/// arithmetic is right is tested elsewhere, against exact arithmetic.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.Children)]
public sealed class SingleInstructionTests
{
    private static IEnumerable<TestCaseData<Op>> Rows => SingleInstruction.Rows.Select(row => new TestCaseData<Op>(row.Op).SetArgDisplayNames(row.Mnemonic));

    [TestCaseSource(nameof(Rows))]
    public void Engines_agree(Op op)
    {
        SingleInstructionResult result = SingleInstruction.Check(op, [EngineUnderTest.Reference(), EngineUnderTest.Jit()]);
        Assert.That(result.Differences, Is.Empty);
        Assert.That(result.Observations, Is.GreaterThan(40));
    }

    // What is left has no operands that are numbers alone, or depends on more than them.
    [Test]
    public void All_rows_with_a_signature_are_covered_but_constants_sizes_and_bulk_operations() => Assert.That(
        InstructionTable.All.Where(row => row.Signature != "*").Except(SingleInstruction.Rows).Select(row => row.Mnemonic),
        Is.EqualTo((string[])
        [
            "nop", "memory.size", "memory.grow", "i32.const", "i64.const", "f32.const", "f64.const", "memory.init", "data.drop", "memory.fill",
            "table.init", "elem.drop", "table.size", "v128.const",
        ]));

    [Test]
    public void Other_rows_are_refused() =>
        Assert.Throws<ArgumentException>(() => SingleInstruction.Check(Op.RefEq, [EngineUnderTest.Reference()]));
}
