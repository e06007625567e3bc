using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;

namespace Wasm.Jit.Execution;

// Structs, arrays and exceptions (specification, 4.6.9 and 4.6.4).
internal static unsafe partial class Helpers
{
    private static ulong StructNew(ExecutionContext context, ulong instance, ulong type, ulong a3, ulong a4, ulong a5)
    {
        uint reference = context.Runtime.Heap.NewStruct((uint)type, context.Runtime.ShapeOfType((uint)type));
        return reference != 0 ? reference : context.EndByHeap(context.Runtime.ShapeOfType((uint)type).AccountedBytes);
    }

    private static ulong ArrayNew(ExecutionContext context, ulong instance, ulong type, ulong length, ulong a4, ulong a5) =>
        NewArray(context, (uint)type, (uint)length);

    // array.new_data: the segment's bounds before the size.
    private static ulong ArrayNewData(ExecutionContext context, ulong instance, ulong typeAndSegment, ulong start, ulong length, ulong a5)
    {
        uint type = (uint)typeAndSegment;
        int segment = (int)(typeAndSegment >> 32);
        JitInstance code = context.Runtime.InstanceAt((nuint)instance);
        int width = context.Runtime.ShapeOfType(type).ElementWidth;
        ulong bytes = (uint)length * (ulong)width;
        if (!JitInstance.Fits((uint)start, bytes, (ulong)code.DataAt(segment).Length))
        {
            return context.EndBy(TrapCode.OutOfBoundsMemoryAccess);
        }

        ulong array = NewArray(context, type, (uint)length);
        if (array != 0)
        {
            code.DataAt(segment).Slice((int)start, (int)bytes).CopyTo(
                new Span<byte>(context.Runtime.Heap.AddressOf((uint)array, ObjectLayout.ElementsOffset), (int)bytes));
        }

        return array;
    }

    private static ulong ArrayNewElem(ExecutionContext context, ulong instance, ulong typeAndSegment, ulong start, ulong length, ulong a5)
    {
        uint type = (uint)typeAndSegment;
        int segment = (int)(typeAndSegment >> 32);
        JitInstance code = context.Runtime.InstanceAt((nuint)instance);
        if (!JitInstance.Fits((uint)start, (uint)length, (ulong)code.ElementsAt(segment).Length))
        {
            return context.EndBy(TrapCode.OutOfBoundsTableAccess);
        }

        ulong array = NewArray(context, type, (uint)length);
        if (array != 0)
        {
            CopyElements(context, (uint)array, 0, code.ElementsAt(segment).Slice((int)start, (int)length));
        }

        return array;
    }

    private static ulong ArrayFill(ExecutionContext context, ulong instance, ulong array, ulong start, ulong value, ulong count)
    {
        GcHeap heap = context.Runtime.Heap;
        if (!JitInstance.Fits((uint)start, (uint)count, heap.LengthOf((uint)array)))
        {
            return context.EndBy(TrapCode.OutOfBoundsArrayAccess);
        }

        int width = context.Runtime.ShapeOfType(heap.TypeOf((uint)array)).ElementWidth;
        byte* first = heap.AddressOf((uint)array, ObjectLayout.ElementsOffset + ((long)(uint)start * width));
        int length = (int)count;
        switch (width)
        {
            case 1:
                new Span<byte>(first, length).Fill(*(byte*)value);
                break;
            case 2:
                new Span<ushort>(first, length).Fill(*(ushort*)value);
                break;
            case 4:
                new Span<uint>(first, length).Fill(*(uint*)value);
                break;
            case 8:
                new Span<ulong>(first, length).Fill(*(ulong*)value);
                break;
            default:
                new Span<Vector128<byte>>(first, length).Fill(Unsafe.ReadUnaligned<Vector128<byte>>((void*)value));
                break;
        }

        return 0;
    }

    private static ulong ArrayCopy(ExecutionContext context, ulong target, ulong targetStart, ulong source, ulong sourceStart, ulong count)
    {
        GcHeap heap = context.Runtime.Heap;
        if (!JitInstance.Fits((uint)targetStart, (uint)count, heap.LengthOf((uint)target))
            || !JitInstance.Fits((uint)sourceStart, (uint)count, heap.LengthOf((uint)source)))
        {
            return context.EndBy(TrapCode.OutOfBoundsArrayAccess);
        }

        int width = context.Runtime.ShapeOfType(heap.TypeOf((uint)target)).ElementWidth;
        long bytes = (long)(uint)count * width;
        Buffer.MemoryCopy(
            heap.AddressOf((uint)source, ObjectLayout.ElementsOffset + ((long)(uint)sourceStart * width)),
            heap.AddressOf((uint)target, ObjectLayout.ElementsOffset + ((long)(uint)targetStart * width)),
            bytes,
            bytes);
        return 0;
    }

