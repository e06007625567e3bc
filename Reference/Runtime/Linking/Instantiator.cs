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
    /// <exception cref="InvalidOperationException">
    /// The module has a start function and imports an asynchronous host function, or the store is in use on another thread.
    /// </exception>
    /// <exception cref="IncompatibleImportTypeException">An import does not match.</exception>
    /// <exception cref="ResourceLimitException">The store forbids a size.</exception>
    /// <exception cref="TrapException">A segment does not fit, or the start function trapped.</exception>
    /// <exception cref="WasmException">The start function threw.</exception>
    /// <exception cref="ExhaustionException">The start function exhausted the call stack.</exception>
    public static Instance Instantiate(Store store, Module module, ReadOnlySpan<Extern> imports)
    {
        Check(store, module);
        Match(store, module, imports);
        return InstantiateMatched(store, module, imports);
    }

    /// <summary>The same with imports that are known to match and to belong to the store.</summary>
    internal static Instance InstantiateMatched(Store store, Module module, ReadOnlySpan<Extern> imports)
    {
        StoreEntry entry = store.Enter();
        try
        {
            if (module.Definition.Start is not null)
            {
                RefuseAsync(module, imports);
            }

            Instance instance = Prepare(store, module, imports);
            StartOf(instance)?.Call([], []).ThrowIfNotReturn();
            return instance;
        }
        finally
        {
            store.Leave(entry);
        }
    }

    /// <summary>
    /// Instantiates, and calls the start function asynchronously; see <see cref="Function.CallAsync"/>. Otherwise as
    /// <see cref="Instantiate"/>.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="module">A module of the store's engine.</param>
    /// <param name="imports">One per import, in order. Read before this method returns.</param>
    /// <param name="options">What bounds the start function.</param>
    /// <exception cref="ArgumentException">Number of imports, engine or store is wrong.</exception>
    /// <exception cref="InvalidOperationException">The engine was made without what an option needs.</exception>
    /// <exception cref="IncompatibleImportTypeException">An import does not match.</exception>
    /// <exception cref="ResourceLimitException">The store forbids a size.</exception>
    /// <exception cref="TrapException">A segment does not fit, or the start function trapped.</exception>
    /// <exception cref="WasmException">The start function threw.</exception>
    /// <exception cref="ExhaustionException">The start function exhausted the call stack.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static ValueTask<Instance> InstantiateAsync(
        Store store, Module module, ReadOnlySpan<Extern> imports, CallOptions options = default)
    {
        Check(store, module);
        return InTurnAsync(store, module, imports.ToArray(), match: true, options);
    }

    /// <summary>The same with imports that the instantiation may keep, and that need not be matched.</summary>
    internal static ValueTask<Instance> InstantiateMatchedAsync(Store store, Module module, Extern[] imports, CallOptions options) =>
        InTurnAsync(store, module, imports, match: false, options);

    private static async ValueTask<Instance> InTurnAsync(Store store, Module module, Extern[] imports, bool match, CallOptions options)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        if (!store.TryEnter(out StoreEntry entry))
        {
            await store.WaitForTurn(options.CancellationToken).ConfigureAwait(false);
            entry = store.Claim();
        }

        Instance instance;
        try
        {
            if (match)
            {
                Match(store, module, imports);
            }

            instance = Prepare(store, module, imports);
        }
        finally
        {
            store.Leave(entry);
        }

        if (StartOf(instance) is { } start)
        {
            Outcome outcome = await start.CallAsync(default, default, options).ConfigureAwait(false);
            outcome.ThrowIfNotReturn();
        }

        return instance;
    }

    private static void Check(Store store, Module module)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        if (!ReferenceEquals(store.Engine, module.Engine))
        {
            throw new ArgumentException(Messages.CrossEngine, nameof(module));
        }
    }

    /// <summary>All but the start function.</summary>
    private static Instance Prepare(Store store, Module module, ReadOnlySpan<Extern> imports)
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

        return instance;
    }

    private static Function? StartOf(Instance instance) =>
        instance.Module.Definition.Start is { } start ? instance.GetFunctionByIndex(start.FunctionIndex) : null;

    /// <summary>Before anything is done, refuses what the start function would.</summary>
    private static void RefuseAsync(Module module, ReadOnlySpan<Extern> imports)
    {
        for (int i = 0; i < imports.Length; i++)
        {
            if (imports[i] is HostFunction { RequiresAsync: true })
            {
                throw new InvalidOperationException(AsyncMessages.Start(module.Definition.Imports[i]));
            }
        }
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
