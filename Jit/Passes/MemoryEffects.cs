using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// Which regions of memory may change between the end of a block's immediate dominator and the block's beginning. Sets of regions
/// have 64 bits: the small numbers have one each, globals and fields share the others. Near-linear: paths in the dominator tree
/// are compressed.
/// </summary>
internal sealed class MemoryEffects
{
    /// <summary>Everything may change.</summary>
    public const ulong All = ulong.MaxValue;

    private ulong[] _within = [];
    private ulong[] _before = [];
    private ulong[] _weights = [];
    private int[] _roots = [];
    private int[] _path = [];

    /// <summary>The bit of a region.</summary>
    public static int BitOf(int region) => region <= MemoryRegion.LinearMemory ? region : 16 + (region % 48);

    /// <summary>What an instruction may change.</summary>
    public static ulong Of(in Instruction instruction)
    {
        IrFlags flags = IrOpTable.Get(instruction.Op).Flags;
        return (flags & IrFlags.Call) != 0 ? All
            : (flags & IrFlags.Store) != 0 ? 1UL << BitOf(MemoryAccess.Of(in instruction).Region)
            : 0;
    }

    /// <summary>What a block itself may change.</summary>
    public ulong Within(Block block) => _within[block.Index];

    /// <summary>What may change after the immediate dominator's end and before a block, on any way, repetitions of loops included.</summary>
    public ulong Before(Block block) => _before[block.Index];

    /// <summary>Computes all sets.</summary>
    public void Compute(IrFunction function, ControlFlow flow, DominatorTree dominators)
    {
        int blocks = function.BlockCount;
        Pooled.Clear(ref _within, blocks);
        Pooled.Clear(ref _before, blocks);
        Pooled.Clear(ref _weights, blocks);
        Pooled.Fill(ref _roots, blocks, -1);
        Pooled.Ensure(ref _path, blocks);
        ReadOnlySpan<int> order = flow.Order;
        foreach (int block in order)
        {
            ulong changed = 0;
            for (Value value = function[new Block(block)].First; value.IsSome; value = function.Next(value))
            {
                changed |= Of(in function[value]);
            }

            _within[block] = changed;
        }

        // Children before parents, siblings in the order of control flow: what lies between is known when it is asked for.
        ReadOnlySpan<int> preorder = dominators.Preorder;
        for (int i = preorder.Length - 1; i >= 0; i--)
        {
            var parent = new Block(preorder[i]);
            for (Block child = dominators.FirstChild(parent); child.Index >= 0; child = dominators.NextSibling(child))
            {
                _before[child.Index] = Between(parent.Index, child.Index, flow);
                _roots[child.Index] = parent.Index;
                _weights[child.Index] = _within[child.Index] | _before[child.Index];
            }
        }
    }

    private ulong Between(int parent, int block, ControlFlow flow)
    {
        ulong changed = 0;
        foreach (int source in flow.Predecessors(new Block(block)))
        {
            if (source == parent)
            {
                continue;
            }

            int root = Evaluate(source, out ulong weight);
            if (root == parent)
            {
                changed |= weight;
            }
            else if (root == block)
            {
                // A way back to the block itself.
                changed |= weight | _within[block];
            }
            else
            {
                // A cycle with several entries.
                return All;
            }
        }

        return changed;
    }

    // The root of a block's tree and the union of what lies below the root on the way; makes the way short.
    private int Evaluate(int block, out ulong weight)
    {
        int depth = 0;
        int root = block;
        while (_roots[root] >= 0)
        {
            _path[depth++] = root;
            root = _roots[root];
        }

        ulong below = 0;
        while (depth > 0)
        {
            int node = _path[--depth];
            below |= _weights[node];
            _weights[node] = below;
            _roots[node] = root;
        }

        weight = below;
        return root;
    }
}
