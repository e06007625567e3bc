using System.Collections.Frozen;
using Wasm.Core.Binary;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Text;

/// <summary>Index spaces of a module that have names.</summary>
internal enum PrinterSpace
{
    Function,
    Table,
    Memory,
    Global,
    Tag,
    Type,
    Element,
    Data,
}

/// <summary>
/// What the name section contributes to the text: identifiers, or <c>@name</c> annotations in place of the section
/// where parsing them gives the same section again.
/// </summary>
internal sealed class ModulePrinterNames
{
    // Longer names (of generated code) would make the text less readable, not more.
    private const int MaximumIdentifierLength = 200;

    private static readonly IReadOnlyDictionary<int, string> NoNames = FrozenDictionary<int, string>.Empty;

    private readonly Dictionary<int, PrinterInnerNames> _fields = [];
    private readonly ModuleDefinition _module;
    private readonly NameSection? _names;
    private readonly bool _identifiers;
    private readonly IReadOnlyDictionary<int, string>[] _ids = new IReadOnlyDictionary<int, string>[8];

    public ModulePrinterNames(ModuleDefinition module, PrintOptions options, Func<int, FunctionType?> inlineSignature)
    {
        _module = module;
        Array.Fill(_ids, NoNames);
        int index = module.CustomSections.FindIndex(section => section.Name == NameSection.SectionName);
        if (index < 0 || NameSection.TryRead(module) is not { } names)
        {
            return;
        }

        CustomSection section = module.CustomSections[index];
        if (options.UseNames)
        {
            _identifiers = true;
            UseIdentifiers(names);
        }
        else if (section.Before != SectionId.Custom
            || module.CustomSections.FindIndex(other => other.Before == SectionId.Custom) != index
            || !CanAnnotate(module, names, section, inlineSignature))
        {
            return;
        }

        _names = names;
        Section = section;
    }

    /// <summary>The section that identifiers or annotations stand for, if they do.</summary>
    public CustomSection? Section { get; }

    /// <summary>The module's identifier, with its <c>$</c>.</summary>
    public string? ModuleIdentifier => _identifiers && _names?.Module is { } name && IsSensible(name) ? TextLiterals.Identifier(name) : null;

    /// <summary>The module's name, to be written as annotation.</summary>
    public string? ModuleAnnotation => ModuleIdentifier is null ? _names?.Module : null;

    /// <summary>The identifier of an item, with its <c>$</c>.</summary>
    public string? Identifier(PrinterSpace space, uint index) => _ids[(int)space].GetValueOrDefault((int)Math.Min(index, int.MaxValue));

    /// <summary>The name of an item, to be written as annotation.</summary>
    public string? Annotation(PrinterSpace space, int index)
    {
        if (_names is null || Identifier(space, (uint)index) is not null)
        {
            return null;
        }

        return space switch
        {
            PrinterSpace.Function => _names.Functions.GetValueOrDefault(index),
            PrinterSpace.Type => _names.Types.GetValueOrDefault(index),
            PrinterSpace.Tag => _names.Tags.GetValueOrDefault(index),
            _ => null,
        };
    }

    /// <summary>Names of a function's parameters and locals.</summary>
    /// <param name="function">Function index.</param>
    /// <param name="count">How many it has.</param>
    public PrinterInnerNames Locals(int function, long count) => Inner(_names?.Locals.GetValueOrDefault(function), count);

    /// <summary>Names of a struct's fields.</summary>
    public PrinterInnerNames Fields(int type)
    {
        if (_names is null || !_names.Fields.TryGetValue(type, out Dictionary<int, string>? names))
        {
            return PrinterInnerNames.None;
        }

        if (!_fields.TryGetValue(type, out PrinterInnerNames inner))
        {
            long count = (uint)type < (uint)_module.Types.Count && _module.Types[type].Composite is StructType structure ? structure.Fields.Length : 0;
            inner = Inner(names, count);
            _fields.Add(type, inner);
        }

        return inner;
    }

    /// <summary>Identifiers of a function's labels, by their number in code order.</summary>
    public IReadOnlyDictionary<int, string> Labels(int function) =>
        _identifiers ? Unique(_names?.Labels.GetValueOrDefault(function), long.MaxValue) : NoNames;

    private PrinterInnerNames Inner(Dictionary<int, string>? names, long count) =>
        names is null ? PrinterInnerNames.None : new(names, _identifiers ? Unique(names, count) : NoNames);

