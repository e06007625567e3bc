using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Mutate;

/// <summary>Changes that look at no type. Functions whose code cannot be read are left alone.</summary>
internal static class UntypedChanges
{
    // Where a list could be needed there is none: those rows would write something else than they read.
    private static readonly InstructionInfo[] Rows =
        [.. InstructionTable.All.Where(row => row.Immediate is not (Immediate.LabelTable or Immediate.TryTable or Immediate.ValueTypes))];

    /// <summary>An instruction goes.</summary>
    public static ModuleDefinition? DeleteInstruction(ChangePlace place)
    {
        return Change(place, (code, instructions) =>
        {
            (int start, int end, _) = place.Pick(instructions);
            return CodeEditor.Replace(code, start, end, []);
        });
    }

    /// <summary>An instruction stands twice.</summary>
    public static ModuleDefinition? DuplicateInstruction(ChangePlace place)
    {
        return Change(place, (code, instructions) =>
        {
            (int start, int end, _) = place.Pick(instructions);
            return CodeEditor.Replace(code, end, end, code[start..end]);
        });
    }

    /// <summary>An instruction changes places with the next.</summary>
    public static ModuleDefinition? SwapInstructions(ChangePlace place)
    {
        return Change(place, (code, instructions) =>
        {
            int first = place.Source.Below(Math.Min(instructions.Count - 1, 1 << 16));
            (int start, int middle, _) = instructions[first];
            int end = first + 1 < instructions.Count ? instructions[first + 1].End : middle;
            return CodeEditor.Replace(code, start, end, [.. code[middle..end], .. code[start..middle]]);
        });
    }

    /// <summary>An immediate becomes another.</summary>
    public static ModuleDefinition? ChangeImmediate(ChangePlace place)
    {
        return Change(place, (code, instructions) =>
        {
            // Those with something to change, unless none are found at once.
            (int start, int end, Instruction instruction) = place.Pick(instructions);
            for (int i = 0; i < 8 && !HasImmediate(in instruction); i++)
            {
                (start, end, instruction) = place.Pick(instructions);
            }

            if (!HasImmediate(in instruction))
            {
                return null;
            }

            switch (place.Source.Below(4))
            {
                case 0:
                    instruction.Index += place.Source.Chance(128) ? 1 : uint.MaxValue;
                    instruction.Align++;
                    instruction.Lane++;
                    break;
                case 1:
                    instruction.Index2 += place.Source.Chance(128) ? 1 : uint.MaxValue;
                    instruction.Bits ^= 1UL << place.Source.Below(64);
                    break;
                case 2:
                    instruction.Index = (uint)place.Source.Below(8);
                    break;
                default:
                    instruction.Align = (byte)place.Source.Below(5);
                    instruction.Lane = (byte)place.Source.Below(17);
                    break;
            }

            if (InstructionTable.Get(instruction.Op).Immediate == Immediate.Block)
            {
                instruction.Block = AnyBlock(place);
            }

            if (place.Source.Chance(128))
            {
                instruction.Type = AnyType(place, references: true);
            }

            return CodeEditor.Replace(code, start, end, CodeChanges.Encoded(in instruction));
        });
    }

    /// <summary>An instruction becomes any, or any comes in between.</summary>
    public static ModuleDefinition? AnyInstruction(ChangePlace place) => Change(place, (code, instructions) =>
    {
        (int start, int end, _) = place.Pick(instructions);
        InstructionInfo row = place.Pick(Rows);
        var made = new Instruction
        {
            Op = row.Op,
            Index = (uint)place.Source.Below(6),
            Index2 = (uint)place.Source.Below(4),
            Align = (byte)place.Source.Below(row.AlignmentLog2 + 1),
            Lane = (byte)place.Source.Below(4),
            Bits = (ulong)place.Source.Below(64),
            Block = AnyBlock(place),
            Type = AnyType(place, references: true),
            SourceType = AnyType(place, references: true),
        };
        return CodeEditor.Replace(code, place.Source.Chance(128) ? start : end, end, CodeChanges.Encoded(in made));
    });

