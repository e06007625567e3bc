using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Mutate.Equivalent;

/// <summary>Rewrites that arithmetic makes good. NaNs keep their bits.</summary>
internal static class NumberRewrites
{
    private static readonly ImmutableArray<ValType> Integers = [ValType.I32, ValType.I64];

    /// <summary>All of them.</summary>
    public static ImmutableArray<Rewrite> All { get; } =
    [
        new("neutral-operand", 30, Integers, Neutral),
        new("there-and-back", 20, Integers, ThereAndBack),
        new("double-negation", 10, Integers, DoubleNegation),
        new("zero-shift", 12, Integers, ZeroShift),
        new("split-constant", 15, Integers, SplitConstant),
        new("wider-and-narrower", 10, [ValType.I32], WidenAndNarrow),
        new("reinterpret", 10, [ValType.I32, ValType.I64, ValType.F32, ValType.F64], Reinterpret),
        new("through-a-vector", 10, [ValType.I32, ValType.I64, ValType.F32, ValType.F64], ThroughVector),
        new("negate-twice", 8, [ValType.F32, ValType.F64], NegateFloat),
        new("vector-identity", 15, [ValType.V128], VectorIdentity),
        new("commute", 25, [], Commute),
        new("inverted-comparison", 12, [ValType.I32], InvertComparison),
    ];

    private static bool IsWide(RewriteSite site) => site.Old.Type == ValType.I64;

    private static bool Neutral(RewriteSite site)
    {
        bool wide = IsWide(site);
        ReadOnlySpan<(Op Narrow, Op Wide, int Operand, bool Commutes)> rows =
        [
            (Op.I32Add, Op.I64Add, 0, true), (Op.I32Or, Op.I64Or, 0, true), (Op.I32Xor, Op.I64Xor, 0, true), (Op.I32Sub, Op.I64Sub, 0, false),
            (Op.I32Mul, Op.I64Mul, 1, true), (Op.I32DivU, Op.I64DivU, 1, false), (Op.I32DivS, Op.I64DivS, 1, false), (Op.I32And, Op.I64And, -1, true),
        ];
        (Op narrow, Op wideOp, int operand, bool commutes) = rows[site.Source.Below(rows.Length)];
        bool first = commutes && site.Source.Chance(128);
        if (first)
        {
            site.Integer(wide, operand);
        }

        site.Original();
        if (!first)
        {
            site.Integer(wide, operand);
        }

        site.Write(wide ? wideOp : narrow);
        return true;
    }

    private static bool ThereAndBack(RewriteSite site)
    {
        bool wide = IsWide(site);
        ReadOnlySpan<(Op Narrow, Op Wide, Op NarrowBack, Op WideBack)> rows =
        [
            (Op.I32Add, Op.I64Add, Op.I32Sub, Op.I64Sub), (Op.I32Sub, Op.I64Sub, Op.I32Add, Op.I64Add),
            (Op.I32Xor, Op.I64Xor, Op.I32Xor, Op.I64Xor), (Op.I32Rotl, Op.I64Rotl, Op.I32Rotr, Op.I64Rotr),
        ];
        (Op narrow, Op wideOp, Op narrowBack, Op wideBack) = rows[site.Source.Below(rows.Length)];
        long number = (long)site.Edge(site.Old.Type).Low;
        site.Original();
        site.Integer(wide, number);
        site.Write(wide ? wideOp : narrow);
        site.Integer(wide, number);
        site.Write(wide ? wideBack : narrowBack);
        return true;
    }

    private static bool DoubleNegation(RewriteSite site)
    {
        bool wide = IsWide(site);
        if (site.Source.Chance(128))
        {
            site.Integer(wide, 0);
            site.Integer(wide, 0);
            site.Original();
            site.Write(wide ? Op.I64Sub : Op.I32Sub);
            site.Write(wide ? Op.I64Sub : Op.I32Sub);
            return true;
        }

        site.Original();
        for (int i = 0; i < 2; i++)
        {
            site.Integer(wide, -1);
            site.Write(site.Source.Chance(128) ? wide ? Op.I64Mul : Op.I32Mul : wide ? Op.I64Xor : Op.I32Xor);
        }

        // Both ways are their own inverse, not each the other's.
        return site.To.WrittenSpan[^1] == site.To.WrittenSpan[^4];
    }

