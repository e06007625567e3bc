using System.Security.Cryptography;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Wast.Runner;

/// <summary>
/// Takes down what a script has left behind: sizes and contents of all memories and tables, values of all globals, fuel.
/// Items that several instances share are taken once, by the first one's name. What is zero or null is left out.
/// </summary>
internal sealed class StateReader(Store store, ValueText values, List<StateItem> state)
{
    /// <summary>Bytes of a memory's row.</summary>
    internal const int Row = 32;

    // Up to here a memory is written byte by byte, beyond it a page at a time as a digest.
    private const int ExactBytes = 256 << 10;

    private const ulong MaximumElements = 1_000_000;

    private readonly HashSet<Extern> _seen = new(ReferenceEqualityComparer.Instance);

    public void Read()
    {
        foreach ((Instance instance, string name) in values.Instances)
        {
            for (int i = 0; i < instance.Module.Memories.Length; i++)
            {
                if (instance.GetItem(ExternKind.Memory, i) is Memory memory && _seen.Add(memory))
                {
                    ReadMemory(memory, $"memory {i} of {name}");
                }
            }

            for (int i = 0; i < instance.Module.Tables.Length; i++)
            {
                if (instance.GetItem(ExternKind.Table, i) is Table table && _seen.Add(table))
                {
                    ReadTable(table, $"table {i} of {name}");
                }
            }

            for (int i = 0; i < instance.Module.Globals.Length; i++)
            {
                if (instance.GetItem(ExternKind.Global, i) is Global global && _seen.Add(global))
                {
                    state.Add(new StateItem($"global {i} of {name}", values.Write(global.Value, IsExternal(global.Type.Value))));
                }
            }
        }

        // The stores of scripts begin with as much as there can be.
        if (store.Engine.Options.ConsumeFuel)
        {
            state.Add(new StateItem("fuel", $"{long.MaxValue - store.Fuel} used"));
        }
    }

    private void ReadMemory(Memory memory, string name)
    {
        state.Add(new StateItem(name, $"{memory.PageCount} pages"));
        for (ulong page = 0; page < memory.PageCount; page++)
        {
            long offset = (long)page * MemoryType.PageSize;
            ReadOnlySpan<byte> bytes = memory.GetSpan(offset, MemoryType.PageSize);
            if (!bytes.ContainsAnyExcept((byte)0))
            {
                continue;
            }

            if (offset >= ExactBytes)
            {
                state.Add(new StateItem($"{name}, page {page}", $"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}"));
                continue;
            }

            for (int row = 0; row < bytes.Length; row += Row)
            {
                ReadOnlySpan<byte> part = bytes.Slice(row, Row);
                if (part.ContainsAnyExcept((byte)0))
                {
                    state.Add(new StateItem($"{name}, bytes 0x{offset + row:x}…0x{offset + row + Row - 1:x}", Hexadecimal(part)));
                }
            }
        }
    }

    private void ReadTable(Table table, string name)
    {
        ulong count = table.Count;
        bool isExternal = IsExternal(table.ElementType);
        state.Add(new StateItem(name, $"{count} elements"));
        for (ulong i = 0; i < Math.Min(count, MaximumElements);)
        {
            // As many as are the same make one item.
            object? element = table.Get(i);
            ulong start = i;
            while (++i < count && ReferenceEquals(table.Get(i), element))
            {
            }

            if (element is not null)
            {
                string range = i - start == 1 ? $"element {start}" : $"elements {start}…{i - 1}";
                state.Add(new StateItem($"{name}, {range}", values.Write(Value.FromReference(element), isExternal)));
            }
        }

        if (count > MaximumElements)
        {
            state.Add(new StateItem($"{name}, elements from {MaximumElements}", "not read", $"elements of tables above {MaximumElements:N0} are not compared"));
        }
    }

    private static string Hexadecimal(ReadOnlySpan<byte> bytes) =>
        string.Create(bytes.Length * 3 - 1, bytes, static (text, bytes) =>
        {
            text.Fill(' ');
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i].TryFormat(text[(i * 3)..], out _, "x2");
            }
        });

    private bool IsExternal(ValType type) => type.IsReference && store.Engine.Types.TopOf(type.HeapType) == HeapType.Extern;
}
