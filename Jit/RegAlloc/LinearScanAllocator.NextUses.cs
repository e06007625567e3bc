using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <content>
/// The scan backwards: distances to next uses, hints, pressure. Distances count instructions from the beginning of the block;
/// calls in between, exits of loops and cold blocks add so much that nothing without them is further.
/// </content>
internal sealed partial class LinearScanAllocator
{
    /// <summary>Added for each call in between.</summary>
    private const int CallDistance = 1 << 21;

    /// <summary>Calls of a block that count.</summary>
    private const int MaximumCalls = 128;

    /// <summary>Added where a loop is left.</summary>
    private const int ExitDistance = 1 << 17;

    /// <summary>Added where a cold block is entered.</summary>
    private const int ColdDistance = 1 << 11;

    /// <summary>Somewhere, by a back edge.</summary>
    private const int FarDistance = 1 << 18;

    private const int MaximumDistance = 1 << 30;

    /// <summary>Blocks in the order of allocation: as they stand, cold ones last.</summary>
    private readonly PooledList<int> _order = new(32);

    /// <summary>Live registers at beginnings of blocks, with distances.</summary>
    private readonly PooledList<(int Register, int Distance)> _in = new(256);

    private readonly PooledList<int> _entering = new(64);

    /// <summary>Largest number of live values in loops that are being left: by depth.</summary>
    private readonly PooledList<(int Depth, int General, int Vector)> _pressures = new(16);

    private (int Start, int Count)[] _inOf = [];
    private int[] _position = [];
    private int[] _callsIn = [];

    /// <summary>By position in <see cref="MachineFunction.Registers"/>: distance of a parameter's next use.</summary>
    private int[] _parameterNext = [];

    /// <summary>By header: largest number of live values in the loop.</summary>
    private (int General, int Vector)[] _loopPressure = [];

    private bool _isInOrder;
    private bool _hasBackEdges;
    private int _markTick;
    private int _general;
    private int _vector;
    private int _mostGeneral;
    private int _mostVector;

    private void FindNextUses()
    {
        int blocks = _function.Blocks.Count;
        FlatArray.Ensure(ref _inOf, blocks);
        FlatArray.Ensure(ref _position, blocks);
        FlatArray.Ensure(ref _callsIn, blocks);
        FlatArray.Ensure(ref _loopPressure, blocks);
        FlatArray.Ensure(ref _parameterNext, _function.Registers.Count);
        Array.Fill(_inOf, (-1, 0), 0, blocks);

        // Cold loops do not get theirs.
        Array.Clear(_loopPressure, 0, blocks);
        OrderBlocks();
        _in.Clear();
        _markTick = 0;
        _hasBackEdges = false;
        Pass();
        if (_hasBackEdges)
        {
            // Now that headers are known, so is what comes behind back edges.
            Pass();
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
            int b = _order[n];
            _position[b] = n;
            int calls = 0;
            ref MachineBlock block = ref _function.Blocks[b];
            for (int i = block.First; i < block.End; i++)
            {
                calls += (_function.Instructions[i].Flags & MachineFlags.Call) != 0 ? 1 : 0;
            }

            _callsIn[b] = calls;
        }
    }

    private void Pass()
    {
        _pressures.Clear();
        for (int n = _order.Count - 1; n >= 0; n--)
        {
            int b = _order[n];
            ScanBack(b);
            NotePressure(b);
        }
    }