    /// <summary>A type of the type section, of a local, global or table becomes another.</summary>
    public static ModuleDefinition? ChangeType(ChangePlace place)
    {
        ModuleDefinition copy = ModuleCopy.Of(place.Module);
        switch (place.Source.Below(5))
        {
            case 0 when copy.Types.Count > 0:
            case 1 when copy.Types.Count > 0:
                int number = place.Source.Below(copy.Types.Count);
                copy.Types[number] = Changed(copy.Types[number], place);
                return copy;
            case 2 when copy.Globals.Count > 0:
                int global = place.Source.Below(copy.Globals.Count);
                GlobalType old = copy.Globals[global].Type;
                copy.Globals[global] = copy.Globals[global] with
                {
                    Type = place.Source.Chance(128) ? old with { Mutable = !old.Mutable } : old with { Value = AnyType(place) },
                };
                return copy;
            case 3 when copy.Tables.Count > 0:
                int table = place.Source.Below(copy.Tables.Count);
                TableType type = copy.Tables[table].Type;
                copy.Tables[table] = copy.Tables[table] with
                {
                    Type = place.Source.Chance(128) ? type with { Is64 = !type.Is64 } : type with { Element = AnyType(place, references: true) },
                };
                return copy;
            case 4 when copy.Memories.Count > 0:
                int memory = place.Source.Below(copy.Memories.Count);
                MemoryType limits = copy.Memories[memory].Type;
                copy.Memories[memory] = copy.Memories[memory] with { Type = limits with { Is64 = !limits.Is64 } };
                return copy;
            default:
                if (place.PickFunction() is not { } function || copy.Functions[function].Locals.IsEmpty)
                {
                    return null;
                }

                FunctionDefinition definition = copy.Functions[function];
                int local = place.Source.Below(definition.Locals.Length);
                copy.Functions[function] = definition with { Locals = definition.Locals.SetItem(local, definition.Locals[local] with { Type = AnyType(place) }) };
                return copy;
        }
    }

    /// <summary>An item becomes a copy of another of its kind.</summary>
    public static ModuleDefinition? ChangeItem(ChangePlace place)
    {
        ModuleDefinition copy = ModuleCopy.Of(place.Module);
        bool changed = place.Source.Below(8) switch
        {
            0 => CopyOne(copy.Types, place),
            1 => CopyOne(copy.Functions, place),
            2 => CopyOne(copy.Tables, place),
            3 => CopyOne(copy.Globals, place),
            4 => CopyOne(copy.Exports, place),
            5 => CopyOne(copy.Elements, place),
            6 => CopyOne(copy.Imports, place),
            _ => CopyOne(copy.Tags, place),
        };
        return changed ? copy : null;
    }

    /// <summary>An item goes.</summary>
    public static ModuleDefinition? DeleteItem(ChangePlace place)
    {
        ModuleDefinition copy = ModuleCopy.Of(place.Module);
        bool changed = place.Source.Below(8) switch
        {
            0 => DeleteOne(copy.Memories, place),
            1 => DeleteOne(copy.Functions, place),
            2 => DeleteOne(copy.Tables, place),
            3 => DeleteOne(copy.Globals, place),
            4 => DeleteOne(copy.Data, place),
            5 => DeleteOne(copy.Elements, place),
            6 => DeleteOne(copy.Imports, place),
            _ => DeleteOne(copy.Tags, place),
        };
        return changed ? copy : null;
    }

    /// <summary>A function, export, tag or the start function has another index.</summary>
    public static ModuleDefinition? ChangeIndex(ChangePlace place)
    {
        ModuleDefinition copy = ModuleCopy.Of(place.Module);
        int index = place.Source.Below(8);
        switch (place.Source.Below(4))
        {
            case 0 when copy.Functions.Count > 0:
                int function = place.Source.Below(copy.Functions.Count);
                copy.Functions[function] = copy.Functions[function] with { TypeIndex = index };
                return copy;
            case 1 when copy.Exports.Count > 0:
                int export = place.Source.Below(Math.Min(copy.Exports.Count, 1 << 16));
                copy.Exports[export] = copy.Exports[export] with { Index = index };
                return copy;
            case 2 when copy.Tags.Count > 0:
                int tag = place.Source.Below(copy.Tags.Count);
                copy.Tags[tag] = copy.Tags[tag] with { Type = new TagType(index) };
                return copy;
            default:
                copy.Start = copy.Start is null ? new StartFunction(index, 0) : null;
                return copy;
        }
    }

