using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <content>The references that are live, for stack maps.</content>
internal abstract partial class RegisterScan
{
    private protected readonly PooledList<int> _live = new(32);

    /// <summary>Whether they changed since the last stack map.</summary>
    private protected bool _mapChanged;

    /// <summary>Whether live references are followed.</summary>
    private protected bool _tracksReferences;

    /// <summary>Largest number of slots that all stack maps may name.</summary>
    private protected int _mapBudget;

    private protected void ClearLive()
    {
        foreach (int register in _live.Span)
        {
            _values[register].LivePosition = -1;
        }

        _live.Clear();
        _mapChanged = true;
    }

    private protected void AddLive(int register)
    {
        if (_tracksReferences && _traced[register] && _values[register].LivePosition < 0)
        {
            _values[register].LivePosition = _live.Count;
            _live.Add(register);
            _mapChanged = true;
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
            _mapChanged = true;
        }
    }

    /// <summary>Notes a stack map with the slots of what is live now; safepoints between which nothing changes share them.</summary>
    private protected void AddExactMap(int instruction)
    {
        PooledList<int> slots = _allocation.StackMapSlots;
        PooledList<StackMapEntry> maps = _allocation.StackMaps;
        int start = slots.Count;
        if (!_mapChanged)
        {
            maps.Add(maps[maps.Count - 1] with { Instruction = instruction });
            return;
        }

        if (slots.Count > _mapBudget)
        {
            // The allocator gives up at the end of the block.
            return;
        }

        _mapChanged = false;
        foreach (int register in _live.Span)
        {
            slots.Add(SlotWithValue(register).SlotNumber);
        }

        maps.Add(new StackMapEntry(instruction, start, slots.Count - start));
    }
}
