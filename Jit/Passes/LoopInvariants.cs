using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// Moves what gives the same value in each round of a loop before the loop: pure operations, and loads that nothing in the loop
/// changes.
/// </summary>
/// <remarks>
/// A loop may run zero times, and a load without a trap code may be safe only because of a check before it. So what may trap, and
/// loads in general, are moved only from the loop's header, and only if nothing stays before them there that a program can see or
/// that may trap: then they would have happened in any case, in this order. Loads of the instance's own tables of constants and
/// descriptors are always safe. Comparisons stay: they are one instruction with the branch that they decide. Constants move only
/// with what uses them.
/// </remarks>
internal sealed class LoopInvariants : Pass
{
    // How many loops outwards an instruction goes at once: a bound for deep nests.
    private const int MaximumLevels = 8;

    private ulong[] _changed = [];
    private Value[] _ends = [];
    private Block[] _preheaders = [];
    private Block[] _stands = [];
    private bool _branched;
    private PassContext _context = new();
    private IrFunction _function = new();
    private LoopForest _loops = new();
    private DominatorTree _dominators = new();

    /// <inheritdoc/>
    public override void Run(PassContext context)
    {
        _context = context;
        _function = context.Function;
        _loops = context.Loops;
        if (_loops.Count == 0)
        {
            return;
        }

        _dominators = context.Dominators;
        _branched = false;
        Pooled.Clear(ref _changed, _loops.Count);
        Pooled.Fill(ref _ends, _loops.Count, Value.None);
        Pooled.Fill(ref _preheaders, _loops.Count, Block.None);
        Pooled.Ensure(ref _stands, _function.BlockCount + _loops.Count);
        for (int i = 0; i < _function.BlockCount; i++)
        {
            _stands[i] = new Block(i);
        }

        MemoryEffects effects = context.Effects;
        foreach (int block in context.Flow.Order)
        {
            int loop = _loops.InnermostOf(new Block(block));
            if (loop >= 0)
            {
                _changed[loop] |= effects.Within(new Block(block));
            }
        }

        for (int loop = _loops.Count - 1; loop >= 0; loop--)
        {
            if (_loops[loop].Parent >= 0)
            {
                _changed[_loops[loop].Parent] |= _changed[loop];
            }
        }

        foreach (int block in context.Flow.Order)
        {
            if (_loops.InnermostOf(new Block(block)) >= 0)
            {
                Visit(new Block(block));
            }
        }

        PutInOrder();
        if (_branched)
        {
            context.ControlFlowChanged();
        }
    }

    private void Visit(Block block)
    {
        int innermost = _loops.InnermostOf(block);

        // Whether everything before in the block has been moved, or does not matter.
        bool clean = _loops[innermost].Header == block;
        for (Value value = _function[block].First; value.IsSome;)
        {
            Value next = _function.Next(value);
            ref Instruction instruction = ref _function[value];
            int target = TargetOf(in instruction, innermost, clean);
            if (target >= 0)
            {
                Move(value, target);
            }
            else if (instruction.Op != IrOp.CheckStop)
            {
                clean &= (IrOpTable.Get(instruction.Op).Flags & IrFlags.SideEffect) == 0 && !IrFunction.MayTrap(in instruction);
            }

            value = next;
        }
    }

    // The outermost loop that an instruction can leave, or -1.
    private int TargetOf(in Instruction instruction, int loop, bool clean)
    {
        ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
        int levels = MaximumLevels;
        ulong region = 0;
        if (info.Shape == IrShape.Memory)
        {
            if ((info.Flags & IrFlags.Store) != 0)
            {
                return -1;
            }

            MemoryAccess access = MemoryAccess.Of(in instruction);
            region = access.IsInvariant ? 0 : 1UL << MemoryEffects.BitOf(access.Region);
            if (access.Trap != 0 || !IsAlwaysSafe(in instruction))
            {
                levels = clean ? 1 : 0;
            }
        }
        else if (info.Shape != IrShape.Plain || (info.Flags & (IrFlags.SideEffect | IrFlags.Terminator)) != 0 || Stays(instruction.Op))
        {
            return -1;
        }
        else if ((info.Flags & IrFlags.MayTrap) != 0)
        {
            levels = clean ? 1 : 0;
        }

        int target = -1;
        while (levels-- > 0 && loop >= 0 && (_changed[loop] & region) == 0
            && IsOutside(instruction.A, info.Mask & 1, loop) && IsOutside(instruction.B, info.Mask & 2, loop) && IsOutside(instruction.C, info.Mask & 4, loop))
        {
            target = loop;
            loop = _loops[loop].Parent;
        }

        return target;
    }

    private static bool Stays(IrOp op) => op is IrOp.Result or IrOp.Context or IrOp.FrameAddress or IrOp.RefToI32 or IrOp.I32ToRef
        || (Op)op is >= Op.I32Eqz and <= Op.F64Ge;

