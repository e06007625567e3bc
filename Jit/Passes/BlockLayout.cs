using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// The order of blocks in code: as the WebAssembly code has it, which keeps loops together, with the cold ones behind all others.
/// Notes nesting depths and loop headers in the blocks. Last of all passes: it takes what it finds for final.
/// </summary>
internal sealed class BlockLayout : Pass
{
    private Block[] _cold = [];

    /// <inheritdoc/>
    public override void Run(PassContext context)
    {
        IrFunction function = context.Function;
        context.RemoveUnreachable();
        NoteLoops(context);
        FindCold(context);
        List<Block> order = function.BlockOrder;
        Pooled.Ensure(ref _cold, order.Count);
        int kept = 0;
        int cold = 0;
        for (int i = 0; i < order.Count; i++)
        {
            Block block = order[i];
            if (function[block].IsCold)
            {
                _cold[cold++] = block;
            }
            else
            {
                order[kept++] = block;
            }
        }

        for (int i = 0; i < cold; i++)
        {
            order[kept++] = _cold[i];
        }
    }

    private static void NoteLoops(PassContext context)
    {
        LoopForest loops = context.Loops;
        foreach (int number in context.Flow.Order)
        {
            var block = new Block(number);
            ref BlockData data = ref context.Function[block];
            int loop = loops.InnermostOf(block);
            data.LoopDepth = loops.DepthOf(block);
            data.IsLoopHeader = loop >= 0 && loops[loop].Header == block;
        }
    }

    // Cold is what traps, what only leads there, and where only branches lead that are not expected.
    private static void FindCold(PassContext context)
    {
        IrFunction function = context.Function;
        ReadOnlySpan<int> order = context.Flow.Order;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            var block = new Block(order[i]);
            ref BlockData data = ref function[block];
            bool any = false;
            bool all = true;
            foreach (int edge in function.EdgesOf(block))
            {
                Block target = function.EdgeAt(edge).Target;
                any = true;
                all &= function[target].IsCold && context.Flow.Position(target) > i;
            }

            data.IsCold |= any ? all : function[data.Last].Op is IrOp.Trap or IrOp.Unreachable;
        }

        foreach (int number in order)
        {
            var block = new Block(number);
            ReadOnlySpan<int> incoming = context.Flow.Incoming(block);
            if (incoming.Length == 1 && context.Flow.Predecessors(block)[0] is var source)
            {
                ref Instruction branch = ref function[function[new Block(source)].Last];
                bool unlikely = branch.Op == IrOp.BranchIf && branch.B != branch.C
                    && branch.Flags == (branch.B.Index == incoming[0] ? 2 : 1);
                function[block].IsCold |= unlikely || (function[new Block(source)].IsCold && number != 0);
            }
        }

        function[IrFunction.Entry].IsCold = false;
    }
}
