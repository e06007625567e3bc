using System.Runtime.InteropServices;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Abi;
using Wasm.Jit.Backend;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>This process. There is one; it lives as long as the process does.</summary>
internal sealed unsafe class HostTarget : ITarget
{
    /// <summary>Addresses for code: as many as 32 bits with a sign reach from anywhere.</summary>
    private const int CodeSize = int.MaxValue & -CodeMemory.Granule;

    private static readonly Lazy<HostTarget> Shared = new(() => new HostTarget(HostSystem.Current));

    private readonly nuint[] _stubs;
    private readonly nuint[] _helperStubs;
    private readonly nuint[] _trapStubs;
    private readonly delegate* unmanaged<StoreContext*, nuint, nuint, ulong, RawValue*, int> _enter;
    private readonly delegate* unmanaged<StoreContext*, ulong, int> _resume;

    private HostTarget(ISystem system)
    {
        System = system;
        Code = new CodeMemory(system, CodeSize);
        Helpers = new HelperAddresses(system);
        StubImage image = CreateEmitter().EmitStubs(CodeSize, system.Signals, Enum.GetValues<TrapCode>().Length);
        CodeBlock block = Code.Allocate(image.Bytes.Length);
        if (block.Address != Code.Start)
        {
            throw new InvalidOperationException("The stubs have to stand at the beginning.");
        }

        Span<byte> bytes = Code.Writable(block.Address, image.Bytes.Length);
        image.Bytes.CopyTo(bytes);
        Span<nuint> previous = stackalloc nuint[system.Signals.Signals.Length];
        system.GetFaultHandlers(previous);
        MemoryMarshal.AsBytes(previous).CopyTo(bytes[image.PreviousHandlers..]);
        var region = new CodeRegion(block);
        region.Append(new CodeEntry { Kind = CodeKind.Stub, Start = block.Address, Length = image.Bytes.Length });
        CodeMap.Add(region);
        _stubs = Place(image.Stubs, block.Address);
        _helperStubs = Place(image.Helpers, block.Address);
        _trapStubs = Place(image.Traps, block.Address);
        _enter = (delegate* unmanaged<StoreContext*, nuint, nuint, ulong, RawValue*, int>)_stubs[(int)StubId.Entry];
        _resume = (delegate* unmanaged<StoreContext*, ulong, int>)_stubs[(int)StubId.Resume];
        system.SetFaultHandler(block.Address + (nuint)image.FaultHandler);
    }

    /// <summary>It.</summary>
    /// <exception cref="PlatformNotSupportedException">The engine does not run on this system.</exception>
    public static HostTarget Instance => Shared.Value;

    /// <summary>The engine's helpers: whoever has their methods enters them before any code runs.</summary>
    public HelperAddresses Helpers { get; }

    /// <inheritdoc/>
    public ISystem System { get; }

    /// <inheritdoc/>
    public CodeMemory Code { get; }

    /// <inheritdoc/>
    public ulong HelperTable => Helpers.Address;

    /// <summary>Writes stubs and thunks for this processor.</summary>
    public static StubEmitter CreateEmitter() => new X64.Stubs(X64.CpuFeatures.Host);

    /// <inheritdoc/>
    public nuint StubAddress(StubId stub) => _stubs[(int)stub];

    /// <inheritdoc/>
    public nuint HelperStub(HelperId helper) => _helperStubs[(int)helper];

    /// <inheritdoc/>
    public nuint TrapStub(int code) => _trapStubs[code];

    /// <inheritdoc/>
    public void Invalidate(nuint address, nuint length) => System.SynchronizeCode();

    /// <inheritdoc/>
    public void Publish(nuint address, nuint length)
    {
        // Caches of instructions are coherent on x64, and the write is complete before anyone learns the address.
    }

    /// <inheritdoc/>
    public EntryResult Enter(StoreContext* context, nuint thunk, nuint code, ulong instance, RawValue* slots, int count) =>
        (EntryResult)_enter(context, thunk, code, instance, slots);

    /// <inheritdoc/>
    public EntryResult Resume(StoreContext* context, ulong result) => (EntryResult)_resume(context, result);

    private static nuint[] Place(int[] offsets, nuint start)
    {
        var addresses = new nuint[offsets.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            addresses[i] = start + (nuint)offsets[i];
        }

        return addresses;
    }
}
