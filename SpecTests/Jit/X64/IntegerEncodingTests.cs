using NUnit.Framework;
using Wasm.Jit.X64;
using static Wasm.SpecTests.Jit.X64.Operands;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Integer instructions: every encoding is decoded and must be the same instruction.</summary>
[TestFixture]
public sealed class IntegerEncodingTests
{
    private delegate void RegisterRegister(Assembler assembler, OperandSize size, Register left, Register right);

    private delegate void RegisterMemory(Assembler assembler, OperandSize size, Register register, in MemoryOperand memory);

    private delegate void OneRegister(Assembler assembler, OperandSize size, Register register);

    private delegate void OneMemory(Assembler assembler, OperandSize size, in MemoryOperand memory);

    [Test]
    public void Instructions_with_two_registers()
    {
        var check = new EncodingCheck();
        foreach (AluOp op in Enum.GetValues<AluOp>())
        {
            TwoRegisters(check, Lower(op), Sizes, (a, size, left, right) => a.Alu(op, size, left, right));
        }

        TwoRegisters(check, "test", Sizes, (a, size, left, right) => a.Test(size, left, right));
        TwoRegisters(check, "imul", WideSizes, (a, size, left, right) => a.Imul(size, left, right));
        TwoRegisters(check, "xchg", Sizes, (a, size, left, right) => a.Xchg(size, left, right));
        TwoRegisters(check, "mov", Sizes, (a, size, left, right) => a.Mov(size, left, right));
        foreach (BitTestOp op in Enum.GetValues<BitTestOp>())
        {
            TwoRegisters(check, Lower(op), WideSizes, (a, size, left, right) => a.BitTest(op, size, left, right));
        }

        foreach (BitCountOp op in Enum.GetValues<BitCountOp>())
        {
            TwoRegisters(check, Lower(op), WideSizes, (a, size, left, right) => a.BitCount(op, size, left, right));
        }

        foreach ((Condition condition, string suffix) in Conditions)
        {
            TwoRegisters(check, "cmov" + suffix, WideSizes, (a, size, left, right) => a.Cmovcc(condition, size, left, right));
        }

        check.Verify();
    }

    [Test]
    public void Instructions_with_a_register_and_memory()
    {
        var check = new EncodingCheck();
        foreach (AluOp op in Enum.GetValues<AluOp>())
        {
            Memory(check, Lower(op), Sizes, false, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.Alu(op, size, register, memory));
            Memory(check, Lower(op), Sizes, true, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.Alu(op, size, memory, register));
            if (op != AluOp.Cmp)
            {
                Memory(check, "lock " + Lower(op), Sizes, true, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.LockAlu(op, size, memory, register));
            }
        }

        Memory(check, "test", Sizes, true, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.Test(size, memory, register));
        Memory(check, "imul", WideSizes, false, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.Imul(size, register, memory));
        Memory(check, "mov", Sizes, false, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.Mov(size, register, memory));
        Memory(check, "mov", Sizes, true, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.Mov(size, memory, register));
        Memory(check, "xchg", Sizes, true, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.Xchg(size, memory, register));
        Memory(check, "lea", FullSizes, false, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.Lea(size, register, memory));
        Memory(check, "lock cmpxchg", Sizes, true, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.LockCmpxchg(size, memory, register));
        Memory(check, "lock xadd", Sizes, true, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.LockXadd(size, memory, register));
        foreach (BitCountOp op in Enum.GetValues<BitCountOp>())
        {
            Memory(check, Lower(op), WideSizes, false, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.BitCount(op, size, register, memory));
        }

        foreach ((Condition condition, string suffix) in Conditions)
        {
            Memory(check, "cmov" + suffix, WideSizes, false, (Assembler a, OperandSize size, Register register, in MemoryOperand memory) => a.Cmovcc(condition, size, register, memory));
        }

        check.Verify();
    }

    [Test]
    public void Every_address()
    {
        var check = new EncodingCheck();
        int turn = 0;
        void Check((MemoryOperand Operand, string Text) address)
        {
            Register register = All[turn++ & 15];
            check.Assembler.Mov(OperandSize.Qword, register, address.Operand);
            check.Expect($"mov {Name(register, OperandSize.Qword)}, {address.Text}");
        }

        foreach (int displacement in Displacements)
        {
            Check(Absolute(displacement));
            foreach (Register @base in All)
            {
                Check(At(@base, displacement));
            }

            foreach (Register index in All.Where(index => index != Register.Rsp))
            {
                for (int scale = 0; scale < 4; scale++)
                {
                    Check(Scaled(index, scale, displacement));
                    foreach (Register @base in All)
                    {
                        Check(Indexed(@base, index, scale, displacement));
                    }
                }
            }
        }

        check.Verify();
    }

