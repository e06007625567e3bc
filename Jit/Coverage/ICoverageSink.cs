namespace Wasm.Jit.Coverage;

/// <summary>Collects what compilers do: for fuzzing and tests.</summary>
public interface ICoverageSink
{
    /// <summary>Whether the functions compiled from now on are looked at: that takes a part of the time to compile them.</summary>
    bool IsWanted => true;

    /// <summary>Takes what the compilation of one function did. Called by every thread that compiles.</summary>
    /// <param name="features">Each once, in no order; <see cref="CompilationFeature"/> names them. Valid during the call.</param>
    void Add(ReadOnlySpan<ulong> features);
}
