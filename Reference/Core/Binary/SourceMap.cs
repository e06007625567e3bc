namespace Wasm.Core.Binary;

/// <summary>
/// Maps byte offsets of an encoded binary to byte offsets of the source text it was made from. The text parser
/// records where each instruction stands (<see cref="AddInstruction"/>, in increasing order of code-buffer
/// offset); the encoder then records where items and expressions ended up in the binary (increasing order).
/// </summary>
public sealed class SourceMap
{
    private readonly List<(int Code, int Text)> _instructions = [];
    private readonly List<(int Binary, int Text)> _entries = [];

    /// <summary>Parser: the instruction at this offset of the code buffer was written at this text offset.</summary>
    public void AddInstruction(int codeOffset, int textOffset) => _instructions.Add((codeOffset, textOffset));

    /// <summary>Encoder: what begins at this offset of the binary was written at this text offset.</summary>
    public void AddItem(int binaryOffset, int textOffset) => _entries.Add((binaryOffset, textOffset));

    /// <summary>
    /// Encoder: an expression's code, which the parser put at <c>expression.Offset</c> of its code buffer, now
    /// stands at this offset of the binary.
    /// </summary>
    public void AddExpression(int binaryOffset, Model.Expression expression)
    {
        int end = expression.Offset + expression.Code.Length;
        int index = LowerBound(_instructions, expression.Offset);
        for (; index < _instructions.Count && _instructions[index].Code < end; index++)
        {
            (int code, int text) = _instructions[index];
            _entries.Add((binaryOffset + code - expression.Offset, text));
        }
    }

    /// <summary>Text offset of the last thing that begins at or before a binary offset; -1 if there is none.</summary>
    public int Find(long binaryOffset)
    {
        int index = LowerBound(_entries, binaryOffset + 1) - 1;
        return index < 0 ? -1 : _entries[index].Text;
    }

    private static int LowerBound(List<(int Key, int Text)> list, long key)
    {
        int low = 0;
        int high = list.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (list[middle].Key < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
