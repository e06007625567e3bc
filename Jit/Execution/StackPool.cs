using Wasm.Jit.Abi;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>
/// Memory for stacks of one size. Those that are given back are kept for the next, without the pages that were touched deep down.
/// The number of all stacks of the process is bounded. Thread-safe.
/// </summary>
internal sealed unsafe class StackPool : IDisposable
{
    /// <summary>So many unused ones are kept.</summary>
    private const int MaximumKept = 64;

    /// <summary>So much of an unused one keeps its memory: what shallow calls touch.</summary>
    private const int KeptBytes = 16 << 10;

    /// <summary>A frame takes more slots than it has values (<see cref="EngineOptions.MaximumStackSlots"/>); this is about what machine code needs, values of 16 bytes included.</summary>
    private const int BytesPerSlot = 16;

    /// <summary>Where the slots are counted, the native limit must not come first, whatever is spilled.</summary>
    private const int BytesPerCountedSlot = 32;
    private const long LargestStack = 64L << 30;

    private static int _stacks;

    private readonly ITarget _target;
    private readonly nuint _size;
    private readonly Stack<nint> _unused = new();
    private bool _disposed;

    /// <summary>A pool.</summary>
    /// <param name="target">Where their code runs.</param>
    /// <param name="usableBytes">Bytes that WebAssembly can use of each.</param>
    public StackPool(ITarget target, long usableBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(usableBytes);
        _target = target;
        long page = (long)target.System.PageSize;
        long size = Math.Min(usableBytes, LargestStack) + EngineStack.Headroom + EngineStack.GuardBytes + StoreContext.Size;
        _size = (nuint)((size + page - 1) & -page);
    }

    /// <summary>A pool for an engine's stacks.</summary>
    public StackPool(ITarget target, EngineOptions options)
        : this(target, (long)options.MaximumStackSlots * (options.CountStackSlots ? BytesPerCountedSlot : BytesPerSlot))
    {
    }

    /// <summary>A stack with a fresh context.</summary>
    /// <exception cref="ResourceLimitException">There are too many stacks in the process.</exception>
    /// <exception cref="InsufficientMemoryException">The system has no room.</exception>
    public EngineStack Rent()
    {
        byte* memory = null;
        lock (_unused)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_unused.TryPop(out nint kept))
            {
                memory = (byte*)kept;
            }
        }

        return new EngineStack(_target, this, memory is not null ? memory : Map(), _size);
    }

    /// <summary>Frees the memory that is kept: with the engine, which nobody disposes.</summary>
    ~StackPool() => Free();

    /// <summary>Frees the memory that is kept. Stacks that are in use free theirs when they are disposed.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        lock (_unused)
        {
            _disposed = true;
            while (_unused.TryPop(out nint memory))
            {
                Unmap((byte*)memory);
            }
        }
    }

    internal void Return(byte* memory, nuint size)
    {
        lock (_unused)
        {
            if (!_disposed && _unused.Count < MaximumKept)
            {
                byte* low = memory + EngineStack.GuardBytes;
                byte* high = memory + size - KeptBytes;
                if (high > low)
                {
                    _target.System.Discard(low, (nuint)(high - low) & ~(_target.System.PageSize - 1));
                }

                _unused.Push((nint)memory);
                return;
            }
        }

        Unmap(memory);
    }

    private byte* Map()
    {
        int maximum = _target.System.MaximumStacks;
        if (Interlocked.Increment(ref _stacks) > maximum)
        {
            Interlocked.Decrement(ref _stacks);
            throw new ResourceLimitException($"the process has {maximum} stacks already, for stores and calls that are suspended: dispose some");
        }

        try
        {
            return _target.System.MapStack(_size, EngineStack.GuardBytes);
        }
        catch
        {
            Interlocked.Decrement(ref _stacks);
            throw;
        }
    }

    private void Unmap(byte* memory)
    {
        _target.System.Release(memory, _size);
        Interlocked.Decrement(ref _stacks);
    }
}
