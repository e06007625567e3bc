using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Mutate;

/// <summary>Changes an instruction that is copied.</summary>
/// <returns>False if it cannot be.</returns>
internal delegate bool InstructionChange(ref Instruction instruction);

/// <summary>Copies and replaces encoded instructions.</summary>
internal static class CodeEditor
{
    /// <summary>A function with other code.</summary>
    public static FunctionDefinition With(FunctionDefinition function, ReadOnlyMemory<byte> code) =>
        function with { Body = new Expression(code, function.Body.Offset) };

    /// <summary>Code in which a part is replaced.</summary>
    public static byte[] Replace(ReadOnlySpan<byte> code, int start, int end, ReadOnlySpan<byte> by)
    {
        byte[] made = new byte[code.Length - (end - start) + by.Length];
        code[..start].CopyTo(made);
        by.CopyTo(made.AsSpan(start));
        code[end..].CopyTo(made.AsSpan(start + by.Length));
        return made;
    }

    /// <summary>Copies a run of whole instructions that closes the blocks that it opens.</summary>
    /// <param name="to">Takes the copy.</param>
    /// <param name="code">The code.</param>
    /// <param name="start">Position of the first.</param>
    /// <param name="end">Position behind the last.</param>
    /// <param name="shift">Is added to labels that lead out of the run.</param>
    /// <param name="change">Changes each; null: nothing more.</param>
    /// <returns>False if one of them could not be changed.</returns>
    public static bool Copy(InstructionWriter to, ReadOnlySpan<byte> code, int start, int end, uint shift, InstructionChange? change)
    {
        var reader = new InstructionReader(code[..end], 0) { Position = start };
        Instruction instruction = default;
        uint depth = 0;
        while (reader.Position < end)
        {
            InstructionInfo row = reader.Read(ref instruction);
            uint[] labels = [];
            CatchClause[] catches = [];
            switch (row.Immediate)
            {
                case Immediate.Label or Immediate.CastBranch:
                    Shift(ref instruction.Index);
                    break;
                case Immediate.LabelTable:
                    Shift(ref instruction.Index);
                    labels = reader.Labels.ToArray();
                    for (int i = 0; i < labels.Length; i++)
                    {
                        Shift(ref labels[i]);
                    }

                    break;
                case Immediate.TryTable:
                    catches = reader.Catches.ToArray();
                    for (int i = 0; i < catches.Length; i++)
                    {
                        uint label = catches[i].Label;
                        Shift(ref label);
                        catches[i] = catches[i] with { Label = label };
                    }

                    break;
            }

            if (instruction.Op is Op.Block or Op.Loop or Op.If or Op.TryTable)
            {
                depth++;
            }
            else if (instruction.Op == Op.End)
            {
                depth--;
            }

            if (change is not null && !change(ref instruction))
            {
                return false;
            }

            to.Write(in instruction, labels, catches, reader.Types);
        }

        return true;

        void Shift(ref uint label) => label += label >= depth ? shift : 0;
    }

    /// <summary>Whether control may leave a run other than behind its end, or by a trap or exception.</summary>
    public static bool Escapes(ReadOnlySpan<byte> code, int start, int end)
    {
        var reader = new InstructionReader(code[..end], 0) { Position = start };
        Instruction instruction = default;
        uint depth = 0;
        while (reader.Position < end)
        {
            InstructionInfo row = reader.Read(ref instruction);
            bool leaves = row.Immediate switch
            {
                Immediate.Label or Immediate.CastBranch => instruction.Index >= depth,
                Immediate.LabelTable => instruction.Index >= depth || Any(reader.Labels, depth),
                Immediate.TryTable => AnyClause(reader.Catches, depth),
                _ => instruction.Op is Op.Return or Op.ReturnCall or Op.ReturnCallIndirect or Op.ReturnCallRef,
            };
            if (leaves)
            {
                return true;
            }

            if (instruction.Op is Op.Block or Op.Loop or Op.If or Op.TryTable)
            {
                depth++;
            }
            else if (instruction.Op == Op.End)
            {
                depth--;
            }
        }

        return false;

        static bool Any(ReadOnlySpan<uint> labels, uint depth)
        {
            foreach (uint label in labels)
            {
                if (label >= depth)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Writes a constant, or the null of a nullable reference type.</summary>
    /// <returns>False if the type has no constants.</returns>
    public static bool TryWriteConstant(InstructionWriter to, ValType type, ulong low, ulong high)
    {
        switch (type.Code)
        {
            case 0x7F:
                to.Write(Op.I32Const);
                to.WriteS32((int)low);
                return true;
            case 0x7E:
                to.Write(Op.I64Const);
                to.WriteS64((long)low);
                return true;
            case 0x7D:
                to.Write(Op.F32Const);
                to.WriteF32((uint)low);
                return true;
            case 0x7C:
                to.Write(Op.F64Const);
                to.WriteF64(low);
                return true;
            case 0x7B:
                to.Write(Op.V128Const);
                to.WriteV128(low, high);
                return true;
            default:
                if (!type.IsNullable)
                {
                    return false;
                }

                to.Write(Op.RefNull);
                to.WriteHeapType(type.HeapType);
                return true;
        }
    }

    private static bool AnyClause(ReadOnlySpan<CatchClause> clauses, uint depth)
    {
        foreach (CatchClause clause in clauses)
        {
            if (clause.Label >= depth)
            {
                return true;
            }
        }

        return false;
    }
}
