using Wasm.Core.Binary;
using Wasm.Core.Model;

namespace Wasm.Text;

// The custom sections that annotations stand for (appendix "Custom Sections and Annotations").
internal sealed partial class FieldParser
{
    // Subsections of the name section, by NameKind. A name map lists (index, name); an indirect one lists
    // (index, name map).
    private static readonly (NameKind Kind, byte Id, bool IsIndirect)[] NameSubsections =
    [
        (NameKind.Function, 1, false), (NameKind.Local, 2, true), (NameKind.Type, 4, false), (NameKind.Field, 10, true),
        (NameKind.Tag, 11, false),
    ];

    private CustomSection BuildNameSection()
    {
        var writer = new InstructionWriter();
        if (_names.TryGetValue((NameKind.Module, 0, 0), out string? module))
        {
            writer.WriteByte(0);
            int mark = writer.BeginSized();
            writer.WriteName(module);
            writer.EndSized(mark);
        }

        foreach ((NameKind kind, byte id, bool isIndirect) in NameSubsections)
        {
            var names = _names.Where(item => item.Key.Kind == kind).Select(item => (item.Key.Index, item.Key.Inner, item.Value)).ToList();
            if (names.Count == 0)
            {
                continue;
            }

            writer.WriteByte(id);
            int mark = writer.BeginSized();
            if (isIndirect)
            {
                var groups = names.GroupBy(item => item.Index).ToList();
                writer.WriteU32((uint)groups.Count);
                foreach (var group in groups)
                {
                    writer.WriteU32((uint)group.Key);
                    WriteNameMap(writer, [.. group.Select(item => (item.Inner, item.Value))]);
                }
            }
            else
            {
                WriteNameMap(writer, [.. names.Select(item => (item.Index, item.Value))]);
            }

            writer.EndSized(mark);
        }

        return new CustomSection(AnnotationReader.Name, writer.ToArray(), SectionId.Custom, _nameOffset);
    }

    private static void WriteNameMap(InstructionWriter writer, List<(int Index, string Name)> names)
    {
        writer.WriteU32((uint)names.Count);
        foreach ((int index, string name) in names)
        {
            writer.WriteU32((uint)index);
            writer.WriteName(name);
        }
    }

    private CustomSection BuildHintSection()
    {
        var writer = new InstructionWriter();
        writer.WriteU32((uint)_functionHints.Count);
        foreach ((int function, List<(uint Offset, byte Value)> hints) in _functionHints)
        {
            writer.WriteU32((uint)function);
            writer.WriteU32((uint)hints.Count);
            foreach ((uint offset, byte value) in hints)
            {
                writer.WriteU32(offset);
                writer.WriteU32(1);
                writer.WriteByte(value);
            }
        }

        return new CustomSection(AnnotationReader.BranchHint, writer.ToArray(), SectionId.Code, _hintOffset);
    }
}
