using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>A table (specification, 4.2.8): 8 bytes an element in native memory, a function reference or a reference.</summary>
internal sealed unsafe class JitTable : Table, IDisposable
{
    private readonly StoreRuntime _runtime;
    private readonly ISystem _system;
    private readonly TableDescriptor* _descriptor;
    private ulong _capacity;
    private bool _isMapped;
    private bool _isReleased;

    /// <exception cref="ResourceLimitException">The store forbids the size, or there is no such room.</exception>
    public JitTable(Store store, TableType type, object? initial)
        : base(store, type, int.MaxValue)
    {
        _runtime = StoreRuntime.Of(store);
        _system = _runtime.Engine.Target.System;
        IsFunctionTable = _runtime.References.IsFunction(type.Element);
        _descriptor = (TableDescriptor*)_runtime.AllocateBlock(sizeof(TableDescriptor));
        _runtime.Own(this);
        if (!TryReallocate(type.Limits.Minimum))
        {
            throw new ResourceLimitException($"the process has no room for a table of {type.Limits.Minimum} elements");
        }

        _descriptor->Length = type.Limits.Minimum;
        if (!IsFunctionTable)
        {
            _runtime.Add(this);
        }

        if (initial is not null)
        {
            FillCore(0, type.Limits.Minimum, initial);
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

    /// <summary>Gives the memory back: with the store.</summary>
    public void Dispose()
    {
        if (!_isReleased)
        {
            _isReleased = true;
            Release();
        }
    }

    /// <summary>Writes a value as generated code has it to elements that there are.</summary>
    public void FillNative(ulong index, ulong count, ulong value) => new Span<ulong>(Elements + index, (int)count).Fill(value);

    /// <inheritdoc/>
    protected override object? GetCore(ulong index) => _runtime.References.ToManaged(Elements[index], IsFunctionTable);

    /// <inheritdoc/>
    protected override void FillCore(ulong index, ulong count, object? value)
    {
        int mark = _runtime.References.Mark;
        ulong native = _runtime.References.ToNative(value, IsFunctionTable);
        _runtime.References.Release(mark);
        FillNative(index, count, native);
    }

    /// <inheritdoc/>
    protected override bool TryResize(ulong count, ulong most)
    {
        if (count > _capacity)
        {
            // Half as much again, so that growing by ones does not copy every element each time.
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
        ulong bytes = ((capacity * 8) + 4095) & ~4095UL;
        byte* address = null;
        bool isSmall = bytes == 4096;
        if (isSmall)
        {
            // A mapping for each of very many small tables would use up what the process may have.
            address = (byte*)_runtime.AllocateBlock(4096);
        }
        else if (bytes > 0)
        {
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
        }

        if (address is not null)
        {
            Buffer.MemoryCopy(Elements, address, bytes, _descriptor->Length * 8);
        }

        Release();
        _descriptor->Base = (ulong)address;
        _capacity = bytes / 8;
        _isMapped = address is not null && !isSmall;
        return true;
    }

    private void Release()
    {
        if (_isMapped)
        {
            _system.Release((byte*)_descriptor->Base, (nuint)(_capacity * 8));
        }
    }
}
