using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// A kind of engine that <see cref="Engine.Default"/> may be. An assembly with one makes it known in its module
/// initializer; this one knows no engine but the names of the assemblies that have some.
/// </summary>
/// <param name="Rank">Of the kinds that run here, the one with the highest is the default.</param>
/// <param name="IsSupported">Whether it runs on this machine.</param>
/// <param name="Create">Makes one with the default options.</param>
public sealed record EngineKind(int Rank, Func<bool> IsSupported, Func<Engine> Create)
{
    // What nobody has touched is not loaded, and has not made its engine known.
    private static readonly string[] Assemblies = ["Wasm.Jit", "Wasm.Interpreter"];

    private static readonly Lock KindsLock = new();
    private static readonly List<EngineKind> Kinds = [];
    private static readonly Lazy<Engine> Shared = new(CreateDefault);

    /// <summary>Makes a kind known.</summary>
    /// <param name="kind">The kind.</param>
    public static void Register(EngineKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        lock (KindsLock)
        {
            Kinds.Add(kind);
        }
    }

    /// <summary>The value of <see cref="Engine.Default"/>.</summary>
    internal static Engine Default => Shared.Value;

    /// <summary>The best of some kinds that run here; null if none does.</summary>
    internal static EngineKind? Best(IEnumerable<EngineKind> kinds) =>
        kinds.OrderByDescending(kind => kind.Rank).FirstOrDefault(kind => kind.IsSupported());

    private static Engine CreateDefault()
    {
        // Where this assembly was loaded, wherever the caller was: others would tell another copy of it.
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(EngineKind).Assembly) ?? AssemblyLoadContext.Default;
        foreach (string name in Assemblies)
        {
            try
            {
                RuntimeHelpers.RunModuleConstructor(context.LoadFromAssemblyName(new AssemblyName(name)).ManifestModule.ModuleHandle);
            }
            catch (Exception e) when (e is IOException or BadImageFormatException)
            {
                // Not installed, or trimmed away.
            }
        }

        EngineKind[] kinds;
        lock (KindsLock)
        {
            kinds = [.. Kinds];
        }

        return Best(kinds)?.Create() ?? throw new InvalidOperationException(
            $"there is no engine: add a reference to the package {string.Join(" or ", Assemblies)}");
    }
}
