using System.Diagnostics.CodeAnalysis;
using Wasm.Core.Types;
using Wasm.Jit.Abi;

namespace Wasm.Jit.Execution;

/// <summary>
/// An engine's types as generated code sees them: <see cref="TypeEntry"/> by id, in address space for all that there can be, so that
/// it never moves. Freed by the finaliser: code of the engine's modules refers to it. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Lives as long as its engine, which nobody disposes.")]
internal sealed unsafe class TypeEntries(ISystem system, TypeRegistry registry)
{
    // 2^24 types: validation allows 1,000,000 a module.
    private const nuint Reserved = (nuint)TypeEntry.Size << 24;
    private const nuint Step = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly NativeBlocks _displays = new(system);
    private TypeEntry* _entries;
    private nuint _committed;
    private volatile int _count;

    /// <summary>Frees the table: no code of the engine is left.</summary>
    ~TypeEntries()
    {
        if (_entries is not null)
        {
            system.Release((byte*)_entries, Reserved);
        }

        _displays.Dispose();
    }

    /// <summary>Adds what the registry has got since.</summary>
    /// <returns>The table's address.</returns>
    public ulong Update()
    {
        if (_count == registry.Count && _entries is not null)
        {
            return (ulong)_entries;
        }

        lock (_lock)
        {
            if (_entries is null)
            {
                _entries = (TypeEntry*)system.Reserve(Reserved);
            }

            int count = registry.Count;
            for (int id = _count; id < count; id++)
            {
                Add(registry[id]);
            }

            _count = count;
            return (ulong)_entries;
        }
    }

    private void Add(DefinedType type)
    {
        nuint end = (nuint)(type.Id + 1) * TypeEntry.Size;
        if (end > Reserved)
        {
            throw new InsufficientMemoryException("the engine has more types than its table has room for");
        }

        while (end > _committed)
        {
            if (!system.Commit((byte*)_entries + _committed, Step))
            {
                throw new InsufficientMemoryException("the system has no room for the table of types");
            }

            _committed += Step;
        }

        uint* display = (uint*)_displays.Allocate((type.Depth + 1) * sizeof(uint));
        int depth = type.Depth;
        for (DefinedType? super = type; super is not null; super = super.Supertype)
        {
            display[depth--] = (uint)super.Id;
        }

        _entries[type.Id] = new TypeEntry { Depth = (uint)type.Depth, Display = (ulong)display };
    }
}
