using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Core.Binary;

/// <summary>
/// Decodes a module from pieces as they arrive. Bytes are given with <see cref="Append"/>, or read directly into
/// <see cref="GetMemory"/> and announced with <see cref="Advance"/>; each call decodes all that is complete and
/// throws the error that the bytes so far prove. Not thread-safe.
/// </summary>
/// <remarks>
/// The result and the errors are those of <see cref="ModuleDecoder.Decode(ReadOnlyMemory{byte}, FeatureSet, DecodeOptions)"/>
/// over the whole. One thing cannot be known before the end: whether a length is larger than all that follows. Such
/// a length is an error of <see cref="Finish"/>, unless a later error ends the decoding before.
/// </remarks>
public sealed class StreamingModuleDecoder
{
    /// <summary>An announced length is believed up to this; beyond it the buffer grows with what arrives.</summary>
    private const int LargestFirstBuffer = 1 << 24;

    private readonly FeatureSet _features;
    private DecodeOptions _options;
    private ItemDecoder _decoder;
    private byte[] _buffer;
    private int _length;
    private bool _moved;
    private ModuleException? _error;
    private bool _finished;

    /// <summary>A decoder that has seen nothing yet.</summary>
    /// <param name="features">Features that are on.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="expectedBytes">The module's size if it is known beforehand, else 0.</param>
    public StreamingModuleDecoder(FeatureSet features, DecodeOptions options, long expectedBytes = 0)
    {
        _features = features;
        _options = options;
        _buffer = new byte[(int)Math.Clamp(expectedBytes, 256, LargestFirstBuffer)];
        _decoder = new ItemDecoder(features, options.ScanBodies);
    }

    /// <summary>Bytes given so far.</summary>
    public int Length => _length;

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="ModuleException">The module is malformed or exceeds a limit, whatever follows.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        Advance(bytes.Length);
    }

    /// <summary>Room for the next bytes, at least <paramref name="count"/>; valid until the next call.</summary>
    public Memory<byte> GetMemory(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Reserve(count);
        return _buffer.AsMemory(_length);
    }

    /// <summary>Takes the next bytes from what <see cref="GetMemory"/> gave.</summary>
    /// <exception cref="ModuleException">The module is malformed or exceeds a limit, whatever follows.</exception>
    public void Advance(int count)
    {
        CheckOpen();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - _length), nameof(count));
        _length += count;
        try
        {
            Decode();
        }
        catch (ModuleException error)
        {
            _error = error;
            throw;
        }
    }

    /// <summary>Ends the module.</summary>
    /// <exception cref="ModuleException">The module is malformed or exceeds a limit.</exception>
    public ModuleDefinition Finish()
    {
        CheckOpen();
        _finished = true;
        ReadOnlyMemory<byte> binary = _buffer.AsMemory(0, _length);
        if (!_decoder.IsAtSectionBoundary)
        {
            // Something is missing. Which length is to blame for it shows when all of them are checked.
            return ModuleDecoder.Decode(binary, _features, _options);
        }

        _decoder.Advance(binary, complete: true);

        // If the buffer has moved since parts of it were decoded, decoding again, without the scan that is done, makes
        // all slices point to the one that stays.
        return _moved ? ModuleDecoder.Decode(binary, _features, DecodeOptions.ForValidation) : _decoder.Module;
    }

    private void Decode()
    {
        ReadOnlyMemory<byte> binary = _buffer.AsMemory(0, _length);
        try
        {
            _decoder.Advance(binary, complete: false);
        }
        catch (MalformedModuleException) when (!_options.ScanBodies)
        {
            // As in the one-shot form: a body that was passed over may have an earlier error, even one that takes
            // further bytes to tell.
            _options = _options with { ScanBodies = true };
            _decoder = new ItemDecoder(_features, scanBodies: true);
            _decoder.Advance(binary, complete: false);
        }
    }

    private void CheckOpen()
    {
        if (_error is not null)
        {
            throw new InvalidOperationException("the module was refused: " + _error.Message);
        }

        if (_finished)
        {
            throw new InvalidOperationException("the module is finished");
        }
    }

    private void Reserve(int count)
    {
        CheckOpen();
        if (count > ImplementationLimits.ModuleBytes - _length)
        {
            // Not one byte more than a module may have is buffered.
            throw _error = new InvalidModuleException(
                Messages.LimitExceeded("bytes of a module", (long)_length + count, ImplementationLimits.ModuleBytes), ImplementationLimits.ModuleBytes);
        }

        if (_buffer.Length - _length < count)
        {
            long size = Math.Max(_buffer.Length * 2L, (long)_length + count);
            Array.Resize(ref _buffer, (int)Math.Min(size, ImplementationLimits.ModuleBytes));
            _moved = true;
        }
    }
}
