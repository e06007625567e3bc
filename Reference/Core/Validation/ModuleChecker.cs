using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

/// <summary>One module's validation (specification, 3.5), in the official interpreter's order.</summary>
internal sealed class ModuleChecker
{
    private readonly ModuleDefinition _module;
    private readonly ValidationOptions _options;
    private readonly ModuleContext _context;
    private readonly FunctionValidator _code;
    private readonly List<ExternType> _imports = [];
    private int _importedGlobals;

    // Index spaces with the imports first, while they grow.
    private readonly List<int> _functionTypes = [];
    private readonly List<int> _tagTypes = [];
    private readonly List<TableType> _tables = [];
    private readonly List<MemoryType> _memories = [];
    private readonly List<GlobalType> _globals = [];

    public ModuleChecker(ModuleDefinition module, FeatureSet features, TypeRegistry registry, ValidationOptions options)
    {
        _module = module;
        _options = options;
        _context = new ModuleContext(features, registry) { HasDataCount = module.HasDataCount, DataCount = module.Data.Count };
        _code = new FunctionValidator(_context, options);
    }

    public ValidatedModule Check()
    {
        CheckCounts();
        new TypeSectionValidator(_context).Check(_module);
        CheckImports();
        CheckTags();
        CheckFunctionTypes();
        CheckMemories();
        CheckTables();
        CheckGlobals();
        CheckDataSegments();
        CheckElementSegments();
        DeclareExportedFunctions();
        ImmutableArray<FunctionSideTable> sideTables = CheckBodies();
        CheckStart();
        CheckExports();
        return new ValidatedModule
        {
            Definition = _module,
            Features = _context.Features,
            Registry = _context.Registry,
            Options = _options,
            Types = ImmutableCollectionsMarshal.AsImmutableArray(_context.Types),
            Functions = ImmutableCollectionsMarshal.AsImmutableArray(_context.Functions),
            Tables = ImmutableCollectionsMarshal.AsImmutableArray(_context.Tables),
            Memories = ImmutableCollectionsMarshal.AsImmutableArray(_context.Memories),
            Globals = ImmutableCollectionsMarshal.AsImmutableArray(_context.Globals),
            Tags = ImmutableCollectionsMarshal.AsImmutableArray(_context.Tags),
            Imports = [.. _imports],
            SideTables = sideTables,
        };
    }

    private void CheckCounts()
    {
        Limit("imports", _module.Imports.Count, ImplementationLimits.Imports, -1);
        LimitSpace("functions", ExternKind.Function, _module.Functions.Count, ImplementationLimits.Functions, _module.Functions is [.., var f] ? f.Offset : -1);
        LimitSpace("tables", ExternKind.Table, _module.Tables.Count, ImplementationLimits.Tables, _module.Tables is [.., var t] ? t.Offset : -1);
        LimitSpace("memories", ExternKind.Memory, _module.Memories.Count, ImplementationLimits.Memories, _module.Memories is [.., var m] ? m.Offset : -1);
        LimitSpace("globals", ExternKind.Global, _module.Globals.Count, ImplementationLimits.Globals, _module.Globals is [.., var g] ? g.Offset : -1);
        LimitSpace("tags", ExternKind.Tag, _module.Tags.Count, ImplementationLimits.Tags, _module.Tags is [.., var e] ? e.Offset : -1);
        Limit("exports", _module.Exports.Count, ImplementationLimits.Exports, _module.Exports is [.., var x] ? x.Offset : -1);
        Limit("element segments", _module.Elements.Count, ImplementationLimits.ElementSegments, _module.Elements is [.., var s] ? s.Offset : -1);
        Limit("data segments", _module.Data.Count, ImplementationLimits.DataSegments, _module.Data is [.., var d] ? d.Offset : -1);
    }

    // Imports count too, and are to blame if nothing is defined.
    private void LimitSpace(string what, ExternKind kind, int defined, int limit, int last) =>
        Limit(what, defined + _module.CountImports(kind), limit, last);

