using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// What passes share while they work on one function: analyses that are computed when asked for, and values that stand for others.
/// One object per compiling thread.
/// </summary>
internal sealed class PassContext
{
    private readonly ControlFlow _flow = new();
    private readonly DominatorTree _dominators = new();
    private readonly LoopForest _loops = new();
    private readonly MemoryEffects _effects = new();
    private Value[] _aliases = [];
    private int _aliasCount;
    private bool _replaced;
    private bool _hasFlow;
    private bool _hasDominators;
    private bool _hasLoops;
    private bool _hasEffects;

    /// <summary>The function.</summary>
    public IrFunction Function { get; private set; } = new();

    /// <summary>Predecessors and order. Valid until <see cref="ControlFlowChanged"/>.</summary>
    public ControlFlow Flow
    {
        get
        {
            if (!_hasFlow)
            {
                _flow.Compute(Function);
                _hasFlow = true;
            }

            return _flow;
        }
    }

    /// <summary>The dominator tree. Valid until <see cref="ControlFlowChanged"/>.</summary>
    public DominatorTree Dominators
    {
        get
        {
            if (!_hasDominators)
            {
                _dominators.Compute(Function, Flow);
                _hasDominators = true;
            }

            return _dominators;
        }
    }

    /// <summary>The loops. Valid until <see cref="ControlFlowChanged"/>.</summary>
    public LoopForest Loops
    {
        get
        {
            if (!_hasLoops)
            {
                _loops.Compute(Function, Flow, Dominators);
                _hasLoops = true;
            }

            return _loops;
        }
    }

    /// <summary>
    /// Which regions of memory change where. Valid until <see cref="ControlFlowChanged"/>: within blocks no pass adds stores or
    /// calls, or takes them away.
    /// </summary>
    public MemoryEffects Effects
    {
        get
        {
            if (!_hasEffects)
            {
                _effects.Compute(Function, Flow, Dominators);
                _hasEffects = true;
            }

            return _effects;
        }
    }

    /// <summary>Begins with a function; forgets the one before.</summary>
    public void Begin(IrFunction function)
    {
        Function = function;
        ControlFlowChanged();
        _replaced = false;
        _aliasCount = function.InstructionCount;
        Pooled.Clear(ref _aliases, _aliasCount);
    }

    /// <summary>To be called when edges, terminators or blocks have changed.</summary>
    public void ControlFlowChanged()
    {
        _hasFlow = false;
        _hasDominators = false;
        _hasLoops = false;
        _hasEffects = false;
    }

    /// <summary>
    /// Lets a value stand for another from now on, and takes the other out of its block unless it is a parameter. Uses are changed
    /// by <see cref="FinishReplacing"/>; until then they must be read through <see cref="Resolve"/>.
    /// </summary>
    public void Replace(Value old, Value with)
    {
        if (_aliasCount < Function.InstructionCount)
        {
            int count = Function.InstructionCount;
            Pooled.Ensure(ref _aliases, count);
            Array.Clear(_aliases, _aliasCount, count - _aliasCount);
            _aliasCount = count;
        }

        _aliases[old.Index] = Resolve(with);
        _replaced = true;
        if (Function[old].Op != IrOp.Parameter)
        {
            Function.Remove(old);
        }
    }

    /// <summary>Whether something stands for a value.</summary>
    public bool IsReplaced(Value value) => value.Index < _aliasCount && _aliases[value.Index].IsSome;

    /// <summary>The value that stands for a value: itself, if nothing else does.</summary>
    public Value Resolve(Value value)
    {
        while (value.Index < _aliasCount)
        {
            Value next = _aliases[value.Index];
            if (!next.IsSome)
            {
                break;
            }

            // Halves the way for the next who asks.
            if (next.Index < _aliasCount && _aliases[next.Index] is { IsSome: true } far)
            {
                _aliases[value.Index] = far;
            }

            value = next;
        }

        return value;
    }

    /// <summary>Resolves the operands in an instruction's fields.</summary>
    public void ResolveFields(ref Instruction instruction)
    {
        if (!_replaced)
        {
            return;
        }

        ResolveFields(ref instruction, IrOpTable.Get(instruction.Op).Mask);
    }

