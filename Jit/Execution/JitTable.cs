using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>A table (specification, 4.2.8): 8 bytes an element in native memory, a function reference or a reference.</summary>
internal sealed unsafe class JitTable : Table
{
    private readonly StoreRuntime _runtime;
    private readonly ISystem _system;
    private readonly TableDescriptor* _descriptor;
    private ulong _capacity;
    private Mapping? _mapping;

    // What its functions need alive: see StoreRuntime.
    private Owners _owners;
    private int _crowd = 8;

    /// <exception cref="ResourceLimitException">The store forbids the size, or there is no such room.</exception>
    public JitTable(Store store, TableType type, object? initial)
        : base(store, type, int.MaxValue)
    {
        _runtime = StoreRuntime.Of(store);
        _system = _runtime.Engine.Target.System;
        IsFunctionTable = _runtime.References.IsFunction(type.Element);
        _descriptor = (TableDescriptor*)_runtime.AllocateBlock(sizeof(TableDescriptor));
        if (!TryReallocate(type.Limits.Minimum))
        {
            throw new ResourceLimitException($"the process has no room for a table of {type.Limits.Minimum} elements");
        }

        _descriptor->Length = type.Limits.Minimum;
        if (!IsFunctionTable)
        {
            _runtime.AddRoot(this);
        }

        if (initial is not null)
        {
            FillCore(0, type.Limits.Minimum, initial);
        }
    }

    /// <summary>Frees its memory: no instance has it any more, so no code does.</summary>
    ~JitTable()
    {
        if (_mapping is { } mapping)
        {
            _runtime.Free(mapping);
        }
    }

    /// <summary>Whether elements are function references.</summary>
    public bool IsFunctionTable { get; }

    /// <summary>What generated code sees.</summary>
    public TableDescriptor* Descriptor => _descriptor;

    /// <summary>The elements as generated code has them. Valid until it grows.</summary>
    public ulong* Elements => (ulong*)_descriptor->Base;

    /// <inheritdoc/>
    public override ulong Count
    {
        get
        {
            Store.ThrowIfDisposed();
            return _descriptor->Length;
        }
    }

    /// <summary>Its references are in use.</summary>
    public void VisitRoots(GcHeap heap)
    {
        ulong* elements = Elements;
        ulong length = _descriptor->Length;
        for (ulong i = 0; i < length; i++)
        {
            heap.Mark((uint)elements[i]);
        }
    }

    /// <summary>A function reference is going to be written to it.</summary>
    public void Keep(ulong reference)
    {
        if (reference != 0 && ((FuncRef*)reference)->Instance != _descriptor->KeptOwner)
        {
            Keep(_runtime.OwnerOf((nuint)reference), ((FuncRef*)reference)->Instance);
        }
    }

    /// <summary>References to functions of an owner are going to be written to it.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="number">What their records have as instance.</param>
    public void Keep(object owner, ulong number)
    {
        _owners.Add(owner);
        _descriptor->KeptOwner = number;
        NoteCrowd();
    }

    /// <summary>References of another table are going to be written to it.</summary>
    public void KeepAll(JitTable other)
    {
        if (!ReferenceEquals(this, other))
        {
            _owners.AddAll(in other._owners);
            NoteCrowd();
        }
    }

    /// <summary>Forgets owners of which it has no functions any more.</summary>
    public void RebuildOwners()
    {
        Owners old = _owners;
        _owners = default;
        _descriptor->KeptOwner = 0;
        ulong length = _descriptor->Length;
        for (ulong i = 0; i < length; i++)
        {
            Keep(Elements[i]);
        }

        old.ForEach(_runtime.KeepInHeap);
        _crowd = Math.Max(8, _owners.Count * 2);
    }

    /// <summary>Writes a value as generated code has it to elements that there are.</summary>
    public void FillNative(ulong index, ulong count, ulong value) => new Span<ulong>(Elements + index, (int)count).Fill(value);

    /// <inheritdoc/>
    protected override object? GetCore(ulong index)
    {
        using StoreRuntime.Use use = _runtime.Begin();
        return _runtime.References.ToManaged(Elements[index], IsFunctionTable);
    }

    /// <inheritdoc/>
    protected override void FillCore(ulong index, ulong count, object? value)
    {
        using StoreRuntime.Use use = _runtime.Begin();
        int mark = _runtime.References.Mark;
        ulong native = _runtime.References.ToNative(value, IsFunctionTable);
        _runtime.References.Release(mark);
        if (IsFunctionTable)
        {
            Keep(native);
        }

        FillNative(index, count, native);
    }

    /// <inheritdoc/>
    protected override bool TryResize(ulong count, ulong most)
    {
        if (count > _capacity)
        {
            // Half as much again, so that growing by ones does not copy every element each time.
            using StoreRuntime.Use use = _runtime.Begin();
            ulong capacity = Math.Min(most, Math.Max(count, _capacity / 2 * 3));
            if (!TryReallocate(capacity) && !TryReallocate(count))
            {
                return false;
            }
        }

        _descriptor->Length = count;
        return true;
    }

    private bool TryReallocate(ulong capacity)
    {
        // A mapping for each of very many small tables would use up what the process may have.
        bool isSmall = capacity <= 512;
        ulong bytes = isSmall ? Math.Max(capacity * 8, 16) : ((capacity * 8) + 4095) & ~4095UL;
        Mapping mapping;
        if (isSmall)
        {
            mapping = new Mapping((nuint)bytes);
        }
        else
        {
            byte* address;
            try
            {
                address = _system.Reserve((nuint)bytes);
            }
            catch (InsufficientMemoryException)
            {
                return false;
            }

            if (!_system.Commit(address, (nuint)bytes))
            {
                _system.Release(address, (nuint)bytes);
                return false;
            }

            mapping = new Mapping(_system, address, (nuint)bytes, isRange: false);
        }

        _runtime.Own(mapping);
        Buffer.MemoryCopy(Elements, mapping.Address, bytes, _descriptor->Length * 8);
        Mapping? old = _mapping;
        _mapping = mapping;
        _descriptor->Base = (ulong)mapping.Address;
        _capacity = bytes / 8;
        if (old is not null)
        {
            _runtime.Free(old);
        }

        return true;
    }

    private void NoteCrowd()
    {
        if (_owners.Count > _crowd)
        {
            _crowd = int.MaxValue;
            _runtime.NoteCrowded(this);
        }
    }
}
