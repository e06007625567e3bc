using Wasm.Core.Binary;
using Wasm.Core.Instructions;

namespace Wasm.Fuzz.Shrink;

/// <summary>Labels of code whose surrounding block is taken away.</summary>
internal static class LabelShift
{
    /// <summary>The instruction with its labels one lower where they lie outside of the block.</summary>
    /// <param name="item">An instruction inside the block.</param>
    /// <param name="depth">How many blocks inside of that block it is in.</param>
    /// <returns>Null if it branches to the block itself.</returns>
    public static CodeItem? TryLower(CodeItem item, int depth)
    {
        Immediate immediate = InstructionTable.Get(item.Op).Immediate;
        switch (immediate)
        {
            case Immediate.Label or Immediate.CastBranch or Immediate.LabelTable:
                Instruction instruction = item.Instruction;
                if (instruction.Index == depth)
                {
                    return null;
                }

                instruction.Index = Lower(instruction.Index, depth);
                uint[] labels = [.. item.Labels];
                for (int i = 0; i < labels.Length; i++)
                {
                    if (labels[i] == depth)
                    {
                        return null;
                    }

                    labels[i] = Lower(labels[i], depth);
                }

                return item with { Instruction = instruction, Labels = labels };
            case Immediate.TryTable:
                CatchClause[] catches = [.. item.Catches];
                for (int i = 0; i < catches.Length; i++)
                {
                    if (catches[i].Label == depth)
                    {
                        return null;
                    }

                    catches[i] = catches[i] with { Label = Lower(catches[i].Label, depth) };
                }

                return item with { Catches = catches };
            default:
                return item;
        }
    }

    private static uint Lower(uint label, int depth) => label > depth ? label - 1 : label;
}
