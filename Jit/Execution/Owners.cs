namespace Wasm.Jit.Execution;

/// <summary>
/// What function references in native memory need alive: instances, for all their functions, and functions of the host. Most have one.
/// </summary>
internal struct Owners
{
    private object? _first;
    private HashSet<object>? _others;

    /// <summary>How many there are.</summary>
    public readonly int Count => (_first is null ? 0 : 1) + (_others?.Count ?? 0);

    /// <summary>Adds one.</summary>
    public void Add(object owner)
    {
        if (ReferenceEquals(_first, owner))
        {
            return;
        }

        if (_first is null)
        {
            _first = owner;
            return;
        }

        (_others ??= new HashSet<object>(ReferenceEqualityComparer.Instance)).Add(owner);
    }

    /// <summary>Adds those of another.</summary>
    public void AddAll(in Owners more)
    {
        if (more._first is { } first)
        {
            Add(first);
        }

        if (more._others is { } others)
        {
            foreach (object owner in others)
            {
                Add(owner);
            }
        }
    }

    /// <summary>Does something with each.</summary>
    public readonly void ForEach(Action<object> action)
    {
        if (_first is { } first)
        {
            action(first);
        }

        if (_others is { } others)
        {
            foreach (object owner in others)
            {
                action(owner);
            }
        }
    }

    /// <summary>Forgets all; room that is there is kept.</summary>
    public void Clear()
    {
        _first = null;
        _others?.Clear();
    }
}
