using System.Collections.Immutable;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// A WebAssembly exception, thrown to a .NET caller that called WebAssembly, or by a host function; the only .NET
/// exception that WebAssembly can catch. Mirrors Wasmtime's <c>ThrownException</c> with its <c>ExnRef</c>.
/// </summary>
/// <remarks>
/// A host function that catches one and throws it, or another one with the same <see cref="Exception"/>, throws the
/// same exception on: WebAssembly sees one <c>exnref</c>. An exception that belongs to another store is to WebAssembly
/// like any other .NET exception: nothing catches it, and it reaches the outermost caller.
/// </remarks>
public sealed class WasmException : Exception
{
    /// <summary>Throws an exception that there is already (<c>throw_ref</c>).</summary>
    /// <param name="exception">The exception.</param>
    public WasmException(ExceptionReference exception)
        : base("uncaught exception")
    {
        ArgumentNullException.ThrowIfNull(exception);
        Exception = exception;
    }

    /// <summary>Throws a new exception (<c>throw</c>).</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="payload">Its payload: one value per parameter of the tag's type.</param>
    /// <exception cref="ArgumentException">Number or type of the values is wrong, or one belongs to another store.</exception>
    public WasmException(Tag tag, params ReadOnlySpan<Value> payload)
        : this(ExceptionReference.Create(tag, payload))
    {
    }

    /// <summary>What <c>exnref</c> refers to: tag and payload.</summary>
    public ExceptionReference Exception { get; }

    /// <summary>The exception's tag.</summary>
    public Tag Tag => Exception.Tag;

    /// <summary>The exception's payload: one value per parameter of the tag's type.</summary>
    public ImmutableArray<Value> Payload => Exception.Payload;

    /// <summary><c>uncaught exception</c>, the tag's types and the payload.</summary>
    public override string Message => $"{base.Message}: tag {Tag.Signature.Parameters.Length switch
    {
        0 => "without payload",
        _ => $"[{string.Join(' ', Tag.Signature.Parameters)}] with {string.Join(", ", Payload)}",
    }}";
}
