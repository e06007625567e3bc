using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

// Blocks, labels and branches (specification, 4.6.5 and 4.6.6).
internal sealed partial class FunctionTranslator
{
    private readonly PooledList<TableJump> _tableJumps = new(16);
    private int _tableCount;

    private ref Frame Label(uint depth) => ref _frames[_frames.Count - 1 - (int)depth];

    private Frame Open(FrameKind kind, BlockType type, out ControlEntry entry)
    {
        entry = _sideTable.Controls[_nextControl++];
        IrType[] parameters = [];
        IrType[] results;
        if (type.IsIndex)
        {
            IrSignature signature = _environment.Signature(type.TypeIndex);
            parameters = signature.Parameters;
            results = signature.Results;
        }
        else
        {
            results = ModuleEnvironment.Single(type.Result.IsBottom ? IrType.None : _environment.TypeOf(type.Result));
        }

        return new Frame
        {
            Kind = kind,
            Height = _height - parameters.Length,
            Parameters = parameters,
            Results = results,
            Join = Frame.None,
            BlockTime = Frame.None,
            Table = -1,
        };
    }

    private void OpenLocals(ref Frame frame) => frame.BlockTime = _locals.OpenBlock(out frame.OuterStart);

    private int NewJoin() => _locals.AddJoin(_ir.AddBlock());

    private void TranslateBlock(BlockType type)
    {
        Frame frame = Open(FrameKind.Block, type, out ControlEntry entry);
        if (entry.IsTarget)
        {
            frame.Join = NewJoin();
            OpenLocals(ref frame);
        }

        _frames.Add(in frame);
    }

    private void TranslateLoop(BlockType type)
    {
        Frame frame = Open(FrameKind.Loop, type, out ControlEntry entry);
        if (!entry.IsTarget)
        {
            frame.Kind = FrameKind.Block;
            _frames.Add(in frame);
            return;
        }

        frame.Join = NewJoin();
        Jump(EdgeTo(ref frame));
        _locals.OpenLoop(frame.Join, entry.Start, entry.End);
        _loopDepth++;
        StartBlock(_locals.JoinAt(frame.Join).Block);
        _ir[_block].IsLoopHeader = true;
        _height = frame.Height;
        PushParameters(frame.Parameters);
        if (_options.Interruptible)
        {
            Emit(IrOp.CheckStop, IrType.None, flags: (byte)TrapCode.Interrupted);
        }

        _frames.Add(in frame);
    }

    private void TranslateIf(BlockType type)
    {
        Value condition = Pop();
        Frame frame = Open(FrameKind.If, type, out ControlEntry entry);
        frame.Join = NewJoin();
        Block then = _ir.AddBlock();
        int taken = _ir.AddEdge(then, []);
        int skipped;
        if (entry.Else < 0)
        {
            frame.Kind = FrameKind.IfDone;
            skipped = EdgeTo(ref frame);
        }
        else
        {
            frame.Else = _ir.AddBlock();
            skipped = _ir.AddEdge(frame.Else, []);
            frame.Saved = _saved.Count;
            foreach (Value parameter in Top(frame.Parameters.Length))
            {
                _saved.Add(parameter);
            }
        }

        EmitBranchIf(condition, taken, skipped);
        OpenLocals(ref frame);
        _frames.Add(in frame);
        StartBlock(then);
    }

    private void TranslateElse()
    {
        ref Frame frame = ref _frames[_frames.Count - 1];
        if (_reachable)
        {
            Jump(EdgeTo(ref frame));
        }

        frame.Kind = FrameKind.IfDone;
        _locals.Restore(frame.BlockTime);
        StartBlock(frame.Else);
        _height = frame.Height;
        for (int i = frame.Saved; i < _saved.Count; i++)
        {
            Push(_saved[i]);
        }

        _saved.Resize(frame.Saved);
        _reachable = true;
    }

