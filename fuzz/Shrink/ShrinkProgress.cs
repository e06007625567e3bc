namespace Wasm.Fuzz.Shrink;

/// <summary>How far shrinking has come.</summary>
/// <param name="Step">What is being tried.</param>
/// <param name="Modules">Modules left.</param>
/// <param name="Functions">Functions with bodies left.</param>
/// <param name="Instructions">Instructions left, <c>end</c> not counted.</param>
/// <param name="Bytes">Size of the modules.</param>
/// <param name="Tried">Valid candidates that have been run.</param>
/// <param name="Accepted">How many of them still fail.</param>
public readonly record struct ShrinkProgress(string Step, int Modules, int Functions, int Instructions, int Bytes, int Tried, int Accepted)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Step}: {Modules} modules, {Functions} functions, {Instructions} instructions, {Bytes} bytes; {Tried} tried, {Accepted} accepted";
}
