using Wasm.Core.Instructions;

namespace Wasm.Interpreter.Translation;

/// <summary>Number of operands and class of the result, from the instruction table's signature.</summary>
/// <param name="Operands">Number of operands.</param>
/// <param name="HasResult">Whether there is a result.</param>
/// <param name="Result">Its class.</param>
internal readonly record struct OperandShape(byte Operands, bool HasResult, SlotClass Result)
{
    private static readonly OperandShape[] Shapes = Build();

    /// <summary>The shape of an instruction whose signature is not <c>*</c>.</summary>
    public static OperandShape Of(Op op) => Shapes[(int)op];

    private static OperandShape[] Build()
    {
        var shapes = new OperandShape[InstructionTable.Size];
        foreach (InstructionInfo info in InstructionTable.All)
        {
            int colon = info.Signature.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0)
            {
                bool hasResult = colon + 1 < info.Signature.Length;
                shapes[(int)info.Op] = new(
                    (byte)colon, hasResult, hasResult && info.Signature[colon + 1] == 'v' ? SlotClass.Vector : SlotClass.Number);
            }
        }

        return shapes;
    }
}
