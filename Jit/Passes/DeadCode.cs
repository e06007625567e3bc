using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// Takes out what nothing reads: instructions without an effect, and parameters of blocks, also those that only feed themselves
/// around a loop. Linear: each value is marked once.
/// </summary>
/// <remarks>
/// One walk backward sees uses before definitions, but for what goes around a loop: that, and what it needs, is marked afterwards.
/// </remarks>
internal sealed class DeadCode : Pass
{
    private bool[] _live = [];
    private int[] _work = [];
    private int _count;

    // Blocks from this position on have been walked through.
    private int _walked;
    private PassContext _context = new();
    private IrFunction _function = new();

    /// <inheritdoc/>
    public override void Run(PassContext context)
    {
        _context = context;
        _function = context.Function;
        context.RemoveUnreachable();
        Pooled.Clear(ref _live, _function.InstructionCount);
        _count = 0;

        // What is no value needs no mark.
        _live[0] = true;
        ReadOnlySpan<int> order = context.Flow.Order;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            Walk(new Block(order[i]), i);
        }

        _walked = 0;
        while (_count > 0)
        {
            MarkOperands(new Value(_work[--_count]));
        }

        Sweep(context);
    }

    private void Walk(Block block, int position)
    {
        _walked = position + 1;
        for (Value value = _function[block].Last; value.IsSome; value = _function.Previous(value))
        {
            ref bool live = ref _live[value.Index];
            if (live || !CanGo(_context, in _function[value]))
            {
                live = true;
                MarkOperands(value);
            }
        }

        _walked = position;
        for (Value parameter = _function[block].FirstParameter; parameter.IsSome; parameter = _function.Next(parameter))
        {
            if (_live[parameter.Index])
            {
                MarkIncoming(block, _function[parameter].A.Index);
            }
        }
    }

    /// <summary>Whether an instruction does nothing but give its value.</summary>
    private static bool CanGo(PassContext context, in Instruction instruction)
    {
        if (IrFunction.IsRemovable(in instruction))
        {
            return true;
        }

        // A division by a constant that cannot trap. The quotient overflows only for -1.
        return (Op)instruction.Op switch
        {
            Op.I32DivU or Op.I64DivU or Op.I32RemU or Op.I64RemU or Op.I32RemS or Op.I64RemS =>
                context.IsConstant(instruction.B, out long divisor) && divisor != 0,
            Op.I32DivS or Op.I64DivS => context.IsConstant(instruction.B, out long divisor) && divisor is not (0 or -1),
            _ => false,
        };
    }

    private void Mark(Value value)
    {
        ref bool live = ref _live[value.Index];
        if (live)
        {
            return;
        }

        live = true;
        if (_context.Flow.Position(_function.BlockOf(value)) >= _walked)
        {
            Pooled.Push(ref _work, ref _count, value.Index);
        }
    }

    private void MarkAll(ReadOnlySpan<Value> values)
    {
        foreach (Value value in values)
        {
            Mark(value);
        }
    }

    private void MarkIncoming(Block block, int position)
    {
        if (block == IrFunction.Entry)
        {
            return;
        }

        foreach (int edge in _context.Flow.Incoming(block))
        {
            Mark(_function.Arguments(edge)[position]);
        }
    }

    private void MarkOperands(Value value)
    {
        ref Instruction instruction = ref _function[value];
        ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
        if (instruction.Op == IrOp.Parameter)
        {
            MarkIncoming(_function.BlockOf(value), instruction.A.Index);
            return;
        }

        // The values of edges live if the parameters do.
        if (info.Shape == IrShape.Call)
        {
            ref CallInfo call = ref _function.CallOf(in instruction);
            Mark(call.Instance);
            MarkAll(_function.Arguments(in call));
        }
        else if (info.Shape == IrShape.Return)
        {
            MarkAll(_function.List(instruction.A.Index, instruction.B.Index));
        }

        int mask = info.Mask;
        if ((mask & 1) != 0)
        {
            Mark(instruction.A);
        }

        if ((mask & 2) != 0)
        {
            Mark(instruction.B);
        }

        if ((mask & 4) != 0)
        {
            Mark(instruction.C);
        }
    }

    private void Sweep(PassContext context)
    {
        IrFunction function = context.Function;
        foreach (int number in context.Flow.Order)
        {
            var block = new Block(number);
            for (Value value = function[block].First; value.IsSome;)
            {
                Value next = function.Next(value);
                if (!_live[value.Index])
                {
                    function.Remove(value);
                }

                value = next;
            }

            if (block != IrFunction.Entry && function[block].ParameterCount > 0)
            {
                function.RemoveParameters(block, context.Flow.Incoming(block), _live);
            }
        }
    }
}