    private void UseIdentifiers(NameSection names)
    {
        int Count(ExternKind kind, int defined) => _module.CountImports(kind) + defined;
        _ids[(int)PrinterSpace.Function] = Unique(names.Functions, Count(ExternKind.Function, _module.Functions.Count));
        _ids[(int)PrinterSpace.Table] = Unique(names.Tables, Count(ExternKind.Table, _module.Tables.Count));
        _ids[(int)PrinterSpace.Memory] = Unique(names.Memories, Count(ExternKind.Memory, _module.Memories.Count));
        _ids[(int)PrinterSpace.Global] = Unique(names.Globals, Count(ExternKind.Global, _module.Globals.Count));
        _ids[(int)PrinterSpace.Tag] = Unique(names.Tags, Count(ExternKind.Tag, _module.Tags.Count));
        _ids[(int)PrinterSpace.Type] = Unique(names.Types, _module.Types.Count);
        _ids[(int)PrinterSpace.Element] = Unique(names.Elements, _module.Elements.Count);
        _ids[(int)PrinterSpace.Data] = Unique(names.Data, _module.Data.Count);
    }

    private static bool IsSensible(string name) => name.Length is > 0 and <= MaximumIdentifierLength;

    // Identifiers for the names that occur once, of items that exist.
    private static IReadOnlyDictionary<int, string> Unique(Dictionary<int, string>? names, long count)
    {
        if (names is null or { Count: 0 })
        {
            return NoNames;
        }

        var counts = new Dictionary<string, int>();
        foreach (string name in names.Values)
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        var result = new Dictionary<int, string>();
        foreach ((int index, string name) in names)
        {
            if (index < count && IsSensible(name) && counts[name] == 1)
            {
                result.Add(index, TextLiterals.Identifier(name));
            }
        }

        return result;
    }

    // There are annotations for modules, functions, locals, types, fields and tags; each needs an item to stand at.
    private static bool CanAnnotate(ModuleDefinition module, NameSection names, CustomSection section, Func<int, FunctionType?> inlineSignature)
    {
        if (names.IsEmpty || names.Labels.Count + names.Tables.Count + names.Memories.Count + names.Globals.Count
            + names.Elements.Count + names.Data.Count != 0 || !names.Encode().AsSpan().SequenceEqual(section.Bytes.Span))
        {
            return false;
        }

        int imported = module.CountImports(ExternKind.Function);
        int functions = imported + module.Functions.Count;
        int tags = module.CountImports(ExternKind.Tag) + module.Tags.Count;
        return names.Functions.Keys.All(index => index < functions)
            && names.Types.Keys.All(index => index < module.Types.Count)
            && names.Tags.Keys.All(index => index < tags)
            && names.Fields.All(fields => fields.Key < module.Types.Count && fields.Value.Count > 0
                && module.Types[fields.Key].Composite is StructType type && fields.Value.Keys.All(index => index < type.Fields.Length))
            && (names.Locals.Count == 0 || CanAnnotateLocals(module, names, imported, functions, inlineSignature));
    }

    private static bool CanAnnotateLocals(
        ModuleDefinition module, NameSection names, int imported, int functions, Func<int, FunctionType?> inlineSignature)
    {
        FunctionExternType[] imports = [.. module.Imports.Select(import => import.Type).OfType<FunctionExternType>()];
        foreach ((int function, Dictionary<int, string> locals) in names.Locals)
        {
            if (function >= functions || locals.Count == 0)
            {
                return false;
            }

            FunctionDefinition? definition = function < imported ? null : module.Functions[function - imported];
            if (inlineSignature(definition?.TypeIndex ?? imports[function].TypeIndex) is not { } type)
            {
                return false;
            }

            ulong count = (ulong)type.Parameters.Length;
            foreach (LocalGroup group in definition?.Locals ?? [])
            {
                count += group.Count;
            }

            if (locals.Keys.Any(index => (ulong)index >= count))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Names inside one function or type.</summary>
/// <param name="Names">All of them.</param>
/// <param name="Identifiers">Those that are identifiers, with their <c>$</c>.</param>
internal readonly record struct PrinterInnerNames(IReadOnlyDictionary<int, string> Names, IReadOnlyDictionary<int, string> Identifiers)
{
    public static PrinterInnerNames None { get; } = new(FrozenDictionary<int, string>.Empty, FrozenDictionary<int, string>.Empty);

    public bool IsEmpty => Names.Count == 0;

    public string? Identifier(uint index) => Identifiers.GetValueOrDefault((int)Math.Min(index, int.MaxValue));
}
