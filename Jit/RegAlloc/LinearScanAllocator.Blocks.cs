using System.Numerics;
using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <content>What registers hold at the borders of blocks, and the moves of edges.</content>
internal sealed partial class LinearScanAllocator
{
    /// <summary>Registers at beginnings and ends of blocks; register -1: the slot has it, though it is not stored at its definition.</summary>
    private readonly PooledList<(int Register, int Value)> _states = new(256);

    /// <summary>Values that were stored in the current block, or that it inherits so.</summary>
    private readonly PooledList<int> _storedHere = new(16);

    private (int Start, int Count)[] _entryOf = [];
    private (int Start, int Count)[] _exitOf = [];

    /// <summary>By block: the last edge to it.</summary>
    private int[] _edgeTo = [];

    /// <summary>By virtual register that is a parameter: its register where its block begins; -1: slot.</summary>
    private int[] _parameterRegister = [];

    /// <summary>By virtual register: where it is at the end of the block of <see cref="_exitStamp"/>.</summary>
    private int[] _exitRegister = [];

    private int[] _exitStamp = [];
    private int _exitTick;

    private void BeginBlocks()
    {
        int blocks = _function.Blocks.Count;
        int registers = _function.RegisterTypes.Count;
        FlatArray.Ensure(ref _entryOf, blocks);
        FlatArray.Ensure(ref _exitOf, blocks);
        FlatArray.Ensure(ref _edgeTo, blocks);
        FlatArray.Ensure(ref _parameterRegister, registers);
        FlatArray.Ensure(ref _exitRegister, registers);
        FlatArray.Ensure(ref _exitStamp, registers);
        Array.Fill(_exitOf, (-1, 0), 0, blocks);
        Array.Clear(_exitStamp, 0, registers);
        _exitTick = 0;
        _states.Clear();
        for (int e = 0; e < _function.Edges.Count; e++)
        {
            _edgeTo[_function.Edges[e].Target] = e;
        }
    }

    private void AllocateBlock(int b)
    {
        _block = b;
        _tick++;
        _storedHere.Clear();
        _sets.LoadIn(b);
        if (_tracksReferences)
        {
            ClearLive();
            AddLiveIn();
        }

        ref MachineBlock block = ref _function.Blocks[b];
        for (int p = block.FirstParameter; p < block.FirstParameter + block.ParameterCount; p++)
        {
            _values[_function.Registers[p]].Next = _parameterNext[p];
            if (_parameterNext[p] != Never)
            {
                AddLive(_function.Registers[p]);
            }
        }

        BuildEntry(b, ref block);
        int call = -1;
        for (int i = block.First; i < block.End; i++)
        {
            call = call < i ? FindCall(i, block.End) : call;
            _nextCall = call < block.End ? _start[b] + call - block.First : Never;
            AllocateInstruction(i, ends: i == block.End - 1);
        }

        RecordExit(b, ref block);
        ClearRegisters();
    }

    /// <summary>The first call from an instruction on; the end if there is none.</summary>
    private int FindCall(int i, int end)
    {
        while (i < end && (_function.Instructions[i].Flags & MachineFlags.Call) == 0)
        {
            i++;
        }

        return i;
    }

    private void AddLiveIn()
    {
        foreach (int word in _sets.Touched)
        {
            for (ulong bits = _sets.Word(word) & _tracedSet[word]; bits != 0; bits &= bits - 1)
            {
                AddLive(_sets.RegisterOf((word << 6) + BitOperations.TrailingZeroCount(bits)));
            }
        }
    }

    private void RecordExit(int b, ref MachineBlock block)
    {
        int start = _states.Count;
        ref MachineInstruction terminator = ref _function.Instructions[block.End - 1];
        for (int k = terminator.FirstOperand; k < terminator.FirstOperand + terminator.OperandCount; k++)
        {
            ref Operand operand = ref _function.Operands[k];
            if (operand.IsDef && _nextUse[k] != Never)
            {
                _states.Add((operand.Fixed, operand.Register));
            }
        }

        for (ulong bits = _used; bits != 0; bits &= bits - 1)
        {
            int r = BitOperations.TrailingZeroCount(bits);
            _states.Add((r, _valueIn[r]));
        }

        foreach (int register in _storedHere.Span)
        {
            if (_values[register].Register < 0 && !_values[register].IsStored)
            {
                _states.Add((-1, register));
            }
        }

        _exitOf[b] = (start, _states.Count - start);
    }

    /// <summary>The block before from which a block takes over its registers: a warm one that has been allocated; -1: none.</summary>
    private int Reference(int b)
    {
        int any = -1;
        foreach (int predecessor in _liveness.Predecessors(b))
        {
            if (_exitOf[predecessor].Start >= 0)
            {
                if (!_function.Blocks[predecessor].IsCold)
                {
                    return predecessor;
                }

                any = any < 0 ? predecessor : any;
            }
        }

        return any;
    }

