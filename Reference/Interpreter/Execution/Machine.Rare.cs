using System.Runtime.CompilerServices;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Numerics;

namespace Wasm.Interpreter.Execution;

// What the loop reaches through its default case: to the families' methods by number.
internal sealed partial class Machine
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TrapCode ExecuteRare(ref readonly Instr i)
    {
        if (i.Code <= Code.LastNamed)
        {
            return i.Code < Code.Copy ? ExecuteBasic(in i) : ExecuteAuxiliary(in i);
        }

        return Codes.OpOf(i.Code) switch
        {
            >= Op.V128Load => ExecuteVector(in i),
            >= Op.I32TruncSatF32S => ExecuteBulk(in i),
            _ => ExecuteAggregate(in i),
        };
    }

    /// <summary>Instructions with a single-byte opcode.</summary>
    private TrapCode ExecuteBasic(ref readonly Instr i)
    {
        ref ulong result = ref _numbers[_base + i.C];
        ulong number = _numbers[_base + i.A];
        TrapCode trap = TrapCode.None;
        switch ((Op)i.Code)
        {
            // table.get, table.set (specification, 4.6.5).
            case Op.TableGet:
                {
                    Span<object?> elements = _instance.Tables[i.X].Elements;
                    if (number >= (ulong)elements.Length)
                    {
                        return TrapCode.OutOfBoundsTableAccess;
                    }

                    _references[_base + i.C] = elements[(int)number];
                    break;
                }

            case Op.TableSet:
                {
                    Span<object?> elements = _instance.Tables[i.X].Elements;
                    if (number >= (ulong)elements.Length)
                    {
                        return TrapCode.OutOfBoundsTableAccess;
                    }

                    elements[(int)number] = _references[_base + i.B];
                    break;
                }

            case Op.MemorySize:
                result = _instance.Memories[i.X].PageCount;
                break;

            // Truncations (specification, 4.3.3 "trunc").
            case Op.I32TruncF32S:
                trap = Conversions.I32TruncF32S(F32(number), out int s32);
                result = (uint)s32;
                break;
            case Op.I32TruncF32U:
                trap = Conversions.I32TruncF32U(F32(number), out uint u32);
                result = u32;
                break;
            case Op.I32TruncF64S:
                trap = Conversions.I32TruncF64S(F64(number), out s32);
                result = (uint)s32;
                break;
            case Op.I32TruncF64U:
                trap = Conversions.I32TruncF64U(F64(number), out u32);
                result = u32;
                break;
            case Op.I64TruncF32S:
                trap = Conversions.I64TruncF32S(F32(number), out long s64);
                result = (ulong)s64;
                break;
            case Op.I64TruncF32U:
                trap = Conversions.I64TruncF32U(F32(number), out result);
                break;
            case Op.I64TruncF64S:
                trap = Conversions.I64TruncF64S(F64(number), out s64);
                result = (ulong)s64;
                break;
            case Op.I64TruncF64U:
                trap = Conversions.I64TruncF64U(F64(number), out result);
                break;
            default:
                return ExecuteReference(in i);
        }

        return trap;
    }

    // Reference instructions (specification, 4.6.9).
    private TrapCode ExecuteReference(ref readonly Instr i)
    {
        switch ((Op)i.Code)
        {
            case Op.RefIsNull:
                _numbers[_base + i.C] = _references[_base + i.A] is null ? 1UL : 0UL;
                return TrapCode.None;
            case Op.RefFunc:
                _references[_base + i.C] = _instance.FunctionAt(i.X);
                return TrapCode.None;
            // ref.eq (Step_pure/ref.eq-…): i31 references have no identity but their number.
            case Op.RefEq:
                _numbers[_base + i.C] = Value.AreSame(_references[_base + i.A], _references[_base + i.B]) ? 1UL : 0UL;
                return TrapCode.None;
            case Op.RefAsNonNull:
                return _references[_base + i.A] is null ? TrapCode.NullReference : TrapCode.None;
            default:
                throw new InvalidOperationException($"{(Op)i.Code} has no semantics");
        }
    }

    /// <summary>Operations that the translator has made.</summary>
    private TrapCode ExecuteAuxiliary(ref readonly Instr i)
    {
        switch (i.Code)
        {
            case Code.Trap:
                return (TrapCode)i.X;
            case Code.ClearReferences:
                _references.AsSpan(_base + i.A, i.X).Clear();
                break;
            case Code.ClearVectors:
                _vectors.AsSpan(_base + i.A, i.X).Clear();
                break;
            case Code.PrepareStacks:
                PrepareStacks();
                break;
            case Code.ChargeFuel:
                return Charge((long)i.Imm);
            case Code.GlobalGetReference:
                _references[_base + i.C] = _instance.Globals[i.X].Reference;
                break;
            case Code.GlobalGetVector:
                _vectors[_base + i.C] = _instance.Globals[i.X].Vector;
                break;
            case Code.GlobalSetReference:
                _instance.Globals[i.X].Reference = _references[_base + i.A];
                break;
            case Code.GlobalSetVector:
                _instance.Globals[i.X].Vector = _vectors[_base + i.A];
                break;
            case Code.LoadGeneral:
                return LoadGeneral(in i);
            case Code.StoreGeneral:
                return StoreGeneral(in i);
            case Code.CanonicalizeF32:
                _numbers[_base + i.C] = FloatOps.CanonicalizeNaN((uint)_numbers[_base + i.A]);
                break;
            case Code.CanonicalizeF64:
                _numbers[_base + i.C] = FloatOps.CanonicalizeNaN(_numbers[_base + i.A]);
                break;
            case Code.CanonicalizeF32x4:
                _vectors[_base + i.C] = VectorOps.CanonicalizeNaNF32x4(_vectors[_base + i.A]);
                break;
            case Code.CanonicalizeF64x2:
                _vectors[_base + i.C] = VectorOps.CanonicalizeNaNF64x2(_vectors[_base + i.A]);
                break;
            default:
                throw new InvalidOperationException($"{i.Code} has no semantics");
        }

        return TrapCode.None;
    }

    /// <summary>Takes fuel; if less is left, none is taken.</summary>
    private TrapCode Charge(long cost)
    {
        long left = _store.Fuel - cost;
        if (left < 0)
        {
            return TrapCode.AllFuelConsumed;
        }

        _store.Fuel = left;
        return TrapCode.None;
    }

    /// <summary>
    /// An instruction that works on n elements or bytes costs n/64 beyond its own 1, charged before it acts or
    /// checks anything.
    /// </summary>
    private TrapCode ChargeBulk(ulong n) => _consumesFuel ? Charge((long)(n / 64)) : TrapCode.None;

    private static float F32(ulong slot) => BitConverter.UInt32BitsToSingle((uint)slot);

    private static double F64(ulong slot) => BitConverter.UInt64BitsToDouble(slot);

    private static ulong Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(value);
}
