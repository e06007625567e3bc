using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>
/// References as generated code has them ↔ the .NET objects that the host has. An object of the heap has one .NET object at a time,
/// which keeps it in use. The map keeps that alive until a collection of the heap finds that WebAssembly does not refer to the object:
/// from then on only the host does, and the object does not count against the limit.
/// </summary>
/// <remarks>
/// It is the store that keeps them: what refers to each other in a circle through an object of the host lives as long as the store.
/// </remarks>
internal sealed unsafe class ReferenceMap(StoreRuntime runtime)
{
    private readonly Dictionary<uint, Wrapper> _wrappers = [];
    private readonly List<uint> _dead = [];

    private long _enough = MinimumEnough;

    // References that only managed code knows while it makes others.
    private uint[] _temporaries = new uint[16];

    private const long MinimumEnough = 10_000;

    /// <summary>Whether a collection may let go of .NET objects.</summary>
    public bool HasAny => _wrappers.Count > 0;

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
                runtime.Pass(function);
                return (ulong)FuncRefs.Of(function);
            case IHeapObject heap when ReferenceEquals(heap.Runtime, runtime):
                CollectionsMarshal.GetValueRefOrAddDefault(_wrappers, heap.Reference, out _).Strong = heap;
                return Keep(heap.Reference);
            default:
                uint reference = runtime.Heap.NewHost(item);
                NoteNumber();
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

        ref Wrapper known = ref CollectionsMarshal.GetValueRefOrNullRef(_wrappers, reference);
        if (!Unsafe.IsNullRef(ref known) && known.Target is { } target)
        {
            // It comes from WebAssembly, which may keep it.
            known.Strong = target;
            return target;
        }

        object wrapper = kind switch
        {
            ObjectKind.Struct => new JitStruct(runtime, reference),
            ObjectKind.Array => new JitArray(runtime, reference),
            ObjectKind.Exception => JitException.Read(runtime, reference),
            _ => throw new InvalidOperationException($"0x{reference:x} is no object"),
        };

        // Reading an exception's payload may have made other wrappers: the place is looked up again.
        CollectionsMarshal.GetValueRefOrAddDefault(_wrappers, reference, out _).Strong = wrapper;
        NoteNumber();
        return wrapper;
    }

    /// <summary>What is being made is in use.</summary>
    public void VisitRoots(GcHeap heap)
    {
        for (int i = 0; i < Mark; i++)
        {
            heap.Mark(_temporaries[i]);
        }
    }

    /// <summary>
    /// After what WebAssembly refers to is marked: keeps the .NET objects of that, no others, and marks what the host has besides.
    /// </summary>
    public void VisitHeld(GcHeap heap)
    {
        foreach (uint reference in _wrappers.Keys)
        {
            ref Wrapper wrapper = ref CollectionsMarshal.GetValueRefOrNullRef(_wrappers, reference);
            object? target = wrapper.Target;
            if (target is null)
            {
                // Nobody has it; if the object is in use, it gets another when it is needed.
                wrapper.Free();
                _dead.Add(reference);
            }
            else if (heap.IsMarked(reference))
            {
                wrapper.Strong = target;
            }
            else
            {
                wrapper.Weaken();
                heap.Mark(reference);
            }
        }

        foreach (uint reference in _dead)
        {
            _wrappers.Remove(reference);
        }

        _dead.Clear();
    }

    /// <summary>Decides when there are so many .NET objects that it is time for another collection.</summary>
    public void EndCollection(GcHeap heap) =>
        _enough = Math.Max(Math.Max(MinimumEnough, heap.LiveBytes / 64), 2L * (_wrappers.Count + heap.Hosts.Count));

    /// <summary>Frees the handles.</summary>
    public void Free()
    {
        foreach (uint reference in _wrappers.Keys)
        {
            CollectionsMarshal.GetValueRefOrNullRef(_wrappers, reference).Free();
        }

        _wrappers.Clear();
    }

    /// <summary>Whether a type's references are function references.</summary>
    public bool IsFunction(ValType type) => ObjectLayout.IsFunction(runtime.Engine.Types, type);

    private void NoteNumber()
    {
        if (_wrappers.Count + runtime.Heap.Hosts.Count > _enough || runtime.IsCollectionDue)
        {
            runtime.Heap.CollectSoon = true;
        }
    }

    /// <summary>The .NET object of an object.</summary>
    private struct Wrapper
    {
        /// <summary>The object, if it is kept alive.</summary>
        public object? Strong;

        private GCHandle _weak;

        /// <summary>The object, if it is alive.</summary>
        public readonly object? Target => Strong ?? (_weak.IsAllocated ? _weak.Target : null);

        /// <summary>Keeps it alive no more.</summary>
        public void Weaken()
        {
            if (Strong is { } target)
            {
                if (_weak.IsAllocated)
                {
                    _weak.Target = target;
                }
                else
                {
                    _weak = GCHandle.Alloc(target, GCHandleType.Weak);
                }

                Strong = null;
            }
        }

        /// <summary>Frees the handle.</summary>
        public void Free()
        {
            Strong = null;
            if (_weak.IsAllocated)
            {
                _weak.Free();
            }
        }
    }
}
