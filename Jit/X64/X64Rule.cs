using System.Linq;
using System.Text;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <summary>
/// What a machine instruction is apart from registers and numbers: operation, size, which operands are memory (and with which
/// form of address) or immediate, and what its flags are for. 44 bits. With the IR operation that it was made for it identifies
/// the lowering rule.
/// </summary>
internal static class X64Rule
{
    private static readonly string[] Sizes = ["8", "16", "32", "64"];

    /// <summary>The bits of an instruction.</summary>
    public static ulong Of(in MachineInstruction instruction)
    {
        var op = (X64Op)instruction.Opcode;
        int sub = X64OpTable.Get(op).Detail switch
        {
            X64Detail.VectorOp or X64Detail.VectorShift or X64Detail.VectorBlend or X64Detail.VectorMask or X64Detail.VectorHalf => (ushort)(instruction.Imm >> 16),
            X64Detail.Division or X64Detail.Truncation => (ushort)instruction.Imm,
            X64Detail.Callee => op == X64Op.CallHelper ? (ushort)instruction.Aux2 : 0,
            X64Detail.Number when op is X64Op.IntToFloat or X64Op.UnsignedToFloat or X64Op.FloatMinMax => (ushort)(instruction.Imm & 3),
            _ => instruction.Aux & 31,
        };
        ulong bits = (ulong)op << 36 | (ulong)sub << 20 | (ulong)(instruction.Aux >> 5) << 17;
        if (Description.HasForm(op))
        {
            var form = X64Form.Of(instruction.Imm);
            bits |= (ulong)form.Memory << 13 | (ulong)form.Scale << 11 | (form.HasImmediate ? 1UL << 10 : 0)
                | (form.IsMemoryFirst ? 1UL << 9 : 0) | (ulong)form.Consumer << 6 | (form.Fault != 0 ? 1UL << 5 : 0);
        }

        return bits;
    }

    /// <summary>What bits mean.</summary>
    public static string NameOf(ulong bits)
    {
        var op = (X64Op)(bits >> 36 & 0xFF);
        var text = new StringBuilder(OperationOf(bits));
        if (Description.HasSize(op))
        {
            text.Append('.').Append(Sizes[(int)(bits >> 17 & 3)]);
        }

        var consumer = (X64Consumer)(bits >> 6 & 7);
        if (consumer != X64Consumer.None)
        {
            text.Append('_').Append(consumer.ToString().ToLowerInvariant());
        }

        var memory = (X64Memory)(bits >> 13 & 15);
        if (memory != X64Memory.None)
        {
            text.Append(" [").Append(memory.ToString().ToLowerInvariant());
            int scale = (int)(bits >> 11 & 3);
            if (scale != 0)
            {
                text.Append('*').Append(1 << scale);
            }

            text.Append((bits & 1 << 9) != 0 ? "] first" : "]").Append((bits & 1 << 5) != 0 ? " may fault" : "");
        }

        return text.Append((bits & 1 << 10) != 0 ? " immediate" : "").ToString();
    }

    /// <summary>Name of the operation that bits have.</summary>
    public static string OperationOf(ulong bits) => NameOf((X64Op)(bits >> 36 & 0xFF), (int)(bits >> 20 & 0xFFFF));

    /// <summary>Names of all operations.</summary>
    public static string[] AllOperations()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (int op = 0; op < (int)X64Op.End; op++)
        {
            foreach (int sub in SubOperations((X64Op)op))
            {
                names.Add(NameOf((X64Op)op, sub));
            }
        }

        return [.. names];
    }

    private static string NameOf(X64Op op, int sub)
    {
        string name = Description.NameOf(op, sub, sub);
        return X64OpTable.Get(op).Detail switch
        {
            X64Detail.Alu or X64Detail.Unary when op == X64Op.AluMemory => name + "_memory",
            X64Detail.Shift when op == X64Op.ShiftCl => name + "_cl",
            X64Detail.Condition => $"{name}.{((X64Condition)sub).ToString().ToLowerInvariant()}",
            X64Detail.Division => $"{name} {((X64Division)sub).ToString().ToLowerInvariant()}",
            X64Detail.Truncation => $"{name} {((X64Truncation)sub).ToString().ToLowerInvariant()}",
            X64Detail.Callee when op == X64Op.CallHelper => $"{name} {(Abi.HelperId)sub}",
            X64Detail.Number when op is X64Op.IntToFloat or X64Op.UnsignedToFloat or X64Op.FloatMinMax => $"{name} {sub}",
            _ => name,
        };
    }

    // Only what can occur: there are operations for 8 operands of which some sub-operations make no sense.
    private static IEnumerable<int> SubOperations(X64Op op) => X64OpTable.Get(op).Detail switch
    {
        X64Detail.Alu => Enum.GetValues<AluOp>().Select(sub => (int)sub),
        X64Detail.Unary => Enum.GetValues<UnaryOp>().Select(sub => (int)sub),
        X64Detail.Shift => Enum.GetValues<ShiftOp>().Select(sub => (int)sub),
        X64Detail.Condition => Enum.GetValues<X64Condition>().Select(sub => (int)sub),
        X64Detail.VectorOp => Enum.GetValues<VectorOp>().Select(sub => (int)sub),
        X64Detail.VectorShift => Enum.GetValues<VectorShiftOp>().Select(sub => (int)sub),
        X64Detail.VectorBlend => Enum.GetValues<VectorBlendOp>().Select(sub => (int)sub),
        X64Detail.VectorMask => Enum.GetValues<VectorMaskOp>().Select(sub => (int)sub),
        X64Detail.VectorHalf => Enum.GetValues<VectorHalfMove>().Select(sub => (int)sub),
        X64Detail.Move => Enum.GetValues<X64Move>().Select(sub => (int)sub),
        X64Detail.From => [0, 1, 2],
        X64Detail.Division => Enumerable.Range(0, 16),
        X64Detail.Truncation => Enumerable.Range(0, 16),
        X64Detail.Callee when op == X64Op.CallHelper => Enum.GetValues<Abi.HelperId>().Select(sub => (int)sub),
        X64Detail.Number when op is X64Op.IntToFloat or X64Op.UnsignedToFloat => [0, 1],
        X64Detail.Number when op is X64Op.FloatMinMax => [0, 1, 2, 3],
        _ => [0],
    };
}
