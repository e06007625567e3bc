using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Frontend;

namespace Wasm.SpecTests.Jit.Frontend;

// The helpers, as HelperId says them.
internal sealed partial class IrMachine
{
    private ulong Help(HelperId helper, ulong[] a)
    {
        switch (helper)
        {
            case HelperId.RefFunc:
                return FunctionOf((int)a[1]);
            case HelperId.MemoryGrow:
                return Grow(MemoryOf((int)a[1]), a[2], MemoryType.PageSize, Module.Memories[(int)a[1]].Limits.Maximum ?? 65536);
            case HelperId.TableGrow:
                ulong old = Grow(TableOf((int)a[1]), a[3], 1, Module.Tables[(int)a[1]].Limits.Maximum ?? uint.MaxValue);
                for (ulong i = 0; i < a[3] && (long)old >= 0; i++)
                {
                    _space.Write64(Read(TableOf((int)a[1]), 8) + (8 * (old + i)), a[2]);
                }

                return old;
            case HelperId.MemoryFill:
                Check(a[2], a[4], Read(MemoryOf((int)a[1]) + 8, 8), TrapCode.OutOfBoundsMemoryAccess);
                for (ulong i = 0; i < a[4]; i++)
                {
                    Write(Read(MemoryOf((int)a[1]), 8) + a[2] + i, 1, (byte)a[3]);
                }

                return 0;
            case HelperId.TableFill:
                Check(a[2], a[4], Read(TableOf((int)a[1]) + 8, 8), TrapCode.OutOfBoundsTableAccess);
                for (ulong i = 0; i < a[4]; i++)
                {
                    _space.Write64(Read(TableOf((int)a[1]), 8) + (8 * (a[2] + i)), a[3]);
                }

                return 0;
            case HelperId.MemoryCopy:
                return CopyRange(MemoryOf((int)(uint)a[1]), MemoryOf((int)(a[1] >> 32)), a, 1, TrapCode.OutOfBoundsMemoryAccess);
            case HelperId.TableCopy:
                return CopyRange(TableOf((int)(uint)a[1]), TableOf((int)(a[1] >> 32)), a, 8, TrapCode.OutOfBoundsTableAccess);
            case HelperId.MemoryInit:
                return InitMemory(a);
            case HelperId.TableInit:
                ulong table = TableOf((int)(uint)a[1]);
                ulong[] elements = _elements[(int)(a[1] >> 32)];
                Check(a[2], a[4], Read(table + 8, 8), TrapCode.OutOfBoundsTableAccess);
                Check(a[3], a[4], (ulong)elements.Length, TrapCode.OutOfBoundsTableAccess);
                for (ulong i = 0; i < a[4]; i++)
                {
                    _space.Write64(Read(table, 8) + (8 * (a[2] + i)), elements[a[3] + i]);
                }

                return 0;
            case HelperId.DataDrop:
                _droppedData.Add((int)a[1]);
                return 0;
            case HelperId.ElemDrop:
                _elements[(int)a[1]] = [];
                return 0;
            case HelperId.KeepFunction:
                // Whom a table keeps alive is nothing that code sees.
                return 0;
            default:
                return HelpWithObjects(helper, a);
        }
    }

    private ulong HelpWithObjects(HelperId helper, ulong[] a)
    {
        switch (helper)
        {
            case HelperId.StructNew:
                return NewStruct(Module.Registry[(int)a[1]]);
            case HelperId.ArrayNew:
                return NewArray(Module.Registry[(int)a[1]], (uint)a[2]);
            case HelperId.ArrayNewData or HelperId.ArrayNewElem:
                DefinedType type = Module.Registry[(int)(uint)a[1]];
                int segment = (int)(a[1] >> 32);
                CheckSegment(helper == HelperId.ArrayNewData, type, segment, a[2], a[3]);
                uint made = NewArray(type, (uint)a[3]);
                InitArray(helper == HelperId.ArrayNewData, made, type, segment, 0, a[2], a[3]);
                return made;
            case HelperId.ArrayInitData or HelperId.ArrayInitElem:
                type = TypeOf(a[1]);
                CheckArray(a[1], (uint)a[3], a[4]);
                CheckSegment(helper == HelperId.ArrayInitData, type, (int)a[2], a[3] >> 32, a[4]);
                InitArray(helper == HelperId.ArrayInitData, (uint)a[1], type, (int)a[2], (uint)a[3], a[3] >> 32, a[4]);
                return 0;
            case HelperId.ArrayFill:
                CheckArray(a[1], a[2], a[4]);
                int width = WidthOf(TypeOf(a[1]));
                for (ulong i = 0; i < a[4]; i++)
                {
                    _space.Write(ElementOf(a[1], a[2] + i, width), width, _space.Read(a[3], width));
                }

                return 0;
            case HelperId.ArrayCopy:
                CheckArray(a[0], a[1], a[4]);
                CheckArray(a[2], a[3], a[4]);
                width = WidthOf(TypeOf(a[0]));
                for (ulong i = 0; i < a[4]; i++)
                {
                    ulong k = a[1] > a[3] ? a[4] - 1 - i : i;
                    _space.Write(ElementOf(a[0], a[1] + k, width), width, _space.Read(ElementOf(a[2], a[3] + k, width), width));
                }

                return 0;
            case HelperId.ExceptionNew:
                FieldAccess[] payload = _translated.Environment.Payload((int)a[1]);
                int bytes = payload.Length == 0 ? 8 : payload[^1].Offset + payload[^1].Width;
                return Allocate(bytes, ObjectKind.Exception, (uint)a[1]);
            default:
                throw new InvalidOperationException($"{helper} is not for code");
        }
    }

