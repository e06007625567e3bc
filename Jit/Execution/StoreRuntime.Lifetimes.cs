using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

// What lives: .NET decides, by edges between managed objects that mirror the references in native memory. The runtime knows instances
// and functions only weakly. A reference to a function names its owner, an instance or the function of the host itself, and is in one
// of these places:
//
//   an instance's imports and element segments   the instance has what it imports, and its own functions are its own
//   a table or global                            Keep notes the owner before the reference is written, also for generated code
//   an object of the heap                        _inHeap; see below
//   a frame, while code runs or waits            see below
//
// While anything runs or waits, nothing is taken out of any mirror. What frames refer to is therefore alive: code can only get at a
// reference by its instance, which the caller had a reference to; by memory, which has a mirror; by a call from managed code, which
// notes the owners of what it passes in _passed; and by its own functions. By induction over the instructions of a run, every owner
// is reachable from the instance that the host called (the caller's frame holds that), a mirror as it was or became, or _passed.
// When nothing runs any more, _passed is forgotten: what has been stored is in a mirror.
//
// Objects with fields for function references are written by generated code without notes. Where a store has types of such objects,
// whatever has run, was passed, or is taken out of a mirror goes to _inHeap, until a collection of the heap while nothing runs has
// seen which owners the objects that live refer to.
internal sealed unsafe partial class StoreRuntime
{
    private const int Collecting = int.MinValue;

    private readonly List<JitTable> _crowded = [];
    private readonly List<Mapping> _mappings = [];
    private Owners _passed;
    private Owners _inHeap;
    private Owners _seen;
    private ulong _lastSeen;
    private bool _hasFunctionFields;

    // Number of uses that are under way, plus Collecting.
    private int _uses;
    private int _collectionsOfDotNet;

    /// <summary>Whether no code runs or waits.</summary>
    public bool IsIdle => Active is null && _computations.Count == 0;

    /// <summary>What a function reference, not null, needs alive.</summary>
    public object OwnerOf(nuint reference)
    {
        var record = (FuncRef*)reference;
        return record->Index >= 0 ? InstanceAt((nuint)record->Instance) : _hosts[record->Handle];
    }

    /// <summary>What a function needs alive so that its reference is good.</summary>
    public static object OwnerOf(Function function) => function is JitFunction wasm ? wasm.Instance : function;

    /// <summary>Code gets a reference to a function.</summary>
    public void Pass(Function function)
    {
        if (!IsIdle)
        {
            _passed.Add(OwnerOf(function));
        }
    }

    /// <summary>An owner is taken out of a mirror.</summary>
    public void Drop(object owner)
    {
        if (!IsIdle)
        {
            _passed.Add(owner);
        }

        KeepInHeap(owner);
    }

    /// <summary>Objects of the heap may refer to an owner's functions from now on.</summary>
    public void KeepInHeap(object owner)
    {
        if (_hasFunctionFields)
        {
            _inHeap.Add(owner);
        }
    }

    /// <summary>A table has many owners: it is to look what it really has.</summary>
    public void NoteCrowded(JitTable table)
    {
        if (IsIdle)
        {
            table.RebuildOwners();
        }
        else
        {
            _crowded.Add(table);
        }
    }

    /// <summary>Keeps native memory until it is freed by its object's finaliser, or with the store.</summary>
    public void Own(Mapping mapping)
    {
        lock (_mappings)
        {
            mapping.Place = _mappings.Count;
            _mappings.Add(mapping);
        }
    }

    /// <summary>Frees native memory. On any thread: no code can reach it, since its object was unreachable or has got other memory.</summary>
    public void Free(Mapping mapping)
    {
        lock (_mappings)
        {
            if (mapping.Place < _mappings.Count && ReferenceEquals(_mappings[mapping.Place], mapping))
            {
                Mapping last = _mappings[^1];
                _mappings[mapping.Place] = last;
                last.Place = mapping.Place;
                _mappings.RemoveAt(_mappings.Count - 1);
            }
        }

        mapping.Release();
    }

    /// <summary>A use of the heap or the mirrors begins: the finaliser's thread does not collect until it ends. Uses may nest.</summary>
    public Use Begin()
    {
        if (Interlocked.Increment(ref _uses) < 0)
        {
            WaitForCollection();
        }

        return new Use(this);
    }

