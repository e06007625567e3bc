using Wasm.Core.Instructions;

namespace Wasm.Jit.Ir;

/// <summary>What an operation does beside giving a value.</summary>
[Flags]
internal enum IrFlags : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Ends a block.</summary>
    Terminator = 1,

    /// <summary>Reads memory of some region.</summary>
    Load = 2,

    /// <summary>Writes memory of some region.</summary>
    Store = 4,

    /// <summary>May trap (loads and stores: only if their access says so).</summary>
    MayTrap = 8,

    /// <summary>Acts in a way that a program can see: never removed, merged or moved across another that does.</summary>
    SideEffect = 16,

    /// <summary>Leaves the function for other code: all regions but invariant locations may change.</summary>
    Call = 32,

    /// <summary>The first two operands may be exchanged.</summary>
    Commutes = 64,
}

/// <summary>What an operation has besides the values in its fields.</summary>
internal enum IrShape : byte
{
    /// <summary>Not an operation of the IR.</summary>
    None,

    /// <summary>Nothing, or <see cref="Instruction.Imm"/> as a number.</summary>
    Plain,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A displacement and a <see cref="MemoryAccess"/>.</summary>
    Memory,

    /// <summary>A <see cref="CallInfo"/>; if it ends a block, the two edges in there (invokes) or none (tail calls).</summary>
    Call,

    /// <summary>One edge.</summary>
    Jump,

    /// <summary>Two edges.</summary>
    BranchIf,

    /// <summary>A run of edges.</summary>
    BranchTable,

    /// <summary>A list of values.</summary>
    Return,
}

/// <summary>A row: which of the three operand fields hold values, of what types, and what the operation does.</summary>
/// <param name="Name">In the text form.</param>
/// <param name="Operands">How many of <c>A</c>, <c>B</c>, <c>C</c> may be values, counted to the last one. Lists and calls are extra.</param>
/// <param name="Flags">What it does.</param>
/// <param name="Shape">What it has besides.</param>
/// <param name="Mask">Which fields are values: 1 is <c>A</c>, 2 is <c>B</c>, 4 is <c>C</c>. A field may be <see cref="Value.None"/> all the same.</param>
/// <param name="Result">Type of its value; <see cref="IrType.None"/> if it has none or the operands decide.</param>
/// <param name="TypeA">Type of <c>A</c>; <see cref="IrType.None"/> if there is none or several are right.</param>
/// <param name="TypeB">Type of <c>B</c>, likewise.</param>
/// <param name="TypeC">Type of <c>C</c>, likewise.</param>
internal readonly record struct IrOpInfo(
    string Name,
    byte Operands,
    IrFlags Flags,
    IrShape Shape,
    byte Mask,
    IrType Result,
    IrType TypeA,
    IrType TypeB,
    IrType TypeC)
{
    /// <summary>Whether the value depends on the operands alone, and computing it does nothing else.</summary>
    public bool IsPure => Shape is IrShape.Plain or IrShape.Constant
        && (Flags & (IrFlags.MayTrap | IrFlags.SideEffect | IrFlags.Terminator)) == 0;
}

/// <summary>One row for each <see cref="IrOp"/>; those of WebAssembly are made from its instruction table.</summary>
internal static class IrOpTable
{
    private const IrFlags AnyCall = IrFlags.Call | IrFlags.SideEffect;

    private static readonly IrOpInfo[] Rows = Build();

    /// <summary>The row of an op.</summary>
    public static ref readonly IrOpInfo Get(IrOp op) => ref Rows[(int)op];

    /// <summary>The row of an op.</summary>
    public static ref readonly IrOpInfo Get(Op op) => ref Rows[(int)op];

    /// <summary>Whether a number is an operation of the IR.</summary>
    public static bool IsDefined(IrOp op) => (int)op < Rows.Length && Rows[(int)op].Shape != IrShape.None;

