using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;

namespace Wasm.Core.Binary;

/// <summary>
/// Reads the binary format's primitives (specification, 5.2 and 5.3) from a span and never past its end. Every
/// error is a <see cref="MalformedModuleException"/> with an absolute offset.
/// </summary>
public ref struct BinaryReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _endMessage;
    private int _position;

    /// <param name="bytes">What to read.</param>
    /// <param name="baseOffset">Absolute offset of its first byte, for errors.</param>
    /// <param name="endMessage">Error text where the bytes end too early.</param>
    public BinaryReader(ReadOnlySpan<byte> bytes, long baseOffset, string endMessage = Messages.UnexpectedEnd)
    {
        _bytes = bytes;
        BaseOffset = baseOffset;
        _endMessage = endMessage;
    }

    /// <summary>Absolute offset of the first byte.</summary>
    public long BaseOffset { get; }

    /// <summary>Bytes read so far. May be set to any value up to the length.</summary>
    public int Position
    {
        readonly get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)_bytes.Length, nameof(value));
            _position = value;
        }
    }

    /// <summary>Absolute offset of the next byte.</summary>
    public readonly long Offset => BaseOffset + _position;

    public readonly int Remaining => _bytes.Length - _position;

    public readonly bool AtEnd => _position == _bytes.Length;

    /// <summary>The next byte without reading it; -1 at the end.</summary>
    public readonly int Peek() => _position < _bytes.Length ? _bytes[_position] : -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int position = _position;
        if ((uint)position >= (uint)bytes.Length)
        {
            ThrowEnd();
        }

        _position = position + 1;
        return bytes[position];
    }

    /// <summary>The next <paramref name="count"/> bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            ThrowEnd();
        }

        ReadOnlySpan<byte> result = _bytes.Slice(_position, count);
        _position += count;
        return result;
    }

    /// <summary>An unsigned 32-bit LEB128 number of at most five bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadU32()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int position = _position;
        if ((uint)position < (uint)bytes.Length && bytes[position] < 0x80)
        {
            _position = position + 1;
            return bytes[position];
        }

        return (uint)ReadUnsigned(32);
    }

    /// <summary>An unsigned 64-bit LEB128 number of at most ten bytes.</summary>
    public ulong ReadU64() => ReadUnsigned(64);

    /// <summary>A signed 32-bit LEB128 number.</summary>
    public int ReadS32() => (int)ReadSigned(32);

    /// <summary>A signed 33-bit LEB128 number (block and heap types).</summary>
    public long ReadS33() => ReadSigned(33);

    /// <summary>A signed 64-bit LEB128 number.</summary>
    public long ReadS64() => ReadSigned(64);

    /// <summary>
    /// A vector's length. A length whose elements (at least <paramref name="minimumBytes"/> each) cannot fit into
    /// what is left is refused, so that no allocation follows from a claim alone.
    /// </summary>
    public int ReadCount(int minimumBytes)
    {
        int start = _position;
        uint count = ReadU32();
        if ((ulong)count * (uint)minimumBytes > (ulong)Remaining)
        {
            throw new MalformedModuleException(
                $"{_endMessage}: {count} items claimed, {Remaining} bytes left", BaseOffset + start);
        }

        return (int)count;
    }

    /// <summary>A name: length, then UTF-8.</summary>
    public string ReadName()
    {
        int start = _position;
        uint length = ReadU32();
        if (length > (uint)Remaining)
        {
            throw new MalformedModuleException(Messages.LengthOutOfBounds, BaseOffset + start);
        }

        start = _position;
        try
        {
            return StrictUtf8.GetString(ReadBytes((int)length));
        }
        catch (DecoderFallbackException error)
        {
            throw new MalformedModuleException(Messages.MalformedUtf8, BaseOffset + start + error.Index);
        }
    }

    /// <summary>A value type (specification, 5.3.4 to 5.3.6).</summary>
    public ValType ReadValType()
    {
        int next = Peek();
        if (next >= 0 && ValType.TryFromCode((byte)next, out ValType type))
        {
            _position++;
            return type;
        }

        return ReadReferenceType(Messages.MalformedNumberType);
    }

    /// <summary>A reference type, with the error text for anything else.</summary>
    public ValType ReadReferenceType(string message = Messages.MalformedReferenceType)
    {
        int start = _position;
        byte code = ReadByte();
        if (code is 0x63 or 0x64)
        {
            return ValType.Ref(ReadHeapType(), nullable: code == 0x63);
        }

        if (HeapType.TryFromCode(code, out HeapType heap))
        {
            return ValType.Ref(heap, nullable: true);
        }

        throw new MalformedModuleException(message, BaseOffset + start);
    }

    /// <summary>A heap type: an abstract one's code, or a type index as a non-negative s33.</summary>
    public HeapType ReadHeapType()
    {
        int start = _position;
        long number = ReadS33();
        if (number >= 0)
        {
            return HeapType.Concrete((int)Math.Min(number, MaximumIndex));
        }

        // Codes are single bytes: the s33 -64 … -1 stands for 0x40 … 0x7F.
        if (number >= -64 && HeapType.TryFromCode((byte)(number & 0x7F), out HeapType heap))
        {
            return heap;
        }

        throw new MalformedModuleException(Messages.MalformedHeapType, BaseOffset + start);
    }

    /// <summary>A block type: 0x40, a value type, or a type index as a non-negative s33.</summary>
    public BlockType ReadBlockType()
    {
        int next = Peek();
        if (next == 0x40)
        {
            _position++;
            return BlockType.Empty;
        }

        // A single byte with bit 6 set is a negative s33, hence a value type; everything else is an index.
        if (next is >= 0x40 and < 0x80)
        {
            return BlockType.Of(ReadValType());
        }

        int start = _position;
        long index = ReadS33();
        return index >= 0
            ? BlockType.OfType((int)Math.Min(index, MaximumIndex))
            : throw new MalformedModuleException(Messages.MalformedNumberType, BaseOffset + start);
    }

    /// <summary>
    /// Indices above this cannot name anything (see <see cref="ImplementationLimits"/>) and are read as this one,
    /// which validation then finds unknown.
    /// </summary>
    private const int MaximumIndex = (1 << 29) - 1;

    [DoesNotReturn]
    private readonly void ThrowEnd() => throw new MalformedModuleException(_endMessage, BaseOffset + _bytes.Length);

    [DoesNotReturn]
    private readonly void ThrowInteger(string message, int start) => throw new MalformedModuleException(message, BaseOffset + start);

    // Specification, 5.2.2: at most ceil(N/7) bytes, and the unused bits of the last one are zero.
    private ulong ReadUnsigned(int bits)
    {
        int start = _position;
        ulong result = 0;
        int shift = 0;
        while (true)
        {
            byte b = ReadByte();
            int left = bits - shift;
            if (left < 7 && (b & 0x7F) >> left != 0)
            {
                ThrowInteger((b & 0x80) != 0 ? Messages.IntegerRepresentationTooLong : Messages.IntegerTooLarge, start);
            }

            result |= (ulong)(b & 0x7F) << shift;
            shift += 7;
            if ((b & 0x80) == 0)
            {
                return result;
            }

            if (shift >= bits)
            {
                ThrowInteger(Messages.IntegerRepresentationTooLong, start);
            }
        }
    }

    // As above; the unused bits of the last byte repeat the sign.
    private long ReadSigned(int bits)
    {
        int start = _position;
        long result = 0;
        int shift = 0;
        while (true)
        {
            byte b = ReadByte();
            int left = bits - shift;
            if (left < 7)
            {
                int rest = (sbyte)(b << 1) >> left;
                if (rest != 0 && rest != -1)
                {
                    ThrowInteger((b & 0x80) != 0 ? Messages.IntegerRepresentationTooLong : Messages.IntegerTooLarge, start);
                }
            }

            result |= (long)(b & 0x7F) << shift;
            shift += 7;
            if ((b & 0x80) == 0)
            {
                return shift < 64 ? result << (64 - shift) >> (64 - shift) : result;
            }

            if (shift >= bits)
            {
                ThrowInteger(Messages.IntegerRepresentationTooLong, start);
            }
        }
    }
}
