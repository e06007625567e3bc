using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Shrink;

/// <summary>An instruction with its lists, as it stands in a body that is being changed.</summary>
/// <param name="Instruction">The instruction.</param>
/// <param name="Labels">Of <c>br_table</c>, without the default.</param>
/// <param name="Catches">Of <c>try_table</c>.</param>
/// <param name="Types">Of <c>select</c>.</param>
internal readonly record struct CodeItem(Instruction Instruction, uint[] Labels, CatchClause[] Catches, ValType[] Types)
{
    /// <summary>Which instruction it is.</summary>
    public Op Op => Instruction.Op;

    /// <summary>Whether it begins a block.</summary>
    public bool Opens => Op is Op.Block or Op.Loop or Op.If or Op.TryTable;

    /// <summary>An instruction without lists.</summary>
    public static CodeItem Of(Op op, ulong bits = 0, uint index = 0) => new(new Instruction { Op = op, Bits = bits, Index = index }, [], [], []);

    /// <summary>The null of a heap type.</summary>
    public static CodeItem NullOf(HeapType heap) => new(new Instruction { Op = Op.RefNull, Type = ValType.Ref(heap, nullable: true) }, [], [], []);

    /// <summary>The instructions of an expression, the final <c>end</c> included.</summary>
    public static List<CodeItem> Read(Expression expression)
    {
        var items = new List<CodeItem>();
        var reader = new InstructionReader(expression.Code.Span, 0);
        Instruction instruction = default;
        while (!reader.AtEnd)
        {
            instruction = default;
            InstructionInfo row = reader.Read(ref instruction);
            items.Add(new CodeItem(
                instruction,
                row.Immediate == Immediate.LabelTable ? reader.Labels.ToArray() : [],
                row.Immediate == Immediate.TryTable ? reader.Catches.ToArray() : [],
                row.Immediate == Immediate.ValueTypes ? reader.Types.ToArray() : []));
        }

        return items;
    }

    /// <summary>The expression of instructions.</summary>
    public static Expression Write(List<CodeItem> items)
    {
        var writer = new InstructionWriter(items.Count * 4);
        foreach (CodeItem item in items)
        {
            writer.Write(item.Instruction, item.Labels, item.Catches, item.Types);
        }

        return new Expression(writer.ToArray(), 0);
    }
}