    // Constants come along.
    private bool IsOutside(Value value, int isValue, int loop) => isValue == 0 || !value.IsSome || _context.IsConstant(value)
        || !_dominators.Dominates(_loops[loop].Header, _stands[_function.BlockOf(value).Index]);

    // Of the instance or the context itself, or of what their constants point to: descriptors, imported cells.
    private bool IsAlwaysSafe(in Instruction load)
    {
        // The instance also has the bases of memories: what is there is safe only behind a check.
        bool isRuntime = MemoryAccess.Of(in load).Region is MemoryRegion.Runtime or MemoryRegion.MemoryLengths or MemoryRegion.TableDescriptors
            or (>= MemoryRegion.Globals and < MemoryRegion.StructFields);
        if (!isRuntime || load.B.IsSome)
        {
            return false;
        }

        ref Instruction pointer = ref _function[load.A];
        if (IsRoot(load.A))
        {
            return true;
        }

        MemoryAccess access = MemoryAccess.Of(in pointer);
        return pointer.Op == (IrOp)Op.I64Load && access.Region == MemoryRegion.Runtime && access.IsInvariant && access.Trap == 0
            && !pointer.B.IsSome && IsRoot(pointer.A);
    }

    private bool IsRoot(Value value) =>
        value == _function[IrFunction.Entry].FirstParameter || _function[value].Op == IrOp.Context;

    private void Move(Value value, int loop)
    {
        Value place = EndOfPreheader(loop);
        int mask = IrOpTable.Get(_function[value].Op).Mask;
        MoveConstant(_function[value].A, mask & 1, loop, place);
        MoveConstant(_function[value].B, mask & 2, loop, place);
        MoveConstant(_function[value].C, mask & 4, loop, place);
        _function.Remove(value);
        _function.InsertBefore(place, value);
    }

    private void MoveConstant(Value value, int isValue, int loop, Value place)
    {
        if (isValue != 0 && value.IsSome && _context.IsConstant(value) && _dominators.Dominates(_loops[loop].Header, _stands[_function.BlockOf(value).Index]))
        {
            _function.Remove(value);
            _function.InsertBefore(place, value);
        }
    }

    // The jump to the header, of a block that does nothing else behind it.
    private Value EndOfPreheader(int loop)
    {
        if (_ends[loop].IsSome)
        {
            return _ends[loop];
        }

        Block header = _loops[loop].Header;
        ReadOnlySpan<int> sources = _context.Flow.Predecessors(header);
        int outside = 0;
        Block source = Block.None;
        foreach (int candidate in sources)
        {
            if (!_dominators.Dominates(header, new Block(candidate)))
            {
                outside++;
                source = new Block(candidate);
            }
        }

        // An edge may go by the preheader of another loop by now, if it is not a jump; a jump's block keeps its end.
        Value last = _function[source].Last;
        _ends[loop] = outside == 1 && _function[last].Op == IrOp.Jump ? last : AddPreheader(loop, header);
        return _ends[loop];
    }

    private Value AddPreheader(int loop, Block header)
    {
        Block block = _function.AddBlock();
        _preheaders[loop] = block;
        Pooled.Ensure(ref _stands, block.Index + 1);
        _stands[block.Index] = _dominators.ImmediateDominator(header);
        for (Value parameter = _function[header].FirstParameter; parameter.IsSome; parameter = _function.Next(parameter))
        {
            _function.AddParameter(block, _function[parameter].Type);
        }

        ReadOnlySpan<int> incoming = _context.Flow.Incoming(header);
        ReadOnlySpan<int> sources = _context.Flow.Predecessors(header);
        for (int i = 0; i < incoming.Length; i++)
        {
            if (!_dominators.Dominates(header, new Block(sources[i])))
            {
                _function.EdgeAt(incoming[i]).Target = block;
            }
        }

        int count = _function[block].ParameterCount;
        int edge = _function.AddEdge(header, count);
        int k = 0;
        for (Value parameter = _function[block].FirstParameter; parameter.IsSome; parameter = _function.Next(parameter))
        {
            _function.Arguments(edge)[k++] = parameter;
        }

        _branched = true;
        return _function.Append(block, new Instruction { Op = IrOp.Jump, A = new Value(edge) });
    }

    // New blocks stand before the headers that they lead to.
    private void PutInOrder()
    {
        if (!_branched)
        {
            return;
        }

        List<Block> order = _function.BlockOrder;
        int added = 0;
        for (int loop = 0; loop < _loops.Count; loop++)
        {
            added += _preheaders[loop].Index >= 0 ? 1 : 0;
        }

        int from = order.Count - 1;
        for (int i = 0; i < added; i++)
        {
            order.Add(Block.None);
        }

        for (int to = order.Count - 1; to > from; from--)
        {
            Block block = order[from];
            order[to--] = block;
            int loop = _context.Flow.IsReachable(block) ? _loops.InnermostOf(block) : -1;
            if (loop >= 0 && _loops[loop].Header == block && _preheaders[loop].Index >= 0)
            {
                order[to--] = _preheaders[loop];
            }
        }
    }
}
