using System.Runtime.Intrinsics;
using Wasm.Core.Types;

namespace Wasm.Interpreter.Execution;

/// <summary>Which of the parallel stacks beside the numbers' a function touches.</summary>
[Flags]
internal enum Stacks : byte
{
    NumbersOnly = 0,
    References = 1,
    Vectors = 2,
}

/// <summary>A function in register form. Immutable; shared by all instances of its module.</summary>
internal sealed class FunctionBody
{
    /// <summary>Index among the functions that the module defines.</summary>
    public required int Index { get; init; }

    public required Instr[] Code { get; init; }

    /// <summary>Position of the instruction that a call begins with.</summary>
    public required int Entry { get; init; }

    /// <summary>Slots of a frame: parameters, locals, operands.</summary>
    public required int Slots { get; init; }

    /// <summary>What a frame takes from the depth budget; see <see cref="Runtime.Embedding.EngineOptions.MaximumStackSlots"/>.</summary>
    public required int Cost { get; init; }

    public required FunctionType Signature { get; init; }

    public required Stacks Stacks { get; init; }

    /// <summary>Per instruction of <see cref="Code"/>: position in the body's binary code.</summary>
    public required int[] Offsets { get; init; }

    /// <summary>Exception handlers; of those around a position, inner ones come first.</summary>
    public required Handler[] Handlers { get; init; }

    /// <summary>Constants that have slots of their own in each frame.</summary>
    public required ulong[] Constants { get; init; }

    /// <summary>Operands of <c>v128.const</c> and <c>i8x16.shuffle</c>.</summary>
    public required Vector128<byte>[] Vectors { get; init; }
}

/// <summary>A catch clause (specification, 4.6.7 "throw_ref"): active where Start ≤ position &lt; End.</summary>
/// <param name="Start">First position in the code that it covers.</param>
/// <param name="End">Position after the last.</param>
/// <param name="Tag">Tag index, or -1 for all tags.</param>
/// <param name="WithReference">Whether the exception itself follows the payload.</param>
/// <param name="Slot">Where the payload goes.</param>
/// <param name="Target">Position of the label; while translating, the number of the control.</param>
internal readonly record struct Handler(int Start, int End, int Tag, bool WithReference, int Slot, int Target);