    private void BuildEntry(int b, ref MachineBlock block)
    {
        int reference = b == 0 ? -1 : Reference(b);
        bool several = _liveness.Predecessors(b).Length > 1;
        if (reference >= 0)
        {
            Inherit(reference, several, block.IsLoopHeader);
        }

        if (block.IsLoopHeader && reference >= 0)
        {
            PrepareLoop(b, ref block, vector: false);
            PrepareLoop(b, ref block, vector: true);
        }

        if (block.ParameterCount > 0)
        {
            PlaceParameters(b, ref block, reference);
        }

        int start = _states.Count;
        for (ulong bits = _used; bits != 0; bits &= bits - 1)
        {
            int r = BitOperations.TrailingZeroCount(bits);
            int value = _valueIn[r];
            if (!(_values[value].IsParameter && _liveness.DefinitionBlocks[value] == b))
            {
                _states.Add((r, value));
            }
        }

        _entryOf[b] = (start, _states.Count - start);
    }

    private void Inherit(int reference, bool several, bool header)
    {
        (int start, int count) = _exitOf[reference];
        int time = _start[_block];
        for (int n = start; n < start + count; n++)
        {
            (int register, int value) = _states[n];
            ref Value known = ref _values[value];
            int number = _sets.NumberOf(value);
            if (number < 0 || !_sets.Has(number))
            {
                continue;
            }

            if (known.Next < time || known.Next == Never)
            {
                // It was used in a block that does not come before this one.
                known.Next = NextUse(number, _block, _sets.UseFrom(number, time));
            }

            if (register < 0)
            {
                if (!several)
                {
                    _storedIn[value] = _block;
                    _storedHere.Add(value);
                }
            }
            else if (!several || (IsBeforeCall(known.Next) && (header || known.Rematerialize < 0)))
            {
                _valueIn[register] = value;
                _used |= 1UL << register;
                known.Register = register;
            }
        }
    }

    /// <summary>Chooses what a loop begins with in registers.</summary>
    private void PrepareLoop(int b, ref MachineBlock block, bool vector)
    {
        byte[] file = vector ? _registers.Vector : _registers.General;
        int pressure = vector ? _loopPressure[b].Vector : _loopPressure[b].General;
        int room = file.Length - (pressure > file.Length ? 2 : 0);
        foreach (byte register in file)
        {
            room -= _valueIn[register] >= 0 ? 1 : 0;
        }

        for (int p = block.FirstParameter; p < block.FirstParameter + block.ParameterCount; p++)
        {
            room -= IsVector(_function.RegisterTypes[_function.Registers[p]]) == vector && IsBeforeCall(_parameterNext[p]) ? 1 : 0;
        }

        // What only is needed after the loop, or after a call, gives way.
        int last = _callAt[b] < 0 ? _loopEnd[b] : Math.Min(_callAt[b], _loopEnd[b]);
        for (int excess = pressure - file.Length; excess > 0; excess--)
        {
            int victim = Furthest(file);
            if (victim < 0 || _values[_valueIn[victim]].Next <= last)
            {
                break;
            }

            Leave(_valueIn[victim]);
            room++;
        }

        Span<(int Register, int Next)> nearest = stackalloc (int, int)[32];
        int found = 0;
        room = Math.Min(room, nearest.Length);
        foreach (int word in _sets.Touched)
        {
            ulong bits = _sets.Word(word) & (vector ? _vectors[word] : ~_vectors[word]);
            for (; bits != 0 && room > 0; bits &= bits - 1)
            {
                int number = (word << 6) + BitOperations.TrailingZeroCount(bits);
                int register = _sets.RegisterOf(number);
                if (_values[register].Register < 0)
                {
                    int next = NextUse(number, b, _sets.UseFrom(number, _start[b]));
                    _values[register].Next = next;
                    found = next > last ? found : Insert(nearest[..room], found, register, next);
                }
            }
        }

        for (int n = 0; n < found; n++)
        {
            int chosen = Hinted(nearest[n].Register, 0, reading: true);
            chosen = chosen >= 0 ? chosen : FindFree(_function.RegisterTypes[nearest[n].Register], 0);
            if (chosen >= 0)
            {
                SetRegister(nearest[n].Register, chosen);
            }
        }
    }

    /// <summary>Puts a value into a list of those that are needed first.</summary>
    /// <returns>The length of the list then.</returns>
    private static int Insert(Span<(int Register, int Next)> nearest, int found, int register, int next)
    {
        int place = found < nearest.Length ? found++ : found;
        if (place == nearest.Length && nearest[place - 1].Next <= next)
        {
            return found;
        }

        place = Math.Min(place, nearest.Length - 1);
        for (; place > 0 && nearest[place - 1].Next > next; place--)
        {
            nearest[place] = nearest[place - 1];
        }

        nearest[place] = (register, next);
        return found;
    }

