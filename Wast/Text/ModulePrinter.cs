using System.Globalization;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Text;

/// <summary>
/// Writes a module as text (specification, chapter 6): any well-formed one, valid or not. Parsing the text and
/// encoding the result gives the binary that encoding the module itself gives, byte for byte, if that binary could have
/// been made from text at all (shortest integers and forms of segments, a data count only where one
/// is needed).
/// </summary>
/// <remarks>
/// Fields stand in the order of the binary's sections; indices are written as comments, <c>(func (;3;) …</c>. What
/// has no text syntax of its own is written as annotation (specification, appendix "Custom Sections").
/// Files: this one has the module's fields, <c>.Types</c> types, <c>.Code</c> instructions, <c>.Folded</c> folded
/// expressions.
/// </remarks>
public sealed partial class ModulePrinter
{
    // Contents of segments and custom sections are broken into lines of this many bytes.
    private const int BytesPerLine = 64;

    private readonly ModuleDefinition _module;
    private readonly PrintOptions _options;
    private readonly ModulePrinterOutput _output;
    private readonly ModulePrinterNames _names;
    private readonly ModulePrinterHints _hints;
    private bool _hasFields;

    private ModulePrinter(ModuleDefinition module, TextWriter writer, PrintOptions? options)
    {
        _module = module;
        _options = options ?? PrintOptions.Default;
        _output = new ModulePrinterOutput(writer);
        _text = _output;
        _names = new ModulePrinterNames(module, _options, InlineSignature);
        _hints = new ModulePrinterHints(module);
    }

