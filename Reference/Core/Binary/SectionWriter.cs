using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Binary;

/// <summary>Writes one module's sections for <see cref="ModuleEncoder"/> (specification, 5.5).</summary>
internal sealed class SectionWriter(ModuleDefinition module, SourceMap? map)
{
    private readonly InstructionWriter _scratch = new(64);

    // What the map is told when the section's final place is known.
    private readonly List<Place> _places = [];

    public InstructionWriter Output { get; } = new(1024);

    public void WriteModule()
    {
        Output.WriteBytes([0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]);
        var written = new bool[module.CustomSections.Count];
        foreach (SectionId id in SectionOrder.All)
        {
            if (IsPresent(id))
            {
                WriteCustomSections(SectionOrder.Rank(id), written);
                WriteSection(id);
            }
        }

        WriteCustomSections(int.MaxValue, written);
    }

    private bool IsPresent(SectionId id) => id switch
    {
        SectionId.Type => module.RecursionGroups.Count > 0,
        SectionId.Import => module.Imports.Count > 0,
        SectionId.Function or SectionId.Code => module.Functions.Count > 0,
        SectionId.Table => module.Tables.Count > 0,
        SectionId.Memory => module.Memories.Count > 0,
        SectionId.Tag => module.Tags.Count > 0,
        SectionId.Global => module.Globals.Count > 0,
        SectionId.Export => module.Exports.Count > 0,
        SectionId.Start => module.Start is not null,
        SectionId.Element => module.Elements.Count > 0,
        SectionId.DataCount => module.HasDataCount,
        SectionId.Data => module.Data.Count > 0,
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "not a section of its own"),
    };

    // Those whose place is before the section of this rank, in the order of the list.
    private void WriteCustomSections(int rank, bool[] written)
    {
        for (int i = 0; i < written.Length; i++)
        {
            CustomSection section = module.CustomSections[i];
            int before = section.Before == SectionId.Custom ? int.MaxValue : SectionOrder.Rank(section.Before);
            if (!written[i] && before <= rank)
            {
                written[i] = true;
                int mark = BeginSection(SectionId.Custom);
                AddItem(section.Offset);
                Output.WriteName(section.Name);
                Output.WriteBytes(section.Bytes.Span);
                EndSection(mark);
            }
        }
    }

    private void WriteSection(SectionId id)
    {
        int mark = BeginSection(id);
        switch (id)
        {
            case SectionId.Type:
                WriteTypes();
                break;
            case SectionId.Import:
                WriteAll(module.Imports, WriteImport);
                break;
            case SectionId.Function:
                WriteAll(module.Functions, function => Output.WriteU32((uint)function.TypeIndex));
                break;
            case SectionId.Table:
                WriteAll(module.Tables, WriteTable);
                break;
            case SectionId.Memory:
                WriteAll(module.Memories, memory => WriteDeclaration(memory.Type, memory.Offset));
                break;
            case SectionId.Tag:
                WriteAll(module.Tags, tag => WriteDeclaration(tag.Type, tag.Offset));
                break;
            case SectionId.Global:
                WriteAll(module.Globals, WriteGlobal);
                break;
            case SectionId.Export:
                WriteAll(module.Exports, WriteExport);
                break;
            case SectionId.Start:
                AddItem(module.Start!.Offset);
                Output.WriteU32((uint)module.Start.FunctionIndex);
                break;
            case SectionId.Element:
                WriteAll(module.Elements, WriteElementSegment);
                break;
            case SectionId.DataCount:
                Output.WriteU32((uint)module.Data.Count);
                break;
            case SectionId.Code:
                WriteAll(module.Functions, WriteBody);
                break;
            default:
                WriteAll(module.Data, WriteDataSegment);
                break;
        }

        EndSection(mark);
    }

    private int BeginSection(SectionId id)
    {
        Output.WriteByte((byte)id);
        return Output.BeginSized();
    }

    private void EndSection(int mark)
    {
        int shift = Output.EndSized(mark);
        if (map is not null)
        {
            foreach (Place place in _places)
            {
                if (place.Expression is { } expression)
                {
                    map.AddExpression(place.Binary + shift, expression);
                }
                else
                {
                    map.AddItem(place.Binary + shift, place.Source);
                }
            }
        }

        _places.Clear();
    }

    private void AddItem(int source)
    {
        if (map is not null)
        {
            _places.Add(new Place(Output.Length, source, null));
        }
    }

    private void WriteAll<T>(List<T> items, Action<T> write)
    {
        Output.WriteU32((uint)items.Count);
        foreach (T item in items)
        {
            write(item);
        }
    }

    private void WriteTypes()
    {
        Output.WriteU32((uint)module.RecursionGroups.Count);
        foreach (RecursionGroup group in module.RecursionGroups)
        {
            AddItem(group.Offset);
            if (group.IsExplicit)
            {
                Output.WriteByte(TypeCodes.RecursionGroup);
                Output.WriteU32((uint)group.Count);
            }

            for (int i = group.Start; i < group.Start + group.Count; i++)
            {
                AddItem(module.Types[i].Offset);
                ModuleEncoder.WriteSubType(Output, module.Types[i]);
            }
        }
    }

    private void WriteImport(Import import)
    {
        AddItem(import.Offset);
        Output.WriteName(import.Module);
        Output.WriteName(import.Name);
        Output.WriteByte((byte)import.Type.Kind);
        ModuleEncoder.WriteExternType(Output, import.Type);
    }

    private void WriteDeclaration(ExternType type, int source)
    {
        AddItem(source);
        ModuleEncoder.WriteExternType(Output, type);
    }

    private void WriteTable(TableDefinition table)
    {
        AddItem(table.Offset);
        if (table.Initializer is not { } initializer)
        {
            ModuleEncoder.WriteExternType(Output, table.Type);
            return;
        }

        Output.WriteByte(TypeCodes.TableWithInitializer);
        Output.WriteByte(0);
        ModuleEncoder.WriteExternType(Output, table.Type);
        WriteExpression(initializer);
    }

    private void WriteGlobal(GlobalDefinition global)
    {
        WriteDeclaration(global.Type, global.Offset);
        WriteExpression(global.Initializer);
    }

    private void WriteExport(Export export)
    {
        AddItem(export.Offset);
        Output.WriteName(export.Name);
        Output.WriteByte((byte)export.Kind);
        Output.WriteU32((uint)export.Index);
    }

    // The flags (specification, 5.5.12) say which parts are written.
    private void WriteElementSegment(ElementSegment segment)
    {
        AddItem(segment.Offset);
        Output.WriteU32(segment.Flags);
        bool isActive = (segment.Flags & 1) == 0;
        if (isActive && (segment.Flags & 2) != 0)
        {
            Output.WriteU32((uint)segment.TableIndex);
        }

        if (isActive)
        {
            WriteExpression(segment.TableOffset!.Value);
        }

        bool hasExpressions = (segment.Flags & 4) != 0;
        if ((segment.Flags & 3) != 0)
        {
            if (hasExpressions)
            {
                Output.WriteValType(segment.Type);
            }
            else
            {
                Output.WriteByte(0);
            }
        }

        Output.WriteU32((uint)segment.Count);
        if (hasExpressions)
        {
            foreach (Expression expression in segment.Expressions)
            {
                WriteExpression(expression);
            }
        }
        else
        {
            foreach (int function in segment.Functions)
            {
                Output.WriteU32((uint)function);
            }
        }
    }

    private void WriteBody(FunctionDefinition function)
    {
        _scratch.Truncate(0);
        ModuleEncoder.WriteLocals(_scratch, function.Locals);
        Output.WriteU32((uint)(_scratch.Length + function.Body.Code.Length));
        AddItem(function.Offset);
        Output.WriteBytes(_scratch.WrittenSpan);
        WriteExpression(function.Body);
    }

    private void WriteDataSegment(DataSegment segment)
    {
        AddItem(segment.Offset);
        Output.WriteU32(segment.Flags);
        if (segment.Flags == 2)
        {
            Output.WriteU32((uint)segment.MemoryIndex);
        }

        if (segment.MemoryOffset is { } offset)
        {
            WriteExpression(offset);
        }

        Output.WriteU32((uint)segment.Bytes.Length);
        Output.WriteBytes(segment.Bytes.Span);
    }

    private void WriteExpression(Expression expression)
    {
        if (map is not null)
        {
            _places.Add(new Place(Output.Length, 0, expression));
        }

        Output.WriteBytes(expression.Code.Span);
    }

    /// <summary>An item or expression at an offset that does not count the section's size field yet.</summary>
    private readonly record struct Place(int Binary, int Source, Expression? Expression);
}
