using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Binary;

// Types, and the sections whose items are little more than a type (specification, 5.3 and 5.5.4 to 5.5.10).
internal sealed partial class ItemDecoder
{
    // What is left of an explicit recursion group, whose types are items of their own.
    private int _groupTypes;

    private void ReadType(ref BinaryReader reader)
    {
        int start = reader.Position;
        if (_groupTypes == 0 && reader.Peek() == TypeCodes.RecursionGroup)
        {
            reader.Require(Feature.Gc, Messages.MalformedDefinitionType, start);
            reader.ReadByte();
            int count = reader.ReadLength();
            CheckLimit((long)Module.Types.Count + count, "types", ImplementationLimits.Types, start);
            Module.RecursionGroups.Add(new RecursionGroup(Module.Types.Count, count, IsExplicit: true, start));

            _groupTypes = count;
            _items += count;
            return;
        }

        SubType type = ReadSubType(ref reader);
        CheckLimit(Module.Types.Count + 1L, "types", ImplementationLimits.Types, start);
        if (_groupTypes > 0)
        {
            _groupTypes--;
        }
        else
        {
            Module.RecursionGroups.Add(new RecursionGroup(Module.Types.Count, 1, IsExplicit: false, start));
        }

        Module.Types.Add(type);
    }

    private static SubType ReadSubType(ref BinaryReader reader)
    {
        int start = reader.Position;
        int next = reader.Peek();
        if (next is not (TypeCodes.FinalSubtype or TypeCodes.OpenSubtype))
        {
            return new SubType(true, [], ReadCompositeType(ref reader), start);
        }

        reader.Require(Feature.Gc, Messages.MalformedDefinitionType, start);
        reader.ReadByte();
        int count = reader.ReadLength();
        var supertypes = ImmutableArray.CreateBuilder<int>(reader.Capacity(count, 1));
        for (int i = 0; i < count; i++)
        {
            supertypes.Add(ReadIndex(ref reader));
        }

        return new SubType(next == TypeCodes.FinalSubtype, supertypes.DrainToImmutable(), ReadCompositeType(ref reader), start);
    }

    private static CompositeType ReadCompositeType(ref BinaryReader reader)
    {
        int start = reader.Position;
        byte code = reader.ReadByte();
        switch (code)
        {
            case TypeCodes.Function:
                ImmutableArray<ValType> parameters = ReadResultType(ref reader);
                return new FunctionType(parameters, ReadResultType(ref reader));
            case TypeCodes.Struct:
                reader.Require(Feature.Gc, Messages.MalformedDefinitionType, start);
                int count = reader.ReadLength();
                var fields = ImmutableArray.CreateBuilder<FieldType>(reader.Capacity(count, 2));
                for (int i = 0; i < count; i++)
                {
                    fields.Add(ReadFieldType(ref reader));
                }

                return new StructType(fields.DrainToImmutable());
            case TypeCodes.Array:
                reader.Require(Feature.Gc, Messages.MalformedDefinitionType, start);
                return new ArrayType(ReadFieldType(ref reader));
            default:
                // Codes are signed LEB128 numbers of 7 bits.
                throw new MalformedModuleException(
                    code >= 0x80 ? Messages.IntegerRepresentationTooLong : Messages.MalformedDefinitionType, start);
        }
    }

    private static ImmutableArray<ValType> ReadResultType(ref BinaryReader reader)
    {
        int count = reader.ReadLength();
        if (count == 0)
        {
            return [];
        }

        var types = ImmutableArray.CreateBuilder<ValType>(reader.Capacity(count, 1));
        for (int i = 0; i < count; i++)
        {
            types.Add(reader.ReadValType());
        }

        return types.DrainToImmutable();
    }

    private static FieldType ReadFieldType(ref BinaryReader reader)
    {
        StorageType storage = ReadStorageType(ref reader);
        return new FieldType(storage, ReadMutability(ref reader));
    }

    private static StorageType ReadStorageType(ref BinaryReader reader)
    {
        int start = reader.Position;
        switch (reader.Peek())
        {
            case TypeCodes.I8:
                reader.ReadByte();
                return StorageType.I8;
            case TypeCodes.I16:
                reader.ReadByte();
                return StorageType.I16;
        }

        try
        {
            return new StorageType(reader.ReadValType());
        }
        catch (MalformedModuleException error) when (error.Message is Messages.MalformedReferenceType or Messages.MalformedHeapType)
        {
            throw new MalformedModuleException(Messages.MalformedStorageType, start);
        }
    }

