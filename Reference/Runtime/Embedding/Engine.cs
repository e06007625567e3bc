using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.Runtime.Embedding;

/// <summary>Options that all engines understand. Immutable; one engine has one set.</summary>
public sealed record EngineOptions
{
    /// <summary>What modules may use; what is of other features is malformed or invalid. Release 3.0 by default.</summary>
    public FeatureSet Features { get; init; } = FeatureSet.Wasm3;

    /// <summary>Every NaN that an arithmetic instruction produces is the canonical one with positive sign.</summary>
    public bool CanonicalizeNaNs { get; init; }

    /// <summary>Relaxed vector instructions behave as in the deterministic profile.</summary>
    public bool DeterministicRelaxedSimd { get; init; }

    /// <summary>Code charges fuel; see <see cref="Store.Fuel"/>.</summary>
    public bool ConsumeFuel { get; init; }

    /// <summary>Loops and function entries check for <see cref="Store.Interrupt"/> and <see cref="CallOptions.CancellationToken"/>.</summary>
    public bool Interruptible { get; init; } = true;

    /// <summary>
    /// Depth of the call stack: the sum over active frames of 16 plus the slots for parameters, locals and operands (the
    /// most that there can be at once). A tail call's frame takes the caller's place. Engines that do not count
    /// (<see cref="CountStackSlots"/>) have a limit in bytes instead.
    /// </summary>
    public int MaximumStackSlots { get; init; } = 1 << 20;

    /// <summary>
    /// The call stack is exhausted exactly where <see cref="MaximumStackSlots"/> says. The reference engine always
    /// counts; one that compiles to machine code does so only with this option, since it costs time, and has as large a
    /// stack then as the budget may need.
    /// </summary>
    public bool CountStackSlots { get; init; }
}

/// <summary>An engine: compiles modules and makes runtime objects. Thread-safe.</summary>
public abstract class Engine(EngineOptions options)
{
    /// <summary>
    /// The engine of the process for those who do not choose: the fastest that runs on this machine and whose assembly is
    /// there, with default options. The same one each time.
    /// </summary>
    /// <exception cref="InvalidOperationException">No assembly with an engine is there.</exception>
    public static Engine Default => EngineKind.Default;

    /// <summary>How the engine was made.</summary>
    public EngineOptions Options { get; } = options;

    /// <summary>Types of all modules of this engine.</summary>
    public TypeRegistry Types { get; } = new();

    /// <summary>As on the command line and in reports: <c>reference</c>, <c>jit-x64</c>, <c>jit-arm64</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Validates a module for this engine: with its features, its types and what its code needs.</summary>
    /// <exception cref="Core.Diagnostics.MalformedModuleException">A body is malformed, if the decoder did not look.</exception>
    /// <exception cref="Core.Diagnostics.InvalidModuleException">It is not valid.</exception>
    public ValidatedModule Validate(ModuleDefinition definition) =>
        ModuleValidator.Validate(definition, Options.Features, Types, new ValidationOptions { FuelSegments = Options.ConsumeFuel });

    /// <summary>Makes a valid module ready for instantiation.</summary>
    public abstract CompiledModule Compile(ValidatedModule module);

    /// <summary>For <see cref="Memory.Create"/>, which checks the type.</summary>
    /// <exception cref="ResourceLimitException">The store forbids the size.</exception>
    protected internal abstract Memory CreateMemory(Store store, MemoryType type);

    /// <summary>For <see cref="Table.Create"/>, which checks the arguments.</summary>
    /// <param name="store">The store.</param>
    /// <param name="type">In closed form.</param>
    /// <param name="initial">Initial value of the elements.</param>
    /// <exception cref="ResourceLimitException">The store forbids the size.</exception>
    protected internal abstract Table CreateTable(Store store, TableType type, object? initial);

    /// <summary>For <see cref="Global.Create"/>, which checks the arguments.</summary>
    protected internal abstract Global CreateGlobal(Store store, GlobalType type, Value value);