    /// <summary>Whether the current block has a way to a time that passes no call.</summary>
    private bool IsBeforeCall(int time) => time <= (_callAt[_block] < 0 ? Never - 1 : _callAt[_block]);

    /// <summary>The register whose value is needed last; -1: all are free.</summary>
    private int Furthest(byte[] file)
    {
        int victim = -1;
        foreach (byte register in file)
        {
            if (_valueIn[register] >= 0 && (victim < 0 || _values[_valueIn[register]].Next > _values[_valueIn[victim]].Next))
            {
                victim = register;
            }
        }

        return victim;
    }

    private void PlaceParameters(int b, ref MachineBlock block, int reference)
    {
        Span<int> parameters = _function.Registers.Span.Slice(block.FirstParameter, block.ParameterCount);
        if (reference >= 0)
        {
            LoadExit(reference);
            ref MachineBlock source = ref _function.Blocks[reference];
            ref MachineEdge edge = ref _function.Edges[source.EdgeCount == 1 ? source.FirstEdge : _edgeTo[b]];
            for (int k = 0; k < parameters.Length; k++)
            {
                int argument = _function.Registers[edge.First + k];
                int register = _exitStamp[argument] == _exitTick ? _exitRegister[argument] : -1;
                if (register >= 0 && _valueIn[register] < 0 && IsBeforeCall(_parameterNext[block.FirstParameter + k]))
                {
                    SetRegister(parameters[k], register);
                }
            }
        }

        for (int k = 0; k < parameters.Length; k++)
        {
            int parameter = parameters[k];
            int next = _parameterNext[block.FirstParameter + k];
            if (_values[parameter].Register < 0 && IsBeforeCall(next) && reference >= 0)
            {
                int chosen = Hinted(parameter, 0, reading: true);
                chosen = chosen >= 0 ? chosen : FindFree(_function.RegisterTypes[parameter], 0);
                if (chosen < 0)
                {
                    chosen = Furthest(FileOf(_function.RegisterTypes[parameter]));
                    if (_values[_valueIn[chosen]].Next <= next)
                    {
                        continue;
                    }

                    Leave(_valueIn[chosen]);
                }

                SetRegister(parameter, chosen);
            }
        }

        foreach (int parameter in parameters)
        {
            _parameterRegister[parameter] = _values[parameter].Register;
            _values[parameter].GroupRegister = _values[parameter].Register;
        }
    }

    private void LoadExit(int block)
    {
        _exitTick++;
        (int start, int count) = _exitOf[block];
        for (int n = start; n < start + count; n++)
        {
            (int register, int value) = _states[n];
            _exitStamp[value] = _exitTick;
            _exitRegister[value] = register;
        }
    }

    private void ResolveEdges(int b)
    {
        ref MachineBlock block = ref _function.Blocks[b];
        if (block.EdgeCount == 0 || _exitOf[b].Start < 0)
        {
            return;
        }

        // No block: what only slots of the current one have does not count.
        _block = -2;
        LoadExit(b);
        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref _function.Edges[e];
            ref MachineBlock target = ref _function.Blocks[edge.Target];
            (int start, int count) = _entryOf[edge.Target];
            for (int n = start; n < start + count; n++)
            {
                (int register, int value) = _states[n];
                MoveOnEdge(value, Location.Register(register));
            }

            for (int k = 0; k < edge.Count; k++)
            {
                int parameter = _function.Registers[target.FirstParameter + k];
                if (_parameterNext[target.FirstParameter + k] != Never)
                {
                    int register = _parameterRegister[parameter];
                    MoveOnEdge(_function.Registers[edge.First + k], register >= 0 ? Location.Register(register) : SlotOf(parameter));
                }
            }

            if (block.EdgeCount == 1)
            {
                _moves.Resolve(block.End - 1, _registers, _edgesLast);
            }
            else
            {
                _moves.Resolve(target.First, _registers, _edgesFirst);
            }
        }
    }

    private void MoveOnEdge(int value, Location to)
    {
        RegisterType type = _function.RegisterTypes[value];
        bool known = _exitStamp[value] == _exitTick;
        if (known && _exitRegister[value] >= 0)
        {
            _moves.Add(type, Location.Register(_exitRegister[value]), to);
        }
        else if (_values[value].Rematerialize >= 0)
        {
            _moves.AddRematerialization(type, _values[value].Rematerialize, to);
        }
        else
        {
            _moves.Add(type, known ? SlotOf(value) : SlotWithValue(value), to);
        }
    }
}