    private static bool ReadMutability(ref BinaryReader reader)
    {
        int start = reader.Position;
        byte code = reader.ReadByte();
        return code <= 1 ? code == 1 : throw new MalformedModuleException(Messages.MalformedMutability, start);
    }

    // Specification, 5.3.13: bit 0 announces a maximum, bit 2 means 64-bit addresses.
    private static Limits ReadLimits(ref BinaryReader reader, out bool is64)
    {
        int start = reader.Position;
        byte flags = reader.ReadByte();
        if ((flags & ~5) != 0)
        {
            throw new MalformedModuleException(Messages.MalformedLimitsFlags, start);
        }

        is64 = (flags & 4) != 0;
        reader.Require(is64 ? Feature.Memory64 : Feature.None, Messages.MalformedLimitsFlags, start);
        ulong minimum = reader.ReadU64();
        return new Limits(minimum, (flags & 1) != 0 ? reader.ReadU64() : null);
    }

    private static TableType ReadTableType(ref BinaryReader reader)
    {
        ValType element = reader.ReadReferenceType();
        Limits limits = ReadLimits(ref reader, out bool is64);
        return new TableType(element, limits, is64);
    }

    private static MemoryType ReadMemoryType(ref BinaryReader reader)
    {
        Limits limits = ReadLimits(ref reader, out bool is64);
        return new MemoryType(limits, is64);
    }

    private static GlobalType ReadGlobalType(ref BinaryReader reader)
    {
        ValType value = reader.ReadValType();
        return new GlobalType(value, ReadMutability(ref reader));
    }

    private static TagType ReadTagType(ref BinaryReader reader)
    {
        ReadZero(ref reader);
        return new TagType(ReadIndex(ref reader));
    }

    private static void ReadZero(ref BinaryReader reader)
    {
        int start = reader.Position;
        if (reader.ReadByte() != 0)
        {
            throw new MalformedModuleException(Messages.ZeroByteExpected, start);
        }
    }

    private void ReadImport(ref BinaryReader reader)
    {
        int start = reader.Position;
        string module = reader.ReadName();
        string name = reader.ReadName();
        int kindStart = reader.Position;
        ExternKind kind = ReadKind(ref reader, Messages.MalformedImportKind);
        ExternType type = kind switch
        {
            ExternKind.Function => new FunctionExternType(ReadIndex(ref reader)),
            ExternKind.Table => ReadTableType(ref reader),
            ExternKind.Memory => ReadMemoryType(ref reader),
            ExternKind.Global => ReadGlobalType(ref reader),
            ExternKind.Tag => ReadTagType(ref reader),
            _ => throw new MalformedModuleException(Messages.MalformedImportKind, kindStart),
        };
        Module.Imports.Add(new Import(module, name, type, start));
    }

    private static ExternKind ReadKind(ref BinaryReader reader, string message)
    {
        int start = reader.Position;
        byte kind = reader.ReadByte();
        if (kind > (byte)ExternKind.Tag)
        {
            throw new MalformedModuleException(message, start);
        }

        reader.Require(kind == (byte)ExternKind.Tag ? Feature.ExceptionHandling : Feature.None, message, start);
        return (ExternKind)kind;
    }

    private void ReadTable(ref BinaryReader reader)
    {
        int start = reader.Position;
        if (reader.Peek() != TypeCodes.TableWithInitializer)
        {
            Module.Tables.Add(new TableDefinition(ReadTableType(ref reader), null, start));
            return;
        }

        reader.Require(Feature.FunctionReferences, Messages.MalformedReferenceType, start);
        reader.ReadByte();
        ReadZero(ref reader);
        TableType type = ReadTableType(ref reader);
        Module.Tables.Add(new TableDefinition(type, ReadExpression(ref reader), start));
    }

    private void ReadMemory(ref BinaryReader reader)
    {
        int start = reader.Position;
        Module.Memories.Add(new MemoryDefinition(ReadMemoryType(ref reader), start));
    }

    private void ReadTag(ref BinaryReader reader)
    {
        int start = reader.Position;
        Module.Tags.Add(new TagDefinition(ReadTagType(ref reader), start));
    }

    private void ReadGlobal(ref BinaryReader reader)
    {
        int start = reader.Position;
        GlobalType type = ReadGlobalType(ref reader);
        Module.Globals.Add(new GlobalDefinition(type, ReadExpression(ref reader), start));
    }

    private void ReadExport(ref BinaryReader reader)
    {
        int start = reader.Position;
        string name = reader.ReadName();
        ExternKind kind = ReadKind(ref reader, Messages.MalformedExportKind);
        Module.Exports.Add(new Export(name, kind, ReadIndex(ref reader), start));
    }
}
