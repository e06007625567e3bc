using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;
using Wasm.Jit.Coverage;

namespace Wasm.Fuzz.Campaign;

/// <summary>
/// What cases had and what engines did with them: a set of features (<see cref="CaseFeature"/>, <see cref="CompilationFeature"/>).
/// Is the sink of all engines of one worker; the parent has one that all workers' are merged into.
/// </summary>
public sealed class Coverage : ICoverageSink
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _features = [];
    private readonly List<ulong> _new = [];
    private readonly Stack<int> _pending = new();
    private readonly ModuleCoverage _modules;
    private int _taken;

    /// <summary>An empty set.</summary>
    public Coverage()
    {
        _modules = new ModuleCoverage(this);
    }

    /// <summary>Number of features.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _new.Count;
            }
        }
    }

    /// <summary>Rows that occurred.</summary>
    public int Occurred => CountOf(CaseFeature.Row);

    /// <summary>Rows in functions that a call or a start function reaches, directly or through direct calls in the same module.</summary>
    public int Called => CountOf(CaseFeature.Called);

    /// <summary>Rows there are.</summary>
    public static int Rows => InstructionTable.All.Count;

    /// <summary>Whether a feature is there.</summary>
    public bool Has(ulong feature)
    {
        lock (_lock)
        {
            return _features.Contains(feature);
        }
    }

    /// <summary>Whether a row occurred.</summary>
    public bool HasOccurred(Op op) => Has(CaseFeature.OfRow(CaseFeature.Row, op));

    /// <summary>Whether a row was in a function that was called.</summary>
    public bool WasCalled(Op op) => Has(CaseFeature.OfRow(CaseFeature.Called, op));

    /// <summary>All features of a kind.</summary>
    public IReadOnlyList<ulong> Of(FeatureKind kind)
    {
        lock (_lock)
        {
            return _new.FindAll(feature => CompilationFeature.KindOf(feature) == kind);
        }
    }

    /// <summary>Number of the features of a kind.</summary>
    public int CountOf(FeatureKind kind) => Of(kind).Count;

    /// <summary>Adds a feature.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(ulong feature)
    {
        lock (_lock)
        {
            if (!_features.Add(feature))
            {
                return false;
            }

            _new.Add(feature);
            return true;
        }
    }

    /// <summary>Adds features.</summary>
    /// <returns>Whether any is new.</returns>
    public bool Add(ReadOnlySpan<ulong> features)
    {
        bool isNew = false;
        lock (_lock)
        {
            foreach (ulong feature in features)
            {
                if (_features.Add(feature))
                {
                    _new.Add(feature);
                    isNew = true;
                }
            }
        }

        return isNew;
    }

    /// <inheritdoc/>
    void ICoverageSink.Add(ReadOnlySpan<ulong> features) => Add(features);

    /// <summary>The features that came since this was asked last, in order: a case's, if it is asked after each.</summary>
    public ulong[] TakeNew()
    {
        lock (_lock)
        {
            ulong[] features = [.. _new[_taken..]];
            _taken = _new.Count;
            return features;
        }
    }

    /// <summary>Adds what a case has. One thread at a time.</summary>
    public void Add(GeneratedCase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        for (int m = 0; m < item.Modules.Length; m++)
        {
            ModuleDefinition module = item.Modules[m].Definition;
            _modules.Add(module);
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
                Walk(module, index, imported, seen);
            }
        }
    }

    /// <summary>Adds what a module has. One thread at a time.</summary>
    /// <returns>Why it is invalid, or null.</returns>
    public ModuleException? Add(ModuleDefinition module) => _modules.Add(module);

    /// <summary>Adds what bytes have that may be a module. One thread at a time.</summary>
    /// <returns>Why they are none, or null.</returns>
    public ModuleException? AddBinary(ReadOnlyMemory<byte> binary) => _modules.Add(binary);

    private void Reach(int function, bool[] seen)
    {
        if (function >= 0 && function < seen.Length && !seen[function])
        {
            seen[function] = true;
            _pending.Push(function);
        }
    }

    private void Walk(ModuleDefinition module, int function, int imported, bool[] seen)
    {
        Span<ulong> rows = stackalloc ulong[(InstructionTable.Size + 63) / 64];
        rows.Clear();
        Expression body = module.Functions[function].Body;
        var reader = new InstructionReader(body.Code.Span, body.Offset);
        Instruction instruction = default;
        while (!reader.AtEnd)
        {
            Op op = reader.Read(ref instruction).Op;
            rows[(int)op >> 6] |= 1UL << ((int)op & 63);
            if (op is Op.Call or Op.ReturnCall)
            {
                Reach((int)instruction.Index - imported, seen);
            }
        }

        for (int op = 0; op < InstructionTable.Size; op++)
        {
            if ((rows[op >> 6] >> (op & 63) & 1) != 0)
            {
                Add(CaseFeature.OfRow(CaseFeature.Called, (Op)op));
            }
        }
    }
}
