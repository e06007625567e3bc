using System.Buffers.Binary;
using NUnit.Framework;
using Wasm.Jit.Backend;
using Wasm.Jit.X64;

namespace Wasm.SpecTests.Jit.Backend;

/// <summary>Labels, constants, jump tables, relocations; with x64 instructions where some are needed.</summary>
[TestFixture]
public sealed class CodeBufferTests
{
    private readonly CodeBuffer _code = new();

    private Assembler Assembler => new(_code, CpuFeatures.Baseline);

    [SetUp]
    public void Reset() => _code.Reset();

    [TestCase(0, 2)]
    [TestCase(126, 2)]
    [TestCase(127, 5)]
    [TestCase(4000, 5)]
    public void A_jump_backwards_is_short_within_reach(int between, int length)
    {
        Label label = _code.NewLabel();
        _code.Write([0xF4, 0xF4, 0xF4]);
        _code.Bind(label);
        _code.Write(new byte[between]);
        int start = _code.Position;
        Assembler.Jmp(label);
        Assert.That(_code.Position - start, Is.EqualTo(length));
        byte[] bytes = _code.Finish().ToArray();
        int distance = length == 2 ? (sbyte)bytes[start + 1] : Read(bytes, start + 1);
        Assert.That(bytes[start], Is.EqualTo(length == 2 ? 0xEB : 0xE9));
        Assert.That(start + length + distance, Is.EqualTo(3));
    }

    [TestCase(126, 2)]
    [TestCase(127, 6)]
    public void A_conditional_jump_backwards_is_short_within_reach(int between, int length)
    {
        Label label = _code.NewLabel();
        _code.Bind(label);
        _code.Write(new byte[between]);
        Assembler.Jcc(Condition.Less, label);
        byte[] bytes = _code.Finish().ToArray();
        Assert.That(bytes.Length - between, Is.EqualTo(length));
        Assert.That(bytes[between..(between + (length == 2 ? 1 : 2))], Is.EqualTo(length == 2 ? new byte[] { 0x7C } : [0x0F, 0x8C]));
        int distance = length == 2 ? (sbyte)bytes[^1] : Read(bytes, bytes.Length - 4);
        Assert.That(distance, Is.EqualTo(-between - length));
    }

    [TestCase(0)]
    [TestCase(127)]
    [TestCase(100_000)]
    public void Jumps_forward_are_written_when_their_label_is_bound(int between)
    {
        Label label = _code.NewLabel();
        Assembler.Jmp(label);
        Assembler.Jcc(Condition.Above, label);
        Assembler.Call(label);
        Assembler.Lea(OperandSize.Qword, Register.Rcx, MemoryOperand.Of(label, 3));
        int end = _code.Position;
        _code.Write(new byte[between]);
        Assert.That(_code.OffsetOf(label), Is.Negative);
        _code.Bind(label);
        int target = _code.Position;
        Assert.That(_code.OffsetOf(label), Is.EqualTo(target));
        byte[] bytes = _code.Finish().ToArray();
        Assert.That(end, Is.EqualTo(5 + 6 + 5 + 7));
        Assert.That(5 + Read(bytes, 1), Is.EqualTo(target));
        Assert.That(11 + Read(bytes, 7), Is.EqualTo(target));
        Assert.That(16 + Read(bytes, 12), Is.EqualTo(target));
        Assert.That(23 + Read(bytes, 19), Is.EqualTo(target + 3));
    }

    [TestCase(127, true)]
    [TestCase(128, false)]
    public void A_short_jump_forward_has_to_reach(int between, bool reaches)
    {
        Label label = _code.NewLabel();
        Assembler.JccShort(Condition.Equal, label);
        _code.Write(new byte[between]);
        if (reaches)
        {
            _code.Bind(label);
            Assert.That(_code.Finish()[..2].ToArray(), Is.EqualTo(new byte[] { 0x74, (byte)between }));
        }
        else
        {
            Assert.Throws<InvalidOperationException>(() => _code.Bind(label));
        }
    }

    [TestCase(126, true)]
    [TestCase(127, false)]
    public void A_short_jump_backwards_has_to_reach(int between, bool reaches)
    {
        Label label = _code.NewLabel();
        _code.Bind(label);
        _code.Write(new byte[between]);
        if (reaches)
        {
            Assembler.JmpShort(label);
            Assert.That(_code.Finish()[^2..].ToArray(), Is.EqualTo(new byte[] { 0xEB, 0x80 }));
        }
        else
        {
            Assert.Throws<InvalidOperationException>(() => Assembler.JmpShort(label));
        }
    }

