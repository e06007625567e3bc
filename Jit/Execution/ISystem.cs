using System.Runtime.InteropServices;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution.Linux;

namespace Wasm.Jit.Execution;

/// <summary>
/// What the engine needs of the operating system: address space, protection, signals. Addresses and sizes are multiples of
/// <see cref="PageSize"/>. Thread-safe. Failures that are not said to be results throw <see cref="InsufficientMemoryException"/>.
/// </summary>
internal unsafe interface ISystem
{
    /// <summary>Bytes of a page.</summary>
    nuint PageSize { get; }

    /// <summary>Where a signal handler finds things.</summary>
    SignalLayout Signals { get; }

    /// <summary>Address space without memory: any access faults. Costs nothing but addresses.</summary>
    byte* Reserve(nuint size);

    /// <summary>Makes a part of a reservation readable and writable; it reads as zeros.</summary>
    /// <returns>False if there is no memory; then nothing has changed.</returns>
    bool Commit(byte* address, nuint size);

    /// <summary>Takes the memory away again: accesses fault.</summary>
    void Decommit(byte* address, nuint size);

    /// <summary>Gives the memory back, but leaves the part accessible: it reads as zeros.</summary>
    void Discard(byte* address, nuint size);

    /// <summary>Gives a reservation back.</summary>
    void Release(byte* address, nuint size);

    /// <summary>Memory for a stack: readable and writable, lazily given, with a guard at its low end where accesses fault.</summary>
    byte* MapStack(nuint size, nuint guard);

    /// <summary>How many stacks there may be at once before the process runs out of mappings.</summary>
    int MaximumStacks { get; }

    /// <summary>Two views of the same memory, lazily given: one to write, one to execute.</summary>
    (nuint Write, nuint Execute) MapCode(nuint size);

    /// <summary>Gives memory of a code mapping back; it reads as zeros.</summary>
    void DiscardCode(nuint write, nuint size);

    /// <summary>Before code is written where other code ran before: no processor keeps the old one.</summary>
    void SynchronizeCode();

    /// <summary>The present handlers of the signals of <see cref="Signals"/>, in that order; 0 or 1: none.</summary>
    void GetFaultHandlers(Span<nuint> handlers);

    /// <summary>Installs a handler, which is machine code and must be kept for ever, for all signals of <see cref="Signals"/>.</summary>
    void SetFaultHandler(nuint handler);

    /// <summary>Writes to standard error, whatever state the process is in.</summary>
    void WriteError(string text);
}

/// <summary>The system that this process runs on.</summary>
internal static class HostSystem
{
    private static readonly Lazy<ISystem> Instance = new(Create);

    /// <summary>It.</summary>
    /// <exception cref="PlatformNotSupportedException">There is no implementation for it.</exception>
    public static ISystem Current => Instance.Value;

    /// <summary>Whether there is an implementation, and an instruction set.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static LinuxSystem Create() => IsSupported
        ? new LinuxSystem()
        : throw new PlatformNotSupportedException(
            $"The JIT engine runs on Linux on x64 so far, not on {RuntimeInformation.OSDescription} on {RuntimeInformation.ProcessArchitecture}: use the reference engine there.");
}