    /// <summary>The module as text, ended by a newline.</summary>
    /// <exception cref="MalformedModuleException">Code inside the module is malformed.</exception>
    /// <exception cref="InvalidModuleException">A function has more locals than the implementation's limit.</exception>
    public static string Print(ModuleDefinition module, PrintOptions? options = null)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        Print(module, writer, options);
        return writer.ToString();
    }

    /// <summary>Writes the module as text, ended by a newline. On an exception, part of it may be written.</summary>
    /// <exception cref="MalformedModuleException">Code inside the module is malformed.</exception>
    /// <exception cref="InvalidModuleException">A function has more locals than the implementation's limit.</exception>
    public static void Print(ModuleDefinition module, TextWriter writer, PrintOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(writer);
        var printer = new ModulePrinter(module, writer, options);
        printer.PrintModule();
        printer._output.Flush();
    }

    private void PrintModule()
    {
        _output.Write("(module");
        if (_names.ModuleIdentifier is { } identifier)
        {
            Word(identifier);
        }

        WriteNameAnnotation(_names.ModuleAnnotation);
        _output.Indent++;
        PrintTypes();
        PrintImports();
        PrintFunctions();
        PrintTables();
        PrintMemories();
        PrintTags();
        PrintGlobals();
        PrintExports();
        PrintElements();
        PrintData();
        PrintCustomSections();
        _output.Indent--;
        if (_hasFields)
        {
            _output.Line();
        }

        _output.Write(")\n");
    }

    private void Field(string keyword)
    {
        _hasFields = true;
        _output.Line();
        _output.Write('(');
        _output.Write(keyword);
    }

    // What stands behind the keyword that introduces an item: identifier, index, name.
    private void Declare(PrinterSpace space, int index)
    {
        if (_names.Identifier(space, (uint)index) is { } identifier)
        {
            Word(identifier);
        }

        _output.Write(" (;");
        _output.Write(index);
        _output.Write(";)");
        WriteNameAnnotation(_names.Annotation(space, index));
    }

    private void WriteNameAnnotation(string? name)
    {
        if (name is not null)
        {
            _output.Write(" (@name");
            Name(name);
            _output.Write(')');
        }
    }

    private void Word(ReadOnlySpan<char> text)
    {
        _output.Write(' ');
        _output.Write(text);
    }

    private void Name(string name)
    {
        _output.Write(' ');
        TextLiterals.WriteName(_output, name);
    }

    private void PrintImports()
    {
        Span<int> next = stackalloc int[5];
        foreach (Import import in _module.Imports)
        {
            Field("import");
            Name(import.Module);
            Name(import.Name);
            int index = next[(int)import.Type.Kind]++;
            _output.Write(" (");
            _output.Write(Keyword(import.Type.Kind));
            Declare(SpaceOf(import.Type.Kind), index);
            switch (import.Type)
            {
                case FunctionExternType function:
                    WriteSignature((uint)function.TypeIndex, _names.Locals(index, ParameterCount(function.TypeIndex)));
                    break;
                case TableType table:
                    WriteTableType(table);
                    break;
                case MemoryType memory:
                    WriteLimits(memory.Limits, memory.Is64);
                    break;
                case GlobalType global:
                    WriteGlobalType(global);
                    break;
                case TagType tag:
                    WriteTypeUse((uint)tag.TypeIndex, inline: true);
                    break;
                default:
                    throw new ArgumentException($"unknown kind of import {import.Type.Kind}");
            }

            _output.Write("))");
        }
    }

    private void PrintTables()
    {
        int index = _module.CountImports(ExternKind.Table);
        foreach (TableDefinition table in _module.Tables)
        {
            Field("table");
            Declare(PrinterSpace.Table, index++);
            WriteTableType(table.Type);
            if (table.Initializer is { } initializer)
            {
                WriteConstant(initializer, wrapper: null);
            }

            _output.Write(')');
        }
    }

    private void PrintMemories()
    {
        int index = _module.CountImports(ExternKind.Memory);
        foreach (MemoryDefinition memory in _module.Memories)
        {
            Field("memory");
            Declare(PrinterSpace.Memory, index++);
            WriteLimits(memory.Type.Limits, memory.Type.Is64);
            _output.Write(')');
        }
    }

    private void PrintTags()
    {
        int index = _module.CountImports(ExternKind.Tag);
        foreach (TagDefinition tag in _module.Tags)
        {
            Field("tag");
            Declare(PrinterSpace.Tag, index++);
            WriteTypeUse((uint)tag.Type.TypeIndex, inline: true);
            _output.Write(')');
        }
    }

    private void PrintGlobals()
    {
        int index = _module.CountImports(ExternKind.Global);
        foreach (GlobalDefinition global in _module.Globals)
        {
            Field("global");
            Declare(PrinterSpace.Global, index++);
            WriteGlobalType(global.Type);
            WriteConstant(global.Initializer, wrapper: null);
            _output.Write(')');
        }
    }

    private void PrintExports()
    {
        foreach (Export export in _module.Exports)
        {
            Field("export");
            Name(export.Name);
            _output.Write(" (");
            _output.Write(Keyword(export.Kind));
            _output.Write(' ');
            WriteIndex(SpaceOf(export.Kind), (uint)export.Index);
            _output.Write("))");
        }

        if (_module.Start is { } start)
        {
            Field("start");
            _output.Write(' ');
            WriteIndex(PrinterSpace.Function, (uint)start.FunctionIndex);
            _output.Write(')');
        }
    }

    private void PrintElements()
    {
        int index = 0;
        foreach (ElementSegment segment in _module.Elements)
        {
            Field("elem");
            Declare(PrinterSpace.Element, index++);
            if (segment.Mode == SegmentMode.Declarative)
            {
                Word("declare");
            }
            else if (segment.Mode == SegmentMode.Active)
            {
                // Bit 1 of an active segment's flags: the table index is written (specification, 5.5.12).
                if ((segment.Flags & 2) != 0 || segment.TableIndex != 0)
                {
                    WriteUse("table", PrinterSpace.Table, segment.TableIndex);
                }

                WriteOffset(segment.TableOffset);
            }

            if (segment.Expressions.IsDefault)
            {
                Word("func");
                foreach (int function in segment.Functions)
                {
                    _output.Write(' ');
                    WriteIndex(PrinterSpace.Function, (uint)function);
                }
            }
            else
            {
                _output.Write(' ');
                WriteValType(segment.Type);
                foreach (Expression expression in segment.Expressions)
                {
                    WriteConstant(expression, wrapper: "item");
                }
            }

            _output.Write(')');
        }
    }

    private void PrintData()
    {
        int index = 0;
        foreach (DataSegment segment in _module.Data)
        {
            Field("data");
            Declare(PrinterSpace.Data, index++);
            if (segment.Mode == SegmentMode.Active)
            {
                // Flags 2: the memory index is written (specification, 5.5.14).
                if (segment.Flags == 2 || segment.MemoryIndex != 0)
                {
                    WriteUse("memory", PrinterSpace.Memory, segment.MemoryIndex);
                }

                WriteOffset(segment.MemoryOffset);
            }

            WriteContents(segment.Bytes.Span);
            _output.Write(')');
        }
    }

    private void PrintCustomSections()
    {
        foreach (CustomSection section in _module.CustomSections)
        {
            // Records: a second section with the same bytes in the same place is another object.
            if (ReferenceEquals(section, _names.Section) || ReferenceEquals(section, _hints.Section))
            {
                continue;
            }

            Field("@custom");
            Name(section.Name);
            _output.Write(section.Before == SectionId.Custom ? " (after " : " (before ");
            _output.Write(SectionKeyword(section.Before));
            _output.Write(')');
            WriteContents(section.Bytes.Span);
            _output.Write(')');
        }
    }

    private void WriteUse(string keyword, PrinterSpace space, int index)
    {
        _output.Write(" (");
        _output.Write(keyword);
        _output.Write(' ');
        WriteIndex(space, (uint)index);
        _output.Write(')');
    }

    private void WriteOffset(Expression? offset)
    {
        if (offset is { } expression)
        {
            WriteConstant(expression, wrapper: "offset");
        }
    }

    private void WriteContents(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= BytesPerLine)
        {
            _output.Write(' ');
            TextLiterals.WriteBytes(_output, bytes);
            return;
        }

        _output.Indent++;
        while (bytes.Length > 0)
        {
            int count = Math.Min(BytesPerLine, bytes.Length);
            _output.Line();
            TextLiterals.WriteBytes(_output, bytes[..count]);
            bytes = bytes[count..];
        }

        _output.Indent--;
    }

    private static string Keyword(ExternKind kind) => kind switch
    {
        ExternKind.Function => "func",
        ExternKind.Table => "table",
        ExternKind.Memory => "memory",
        ExternKind.Global => "global",
        ExternKind.Tag => "tag",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static PrinterSpace SpaceOf(ExternKind kind) => kind switch
    {
        ExternKind.Function => PrinterSpace.Function,
        ExternKind.Table => PrinterSpace.Table,
        ExternKind.Memory => PrinterSpace.Memory,
        ExternKind.Global => PrinterSpace.Global,
        ExternKind.Tag => PrinterSpace.Tag,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    // The words of the @custom annotation; a section at the module's end stands after the last one.
    private static string SectionKeyword(SectionId id) => id switch
    {
        SectionId.Custom => "last",
        SectionId.Type => "type",
        SectionId.Import => "import",
        SectionId.Function => "func",
        SectionId.Table => "table",
        SectionId.Memory => "memory",
        SectionId.Tag => "tag",
        SectionId.Global => "global",
        SectionId.Export => "export",
        SectionId.Start => "start",
        SectionId.Element => "elem",
        SectionId.DataCount => "datacount",
        SectionId.Code => "code",
        SectionId.Data => "data",
        _ => throw new ArgumentOutOfRangeException(nameof(id)),
    };
}
