using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>
/// One scan over the instructions of the whole function: blocks inherit what registers hold from a block before them, and edges whose
/// ends differ get moves. Every value may change its place at every instruction, which is splitting live intervals without building
/// them: a register is lost to a call or to who is needed sooner, and comes back at the next use.
/// </summary>
/// <remarks>
/// What guides it is found by a scan backwards: when the value of each operand is used next, where what a loop needs is nearer than
/// what only is needed after it, and cold blocks are far.
/// A value whose slot is read anywhere is stored once, right after its definition; in cold blocks values are stored before what
/// takes their registers, so that the warm path pays nothing. Constants are made again instead. At the header of a loop the values
/// that the loop needs soon are brought into registers, those that it does not need leave them if it lacks registers.
/// </remarks>
internal sealed partial class LinearScanAllocator : RegisterScan, IRegisterAllocator
{
    private readonly SimpleAllocator _simple = new();

    /// <summary>Moves between instructions, by order of allocation.</summary>
    private readonly PooledList<InsertedMove> _between = new(256);

    /// <summary>Moves of edges at the beginning of their targets.</summary>
    private readonly PooledList<InsertedMove> _edgesFirst = new(256);

    /// <summary>Moves of edges at the end of their sources.</summary>
    private readonly PooledList<InsertedMove> _edgesLast = new(256);

    /// <summary>Stores of values that a terminator defines: before the moves of its first edge.</summary>
    private readonly PooledList<InsertedMove> _storesOfTerminators = new(16);

    /// <summary>Stores of parameters: after the moves of edges.</summary>
    private readonly PooledList<InsertedMove> _storesOfParameters = new(64);

    /// <summary>Stores after definitions.</summary>
    private readonly PooledList<InsertedMove> _stores = new(256);

    /// <summary>Values that are stored at their definition.</summary>
    private readonly PooledList<int> _stored = new(64);

    /// <summary>By virtual register: block in which its slot has it though it is not stored at its definition.</summary>
    private int[] _storedIn = [];

    private int[] _counts = [];

    /// <inheritdoc/>
    public void Allocate(MachineFunction function, RegisterFile registers, Allocation allocation)
    {
        _function = function;
        _registers = registers;
        _allocation = allocation;
        if (!TryAllocate())
        {
            // Too large to know exactly what is live where, or loops that are entered anywhere.
            _simple.Allocate(function, registers, allocation);
        }
    }

    private bool TryAllocate()
    {
        Begin();
        _output = _between;
        _between.Clear();
        _edgesFirst.Clear();
        _edgesLast.Clear();
        _storesOfTerminators.Clear();
        _storesOfParameters.Clear();
        _stores.Clear();
        _stored.Clear();
        _liveness.PreparePredecessors(_function);
        FindDefinitions();
        if (!FindLiveness())
        {
            return false;
        }

        FindNextUses();
        BeginBlocks();
        foreach (int b in _order.Span)
        {
            AllocateBlock(b);
            if (_allocation.StackMapSlots.Count > _mapBudget)
            {
                return false;
            }
        }

        for (int b = 0; b < _function.Blocks.Count; b++)
        {
            ResolveEdges(b);
        }

        foreach (int register in _stored.Span)
        {
            StoreAtDefinition(register);
        }

        OrderMoves();
        OrderStackMaps();
        _allocation.SlotCount = _slots.Count;
        ShareSlots();
        return true;
    }

    private void FindDefinitions()
    {
        int count = _function.RegisterTypes.Count;
        FlatArray.Ensure(ref _storedIn, count);
        Array.Fill(_storedIn, -1, 0, count);
        _safepoints = 0;
        for (int b = 0; b < _function.Blocks.Count; b++)
        {
            FindDefinitions(b);
        }

        if (_function.InstanceRegister >= 0 && _function.StoresInstance)
        {
            ref Value instance = ref _values[_function.InstanceRegister];
            instance.Slot = MachineFunction.InstanceSlot;
            instance.IsStored = true;
        }

        _tracksReferences = _safepoints > 0;
        if (_tracksReferences)
        {
            MarkTraced();
        }
    }

    private void FindDefinitions(int b)
    {
        ref MachineBlock block = ref _function.Blocks[b];
        Span<int> definitions = _liveness.Definitions;
        Span<Operand> operands = _function.Operands.Span;
        for (int p = 0; p < block.ParameterCount; p++)
        {
            int parameter = _function.Registers[block.FirstParameter + p];
            definitions[parameter] = b;
            _values[parameter].IsParameter = true;
            _values[parameter].Group = parameter;
        }

        for (int i = block.First; i < block.End; i++)
        {
            ref MachineInstruction instruction = ref _function.Instructions[i];
            _safepoints += (instruction.Flags & MachineFlags.Safepoint) != 0 ? 1 : 0;
            foreach (ref Operand operand in operands.Slice(instruction.FirstOperand, instruction.OperandCount))
            {
                if (!operand.IsUse)
                {
                    definitions[operand.Register] = b;
                    _values[operand.Register].DefinedAt = i;
                }
            }

            if (IsRematerializable(ref instruction))
            {
                _values[operands[instruction.FirstOperand].Register].Rematerialize = i;
            }
        }
    }

