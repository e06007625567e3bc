using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Runtime.Heap;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// What a store's limits allow, and what there is. Nothing is kept alive by that. A handle for each item would cost
/// more than making a small instance; so of a large limit the first half is given out for good, and only items beyond
/// it are known singly, to see which are collected when the limit would be passed.
/// </summary>
internal sealed class StoreResources(Store store, StoreLimits limits)
{
    // A forced collection that freed nothing is not repeated sooner unless there is something new: code may try to grow
    // in a loop.
    private const long CollectionInterval = 1000;

    // Limits from which on the first half is given out for good.
    private const ulong ManyItems = 1000;
    private const ulong ManyBytes = 1UL << 30;
    private const ulong ManyElements = 1_000_000;

    private readonly WeakList _counted = new();
    private Amount _memoryBytes = new(limits.TotalMemoryBytes, ManyBytes);
    private Amount _tableElements = new(limits.TotalTableElements, ManyElements);
    private Amount _instances = new(limits.Instances, ManyItems);
    private Amount _memories = new(limits.Memories, ManyItems);
    private Amount _tables = new(limits.Tables, ManyItems);
    private long _nextCollection = long.MinValue;
    private bool _anythingNew;

    /// <summary>What may refer to heap objects: tables, globals, instances for their element segments.</summary>
    public WeakList Roots { get; } = new();

    /// <exception cref="ResourceLimitException">There may be no more.</exception>
    public void AddInstance(Instance instance)
    {
        if (!Fits(ref _instances, 1))
        {
            throw TooMany("instances", limits.Instances, nameof(StoreLimits.Instances));
        }

        bool isPermanent = _instances.IsPermanent(1);
        _instances.Add(1, isPermanent);
        Add(instance, isPermanent);
        foreach (ElementSegment segment in instance.Module.Definition.Elements)
        {
            if (MayHoldObjects(instance.Module.Close(segment.Type)))
            {
                Roots.Add(instance);
                break;
            }
        }
    }

    /// <summary>Notes a memory that is being made.</summary>
    /// <returns>Whether it counts for good.</returns>
    /// <exception cref="ResourceLimitException">There may be no more, or not as large.</exception>
    public bool AddMemory(Memory memory, ulong pages, ulong enginePages)
    {
        if (pages > enginePages)
        {
            throw new ResourceLimitException($"a memory of {pages} pages is larger than this engine's limit of {enginePages} pages");
        }

        if (pages > limits.MemoryBytes / MemoryType.PageSize)
        {
            throw TooLarge($"a memory of {pages} pages is", $"{limits.MemoryBytes} bytes", nameof(StoreLimits.MemoryBytes));
        }

        if (!Fits(ref _memories, 1))
        {
            throw TooMany("memories", limits.Memories, nameof(StoreLimits.Memories));
        }

        ulong bytes = pages * MemoryType.PageSize;
        if (!Fits(ref _memoryBytes, bytes))
        {
            throw TooLarge(
                $"a memory of {pages} pages and other memories of {_memoryBytes.Used} bytes are",
                $"{limits.TotalMemoryBytes} bytes",
                nameof(StoreLimits.TotalMemoryBytes));
        }

        bool isPermanent = _memories.IsPermanent(1) && _memoryBytes.IsPermanent(bytes);
        _memories.Add(1, isPermanent);
        _memoryBytes.Add(bytes, isPermanent);
        Add(memory, isPermanent);
        return isPermanent;
    }

    /// <summary>Whether a memory may get larger.</summary>
    public bool AllowsMemory(ulong oldPages, ulong pages) =>
        pages <= limits.MemoryBytes / MemoryType.PageSize && Fits(ref _memoryBytes, (pages - oldPages) * MemoryType.PageSize);

    /// <summary>Notes that a memory got larger.</summary>
    /// <returns>Whether it still counts for good: not if it has grown beyond what is given out so.</returns>
    public bool GrewMemory(Memory memory, ulong pages, bool isPermanent)
    {
        ulong bytes = pages * MemoryType.PageSize;
        if (isPermanent && !_memoryBytes.IsPermanent(bytes))
        {
            _memories.Track(1);
            _memoryBytes.Track(memory.ByteLength - bytes);
            Add(memory, isPermanent = false);
        }

        _memoryBytes.Add(bytes, isPermanent);
        return isPermanent;
    }

    /// <summary>Notes a table that is being made.</summary>
    /// <returns>Whether it counts for good.</returns>
    /// <exception cref="ResourceLimitException">There may be no more, or not as large.</exception>
    public bool AddTable(Table table, ulong elements, ulong engineElements)
    {
        if (elements > limits.TableElements)
        {
            throw TooLarge($"a table of {elements} elements is", $"{limits.TableElements} elements", nameof(StoreLimits.TableElements));
        }

        if (elements > engineElements)
        {
            throw new ResourceLimitException($"a table of {elements} elements is larger than this engine's limit of {engineElements} elements");
        }

        if (!Fits(ref _tables, 1))
        {
            throw TooMany("tables", limits.Tables, nameof(StoreLimits.Tables));
        }

        if (!Fits(ref _tableElements, elements))
        {
            throw TooLarge(
                $"a table of {elements} elements and other tables of {_tableElements.Used} are",
                $"{limits.TotalTableElements} elements",
                nameof(StoreLimits.TotalTableElements));
        }

        bool isPermanent = _tables.IsPermanent(1) && _tableElements.IsPermanent(elements);
        _tables.Add(1, isPermanent);
        _tableElements.Add(elements, isPermanent);
        Add(table, isPermanent);
        return isPermanent;
    }

