using System.Runtime.InteropServices;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>
/// References as generated code has them ↔ the .NET objects that the host has. An object of the heap has one .NET object at a time,
/// which keeps it in use; the map does not keep that alive.
/// </summary>
internal sealed unsafe class ReferenceMap(StoreRuntime runtime)
{
    private readonly Dictionary<uint, GCHandle> _wrappers = [];
    private readonly List<uint> _dead = [];

    // References that only managed code knows while it makes others.
    private uint[] _temporaries = new uint[16];

    /// <summary>Number of temporaries: put back what it was when they are not needed any more.</summary>
    public int Mark { get; private set; }

    /// <summary>Forgets the temporaries since a <see cref="Mark"/>.</summary>
    public void Release(int mark) => Mark = mark;

    /// <summary>Keeps a reference in use until <see cref="Release"/>.</summary>
    public uint Keep(uint reference)
    {
        if (Mark == _temporaries.Length)
        {
            Array.Resize(ref _temporaries, Mark * 2);
        }

        return _temporaries[Mark++] = reference;
    }

    /// <summary>What generated code has for an object of a type: a reference, or a function reference. References made are kept: see <see cref="Release"/>.</summary>
    /// <param name="item">The object; null is the null reference.</param>
    /// <param name="isFunction">Whether the type is below <c>func</c>.</param>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public ulong ToNative(object? item, bool isFunction)
    {
        switch (item)
        {
            case null:
                return 0;
            case I31Reference i31:
                return ((uint)i31.Value << 1) | 1;
            case Function function when isFunction:
                return (ulong)FuncRefs.Of(function);
            case IHeapObject heap when ReferenceEquals(heap.Runtime, runtime):
                return Keep(heap.Reference);
            default:
                uint reference = runtime.Heap.NewHost(item);
                return reference != 0 ? Keep(reference) : throw new ExhaustionException(runtime.ExhaustionMessage(ObjectLayout.ElementsOffset));
        }
    }

    /// <summary>The object that a reference of generated code means to the host.</summary>
    public object? ToManaged(ulong reference, bool isFunction)
    {
        if (reference == 0)
        {
            return null;
        }

        if (isFunction)
        {
            return runtime.FunctionAt((nuint)reference);
        }

        return (reference & 1) != 0 ? I31Reference.Create((int)((uint)reference >> 1)) : Wrap((uint)reference);
    }

    /// <summary>The .NET object of an object of the heap.</summary>
    public object Wrap(uint reference)
    {
        GcHeap heap = runtime.Heap;
        ObjectKind kind = heap.KindOf(reference);
        if (kind == ObjectKind.Host)
        {
            return heap.HostAt(reference);
        }

        ref GCHandle handle = ref CollectionsMarshal.GetValueRefOrAddDefault(_wrappers, reference, out bool exists);
        if (exists && handle.Target is { } known)
        {
            return known;
        }

        object wrapper = kind switch
        {
            ObjectKind.Struct => new JitStruct(runtime, reference),
            ObjectKind.Array => new JitArray(runtime, reference),
            ObjectKind.Exception => JitException.Read(runtime, reference),
            _ => throw new InvalidOperationException($"0x{reference:x} is no object"),
        };

        // Reading an exception's payload may have made other wrappers: the place is looked up again.
        handle = ref CollectionsMarshal.GetValueRefOrAddDefault(_wrappers, reference, out exists);
        if (exists && handle.IsAllocated)
        {
            handle.Target = wrapper;
        }
        else
        {
            handle = GCHandle.Alloc(wrapper, GCHandleType.Weak);
        }

        return wrapper;
    }

    /// <summary>What the host has, and what is being made, is in use.</summary>
    public void VisitRoots(GcHeap heap)
    {
        for (int i = 0; i < Mark; i++)
        {
            heap.Mark(_temporaries[i]);
        }

        foreach ((uint reference, GCHandle handle) in _wrappers)
        {
            if (handle.Target is not null)
            {
                heap.Mark(reference);
            }
            else
            {
                handle.Free();
                _dead.Add(reference);
            }
        }

        foreach (uint reference in _dead)
        {
            _wrappers.Remove(reference);
        }

        _dead.Clear();
    }

    /// <summary>Frees the handles.</summary>
    public void Free()
    {
        foreach (GCHandle handle in _wrappers.Values)
        {
            handle.Free();
        }

        _wrappers.Clear();
    }

    /// <summary>Whether a type's references are function references.</summary>
    public bool IsFunction(ValType type) => ObjectLayout.IsFunction(runtime.Engine.Types, type);
}
