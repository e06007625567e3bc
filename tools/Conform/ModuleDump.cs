using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Text;

namespace Wasm.Conform;

/// <summary>Writes a decoded module item by item, with offsets in its binary.</summary>
internal sealed class ModuleDump
{
    private const int BytesPerLine = 8;
    private const int PreviewBytes = 32;
    private const int MaximumIndent = 32;

    private readonly ModuleDefinition _module;
    private readonly byte[] _binary;
    private readonly TextWriter _output;
    private readonly NameSection? _names;
    private readonly InstructionLister _lister;

    public ModuleDump(ModuleDefinition module, byte[] binary, TextWriter output)
    {
        _module = module;
        _binary = binary;
        _output = output;
        _names = NameSection.TryRead(module);
        _lister = new InstructionLister(module, new PrintOptions { UseNames = true });
    }

    /// <summary>Writes all items.</summary>
    /// <param name="withCode">Whether functions are written with their instructions.</param>
    public void Write(bool withCode)
    {
        WriteTypes();
        WriteImports();
        WriteDefinitions();
        WriteExports();
        WriteSegments();
        WriteFunctions(withCode);
        foreach (CustomSection custom in _module.CustomSections)
        {
            Item(custom.Offset, $"custom section {Quote(custom.Name)}: {custom.Bytes.Length} bytes");
        }
    }

    private void WriteTypes()
    {
        Title("types", _module.Types.Count);
        foreach (RecursionGroup group in _module.RecursionGroups)
        {
            string rec = group.IsExplicit ? $" (rec group of {group.Count})" : "";
            for (int index = group.Start; index < group.Start + group.Count; index++)
            {
                SubType type = _module.Types[index];
                string sub = type.IsFinal && type.Supertypes.IsEmpty ? "" : $" sub{(type.IsFinal ? " final" : "")}{string.Concat(type.Supertypes.Select(super => $" {super}"))}";
                Item(type.Offset, $"type {index}{NameOf(_names?.Types, index)}:{sub} {type.Composite}{rec}");
            }
        }
    }

    private void WriteImports()
    {
        Title("imports", _module.Imports.Count);
        Span<int> next = stackalloc int[5];
        foreach (Import import in _module.Imports)
        {
            int index = next[(int)import.Type.Kind]++;
            Item(import.Offset, $"{Word(import.Type.Kind)} {index}{NameOf(NamesOf(import.Type.Kind), index)}: {Describe(import.Type)} from {Quote(import.Module)} {Quote(import.Name)}");
        }
    }

    private void WriteDefinitions()
    {
        int index = _module.CountImports(ExternKind.Table);
        Title("tables", _module.Tables.Count);
        foreach (TableDefinition table in _module.Tables)
        {
            Item(table.Offset, $"table {index}{NameOf(_names?.Tables, index++)}: {table.Type}{(table.Initializer is { } initial ? $" = {Inline(initial)}" : "")}");
        }

        index = _module.CountImports(ExternKind.Memory);
        Title("memories", _module.Memories.Count);
        foreach (MemoryDefinition memory in _module.Memories)
        {
            Item(memory.Offset, $"memory {index}{NameOf(_names?.Memories, index++)}: {memory.Type} pages");
        }

        index = _module.CountImports(ExternKind.Tag);
        Title("tags", _module.Tags.Count);
        foreach (TagDefinition tag in _module.Tags)
        {
            Item(tag.Offset, $"tag {index}{NameOf(_names?.Tags, index++)}: {Describe(tag.Type)}");
        }

        index = _module.CountImports(ExternKind.Global);
        Title("globals", _module.Globals.Count);
        foreach (GlobalDefinition global in _module.Globals)
        {
            Item(global.Offset, $"global {index}{NameOf(_names?.Globals, index++)}: {global.Type} = {Inline(global.Initializer)}");
        }
    }

    private void WriteExports()
    {
        Title("exports", _module.Exports.Count);
        foreach (Export export in _module.Exports)
        {
            Item(export.Offset, $"{Quote(export.Name)}: {Word(export.Kind)} {export.Index}{NameOf(NamesOf(export.Kind), export.Index)}");
        }

        if (_module.Start is { } start)
        {
            Item(start.Offset, $"start: func {start.FunctionIndex}{NameOf(_names?.Functions, start.FunctionIndex)}");
        }
    }

