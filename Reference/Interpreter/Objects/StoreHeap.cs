using System.Collections.Immutable;
using Wasm.Core.Types;
using Wasm.Interpreter.Execution;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Heap;

namespace Wasm.Interpreter.Objects;

/// <summary>
/// A store's garbage-collected heap: what may be allocated, and the shapes of what is. Its objects are .NET objects;
/// .NET collects them, here they are only counted (<see cref="StoreLimits.HeapBytes"/>).
/// </summary>
internal sealed class StoreHeap
{
    // A constant, as there is no room to make it either.
    private static readonly Exhaustion OutOfRoom = new("heap exhausted: the process has no more room") { IsOfProcess = true };

    // Bytes between two looks at what the process has left.
    private const long Step = 4 << 20;

    // What small objects may fill of the process's memory. The rest stays with the threads of .NET itself, which end the
    // process if they get none.
    private static readonly long ProcessRoom = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8 * 7;

    private readonly Dictionary<DefinedType, Shape> _shapes = [];
    private readonly long _limit;

    // Bytes that may be allocated before the next look, and after it before those in use are counted.
    private long _left;
    private long _uncounted;

    public StoreHeap(Store store)
    {
        Store = store;
        _limit = (long)Math.Min(store.Limits.HeapBytes, long.MaxValue);
        _uncounted = _limit;
    }

    public Store Store { get; }

    /// <summary>The number of the latest count: what <see cref="HeapMarker"/> has met then carries it.</summary>
    public int Epoch { get; set; }

    /// <summary>The exhaustion that a failed allocation ends in.</summary>
    public Exhaustion Exhausted { get; private set; } = new();

    /// <summary>The heap of a store of this engine.</summary>
    public static StoreHeap Of(Store store) => StoreState.Of(store).Heap;

    public StructShape StructShapeOf(DefinedType type)
    {
        if (!_shapes.TryGetValue(type, out Shape? shape))
        {
            _shapes.Add(type, shape = new StructShape(this, type));
        }

        return (StructShape)shape;
    }

    public ArrayShape ArrayShapeOf(DefinedType type)
    {
        if (!_shapes.TryGetValue(type, out Shape? shape))
        {
            _shapes.Add(type, shape = new ArrayShape(this, type));
        }

        return (ArrayShape)shape;
    }

    /// <summary>A struct of zeros and nulls; null if the heap is exhausted.</summary>
    public StructObject? TryCreateStruct(StructShape shape)
    {
        if ((_left -= shape.Size) < 0 && !TryExtend(shape.Size))
        {
            return null;
        }

        try
        {
            return new StructObject(shape);
        }
        catch (OutOfMemoryException)
        {
            Exhausted = OutOfRoom;
            return null;
        }
    }

    /// <summary>An array of zeros or nulls, not larger than an array can be; null if the heap is exhausted.</summary>
    public ArrayObject? TryCreateArray(ArrayShape shape, uint length)
    {
        long size = shape.SizeOf(length);
        if ((_left -= size) < 0 && !TryExtend(size))
        {
            return null;
        }

        try
        {
            return ArrayObject.Create(shape, length);
        }
        catch (OutOfMemoryException)
        {
            Exhausted = OutOfRoom;
            return null;
        }
    }

    /// <summary>An exception; null if the heap is exhausted.</summary>
    public ExceptionObject? TryCreateException(Tag tag, ImmutableArray<Value> payload)
    {
        int size = ObjectSize.OfException(tag.Signature);
        return (_left -= size) < 0 && !TryExtend(size) ? null : new ExceptionObject(tag, payload);
    }

    // Out of the way of allocation: `size` bytes, which `_left` is without already, are more than were left.
    private bool TryExtend(long size)
    {
        long left = _left + size + _uncounted;
        _left = 0;
        _uncounted = left;
        if (!ProcessHasRoom())
        {
            Exhausted = OutOfRoom;
            return false;
        }

        if (left < size && !TryCount(size, out left))
        {
            return false;
        }

        left -= size;
        _left = Math.Min(left, Step);
        _uncounted = left - _left;
        return true;
    }

    private static bool ProcessHasRoom()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) <= ProcessRoom)
        {
            return true;
        }

        // Much of it may be garbage.
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false) <= ProcessRoom;
    }

    // What it finds decides when to count again: not before an eighth of the limit, so that a store that is nearly full
    // does not do it for each object.
    private bool TryCount(long size, out long left)
    {
        long rest = _limit - size;
        long live = 0;
        try
        {
            if (rest >= 0)
            {
                live = new HeapMarker(this).Count(rest, out bool allReached);
                if (live > rest && !allReached && Store.TryCollectGarbage())
                {
                    live = new HeapMarker(this).Count(rest, out _);
                }
            }
        }
        catch (OutOfMemoryException)
        {
            live = long.MaxValue;
        }

        if (live > rest)
        {
            left = 0;
            _uncounted = 0;
            Exhausted = live == long.MaxValue ? OutOfRoom : new Exhaustion(
                $"heap exhausted: {size} bytes asked for and {live} in use are more than the store's limit of {_limit} bytes ({nameof(StoreLimits)}.{nameof(StoreLimits.HeapBytes)})");
            return false;
        }

        left = size + Math.Max(rest - live, _limit / 8);
        return true;
    }
}
