using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter;

/// <summary>Makes the engine known to those who do not choose one.</summary>
internal static class EngineRegistration
{
    /// <summary>Compilers come before it.</summary>
    private const int Rank = 0;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The runtime knows no engine; this is how it hears of one, and all that happens.")]
    internal static void Register() => EngineKind.Register(new EngineKind(Rank, () => true, () => new ReferenceEngine()));
}
