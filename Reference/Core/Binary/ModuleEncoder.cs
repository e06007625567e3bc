using System.Collections.Immutable;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Binary;

/// <summary>
/// Encodes modules (specification, chapter 5). Structure is written canonically, with integers in their shortest
/// form; code is copied as it is. So a module that was encoded canonically is encoded to the same bytes again.
/// </summary>
/// <remarks>The encoder trusts its input: what cannot be decoded again was not a module.</remarks>
public static class ModuleEncoder
{
    /// <summary>Encodes a module.</summary>
    /// <param name="module">The module; custom sections stand where <see cref="CustomSection.Before"/> says.</param>
    /// <param name="map">
    /// Takes the place of every item and expression in the binary, in increasing order. An item's source offset is
    /// its <c>Offset</c>.
    /// </param>
    public static byte[] Encode(ModuleDefinition module, SourceMap? map = null)
    {
        var sections = new SectionWriter(module, map);
        sections.WriteModule();
        return sections.Output.ToArray();
    }

    /// <summary>
    /// Bytes that the declaration of locals takes in a body, in front of the code: what code metadata's offsets
    /// count besides the position in the code.
    /// </summary>
    public static int LocalsSize(ImmutableArray<LocalGroup> locals)
    {
        var writer = new InstructionWriter(16);
        WriteLocals(writer, locals);
        return writer.Length;
    }

    internal static void WriteLocals(InstructionWriter writer, ImmutableArray<LocalGroup> locals)
    {
        writer.WriteU32((uint)locals.Length);
        foreach (LocalGroup group in locals)
        {
            writer.WriteU32(group.Count);
            writer.WriteValType(group.Type);
        }
    }

    internal static void WriteSubType(InstructionWriter writer, SubType type)
    {
        // A final type without supertypes has the short form.
        if (!type.IsFinal || !type.Supertypes.IsEmpty)
        {
            writer.WriteByte(type.IsFinal ? TypeCodes.FinalSubtype : TypeCodes.OpenSubtype);
            writer.WriteU32((uint)type.Supertypes.Length);
            foreach (int supertype in type.Supertypes)
            {
                writer.WriteU32((uint)supertype);
            }
        }

        switch (type.Composite)
        {
            case FunctionType function:
                writer.WriteByte(TypeCodes.Function);
                WriteResultType(writer, function.Parameters);
                WriteResultType(writer, function.Results);
                break;
            case StructType @struct:
                writer.WriteByte(TypeCodes.Struct);
                writer.WriteU32((uint)@struct.Fields.Length);
                foreach (FieldType field in @struct.Fields)
                {
                    WriteFieldType(writer, field);
                }

                break;
            case ArrayType array:
                writer.WriteByte(TypeCodes.Array);
                WriteFieldType(writer, array.Element);
                break;
            default:
                throw new ArgumentException($"unknown composite type {type.Composite.GetType()}", nameof(type));
        }
    }

    internal static void WriteExternType(InstructionWriter writer, ExternType type)
    {
        switch (type)
        {
            case FunctionExternType function:
                writer.WriteU32((uint)function.TypeIndex);
                break;
            case TableType table:
                writer.WriteValType(table.Element);
                WriteLimits(writer, table.Limits, table.Is64);
                break;
            case MemoryType memory:
                WriteLimits(writer, memory.Limits, memory.Is64);
                break;
            case GlobalType global:
                writer.WriteValType(global.Value);
                writer.WriteByte(global.Mutable ? (byte)1 : (byte)0);
                break;
            case TagType tag:
                writer.WriteByte(0);
                writer.WriteU32((uint)tag.TypeIndex);
                break;
            default:
                throw new ArgumentException($"unknown type {type.GetType()}", nameof(type));
        }
    }

    private static void WriteResultType(InstructionWriter writer, ImmutableArray<ValType> types)
    {
        writer.WriteU32((uint)types.Length);
        foreach (ValType type in types)
        {
            writer.WriteValType(type);
        }
    }

    private static void WriteFieldType(InstructionWriter writer, FieldType field)
    {
        switch (field.Storage.Packing)
        {
            case Packing.I8:
                writer.WriteByte(TypeCodes.I8);
                break;
            case Packing.I16:
                writer.WriteByte(TypeCodes.I16);
                break;
            default:
                writer.WriteValType(field.Storage.Unpacked);
                break;
        }

        writer.WriteByte(field.Mutable ? (byte)1 : (byte)0);
    }

    private static void WriteLimits(InstructionWriter writer, Limits limits, bool is64)
    {
        writer.WriteByte((byte)((limits.Maximum is null ? 0 : 1) | (is64 ? 4 : 0)));
        writer.WriteU64(limits.Minimum);
        if (limits.Maximum is { } maximum)
        {
            writer.WriteU64(maximum);
        }
    }
}
