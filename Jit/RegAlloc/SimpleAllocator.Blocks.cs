using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <content>Beginnings and ends of blocks, and the references that are live.</content>
internal sealed partial class SimpleAllocator
{
    /// <summary>Live references, for stack maps.</summary>
    private readonly PooledList<int> _live = new(32);

    /// <summary>Whether they changed since the last stack map.</summary>
    private bool _changed;

    private bool TracksLiveness => _safepoints > 0 && !_oneMap;

    private void AllocateBlock(ref MachineBlock block)
    {
        FindNextUses(ref block);
        _tick++;
        MoveAtBeginning(ref block);
        for (int i = block.First; i < block.End; i++)
        {
            AllocateInstruction(i, ref block);
        }

        for (int r = 0; r < _valueIn.Length; r++)
        {
            if (_valueIn[r] >= 0)
            {
                _values[_valueIn[r]].Register = -1;
                _valueIn[r] = -1;
            }
        }

        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref _function.Edges[e];
            for (int k = 0; k < edge.Count; k++)
            {
                GiveBackSlot(_function.Registers[edge.First + k]);
            }
        }
    }

    /// <summary>From the block's end to its beginning: which instruction needs each operand's register after it.</summary>
    private void FindNextUses(ref MachineBlock block)
    {
        if (TracksLiveness)
        {
            foreach (int register in _live.Span)
            {
                _values[register].LivePosition = -1;
            }

            _live.Clear();
            _changed = true;
            for (int element = _liveness.First(_block); element >= 0;)
            {
                (int register, element) = _liveness.At(element);
                _values[register].Next = Elsewhere;
                _values[register].NextOf = _block;
                AddIfLiveIn(register);
            }
        }

        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref _function.Edges[e];
            for (int k = 0; k < edge.Count; k++)
            {
                int register = _function.Registers[edge.First + k];
                Enter(register).Next = block.End;
                AddIfLiveIn(register);
            }
        }

        for (int i = block.End - 1; i >= block.First; i--)
        {
            ref MachineInstruction instruction = ref _function.Instructions[i];
            for (int k = instruction.FirstOperand + instruction.OperandCount - 1; k >= instruction.FirstOperand; k--)
            {
                ref Operand operand = ref _function.Operands[k];
                ref Value value = ref Enter(operand.Register);
                _nextUse[k] = value.Next;
                if (operand.IsUse)
                {
                    value.Next = i;
                    AddIfLiveIn(operand.Register);
                }
            }
        }

        for (int p = 0; p < block.ParameterCount; p++)
        {
            int register = _function.Registers[block.FirstParameter + p];
            _values[register].IsStored = true;
            if (Enter(register).Next != Never)
            {
                AddLive(register);
            }
        }
    }

    private ref Value Enter(int register)
    {
        ref Value value = ref _values[register];
        if (value.NextOf != _block)
        {
            value.NextOf = _block;
            value.Next = value.IsGlobal && !(TracksLiveness && _traced[register]) ? Elsewhere : Never;
        }

        return ref value;
    }

    /// <summary>Moves on an edge from a block with several: everything comes from slots, but for what its terminator defines.</summary>
    private void MoveAtBeginning(ref MachineBlock block)
    {
        int e = _incoming[_block];
        if (e < 0)
        {
            return;
        }

        ref MachineEdge edge = ref _function.Edges[e];
        ref MachineBlock source = ref _function.Blocks[_liveness.Predecessors(_block)[0]];
        if (e == source.FirstEdge)
        {
            ref MachineInstruction terminator = ref _function.Instructions[source.End - 1];
            foreach (ref Operand operand in _function.Operands.Span.Slice(terminator.FirstOperand, terminator.OperandCount))
            {
                ref Value value = ref _values[operand.Register];
                if (operand.IsDef && value.IsGlobal)
                {
                    value.Stamp = _tick;
                    value.StartRegister = operand.Fixed;
                    MoveTo(operand.Register, SlotOf(operand.Register));
                }
            }
        }

        MoveParameters(ref edge);
        _moves.Resolve(block.First, _registers, _allocation.Moves);
        _tick++;
    }

    private void MoveParameters(ref MachineEdge edge)
    {
        int parameters = _function.Blocks[edge.Target].FirstParameter;
        for (int k = 0; k < edge.Count; k++)
        {
            MoveTo(_function.Registers[edge.First + k], SlotOf(_function.Registers[parameters + k]));
        }
    }

    private void AddIfLiveIn(int register)
    {
        if (_liveness.DefinitionBlocks[register] != _block)
        {
            AddLive(register);
        }
    }

    private void AddLive(int register)
    {
        if (TracksLiveness && _traced[register] && _values[register].LivePosition < 0)
        {
            _values[register].LivePosition = _live.Count;
            _live.Add(register);
            _changed = true;
        }
    }

    private void RemoveLive(int register)
    {
        int position = _values[register].LivePosition;
        if (position >= 0)
        {
            int last = _live.Pop();
            if (last != register)
            {
                _live[position] = last;
                _values[last].LivePosition = position;
            }

            _values[register].LivePosition = -1;
            _changed = true;
        }
    }

    private void AddStackMap(int instruction)
    {
        PooledList<int> slots = _allocation.StackMapSlots;
        PooledList<StackMapEntry> maps = _allocation.StackMaps;
        if (_oneMap)
        {
            maps.Add(new StackMapEntry(instruction, 0, _allocation.ZeroedSlotCount));
            return;
        }

        if (!_changed)
        {
            maps.Add(maps[maps.Count - 1] with { Instruction = instruction });
            return;
        }

        _changed = false;
        int start = slots.Count;
        foreach (int register in _live.Span)
        {
            slots.Add(SlotOf(register).SlotNumber);
        }

        maps.Add(new StackMapEntry(instruction, start, slots.Count - start));
    }

    /// <summary>A value of this block only is dead: its slot is free.</summary>
    private void GiveBackSlot(int register)
    {
        ref Value value = ref _values[register];
        if (value.Slot >= 0 && !value.IsGlobal && !value.IsParameter && !(_oneMap && _traced[register]) && register != _function.InstanceRegister)
        {
            _slots.Give(value.Slot, _function.RegisterTypes[register]);
            value.Slot = -1;
        }
    }
}
