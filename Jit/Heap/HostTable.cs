namespace Wasm.Jit.Heap;

/// <summary>The .NET objects that objects of kind host stand for. Places are used again.</summary>
internal sealed class HostTable
{
    private object?[] _objects = new object?[16];
    private int[] _free = new int[16];
    private int _count;
    private int _freeCount;

    /// <summary>Number of objects.</summary>
    public int Count => _count - _freeCount;

    /// <summary>The object at a place.</summary>
    public object this[int index] => _objects[index]!;

    /// <summary>Keeps an object.</summary>
    /// <returns>Its place.</returns>
    public int Add(object item)
    {
        int index;
        if (_freeCount > 0)
        {
            index = _free[--_freeCount];
        }
        else
        {
            if (_count == _objects.Length)
            {
                Array.Resize(ref _objects, _count * 2);
            }

            index = _count++;
        }

        _objects[index] = item;
        return index;
    }

    /// <summary>Forgets the object at a place.</summary>
    public void Remove(int index)
    {
        if (_freeCount == _free.Length)
        {
            Array.Resize(ref _free, _freeCount * 2);
        }

        _objects[index] = null;
        _free[_freeCount++] = index;
    }
}
