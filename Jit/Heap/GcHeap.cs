using System.Diagnostics;
using Wasm.Jit.Abi;

namespace Wasm.Jit.Heap;

/// <summary>What a heap asks its store for.</summary>
internal interface IHeapOwner
{
    /// <summary>The shape of a type's objects.</summary>
    ObjectShape ShapeOfType(uint type);

    /// <summary>The shape of a tag's exceptions, by the tag's number in the store.</summary>
    ObjectShape ShapeOfTag(uint tag);

    /// <summary>Gives every reference that is in use outside the heap to <see cref="GcHeap.Mark"/>.</summary>
    void VisitRoots(GcHeap heap);

    /// <summary>The same for what is in use and does not count against the limit. What counts is marked already.</summary>
    void VisitUncounted(GcHeap heap)
    {
    }

    /// <summary>An object that is in use has a function reference, possibly null.</summary>
    void VisitFunction(ulong reference)
    {
    }

    /// <summary>A collection has found all that is in use.</summary>
    void EndCollection(GcHeap heap)
    {
    }

    /// <summary>Near a limit: makes what is in use less if it can.</summary>
    /// <returns>Whether another collection may find that.</returns>
    bool TryFreeMore() => false;
}

/// <summary>
/// A store's garbage-collected heap in native memory: objects never move; references are 32-bit offsets. Blocks of 64 KiB have
/// cells of one size (<see cref="SizeClasses"/>); a larger object has blocks of its own. Collection marks from the roots without
/// recursion and sweeps a block when its class next runs out of free cells.
/// </summary>
/// <remarks>
/// Of a new block a page's worth of cells is taken at a time, so that a store with a few objects touches little memory.
/// Free cells are linked by their first four bytes and are otherwise zero, and so is a new object but for its header. The byte
/// behind the kind is the number of the collection that last found the object, 1 or 2 by turns.
/// </remarks>
internal sealed unsafe partial class GcHeap : IDisposable
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 64 * 1024;

    private const int EpochOffset = ObjectLayout.KindOffset + 1;
    private const int BytesAtOnce = 4096;
    private const int FirstBlock = ObjectLayout.NullGuard / BlockBytes;
    private const byte LargeStart = 0xFE;
    private const byte LargeRest = 0xFD;
    private const byte Free = 0xFF;

    private readonly IHeapSpace _space;
    private readonly IHeapOwner _owner;
    private readonly byte* _base;
    private readonly int _blockLimit;
    private readonly uint[] _freeLists = new uint[SizeClasses.Count];

    // Per class, where sweeping goes on; blocks before it are swept.
    private readonly int[] _sweepCursor = new int[SizeClasses.Count];

    // Per class, the block not all of whose cells have been taken into use; 0 if there is none.
    private readonly int[] _freshBlock = new int[SizeClasses.Count];
    private byte[] _blockClass = new byte[64];

    // Per block of small cells, how many from its start have been taken into use.
    private int[] _usedCells = new int[64];
    private bool[] _unswept = new bool[64];
    private int[] _largeBlocks = new int[64];
    private int _blockEnd = FirstBlock;
    private int _freeBlocks;
    private int _firstMaybeFree = FirstBlock;
    private byte _epoch = 1;
    private long _liveBytes;
    private long _sinceCollection;
    private long _accounted;

    /// <summary>An empty heap.</summary>
    /// <param name="space">Where; owned.</param>
    /// <param name="owner">Whose.</param>
    public GcHeap(IHeapSpace space, IHeapOwner owner)
    {
        _space = space;
        _owner = owner;
        _base = (byte*)space.Base;
        _blockLimit = (int)(space.Capacity / BlockBytes);
    }

    /// <summary>Address of offset 0.</summary>
    public nuint Base => (nuint)_base;

    /// <summary>What the objects count together that have been found in use or made since: see <see cref="Wasm.Runtime.Heap.ObjectSize"/>.</summary>
    public long AccountedBytes => _accounted;

    /// <summary>How many may be accounted before a collection must look for what is in use.</summary>
    public long AccountedLimit { get; set; } = long.MaxValue;

    /// <summary>Bytes that the last collection found in use.</summary>
    public long LiveBytes => _liveBytes;

    /// <summary>Whether the next allocation is to collect.</summary>
    public bool CollectSoon { get; set; }

    /// <summary>Number of collections.</summary>
    public int Collections { get; private set; }

    /// <summary>Collects before every allocation: to find roots that are forgotten.</summary>
    public bool Stress { get; set; }

    /// <summary>References of the host.</summary>
    public HostTable Hosts { get; } = new();

    /// <summary>Bytes between collections at least.</summary>
    private static long MinimumInterval => 16 << 20;

    /// <summary>A struct of zeros.</summary>
    /// <returns>0 if the heap is exhausted.</returns>
    public uint NewStruct(uint type, ObjectShape shape)
    {
        uint reference = Allocate(shape.Bytes, shape.AccountedBytes);
        return reference == 0 ? 0 : SetHeader(reference, type, ObjectKind.Struct);
    }

    /// <summary>An array of zeros.</summary>
    /// <returns>0 if the heap is exhausted.</returns>
    public uint NewArray(uint type, ObjectShape shape, uint length)
    {
        uint reference = Allocate(shape.ArrayBytes(length), shape.AccountedArray(length));
        if (reference != 0)
        {
            SetHeader(reference, type, ObjectKind.Array);
            *(uint*)(_base + reference + ObjectLayout.LengthOffset) = length;
        }

        return reference;
    }

    /// <summary>An exception with a payload of zeros.</summary>
    /// <returns>0 if the heap is exhausted.</returns>
    public uint NewException(uint tag, ObjectShape shape)
    {
        uint reference = Allocate(shape.Bytes, shape.AccountedBytes);
        return reference == 0 ? 0 : SetHeader(reference, tag, ObjectKind.Exception);
    }

    /// <summary>A reference of the host to a .NET object.</summary>
    /// <returns>0 if the heap is exhausted.</returns>
    public uint NewHost(object item)
    {
        CollectIfDue(SizeClasses.SizeOf(SizeClasses.Host), 0);
        uint reference = AllocateSmall(SizeClasses.Host);
        if (reference != 0)
        {
            SetHeader(reference, ObjectLayout.NoType, ObjectKind.Host);
            *(int*)(_base + reference + ObjectLayout.HostIndexOffset) = Hosts.Add(item);
        }

        return reference;
    }

    /// <summary>The kind of an object.</summary>
    public ObjectKind KindOf(uint reference) => (ObjectKind)_base[reference + ObjectLayout.KindOffset];

    /// <summary>Type id, or number of the tag, of an object.</summary>
    public uint TypeOf(uint reference) => *(uint*)(_base + reference);

    /// <summary>An array's length.</summary>
    public uint LengthOf(uint reference) => *(uint*)(_base + reference + ObjectLayout.LengthOffset);

    /// <summary>The .NET object of a reference of kind host.</summary>
    public object HostAt(uint reference) => Hosts[*(int*)(_base + reference + ObjectLayout.HostIndexOffset)];

    /// <summary>Address of an object's byte.</summary>
    public byte* AddressOf(uint reference, long offset) => _base + reference + offset;

    /// <inheritdoc/>
    public void Dispose() => _space.Dispose();

    private uint SetHeader(uint reference, uint type, ObjectKind kind)
    {
        byte* header = _base + reference;
        *(uint*)header = type;
        header[ObjectLayout.KindOffset] = (byte)kind;
        header[EpochOffset] = _epoch;
        return reference;
    }

    private uint Allocate(long bytes, long accounted)
    {
        if (!CollectIfDue(bytes, accounted))
        {
            return 0;
        }

        uint reference = TryAllocate(bytes);
        if (reference == 0)
        {
            Collect();
            reference = TryAllocate(bytes);
            if (reference == 0 && _owner.TryFreeMore())
            {
                Collect();
                reference = TryAllocate(bytes);
            }

            if (reference == 0)
            {
                return 0;
            }
        }

        _accounted += accounted;
        return reference;
    }

    /// <summary>Collects if enough has been allocated, or the limit would be passed.</summary>
    /// <returns>False if the limit is passed even then.</returns>
    private bool CollectIfDue(long bytes, long accounted)
    {
        bool isOver = accounted > 0 && accounted > AccountedLimit - _accounted;
        if (isOver || Stress || CollectSoon || _sinceCollection > Math.Max(MinimumInterval, _liveBytes))
        {
            Collect();
            isOver = accounted > 0 && accounted > AccountedLimit - _accounted;
            if (isOver && accounted <= AccountedLimit && _owner.TryFreeMore())
            {
                Collect();
                isOver = accounted > AccountedLimit - _accounted;
            }
        }

        _sinceCollection += bytes;
        return !isOver;
    }

    private uint TryAllocate(long bytes) =>
        bytes <= SizeClasses.Largest ? AllocateSmall(SizeClasses.ClassOf((int)bytes)) : AllocateLarge(bytes);

    private uint AllocateSmall(int sizeClass)
    {
        uint cell = _freeLists[sizeClass];
        if (cell == 0)
        {
            cell = Refill(sizeClass);
            if (cell == 0)
            {
                return 0;
            }
        }

        _freeLists[sizeClass] = *(uint*)(_base + cell);
        return cell;
    }

    /// <summary>Makes a class have free cells: by sweeping a block that has not been, or by taking a new one.</summary>
    private uint Refill(int sizeClass)
    {
        for (int block = _sweepCursor[sizeClass]; block < _blockEnd; block++)
        {
            if (_unswept[block] && _blockClass[block] == sizeClass)
            {
                Sweep(block, keep: true);
                if (_freeLists[sizeClass] != 0)
                {
                    _sweepCursor[sizeClass] = block + 1;
                    return _freeLists[sizeClass];
                }
            }
        }

        _sweepCursor[sizeClass] = _blockEnd;
        int fresh = _freshBlock[sizeClass];
        if (fresh == 0)
        {
            fresh = TakeBlocks(1);
            if (fresh == 0)
            {
                return 0;
            }

            _blockClass[fresh] = (byte)sizeClass;
            _unswept[fresh] = false;
            _usedCells[fresh] = 0;
        }

        return _freeLists[sizeClass] = UseMore(fresh, sizeClass);
    }

    /// <summary>Links more cells of a block that has some that were never used.</summary>
    /// <returns>The first.</returns>
    private uint UseMore(int block, int sizeClass)
    {
        int size = SizeClasses.SizeOf(sizeClass);
        int cells = BlockBytes / size;
        int from = _usedCells[block];
        int to = Math.Min(cells, from + Math.Max(1, BytesAtOnce / size));
        uint next = 0;
        uint start = (uint)block * BlockBytes;
        for (int i = to - 1; i >= from; i--)
        {
            uint cell = start + (uint)(i * size);
            *(uint*)(_base + cell) = next;
            next = cell;
        }

        _usedCells[block] = to;
        _freshBlock[sizeClass] = to == cells ? 0 : block;
        return next;
    }

    private uint AllocateLarge(long bytes)
    {
        long blocks = (bytes + BlockBytes - 1) / BlockBytes;
        if (blocks > _blockLimit)
        {
            return 0;
        }

        int first = TakeBlocks((int)blocks);
        if (first == 0)
        {
            return 0;
        }

        _blockClass[first] = LargeStart;
        _largeBlocks[first] = (int)blocks;
        _blockClass.AsSpan(first + 1, (int)blocks - 1).Fill(LargeRest);
        return (uint)first * BlockBytes;
    }

    /// <summary>Committed blocks of zeros in a row.</summary>
    /// <returns>The first; 0 if there is no room.</returns>
    private int TakeBlocks(int count)
    {
        int first = FindFree(count);
        if (first < 0)
        {
            first = _blockEnd;
            if (first + count > _blockLimit)
            {
                return 0;
            }
        }

        if (!_space.TryCommit((ulong)first * BlockBytes, (ulong)count * BlockBytes))
        {
            return 0;
        }

        int end = first + count;
        if (end > _blockEnd)
        {
            GrowTables(end);
            _blockEnd = end;
        }
        else
        {
            _freeBlocks -= count;
        }

        return first;
    }

    private int FindFree(int count)
    {
        if (_freeBlocks < count)
        {
            return -1;
        }

        int run = 0;
        bool isFirst = true;
        for (int block = _firstMaybeFree; block < _blockEnd; block++)
        {
            if (_blockClass[block] != Free)
            {
                run = 0;
                continue;
            }

            if (isFirst)
            {
                _firstMaybeFree = block;
                isFirst = false;
            }

            if (++run == count)
            {
                return block - count + 1;
            }
        }

        return -1;
    }

    private void GrowTables(int end)
    {
        int old = _blockClass.Length;
        if (end > old)
        {
            int size = Math.Max(end, old * 2);
            Array.Resize(ref _blockClass, size);
            Array.Resize(ref _unswept, size);
            Array.Resize(ref _largeBlocks, size);
            Array.Resize(ref _usedCells, size);
        }

        Debug.Assert(_blockClass.Length >= end, "the tables cover all blocks");
    }

    /// <summary>Gives blocks back to the system; committed again, they are zero.</summary>
    private void FreeRun(int first, int count)
    {
        _blockClass.AsSpan(first, count).Fill(Free);
        _unswept.AsSpan(first, count).Clear();
        _freeBlocks += count;
        _firstMaybeFree = Math.Min(_firstMaybeFree, first);
        _space.Decommit((ulong)first * BlockBytes, (ulong)count * BlockBytes);
    }
}
