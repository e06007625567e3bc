using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>
/// Allocates block by block: what lives in several blocks has a frame slot and is stored right after its definition; within a block
/// registers are handed out greedily, and who is needed last has to leave first. Calls leave nothing in registers. One pass, linear:
/// the fast tier, the switch to find out whether the other allocator errs, and what that hands enormous functions to.
/// </summary>
internal sealed partial class SimpleAllocator : IRegisterAllocator
{
    /// <summary>Not needed any more.</summary>
    private const int Never = int.MaxValue;

    /// <summary>Needed in another block.</summary>
    private const int Elsewhere = int.MaxValue - 1;

    private readonly FrameSlots _slots = new();
    private readonly ParallelMoves _moves;
    private readonly Liveness _liveness = new();
    private readonly int[] _valueIn = new int[64];
    private readonly PooledList<int> _deaths = new(16);
    private MachineFunction _function = null!;
    private RegisterFile _registers = null!;
    private Allocation _allocation = null!;
    private Value[] _values = [];
    private int[] _nextUse = [];
    private bool[] _traced = [];

    /// <summary>By block: the only edge to it if it comes from a block with several; else -1.</summary>
    private int[] _incoming = [];
    private int _block;
    private int _safepoints;
    private bool _oneMap;

    /// <summary>Makes one; it keeps its working memory.</summary>
    public SimpleAllocator() => _moves = new ParallelMoves(_slots);

    /// <summary>What is known of a virtual register.</summary>
    private struct Value
    {
        /// <summary>Its register, or -1.</summary>
        public int Register;

        /// <summary>Its register before the current instruction if <see cref="Stamp"/> is the current tick.</summary>
        public int StartRegister;

        /// <summary>See <see cref="StartRegister"/>.</summary>
        public int Stamp;

        /// <summary>Instruction that needs it next; <see cref="Elsewhere"/>, <see cref="Never"/>.</summary>
        public int Next;

        /// <summary>Its slot, or -1.</summary>
        public int Slot;

        /// <summary>Instruction that can be repeated, or -1.</summary>
        public int Rematerialize;

        /// <summary>Position in the list of live references, or -1.</summary>
        public int LivePosition;

        /// <summary>Tick of the last instruction that uses it, as far as has been seen.</summary>
        public int UsedAt;

        /// <summary>Tick of the last instruction for which its slot got the constant that it is.</summary>
        public int MadeAt;

        /// <summary>Block for which <see cref="Next"/> was set.</summary>
        public int NextOf;

        /// <summary>Whether it lives in several blocks.</summary>
        public bool IsGlobal;

        /// <summary>Whether it is a block's parameter.</summary>
        public bool IsParameter;

        /// <summary>Whether its slot has it, from here to the end of the block.</summary>
        public bool IsStored;
    }

    /// <inheritdoc/>
    public void Allocate(MachineFunction function, RegisterFile registers, Allocation allocation)
    {
        _function = function;
        _registers = registers;
        _allocation = allocation;
        _oneMap = false;
        if (!Run())
        {
            // Exact stack maps would be too large.
            _oneMap = true;
            Run();
        }

        allocation.SlotCount = _slots.Count;
    }

