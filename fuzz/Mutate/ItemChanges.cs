using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Mutate;

/// <summary>Changes of a module's items that mostly keep it valid.</summary>
internal static class ItemChanges
{
    /// <summary>A function is there twice; calls of the first may go to the second.</summary>
    public static ModuleDefinition? DuplicateFunction(ChangePlace place)
    {
        if (place.PickFunction() is not { } number || place.Module.Functions.Count > 500)
        {
            return null;
        }

        ModuleDefinition copy = ModuleCopy.Of(place.Module);
        copy.Functions.Add(copy.Functions[number]);
        int imported = copy.CountImports(ExternKind.Function);
        int added = imported + copy.Functions.Count - 1;
        int caller = place.Source.Below(copy.Functions.Count);
        ReadOnlySpan<byte> code = copy.Functions[caller].Body.Code.Span;
        var writer = new InstructionWriter(code.Length + 16);
        CodeEditor.Copy(writer, code, 0, code.Length, 0, (ref Instruction instruction) =>
        {
            if (instruction.Op is Op.Call or Op.ReturnCall && instruction.Index == (uint)(imported + number))
            {
                instruction.Index = (uint)added;
            }

            return true;
        });
        return place.With(copy, caller, CodeEditor.With(copy.Functions[caller], writer.ToArray()));
    }

    /// <summary>A function does nothing any more: it returns constants, or traps.</summary>
    public static ModuleDefinition? EmptyFunction(ChangePlace place)
    {
        if (place.PickFunction() is not { } number
            || place.Module.Functions[number].TypeIndex >= place.Module.Types.Count
            || place.Module.Types[place.Module.Functions[number].TypeIndex].Composite is not FunctionType type)
        {
            return null;
        }

        var writer = new InstructionWriter(64);
        foreach (ValType result in type.Results)
        {
            (ulong low, ulong high) = result.IsReference ? default : EdgeValues.Pick(place.Source, result);
            if (!CodeEditor.TryWriteConstant(writer, result, low, high))
            {
                writer.Write(Op.Unreachable);
                break;
            }
        }

        writer.Write(Op.End);
        return place.With(number, writer.ToArray());
    }

    /// <summary>A segment has other contents, or is used otherwise.</summary>
    public static ModuleDefinition? ChangeSegment(ChangePlace place)
    {
        ModuleDefinition copy = ModuleCopy.Of(place.Module);
        int number = place.Source.Below(copy.Data.Count + copy.Elements.Count);
        if (number < copy.Data.Count)
        {
            copy.Data[number] = Changed(copy.Data[number], place.Source);
        }
        else if (copy.Elements.Count > 0)
        {
            copy.Elements[number - copy.Data.Count] = Changed(copy.Elements[number - copy.Data.Count], place.Source);
        }
        else
        {
            return null;
        }

        return copy;
    }

    /// <summary>A segment is there twice.</summary>
    public static ModuleDefinition? DuplicateSegment(ChangePlace place)
    {
        ModuleDefinition copy = ModuleCopy.Of(place.Module);
        if (copy.Data.Count + copy.Elements.Count is 0 or > 1_000)
        {
            return null;
        }

        int number = place.Source.Below(copy.Data.Count + copy.Elements.Count);
        if (number < copy.Data.Count)
        {
            copy.Data.Add(copy.Data[number]);
        }
        else
        {
            copy.Elements.Add(copy.Elements[number - copy.Data.Count]);
        }

        return copy;
    }

    /// <summary>A memory or table has other limits.</summary>
    public static ModuleDefinition? ChangeLimits(ChangePlace place)
    {
        ModuleDefinition copy = ModuleCopy.Of(place.Module);
        if (copy.Memories.Count + copy.Tables.Count == 0)
        {
            return null;
        }

        int number = place.Source.Below(copy.Memories.Count + copy.Tables.Count);
        if (number < copy.Memories.Count)
        {
            MemoryDefinition memory = copy.Memories[number];
            copy.Memories[number] = memory with { Type = memory.Type with { Limits = Changed(memory.Type.Limits, place.Source) } };
        }
        else
        {
            TableDefinition table = copy.Tables[number - copy.Memories.Count];
            copy.Tables[number - copy.Memories.Count] = table with { Type = table.Type with { Limits = Changed(table.Type.Limits, place.Source) } };
        }

        return copy;
    }

