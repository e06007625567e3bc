using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Wasm.Runtime.Heap;

/// <summary>
/// Objects that are known without being kept alive. Handles rather than weak references, as those are finalized one by
/// one.
/// </summary>
public sealed class WeakList
{
    private const int Initial = 8;

    private WeakGCHandle<object>[] _handles = [];
    private int _count;

    /// <summary>Frees the handles.</summary>
    ~WeakList()
    {
        for (int i = 0; i < _count; i++)
        {
            _handles[i].Dispose();
        }
    }

    /// <summary>Number of objects, collected ones included since the last <see cref="Compact"/>.</summary>
    public int Count => _count;

    /// <summary>Adds an object. Takes constant time on average, and room for those that live.</summary>
    public void Add(object item)
    {
        if (_count == _handles.Length)
        {
            Compact();
            if (_count >= _handles.Length / 2)
            {
                Array.Resize(ref _handles, Math.Max(Initial, _handles.Length * 2));
            }
        }

        _handles[_count++] = new WeakGCHandle<object>(item);
    }

    /// <summary>The object at a position, if it has not been collected.</summary>
    public bool TryGet(int index, [NotNullWhen(true)] out object? item) => _handles[index].TryGetTarget(out item);

    /// <summary>Forgets what has been collected. Positions change.</summary>
    public void Compact()
    {
        int live = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_handles[i].TryGetTarget(out _))
            {
                _handles[live++] = _handles[i];
            }
            else
            {
                _handles[i].Dispose();
            }
        }

        Array.Clear(_handles, live, _count - live);
        _count = live;
    }
}
