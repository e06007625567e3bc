using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Jit.Abi;
using Wasm.Jit.Ir;
using IrInstruction = Wasm.Jit.Ir.Instruction;

namespace Wasm.Jit.Frontend;

// Exceptions (specification, 4.6.4). A call in a try_table is an invoke with a landing pad of its own, which goes to the
// try_table's dispatch; that goes on by the number of the clause, or to the dispatch of the try_table around.
internal sealed partial class FunctionTranslator
{
    /// <summary>Clauses beyond which a dispatch is a table.</summary>
    private const int MaximumComparisons = 3;

    private readonly PooledList<Try> _tries = new(4);
    private readonly PooledList<Clause> _clauses = new(8);
    private readonly PooledList<int> _withoutList = new(4);
    private int _try;
    private Value _depth;

    private void BeginTries()
    {
        _tries.Clear();
        _clauses.Clear();
        _try = -1;
        _depth = default;
    }

    private void TranslateTryTable(BlockType type, ReadOnlySpan<CatchClause> clauses)
    {
        if (clauses.IsEmpty)
        {
            TranslateBlock(type);
            return;
        }

        Frame frame = Open(FrameKind.TryTable, type, out ControlEntry _);
        int first = _clauses.Count;
        foreach (CatchClause clause in clauses)
        {
            // Labels count from outside the block, hence before it is pushed.
            _clauses.Add(new Clause(clause.Kind, (int)clause.Tag, _frames.Count - 1 - (int)clause.Label));
            if (clause.Kind >= CatchKind.CatchAll)
            {
                break;
            }
        }

        frame.Join = NewJoin();
        OpenLocals(ref frame);
        frame.Try = _tries.Count;
        _tries.Add(new Try { Outer = _try, First = first, Count = _clauses.Count - first, Join = Frame.None, Handlers = -1 });
        _try = frame.Try;
        _frames.Add(in frame);
    }

    /// <summary>The end of the body of a try_table: behind it the dispatch, if a call has been in it.</summary>
    private void EndTry(ref Frame frame)
    {
        Try ended = _tries[frame.Try];
        _try = ended.Outer;
        if (ended.Join == Frame.None)
        {
            return;
        }

        if (_reachable)
        {
            Jump(EdgeTo(ref frame));
        }

        _locals.Arrive(ended.Join);
        StartBlock(_locals.JoinAt(ended.Join).Block);
        MarkCold();
        EmitDispatch(in ended, frame.Height);
        _reachable = false;
    }

    private void EmitDispatch(in Try ended, int height)
    {
        bool isLast = ended.Outer < 0 || _clauses[ended.First + ended.Count - 1].Kind >= CatchKind.CatchAll;
        if (ended.Count > MaximumComparisons)
        {
            EmitDispatchTable(in ended, height, isLast);
            return;
        }

        for (int i = 0; i < ended.Count; i++)
        {
            int number = ended.First + i;
            if (isLast && i == ended.Count - 1)
            {
                EmitHandler(number, ended.Exception, height);
                return;
            }

            Block handler = _ir.AddBlock();
            Block next = _ir.AddBlock();
            Value matches = Emit(Op.I32Eq, IrType.I32, ended.Clause, Constant(number));
            EmitBranchIf(matches, _ir.AddEdge(handler, []), _ir.AddEdge(next, []));
            StartBlock(handler);
            MarkCold();
            EmitHandler(number, ended.Exception, height);
            StartBlock(next);
            MarkCold();
        }

        GoToDispatch(ended.Outer, ended.Exception, ended.Clause);
    }

    private void EmitDispatchTable(in Try ended, int height, bool isLast)
    {
        Value index = Emit(Op.I32Sub, IrType.I32, ended.Clause, Constant(ended.First));
        int blocks = _ir.BlockCount;
        for (int i = 0; i < ended.Count; i++)
        {
            _ir.AddBlock();
        }

        Block rest = isLast ? new Block(blocks + ended.Count - 1) : _ir.AddBlock();
        int first = _ir.EdgeCount;
        for (int i = 0; i < ended.Count; i++)
        {
            _ir.AddEdge(new Block(blocks + i), []);
        }

        _ir.AddEdge(rest, []);
        Emit(IrOp.BranchTable, IrType.None, index, new Value(first), new Value(ended.Count + 1));
        for (int i = 0; i < ended.Count; i++)
        {
            StartBlock(new Block(blocks + i));
            MarkCold();
            EmitHandler(ended.First + i, ended.Exception, height);
        }

        if (!isLast)
        {
            StartBlock(rest);
            MarkCold();
            GoToDispatch(ended.Outer, ended.Exception, ended.Clause);
        }
    }

    /// <summary>Goes to a clause's label with the payload, the exception, or both.</summary>
    private void EmitHandler(int number, Value exception, int height)
    {
        Clause clause = _clauses[number];
        _height = height;
        if (clause.Kind <= CatchKind.CatchRef)
        {
            foreach (ref readonly FieldAccess field in _environment.Payload(clause.Tag).AsSpan())
            {
                Push(Load(in field, HeapBase(), exception, new MemoryAccess(MemoryRegion.Exceptions)));
            }
        }

        if (clause.Kind is CatchKind.CatchRef or CatchKind.CatchAllRef)
        {
            Push(exception);
        }

        EmitBr(ref _frames[clause.Frame]);
    }