    private static bool ZeroShift(RewriteSite site)
    {
        bool wide = IsWide(site);
        ReadOnlySpan<(Op Narrow, Op Wide)> rows =
        [
            (Op.I32Shl, Op.I64Shl), (Op.I32ShrS, Op.I64ShrS), (Op.I32ShrU, Op.I64ShrU), (Op.I32Rotl, Op.I64Rotl), (Op.I32Rotr, Op.I64Rotr),
        ];
        (Op narrow, Op wideOp) = rows[site.Source.Below(rows.Length)];
        site.Original();
        site.Integer(wide, (site.Source.Below(5) - 2) * (wide ? 64L : 32L));
        site.Write(wide ? wideOp : narrow);
        return true;
    }

    private static bool SplitConstant(RewriteSite site)
    {
        bool wide = IsWide(site);
        var reader = new InstructionReader(site.Code, 0) { Position = site.Old.Start };
        Instruction constant = default;
        reader.Read(ref constant);
        if (reader.Position != site.Old.End || constant.Op is not (Op.I32Const or Op.I64Const))
        {
            return false;
        }

        long number = (long)constant.Bits;
        long part = (long)site.Edge(site.Old.Type).Low;
        switch (site.Source.Below(3))
        {
            case 0:
                site.Integer(wide, part);
                site.Integer(wide, number - part);
                site.Write(wide ? Op.I64Add : Op.I32Add);
                break;
            case 1:
                site.Integer(wide, part);
                site.Integer(wide, number ^ part);
                site.Write(wide ? Op.I64Xor : Op.I32Xor);
                break;
            default:
                site.Integer(wide, number & part);
                site.Integer(wide, number & ~part);
                site.Write(wide ? Op.I64Or : Op.I32Or);
                break;
        }

        return true;
    }

    private static bool WidenAndNarrow(RewriteSite site)
    {
        site.Original();
        site.Write(site.Source.Chance(128) ? Op.I64ExtendI32S : Op.I64ExtendI32U);
        if (site.Source.Chance(128))
        {
            site.I64((long)(site.Edge(ValType.I64).Low << 32));
            site.Write(Op.I64Xor);
        }

        site.Write(Op.I32WrapI64);
        return true;
    }

    private static bool Reinterpret(RewriteSite site)
    {
        (Op there, Op back) = site.Old.Type.Code switch
        {
            0x7F => (Op.F32ReinterpretI32, Op.I32ReinterpretF32),
            0x7E => (Op.F64ReinterpretI64, Op.I64ReinterpretF64),
            0x7D => (Op.I32ReinterpretF32, Op.F32ReinterpretI32),
            _ => (Op.I64ReinterpretF64, Op.F64ReinterpretI64),
        };
        site.Original();
        site.Write(there);
        site.Write(back);
        return true;
    }

    private static bool ThroughVector(RewriteSite site)
    {
        (Op there, Op back, int lanes) = site.Old.Type.Code switch
        {
            0x7F => (Op.I32x4Splat, Op.I32x4ExtractLane, 4),
            0x7E => (Op.I64x2Splat, Op.I64x2ExtractLane, 2),
            0x7D => (Op.F32x4Splat, Op.F32x4ExtractLane, 4),
            _ => (Op.F64x2Splat, Op.F64x2ExtractLane, 2),
        };
        site.Original();
        site.Write(there);
        site.Write(back);
        site.To.WriteByte((byte)site.Source.Below(lanes));
        return true;
    }

    private static bool NegateFloat(RewriteSite site)
    {
        Op negate = site.Old.Type == ValType.F32 ? Op.F32Neg : Op.F64Neg;
        site.Original();
        site.Write(negate);
        site.Write(negate);
        return true;
    }