    [Test]
    public void Labels_are_bound_once_and_if_used()
    {
        Label first = _code.NewLabels(3);
        Assert.That((first.Index, _code.LabelCount), Is.EqualTo((0, 3)));
        _code.Bind(new Label(1));
        Assert.Throws<InvalidOperationException>(() => _code.Bind(new Label(1)));
        Assembler.Jmp(new Label(2));
        Assert.Throws<InvalidOperationException>(() => _code.Finish());
    }

    [Test]
    public void A_function_is_finished_once()
    {
        Assembler.Ret();
        _code.Finish();
        Assert.Throws<InvalidOperationException>(() => _code.Finish());
        _code.Reset();
        Assert.That(_code.Finish().IsEmpty);
    }

    [Test]
    public void Constants_follow_the_code_aligned_and_once()
    {
        Label four = _code.Constant4(0x11223344);
        Label eight = _code.Constant8(0x1122334455667788);
        Label sixteen = _code.Constant16(1, 2);
        Assert.That(_code.Constant4(0x11223344), Is.EqualTo(four));
        Assert.That(_code.Constant8(0x1122334455667788), Is.EqualTo(eight));
        Assert.That(_code.Constant16(1, 2), Is.EqualTo(sixteen));
        Assert.That(new[] { four, sixteen, _code.Constant8(0x11223344), _code.Constant16(1, 3), _code.Constant16(2, 1) }, Is.Unique);
        Assembler.Load(VectorMove.Movaps, RegisterXmm.Xmm1, MemoryOperand.Of(sixteen));
        Assembler.Alu(AluOp.Cmp, OperandSize.Qword, MemoryOperand.Of(eight), 5);
        Assembler.Alu(AluOp.Cmp, OperandSize.Dword, MemoryOperand.Of(four), 500);
        byte[] bytes = _code.Finish().ToArray();
        Assert.That(_code.CodeLength, Is.EqualTo(7 + 8 + 10));
        Assert.That(bytes[25..32], Is.All.EqualTo(0xCC));
        int at16 = 7 + Read(bytes, 3);
        int at8 = 15 + Read(bytes, 10);
        int at4 = 25 + Read(bytes, 17);
        Assert.That((at16, at8, at4), Is.EqualTo((32, 80, 96)), "those of 16 bytes first, then those of 8");
        Assert.That(bytes, Has.Length.EqualTo(100));
        Assert.That(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at16 + 8)), Is.EqualTo(2));
        Assert.That(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at8)), Is.EqualTo(0x1122334455667788));
        Assert.That(Read(bytes, at4), Is.EqualTo(0x11223344));
    }

    [Test]
    public void Many_constants_are_found_again_and_forgotten_by_a_reset()
    {
        Label[] labels = [.. Enumerable.Range(0, 10_000).Select(i => _code.Constant8((ulong)i << 32))];
        Assert.That(labels, Is.Unique);
        int repeated = Enumerable.Range(0, 10_000).Count(i => _code.Constant8((ulong)i << 32) != labels[i]);
        Assert.That(repeated, Is.LessThan(100), "searches are short: hardly any constant is written twice");
        _code.Reset();
        Assert.That(_code.Constant8(5UL << 32), Is.EqualTo(new Label(0)));
        Assert.That(_code.Finish().Length, Is.EqualTo(8));
    }

    [Test]
    public void Constants_with_the_same_hash_are_written_again_rather_than_searched_for_long()
    {
        // Inverse of the hash's factor: these constants differ only in bits of the product that the table's index does not take.
        ulong inverse = 1;
        for (int i = 0; i < 6; i++)
        {
            inverse *= 2 - (0x9E3779B97F4A7C15 * inverse);
        }

        for (ulong i = 0; i < 100_000; i++)
        {
            _code.Constant8(i * inverse);
        }

        Assert.That(_code.Constant8(99_999 * inverse), Is.EqualTo(new Label(99_999)), "among the last ones: found");
        Assert.That(_code.Constant8(5 * inverse), Is.EqualTo(new Label(100_000)), "long ago: again");
    }

    [Test]
    public void A_jump_table_holds_distances_from_its_start()
    {
        Label first = _code.NewLabels(3);
        Label table = _code.NewJumpTable([new Label(2), first, new Label(1), first]);
        _code.Bind(first);
        Assembler.Lea(OperandSize.Qword, Register.R11, MemoryOperand.Of(table));
        _code.Bind(new Label(1));
        Assembler.Ret();
        _code.Bind(new Label(2));
        Assembler.Ret();
        byte[] bytes = _code.Finish().ToArray();
        int start = 7 + Read(bytes, 3);
        Assert.That(start, Is.EqualTo(12));
        Assert.That(Enumerable.Range(0, 4).Select(i => start + Read(bytes, start + (4 * i))), Is.EqualTo(new[] { 8, 0, 7, 0 }));
        Assert.That(bytes, Has.Length.EqualTo(start + 16));
    }

    [Test]
    public void A_jump_table_needs_its_targets()
    {
        _code.NewJumpTable([_code.NewLabel()]);
        Assert.Throws<InvalidOperationException>(() => _code.Finish());
    }

    [Test]
    public void A_jump_table_may_be_huge()
    {
        _code.NewLabels(65_520);
        Label[] targets = [.. Enumerable.Range(0, 65_520).Select(i => new Label(i))];
        for (int i = 0; i < 4; i++)
        {
            _code.NewJumpTable(targets);
        }

        foreach (Label label in targets)
        {
            _code.Bind(label);
            Assembler.Int3();
        }

        byte[] bytes = _code.Finish().ToArray();
        Assert.That(bytes, Has.Length.EqualTo(65_520 * 17));
        Assert.That(Read(bytes, bytes.Length - 4), Is.EqualTo(65_519 - (65_520 * 13)));
    }

    [Test]
    public void Relocations_name_what_is_outside()
    {
        Assembler a = Assembler;
        a.Call(Symbol.Helper(7));
        a.Jmp(Symbol.Stub(2));
        a.Jcc(Condition.Equal, Symbol.TrapStub(3));
        a.Call(MemoryOperand.Of(Symbol.EntrySlot(1000)));
        a.Alu(AluOp.Cmp, OperandSize.Dword, MemoryOperand.Of(Symbol.EntrySlot(1), 8), 1000);
        Assert.That(
            _code.Relocations.ToArray(),
            Is.EqualTo(new[]
            {
                new Relocation(RelocationKind.Helper, 1, 7, 0),
                new Relocation(RelocationKind.Stub, 6, 2, 0),
                new Relocation(RelocationKind.TrapStub, 12, 3, 0),
                new Relocation(RelocationKind.EntrySlot, 18, 1000, 0),
                new Relocation(RelocationKind.EntrySlot, 24, 1, 8 - 4),
            }),
            "from the field's end; four bytes of immediate follow the last one");
        _code.Reset();
        Assert.That(_code.Relocations.IsEmpty);
    }

    [Test]
    public void The_buffer_grows_and_keeps_what_is_written()
    {
        Label end = _code.NewLabel();
        for (int i = 0; i < 300_000; i++)
        {
            Assembler.Mov(Register.Rax, i);
            if ((i & 1023) == 0)
            {
                Assembler.Jmp(end);
            }
        }

        _code.Bind(end);
        byte[] bytes = _code.Finish().ToArray();
        int at = 0;
        for (int i = 0; i < 300_000; i++)
        {
            if (bytes[at] != 0xB8 || Read(bytes, at + 1) != i)
            {
                Assert.Fail($"instruction {i}");
            }

            at += 5;
            if ((i & 1023) == 0)
            {
                if (at + 5 + Read(bytes, at + 1) != bytes.Length)
                {
                    Assert.Fail($"jump after {i}");
                }

                at += 5;
            }
        }

        Assert.That(at, Is.EqualTo(bytes.Length));
    }

    [Test]
    public void Nothing_is_allocated_once_the_buffer_has_grown()
    {
        Assembler a = Assembler;
        void Compile()
        {
            _code.Reset();
            for (int i = 0; i < 2000; i++)
            {
                Label label = _code.NewLabel();
                a.Jcc(Condition.Less, label);
                a.Alu(AluOp.Add, OperandSize.Qword, Register.Rax, MemoryOperand.Indexed(Register.Rbp, Register.Rcx, 3, i));
                a.Vector(VectorOp.Addsd, RegisterXmm.Xmm1, MemoryOperand.Of(_code.Constant8((ulong)i)));
                a.Call(Symbol.Helper(i));
                _code.Bind(label);
            }

            _code.Finish();
        }

        Compile();
        Compile();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Compile();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Padding_has_the_wanted_length()
    {
        for (int length = 0; length <= 40; length++)
        {
            _code.Reset();
            Assembler.Nop(length);
            byte[] bytes = _code.Finish().ToArray();
            Assert.That(bytes, Has.Length.EqualTo(length));
            var decoder = Iced.Intel.Decoder.Create(64, bytes);
            int count = 0;
            for (; decoder.IP < (ulong)length; count++)
            {
                Assert.That(decoder.Decode().Mnemonic, Is.EqualTo(Iced.Intel.Mnemonic.Nop));
            }

            Assert.That(count, Is.EqualTo((length + 7) / 8));
        }

        _code.Reset();
        Assembler.Ret();
        Assembler.Align(16);
        Assert.That(_code.Position, Is.EqualTo(16));
        Assembler.Align(16);
        Assert.That(_code.Position, Is.EqualTo(16));
    }

    private static int Read(byte[] bytes, int offset) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(offset));
}
