using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.Runtime.Embedding;

/// <summary>A module instance (specification, 4.2.5).</summary>
public abstract partial class Instance
{
    /// <summary>For engines: an instance, which the store's limits allow.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="compiled">What it is an instance of.</param>
    /// <exception cref="ResourceLimitException">They do not.</exception>
    protected Instance(Store store, CompiledModule compiled)
    {
        Store = store;
        Compiled = compiled;
        store.Resources.AddInstance(this);
    }

    /// <summary>The store it belongs to.</summary>
    public Store Store { get; }

    /// <summary>What it is an instance of, as the engine compiled it.</summary>
    public CompiledModule Compiled { get; }

    /// <summary>What it is an instance of.</summary>
    public ValidatedModule Module => Compiled.Module;

    /// <summary>Exports in the module's order.</summary>
    public IEnumerable<KeyValuePair<string, Extern>> Exports
    {
        get
        {
            Store.ThrowIfDisposed();
            foreach (Export export in Module.Definition.Exports)
            {
                yield return new(export.Name, GetExtern(export));
            }
        }
    }

    /// <summary>The export with a name, or null. The same object each time.</summary>
    public Extern? GetExport(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Store.ThrowIfDisposed();
        return Compiled.FindExport(name) is { } export ? GetExtern(export) : null;
    }

    /// <summary>Any item by its index, exported or not: for debuggers, and to compare what engines leave behind. The same object each time.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="index">Its index among the items of the kind, imports first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public Extern GetItem(ExternKind kind, int index)
    {
        Store.ThrowIfDisposed();
        int count = kind switch
        {
            ExternKind.Function => Module.Functions.Length,
            ExternKind.Table => Module.Tables.Length,
            ExternKind.Memory => Module.Memories.Length,
            ExternKind.Global => Module.Globals.Length,
            _ => Module.Tags.Length,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        return kind == ExternKind.Function ? GetFunctionByIndex(index) : GetExtern(new Export("", kind, index, 0));
    }

    /// <summary>The exported function with a name; null if there is none.</summary>
    public Function? GetFunction(string name) => GetExport(name) as Function;

    /// <summary>The exported memory with a name; null if there is none.</summary>
    public Memory? GetMemory(string name) => GetExport(name) as Memory;

    /// <summary>The exported table with a name; null if there is none.</summary>
    public Table? GetTable(string name) => GetExport(name) as Table;

    /// <summary>The exported global with a name; null if there is none.</summary>
    public Global? GetGlobal(string name) => GetExport(name) as Global;

    /// <summary>The exported tag with a name; null if there is none.</summary>
    public Tag? GetTag(string name) => GetExport(name) as Tag;

    /// <summary>Bytes that a data segment still has: 0 once it is dropped. For debuggers, and to compare what engines leave behind.</summary>
    public abstract int GetDataLength(int segment);

    /// <summary>References that an element segment still has: 0 once it is dropped. For the same.</summary>
    public abstract int GetElementsLength(int segment);

    /// <summary>
    /// The runtime object that an export names; kind and index alone matter, and may also be those of an item that the
    /// module does not export. The same object each time.
    /// </summary>
    protected internal abstract Extern GetExtern(Export export);

    /// <summary>Copies an active element segment into its table and drops it; a declarative one is dropped.</summary>
    /// <exception cref="TrapException">It does not fit.</exception>
    protected internal abstract void InitializeElements(int segment);

    /// <summary>Copies an active data segment into its memory and drops it.</summary>
    /// <exception cref="TrapException">It does not fit.</exception>
    protected internal abstract void InitializeData(int segment);

    /// <summary>The function with an index, imported or defined.</summary>
    protected internal abstract Function GetFunctionByIndex(int index);
}