    private static bool VectorIdentity(RewriteSite site)
    {
        site.Original();
        switch (site.Source.Below(5))
        {
            case 0:
                site.Write(Op.V128Not);
                site.Write(Op.V128Not);
                break;
            case 1:
                (ulong low, ulong high) = site.Edge(ValType.V128);
                for (int i = 0; i < 2; i++)
                {
                    CodeEditor.TryWriteConstant(site.To, ValType.V128, low, high);
                    site.Write(Op.V128Xor);
                }

                break;
            case 2:
                CodeEditor.TryWriteConstant(site.To, ValType.V128, 0, 0);
                site.Write(site.Source.Chance(128) ? Op.V128Or : Op.I32x4Add);
                break;
            case 3:
                CodeEditor.TryWriteConstant(site.To, ValType.V128, 0x0706050403020100, 0x0F0E0D0C0B0A0908);
                site.Write(Op.I8x16Swizzle);
                break;
            default:
                CodeEditor.TryWriteConstant(site.To, ValType.V128, site.Source.UInt64(), site.Source.UInt64());
                site.Write(Op.I8x16Shuffle);
                site.To.WriteV128(0x0706050403020100, 0x0F0E0D0C0B0A0908);
                break;
        }

        return true;
    }

    // The operands are exchanged behind their backs, so that they are still worked out in their order.
    private static bool Commute(RewriteSite site)
    {
        var reader = new InstructionReader(site.Code, 0) { Position = site.LastPosition };
        Instruction last = default;
        InstructionInfo row = reader.Read(ref last);
        if ((row.Flags & InstructionFlags.Commutes) == 0 || row.Signature == "*" || row.Signature[0] != row.Signature[1])
        {
            return false;
        }

        Operand operand = Operator.All.First(item => item.Op == row.Op).Operands[0];
        uint first = site.NewLocal(operand.Type);
        uint second = site.NewLocal(operand.Type);
        site.Original(site.Old.Start, site.LastPosition);
        site.To.Write(Op.LocalSet, second);
        site.To.Write(Op.LocalSet, first);
        site.To.Write(Op.LocalGet, second);
        site.To.Write(Op.LocalGet, first);
        site.Write(row.Op);
        return true;
    }

    private static bool InvertComparison(RewriteSite site)
    {
        var reader = new InstructionReader(site.Code, 0) { Position = site.LastPosition };
        Instruction last = default;
        reader.Read(ref last);
        Op? inverse = last.Op switch
        {
            Op.I32Eq => Op.I32Ne,
            Op.I32Ne => Op.I32Eq,
            Op.I32LtS => Op.I32GeS,
            Op.I32LtU => Op.I32GeU,
            Op.I32GtS => Op.I32LeS,
            Op.I32GtU => Op.I32LeU,
            Op.I32LeS => Op.I32GtS,
            Op.I32LeU => Op.I32GtU,
            Op.I32GeS => Op.I32LtS,
            Op.I32GeU => Op.I32LtU,
            Op.I64Eq => Op.I64Ne,
            Op.I64Ne => Op.I64Eq,
            Op.I64LtS => Op.I64GeS,
            Op.I64LtU => Op.I64GeU,
            Op.I64GtS => Op.I64LeS,
            Op.I64GtU => Op.I64LeU,
            Op.I64LeS => Op.I64GtS,
            Op.I64LeU => Op.I64GtU,
            Op.I64GeS => Op.I64LtS,
            Op.I64GeU => Op.I64LtU,
            Op.F32Eq => Op.F32Ne,
            Op.F32Ne => Op.F32Eq,
            Op.F64Eq => Op.F64Ne,
            Op.F64Ne => Op.F64Eq,
            _ => null,
        };
        if (inverse is null)
        {
            return false;
        }

        site.Original(site.Old.Start, site.LastPosition);
        site.Write(inverse.Value);
        site.Write(Op.I32Eqz);
        return true;
    }
}
