using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Jit.Coverage;

namespace Wasm.Fuzz.Campaign;

/// <summary>What stands in the sections of a module, by kind.</summary>
internal static class ItemFeature
{
    private static readonly string[] TypeFlags = ["final", "with a supertype", "in a group"];
    private static readonly string[] TableFlags = ["64-bit", "with a maximum", "with an initial value"];
    private static readonly string[] GlobalFlags = ["mutable"];
    private static readonly string[] IndexFlags = ["imported"];
    private static readonly string[] Composites = ["func", "struct", "array"];

    /// <summary>Adds the items of a module.</summary>
    public static void Add(ModuleDefinition module, FoundFeatures found)
    {
        CompositeType CompositeOf(int index) => index < module.Types.Count ? module.Types[index].Composite : FunctionType.Empty;
        foreach (RecursionGroup group in module.RecursionGroups)
        {
            for (int i = group.Start; i < group.Start + group.Count; i++)
            {
                SubType type = module.Types[i];
                int kind = type.Composite switch { FunctionType => 0, StructType => 1, _ => 2 };
                found.Add(CaseFeature.OfItem(SectionId.Type, kind, Flags(type.IsFinal, !type.Supertypes.IsEmpty, group.IsExplicit)));
            }
        }

        foreach (Import import in module.Imports)
        {
            found.Add(CaseFeature.OfItem(SectionId.Import, (int)import.Type.Kind, Detail(import.Type)));
        }

        foreach (FunctionDefinition function in module.Functions)
        {
            found.Add(CaseFeature.OfItem(SectionId.Function, Bucket(function.Locals.Length)));
            found.Add(CaseFeature.OfItem(SectionId.Code, Bucket(function.Body.Code.Length)));
        }

        foreach (TableDefinition table in module.Tables)
        {
            found.Add(CaseFeature.OfItem(SectionId.Table, TypeClass.Of(table.Type.Element, CompositeOf), Detail(table.Type) | (table.Initializer is null ? 0 : 4)));
        }

        foreach (MemoryDefinition memory in module.Memories)
        {
            found.Add(CaseFeature.OfItem(SectionId.Memory, 0, Detail(memory.Type)));
        }

        foreach (GlobalDefinition global in module.Globals)
        {
            found.Add(CaseFeature.OfItem(SectionId.Global, TypeClass.Of(global.Type.Value, CompositeOf), Detail(global.Type)));
        }

        foreach (TagDefinition tag in module.Tags)
        {
            found.Add(CaseFeature.OfItem(SectionId.Tag, CompositeOf(tag.Type.TypeIndex) is FunctionType type ? Bucket(type.Parameters.Length) : 0));
        }

        foreach (Export export in module.Exports)
        {
            found.Add(CaseFeature.OfItem(SectionId.Export, (int)export.Kind, Flags(export.Index < module.CountImports(export.Kind))));
        }

        AddSegments(module, found);
    }

    /// <summary>An item's name.</summary>
    public static string NameOf(SectionId section, int variant, int detail) => section switch
    {
        SectionId.Type => Name($"{Composites[variant]} type", TypeFlags, detail),
        SectionId.Import => Name(((ExternKind)variant).ToString().ToLowerInvariant(), (ExternKind)variant == ExternKind.Global ? GlobalFlags : TableFlags, detail),
        SectionId.Table => Name($"of {TypeClass.NameOf(variant)}", TableFlags, detail),
        SectionId.Memory => Name("memory", TableFlags, detail),
        SectionId.Global => Name($"of {TypeClass.NameOf(variant)}", GlobalFlags, detail),
        SectionId.Export => Name(((ExternKind)variant).ToString().ToLowerInvariant(), IndexFlags, detail),
        SectionId.Start => Name("function", IndexFlags, detail),
        SectionId.Element or SectionId.Data => $"{((SegmentMode)variant).ToString().ToLowerInvariant()}, flags {detail}",
        SectionId.Custom => $"before the {(SectionId)variant} section",
        SectionId.DataCount => "data count",
        _ => $"{(variant == 0 ? "none" : $"{1 << (variant - 1)} or more")}",
    };

    private static void AddSegments(ModuleDefinition module, FoundFeatures found)
    {
        if (module.Start is { } start)
        {
            found.Add(CaseFeature.OfItem(SectionId.Start, 0, Flags(start.FunctionIndex < module.CountImports(ExternKind.Function))));
        }

        foreach (ElementSegment segment in module.Elements)
        {
            found.Add(CaseFeature.OfItem(SectionId.Element, (int)segment.Mode, segment.Flags));
        }

        foreach (DataSegment segment in module.Data)
        {
            found.Add(CaseFeature.OfItem(SectionId.Data, (int)segment.Mode, segment.Flags));
        }

        if (module.HasDataCount)
        {
            found.Add(CaseFeature.OfItem(SectionId.DataCount, 0));
        }

        foreach (CustomSection section in module.CustomSections)
        {
            found.Add(CaseFeature.OfItem(SectionId.Custom, (int)section.Before));
        }
    }

    private static int Detail(ExternType type) => type switch
    {
        TableType table => Flags(table.Is64, table.Limits.Maximum is not null),
        MemoryType memory => Flags(memory.Is64, memory.Limits.Maximum is not null),
        GlobalType global => Flags(global.Mutable),
        _ => 0,
    };

    private static int Bucket(int count) => count == 0 ? 0 : (int)uint.Log2((uint)count) + 1;

    private static int Flags(bool first, bool second = false, bool third = false) => (first ? 1 : 0) | (second ? 2 : 0) | (third ? 4 : 0);

    private static string Name(string name, string[] flags, int detail)
    {
        var words = new List<string> { name };
        for (int i = 0; i < flags.Length; i++)
        {
            if ((detail >> i & 1) != 0)
            {
                words.Add(flags[i]);
            }
        }

        return string.Join(", ", words);
    }
}
