using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>
/// What is live at the beginnings of blocks, as sets of 64 values each of which few are not empty. Only values that are used in
/// another block than their own have a number and are in the sets. One sweep backwards without the edges that go back makes the sets
/// of headers complete, strict SSA being what it is; what is live at a header is live in all of its loop.
/// </summary>
internal sealed class LiveSets
{
    private readonly PooledList<Chunk> _chunks = new(256);
    private readonly PooledList<int> _registers = new(64);
    private readonly PooledList<int> _touched = new(16);

    /// <summary>First uses in blocks, in the order of blocks.</summary>
    private readonly PooledList<(int Number, int Time)> _uses = new(256);

    private (int Start, int Count)[] _in = [];
    private (int Start, int End)[] _usesOf = [];
    private int[] _numbers = [];
    private int[] _definedHead = [];
    private int[] _definedNext = [];
    private int[] _lastUser = [];
    private int[] _timeStart = [];
    private int[] _times = [];
    private ulong[] _set = [];

    /// <summary>Number of values in the sets.</summary>
    public int Count => _registers.Count;

    /// <summary>Number of words of a whole set.</summary>
    public int WordCount => (_registers.Count + 63) >> 6;

    /// <summary>The virtual register of a number.</summary>
    public int RegisterOf(int number) => _registers[number];

    /// <summary>The number of a virtual register; -1: it does not leave its block.</summary>
    public int NumberOf(int register) => _numbers[register];

    /// <summary>The first uses of values from other blocks in a block.</summary>
    public ReadOnlySpan<(int Number, int Time)> UsesIn(int block) => _uses.Span[_usesOf[block].Start.._usesOf[block].End];

    /// <summary>The set of a block.</summary>
    public ReadOnlySpan<Chunk> In(int block) => _chunks.Span.Slice(_in[block].Start, _in[block].Count);

    /// <summary>Whether a number is in the set that was loaded.</summary>
    public bool Has(int number) => (_set[number >> 6] >> (number & 63) & 1) != 0;

    /// <summary>The words of the set that was loaded that may not be empty.</summary>
    public ReadOnlySpan<int> Touched => _touched.Span;

    /// <summary>A word of the set that was loaded.</summary>
    public ulong Word(int word) => _set[word];

    /// <summary>Time of a value's first use in another block than its own, at or after a time; <see cref="int.MaxValue"/>: none.</summary>
    public int UseFrom(int number, int time)
    {
        int low = _timeStart[number];
        int end = _timeStart[number + 1];
        int high = end;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_times[middle] < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < end ? _times[low] : int.MaxValue;
    }

    /// <summary>Loads what is live where a block begins.</summary>
    public void LoadIn(int block)
    {
        Unload();
        Unite(block);
    }

