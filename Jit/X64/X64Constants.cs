using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <summary>What machine instructions refer to by number, from lowering to emission of one function.</summary>
internal sealed class X64Constants
{
    /// <summary>Constants: the first 8 bytes and the last; shorter ones are the first bytes.</summary>
    public PooledList<(ulong Low, ulong High)> Values { get; } = new(64);

    /// <summary>Entries of branch tables: positions among the edges of the block.</summary>
    public PooledList<int> Branches { get; } = new(64);

    /// <summary>Calls.</summary>
    public PooledList<X64Call> Calls { get; } = new(64);

    /// <summary>Clauses of calls.</summary>
    public PooledList<CatchEntry> Catches { get; } = new(16);

    /// <summary>Bytes of the function's own stack parameters.</summary>
    public int ParameterBytes { get; set; }

    /// <summary>Forgets all.</summary>
    public void Reset()
    {
        Values.Clear();
        Branches.Clear();
        Calls.Clear();
        Catches.Clear();
        ParameterBytes = 0;
    }

    /// <summary>A constant.</summary>
    /// <returns>Its number.</returns>
    public int Add(ulong low, ulong high)
    {
        Values.Add((low, high));
        return Values.Count - 1;
    }
}

/// <summary>A call's particulars.</summary>
/// <param name="Popped">Bytes of stack arguments, which the callee pops.</param>
/// <param name="FirstCatch">Where the list of its clauses begins; -1: it has none.</param>
internal readonly record struct X64Call(int Popped, int FirstCatch);
