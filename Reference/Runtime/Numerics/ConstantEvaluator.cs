using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.Runtime.Numerics;

/// <summary>
/// Evaluates one pure operation: every instruction whose result depends on its operands and lane immediates
/// alone. The switches here and in <c>ConstantEvaluator.Vector.cs</c> say which operator an <see cref="Op"/> means,
/// a line each.
/// </summary>
/// <remarks>
/// Values travel as 128 bits: i32, i64, f32 and f64 (their bits) in the low lanes, zeros above, also in results.
/// </remarks>
public static partial class ConstantEvaluator
{
    /// <summary>
    /// Evaluates <paramref name="op"/>. A NaN result is one that the specification allows, not always canonical.
    /// </summary>
    /// <param name="op">Any op.</param>
    /// <param name="operands">
    /// The operands in stack order; after them, for instructions with a lane index, that index (low byte), and for
    /// <c>i8x16.shuffle</c> its sixteen indices.
    /// </param>
    /// <param name="result">The result, or zero with a trap.</param>
    /// <param name="trap"><see cref="TrapCode.None"/>, or why the operator is undefined for these operands.</param>
    /// <returns>False if the instruction is not a pure operation.</returns>
    /// <exception cref="ArgumentException">The number of operands is not the instruction's.</exception>
    public static bool TryEvaluate(Op op, ReadOnlySpan<V128> operands, out V128 result, out TrapCode trap)
    {
        result = default;
        trap = TrapCode.None;
        if (InstructionTable.Find((int)op) is not { Immediate: Immediate.None or Immediate.Lane or Immediate.Shuffle } row)
        {
            return false;
        }

        V128 a = operands.Length > 0 ? operands[0] : default;
        V128 b = operands.Length > 1 ? operands[1] : default;
        V128 c = operands.Length > 2 ? operands[2] : default;
        V128? outcome = I32Operator(op, a, b, ref trap)
            ?? I64Operator(op, a, b, ref trap)
            ?? F32Operator(op, a, b)
            ?? F64Operator(op, a, b)
            ?? VectorOperator(op, a, b, c);
        if (outcome is not { } value)
        {
            return false;
        }

        int count = row.Signature.IndexOf(':', StringComparison.Ordinal) + (row.Immediate == Immediate.None ? 0 : 1);
        if (operands.Length != count)
        {
            throw new ArgumentException($"{row.Mnemonic} takes {count} operands, not {operands.Length}", nameof(operands));
        }

        result = trap == TrapCode.None ? value : default;
        return true;
    }

