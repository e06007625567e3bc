using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// Natural loops: a header, and all that leads back to it without passing it. Loops are numbered so that outer ones come before
/// inner ones. Near-linear; keeps its arrays. A cycle that is not entered by its header alone is no loop here.
/// </summary>
internal sealed class LoopForest
{
    private Loop[] _loops = [];
    private int[] _innermost = [];
    private int[] _work = [];
    private int[] _ends = [];

    /// <summary>Number of loops.</summary>
    public int Count { get; private set; }

    /// <summary>A loop.</summary>
    public ref readonly Loop this[int loop] => ref _loops[loop];

    /// <summary>The innermost loop that a block is in, or -1.</summary>
    public int InnermostOf(Block block) => _innermost[block.Index];

    /// <summary>Nesting depth of a block: 0 is none.</summary>
    public int DepthOf(Block block) => _innermost[block.Index] >= 0 ? _loops[_innermost[block.Index]].Depth : 0;

    /// <summary>Whether a block is in a loop, or in one inside it. Takes as long as the loops are nested between them.</summary>
    public bool Contains(int loop, Block block)
    {
        int inner = _innermost[block.Index];
        while (inner > loop)
        {
            inner = _loops[inner].Parent;
        }

        return inner == loop;
    }

    /// <summary>Finds the loops.</summary>
    public void Compute(IrFunction function, ControlFlow flow, DominatorTree dominators)
    {
        Count = 0;
        Pooled.Fill(ref _innermost, function.BlockCount, -1);
        Pooled.Ensure(ref _work, flow.Count);
        ReadOnlySpan<int> order = flow.Order;

        // Outer headers have smaller positions in reverse postorder.
        foreach (int block in order)
        {
            var header = new Block(block);
            foreach (int source in flow.Predecessors(header))
            {
                if (dominators.Dominates(header, new Block(source)))
                {
                    Pooled.Ensure(ref _loops, Count + 1);
                    _loops[Count++] = new Loop { Header = header, Parent = -1 };
                    break;
                }
            }
        }

        // Inner loops first, each block visited once for the loop that it is innermost in; finished loops are stepped over as one.
        Pooled.Ensure(ref _ends, Count);
        for (int loop = Count - 1; loop >= 0; loop--)
        {
            Collect(loop, flow, dominators);
        }

        for (int loop = 0; loop < Count; loop++)
        {
            _loops[loop].Depth = _loops[loop].Parent < 0 ? 1 : _loops[_loops[loop].Parent].Depth + 1;
        }
    }

    private void Collect(int loop, ControlFlow flow, DominatorTree dominators)
    {
        Block header = _loops[loop].Header;
        int count = 0;
        int found = 0;
        _innermost[header.Index] = loop;
        _ends[loop] = loop;
        foreach (int source in flow.Predecessors(header))
        {
            if (dominators.Dominates(header, new Block(source)))
            {
                Visit(source);
            }
        }

        while (count > 0)
        {
            foreach (int source in flow.Predecessors(new Block(_work[--count])))
            {
                Visit(source);
            }
        }

        _loops[loop].Blocks = found + 1;

        void Visit(int block)
        {
            int inner = _innermost[block];
            if (inner < 0)
            {
                _innermost[block] = loop;
                found++;
                _work[count++] = block;
                return;
            }

            int outermost = Find(inner);
            if (outermost != loop)
            {
                // The whole inner loop belongs to this one; what leads to its header is looked at next.
                _loops[outermost].Parent = loop;
                _ends[outermost] = loop;
                found += _loops[outermost].Blocks;
                _work[count++] = _loops[outermost].Header.Index;
            }
        }
    }

    // The outermost loop so far that a loop is in; halves ways.
    private int Find(int loop)
    {
        while (_ends[loop] != loop)
        {
            _ends[loop] = _ends[_ends[loop]];
            loop = _ends[loop];
        }

        return loop;
    }

    /// <summary>A loop.</summary>
    internal struct Loop
    {
        /// <summary>The block by which it is entered and repeated.</summary>
        public Block Header;

        /// <summary>The loop around it, or -1.</summary>
        public int Parent;

        /// <summary>1 for an outermost loop.</summary>
        public int Depth;

        /// <summary>Number of blocks, with those of inner loops.</summary>
        public int Blocks;
    }
}
