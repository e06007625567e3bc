using System.Runtime.CompilerServices;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Abi;

namespace Wasm.Jit.Execution;

/// <summary>
/// The bodies of the helpers that generated code calls (<see cref="HelperId"/>). Each is a managed function over raw arguments;
/// what it throws ends the call.
/// </summary>
internal static unsafe partial class Helpers
{
    private const ulong NotGrown = ulong.MaxValue;

    // ref.func (specification, 4.6.9).
    private static ulong RefFunc(ExecutionContext context, ulong instance, ulong index, ulong a3, ulong a4, ulong a5) =>
        context.Runtime.InstanceAt((nuint)instance).FuncRefAt((int)index);

    // memory.grow (4.6.7). The growth filter is the host's: it must not call functions.
    private static ulong MemoryGrow(ExecutionContext context, ulong instance, ulong memory, ulong pages, ulong a4, ulong a5)
    {
        JitMemory target = context.Runtime.InstanceAt((nuint)instance).Memories[(int)memory];
        context.CallsAreForbidden = true;
        try
        {
            return (ulong)target.Grow(pages);
        }
        finally
        {
            context.CallsAreForbidden = false;
        }
    }

    // memory.fill (4.6.7).
    private static ulong MemoryFill(ExecutionContext context, ulong instance, ulong memory, ulong start, ulong value, ulong count)
    {
        JitMemory target = context.Runtime.InstanceAt((nuint)instance).Memories[(int)memory];
        if (!JitInstance.Fits(start, count, target.Length))
        {
            return context.EndBy(TrapCode.OutOfBoundsMemoryAccess);
        }

        for (ulong done = 0; done < count;)
        {
            uint part = (uint)Math.Min(count - done, BulkPart);
            Unsafe.InitBlockUnaligned(target.Base + start + done, (byte)value, part);
            done += part;
            if (done < count && context.MustStop())
            {
                return 0;
            }
        }

        return 0;
    }

    // memory.copy (4.6.7).
    private static ulong MemoryCopy(ExecutionContext context, ulong instance, ulong memories, ulong target, ulong source, ulong count)
    {
        JitInstance code = context.Runtime.InstanceAt((nuint)instance);
        JitMemory to = code.Memories[(int)(uint)memories];
        JitMemory from = code.Memories[(int)(memories >> 32)];
        if (!JitInstance.Fits(target, count, to.Length) || !JitInstance.Fits(source, count, from.Length))
        {
            return context.EndBy(TrapCode.OutOfBoundsMemoryAccess);
        }

        // In parts, so that a stop is seen in between; from the end if the target lies behind the source and they overlap.
        bool backward = ReferenceEquals(to, from) && target > source;
        for (ulong done = 0; done < count;)
        {
            ulong part = Math.Min(count - done, BulkPart);
            ulong at = backward ? count - done - part : done;
            Buffer.MemoryCopy(from.Base + source + at, to.Base + target + at, part, part);
            done += part;
            if (done < count && context.MustStop())
            {
                return 0;
            }
        }

        return 0;
    }

    // memory.init (4.6.7).
    private static ulong MemoryInit(ExecutionContext context, ulong instance, ulong memoryAndSegment, ulong target, ulong source, ulong count)
    {
        JitInstance code = context.Runtime.InstanceAt((nuint)instance);
        int segment = (int)(memoryAndSegment >> 32);
        JitMemory to = code.Memories[(int)(uint)memoryAndSegment];
        ReadOnlySpan<byte> data = code.DataAt(segment);
        if (!JitInstance.Fits(target, count, to.Length) || !JitInstance.Fits(source, count, (ulong)data.Length))
        {
            return context.EndBy(TrapCode.OutOfBoundsMemoryAccess);
        }

        for (ulong done = 0; done < count;)
        {
            int part = (int)Math.Min(count - done, BulkPart);
            data.Slice((int)(source + done), part).CopyTo(new Span<byte>(to.Base + target + done, part));
            done += (uint)part;
            if (done < count && context.MustStop())
            {
                return 0;
            }
        }

        return 0;
    }

    // Before a reference to a function is written to a table, or a global (the complement of its index).
    private static ulong KeepFunction(ExecutionContext context, ulong instance, ulong index, ulong function, ulong a4, ulong a5)
    {
        JitInstance code = context.Runtime.InstanceAt((nuint)instance);
        int place = (int)index;
        if (place >= 0)
        {
            code.Tables[place].Keep(function);
        }
        else
        {
            code.Globals[~place].Keep((nuint)function);
        }

        return 0;
    }

