using System.Buffers.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Core.Binary;

/// <summary>
/// The decoder proper: reads a module item by item (header, section header, type, import, …, body), so that it can
/// stop between two of them when bytes have not arrived yet. One-shot and streaming decoding both run it. Errors
/// are found in the order of the bytes, and reading goes on over the claimed end of a section, as the test suite
/// expects of modules with wrong sizes.
/// </summary>
/// <remarks>Partial: sections with types, segments and code, a file each.</remarks>
internal sealed partial class ItemDecoder
{
    private const uint Magic = 0x6D73_6100;
    private const uint Version = 1;

    /// <summary>
    /// An item that stays incomplete beyond this size is tried again only when it has grown by a quarter, so that
    /// the time stays proportional to the bytes however small the pieces are.
    /// </summary>
    private const int PatientBytes = 4096;

    private readonly FeatureSet _features;
    private readonly bool _scanBodies;
    private readonly BodyScanner _scanner;
    private readonly List<int> _functionTypes = [];

    private ReadOnlyMemory<byte> _binary;
    private int _position;
    private int _retryAt;
    private State _state = State.Header;
    private SectionId _section;
    private int _sectionStart;
    private int _sectionEnd;
    private int _items;
    private int _lastRank = -1;
    private int _firstPendingCustom;
    private int? _dataCount;
    private long _dataUse = -1;

    /// <param name="features">What is of other features is malformed.</param>
    /// <param name="scanBodies">Whether to read the code of functions.</param>
    public ItemDecoder(FeatureSet features, bool scanBodies)
    {
        _features = features;
        _scanBodies = scanBodies;
        _scanner = new BodyScanner(features);
    }

    private enum State
    {
        Header,
        SectionHeader,
        Count,
        Items,
        Body,
        Finished,
    }

    /// <summary>What is decoded so far.</summary>
    public ModuleDefinition Module { get; } = new();

    /// <summary>Whether the module may end where the decoder stands.</summary>
    public bool IsAtSectionBoundary => _state is State.SectionHeader && _position == _binary.Length;

    /// <summary>Decodes on.</summary>
    /// <param name="binary">All bytes from the module's first on: the bytes of the last call and more.</param>
    /// <param name="complete">Whether they are all; then the module is finished or an exception is thrown.</param>
    public void Advance(ReadOnlyMemory<byte> binary, bool complete)
    {
        _binary = binary;
        if (!complete && binary.Length < _retryAt)
        {
            return;
        }

        var reader = new BinaryReader(binary.Span, 0, _features, more: !complete) { Position = _position };
        try
        {
            while (_state != State.Finished)
            {
                Step(ref reader);
                _position = reader.Position;
            }

            Module.Binary = binary;
        }
        catch (MoreBytesNeededException)
        {
            if (_state == State.Body)
            {
                // Up to the last whole instruction, the scan is done.
                _position = reader.Position;
            }

            int missed = binary.Length - _position;
            _retryAt = missed > PatientBytes ? binary.Length + missed / 4 : 0;
            if (binary.Length < _sectionEnd)
            {
                _retryAt = Math.Min(_retryAt, _sectionEnd);
            }
        }
    }

    private void Step(ref BinaryReader reader)
    {
        switch (_state)
        {
            case State.Header:
                ReadHeader(ref reader);
                _state = State.SectionHeader;
                break;
            case State.SectionHeader:
                ReadSectionHeader(ref reader);
                break;
            case State.Count:
                _items = ReadItemCount(ref reader);
                _state = State.Items;
                break;
            case State.Items:
                if (_items > 0)
                {
                    ReadItem(ref reader);
                }
                else
                {
                    // Specification, 5.5.2.
                    BodyScanner.CheckSize(reader.Position, _sectionEnd, _sectionStart);
                    _state = State.SectionHeader;
                }

                break;
            default:
                ScanBody(ref reader);
                break;
        }
    }

