using System.Numerics;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// During a walk over the dominator tree: for each region a number that is the same at two places if nothing has changed the region
/// in between.
/// </summary>
internal sealed class MemoryEpochs
{
    private readonly long[] _regions = new long[64];
    private (int Bit, long Old)[] _undo = [];
    private int _undoCount;
    private int[] _scopes = [];
    private int _depth;
    private long _everything;
    private long _last;
    private MemoryEffects _effects = new();

    /// <summary>Begins a walk.</summary>
    public void Begin(MemoryEffects effects)
    {
        _effects = effects;
        Array.Clear(_regions);
        _undoCount = 0;
        _depth = 0;
        _everything = 0;
        _last = 0;
    }

    /// <summary>Enters a block, from its immediate dominator.</summary>
    public void Enter(Block block)
    {
        Pooled.Push(ref _scopes, ref _depth, _undoCount);
        Change(_effects.Before(block));
    }

    /// <summary>Leaves the last block that was entered.</summary>
    public void Leave()
    {
        int mark = _scopes[--_depth];
        while (_undoCount > mark)
        {
            (int bit, long old) = _undo[--_undoCount];
            (bit < 0 ? ref _everything : ref _regions[bit]) = old;
        }
    }

    /// <summary>Notes that regions may change here.</summary>
    /// <param name="set">Bits of <see cref="MemoryEffects.BitOf"/>.</param>
    public void Change(ulong set)
    {
        if (set == MemoryEffects.All)
        {
            Pooled.Push(ref _undo, ref _undoCount, (-1, _everything));
            _everything = ++_last;
            return;
        }

        while (set != 0)
        {
            int bit = BitOperations.TrailingZeroCount(set);
            set &= set - 1;
            Pooled.Push(ref _undo, ref _undoCount, (bit, _regions[bit]));
            _regions[bit] = ++_last;
        }
    }

    /// <summary>The number of a region here.</summary>
    public long Of(int region) => Math.Max(_everything, _regions[MemoryEffects.BitOf(region)]);
}
