using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>Instantiation (specification, 4.7.2), the same for every engine.</summary>
public static class Instantiator
{
    /// <summary>
    /// Matches the imports, allocates the instance, runs active segments and the start function. What it did to
    /// imported objects before it failed stays done.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="module">A module of the store's engine.</param>
    /// <param name="imports">One per import, in order.</param>
    /// <exception cref="ArgumentException">Number of imports, engine or store is wrong.</exception>
    /// <exception cref="IncompatibleImportTypeException">An import does not match.</exception>
    /// <exception cref="ResourceLimitException">The store forbids a size.</exception>
    /// <exception cref="TrapException">A segment does not fit, or the start function trapped.</exception>
    /// <exception cref="WasmException">The start function threw.</exception>
    /// <exception cref="ExhaustionException">The start function exhausted the call stack.</exception>
    public static Instance Instantiate(Store store, Module module, ReadOnlySpan<Extern> imports)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        if (!ReferenceEquals(store.Engine, module.Engine))
        {
            throw new ArgumentException(Messages.CrossEngine, nameof(module));
        }

        Match(store, module, imports);
        return InstantiateMatched(store, module, imports);
    }

    /// <summary>The same with imports that are known to match and to belong to the store.</summary>
    internal static Instance InstantiateMatched(Store store, Module module, ReadOnlySpan<Extern> imports)
    {
        Instance instance = module.Compiled.Allocate(store, imports);
        List<ElementSegment> elements = module.Definition.Elements;
        for (int i = 0; i < elements.Count; i++)
        {
            if (elements[i].Mode != SegmentMode.Passive)
            {
                instance.InitializeElements(i);
            }
        }

        List<DataSegment> data = module.Definition.Data;
        for (int i = 0; i < data.Count; i++)
        {
            if (data[i].Mode == SegmentMode.Active)
            {
                instance.InitializeData(i);
            }
        }

        if (module.Definition.Start is { } start)
        {
            instance.GetFunctionByIndex(start.FunctionIndex).Call([], []).ThrowIfNotReturn();
        }

        return instance;
    }

    private static void Match(Store store, Module module, ReadOnlySpan<Extern> imports)
    {
        ImmutableArray<ExternType> expected = module.Validated.Imports;
        if (imports.Length != expected.Length)
        {
            throw new ArgumentException($"{expected.Length} imports expected, {imports.Length} given", nameof(imports));
        }

        TypeRegistry registry = store.Engine.Types;
        for (int i = 0; i < imports.Length; i++)
        {
            if (!ReferenceEquals(imports[i].Store, store))
            {
                throw Definition.ForeignStore(module.Definition.Imports[i].Module, module.Definition.Imports[i].Name, nameof(imports));
            }

            if (!ImportMatcher.Matches(registry, imports[i], expected[i]))
            {
                throw Incompatible(module, i, imports[i].Type);
            }
        }
    }

    /// <summary>The error for an import that something of another type is provided for.</summary>
    internal static IncompatibleImportTypeException Incompatible(Module module, int index, ExternType actual)
    {
        Import import = module.Definition.Imports[index];
        TypeRegistry registry = module.Engine.Types;
        string expected = ImportMatcher.Describe(registry, module.Validated.Imports[index]);
        return new(import.Module, import.Name, $"expected {expected}, found {ImportMatcher.Describe(registry, actual)}");
    }
}
