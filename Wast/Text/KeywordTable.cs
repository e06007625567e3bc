using System.Buffers.Binary;
using System.Text;
using Wasm.Core.Instructions;

namespace Wasm.Text;

/// <summary>
/// From the bytes of a word to its number: an <see cref="Op"/>, a <see cref="Keyword"/>, or
/// <see cref="Keyword.None"/>. Instruction mnemonics come from the <see cref="InstructionTable"/>.
/// </summary>
internal static class KeywordTable
{
    private const int SlotCount = 4096;

    private static readonly (string Word, Keyword Keyword)[] Words =
    [
        ("i32", Keyword.I32), ("i64", Keyword.I64), ("f32", Keyword.F32), ("f64", Keyword.F64), ("v128", Keyword.V128),
        ("anyref", Keyword.AnyRef), ("nullref", Keyword.NullRef), ("eqref", Keyword.EqRef), ("i31ref", Keyword.I31Ref),
        ("structref", Keyword.StructRef), ("arrayref", Keyword.ArrayRef), ("funcref", Keyword.FuncRef),
        ("nullfuncref", Keyword.NullFuncRef), ("exnref", Keyword.ExnRef), ("nullexnref", Keyword.NullExnRef),
        ("externref", Keyword.ExternRef), ("nullexternref", Keyword.NullExternRef),
        ("any", Keyword.Any), ("none", Keyword.NoneType), ("eq", Keyword.Eq), ("i31", Keyword.I31), ("struct", Keyword.Struct),
        ("array", Keyword.Array), ("func", Keyword.Func), ("nofunc", Keyword.NoFunc), ("exn", Keyword.Exn),
        ("noexn", Keyword.NoExn), ("extern", Keyword.Extern), ("noextern", Keyword.NoExtern),
        ("i8", Keyword.I8), ("i16", Keyword.I16), ("ref", Keyword.Ref), ("null", Keyword.Null), ("field", Keyword.Field),
        ("mut", Keyword.Mut), ("sub", Keyword.Sub), ("final", Keyword.Final), ("rec", Keyword.Rec), ("param", Keyword.Param),
        ("result", Keyword.Result),
        ("i8x16", Keyword.I8x16), ("i16x8", Keyword.I16x8), ("i32x4", Keyword.I32x4), ("i64x2", Keyword.I64x2),
        ("f32x4", Keyword.F32x4), ("f64x2", Keyword.F64x2),
        ("then", Keyword.Then), ("catch", Keyword.Catch), ("catch_ref", Keyword.CatchRef), ("catch_all", Keyword.CatchAll),
        ("catch_all_ref", Keyword.CatchAllRef),
        ("module", Keyword.Module), ("type", Keyword.Type), ("tag", Keyword.Tag), ("global", Keyword.Global),
        ("memory", Keyword.Memory), ("table", Keyword.Table), ("local", Keyword.Local), ("data", Keyword.Data),
        ("elem", Keyword.Elem), ("declare", Keyword.Declare), ("offset", Keyword.Offset), ("item", Keyword.Item),
        ("start", Keyword.Start), ("import", Keyword.Import), ("export", Keyword.Export),
        ("binary", Keyword.Script), ("quote", Keyword.Script), ("definition", Keyword.Script), ("instance", Keyword.Script),
        ("script", Keyword.Script), ("register", Keyword.Script), ("invoke", Keyword.Script), ("get", Keyword.Script),
        ("assert_malformed", Keyword.Script), ("assert_invalid", Keyword.Script), ("assert_malformed_custom", Keyword.Script),
        ("assert_invalid_custom", Keyword.Script), ("assert_unlinkable", Keyword.Script), ("assert_return", Keyword.Script),
        ("assert_trap", Keyword.Script), ("assert_exception", Keyword.Script), ("assert_exhaustion", Keyword.Script),
        ("nan:canonical", Keyword.Script), ("nan:arithmetic", Keyword.Script), ("either", Keyword.Script),
        ("input", Keyword.Script), ("output", Keyword.Script), ("ref.struct", Keyword.Script), ("ref.array", Keyword.Script),
        ("ref.exn", Keyword.Script), ("ref.extern", Keyword.Script), ("ref.host", Keyword.Script),
    ];

    private static readonly (byte[] Word, int Number)[] Entries = BuildEntries();

    // Open addressing: entry index + 1, or 0.
    private static readonly ushort[] Slots = BuildSlots();

    /// <summary>The number of a word.</summary>
    public static int Find(ReadOnlySpan<byte> word)
    {
        for (uint slot = Hash(word); ; slot++)
        {
            int entry = Slots[slot % SlotCount];
            if (entry == 0)
            {
                return FindParameter(word);
            }

            (byte[] candidate, int number) = Entries[entry - 1];
            if (word.SequenceEqual(candidate))
            {
                return number;
            }
        }
    }

    // offset=nat and align=nat are one token each.
    private static int FindParameter(ReadOnlySpan<byte> word)
    {
        int equals = word.IndexOf((byte)'=') + 1;
        Keyword keyword = word.StartsWith("offset="u8) ? Keyword.OffsetEquals
            : word.StartsWith("align="u8) ? Keyword.AlignEquals
            : Keyword.None;
        return (int)(keyword != Keyword.None && equals < word.Length && NumberSyntax.Classify(word[equals..]) == TokenKind.Nat
            ? keyword
            : Keyword.None);
    }

    // The first and last eight bytes and the length tell nearly all words apart.
    private static uint Hash(ReadOnlySpan<byte> word)
    {
        ulong first;
        ulong last;
        if (word.Length >= 8)
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(word);
            last = BinaryPrimitives.ReadUInt64LittleEndian(word[^8..]);
        }
        else if (word.Length >= 4)
        {
            first = BinaryPrimitives.ReadUInt32LittleEndian(word);
            last = BinaryPrimitives.ReadUInt32LittleEndian(word[^4..]);
        }
        else
        {
            first = word[0];
            last = (uint)(word[^1] << 8 | word[word.Length / 2]);
        }

        ulong mixed = (first * 0x9E37_79B9_7F4A_7C15) ^ (last * 0xC2B2_AE3D_27D4_EB4F) ^ (uint)word.Length;
        return (uint)(mixed >> 40) ^ (uint)(mixed >> 20);
    }

    private static (byte[] Word, int Number)[] BuildEntries()
    {
        var entries = new List<(byte[] Word, int Number)>();
        var known = new HashSet<string>();
        foreach (InstructionInfo info in InstructionTable.All)
        {
            if (known.Add(info.Mnemonic))
            {
                entries.Add((Encoding.ASCII.GetBytes(info.Mnemonic), (int)InstructionTable.Find(info.Mnemonic)!.Op));
            }
        }

        foreach ((string word, Keyword keyword) in Words)
        {
            entries.Add((Encoding.ASCII.GetBytes(word), (int)keyword));
        }

        return [.. entries];
    }

    private static ushort[] BuildSlots()
    {
        ushort[] slots = new ushort[SlotCount];
        for (int index = 0; index < Entries.Length; index++)
        {
            uint slot = Hash(Entries[index].Word) % SlotCount;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) % SlotCount;
            }

            slots[slot] = (ushort)(index + 1);
        }

        return slots;
    }
}
