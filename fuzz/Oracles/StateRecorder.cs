using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    // Sixteen sums side by side, multiplied by 129 before each word: any change of one word changes the hash, and so does a word
    // that stands elsewhere.
    private static ulong Hash(ulong seed, ReadOnlySpan<ulong> words)
    {
        const int Lanes = 16;
        ReadOnlySpan<Vector256<ulong>> vectors = MemoryMarshal.Cast<ulong, Vector256<ulong>>(words);
        Vector256<ulong> a = Vector256.Create(seed);
        Vector256<ulong> b = a;
        Vector256<ulong> c = a;
        Vector256<ulong> d = a;
        for (int i = 0; i + 3 < vectors.Length; i += 4)
        {
            a = (a << 7) + a + vectors[i];
            b = (b << 7) + b + vectors[i + 1];
            c = (c << 7) + c + vectors[i + 2];
            d = (d << 7) + d + vectors[i + 3];
        }

        Span<ulong> sums = stackalloc ulong[Lanes];
        a.CopyTo(sums);
        b.CopyTo(sums[4..]);
        c.CopyTo(sums[8..]);
        d.CopyTo(sums[12..]);
        ulong hash = seed;
        foreach (ulong sum in sums)
        {
            hash = (ulong.RotateLeft(hash, 29) ^ sum) * 0x9E3779B97F4A7C15;
        }

        return hash;
    }
}
