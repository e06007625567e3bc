using Wasm.Jit.X64;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Names of operands in Intel's syntax, and the operands that tests go over.</summary>
internal static class Operands
{
    private static readonly string[] Names8 =
        ["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", "r8b", "r9b", "r10b", "r11b", "r12b", "r13b", "r14b", "r15b"];

    private static readonly string[] Names16 =
        ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di", "r8w", "r9w", "r10w", "r11w", "r12w", "r13w", "r14w", "r15w"];

    private static readonly string[] Names32 =
        ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d", "r15d"];

    private static readonly string[] Names64 =
        ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"];

    private static readonly string[] NamesXmm = [.. Enumerable.Range(0, 16).Select(i => $"xmm{i}")];

    /// <summary>All integer registers.</summary>
    public static readonly Register[] All = Enum.GetValues<Register>();

    /// <summary>All vector registers.</summary>
    public static readonly RegisterXmm[] AllXmm = Enum.GetValues<RegisterXmm>();

    /// <summary>All widths.</summary>
    public static readonly OperandSize[] Sizes = Enum.GetValues<OperandSize>();

    /// <summary>Widths of instructions that know no bytes.</summary>
    public static readonly OperandSize[] WideSizes = [OperandSize.Word, OperandSize.Dword, OperandSize.Qword];

    /// <summary>Widths of instructions that know only these.</summary>
    public static readonly OperandSize[] FullSizes = [OperandSize.Dword, OperandSize.Qword];

    /// <summary>Conditions, with the suffix that the disassembler gives them.</summary>
    public static readonly (Condition Condition, string Suffix)[] Conditions =
    [
        (Condition.Overflow, "o"), (Condition.NotOverflow, "no"), (Condition.Below, "b"), (Condition.AboveOrEqual, "ae"),
        (Condition.Equal, "e"), (Condition.NotEqual, "ne"), (Condition.BelowOrEqual, "be"), (Condition.Above, "a"),
        (Condition.Sign, "s"), (Condition.NotSign, "ns"), (Condition.Parity, "p"), (Condition.NotParity, "np"),
        (Condition.Less, "l"), (Condition.GreaterOrEqual, "ge"), (Condition.LessOrEqual, "le"), (Condition.Greater, "g"),
    ];

    /// <summary>Immediates on both sides of each limit of an encoding.</summary>
    public static readonly int[] Immediates = [0, 1, -1, 127, 128, -128, -129, 255, 256, 0x7FFF, -0x8000, int.MaxValue, int.MinValue];

    /// <summary>Displacements on both sides of each limit of an encoding.</summary>
    public static readonly int[] Displacements = [0, 1, -1, 127, 128, -128, -129, int.MaxValue, int.MinValue];

    /// <summary>A choice of addresses with every peculiarity: for each instruction with memory.</summary>
    public static readonly (MemoryOperand Operand, string Text)[] Addresses =
    [
        At(Register.Rax, 0), At(Register.Rsp, 0), At(Register.Rbp, 0), At(Register.R12, 0x10), At(Register.R13, 0), At(Register.R9, -0x1234),
        Indexed(Register.Rbp, Register.Rdi, 0, 0), Indexed(Register.R13, Register.R12, 3, 0x7F), Indexed(Register.Rsi, Register.R15, 2, 0x1000),
        Indexed(Register.R8, Register.Rcx, 1, -8), Scaled(Register.R10, 3, 0x40), Absolute(0x1234567),
    ];

    /// <summary>Name of a register at a width.</summary>
    public static string Name(Register register, OperandSize size) => (size switch
    {
        OperandSize.Byte => Names8,
        OperandSize.Word => Names16,
        OperandSize.Dword => Names32,
        _ => Names64,
    })[(int)register];

    /// <summary>Name of a vector register.</summary>
    public static string Name(RegisterXmm register) => NamesXmm[(int)register];

    /// <summary>A signed hexadecimal number.</summary>
    public static string Number(long value) => value < 0 ? $"-0x{-value:x}" : $"0x{value:x}";

    /// <summary>An immediate as it is shown at a width.</summary>
    public static string Immediate(int value, OperandSize size) => Number(size switch
    {
        OperandSize.Byte => (sbyte)value,
        OperandSize.Word => (short)value,
        _ => value,
    });

    /// <summary><c>[base + displacement]</c> and its text.</summary>
    public static (MemoryOperand Operand, string Text) At(Register @base, int displacement) =>
        (MemoryOperand.At(@base, displacement), $"[{Name(@base, OperandSize.Qword)}{Signed(displacement)}]");

    /// <summary><c>[base + index × scale + displacement]</c> and its text.</summary>
    public static (MemoryOperand Operand, string Text) Indexed(Register @base, Register index, int scaleLog2, int displacement) =>
        (MemoryOperand.Indexed(@base, index, scaleLog2, displacement),
            $"[{Name(@base, OperandSize.Qword)}+{Name(index, OperandSize.Qword)}*{1 << scaleLog2}{Signed(displacement)}]");

    /// <summary><c>[index × scale + displacement]</c> and its text.</summary>
    public static (MemoryOperand Operand, string Text) Scaled(Register index, int scaleLog2, int displacement) =>
        (MemoryOperand.Scaled(index, scaleLog2, displacement), $"[{Name(index, OperandSize.Qword)}*{1 << scaleLog2}{Signed(displacement)}]");

    /// <summary><c>[address]</c> and its text.</summary>
    public static (MemoryOperand Operand, string Text) Absolute(int address) => (MemoryOperand.Absolute(address), $"[0x{(ulong)address:x}]");

    private static string Signed(long value) => value == 0 ? "" : value < 0 ? $"-0x{-value:x}" : $"+0x{value:x}";
}