    // The error is placed at the last item, or at the last import.
    private void Limit(string what, int count, int limit, int last)
    {
        if (count > limit)
        {
            throw new InvalidModuleException(Messages.LimitExceeded(what, count, limit), last >= 0 ? last : _module.Imports[^1].Offset);
        }
    }

    private void CheckImports()
    {
        foreach (Import import in _module.Imports)
        {
            switch (import.Type)
            {
                case FunctionExternType function:
                    _context.FunctionType((uint)function.TypeIndex, import.Offset);
                    _functionTypes.Add(function.TypeIndex);
                    _imports.Add(new FunctionExternType(_context.Types[function.TypeIndex].Id));
                    break;
                case TableType table:
                    _tables.Add(CheckTable(table, import.Offset));
                    _imports.Add(_tables[^1]);
                    break;
                case MemoryType memory:
                    CheckMemory(memory, import.Offset);
                    _memories.Add(memory);
                    _imports.Add(memory);
                    break;
                case GlobalType global:
                    if (global.Mutable)
                    {
                        _context.Require(Feature.MutableGlobals, "import of a mutable global", import.Offset);
                    }

                    _globals.Add(CheckGlobal(global, import.Offset));
                    _imports.Add(_globals[^1]);
                    break;
                case TagType tag:
                    CheckTag(tag, import.Offset);
                    _imports.Add(new TagType(_context.Types[tag.TypeIndex].Id));
                    break;
            }
        }

        _importedGlobals = _globals.Count;
    }

    private void CheckTags()
    {
        foreach (TagDefinition tag in _module.Tags)
        {
            CheckTag(tag.Type, tag.Offset);
        }

        _context.Tags = new DefinedType[_tagTypes.Count];
        _context.TagSignatures = new FunctionType[_tagTypes.Count];
        for (int i = 0; i < _tagTypes.Count; i++)
        {
            _context.Tags[i] = _context.Types[_tagTypes[i]];
            _context.TagSignatures[i] = _context.Tags[i].Function;
        }
    }

    private void CheckTag(TagType tag, int offset)
    {
        _context.Require(Feature.ExceptionHandling, "tag", offset);
        if (!_context.FunctionType((uint)tag.TypeIndex, offset).Results.IsEmpty)
        {
            throw new InvalidModuleException(Messages.NonEmptyTagResultType, offset);
        }

        _tagTypes.Add(tag.TypeIndex);
    }

    private void CheckFunctionTypes()
    {
        foreach (FunctionDefinition function in _module.Functions)
        {
            _context.FunctionType((uint)function.TypeIndex, function.Offset);
            _functionTypes.Add(function.TypeIndex);
        }

        int count = _functionTypes.Count;
        _context.Functions = new DefinedType[count];
        _context.Signatures = new FunctionType[count];
        _context.DeclaredFunctions = new bool[count];
        for (int i = 0; i < count; i++)
        {
            _context.Functions[i] = _context.Types[_functionTypes[i]];
            _context.Signatures[i] = _context.Functions[i].Function;
        }

        // Constant expressions name functions that are thereby declared, so none is refused for it.
        _code.CollectReferences = true;
    }

    private void CheckMemories()
    {
        foreach (MemoryDefinition memory in _module.Memories)
        {
            CheckMemory(memory.Type, memory.Offset);
            _memories.Add(memory.Type);
        }

        _context.Memories = [.. _memories];
        _context.MemoryAddresses = new ValType[_memories.Count];
        for (int i = 0; i < _memories.Count; i++)
        {
            _context.MemoryAddresses[i] = _memories[i].AddressType;
        }
    }

    private void CheckMemory(MemoryType type, int offset)
    {
        if (_memories.Count != 0)
        {
            _context.Require(Feature.MultiMemory, Messages.MultipleMemories, offset);
        }

        if (type.Is64)
        {
            _context.Require(Feature.Memory64, "64-bit memory", offset);
        }

        Refuse(type.FindError(), offset);
    }