    private static void ReadHeader(ref BinaryReader reader)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(reader.ReadBytes(4)) != Magic)
        {
            throw new MalformedModuleException(Messages.MagicHeaderNotDetected, 0);
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(reader.ReadBytes(4)) != Version)
        {
            throw new MalformedModuleException(Messages.UnknownBinaryVersion, 4);
        }
    }

    private void ReadSectionHeader(ref BinaryReader reader)
    {
        int start = reader.Position;
        if (reader.AtEnd && !reader.MoreMayFollow)
        {
            Finish();
            _state = State.Finished;
            return;
        }

        var id = (SectionId)reader.ReadByte();
        int rank = -1;
        if (id != SectionId.Custom)
        {
            rank = SectionOrder.Rank(id);
            if (rank < 0)
            {
                throw new MalformedModuleException($"{Messages.MalformedSectionId} {(byte)id}", start);
            }

            Feature feature = id switch { SectionId.DataCount => Feature.BulkMemory, SectionId.Tag => Feature.ExceptionHandling, _ => Feature.None };
            reader.Require(feature, $"{Messages.MalformedSectionId} {(byte)id}", start);
            if (rank <= _lastRank)
            {
                throw new MalformedModuleException(Messages.UnexpectedContentAfterLastSection, start);
            }
        }

        int size = reader.ReadLength();
        if (size > ImplementationLimits.ModuleBytes - reader.Position)
        {
            throw new MalformedModuleException($"{Messages.LengthOutOfBounds}: {size}", start + 1);
        }

        _section = id;
        _sectionStart = reader.Position;
        _sectionEnd = reader.Position + size;
        if (id == SectionId.Custom)
        {
            _items = 1;
            _state = State.Items;
            return;
        }

        if (id == SectionId.Code)
        {
            // What constant expressions name does not call for a data count section.
            _scanner.Reset();
        }

        _lastRank = rank;
        PlaceCustomSections(id);
        _items = 1;
        _state = id is SectionId.Start or SectionId.DataCount ? State.Items : State.Count;
    }

    private int ReadItemCount(ref BinaryReader reader)
    {
        int start = reader.Position;
        int count = reader.ReadLength();
        (string what, int limit) = _section switch
        {
            SectionId.Type => ("types", ImplementationLimits.Types),
            SectionId.Import => ("imports", ImplementationLimits.Imports),
            SectionId.Function or SectionId.Code => ("functions", ImplementationLimits.Functions),
            SectionId.Table => ("tables", ImplementationLimits.Tables),
            SectionId.Memory => ("memories", ImplementationLimits.Memories),
            SectionId.Tag => ("tags", ImplementationLimits.Tags),
            SectionId.Global => ("globals", ImplementationLimits.Globals),
            SectionId.Export => ("exports", ImplementationLimits.Exports),
            SectionId.Element => ("element segments", ImplementationLimits.ElementSegments),
            _ => ("data segments", ImplementationLimits.DataSegments),
        };
        CheckLimit(count, what, limit, start);
        return count;
    }

    // Counts are the validator's to check; here they keep what is decoded small.
    private static void CheckLimit(long count, string what, int limit, int offset)
    {
        if (count > limit)
        {
            throw new InvalidModuleException(Messages.LimitExceeded(what, count, limit), offset);
        }
    }

    private void ReadItem(ref BinaryReader reader)
    {
        switch (_section)
        {
            case SectionId.Custom:
                ReadCustomSection(ref reader);
                break;
            case SectionId.Type:
                ReadType(ref reader);
                break;
            case SectionId.Import:
                ReadImport(ref reader);
                break;
            case SectionId.Function:
                _functionTypes.Add(ReadIndex(ref reader));
                break;
            case SectionId.Table:
                ReadTable(ref reader);
                break;
            case SectionId.Memory:
                ReadMemory(ref reader);
                break;
            case SectionId.Tag:
                ReadTag(ref reader);
                break;
            case SectionId.Global:
                ReadGlobal(ref reader);
                break;
            case SectionId.Export:
                ReadExport(ref reader);
                break;
            case SectionId.Start:
                int start = reader.Position;
                Module.Start = new StartFunction(ReadIndex(ref reader), start);
                break;
            case SectionId.Element:
                ReadElementSegment(ref reader);
                break;
            case SectionId.DataCount:
                uint count = reader.ReadU32();
                _dataCount = (int)Math.Min(count, int.MaxValue);
                Module.HasDataCount = true;
                break;
            case SectionId.Code:
                ReadBody(ref reader);
                break;
            default:
                ReadDataSegment(ref reader);
                break;
        }

        _items--;
    }

    // The section's end was checked against the module's, so that its content is a slice.
    private void ReadCustomSection(ref BinaryReader reader)
    {
        string name = reader.ReadName();
        int start = reader.Position;
        if (start > _sectionEnd)
        {
            throw new MalformedModuleException(Messages.UnexpectedEndOfSectionOrFunction, _sectionEnd);
        }

        reader.ReadBytes(_sectionEnd - start);
        Module.CustomSections.Add(new CustomSection(name, _binary[start.._sectionEnd], SectionId.Custom, _sectionStart));
    }

    // Custom sections stand before the section that follows them.
    private void PlaceCustomSections(SectionId next)
    {
        List<CustomSection> sections = Module.CustomSections;
        for (; _firstPendingCustom < sections.Count; _firstPendingCustom++)
        {
            sections[_firstPendingCustom] = sections[_firstPendingCustom] with { Before = next };
        }
    }

    // What can be checked only when the module is complete (specification, 5.5.17).
    private void Finish()
    {
        if (_functionTypes.Count != Module.Functions.Count)
        {
            throw new MalformedModuleException(
                $"{Messages.FunctionAndCodeInconsistent}: {_functionTypes.Count} and {Module.Functions.Count}", _binary.Length);
        }

        if (_dataCount is { } count && count != Module.Data.Count)
        {
            throw new MalformedModuleException($"{Messages.DataCountInconsistent}: {count} and {Module.Data.Count}", _binary.Length);
        }

        BodyScanner.CheckDataCount(Module, _dataUse);
    }

    /// <summary>An index; what is too large for any module is read as an index that none has.</summary>
    private static int ReadIndex(ref BinaryReader reader) => (int)Math.Min(reader.ReadU32(), BinaryReader.MaximumIndex);

    // An expression (specification, 5.4.9): a slice up to its end.
    private Expression ReadExpression(ref BinaryReader reader)
    {
        int start = reader.Position;
        _scanner.Start();
        _scanner.Scan(ref reader);
        return new Expression(_binary[start..reader.Position], start);
    }
}
