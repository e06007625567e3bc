using System.Buffers.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Numerics;

namespace Wasm.Interpreter.Execution;

// Memories other than number 0 and those with 64-bit addresses, and instructions on ranges of memories and tables.
internal sealed partial class Machine
{
    /// <summary>Bytes or elements between two looks at whether a long operation is to end: microseconds.</summary>
    private const int Piece = 1 << 16;

    /// <summary>
    /// The bytes that an access touches, whatever the memory: the address is unsigned, and neither its sum with the
    /// offset nor with the width may pass the end, or wrap.
    /// </summary>
    private static bool TryAccess(ReferenceMemory memory, ulong address, int offset, int width, out Span<byte> bytes)
    {
        Span<byte> all = memory.Span;
        ulong at = address + (uint)offset;
        if (at < address || at > (ulong)all.Length || all.Length - (int)at < width)
        {
            bytes = default;
            return false;
        }

        bytes = all.Slice((int)at, width);
        return true;
    }

    // load-num, load-pack (specification, 4.6.6). Y: memory, op.
    private TrapCode LoadGeneral(ref readonly Instr i)
    {
        var op = (Op)(i.Y & 0xFFFF);
        ReferenceMemory memory = _instance.Memories[i.Y >> 16];
        if (!TryAccess(memory, _numbers[_base + i.A], i.X, InstructionTable.Get(op).AccessBytes, out Span<byte> bytes))
        {
            return TrapCode.OutOfBoundsMemoryAccess;
        }

        _numbers[_base + i.C] = op switch
        {
            Op.I32Load8S => (uint)(sbyte)bytes[0],
            Op.I32Load8U or Op.I64Load8U => bytes[0],
            Op.I32Load16S => (uint)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            Op.I32Load16U or Op.I64Load16U => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            Op.I64Load8S => (ulong)(sbyte)bytes[0],
            Op.I64Load16S => (ulong)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            Op.I64Load32S => (ulong)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            Op.I32Load or Op.F32Load or Op.I64Load32U => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
        return TrapCode.None;
    }

    // store-num, store-pack.
    private TrapCode StoreGeneral(ref readonly Instr i)
    {
        var op = (Op)(i.Y & 0xFFFF);
        ReferenceMemory memory = _instance.Memories[i.Y >> 16];
        if (!TryAccess(memory, _numbers[_base + i.A], i.X, InstructionTable.Get(op).AccessBytes, out Span<byte> bytes))
        {
            return TrapCode.OutOfBoundsMemoryAccess;
        }

        ulong value = _numbers[_base + i.B];
        switch (bytes.Length)
        {
            case 1:
                bytes[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
                break;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
                break;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
                break;
        }

        return TrapCode.None;
    }

    // memory.grow (memory.grow-succeed, memory.grow-fail): -1 in the memory's address type.
    private static ulong GrowMemory(ReferenceMemory memory, ulong pages)
    {
        long old = memory.Grow(pages);
        return memory.Is64 ? (ulong)old : (uint)old;
    }

    /// <summary>Instructions behind the prefix 0xFC. Operands stand in consecutive slots from A on.</summary>
    private TrapCode ExecuteBulk(ref readonly Instr i)
    {
        ref ulong result = ref _numbers[_base + i.C];
        ulong first = _numbers[_base + i.A];
        switch (Codes.OpOf(i.Code))
        {
            // Saturating truncations (specification, 4.3.3 "trunc_sat").
            case Op.I32TruncSatF32S:
                result = (uint)Conversions.I32TruncSatF32S(F32(first));
                return TrapCode.None;
            case Op.I32TruncSatF32U:
                result = Conversions.I32TruncSatF32U(F32(first));
                return TrapCode.None;
            case Op.I32TruncSatF64S:
                result = (uint)Conversions.I32TruncSatF64S(F64(first));
                return TrapCode.None;
            case Op.I32TruncSatF64U:
                result = Conversions.I32TruncSatF64U(F64(first));
                return TrapCode.None;
            case Op.I64TruncSatF32S:
                result = (ulong)Conversions.I64TruncSatF32S(F32(first));
                return TrapCode.None;
            case Op.I64TruncSatF32U:
                result = Conversions.I64TruncSatF32U(F32(first));
                return TrapCode.None;
            case Op.I64TruncSatF64S:
                result = (ulong)Conversions.I64TruncSatF64S(F64(first));
                return TrapCode.None;
            case Op.I64TruncSatF64U:
                result = Conversions.I64TruncSatF64U(F64(first));
                return TrapCode.None;

            case Op.DataDrop:
                _instance.DropData(i.X);
                return TrapCode.None;
            case Op.ElemDrop:
                _instance.DropElements(i.X);
                return TrapCode.None;
            case Op.TableSize:
                result = _instance.Tables[i.X].Count;
                return TrapCode.None;
            case Op.TableGrow:
                {
                    ReferenceTable table = _instance.Tables[i.X];
                    long old = table.GrowUnchecked(_numbers[_base + i.A + 1], _references[_base + i.A]);
                    result = table.Is64 ? (ulong)old : (uint)old;
                    return TrapCode.None;
                }

            default:
                return ExecuteRange(in i, first, _numbers[_base + i.A + 1], _numbers[_base + i.A + 2]);
        }
    }

    /// <summary>
    /// Instructions on ranges (specification, 4.6.5 and 4.6.6): the whole range is checked first, so that a trap
    /// changes nothing; an empty range must still begin inside or at the end.
    /// </summary>
    private TrapCode ExecuteRange(ref readonly Instr i, ulong a, ulong b, ulong n)
    {
        if (ChargeBulk(n) is var trap and not TrapCode.None)
        {
            return trap;
        }

        switch (Codes.OpOf(i.Code))
        {
            case Op.MemoryFill:
                {
                    Span<byte> memory = _instance.Memories[i.X].Span;
                    if (!Fits(a, n, memory.Length))
                    {
                        return TrapCode.OutOfBoundsMemoryAccess;
                    }

                    return Fill(memory.Slice((int)a, (int)n), (byte)b);
                }

            case Op.MemoryCopy:
                {
                    Span<byte> target = _instance.Memories[i.X].Span;
                    Span<byte> source = _instance.Memories[i.Y].Span;
                    if (!Fits(a, n, target.Length) || !Fits(b, n, source.Length))
                    {
                        return TrapCode.OutOfBoundsMemoryAccess;
                    }

                    return Copy(_store, source.Slice((int)b, (int)n), target.Slice((int)a, (int)n));
                }

            case Op.MemoryInit:
                return CopyData(_instance, i.X, i.Y, a, b, n);
            case Op.TableFill:
                {
                    // The operand between is a reference.
                    Span<object?> table = _instance.Tables[i.X].Elements;
                    if (!Fits(a, n, table.Length))
                    {
                        return TrapCode.OutOfBoundsTableAccess;
                    }

                    return Fill(table.Slice((int)a, (int)n), _references[_base + i.A + 1]);
                }

            case Op.TableCopy:
                {
                    Span<object?> target = _instance.Tables[i.X].Elements;
                    Span<object?> source = _instance.Tables[i.Y].Elements;
                    if (!Fits(a, n, target.Length) || !Fits(b, n, source.Length))
                    {
                        return TrapCode.OutOfBoundsTableAccess;
                    }

                    return Copy<object?>(_store, source.Slice((int)b, (int)n), target.Slice((int)a, (int)n));
                }

            case Op.TableInit:
                return CopyElements(_instance, i.X, i.Y, a, b, n);
            default:
                throw new InvalidOperationException($"{Codes.OpOf(i.Code)} has no semantics");
        }
    }

    /// <summary>Fills piece by piece, so that a long one can be ended.</summary>
    private TrapCode Fill<T>(Span<T> target, T value)
    {
        while (target.Length > Piece)
        {
            target[..Piece].Fill(value);
            target = target[Piece..];
            if (_store.IsStopRequested && _store.ConfirmStop())
            {
                return TrapCode.Interrupted;
            }
        }

        target.Fill(value);
        return TrapCode.None;
    }

    /// <summary>Copies piece by piece, so that a long one can be ended. The spans are of one length and may overlap.</summary>
    private static TrapCode Copy<T>(Store store, ReadOnlySpan<T> source, Span<T> target)
    {
        bool fromEnd = source.Overlaps(target, out int offset) && offset > 0;
        while (source.Length > Piece)
        {
            int rest = source.Length - Piece;
            if (fromEnd)
            {
                source[rest..].CopyTo(target[rest..]);
                source = source[..rest];
                target = target[..rest];
            }
            else
            {
                source[..Piece].CopyTo(target);
                source = source[Piece..];
                target = target[Piece..];
            }

            if (store.IsStopRequested && store.ConfirmStop())
            {
                return TrapCode.Interrupted;
            }
        }

        source.CopyTo(target);
        return TrapCode.None;
    }

    /// <summary>Whether n elements from a start are inside; sums are not formed, as they could wrap.</summary>
    private static bool Fits(ulong start, ulong n, int length) => start <= (ulong)length && n <= (ulong)length - start;

    /// <summary>memory.init.</summary>
    public static TrapCode CopyData(ReferenceInstance instance, int segment, int memoryIndex, ulong target, ulong source, ulong n)
    {
        ReadOnlySpan<byte> data = instance.DataAt(segment);
        Span<byte> memory = instance.Memories[memoryIndex].Span;
        if (!Fits(target, n, memory.Length) || !Fits(source, n, data.Length))
        {
            return TrapCode.OutOfBoundsMemoryAccess;
        }

        return Copy(instance.Store, data.Slice((int)source, (int)n), memory.Slice((int)target, (int)n));
    }

    /// <summary>table.init.</summary>
    public static TrapCode CopyElements(ReferenceInstance instance, int segment, int tableIndex, ulong target, ulong source, ulong n)
    {
        ReadOnlySpan<object?> elements = instance.ElementsAt(segment);
        Span<object?> table = instance.Tables[tableIndex].Elements;
        if (!Fits(target, n, table.Length) || !Fits(source, n, elements.Length))
        {
            return TrapCode.OutOfBoundsTableAccess;
        }

        return Copy(instance.Store, elements.Slice((int)source, (int)n), table.Slice((int)target, (int)n));
    }
}