    private static V128? I32Operator(Op op, V128 a, V128 b, ref TrapCode trap) => op switch
    {
        Op.I32Eqz => Of(I32(a) == 0),
        Op.I32Eq => Of(I32(a) == I32(b)),
        Op.I32Ne => Of(I32(a) != I32(b)),
        Op.I32LtS => Of(I32(a) < I32(b)),
        Op.I32LtU => Of(U32(a) < U32(b)),
        Op.I32GtS => Of(I32(a) > I32(b)),
        Op.I32GtU => Of(U32(a) > U32(b)),
        Op.I32LeS => Of(I32(a) <= I32(b)),
        Op.I32LeU => Of(U32(a) <= U32(b)),
        Op.I32GeS => Of(I32(a) >= I32(b)),
        Op.I32GeU => Of(U32(a) >= U32(b)),
        Op.I32Clz => Of(IntegerOps.Clz(I32(a))),
        Op.I32Ctz => Of(IntegerOps.Ctz(I32(a))),
        Op.I32Popcnt => Of(IntegerOps.Popcnt(I32(a))),
        Op.I32Add => Of(I32(a) + I32(b)),
        Op.I32Sub => Of(I32(a) - I32(b)),
        Op.I32Mul => Of(I32(a) * I32(b)),
        Op.I32DivS => Partial(IntegerOps.DivS(I32(a), I32(b), out int r), Of(r), ref trap),
        Op.I32DivU => Partial(IntegerOps.DivU(U32(a), U32(b), out uint r), Of(r), ref trap),
        Op.I32RemS => Partial(IntegerOps.RemS(I32(a), I32(b), out int r), Of(r), ref trap),
        Op.I32RemU => Partial(IntegerOps.RemU(U32(a), U32(b), out uint r), Of(r), ref trap),
        Op.I32And => Of(I32(a) & I32(b)),
        Op.I32Or => Of(I32(a) | I32(b)),
        Op.I32Xor => Of(I32(a) ^ I32(b)),
        Op.I32Shl => Of(IntegerOps.Shl(I32(a), I32(b))),
        Op.I32ShrS => Of(IntegerOps.ShrS(I32(a), I32(b))),
        Op.I32ShrU => Of(IntegerOps.ShrU(I32(a), I32(b))),
        Op.I32Rotl => Of(IntegerOps.Rotl(I32(a), I32(b))),
        Op.I32Rotr => Of(IntegerOps.Rotr(I32(a), I32(b))),
        Op.I32WrapI64 => Of((int)I64(a)),
        Op.I32TruncF32S => Partial(Conversions.I32TruncF32S(F32(a), out int r), Of(r), ref trap),
        Op.I32TruncF32U => Partial(Conversions.I32TruncF32U(F32(a), out uint r), Of(r), ref trap),
        Op.I32TruncF64S => Partial(Conversions.I32TruncF64S(F64(a), out int r), Of(r), ref trap),
        Op.I32TruncF64U => Partial(Conversions.I32TruncF64U(F64(a), out uint r), Of(r), ref trap),
        Op.I32ReinterpretF32 => Of(U32(a)),
        Op.I32Extend8S => Of(IntegerOps.Extend8S(I32(a))),
        Op.I32Extend16S => Of(IntegerOps.Extend16S(I32(a))),
        Op.I32TruncSatF32S => Of(Conversions.I32TruncSatF32S(F32(a))),
        Op.I32TruncSatF32U => Of(Conversions.I32TruncSatF32U(F32(a))),
        Op.I32TruncSatF64S => Of(Conversions.I32TruncSatF64S(F64(a))),
        Op.I32TruncSatF64U => Of(Conversions.I32TruncSatF64U(F64(a))),
        _ => null,
    };