    private void GoToDispatch(int number, Value exception, Value clause)
    {
        int join = DispatchOf(number);
        int edge = _ir.AddEdge(_locals.JoinAt(join).Block, [exception, clause]);
        _locals.AddEdge(join, edge);
        Jump(edge);
    }

    private int DispatchOf(int number)
    {
        ref Try of = ref _tries[number];
        if (of.Join == Frame.None)
        {
            of.Join = NewJoin();
            Block block = _locals.JoinAt(of.Join).Block;
            of.Exception = _ir.AddParameter(block, IrType.Ref);
            of.Clause = _ir.AddParameter(block, IrType.I32);
        }

        return of.Join;
    }

    /// <summary>The list of clauses that are asked when something in a try_table throws, innermost first.</summary>
    private int HandlersOf(int number)
    {
        // Those around that have no list yet, innermost first; each then ends with the way to the next.
        _withoutList.Clear();
        int next = number;
        while (next >= 0 && _tries[next].Handlers < 0)
        {
            _withoutList.Add(next);
            next = CatchesAll(next) ? -1 : _tries[next].Outer;
        }

        int around = next >= 0 ? _ir.HandlerLists[_tries[next].Handlers] : -1;
        while (_withoutList.Count > 0)
        {
            ref Try of = ref _tries[_withoutList.Pop()];
            of.Handlers = _ir.HandlerLists.Count;
            _ir.HandlerLists.Add(_ir.Catches.Count);
            for (int clause = of.First; clause < of.First + of.Count; clause++)
            {
                _ir.Catches.Add(new CatchEntry(_clauses[clause].Kind >= CatchKind.CatchAll ? -1 : _clauses[clause].Tag, clause));
            }

            _ir.Catches.Add(new CatchEntry(around, -1));
            around = _ir.HandlerLists[of.Handlers];
        }

        return _tries[number].Handlers;
    }

    // A clause that catches everything is the last one.
    private bool CatchesAll(int number) => _clauses[_tries[number].First + _tries[number].Count - 1].Kind >= CatchKind.CatchAll;

    /// <summary>Ends the block with a call that something may catch, and begins the one behind its return.</summary>
    private Value EmitInvoke(IrOp op, IrType type, int call, Value code, Value instance)
    {
        Block normal = _ir.AddBlock();
        Block pad = _ir.AddBlock();
        int normalEdge = _ir.AddEdge(normal, []);
        int padEdge = _ir.AddEdge(pad, []);
        int handlers = HandlersOf(_try);
        ref CallInfo info = ref _ir.CallAt(call);
        info.NormalEdge = normalEdge;
        info.PadEdge = padEdge;
        info.Handlers = handlers;
        Value value = Emit(op, type, new Value(call), code, instance);
        StartBlock(pad);
        MarkCold();
        Value landing = Emit(IrOp.LandingPad, IrType.None);
        Value exception = Emit(IrOp.Result, IrType.Ref, landing, new Value(0));
        Value clause = Emit(IrOp.Result, IrType.I32, landing, new Value(1));
        if (_options.CountDepth)
        {
            // The frames above have not given theirs back.
            Store(Op.I64Store, Context(), Depth(), StoreContext.DepthOffset, new MemoryAccess(MemoryRegion.Runtime));
        }

        GoToDispatch(_try, exception, clause);
        StartBlock(normal);
        return value;
    }

    /// <summary>What was left of the depth budget when the function had taken its part.</summary>
    private Value Depth()
    {
        if (!_depth.IsSome)
        {
            _depth = _ir.AddInstruction(new IrInstruction
            {
                Op = (IrOp)Op.I64Load,
                Type = IrType.I64,
                A = Context(),
                Imm = new MemoryAccess(MemoryRegion.Runtime).Place(StoreContext.DepthOffset),
            });
            _ir.InsertBefore(_ir.Next(_charge), _depth);
        }

        return _depth;
    }

    // throw (Step/throw).
    private void TranslateThrow(int tag)
    {
        FieldAccess[] payload = _environment.Payload(tag);
        Value exception = CallHelper(HelperId.ExceptionNew, [_instance, Constant(tag)]);
        _height -= payload.Length;
        for (int i = 0; i < payload.Length; i++)
        {
            Value value = _stack[_height + i];
            if (!IsZero(value))
            {
                Store(in payload[i], HeapBase(), exception, value, new MemoryAccess(MemoryRegion.Exceptions));
            }
        }

        EmitThrow(exception);
    }

    private void TranslateThrowRef()
    {
        Value exception = Pop();
        TrapIfNot(exception, TrapCode.NullExceptionReference);
        EmitThrow(exception);
    }

    private void EmitThrow(Value exception)
    {
        MarkCold();
        if (_try >= 0)
        {
            EmitInvoke(IrOp.InvokeHelper, IrType.None, AddHelperCall(HelperId.Throw, [exception]), default, default);
            MarkCold();
        }
        else
        {
            CallHelper(HelperId.Throw, [exception]);
        }

        Emit(IrOp.Unreachable, IrType.None);
        _reachable = false;
    }

    private struct Try
    {
        public int Outer;
        public int First;
        public int Count;
        public int Join;
        public int Handlers;
        public Value Exception;
        public Value Clause;
    }

    private readonly record struct Clause(CatchKind Kind, int Tag, int Frame);
}
