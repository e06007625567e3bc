using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Interpreter.Execution;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter;

/// <summary>
/// The reference engine: an interpreter whose rules can be checked against the specification's chapter 4. Bodies
/// are translated to a register form at their first call; nothing else is compiled.
/// </summary>
public sealed class ReferenceEngine(EngineOptions? options = null) : Engine(options ?? new EngineOptions())
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override CompiledModule Compile(ValidatedModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return new ReferenceModule(this, module);
    }

    /// <inheritdoc/>
    protected override Memory CreateMemory(Store store, MemoryType type) => new ReferenceMemory(store, type);

    /// <inheritdoc/>
    protected override Table CreateTable(Store store, TableType type, object? initial) => new ReferenceTable(store, type, initial);

    /// <inheritdoc/>
    protected override Global CreateGlobal(Store store, GlobalType type, Value value) => new ReferenceGlobal(store, type, value);

    /// <inheritdoc/>
    protected override Tag CreateTag(Store store, DefinedType type) => new ReferenceTag(store, type);

    /// <inheritdoc/>
    protected override HostFunction CreateHostFunction(Store store, DefinedType type, HostCallback callback) =>
        new ReferenceHostFunction(store, type, callback);

    /// <inheritdoc/>
    protected override StructReference CreateStruct(Store store, DefinedType type)
    {
        var heap = StoreHeap.Of(store);
        return heap.TryCreateStruct(heap.StructShapeOf(type)) ?? throw new ExhaustionException(heap.Exhausted);
    }

    /// <inheritdoc/>
    protected override ArrayReference CreateArray(Store store, DefinedType type, int length)
    {
        var heap = StoreHeap.Of(store);
        ArrayShape shape = heap.ArrayShapeOf(type);
        return !ArrayObject.CanHave(shape, (uint)length)
            ? throw new ArgumentOutOfRangeException(nameof(length), length, Messages.AllocationSize)
            : heap.TryCreateArray(shape, (uint)length) ?? throw new ExhaustionException(heap.Exhausted);
    }

    /// <inheritdoc/>
    protected override ExceptionReference CreateException(Tag tag, ImmutableArray<Value> payload)
    {
        var heap = StoreHeap.Of(tag.Store);
        return heap.TryCreateException(tag, payload) ?? throw new ExhaustionException(heap.Exhausted);
    }

    /// <inheritdoc/>
    protected override object CreateStoreState(Store store) => new StoreState(store);
}
