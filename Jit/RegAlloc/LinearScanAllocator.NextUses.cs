using System.Numerics;
using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <content>
/// The scan backwards: times of next uses, hints, pressure. Times count instructions in the order of blocks, cold blocks last; where
/// a loop ends there is a gap, and a value that is needed there again only by the edge back is needed at a time in this gap: after
/// what the loop still needs before, and before what is needed after the loop.
/// </content>
internal sealed partial class LinearScanAllocator
{
    /// <summary>Length of a gap, unless there are enormously many.</summary>
    private const int LongestGap = 1024;

    /// <summary>Number of loops up to which gaps are that long.</summary>
    private const int MostGaps = 100_000;

    /// <summary>How many loops are looked at, from the inside, for a use by an edge back.</summary>
    private const int Depth = 6;

    /// <summary>Sometime.</summary>
    private const int Far = 1 << 30;

    private readonly LoopNest _nest = new();
    private readonly LiveSets _sets = new();

    /// <summary>Blocks in the order of allocation: as they stand, cold ones last.</summary>
    private readonly PooledList<int> _order = new(32);

    /// <summary>Largest number of live values in loops that are being left: by depth.</summary>
    private readonly PooledList<(int Depth, int General, int Vector)> _pressures = new(16);

    private int[] _position = [];

    /// <summary>By block: the time of its first instruction.</summary>
    private int[] _start = [];

    /// <summary>By header: the time where its loop's last block ends that is not cold; a gap follows.</summary>
    private int[] _loopEnd = [];

    /// <summary>By position in the order: the header of a loop that ends there, and by header: the next one, outer loops later.</summary>
    private int[] _endingAt = [];

    private int[] _nextEnding = [];

    /// <summary>By block: the time up to which some way has no call, or -1 if there is a way without any.</summary>
    private int[] _callAt = [];

    /// <summary>By number of a value: the time of its first use in another block than its own, in what the scan has seen.</summary>
    private int[] _direct = [];

    /// <summary>By word of a set: the values that are vectors, and those that are traced.</summary>
    private ulong[] _vectors = [];

    private ulong[] _tracedSet = [];

    /// <summary>By position in <see cref="MachineFunction.Registers"/>: time of a parameter's next use.</summary>
    private int[] _parameterNext = [];

    /// <summary>By header: largest number of live values in the loop.</summary>
    private (int General, int Vector)[] _loopPressure = [];

    private int _gap;
    private bool _isInOrder;
    private int _markTick;
    private int _general;
    private int _vector;
    private int _mostGeneral;
    private int _mostVector;

    /// <summary>Finds loops, the order of blocks with their times, and what is live.</summary>
    private bool FindLiveness()
    {
        int blocks = _function.Blocks.Count;
        FlatArray.Ensure(ref _position, blocks);
        FlatArray.Ensure(ref _start, blocks);
        FlatArray.Ensure(ref _loopEnd, blocks);
        FlatArray.Ensure(ref _endingAt, blocks);
        FlatArray.Ensure(ref _nextEnding, blocks);
        FlatArray.Ensure(ref _callAt, blocks);
        FlatArray.Ensure(ref _loopPressure, blocks);
        FlatArray.Ensure(ref _parameterNext, _function.Registers.Count);
        if (!_nest.Compute(_function, _liveness))
        {
            return false;
        }

        OrderBlocks();
        SetTimes();
        return _sets.Compute(_function, _order.Span, _start, _liveness, _nest, Budget());
    }

    private void FindNextUses()
    {
        // Cold loops do not get theirs.
        Array.Clear(_loopPressure, 0, _function.Blocks.Count);
        FlatArray.Ensure(ref _direct, _sets.Count);
        Array.Fill(_direct, Never, 0, _sets.Count);
        FlatArray.Ensure(ref _vectors, _sets.WordCount);
        FlatArray.Ensure(ref _tracedSet, _sets.WordCount);
        Array.Clear(_vectors, 0, _sets.WordCount);
        Array.Clear(_tracedSet, 0, _sets.WordCount);
        for (int number = 0; number < _sets.Count; number++)
        {
            int register = _sets.RegisterOf(number);
            ulong bit = 1UL << (number & 63);
            _vectors[number >> 6] |= IsVector(_function.RegisterTypes[register]) ? bit : 0;
            _tracedSet[number >> 6] |= _tracksReferences && _traced[register] ? bit : 0;
        }

        _markTick = 0;
        _pressures.Clear();
        for (int n = _order.Count - 1; n >= 0; n--)
        {
            int b = _order[n];
            ScanBack(b);
            NotePressure(b);
        }
    }

