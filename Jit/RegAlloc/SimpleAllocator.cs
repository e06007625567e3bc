using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>
/// Allocates block by block: what lives in several blocks has a frame slot and is stored right after its definition; within a block
/// registers are handed out greedily, and who is needed last has to leave first. Calls leave nothing in registers. One pass, linear:
/// the fast tier, the switch to find out whether the other allocator errs, and what that hands enormous functions to.
/// </summary>
internal sealed partial class SimpleAllocator : RegisterScan, IRegisterAllocator
{
    /// <summary>Needed in another block.</summary>
    private const int Elsewhere = int.MaxValue - 1;

    /// <summary>By block: the only edge to it if it comes from a block with several; else -1.</summary>
    private int[] _incoming = [];

    private bool _oneMap;

    /// <inheritdoc/>
    public void Allocate(MachineFunction function, RegisterFile registers, Allocation allocation)
    {
        _function = function;
        _registers = registers;
        _allocation = allocation;
        _oneMap = false;
        _output = allocation.Moves;
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
        Begin();
        if (!Classify())
        {
            return false;
        }

        for (_block = 0; _block < _function.Blocks.Count; _block++)
        {
            AllocateBlock(ref _function.Blocks[_block]);
            if (!_oneMap && _allocation.StackMapSlots.Count > _mapBudget)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Finds definitions, what lives in several blocks, what can be repeated, and where references are live.</summary>
    private bool Classify()
    {
        int count = _function.RegisterTypes.Count;
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

        _tracksReferences = _safepoints > 0 && !_oneMap;
        if (_safepoints == 0)
        {
            return true;
        }

        MarkTraced();
        if (!_oneMap)
        {
            return _liveness.Compute(_function, _traced.AsSpan(0, count), Budget());
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
                else if (IsRematerializable(ref instruction))
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

    private protected override Location SlotOf(int register)
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

    private protected override Location SlotWithValue(int register)
    {
        ref Value value = ref _values[register];
        if (value.Rematerialize < 0 && !IsInMemory(register))
        {
            value.IsStored = true;
            _moves.Add(_function.RegisterTypes[register], Location.Register(StartRegister(register)), SlotOf(register));
        }

        return SlotOf(register);
    }

    private protected override void Evicted(int register)
    {
        if (_values[register].Rematerialize < 0)
        {
            SlotWithValue(register);
        }
    }

    private protected override void Defined(int register)
    {
        if (_values[register].IsGlobal)
        {
            SlotWithValue(register);
        }
    }

    private protected override void AddStackMap(int instruction)
    {
        if (_oneMap)
        {
            _allocation.StackMaps.Add(new StackMapEntry(instruction, 0, _allocation.ZeroedSlotCount));
        }
        else
        {
            AddExactMap(instruction);
        }
    }

    /// <summary>A value of this block only is dead: its slot is free.</summary>
    private protected override void Died(int register)
    {
        ref Value value = ref _values[register];
        if (value.Slot >= 0 && !value.IsGlobal && !value.IsParameter && !(_oneMap && _traced[register]) && register != _function.InstanceRegister)
        {
            _slots.Give(value.Slot, _function.RegisterTypes[register]);
            value.Slot = -1;
        }
    }
}