    private static void Refuse(string? error, int offset)
    {
        if (error is not null)
        {
            throw new InvalidModuleException(error, offset);
        }
    }

    // Initializers see imported globals only (specification, 3.5.16).
    private void CheckTables()
    {
        _context.Globals = [.. _globals];
        _context.GlobalCount = _globals.Count;
        foreach (TableDefinition table in _module.Tables)
        {
            TableType type = CheckTable(table.Type, table.Offset);
            if (table.Initializer is { } initializer)
            {
                _context.Require(Feature.FunctionReferences, "table initializer", table.Offset);
                _code.CheckConstant(initializer, type.Element, _importedGlobals);
            }
            else if (!type.Element.IsDefaultable)
            {
                throw new InvalidModuleException(
                    $"{Messages.TypeMismatch}: table of {_context.Describe(type.Element)} requires an initializer", table.Offset);
            }

            _tables.Add(type);
        }

        _context.Tables = [.. _tables];
        _context.TableCount = _tables.Count;
    }

    private TableType CheckTable(TableType type, int offset)
    {
        if (_tables.Count != 0)
        {
            _context.Require(Feature.ReferenceTypes, Messages.MultipleTables, offset);
        }

        if (type.Is64)
        {
            _context.Require(Feature.Memory64, "64-bit table", offset);
        }

        ValType element = CloseElement(type.Element, offset);
        Refuse(type.FindError(), offset);
        return element == type.Element ? type : type with { Element = element };
    }

    // funcref is as old as tables; as a value type it came later.
    private ValType CloseElement(ValType type, int offset) => type == ValType.FuncRef ? type : _context.Close(type, offset);

    private void CheckGlobals()
    {
        foreach (GlobalDefinition global in _module.Globals)
        {
            _globals.Add(global.Type);
        }

        _context.Globals = [.. _globals];
        for (int i = 0; i < _module.Globals.Count; i++)
        {
            GlobalDefinition global = _module.Globals[i];
            GlobalType type = CheckGlobal(global.Type, global.Offset);
            _code.CheckConstant(global.Initializer, type.Value, VisibleGlobals);
            _context.Globals[_importedGlobals + i] = type;
            _context.GlobalCount++;
        }
    }

    private GlobalType CheckGlobal(GlobalType type, int offset)
    {
        ValType value = _context.Close(type.Value, offset);
        return value == type.Value ? type : type with { Value = value };
    }

    // Before garbage collection came, constant expressions could read imported globals only.
    private int VisibleGlobals => _context.Features.Has(Feature.Gc) ? _context.GlobalCount : _importedGlobals;

    private void CheckDataSegments()
    {
        foreach (DataSegment segment in _module.Data)
        {
            if (segment.Mode == SegmentMode.Passive)
            {
                _context.Require(Feature.BulkMemory, "passive data segment", segment.Offset);
            }
            else if (segment.MemoryOffset is { } where)
            {
                if ((uint)segment.MemoryIndex >= (uint)_memories.Count)
                {
                    throw new InvalidModuleException(Messages.Unknown(Messages.UnknownMemory, (uint)segment.MemoryIndex), segment.Offset);
                }

                _code.CheckConstant(where, _memories[segment.MemoryIndex].AddressType, VisibleGlobals);
            }
        }
    }

    private void CheckElementSegments()
    {
        var types = new ValType[_module.Elements.Count];
        for (int i = 0; i < types.Length; i++)
        {
            ElementSegment segment = _module.Elements[i];
            if (segment.Mode != SegmentMode.Active)
            {
                _context.Require(Feature.BulkMemory, "passive or declarative element segment", segment.Offset);
            }

            types[i] = CheckElements(segment);
            if (segment.Mode == SegmentMode.Active && segment.TableOffset is { } where)
            {
                if ((uint)segment.TableIndex >= (uint)_tables.Count)
                {
                    throw new InvalidModuleException(Messages.Unknown(Messages.UnknownTable, (uint)segment.TableIndex), segment.Offset);
                }

                TableType table = _tables[segment.TableIndex];
                if (!_context.Registry.IsSubtype(types[i], table.Element))
                {
                    throw new InvalidModuleException(
                        $"{Messages.TypeMismatch}: element segment's type {_context.Describe(types[i])} does not match table's element type {_context.Describe(table.Element)}",
                        segment.Offset);
                }

                _code.CheckConstant(where, table.AddressType, VisibleGlobals);
            }
        }

        _context.Elements = types;
    }

