using System.Runtime.InteropServices;

namespace Wasm.Jit.Execution.Linux;

/// <summary>The functions of the C library that are used, with the constants of Linux on x64 and ARM64.</summary>
internal static unsafe partial class Libc
{
    public const int ProtNone = 0;
    public const int ProtRead = 1;
    public const int ProtWrite = 2;
    public const int ProtExec = 4;

    public const int MapShared = 0x01;
    public const int MapPrivate = 0x02;
    public const int MapFixed = 0x10;
    public const int MapAnonymous = 0x20;
    public const int MapNoReserve = 0x4000;

    public const int MadvDontNeed = 4;
    public const int MadvRemove = 9;
    public const int MadvNoHugePage = 15;

    /// <summary>Since Linux 6.13: accesses fault, without a mapping of its own.</summary>
    public const int MadvGuardInstall = 102;

    public const uint MfdCloexec = 1;

    /// <summary>Since Linux 6.3: the memory may be mapped executable, whatever the system's default.</summary>
    public const uint MfdExec = 0x10;

    public const int SigFpe = 8;
    public const int SigSegv = 11;
    public const int SaOnStack = 0x08000000;

    public const int MembarrierPrivateExpeditedSyncCore = 1 << 5;
    public const int MembarrierRegisterPrivateExpeditedSyncCore = 1 << 6;

    /// <summary>What <see cref="Mmap"/> returns when it fails.</summary>
    public static byte* MapFailed => (byte*)-1;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial byte* Mmap(byte* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Munmap(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Mprotect(byte* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    public static partial int Madvise(byte* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true)]
    public static partial int MemfdCreate(byte* name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Ftruncate(int file, long length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int file, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint Syscall(nint number, nint first, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    public static partial int Sigaction(int signal, SignalAction* action, SignalAction* old);

    /// <summary>The C library's <c>struct sigaction</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 152)]
    public struct SignalAction
    {
        [FieldOffset(0)]
        public nuint Handler;

        [FieldOffset(136)]
        public int Flags;
    }
}
