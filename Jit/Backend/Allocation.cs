namespace Wasm.Jit.Backend;

/// <summary>Where a value is: a physical register (0 to 63: general ones first, vectors from 32) or a frame slot.</summary>
/// <param name="Code">Register number, or the complement of a slot number.</param>
/// <remarks>
/// Slots have 8 bytes; number <c>n</c> stands at <c>fp - 8 * (n + 1)</c>. A vector takes two, is named by the one with the higher
/// number (lower address), which is odd, so that its address is a multiple of 16.
/// </remarks>
internal readonly record struct Location(int Code)
{
    /// <summary>First vector register.</summary>
    public const int FirstVector = 32;

    /// <summary>Nowhere.</summary>
    public static Location None => new(int.MinValue);

    /// <summary>A register.</summary>
    public static Location Register(int register) => new(register);

    /// <summary>A frame slot.</summary>
    public static Location Slot(int slot) => new(~slot);

    /// <summary>Whether it is a register.</summary>
    public bool IsRegister => Code >= 0;

    /// <summary>Whether it is a frame slot.</summary>
    public bool IsSlot => Code < 0 && Code != int.MinValue;

    /// <summary>The slot's number.</summary>
    public int SlotNumber => ~Code;

    /// <inheritdoc/>
    public override string ToString() => IsRegister ? Code >= FirstVector ? $"x{Code - FirstVector}" : $"r{Code}" : IsSlot ? $"[{SlotNumber}]" : "none";
}

/// <summary>A set of physical registers.</summary>
/// <param name="Bits">Bit n: register n.</param>
internal readonly record struct RegisterSet(ulong Bits)
{
    /// <summary>Whether a register is in it.</summary>
    public bool Contains(int register) => (Bits >> register & 1) != 0;

    /// <summary>With another register.</summary>
    public RegisterSet With(int register) => new(Bits | 1UL << register);
}

/// <summary>A move that an allocator inserts.</summary>
/// <remarks>
/// Emission writes them one after the other, and touches no other registers except: slot to slot may use
/// <see cref="RegisterFile.ScratchVector"/> (whatever the type), a repeated instruction both scratch registers; nothing else.
/// The scratch registers also occur as <see cref="From"/> and <see cref="To"/>: they break cycles.
/// </remarks>
internal struct InsertedMove
{
    /// <summary>It stands before this instruction. Moves of one place stand in the order in which they act.</summary>
    public int Before;

    /// <summary>Type of what is moved.</summary>
    public RegisterType Type;

    /// <summary>Instruction to repeat instead of reading <see cref="From"/>, into the register <see cref="To"/>: index of a rematerializable one; -1: none.</summary>
    public int Rematerialize;

    /// <summary>From where.</summary>
    public Location From;

    /// <summary>To where. Slot to slot is allowed. Scalars are moved to and from slots with all 8 bytes.</summary>
    public Location To;
}

/// <summary>What an allocator finds out. Flat arrays that are reused.</summary>
internal sealed class Allocation
{
    /// <summary>
    /// One per element of <see cref="MachineFunction.Operands"/>. <see cref="Location.None"/> for the definition of a
    /// <see cref="MachineFlags.Rematerializable"/> instruction: it is not emitted, since every use repeats it.
    /// </summary>
    public PooledList<Location> Locations { get; } = new(1024);

    /// <summary>Inserted moves, ordered by place.</summary>
    public PooledList<InsertedMove> Moves { get; } = new(256);

    /// <summary>Per safepoint in order: (instruction, start and count in <see cref="StackMapSlots"/>).</summary>
    public PooledList<StackMapEntry> StackMaps { get; } = new(64);

    /// <summary>Numbers of frame slots that hold live references.</summary>
    public PooledList<int> StackMapSlots { get; } = new(256);

    /// <summary>Number of frame slots, the instance's included.</summary>
    public int SlotCount { get; set; }

    /// <summary>First of the slots that the prologue sets to 0.</summary>
    public int FirstZeroedSlot { get; set; }

    /// <summary>
    /// Number of the slots that the prologue sets to 0. Usually none; an enormous function may have one stack map for all its
    /// safepoints, which names slots that nothing was written to yet.
    /// </summary>
    public int ZeroedSlotCount { get; set; }

    /// <summary>Forgets everything, keeps the arrays.</summary>
    public void Reset()
    {
        Locations.Clear();
        Moves.Clear();
        StackMaps.Clear();
        StackMapSlots.Clear();
        SlotCount = 0;
        FirstZeroedSlot = 0;
        ZeroedSlotCount = 0;
    }
}

/// <summary>A safepoint's live references: those needed after it. What it only reads belongs to the callee.</summary>
/// <remarks>Safepoints may share slots of <see cref="Allocation.StackMapSlots"/>.</remarks>
/// <param name="Instruction">The safepoint.</param>
/// <param name="Start">First of its slots.</param>
/// <param name="Count">Their number.</param>
internal readonly record struct StackMapEntry(int Instruction, int Start, int Count);

/// <summary>Assigns registers and frame slots.</summary>
internal interface IRegisterAllocator
{
    /// <summary>Completes a function.</summary>
    /// <param name="function">The function; not changed.</param>
    /// <param name="registers">What may be allocated, and in which order.</param>
    /// <param name="allocation">Receives the result.</param>
    void Allocate(MachineFunction function, RegisterFile registers, Allocation allocation);
}

/// <summary>What an instruction set lets an allocator use.</summary>
/// <param name="General">General registers in order of preference.</param>
/// <param name="Vector">Vector registers in order of preference (numbers from <see cref="Location.FirstVector"/>).</param>
/// <param name="ScratchGeneral">A general register that is never allocated: emission's own, and for cycles of moves.</param>
/// <param name="ScratchVector">A vector register that is never allocated: emission's own, and for cycles of moves.</param>
internal sealed record RegisterFile(byte[] General, byte[] Vector, byte ScratchGeneral, byte ScratchVector);
