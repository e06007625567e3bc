using System.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <summary>IR → x64 machine instructions with virtual registers.</summary>
/// <param name="constants">What instructions refer to.</param>
/// <param name="features">What the code may use.</param>
internal sealed partial class Lowering(X64Constants constants, CpuFeatures features) : LoweringContext
{
    private readonly bool _hasAvx = features.Has(CpuFeature.Avx);
    private readonly bool _hasBmi2 = features.Has(CpuFeature.Bmi2);

    /// <summary>Number of operands that there are: where those of the next instruction begin.</summary>
    private int Operands => Machine.Operands.Count;

    /// <inheritdoc/>
    protected override void Start()
    {
        constants.Reset();
        Machine.Clobbers = X64Registers.Allocatable;
        constants.ParameterBytes = Abi.CallingConvention.X64.StackBytes(Function.Signature.Parameters);
    }

    /// <inheritdoc/>
    protected override void LowerInstruction(Value value, in Instruction instruction)
    {
        if ((int)instruction.Op >= InstructionTable.Size)
        {
            LowerOwn(value, in instruction);
            return;
        }

        IrFlags flags = IrOpTable.Get(instruction.Op).Flags;
        var op = (Op)instruction.Op;
        if ((flags & (IrFlags.Load | IrFlags.Store)) != 0)
        {
            LowerAccess(value, op, in instruction, (flags & IrFlags.Store) != 0);
        }
        else if (op == Op.Select)
        {
            LowerSelect(value, in instruction);
        }
        else if (!LowerInteger(value, op, in instruction) && !LowerFloat(value, op, in instruction) && !LowerVector(value, op, in instruction))
        {
            throw new UnreachableException($"No lowering for {IrOpTable.Get(instruction.Op).Name}.");
        }
    }

    /// <inheritdoc/>
    protected override int Materialize(in Instruction instruction)
    {
        int first = Operands;
        int register = Machine.AddRegister(TypeOf(instruction.Type));
        Def(register);
        switch (instruction.Op)
        {
            case IrOp.Context:
                Add((ushort)X64Op.MovContext, first, MachineFlags.Rematerializable);
                break;
            case IrOp.FrameAddress:
                Machine.ScratchBytes = Math.Max(Machine.ScratchBytes, ((int)instruction.Imm + 15) & ~15);
                Add((ushort)X64Op.Lea, first, MachineFlags.Rematerializable).Imm = new X64Form(X64Memory.Scratch).With(0);
                break;
            case (IrOp)Op.F32Const or (IrOp)Op.F64Const or (IrOp)Op.V128Const:
                MaterializeFloat(first, in instruction);
                break;
            default:
                ref MachineInstruction move = ref Add((ushort)X64Op.MovImm, first, MachineFlags.Rematerializable);
                move.Imm = instruction.Op == (IrOp)Op.I32Const ? (uint)instruction.Imm : instruction.Imm;
                break;
        }

        return register;
    }

    private static byte Aux(int sub, OperandSize size) => (byte)(sub | (size switch
    {
        OperandSize.Byte => 0,
        OperandSize.Word => 1,
        OperandSize.Dword => 2,
        _ => 3,
    }) << 5);

    private static OperandSize SizeOf(IrType type) => type == IrType.I64 ? OperandSize.Qword : OperandSize.Dword;

    private ref MachineInstruction Emit(X64Op op, int first, int sub = 0, OperandSize size = OperandSize.Dword, long imm = 0, int aux2 = 0)
    {
        ref MachineInstruction instruction = ref Add((ushort)op, first);
        instruction.Aux = Aux(sub, size);
        instruction.Aux2 = aux2;
        instruction.Imm = imm;
        if (SunkLoad.IsSome && X64Form.Of(imm).Fault != 0)
        {
            // A fault is the load's.
            instruction.Offset = Function.OffsetOf(SunkLoad);
        }

        return ref instruction;
    }

    /// <summary>Emits an instruction whose last operand is a source.</summary>
    private ref MachineInstruction Emit(X64Op op, int first, int sub, OperandSize size, in Source source, X64Form form = default)
    {
        AddSource(in source);
        return ref Emit(op, first, sub, size, form.With(source.Form).With(source.Immediate), source.Displacement);
    }

    private void Operand(int register, OperandKind kind, OperandConstraint constraint, byte @fixed = 0) =>
        Machine.Operands.Add(new Operand { Register = register, Kind = kind, Constraint = constraint, Fixed = @fixed });

    private void Use(int register) => Operand(register, OperandKind.Use, OperandConstraint.Register);

    private void UseAny(int register) => Operand(register, OperandKind.Use, OperandConstraint.Any);

    private void UseLate(int register) => Operand(register, OperandKind.LateUse, OperandConstraint.Register);

    private void UseFixed(int register, byte @fixed) => Operand(register, OperandKind.Use, OperandConstraint.Fixed, @fixed);

    private void Def(int register) => Operand(register, OperandKind.Def, OperandConstraint.Register);

    private void DefEarly(int register) => Operand(register, OperandKind.EarlyDef, OperandConstraint.Register);

    private void DefFixed(int register, byte @fixed) => Operand(register, OperandKind.Def, OperandConstraint.Fixed, @fixed);

    /// <summary>A definition in the register of an earlier operand.</summary>
    private void DefSame(int register, int operand = 0) => Operand(register, OperandKind.Def, OperandConstraint.SameAs, (byte)operand);

    private void Temp(RegisterType type) => Operand(Machine.AddRegister(type), OperandKind.Temp, OperandConstraint.Register);

    private void TempFixed(byte @fixed) => Operand(Machine.AddRegister(RegisterType.I64), OperandKind.Temp, OperandConstraint.Fixed, @fixed);

    private int NewRegister(RegisterType type) => Machine.AddRegister(type);

    /// <summary>Adds the operands of a source.</summary>
    private void AddSource(in Source source)
    {
        if (source.Form.Memory != X64Memory.None)
        {
            if (source.Register >= 0)
            {
                Use(source.Register);
            }

            if (source.Index >= 0)
            {
                Use(source.Index);
            }
        }
        else if (!source.Form.HasImmediate)
        {
            UseAny(source.Register);
        }
    }

    /// <summary>The last operand of an instruction: a register, memory or an immediate.</summary>
    private struct Source
    {
        /// <summary>What it is.</summary>
        public X64Form Form;

        /// <summary>The register, or the base of the address; -1: none.</summary>
        public int Register;

        /// <summary>Index of the address; -1: none.</summary>
        public int Index;

        /// <summary>Displacement of the address.</summary>
        public int Displacement;

        /// <summary>The immediate.</summary>
        public int Immediate;

        public readonly bool IsMemory => Form.Memory != X64Memory.None;

        public readonly bool IsRegister => Form.Bits == 0;

        public static Source OfRegister(int register) => new() { Register = register, Index = -1 };

        public static Source OfImmediate(int value) => new() { Form = X64Form.Immediate, Register = -1, Index = -1, Immediate = value };

        public static Source OfMemory(X64Memory memory, int displacement) =>
            new() { Form = new X64Form(memory), Register = -1, Index = -1, Displacement = displacement };
    }
}
