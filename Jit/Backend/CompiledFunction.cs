namespace Wasm.Jit.Backend;

/// <summary>A function's code and what the runtime knows about it. Positions count bytes from the code's start. Reused.</summary>
internal sealed class CompiledFunction
{
    /// <summary>Code, then constants; relocations not applied.</summary>
    public PooledList<byte> Code { get; } = new(4096);

    /// <summary>What must be patched when the code has an address.</summary>
    public PooledList<Relocation> Relocations { get; } = new(64);

    /// <summary>Instructions that may fault, by position.</summary>
    public PooledList<TrapSite> Traps { get; } = new(64);

    /// <summary>Calls, by return address.</summary>
    public PooledList<CallSite> Calls { get; } = new(64);

    /// <summary>Frame slots with live references, for <see cref="CallSite"/>.</summary>
    public PooledList<int> StackMapSlots { get; } = new(64);

    /// <summary>Clauses, for <see cref="CallSite"/>.</summary>
    public PooledList<Ir.CatchEntry> Catches { get; } = new(16);

    /// <summary>Which WebAssembly instruction code comes from, by position; each row holds up to the next.</summary>
    public PooledList<SourcePosition> Sources { get; } = new(64);

    /// <summary>Bytes between frame pointer and stack pointer in the body.</summary>
    public int FrameBytes { get; set; }

    /// <summary>Bytes of stack parameters that it pops.</summary>
    public int ParameterBytes { get; set; }

    /// <summary>Forgets everything, keeps the arrays.</summary>
    public void Reset()
    {
        Code.Clear();
        Relocations.Clear();
        Traps.Clear();
        Calls.Clear();
        StackMapSlots.Clear();
        Catches.Clear();
        Sources.Clear();
        FrameBytes = 0;
        ParameterBytes = 0;
    }
}

/// <summary>What a relocation refers to.</summary>
internal enum RelocationKind : byte
{
    /// <summary>32 bits, relative to the end of the field: the entry-table slot of function <see cref="Relocation.Symbol"/> of the module.</summary>
    EntrySlot,

    /// <summary>32 bits, relative: the stub of helper <see cref="Relocation.Symbol"/>.</summary>
    Helper,

    /// <summary>32 bits, relative: the trap stub of code <see cref="Relocation.Symbol"/>.</summary>
    TrapStub,

    /// <summary>32 bits, relative: the stub with number <see cref="Relocation.Symbol"/> (<c>Abi.StubId</c>).</summary>
    Stub,
}

/// <summary>A field of the code to patch.</summary>
/// <param name="Kind">What it refers to.</param>
/// <param name="Position">Where the field is.</param>
/// <param name="Symbol">As the kind says.</param>
/// <param name="Addend">Added to the target.</param>
internal readonly record struct Relocation(RelocationKind Kind, int Position, int Symbol, int Addend);

/// <summary>An instruction that may fault.</summary>
/// <param name="Position">Its first byte.</param>
/// <param name="Code">Trap code.</param>
/// <param name="Offset">Position in the WebAssembly code.</param>
internal readonly record struct TrapSite(int Position, byte Code, int Offset);

/// <summary>A call.</summary>
/// <param name="Position">Return address.</param>
/// <param name="Offset">Position in the WebAssembly code.</param>
/// <param name="FirstSlot">First of its stack map's slots.</param>
/// <param name="SlotCount">Their number.</param>
/// <param name="Pad">Position of its landing pad, or -1.</param>
/// <param name="FirstCatch">Where the list of its clauses begins (<see cref="Ir.CatchEntry.Find"/>); -1: it has none.</param>
internal readonly record struct CallSite(int Position, int Offset, int FirstSlot, int SlotCount, int Pad, int FirstCatch);

/// <summary>Where code comes from.</summary>
/// <param name="Position">First byte.</param>
/// <param name="Offset">Position in the WebAssembly code.</param>
/// <param name="Value">IR value, for dumps; 0: none.</param>
internal readonly record struct SourcePosition(int Position, int Offset, int Value);
