namespace Wasm.Fuzz.Oracles;

/// <summary>Says whether something is wrong with how a binary or text is treated, without running it. One thread at a time.</summary>
public interface IModuleOracle
{
    /// <summary>Its switch.</summary>
    string Name { get; }

    /// <summary>Looks at a module.</summary>
    /// <param name="bytes">Any bytes; most oracles care for modules only, valid or not.</param>
    /// <returns><see cref="Verdict.Same"/>: nothing is wrong; <see cref="Flaw"/>; <see cref="Inconclusive"/>: it says nothing.</returns>
    Verdict Check(ReadOnlyMemory<byte> bytes);
}

/// <summary>Something is wrong with how a module is treated.</summary>
/// <param name="Oracle">Who says so.</param>
/// <param name="Kind">In few words, the same for the same bug.</param>
/// <param name="Detail">All that is known.</param>
public sealed record Flaw(string Oracle, string Kind, string Detail) : Verdict
{
    /// <inheritdoc/>
    public override string ToString() => $"{Oracle}: {Kind}: {Detail}";
}
