using Wasm.Jit.Abi;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Backend;

/// <summary>The shared code of a process, position-independent, and where its parts begin.</summary>
internal sealed class StubImage
{
    /// <summary>Code and data.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>Offset of the part in which the pinned register always has a context: from here on the fault handler takes faults for its own.</summary>
    public required int CheckedStart { get; init; }

    /// <summary>Offsets by <see cref="StubId"/>.</summary>
    public required int[] Stubs { get; init; }

    /// <summary>Offsets of the helpers' stubs.</summary>
    public required int[] Helpers { get; init; }

    /// <summary>Offsets of the trap stubs by code.</summary>
    public required int[] Traps { get; init; }

    /// <summary>Offset of the fault handler.</summary>
    public required int FaultHandler { get; init; }

    /// <summary>Offset of the addresses (64 bits each) where the handler goes on with faults that are not its own, one per signal; to be filled in.</summary>
    public required int PreviousHandlers { get; init; }
}

/// <summary>Writes the code between the host and generated code: one per instruction set. Not thread-safe.</summary>
internal abstract class StubEmitter
{
    /// <summary>Bytes of the code that stands in for a function that is not compiled yet.</summary>
    public abstract int LazyEntryBytes { get; }

    /// <summary>The shared code.</summary>
    /// <param name="codeSize">Bytes of the memory for code, at whose beginning the image is placed.</param>
    /// <param name="signals">How the system calls fault handlers.</param>
    /// <param name="trapCodes">Number of trap codes.</param>
    public abstract StubImage EmitStubs(int codeSize, SignalLayout signals, int trapCodes);

    /// <summary>Writes the code that stands in for a function: jumps to <see cref="StubId.LazyCompile"/> with the index.</summary>
    /// <param name="code">Receives <see cref="LazyEntryBytes"/> bytes.</param>
    /// <param name="address">Where they will run.</param>
    /// <param name="index">Function index in the module.</param>
    /// <param name="stub">Address of the stub.</param>
    public abstract void WriteLazyEntry(Span<byte> code, nuint address, int index, nuint stub);

    /// <summary>The entry thunk of a signature: loads arguments from slots, calls, stores results to slots.</summary>
    public abstract void EmitEntryThunk(IrSignature signature, CompiledFunction output);

    /// <summary>The host thunk of a signature: stores arguments to slots, calls <see cref="HelperId.CallHost"/>, loads results from slots.</summary>
    public abstract void EmitHostThunk(IrSignature signature, CompiledFunction output);
}
