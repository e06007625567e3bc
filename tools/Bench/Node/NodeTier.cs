namespace Wasm.Bench.Node;

/// <summary>One of V8's compilers, chosen by flags.</summary>
/// <param name="Name">As in tables and reports.</param>
/// <param name="Flags">Flags of Node. Nothing is compiled later than when the module is.</param>
internal sealed record NodeTier(string Name, params string[] Flags)
{
    /// <summary>Only the optimizing compiler: no baseline code is measured.</summary>
    public static NodeTier Top { get; } = new("v8", "--no-liftoff", "--no-wasm-lazy-compilation");

    /// <summary>Only the baseline compiler, as a browser uses it before it runs the first function.</summary>
    public static NodeTier Baseline { get; } =
        new("v8-baseline", "--liftoff", "--no-wasm-tier-up", "--no-wasm-dynamic-tiering", "--no-wasm-lazy-compilation");
}
