using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>
/// A memory (specification, 4.2.9). All the address space that it can ever need is reserved, so its base never changes; one with
/// 32-bit addresses has 8 GiB, so that no access with an offset below 2^32 gets out of it.
/// </summary>
internal sealed unsafe class JitMemory : Memory
{
    /// <summary>Pages of the largest memory with 64-bit addresses: 64 GiB.</summary>
    public const ulong MaximumPages64 = 1 << 20;

    private const ulong Guard = 64 * 1024;

    private readonly ISystem _system;
    private readonly nuint _reserved;
    private readonly MemoryDescriptor* _descriptor;
    private readonly StoreRuntime _runtime;
    private readonly Mapping? _mapping;

    /// <exception cref="ResourceLimitException">The store forbids the size, or there is no such room.</exception>
    public JitMemory(Store store, MemoryType type)
        : base(store, type, type.Is64 ? MaximumPages64 : 1 << 16)
    {
        var runtime = StoreRuntime.Of(store);
        _runtime = runtime;
        _system = runtime.Engine.Target.System;
        ulong bytes = type.Limits.Minimum * MemoryType.PageSize;
        ulong most = Math.Min(type.Limits.Maximum ?? MaximumPages64, Math.Max(store.Limits.MemoryBytes / MemoryType.PageSize, type.Limits.Minimum));
        _reserved = (nuint)(Guard + (type.Is64 ? Math.Min(most, MaximumPages64) * MemoryType.PageSize : 8UL << 30));
        byte* address = Map(bytes);
        if (address is null)
        {
            throw new ResourceLimitException($"the process has no room for a memory of {type.Limits.Minimum} pages");
        }

        _descriptor = (MemoryDescriptor*)runtime.AllocateBlock(sizeof(MemoryDescriptor));
        _descriptor->Base = (ulong)address;
        _descriptor->Length = bytes;
        _mapping = new Mapping(_system, address, _reserved, isRange: true);
        runtime.Own(_mapping);
    }

    /// <summary>Frees its memory: no instance has it any more, so no code does.</summary>
    ~JitMemory()
    {
        if (_mapping is { } mapping)
        {
            _runtime.Free(mapping);
        }
    }

    /// <summary>What generated code sees.</summary>
    public MemoryDescriptor* Descriptor => _descriptor;

    /// <summary>Address of the first byte.</summary>
    public byte* Base => (byte*)_descriptor->Base;

    /// <summary>Length in bytes.</summary>
    public ulong Length => _descriptor->Length;

    /// <inheritdoc/>
    public override ulong PageCount
    {
        get
        {
            Store.ThrowIfDisposed();
            return Length / MemoryType.PageSize;
        }
    }

    /// <inheritdoc/>
    public override Span<byte> Span
    {
        get
        {
            Store.ThrowIfDisposed();
            return Length <= int.MaxValue
                ? new Span<byte>(Base, (int)Length)
                : throw new InvalidOperationException($"the memory has {Length} bytes, more than a span can have: use {nameof(GetSpan)} with an offset");
        }
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(long offset, int length)
    {
        Store.ThrowIfDisposed();
        return offset < 0 || length < 0 || (ulong)offset > Length || (ulong)length > Length - (ulong)offset
            ? throw OutOfRange(offset, length)
            : new Span<byte>(Base + offset, length);
    }

    /// <inheritdoc/>
    protected override bool TryResize(ulong pages, ulong most)
    {
        ulong old = Length;
        ulong length = pages * MemoryType.PageSize;
        if (length > _reserved - Guard || (length > old && !_system.Commit(Base + old, (nuint)(length - old))))
        {
            return false;
        }

        _descriptor->Length = length;
        return true;
    }

    private byte* Map(ulong bytes)
    {
        try
        {
            byte* address = _system.Reserve(_reserved);
            if (bytes == 0 || _system.Commit(address, (nuint)bytes))
            {
                return address;
            }

            _system.Release(address, _reserved);
        }
        catch (InsufficientMemoryException)
        {
            // No address space.
        }

        return null;
    }
}
