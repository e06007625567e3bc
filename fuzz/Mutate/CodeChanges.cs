using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Mutate;

/// <summary>Changes inside a function that know the types of what they change.</summary>
internal static class CodeChanges
{
    // Rows that can stand for each other, by signature and immediate; loads and stores too.
    private static readonly Dictionary<(string, Immediate), InstructionInfo[]> Alike = InstructionTable.All
        .Where(row => row.Signature != "*" && row.Immediate is Immediate.None or Immediate.MemArg && FeatureSet.Wasm3.Has(row.Feature))
        .GroupBy(row => (row.Signature, row.Immediate))
        .ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>An expression becomes a copy of another one of its type.</summary>
    public static ModuleDefinition? ReplaceExpression(ChangePlace place)
    {
        if (place.PickBody() is not { Expressions.Count: > 1 } map)
        {
            return null;
        }

        CodeRange old = place.Pick(map.Expressions);
        if (place.PickRange(map.Expressions, old.Type) is not { } other || other == old || CodeEditor.Escapes(map.Code, other.Start, other.End))
        {
            return null;
        }

        return place.With(map.Number, CodeEditor.Replace(map.Code, old.Start, old.End, map.Code[other.Start..other.End]));
    }

    /// <summary>An expression becomes a constant at an edge of its type, or null.</summary>
    public static ModuleDefinition? ReplaceByConstant(ChangePlace place)
    {
        if (place.PickBody() is not { Expressions.Count: > 0 } map)
        {
            return null;
        }

        CodeRange old = place.Pick(map.Expressions);
        if (map.Open(old.Type) is not { } type)
        {
            return null;
        }

        var writer = new InstructionWriter(32);
        (ulong low, ulong high) = type.IsReference ? default : EdgeValues.Pick(place.Source, type);
        return CodeEditor.TryWriteConstant(writer, type, low, high)
            ? place.With(map.Number, CodeEditor.Replace(map.Code, old.Start, old.End, writer.WrittenSpan)) : null;
    }

    /// <summary>Two expressions of a type change places.</summary>
    public static ModuleDefinition? SwapExpressions(ChangePlace place)
    {
        if (place.PickBody() is not { Expressions.Count: > 1 } map)
        {
            return null;
        }

        CodeRange one = place.Pick(map.Expressions);
        if (place.PickRange(map.Expressions, one.Type) is not { } other || one.Meets(other)
            || CodeEditor.Escapes(map.Code, one.Start, one.End) || CodeEditor.Escapes(map.Code, other.Start, other.End))
        {
            return null;
        }

        return place.With(map.Number, Exchange(map.Code, one, other));
    }

    /// <summary>A constant becomes another one.</summary>
    public static ModuleDefinition? ChangeConstant(ChangePlace place)
    {
        if (place.PickFunction() is not { } number)
        {
            return null;
        }

        ReadOnlySpan<byte> code = place.Module.Functions[number].Body.Code.Span;
        List<(int Start, int End, Instruction Instruction)> constants = Find(code, static (in Instruction instruction) =>
            instruction.Op is Op.I32Const or Op.I64Const or Op.F32Const or Op.F64Const or Op.V128Const);
        if (constants.Count == 0)
        {
            return null;
        }

        (int start, int end, Instruction constant) = place.Pick(constants);
        ValType type = constant.Op switch
        {
            Op.I32Const => ValType.I32,
            Op.I64Const => ValType.I64,
            Op.F32Const => ValType.F32,
            Op.F64Const => ValType.F64,
            _ => ValType.V128,
        };
        (ulong low, ulong high) = (constant.Bits, constant.BitsHigh);
        switch (place.Source.Below(4))
        {
            case 0 when type == ValType.I32 || type == ValType.I64:
                low += place.Source.Chance(128) ? 1 : ulong.MaxValue;
                break;
            case 1:
                low ^= 1UL << place.Source.Below(type.IsNarrow ? 32 : 64);
                break;
            default:
                (low, high) = EdgeValues.Pick(place.Source, type);
                break;
        }

        var writer = new InstructionWriter(32);
        CodeEditor.TryWriteConstant(writer, type, low, high);
        return place.With(number, CodeEditor.Replace(code, start, end, writer.WrittenSpan));
    }

    /// <summary>An instruction becomes one of the same signature.</summary>
    public static ModuleDefinition? ReplaceOperator(ChangePlace place)
    {
        if (place.PickFunction() is not { } number)
        {
            return null;
        }

        ReadOnlySpan<byte> code = place.Module.Functions[number].Body.Code.Span;
        List<(int Start, int End, Instruction Instruction)> found = Find(code, static (in Instruction instruction) =>
            InstructionTable.Get(instruction.Op) is var row && row.Signature != "*" && Alike.TryGetValue((row.Signature, row.Immediate), out InstructionInfo[]? rows)
            && rows.Length > 1);
        if (found.Count == 0)
        {
            return null;
        }

        (int start, int end, Instruction instruction) = place.Pick(found);
        InstructionInfo old = InstructionTable.Get(instruction.Op);
        InstructionInfo row = place.Pick(Alike[(old.Signature, old.Immediate)]);
        if (row == old)
        {
            return null;
        }

        instruction.Op = row.Op;
        instruction.Align = Math.Min(instruction.Align, (byte)row.AlignmentLog2);
        return place.With(number, CodeEditor.Replace(code, start, end, Encoded(in instruction)));
    }

