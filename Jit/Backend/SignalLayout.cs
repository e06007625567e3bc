namespace Wasm.Jit.Backend;

/// <summary>Where a handler of fault signals, itself machine code, finds things: the system's side of it, for one instruction set.</summary>
/// <remarks>The handler gets the signal's number, the address of its information and that of the interrupted context as its arguments.</remarks>
/// <param name="FaultAddress">Offset of the address in the information.</param>
/// <param name="Registers">Offsets of the integer registers in the context, by their numbers.</param>
/// <param name="ProgramCounter">Offset of the program counter in the context.</param>
/// <param name="Signals">Numbers of the signals that are handled: memory first, then arithmetic.</param>
internal sealed record SignalLayout(int FaultAddress, int[] Registers, int ProgramCounter, int[] Signals);
