using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>A .NET object that stands for an object of a store's heap.</summary>
internal interface IHeapObject
{
    /// <summary>Whose heap.</summary>
    StoreRuntime Runtime { get; }

    /// <summary>Where in it.</summary>
    uint Reference { get; }
}

/// <summary>Reads and writes values in objects, tables' and globals' native memory.</summary>
internal static unsafe class NativeValue
{
    /// <summary>The value at an address; packed ones zero-extended.</summary>
    public static Value Read(StoreRuntime runtime, void* address, StorageType storage)
    {
        ValType type = storage.Unpacked;
        if (type.IsReference)
        {
            bool isFunction = runtime.References.IsFunction(type);
            return Value.FromReference(runtime.References.ToManaged(isFunction ? *(ulong*)address : *(uint*)address, isFunction));
        }

        if (type.IsVector)
        {
            return Value.FromV128(Unsafe.ReadUnaligned<Vector128<byte>>(address));
        }

        ulong bits = ObjectLayout.WidthOf(runtime.Engine.Types, storage) switch
        {
            1 => *(byte*)address,
            2 => *(ushort*)address,
            4 => *(uint*)address,
            _ => *(ulong*)address,
        };
        return Value.FromRaw(type, new RawValue(bits), null);
    }

    /// <summary>Writes a value of its type; packed ones keep the low bits.</summary>
    public static void Write(StoreRuntime runtime, void* address, StorageType storage, Value value)
    {
        ValType type = storage.Unpacked;
        if (type.IsReference)
        {
            bool isFunction = runtime.References.IsFunction(type);
            int mark = runtime.References.Mark;
            ulong reference = runtime.References.ToNative(value.Reference, isFunction);
            runtime.References.Release(mark);
            if (isFunction)
            {
                *(ulong*)address = reference;
                if (value.Reference is Function function)
                {
                    runtime.KeepInHeap(StoreRuntime.OwnerOf(function));
                }
            }
            else
            {
                *(uint*)address = (uint)reference;
            }

            return;
        }

        if (type.IsVector)
        {
            Unsafe.WriteUnaligned(address, value.V128);
            return;
        }

        switch (ObjectLayout.WidthOf(runtime.Engine.Types, storage))
        {
            case 1:
                *(byte*)address = (byte)value.Low;
                break;
            case 2:
                *(ushort*)address = (ushort)value.Low;
                break;
            case 4:
                *(uint*)address = (uint)value.Low;
                break;
            default:
                *(ulong*)address = value.Low;
                break;
        }
    }
}

/// <summary>A struct of a store's heap, as the host has it.</summary>
internal sealed unsafe class JitStruct(StoreRuntime runtime, uint reference) : StructReference, IHeapObject
{
    private readonly DefinedType _type = runtime.Engine.Types[(int)runtime.Heap.TypeOf(reference)];
    private readonly Store _store = runtime.Store;

    /// <inheritdoc/>
    public StoreRuntime Runtime => runtime;

    /// <inheritdoc/>
    public uint Reference => reference;

    /// <inheritdoc/>
    public override Store Store => _store;

    /// <inheritdoc/>
    public override DefinedType Type => _type;

    /// <inheritdoc/>
    protected override Value GetCore(int index)
    {
        using StoreRuntime.Use use = runtime.Begin();
        Value value = NativeValue.Read(runtime, AddressOf(index), _type.Struct.Fields[index].Storage);
        GC.KeepAlive(this);
        return value;
    }

    /// <inheritdoc/>
    protected override void SetCore(int index, Value value)
    {
        using StoreRuntime.Use use = runtime.Begin();
        NativeValue.Write(runtime, AddressOf(index), _type.Struct.Fields[index].Storage, value);
        GC.KeepAlive(this);
    }

    private byte* AddressOf(int index) =>
        runtime.Heap.AddressOf(reference, ObjectLayout.OffsetOf(runtime.Engine.Types, _type.Struct.Fields, index));
}

/// <summary>An array of a store's heap, as the host has it.</summary>
internal sealed unsafe class JitArray(StoreRuntime runtime, uint reference) : ArrayReference, IHeapObject
{
    /// <summary>Bytes of the elements of the largest array; a larger one traps with <c>allocation size too large</c>.</summary>
    private const long MaximumBytes = 1L << 30;

