using NUnit.Framework;
using Wasm.Jit.X64;
using static Wasm.SpecTests.Jit.X64.Operands;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Instructions on vectors and floats, as SSE and as AVX: every encoding is decoded and must be the same instruction.</summary>
[TestFixture]
public sealed class VectorEncodingTests
{
    private const byte Immediate = 0x2B;

    /// <summary>One instruction of each shape of encoding: these are tested with all 4,096 triples of registers.</summary>
    private static readonly VectorOp[] Representatives =
        [VectorOp.Addps, VectorOp.Mulsd, VectorOp.Pxor, VectorOp.Pshufb, VectorOp.Palignr, VectorOp.Shufps, VectorOp.Vfmadd231sd, VectorOp.Vpsllvq];

    [Test]
    public void Two_operands_in_SSE()
    {
        EncodingCheck check = Sse();
        foreach (VectorOp op in Enum.GetValues<VectorOp>().Where(op => !IsVex(op)))
        {
            string rest = HasImmediate(op) ? ", 0x2b" : "";
            foreach (RegisterXmm left in AllXmm)
            {
                foreach (RegisterXmm right in AllXmm)
                {
                    Write(check.Assembler, op, left, right);
                    check.Expect($"{Mnemonic(op)} {Name(left)}, {Name(right)}{rest}");
                }

                foreach ((MemoryOperand memory, string text) in HasMemory(op) ? Addresses : [])
                {
                    Write(check.Assembler, op, left, memory);
                    check.Expect($"{Mnemonic(op)} {Name(left)}, {text}{rest}");
                }
            }
        }

        check.Verify();
    }

    [Test]
    public void Two_operands_in_AVX()
    {
        EncodingCheck check = Avx();
        foreach (VectorOp op in Enum.GetValues<VectorOp>())
        {
            string rest = HasImmediate(op) ? ", 0x2b" : "";
            foreach (RegisterXmm left in AllXmm)
            {
                // An instruction that has a third operand takes the destination for it.
                string first = IsTwo(op) ? "" : $", {Name(left)}";
                foreach (RegisterXmm right in AllXmm)
                {
                    Write(check.Assembler, op, left, right);
                    check.Expect($"{AvxMnemonic(op)} {Name(left)}{first}, {Name(right)}{rest}");
                }

                foreach ((MemoryOperand memory, string text) in HasMemory(op) ? Addresses : [])
                {
                    Write(check.Assembler, op, left, memory);
                    check.Expect($"{AvxMnemonic(op)} {Name(left)}{first}, {text}{rest}");
                }
            }
        }

        check.Verify();
    }

    [Test]
    public void Three_operands_in_AVX()
    {
        EncodingCheck check = Avx();
        Assembler a = check.Assembler;
        foreach (VectorOp op in Enum.GetValues<VectorOp>().Where(op => !IsTwo(op)))
        {
            string rest = HasImmediate(op) ? ", 0x2b" : "";
            void Registers(int destination, int first, int second)
            {
                if (HasImmediate(op))
                {
                    a.Vector(op, AllXmm[destination], AllXmm[first], AllXmm[second], Immediate);
                }
                else
                {
                    a.Vector(op, AllXmm[destination], AllXmm[first], AllXmm[second]);
                }

                check.Expect($"{AvxMnemonic(op)} {Name(AllXmm[destination])}, {Name(AllXmm[first])}, {Name(AllXmm[second])}{rest}");
            }

            for (int i = 0; i < 256; i++)
            {
                // Each pair of operands takes all pairs of registers.
                (int left, int right) = (i >> 4, i & 15);
                Registers(left, right, (left + right) & 15);
                Registers((left + (3 * right)) & 15, left, right);
            }

            foreach ((MemoryOperand memory, string text) in HasMemory(op) ? Addresses : [])
            {
                foreach (RegisterXmm left in AllXmm)
                {
                    RegisterXmm right = AllXmm[((int)left * 7 + 5) & 15];
                    if (HasImmediate(op))
                    {
                        a.Vector(op, left, right, memory, Immediate);
                    }
                    else
                    {
                        a.Vector(op, left, right, memory);
                    }

                    check.Expect($"{AvxMnemonic(op)} {Name(left)}, {Name(right)}, {text}{rest}");
                }
            }
        }

        foreach (VectorOp op in Representatives)
        {
            for (int i = 0; i < 4096; i++)
            {
                (RegisterXmm destination, RegisterXmm first, RegisterXmm second) = (AllXmm[i >> 8], AllXmm[(i >> 4) & 15], AllXmm[i & 15]);
                if (HasImmediate(op))
                {
                    a.Vector(op, destination, first, second, Immediate);
                }
                else
                {
                    a.Vector(op, destination, first, second);
                }

                check.Expect($"{AvxMnemonic(op)} {Name(destination)}, {Name(first)}, {Name(second)}{(HasImmediate(op) ? ", 0x2b" : "")}");
            }
        }

        check.Verify();
    }

