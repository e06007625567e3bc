using System.Runtime.InteropServices;
using System.Text;
using Wasm.Jit.Backend;

namespace Wasm.Jit.Execution.Linux;

/// <summary>Linux, by the C library (glibc's structures).</summary>
internal sealed unsafe class LinuxSystem : ISystem
{
    /// <summary>Of 65,530 mappings that a process has by default, two each; the rest is for everyone else.</summary>
    private const int MaximumStacksWithMappings = 20_000;

    /// <summary>Guards without mappings: address space is what bounds their number.</summary>
    private const int MaximumStacksWithMarkers = 500_000;

    // x86-64, ucontext_t: the integer registers begin at 40 in the order R8 ... R15, RDI, RSI, RBP, RBX, RDX, RAX, RCX, RSP, RIP.
    private static readonly int[] RegisterOffsets =
        [144, 152, 136, 128, 160, 120, 112, 104, 40, 48, 56, 64, 72, 80, 88, 96];

    private readonly bool _hasGuardMarkers;
    private readonly bool _canSynchronize;
    private readonly nint _membarrier = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 324 : 283;

    public LinuxSystem()
    {
        PageSize = (nuint)Environment.SystemPageSize;
        byte* probe = Map(PageSize, Libc.ProtRead | Libc.ProtWrite);
        _hasGuardMarkers = Libc.Madvise(probe, PageSize, Libc.MadvGuardInstall) == 0;
        _ = Libc.Munmap(probe, PageSize);
        _canSynchronize = Libc.Syscall(_membarrier, Libc.MembarrierRegisterPrivateExpeditedSyncCore, 0, 0) == 0;
    }

    /// <inheritdoc/>
    public nuint PageSize { get; }

    /// <inheritdoc/>
    public SignalLayout Signals { get; } = new(
        FaultAddress: 16,
        Registers: RegisterOffsets,
        ProgramCounter: 168,
        Signals: [Libc.SigSegv, Libc.SigFpe]);

    /// <inheritdoc/>
    public int MaximumStacks => _hasGuardMarkers ? MaximumStacksWithMarkers : MaximumStacksWithMappings;

    /// <inheritdoc/>
    public byte* Reserve(nuint size) => Map(size, Libc.ProtNone);

    /// <inheritdoc/>
    public bool Commit(byte* address, nuint size) =>
        size == 0 || Libc.Mprotect(address, size, Libc.ProtRead | Libc.ProtWrite) == 0;

    /// <inheritdoc/>
    public void Decommit(byte* address, nuint size)
    {
        if (size == 0)
        {
            return;
        }

        const int Flags = Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve | Libc.MapFixed;
        if (Libc.Mmap(address, size, Libc.ProtNone, Flags, -1, 0) == Libc.MapFailed)
        {
            throw Failure("mmap", size);
        }
    }

    /// <inheritdoc/>
    public void Discard(byte* address, nuint size)
    {
        if (size != 0 && Libc.Madvise(address, size, Libc.MadvDontNeed) != 0)
        {
            throw Failure("madvise", size);
        }
    }

    /// <inheritdoc/>
    public void Release(byte* address, nuint size)
    {
        if (Libc.Munmap(address, size) != 0)
        {
            throw Failure("munmap", size);
        }
    }

    /// <inheritdoc/>
    public byte* MapStack(nuint size, nuint guard)
    {
        byte* low = Map(size, Libc.ProtRead | Libc.ProtWrite);

        // Where huge pages are given unasked, a suspended computation would hold two megabytes.
        _ = Libc.Madvise(low, size, Libc.MadvNoHugePage);
        int result = _hasGuardMarkers ? Libc.Madvise(low, guard, Libc.MadvGuardInstall) : Libc.Mprotect(low, guard, Libc.ProtNone);
        if (result != 0)
        {
            InsufficientMemoryException failure = Failure("the guard of a stack", guard);
            _ = Libc.Munmap(low, size);
            throw failure;
        }

        return low;
    }

    /// <inheritdoc/>
    public (nuint Write, nuint Execute) MapCode(nuint size)
    {
        int file;
        fixed (byte* name = "wasm-code\0"u8)
        {
            file = Libc.MemfdCreate(name, Libc.MfdCloexec | Libc.MfdExec);
            if (file < 0)
            {
                file = Libc.MemfdCreate(name, Libc.MfdCloexec);
            }
        }

        if (file < 0)
        {
            throw Failure("memfd_create", size);
        }

        try
        {
            if (Libc.Ftruncate(file, (long)size) != 0)
            {
                throw Failure("ftruncate", size);
            }

            byte* write = Libc.Mmap(null, size, Libc.ProtRead | Libc.ProtWrite, Libc.MapShared | Libc.MapNoReserve, file, 0);
            if (write == Libc.MapFailed)
            {
                throw Failure("mmap of code", size);
            }

            byte* execute = Libc.Mmap(null, size, Libc.ProtRead | Libc.ProtExec, Libc.MapShared | Libc.MapNoReserve, file, 0);
            if (execute == Libc.MapFailed)
            {
                throw Failure("mmap of executable code", size);
            }

            return ((nuint)write, (nuint)execute);
        }
        finally
        {
            _ = Libc.Close(file);
        }
    }

    /// <inheritdoc/>
    public void DiscardCode(nuint write, nuint size)
    {
        if (Libc.Madvise((byte*)write, size, Libc.MadvRemove) != 0)
        {
            throw Failure("madvise of code", size);
        }
    }

    /// <inheritdoc/>
    public void SynchronizeCode()
    {
        // Instruction caches are coherent on x64; what remains is what a processor has fetched already (Intel's manual, volume 3,
        // "Handling self- and cross-modifying code": a serializing instruction on the processor that runs the new code).
        if (_canSynchronize)
        {
            _ = Libc.Syscall(_membarrier, Libc.MembarrierPrivateExpeditedSyncCore, 0, 0);
        }
    }

    /// <inheritdoc/>
    public void GetFaultHandlers(Span<nuint> handlers)
    {
        for (int i = 0; i < Signals.Signals.Length; i++)
        {
            handlers[i] = Action(Signals.Signals[i]).Handler;
        }
    }

    /// <inheritdoc/>
    public void SetFaultHandler(nuint handler)
    {
        foreach (int signal in Signals.Signals)
        {
            // Mask and flags stay the runtime's, to whose handler ours goes on. A fault on an exhausted stack needs another stack.
            Libc.SignalAction action = Action(signal);
            action.Handler = handler;
            if (signal == Libc.SigSegv)
            {
                action.Flags |= Libc.SaOnStack;
            }

            if (Libc.Sigaction(signal, &action, null) != 0)
            {
                throw Failure("sigaction", 0);
            }
        }
    }

    /// <inheritdoc/>
    public void WriteError(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* first = bytes)
        {
            _ = Libc.Write(2, first, (nuint)bytes.Length);
        }
    }

    private static Libc.SignalAction Action(int signal)
    {
        Libc.SignalAction action;
        return Libc.Sigaction(signal, null, &action) == 0 ? action : throw Failure("sigaction", 0);
    }

    private static byte* Map(nuint size, int protection)
    {
        byte* address = Libc.Mmap(null, size, protection, Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve, -1, 0);
        return address != Libc.MapFailed ? address : throw Failure("mmap", size);
    }

    private static InsufficientMemoryException Failure(string what, nuint size) =>
        new($"{what} failed ({size} bytes): {Marshal.GetLastPInvokeErrorMessage()}");
}