    /// <summary>A function has one more local, in front or behind.</summary>
    public static ModuleDefinition? AddLocal(ChangePlace place)
    {
        if (place.PickFunction() is not { } number)
        {
            return null;
        }

        ReadOnlySpan<ValType> types =
            [ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128, ValType.FuncRef, ValType.ExternRef, ValType.AnyRef, ValType.I31Ref, ValType.ExnRef];
        return place.With(number, ModuleCopy.AddLocal(place.Module.Functions[number], types[place.Source.Below(types.Length)]));
    }

    /// <summary>An export goes.</summary>
    public static ModuleDefinition? DeleteExport(ChangePlace place)
    {
        if (place.Module.Exports.Count == 0)
        {
            return null;
        }

        ModuleDefinition copy = ModuleCopy.Of(place.Module);
        copy.Exports.RemoveAt(place.Source.Below(Math.Min(copy.Exports.Count, 1 << 16)));
        return copy;
    }

    /// <summary>There is one more type: a copy of another, or a subtype of it.</summary>
    public static ModuleDefinition? AddType(ChangePlace place)
    {
        if (place.Module.Types.Count is 0 or > 1_000)
        {
            return null;
        }

        ModuleDefinition copy = ModuleCopy.Of(place.Module);
        int number = place.Source.Below(copy.Types.Count);
        SubType type = copy.Types[number];
        copy.Types.Add(type.IsFinal || place.Source.Chance(128) ? type with { IsFinal = place.Source.Chance(128) } : type with { Supertypes = [number] });
        copy.RecursionGroups.Add(new RecursionGroup(copy.Types.Count - 1, 1, place.Source.Chance(64), 0));
        return copy;
    }

    /// <summary>Other limits.</summary>
    public static Limits Changed(Limits limits, ByteSource source)
    {
        switch (source.Below(5))
        {
            case 0:
                return limits with { Maximum = limits.Maximum is null ? limits.Minimum + (ulong)source.Below(4) : null };
            case 1:
                return limits with { Minimum = limits.Minimum + 1 };
            case 2:
                return limits with { Minimum = limits.Minimum / 2 };
            case 3:
                return limits with { Maximum = limits.Minimum };
            default:
                return limits with { Minimum = limits.Minimum * 2, Maximum = limits.Maximum * 2 };
        }
    }

    private static DataSegment Changed(DataSegment segment, ByteSource source)
    {
        byte[] bytes = segment.Bytes.ToArray();
        switch (source.Below(4))
        {
            case 0:
                return segment with { Bytes = bytes.AsMemory(0, source.Below(Math.Min(bytes.Length, 1 << 16) + 1)) };
            case 1:
                return segment with { Bytes = (byte[])[.. bytes, source.Byte()] };
            case 2 when segment.Mode == SegmentMode.Active:
                return segment with { Mode = SegmentMode.Passive, MemoryOffset = null, MemoryIndex = 0, Flags = 1 };
            default:
                if (bytes.Length > 0)
                {
                    bytes[source.Below(Math.Min(bytes.Length, 1 << 16))] ^= (byte)(1 << source.Below(8));
                }

                return segment with { Bytes = bytes };
        }
    }

    private static ElementSegment Changed(ElementSegment segment, ByteSource source)
    {
        int count = segment.Count;
        switch (source.Below(3))
        {
            case 0:
                int left = source.Below(Math.Min(count, 1 << 16) + 1);
                return segment.Functions.IsDefault
                    ? segment with { Expressions = segment.Expressions[..left] } : segment with { Functions = segment.Functions[..left] };
            case 1 when count > 0:
                int one = source.Below(Math.Min(count, 1 << 16));
                return segment.Functions.IsDefault
                    ? segment with { Expressions = segment.Expressions.Add(segment.Expressions[one]) }
                    : segment with { Functions = segment.Functions.Add(segment.Functions[one]) };
            default:
                // Bit 0 of the flags: not active; bit 1: a table index, or declarative (specification, 5.5.12).
                return segment.Mode == SegmentMode.Active
                    ? segment with { Mode = SegmentMode.Passive, TableOffset = null, TableIndex = 0, Flags = (byte)(segment.Flags & 4 | 1) }
                    : segment with { Mode = segment.Mode == SegmentMode.Passive ? SegmentMode.Declarative : SegmentMode.Passive, Flags = (byte)(segment.Flags ^ 2) };
        }
    }
}
