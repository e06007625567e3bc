using System.Runtime.Intrinsics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.Ir;

/// <summary>Byte arrays at addresses: what the code that <see cref="IrInterpreter"/> executes sees of memory.</summary>
internal sealed class IrAddressSpace
{
    private readonly List<(ulong Start, byte[] Bytes)> _mappings = [];

    /// <summary>A hash of all bytes.</summary>
    public ulong Digest
    {
        get
        {
            ulong hash = 14695981039346656037;
            foreach ((ulong _, byte[] bytes) in _mappings)
            {
                foreach (byte b in bytes)
                {
                    hash = (hash ^ b) * 1099511628211;
                }
            }

            return hash;
        }
    }

    /// <summary>Puts bytes at an address; they are read and written in place.</summary>
    public void Map(ulong start, byte[] bytes) => _mappings.Add((start, bytes));

    /// <summary>Whether all bytes of an access are there.</summary>
    public bool Contains(ulong address, int count) => Find(address, count).Bytes is not null;

    /// <summary>Reads up to 16 bytes that are there, zero-extended.</summary>
    public V128 Read(ulong address, int count)
    {
        (ulong start, byte[] bytes) = Find(address, count);
        Span<byte> all = stackalloc byte[16];
        all.Clear();
        bytes.AsSpan((int)(address - start), count).CopyTo(all);
        return Vector128.Create<byte>(all);
    }

    /// <summary>Writes up to 16 bytes where some are.</summary>
    public void Write(ulong address, int count, V128 value)
    {
        (ulong start, byte[] bytes) = Find(address, count);
        Span<byte> all = stackalloc byte[16];
        value.CopyTo(all);
        all[..count].CopyTo(bytes.AsSpan((int)(address - start)));
    }

    /// <summary>Writes a number, little-endian.</summary>
    public void Write64(ulong address, ulong value) => Write(address, 8, Vector128.CreateScalar(value).AsByte());

    private (ulong Start, byte[] Bytes) Find(ulong address, int count)
    {
        foreach ((ulong start, byte[] bytes) in _mappings)
        {
            if (address >= start && address - start <= (ulong)bytes.Length && (ulong)count <= (ulong)bytes.Length - (address - start))
            {
                return (start, bytes);
            }
        }

        return default;
    }
}
