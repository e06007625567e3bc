using Wasm.Core.Instructions;

namespace Wasm.Jit.Ir;

// One instruction: its operands, their types, and what its operation asks for besides.
internal sealed partial class IrVerifier
{
    private void CheckInstruction(Value value)
    {
        Instruction instruction = _function[value];
        ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
        foreach (ref Value operand in _function.OperandsOf(value))
        {
            if (!CheckUse(value, operand))
            {
                return;
            }
        }

        CheckField(value, instruction.A, info.TypeA, (info.Mask & 1) != 0, "first", !IsOptional(instruction.Op, 0));
        CheckField(value, instruction.B, info.TypeB, (info.Mask & 2) != 0, "second", !IsOptional(instruction.Op, 1));
        CheckField(value, instruction.C, info.TypeC, (info.Mask & 4) != 0, "third", true);
        if (_error is not null)
        {
            return;
        }

        switch (info.Shape)
        {
            case IrShape.Memory:
                CheckAccess(value, instruction, info);
                break;
            case IrShape.Call:
                CheckCall(value, instruction);
                break;
            case IrShape.Return:
                CheckTypes(value, _function.List(instruction.A.Index, instruction.B.Index), _function.Signature.Results, "value");
                CheckType(value, instruction.Type, IrType.None);
                break;
            case IrShape.Jump or IrShape.BranchIf or IrShape.BranchTable:
                CheckEdges(value, instruction);
                CheckType(value, instruction.Type, IrType.None);
                break;
            default:
                CheckPlain(value, instruction, info);
                break;
        }
    }

    // An index of an address, the detail of a trap.
    private static bool IsOptional(IrOp op, int field) =>
        field == 1 && (IrOpTable.Get(op).Shape == IrShape.Memory || op is IrOp.TrapIf or IrOp.TrapIfNot or IrOp.Trap);

    private bool CheckUse(Value user, Value operand)
    {
        if ((uint)operand.Index >= (uint)_function.InstructionCount || _positions[operand.Index] < 0)
        {
            return Fail(user, $"uses {operand}, which is not there");
        }

        if (!_flow.IsReachable(_block))
        {
            return true;
        }

        Block from = _function.BlockOf(operand);
        Instruction definition = _function[operand];
        if (IsInvoke(definition.Op))
        {
            // There only behind the edge of its return.
            from = _function.EdgeAt(_function.CallOf(in definition).NormalEdge).Target;
            return Require(_flow.IsReachable(from) && _dominators.Dominates(from, _block), user, $"uses {operand} where the call may have thrown");
        }

        bool dominates = from == _block
            ? _positions[operand.Index] < _positions[user.Index]
            : _flow.IsReachable(from) && _dominators.Dominates(from, _block);
        return Require(dominates, user, $"uses {operand}, whose definition in {from} does not dominate it");
    }

    private void CheckField(Value value, Value operand, IrType expected, bool isValue, string which, bool isRequired)
    {
        if (!isValue)
        {
            return;
        }

        if (!operand.IsSome)
        {
            Require(!isRequired, value, $"lacks its {which} operand");
            return;
        }

        IrType actual = _function[operand].Type;
        bool right = expected == IrType.None
            ? actual != IrType.None || _function[value].Op == IrOp.Result
            : actual == expected;
        Require(right, value, $"its {which} operand, {operand}, is {actual}, expected {expected}");
    }

    private void CheckType(Value value, IrType actual, IrType expected) =>
        Require(actual == expected, value, $"is of type {actual}, expected {expected}");

    private void CheckTypes(Value value, ReadOnlySpan<Value> operands, ReadOnlySpan<IrType> types, string what)
    {
        if (!Require(operands.Length == types.Length, value, $"has {operands.Length} {what}s, expected {types.Length}"))
        {
            return;
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (!operands[i].IsSome || _function[operands[i]].Type != types[i])
            {
                Fail(value, $"its {what} {i}, {operands[i]}, is {_function[operands[i]].Type}, expected {types[i]}");
                return;
            }
        }
    }

    private void CheckEdges(Value value, in Instruction instruction)
    {
        foreach (int number in _function.EdgesOf(value))
        {
            Edge edge = _function.EdgeAt(number);
            ReadOnlySpan<Value> arguments = _function.Arguments(number);
            BlockData target = _function[edge.Target];
            if (!Require(arguments.Length == target.ParameterCount, value, $"its edge to {edge.Target} has {arguments.Length} values, the block {target.ParameterCount} parameters"))
            {
                return;
            }

            Value parameter = target.FirstParameter;
            foreach (Value argument in arguments)
            {
                IrType actual = argument.IsSome ? _function[argument].Type : IrType.None;
                if (actual != _function[parameter].Type)
                {
                    Fail(value, $"its edge to {edge.Target} has {argument}, {actual}, for {parameter}, {_function[parameter].Type}");
                    return;
                }

                parameter = _function.Next(parameter);
            }

            Value first = target.First;
            Require(_function[first].Op != IrOp.LandingPad, value, $"jumps to {edge.Target}, a landing pad");
        }

        Require(instruction.Op != IrOp.BranchIf || instruction.Flags <= 2, value, $"there is no hint {instruction.Flags}");
    }

    private void CheckAccess(Value value, in Instruction instruction, in IrOpInfo info)
    {
        CheckType(value, instruction.Type, info.Result);
        IrType index = instruction.B.IsSome ? _function[instruction.B].Type : IrType.I32;
        Require(index is IrType.I32 or IrType.I64 or IrType.Ref, value, $"its index, {instruction.B}, is {index}");
        if (InstructionTable.Get((Op)instruction.Op) is { Immediate: Immediate.MemArgLane } row)
        {
            Require(instruction.Flags < 16 >> row.AlignmentLog2, value, $"there is no lane {instruction.Flags}");
        }

        MemoryAccess access = MemoryAccess.Of(in instruction);
        Require(!access.IsInvariant || (info.Flags & IrFlags.Store) == 0, value, "stores to what never changes");
    }