    private readonly DefinedType _type = runtime.Engine.Types[(int)runtime.Heap.TypeOf(reference)];
    private readonly Store _store = runtime.Store;

    /// <inheritdoc/>
    public StoreRuntime Runtime => runtime;

    /// <inheritdoc/>
    public uint Reference => reference;

    /// <inheritdoc/>
    public override Store Store => _store;

    /// <inheritdoc/>
    public override DefinedType Type => _type;

    /// <inheritdoc/>
    public override int Length => (int)runtime.Heap.LengthOf(reference);

    /// <inheritdoc/>
    protected override Span<byte> Bytes => new(runtime.Heap.AddressOf(reference, ObjectLayout.ElementsOffset), Length * Width);

    private StorageType Storage => _type.Array.Element.Storage;

    private int Width => ObjectLayout.WidthOf(runtime.Engine.Types, Storage);

    /// <summary>Whether there can be an array of a length: counted as the store's limit counts.</summary>
    public static bool CanHave(ArrayType type, uint length) => length * (long)Wasm.Runtime.Heap.ObjectSize.WidthOf(type.Element.Storage) <= MaximumBytes;

    /// <inheritdoc/>
    protected override Value GetCore(int index)
    {
        using StoreRuntime.Use use = runtime.Begin();
        Value value = NativeValue.Read(runtime, AddressOf(index), Storage);
        GC.KeepAlive(this);
        return value;
    }

    /// <inheritdoc/>
    protected override void FillCore(int index, int count, Value value)
    {
        if (count == 0)
        {
            return;
        }

        using StoreRuntime.Use use = runtime.Begin();
        int width = Width;
        NativeValue.Write(runtime, AddressOf(index), Storage, value);
        byte* first = AddressOf(index);
        for (int i = 1; i < count; i++)
        {
            Buffer.MemoryCopy(first, first + ((long)i * width), width, width);
        }

        GC.KeepAlive(this);
    }

    private byte* AddressOf(int index) => runtime.Heap.AddressOf(reference, ObjectLayout.ElementsOffset + ((long)index * Width));
}

/// <summary>An exception of a store's heap, as the host has it.</summary>
internal sealed unsafe class JitException : ExceptionReference, IHeapObject
{
    private JitException(StoreRuntime runtime, uint reference, Tag tag, ImmutableArray<Value> payload)
        : base(tag, payload)
    {
        Runtime = runtime;
        Reference = reference;
    }

    /// <inheritdoc/>
    public StoreRuntime Runtime { get; }

    /// <inheritdoc/>
    public uint Reference { get; }

    /// <summary>The .NET object of an exception.</summary>
    public static JitException Read(StoreRuntime runtime, uint reference)
    {
        JitTag tag = runtime.TagAt((int)runtime.Heap.TypeOf(reference));
        ImmutableArray<ValType> types = tag.Signature.Parameters;
        var payload = ImmutableArray.CreateBuilder<Value>(types.Length);
        for (int i = 0; i < types.Length; i++)
        {
            int offset = ObjectLayout.OffsetOf(runtime.Engine.Types, types, i);
            payload.Add(NativeValue.Read(runtime, runtime.Heap.AddressOf(reference, offset), types[i]));
        }

        return new JitException(runtime, reference, tag, payload.MoveToImmutable());
    }

    /// <summary>A new exception with a payload of the right types.</summary>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public static JitException Create(StoreRuntime runtime, JitTag tag, ImmutableArray<Value> payload)
    {
        int mark = runtime.References.Mark;
        uint reference = runtime.NewException(tag);
        runtime.References.Keep(reference);
        ImmutableArray<ValType> types = tag.Signature.Parameters;
        for (int i = 0; i < types.Length; i++)
        {
            int offset = ObjectLayout.OffsetOf(runtime.Engine.Types, types, i);
            NativeValue.Write(runtime, runtime.Heap.AddressOf(reference, offset), types[i], payload[i]);
        }

        var created = (JitException)runtime.References.Wrap(reference);
        runtime.References.Release(mark);
        return created;
    }
}
