using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Wasm.Jit.Abi;
using Wasm.Jit.Backend;

namespace Wasm.Jit.Execution;

/// <summary>
/// The code of a module, or of another owner: its entry table and its functions, as far as they are compiled. Thread-safe. Whoever
/// disposes it makes sure that no frame is in it and no function reference leads there.
/// </summary>
/// <param name="target">Where it runs.</param>
/// <param name="stubs">Writes the code that stands in for functions.</param>
/// <param name="owner">What <see cref="CodeEntry.Owner"/> is to be.</param>
internal sealed unsafe class ModuleCode(ITarget target, StubEmitter stubs, object? owner) : IDisposable
{
    private const int FirstRegion = 16 << 10;
    private const int LargestRegion = 1 << 20;

    private readonly WeakReference? _owner = owner is null ? null : new WeakReference(owner);
    private readonly Lock _lock = new();
    private readonly List<CodeRegion> _regions = [];
    private CodeRegion? _current;
    private int _currentUsed;
    private CodeBlock _entryTable;
    private bool _disposed;

    /// <summary>Address of the entry table: a code address per defined function.</summary>
    public nuint EntryTable => _entryTable.Address;

    /// <summary>Number of functions in the entry table.</summary>
    public int EntryCount { get; private set; }

    /// <summary>Bytes of code and entry table, with the room that is kept for more.</summary>
    public long Bytes { get; private set; }

    /// <summary>Makes the entry table. Its entries lead to <see cref="StubId.LazyCompile"/> until <see cref="SetEntry"/>.</summary>
    /// <param name="count">Number of defined functions.</param>
    /// <param name="firstIndex">Index of the first: the number of imported ones.</param>
    public void CreateEntryTable(int count, int firstIndex)
    {
        if (count == 0)
        {
            return;
        }

        int stubBytes = stubs.LazyEntryBytes;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // In pages of its own: processors take a write near code for a change of the code.
            _entryTable = target.Code.Allocate(checked(count * 8));
            Bytes += _entryTable.Size;
            nuint code = Take(checked(count * stubBytes), CodeBuffer.Alignment);
            Span<byte> bytes = target.Code.Writable(code, count * stubBytes);
            Span<byte> table = target.Code.Writable(EntryTable, count * 8);
            nuint lazy = target.StubAddress(StubId.LazyCompile);
            for (int i = 0; i < count; i++)
            {
                nuint address = code + (nuint)(i * stubBytes);
                stubs.WriteLazyEntry(bytes.Slice(i * stubBytes, stubBytes), address, firstIndex + i, lazy);
                BinaryPrimitives.WriteUInt64LittleEndian(table[(8 * i)..], address);
            }

            target.Publish(code, (nuint)(count * stubBytes));
            _current!.Append(new CodeEntry { Kind = CodeKind.Stub, Start = code, Length = count * stubBytes, WeakOwner = _owner });
            EntryCount = count;
        }
    }

    /// <summary>The code address in the entry table.</summary>
    /// <param name="function">Number of the function among the defined ones.</param>
    public nuint GetEntry(int function) => (nuint)Volatile.Read(ref Entry(function));

    /// <summary>Sets a code address in the entry table. Running code sees the old one or the new one.</summary>
    public void SetEntry(int function, nuint code) => Volatile.Write(ref Entry(function), code);

    /// <summary>Places compiled code: gives it an address, resolves its relocations, makes it known.</summary>
    /// <param name="function">What the compiler made. Not kept.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="index">Function index, or -1.</param>
    /// <param name="firstIndex">Index of the first defined function: relocations name functions by their index.</param>
    /// <exception cref="InsufficientMemoryException">There is no room for more code.</exception>
    public CodeEntry Place(CompiledFunction function, CodeKind kind, int index, int firstIndex)
    {
        var traps = function.Traps.Span.ToArray();
        var calls = function.Calls.Span.ToArray();
        var slots = function.StackMapSlots.Span.ToArray();
        var catches = function.Catches.Span.ToArray();
        var sources = function.Sources.Span.ToArray();
        int length = function.Code.Count;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            nuint address = Take(length, CodeBuffer.Alignment);
            Span<byte> bytes = target.Code.Writable(address, length);
            function.Code.Span.CopyTo(bytes);
            foreach (Relocation relocation in function.Relocations.Span)
            {
                Apply(relocation, bytes, address, firstIndex);
            }

            var entry = new CodeEntry
            {
                Kind = kind,
                Start = address,
                Length = length,
                WeakOwner = _owner,
                FunctionIndex = index,
                FrameBytes = function.FrameBytes,
                Traps = traps,
                Calls = calls,
                StackMapSlots = slots,
                Catches = catches,
                Sources = sources,
            };
            _current!.Append(entry);
            target.Publish(address, (nuint)length);
            return entry;
        }
    }

    /// <summary>Frees the code.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            foreach (CodeRegion region in _regions)
            {
                CodeMap.Remove(region);
                target.Code.Free(region.Block);
            }

            if (_entryTable.Size != 0)
            {
                target.Code.Free(_entryTable);
            }

            Bytes = 0;
        }
    }

    private ref ulong Entry(int function)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)function, (uint)EntryCount);
        return ref Unsafe.AsRef<ulong>((ulong*)target.Code.WriteAddress(EntryTable) + function);
    }

    private void Apply(Relocation relocation, Span<byte> bytes, nuint address, int firstIndex)
    {
        nuint symbol = relocation.Kind switch
        {
            RelocationKind.EntrySlot => EntryTable + (nuint)(8 * (relocation.Symbol - firstIndex)),
            RelocationKind.Helper => target.HelperStub((HelperId)relocation.Symbol),
            RelocationKind.TrapStub => target.TrapStub(relocation.Symbol),
            RelocationKind.Stub => target.StubAddress((StubId)relocation.Symbol),
            _ => throw new InvalidOperationException($"relocation of kind {relocation.Kind}"),
        };
        long distance = (long)(symbol - address) - (relocation.Position + 4) + relocation.Addend;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[relocation.Position..], checked((int)distance));
    }

    /// <summary>Takes room in the present region, or in a new one.</summary>
    private nuint Take(int length, int alignment)
    {
        int start = (_currentUsed + alignment - 1) & -alignment;
        if (_current is null || length > _current.Block.Size - start)
        {
            int size = _current is null ? FirstRegion : Math.Min(_current.Block.Size * 2, LargestRegion);
            CodeBlock block = target.Code.Allocate(Math.Max(size, length));
            if (block.IsReused)
            {
                target.Invalidate(block.Address, (nuint)block.Size);
            }

            _current = new CodeRegion(block);
            _regions.Add(_current);
            Bytes += block.Size;
            CodeMap.Add(_current);
            start = 0;
        }

        _currentUsed = start + length;
        return _current.Start + (nuint)start;
    }
}