    private void OrderBlocks()
    {
        _order.Clear();
        _isInOrder = true;
        _order.Add(0);
        for (int b = 1; b < _function.Blocks.Count; b++)
        {
            if (!_function.Blocks[b].IsCold)
            {
                _order.Add(b);
            }
        }

        for (int b = 1; b < _function.Blocks.Count; b++)
        {
            if (_function.Blocks[b].IsCold)
            {
                _isInOrder &= _order[_order.Count - 1] < b;
                _order.Add(b);
            }
        }

        for (int n = 0; n < _order.Count; n++)
        {
            _position[_order[n]] = n;
        }
    }

    private void SetTimes()
    {
        int blocks = _function.Blocks.Count;
        _gap = _nest.LoopCount > MostGaps ? 2 : LongestGap;
        Array.Fill(_loopEnd, -1, 0, blocks);
        Array.Fill(_endingAt, -1, 0, blocks);
        ReadOnlySpan<int> postorder = _nest.Postorder;

        // Inner loops come before outer ones; their ends, as positions in the order for now, are ends of those around them.
        foreach (int b in postorder)
        {
            if (_nest.Innermost(b) == b)
            {
                _loopEnd[b] = Math.Max(_loopEnd[b], _position[b]);
                Extend(_nest.Around(b), _loopEnd[b]);
            }
            else if (!_function.Blocks[b].IsCold)
            {
                Extend(_nest.Around(b), _position[b]);
            }
        }

        // The lists are to begin with inner loops.
        for (int n = postorder.Length - 1; n >= 0; n--)
        {
            int b = postorder[n];
            if (_nest.Innermost(b) == b)
            {
                _nextEnding[b] = _endingAt[_loopEnd[b]];
                _endingAt[_loopEnd[b]] = b;
            }
        }

        int time = 0;
        for (int n = 0; n < _order.Count; n++)
        {
            ref MachineBlock block = ref _function.Blocks[_order[n]];
            _start[_order[n]] = time;
            time += block.End - block.First + 1;
            for (int header = _endingAt[n]; header >= 0; header = _nextEnding[header])
            {
                _loopEnd[header] = time;
                time += _gap;
            }
        }
    }

    private void Extend(int header, int position)
    {
        if (header >= 0)
        {
            _loopEnd[header] = Math.Max(_loopEnd[header], position);
        }
    }

    private void ScanBack(int b)
    {
        ref MachineBlock block = ref _function.Blocks[b];
        _markTick++;
        _sets.LoadOut(_function, ref block);
        _general = 0;
        _vector = 0;
        foreach (int word in _sets.Touched)
        {
            int vectors = BitOperations.PopCount(_sets.Word(word) & _vectors[word]);
            _vector += vectors;
            _general += BitOperations.PopCount(_sets.Word(word)) - vectors;
        }

        int end = _start[b] + block.End - block.First;
        int call = ScanEnd(b, ref block, end);
        _mostGeneral = _general;
        _mostVector = _vector;
        Span<MachineInstruction> instructions = _function.Instructions.Span;
        for (int i = block.End - 1; i >= block.First; i--)
        {
            end--;
            ref MachineInstruction instruction = ref instructions[i];
            if ((instruction.Flags & MachineFlags.Call) != 0)
            {
                call = end;
            }

            ScanOperands(b, i, ref instruction, end);
            _mostGeneral = Math.Max(_mostGeneral, _general);
            _mostVector = Math.Max(_mostVector, _vector);
        }

        _callAt[b] = call;
        for (int p = block.FirstParameter; p < block.FirstParameter + block.ParameterCount; p++)
        {
            int register = _function.Registers[p];
            _parameterNext[p] = _values[register].Mark == _markTick ? _values[register].Next : After(register, b);
        }

        foreach ((int number, int time) in _sets.UsesIn(b))
        {
            _direct[number] = time;
        }
    }

    private int ScanEnd(int b, ref MachineBlock block, int end)
    {
        int call = -1;
        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref _function.Edges[e];
            bool back = _position[edge.Target] <= _position[b];
            call = Math.Max(call, !back ? _callAt[edge.Target] : _nest.IsBackEdge(b, edge.Target) ? _loopEnd[edge.Target] + _gap : -1);
            int parameters = _function.Blocks[edge.Target].FirstParameter;
            for (int k = 0; k < edge.Count; k++)
            {
                int register = _function.Registers[edge.First + k];
                Need(register, block.End - 1, end);
                ref Value value = ref _values[register];
                if (!value.IsParameter && (value.Group < 0 || back))
                {
                    // Around a loop is where a move costs most.
                    value.Group = _function.Registers[parameters + k];
                }
            }
        }