    [Test]
    public void The_short_displacement_is_chosen()
    {
        int Length(MemoryOperand operand)
        {
            var check = new EncodingCheck();
            check.Assembler.Mov(OperandSize.Dword, Register.Rax, operand);
            return check.Assembler.Code.Position;
        }

        Assert.That(Length(MemoryOperand.At(Register.Rax)), Is.EqualTo(2));
        Assert.That(Length(MemoryOperand.At(Register.Rbp)), Is.EqualTo(3));
        Assert.That(Length(MemoryOperand.At(Register.Rax, 127)), Is.EqualTo(3));
        Assert.That(Length(MemoryOperand.At(Register.Rax, 128)), Is.EqualTo(6));
        Assert.That(Length(MemoryOperand.At(Register.R12, -128)), Is.EqualTo(5));
        Assert.That(Length(MemoryOperand.Indexed(Register.Rax, Register.Rcx)), Is.EqualTo(3));
        Assert.That(Length(MemoryOperand.Indexed(Register.R13, Register.Rcx)), Is.EqualTo(5));
    }

    [Test]
    public void Rsp_is_no_index()
    {
        Assert.Throws<ArgumentException>(() => MemoryOperand.Indexed(Register.Rax, Register.Rsp));
        Assert.Throws<ArgumentException>(() => MemoryOperand.Scaled(Register.Rsp, 1));
        Assert.Throws<ArgumentException>(() => MemoryOperand.Scaled(Register.Rax, 4));
    }

    [Test]
    public void Instructions_with_immediates()
    {
        var check = new EncodingCheck();
        Assembler a = check.Assembler;
        foreach (int value in Immediates)
        {
            foreach (OperandSize size in Sizes)
            {
                string number = Operands.Immediate(value, size);
                foreach (Register register in All)
                {
                    string name = Name(register, size);
                    foreach (AluOp op in Enum.GetValues<AluOp>())
                    {
                        a.Alu(op, size, register, value);
                        check.Expect($"{Lower(op)} {name}, {number}");
                    }

                    a.Test(size, register, value);
                    check.Expect($"test {name}, {number}");
                    if (size != OperandSize.Byte)
                    {
                        a.Imul(size, register, All[15 - (int)register], value);
                        check.Expect($"imul {name}, {Name(All[15 - (int)register], size)}, {number}");
                    }
                }

                foreach ((MemoryOperand memory, string text) in Addresses)
                {
                    foreach (AluOp op in Enum.GetValues<AluOp>())
                    {
                        a.Alu(op, size, memory, value);
                        check.Expect($"{Lower(op)} {text}, {number}");
                    }

                    a.Test(size, memory, value);
                    check.Expect($"test {text}, {number}");
                    a.Mov(size, memory, value);
                    check.Expect($"mov {text}, {number}");
                    if (size != OperandSize.Byte)
                    {
                        a.Imul(size, Register.R14, memory, value);
                        check.Expect($"imul {Name(Register.R14, size)}, {text}, {number}");
                    }
                }
            }

            a.Push(value);
            check.Expect($"push {Number(value)}");
        }

        check.Verify();
    }

    [TestCase(0L, 5)]
    [TestCase(1L, 5)]
    [TestCase(uint.MaxValue, 5)]
    [TestCase(-1L, 7)]
    [TestCase(int.MinValue, 7)]
    [TestCase(uint.MaxValue + 1L, 10)]
    [TestCase(int.MinValue - 1L, 10)]
    [TestCase(long.MaxValue, 10)]
    [TestCase(long.MinValue, 10)]
    public void Constants_are_loaded_in_the_shortest_way(long value, int length)
    {
        var check = new EncodingCheck();
        foreach (Register register in All)
        {
            int start = check.Assembler.Code.Position;
            check.Assembler.Mov(register, value);
            int expected = length == 5 && register >= Register.R8 ? 6 : length;
            Assert.That(check.Assembler.Code.Position - start, Is.EqualTo(expected));
            check.Expect(length == 5
                ? $"mov {Name(register, OperandSize.Dword)}, {Number((int)value)}"
                : $"mov {Name(register, OperandSize.Qword)}, {(value == long.MinValue ? "-0x8000000000000000" : Number(value))}");
        }

        check.Verify();
    }