    private static V128? I64Operator(Op op, V128 a, V128 b, ref TrapCode trap) => op switch
    {
        Op.I64Eqz => Of(I64(a) == 0),
        Op.I64Eq => Of(I64(a) == I64(b)),
        Op.I64Ne => Of(I64(a) != I64(b)),
        Op.I64LtS => Of(I64(a) < I64(b)),
        Op.I64LtU => Of(U64(a) < U64(b)),
        Op.I64GtS => Of(I64(a) > I64(b)),
        Op.I64GtU => Of(U64(a) > U64(b)),
        Op.I64LeS => Of(I64(a) <= I64(b)),
        Op.I64LeU => Of(U64(a) <= U64(b)),
        Op.I64GeS => Of(I64(a) >= I64(b)),
        Op.I64GeU => Of(U64(a) >= U64(b)),
        Op.I64Clz => Of(IntegerOps.Clz(I64(a))),
        Op.I64Ctz => Of(IntegerOps.Ctz(I64(a))),
        Op.I64Popcnt => Of(IntegerOps.Popcnt(I64(a))),
        Op.I64Add => Of(I64(a) + I64(b)),
        Op.I64Sub => Of(I64(a) - I64(b)),
        Op.I64Mul => Of(I64(a) * I64(b)),
        Op.I64DivS => Partial(IntegerOps.DivS(I64(a), I64(b), out long r), Of(r), ref trap),
        Op.I64DivU => Partial(IntegerOps.DivU(U64(a), U64(b), out ulong r), Of(r), ref trap),
        Op.I64RemS => Partial(IntegerOps.RemS(I64(a), I64(b), out long r), Of(r), ref trap),
        Op.I64RemU => Partial(IntegerOps.RemU(U64(a), U64(b), out ulong r), Of(r), ref trap),
        Op.I64And => Of(I64(a) & I64(b)),
        Op.I64Or => Of(I64(a) | I64(b)),
        Op.I64Xor => Of(I64(a) ^ I64(b)),
        Op.I64Shl => Of(IntegerOps.Shl(I64(a), I64(b))),
        Op.I64ShrS => Of(IntegerOps.ShrS(I64(a), I64(b))),
        Op.I64ShrU => Of(IntegerOps.ShrU(I64(a), I64(b))),
        Op.I64Rotl => Of(IntegerOps.Rotl(I64(a), I64(b))),
        Op.I64Rotr => Of(IntegerOps.Rotr(I64(a), I64(b))),
        Op.I64ExtendI32S => Of((long)I32(a)),
        Op.I64ExtendI32U => Of((long)U32(a)),
        Op.I64TruncF32S => Partial(Conversions.I64TruncF32S(F32(a), out long r), Of(r), ref trap),
        Op.I64TruncF32U => Partial(Conversions.I64TruncF32U(F32(a), out ulong r), Of(r), ref trap),
        Op.I64TruncF64S => Partial(Conversions.I64TruncF64S(F64(a), out long r), Of(r), ref trap),
        Op.I64TruncF64U => Partial(Conversions.I64TruncF64U(F64(a), out ulong r), Of(r), ref trap),
        Op.I64ReinterpretF64 => Of(U64(a)),
        Op.I64Extend8S => Of(IntegerOps.Extend8S(I64(a))),
        Op.I64Extend16S => Of(IntegerOps.Extend16S(I64(a))),
        Op.I64Extend32S => Of(IntegerOps.Extend32S(I64(a))),
        Op.I64TruncSatF32S => Of(Conversions.I64TruncSatF32S(F32(a))),
        Op.I64TruncSatF32U => Of(Conversions.I64TruncSatF32U(F32(a))),
        Op.I64TruncSatF64S => Of(Conversions.I64TruncSatF64S(F64(a))),
        Op.I64TruncSatF64U => Of(Conversions.I64TruncSatF64U(F64(a))),
        _ => null,
    };

    private static V128? F32Operator(Op op, V128 a, V128 b) => op switch
    {
        Op.F32Eq => Of(F32(a) == F32(b)),
        Op.F32Ne => Of(F32(a) != F32(b)),
        Op.F32Lt => Of(F32(a) < F32(b)),
        Op.F32Gt => Of(F32(a) > F32(b)),
        Op.F32Le => Of(F32(a) <= F32(b)),
        Op.F32Ge => Of(F32(a) >= F32(b)),
        Op.F32Abs => Of(FloatOps.Abs(U32(a))),
        Op.F32Neg => Of(FloatOps.Neg(U32(a))),
        Op.F32Ceil => Of(FloatOps.Ceil(F32(a))),
        Op.F32Floor => Of(FloatOps.Floor(F32(a))),
        Op.F32Trunc => Of(FloatOps.Trunc(F32(a))),
        Op.F32Nearest => Of(FloatOps.Nearest(F32(a))),
        Op.F32Sqrt => Of(FloatOps.Sqrt(F32(a))),
        Op.F32Add => Of(F32(a) + F32(b)),
        Op.F32Sub => Of(F32(a) - F32(b)),
        Op.F32Mul => Of(F32(a) * F32(b)),
        Op.F32Div => Of(F32(a) / F32(b)),
        Op.F32Min => Of(FloatOps.Min(F32(a), F32(b))),
        Op.F32Max => Of(FloatOps.Max(F32(a), F32(b))),
        Op.F32Copysign => Of(FloatOps.Copysign(U32(a), U32(b))),
        Op.F32ConvertI32S => Of(Conversions.F32ConvertI32S(I32(a))),
        Op.F32ConvertI32U => Of(Conversions.F32ConvertI32U(U32(a))),
        Op.F32ConvertI64S => Of(Conversions.F32ConvertI64S(I64(a))),
        Op.F32ConvertI64U => Of(Conversions.F32ConvertI64U(U64(a))),
        Op.F32DemoteF64 => Of(Conversions.F32DemoteF64(F64(a))),
        Op.F32ReinterpretI32 => Of(U32(a)),
        _ => null,
    };

