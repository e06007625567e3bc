using Wasm.Core.Instructions;
using Wasm.Interpreter.Execution;

namespace Wasm.Interpreter.Translation;

/// <summary>The ten integer relations, in the order in which <see cref="Op"/> and <see cref="Code"/> have them.</summary>
internal enum Relation
{
    Eq,
    Ne,
    LtS,
    LtU,
    GtS,
    GtU,
    LeS,
    LeU,
    GeS,
    GeU,
}

/// <summary>
/// An integer comparison as an instruction of the register form: what lets a comparison be inverted, or replaced
/// by a branch.
/// </summary>
/// <param name="Relation">Which one.</param>
/// <param name="Is64">Whether it compares i64.</param>
/// <param name="WithConstant">Whether the second operand is a constant.</param>
internal readonly record struct Comparison(Relation Relation, bool Is64, bool WithConstant)
{
    private const int Count = 10;

    /// <summary>The comparison that holds exactly if this one does not.</summary>
    public Comparison Inverse => this with
    {
        Relation = Relation switch
        {
            Relation.Eq => Relation.Ne,
            Relation.Ne => Relation.Eq,
            Relation.LtS => Relation.GeS,
            Relation.LtU => Relation.GeU,
            Relation.GtS => Relation.LeS,
            Relation.GtU => Relation.LeU,
            Relation.LeS => Relation.GtS,
            Relation.LeU => Relation.GtU,
            Relation.GeS => Relation.LtS,
            _ => Relation.LtU,
        },
    };

    /// <summary>The comparison with its operands swapped.</summary>
    public Comparison Swapped => this with
    {
        Relation = Relation switch
        {
            Relation.LtS => Relation.GtS,
            Relation.LtU => Relation.GtU,
            Relation.GtS => Relation.LtS,
            Relation.GtU => Relation.LtU,
            Relation.LeS => Relation.GeS,
            Relation.LeU => Relation.GeU,
            Relation.GeS => Relation.LeS,
            Relation.GeU => Relation.LeU,
            _ => Relation,
        },
    };

    /// <summary>The operation that writes 0 or 1.</summary>
    public Code Code => (Code)((int)(WithConstant
        ? Is64 ? Code.I64EqConst : Code.I32EqConst
        : (Code)(Is64 ? Op.I64Eq : Op.I32Eq)) + (int)Relation);

    /// <summary>Whether an operation is an integer comparison of two operands, and which.</summary>
    public static bool TryGet(Code code, out Comparison comparison)
    {
        if ((uint)((int)code - (int)Op.I32Eq) < Count)
        {
            comparison = new((Relation)((int)code - (int)Op.I32Eq), false, false);
        }
        else if ((uint)((int)code - (int)Op.I64Eq) < Count)
        {
            comparison = new((Relation)((int)code - (int)Op.I64Eq), true, false);
        }
        else if ((uint)(code - Code.I32EqConst) < Count)
        {
            comparison = new((Relation)(code - Code.I32EqConst), false, true);
        }
        else if ((uint)(code - Code.I64EqConst) < Count)
        {
            comparison = new((Relation)(code - Code.I64EqConst), true, true);
        }
        else
        {
            comparison = default;
            return false;
        }

        return true;
    }

    /// <summary>The branch taken if this comparison, which has a constant, holds.</summary>
    public Code BranchWithConstant => (Code)((int)(Is64 ? Code.BranchI64EqConst : Code.BranchI32EqConst) + (int)Relation);

    /// <summary>The branch taken exactly if another, on an integer comparison, is not.</summary>
    public static Code InverseOfBranch(Code branch)
    {
        if (branch >= Code.BranchI32EqConst)
        {
            bool is64 = branch >= Code.BranchI64EqConst;
            var relation = (Relation)(branch - (is64 ? Code.BranchI64EqConst : Code.BranchI32EqConst));
            return new Comparison(relation, is64, true).Inverse.BranchWithConstant;
        }

        // Of two slots: eq, ne, lt_s, lt_u, ge_s, ge_u.
        Code first = branch >= Code.BranchI64Eq ? Code.BranchI64Eq : Code.BranchI32Eq;
        return first + (branch - first) switch { 0 => 1, 1 => 0, 2 => 4, 3 => 5, 4 => 2, _ => 3 };
    }

    /// <summary>The branch taken if this comparison of two slots holds; GtS … LeU must be swapped first.</summary>
    public Code BranchWithSlot => (Is64 ? Code.BranchI64Eq : Code.BranchI32Eq) + Relation switch
    {
        Relation.Eq => 0,
        Relation.Ne => 1,
        Relation.LtS => 2,
        Relation.LtU => 3,
        Relation.GeS => 4,
        Relation.GeU => 5,
        _ => throw new InvalidOperationException($"no branch on {Relation}"),
    };
}
