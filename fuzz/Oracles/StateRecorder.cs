using System.Runtime.InteropServices;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Fuzz.Oracles;

/// <summary>Writes what a run has left in its store: all items of all instances, exported or not.</summary>
internal sealed class StateRecorder(Recording recording, ValueRecorder values)
{
    private const int MaximumElements = 2_000;

    /// <summary>The globals of numbers: what there is to see after each call at little cost.</summary>
    public void AddNumbers(Instance?[] instances, int call)
    {
        for (int m = 0; m < instances.Length; m++)
        {
            if (instances[m] is not { } instance)
            {
                continue;
            }

            bool any = false;
            for (int i = 0; i < instance.Module.Globals.Length; i++)
            {
                if (!instance.Module.Globals[i].Value.IsReference)
                {
                    values.Add(((Global)instance.GetItem(ExternKind.Global, i)).Value);
                    any = true;
                }
            }

            if (any)
            {
                recording.End(EventKind.Numbers, m, call);
            }
        }
    }

    /// <summary>All memories.</summary>
    /// <param name="instances">The instances.</param>
    /// <param name="contents">Whether all bytes are written, not only a hash of them.</param>
    public void AddMemories(Instance?[] instances, bool contents)
    {
        for (int m = 0; m < instances.Length; m++)
        {
            for (int i = 0; i < instances[m]?.Module.Memories.Length; i++)
            {
                var memory = (Memory)instances[m]!.GetItem(ExternKind.Memory, i);
                recording.Add(memory.PageCount);
                ulong hash = 0;
                for (ulong page = 0; page < memory.PageCount; page++)
                {
                    ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(memory.GetSpan((long)page * MemoryType.PageSize, MemoryType.PageSize));
                    hash = Hash(hash, words);
                }

                recording.Add(hash);
                for (ulong page = 0; contents && page < memory.PageCount; page++)
                {
                    recording.Add(MemoryMarshal.Cast<byte, ulong>(memory.GetSpan((long)page * MemoryType.PageSize, MemoryType.PageSize)));
                }

                recording.End(EventKind.Memory, m, i);
            }
        }
    }

    /// <summary>All tables, all globals, what is left of segments, and all objects that these refer to.</summary>
    public void AddRest(Instance?[] instances)
    {
        values.BeginObjects();
        for (int m = 0; m < instances.Length; m++)
        {
            if (instances[m] is { } instance)
            {
                AddItems(instance, m);
            }
        }

        values.AddObjects();
        recording.End(EventKind.Objects, 0);
    }

    private void AddItems(Instance instance, int module)
    {
        for (int i = 0; i < instance.Module.Globals.Length; i++)
        {
            values.Add(((Global)instance.GetItem(ExternKind.Global, i)).Value);
            recording.End(EventKind.Global, module, i);
        }

        for (int i = 0; i < instance.Module.Tables.Length; i++)
        {
            var table = (Table)instance.GetItem(ExternKind.Table, i);
            recording.Add(table.Count);
            for (ulong k = 0; k < Math.Min(table.Count, MaximumElements); k++)
            {
                values.AddReference(table.Get(k));
            }

            recording.End(EventKind.Table, module, i);
        }

        int data = instance.Module.Definition.Data.Count;
        int elements = instance.Module.Definition.Elements.Count;
        for (int i = 0; i < data; i++)
        {
            recording.Add((ulong)instance.GetDataLength(i));
        }

        for (int i = 0; i < elements; i++)
        {
            recording.Add((ulong)instance.GetElementsLength(i));
        }

        if (data + elements > 0)
        {
            recording.End(EventKind.Segments, module);
        }
    }

    // Four sums side by side, as the processor likes it. Any change of one word changes the hash.
    private static ulong Hash(ulong seed, ReadOnlySpan<ulong> words)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        ulong a = seed ^ 1;
        ulong b = seed ^ 2;
        ulong c = seed ^ 3;
        ulong d = seed ^ 4;
        for (int i = 0; i + 3 < words.Length; i += 4)
        {
            a = (ulong.RotateLeft(a, 29) ^ words[i]) * Factor;
            b = (ulong.RotateLeft(b, 29) ^ words[i + 1]) * Factor;
            c = (ulong.RotateLeft(c, 29) ^ words[i + 2]) * Factor;
            d = (ulong.RotateLeft(d, 29) ^ words[i + 3]) * Factor;
        }

        return ((((a * Factor) ^ b) * Factor ^ c) * Factor ^ d) * Factor;
    }
}
