using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>
/// Hands out frame slots. A slot that is given back is used again by a value of the same kind only (scalar, reference, vector): so
/// the names of slots never overlap in part, and a slot of references never holds anything else.
/// </summary>
internal sealed class FrameSlots
{
    private readonly PooledList<int> _scalars = new(64);
    private readonly PooledList<int> _references = new(64);
    private readonly PooledList<int> _vectors = new(64);
    private int _temporary;
    private int _gap;

    /// <summary>Number of slots so far.</summary>
    public int Count { get; private set; }

    /// <summary>What <see cref="Temporary"/> gave, or -1.</summary>
    public int TemporaryOrNone => _temporary;

    /// <summary>Forgets everything.</summary>
    /// <param name="reserved">Number of slots that have their use already.</param>
    public void Reset(int reserved)
    {
        _scalars.Clear();
        _references.Clear();
        _vectors.Clear();
        _temporary = -1;
        _gap = -1;
        Count = reserved;
    }

    /// <summary>A slot that nothing uses.</summary>
    public int Take(RegisterType type)
    {
        PooledList<int> free = ListOf(type);
        return free.Count > 0 ? free.Pop() : TakeNew(type);
    }

    /// <summary>A slot that nothing ever used.</summary>
    public int TakeNew(RegisterType type)
    {
        if (type != RegisterType.V128)
        {
            if (_gap >= 0)
            {
                int gap = _gap;
                _gap = -1;
                return gap;
            }

            return Count++;
        }

        // A vector's name is the higher of its two numbers and odd.
        if ((Count & 1) != 0)
        {
            if (_gap >= 0)
            {
                _scalars.Add(_gap);
            }

            _gap = Count++;
        }

        Count += 2;
        return Count - 1;
    }

    /// <summary>Gives back a slot.</summary>
    public void Give(int slot, RegisterType type) => ListOf(type).Add(slot);

    /// <summary>Slots in a row.</summary>
    /// <returns>The first.</returns>
    public int TakeRow(int count)
    {
        int first = Count;
        Count += count;
        return first;
    }

    /// <summary>A slot for a cycle of moves: any type, nothing else ever uses it.</summary>
    public int Temporary()
    {
        if (_temporary < 0)
        {
            _temporary = Take(RegisterType.V128);
        }

        return _temporary;
    }

    private PooledList<int> ListOf(RegisterType type) => type switch
    {
        RegisterType.V128 => _vectors,
        RegisterType.Ref => _references,
        _ => _scalars,
    };
}