    /// <summary>For <see cref="Tag.Create(Store, DefinedType)"/>, which checks the type.</summary>
    protected internal abstract Tag CreateTag(Store store, DefinedType type);

    /// <summary>For <see cref="StructReference"/>'s factories, which check the type and then set the fields.</summary>
    /// <returns>A struct of zeros and nulls, also where the type has no nulls.</returns>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    protected internal abstract StructReference CreateStruct(Store store, DefinedType type);

    /// <summary>For <see cref="ArrayReference"/>'s factories, which check the type and then set the elements.</summary>
    /// <returns>An array of zeros or nulls, also where the type has no nulls.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is larger than an array can be.</exception>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    protected internal abstract ArrayReference CreateArray(Store store, DefinedType type, int length);

    /// <summary>For <see cref="ExceptionReference.Create"/>, which checks the payload.</summary>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    protected internal abstract ExceptionReference CreateException(Tag tag, ImmutableArray<Value> payload);

    /// <summary>For <see cref="Function.Create(Store, DefinedType, HostCallback)"/>, which checks the arguments.</summary>
    protected internal abstract HostFunction CreateHostFunction(Store store, DefinedType type, HostCallback callback);

    /// <summary>
    /// Per-store state of the engine (stacks, heap), made when a store is. If it is <see cref="IDisposable"/>,
    /// <see cref="Store.Dispose"/> disposes it, once, while nothing runs in the store; it may have a finalizer for stores
    /// that nobody disposes. Computations may be disposed after it.
    /// </summary>
    protected internal abstract object? CreateStoreState(Store store);

    /// <summary>
    /// For engines whose code looks at a flag of its own: <see cref="Store.IsStopRequested"/> was set. Called on any
    /// thread, also while code runs, one call at a time for each store, and never after the store's state was disposed.
    /// </summary>
    protected internal virtual void OnStopRequested(Store store)
    {
    }
}

/// <summary>A module that an engine has compiled. Immutable and store-independent.</summary>
public abstract class CompiledModule(Engine engine, ValidatedModule module)
{
    // By name, for all instances; made when first needed. Threads may both make it; either may win.
    private Dictionary<string, Export>? _exports;

    /// <summary>The engine that compiled it.</summary>
    public Engine Engine { get; } = engine;

    /// <summary>What was compiled.</summary>
    public ValidatedModule Module { get; } = module;

    /// <summary>Bytes of machine code that there are so far; 0 for engines that make none.</summary>
    public virtual long CodeSize => 0;

    /// <summary>
    /// Makes now what the engine would else make when a function is first called; an engine that leaves nothing for then
    /// has nothing to do. Nothing is made twice; any thread may call it, also while code runs.
    /// </summary>
    /// <param name="threads">How many threads may work, at least 1; with 1, only the caller's does.</param>
    public virtual void CompileFunctions(int threads) => ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);

    /// <summary>The export with a name, or null.</summary>
    internal Export? FindExport(string name)
    {
        Dictionary<string, Export>? exports = Volatile.Read(ref _exports);
        if (exports is null)
        {
            List<Export> list = Module.Definition.Exports;
            exports = new Dictionary<string, Export>(list.Count);
            foreach (Export export in list)
            {
                exports.Add(export.Name, export);
            }

            Volatile.Write(ref _exports, exports);
        }

        return exports.GetValueOrDefault(name);
    }

    /// <summary>
    /// Allocates an instance (specification, 4.7.3 "allocmodule"): functions, memories, tables, tags, globals
    /// with their initial values, element and data segments. Runs neither active segments nor the start function.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="imports">One per import, already matched.</param>
    /// <exception cref="ResourceLimitException">The store forbids a memory's or table's size.</exception>
    /// <exception cref="TrapException">An initial value could not be made.</exception>
    protected internal abstract Instance Allocate(Store store, ReadOnlySpan<Extern> imports);
}
