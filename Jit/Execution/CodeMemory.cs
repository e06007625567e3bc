namespace Wasm.Jit.Execution;

/// <summary>A part of the code memory.</summary>
/// <param name="Address">Where it runs.</param>
/// <param name="Size">Bytes; a multiple of <see cref="CodeMemory.Granule"/>.</param>
/// <param name="IsReused">Whether other code may have run there.</param>
internal readonly record struct CodeBlock(nuint Address, int Size, bool IsReused);

/// <summary>
/// All code of a process: one run of addresses, so that any code reaches any other with 32 bits. Two views of the same memory,
/// one that can be written and one that can be executed; none is both. Thread-safe.
/// </summary>
internal sealed unsafe class CodeMemory
{
    /// <summary>Size and alignment of blocks.</summary>
    public const int Granule = 4096;

    /// <summary>Blocks from this size on give their memory back when they are freed; smaller ones are kept for the next module.</summary>
    private const int DiscardFrom = 64 << 10;

    /// <summary>What freed code is overwritten with: on x64 a breakpoint.</summary>
    private const byte Filler = 0xCC;

    private readonly ISystem _system;
    private readonly nuint _write;
    private readonly Lock _lock = new();

    // Free parts below the top, by rising address, none next to another.
    private readonly List<(int Offset, int Size)> _free = [];
    private int _top;

    /// <summary>Reserves the addresses.</summary>
    /// <param name="system">The system.</param>
    /// <param name="size">How many; a multiple of <see cref="Granule"/> below 2^31.</param>
    public CodeMemory(ISystem system, int size)
    {
        _system = system;
        Size = size;
        (_write, Start) = system.MapCode((nuint)size);
    }

    /// <summary>First address, where code runs.</summary>
    public nuint Start { get; }

    /// <summary>Bytes.</summary>
    public int Size { get; }

    /// <summary>Bytes in blocks that are in use.</summary>
    public long Used { get; private set; }

    /// <summary>Takes a block.</summary>
    /// <param name="size">Bytes; rounded up to <see cref="Granule"/>.</param>
    /// <exception cref="InsufficientMemoryException">There is no room for so much code.</exception>
    public CodeBlock Allocate(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (size > Size - Granule)
        {
            throw Full(size);
        }

        size = (size + Granule - 1) & -Granule;
        lock (_lock)
        {
            CodeBlock block = TakeFree(size) ?? TakeFresh(size);
            Used += size;
            return block;
        }
    }

    /// <summary>Gives a block back. No thread runs its code or ever will, and no frame returns there.</summary>
    public void Free(CodeBlock block)
    {
        if (block.Size >= DiscardFrom)
        {
            _system.DiscardCode(WriteAddress(block.Address), (nuint)block.Size);
        }
        else
        {
            Writable(block.Address, block.Size).Fill(Filler);
        }

        int offset = (int)(block.Address - Start);
        lock (_lock)
        {
            Used -= block.Size;
            int index = FindFree(offset);
            bool joinsNext = index < _free.Count && _free[index].Offset == offset + block.Size;
            bool joinsPrevious = index > 0 && _free[index - 1].Offset + _free[index - 1].Size == offset;
            int size = block.Size + (joinsNext ? _free[index].Size : 0);
            if (joinsNext)
            {
                _free.RemoveAt(index);
            }

            if (joinsPrevious)
            {
                _free[index - 1] = (_free[index - 1].Offset, _free[index - 1].Size + size);
            }
            else
            {
                _free.Insert(index, (offset, size));
            }
        }
    }

    /// <summary>Whether an address is one of code.</summary>
    public bool Contains(nuint address) => address - Start < (nuint)Size;

    /// <summary>Where what runs at an address can be written.</summary>
    public nuint WriteAddress(nuint address) => address - Start + _write;

    /// <summary>Bytes of a block, to write.</summary>
    /// <param name="address">Where they run.</param>
    /// <param name="length">Their number.</param>
    public Span<byte> Writable(nuint address, int length) => new((void*)WriteAddress(address), length);

    private static InsufficientMemoryException Full(int size) =>
        new($"there is no room for {size} more bytes of machine code: dispose stores and release modules that are no longer used");

    // First fit, from low addresses on: keeps code together.
    private CodeBlock? TakeFree(int size)
    {
        for (int i = 0; i < _free.Count; i++)
        {
            (int offset, int available) = _free[i];
            if (available < size)
            {
                continue;
            }

            if (available == size)
            {
                _free.RemoveAt(i);
            }
            else
            {
                _free[i] = (offset + size, available - size);
            }

            return new CodeBlock(Start + (nuint)offset, size, IsReused: true);
        }

        return null;
    }

    private CodeBlock TakeFresh(int size)
    {
        if (size > Size - _top)
        {
            throw Full(size);
        }

        var block = new CodeBlock(Start + (nuint)_top, size, IsReused: false);
        _top += size;
        return block;
    }

    /// <summary>Position of the first free part behind an offset.</summary>
    private int FindFree(int offset)
    {
        int low = 0;
        int high = _free.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_free[middle].Offset < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