    private static V128? F64Operator(Op op, V128 a, V128 b) => op switch
    {
        Op.F64Eq => Of(F64(a) == F64(b)),
        Op.F64Ne => Of(F64(a) != F64(b)),
        Op.F64Lt => Of(F64(a) < F64(b)),
        Op.F64Gt => Of(F64(a) > F64(b)),
        Op.F64Le => Of(F64(a) <= F64(b)),
        Op.F64Ge => Of(F64(a) >= F64(b)),
        Op.F64Abs => Of(FloatOps.Abs(U64(a))),
        Op.F64Neg => Of(FloatOps.Neg(U64(a))),
        Op.F64Ceil => Of(FloatOps.Ceil(F64(a))),
        Op.F64Floor => Of(FloatOps.Floor(F64(a))),
        Op.F64Trunc => Of(FloatOps.Trunc(F64(a))),
        Op.F64Nearest => Of(FloatOps.Nearest(F64(a))),
        Op.F64Sqrt => Of(FloatOps.Sqrt(F64(a))),
        Op.F64Add => Of(F64(a) + F64(b)),
        Op.F64Sub => Of(F64(a) - F64(b)),
        Op.F64Mul => Of(F64(a) * F64(b)),
        Op.F64Div => Of(F64(a) / F64(b)),
        Op.F64Min => Of(FloatOps.Min(F64(a), F64(b))),
        Op.F64Max => Of(FloatOps.Max(F64(a), F64(b))),
        Op.F64Copysign => Of(FloatOps.Copysign(U64(a), U64(b))),
        Op.F64ConvertI32S => Of(Conversions.F64ConvertI32S(I32(a))),
        Op.F64ConvertI32U => Of(Conversions.F64ConvertI32U(U32(a))),
        Op.F64ConvertI64S => Of(Conversions.F64ConvertI64S(I64(a))),
        Op.F64ConvertI64U => Of(Conversions.F64ConvertI64U(U64(a))),
        Op.F64PromoteF32 => Of(Conversions.F64PromoteF32(F32(a))),
        Op.F64ReinterpretI64 => Of(U64(a)),
        _ => null,
    };

    private static int I32(V128 value) => value.AsInt32().ToScalar();

    private static uint U32(V128 value) => value.AsUInt32().ToScalar();

    private static long I64(V128 value) => value.AsInt64().ToScalar();

    private static ulong U64(V128 value) => value.AsUInt64().ToScalar();

    private static float F32(V128 value) => value.AsSingle().ToScalar();

    private static double F64(V128 value) => value.AsDouble().ToScalar();

    private static V128 Of(bool value) => Of(value ? 1 : 0);

    private static V128 Of(int value) => Vector128.CreateScalar(value).AsByte();

    private static V128 Of(uint value) => Vector128.CreateScalar(value).AsByte();

    private static V128 Of(long value) => Vector128.CreateScalar(value).AsByte();

    private static V128 Of(ulong value) => Vector128.CreateScalar(value).AsByte();

    private static V128 Of(float value) => Vector128.CreateScalar(value).AsByte();

    private static V128 Of(double value) => Vector128.CreateScalar(value).AsByte();

    private static V128 Partial(TrapCode code, V128 value, ref TrapCode trap)
    {
        trap = code;
        return value;
    }
}