    private void TranslateEnd()
    {
        ref Frame frame = ref _frames[_frames.Count - 1];
        switch (frame.Kind)
        {
            case FrameKind.Body:
                if (_reachable)
                {
                    EmitReturn();
                }

                break;
            case FrameKind.Loop:
                EndLoop();
                break;
            case FrameKind.TryTable:
                EndTry(ref frame);
                BindLabel(ref frame);
                break;
            default:
                BindLabel(ref frame);
                break;
        }

        if (!_reachable)
        {
            _height = frame.Height;
        }

        _frames.Resize(_frames.Count - 1);
    }

    private void EndLoop()
    {
        _locals.CloseLoop();
        _loopDepth--;
        if (!_reachable)
        {
            return;
        }

        // What follows is not in the loop, although it may begin in a block of it.
        if (_ir[_block].First.IsSome || _ir[_block].IsLoopHeader)
        {
            Block next = _ir.AddBlock();
            Jump(_ir.AddEdge(next, []));
            StartBlock(next);
        }
        else
        {
            _ir[_block].LoopDepth = _loopDepth;
        }
    }

    /// <summary>The label at the end of a block.</summary>
    private void BindLabel(ref Frame frame)
    {
        if (frame.Join != Frame.None && _locals.JoinAt(frame.Join).EdgeCount > 0)
        {
            if (_reachable)
            {
                Jump(EdgeTo(ref frame));
            }

            _height = frame.Height;
            BeginJoin(frame.Join, frame.Results);
            _locals.Arrive(frame.Join);
        }

        if (frame.BlockTime != Frame.None)
        {
            _locals.CloseBlock(frame.OuterStart);
        }
    }

    /// <summary>Begins the block of a join and pushes what its edges carry. With one edge only there is no need of parameters.</summary>
    private void BeginJoin(int join, IrType[] types)
    {
        LocalJoin target = _locals.JoinAt(join);
        StartBlock(target.Block);
        _reachable = true;
        if (target.EdgeCount > 1)
        {
            PushParameters(types);
            return;
        }

        int edge = _locals.LastEdgeOf(join);
        foreach (Value value in _ir.Arguments(edge))
        {
            Push(value);
        }

        _ir.EdgeAt(edge).Count = 0;
    }

    private void PushParameters(IrType[] types)
    {
        foreach (IrType type in types)
        {
            Push(_ir.AddParameter(_block, type));
        }
    }

    /// <summary>An edge to a frame's label, which carries the top operands. Not for the body's.</summary>
    private int EdgeTo(ref Frame frame)
    {
        int edge = _ir.AddEdge(_locals.JoinAt(frame.Join).Block, Top(frame.LabelTypes.Length));
        _locals.AddEdge(frame.Join, edge);
        return edge;
    }

    private void Jump(int edge) => Emit(IrOp.Jump, IrType.None, new Value(edge));

    private void EmitBranchIf(Value condition, int taken, int other, byte hint = 0) =>
        Emit(IrOp.BranchIf, IrType.None, condition, new Value(taken), new Value(other), flags: hint);

    private void TranslateBr(uint depth)
    {
        EmitBr(ref Label(depth));
        _reachable = false;
    }

    private void EmitBr(ref Frame frame)
    {
        if (frame.Kind == FrameKind.Body)
        {
            EmitReturn();
        }
        else
        {
            Jump(EdgeTo(ref frame));
        }
    }

    private void TranslateBrIf(uint depth)
    {
        Value condition = Pop();
        Block next = _ir.AddBlock();
        ref Frame frame = ref Label(depth);
        if (frame.Kind == FrameKind.Body)
        {
            Block taken = _ir.AddBlock();
            EmitBranchIf(condition, _ir.AddEdge(taken, []), _ir.AddEdge(next, []));
            StartBlock(taken);
            EmitReturn();
        }
        else
        {
            int taken = EdgeTo(ref frame);
            EmitBranchIf(condition, taken, _ir.AddEdge(next, []));
        }

        StartBlock(next);
    }

