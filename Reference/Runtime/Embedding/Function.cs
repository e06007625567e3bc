using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>A function instance, of WebAssembly or of the host (specification, 4.2.6).</summary>
public abstract partial class Function : Extern
{
    private const int InlineSlots = 8;

    /// <summary>A function that may require asynchronous calls.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="definedType">Its type.</param>
    /// <param name="requiresAsync">See <see cref="RequiresAsync"/>.</param>
    /// <exception cref="ArgumentException">The type belongs to another engine.</exception>
    protected Function(Store store, DefinedType definedType, bool requiresAsync)
        : base(store)
    {
        store.CheckEngine(definedType, nameof(definedType));
        RequiresAsync = requiresAsync;
        DefinedType = definedType;
        Signature = definedType.Function;
        SlotCount = Math.Max(Signature.Parameters.Length, Signature.Results.Length);
        HasReferences = AnyReference(Signature.Parameters) || AnyReference(Signature.Results);
    }

    /// <summary>Its type with identity, as <c>ref.cast</c> and <c>call_indirect</c> see it.</summary>
    public DefinedType DefinedType { get; }

    /// <summary>Parameters and results (closed).</summary>
    public FunctionType Signature { get; }

    /// <inheritdoc/>
    public override ExternType Type => new FunctionExternType(DefinedType.Id);

    /// <summary>Number of slots that <see cref="CallUnchecked(Span{RawValue}, Span{object})"/> needs: as many as parameters, or results if there are more.</summary>
    public int SlotCount { get; }

    /// <summary>Whether a parameter or result is a reference.</summary>
    public bool HasReferences { get; }

    /// <summary>
    /// Calls it. Neither a trap nor a WebAssembly exception is thrown; a .NET exception of a host function passes
    /// through as the same object.
    /// </summary>
    /// <param name="arguments">Exactly the parameters, of the right kinds (checked).</param>
    /// <param name="results">Room for the results; only written on return.</param>
    /// <exception cref="ArgumentException">Number or kind of the arguments is wrong, or one belongs to another store.</exception>
    /// <exception cref="InvalidOperationException">
    /// The store is in use on another thread, or an asynchronous host function was reached: see <see cref="CallAsync"/>.
    /// </exception>
    public Outcome Call(ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        CheckArguments(arguments);
        CheckRoom(results.Length);
        int count = SlotCount;
        Span<RawValue> slots = count <= InlineSlots ? stackalloc RawValue[InlineSlots] : new RawValue[count];
        InlineReferences inline = default;
        Span<object?> references = !HasReferences ? default : count <= InlineSlots ? inline : new object?[count];
        SetArguments(arguments, slots, references);
        Outcome outcome = CallInStore(slots, references);
        if (outcome.Kind == OutcomeKind.Return)
        {
            GetResults(slots, references, results);
        }

        return outcome;
    }

    /// <summary>Calls it, bounded by options; otherwise as <see cref="Call(ReadOnlySpan{Value}, Span{Value})"/>.</summary>
    /// <param name="arguments">Exactly the parameters, of the right kinds (checked).</param>
    /// <param name="results">Room for the results; only written on return.</param>
    /// <param name="options">What bounds the call.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    /// <exception cref="InvalidOperationException">The engine was made without what an option needs, and as without options.</exception>
    public Outcome Call(ReadOnlySpan<Value> arguments, Span<Value> results, CallOptions options)
    {
        using LimitScope scope = Store.Limit(options);
        return Call(arguments, results);
    }

    /// <summary>Calls it and gives the results.</summary>
    /// <exception cref="ArgumentException">Number or kind of the arguments is wrong, or one belongs to another store.</exception>
    /// <exception cref="TrapException">It trapped.</exception>
    /// <exception cref="WasmException">An exception was not caught.</exception>
    /// <exception cref="ExhaustionException">The call stack is exhausted.</exception>
    public Value[] Invoke(params ReadOnlySpan<Value> arguments)
    {
        var results = new Value[Signature.Results.Length];
        Call(arguments, results).ThrowIfNotReturn();
        return results;
    }

