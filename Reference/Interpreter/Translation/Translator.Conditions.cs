using Wasm.Interpreter.Execution;

namespace Wasm.Interpreter.Translation;

// Conditions of branches: a comparison that has just been computed becomes part of the branch.
internal sealed partial class Translator
{
    /// <summary>An i32 operand as a condition.</summary>
    /// <param name="IsComparison">Whether it is a comparison; else: whether A's slot is not 0.</param>
    /// <param name="Comparison">The comparison.</param>
    /// <param name="IsNegated">Without comparison: whether A's slot is 0.</param>
    /// <param name="A">First operand.</param>
    /// <param name="B">Second operand's slot.</param>
    /// <param name="Constant">Or second operand.</param>
    private readonly record struct Condition(bool IsComparison, Comparison Comparison, bool IsNegated, ushort A, ushort B, int Constant)
    {
        public Condition Inverse() => IsComparison ? this with { Comparison = Comparison.Inverse } : this with { IsNegated = !IsNegated };
    }

    private Condition PopCondition()
    {
        int top = _operands.Height - 1;
        int producer = ProducerOf(in _operands[top], top);
        if (producer != None && Comparison.TryGet(_code[producer].Code, out Comparison comparison)
            && (!comparison.WithConstant || !comparison.Is64 || (long)_code[producer].Imm == _code[producer].X))
        {
            Instr compare = TakeBack();
            _operands.Pop();
            if (comparison is { Is64: false, WithConstant: true, Relation: Relation.Eq or Relation.Ne } && compare.X == 0)
            {
                return new Condition(false, default, comparison.Relation == Relation.Eq, compare.A, 0, 0);
            }

            return comparison.WithConstant
                ? new Condition(true, comparison, false, compare.A, 0, compare.X)
                : new Condition(true, comparison, false, compare.A, compare.B, 0);
        }

        return new Condition(false, default, false, PopSlot(), 0, 0);
    }

    /// <summary>Emits a branch that is taken if the condition holds; its X is to be set.</summary>
    private int EmitBranch(Condition condition)
    {
        if (!condition.IsComparison)
        {
            return Emit(new Instr { Code = condition.IsNegated ? Code.BranchIfZero : Code.BranchIf, A = condition.A });
        }

        Comparison comparison = condition.Comparison;
        if (comparison.WithConstant)
        {
            return Emit(new Instr { Code = comparison.BranchWithConstant, A = condition.A, Y = condition.Constant });
        }

        return comparison.Relation is Relation.GtS or Relation.GtU or Relation.LeS or Relation.LeU
            ? Emit(new Instr { Code = comparison.Swapped.BranchWithSlot, A = condition.B, B = condition.A })
            : Emit(new Instr { Code = comparison.BranchWithSlot, A = condition.A, B = condition.B });
    }
}
