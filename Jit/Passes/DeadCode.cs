using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// Takes out what nothing reads: instructions without an effect, and parameters of blocks, also those that only feed themselves
/// around a loop. Linear: each value is marked once.
/// </summary>
internal sealed class DeadCode : Pass
{
    private bool[] _live = [];
    private int[] _work = [];
    private int _count;

    /// <inheritdoc/>
    public override void Run(PassContext context)
    {
        IrFunction function = context.Function;
        context.RemoveUnreachable();
        Pooled.Clear(ref _live, function.InstructionCount);
        Pooled.Ensure(ref _work, function.InstructionCount);
        _count = 0;
        foreach (int block in context.Flow.Order)
        {
            for (Value value = function[new Block(block)].First; value.IsSome; value = function.Next(value))
            {
                if (!CanGo(context, in function[value]))
                {
                    Mark(value);
                }
            }
        }

        while (_count > 0)
        {
            MarkOperands(context, new Value(_work[--_count]));
        }

        Sweep(context);
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
        if (!_live[value.Index])
        {
            _live[value.Index] = true;
            _work[_count++] = value.Index;
        }
    }

    private void MarkOperands(PassContext context, Value value)
    {
        IrFunction function = context.Function;
        Instruction instruction = function[value];
        switch (IrOpTable.Get(instruction.Op).Shape)
        {
            case IrShape.Jump or IrShape.BranchIf or IrShape.BranchTable:
                // The values of edges live if the parameters do.
                if (instruction.Op != IrOp.Jump)
                {
                    Mark(instruction.A);
                }

                return;
            case IrShape.Plain when instruction.Op == IrOp.Parameter:
                Block block = function.BlockOf(value);
                if (block != IrFunction.Entry)
                {
                    foreach (int edge in context.Flow.Incoming(block))
                    {
                        Mark(function.Arguments(edge)[instruction.A.Index]);
                    }
                }

                return;
        }

        foreach (ref Value operand in function.OperandsOf(value))
        {
            Mark(operand);
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
