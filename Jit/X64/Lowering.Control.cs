using System.Diagnostics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>The IR's own operations, and terminators other than calls.</content>
internal sealed partial class Lowering
{
    /// <summary>How many values of an edge are looked at for one that is better compared.</summary>
    private const int LongestSearch = 16;

    /// <inheritdoc/>
    protected override void LowerJump() => Add((ushort)X64Op.Jump, Operands, MachineFlags.Terminator);

    /// <inheritdoc/>
    protected override void LowerTerminator(Value value, in Instruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.Jump:
                LowerJump();
                break;
            case IrOp.BranchIf:
                LowerBranch(in instruction);
                break;
            case IrOp.BranchTable:
                LowerBranchTable(in instruction);
                break;
            case IrOp.Return:
                LowerReturn(in instruction);
                break;
            case IrOp.ReturnCall or IrOp.ReturnCallIndirect:
                LowerTailCall(in instruction);
                break;
            case IrOp.Invoke or IrOp.InvokeIndirect or IrOp.InvokeHelper:
                LowerCall(value, in instruction, true);
                break;
            case IrOp.Trap:
                int detail = instruction.B.IsSome ? Register(instruction.B) : -1;
                int first = Operands;
                if (detail >= 0)
                {
                    UseAny(detail);
                }

                ref MachineInstruction trap = ref Add((ushort)X64Op.Trap, first, MachineFlags.Terminator);
                trap.Imm = default(X64Form).Trapping(instruction.Trap, detail >= 0).With(0);
                break;
            default:
                Add((ushort)X64Op.Unreachable, Operands, MachineFlags.Terminator);
                break;
        }
    }

    private void LowerBranch(in Instruction instruction)
    {
        if (!TryComparisonOfNext(in instruction, out Comparison comparison))
        {
            comparison = ConditionOf(instruction.A);
        }

        int first = Operands;
        AddComparison(in comparison);
        EndComparison(first, in comparison, default(X64Form).For(X64Consumer.Branch)).Flags = MachineFlags.Terminator;
    }

    /// <summary>
    /// A branch that compares <c>i</c> with a constant for equality, and takes <c>i + k</c> along: that is compared in its place, so
    /// that <c>i</c> and <c>i + k</c> can have the same register.
    /// </summary>
    private bool TryComparisonOfNext(in Instruction branch, out Comparison comparison)
    {
        comparison = default;
        ref Instruction condition = ref Function[branch.A];
        bool isLong = condition.Op is (IrOp)Op.I64Eq or (IrOp)Op.I64Ne;
        if ((!isLong && condition.Op is not ((IrOp)Op.I32Eq or (IrOp)Op.I32Ne)) || UsesOf(branch.A) != 1 || !TryConstant(condition.B, out long bound))
        {
            return false;
        }

        OperandSize size = isLong ? OperandSize.Qword : OperandSize.Dword;
        foreach (int edge in Function.EdgesOf(Root))
        {
            foreach (Value next in Function.Arguments(edge)[..Math.Min(Function.Arguments(edge).Length, LongestSearch)])
            {
                ref Instruction add = ref Function[next];
                if (add.Op == (isLong ? (IrOp)Op.I64Add : (IrOp)Op.I32Add) && add.A == condition.A && TryConstant(add.B, out long step))
                {
                    long sum = isLong ? unchecked(bound + step) : unchecked((int)bound + (int)step);
                    if (sum != (int)sum)
                    {
                        return false;
                    }

                    X64Condition outcome = condition.Op is (IrOp)Op.I64Eq or (IrOp)Op.I32Eq ? X64Condition.Equal : X64Condition.NotEqual;
                    comparison = sum == 0
                        ? CompareWithZero(next, size, outcome)
                        : new Comparison { Op = X64Op.Cmp, Size = size, Condition = outcome, Left = RegisterOf(next, size), Right = Source.OfImmediate((int)sum) };
                    return true;
                }
            }
        }

        return false;
    }

    private void LowerBranchTable(in Instruction instruction)
    {
        int count = instruction.C.Index;
        int firstBranch = constants.Branches.Count;
        int last = 0;
        for (int i = 0; i < count; i++)
        {
            int position = PositionOf(instruction.B.Index + i);
            constants.Branches.Add(position);
            last = Math.Max(last, position);
        }

        // All the same: then the terminator must have no operands.
        if (last == 0)
        {
            LowerJump();
            return;
        }

        int index = Register(instruction.A);
        int first = Operands;
        Use(index);
        Temp(RegisterType.I64);
        ref MachineInstruction branch = ref Add((ushort)X64Op.Switch, first, MachineFlags.Terminator);
        branch.Aux2 = firstBranch;
        branch.Imm = count;
    }

    private void LowerOwn(Value value, in Instruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.I32ToRef:
                LowerExtension(value, instruction.A, X64Op.Movzx, 2, OperandSize.Dword);
                break;
            case IrOp.MulHighU or IrOp.MulHighS:
                LowerMulHigh(value, in instruction);
                break;
            case IrOp.BoundsCheck:
                LowerBoundsCheck(in instruction);
                break;
            case IrOp.AddOrTrap:
                LowerAddOrTrap(value, in instruction);
                break;
            case IrOp.TrapIf:
                EmitTrap(ConditionOf(instruction.A), instruction.Trap, instruction.B);
                break;
            case IrOp.TrapIfNot:
                Comparison comparison = ConditionOf(instruction.A);
                comparison.Condition = Negate(comparison.Condition);
                EmitTrap(in comparison, instruction.Trap, instruction.B);
                break;
            case IrOp.ChargeFuel:
                Emit(X64Op.ChargeFuel, Operands, 0, OperandSize.Qword, instruction.Imm);
                break;
            case IrOp.ChargeFuelOf:
                int amount = Register(instruction.A);
                int first = Operands;
                Use(amount);
                Emit(X64Op.ChargeFuelOf, first, 0, OperandSize.Qword);
                break;
            case IrOp.ChargeDepth:
                Machine.StoresInstance = true;
                Emit(X64Op.ChargeDepth, Operands, 0, OperandSize.Qword, instruction.Imm);
                break;
            case IrOp.ReleaseDepth:
                Emit(X64Op.ReleaseDepth, Operands, 0, OperandSize.Qword, instruction.Imm);
                break;
            case IrOp.CheckStop:
                Emit(X64Op.CheckStop, Operands, 0, OperandSize.Dword);
                break;
            case IrOp.Call or IrOp.CallIndirect or IrOp.CallHelper:
                LowerCall(value, in instruction, false);
                break;
            case IrOp.LandingPad:
                LowerLandingPad(value);
                break;
            default:
                throw new UnreachableException($"No lowering for {instruction.Op}.");
        }
    }

    private void LowerMulHigh(Value value, in Instruction instruction)
    {
        int left = Register(instruction.A);
        int right = Register(instruction.B);
        int first = Operands;
        UseFixed(left, (byte)Jit.X64.Register.Rax);
        UseLate(right);
        DefFixed(NewRegister(RegisterType.I64), (byte)Jit.X64.Register.Rax);
        DefFixed(Defined(value), (byte)Jit.X64.Register.Rdx);
        Emit(X64Op.MulHigh, first, instruction.Op == IrOp.MulHighS ? 1 : 0, OperandSize.Qword);
    }

    private void LowerBoundsCheck(in Instruction instruction)
    {
        long size = instruction.Imm & 0xFFFF_FFFF_FFFF;
        bool isKnown = TryConstant(instruction.B, out long length);
        Value index = instruction.A;

        // call_indirect says which element it wanted.
        int detail = instruction.Trap == (byte)TrapCode.UndefinedElement ? Register(index) : -1;
        int left;
        var comparison = new Comparison { Op = X64Op.Cmp, Size = OperandSize.Qword, Condition = X64Condition.Above };
        if (size <= 1)
        {
            left = Register(index);
            comparison.Condition = size == 0 ? X64Condition.Above : X64Condition.AboveOrEqual;
        }
        else if (isKnown && (ulong)length >= (ulong)size && length - size <= int.MaxValue)
        {
            comparison.Left = Register(index);
            comparison.Right = Source.OfImmediate((int)(length - size));
            EmitTrap(in comparison, instruction.Trap, detail);
            return;
        }
        else
        {
            left = EmitEnd(index, size, instruction.Trap, detail);
        }

        comparison.Right = SourceOf(instruction.B, OperandSize.Qword);
        comparison.Left = left;
        EmitTrap(in comparison, instruction.Trap, detail);
    }

    /// <summary>Index plus size; traps if it wraps around, which a 32-bit index cannot.</summary>
    private int EmitEnd(Value index, long size, byte trap, int detail)
    {
        bool isSmall = size <= int.MaxValue;
        int register = Register(index);
        int end = NewRegister(RegisterType.I64);
        if (Function[index].Type != IrType.I64)
        {
            int offset = isSmall ? -1 : EmitConstant(OperandSize.Qword, size);
            int begin = Operands;
            Def(end);
            Emit(X64Op.Lea, begin, 0, OperandSize.Qword, new Source
            {
                Form = new X64Form(isSmall ? X64Memory.Base : X64Memory.BaseIndex),
                Register = register,
                Index = offset,
                Displacement = isSmall ? (int)size : 0,
            });
            return end;
        }

        Source source = isSmall ? Source.OfImmediate((int)size) : Source.OfRegister(EmitConstant(OperandSize.Qword, size));
        if (PlantedBugs.Is(PlantedBug.CheckOverflow) && size > 1 && (size & 1) != 0)
        {
            EmitAlu(AluOp.Add, OperandSize.Qword, end, register, in source);
            return end;
        }

        EmitAddTrap(end, register, in source, trap, detail);
        return end;
    }

    private void EmitAddTrap(int result, int left, in Source source, byte trap, int detail)
    {
        int first = Operands;
        Use(left);
        DefSame(result);
        AddSource(in source);
        if (detail >= 0)
        {
            UseAny(detail);
        }

        X64Form form = source.Form.Trapping(trap, detail >= 0);
        Emit(X64Op.AddTrap, first, (int)X64Condition.Below, OperandSize.Qword, form.With(source.Immediate), source.Displacement);
    }

    private void LowerAddOrTrap(Value value, in Instruction instruction)
    {
        Value left = instruction.A;
        Value right = instruction.B;
        if (PrefersSwap(left, right, OperandSize.Qword))
        {
            (left, right) = (right, left);
        }

        // An immediate is extended with its sign, and so is right for the carry only as a 64-bit number: as here.
        Source source = SourceOf(right, OperandSize.Qword);
        EmitAddTrap(Defined(value), Register(left), in source, instruction.Trap, -1);
    }
}
