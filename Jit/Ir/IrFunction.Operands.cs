namespace Wasm.Jit.Ir;

// Uniform visits: values that an instruction reads, edges by which a block ends.
internal sealed partial class IrFunction
{
    /// <summary>
    /// Places of all values that an instruction reads, to read or change: its fields, a call's instance and arguments, arguments of
    /// its edges, values returned. Valid until something is added to the function.
    /// </summary>
    public OperandEnumerator OperandsOf(Value value) => new(this, ref _instructions[value.Index]);

    /// <summary>Numbers of the edges by which an instruction may go on; none unless it is a terminator.</summary>
    public EdgeEnumerator EdgesOf(Value value) => new(this, in _instructions[value.Index]);

    /// <summary>Numbers of the edges that leave a block.</summary>
    public EdgeEnumerator EdgesOf(Block block) => EdgesOf(_blocks[block.Index].Last);

    /// <summary>Whether an instruction can be taken out if nothing reads its value.</summary>
    public static bool IsRemovable(in Instruction instruction)
    {
        ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
        return info.Shape == IrShape.Memory
            ? (info.Flags & IrFlags.Store) == 0 && MemoryAccess.Of(in instruction).Trap == 0
            : (info.Flags & (IrFlags.MayTrap | IrFlags.SideEffect | IrFlags.Terminator)) == 0;
    }

    /// <summary>Whether an instruction may trap.</summary>
    public static bool MayTrap(in Instruction instruction)
    {
        ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
        return info.Shape == IrShape.Memory ? MemoryAccess.Of(in instruction).Trap != 0 : (info.Flags & IrFlags.MayTrap) != 0;
    }

    /// <summary>Takes out the parameters of a block that are not to be kept, and their values on all edges to it.</summary>
    /// <param name="block">The block, not the entry.</param>
    /// <param name="incoming">Numbers of the edges that arrive there.</param>
    /// <param name="keep">By value: whether it stays.</param>
    public void RemoveParameters(Block block, ReadOnlySpan<int> incoming, ReadOnlySpan<bool> keep)
    {
        ref BlockData data = ref _blocks[block.Index];
        bool all = true;
        for (Value value = data.FirstParameter; value.IsSome; value = _links[value.Index].Next)
        {
            all &= keep[value.Index];
        }

        if (all)
        {
            return;
        }

        foreach (int number in incoming)
        {
            // In a list of their own: another edge may share the one that is there.
            ref Edge edge = ref _edges[number];
            int old = edge.Start;
            int start = _listCount;
            for (Value value = data.FirstParameter; value.IsSome; value = _links[value.Index].Next, old++)
            {
                if (keep[value.Index])
                {
                    Pooled.Push(ref _lists, ref _listCount, _lists[old]);
                }
            }

            edge.Start = start;
            edge.Count = _listCount - start;
        }

        Value parameter = data.FirstParameter;
        data.FirstParameter = Value.None;
        data.LastParameter = Value.None;
        data.ParameterCount = 0;
        while (parameter.IsSome)
        {
            Value next = _links[parameter.Index].Next;
            _links[parameter.Index].Next = Value.None;
            _links[parameter.Index].Block = Block.None;
            if (keep[parameter.Index])
            {
                _instructions[parameter.Index].A = new Value(data.ParameterCount);
                AppendParameter(block, parameter);
            }

            parameter = next;
        }
    }

    /// <summary>A new edge with room for values, which are to be filled in.</summary>
    public int AddEdge(Block target, int count)
    {
        Pooled.Ensure(ref _lists, _listCount + count);
        Array.Clear(_lists, _listCount, count);
        _listCount += count;
        Pooled.Push(ref _edges, ref _edgeCount, new Edge { Target = target, Start = _listCount - count, Count = count });
        return _edgeCount - 1;
    }

    /// <summary>Copies a list.</summary>
    /// <returns>Where the copy begins.</returns>
    public int CopyList(int start, int count)
    {
        Pooled.Ensure(ref _lists, _listCount + count);
        Array.Copy(_lists, start, _lists, _listCount, count);
        _listCount += count;
        return _listCount - count;
    }

    /// <summary>Moves all instructions of a block, without its parameters, to the end of another, which has no terminator.</summary>
    public void MoveInstructions(Block from, Block to)
    {
        ref BlockData source = ref _blocks[from.Index];
        ref BlockData target = ref _blocks[to.Index];
        for (Value value = source.First; value.IsSome; value = _links[value.Index].Next)
        {
            _links[value.Index].Block = to;
        }

        if (target.Last.IsSome)
        {
            _links[target.Last.Index].Next = source.First;
            _links[source.First.Index].Previous = target.Last;
        }
        else
        {
            target.First = source.First;
        }

        target.Last = source.Last;
        source.First = Value.None;
        source.Last = Value.None;
    }

