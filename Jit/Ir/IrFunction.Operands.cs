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