    private void ResolveFields(ref Instruction instruction, int mask)
    {
        if ((mask & 1) != 0)
        {
            ResolveInPlace(ref instruction.A);
        }

        if ((mask & 2) != 0)
        {
            ResolveInPlace(ref instruction.B);
        }

        if ((mask & 4) != 0)
        {
            ResolveInPlace(ref instruction.C);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ResolveInPlace(ref Value value)
    {
        int index = value.Index;
        if (index < _aliasCount && _aliases[index].IsSome)
        {
            value = Resolve(value);
        }
    }

    private void ResolveAll(Span<Value> values)
    {
        foreach (ref Value value in values)
        {
            ResolveInPlace(ref value);
        }
    }

    private void ResolveLists(ref Instruction instruction, IrShape shape)
    {
        switch (shape)
        {
            case IrShape.Call:
                ref CallInfo call = ref Function.CallOf(in instruction);
                ResolveInPlace(ref call.Instance);
                ResolveAll(Function.Arguments(in call));
                break;
            case IrShape.Return:
                ResolveAll(Function.List(instruction.A.Index, instruction.B.Index));
                break;
            case IrShape.Jump:
                ResolveAll(Function.Arguments(instruction.A.Index));
                break;
            case IrShape.BranchIf:
                ResolveAll(Function.Arguments(instruction.B.Index));
                ResolveAll(Function.Arguments(instruction.C.Index));
                break;
            case IrShape.BranchTable:
                for (int i = 0; i < instruction.C.Index; i++)
                {
                    ResolveAll(Function.Arguments(instruction.B.Index + i));
                }

                break;
        }
    }

    /// <summary>Changes all uses in blocks of the order to the values that stand for them.</summary>
    public void FinishReplacing()
    {
        if (!_replaced)
        {
            return;
        }

        foreach (Block block in Function.BlockOrder)
        {
            for (Value value = Function[block].First; value.IsSome; value = Function.Next(value))
            {
                ref Instruction instruction = ref Function[value];
                ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
                ResolveFields(ref instruction, info.Mask);
                if (info.Shape > IrShape.Memory)
                {
                    ResolveLists(ref instruction, info.Shape);
                }
            }
        }

        Array.Clear(_aliases, 0, _aliasCount);
        _replaced = false;
    }

    /// <summary>Takes blocks out of the order that nothing reaches. No analysis is invalid after it.</summary>
    public void RemoveUnreachable()
    {
        List<Block> order = Function.BlockOrder;
        if (Flow.Count == order.Count)
        {
            return;
        }

        int kept = 0;
        for (int i = 0; i < order.Count; i++)
        {
            Block block = order[i];
            if (_flow.IsReachable(block))
            {
                order[kept++] = block;
                continue;
            }

            // What was in there is in no block from now on.
            while (Function[block].First is { IsSome: true } first)
            {
                Function.Remove(first);
            }
        }

        order.RemoveRange(kept, order.Count - kept);
    }

    /// <summary>The number that a value is, if it is an i32 (sign-extended) or i64 constant.</summary>
    public bool IsConstant(Value value, out long number)
    {
        ref Instruction instruction = ref Function[value];
        number = instruction.Op == (IrOp)Op.I32Const ? (int)instruction.Imm : instruction.Imm;
        return instruction.Op is (IrOp)Op.I32Const or (IrOp)Op.I64Const;
    }

    /// <summary>Whether a value is a constant of any type.</summary>
    public bool IsConstant(Value value) => IrOpTable.Get(Function[value].Op).Shape == IrShape.Constant;

    /// <summary>A constant's bits.</summary>
    public Vector128<byte> BitsOf(Value constant)
    {
        ref Instruction instruction = ref Function[constant];
        return instruction.Op == (IrOp)Op.V128Const
            ? Function.Vectors[(int)instruction.Imm]
            : Vector128.CreateScalar(instruction.Imm).AsByte();
    }

    /// <summary>Makes an instruction a constant of its type.</summary>
    public void MakeConstant(Value value, Vector128<byte> bits)
    {
        ref Instruction instruction = ref Function[value];
        instruction = ConstantOf(instruction.Type, bits);
    }

    /// <summary>A constant, not yet in the function.</summary>
    public Instruction ConstantOf(IrType type, Vector128<byte> bits)
    {
        long low = bits.AsInt64().ToScalar();
        switch (type)
        {
            case IrType.I32:
                return new Instruction { Op = (IrOp)Op.I32Const, Type = type, Imm = (uint)low };
            case IrType.I64:
                return new Instruction { Op = (IrOp)Op.I64Const, Type = type, Imm = low };
            case IrType.F32:
                return new Instruction { Op = (IrOp)Op.F32Const, Type = type, Imm = (uint)low };
            case IrType.F64:
                return new Instruction { Op = (IrOp)Op.F64Const, Type = type, Imm = low };
            case IrType.V128:
                Function.Vectors.Add(bits);
                return new Instruction { Op = (IrOp)Op.V128Const, Type = type, Imm = Function.Vectors.Count - 1 };
            default:
                throw new IrException($"there are no constants of type {type}");
        }
    }
}
