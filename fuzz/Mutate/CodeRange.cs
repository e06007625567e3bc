using Wasm.Core.Types;

namespace Wasm.Fuzz.Mutate;

/// <summary>
/// Instructions that stand together and, run from first to last, leave the operand stack as it was but for at most one value on
/// top, and look at nothing below.
/// </summary>
/// <param name="Start">Position of the first one.</param>
/// <param name="End">Position behind the last one.</param>
/// <param name="Type">Type of the value, closed; bottom: there is none.</param>
internal readonly record struct CodeRange(int Start, int End, ValType Type)
{
    /// <summary>Whether there is no value.</summary>
    public bool IsStatement => Type.IsBottom;

    /// <summary>Bytes.</summary>
    public int Length => End - Start;

    /// <summary>Whether both have bytes in common.</summary>
    public bool Meets(CodeRange other) => Start < other.End && other.Start < End;
}
