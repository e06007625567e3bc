using System.Collections.Concurrent;
using Wasm.Core.Instructions;

namespace Wasm.Core.Binary;

/// <summary>
/// What follows each opcode byte, as far as the fast paths of reader and scanner know it, for one set of features.
/// Made from the <see cref="InstructionTable"/>. The first two values are instruction lengths, which makes the usual
/// case a matter of arithmetic instead of jumps.
/// </summary>
internal sealed class OpcodeShapes
{
    /// <summary>No immediates.</summary>
    public const byte Plain = 1;

    /// <summary>One index or integer constant: two bytes if it is short.</summary>
    public const byte Number = 2;

    /// <summary>A memory argument.</summary>
    public const byte MemArg = 3;

    public const byte F32 = 4;
    public const byte F64 = 5;
    public const byte Block = 6;
    public const byte If = 7;
    public const byte Else = 8;
    public const byte End = 9;

    /// <summary>Everything else: rare, structured, prefixed, unknown, or of a feature that is off.</summary>
    public const byte Other = 10;

    private static readonly ConcurrentDictionary<Feature, OpcodeShapes> Tables = new();
    private static volatile OpcodeShapes _last = new(FeatureSet.Wasm3.Features);

    private readonly Feature _features;

    private OpcodeShapes(Feature features)
    {
        _features = features;
        ForScanning = new byte[256];
        ForReading = new byte[256];
        for (int code = 0; code < 256; code++)
        {
            ForScanning[code] = InstructionTable.Find(code) is { } info && (info.Feature & ~features) == 0 ? ShapeOf(info) : Other;
            ForReading[code] = ForScanning[code] is Else or End ? Plain : ForScanning[code];
        }
    }

    /// <summary>By opcode byte.</summary>
    public byte[] ForScanning { get; }

    /// <summary>By opcode byte; <c>else</c> and <c>end</c> are plain, as their meaning is not the reader's.</summary>
    public byte[] ForReading { get; }

    /// <summary>The shapes for a set of features.</summary>
    public static OpcodeShapes Of(Feature features)
    {
        // Readers are made per expression, and the same features come again and again.
        OpcodeShapes last = _last;
        if (last._features != features)
        {
            _last = last = Tables.GetOrAdd(features, static key => new OpcodeShapes(key));
        }

        return last;
    }

    private static byte ShapeOf(InstructionInfo info) => info.Op switch
    {
        Op.Block or Op.Loop => Block,
        Op.If => If,
        Op.Else => Else,
        Op.End => End,
        _ => info.Immediate switch
        {
            Immediate.None => Plain,
            Immediate.Label or Immediate.Function or Immediate.Type or Immediate.Local or Immediate.Global
                or Immediate.Table or Immediate.Tag or Immediate.I32 or Immediate.I64 => Number,
            Immediate.MemArg => MemArg,
            Immediate.F32 => F32,
            Immediate.F64 => F64,
            _ => Other,
        },
    };
}
