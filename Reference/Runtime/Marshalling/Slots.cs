using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>Slots of a call on the .NET stack.</summary>
[InlineArray(Count)]
internal struct SmallSlots
{
    /// <summary>How many they are: a call with more parameters and results uses <see cref="LargeSlots"/>.</summary>
    public const int Count = 8;

    private RawValue _first;

    [UnscopedRef]
    public Span<RawValue> AsSpan() => this;
}

/// <summary>The references beside <see cref="SmallSlots"/>.</summary>
[InlineArray(SmallSlots.Count)]
internal struct SmallReferences
{
    private object? _first;

    [UnscopedRef]
    public Span<object?> AsSpan() => this;
}

/// <summary>Slots of a call on the .NET stack.</summary>
[InlineArray(Count)]
internal struct LargeSlots
{
    /// <summary>How many they are: a call with more parameters and results allocates.</summary>
    public const int Count = 32;

    private RawValue _first;

    [UnscopedRef]
    public Span<RawValue> AsSpan() => this;
}

/// <summary>The references beside <see cref="LargeSlots"/>.</summary>
[InlineArray(LargeSlots.Count)]
internal struct LargeReferences
{
    private object? _first;

    [UnscopedRef]
    public Span<object?> AsSpan() => this;
}
