using System.Collections.Frozen;

namespace Wasm.Core.Instructions;

/// <summary>
/// The only place where an instruction's opcode, mnemonic, immediates, signature and feature are written down
/// (rows in <c>InstructionTable.Rows.cs</c>). Decoder, encoder, validator, text parser, printers, compilers and
/// generators read it.
/// </summary>
public static partial class InstructionTable
{
    /// <summary>One more than the largest <see cref="Op"/> value: the size of arrays indexed by op.</summary>
    public const int Size = 0x380;

    private const int GcBase = 0x100;
    private const int MiscBase = 0x140;
    private const int SimdBase = 0x180;
    private const int ThreadsBase = 0x300;

    // First, since the other tables are made from it.
    private static readonly InstructionInfo[] Table = Rows();

    private static readonly InstructionInfo?[] ByOp = BuildByOp();
    private static readonly FrozenDictionary<string, InstructionInfo> Mnemonics = BuildMnemonics();
    private static readonly FrozenDictionary<string, InstructionInfo>.AlternateLookup<ReadOnlySpan<char>> MnemonicSpans =
        Mnemonics.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All rows in order of opcode.</summary>
    public static IReadOnlyList<InstructionInfo> All { get; } = Table;

    /// <summary>The row of an op that exists.</summary>
    public static InstructionInfo Get(Op op) => ByOp[(int)op]!;

    /// <summary>The row at a dense number (an <see cref="Op"/> value), or null where there is no instruction.</summary>
    public static InstructionInfo? Find(int op) => (uint)op < Size ? ByOp[op] : null;

    /// <summary>
    /// The row of a mnemonic, or null. Of two rows with one mnemonic, it is the one whose immediates are
    /// simplest: <see cref="Op.Select"/>, <see cref="Op.RefTest"/>, <see cref="Op.RefCast"/>.
    /// </summary>
    public static InstructionInfo? Find(ReadOnlySpan<char> mnemonic) =>
        MnemonicSpans.TryGetValue(mnemonic, out InstructionInfo? info) ? info : null;

    /// <summary>
    /// The dense number for a prefix byte (0 for none) and the number behind it, or -1 if it lies outside every
    /// range. The number may still name no instruction: see <see cref="Find(int)"/>.
    /// </summary>
    public static int Number(byte prefix, uint code) => prefix switch
    {
        0 => code < 0x100 ? (int)code : -1,
        0xFB => code < MiscBase - GcBase ? GcBase + (int)code : -1,
        0xFC => code < SimdBase - MiscBase ? MiscBase + (int)code : -1,
        0xFD => code < ThreadsBase - SimdBase ? SimdBase + (int)code : -1,
        0xFE => code < Size - ThreadsBase ? ThreadsBase + (int)code : -1,
        _ => -1,
    };

    /// <summary>The prefix byte of an op, or 0.</summary>
    public static byte PrefixOf(Op op) => (int)op switch
    {
        < GcBase => 0,
        < MiscBase => 0xFB,
        < SimdBase => 0xFC,
        < ThreadsBase => 0xFD,
        _ => 0xFE,
    };

    /// <summary>The opcode byte of an op, or the number behind its prefix.</summary>
    public static uint CodeOf(Op op) => (uint)op - (int)op switch
    {
        < GcBase => 0u,
        < MiscBase => GcBase,
        < SimdBase => MiscBase,
        < ThreadsBase => SimdBase,
        _ => ThreadsBase,
    };

    private static InstructionInfo?[] BuildByOp()
    {
        var table = new InstructionInfo?[Size];
        foreach (InstructionInfo row in Table)
        {
            table[(int)row.Op] = row;
        }

        return table;
    }

    private static FrozenDictionary<string, InstructionInfo> BuildMnemonics()
    {
        var table = new Dictionary<string, InstructionInfo>();
        foreach (InstructionInfo row in Table)
        {
            table.TryAdd(row.Mnemonic, row);
        }

        return table.ToFrozenDictionary();
    }
}
