using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// Takes out checks that a dominating check or branch has decided: that a value is zero or not, that an index is in bounds, that an
/// access cannot fault because one at the same index and at least as far has not. Decides branches the same way.
/// </summary>
/// <remarks>
/// A fact holds where the instruction that tells it dominates. Lengths of memories and tables only grow, so that a check holds for
/// every later length that is loaded from the same place.
/// </remarks>
internal sealed class CheckElimination : Pass
{
    // Bounds of one index that are looked at: more are rare, and would not be linear.
    private const int MaximumBounds = 8;

    private sbyte[] _known = [];
    private int[] _bounds = [];
    private Bound[] _entries = [];
    private int _entryCount;
    private (Value Value, sbyte Old)[] _undo = [];
    private int _undoCount;
    private (Block Block, int Undo, int Entries)[] _scopes = [];
    private PassContext _context = new();
    private IrFunction _function = new();

    /// <inheritdoc/>
    public override void Run(PassContext context)
    {
        _context = context;
        _function = context.Function;
        Pooled.Clear(ref _known, _function.InstructionCount);
        Pooled.Fill(ref _bounds, _function.InstructionCount, -1);
        _entryCount = 0;
        _undoCount = 0;
        DominatorTree dominators = context.Dominators;
        bool branched = false;
        int depth = 0;
        foreach (int number in dominators.Preorder)
        {
            var block = new Block(number);
            while (depth > 0 && !dominators.Dominates(_scopes[depth - 1].Block, block))
            {
                Leave(_scopes[--depth].Undo, _scopes[depth].Entries);
            }

            Pooled.Push(ref _scopes, ref depth, (block, _undoCount, _entryCount));
            LearnFromBranch(block);
            branched |= Visit(block);
        }

        context.FinishReplacing();
        if (branched)
        {
            context.ControlFlowChanged();
        }
    }

    // What the only edge to a block says of its condition.
    private void LearnFromBranch(Block block)
    {
        ReadOnlySpan<int> incoming = _context.Flow.Incoming(block);
        if (incoming.Length != 1)
        {
            return;
        }

        ref Instruction branch = ref _function[_function[new Block(_context.Flow.Predecessors(block)[0])].Last];
        if (branch.Op == IrOp.BranchIf && branch.B != branch.C)
        {
            Learn(_context.Resolve(branch.A), branch.B.Index == incoming[0] ? (sbyte)1 : (sbyte)-1);
        }
    }

    private bool Visit(Block block)
    {
        for (Value value = _function[block].First; value.IsSome;)
        {
            Value next = _function.Next(value);
            ref Instruction instruction = ref _function[value];
            _context.ResolveFields(ref instruction);
            switch (instruction.Op)
            {
                case IrOp.TrapIf or IrOp.TrapIfNot:
                    sbyte survived = instruction.Op == IrOp.TrapIf ? (sbyte)-1 : (sbyte)1;
                    if (_known[instruction.A.Index] == survived)
                    {
                        _function.Remove(value);
                    }
                    else
                    {
                        Learn(instruction.A, survived);
                    }

                    break;
                case IrOp.BoundsCheck:
                    if (!LearnBound(instruction.A, LengthOf(instruction.B), instruction.Imm))
                    {
                        _function.Remove(value);
                    }

                    break;
                case IrOp.BranchIf when _known[instruction.A.Index] != 0:
                    instruction = new Instruction { Op = IrOp.Jump, A = _known[instruction.A.Index] > 0 ? instruction.B : instruction.C };
                    return true;
                case (IrOp)Op.Select when _known[instruction.C.Index] != 0:
                    _context.Replace(value, _known[instruction.C.Index] > 0 ? instruction.A : instruction.B);
                    break;
                case (IrOp)Op.I32Eqz or (IrOp)Op.I64Eqz when _known[instruction.A.Index] != 0:
                    instruction = new Instruction { Op = (IrOp)Op.I32Const, Type = IrType.I32, Imm = _known[instruction.A.Index] > 0 ? 0 : 1 };
                    break;
                default:
                    if (IrOpTable.Get(instruction.Op).Shape == IrShape.Memory)
                    {
                        VisitAccess(ref instruction);
                    }

                    break;
            }

            value = next;
        }

        return false;
    }