    private static IrOpInfo[] Build()
    {
        var rows = new IrOpInfo[(int)IrOp.End];
        foreach (InstructionInfo info in InstructionTable.All)
        {
            if (IsOfIr(info))
            {
                rows[(int)info.Op] = FromInstruction(info);
            }
        }

        Set(IrOp.Parameter, "parameter", ":", IrFlags.None);
        Set(IrOp.Result, "result", "*:", IrFlags.None);
        Set(IrOp.Context, "context", ":l", IrFlags.None);
        Set(IrOp.FrameAddress, "frame_address", ":l", IrFlags.None);
        Set(IrOp.RefToI32, "ref_to_i32", "r:i", IrFlags.None);
        Set(IrOp.I32ToRef, "i32_to_ref", "i:r", IrFlags.None);
        Set(IrOp.MulHighU, "mul_high_u", "ll:l", IrFlags.Commutes);
        Set(IrOp.MulHighS, "mul_high_s", "ll:l", IrFlags.Commutes);
        Set(IrOp.BoundsCheck, "bounds_check", "*l:", IrFlags.MayTrap);
        Set(IrOp.AddOrTrap, "add_or_trap", "ll:l", IrFlags.MayTrap | IrFlags.Commutes);
        Set(IrOp.TrapIf, "trap_if", "**:", IrFlags.MayTrap);
        Set(IrOp.TrapIfNot, "trap_if_not", "**:", IrFlags.MayTrap);
        Set(IrOp.ChargeFuel, "charge_fuel", ":", IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.ChargeFuelOf, "charge_fuel_of", "l:", IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.CheckStop, "check_stop", ":", IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.ChargeDepth, "charge_depth", ":", IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.ReleaseDepth, "release_depth", ":", IrFlags.SideEffect);
        Set(IrOp.Call, "call", ":", AnyCall | IrFlags.MayTrap, IrShape.Call);
        Set(IrOp.CallIndirect, "call_indirect", "-ll:", AnyCall | IrFlags.MayTrap, IrShape.Call);
        Set(IrOp.CallHelper, "call_helper", ":", AnyCall | IrFlags.MayTrap, IrShape.Call);
        Set(IrOp.Jump, "jump", ":", IrFlags.Terminator, IrShape.Jump);
        Set(IrOp.BranchIf, "branch_if", "i:", IrFlags.Terminator, IrShape.BranchIf);
        Set(IrOp.BranchTable, "branch_table", "i:", IrFlags.Terminator, IrShape.BranchTable);
        Set(IrOp.Return, "return", ":", IrFlags.Terminator | IrFlags.SideEffect, IrShape.Return);
        Set(IrOp.ReturnCall, "return_call", ":", IrFlags.Terminator | AnyCall, IrShape.Call);
        Set(IrOp.ReturnCallIndirect, "return_call_indirect", "-ll:", IrFlags.Terminator | AnyCall, IrShape.Call);
        Set(IrOp.Invoke, "invoke", ":", IrFlags.Terminator | AnyCall, IrShape.Call);
        Set(IrOp.InvokeIndirect, "invoke_indirect", "-ll:", IrFlags.Terminator | AnyCall, IrShape.Call);
        Set(IrOp.InvokeHelper, "invoke_helper", ":", IrFlags.Terminator | AnyCall, IrShape.Call);
        Set(IrOp.Trap, "trap", "-*:", IrFlags.Terminator | IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.Unreachable, "unreachable", ":", IrFlags.Terminator | IrFlags.SideEffect);
        Set(IrOp.LandingPad, "landing_pad", ":", IrFlags.SideEffect);
        return rows;

        void Set(IrOp op, string name, string signature, IrFlags flags, IrShape shape = IrShape.Plain) =>
            rows[(int)op] = Row(name, signature, flags, shape);
    }

    // What has a meaning without stack, labels and index spaces.
    private static bool IsOfIr(InstructionInfo info) => info.Op is Op.Select or Op.RefNull || (
        info.Op != Op.Nop && !info.Signature.Contains('*', StringComparison.Ordinal) && info.Immediate
            is Immediate.None or Immediate.Lane or Immediate.Shuffle or Immediate.MemArg or Immediate.MemArgLane
            or Immediate.I32 or Immediate.I64 or Immediate.F32 or Immediate.F64 or Immediate.V128);

    private static IrOpInfo FromInstruction(InstructionInfo info)
    {
        IrFlags flags = IrFlags.None;
        flags |= (info.Flags & InstructionFlags.Commutes) != 0 ? IrFlags.Commutes : IrFlags.None;
        flags |= (info.Flags & InstructionFlags.ReadsMemory) != 0 ? IrFlags.Load : IrFlags.None;
        flags |= (info.Flags & InstructionFlags.WritesMemory) != 0 ? IrFlags.Store | IrFlags.SideEffect : IrFlags.None;
        flags |= (info.Flags & InstructionFlags.MayTrap) != 0 ? IrFlags.MayTrap : IrFlags.None;
        if (info.Op is Op.Select or Op.RefNull)
        {
            return Row(info.Mnemonic, info.Op == Op.Select ? "**i:" : ":r", flags, info.Op == Op.Select ? IrShape.Plain : IrShape.Constant);
        }

        // Base and index, then what the instruction takes besides the address.
        bool isMemory = (flags & (IrFlags.Load | IrFlags.Store)) != 0;
        string signature = isMemory ? string.Concat("l*", info.Signature.AsSpan(1)) : info.Signature;
        IrShape shape = isMemory ? IrShape.Memory : (info.Flags & InstructionFlags.Constant) != 0 ? IrShape.Constant : IrShape.Plain;
        return Row(info.Mnemonic, signature, flags, shape);
    }

    // Letters of the instruction table, with r for ref, * for several types, - for a field that is no value.
    private static IrOpInfo Row(string name, string signature, IrFlags flags, IrShape shape)
    {
        int count = signature.IndexOf(':', StringComparison.Ordinal);
        int mask = 0;
        for (int i = 0; i < count; i++)
        {
            mask |= signature[i] != '-' ? 1 << i : 0;
        }

        return new IrOpInfo(name, (byte)count, flags, shape, (byte)mask, TypeAt(count + 1), Operand(0), Operand(1), Operand(2));

        IrType Operand(int i) => i < count ? TypeAt(i) : IrType.None;

        IrType TypeAt(int i) => i >= signature.Length ? IrType.None : signature[i] switch
        {
            'i' => IrType.I32,
            'l' => IrType.I64,
            'f' => IrType.F32,
            'd' => IrType.F64,
            'v' => IrType.V128,
            'r' => IrType.Ref,
            _ => IrType.None,
        };
    }
}
