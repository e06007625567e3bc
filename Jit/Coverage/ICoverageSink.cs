namespace Wasm.Jit.Coverage;

/// <summary>Collects what compilers do: for fuzzing and tests.</summary>
public interface ICoverageSink
{
    /// <summary>Takes what the compilation of one function did. Called by every thread that compiles.</summary>
    /// <param name="features">Each once, in no order; <see cref="CompilationFeature"/> names them. Valid during the call.</param>
    void Add(ReadOnlySpan<ulong> features);
}
