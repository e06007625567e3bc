using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>
/// Loops of machine blocks: depth first to find edges that go back, then, from the inside to the outside, everything that reaches such
/// an edge without its target, where loops that are known count as one block. Nearly linear.
/// </summary>
internal sealed class LoopNest
{
    private readonly PooledList<(int Block, int Edge)> _path = new(64);
    private readonly PooledList<int> _work = new(64);
    private int[] _postorder = [];
    private int[] _rank = [];
    private int[] _parent = [];
    private int[] _union = [];
    private bool[] _isHeader = [];
    private int _count;

    /// <summary>All blocks, each after those that it leads to unless the edge goes back.</summary>
    public ReadOnlySpan<int> Postorder => _postorder.AsSpan(0, _count);

    /// <summary>Whether an edge goes back, to the header of a loop.</summary>
    public bool IsBackEdge(int source, int target) => _rank[target] >= _rank[source];

    /// <summary>The header of the smallest loop around a block, which the block is not itself; -1: none.</summary>
    public int Around(int block) => _parent[block];

    /// <summary>The header of the smallest loop that a block is in: itself if it is one; -1: none.</summary>
    public int Innermost(int block) => _isHeader[block] ? block : _parent[block];

    /// <summary>Number of loops.</summary>
    public int LoopCount { get; private set; }

    /// <summary>Finds the loops.</summary>
    /// <returns>Whether all loops are entered by their headers only.</returns>
    public bool Compute(MachineFunction function, Liveness predecessors)
    {
        int blocks = function.Blocks.Count;
        FlatArray.Ensure(ref _postorder, blocks);
        FlatArray.Ensure(ref _rank, blocks);
        FlatArray.Ensure(ref _parent, blocks);
        FlatArray.Ensure(ref _union, blocks);
        FlatArray.Ensure(ref _isHeader, blocks);
        Array.Fill(_rank, -1, 0, blocks);
        Array.Fill(_parent, -1, 0, blocks);
        Array.Clear(_isHeader, 0, blocks);
        LoopCount = 0;
        Walk(function);
        for (int b = 0; b < blocks; b++)
        {
            _union[b] = b;
        }

        foreach (int header in Postorder)
        {
            if (!FindBody(header, predecessors))
            {
                return false;
            }
        }

        return true;
    }

    private void Walk(MachineFunction function)
    {
        const int Open = int.MaxValue;
        _count = 0;
        _rank[0] = Open;
        _path.Add((0, 0));
        while (_path.Count > 0)
        {
            ref (int Block, int Edge) top = ref _path[_path.Count - 1];
            ref MachineBlock block = ref function.Blocks[top.Block];
            if (top.Edge == block.EdgeCount)
            {
                _rank[top.Block] = _count;
                _postorder[_count++] = top.Block;
                _path.Pop();
                continue;
            }

            int target = function.Edges[block.FirstEdge + top.Edge++].Target;
            if (_rank[target] < 0)
            {
                _rank[target] = Open;
                _path.Add((target, 0));
            }
        }
    }

    private bool FindBody(int header, Liveness predecessors)
    {
        foreach (int source in predecessors.Predecessors(header))
        {
            if (IsBackEdge(source, header))
            {
                _isHeader[header] = true;
                if (!Include(source, header))
                {
                    return false;
                }
            }
        }

        while (_work.Count > 0)
        {
            int inside = _work.Pop();
            _union[inside] = header;
            foreach (int source in predecessors.Predecessors(inside))
            {
                if (!IsBackEdge(source, inside) && !Include(source, header))
                {
                    return false;
                }
            }
        }

        LoopCount += _isHeader[header] ? 1 : 0;
        return true;
    }

    private bool Include(int block, int header)
    {
        block = Find(block);
        if (block == header || _parent[block] == header)
        {
            return true;
        }

        if (_rank[block] > _rank[header])
        {
            _work.Clear();
            return false;
        }

        _parent[block] = header;
        _work.Add(block);
        return true;
    }

    private int Find(int block)
    {
        while (_union[block] != block)
        {
            _union[block] = _union[_union[block]];
            block = _union[block];
        }

        return block;
    }
}