    private bool Run()
    {
        _allocation.Reset();
        _allocation.Locations.Resize(_function.Operands.Count);
        _slots.Reset(_function.StoresInstance ? MachineFunction.InstanceSlot + 1 : 0);
        _live.Clear();
        _changed = true;
        Array.Fill(_valueIn, -1);
        if (!Classify())
        {
            return false;
        }

        int budget = MapBudget();
        for (_block = 0; _block < _function.Blocks.Count; _block++)
        {
            AllocateBlock(ref _function.Blocks[_block]);
            if (!_oneMap && _allocation.StackMapSlots.Count > budget)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Work on liveness, and room for stack maps, that a function of this size is granted.</summary>
    private int MapBudget() => (1 << 20) + (8 * (_function.Operands.Count + _function.Registers.Count + _function.Blocks.Count));

    /// <summary>Finds definitions, what lives in several blocks, what can be repeated, and where references are live.</summary>
    private bool Classify()
    {
        int count = _function.RegisterTypes.Count;
        FlatArray.Ensure(ref _values, count);
        FlatArray.Ensure(ref _nextUse, _function.Operands.Count);
        FlatArray.Ensure(ref _traced, count);
        _values.AsSpan(0, count).Fill(new Value { Register = -1, Slot = -1, Rematerialize = -1, LivePosition = -1, NextOf = -1 });
        FlatArray.Ensure(ref _incoming, _function.Blocks.Count);
        Array.Fill(_incoming, -1, 0, _function.Blocks.Count);
        _liveness.Prepare(_function);
        _safepoints = 0;
        for (int b = 0; b < _function.Blocks.Count; b++)
        {
            ClassifyBlock(b);
        }

        if (_function.InstanceRegister >= 0 && _function.StoresInstance)
        {
            ref Value instance = ref _values[_function.InstanceRegister];
            instance.Slot = MachineFunction.InstanceSlot;
            instance.IsStored = true;
        }

        if (_safepoints == 0)
        {
            return true;
        }

        for (int v = 0; v < count; v++)
        {
            _traced[v] = _function.RegisterTypes[v] == RegisterType.Ref && _values[v].Rematerialize < 0;
        }

        if (!_oneMap)
        {
            return _liveness.Compute(_function, _traced.AsSpan(0, count), MapBudget());
        }

        PlaceReferencesInRow();
        return true;
    }

    private void ClassifyBlock(int b)
    {
        ref MachineBlock block = ref _function.Blocks[b];
        ReadOnlySpan<int> definitions = _liveness.DefinitionBlocks;
        for (int p = 0; p < block.ParameterCount; p++)
        {
            _values[_function.Registers[block.FirstParameter + p]].IsParameter = true;
        }

        for (int i = block.First; i < block.End; i++)
        {
            ref MachineInstruction instruction = ref _function.Instructions[i];
            foreach (ref Operand operand in _function.Operands.Span.Slice(instruction.FirstOperand, instruction.OperandCount))
            {
                ref Value value = ref _values[operand.Register];
                if (operand.IsUse)
                {
                    value.IsGlobal |= definitions[operand.Register] != b;
                }
                else if ((instruction.Flags & MachineFlags.Rematerializable) != 0 && operand.IsDef)
                {
                    value.Rematerialize = i;
                }
            }

            if ((instruction.Flags & MachineFlags.Safepoint) != 0)
            {
                _safepoints++;
            }
        }

        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref _function.Edges[e];
            if (block.EdgeCount > 1)
            {
                _incoming[edge.Target] = e;
            }

            for (int k = 0; k < edge.Count; k++)
            {
                int register = _function.Registers[edge.First + k];
                _values[register].IsGlobal |= block.EdgeCount > 1 || definitions[register] != b;
            }
        }
    }

    /// <summary>All references that may be live over a safepoint get slots in a row, zero at first, which every map names.</summary>
    private void PlaceReferencesInRow()
    {
        int count = 0;
        int first = _slots.Count;
        for (int v = 0; v < _function.RegisterTypes.Count; v++)
        {
            if (_traced[v])
            {
                _values[v].Slot = first + count++;
            }
        }

        _slots.TakeRow(count);
        _allocation.FirstZeroedSlot = first;
        _allocation.ZeroedSlotCount = count;
        for (int slot = first; slot < first + count; slot++)
        {
            _allocation.StackMapSlots.Add(slot);
        }
    }

    private bool IsInMemory(int register) => _values[register].IsStored || _liveness.DefinitionBlocks[register] != _block;

    private Location SlotOf(int register)
    {
        ref Value value = ref _values[register];
        if (value.Slot < 0)
        {
            // Values of several blocks get slots of their own: blocks may stand in another order than they run.
            RegisterType type = _function.RegisterTypes[register];
            value.Slot = value.IsGlobal || value.IsParameter ? _slots.TakeNew(type) : _slots.Take(type);
        }

        return Location.Slot(value.Slot);
    }
}
