using System.Runtime.InteropServices;

namespace Wasm.Jit.Execution;

/// <summary>
/// Objects by number, which are not kept alive. A number is used again when its object has been collected: who still has the number
/// then must not ask.
/// </summary>
internal sealed class WeakSlots<T>
    where T : class
{
    private WeakGCHandle<T>[] _slots = new WeakGCHandle<T>[8];
    private int[] _free = new int[8];
    private int _count;
    private int _freeCount;
    private int _sweepAt = 64;

    /// <summary>Frees the handles.</summary>
    ~WeakSlots()
    {
        for (int i = 0; i < _count; i++)
        {
            _slots[i].Dispose();
        }
    }

    /// <summary>The object with a number.</summary>
    /// <exception cref="InvalidOperationException">It has been collected: an error of the engine.</exception>
    public T this[int number] => _slots[number].TryGetTarget(out T? item)
        ? item
        : throw new InvalidOperationException($"{typeof(T).Name} {number} is gone, though code refers to it");

    /// <summary>Gives an object a number. Takes constant time on average, and room for those that live.</summary>
    public int Add(T item)
    {
        if (_freeCount == 0 && _count >= _sweepAt)
        {
            Sweep();
        }

        if (_freeCount > 0)
        {
            int number = _free[--_freeCount];
            _slots[number].SetTarget(item);
            return number;
        }

        if (_count == _slots.Length)
        {
            Array.Resize(ref _slots, _count * 2);
        }

        _slots[_count] = new WeakGCHandle<T>(item);
        return _count++;
    }

    // Only when no number is free: so each belongs to an object, alive or not.
    private void Sweep()
    {
        if (_free.Length < _count)
        {
            _free = new int[_count];
        }

        for (int i = _count - 1; i >= 0; i--)
        {
            if (!_slots[i].TryGetTarget(out _))
            {
                _free[_freeCount++] = i;
            }
        }

        _sweepAt = Math.Max(64, 2 * (_count - _freeCount));
    }
}
