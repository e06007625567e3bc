using Wasm.Core.Types;
using Wasm.Runtime.Heap;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// What a store's limits allow, and what there is: instances, memories, tables and globals, none kept alive by that.
/// Sums include what has been collected until a limit would be passed; then they are made anew.
/// </summary>
internal sealed class StoreResources(StoreLimits limits)
{
    // A forced collection that freed nothing is not repeated sooner unless there is something new: code may try to grow
    // in a loop.
    private const long CollectionInterval = 1000;

    private readonly WeakList _items = new();
    private ulong _memoryBytes;
    private ulong _tableElements;
    private ulong _instances;
    private ulong _memories;
    private ulong _tables;
    private long _nextCollection = long.MinValue;
    private bool _anythingNew;

    /// <summary>All items: instances, memories, tables, and globals that may hold references to heap objects.</summary>
    public WeakList Items => _items;

    /// <exception cref="ResourceLimitException">There may be no more.</exception>
    public void AddInstance(Instance instance)
    {
        if (!Fits(ref _instances, 1, (ulong)limits.Instances))
        {
            throw TooMany("instances", limits.Instances, nameof(StoreLimits.Instances));
        }

        _instances++;
        Add(instance);
    }

    /// <exception cref="ResourceLimitException">There may be no more, or not as large.</exception>
    public void AddMemory(Memory memory, ulong pages, ulong enginePages)
    {
        if (pages > enginePages)
        {
            throw new ResourceLimitException($"a memory of {pages} pages is larger than this engine's limit of {enginePages} pages");
        }

        if (pages > limits.MemoryBytes / MemoryType.PageSize)
        {
            throw new ResourceLimitException(
                $"a memory of {pages} pages is larger than the store's limit of {limits.MemoryBytes} bytes ({nameof(StoreLimits)}.{nameof(StoreLimits.MemoryBytes)})",
                nameof(StoreLimits.MemoryBytes));
        }

        if (!Fits(ref _memories, 1, (ulong)limits.Memories))
        {
            throw TooMany("memories", limits.Memories, nameof(StoreLimits.Memories));
        }

        ulong bytes = pages * MemoryType.PageSize;
        if (!Fits(ref _memoryBytes, bytes, limits.TotalMemoryBytes))
        {
            throw new ResourceLimitException(
                $"a memory of {pages} pages and other memories of {_memoryBytes} bytes are larger than the store's limit of {limits.TotalMemoryBytes} bytes ({nameof(StoreLimits)}.{nameof(StoreLimits.TotalMemoryBytes)})",
                nameof(StoreLimits.TotalMemoryBytes));
        }

        _memories++;
        _memoryBytes += bytes;
        Add(memory);
    }

    /// <summary>Whether a memory may get larger.</summary>
    public bool AllowsMemory(ulong oldPages, ulong pages) =>
        pages <= limits.MemoryBytes / MemoryType.PageSize
        && Fits(ref _memoryBytes, (pages - oldPages) * MemoryType.PageSize, limits.TotalMemoryBytes);

    /// <summary>Notes that a memory got larger.</summary>
    public void GrewMemory(ulong oldPages, ulong pages) => _memoryBytes += (pages - oldPages) * MemoryType.PageSize;

    /// <exception cref="ResourceLimitException">There may be no more, or not as large.</exception>
    public void AddTable(Table table, ulong elements, ulong engineElements)
    {
        if (elements > limits.TableElements)
        {
            throw new ResourceLimitException(
                $"a table of {elements} elements is larger than the store's limit of {limits.TableElements} elements ({nameof(StoreLimits)}.{nameof(StoreLimits.TableElements)})",
                nameof(StoreLimits.TableElements));
        }

        if (elements > engineElements)
        {
            throw new ResourceLimitException($"a table of {elements} elements is larger than this engine's limit of {engineElements} elements");
        }

        if (!Fits(ref _tables, 1, (ulong)limits.Tables))
        {
            throw TooMany("tables", limits.Tables, nameof(StoreLimits.Tables));
        }

        if (!Fits(ref _tableElements, elements, limits.TotalTableElements))
        {
            throw new ResourceLimitException(
                $"a table of {elements} elements and other tables of {_tableElements} are larger than the store's limit of {limits.TotalTableElements} elements ({nameof(StoreLimits)}.{nameof(StoreLimits.TotalTableElements)})",
                nameof(StoreLimits.TotalTableElements));
        }

        _tables++;
        _tableElements += elements;
        Add(table);
    }

    /// <summary>Whether a table may get larger.</summary>
    public bool AllowsTable(ulong oldElements, ulong elements) =>
        elements <= limits.TableElements && Fits(ref _tableElements, elements - oldElements, limits.TotalTableElements);

    /// <summary>Notes that a table got larger.</summary>
    public void GrewTable(ulong oldElements, ulong elements) => _tableElements += elements - oldElements;

    /// <summary>Notes a global that may hold a reference to a heap object.</summary>
    public void AddGlobal(Global global) => Add(global);

    /// <summary>Has .NET collect garbage, unless that was of no use a moment ago.</summary>
    /// <returns>Whether an item has gone.</returns>
    public bool TryCollect()
    {
        long now = Environment.TickCount64;
        if (now < _nextCollection && !_anythingNew)
        {
            return false;
        }

        _anythingNew = false;
        _items.Compact();
        int before = _items.Count;
        GC.Collect();
        _items.Compact();
        bool useful = _items.Count < before;
        _nextCollection = useful ? long.MinValue : now + CollectionInterval;
        return useful;
    }

    private void Add(object item)
    {
        _items.Add(item);
        _anythingNew = true;
    }

    private static ResourceLimitException TooMany(string what, int limit, string name) =>
        new($"the store has {limit} {what} and may have no more ({nameof(StoreLimits)}.{name})", name);

    private bool Fits(ref ulong used, ulong more, ulong limit)
    {
        if (more > limit)
        {
            return false;
        }

        if (used <= limit - more)
        {
            return true;
        }

        Recount();
        if (used <= limit - more)
        {
            return true;
        }

        if (!TryCollect())
        {
            return false;
        }

        Recount();
        return used <= limit - more;
    }

    private void Recount()
    {
        _items.Compact();
        (_memoryBytes, _tableElements, _instances, _memories, _tables) = (0, 0, 0, 0, 0);
        for (int i = 0; i < _items.Count; i++)
        {
            _items.TryGet(i, out object? item);
            switch (item)
            {
                case Memory memory:
                    _memories++;
                    _memoryBytes += memory.ByteLength;
                    break;
                case Table table:
                    _tables++;
                    _tableElements += table.Count;
                    break;
                case Instance:
                    _instances++;
                    break;
            }
        }
    }
}
