using System.Numerics;
using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <content>
/// Slots that values share: each value takes the stretch of code, as it stands, from the first to the last place where it is live, and
/// values whose stretches do not meet may have the same slot.
/// </content>
internal sealed partial class LinearScanAllocator
{
    /// <summary>Frames up to so many slots are left as they are.</summary>
    private const int SmallFrame = 8;

    private readonly FrameSlots _shared = new();

    /// <summary>By virtual register: first and last place; by place: list of those that begin or end there.</summary>
    private (int First, int Last)[] _stretch = [];

    private int[] _beginHead = [];
    private int[] _endHead = [];
    private int[] _nextBegin = [];
    private int[] _nextEnd = [];
    private int[] _newSlot = [];

    /// <summary>By word of a set: values whose stretch is not known yet.</summary>
    private ulong[] _missing = [];

    private void ShareSlots()
    {
        if (_slots.Count <= SmallFrame)
        {
            return;
        }

        FindStretches();
        int places = _function.Instructions.Count + 1;
        FlatArray.Ensure(ref _beginHead, places);
        FlatArray.Ensure(ref _endHead, places);
        Array.Fill(_beginHead, -1, 0, places);
        Array.Fill(_endHead, -1, 0, places);
        int count = _function.RegisterTypes.Count;
        FlatArray.Ensure(ref _nextBegin, count);
        FlatArray.Ensure(ref _nextEnd, count);
        FlatArray.Ensure(ref _newSlot, _slots.Count);
        int reserved = _function.StoresInstance ? MachineFunction.InstanceSlot + 1 : 0;
        _shared.Reset(reserved);
        for (int slot = 0; slot < reserved; slot++)
        {
            _newSlot[slot] = slot;
        }

        if (_slots.TemporaryOrNone >= 0)
        {
            _newSlot[_slots.TemporaryOrNone] = _shared.Temporary();
        }

        for (int v = count - 1; v >= 0; v--)
        {
            if (_values[v].Slot >= reserved)
            {
                (int first, int last) = _stretch[v];
                _nextBegin[v] = _beginHead[first];
                _beginHead[first] = v;
                _nextEnd[v] = _endHead[last];
                _endHead[last] = v;
            }
        }

        for (int place = 0; place < places; place++)
        {
            for (int v = place > 0 ? _endHead[place - 1] : -1; v >= 0; v = _nextEnd[v])
            {
                _shared.Give(_newSlot[_values[v].Slot], _function.RegisterTypes[v]);
            }

            for (int v = _beginHead[place]; v >= 0; v = _nextBegin[v])
            {
                _newSlot[_values[v].Slot] = _shared.Take(_function.RegisterTypes[v]);
            }
        }

        Rename();
        _allocation.SlotCount = _shared.Count;
    }

    private void Rename()
    {
        foreach (ref Location location in _allocation.Locations.Span)
        {
            Rename(ref location);
        }

        foreach (ref InsertedMove move in _allocation.Moves.Span)
        {
            Rename(ref move.From);
            Rename(ref move.To);
        }

        foreach (ref int slot in _allocation.StackMapSlots.Span)
        {
            slot = _newSlot[slot];
        }
    }

    private void Rename(ref Location location)
    {
        if (location.IsSlot)
        {
            location = Location.Slot(_newSlot[location.SlotNumber]);
        }
    }

    private void FindStretches()
    {
        int count = _function.RegisterTypes.Count;
        FlatArray.Ensure(ref _stretch, count);
        for (int v = 0; v < count; v++)
        {
            ref Value value = ref _values[v];
            if (value.Slot >= 0)
            {
                int first = value.IsParameter ? _function.Blocks[_liveness.DefinitionBlocks[v]].First : value.DefinedAt;
                _stretch[v] = (first, Math.Max(first, value.LastPlace));
            }
        }

        for (int b = 0; b < _function.Blocks.Count; b++)
        {
            StretchOverEdges(ref _function.Blocks[b]);
        }

        StretchOverBlocks();
    }

    /// <summary>Where values are live first and last: each word of a set is looked at once per block, each value twice.</summary>
    private void StretchOverBlocks()
    {
        int words = _sets.WordCount;
        int blocks = _function.Blocks.Count;
        FlatArray.Ensure(ref _missing, words);
        FindMissing(words);
        for (int b = 0; b < blocks; b++)
        {
            foreach (ref readonly LiveSets.Chunk chunk in _sets.In(b))
            {
                for (ulong bits = Take(chunk.Word, chunk.Bits); bits != 0; bits &= bits - 1)
                {
                    ref int first = ref _stretch[_sets.RegisterOf((chunk.Word << 6) + BitOperations.TrailingZeroCount(bits))].First;
                    first = Math.Min(first, _function.Blocks[b].First);
                }
            }
        }

        FindMissing(words);
        for (int b = blocks - 1; b >= 0; b--)
        {
            ref MachineBlock block = ref _function.Blocks[b];
            for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
            {
                foreach (ref readonly LiveSets.Chunk chunk in _sets.In(_function.Edges[e].Target))
                {
                    for (ulong bits = Take(chunk.Word, chunk.Bits); bits != 0; bits &= bits - 1)
                    {
                        ref int last = ref _stretch[_sets.RegisterOf((chunk.Word << 6) + BitOperations.TrailingZeroCount(bits))].Last;
                        last = Math.Max(last, block.End - 1);
                    }
                }
            }
        }
    }

    private ulong Take(int word, ulong bits)
    {
        bits &= _missing[word];
        _missing[word] &= ~bits;
        return bits;
    }

    /// <summary>All values of the sets that have slots.</summary>
    private void FindMissing(int words)
    {
        Array.Clear(_missing, 0, words);
        for (int number = 0; number < _sets.Count; number++)
        {
            _missing[number >> 6] |= _values[_sets.RegisterOf(number)].Slot >= 0 ? 1UL << (number & 63) : 0;
        }
    }

    /// <summary>Moves of edges read and write slots at the end of the source or at the beginning of the target.</summary>
    private void StretchOverEdges(ref MachineBlock block)
    {
        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref _function.Edges[e];
            ref MachineBlock target = ref _function.Blocks[edge.Target];
            for (int k = 0; k < edge.Count; k++)
            {
                int value = _function.Registers[edge.First + k];
                Stretch(value, target.First);
                Stretch(_function.Registers[target.FirstParameter + k], block.End - 1);
            }

            if (e == block.FirstEdge)
            {
                ref MachineInstruction terminator = ref _function.Instructions[block.End - 1];
                for (int k = terminator.FirstOperand; k < terminator.FirstOperand + terminator.OperandCount; k++)
                {
                    Stretch(_function.Operands[k].Register, target.First);
                }
            }
        }
    }

    /// <summary>Makes a stretch include a place.</summary>
    private void Stretch(int register, int place)
    {
        if (_values[register].Slot >= 0)
        {
            ref (int First, int Last) stretch = ref _stretch[register];
            stretch.First = Math.Min(stretch.First, place);
            stretch.Last = Math.Max(stretch.Last, place);
        }
    }
}
