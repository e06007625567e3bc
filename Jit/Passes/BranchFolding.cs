using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// Control flow: branches whose way is known, edges through blocks that only go on (jump threading), parameters that are the same
/// on all edges, blocks that can only follow another, and blocks that nothing reaches.
/// </summary>
/// <remarks>
/// Each step takes away an edge, a parameter or a block, so it ends. An empty block is not skipped if it is a landing pad's or an
/// invoke's target: those have one predecessor, always.
/// </remarks>
internal sealed class BranchFolding : Pass
{
    // An edge through an empty block copies its values; more are not worth it, and could make the function grow.
    private const int MaximumCopied = 8;

    private Block[] _destinations = [];
    private int[] _lasts = [];
    private int[] _uses = [];
    private bool[] _keep = [];
    private Block[] _path = [];
    private bool _hasCandidates;
    private bool _changed;

    /// <inheritdoc/>
    public override void Run(PassContext context)
    {
        // What has not changed need not be computed anew.
        _changed = false;
        FoldBranches(context);
        ThreadEmptyBlocks(context);
        ThreadConditions(context);
        if (_changed)
        {
            context.ControlFlowChanged();
        }

        RemoveSameParameters(context);
        bool merged = MergeBlocks(context);
        context.FinishReplacing();
        if (merged)
        {
            context.ControlFlowChanged();
        }

        context.RemoveUnreachable();
    }

    private void FoldBranches(PassContext context)
    {
        IrFunction function = context.Function;
        _hasCandidates = false;
        foreach (Block block in function.BlockOrder)
        {
            Value value = function[block].Last;
            ref Instruction instruction = ref function[value];
            if (instruction.Op == IrOp.BranchIf)
            {
                if (context.IsConstant(instruction.A, out long condition))
                {
                    MakeJump(ref instruction, (condition != 0 ? instruction.B : instruction.C).Index);
                }
                else if (AreSame(function, instruction.B.Index, instruction.C.Index))
                {
                    MakeJump(ref instruction, instruction.B.Index);
                }
                else
                {
                    // A block of nothing but a branch on its own parameter.
                    _hasCandidates |= function[block].First == value && function.BlockOf(instruction.A) == block;
                }
            }
            else if (instruction.Op == IrOp.BranchTable)
            {
                FoldTable(context, ref instruction);
            }
        }
    }

    private void FoldTable(PassContext context, ref Instruction instruction)
    {
        int first = instruction.B.Index;
        int count = instruction.C.Index;
        if (context.IsConstant(instruction.A, out long index))
        {
            int missed = PlantedBugs.Is(PlantedBug.TableDefault) && (uint)index >= (uint)count && count > 2 ? 1 : 0;
            MakeJump(ref instruction, first + (int)Math.Min((uint)index, (uint)count - 1) - missed);
            return;
        }

        for (int i = 1; i < count; i++)
        {
            if (!AreSame(context.Function, first, first + i))
            {
                return;
            }
        }

        MakeJump(ref instruction, first);
    }

    private void MakeJump(ref Instruction instruction, int edge)
    {
        instruction = new Instruction { Op = IrOp.Jump, A = new Value(edge) };
        _changed = true;
    }

    private static bool AreSame(IrFunction function, int one, int other) =>
        function.EdgeAt(one).Target == function.EdgeAt(other).Target && function.Arguments(one).SequenceEqual(function.Arguments(other));

    // A block without parameters that only jumps: edges to it can go where it goes.
    private void ThreadEmptyBlocks(PassContext context)
    {
        IrFunction function = context.Function;
        int blocks = function.BlockCount;
        Pooled.Fill(ref _destinations, blocks, Block.None);
        Pooled.Ensure(ref _path, blocks);
        bool any = false;
        foreach (Block block in function.BlockOrder)
        {
            ref BlockData data = ref function[block];
            if (block != IrFunction.Entry && data.ParameterCount == 0 && data.First == data.Last && function[data.Last].Op == IrOp.Jump)
            {
                Edge edge = function.EdgeAt(function[data.Last].A.Index);
                if (edge.Target != block && edge.Count <= MaximumCopied)
                {
                    _destinations[block.Index] = edge.Target;
                    any = true;
                }
            }
        }

        if (!any)
        {
            return;
        }

        ShortenWays(function);
        foreach (Block block in function.BlockOrder)
        {
            ref Instruction last = ref function[function[block].Last];
            if (IrOpTable.Get(last.Op).Shape == IrShape.Call)
            {
                continue;
            }

            foreach (int number in function.EdgesOf(block))
            {
                ref Edge edge = ref function.EdgeAt(number);
                Block through = edge.Target;
                if (_lasts[through.Index] >= 0 && through != block)
                {
                    // The last empty block on the way: its edge has the values.
                    Edge onward = function.EdgeAt(function[function[new Block(_lasts[through.Index])].Last].A.Index);
                    int start = onward.Count == 0 ? 0 : function.CopyList(onward.Start, onward.Count);
                    function.EdgeAt(number) = new Edge { Target = onward.Target, Start = start, Count = onward.Count };
                    _changed = true;
                }
            }
        }
    }

    // From "the next" to "the last empty block on the way". A circle of empty blocks keeps one in it.
    private void ShortenWays(IrFunction function)
    {
        const int Unknown = -1;
        const int Walking = -2;
        Pooled.Fill(ref _lasts, function.BlockCount, Unknown);
        foreach (Block start in function.BlockOrder)
        {
            int length = 0;
            Block block = start;
            int last;
            while (true)
            {
                if (_destinations[block.Index].Index < 0)
                {
                    last = length > 0 ? _path[length - 1].Index : Unknown;
                    break;
                }

                last = _lasts[block.Index];
                if (last != Unknown)
                {
                    last = last == Walking ? block.Index : last;
                    break;
                }

                _lasts[block.Index] = Walking;
                _path[length++] = block;
                block = _destinations[block.Index];
            }

            for (int i = 0; i < length; i++)
            {
                _lasts[_path[i].Index] = last;
            }
        }
    }

