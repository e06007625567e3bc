using System.Runtime.InteropServices;
using Wasm.Jit.Abi;

namespace Wasm.Jit.Heap;

// Marking and sweeping.
internal sealed unsafe partial class GcHeap
{
    // 1 MiB.
    private const int KeptBlocks = 16;

    // Objects that are marked, but whose references are not; of an array, the elements from a number on.
    private uint[] _stack = new uint[256];
    private int _stackCount;
    private bool _isMarking;
    private long _markedBytes;
    private long _markedAccounted;

    /// <summary>Finds out what is in use and frees all else.</summary>
    public void Collect()
    {
        if (_isMarking)
        {
            throw new InvalidOperationException("a collection began inside another");
        }

        // A small heap keeps its blocks, unless there is no room beside it: it would ask for them again at once.
        FinishSweeping(keep: _blockEnd - FirstBlock <= KeptBlocks && _blockLimit - _blockEnd > KeptBlocks);
        Collections++;
        _epoch = (byte)(3 - _epoch);
        _markedBytes = 0;
        _markedAccounted = 0;
        _isMarking = true;
        _owner.VisitRoots(this);
        Drain();
        _accounted = _markedAccounted;
        _owner.VisitUncounted(this);
        Drain();
        _isMarking = false;
        _liveBytes = _markedBytes;
        _sinceCollection = 0;
        CollectSoon = false;
        PrepareSweep();
        _owner.EndCollection(this);
    }

    /// <summary>For the owner's roots: a reference is in use. Null and i31 may be given.</summary>
    public void Mark(uint reference)
    {
        if (reference == 0 || (reference & 1) != 0)
        {
            return;
        }

        byte* header = _base + reference;
        if (header[EpochOffset] == _epoch)
        {
            return;
        }

        header[EpochOffset] = _epoch;
        if ((ObjectKind)header[ObjectLayout.KindOffset] == ObjectKind.Host)
        {
            _markedBytes += SizeClasses.SizeOf(SizeClasses.Host);
            return;
        }

        if (_stackCount == _stack.Length)
        {
            Array.Resize(ref _stack, _stackCount * 2);
        }

        _stack[_stackCount++] = reference;
    }

    /// <summary>Whether the collection that runs, or ran last, found an object in use; true for what was made since.</summary>
    public bool IsMarked(uint reference) => _base[reference + EpochOffset] == _epoch;

    private void Drain()
    {
        while (_stackCount > 0)
        {
            uint reference = _stack[--_stackCount];
            byte* start = _base + reference;
            uint type = *(uint*)start;
            var kind = (ObjectKind)start[ObjectLayout.KindOffset];
            if (kind == ObjectKind.Array)
            {
                DrainArray(start, _owner.ShapeOfType(type));
                continue;
            }

            ObjectShape shape = kind == ObjectKind.Struct ? _owner.ShapeOfType(type) : _owner.ShapeOfTag(type);
            _markedBytes += shape.Bytes;
            _markedAccounted += shape.AccountedBytes;
            foreach (int offset in shape.References)
            {
                Mark(*(uint*)(start + offset));
            }

            foreach (int offset in shape.Functions)
            {
                _owner.VisitFunction(*(ulong*)(start + offset));
            }
        }
    }

    private void DrainArray(byte* start, ObjectShape shape)
    {
        uint length = *(uint*)(start + ObjectLayout.LengthOffset);
        _markedBytes += shape.ArrayBytes(length);
        _markedAccounted += shape.AccountedArray(length);
        if (shape.Functions.Length > 0)
        {
            ulong* functions = (ulong*)(start + ObjectLayout.ElementsOffset);
            for (uint i = 0; i < length; i++)
            {
                _owner.VisitFunction(functions[i]);
            }
        }

        if (shape.References.Length == 0)
        {
            return;
        }

        uint* elements = (uint*)(start + ObjectLayout.ElementsOffset);
        for (uint i = 0; i < length; i++)
        {
            Mark(elements[i]);
        }
    }

    /// <summary>After marking: large objects and references of the host are swept at once, the rest when needed.</summary>
    private void PrepareSweep()
    {
        Array.Clear(_freeLists);
        Array.Fill(_sweepCursor, FirstBlock);
        for (int block = FirstBlock; block < _blockEnd; block++)
        {
            switch (_blockClass[block])
            {
                case Free or LargeRest:
                    break;
                case LargeStart:
                    if (!IsMarked((uint)block * BlockBytes))
                    {
                        FreeRun(block, _largeBlocks[block]);
                    }

                    break;
                case SizeClasses.Host:
                    Sweep(block, keep: false);
                    break;
                default:
                    _unswept[block] = true;
                    break;
            }
        }
    }

    private void FinishSweeping(bool keep)
    {
        for (int block = FirstBlock; block < _blockEnd; block++)
        {
            if (_unswept[block])
            {
                Sweep(block, keep);
            }
        }
    }

    /// <summary>Frees what a block's cells hold that is not in use.</summary>
    /// <param name="block">The block.</param>
    /// <param name="keep">Whether its cells are needed; else a block without objects goes back to the system.</param>
    private void Sweep(int block, bool keep)
    {
        _unswept[block] = false;
        int sizeClass = _blockClass[block];
        int size = SizeClasses.SizeOf(sizeClass);
        int cells = _usedCells[block];
        byte* start = _base + ((long)block * BlockBytes);
        if (!keep && !AnyInUse(start, size, cells))
        {
            if (_freshBlock[sizeClass] == block)
            {
                _freshBlock[sizeClass] = 0;
            }

            if (sizeClass == SizeClasses.Host)
            {
                RemoveHosts(start, size, cells);
            }

            FreeRun(block, 1);
            return;
        }

        uint next = _freeLists[sizeClass];
        for (int i = cells - 1; i >= 0; i--)
        {
            byte* cell = start + ((long)i * size);
            if (cell[ObjectLayout.KindOffset] != 0)
            {
                if (cell[EpochOffset] == _epoch)
                {
                    continue;
                }

                if (sizeClass == SizeClasses.Host)
                {
                    Hosts.Remove(*(int*)(cell + ObjectLayout.HostIndexOffset));
                }

                NativeMemory.Clear(cell, (nuint)size);
            }

            *(uint*)cell = next;
            next = (uint)(cell - _base);
        }

        _freeLists[sizeClass] = next;
    }

    private void RemoveHosts(byte* start, int size, int cells)
    {
        for (int i = 0; i < cells; i++)
        {
            byte* cell = start + ((long)i * size);
            if (cell[ObjectLayout.KindOffset] != 0)
            {
                Hosts.Remove(*(int*)(cell + ObjectLayout.HostIndexOffset));
            }
        }
    }

    private bool AnyInUse(byte* start, int size, int cells)
    {
        for (int i = 0; i < cells; i++)
        {
            byte* cell = start + ((long)i * size);
            if (cell[ObjectLayout.KindOffset] != 0 && cell[EpochOffset] == _epoch)
            {
                return true;
            }
        }

        return false;
    }
}