    private uint NewStruct(DefinedType type)
    {
        var fields = type.Struct.Fields;
        return Allocate(ObjectLayout.OffsetOf(Module.Registry, fields, fields.Length), ObjectKind.Struct, (uint)type.Id);
    }

    private uint NewArray(DefinedType type, uint length)
    {
        if (length > HeapBytes / 16)
        {
            throw new MachineStoppedException(TrapCode.None);
        }

        uint made = Allocate(ObjectLayout.ElementsOffset + ((int)length * WidthOf(type)), ObjectKind.Array, (uint)type.Id);
        Write(HeapAddress + made + ObjectLayout.LengthOffset, 4, length);
        return made;
    }

    private uint Allocate(int bytes, ObjectKind kind, uint type)
    {
        uint made = _heapTop;
        _heapTop += (uint)(bytes + 7) & ~7u;
        if (_heapTop > ObjectLayout.NullGuard + HeapBytes)
        {
            throw new MachineStoppedException(TrapCode.None);
        }

        Write(HeapAddress + made + ObjectLayout.TypeOffset, 4, type);
        Write(HeapAddress + made + ObjectLayout.KindOffset, 1, (ulong)kind);
        return made;
    }

    private ulong Grow(ulong descriptor, ulong count, ulong unit, ulong maximum)
    {
        ulong length = Read(descriptor + 8, 8);
        if (count > maximum || (length / unit) + count > maximum)
        {
            return ulong.MaxValue;
        }

        if (count > 0 && !_space.Contains(Read(descriptor, 8) + ((length + (count * unit)) * (unit == 1 ? 8UL : 1)) - 1, 1))
        {
            // More than there is room for: what the other engine does, nobody knows.
            throw new MachineStoppedException(TrapCode.None);
        }

        _space.Write64(descriptor + 8, length + (count * unit));
        return length / unit;
    }

    private ulong CopyRange(ulong target, ulong source, ulong[] a, int width, TrapCode trap)
    {
        Check(a[2], a[4], Read(target + 8, 8), trap);
        Check(a[3], a[4], Read(source + 8, 8), trap);
        for (ulong i = 0; i < a[4]; i++)
        {
            ulong k = a[2] > a[3] ? a[4] - 1 - i : i;
            _space.Write(Read(target, 8) + ((a[2] + k) * (ulong)width), width, _space.Read(Read(source, 8) + ((a[3] + k) * (ulong)width), width));
        }

        return 0;
    }

    private ulong InitMemory(ulong[] a)
    {
        ulong memory = MemoryOf((int)(uint)a[1]);
        ReadOnlySpan<byte> data = DataOf((int)(a[1] >> 32));
        Check(a[2], a[4], Read(memory + 8, 8), TrapCode.OutOfBoundsMemoryAccess);
        Check(a[3], a[4], (ulong)data.Length, TrapCode.OutOfBoundsMemoryAccess);
        for (ulong i = 0; i < a[4]; i++)
        {
            Write(Read(memory, 8) + a[2] + i, 1, data[(int)(a[3] + i)]);
        }

        return 0;
    }

    private void InitArray(bool isData, uint array, DefinedType type, int segment, ulong target, ulong source, ulong count)
    {
        int width = WidthOf(type);
        for (ulong i = 0; i < count; i++)
        {
            ulong place = ElementOf(array, target + i, width);
            if (!isData)
            {
                Write(place, width, _elements[segment][source + i]);
                continue;
            }

            for (int k = 0; k < width; k++)
            {
                Write(place + (ulong)k, 1, DataOf(segment)[(int)source + ((int)i * width) + k]);
            }
        }
    }

    private void CheckSegment(bool isData, DefinedType type, int segment, ulong start, ulong count)
    {
        if (isData)
        {
            Check(start, count * (ulong)WidthOf(type), (ulong)DataOf(segment).Length, TrapCode.OutOfBoundsMemoryAccess);
        }
        else
        {
            Check(start, count, (ulong)_elements[segment].Length, TrapCode.OutOfBoundsTableAccess);
        }
    }

    private void CheckArray(ulong array, ulong start, ulong count) =>
        Check(start, count, Read(HeapAddress + array + ObjectLayout.LengthOffset, 4), TrapCode.OutOfBoundsArrayAccess);

    private static void Check(ulong start, ulong count, ulong length, TrapCode trap)
    {
        if (start > length || count > length - start)
        {
            throw new MachineStoppedException(trap);
        }
    }

    private ReadOnlySpan<byte> DataOf(int segment) => _droppedData.Contains(segment) ? [] : Module.Definition.Data[segment].Bytes.Span;

    private DefinedType TypeOf(ulong reference) => Module.Registry[(int)Read(HeapAddress + reference + ObjectLayout.TypeOffset, 4)];

    private int WidthOf(DefinedType array) => ObjectLayout.WidthOf(Module.Registry, array.Array.Element.Storage);

    private static ulong ElementOf(ulong array, ulong index, int width) =>
        HeapAddress + array + ObjectLayout.ElementsOffset + (index * (ulong)width);
}
