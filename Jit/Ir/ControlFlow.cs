namespace Wasm.Jit.Ir;

/// <summary>
/// Predecessors of blocks, a reverse postorder of those that can be reached, and the depth-first search that finds them. Linear;
/// keeps its arrays. Valid until an edge or terminator of the function changes.
/// </summary>
internal sealed class ControlFlow
{
    private int[] _starts = [];
    private int[] _sources = [];
    private int[] _incoming = [];
    private int[] _order = [];
    private int[] _positions = [];
    private int[] _stack = [];
    private IrFunction.EdgeEnumerator[] _pending = [];
    private int[] _found = [];
    private int[] _parents = [];
    private int[] _numbers = [];

    /// <summary>Blocks that can be reached, in reverse postorder: the entry first, a block before those that it dominates.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, Count);

    /// <summary>Blocks that can be reached, in the order in which the search finds them.</summary>
    public ReadOnlySpan<int> Found => _found.AsSpan(0, Count);

    /// <summary>By place in <see cref="Found"/>: the place of the block from which the search came; -1 for the entry.</summary>
    public ReadOnlySpan<int> Parents => _parents.AsSpan(0, Count);

    /// <summary>By block: its place in <see cref="Found"/>, or -1.</summary>
    public ReadOnlySpan<int> Numbers => _numbers;

    /// <summary>Number of blocks that can be reached.</summary>
    public int Count { get; private set; }

    /// <summary>Place of a block in <see cref="Order"/>, or -1.</summary>
    public int Position(Block block) => _positions[block.Index];

    /// <summary>Whether the entry block leads to a block.</summary>
    public bool IsReachable(Block block) => _positions[block.Index] >= 0;

    /// <summary>
    /// Numbers of the blocks whose terminators lead to a block, once for each edge; only those that can be reached themselves.
    /// </summary>
    public ReadOnlySpan<int> Predecessors(Block block) =>
        _sources.AsSpan(_starts[block.Index], _starts[block.Index + 1] - _starts[block.Index]);

    /// <summary>Numbers of the edges that arrive at a block, in the order of <see cref="Predecessors"/>.</summary>
    public ReadOnlySpan<int> Incoming(Block block) =>
        _incoming.AsSpan(_starts[block.Index], _starts[block.Index + 1] - _starts[block.Index]);

    /// <summary>Computes all for a function whose reachable blocks all end with a terminator.</summary>
    public void Compute(IrFunction function)
    {
        int blocks = function.BlockCount;
        Pooled.Ensure(ref _order, blocks);
        Pooled.Ensure(ref _stack, blocks);
        Pooled.Ensure(ref _pending, blocks);
        Pooled.Ensure(ref _found, blocks);
        Pooled.Ensure(ref _parents, blocks);
        Pooled.Fill(ref _numbers, blocks, -1);
        Pooled.Fill(ref _positions, blocks, -1);
        Pooled.Clear(ref _starts, blocks + 2);
        Count = 0;
        int edges = Walk(function, blocks);

        // Counts to starts, shifted by one, so that filling moves each to its right place.
        int sum = 0;
        for (int i = 1; i <= blocks + 1; i++)
        {
            int count = _starts[i];
            _starts[i] = sum;
            sum += count;
        }

        Pooled.Ensure(ref _sources, edges);
        Pooled.Ensure(ref _incoming, edges);
        foreach (int block in Order)
        {
            foreach (int edge in function.EdgesOf(new Block(block)))
            {
                int place = _starts[function.EdgeAt(edge).Target.Index + 1]++;
                _sources[place] = block;
                _incoming[place] = edge;
            }
        }
    }

    // Depth first, without recursion. Counts edges into _starts[target + 1].
    private int Walk(IrFunction function, int blocks)
    {
        int edges = 0;
        int depth = 0;
        int next = blocks;
        int found = 0;
        Enter(IrFunction.Entry.Index, -1);
        while (depth > 0)
        {
            ref IrFunction.EdgeEnumerator pending = ref _pending[depth - 1];
            if (!pending.MoveNext())
            {
                _order[--next] = _stack[--depth];
                continue;
            }

            edges++;
            int target = function.EdgeAt(pending.Current).Target.Index;
            _starts[target + 1]++;
            if (_numbers[target] < 0)
            {
                Enter(target, _numbers[_stack[depth - 1]]);
            }
        }

        Count = blocks - next;
        Array.Copy(_order, next, _order, 0, Count);
        for (int i = 0; i < Count; i++)
        {
            _positions[_order[i]] = i;
        }

        return edges;

        void Enter(int block, int parent)
        {
            _parents[found] = parent;
            _found[found] = block;
            _numbers[block] = found++;
            _stack[depth] = block;
            _pending[depth++] = function.EdgesOf(new Block(block));
        }
    }
}