    [Test]
    public void Three_operands_in_SSE_are_a_copy_and_two()
    {
        var check = new EncodingCheck(CpuFeatures.Baseline);
        Assembler a = check.Assembler;
        foreach (RegisterXmm destination in AllXmm)
        {
            foreach (RegisterXmm first in AllXmm)
            {
                foreach (RegisterXmm second in AllXmm.Where(second => destination == first || destination != second || first == second))
                {
                    a.Vector(VectorOp.Subps, destination, first, second);
                    Copied(first);
                    check.Expect($"subps {Name(destination)}, {Name(second)}");
                    a.Vector(VectorOp.Palignr, destination, first, second, Immediate);
                    Copied(first);
                    check.Expect($"palignr {Name(destination)}, {Name(second)}, 0x2b");
                }

                a.Vector(VectorOp.Subps, destination, first, Addresses[4].Operand);
                Copied(first);
                check.Expect($"subps {Name(destination)}, {Addresses[4].Text}");
                a.VectorShift(VectorShiftOp.Psrad, destination, first, 7);
                Copied(first);
                check.Expect($"psrad {Name(destination)}, 0x7");
                a.InsertLane(OperandSize.Dword, destination, first, Register.R9, 2);
                Copied(first);
                check.Expect($"pinsrd {Name(destination)}, r9d, 0x2");
                a.LoadHalf(VectorHalfMove.Movhps, destination, first, Addresses[6].Operand);
                Copied(first);
                check.Expect($"movhps {Name(destination)}, {Addresses[6].Text}");
            }

            void Copied(RegisterXmm first)
            {
                if (first != destination)
                {
                    check.ExpectFirst($"movaps {Name(destination)}, {Name(first)}");
                }
            }
        }

        check.Verify();
        Assert.Throws<InvalidOperationException>(() => a.Vector(VectorOp.Subps, RegisterXmm.Xmm1, RegisterXmm.Xmm2, RegisterXmm.Xmm1));
        Assert.Throws<InvalidOperationException>(() => a.Vector(VectorOp.Vfmadd132ps, RegisterXmm.Xmm1, RegisterXmm.Xmm1, RegisterXmm.Xmm2));
        Assert.Throws<InvalidOperationException>(() => a.Vector(VectorOp.Vpbroadcastb, RegisterXmm.Xmm1, MemoryOperand.At(Register.Rax)));
        Assert.Throws<InvalidOperationException>(() => a.VectorBlend(VectorBlendOp.Pblendvb, RegisterXmm.Xmm1, RegisterXmm.Xmm1, RegisterXmm.Xmm2, RegisterXmm.Xmm3));
        Assert.Throws<InvalidOperationException>(() => a.VectorBlend(VectorBlendOp.Pblendvb, RegisterXmm.Xmm0, RegisterXmm.Xmm1, RegisterXmm.Xmm2, RegisterXmm.Xmm0));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Moves(bool isAvx)
    {
        (EncodingCheck check, string v) = isAvx ? (Avx(), "v") : (Sse(), "");
        Assembler a = check.Assembler;
        foreach (RegisterXmm left in AllXmm)
        {
            foreach (RegisterXmm right in AllXmm)
            {
                a.Move(left, right);
                check.Expect($"{v}movaps {Name(left)}, {Name(right)}");
                foreach (VectorMove op in Enum.GetValues<VectorMove>())
                {
                    a.Move(op, left, right);
                    bool isThree = isAvx && op is VectorMove.Movss or VectorMove.Movsd && isAvx;
                    check.Expect($"{v}{Lower(op)} {Name(left)}, {(isThree ? Name(left) + ", " : "")}{Name(right)}");
                }
            }

            foreach ((MemoryOperand memory, string text) in Addresses)
            {
                foreach (VectorMove op in Enum.GetValues<VectorMove>())
                {
                    a.Load(op, left, memory);
                    check.Expect($"{v}{Lower(op)} {Name(left)}, {text}");
                    a.Store(op, memory, left);
                    check.Expect($"{v}{Lower(op)} {text}, {Name(left)}");
                }

                foreach (VectorHalfMove op in Enum.GetValues<VectorHalfMove>())
                {
                    a.StoreHalf(op, memory, left);
                    check.Expect($"{v}{Lower(op)} {text}, {Name(left)}");
                    foreach (RegisterXmm first in isAvx ? AllXmm : [left])
                    {
                        a.LoadHalf(op, left, first, memory);
                        check.Expect($"{v}{Lower(op)} {Name(left)}, {(isAvx ? Name(first) + ", " : "")}{text}");
                    }
                }
            }

            foreach (Register register in All)
            {
                a.Move(OperandSize.Dword, left, register);
                check.Expect($"{v}movd {Name(left)}, {Name(register, OperandSize.Dword)}");
                a.Move(OperandSize.Qword, left, register);
                check.Expect($"{v}movq {Name(left)}, {Name(register, OperandSize.Qword)}");
                a.Move(OperandSize.Dword, register, left);
                check.Expect($"{v}movd {Name(register, OperandSize.Dword)}, {Name(left)}");
                a.Move(OperandSize.Qword, register, left);
                check.Expect($"{v}movq {Name(register, OperandSize.Qword)}, {Name(left)}");
            }
        }

        check.Verify();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Lanes(bool isAvx)
    {
        (EncodingCheck check, string v) = isAvx ? (Avx(), "v") : (Sse(), "");
        Assembler a = check.Assembler;
        foreach (OperandSize size in Sizes)
        {
            string suffix = Suffix(size);
            OperandSize shown = size == OperandSize.Qword ? size : OperandSize.Dword;
            foreach (RegisterXmm vector in AllXmm)
            {
                foreach (RegisterXmm first in isAvx ? AllXmm : [vector])
                {
                    string middle = isAvx ? $"{Name(first)}, " : "";
                    foreach (Register register in All)
                    {
                        a.InsertLane(size, vector, first, register, 1);
                        check.Expect($"{v}pinsr{suffix} {Name(vector)}, {middle}{Name(register, shown)}, 0x1");
                    }

                    foreach ((MemoryOperand memory, string text) in Addresses)
                    {
                        a.InsertLane(size, vector, first, memory, 1);
                        check.Expect($"{v}pinsr{suffix} {Name(vector)}, {middle}{text}, 0x1");
                    }
                }

                foreach (Register register in All)
                {
                    a.ExtractLane(size, register, vector, 1);
                    check.Expect($"{v}pextr{suffix} {Name(register, shown)}, {Name(vector)}, 0x1");
                }

                foreach ((MemoryOperand memory, string text) in Addresses)
                {
                    a.ExtractLane(size, memory, vector, 1);
                    check.Expect($"{v}pextr{suffix} {text}, {Name(vector)}, 0x1");
                }
            }
        }

        check.Verify();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Shifts_and_blends(bool isAvx)
    {
        (EncodingCheck check, string v) = isAvx ? (Avx(), "v") : (Sse(), "");
        Assembler a = check.Assembler;
        foreach (RegisterXmm left in AllXmm)
        {
            foreach (RegisterXmm right in isAvx ? AllXmm : [left])
            {
                foreach (VectorShiftOp op in Enum.GetValues<VectorShiftOp>())
                {
                    a.VectorShift(op, left, right, 9);
                    check.Expect($"{v}{Lower(op)} {Name(left)}, {(isAvx ? Name(right) + ", " : "")}0x9");
                }

                foreach (RegisterXmm third in AllXmm)
                {
                    foreach (VectorBlendOp op in Enum.GetValues<VectorBlendOp>())
                    {
                        RegisterXmm mask = isAvx ? AllXmm[((int)left + (int)right + 5) & 15] : RegisterXmm.Xmm0;
                        a.VectorBlend(op, left, right, third, mask);
                        check.Expect(isAvx
                            ? $"v{Lower(op)} {Name(left)}, {Name(right)}, {Name(third)}, {Name(mask)}"
                            : $"{Lower(op)} {Name(left)}, {Name(third)}");
                    }
                }
            }
        }

        check.Verify();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Integer_registers_and_vectors(bool isAvx)
    {
        (EncodingCheck check, string v) = isAvx ? (Avx(), "v") : (Sse(), "");
        Assembler a = check.Assembler;
        foreach (RegisterXmm vector in AllXmm)
        {
            string first = isAvx ? $"{Name(vector)}, " : "";
            foreach (Register register in All)
            {
                foreach (OperandSize size in FullSizes)
                {
                    foreach (FloatToIntegerOp op in Enum.GetValues<FloatToIntegerOp>())
                    {
                        a.FloatToInteger(op, size, register, vector);
                        check.Expect($"{v}{Lower(op)} {Name(register, size)}, {Name(vector)}");
                        foreach ((MemoryOperand memory, string text) in Addresses)
                        {
                            a.FloatToInteger(op, size, register, memory);
                            check.Expect($"{v}{Lower(op)} {Name(register, size)}, {text}");
                        }
                    }

                    foreach (IntegerToFloatOp op in Enum.GetValues<IntegerToFloatOp>())
                    {
                        a.IntegerToFloat(op, size, vector, register);
                        check.Expect($"{v}{Lower(op)} {Name(vector)}, {first}{Name(register, size)}");
                    }
                }

                foreach (VectorMaskOp op in Enum.GetValues<VectorMaskOp>())
                {
                    a.MoveMask(op, register, vector);
                    check.Expect($"{v}{Lower(op)} {Name(register, OperandSize.Dword)}, {Name(vector)}");
                }
            }

            foreach ((MemoryOperand memory, string text) in Addresses)
            {
                foreach (IntegerToFloatOp op in Enum.GetValues<IntegerToFloatOp>())
                {
                    a.IntegerToFloat(op, OperandSize.Dword, vector, memory);
                    check.Expect($"{v}{Lower(op)} {Name(vector)}, {first}{text}");
                    int start = a.Code.Position;
                    a.IntegerToFloat(op, OperandSize.Qword, vector, memory);
                    check.Expect($"{v}{Lower(op)} {Name(vector)}, {first}{text}");

                    // The text does not show the width of memory.
                    int wide = isAvx ? start + 2 : a.Code.Bytes[start + 1];
                    Assert.That(isAvx ? a.Code.Bytes[wide] & 0x80 : wide & 0x48, Is.EqualTo(isAvx ? 0x80 : 0x48));
                }
            }

            a.Zero(vector);
            check.Expect(isAvx ? $"vxorps {Name(vector)}, {Name(vector)}, {Name(vector)}" : $"xorps {Name(vector)}, {Name(vector)}");
            a.Ones(vector);
            check.Expect(isAvx ? $"vpcmpeqd {Name(vector)}, {Name(vector)}, {Name(vector)}" : $"pcmpeqd {Name(vector)}, {Name(vector)}");
        }

        foreach ((MemoryOperand memory, string text) in Addresses)
        {
            a.Ldmxcsr(memory);
            check.Expect($"ldmxcsr {text}");
            a.Stmxcsr(memory);
            check.Expect($"stmxcsr {text}");
        }

        a.Vzeroupper();
        check.Expect("vzeroupper");
        check.Verify();
    }

    [Test]
    public void Integers_in_BMI()
    {
        var check = new EncodingCheck();
        Assembler a = check.Assembler;
        foreach (OperandSize size in FullSizes)
        {
            for (int i = 0; i < 4096; i++)
            {
                (Register x, Register y, Register z) = (All[i >> 8], All[(i >> 4) & 15], All[i & 15]);
                string names = $"{Name(x, size)}, {Name(y, size)}, {Name(z, size)}";
                foreach (BmiShiftOp op in Enum.GetValues<BmiShiftOp>())
                {
                    a.BmiShift(op, size, x, y, z);
                    check.Expect($"{Lower(op)} {names}");
                }

                foreach (BmiOp op in Enum.GetValues<BmiOp>())
                {
                    a.Bmi(op, size, x, y, z);
                    check.Expect($"{Lower(op)} {names}");
                }
            }

            foreach (Register x in All)
            {
                foreach (Register y in All)
                {
                    foreach (LowestBitOp op in Enum.GetValues<LowestBitOp>())
                    {
                        a.LowestBit(op, size, x, y);
                        check.Expect($"{Lower(op)} {Name(x, size)}, {Name(y, size)}");
                    }

                    a.Rorx(size, x, y, 13);
                    check.Expect($"rorx {Name(x, size)}, {Name(y, size)}, 0xd");
                }

                Register z = All[15 - (int)x];
                foreach ((MemoryOperand memory, string text) in Addresses)
                {
                    foreach (BmiShiftOp op in Enum.GetValues<BmiShiftOp>())
                    {
                        a.BmiShift(op, size, x, memory, z);
                        check.Expect($"{Lower(op)} {Name(x, size)}, {text}, {Name(z, size)}");
                    }

                    foreach (BmiOp op in Enum.GetValues<BmiOp>())
                    {
                        a.Bmi(op, size, x, z, memory);
                        check.Expect($"{Lower(op)} {Name(x, size)}, {Name(z, size)}, {text}");
                    }

                    foreach (LowestBitOp op in Enum.GetValues<LowestBitOp>())
                    {
                        a.LowestBit(op, size, x, memory);
                        check.Expect($"{Lower(op)} {Name(x, size)}, {text}");
                    }

                    a.Rorx(size, x, memory, 13);
                    check.Expect($"rorx {Name(x, size)}, {text}, 0xd");
                }
            }
        }

        check.Verify();
    }

    private static EncodingCheck Sse() => new(CpuFeatures.Baseline);

    private static EncodingCheck Avx() => new(new CpuFeatures(CpuFeature.All));

    private static bool IsVex(VectorOp op) => ((int)op & VectorEncoding.Vex) != 0;

    private static bool IsTwo(VectorOp op) => ((int)op & VectorEncoding.Two) != 0;

    private static bool HasImmediate(VectorOp op) => ((int)op & VectorEncoding.Imm) != 0;

    private static bool HasMemory(VectorOp op) => op is not (VectorOp.Movhlps or VectorOp.Movlhps);

    private static string Lower<T>(T op)
        where T : struct, Enum => op.ToString().ToLowerInvariant();

    private static string Mnemonic(VectorOp op) => Lower(op).Replace("immediate", "", StringComparison.Ordinal);

    private static string AvxMnemonic(VectorOp op) => IsVex(op) ? Mnemonic(op) : "v" + Mnemonic(op);

    private static string Suffix(OperandSize size) => size switch
    {
        OperandSize.Byte => "b",
        OperandSize.Word => "w",
        OperandSize.Dword => "d",
        _ => "q",
    };

    private static void Write(Assembler a, VectorOp op, RegisterXmm left, RegisterXmm right)
    {
        if (HasImmediate(op))
        {
            a.Vector(op, left, right, Immediate);
        }
        else
        {
            a.Vector(op, left, right);
        }
    }

    private static void Write(Assembler a, VectorOp op, RegisterXmm left, in MemoryOperand right)
    {
        if (HasImmediate(op))
        {
            a.Vector(op, left, right, Immediate);
        }
        else
        {
            a.Vector(op, left, right);
        }
    }
}