    /// <summary>Calls it, bounded by options, and gives the results.</summary>
    /// <param name="arguments">Exactly the parameters, of the right kinds (checked).</param>
    /// <param name="options">What bounds the call.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    /// <exception cref="InvalidOperationException">The engine was made without what an option needs, and as without options.</exception>
    public Value[] Invoke(ReadOnlySpan<Value> arguments, CallOptions options)
    {
        using LimitScope scope = Store.Limit(options);
        return Invoke(arguments);
    }

    /// <summary>
    /// Calls it without a check of the arguments' types. Mirrors Wasmtime's <c>Func::call_unchecked</c>; unlike
    /// there, a wrong number cannot do harm: only references must be of the right types and of this store.
    /// </summary>
    /// <param name="slots">
    /// At least <see cref="SlotCount"/>. The arguments stand in the first ones; on return the results have taken
    /// their places.
    /// </param>
    /// <param name="references">As long as the slots needed if <see cref="HasReferences"/>, else it may be empty. References stand here.</param>
    /// <exception cref="ArgumentException">There are too few slots.</exception>
    public Outcome CallUnchecked(Span<RawValue> slots, Span<object?> references)
    {
        CheckSlots(slots.Length, references.Length);
        return CallInStore(slots, references);
    }

    /// <summary>Calls it unchecked, bounded by options.</summary>
    /// <param name="slots">As in <see cref="CallUnchecked(Span{RawValue}, Span{object})"/>.</param>
    /// <param name="references">As in <see cref="CallUnchecked(Span{RawValue}, Span{object})"/>.</param>
    /// <param name="options">What bounds the call.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Outcome CallUnchecked(Span<RawValue> slots, Span<object?> references, CallOptions options)
    {
        using LimitScope scope = Store.Limit(options);
        return CallUnchecked(slots, references);
    }

    /// <summary>
    /// The engine's call. Slots as in <see cref="CallUnchecked(Span{RawValue}, Span{object})"/>, at least as many as
    /// needed. The thread owns the store, and nothing that runs can be suspended.
    /// </summary>
    protected abstract Outcome CallCore(Span<RawValue> slots, Span<object?> references);

    /// <summary>Every synchronous call goes through here: the thread becomes the store's owner if it is not.</summary>
    private Outcome CallInStore(Span<RawValue> slots, Span<object?> references)
    {
        if (RequiresAsync)
        {
            ThrowRequiresAsync();
        }

        Store store = Store;
        StoreEntry entry = store.Enter();
        try
        {
            return CallCore(slots, references);
        }
        finally
        {
            store.Leave(entry);
        }
    }

    private void CheckSlots(int slots, int references)
    {
        if (slots < SlotCount || (HasReferences && references < SlotCount))
        {
            throw new ArgumentException($"{SlotCount} slots needed, {slots} and {references} for references given", nameof(slots));
        }
    }

    private static void SetArguments(ReadOnlySpan<Value> arguments, Span<RawValue> slots, Span<object?> references)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            slots[i] = arguments[i].Raw;
            if (arguments[i].Kind == ValueKind.Reference)
            {
                references[i] = arguments[i].Reference;
            }
        }
    }

    private void GetResults(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references, Span<Value> results)
    {
        ImmutableArray<ValType> types = Signature.Results;
        for (int i = 0; i < types.Length; i++)
        {
            results[i] = Value.FromRaw(types[i], slots[i], types[i].IsReference ? references[i] : null);
        }
    }

    private static bool AnyReference(ImmutableArray<ValType> types)
    {
        foreach (ValType type in types)
        {
            if (type.IsReference)
            {
                return true;
            }
        }

        return false;
    }

    private void CheckRoom(int results)
    {
        if (results < Signature.Results.Length)
        {
            throw new ArgumentException($"room for {Signature.Results.Length} results needed, {results} given", nameof(results));
        }
    }

    private void CheckArguments(ReadOnlySpan<Value> arguments)
    {
        ReadOnlySpan<ValType> parameters = Signature.Parameters.AsSpan();
        if (arguments.Length != parameters.Length)
        {
            throw new ArgumentException($"{parameters.Length} arguments expected, {arguments.Length} given", nameof(arguments));
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            if (!Store.HasType(arguments[i], parameters[i]))
            {
                throw new ArgumentException(Store.DescribeMismatch(arguments[i], parameters[i], $"argument {i}"), nameof(arguments));
            }
        }
    }

    [InlineArray(InlineSlots)]
    private struct InlineReferences
    {
        private object? _first;
    }
}
