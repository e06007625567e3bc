using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;

namespace Wasm.Jit.Ir;

/// <summary>
/// The text form, which <see cref="IrParser"/> reads back: the same text comes out again. For dumps and tests, not fast.
/// </summary>
/// <remarks>
/// <code>
/// function "name" (i32) -> (i32)
/// block0(v1: i64, v2: i32):
///   v3: i32 = i32.const 5 ; @12
///   v4: i32 = i32.load v1 + v2 + 16 region 8 !OutOfBoundsMemoryAccess
///   v5: i32 = call 3 (v3, v4) instance v1 : (i32, i32) -> (i32)
///   branch_if v5, block1(v3), block2 likely
/// block1(v6: i32) cold: ...
/// </code>
/// Numbers of values and blocks are kept, the order of blocks is that of the text. A comment <c>; @N</c> is the position of the
/// WebAssembly instruction. What has several results is of type <c>none</c>. <c>!</c> stands before a trap code. Floats are bits, their value follows in parentheses.
/// </remarks>
internal static class IrPrinter
{
    /// <summary>A whole function.</summary>
    public static string Print(IrFunction function)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"function \"{function.Name}\" ");
        AppendSignature(text, function.Signature);
        text.Append('\n');
        foreach (Block block in function.BlockOrder)
        {
            AppendBlock(text, function, block);
        }

        return text.ToString();
    }

    /// <summary>One instruction without indentation and offset.</summary>
    public static string Describe(IrFunction function, Value value)
    {
        var text = new StringBuilder();
        AppendInstruction(text, function, value);
        return text.ToString();
    }

    /// <summary>A type's name in the text form.</summary>
    public static string NameOf(IrType type) => type switch
    {
        IrType.I32 => "i32",
        IrType.I64 => "i64",
        IrType.F32 => "f32",
        IrType.F64 => "f64",
        IrType.V128 => "v128",
        IrType.Ref => "ref",
        _ => "none",
    };

    private static void AppendBlock(StringBuilder text, IrFunction function, Block block)
    {
        BlockData data = function[block];
        text.Append(block);
        if (data.FirstParameter.IsSome)
        {
            text.Append('(');
            for (Value value = data.FirstParameter; value.IsSome; value = function.Next(value))
            {
                text.Append(value == data.FirstParameter ? "" : ", ").Append(value).Append(": ").Append(NameOf(function[value].Type));
            }

            text.Append(')');
        }

        text.Append(data.IsCold ? " cold" : "").Append(data.IsLoopHeader ? " loop" : "");
        if (data.LoopDepth > 0)
        {
            text.Append(" depth ").Append(data.LoopDepth);
        }

        text.Append(":\n");
        for (Value value = data.First; value.IsSome; value = function.Next(value))
        {
            text.Append("  ");
            AppendInstruction(text, function, value);
            int offset = function.OffsetOf(value);
            if (offset >= 0)
            {
                text.Append(" ; @").Append(offset);
            }

            text.Append('\n');
        }
    }

    private static void AppendInstruction(StringBuilder text, IrFunction function, Value value)
    {
        Instruction instruction = function[value];
        if (instruction.Type != IrType.None || HasResults(function, instruction))
        {
            text.Append(value).Append(": ").Append(NameOf(instruction.Type)).Append(" = ");
        }

        if (!IrOpTable.IsDefined(instruction.Op))
        {
            text.Append("op_").Append((int)instruction.Op);
            return;
        }

        ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
        text.Append(info.Name);
        switch (info.Shape)
        {
            case IrShape.Constant:
                AppendConstant(text, function, instruction);
                break;
            case IrShape.Memory:
                AppendAccess(text, instruction);
                break;
            case IrShape.Call:
                AppendCall(text, function, instruction);
                break;
            case IrShape.Jump or IrShape.BranchIf or IrShape.BranchTable:
                AppendBranch(text, function, value, instruction);
                break;
            case IrShape.Return:
                AppendList(text.Append(' '), function.List(instruction.A.Index, instruction.B.Index));
                break;
            default:
                AppendPlain(text, function, instruction, info);
                break;
        }
    }

    // Others refer to it by number, though it has no type.
    private static bool HasResults(IrFunction function, in Instruction instruction) => instruction.Op == IrOp.LandingPad || (
        instruction.Op is IrOp.Call or IrOp.CallIndirect or IrOp.CallHelper or IrOp.Invoke or IrOp.InvokeIndirect or IrOp.InvokeHelper
        && function.Signatures[function.CallOf(in instruction).Signature].Results.Length > 1);

    private static void AppendPlain(StringBuilder text, IrFunction function, in Instruction instruction, in IrOpInfo info)
    {
        string separator = " ";
        AppendField(instruction.A, 1, info.Mask);
        AppendField(instruction.B, 2, info.Mask);
        AppendField(instruction.C, 4, info.Mask);
        if (instruction.Op == IrOp.Result)
        {
            text.Append(", ").Append(instruction.B.Index);
        }
        else if (HasNumber(instruction.Op))
        {
            text.Append(separator).Append(instruction.Imm);
        }
        else if (instruction.Op == (IrOp)Op.I8x16Shuffle)
        {
            text.Append(", ").Append(Hexadecimal(function.Vectors[(int)instruction.Imm]));
        }

        if (IsLane(instruction.Op))
        {
            text.Append(" lane ").Append(instruction.Flags);
        }
        else if (instruction.Flags != 0)
        {
            text.Append(" !").Append((TrapCode)instruction.Flags);
        }

        void AppendField(Value operand, int bit, int mask)
        {
            if ((mask & bit) != 0 && operand.IsSome)
            {
                text.Append(separator).Append(operand);
                separator = ", ";
            }
        }
    }

    /// <summary>Whether an operation has a number in <see cref="Instruction.Imm"/>.</summary>
    public static bool HasNumber(IrOp op) =>
        op is IrOp.FrameAddress or IrOp.BoundsCheck or IrOp.ChargeFuel or IrOp.ChargeDepth or IrOp.ReleaseDepth;

    /// <summary>Whether an operation has a lane in <see cref="Instruction.Flags"/>.</summary>
    public static bool IsLane(IrOp op) =>
        InstructionTable.Find((int)op) is { Immediate: Immediate.Lane or Immediate.MemArgLane };

    private static void AppendConstant(StringBuilder text, IrFunction function, in Instruction instruction)
    {
        switch ((Op)instruction.Op)
        {
            case Op.I32Const:
                text.Append(' ').Append((int)instruction.Imm);
                break;
            case Op.I64Const:
                text.Append(' ').Append(instruction.Imm);
                break;
            case Op.F32Const:
                float single = BitConverter.Int32BitsToSingle((int)instruction.Imm);
                text.Append(CultureInfo.InvariantCulture, $" 0x{(uint)instruction.Imm:x8} ({single:R})");
                break;
            case Op.F64Const:
                double number = BitConverter.Int64BitsToDouble(instruction.Imm);
                text.Append(CultureInfo.InvariantCulture, $" 0x{instruction.Imm:x16} ({number:R})");
                break;
            case Op.V128Const:
                text.Append(' ').Append(Hexadecimal(function.Vectors[(int)instruction.Imm]));
                break;
        }
    }

    // Lane 15 first: as a number of 128 bits.
    private static string Hexadecimal(Vector128<byte> vector) =>
        string.Create(CultureInfo.InvariantCulture, $"0x{vector.AsUInt64().GetElement(1):x16}{vector.AsUInt64().GetElement(0):x16}");

    private static void AppendAccess(StringBuilder text, in Instruction instruction)
    {
        text.Append(' ').Append(instruction.A);
        if (instruction.B.IsSome)
        {
            text.Append(" + ").Append(instruction.B);
        }

        int displacement = MemoryAccess.DisplacementOf(in instruction);
        if (displacement != 0)
        {
            text.Append(displacement > 0 ? " + " : " - ").Append(Math.Abs((long)displacement));
        }

        if (instruction.C.IsSome)
        {
            text.Append(", ").Append(instruction.C);
        }

        if (IsLane(instruction.Op))
        {
            text.Append(" lane ").Append(instruction.Flags);
        }

        MemoryAccess access = MemoryAccess.Of(in instruction);
        text.Append(" region ").Append(access.Region);
        text.Append(access.IsInvariant ? " invariant" : "").Append((access.Bits & 1 << 25) != 0 ? " aligned" : "");
        if (access.Trap != 0)
        {
            text.Append(" !").Append((TrapCode)access.Trap);
        }
    }

    private static void AppendCall(StringBuilder text, IrFunction function, in Instruction instruction)
    {
        CallInfo call = function.CallOf(in instruction);
        text.Append(' ');
        if (instruction.B.IsSome)
        {
            text.Append(instruction.B).Append(", ").Append(instruction.C).Append(' ');
        }
        else
        {
            text.Append(call.Callee).Append(' ');
        }

        AppendList(text, function.Arguments(in call));
        if (call.Instance.IsSome)
        {
            text.Append(" instance ").Append(call.Instance);
        }

        AppendSignature(text.Append(" : "), function.Signatures[call.Signature]);
        if (instruction.Op is not (IrOp.Invoke or IrOp.InvokeIndirect or IrOp.InvokeHelper))
        {
            return;
        }

        text.Append(", ").Append(function.EdgeAt(call.NormalEdge).Target).Append(", ").Append(function.EdgeAt(call.PadEdge).Target).Append(" catch [");
        string separator = "";
        ReadOnlySpan<CatchEntry> catches = function.Catches.Span;
        for (int i = CatchEntry.Find(catches, function.HandlerLists[call.Handlers]); i >= 0; i = CatchEntry.Find(catches, i + 1))
        {
            text.Append(separator).Append(catches[i].Tag).Append(": ").Append(catches[i].Clause);
            separator = ", ";
        }

        text.Append(']');
    }

    private static void AppendBranch(StringBuilder text, IrFunction function, Value value, in Instruction instruction)
    {
        string separator = " ";
        if (instruction.Op != IrOp.Jump)
        {
            text.Append(' ').Append(instruction.A);
            separator = ", ";
        }

        foreach (int number in function.EdgesOf(value))
        {
            text.Append(separator).Append(function.EdgeAt(number).Target);
            if (function.EdgeAt(number).Count > 0)
            {
                AppendList(text, function.Arguments(number));
            }

            separator = ", ";
        }

        text.Append(instruction.Op != IrOp.BranchIf ? "" : instruction.Flags switch { 1 => " likely", 2 => " unlikely", _ => "" });
    }

    private static void AppendList(StringBuilder text, ReadOnlySpan<Value> values)
    {
        text.Append('(');
        for (int i = 0; i < values.Length; i++)
        {
            text.Append(i > 0 ? ", " : "").Append(values[i]);
        }

        text.Append(')');
    }

    private static void AppendSignature(StringBuilder text, IrSignature signature)
    {
        AppendTypes(signature.Parameters);
        text.Append(" -> ");
        AppendTypes(signature.Results);

        void AppendTypes(IrType[] types)
        {
            text.Append('(');
            for (int i = 0; i < types.Length; i++)
            {
                text.Append(i > 0 ? ", " : "").Append(NameOf(types[i]));
            }

            text.Append(')');
        }
    }
}
