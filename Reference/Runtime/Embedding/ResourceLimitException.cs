namespace Wasm.Runtime.Embedding;

/// <summary>
/// A memory, table or instance was not made: a limit of the store forbids it, one of the engine, or the process has no
/// more room. The message names the limit and the figures.
/// </summary>
/// <param name="message">Which limit, and the figures.</param>
/// <param name="limit">The property of <see cref="StoreLimits"/>; null if it is a limit of the engine or the process.</param>
public sealed class ResourceLimitException(string message, string? limit = null) : LinkException(message)
{
    /// <summary>The property of <see cref="StoreLimits"/>, by its name; null if it is a limit of the engine or the process.</summary>
    public string? Limit { get; } = limit;
}