    private void ScanBack(int b)
    {
        ref MachineBlock block = ref _function.Blocks[b];
        _markTick++;
        _entering.Clear();
        _general = 0;
        _vector = 0;
        int calls = _callsIn[b];
        ScanEnd(b, ref block, Distance(block.End - block.First, calls));
        _mostGeneral = _general;
        _mostVector = _vector;
        for (int i = block.End - 1; i >= block.First; i--)
        {
            ref MachineInstruction instruction = ref _function.Instructions[i];
            if ((instruction.Flags & MachineFlags.Call) != 0)
            {
                calls--;
            }

            ScanOperands(b, ref instruction, Distance(i - block.First, calls));
            _mostGeneral = Math.Max(_mostGeneral, _general);
            _mostVector = Math.Max(_mostVector, _vector);
        }

        for (int p = block.FirstParameter; p < block.FirstParameter + block.ParameterCount; p++)
        {
            ref Value value = ref _values[_function.Registers[p]];
            _parameterNext[p] = value.Mark == _markTick ? value.Next : Never;
        }

        int start = _in.Count;
        foreach (int register in _entering.Span)
        {
            _in.Add((register, Math.Min(_values[register].Next, MaximumDistance)));
        }

        _inOf[b] = (start, _in.Count - start);
    }

    private static int Distance(int instructions, int calls) => instructions + (CallDistance * Math.Min(calls, MaximumCalls));

    private void ScanEnd(int b, ref MachineBlock block, int end)
    {
        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref _function.Edges[e];
            ref MachineBlock target = ref _function.Blocks[edge.Target];
            _hasBackEdges |= _position[edge.Target] <= _position[b];
            int distance = end + 1 + (target.LoopDepth < block.LoopDepth ? ExitDistance : 0) + (target.IsCold && !block.IsCold ? ColdDistance : 0);
            (int start, int count) = _inOf[edge.Target];
            for (int n = start; n < start + count; n++)
            {
                (int register, int more) = _in[n];
                Need(register, b, distance + more);
            }

            for (int k = 0; k < edge.Count; k++)
            {
                int register = _function.Registers[edge.First + k];
                Need(register, b, end);
                if (_values[register].Group < 0 || _position[edge.Target] <= _position[b])
                {
                    // Around a loop is where a move costs most.
                    _values[register].Group = _values[register].IsParameter ? _values[register].Group : _function.Registers[target.FirstParameter + k];
                }
            }
        }

        for (int element = _liveness.First(b); element >= 0;)
        {
            (int register, element) = _liveness.At(element);
            Need(register, b, end + FarDistance);
        }
    }

    private void ScanOperands(int b, ref MachineInstruction instruction, int time)
    {
        for (int k = instruction.FirstOperand + instruction.OperandCount - 1; k >= instruction.FirstOperand; k--)
        {
            ref Operand operand = ref _function.Operands[k];
            ref Value value = ref _values[operand.Register];
            if (operand.IsUse)
            {
                _nextUse[k] = value.Mark == _markTick ? value.Next : Never;
                Need(operand.Register, b, time);
                if (operand.Constraint == OperandConstraint.Fixed)
                {
                    value.Hint = operand.Fixed;
                }

                continue;
            }

            if (value.Mark != _markTick)
            {
                _nextUse[k] = Never;
                continue;
            }

            _nextUse[k] = value.Next;
            value.Mark = -1;
            CountLive(operand.Register, -1);
            if (operand.Constraint == OperandConstraint.SameAs || (instruction.Flags & MachineFlags.Move) != 0)
            {
                int source = operand.Constraint == OperandConstraint.SameAs ? instruction.FirstOperand + operand.Fixed : instruction.FirstOperand;
                ref Value origin = ref _values[_function.Operands[source].Register];
                origin.Hint = origin.Hint < 0 ? value.Hint : origin.Hint;
                origin.Group = origin.Group < 0 ? value.Group : origin.Group;
            }
        }
    }

    private void Need(int register, int block, int distance)
    {
        ref Value value = ref _values[register];
        if (value.Mark != _markTick)
        {
            value.Mark = _markTick;
            value.Next = Math.Min(distance, MaximumDistance);
            CountLive(register, 1);
            if (_liveness.DefinitionBlocks[register] != block)
            {
                _entering.Add(register);
            }
        }
        else if (distance < value.Next)
        {
            value.Next = distance;
        }
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
