using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Oracles;

/// <summary>Where V8's verdict on a module may differ from ours though nothing is wrong, each with its reason.</summary>
internal static class KnownDifferences
{
    // V8's limits that are below ours, from its wasm-limits.h.
    private const int V8Tables = 100_000;
    private const ulong V8TableSize = 10_000_000;
    private const ulong V8MemoryPages32 = 65_536;
    private const ulong V8MemoryPages64 = 262_144;

    /// <summary>The reason; null: there is none, so that it is a flaw.</summary>
    /// <param name="binary">The binary.</param>
    /// <param name="module">What our decoder read, if it did.</param>
    /// <param name="error">Why we refuse it; null if we accept it.</param>
    public static string? Find(ReadOnlyMemory<byte> binary, ModuleDefinition? module, string? error) =>
        error is null ? FindRefused(module!) : FindAccepted(binary, error);

    private static string? FindRefused(ModuleDefinition module)
    {
        foreach (TableType table in Tables(module))
        {
            if (table.Limits.Minimum > V8TableSize)
            {
                return "V8 refuses tables of more than 10,000,000 elements when it validates; we do when they are made";
            }
        }

        foreach (MemoryType memory in Memories(module))
        {
            if (memory.Limits.Minimum > (memory.Is64 ? V8MemoryPages64 : V8MemoryPages32))
            {
                return "V8 refuses memories larger than its limit when it validates; we do when they are made";
            }

            if (memory.Is64 && memory.Limits.Maximum > V8MemoryPages64)
            {
                return "V8 refuses memories that may become larger than its limit; we let them";
            }
        }

        return module.Tables.Count > V8Tables ? "V8 has a limit of tables" : null;
    }

    private static string? FindAccepted(ReadOnlyMemory<byte> binary, string error)
    {
        _ = binary;
        _ = error;
        return null;
    }

    private static IEnumerable<TableType> Tables(ModuleDefinition module) =>
        module.Imports.Select(item => item.Type).OfType<TableType>().Concat(module.Tables.Select(item => item.Type));

    private static IEnumerable<MemoryType> Memories(ModuleDefinition module) =>
        module.Imports.Select(item => item.Type).OfType<MemoryType>().Concat(module.Memories.Select(item => item.Type));
}
