namespace Wasm.Jit.Ir;

/// <summary>
/// The dominator tree of the blocks that can be reached, by Lengauer and Tarjan's algorithm ("A Fast Algorithm for Finding
/// Dominators in a Flowgraph", 1979, the simpler form): O(edges · log blocks) whatever the graph is, unlike the iterative ones.
/// Keeps its arrays.
/// </summary>
internal sealed class DominatorTree
{
    // By number in the depth-first search of the flow graph, from 0; -1 is none.
    private int[] _semi = [];
    private int[] _ancestor = [];
    private int[] _label = [];
    private int[] _dominator = [];
    private int[] _bucket = [];
    private int[] _bucketNext = [];

    // By block.
    private int[] _immediate = [];
    private int[] _firstChild = [];
    private int[] _nextSibling = [];
    private int[] _enter = [];
    private int[] _leave = [];
    private int[] _stack = [];
    private int[] _preorder = [];
    private int _count;

    /// <summary>Blocks in preorder of the tree: each before those that it dominates.</summary>
    public ReadOnlySpan<int> Preorder => _preorder.AsSpan(0, _count);

    /// <summary>The nearest block, other than itself, that is on every way to a block; none for the entry.</summary>
    public Block ImmediateDominator(Block block) => new(_immediate[block.Index]);

    /// <summary>Whether a block, or itself, is on every way to another. Both can be reached.</summary>
    public bool Dominates(Block above, Block below) =>
        _enter[above.Index] <= _enter[below.Index] && _leave[below.Index] <= _leave[above.Index];

    /// <summary>Number of a block in <see cref="Preorder"/>.</summary>
    public int EnterOf(Block block) => _enter[block.Index];

    /// <summary>Number of the last block in <see cref="Preorder"/> that a block dominates.</summary>
    public int LeaveOf(Block block) => _leave[block.Index];

    /// <summary>First block that a block dominates immediately, or none; others by <see cref="NextSibling"/>.</summary>
    public Block FirstChild(Block block) => new(_firstChild[block.Index]);

    /// <summary>See <see cref="FirstChild"/>.</summary>
    public Block NextSibling(Block block) => new(_nextSibling[block.Index]);

    /// <summary>Computes the tree.</summary>
    /// <param name="function">The function.</param>
    /// <param name="flow">Its control flow as it is now.</param>
    public void Compute(IrFunction function, ControlFlow flow)
    {
        int blocks = function.BlockCount;
        int count = flow.Count;
        _count = count;
        Pooled.Ensure(ref _semi, count);
        Pooled.Fill(ref _ancestor, count, -1);
        Pooled.Ensure(ref _label, count);
        Pooled.Ensure(ref _dominator, count);
        Pooled.Fill(ref _bucket, count, -1);
        Pooled.Ensure(ref _bucketNext, count);
        Pooled.Fill(ref _immediate, blocks, -1);
        Pooled.Fill(ref _firstChild, blocks, -1);
        Pooled.Fill(ref _nextSibling, blocks, -1);
        Pooled.Ensure(ref _enter, blocks);
        Pooled.Ensure(ref _leave, blocks);
        Pooled.Ensure(ref _stack, count);
        Pooled.Ensure(ref _preorder, count);
        Semidominators(flow, count);
        Link(flow, count);
    }

    private void Semidominators(ControlFlow flow, int count)
    {
        for (int w = 0; w < count; w++)
        {
            _semi[w] = w;
            _label[w] = w;
        }

        ReadOnlySpan<int> blocks = flow.Found;
        ReadOnlySpan<int> parents = flow.Parents;
        ReadOnlySpan<int> numbers = flow.Numbers;
        for (int w = count - 1; w > 0; w--)
        {
            int semi = w;
            foreach (int source in flow.Predecessors(new Block(blocks[w])))
            {
                semi = Math.Min(semi, _semi[Evaluate(numbers[source])]);
            }

            _semi[w] = semi;
            _bucketNext[w] = _bucket[semi];
            _bucket[semi] = w;
            int parent = parents[w];
            _ancestor[w] = parent;
            for (int v = _bucket[parent]; v >= 0; v = _bucketNext[v])
            {
                int u = Evaluate(v);
                _dominator[v] = _semi[u] < _semi[v] ? u : parent;
            }

            _bucket[parent] = -1;
        }

        _dominator[0] = -1;
        for (int w = 1; w < count; w++)
        {
            if (_dominator[w] != _semi[w])
            {
                _dominator[w] = _dominator[_dominator[w]];
            }
        }
    }

    // The vertex with the least semidominator on the way to the root of its tree in the forest; compresses the way.
    private int Evaluate(int v)
    {
        if (_ancestor[v] < 0)
        {
            return v;
        }

        int depth = 0;
        int top = v;
        while (_ancestor[_ancestor[top]] >= 0)
        {
            _stack[depth++] = top;
            top = _ancestor[top];
        }

        while (depth > 0)
        {
            int w = _stack[--depth];
            int above = _ancestor[w];
            if (_semi[_label[above]] < _semi[_label[w]])
            {
                _label[w] = _label[above];
            }

            _ancestor[w] = _ancestor[above];
        }

        return _label[v];
    }

    // Children in reverse postorder of the flow graph, then numbers of a walk.
    private void Link(ControlFlow flow, int count)
    {
        ReadOnlySpan<int> order = flow.Order;
        ReadOnlySpan<int> blocks = flow.Found;
        ReadOnlySpan<int> numbers = flow.Numbers;
        for (int i = count - 1; i > 0; i--)
        {
            int block = order[i];
            int above = blocks[_dominator[numbers[block]]];
            _immediate[block] = above;
            _nextSibling[block] = _firstChild[above];
            _firstChild[above] = block;
        }

        int entered = 0;
        int current = IrFunction.Entry.Index;
        while (current >= 0)
        {
            _preorder[entered] = current;
            _enter[current] = entered++;
            if (_firstChild[current] >= 0)
            {
                current = _firstChild[current];
                continue;
            }

            _leave[current] = entered - 1;
            while (current >= 0 && _nextSibling[current] < 0)
            {
                current = _immediate[current];
                if (current >= 0)
                {
                    _leave[current] = entered - 1;
                }
            }

            current = current >= 0 ? _nextSibling[current] : -1;
        }
    }
}