    /// <summary>The offset or alignment of an access becomes another.</summary>
    public static ModuleDefinition? ChangeMemoryArgument(ChangePlace place)
    {
        if (place.PickFunction() is not { } number)
        {
            return null;
        }

        ReadOnlySpan<byte> code = place.Module.Functions[number].Body.Code.Span;
        List<(int Start, int End, Instruction Instruction)> found = Find(code, static (in Instruction instruction) =>
            InstructionTable.Get(instruction.Op).Immediate is Immediate.MemArg or Immediate.MemArgLane);
        if (found.Count == 0)
        {
            return null;
        }

        (int start, int end, Instruction instruction) = place.Pick(found);
        switch (place.Source.Below(4))
        {
            case 0:
                instruction.Align = (byte)place.Source.Below(InstructionTable.Get(instruction.Op).AlignmentLog2 + 1);
                break;
            case 1:
                instruction.Bits += (uint)place.Source.Below(17);
                break;
            case 2:
                instruction.Bits = (ulong)((65536 * place.Source.Below(3)) - place.Source.Below(17)) & 0xFFFF_FFFF;
                break;
            default:
                instruction.Bits = EdgeValues.I32[place.Source.Below(EdgeValues.I32.Length)];
                break;
        }

        instruction.Bits &= 0xFFFF_FFFF;
        return place.With(number, CodeEditor.Replace(code, start, end, Encoded(in instruction)));
    }

    /// <summary>A statement goes.</summary>
    public static ModuleDefinition? DeleteStatement(ChangePlace place)
    {
        if (place.PickBody() is not { Statements.Count: > 0 } map)
        {
            return null;
        }

        CodeRange statement = place.Pick(map.Statements);
        return place.With(map.Number, CodeEditor.Replace(map.Code, statement.Start, statement.End, []));
    }

    /// <summary>A statement stands twice.</summary>
    public static ModuleDefinition? DuplicateStatement(ChangePlace place)
    {
        if (place.PickBody() is not { Statements.Count: > 0 } map)
        {
            return null;
        }

        CodeRange statement = place.Pick(map.Statements);
        return place.With(map.Number, CodeEditor.Replace(map.Code, statement.End, statement.End, map.Code[statement.Start..statement.End]));
    }

    /// <summary>A statement changes places with another, or stands behind an expression as well.</summary>
    public static ModuleDefinition? MoveStatement(ChangePlace place)
    {
        if (place.PickBody() is not { Statements.Count: > 1 } map)
        {
            return null;
        }

        CodeRange one = place.Pick(map.Statements);
        if (CodeEditor.Escapes(map.Code, one.Start, one.End))
        {
            return null;
        }

        if (place.Source.Chance(128) && map.Expressions.Count > 0)
        {
            int at = place.Pick(map.Expressions).End;
            return place.With(map.Number, CodeEditor.Replace(map.Code, at, at, map.Code[one.Start..one.End]));
        }

        CodeRange other = place.Pick(map.Statements);
        return one.Meets(other) || CodeEditor.Escapes(map.Code, other.Start, other.End) ? null : place.With(map.Number, Exchange(map.Code, one, other));
    }

    /// <summary>An instruction without lists, encoded.</summary>
    public static byte[] Encoded(in Instruction instruction)
    {
        var writer = new InstructionWriter(32);
        writer.Write(in instruction, [], [], []);
        return writer.ToArray();
    }

    /// <summary>Instructions for which something holds.</summary>
    public static List<(int Start, int End, Instruction Instruction)> Find(ReadOnlySpan<byte> code, InstructionTest test)
    {
        var found = new List<(int, int, Instruction)>();
        var reader = new InstructionReader(code, 0);
        Instruction instruction = default;
        while (!reader.AtEnd)
        {
            reader.Read(ref instruction);
            if (test(in instruction))
            {
                found.Add((instruction.Start, reader.Position, instruction));
            }
        }

        return found;
    }

    private static byte[] Exchange(ReadOnlySpan<byte> code, CodeRange one, CodeRange other)
    {
        (CodeRange first, CodeRange second) = one.Start < other.Start ? (one, other) : (other, one);
        byte[] made = CodeEditor.Replace(code, second.Start, second.End, code[first.Start..first.End]);
        return CodeEditor.Replace(made, first.Start, first.End, code[second.Start..second.End]);
    }
}

/// <summary>Something that holds for an instruction or not.</summary>
internal delegate bool InstructionTest(in Instruction instruction);