    [Test]
    public void Instructions_with_one_operand()
    {
        var check = new EncodingCheck();
        foreach (UnaryOp op in Enum.GetValues<UnaryOp>())
        {
            One(check, Lower(op), "", Sizes, (a, size, register) => a.Unary(op, size, register),
                (Assembler a, OperandSize size, in MemoryOperand memory) => a.Unary(op, size, memory));
        }

        One(check, "inc", "", Sizes, (a, size, register) => a.Inc(size, register), (Assembler a, OperandSize size, in MemoryOperand memory) => a.Inc(size, memory));
        One(check, "dec", "", Sizes, (a, size, register) => a.Dec(size, register), (Assembler a, OperandSize size, in MemoryOperand memory) => a.Dec(size, memory));
        One(check, "push", "", [OperandSize.Qword], (a, _, register) => a.Push(register), (Assembler a, OperandSize _, in MemoryOperand memory) => a.Push(memory));
        One(check, "pop", "", [OperandSize.Qword], (a, _, register) => a.Pop(register), (Assembler a, OperandSize _, in MemoryOperand memory) => a.Pop(memory));
        One(check, "call", "", [OperandSize.Qword], (a, _, register) => a.Call(register), (Assembler a, OperandSize _, in MemoryOperand memory) => a.Call(memory));
        One(check, "jmp", "", [OperandSize.Qword], (a, _, register) => a.Jmp(register), (Assembler a, OperandSize _, in MemoryOperand memory) => a.Jmp(memory));
        One(check, "bswap", "", FullSizes, (a, size, register) => a.Bswap(size, register), null);
        foreach ((Condition condition, string suffix) in Conditions)
        {
            One(check, "set" + suffix, "", [OperandSize.Byte], (a, _, register) => a.Setcc(condition, register),
                (Assembler a, OperandSize _, in MemoryOperand memory) => a.Setcc(condition, memory));
        }

        foreach (ShiftOp op in Enum.GetValues<ShiftOp>())
        {
            One(check, Lower(op), ", cl", Sizes, (a, size, register) => a.ShiftCl(op, size, register),
                (Assembler a, OperandSize size, in MemoryOperand memory) => a.ShiftCl(op, size, memory));
            foreach (byte count in (byte[])[0, 1, 2, 31, 63])
            {
                One(check, Lower(op), $", {Number(count)}", Sizes, (a, size, register) => a.Shift(op, size, register, count),
                    (Assembler a, OperandSize size, in MemoryOperand memory) => a.Shift(op, size, memory, count));
            }
        }

        foreach (BitTestOp op in Enum.GetValues<BitTestOp>())
        {
            One(check, Lower(op), ", 0x1f", WideSizes, (a, size, register) => a.BitTest(op, size, register, 31),
                (Assembler a, OperandSize size, in MemoryOperand memory) => a.BitTest(op, size, memory, 31));
        }

        check.Verify();
    }

    [Test]
    public void Double_shifts()
    {
        var check = new EncodingCheck();
        foreach (DoubleShiftOp op in Enum.GetValues<DoubleShiftOp>())
        {
            foreach (OperandSize size in WideSizes)
            {
                foreach (Register left in All)
                {
                    foreach (Register right in All)
                    {
                        check.Assembler.DoubleShift(op, size, left, right, 9);
                        check.Expect($"{Lower(op)} {Name(left, size)}, {Name(right, size)}, 0x9");
                        check.Assembler.DoubleShiftCl(op, size, left, right);
                        check.Expect($"{Lower(op)} {Name(left, size)}, {Name(right, size)}, cl");
                    }
                }
            }
        }

        check.Verify();
    }

