namespace Wasm.Jit.RegAlloc;

/// <summary>An allocation that <see cref="AllocationChecker"/> finds wrong: an error of ours.</summary>
/// <param name="message">What is wrong, and where.</param>
internal sealed class AllocationException(string message) : Exception(message);
