using System.Collections.Immutable;
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
            throw new ArgumentException("the module belongs to another engine than the store", nameof(module));
        }

        Match(store, module, imports);
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
                throw new ArgumentException($"import {i} belongs to another store", nameof(imports));
            }

            ExternType actual = imports[i].Type;
            if (!ImportMatcher.Matches(registry, actual, expected[i]))
            {
                Import import = module.Definition.Imports[i];
                throw new IncompatibleImportTypeException(
                    import.Module,
                    import.Name,
                    $"expected {ImportMatcher.Describe(registry, expected[i])}, found {ImportMatcher.Describe(registry, actual)}");
            }
        }
    }
}