    /// <summary>A context begins to run, on the thread that owns the store: the finaliser's thread does not collect until none does.</summary>
    public void Activate(ExecutionContext context)
    {
        // The read may happen before the write is seen; who collects forces the order for both sides (TryCollect).
        Active = context;
        if (Volatile.Read(ref _uses) < 0)
        {
            WaitForCollection();
        }
    }

    /// <summary>Collects if .NET has collected since and nobody uses the store: on the finaliser's thread, or when something has ended.</summary>
    public void TryCollect()
    {
        if (!HasRest || Interlocked.CompareExchange(ref _uses, Collecting, 0) != 0)
        {
            return;
        }

        try
        {
            // Either a context that becomes active sees that it must wait, or it is seen here.
            Interlocked.MemoryBarrierProcessWide();
            if (!_isDisposed && Active is null)
            {
                Rest();
            }
        }
        finally
        {
            Interlocked.Add(ref _uses, Collecting);
        }
    }

    /// <summary>Whether <see cref="Rest"/> would do anything. On any thread; others may change it.</summary>
    public bool HasRest => _passed.Count > 0 || _crowded.Count > 0 || (HasGarbage && IsCollectionDue);

    /// <summary>After a run: forgets what was passed, and lets go of what WebAssembly does not refer to any more, if it is time.</summary>
    public void Rest()
    {
        if (IsIdle)
        {
            if (_hasFunctionFields)
            {
                _inHeap.AddAll(in _passed);
            }

            _passed.Clear();
            if (_crowded.Count > 0)
            {
                foreach (JitTable table in _crowded)
                {
                    table.RebuildOwners();
                }

                _crowded.Clear();
            }
        }

        if (HasGarbage && IsCollectionDue)
        {
            Heap.Collect();
        }
    }

    /// <summary>Whether a collection of the heap may let go of .NET objects.</summary>
    private bool HasGarbage => _heap is not null && (References.HasAny || _heap.Hosts.Count > 0);

    /// <summary>
    /// Whether .NET has collected since the heap has. That frees what WebAssembly referred to only if this heap's collections have
    /// found out that it does not any more. A large heap waits for several, so that marking it does not take more time than they do.
    /// </summary>
    public bool IsCollectionDue
    {
        get
        {
            int collections = GC.CollectionCount(2) - _collectionsOfDotNet;
            return collections > 0 && Heap.LiveBytes >> 24 < collections;
        }
    }

    /// <inheritdoc/>
    public void VisitUncounted(GcHeap heap) => References.VisitHeld(heap);

    /// <inheritdoc/>
    public void VisitFunction(ulong reference)
    {
        if (reference == 0)
        {
            return;
        }

        ulong instance = ((FuncRef*)reference)->Instance;
        if (instance != _lastSeen)
        {
            _lastSeen = instance;
            _seen.Add(OwnerOf((nuint)reference));
        }
    }

    /// <inheritdoc/>
    public void EndCollection(GcHeap heap)
    {
        if (IsIdle)
        {
            (_inHeap, _seen) = (_seen, _inHeap);
        }

        _seen.Clear();
        _lastSeen = 0;
        _collectionsOfDotNet = GC.CollectionCount(2);
        References.EndCollection(heap);
    }

    /// <inheritdoc/>
    public bool TryFreeMore() => Store.TryCollectGarbage();

    private void WaitForCollection()
    {
        var wait = default(SpinWait);
        while (Volatile.Read(ref _uses) < 0)
        {
            wait.SpinOnce();
        }
    }

    private void NoteShape(ObjectShape shape) => _hasFunctionFields |= shape.Functions.Length > 0;

    private void FreeMappings()
    {
        Mapping[] mappings;
        lock (_mappings)
        {
            mappings = [.. _mappings];
            _mappings.Clear();
        }

        foreach (Mapping mapping in mappings)
        {
            mapping.Release();
        }
    }

    /// <summary>A use that is under way.</summary>
    internal readonly ref struct Use(StoreRuntime runtime)
    {
        /// <summary>Ends it.</summary>
        public void Dispose() => Interlocked.Decrement(ref runtime._uses);
    }
}
