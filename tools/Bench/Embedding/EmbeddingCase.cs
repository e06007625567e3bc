namespace Wasm.Bench.Embedding;

/// <summary>What a case is compared with: the least that a .NET program could do instead.</summary>
/// <param name="Name">In a word or two.</param>
/// <param name="Run">Does it a number of times; whether the results were right.</param>
internal sealed record Limit(string Name, Func<int, bool> Run);

/// <summary>One operation of the embedding interface.</summary>
/// <param name="Group">Heading in the table.</param>
/// <param name="Name">What it is.</param>
/// <param name="Limit">What it is compared with.</param>
/// <param name="Run">Does it a number of times; whether the results were right.</param>
internal sealed record EmbeddingCase(string Group, string Name, Limit Limit, Func<int, bool> Run)
{
    /// <summary>What <see cref="Run"/> does beside the operation: its time is taken off.</summary>
    public Func<int, bool>? Frame { get; init; }

    /// <summary>Operations that <see cref="Run"/> does for each one asked for.</summary>
    public int Operations { get; init; } = 1;

    /// <summary>Whether other threads take part, whose allocations then count too.</summary>
    public bool UsesOtherThreads { get; init; }
}
