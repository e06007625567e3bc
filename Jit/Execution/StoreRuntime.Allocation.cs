using Wasm.Core.Types;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

// Objects made by managed code: what cannot be made is an exception.
internal sealed unsafe partial class StoreRuntime
{
    /// <summary>A struct of zeros and nulls.</summary>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public uint NewStruct(DefinedType type)
    {
        ObjectShape shape = ShapeOf(type);
        return Check(Heap.NewStruct((uint)type.Id, shape), shape.AccountedBytes);
    }

    /// <summary>An array of zeros or nulls, of a length that there can be.</summary>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public uint NewArray(DefinedType type, uint length)
    {
        ObjectShape shape = ShapeOf(type);
        return Check(Heap.NewArray((uint)type.Id, shape, length), shape.AccountedArray(length));
    }

    /// <summary>An exception with a payload of zeros.</summary>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public uint NewException(JitTag tag)
    {
        ObjectShape shape = ShapeOfTag((uint)tag.Number);
        return Check(Heap.NewException((uint)tag.Number, shape), shape.AccountedBytes);
    }

    /// <summary>Message of an exhaustion by an allocation that failed.</summary>
    /// <param name="bytes">What it would have counted.</param>
    public string ExhaustionMessage(long bytes)
    {
        GcHeap heap = Heap;
        return !HasRoomInLimit(bytes)
            ? $"heap exhausted: {bytes} bytes asked for and {heap.AccountedBytes} in use are more than the store's limit of {heap.AccountedLimit} bytes ({nameof(StoreLimits)}.{nameof(StoreLimits.HeapBytes)})"
            : $"heap exhausted: the process has no room for {bytes} bytes";
    }

    /// <summary>Whether so many more bytes are below the store's limit: if they cannot be had, it is the process that has no room.</summary>
    public bool HasRoomInLimit(long bytes) => bytes <= Heap.AccountedLimit - Heap.AccountedBytes;

    private uint Check(uint reference, long bytes) => reference != 0 ? reference : throw new ExhaustionException(ExhaustionMessage(bytes));
}