    // Every label that the table names gets one block, from which one edge goes there: thousands of entries may name the same.
    private void TranslateBrTable(ReadOnlySpan<uint> labels, uint defaultLabel)
    {
        Value index = Pop();
        if (labels.IsEmpty)
        {
            TranslateBr(defaultLabel);
            return;
        }

        int table = _tableCount++;
        int first = _ir.EdgeCount;
        int jumps = _tableJumps.Count;
        for (int i = 0; i <= labels.Length; i++)
        {
            uint depth = i < labels.Length ? labels[i] : defaultLabel;
            ref Frame frame = ref Label(depth);
            if (frame.Table != table)
            {
                frame.Table = table;
                frame.TableBlock = _ir.AddBlock();
                _tableJumps.Add(new TableJump { Frame = _frames.Count - 1 - (int)depth, Block = frame.TableBlock, Edge = -1 });
            }

            _ir.AddEdge(frame.TableBlock, []);
        }

        Emit(IrOp.BranchTable, IrType.None, index, new Value(first), new Value(labels.Length + 1));
        for (int i = jumps; i < _tableJumps.Count; i++)
        {
            ref TableJump jump = ref _tableJumps[i];
            ref Frame frame = ref _frames[jump.Frame];
            StartBlock(jump.Block);
            if (frame.Kind == FrameKind.Body)
            {
                EmitReturn();
            }
            else
            {
                jump.Edge = EdgeTo(ref frame);
                Jump(jump.Edge);
            }
        }

        _tables.Add(new Table(first, labels.Length + 1));
        _reachable = false;
    }

    /// <summary>Returns with the top operands as results.</summary>
    private void EmitReturn()
    {
        ReleaseDepth();
        EmitResults();
    }

    private void EmitResults()
    {
        int count = _signature.Results.Length;
        int list = _ir.AddList(Top(count));
        Emit(IrOp.Return, IrType.None, new Value(list), new Value(count));
    }

    private void ReleaseDepth()
    {
        if (_depthCost > 0)
        {
            Emit(IrOp.ReleaseDepth, IrType.None, imm: _depthCost);
        }
    }

    private readonly PooledList<Table> _tables = new(4);
    private int[] _tableTargets = [];

    private void BeginTables()
    {
        _tableJumps.Clear();
        _tables.Clear();
        _tableCount = 0;
    }

    /// <summary>Lets tables go to labels directly where no values are carried.</summary>
    private void FinishTables()
    {
        if (_tables.Count == 0)
        {
            return;
        }

        if (_tableTargets.Length < _ir.BlockCount)
        {
            _tableTargets = new int[_ir.BlockCount * 2];
        }

        Span<int> targets = _tableTargets.AsSpan(0, _ir.BlockCount);
        targets.Clear();
        foreach (TableJump jump in _tableJumps.Span)
        {
            if (jump.Edge >= 0 && _ir.EdgeAt(jump.Edge).Count == 0)
            {
                // Which is never the entry, hence 0 is none.
                targets[jump.Block.Index] = _ir.EdgeAt(jump.Edge).Target.Index;
            }
        }

        foreach (Table table in _tables.Span)
        {
            for (int edge = table.First; edge < table.First + table.Count; edge++)
            {
                ref Edge entry = ref _ir.EdgeAt(edge);
                int target = targets[entry.Target.Index];
                entry.Target = target != 0 ? new Block(target) : entry.Target;
            }
        }

        int kept = 0;
        List<Block> order = _ir.BlockOrder;
        for (int i = 0; i < order.Count; i++)
        {
            if (targets[order[i].Index] == 0)
            {
                order[kept++] = order[i];
            }
        }

        order.RemoveRange(kept, order.Count - kept);
    }

    private struct TableJump
    {
        public int Frame;
        public Block Block;
        public int Edge;
    }

    private readonly record struct Table(int First, int Count);
}