    private static ulong DataDrop(ExecutionContext context, ulong instance, ulong segment, ulong a3, ulong a4, ulong a5)
    {
        context.Runtime.InstanceAt((nuint)instance).DropData((int)segment);
        return 0;
    }

    // table.grow (4.6.6). The value stays in use: growth asks the host, and makes nothing of the heap.
    private static ulong TableGrow(ExecutionContext context, ulong instance, ulong table, ulong value, ulong count, ulong a5)
    {
        JitTable target = context.Runtime.InstanceAt((nuint)instance).Tables[(int)table];
        int mark = context.Runtime.References.Mark;
        if (!target.IsFunctionTable)
        {
            context.Runtime.References.Keep((uint)value);
        }

        context.CallsAreForbidden = true;
        try
        {
            long old = target.GrowUnchecked(count, null);
            if (old < 0)
            {
                return NotGrown;
            }

            if (target.IsFunctionTable)
            {
                target.Keep(value);
            }

            target.FillNative((ulong)old, count, value);
            return (ulong)old;
        }
        finally
        {
            context.CallsAreForbidden = false;
            context.Runtime.References.Release(mark);
        }
    }

    private static ulong TableFill(ExecutionContext context, ulong instance, ulong table, ulong start, ulong value, ulong count)
    {
        JitTable target = context.Runtime.InstanceAt((nuint)instance).Tables[(int)table];
        if (!JitInstance.Fits(start, count, target.Descriptor->Length))
        {
            return context.EndBy(TrapCode.OutOfBoundsTableAccess);
        }

        if (target.IsFunctionTable)
        {
            target.Keep(value);
        }

        for (ulong done = 0; done < count;)
        {
            ulong part = Math.Min(count - done, BulkPart / 8);
            target.FillNative(start + done, part, value);
            done += part;
            if (done < count && context.MustStop())
            {
                return 0;
            }
        }

        return 0;
    }

    private static ulong TableCopy(ExecutionContext context, ulong instance, ulong tables, ulong target, ulong source, ulong count)
    {
        JitInstance code = context.Runtime.InstanceAt((nuint)instance);
        JitTable to = code.Tables[(int)(uint)tables];
        JitTable from = code.Tables[(int)(tables >> 32)];
        if (!JitInstance.Fits(target, count, to.Descriptor->Length) || !JitInstance.Fits(source, count, from.Descriptor->Length))
        {
            return context.EndBy(TrapCode.OutOfBoundsTableAccess);
        }

        if (to.IsFunctionTable)
        {
            to.KeepAll(from);
        }

        // As memory.copy.
        bool backward = ReferenceEquals(to, from) && target > source;
        for (ulong done = 0; done < count;)
        {
            ulong part = Math.Min(count - done, BulkPart / 8);
            ulong at = backward ? count - done - part : done;
            new Span<ulong>(from.Elements + source + at, (int)part).CopyTo(new Span<ulong>(to.Elements + target + at, (int)part));
            done += part;
            if (done < count && context.MustStop())
            {
                return 0;
            }
        }

        return 0;
    }

    private static ulong TableInit(ExecutionContext context, ulong instance, ulong tableAndSegment, ulong target, ulong source, ulong count)
    {
        JitInstance code = context.Runtime.InstanceAt((nuint)instance);
        int segment = (int)(tableAndSegment >> 32);
        int table = (int)(uint)tableAndSegment;

        if (!JitInstance.Fits(target, count, code.Tables[table].Descriptor->Length) || !JitInstance.Fits(source, count, (ulong)code.ElementsAt(segment).Length))
        {
            return context.EndBy(TrapCode.OutOfBoundsTableAccess);
        }

        for (ulong done = 0; done < count;)
        {
            ulong part = Math.Min(count - done, BulkPart / 8);
            code.CopyElements(segment, table, target + done, source + done, part);
            done += part;
            if (done < count && context.MustStop())
            {
                return 0;
            }
        }

        return 0;
    }

    private static ulong ElemDrop(ExecutionContext context, ulong instance, ulong segment, ulong a3, ulong a4, ulong a5)
    {
        context.Runtime.InstanceAt((nuint)instance).DropElements((int)segment);
        return 0;
    }

    // Bytes between looks for a stop: tens of microseconds.
    private const uint BulkPart = 1 << 20;
}
