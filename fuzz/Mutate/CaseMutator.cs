using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Mutate;

/// <summary>Changes the modules of a case so that they stay valid. Its calls stay; links may break.</summary>
internal static class CaseMutator
{
    /// <summary>Changes a case.</summary>
    /// <param name="item">The case; it stays as it is.</param>
    /// <param name="donors">Modules to take parts of, besides the case's own.</param>
    /// <param name="source">What decides.</param>
    public static GeneratedCase Mutate(GeneratedCase item, IReadOnlyList<ModuleDefinition> donors, ByteSource source)
    {
        int chosen = source.Below(item.Modules.Length);
        var modules = ImmutableArray.CreateBuilder<CaseModule>(item.Modules.Length);
        for (int i = 0; i < item.Modules.Length; i++)
        {
            CaseModule module = item.Modules[i];
            if (i == chosen || source.Chance(80))
            {
                ModuleDefinition[] others = [.. donors, .. item.Modules.Where(other => other != module).Select(other => other.Definition)];
                module = module with { Definition = Mutator.Mutate(module.Definition, others, source, MutatorOptions.Default).Module };
            }

            modules.Add(module);
        }

        return new GeneratedCase
        {
            Modules = modules.MoveToImmutable(),
            HostFunctions = item.HostFunctions,
            Calls = item.Calls,

            // Loops may have lost what ends them, and donors have other features.
            Swarm = new Swarm(FeatureSet.Wasm3, item.Swarm.Styles | Style.Endless),
            BytesUsed = item.BytesUsed,
        };
    }
}
