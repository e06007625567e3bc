using System.Runtime.CompilerServices;

namespace Wasm.Interpreter.Execution;

/// <summary>
/// The number slots that a frame can name. As many as a <see cref="ushort"/> has values, so that the compiler
/// needs no bounds check for <c>window[instruction.A]</c>: a frame's window is laid over the stack at its base,
/// reaching beyond the frame's own slots, and the stack is always at least one window longer than the last base.
/// </summary>
[InlineArray(Length)]
internal struct Window
{
    /// <summary>Number of slots: also the largest frame there can be.</summary>
    public const int Length = 65536;

    private ulong _first;
}
