using System.Numerics;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Campaign;

/// <summary>
/// Which rows of the instruction table cases had: anywhere in a function, and in functions that a call or a start function
/// reaches, directly or through direct calls in the same module.
/// </summary>
public sealed class Coverage
{
    private const int Words = (InstructionTable.Size + 63) / 64;

    private readonly ulong[] _occurred = new ulong[Words];
    private readonly ulong[] _called = new ulong[Words];
    private readonly Stack<int> _pending = new();

    /// <summary>Rows that occurred.</summary>
    public int Occurred => CountOf(_occurred);

    /// <summary>Rows in functions that were called.</summary>
    public int Called => CountOf(_called);

    /// <summary>Rows there are.</summary>
    public static int Rows => InstructionTable.All.Count;

    /// <summary>Whether a row occurred.</summary>
    public bool HasOccurred(Op op) => Has(_occurred, op);

    /// <summary>Whether a row was in a function that was called.</summary>
    public bool WasCalled(Op op) => Has(_called, op);

    /// <summary>Adds what a case has.</summary>
    public void Add(GeneratedCase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        for (int m = 0; m < item.Modules.Length; m++)
        {
            ModuleDefinition module = item.Modules[m].Definition;
            int imported = module.CountImports(ExternKind.Function);
            var seen = new bool[module.Functions.Count];
            if (module.Start is { } start)
            {
                Reach(start.FunctionIndex - imported, seen);
            }

            foreach (CaseCall call in item.Calls)
            {
                if (call.Module == m && module.Exports.Find(export => export.Kind == ExternKind.Function && export.Name == call.Export) is { } export)
                {
                    Reach(export.Index - imported, seen);
                }
            }

            while (_pending.TryPop(out int index))
            {
                Walk(module, index, imported, seen, _called);
            }

            for (int i = 0; i < seen.Length; i++)
            {
                if (!seen[i])
                {
                    Walk(module, i, imported, null, _occurred);
                }
            }
        }

        for (int i = 0; i < Words; i++)
        {
            _occurred[i] |= _called[i];
        }
    }

    /// <summary>Both sets, to send to another process.</summary>
    public ulong[] ToWords() => [.. _occurred, .. _called];

    /// <summary>Adds what <see cref="ToWords"/> gave.</summary>
    public void Add(ReadOnlySpan<ulong> words)
    {
        for (int i = 0; i < Words && Words + i < words.Length; i++)
        {
            _occurred[i] |= words[i];
            _called[i] |= words[Words + i];
        }
    }

    private void Reach(int function, bool[] seen)
    {
        if (function >= 0 && function < seen.Length && !seen[function])
        {
            seen[function] = true;
            _pending.Push(function);
        }
    }

    private void Walk(ModuleDefinition module, int function, int imported, bool[]? seen, ulong[] rows)
    {
        Expression body = module.Functions[function].Body;
        var reader = new InstructionReader(body.Code.Span, body.Offset);
        Instruction instruction = default;
        while (!reader.AtEnd)
        {
            int op = (int)reader.Read(ref instruction).Op;
            rows[op >> 6] |= 1UL << (op & 63);
            if (seen is not null && (Op)op is Op.Call or Op.ReturnCall)
            {
                Reach((int)instruction.Index - imported, seen!);
            }
        }
    }

    private static bool Has(ulong[] rows, Op op) => (rows[(int)op >> 6] >> ((int)op & 63) & 1) != 0;

    private static int CountOf(ulong[] rows)
    {
        int count = 0;
        foreach (ulong word in rows)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }
}