    private static bool CopyOne<T>(List<T> list, ChangePlace place)
    {
        if (list.Count < 2)
        {
            return false;
        }

        list[place.Source.Below(Math.Min(list.Count, 1 << 16))] = place.Pick(list);
        return true;
    }

    private static bool DeleteOne<T>(List<T> list, ChangePlace place)
    {
        if (list.Count == 0)
        {
            return false;
        }

        list.RemoveAt(place.Source.Below(Math.Min(list.Count, 1 << 16)));
        return true;
    }

    private static SubType Changed(SubType type, ChangePlace place)
    {
        int count = place.Module.Types.Count;
        switch (place.Source.Below(3))
        {
            case 0:
                return type with { IsFinal = !type.IsFinal };
            case 1:
                return type with { Supertypes = type.Supertypes.IsEmpty ? [place.Source.Below(count + 1)] : [] };
        }

        return type with
        {
            Composite = type.Composite switch
            {
                FunctionType { Parameters.Length: > 0 } function =>
                    function with { Parameters = function.Parameters.SetItem(place.Source.Below(function.Parameters.Length), AnyType(place)) },
                FunctionType function => function with { Results = [AnyType(place)] },
                StructType { Fields.Length: > 0 } structure => new StructType(
                    structure.Fields.SetItem(place.Source.Below(structure.Fields.Length), new FieldType(AnyType(place), place.Source.Chance(128)))),
                StructType => new StructType([new FieldType(StorageType.I8, true)]),
                ArrayType array when place.Source.Chance(128) => new ArrayType(array.Element with { Mutable = !array.Element.Mutable }),
                _ => new ArrayType(new FieldType(AnyType(place), true)),
            },
        };
    }

    private static BlockType AnyBlock(ChangePlace place) => place.Source.Below(3) switch
    {
        0 => BlockType.Empty,
        1 => BlockType.OfType(place.Source.Below(place.Module.Types.Count + 1)),
        _ => BlockType.Of(AnyType(place)),
    };

    private static ValType AnyType(ChangePlace place, bool references = false)
    {
        if (!references && place.Source.Chance(128))
        {
            ReadOnlySpan<ValType> numbers = [ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128];
            return numbers[place.Source.Below(numbers.Length)];
        }

        bool nullable = place.Source.Chance(160);
        if (place.Source.Chance(96))
        {
            return ValType.Ref(HeapType.Concrete(place.Source.Below(Math.Max(place.Module.Types.Count, 1) + 1)), nullable);
        }

        HeapType.TryFromCode((byte)place.Source.Between(0x69, 0x74), out HeapType heap);
        return ValType.Ref(heap, nullable);
    }

    private static bool HasImmediate(in Instruction instruction) => InstructionTable.Get(instruction.Op).Immediate
        is not (Immediate.None or Immediate.LabelTable or Immediate.TryTable or Immediate.ValueTypes);

    private static ModuleDefinition? Change(ChangePlace place, CodeChange change)
    {
        if (place.PickFunction() is not { } number)
        {
            return null;
        }

        ReadOnlySpan<byte> code = place.Module.Functions[number].Body.Code.Span;
        List<(int, int, Instruction)> all = CodeChanges.Find(code, static (in Instruction _) => true);
        return change(code, all) is { } made && IsWhole(made) ? place.With(number, made) : null;
    }

    // What is encoded is to be decoded as the same functions: each ends where its blocks do.
    private static bool IsWhole(ReadOnlySpan<byte> code)
    {
        var reader = new InstructionReader(code, 0);
        Instruction instruction = default;
        int depth = 1;
        while (depth > 0)
        {
            if (reader.AtEnd)
            {
                return false;
            }

            reader.Read(ref instruction);
            depth += instruction.Op is Op.Block or Op.Loop or Op.If or Op.TryTable ? 1 : instruction.Op == Op.End ? -1 : 0;
        }

        return reader.AtEnd;
    }

    private delegate byte[]? CodeChange(ReadOnlySpan<byte> code, List<(int Start, int End, Instruction Instruction)> instructions);
}
