using System.Runtime.CompilerServices;

namespace Wasm.Jit.Backend;

/// <summary>
/// The machine code of one function while it is written: bytes, labels, constants, jump tables and relocations.
/// One buffer serves one function after another (<see cref="Reset"/>) and allocates nothing once it has grown. Not thread-safe.
/// </summary>
/// <remarks>
/// Order: code, then from <see cref="Finish"/> constants of 16, 8, 4 bytes and jump tables. Constants are aligned in the buffer,
/// so the code has to be placed at a multiple of <see cref="Alignment"/>.
/// </remarks>
internal sealed unsafe partial class CodeBuffer
{
    /// <summary>The code's first byte has to be placed at a multiple of this.</summary>
    public const int Alignment = 16;

    /// <summary>So much may be written at <see cref="Cursor"/> after <see cref="Begin"/>.</summary>
    public const int Slack = 64;

    private const int InitialCapacity = 64 << 10;
    private const int MaximumCapacity = 1 << 30;

    /// <summary>Where the next byte goes. Encoders write there and move it, at most by <see cref="Slack"/> after a <see cref="Begin"/>.</summary>
    public byte* Cursor;

    private byte* _start;
    private byte* _limit;
    private byte[] _bytes;
    private Relocation[] _relocations = new Relocation[64];
    private int _relocationCount;
    private bool _isFinished;

    /// <summary>An empty buffer.</summary>
    public CodeBuffer()
    {
        _bytes = GC.AllocateUninitializedArray<byte>(InitialCapacity, pinned: true);
        Attach(0);
    }

    /// <summary>Bytes written: the offset of the next one.</summary>
    public int Position
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(Cursor - _start);
    }

    /// <summary>After <see cref="Finish"/>: bytes that are instructions; what follows is data.</summary>
    public int CodeLength { get; private set; }

    /// <summary>The byte that fills the gap between code and constants: on x64 a breakpoint.</summary>
    public byte Filler { get; init; } = 0xCC;

    /// <summary>All bytes written so far. Valid until the next write or <see cref="Reset"/>.</summary>
    public ReadOnlySpan<byte> Bytes => new(_bytes, 0, Position);

    /// <summary>Fields to be written when the code is placed, by rising offset. Valid like <see cref="Bytes"/>.</summary>
    public ReadOnlySpan<Relocation> Relocations => new(_relocations, 0, _relocationCount);

    /// <summary>Makes room for <see cref="Slack"/> bytes.</summary>
    /// <returns><see cref="Cursor"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Begin()
    {
        if (Cursor > _limit)
        {
            Grow(Slack);
        }

        return Cursor;
    }

    /// <summary>Forgets everything; labels start at 0 again.</summary>
    public void Reset()
    {
        // One huge function must not keep its memory for ever, a series of large ones must not allocate each time.
        if (_bytes.Length > InitialCapacity && Position < _bytes.Length >> 4)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(InitialCapacity, _bytes.Length >> 2), pinned: true);
        }

        Attach(0);
        _relocationCount = 0;
        _isFinished = false;
        CodeLength = 0;
        _cutCount = 0;
        ResetLabels();
        ResetConstants();
    }

    /// <summary>Records a field that is written when the code is placed.</summary>
    /// <param name="offset">Of the field in the code: 32 bits, relative to the field's end.</param>
    /// <param name="symbol">What it refers to.</param>
    /// <param name="addend">Is added to the symbol's address.</param>
    public void AddRelocation(int offset, Symbol symbol, int addend)
    {
        if (_relocationCount == _relocations.Length)
        {
            Array.Resize(ref _relocations, _relocationCount * 2);
        }

        _relocations[_relocationCount++] = new(symbol.Kind, offset, symbol.Index, addend);
    }

    /// <summary>Appends bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(new Span<byte>(Cursor, bytes.Length));
        Cursor += bytes.Length;
    }

    /// <summary>Writes constants and jump tables behind the code and resolves them. Nothing can be written after it until <see cref="Reset"/>.</summary>
    /// <returns>All bytes: code and data.</returns>
    /// <exception cref="InvalidOperationException">A label is used and not bound.</exception>
    public ReadOnlySpan<byte> Finish()
    {
        if (_isFinished)
        {
            throw new InvalidOperationException("The code is finished already.");
        }

        _isFinished = true;
        CodeLength = Position;
        WriteConstants();
        WriteJumpTables();
        if (_pendingFixups != 0)
        {
            throw new InvalidOperationException($"{_pendingFixups} uses of labels that were never bound.");
        }

        return Bytes;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Position - Slack < count)
        {
            Grow(count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        int used = Position;
        long capacity = Math.Max((long)_bytes.Length * 2, (long)used + count + (2 * Slack));
        if (capacity > MaximumCapacity)
        {
            throw new InsufficientMemoryException($"The machine code of a function is longer than {MaximumCapacity - Slack} bytes.");
        }

        byte[] larger = GC.AllocateUninitializedArray<byte>((int)capacity, pinned: true);
        new ReadOnlySpan<byte>(_bytes, 0, used).CopyTo(larger);
        _bytes = larger;
        Attach(used);
    }

    /// <summary>The array is pinned for its life, and this object holds it, so its address can be kept.</summary>
    private void Attach(int position)
    {
        _start = (byte*)Unsafe.AsPointer(ref _bytes[0]);
        _limit = _start + _bytes.Length - Slack;
        Cursor = _start + position;
    }

    private void Align(int alignment)
    {
        int padding = -Position & (alignment - 1);
        Reserve(padding);
        new Span<byte>(Cursor, padding).Fill(Filler);
        Cursor += padding;
    }
}
