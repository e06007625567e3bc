using System.Runtime.InteropServices;

namespace Wasm.Jit.Abi;

/// <summary>
/// What generated code shares with the runtime, one per computation that has a stack of its own: a pinned register has its address
/// while WebAssembly runs. Native memory of the arena; never moves. Offsets are constants of generated code.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct StoreContext
{
    /// <summary>Bytes.</summary>
    public const int Size = 512;

    /// <summary>Offset of <see cref="StackLimit"/>.</summary>
    public const int StackLimitOffset = 0;

    /// <summary>Offset of <see cref="ThreadSp"/>.</summary>
    public const int ThreadSpOffset = 8;

    /// <summary>Offset of <see cref="EngineSp"/>.</summary>
    public const int EngineSpOffset = 16;

    /// <summary>Offset of <see cref="LastExitFp"/>.</summary>
    public const int LastExitFpOffset = 24;

    /// <summary>Offset of <see cref="LastExitPc"/>.</summary>
    public const int LastExitPcOffset = 32;

    /// <summary>Offset of <see cref="Pending"/>.</summary>
    public const int PendingOffset = 40;

    /// <summary>Offset of <see cref="StopRequested"/>.</summary>
    public const int StopRequestedOffset = 44;

    /// <summary>Offset of <see cref="Helpers"/>.</summary>
    public const int HelpersOffset = 80;

    /// <summary>Offset of <see cref="TrapPc"/>.</summary>
    public const int TrapPcOffset = 88;

    /// <summary>Offset of <see cref="TrapAddress"/>.</summary>
    public const int TrapAddressOffset = 96;

    /// <summary>Offset of <see cref="TrapFp"/>.</summary>
    public const int TrapFpOffset = 104;

    /// <summary>Offset of <see cref="TrapSp"/>.</summary>
    public const int TrapSpOffset = 112;

    /// <summary>Offset of <see cref="TrapDetail"/>.</summary>
    public const int TrapDetailOffset = 120;

    /// <summary>Offset of <see cref="TrapCode"/>.</summary>
    public const int TrapCodeOffset = 128;

    /// <summary>Offset of <see cref="HandlerPc"/>.</summary>
    public const int HandlerPcOffset = 136;

    /// <summary>Offset of <see cref="HandlerSp"/>.</summary>
    public const int HandlerSpOffset = 144;

    /// <summary>Offset of <see cref="HandlerFp"/>.</summary>
    public const int HandlerFpOffset = 152;

    /// <summary>Offset of <see cref="HandlerException"/>.</summary>
    public const int HandlerExceptionOffset = 160;

    /// <summary>Offset of <see cref="HandlerClause"/>.</summary>
    public const int HandlerClauseOffset = 168;

    /// <summary>Offset of <see cref="SuspendedSp"/>.</summary>
    public const int SuspendedSpOffset = 176;

    /// <summary>Offset of <see cref="FaultRegisters"/>.</summary>
    public const int FaultRegistersOffset = 256;

    /// <summary>Offset of <see cref="Depth"/>.</summary>
    public const int DepthOffset = 56;

    /// <summary>Offset of <see cref="HeapBase"/>.</summary>
    public const int HeapBaseOffset = 64;

    /// <summary>Offset of <see cref="Types"/>.</summary>
    public const int TypesOffset = 72;

    /// <summary>Lowest address of the stack pointer that a prologue accepts; raised above every stack by a stop request.</summary>
    [FieldOffset(0)]
    public ulong StackLimit;

    /// <summary>The thread's stack pointer below the innermost entry stub's frame.</summary>
    [FieldOffset(8)]
    public ulong ThreadSp;

    /// <summary>Where on the engine's stack the next entry begins.</summary>
    [FieldOffset(16)]
    public ulong EngineSp;

    /// <summary>Frame pointer of the innermost WebAssembly frame, while managed code runs.</summary>
    [FieldOffset(24)]
    public ulong LastExitFp;

    /// <summary>Return address into that frame.</summary>
    [FieldOffset(32)]
    public ulong LastExitPc;

    /// <summary>See <see cref="Abi.Pending"/>: tested by the leave stub.</summary>
    [FieldOffset(40)]
    public int Pending;

    /// <summary>Not 0 if loops are to call <see cref="HelperId.StopRequested"/>.</summary>
    [FieldOffset(44)]
    public int StopRequested;

    /// <summary>Offset of <see cref="Fuel"/>.</summary>
    public const int FuelOffset = 48;

    /// <summary>Fuel that is left.</summary>
    [FieldOffset(48)]
    public long Fuel;

    /// <summary>Depth budget that is left, if the engine counts it.</summary>
    [FieldOffset(DepthOffset)]
    public long Depth;

    /// <summary>Base of the store's heap; see <c>Jit/README.md</c>, "References".</summary>
    [FieldOffset(HeapBaseOffset)]
    public ulong HeapBase;

    /// <summary>The engine's table of types: <see cref="TypeEntry"/> by type id. Never moves.</summary>
    [FieldOffset(TypesOffset)]
    public ulong Types;

    /// <summary>Addresses of the helpers, by <see cref="HelperId"/>.</summary>
    [FieldOffset(80)]
    public ulong Helpers;

    /// <summary>Address of the faulting instruction, or return address of a call of a trap stub.</summary>
    [FieldOffset(88)]
    public ulong TrapPc;

    /// <summary>Address whose access faulted.</summary>
    [FieldOffset(96)]
    public ulong TrapAddress;

    /// <summary>Frame pointer of the frame that trapped.</summary>
    [FieldOffset(104)]
    public ulong TrapFp;

    /// <summary>Stack pointer there.</summary>
    [FieldOffset(112)]
    public ulong TrapSp;

    /// <summary>Detail of the trap, such as an index.</summary>
    [FieldOffset(120)]
    public ulong TrapDetail;

    /// <summary>Trap code of a trap stub; 0 for a fault; the signal's number is in the upper half.</summary>
    [FieldOffset(128)]
    public long TrapCode;

    /// <summary>Where execution goes on if <see cref="Pending"/> says so: code address.</summary>
    [FieldOffset(136)]
    public ulong HandlerPc;

    /// <summary>Stack pointer there.</summary>
    [FieldOffset(144)]
    public ulong HandlerSp;

    /// <summary>Frame pointer there.</summary>
    [FieldOffset(152)]
    public ulong HandlerFp;

    /// <summary>The exception (reference), which the landing pad gets in the first result register.</summary>
    [FieldOffset(160)]
    public ulong HandlerException;

    /// <summary>Number of the clause, which the landing pad gets in the second.</summary>
    [FieldOffset(168)]
    public ulong HandlerClause;

    /// <summary>Stack pointer of a suspended computation; there stand the frame pointer and the address where it goes on. 0 if it is not suspended.</summary>
    [FieldOffset(176)]
    public ulong SuspendedSp;

    /// <summary>Names the managed side: a weak GC handle of the <c>EngineStack</c>.</summary>
    [FieldOffset(184)]
    public nint Managed;

    /// <summary>Heads of the heap's free lists by size class (32-bit references), for allocation in generated code.</summary>
    [FieldOffset(192)]
    public ulong FreeLists;

    /// <summary>Where the heap's unused part begins, as an offset from the base.</summary>
    [FieldOffset(200)]
    public ulong HeapTop;

    /// <summary>Where the part that may be used without asking ends.</summary>
    [FieldOffset(208)]
    public ulong HeapLimit;

    /// <summary>Integer registers at a fault, by their numbers.</summary>
    [FieldOffset(256)]
    public fixed ulong FaultRegisters[FaultRegisterCount];

    /// <summary>Number of <see cref="FaultRegisters"/>: as many as an instruction set may have.</summary>
    public const int FaultRegisterCount = 32;
}

/// <summary>What the leave stub finds in <see cref="StoreContext.Pending"/> when a helper has returned.</summary>
internal enum Pending
{
    /// <summary>Nothing: back to generated code.</summary>
    None,

    /// <summary>The innermost entry ends; the managed side has the reason.</summary>
    Exit,

    /// <summary>The computation is suspended.</summary>
    Suspend,

    /// <summary>Goes on at <see cref="StoreContext.HandlerPc"/>.</summary>
    Handler,
}
