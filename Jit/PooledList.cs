using System.Runtime.CompilerServices;

namespace Wasm.Jit;

/// <summary>A list of structs that gives references into its array and keeps the array when it is cleared.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <param name="capacity">Room at the beginning.</param>
internal sealed class PooledList<T>(int capacity)
    where T : struct
{
    private T[] _items = new T[capacity];

    /// <summary>Number of elements.</summary>
    public int Count { get; private set; }

    /// <summary>An element. Valid until one is added.</summary>
    public ref T this[int index] => ref _items[index];

    /// <summary>All elements. Valid until one is added.</summary>
    public Span<T> Span => _items.AsSpan(0, Count);

    /// <summary>Adds one.</summary>
    /// <returns>Its place. Valid until the next is added.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Add(in T item)
    {
        T[] items = _items;
        int count = Count;
        if ((uint)count >= (uint)items.Length)
        {
            return ref Grow(item);
        }

        Count = count + 1;
        ref T place = ref items[count];
        place = item;
        return ref place;
    }

    /// <summary>Sets the number of elements; new ones have any value.</summary>
    public void Resize(int count)
    {
        if (count > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(count, _items.Length * 2));
        }

        Count = count;
    }

    /// <summary>Removes the last element.</summary>
    /// <returns>It.</returns>
    public T Pop() => _items[--Count];

    /// <summary>Removes all, keeps the array.</summary>
    public void Clear() => Count = 0;

    // The item may be one of the list's own: it is copied.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref T Grow(T item)
    {
        Array.Resize(ref _items, Math.Max(4, Count * 2));
        ref T place = ref _items[Count++];
        place = item;
        return ref place;
    }
}
