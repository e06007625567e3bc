using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <content>Beginnings and ends of blocks.</content>
internal sealed partial class SimpleAllocator
{
    private void AllocateBlock(ref MachineBlock block)
    {
        FindNextUses(ref block);
        _tick++;
        MoveAtBeginning(ref block);
        for (int i = block.First; i < block.End - 1; i++)
        {
            AllocateInstruction(i, ends: false);
        }

        AllocateInstruction(block.End - 1, ends: true);
        if (block.EdgeCount == 1)
        {
            _tick++;
            MoveParameters(ref _function.Edges[block.FirstEdge]);
            _moves.Resolve(block.End - 1, _registers, _output);
        }

        ClearRegisters();

        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref _function.Edges[e];
            for (int k = 0; k < edge.Count; k++)
            {
                Died(_function.Registers[edge.First + k]);
            }
        }
    }

    /// <summary>From the block's end to its beginning: which instruction needs each operand's register after it.</summary>
    private void FindNextUses(ref MachineBlock block)
    {
        if (_tracksReferences)
        {
            ClearLive();
            for (int element = _liveness.First(_block); element >= 0;)
            {
                (int register, element) = _liveness.At(element);
                _values[register].Next = Elsewhere;
                _values[register].Mark = _block;
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
        if (value.Mark != _block)
        {
            value.Mark = _block;
            value.Next = value.IsGlobal && !(_tracksReferences && _traced[register]) ? Elsewhere : Never;
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
        _moves.Resolve(block.First, _registers, _output);
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
}
