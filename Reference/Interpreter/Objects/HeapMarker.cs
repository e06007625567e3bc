using Wasm.Interpreter.Execution;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>
/// Counts the bytes of a heap's objects that a store uses: goes from its roots to all that they refer to, and notes in
/// each object that it has been there. Uses no recursion, so that a long list is no problem.
/// </summary>
internal sealed class HeapMarker
{
    private readonly StoreHeap _heap;
    private readonly int _epoch;
    private object[] _pending = new object[256];
    private int _count;
    private long _bytes;

    public HeapMarker(StoreHeap heap)
    {
        _heap = heap;
        _epoch = ++heap.Epoch;
    }

    /// <summary>Counts what is in use.</summary>
    /// <param name="enough">Beyond this number the exact one does not matter.</param>
    /// <param name="allReached">
    /// Whether running code refers to all that was counted. Otherwise there may be instances, tables and globals among
    /// its owners that .NET has only not collected yet.
    /// </param>
    public long Count(long enough, out bool allReached)
    {
        StoreState.Of(_heap.Store).AddRoots(this);
        Drain();
        allReached = true;
        if (_bytes > enough)
        {
            return _bytes;
        }

        long reached = _bytes;
        Runtime.Heap.WeakList roots = _heap.Store.Roots;
        for (int i = 0; i < roots.Count; i++)
        {
            if (roots.TryGet(i, out object? root))
            {
                AddRoot(root);
                Drain();
            }
        }

        allReached = _bytes == reached;
        return _bytes;
    }

    /// <summary>What an instance owns or imports.</summary>
    public void AddInstance(ReferenceInstance instance)
    {
        if (instance.Epoch == _epoch)
        {
            return;
        }

        instance.Epoch = _epoch;
        foreach (ReferenceGlobal? global in instance.Globals)
        {
            // Null while the instance is being made.
            Add(global?.Reference);
        }

        foreach (ReferenceTable? table in instance.Tables)
        {
            if (table is not null)
            {
                Add(table.Elements);
            }
        }

        instance.AddSegments(this);
    }

    public void Add(ReadOnlySpan<object?> references)
    {
        foreach (object? reference in references)
        {
            Add(reference);
        }
    }

    /// <summary>A reference that is in use. Functions, i31 and host objects have no size, and are not looked into.</summary>
    public void Add(object? reference)
    {
        switch (reference)
        {
            case StructObject @struct:
                if (@struct.Epoch != _epoch && ReferenceEquals(@struct.Shape.Heap, _heap))
                {
                    @struct.Epoch = _epoch;
                    _bytes += @struct.Shape.Size;
                    if (@struct.Shape.Fields.ReferenceCount > 0)
                    {
                        Push(@struct);
                    }
                }

                break;
            case ArrayObject array:
                if (array.Epoch != _epoch && ReferenceEquals(array.Shape.Heap, _heap))
                {
                    array.Epoch = _epoch;
                    _bytes += array.Shape.SizeOf(array.Length);
                    if (array is ArrayObject<object?>)
                    {
                        Push(array);
                    }
                }

                break;
            case ExceptionObject exception:
                if (exception.Epoch != _epoch && ReferenceEquals(exception.Store, _heap.Store))
                {
                    exception.Epoch = _epoch;
                    _bytes += Runtime.Heap.ObjectSize.OfException(exception.Tag.Signature);
                    Push(exception);
                }

                break;
        }
    }

    private void AddRoot(object root)
    {
        switch (root)
        {
            case ReferenceTable table:
                Add(table.Elements);
                break;
            case ReferenceGlobal global:
                Add(global.Reference);
                break;
            case ReferenceInstance instance:
                instance.AddSegments(this);
                break;
        }
    }

    private void Push(object item)
    {
        if (_count == _pending.Length)
        {
            Array.Resize(ref _pending, _count * 2);
        }

        _pending[_count++] = item;
    }

    private void Drain()
    {
        while (_count > 0)
        {
            switch (_pending[--_count])
            {
                case StructObject @struct:
                    for (int i = 0; i < @struct.Shape.Fields.ReferenceCount; i++)
                    {
                        Add(@struct.Reference(i));
                    }

                    break;
                case ArrayObject<object?> array:
                    Add(array.Elements);
                    break;
                case ExceptionObject exception:
                    foreach (Value value in exception.Payload.AsSpan())
                    {
                        Add(value.Reference);
                    }

                    break;
            }
        }
    }
}