    /// <summary>Whether a table may get larger.</summary>
    public bool AllowsTable(ulong oldElements, ulong elements) =>
        elements <= limits.TableElements && Fits(ref _tableElements, elements - oldElements);

    /// <summary>Notes that a table got larger.</summary>
    /// <returns>Whether it still counts for good: not if it has grown beyond what is given out so.</returns>
    public bool GrewTable(Table table, ulong elements, bool isPermanent)
    {
        if (isPermanent && !_tableElements.IsPermanent(elements))
        {
            _tables.Track(1);
            _tableElements.Track(table.Count - elements);
            Add(table, isPermanent = false);
        }

        _tableElements.Add(elements, isPermanent);
        return isPermanent;
    }

    /// <summary>Notes a table or global whose type lets it refer to heap objects.</summary>
    public void AddRoot(Extern item, ValType type)
    {
        if (MayHoldObjects(type))
        {
            Roots.Add(item);
            _anythingNew = true;
        }
    }

    /// <summary>Has .NET collect garbage, unless that was of no use a moment ago.</summary>
    /// <returns>Whether something that is known here has gone.</returns>
    public bool TryCollect()
    {
        long now = Environment.TickCount64;
        if (now < _nextCollection && !_anythingNew)
        {
            return false;
        }

        _anythingNew = false;
        int before = CountLive();
        GC.Collect();
        bool isUseful = CountLive() < before;
        _nextCollection = isUseful ? long.MinValue : now + CollectionInterval;
        return isUseful;
    }

    private static ResourceLimitException TooMany(string what, ulong limit, string name) =>
        new($"the store has {limit} {what} and may have no more ({nameof(StoreLimits)}.{name})", name);

    private static ResourceLimitException TooLarge(string what, string limit, string name) =>
        new($"{what} larger than the store's limit of {limit} ({nameof(StoreLimits)}.{name})", name);

    private bool MayHoldObjects(ValType type) =>
        type.IsReference && type != ValType.FuncRef && store.Engine.Types.TopOf(type.HeapType) != HeapType.Func;

    private void Add(object item, bool isPermanent)
    {
        // Also if it is permanent: what an instantiation that failed has left behind may be garbage at the next one.
        _anythingNew = true;
        if (!isPermanent)
        {
            _counted.Add(item);
        }
    }

    private bool Fits(ref Amount amount, ulong more)
    {
        if (more > amount.Limit)
        {
            return false;
        }

        if (amount.Allows(more))
        {
            return true;
        }

        Recount();
        if (amount.Allows(more))
        {
            return true;
        }

        if (!TryCollect())
        {
            return false;
        }

        Recount();
        return amount.Allows(more);
    }

    private int CountLive()
    {
        _counted.Compact();
        Roots.Compact();
        return _counted.Count + Roots.Count;
    }

    private void Recount()
    {
        _counted.Compact();
        (_memoryBytes.Tracked, _tableElements.Tracked, _instances.Tracked, _memories.Tracked, _tables.Tracked) = (0, 0, 0, 0, 0);
        for (int i = 0; i < _counted.Count; i++)
        {
            switch (_counted.TryGet(i, out object? item) ? item : null)
            {
                case Memory memory:
                    _memories.Tracked++;
                    _memoryBytes.Tracked += memory.ByteLength;
                    break;
                case Table table:
                    _tables.Tracked++;
                    _tableElements.Tracked += table.Count;
                    break;
                case Instance:
                    _instances.Tracked++;
                    break;
            }
        }
    }

    /// <summary>How much of something is taken.</summary>
    private struct Amount(ulong limit, ulong many)
    {
        private readonly ulong _permanentLimit = limit >= many ? limit / 2 : 0;
        private ulong _permanent;

        /// <summary>What the items take that are known singly; what has been collected included until the next count.</summary>
        public ulong Tracked;

        public readonly ulong Limit => limit;

        public readonly ulong Used => _permanent + Tracked;

        public readonly bool Allows(ulong more) => Used <= limit - more;

        public readonly bool IsPermanent(ulong more) => _permanent + more <= _permanentLimit;

        public void Add(ulong more, bool isPermanent)
        {
            if (isPermanent)
            {
                _permanent += more;
            }
            else
            {
                Tracked += more;
            }
        }

        /// <summary>An item that has counted for good is from now on known singly.</summary>
        public void Track(ulong amount)
        {
            _permanent -= amount;
            Tracked += amount;
        }
    }
}
