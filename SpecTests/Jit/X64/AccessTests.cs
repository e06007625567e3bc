using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Loads and stores of all widths, alone and together with what makes or takes their value.</summary>
[TestFixture]
public sealed unsafe class AccessTests
{
    private const int Bytes = 64;
    private const ulong Noise = 0x8899AABBCCDDEEFF;

    private static readonly (Op Op, int Width, bool IsSigned)[] Loads =
    [
        (Op.I32Load, 4, false), (Op.I32Load8S, 1, true), (Op.I32Load8U, 1, false), (Op.I32Load16S, 2, true), (Op.I32Load16U, 2, false),
        (Op.I64Load, 8, false), (Op.I64Load8S, 1, true), (Op.I64Load8U, 1, false), (Op.I64Load16S, 2, true), (Op.I64Load16U, 2, false),
        (Op.I64Load32S, 4, true), (Op.I64Load32U, 4, false),
    ];

    private static readonly (Op Op, int Width)[] Stores =
    [
        (Op.I32Store, 4), (Op.I32Store8, 1), (Op.I32Store16, 2), (Op.I64Store, 8), (Op.I64Store8, 1), (Op.I64Store16, 2), (Op.I64Store32, 4),
    ];

    [Test]
    public void Loads_extend_what_they_read()
    {
        using var runner = new CodeRunner(CpuFeatures.Host);
        void* memory = NativeMemory.AllocZeroed(Bytes);
        try
        {
            BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>((byte*)memory + 16, 8), Noise);
            foreach ((Op op, int width, bool isSigned) in Loads)
            {
                IrType type = TypeOf(op);
                ulong expected = isSigned ? (ulong)((long)(Noise << (64 - (8 * width))) >> (64 - (8 * width))) : Noise & (ulong.MaxValue >> (64 - (8 * width)));
                expected = type == IrType.I32 ? (uint)expected : expected;
                ulong? actual = Run(runner, (long)memory, 4, type, 0, (function, block, address, index, _) =>
                    function.Append(block, new Instruction { Op = (IrOp)op, Type = type, A = address, B = index, Imm = default(MemoryAccess).Place(12) }));
                Assert.That(actual, Is.EqualTo(expected), op.ToString());
            }
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    [Test]
    public void Stores_write_their_bytes_of_any_value()
    {
        using var runner = new CodeRunner(CpuFeatures.Host);
        void* memory = NativeMemory.AllocZeroed(Bytes);
        var expected = new byte[Bytes];
        var bytes = new byte[8];
        try
        {
            foreach ((Op op, int width) in Stores)
            {
                foreach ((string name, Func<ulong, ulong> model, Func<IrFunction, Block, Value, Value> build) in Values(TypeOf(op)))
                {
                    new Span<byte>(memory, Bytes).Fill(0x55);
                    Run(runner, (long)memory, 4, IrType.None, Noise, (function, block, address, index, value) =>
                        function.Append(block, new Instruction { Op = (IrOp)op, A = address, B = index, C = build(function, block, value), Imm = default(MemoryAccess).Place(12) }));
                    Array.Fill(expected, (byte)0x55);
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes, model(Noise));
                    bytes.AsSpan(0, width).CopyTo(expected.AsSpan(16));
                    Assert.That(new Span<byte>(memory, Bytes).ToArray(), Is.EqualTo(expected), $"{op} of {name}");
                }
            }
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    [Test]
    public void Load_operation_store_at_one_place_is_right_for_all_widths()
    {
        using var runner = new CodeRunner(CpuFeatures.Host);
        void* memory = NativeMemory.AllocZeroed(Bytes);
        (Op Load, Op Store, int Width)[] pairs =
        [
            (Op.I32Load, Op.I32Store, 4), (Op.I32Load8S, Op.I32Store8, 1), (Op.I32Load16U, Op.I32Store16, 2), (Op.I64Load, Op.I64Store, 8),
            (Op.I64Load8U, Op.I64Store8, 1), (Op.I64Load16S, Op.I64Store16, 2), (Op.I64Load32S, Op.I64Store32, 4), (Op.I64Load32U, Op.I64Store32, 4),
        ];
        (Op I32, Op I64, Func<ulong, ulong, ulong> Model)[] operations =
        [
            (Op.I32Add, Op.I64Add, (a, b) => a + b), (Op.I32Sub, Op.I64Sub, (a, b) => a - b), (Op.I32And, Op.I64And, (a, b) => a & b),
            (Op.I32Or, Op.I64Or, (a, b) => a | b), (Op.I32Xor, Op.I64Xor, (a, b) => a ^ b),
        ];
        try
        {
            foreach ((Op load, Op store, int width) in pairs)
            {
                foreach ((Op narrow, Op wide, Func<ulong, ulong, ulong> model) in operations)
                {
                    IrType type = TypeOf(load);
                    BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>((byte*)memory + 16, 8), 0x0123456789ABCDEF);
                    Run(runner, (long)memory, 4, IrType.None, Noise, (function, block, address, index, value) =>
                    {
                        Value loaded = function.Append(block, new Instruction { Op = (IrOp)load, Type = type, A = address, B = index, Imm = default(MemoryAccess).Place(12) });
                        Value operand = type == IrType.I64 ? value : function.Append(block, new Instruction { Op = (IrOp)Op.I32WrapI64, Type = type, A = value });
                        Value made = function.Append(block, new Instruction { Op = (IrOp)(type == IrType.I64 ? wide : narrow), Type = type, A = loaded, B = operand });
                        return function.Append(block, new Instruction { Op = (IrOp)store, A = address, B = index, C = made, Imm = default(MemoryAccess).Place(12) });
                    });
                    ulong mask = ulong.MaxValue >> (64 - (8 * width));
                    ulong expected = (0x0123456789ABCDEF & ~mask) | (model(0x0123456789ABCDEF, Noise) & mask);
                    Assert.That(BinaryPrimitives.ReadUInt64LittleEndian(new Span<byte>((byte*)memory + 16, 8)), Is.EqualTo(expected), $"{load} {narrow} {store}");
                }
            }
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private static IEnumerable<(string Name, Func<ulong, ulong> Model, Func<IrFunction, Block, Value, Value> Build)> Values(IrType type)
    {
        bool isLong = type == IrType.I64;
        yield return ("the value", value => value, (function, block, value) => Narrow(function, block, value));
        yield return ("a constant", _ => 0xFFFFFFFF_89ABCDEF, (function, block, _) => Constant(function, block, unchecked((long)0xFFFFFFFF_89ABCDEF)));
        yield return ("extend8_s", value => (ulong)(sbyte)value, (function, block, value) => Unary(function, block, value, isLong ? Op.I64Extend8S : Op.I32Extend8S));
        yield return ("extend16_s", value => (ulong)(short)value, (function, block, value) => Unary(function, block, value, isLong ? Op.I64Extend16S : Op.I32Extend16S));
        foreach (long mask in new long[] { 0x0F, 0xFF, 0xFFF, 0xFFFF, 0x1FFFF })
        {
            yield return ($"and {mask:x}", value => value & (ulong)mask, (function, block, value) => And(function, block, value, mask));
        }

        Value And(IrFunction function, Block block, Value value, long mask)
        {
            Value narrow = Narrow(function, block, value);
            return function.Append(block, new Instruction { Op = (IrOp)(isLong ? Op.I64And : Op.I32And), Type = type, A = narrow, B = Constant(function, block, mask) });
        }

        Value Narrow(IrFunction function, Block block, Value value) =>
            isLong ? value : function.Append(block, new Instruction { Op = (IrOp)Op.I32WrapI64, Type = IrType.I32, A = value });

        Value Unary(IrFunction function, Block block, Value value, Op op)
        {
            Value narrow = Narrow(function, block, value);
            return function.Append(block, new Instruction { Op = (IrOp)op, Type = type, A = narrow });
        }

        Value Constant(IrFunction function, Block block, long value) => function.Append(block, new Instruction
        {
            Op = (IrOp)(isLong ? Op.I64Const : Op.I32Const),
            Type = type,
            Imm = isLong ? value : (uint)value,
        });
    }

    private static ulong? Run(
        CodeRunner runner, long address, uint index, IrType result, ulong value, Func<IrFunction, Block, Value, Value, Value, Value> build)
    {
        var signature = new IrSignature([IrType.I64, IrType.I32, IrType.I64], result == IrType.None ? [] : [result]);
        (IrFunction function, Block block, Value[] parameters) = CallTests.Begin("access", signature);
        Value made = build(function, block, parameters[1], parameters[2], parameters[3]);
        CallTests.Return(function, block, result == IrType.None ? [] : [made]);
        CodeEntry code = runner.Compile(function);
        V128[]? results = runner.Call(
            code, signature, Vector128.CreateScalar(address).AsByte(), Vector128.CreateScalar(index).AsByte(), Vector128.CreateScalar(value).AsByte());
        Assert.That(results, Is.Not.Null);
        return results!.Length == 0 ? null : results[0].AsUInt64().ToScalar();
    }

    private static IrType TypeOf(Op op) => op.ToString().StartsWith("I64", StringComparison.Ordinal) ? IrType.I64 : IrType.I32;
}