    /// <summary>Loads what is live where a block ends, but for values that edges carry.</summary>
    public void LoadOut(MachineFunction function, ref MachineBlock block)
    {
        Unload();
        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            Unite(function.Edges[e].Target);
        }
    }

    /// <summary>Finds what is live where.</summary>
    /// <param name="function">The function.</param>
    /// <param name="order">Order of blocks in which times grow.</param>
    /// <param name="start">By block: the time of its first instruction.</param>
    /// <param name="liveness">Knows definitions.</param>
    /// <param name="nest">Its loops.</param>
    /// <param name="budget">Largest number of words in all sets.</param>
    /// <returns>Whether the budget was enough.</returns>
    public bool Compute(MachineFunction function, ReadOnlySpan<int> order, int[] start, Liveness liveness, LoopNest nest, int budget)
    {
        int blocks = function.Blocks.Count;
        FlatArray.Ensure(ref _in, blocks);
        FlatArray.Ensure(ref _usesOf, blocks);
        FlatArray.Ensure(ref _definedHead, blocks);
        FlatArray.Ensure(ref _numbers, function.RegisterTypes.Count);
        FlatArray.Ensure(ref _definedNext, function.RegisterTypes.Count);
        FlatArray.Ensure(ref _lastUser, function.RegisterTypes.Count);
        Array.Fill(_definedHead, -1, 0, blocks);
        Array.Fill(_numbers, -1, 0, function.RegisterTypes.Count);
        _registers.Clear();
        _uses.Clear();
        _chunks.Clear();
        _touched.Clear();
        foreach (int b in order)
        {
            FindUses(function, b, start[b], liveness.DefinitionBlocks);
        }

        SortTimes();
        int words = WordCount;
        if (_set.Length < words)
        {
            _set = new ulong[Math.Max(words, 2 * _set.Length)];
        }
        else
        {
            Array.Clear(_set, 0, words);
        }

        return Sweep(function, nest, budget) && Spread(nest, budget);
    }

    private void FindUses(MachineFunction function, int b, int start, ReadOnlySpan<int> definitions)
    {
        ref MachineBlock block = ref function.Blocks[b];
        int first = _uses.Count;
        Span<Operand> operands = function.Operands.Span;
        for (int i = block.First; i < block.End; i++)
        {
            ref MachineInstruction instruction = ref function.Instructions[i];
            foreach (ref Operand operand in operands.Slice(instruction.FirstOperand, instruction.OperandCount))
            {
                if (operand.IsUse && definitions[operand.Register] != b)
                {
                    AddUse(operand.Register, b, start + i - block.First, definitions);
                }
            }
        }

        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref function.Edges[e];
            foreach (int register in function.Registers.Span.Slice(edge.First, edge.Count))
            {
                if (definitions[register] != b)
                {
                    AddUse(register, b, start + block.End - block.First, definitions);
                }
            }
        }

        _usesOf[b] = (first, _uses.Count);
    }

    private void AddUse(int register, int b, int time, ReadOnlySpan<int> definitions)
    {
        int number = _numbers[register];
        if (number < 0)
        {
            number = _registers.Count;
            _numbers[register] = number;
            _registers.Add(register);
            int definition = definitions[register];
            _definedNext[number] = _definedHead[definition];
            _definedHead[definition] = number;
        }
        else if (_lastUser[number] == b)
        {
            return;
        }

        _lastUser[number] = b;
        _uses.Add((number, time));
    }

    /// <summary>Brings the uses of each value together. Their order by time stays.</summary>
    private void SortTimes()
    {
        int count = _registers.Count;
        FlatArray.Ensure(ref _timeStart, count + 2);
        FlatArray.Ensure(ref _times, _uses.Count);
        Array.Clear(_timeStart, 0, count + 2);
        foreach ((int number, _) in _uses.Span)
        {
            _timeStart[number + 2]++;
        }

        for (int n = 2; n <= count + 1; n++)
        {
            _timeStart[n] += _timeStart[n - 1];
        }

        foreach ((int number, int time) in _uses.Span)
        {
            _times[_timeStart[number + 1]++] = time;
        }
    }

    private bool Sweep(MachineFunction function, LoopNest nest, int budget)
    {
        foreach (int b in nest.Postorder)
        {
            ref MachineBlock block = ref function.Blocks[b];
            Unload();
            for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
            {
                int target = function.Edges[e].Target;
                if (!nest.IsBackEdge(b, target))
                {
                    Unite(target);
                }
            }

            for (int number = _definedHead[b]; number >= 0; number = _definedNext[number])
            {
                _set[number >> 6] &= ~(1UL << (number & 63));
            }

            foreach ((int number, _) in UsesIn(b))
            {
                Touch(number >> 6, 1UL << (number & 63));
            }

            Store(b);
            if (_chunks.Count > budget)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives blocks what is live at the header of the loop around them, outer loops first.</summary>
    private bool Spread(LoopNest nest, int budget)
    {
        ReadOnlySpan<int> postorder = nest.Postorder;
        for (int n = postorder.Length - 1; n >= 0; n--)
        {
            int b = postorder[n];
            int header = nest.Around(b);
            if (header < 0 || _in[header].Count == 0)
            {
                continue;
            }

            Unload();
            Unite(b);
            bool changed = false;
            foreach (ref Chunk chunk in _chunks.Span.Slice(_in[header].Start, _in[header].Count))
            {
                changed |= (chunk.Bits & ~_set[chunk.Word]) != 0;
                Touch(chunk.Word, chunk.Bits);
            }

            if (changed)
            {
                Store(b);
                if (_chunks.Count > budget)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Store(int b)
    {
        int start = _chunks.Count;
        foreach (int word in _touched.Span)
        {
            if (_set[word] != 0)
            {
                // A word may have been emptied, and touched again.
                _chunks.Add(new Chunk(word, _set[word]));
                _set[word] = 0;
            }
        }

        _in[b] = (start, _chunks.Count - start);
    }

    private void Unite(int block)
    {
        foreach (ref Chunk chunk in _chunks.Span.Slice(_in[block].Start, _in[block].Count))
        {
            Touch(chunk.Word, chunk.Bits);
        }
    }

    private void Touch(int word, ulong bits)
    {
        ref ulong place = ref _set[word];
        if (place == 0)
        {
            _touched.Add(word);
        }

        place |= bits;
    }

    private void Unload()
    {
        foreach (int word in _touched.Span)
        {
            _set[word] = 0;
        }

        _touched.Clear();
    }

    /// <summary>64 values.</summary>
    /// <param name="Word">Which.</param>
    /// <param name="Bits">Those that are in the set.</param>
    internal readonly record struct Chunk(int Word, ulong Bits);
}