    private static ulong ArrayInitData(ExecutionContext context, ulong instance, ulong array, ulong segment, ulong starts, ulong count)
    {
        GcHeap heap = context.Runtime.Heap;
        JitInstance code = context.Runtime.InstanceAt((nuint)instance);
        uint target = (uint)starts;
        uint source = (uint)(starts >> 32);
        if (!JitInstance.Fits(target, (uint)count, heap.LengthOf((uint)array)))
        {
            return context.EndBy(TrapCode.OutOfBoundsArrayAccess);
        }

        int width = context.Runtime.ShapeOfType(heap.TypeOf((uint)array)).ElementWidth;
        ulong bytes = (uint)count * (ulong)width;
        ReadOnlySpan<byte> data = code.DataAt((int)segment);
        if (!JitInstance.Fits(source, bytes, (ulong)data.Length))
        {
            return context.EndBy(TrapCode.OutOfBoundsMemoryAccess);
        }

        data.Slice((int)source, (int)bytes).CopyTo(
            new Span<byte>(heap.AddressOf((uint)array, ObjectLayout.ElementsOffset + ((long)target * width)), (int)bytes));
        return 0;
    }

    private static ulong ArrayInitElem(ExecutionContext context, ulong instance, ulong array, ulong segment, ulong starts, ulong count)
    {
        JitInstance code = context.Runtime.InstanceAt((nuint)instance);
        uint target = (uint)starts;
        uint source = (uint)(starts >> 32);
        if (!JitInstance.Fits(target, (uint)count, context.Runtime.Heap.LengthOf((uint)array)))
        {
            return context.EndBy(TrapCode.OutOfBoundsArrayAccess);
        }

        ReadOnlySpan<ulong> elements = code.ElementsAt((int)segment);
        if (!JitInstance.Fits(source, (uint)count, (ulong)elements.Length))
        {
            return context.EndBy(TrapCode.OutOfBoundsTableAccess);
        }

        CopyElements(context, (uint)array, target, elements.Slice((int)source, (int)count));
        return 0;
    }

    private static ulong ExceptionNew(ExecutionContext context, ulong instance, ulong tag, ulong a3, ulong a4, ulong a5)
    {
        JitTag thrown = context.Runtime.InstanceAt((nuint)instance).Tags[(int)tag];
        ObjectShape shape = context.Runtime.ShapeOfTag((uint)thrown.Number);
        uint reference = context.Runtime.Heap.NewException((uint)thrown.Number, shape);
        return reference != 0 ? reference : context.EndByHeap(shape.AccountedBytes);
    }

    private static ulong Throw(ExecutionContext context, ulong exception, ulong a2, ulong a3, ulong a4, ulong a5) =>
        context.Throw((uint)exception);

    private static ulong NewArray(ExecutionContext context, uint type, uint length)
    {
        if (!JitArray.CanHave(context.Runtime.Engine.Types[(int)type].Array, length))
        {
            return context.EndBy(TrapCode.AllocationSize);
        }

        ObjectShape shape = context.Runtime.ShapeOfType(type);
        uint reference = context.Runtime.Heap.NewArray(type, shape, length);
        return reference != 0 ? reference : context.EndByHeap(shape.AccountedArray(length));
    }

    // A segment's elements have 8 bytes, as a table's; an array's references 4.
    private static void CopyElements(ExecutionContext context, uint array, uint start, ReadOnlySpan<ulong> elements)
    {
        GcHeap heap = context.Runtime.Heap;
        if (context.Runtime.ShapeOfType(heap.TypeOf(array)).ElementWidth == 8)
        {
            elements.CopyTo(new Span<ulong>(heap.AddressOf(array, ObjectLayout.ElementsOffset + (start * 8L)), elements.Length));
            return;
        }

        var target = (uint*)heap.AddressOf(array, ObjectLayout.ElementsOffset + (start * 4L));
        for (int i = 0; i < elements.Length; i++)
        {
            target[i] = (uint)elements[i];
        }
    }
}
