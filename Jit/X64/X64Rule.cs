using System.Globalization;
using System.Linq;
using System.Text;
using Wasm.Jit.Abi;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <summary>
/// What a machine instruction is apart from registers and numbers: operation, size, which operands are memory (and with which
/// form of address) or immediate, and what its flags are for. 44 bits. With the IR operation that it was made for it identifies
/// the lowering rule.
/// </summary>
internal static class X64Rule
{
    // Encodings that the assembler has, and no lowering rule uses.
    private static readonly VectorOp[] AssemblerOnly =
    [
        VectorOp.Unpcklps, VectorOp.Unpckhps, VectorOp.Movhlps, VectorOp.Ucomiss, VectorOp.Comiss, VectorOp.Rsqrtps, VectorOp.Rcpps,
        VectorOp.Unpcklpd, VectorOp.Unpckhpd, VectorOp.Ucomisd, VectorOp.Comisd, VectorOp.Andnpd, VectorOp.Orpd, VectorOp.Xorpd,
        VectorOp.Cvtps2dq, VectorOp.Haddpd, VectorOp.Hsubpd, VectorOp.Shufpd, VectorOp.Addsubpd, VectorOp.Movsldup, VectorOp.Movshdup,
        VectorOp.Minss, VectorOp.Maxss, VectorOp.Cmpss, VectorOp.Minsd, VectorOp.Maxsd, VectorOp.Haddps, VectorOp.Hsubps, VectorOp.Cmpsd,
        VectorOp.Addsubps, VectorOp.Cvtpd2dq, VectorOp.Psadbw, VectorOp.Phaddw, VectorOp.Phaddd, VectorOp.Phaddsw, VectorOp.Phsubw,
        VectorOp.Phsubd, VectorOp.Phsubsw, VectorOp.Psignb, VectorOp.Psignw, VectorOp.Psignd, VectorOp.Pmovsxbd, VectorOp.Pmovsxbq,
        VectorOp.Pmovsxwq, VectorOp.Pmovzxbd, VectorOp.Pmovzxbq, VectorOp.Pmovzxwq, VectorOp.Phminposuw, VectorOp.Mpsadbw,
        VectorOp.Vpermilps, VectorOp.Vpermilpd, VectorOp.Vpsrlvd, VectorOp.Vpsrlvq, VectorOp.Vpsravd, VectorOp.Vpsllvd, VectorOp.Vpsllvq,
        VectorOp.Vpbroadcastq, VectorOp.Vpblendd, VectorOp.VpermilpsImmediate, VectorOp.VpermilpdImmediate, VectorOp.Vfmadd132ps,
        VectorOp.Vfmadd132pd, VectorOp.Vfmadd132ss, VectorOp.Vfmadd132sd, VectorOp.Vfmsub132ps, VectorOp.Vfmsub132pd, VectorOp.Vfmsub132ss,
        VectorOp.Vfmsub132sd, VectorOp.Vfnmadd132ps, VectorOp.Vfnmadd132pd, VectorOp.Vfnmadd132ss, VectorOp.Vfnmadd132sd,
        VectorOp.Vfmadd213ss, VectorOp.Vfmadd213sd, VectorOp.Vfmsub213ps, VectorOp.Vfmsub213pd, VectorOp.Vfmsub213ss, VectorOp.Vfmsub213sd,
        VectorOp.Vfnmadd213ss, VectorOp.Vfnmadd213sd, VectorOp.Vfmadd231ss, VectorOp.Vfmadd231sd, VectorOp.Vfmsub231ps,
        VectorOp.Vfmsub231pd, VectorOp.Vfmsub231ss, VectorOp.Vfmsub231sd, VectorOp.Vfnmadd231ss, VectorOp.Vfnmadd231sd,
    ];

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
            X64Detail.Callee when op == X64Op.CallHelper => $"{name} {(HelperId)sub}",
            X64Detail.Number when op is X64Op.IntToFloat or X64Op.UnsignedToFloat or X64Op.FloatMinMax => $"{name} {sub}",
            _ => name,
        };
    }

    // Only what lowering may emit.
    private static IEnumerable<int> SubOperations(X64Op op) => X64OpTable.Get(op).Detail switch
    {
        X64Detail.Alu => Numbers(AluOp.Add, AluOp.Or, AluOp.And, AluOp.Sub, AluOp.Xor),
        X64Detail.Unary => Numbers(UnaryOp.Not, UnaryOp.Neg),
        X64Detail.Shift when op == X64Op.ShiftX => Numbers(ShiftOp.Shl, ShiftOp.Shr, ShiftOp.Sar),
        X64Detail.Shift => Numbers(ShiftOp.Rol, ShiftOp.Ror, ShiftOp.Shl, ShiftOp.Shr, ShiftOp.Sar),
        X64Detail.Condition => ConditionsOf(op),
        X64Detail.VectorOp => Enum.GetValues<VectorOp>().Except(AssemblerOnly).Select(sub => (int)sub),
        X64Detail.VectorShift => Enum.GetValues<VectorShiftOp>().Select(sub => (int)sub),
        X64Detail.VectorBlend => Enum.GetValues<VectorBlendOp>().Select(sub => (int)sub),
        X64Detail.VectorMask => Enum.GetValues<VectorMaskOp>().Select(sub => (int)sub),
        X64Detail.VectorHalf => Enum.GetValues<VectorHalfMove>().Select(sub => (int)sub),
        X64Detail.Move => Enum.GetValues<X64Move>().Select(sub => (int)sub),
        X64Detail.From => [0, 1, 2],
        X64Detail.Division => Enumerable.Range(0, 16).Where(sub => ((X64Division)sub & (X64Division.Signed | X64Division.CheckOverflow)) != X64Division.CheckOverflow),
        X64Detail.Truncation => Enumerable.Range(0, 16),
        X64Detail.Callee when op == X64Op.CallHelper => Enum.GetValues<HelperId>().Where(IsCalled).Select(sub => (int)sub),
        X64Detail.Number when op is X64Op.IntToFloat or X64Op.UnsignedToFloat => [0, 1],
        X64Detail.Number when op is X64Op.FloatMinMax => [0, 1, 2, 3],
        _ => [0],
    };

    private static IEnumerable<int> ConditionsOf(X64Op op) => op switch
    {
        X64Op.Ptest => Numbers(X64Condition.Equal, X64Condition.NotEqual),
        X64Op.BitTest => Numbers(X64Condition.Below, X64Condition.AboveOrEqual),
        X64Op.Ucomis => Numbers(
            X64Condition.Below, X64Condition.AboveOrEqual, X64Condition.BelowOrEqual, X64Condition.Above, X64Condition.FloatEqual, X64Condition.FloatNotEqual),
        _ => Numbers(
            X64Condition.Below, X64Condition.AboveOrEqual, X64Condition.Equal, X64Condition.NotEqual, X64Condition.BelowOrEqual, X64Condition.Above,
            X64Condition.Less, X64Condition.GreaterOrEqual, X64Condition.LessOrEqual, X64Condition.Greater),
    };

    // The others are for stubs.
    private static bool IsCalled(HelperId helper) => helper is not (HelperId.CompileFunction or HelperId.StackOverflow or HelperId.StopRequested
        or HelperId.CallHost or HelperId.Fault or HelperId.DepthExhausted or HelperId.Trap or HelperId.Count);

    private static IEnumerable<int> Numbers<T>(params T[] values)
        where T : struct, Enum => values.Select(value => Convert.ToInt32(value, CultureInfo.InvariantCulture));
}
