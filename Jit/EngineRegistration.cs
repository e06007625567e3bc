using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit;

/// <summary>Makes the engine known to those who do not choose one.</summary>
internal static class EngineRegistration
{
    /// <summary>Before interpreters.</summary>
    private const int Rank = 10;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The runtime knows no engine; this is how it hears of one, and all that happens.")]
    internal static void Register() => EngineKind.Register(new EngineKind(Rank, () => JitEngine.IsSupported, () => new JitEngine()));
}
