using System.Collections.Concurrent;
using System.Globalization;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

/// <summary>How <see cref="FunctionValidator"/> treats an instruction: the common shapes have code of their own.</summary>
internal enum ShapeKind : byte
{
    /// <summary>There is no such instruction, or its feature is off.</summary>
    Refused,

    /// <summary>No operand, one result, nothing to check; the immediate is a number.</summary>
    Constant,

    /// <summary>The same with an immediate of four bytes.</summary>
    Constant4,

    /// <summary>The same with an immediate of eight bytes.</summary>
    Constant8,

    /// <summary>One operand, one result, nothing else to check.</summary>
    Unary,

    /// <summary>Two operands, one result, nothing else to check.</summary>
    Binary,

    /// <summary>Memory argument, address to value.</summary>
    Load,

    /// <summary>Memory argument, address and value.</summary>
    Store,

    /// <summary>Any other signature; immediates are checked by their kind.</summary>
    General,

    LocalGet,
    LocalSet,
    LocalTee,
    GlobalGet,
    Drop,
    Block,
    Loop,
    If,
    End,
    Br,
    BrIf,
    Call,

    /// <summary>All others that have no signature in the table.</summary>
    Special,
}

/// <summary>
/// A row of the <see cref="InstructionTable"/> in eight bytes, made for one set of features, so that the
/// validator's loop neither reads signatures nor asks for features.
/// </summary>
internal struct InstructionShape
{
    /// <summary>Stand-in for a type that the memory or table immediate decides.</summary>
    public const byte AddressCode = 1;

    public ShapeKind Kind;

    /// <summary>What it costs in fuel: 0 or 1.</summary>
    public byte Cost;

    /// <summary>Natural alignment, as an exponent.</summary>
    public byte Alignment;

    /// <summary>Lane indices must be below this.</summary>
    public byte Lanes;

    /// <summary>Type codes of the operands, the deepest first; 0 where there is none, or <see cref="AddressCode"/>.</summary>
    public byte Operand0;

    public byte Operand1;

    public byte Operand2;

    /// <summary>Type code of the result, likewise.</summary>
    public byte Result;

    private static readonly ConcurrentDictionary<FeatureSet, InstructionShape[]> Cache = [];

    public readonly int OperandCount => Operand0 == 0 ? 0 : Operand1 == 0 ? 1 : Operand2 == 0 ? 2 : 3;

    /// <summary>The shapes under a set of features, by <see cref="Op"/>.</summary>
    public static InstructionShape[] Table(FeatureSet features) => Cache.GetOrAdd(features, static set =>
    {
        var table = new InstructionShape[InstructionTable.Size];
        foreach (InstructionInfo info in InstructionTable.All)
        {
            if (set.Has(info.Feature))
            {
                table[(int)info.Op] = Of(info);
            }
        }

        return table;
    });

    private static InstructionShape Of(InstructionInfo info)
    {
        var shape = new InstructionShape
        {
            Cost = info.Op is Op.Block or Op.Loop or Op.Else or Op.End ? (byte)0 : (byte)1,
            Alignment = (byte)info.AlignmentLog2,
            Lanes = (byte)LanesOf(info),
        };

        if (info.Signature != "*")
        {
            int colon = info.Signature.IndexOf(':', StringComparison.Ordinal);
            ReadOnlySpan<char> operands = info.Signature.AsSpan(0, colon);
            shape.Operand0 = operands.Length > 0 ? CodeOf(operands[0]) : (byte)0;
            shape.Operand1 = operands.Length > 1 ? CodeOf(operands[1]) : (byte)0;
            shape.Operand2 = operands.Length > 2 ? CodeOf(operands[2]) : (byte)0;
            shape.Result = colon + 1 < info.Signature.Length ? CodeOf(info.Signature[colon + 1]) : (byte)0;
        }

        shape.Kind = KindOf(info, shape);
        return shape;
    }

    private static ShapeKind KindOf(InstructionInfo info, InstructionShape shape)
    {
        switch (info.Op)
        {
            case Op.LocalGet: return ShapeKind.LocalGet;
            case Op.LocalSet: return ShapeKind.LocalSet;
            case Op.LocalTee: return ShapeKind.LocalTee;
            case Op.GlobalGet: return ShapeKind.GlobalGet;
            case Op.Drop: return ShapeKind.Drop;
            case Op.Block: return ShapeKind.Block;
            case Op.Loop: return ShapeKind.Loop;
            case Op.If: return ShapeKind.If;
            case Op.End: return ShapeKind.End;
            case Op.Br: return ShapeKind.Br;
            case Op.BrIf: return ShapeKind.BrIf;
            case Op.Call: return ShapeKind.Call;
        }

        if (info.Signature == "*")
        {
            return ShapeKind.Special;
        }

        return (info.Immediate, shape.OperandCount, shape.Result != 0) switch
        {
            (Immediate.None, 1, true) => ShapeKind.Unary,
            (Immediate.None, 2, true) => ShapeKind.Binary,
            (Immediate.I32 or Immediate.I64, 0, true) => ShapeKind.Constant,
            (Immediate.F32, 0, true) => ShapeKind.Constant4,
            (Immediate.F64, 0, true) => ShapeKind.Constant8,
            (Immediate.MemArg, 1, true) => ShapeKind.Load,
            (Immediate.MemArg, 2, false) => ShapeKind.Store,
            _ => ShapeKind.General,
        };
    }

    private static byte CodeOf(char letter) => letter switch
    {
        'i' => ValType.I32.Code,
        'l' => ValType.I64.Code,
        'f' => ValType.F32.Code,
        'd' => ValType.F64.Code,
        'v' => ValType.V128.Code,
        'a' or 't' => AddressCode,
        _ => throw new InvalidOperationException($"unknown signature letter {letter}"),
    };

    // Lane instructions on memory work on lanes as wide as the access; the others name their shape (i16x8.…).
    private static int LanesOf(InstructionInfo info)
    {
        switch (info.Immediate)
        {
            case Immediate.MemArgLane:
                return 16 / info.AccessBytes;
            case Immediate.Shuffle:
                return 32;
            case Immediate.Lane:
                ReadOnlySpan<char> shape = info.Mnemonic.AsSpan(0, info.Mnemonic.IndexOf('.', StringComparison.Ordinal));
                return int.Parse(shape[(shape.IndexOf('x') + 1)..], CultureInfo.InvariantCulture);
            default:
                return 0;
        }
    }
}
