using System.Runtime.InteropServices;

namespace Wasm.Jit.Execution;

/// <summary>Native memory of one object, freed once: when the object is finalised, or with its store. Thread-safe.</summary>
internal sealed unsafe class Mapping
{
    private readonly ISystem? _system;
    private readonly nuint _size;
    private readonly bool _isRange;
    private int _isReleased;

    /// <summary>What the system has reserved.</summary>
    /// <param name="system">The system.</param>
    /// <param name="address">Its address.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="isRange">Whether code may fault in it: it is in <see cref="AddressRanges"/> then, until it is freed.</param>
    public Mapping(ISystem system, byte* address, nuint size, bool isRange)
    {
        _system = system;
        Address = address;
        _size = size;
        _isRange = isRange;
        if (isRange)
        {
            AddressRanges.Add((ulong)address, size);
        }
    }

    /// <summary>Zeroed memory of the process's own allocator: little things, of which there are very many.</summary>
    public Mapping(nuint bytes) => Address = (byte*)NativeMemory.AllocZeroed(bytes);

    /// <summary>Its address.</summary>
    public byte* Address { get; }

    /// <summary>Place in the store's list.</summary>
    public int Place { get; set; }

    /// <summary>Frees it.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) != 0)
        {
            return;
        }

        if (_system is null)
        {
            NativeMemory.Free(Address);
            return;
        }

        if (_isRange)
        {
            AddressRanges.Remove((ulong)Address);
        }

        _system.Release(Address, _size);
    }
}