    [Test]
    public void Extensions()
    {
        var check = new EncodingCheck();
        Assembler a = check.Assembler;
        foreach (OperandSize from in (OperandSize[])[OperandSize.Byte, OperandSize.Word, OperandSize.Dword])
        {
            foreach (Register left in All)
            {
                foreach (Register right in All)
                {
                    a.Movzx(from, left, right);
                    check.Expect($"{(from == OperandSize.Dword ? "mov" : "movzx")} {Name(left, OperandSize.Dword)}, {Name(right, from)}");
                    foreach (OperandSize to in FullSizes.Where(to => to > from))
                    {
                        a.Movsx(from, to, left, right);
                        check.Expect($"{(from == OperandSize.Dword ? "movsxd" : "movsx")} {Name(left, to)}, {Name(right, from)}");
                    }
                }

                foreach ((MemoryOperand memory, string text) in Addresses)
                {
                    a.Movzx(from, left, memory);
                    check.Expect($"{(from == OperandSize.Dword ? "mov" : "movzx")} {Name(left, OperandSize.Dword)}, {text}");
                    foreach (OperandSize to in FullSizes.Where(to => to > from))
                    {
                        a.Movsx(from, to, left, memory);
                        check.Expect($"{(from == OperandSize.Dword ? "movsxd" : "movsx")} {Name(left, to)}, {text}");
                    }
                }
            }
        }

        check.Verify();
    }

    [Test]
    public void Instructions_without_operands()
    {
        var check = new EncodingCheck();
        Assembler a = check.Assembler;
        void Check(Action write, string text)
        {
            write();
            check.Expect(text);
        }

        Check(() => a.SignIntoRdx(OperandSize.Word), "cwd");
        Check(() => a.SignIntoRdx(OperandSize.Dword), "cdq");
        Check(() => a.SignIntoRdx(OperandSize.Qword), "cqo");
        Check(() => a.SignIntoRax(OperandSize.Word), "cbw");
        Check(() => a.SignIntoRax(OperandSize.Dword), "cwde");
        Check(() => a.SignIntoRax(OperandSize.Qword), "cdqe");
        Check(() => a.Ret(), "ret");
        Check(() => a.Ret(0), "ret");
        // Immediates are shown signed.
        Check(() => a.Ret(0x18), "ret 0x18");
        Check(() => a.Ret(0x7FF0), "ret 0x7ff0");
        Check(() => a.Ud2(), "ud2");
        Check(() => a.Int3(), "int3");
        Check(() => a.Mfence(), "mfence");
        Check(() => a.Pause(), "pause");
        Check(() => a.Endbr64(), "endbr64");
        Check(() => a.Zero(Register.R9), "xor r9d, r9d");
        Check(() => a.RepMovs(OperandSize.Byte), "rep movsb [rdi], [rsi]");
        Check(() => a.RepMovs(OperandSize.Qword), "rep movsq [rdi], [rsi]");
        Check(() => a.RepStos(OperandSize.Byte), "rep stosb [rdi]");
        Check(() => a.RepStos(OperandSize.Word), "rep stosw [rdi]");
        Check(() => a.RepStos(OperandSize.Dword), "rep stosd [rdi]");
        Check(() => a.RepStos(OperandSize.Qword), "rep stosq [rdi]");
        check.Verify();
    }

    private static string Lower<T>(T op)
        where T : struct, Enum => op.ToString().ToLowerInvariant();

    private static void TwoRegisters(EncodingCheck check, string mnemonic, OperandSize[] sizes, RegisterRegister write)
    {
        foreach (OperandSize size in sizes)
        {
            foreach (Register left in All)
            {
                foreach (Register right in All)
                {
                    write(check.Assembler, size, left, right);
                    check.Expect($"{mnemonic} {Name(left, size)}, {Name(right, size)}");
                }
            }
        }
    }

    private static void Memory(EncodingCheck check, string mnemonic, OperandSize[] sizes, bool isMemoryFirst, RegisterMemory write)
    {
        foreach (OperandSize size in sizes)
        {
            foreach (Register register in All)
            {
                foreach ((MemoryOperand memory, string text) in Addresses)
                {
                    write(check.Assembler, size, register, memory);
                    string name = Name(register, size);
                    check.Expect(isMemoryFirst ? $"{mnemonic} {text}, {name}" : $"{mnemonic} {name}, {text}");
                }
            }
        }
    }

    private static void One(EncodingCheck check, string mnemonic, string rest, OperandSize[] sizes, OneRegister write, OneMemory? writeMemory)
    {
        foreach (OperandSize size in sizes)
        {
            foreach (Register register in All)
            {
                write(check.Assembler, size, register);
                check.Expect($"{mnemonic} {Name(register, size)}{rest}");
            }

            if (writeMemory != null)
            {
                foreach ((MemoryOperand memory, string text) in Addresses)
                {
                    writeMemory(check.Assembler, size, memory);
                    check.Expect($"{mnemonic} {text}{rest}");
                }
            }
        }
    }
}
