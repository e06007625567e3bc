using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Text;

// Types (specification, 6.4) and type uses (6.4.9).
public sealed partial class ModulePrinter
{
    // A type use repeats the signature for the reader, unless it is long: a module with one long type and many
    // uses of it must not make the output grow with their product.
    private const int MaximumInlineTypes = 32;

    private void PrintTypes()
    {
        foreach (RecursionGroup group in _module.RecursionGroups)
        {
            if (group.IsExplicit)
            {
                Field("rec");
                _output.Indent++;
            }

            for (int i = 0; i < group.Count; i++)
            {
                Field("type");
                Declare(PrinterSpace.Type, group.Start + i);
                _output.Write(' ');
                WriteSubType(_module.Types[group.Start + i], group.Start + i);
                _output.Write(')');
            }

            if (group.IsExplicit)
            {
                _output.Indent--;
                if (group.Count > 0)
                {
                    _output.Line();
                }

                _output.Write(')');
            }
        }
    }

    private void WriteSubType(SubType type, int index)
    {
        bool plain = type.IsFinal && type.Supertypes.IsEmpty;
        if (!plain)
        {
            _output.Write(type.IsFinal ? "(sub final " : "(sub ");
            foreach (int supertype in type.Supertypes)
            {
                WriteIndex(PrinterSpace.Type, (uint)supertype);
                _output.Write(' ');
            }
        }

        switch (type.Composite)
        {
            case FunctionType function:
                _output.Write("(func");
                WriteTypeList("param", function.Parameters.AsSpan());
                WriteTypeList("result", function.Results.AsSpan());
                _output.Write(')');
                break;
            case StructType structure:
                _output.Write("(struct");
                WriteFields(structure.Fields, _names.Fields(index));
                _output.Write(')');
                break;
            case ArrayType array:
                _output.Write("(array ");
                WriteFieldType(array.Element);
                _output.Write(')');
                break;
            default:
                throw new ArgumentException($"unknown composite type {type.Composite}");
        }

        if (!plain)
        {
            _output.Write(')');
        }
    }

    private void WriteFields(ImmutableArray<FieldType> fields, PrinterInnerNames names)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            _output.Write(" (field");
            WriteInnerName(names, i);
            _output.Write(' ');
            WriteFieldType(fields[i]);
            _output.Write(')');
        }
    }

    // Identifier or annotation of a parameter, local or field.
    private void WriteInnerName(PrinterInnerNames names, int index)
    {
        if (names.Identifier((uint)index) is { } identifier)
        {
            Word(identifier);
        }
        else
        {
            WriteNameAnnotation(names.Names.GetValueOrDefault(index));
        }
    }

    private void WriteFieldType(FieldType field)
    {
        if (field.Mutable)
        {
            _output.Write("(mut ");
        }

        switch (field.Storage.Packing)
        {
            case Packing.I8:
                _output.Write("i8");
                break;
            case Packing.I16:
                _output.Write("i16");
                break;
            default:
                WriteValType(field.Storage.Unpacked);
                break;
        }

        if (field.Mutable)
        {
            _output.Write(')');
        }
    }

    // (param …), (result …); nothing for no types.
    private void WriteTypeList(string keyword, ReadOnlySpan<ValType> types)
    {
        if (types.IsEmpty)
        {
            return;
        }

        _text.Write(" (");
        _text.Write(keyword);
        foreach (ValType type in types)
        {
            _text.Write(' ');
            WriteValType(type);
        }

        _text.Write(')');
    }

    private void WriteTableType(TableType type)
    {
        WriteLimits(type.Limits, type.Is64);
        _output.Write(' ');
        WriteValType(type.Element);
    }

    private void WriteLimits(Limits limits, bool is64)
    {
        if (is64)
        {
            Word("i64");
        }

        _output.Write(' ');
        _output.WriteUnsigned(limits.Minimum);
        if (limits.Maximum is { } maximum)
        {
            _output.Write(' ');
            _output.WriteUnsigned(maximum);
        }
    }

    private void WriteGlobalType(GlobalType type)
    {
        _output.Write(' ');
        if (type.Mutable)
        {
            _output.Write("(mut ");
        }

        WriteValType(type.Value);
        if (type.Mutable)
        {
            _output.Write(')');
        }
    }

    // (type N), and the signature again where the format allows it: the type must be the one that the signature
    // alone would mean, that is, a final function type without supertype.
    private void WriteTypeUse(uint index, bool inline)
    {
        _text.Write(" (type ");
        WriteIndex(PrinterSpace.Type, index);
        _text.Write(')');
        if (inline && InlineSignature((int)Math.Min(index, int.MaxValue)) is { } function)
        {
            WriteTypeList("param", function.Parameters.AsSpan());
            WriteTypeList("result", function.Results.AsSpan());
        }
    }

    // As above, with names of parameters. Returns whether it named them.
    private bool WriteSignature(uint index, PrinterInnerNames names)
    {
        FunctionType? function = names.IsEmpty ? null : InlineSignature((int)Math.Min(index, int.MaxValue));
        WriteTypeUse(index, inline: function is null);
        if (function is null)
        {
            return false;
        }

        int unnamed = 0;
        for (int i = 0; i < function.Parameters.Length; i++)
        {
            if (names.Names.ContainsKey(i))
            {
                WriteTypeList("param", function.Parameters.AsSpan()[unnamed..i]);
                unnamed = i + 1;
                _output.Write(" (param");
                WriteInnerName(names, i);
                _output.Write(' ');
                WriteValType(function.Parameters[i]);
                _output.Write(')');
            }
        }

        WriteTypeList("param", function.Parameters.AsSpan()[unnamed..]);
        WriteTypeList("result", function.Results.AsSpan());
        return true;
    }

    private int ParameterCount(int typeIndex) => TypeOf(typeIndex)?.Parameters.Length ?? 0;

    private FunctionType? InlineSignature(int index) =>
        (uint)index < (uint)_module.Types.Count
        && _module.Types[index] is { IsFinal: true, Supertypes.IsEmpty: true, Composite: FunctionType function }
        && function.Parameters.Length + function.Results.Length <= MaximumInlineTypes
            ? function
            : null;

    private void WriteValType(ValType type)
    {
        if (!type.IsReference || !type.HeapType.IsConcrete)
        {
            // A constant, except for (ref abstract).
            _text.Write(type.ToString());
            return;
        }

        _text.Write(type.IsNullable ? "(ref null " : "(ref ");
        WriteIndex(PrinterSpace.Type, (uint)type.HeapType.Index);
        _text.Write(')');
    }

    private void WriteHeapType(HeapType type)
    {
        if (type.IsConcrete)
        {
            WriteIndex(PrinterSpace.Type, (uint)type.Index);
        }
        else
        {
            _text.Write(type.ToString());
        }
    }

    private void WriteIndex(PrinterSpace space, uint index)
    {
        if (_names.Identifier(space, index) is { } identifier)
        {
            _text.Write(identifier);
        }
        else
        {
            _text.WriteUnsigned(index);
        }
    }
}