    /// <summary>See <see cref="OperandsOf"/>.</summary>
    public ref struct OperandEnumerator
    {
        private readonly IrFunction _function;
        private readonly ref Instruction _instruction;
        private readonly IrShape _shape;
        private ref Value _current;
        private Span<Value> _list;
        private int _mask;
        private int _position;
        private int _edge;
        private int _edges;

        internal OperandEnumerator(IrFunction function, ref Instruction instruction)
        {
            ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
            _function = function;
            _instruction = ref instruction;
            _shape = info.Shape;
            _mask = info.Mask;
            _position = 0;
            _edge = -1;
            _edges = 0;
            _list = default;
            if (_shape > IrShape.Memory)
            {
                Prepare();
            }
        }

        /// <summary>The place of the value; never <see cref="Value.None"/>.</summary>
        public readonly ref Value Current => ref _current;

        /// <summary>Itself, for <c>foreach</c>.</summary>
        public readonly OperandEnumerator GetEnumerator() => this;

        /// <summary>The next one.</summary>
        public bool MoveNext()
        {
            while (_mask != 0)
            {
                int mask = _mask;
                _mask = mask & (mask - 1);
                _current = ref (mask & 1) != 0 ? ref _instruction.A : ref (mask & 2) != 0 ? ref _instruction.B : ref _instruction.C;
                if (_current.IsSome)
                {
                    return true;
                }
            }

            return _shape > IrShape.Memory && MoveNextInLists();
        }

        // The lists, and for calls the instance before them.
        private void Prepare()
        {
            switch (_shape)
            {
                case IrShape.Call:
                    _list = _function.Arguments(in _function.CallOf(in _instruction));
                    _position = -1;
                    break;
                case IrShape.Return:
                    _list = _function.List(_instruction.A.Index, _instruction.B.Index);
                    break;
                case IrShape.Jump:
                    _edge = _instruction.A.Index;
                    _edges = 1;
                    break;
                case IrShape.BranchIf:
                    _edge = _instruction.B.Index;
                    _edges = 2;
                    break;
                default:
                    _edge = _instruction.B.Index;
                    _edges = _instruction.C.Index;
                    break;
            }

            if (_edges > 0)
            {
                _list = _function.Arguments(_edge);
            }
        }

        private bool MoveNextInLists()
        {
            if (_position < 0)
            {
                _position = 0;
                _current = ref _function.CallOf(in _instruction).Instance;
                if (_current.IsSome)
                {
                    return true;
                }
            }

            while (_position >= _list.Length)
            {
                if (--_edges <= 0)
                {
                    return false;
                }

                _edge = _shape == IrShape.BranchIf ? _instruction.C.Index : _edge + 1;
                _list = _function.Arguments(_edge);
                _position = 0;
            }

            _current = ref _list[_position++];
            return true;
        }
    }

    /// <summary>See <see cref="EdgesOf(Block)"/>.</summary>
    public struct EdgeEnumerator
    {
        private readonly int _second;
        private int _next;
        private int _left;

        internal EdgeEnumerator(IrFunction function, in Instruction instruction)
        {
            _second = -1;
            switch (IrOpTable.Get(instruction.Op).Shape)
            {
                case IrShape.Jump:
                    _next = instruction.A.Index;
                    _left = 1;
                    break;
                case IrShape.BranchIf:
                    _next = instruction.B.Index;
                    _second = instruction.C.Index;
                    _left = 2;
                    break;
                case IrShape.BranchTable:
                    _next = instruction.B.Index;
                    _left = instruction.C.Index;
                    break;
                case IrShape.Call when instruction.Op is IrOp.Invoke or IrOp.InvokeIndirect or IrOp.InvokeHelper:
                    ref CallInfo call = ref function.CallOf(in instruction);
                    _next = call.NormalEdge;
                    _second = call.PadEdge;
                    _left = 2;
                    break;
            }
        }

        /// <summary>The edge's number.</summary>
        public int Current { get; private set; }

        /// <summary>Itself, for <c>foreach</c>.</summary>
        public readonly EdgeEnumerator GetEnumerator() => this;

        /// <summary>How many are left.</summary>
        public readonly int Left => _left;

        /// <summary>The next one.</summary>
        public bool MoveNext()
        {
            if (_left-- <= 0)
            {
                return false;
            }

            Current = _next;
            _next = _second >= 0 ? _second : _next + 1;
            return true;
        }
    }
}
