using System.Globalization;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>Letters of a signature that stand for a type which an immediate decides.</summary>
internal enum OperandKind : byte
{
    /// <summary>The type is fixed.</summary>
    Value,

    /// <summary>An address of the memory.</summary>
    Address,

    /// <summary>An index of the table.</summary>
    TableIndex,
}

/// <summary>An operand or result of an <see cref="Operator"/>.</summary>
internal readonly record struct Operand(OperandKind Kind, ValType Type);

/// <summary>A row of the instruction table whose types its signature gives, read once.</summary>
internal sealed class Operator
{
    private Operator(InstructionInfo row)
    {
        Row = row;
        int colon = row.Signature.IndexOf(':', StringComparison.Ordinal);
        Operands = [.. row.Signature[..colon].Select(Of)];
        Result = colon + 1 < row.Signature.Length ? Of(row.Signature[colon + 1]) : null;
        LaneCount = LanesOf(row);
    }

    /// <summary>All rows with a signature, in the table's order.</summary>
    public static IReadOnlyList<Operator> All { get; } =
        [.. InstructionTable.All.Where(row => row.Signature != "*").Select(row => new Operator(row))];

    /// <summary>Those of i32 that constant expressions may have.</summary>
    public static Operator[] Constant32 { get; } = [.. All.Where(item => IsConstant(item, ValType.I32))];

    /// <summary>Those of i64 that constant expressions may have.</summary>
    public static Operator[] Constant64 { get; } = [.. All.Where(item => IsConstant(item, ValType.I64))];

    /// <summary>The row.</summary>
    public InstructionInfo Row { get; }

    /// <summary>The instruction.</summary>
    public Op Op => Row.Op;

    /// <summary>Operands, the deepest first.</summary>
    public Operand[] Operands { get; }

    /// <summary>The result, if there is one.</summary>
    public Operand? Result { get; }

    /// <summary>Lane immediates are below this; 0 if there is none.</summary>
    public int LaneCount { get; }

    /// <summary>Whether it reads or writes bytes of a memory at an address.</summary>
    public bool IsAccess => Row.Immediate is Immediate.MemArg or Immediate.MemArgLane;

    /// <summary>Whether it computes a result from its operands and immediates alone, if it does not trap.</summary>
    public bool IsPure => (Row.Immediate is Immediate.None or Immediate.Lane or Immediate.Shuffle) && Operands.Length > 0 && Result is not null;

    /// <summary>Whether its operands are all of its result's type.</summary>
    public bool IsClosed => Result is { } result && Array.TrueForAll(Operands, operand => operand == result);

    private static bool IsConstant(Operator item, ValType type) =>
        (item.Row.Flags & InstructionFlags.ExtendedConstant) != 0 && item.Result is { } result && result.Type == type;

    private static Operand Of(char letter) => letter switch
    {
        'i' => new(OperandKind.Value, ValType.I32),
        'l' => new(OperandKind.Value, ValType.I64),
        'f' => new(OperandKind.Value, ValType.F32),
        'd' => new(OperandKind.Value, ValType.F64),
        'v' => new(OperandKind.Value, ValType.V128),
        'a' => new(OperandKind.Address, default),
        't' => new(OperandKind.TableIndex, default),
        _ => throw new InvalidOperationException($"unknown signature letter {letter}"),
    };

    // Lane instructions on memory work on lanes as wide as the access; the others name their shape (i16x8.…).
    private static int LanesOf(InstructionInfo row)
    {
        switch (row.Immediate)
        {
            case Immediate.MemArgLane:
                return 16 / row.AccessBytes;
            case Immediate.Shuffle:
                return 32;
            case Immediate.Lane:
                ReadOnlySpan<char> shape = row.Mnemonic.AsSpan(0, row.Mnemonic.IndexOf('.', StringComparison.Ordinal));
                return int.Parse(shape[(shape.IndexOf('x') + 1)..], CultureInfo.InvariantCulture);
            default:
                return 0;
        }
    }
}

/// <summary>The operators that a case uses, by what they are for.</summary>
internal sealed class OperatorSet
{
    private readonly Operator[][] _pure = new Operator[5][];
    private readonly Operator[][] _closed = new Operator[5][];
    private readonly Operator[][] _trapping = new Operator[5][];
    private readonly Operator[][] _loads = new Operator[5][];

    /// <summary>Selects operators.</summary>
    /// <param name="features">Those of its features.</param>
    /// <param name="source">Decides which, if <paramref name="few"/>.</param>
    /// <param name="few">Whether to select only about a quarter.</param>
    public OperatorSet(FeatureSet features, ByteSource source, bool few)
    {
        ulong mixer = few ? source.UInt64() | 1 : 0;
        var pure = new List<Operator>[5];
        var loads = new List<Operator>[5];
        var stores = new List<Operator>();
        for (int i = 0; i < pure.Length; i++)
        {
            pure[i] = [];
            loads[i] = [];
        }

        foreach (Operator candidate in Operator.All)
        {
            if (!features.Has(candidate.Row.Feature) || (few && ((uint)candidate.Op * mixer >> 62) != 0))
            {
                continue;
            }

            if (candidate.IsAccess)
            {
                (candidate.Result is { } result ? loads[IndexOf(result.Type)] : stores).Add(candidate);
            }
            else if (candidate.IsPure)
            {
                pure[IndexOf(candidate.Result!.Value.Type)].Add(candidate);
            }
        }

        for (int i = 0; i < pure.Length; i++)
        {
            _pure[i] = [.. pure[i]];
            _closed[i] = [.. pure[i].Where(item => item.IsClosed)];
            _trapping[i] = [.. pure[i].Where(item => (item.Row.Flags & InstructionFlags.MayTrap) != 0)];
            _loads[i] = [.. loads[i]];
        }

        Stores = [.. stores];
    }

    /// <summary>Those that write a memory.</summary>
    public Operator[] Stores { get; }

    /// <summary>Those without side effects that give a number or vector type; may be empty.</summary>
    public Operator[] Pure(ValType type) => _pure[IndexOf(type)];

    /// <summary>Those of them whose operands are of the same type: the arithmetic of which most code consists; may be empty.</summary>
    public Operator[] Closed(ValType type) => _closed[IndexOf(type)];

    /// <summary>Those of them that some operands make trap; may be empty.</summary>
    public Operator[] Trapping(ValType type) => _trapping[IndexOf(type)];

    /// <summary>Those that read a memory and give a number or vector type; may be empty.</summary>
    public Operator[] Loads(ValType type) => _loads[IndexOf(type)];

    // The binary codes of number and vector types go down from that of i32.
    private static int IndexOf(ValType type) => 0x7F - type.Code;
}
