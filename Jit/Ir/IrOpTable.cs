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

/// <summary>A row: how many of the three operand fields hold values, and what the operation does.</summary>
/// <param name="Name">In the text form.</param>
/// <param name="Operands">How many of <c>A</c>, <c>B</c>, <c>C</c> are values, from <c>A</c> on. Lists and calls are extra.</param>
/// <param name="Flags">What it does.</param>
internal readonly record struct IrOpInfo(string Name, byte Operands, IrFlags Flags);

/// <summary>One row for each <see cref="IrOp"/>; those of WebAssembly are made from its instruction table.</summary>
internal static class IrOpTable
{
    private static readonly IrOpInfo[] Rows = Build();

    /// <summary>The row of an op.</summary>
    public static ref readonly IrOpInfo Get(IrOp op) => ref Rows[(int)op];

    private static IrOpInfo[] Build()
    {
        var rows = new IrOpInfo[(int)IrOp.End];
        foreach (InstructionInfo info in InstructionTable.All)
        {
            rows[(int)info.Op] = FromInstruction(info);
        }

        Set(IrOp.Parameter, "parameter", 0, IrFlags.None);
        Set(IrOp.Result, "result", 1, IrFlags.None);
        Set(IrOp.Context, "context", 0, IrFlags.None);
        Set(IrOp.FrameAddress, "frame_address", 0, IrFlags.None);
        Set(IrOp.RefToI32, "ref_to_i32", 1, IrFlags.None);
        Set(IrOp.I32ToRef, "i32_to_ref", 1, IrFlags.None);
        Set(IrOp.MulHighU, "mul_high_u", 2, IrFlags.Commutes);
        Set(IrOp.MulHighS, "mul_high_s", 2, IrFlags.Commutes);
        Set(IrOp.BoundsCheck, "bounds_check", 2, IrFlags.MayTrap);
        Set(IrOp.AddOrTrap, "add_or_trap", 2, IrFlags.MayTrap | IrFlags.Commutes);
        Set(IrOp.TrapIf, "trap_if", 2, IrFlags.MayTrap);
        Set(IrOp.TrapIfNot, "trap_if_not", 2, IrFlags.MayTrap);
        Set(IrOp.ChargeFuel, "charge_fuel", 0, IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.ChargeFuelOf, "charge_fuel_of", 1, IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.CheckStop, "check_stop", 0, IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.ChargeDepth, "charge_depth", 0, IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.ReleaseDepth, "release_depth", 0, IrFlags.SideEffect);
        Set(IrOp.Call, "call", 0, IrFlags.Call | IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.CallIndirect, "call_indirect", 0, IrFlags.Call | IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.CallHelper, "call_helper", 0, IrFlags.Call | IrFlags.SideEffect | IrFlags.MayTrap);
        Set(IrOp.Jump, "jump", 0, IrFlags.Terminator);
        Set(IrOp.BranchIf, "branch_if", 1, IrFlags.Terminator);
        Set(IrOp.BranchTable, "branch_table", 1, IrFlags.Terminator);
        Set(IrOp.Return, "return", 0, IrFlags.Terminator | IrFlags.SideEffect);
        Set(IrOp.ReturnCall, "return_call", 0, IrFlags.Terminator | IrFlags.Call | IrFlags.SideEffect);
        Set(IrOp.ReturnCallIndirect, "return_call_indirect", 0, IrFlags.Terminator | IrFlags.Call | IrFlags.SideEffect);
        Set(IrOp.Invoke, "invoke", 0, IrFlags.Terminator | IrFlags.Call | IrFlags.SideEffect);
        Set(IrOp.InvokeIndirect, "invoke_indirect", 0, IrFlags.Terminator | IrFlags.Call | IrFlags.SideEffect);
        Set(IrOp.InvokeHelper, "invoke_helper", 0, IrFlags.Terminator | IrFlags.Call | IrFlags.SideEffect);
        Set(IrOp.Trap, "trap", 0, IrFlags.Terminator | IrFlags.SideEffect);
        Set(IrOp.Unreachable, "unreachable", 0, IrFlags.Terminator | IrFlags.SideEffect);
        Set(IrOp.LandingPad, "landing_pad", 0, IrFlags.SideEffect);
        return rows;

        void Set(IrOp op, string name, byte operands, IrFlags flags) => rows[(int)op] = new IrOpInfo(name, operands, flags);
    }

    private static IrOpInfo FromInstruction(InstructionInfo info)
    {
        IrFlags flags = IrFlags.None;
        flags |= (info.Flags & InstructionFlags.Commutes) != 0 ? IrFlags.Commutes : IrFlags.None;
        flags |= (info.Flags & InstructionFlags.ReadsMemory) != 0 ? IrFlags.Load : IrFlags.None;
        flags |= (info.Flags & InstructionFlags.WritesMemory) != 0 ? IrFlags.Store | IrFlags.SideEffect : IrFlags.None;
        flags |= (info.Flags & InstructionFlags.MayTrap) != 0 ? IrFlags.MayTrap : IrFlags.None;
        int operands = info.Op is Op.Select ? 3 : info.Signature.IndexOf(':', StringComparison.Ordinal);

        // Base and index, then what the instruction takes besides the address.
        if ((flags & (IrFlags.Load | IrFlags.Store)) != 0)
        {
            operands++;
        }

        return new IrOpInfo(info.Mnemonic, (byte)Math.Max(0, operands), flags);
    }
}