    private protected override Location SlotOf(int register)
    {
        ref Value value = ref _values[register];
        if (value.Slot < 0)
        {
            value.Slot = _slots.TakeNew(_function.RegisterTypes[register]);
        }

        return Location.Slot(value.Slot);
    }

    private protected override Location SlotWithValue(int register)
    {
        ref Value value = ref _values[register];
        if (!value.IsStored && _storedIn[register] != _block && value.Rematerialize < 0)
        {
            value.IsStored = true;
            _stored.Add(register);
        }

        return SlotOf(register);
    }

    private protected override void Evicted(int register)
    {
        ref Value value = ref _values[register];
        if (value.Rematerialize >= 0 || value.IsStored || _storedIn[register] == _block || !_function.Blocks[_block].IsCold)
        {
            return;
        }

        int definition = _liveness.DefinitionBlocks[register];
        if (!_function.Blocks[definition].IsCold)
        {
            _storedIn[register] = _block;
            _storedHere.Add(register);
            _moves.Add(_function.RegisterTypes[register], Location.Register(StartRegister(register)), SlotOf(register));
        }
    }

    private protected override void Defined(int register)
    {
        ref Value value = ref _values[register];
        if (value.Group >= 0)
        {
            _values[value.Group].GroupRegister = value.Register;
        }
    }

    private protected override void Died(int register)
    {
    }

    private protected override void AddStackMap(int instruction)
    {
        AddExactMap(instruction);
        PooledList<StackMapEntry> maps = _allocation.StackMaps;
        if (PlantedBugs.Is(PlantedBug.LostRoot) && maps.Count > 0 && maps[maps.Count - 1] is { Count: > 4 } map)
        {
            maps[maps.Count - 1] = map with { Count = map.Count - 1 };
        }
    }

    private void StoreAtDefinition(int register)
    {
        ref Value value = ref _values[register];
        var store = new InsertedMove { Type = _function.RegisterTypes[register], Rematerialize = -1, To = SlotOf(register) };
        ref MachineBlock block = ref _function.Blocks[_liveness.DefinitionBlocks[register]];
        if (value.IsParameter)
        {
            if (_parameterRegister[register] >= 0)
            {
                store.Before = block.First;
                store.From = Location.Register(_parameterRegister[register]);
                _storesOfParameters.Add(store);
            }

            return;
        }

        ref MachineInstruction instruction = ref _function.Instructions[value.DefinedAt];
        int k = instruction.FirstOperand;
        while (_function.Operands[k].Register != register || !_function.Operands[k].IsDef)
        {
            k++;
        }

        store.From = _allocation.Locations[k];
        if (value.DefinedAt == block.End - 1)
        {
            store.Before = _function.Blocks[_function.Edges[block.FirstEdge].Target].First;
            _storesOfTerminators.Add(store);
            return;
        }

        store.Before = value.DefinedAt + 1;
        _stores.Add(store);
    }

    /// <summary>Counting sort of all moves by place; at one place in the order in which they must act.</summary>
    private void OrderMoves()
    {
        int instructions = _function.Instructions.Count;
        FlatArray.Ensure(ref _counts, instructions + 2);
        Array.Clear(_counts, 0, instructions + 2);
        Count(_storesOfTerminators);
        Count(_edgesFirst);
        Count(_storesOfParameters);
        Count(_stores);
        Count(_between);
        Count(_edgesLast);
        for (int i = 1; i <= instructions + 1; i++)
        {
            _counts[i] += _counts[i - 1];
        }

        _allocation.Moves.Resize(_counts[instructions + 1]);
        Place(_storesOfTerminators);
        Place(_edgesFirst);
        Place(_storesOfParameters);
        Place(_stores);
        Place(_between);
        Place(_edgesLast);
    }

    private void Count(PooledList<InsertedMove> moves)
    {
        foreach (ref InsertedMove move in moves.Span)
        {
            _counts[move.Before + 1]++;
        }
    }

    private void Place(PooledList<InsertedMove> moves)
    {
        foreach (ref InsertedMove move in moves.Span)
        {
            _allocation.Moves[_counts[move.Before]++] = move;
        }
    }

    /// <summary>Blocks may have been visited in another order than they stand in.</summary>
    private void OrderStackMaps()
    {
        if (_isInOrder)
        {
            return;
        }

        _allocation.StackMaps.Span.Sort(static (a, b) => a.Instruction.CompareTo(b.Instruction));
    }
}
