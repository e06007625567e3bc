using Wasm.Core.Model;
using Wasm.Core.Validation;

namespace Wasm.Runtime.Embedding;

/// <summary>A module instance (specification, 4.2.5).</summary>
public abstract partial class Instance(Store store, CompiledModule compiled)
{
    private Dictionary<string, Extern>? _exports;

    public Store Store { get; } = store;

    public CompiledModule Compiled { get; } = compiled;

    public ValidatedModule Module => Compiled.Module;

    /// <summary>Exports in the module's order.</summary>
    public IEnumerable<KeyValuePair<string, Extern>> Exports
    {
        get
        {
            foreach (Export export in Module.Definition.Exports)
            {
                yield return new(export.Name, Exported[export.Name]);
            }
        }
    }

    private Dictionary<string, Extern> Exported
    {
        get
        {
            if (_exports is null)
            {
                var exports = new Dictionary<string, Extern>();
                foreach (Export export in Module.Definition.Exports)
                {
                    exports.Add(export.Name, GetExtern(export));
                }

                _exports = exports;
            }

            return _exports;
        }
    }

    /// <summary>The export with a name, or null.</summary>
    public Extern? GetExport(string name) => Exported.GetValueOrDefault(name);

    public Function? GetFunction(string name) => GetExport(name) as Function;

    public Memory? GetMemory(string name) => GetExport(name) as Memory;

    public Table? GetTable(string name) => GetExport(name) as Table;

    public Global? GetGlobal(string name) => GetExport(name) as Global;

    public Tag? GetTag(string name) => GetExport(name) as Tag;

    /// <summary>The runtime object that an export names. The same object each time.</summary>
    protected abstract Extern GetExtern(Export export);

    /// <summary>Copies an active element segment into its table and drops it; a declarative one is dropped.</summary>
    /// <exception cref="TrapException">It does not fit.</exception>
    protected internal abstract void InitializeElements(int segment);

    /// <summary>Copies an active data segment into its memory and drops it.</summary>
    /// <exception cref="TrapException">It does not fit.</exception>
    protected internal abstract void InitializeData(int segment);

    /// <summary>The function with an index, imported or defined.</summary>
    protected internal abstract Function GetFunctionByIndex(int index);
}