    private void WriteSegments()
    {
        Title("element segments", _module.Elements.Count);
        for (int index = 0; index < _module.Elements.Count; index++)
        {
            ElementSegment segment = _module.Elements[index];
            string where = segment.TableOffset is { } offset ? $"active, table {segment.TableIndex} at {Inline(offset)}" : segment.Mode.ToString().ToLowerInvariant();
            Item(segment.Offset, $"elem {index}{NameOf(_names?.Elements, index)}: {where}, {segment.Count} of {segment.Type}");
        }

        Title("data segments", _module.Data.Count);
        for (int index = 0; index < _module.Data.Count; index++)
        {
            DataSegment segment = _module.Data[index];
            string where = segment.MemoryOffset is { } offset ? $"active, memory {segment.MemoryIndex} at {Inline(offset)}" : "passive";
            ReadOnlySpan<byte> bytes = segment.Bytes.Span;
            string preview = $"{TextLiterals.Bytes(bytes[..Math.Min(bytes.Length, PreviewBytes)])}{(bytes.Length > PreviewBytes ? "…" : "")}";
            Item(segment.Offset, $"data {index}{NameOf(_names?.Data, index)}: {where}, {bytes.Length} bytes {preview}");
        }
    }

    private void WriteFunctions(bool withCode)
    {
        int imports = _module.CountImports(ExternKind.Function);
        Title("functions", _module.Functions.Count);
        for (int i = 0; i < _module.Functions.Count; i++)
        {
            FunctionDefinition function = _module.Functions[i];
            Item(function.Offset, $"func {imports + i}{NameOf(_names?.Functions, imports + i)}: {TypeText(function.TypeIndex)}, {function.Body.Code.Length} bytes of code{Locals(function)}");
            if (withCode)
            {
                WriteCode(i, function.Body);
            }
        }
    }

    private void WriteCode(int function, Expression code) => _lister.ListFunction(function, (start, length, depth, text) =>
    {
        int offset = code.Offset + start;
        for (int done = 0; done < length; done += BytesPerLine)
        {
            ReadOnlySpan<byte> bytes = _binary.AsSpan(offset + done, Math.Min(BytesPerLine, length - done));
            string hex = string.Join(' ', Convert.ToHexStringLower(bytes).Chunk(2).Select(pair => new string(pair)));
            if (done == 0)
            {
                _output.Write($"    0x{offset:x6}: {hex,-(3 * BytesPerLine)}| ");
                _output.Write(new string(' ', 2 * Math.Min(depth, MaximumIndent)));
                _output.WriteLine(text);
            }
            else
            {
                _output.WriteLine($"    0x{offset + done:x6}: {hex}");
            }
        }
    });

    // A constant expression on one line, without its end.
    private string Inline(Expression expression)
    {
        var instructions = new List<string>();
        try
        {
            _lister.ListExpression(expression, (_, _, _, text) => instructions.Add(text.ToString()));
        }
        catch (MalformedModuleException e)
        {
            return $"({e.Message})";
        }

        return string.Join("; ", instructions.SkipLast(1));
    }

    private static string Locals(FunctionDefinition function)
    {
        string locals = string.Join(' ', function.Locals.Where(group => group.Count > 0).Select(group => group.Count == 1 ? $"{group.Type}" : $"{group.Count}×{group.Type}"));
        return locals.Length == 0 ? "" : $", locals {locals}";
    }

    private string Describe(ExternType type) => type switch
    {
        FunctionExternType function => TypeText(function.TypeIndex),
        TagType tag => TypeText(tag.TypeIndex),
        MemoryType memory => $"{memory} pages",
        _ => type.ToString(),
    };

    private string TypeText(int index) =>
        index < _module.Types.Count ? $"type {index} {_module.Types[index].Composite}" : $"type {index} (unknown)";

    private void Title(string title, int count)
    {
        if (count > 0)
        {
            _output.WriteLine();
            _output.WriteLine($"{title} ({count})");
        }
    }

    private void Item(int offset, string text) => _output.WriteLine($"  0x{offset:x6}  {text}");

    private Dictionary<int, string>? NamesOf(ExternKind kind) => kind switch
    {
        ExternKind.Function => _names?.Functions,
        ExternKind.Table => _names?.Tables,
        ExternKind.Memory => _names?.Memories,
        ExternKind.Global => _names?.Globals,
        _ => _names?.Tags,
    };

    private static string NameOf(Dictionary<int, string>? names, int index) =>
        names is not null && names.TryGetValue(index, out string? name) ? $" ${Terminal.Printable(name)}" : "";

    private static string Quote(string name) => TextLiterals.Name(name);

    private static string Word(ExternKind kind) => kind switch
    {
        ExternKind.Function => "func",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