    private void CheckCall(Value value, in Instruction instruction)
    {
        CallInfo call = _function.CallOf(in instruction);
        IrSignature signature = _function.Signatures[call.Signature];
        CheckTypes(value, _function.Arguments(in call), signature.Parameters, "argument");
        bool isTail = instruction.Op is IrOp.ReturnCall or IrOp.ReturnCallIndirect;
        CheckType(value, instruction.Type, signature.Results.Length == 1 && !isTail ? signature.Results[0] : IrType.None);
        if (instruction.Op is IrOp.Call or IrOp.ReturnCall or IrOp.Invoke)
        {
            Require(call.Instance.IsSome, value, "has no instance");
        }

        if (call.Instance.IsSome)
        {
            Require(_function[call.Instance].Type == IrType.I64, value, $"its instance, {call.Instance}, is {_function[call.Instance].Type}");
        }

        if (isTail)
        {
            Require(signature.Results.AsSpan().SequenceEqual(_function.Signature.Results), value, "returns other types than the function");
        }

        if (IsInvoke(instruction.Op))
        {
            CheckInvoke(value, call);
        }
    }

    private void CheckInvoke(Value value, in CallInfo call)
    {
        Edge normal = _function.EdgeAt(call.NormalEdge);
        Edge pad = _function.EdgeAt(call.PadEdge);
        Require(normal.Count == 0 && pad.Count == 0, value, "its edges carry values");
        Require(_function[normal.Target].ParameterCount == 0 && _function[pad.Target].ParameterCount == 0, value, "goes to a block with parameters");
        Require(_function[_function[pad.Target].First].Op == IrOp.LandingPad, value, $"{pad.Target} is no landing pad");
        Require(_function[_function[normal.Target].First].Op != IrOp.LandingPad, value, $"returns to {normal.Target}, a landing pad");
        if (_flow.IsReachable(_block))
        {
            Require(_flow.Predecessors(normal.Target).Length == 1, value, $"{normal.Target} has other predecessors");
            Require(_flow.Predecessors(pad.Target).Length == 1, value, $"{pad.Target} has other predecessors");
        }
    }

    private void CheckPlain(Value value, in Instruction instruction, in IrOpInfo info)
    {
        switch (instruction.Op)
        {
            case (IrOp)Op.Select:
                CheckType(value, _function[instruction.B].Type, _function[instruction.A].Type);
                CheckType(value, instruction.Type, _function[instruction.A].Type);
                return;
            case IrOp.Result:
                CheckResult(value, instruction);
                return;
            case IrOp.LandingPad:
                Require(!_flow.IsReachable(_block) || _flow.Predecessors(_block).Length == 1, value, "has several predecessors");
                break;
            case IrOp.BoundsCheck:
                Require(_function[instruction.A].Type is IrType.I32 or IrType.I64, value, $"its index is {_function[instruction.A].Type}");
                Require(instruction.Imm is >= 0 and < 1L << 48, value, $"its extent, {instruction.Imm}, is out of range");
                break;
            case IrOp.TrapIf or IrOp.TrapIfNot:
                Require(_function[instruction.A].Type is IrType.I32 or IrType.I64 or IrType.Ref, value, $"its condition is {_function[instruction.A].Type}");
                break;
            case (IrOp)Op.V128Const or (IrOp)Op.I8x16Shuffle:
                Require((ulong)instruction.Imm < (ulong)_function.Vectors.Count, value, $"there is no vector {instruction.Imm}");
                break;
            case (IrOp)Op.I32Const or (IrOp)Op.F32Const:
                Require((ulong)instruction.Imm <= uint.MaxValue, value, "has bits above the 32nd");
                break;
        }

        if (instruction.Op is IrOp.BoundsCheck or IrOp.AddOrTrap or IrOp.TrapIf or IrOp.TrapIfNot or IrOp.Trap)
        {
            Require(instruction.Trap != 0, value, "has no trap code");
        }

        CheckType(value, instruction.Type, info.Result);
    }

    private void CheckResult(Value value, in Instruction instruction)
    {
        Instruction source = _function[instruction.A];
        if (source.Op == IrOp.LandingPad)
        {
            Require(instruction.B.Index is 0 or 1, value, $"a landing pad has no result {instruction.B.Index}");
            CheckType(value, instruction.Type, instruction.B.Index == 0 ? IrType.Ref : IrType.I32);
        }
        else if (Require(IrOpTable.Get(source.Op).Shape == IrShape.Call, value, $"{instruction.A} is no call"))
        {
            IrType[] types = _function.Signatures[_function.CallOf(in source).Signature].Results;
            if (Require(types.Length > 1 && (uint)instruction.B.Index < (uint)types.Length, value, $"{instruction.A} has no result {instruction.B.Index}"))
            {
                CheckType(value, instruction.Type, types[instruction.B.Index]);
            }
        }

        // Directly behind what gives them: nothing may overwrite their registers in between.
        Value before = _function.Previous(value);
        bool stands = IsInvoke(source.Op)
            ? !before.IsSome && _function.EdgeAt(_function.CallOf(in source).NormalEdge).Target == _block
            : before == instruction.A;
        stands |= before.IsSome && _function[before].Op == IrOp.Result && _function[before].A == instruction.A;
        Require(stands, value, $"does not stand directly behind {instruction.A}");
    }
}
