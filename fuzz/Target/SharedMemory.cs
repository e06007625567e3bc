using System.Globalization;
using System.Runtime.InteropServices;

namespace Wasm.Fuzz.Target;

/// <summary>A segment of memory that other processes have too (System V).</summary>
public sealed unsafe partial class SharedMemory : IDisposable
{
    private const int Private = 0;
    private const int Create = 0x200;
    private const int Mode = 0x180;
    private const int Remove = 0;

    private readonly int _id;
    private readonly bool _isOwn;
    private readonly int _size;
    private nint _address;

    private SharedMemory(int id, int size, bool isOwn)
    {
        _id = id;
        _size = size;
        _isOwn = isOwn;
        _address = Attach(id, 0, 0);
        if (_address == -1)
        {
            throw new IOException($"shared memory {id}: error {Marshal.GetLastPInvokeError()}");
        }
    }

    /// <summary>Its contents.</summary>
    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_address == -1, this);
            return new Span<byte>((void*)_address, _size);
        }
    }

    /// <summary>Its number, for other processes.</summary>
    public string Id => _id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The segment whose number a variable of the environment has.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="size">How many bytes of it are used; it has as many.</param>
    /// <returns>Null if there is no such variable.</returns>
    public static SharedMemory? OfVariable(string variable, int size) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? new SharedMemory(id, size, isOwn: false) : null;

    /// <summary>A new segment, gone when it is disposed and no process has it any more.</summary>
    public static SharedMemory Allocate(int size)
    {
        int id = Get(Private, (nuint)size, Create | Mode);
        return id >= 0 ? new SharedMemory(id, size, isOwn: true) : throw new IOException($"no shared memory: error {Marshal.GetLastPInvokeError()}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_address != -1)
        {
            _ = Detach(_address);
            _address = -1;
            if (_isOwn)
            {
                _ = Control(_id, Remove, 0);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "shmat", SetLastError = true)]
    private static partial nint Attach(int id, nint address, int flags);

    [LibraryImport("libc", EntryPoint = "shmdt", SetLastError = true)]
    private static partial int Detach(nint address);

    [LibraryImport("libc", EntryPoint = "shmget", SetLastError = true)]
    private static partial int Get(int key, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "shmctl", SetLastError = true)]
    private static partial int Control(int id, int command, nint buffer);
}