    private ValType CheckElements(ElementSegment segment)
    {
        if (!segment.Functions.IsDefault)
        {
            foreach (int function in segment.Functions.AsSpan())
            {
                if ((uint)function >= (uint)_context.Functions.Length)
                {
                    throw new InvalidModuleException(Messages.Unknown(Messages.UnknownFunction, (uint)function), segment.Offset);
                }

                _context.DeclaredFunctions[function] = true;
            }

            // Specification, 5.5.15: the elements are (ref func), which fits tables of non-nullable references too.
            return ValType.FuncRef.AsNonNull();
        }

        ValType type = CloseElement(segment.Type, segment.Offset);
        foreach (Expression element in segment.Expressions.AsSpan())
        {
            _code.CheckConstant(element, type, VisibleGlobals);
        }

        return type;
    }

    private void DeclareExportedFunctions()
    {
        foreach (Export export in _module.Exports)
        {
            if (export.Kind == ExternKind.Function && (uint)export.Index < (uint)_context.Functions.Length)
            {
                _context.DeclaredFunctions[export.Index] = true;
            }
        }
    }

    private ImmutableArray<FunctionSideTable> CheckBodies()
    {
        _code.CollectReferences = false;
        int imported = _context.Functions.Length - _module.Functions.Count;
        var sideTables = new FunctionSideTable[_options.SideTables ? _module.Functions.Count : 0];
        for (int i = 0; i < _module.Functions.Count; i++)
        {
            FunctionSideTable? sideTable = _code.CheckFunction(_module.Functions[i], _context.Signatures[imported + i]);
            if (sideTable is not null)
            {
                sideTables[i] = sideTable;
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(sideTables);
    }

    private void CheckStart()
    {
        if (_module.Start is { } start)
        {
            CheckIndex(start.FunctionIndex, _context.Functions.Length, Messages.UnknownFunction, start.Offset);
            FunctionType type = _context.Signatures[start.FunctionIndex];
            if (!type.Parameters.IsEmpty || !type.Results.IsEmpty)
            {
                throw new InvalidModuleException(Messages.StartFunction, start.Offset);
            }
        }
    }

    private void CheckExports()
    {
        foreach (Export export in _module.Exports)
        {
            (int count, string message) = export.Kind switch
            {
                ExternKind.Function => (_context.Functions.Length, Messages.UnknownFunction),
                ExternKind.Table => (_tables.Count, Messages.UnknownTable),
                ExternKind.Memory => (_memories.Count, Messages.UnknownMemory),
                ExternKind.Global => (_context.Globals.Length, Messages.UnknownGlobal),
                _ => (_context.Tags.Length, Messages.UnknownTag),
            };
            CheckIndex(export.Index, count, message, export.Offset);
            if (export.Kind == ExternKind.Global && _context.Globals[export.Index].Mutable)
            {
                _context.Require(Feature.MutableGlobals, "export of a mutable global", export.Offset);
            }
        }

        var names = new HashSet<string>(_module.Exports.Count, StringComparer.Ordinal);
        foreach (Export export in _module.Exports)
        {
            if (!names.Add(export.Name))
            {
                throw new InvalidModuleException($"{Messages.DuplicateExportName} \"{export.Name}\"", export.Offset);
            }
        }
    }

    private static void CheckIndex(int index, int count, string message, int offset)
    {
        if ((uint)index >= (uint)count)
        {
            throw new InvalidModuleException(Messages.Unknown(message, (uint)index), offset);
        }
    }
}