    // What has not faulted once does not fault again.
    private void VisitAccess(ref Instruction instruction)
    {
        MemoryAccess access = MemoryAccess.Of(in instruction);
        if (access.Trap == 0 || !instruction.B.IsSome)
        {
            return;
        }

        bool safe;
        if (access.Region == MemoryRegion.LinearMemory)
        {
            int displacement = MemoryAccess.DisplacementOf(in instruction);
            int bytes = InstructionTable.Get((Op)instruction.Op).AccessBytes;
            safe = displacement >= 0 && _function[instruction.B].Type == IrType.I32
                && !LearnBound(instruction.B, new Length(instruction.A, -1), (long)displacement + bytes);
        }
        else
        {
            bool isNullCheck = (TrapCode)access.Trap is TrapCode.NullReference or TrapCode.NullStructureReference or TrapCode.NullArrayReference
                or TrapCode.NullExceptionReference;
            if (!isNullCheck || _function[instruction.B].Type != IrType.Ref)
            {
                return;
            }

            safe = _known[instruction.B.Index] > 0;
            Learn(instruction.B, 1);
        }

        if (safe)
        {
            instruction.Imm = new MemoryAccess(access.Bits & ~0xFFu).Place(MemoryAccess.DisplacementOf(in instruction));
        }
    }

    // A length that only grows is named by where it is loaded from, any other by its value.
    private Length LengthOf(Value value)
    {
        ref Instruction load = ref _function[value];
        return load.Op == (IrOp)Op.I64Load && !load.B.IsSome
            && MemoryAccess.Of(in load).Region is MemoryRegion.MemoryLengths or MemoryRegion.TableDescriptors
            ? new Length(_context.Resolve(load.A), MemoryAccess.DisplacementOf(in load))
            : new Length(value, long.MinValue);
    }

    private void Learn(Value value, sbyte known)
    {
        while (_known[value.Index] == 0)
        {
            Pooled.Push(ref _undo, ref _undoCount, (value, _known[value.Index]));
            _known[value.Index] = known;

            // Of what it is made from.
            ref Instruction instruction = ref _function[value];
            switch (instruction.Op)
            {
                case IrOp.RefToI32 or IrOp.I32ToRef or (IrOp)Op.I64ExtendI32U or (IrOp)Op.I64ExtendI32S:
                    break;
                case (IrOp)Op.I32Eqz or (IrOp)Op.I64Eqz:
                    known = (sbyte)-known;
                    break;
                default:
                    return;
            }

            value = _context.Resolve(instruction.A);
        }
    }

    // False if it was known before.
    private bool LearnBound(Value index, Length length, long extent)
    {
        int looked = 0;
        for (int i = _bounds[index.Index]; i >= 0 && looked < MaximumBounds; i = _entries[i].Next, looked++)
        {
            if (_entries[i].Length == length && _entries[i].Extent >= extent)
            {
                return false;
            }
        }

        Pooled.Push(ref _entries, ref _entryCount, new Bound { Index = index, Length = length, Extent = extent, Next = _bounds[index.Index] });
        _bounds[index.Index] = _entryCount - 1;
        return true;
    }

    private void Leave(int undo, int entries)
    {
        while (_undoCount > undo)
        {
            (Value value, sbyte old) = _undo[--_undoCount];
            _known[value.Index] = old;
        }

        while (_entryCount > entries)
        {
            ref Bound entry = ref _entries[--_entryCount];
            _bounds[entry.Index.Index] = entry.Next;
        }
    }

    private readonly record struct Length(Value Of, long Place);

    private struct Bound
    {
        public Value Index;
        public Length Length;
        public long Extent;
        public int Next;
    }
}
