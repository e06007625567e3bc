using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class ModuleBuilder
{
    private const int MaximumFunctionImports = 6;
    private const int MaximumOtherImports = 2;

    // From earlier modules and from the host. What is exported by a module may itself be its import.
    private void Import()
    {
        if (Counter >= 0 && Index > 0)
        {
            var type = new GlobalType(ValType.I32, true);
            Definition.Imports.Add(new Import(_case.Modules[0].Name, CounterName, type, 0));
            Globals.Add(new GlobalItem(type, true, true));
        }

        for (int i = _source.Below(3); i > 0; i--)
        {
            HostFunctionPlan host = _case.PickHost();
            AddImport(GeneratedCase.HostModule, host.Name, Types.FunctionIndex(host.Type.Parameters.AsSpan(), host.Type.Results.AsSpan()));
        }

        for (int i = Index - 1; i >= 0; i--)
        {
            ModuleBuilder exporter = _case.Modules[i];
            foreach (Export export in exporter.Definition.Exports)
            {
                if (export.Name is not (RefillName or CounterName) && _source.Chance(120))
                {
                    Import(exporter, export);
                }
            }
        }

        ImportedGlobals = Globals.Count;
    }

    private void Import(ModuleBuilder exporter, Export export)
    {
        ExternType type;
        switch (export.Kind)
        {
            case ExternKind.Function when Functions.Count < MaximumFunctionImports:
                FunctionItem function = exporter.Functions[export.Index];
                AddImport(
                    exporter.Name,
                    export.Name,
                    function.TypeIndex < Types.SharedCount
                        ? PickSupertype(function.TypeIndex)
                        : Types.FunctionIndex(function.Type.Parameters.AsSpan(), function.Type.Results.AsSpan()));
                return;
            case ExternKind.Table when Tables.Count < (_swarm.Has(Feature.ReferenceTypes) ? MaximumOtherImports : 1):
                TableItem table = exporter.Tables[export.Index];

                // What is known about the exporter's functions is not known by index here.
                int[] known = new int[table.Known.Length];
                Array.Fill(known, -1);
                TableType tableType = table.Type with { Limits = Loosen(table.Type.Limits) };
                Tables.Add(new TableItem(tableType, known));
                type = tableType;
                break;
            case ExternKind.Memory when Memories.Count < (_swarm.Has(Feature.MultiMemory) ? MaximumOtherImports : 1):
                MemoryType memory = exporter.Memories[export.Index].Type;
                memory = memory with { Limits = Loosen(memory.Limits) };
                Memories.Add(new MemoryItem(memory));
                type = memory;
                break;
            case ExternKind.Global when Globals.Count <= MaximumFunctionImports:
                GlobalType global = exporter.Globals[export.Index].Type;
                if (!global.Mutable && global.Value.IsReference && _source.Chance(60))
                {
                    global = global with { Value = ValType.Ref(Types.TopOf(global.Value.HeapType), nullable: true) };
                }

                Globals.Add(new GlobalItem(global, true, false));
                type = global;
                break;
            case ExternKind.Tag when Tags.Count < MaximumOtherImports:
                TagItem tag = exporter.Tags[export.Index];
                int tagType = Types.FunctionIndex(tag.Type.Parameters.AsSpan(), []);
                Tags.Add(new TagItem(tagType, Types.Function(tagType)));
                type = new TagType(tagType);
                break;
            default:
                return;
        }

        Definition.Imports.Add(new Import(exporter.Name, export.Name, type, 0));
    }

    // What is imported may be asked for with less than it has: no maximum, a supertype.
    private Limits Loosen(Limits limits) => _source.Chance(60) ? limits with { Maximum = null } : limits;

    private int PickSupertype(int typeIndex) =>
        Types.Types[typeIndex].Supertypes is [var super] && _source.Chance(80) ? super : typeIndex;

    private void AddImport(string module, string name, int typeIndex)
    {
        Definition.Imports.Add(new Import(module, name, new FunctionExternType(typeIndex), 0));
        Functions.Add(new FunctionItem(typeIndex, Types.Function(typeIndex)) { IsImported = true });
    }
}
