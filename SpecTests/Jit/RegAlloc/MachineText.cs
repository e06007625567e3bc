using System.Globalization;
using System.Text;
using Wasm.Jit.Backend;

namespace Wasm.SpecTests.Jit.RegAlloc;

/// <summary>Text of machine functions, with what an allocator added, for messages.</summary>
internal static class MachineText
{
    public static string Print(MachineFunction function, Allocation? allocation = null)
    {
        var text = new StringBuilder();
        int move = 0;
        int map = 0;
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            MachineBlock block = function.Blocks[b];
            text.Append(CultureInfo.InvariantCulture, $"b{b}({List(function, block.FirstParameter, block.ParameterCount, true)}) depth {block.LoopDepth}{(block.IsCold ? " cold" : "")}\n");
            for (int i = block.First; i < block.End; i++)
            {
                for (; allocation is not null && move < allocation.Moves.Count && allocation.Moves[move].Before <= i; move++)
                {
                    InsertedMove inserted = allocation.Moves[move];
                    text.Append(CultureInfo.InvariantCulture, $"          {inserted.To} = {(inserted.Rematerialize >= 0 ? $"repeat {inserted.Rematerialize}" : inserted.From.ToString())} {inserted.Type}\n");
                }

                MachineInstruction instruction = function.Instructions[i];
                text.Append(CultureInfo.InvariantCulture, $"  {i,4}: {instruction.Flags} #{instruction.Imm}");
                for (int k = instruction.FirstOperand; k < instruction.FirstOperand + instruction.OperandCount; k++)
                {
                    Operand operand = function.Operands[k];
                    text.Append(CultureInfo.InvariantCulture, $" | {operand.Kind} v{operand.Register}:{function.RegisterTypes[operand.Register]} {operand.Constraint}");
                    text.Append(operand.Constraint >= OperandConstraint.Fixed ? $" {operand.Fixed}" : "");
                    text.Append(allocation is null ? "" : $" @{allocation.Locations[k]}");
                }

                if (allocation is not null && map < allocation.StackMaps.Count && allocation.StackMaps[map].Instruction == i)
                {
                    StackMapEntry entry = allocation.StackMaps[map++];
                    text.Append(CultureInfo.InvariantCulture, $" map {string.Join(",", allocation.StackMapSlots.Span.Slice(entry.Start, entry.Count).ToArray())}");
                }

                text.Append('\n');
            }

            for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
            {
                MachineEdge edge = function.Edges[e];
                text.Append(CultureInfo.InvariantCulture, $"        → b{edge.Target}({List(function, edge.First, edge.Count, false)})\n");
            }
        }

        return text.ToString();
    }

    private static string List(MachineFunction function, int first, int count, bool types) =>
        string.Join(", ", function.Registers.Span.Slice(first, count).ToArray().Select(v => types ? $"v{v}:{function.RegisterTypes[v]}" : $"v{v}"));
}