        return call;
    }

    private void ScanOperands(int b, int i, ref MachineInstruction instruction, int time)
    {
        Span<Operand> operands = _function.Operands.Span.Slice(instruction.FirstOperand, instruction.OperandCount);
        Span<int> nextUses = _nextUse.AsSpan(instruction.FirstOperand, instruction.OperandCount);
        for (int k = operands.Length - 1; k >= 0; k--)
        {
            ref Operand operand = ref operands[k];
            ref Value value = ref _values[operand.Register];
            if (operand.IsUse)
            {
                nextUses[k] = value.Mark == _markTick ? value.Next : After(operand.Register, b);
                Need(operand.Register, i, time);
                if (operand.Constraint == OperandConstraint.Fixed)
                {
                    value.Hint = operand.Fixed;
                }

                continue;
            }

            bool marked = value.Mark == _markTick;
            nextUses[k] = marked ? value.Next : After(operand.Register, b);
            if (nextUses[k] == Never)
            {
                continue;
            }

            value.Mark = -1;
            CountLive(operand.Register, -1);
            if (operand.Constraint == OperandConstraint.SameAs || (instruction.Flags & MachineFlags.Move) != 0)
            {
                int source = operand.Constraint == OperandConstraint.SameAs ? operand.Fixed : 0;
                ref Value origin = ref _values[operands[source].Register];
                origin.Hint = origin.Hint < 0 ? value.Hint : origin.Hint;
                origin.Group = origin.Group < 0 ? value.Group : origin.Group;
            }
        }
    }

    private void Need(int register, int place, int time)
    {
        ref Value value = ref _values[register];
        value.Next = time;
        if (value.Mark != _markTick)
        {
            value.Mark = _markTick;
            value.LastPlace = Math.Max(value.LastPlace, place);
            int number = _sets.NumberOf(register);
            if (number < 0 || !_sets.Has(number))
            {
                CountLive(register, 1);
            }
        }
    }

    /// <summary>When a value is needed after a block, whose end is loaded.</summary>
    private int After(int register, int b)
    {
        int number = _sets.NumberOf(register);
        return number < 0 || !_sets.Has(number) ? Never : NextUse(number, b, _direct[number]);
    }

    /// <summary>When a value that is live is needed next.</summary>
    /// <param name="number">The value.</param>
    /// <param name="b">Block at whose beginning or end.</param>
    /// <param name="direct">Its first use there or later, in another block than its own.</param>
    private int NextUse(int number, int b, int direct)
    {
        if (!_function.Blocks[b].IsCold)
        {
            int definition = _start[_liveness.DefinitionBlocks[_sets.RegisterOf(number)]];
            int loop = _nest.Innermost(b);
            for (int depth = 0; loop >= 0 && depth < Depth; depth++)
            {
                int begin = _start[loop];
                int end = _loopEnd[loop];
                if (direct <= end || definition >= begin)
                {
                    break;
                }

                int first = _sets.UseFrom(number, begin);
                if (first <= end)
                {
                    return end + Math.Min(first - begin + 1, _gap - 1);
                }

                loop = _nest.Around(loop);
            }
        }

        return Math.Min(direct, Far);
    }

    private void CountLive(int register, int change)
    {
        if (IsVector(_function.RegisterTypes[register]))
        {
            _vector += change;
        }
        else
        {
            _general += change;
        }
    }

    /// <summary>Collects the largest pressure of each loop; loops are in one piece, but for cold blocks.</summary>
    private void NotePressure(int b)
    {
        ref MachineBlock block = ref _function.Blocks[b];
        if (block.IsCold)
        {
            return;
        }

        int general = _mostGeneral;
        int vector = _mostVector;
        Merge(block.LoopDepth, ref general, ref vector);
        if (block.IsLoopHeader)
        {
            _loopPressure[b] = (general, vector);
            Merge(block.LoopDepth - 1, ref general, ref vector);
            _pressures.Add((block.LoopDepth - 1, general, vector));
        }
        else
        {
            _pressures.Add((block.LoopDepth, general, vector));
        }
    }

    private void Merge(int depth, ref int general, ref int vector)
    {
        while (_pressures.Count > 0 && _pressures[_pressures.Count - 1].Depth >= depth)
        {
            (_, int otherGeneral, int otherVector) = _pressures.Pop();
            general = Math.Max(general, otherGeneral);
            vector = Math.Max(vector, otherVector);
        }
    }
}
