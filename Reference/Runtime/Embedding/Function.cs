using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>A function instance, of WebAssembly or of the host (specification, 4.2.6).</summary>
public abstract partial class Function : Extern
{
    private const int InlineSlots = 8;

    /// <param name="store">The store it belongs to.</param>
    /// <param name="definedType">Its type.</param>
    protected Function(Store store, DefinedType definedType)
        : base(store)
    {
        ArgumentNullException.ThrowIfNull(definedType);
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

    /// <summary>Number of slots that <see cref="CallUnchecked"/> needs: as many as parameters, or results if there are more.</summary>
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
    public Outcome Call(ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        CheckArguments(arguments);
        ImmutableArray<ValType> resultTypes = Signature.Results;
        if (results.Length < resultTypes.Length)
        {
            throw new ArgumentException($"room for {resultTypes.Length} results needed, {results.Length} given", nameof(results));
        }

        int count = SlotCount;
        Span<RawValue> slots = count <= InlineSlots ? stackalloc RawValue[InlineSlots] : new RawValue[count];
        InlineReferences inline = default;
        Span<object?> references = !HasReferences ? default : count <= InlineSlots ? inline : new object?[count];
        for (int i = 0; i < arguments.Length; i++)
        {
            slots[i] = arguments[i].Raw;
            if (arguments[i].Kind == ValueKind.Reference)
            {
                references[i] = arguments[i].Reference;
            }
        }

        Outcome outcome = CallCore(slots, references);
        if (outcome.Kind == OutcomeKind.Return)
        {
            for (int i = 0; i < resultTypes.Length; i++)
            {
                results[i] = Value.FromRaw(resultTypes[i], slots[i], resultTypes[i].IsReference ? references[i] : null);
            }
        }

        return outcome;
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
        if (slots.Length < SlotCount || (HasReferences && references.Length < SlotCount))
        {
            throw new ArgumentException($"{SlotCount} slots needed, {slots.Length} and {references.Length} for references given", nameof(slots));
        }

        return CallCore(slots, references);
    }

    /// <summary>The engine's call. Slots as in <see cref="CallUnchecked"/>, at least as many as needed.</summary>
    protected abstract Outcome CallCore(Span<RawValue> slots, Span<object?> references);

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