    // A block that only branches on its parameter, entered with a constant: the way is known.
    private void ThreadConditions(PassContext context)
    {
        if (!_hasCandidates)
        {
            return;
        }

        IrFunction function = context.Function;
        CountUses(function);
        foreach (Block block in function.BlockOrder)
        {
            if (IrOpTable.Get(function[function[block].Last].Op).Shape == IrShape.Call)
            {
                continue;
            }

            foreach (int number in function.EdgesOf(block))
            {
                Block through = function.EdgeAt(number).Target;
                Instruction branch = function[function[through].Last];
                if (through != block && branch.Op == IrOp.BranchIf && function[through].First == function[through].Last
                    && function.BlockOf(branch.A) == through && function[branch.A].Op == IrOp.Parameter
                    && context.IsConstant(function.Arguments(number)[function[branch.A].A.Index], out long condition))
                {
                    Redirect(function, number, through, (condition != 0 ? branch.B : branch.C).Index);
                }
            }
        }
    }

    // Only if no parameter of the block between is used elsewhere: the block may no longer dominate those uses.
    private void Redirect(IrFunction function, int number, Block through, int onward)
    {
        Edge next = function.EdgeAt(onward);
        if (next.Count > MaximumCopied || function[through].ParameterCount > MaximumCopied)
        {
            return;
        }

        Value last = function[through].Last;
        for (Value parameter = function[through].FirstParameter; parameter.IsSome; parameter = function.Next(parameter))
        {
            int own = 0;
            foreach (ref Value operand in function.OperandsOf(last))
            {
                own += operand == parameter ? 1 : 0;
            }

            if (_uses[parameter.Index] != own)
            {
                return;
            }
        }

        int start = next.Count == 0 ? 0 : function.CopyList(next.Start, next.Count);
        foreach (ref Value value in function.List(start, next.Count))
        {
            if (function.BlockOf(value) == through && function[value].Op == IrOp.Parameter)
            {
                value = function.Arguments(number)[function[value].A.Index];
            }
        }

        foreach (Value value in function.List(start, next.Count))
        {
            _uses[value.Index]++;
        }

        function.EdgeAt(number) = new Edge { Target = next.Target, Start = start, Count = next.Count };
        _changed = true;
    }

    private void CountUses(IrFunction function)
    {
        Pooled.Clear(ref _uses, function.InstructionCount);
        foreach (Block block in function.BlockOrder)
        {
            for (Value value = function[block].First; value.IsSome; value = function.Next(value))
            {
                foreach (ref Value operand in function.OperandsOf(value))
                {
                    _uses[operand.Index]++;
                }
            }
        }
    }

    // A parameter that gets one value from everywhere, or itself, is that value.
    private void RemoveSameParameters(PassContext context)
    {
        IrFunction function = context.Function;
        Pooled.Fill(ref _keep, function.InstructionCount, true);
        foreach (int number in context.Flow.Order)
        {
            var block = new Block(number);
            if (block == IrFunction.Entry || function[block].ParameterCount == 0)
            {
                continue;
            }

            bool any = false;
            for (Value parameter = function[block].FirstParameter; parameter.IsSome; parameter = function.Next(parameter))
            {
                Value same = SameOnAllEdges(context, block, parameter);
                if (same.IsSome)
                {
                    context.Replace(parameter, same);
                    _keep[parameter.Index] = false;
                    any = true;
                }
            }

            if (any)
            {
                function.RemoveParameters(block, context.Flow.Incoming(block), _keep);
            }
        }
    }

    private static Value SameOnAllEdges(PassContext context, Block block, Value parameter)
    {
        IrFunction function = context.Function;
        int position = function[parameter].A.Index;
        Value same = Value.None;
        foreach (int edge in context.Flow.Incoming(block))
        {
            Value argument = context.Resolve(function.Arguments(edge)[position]);
            if (argument == parameter || argument == same)
            {
                continue;
            }

            if (same.IsSome)
            {
                return Value.None;
            }

            same = argument;
        }

        return same;
    }

    // A block whose only predecessor only leads to it becomes its end.
    private static bool MergeBlocks(PassContext context)
    {
        IrFunction function = context.Function;
        bool merged = false;
        foreach (int number in context.Flow.Order)
        {
            var block = new Block(number);
            if (!function[block].First.IsSome)
            {
                continue;
            }

            while (function[function[block].Last].Op == IrOp.Jump)
            {
                Value jump = function[block].Last;
                int edge = function[jump].A.Index;
                Block next = function.EdgeAt(edge).Target;
                if (next == block || next == IrFunction.Entry || context.Flow.Incoming(next).Length != 1)
                {
                    break;
                }

                int i = 0;
                for (Value parameter = function[next].FirstParameter; parameter.IsSome; parameter = function.Next(parameter))
                {
                    context.Replace(parameter, function.Arguments(edge)[i++]);
                }

                function.Remove(jump);
                function.MoveInstructions(next, block);
                function[block].IsCold &= function[next].IsCold;
                merged = true;
            }
        }

        if (!merged)
        {
            return false;
        }

        int kept = 0;
        for (int i = 0; i < function.BlockOrder.Count; i++)
        {
            if (function[function.BlockOrder[i]].First.IsSome)
            {
                function.BlockOrder[kept++] = function.BlockOrder[i];
            }
        }

        function.BlockOrder.RemoveRange(kept, function.BlockOrder.Count - kept);
        return true;
    }
}
