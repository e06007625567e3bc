using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Binary;

/// <summary>
/// Reads the binary format's primitives (specification, 5.2 and 5.3) from a span and never past its end. Every
/// error is a <see cref="MalformedModuleException"/> with an absolute offset.
/// </summary>
public ref struct BinaryReader
{
    /// <summary>
    /// Indices above this cannot name anything (see <see cref="ImplementationLimits"/>) and are read as this one,
    /// which validation then finds unknown.
    /// </summary>
    internal const int MaximumIndex = (1 << 29) - 1;

    private const int LargestCapacity = 4096;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Feature _features;
    private readonly bool _more;
    private int _position;

    /// <summary>Reads with all features.</summary>
    /// <param name="bytes">What to read.</param>
    /// <param name="baseOffset">Absolute offset of its first byte, for errors.</param>
    public BinaryReader(ReadOnlySpan<byte> bytes, long baseOffset)
        : this(bytes, baseOffset, FeatureSet.All)
    {
    }

    /// <summary>Reads with some features.</summary>
    /// <param name="bytes">What to read.</param>
    /// <param name="baseOffset">Absolute offset of its first byte, for errors.</param>
    /// <param name="features">Types of other features are malformed.</param>
    public BinaryReader(ReadOnlySpan<byte> bytes, long baseOffset, FeatureSet features)
        : this(bytes, baseOffset, features, more: false)
    {
    }

    /// <summary>Reads what may go on behind the bytes that there are.</summary>
    /// <param name="bytes">What to read.</param>
    /// <param name="baseOffset">Absolute offset of its first byte, for errors.</param>
    /// <param name="features">Types of other features are malformed.</param>
    /// <param name="more">
    /// Whether more bytes may follow later: running out of them is then a <see cref="MoreBytesNeededException"/>,
    /// and lengths are not yet compared with what is there.
    /// </param>
    internal BinaryReader(ReadOnlySpan<byte> bytes, long baseOffset, FeatureSet features, bool more)
    {
        _bytes = bytes;
        BaseOffset = baseOffset;
        _features = features.Features;
        _more = more;
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

    /// <summary>Number of bytes that are left.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Whether no byte is left.</summary>
    public readonly bool AtEnd => _position == _bytes.Length;

    internal readonly ReadOnlySpan<byte> Bytes => _bytes;

    internal readonly FeatureSet Features => new(_features);

    internal readonly bool MoreMayFollow => _more;

    /// <summary>Goes on at a position that the caller knows to be in range.</summary>
    internal void SkipTo(int position) => _position = position;

    /// <summary>The next byte without reading it; -1 at the end.</summary>
    public readonly int Peek() => _position < _bytes.Length ? _bytes[_position] : -1;

    /// <summary>Reads one byte.</summary>
    /// <exception cref="MalformedModuleException">None is left.</exception>
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

        return ReadLongU32();
    }

    /// <summary>An unsigned 64-bit LEB128 number of at most ten bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadU64()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int position = _position;
        if ((uint)position < (uint)bytes.Length && bytes[position] < 0x80)
        {
            _position = position + 1;
            return bytes[position];
        }

        return ReadUnsigned(64);
    }

    /// <summary>A signed 32-bit LEB128 number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadS32()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int position = _position;
        if ((uint)position < (uint)bytes.Length && bytes[position] < 0x80)
        {
            _position = position + 1;
            return (sbyte)(bytes[position] << 1) >> 1;
        }

        return (int)ReadSigned(32);
    }

    /// <summary>A signed 33-bit LEB128 number (block and heap types).</summary>
    public long ReadS33() => ReadSigned(33);

    /// <summary>A signed 64-bit LEB128 number.</summary>
    public long ReadS64() => ReadSigned(64);

    /// <summary>
    /// A length in bytes or items. One that is larger than all that is left cannot be true, as every item takes a
    /// byte. (The comparison counts the length's own bytes as left, as the test suite does; callers still meet
    /// the end.)
    /// </summary>
    public int ReadLength()
    {
        int start = _position;
        uint length = ReadU32();
        if (_more ? length > ImplementationLimits.ModuleBytes : length > (uint)(_bytes.Length - start))
        {
            throw new MalformedModuleException($"{Messages.LengthOutOfBounds}: {length}", BaseOffset + start);
        }

        return (int)length;
    }

    /// <summary>
    /// How much room to make at once for <paramref name="count"/> items of at least
    /// <paramref name="minimumBytes"/> each: never more than the bytes that are there can hold, and not much on a
    /// mere claim; what is longer grows as it is read.
    /// </summary>
    public readonly int Capacity(int count, int minimumBytes) => Math.Min(Math.Min(count, LargestCapacity), Remaining / minimumBytes);

    /// <summary>A name: length, then UTF-8.</summary>
    public string ReadName()
    {
        int length = ReadLength();
        int start = _position;
        ReadOnlySpan<byte> bytes = ReadBytes(length);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new MalformedModuleException(Messages.MalformedUtf8, BaseOffset + start + Math.Max(0, error.Index));
        }
    }

    /// <summary>A value type (specification, 5.3.4 to 5.3.6).</summary>
    public ValType ReadValType()
    {
        int next = Peek();
        if (next >= 0 && ValType.TryFromCode((byte)next, out ValType type))
        {
            Require(type.IsVector ? Feature.Simd : Feature.None, Messages.MalformedNumberType, _position);
            _position++;
            return type;
        }

        int start = _position;
        type = ReadReferenceType();
        if (type == ValType.FuncRef)
        {
            // Release 1.0 has it in table types only.
            Require(Feature.ReferenceTypes, Messages.MalformedReferenceType, start);
        }

        return type;
    }

    /// <summary>A reference type.</summary>
    public ValType ReadReferenceType()
    {
        int start = _position;
        byte code = ReadByte();
        if (code is 0x63 or 0x64)
        {
            Require(Feature.FunctionReferences, Messages.MalformedReferenceType, start);
            return ValType.Ref(ReadHeapType(), nullable: code == 0x63);
        }

        if (HeapType.TryFromCode(code, out HeapType heap))
        {
            Require(FeatureOf(heap), Messages.MalformedReferenceType, start);
            return ValType.Ref(heap, nullable: true);
        }

        ThrowUnlessShort(code, start);
        throw new MalformedModuleException(Messages.MalformedReferenceType, BaseOffset + start);
    }

    /// <summary>A heap type: an abstract one's code, or a type index as a non-negative s33.</summary>
    public HeapType ReadHeapType()
    {
        int start = _position;
        int next = Peek();
        long number = ReadS33();
        if (number >= 0)
        {
            Require(Feature.FunctionReferences, Messages.MalformedHeapType, start);
            return HeapType.Concrete((int)Math.Min(number, MaximumIndex));
        }

        // Codes are single bytes, which a longer s33 of the same value is not.
        ThrowUnlessShort((byte)next, start);
        if (!HeapType.TryFromCode((byte)next, out HeapType heap))
        {
            throw new MalformedModuleException(Messages.MalformedHeapType, BaseOffset + start);
        }

        Require(FeatureOf(heap), Messages.MalformedHeapType, start);
        return heap;
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
        if (index < 0)
        {
            ThrowUnlessShort((byte)next, start);
        }

        Require(Feature.MultiValue, Messages.MalformedBlockType, start);
        return BlockType.OfType((int)Math.Min(index, MaximumIndex));
    }

    /// <summary>Refuses something at a position as if it were unknown, unless its feature is on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Require(Feature feature, string message, int position)
    {
        if ((feature & ~_features) != 0)
        {
            ThrowFeature(feature, message, BaseOffset + position);
        }
    }

    [DoesNotReturn]
    internal static void ThrowFeature(Feature feature, string message, long offset) =>
        throw new MalformedModuleException(Messages.NeedsFeature(message, feature), offset);

    [DoesNotReturn]
    private readonly void ThrowEnd()
    {
        if (_more)
        {
            throw new MoreBytesNeededException();
        }

        throw new MalformedModuleException(Messages.UnexpectedEndOfSectionOrFunction, BaseOffset + _bytes.Length);
    }

    // Type codes are signed LEB128 numbers of 7 bits (specification, 5.3): one byte, no continuation.
    private readonly void ThrowUnlessShort(byte first, int start)
    {
        if (first >= 0x80)
        {
            ThrowInteger(Messages.IntegerRepresentationTooLong, start);
        }
    }

    [DoesNotReturn]
    private readonly void ThrowInteger(string message, int start) => throw new MalformedModuleException(message, BaseOffset + start);

    private static Feature FeatureOf(HeapType type) => type.Code switch
    {
        0x70 => Feature.None,
        0x6F => Feature.ReferenceTypes,
        0x69 or 0x74 => Feature.ExceptionHandling,
        _ => Feature.Gc,
    };

    private uint ReadLongU32()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int position = _position;
        if (bytes.Length - position >= 3)
        {
            uint b = bytes[position];
            uint result = b & 0x7F;
            b = bytes[position + 1];
            result |= (b & 0x7F) << 7;
            if (b < 0x80)
            {
                _position = position + 2;
                return result;
            }

            b = bytes[position + 2];
            if (b < 0x80)
            {
                _position = position + 3;
                return result | b << 14;
            }
        }

        return (uint)ReadUnsigned(32);
    }

    // Specification, 5.2.2: at most ceil(N/7) bytes, and the unused bits of the last one are zero.
    private ulong ReadUnsigned(int bits)
    {
        int start = _position;
        ulong result = 0;
        for (int shift = 0; shift < bits; shift += 7)
        {
            byte b = ReadByte();
            int left = bits - shift;
            if (left < 7 && (b & 0x7F) >> left != 0)
            {
                ThrowInteger(Messages.IntegerTooLarge, start);
            }

            result |= (ulong)(b & 0x7F) << shift;
            if ((b & 0x80) == 0)
            {
                return result;
            }
        }

        ThrowInteger(Messages.IntegerRepresentationTooLong, start);
        return 0;
    }

    // As above; the unused bits of the last byte repeat the sign.
    private long ReadSigned(int bits)
    {
        int start = _position;
        long result = 0;
        for (int shift = 0; shift < bits; shift += 7)
        {
            byte b = ReadByte();
            int left = bits - shift;
            if (left < 7 && (sbyte)(b << 1) >> left is not (0 or -1))
            {
                ThrowInteger(Messages.IntegerTooLarge, start);
            }

            result |= (long)(b & 0x7F) << shift;
            if ((b & 0x80) == 0)
            {
                int unused = Math.Max(0, 64 - shift - 7);
                return result << unused >> unused;
            }
        }

        ThrowInteger(Messages.IntegerRepresentationTooLong, start);
        return 0;
    }
}
