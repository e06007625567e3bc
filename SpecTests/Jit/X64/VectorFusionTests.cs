using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Operations on vectors that become one with what reads them or what they read: tests, masks, memory.</summary>
[TestFixture]
public sealed unsafe class VectorFusionTests
{
    private static readonly IrSignature Choice = new([IrType.V128, IrType.V128], [IrType.I32]);

    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Tests_of_lanes(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        (Op Op, Func<V128, bool> Holds)[] tests =
        [
            (Op.V128AnyTrue, x => x != V128.Zero),
            (Op.I8x16AllTrue, x => Enumerable.Range(0, 16).All(i => x[i] != 0)),
            (Op.I16x8AllTrue, x => Enumerable.Range(0, 8).All(i => x.AsInt16()[i] != 0)),
            (Op.I32x4AllTrue, x => Enumerable.Range(0, 4).All(i => x.AsInt32()[i] != 0)),
            (Op.I64x2AllTrue, x => Enumerable.Range(0, 2).All(i => x.AsInt64()[i] != 0)),
        ];
        foreach ((Op op, Func<V128, bool> holds) in tests)
        {
            foreach (Op? combination in new Op?[] { null, Op.V128And, Op.V128Andnot, Op.V128Or, Op.I8x16Eq })
            {
                foreach (bool isNegated in new[] { false, true })
                {
                    CheckTest(runner, op, holds, combination, isNegated);
                }
            }
        }
    }

    private static void CheckTest(CodeRunner runner, Op op, Func<V128, bool> holds, Op? combination, bool isNegated)
    {
        IrFunction function = VectorFunctions.Build(Choice, (function, block, parameters) =>
        {
            Value tested = combination is { } made ? VectorFunctions.Vector(function, block, made, parameters[0], parameters[1]) : parameters[0];
            Value condition = VectorFunctions.Vector(function, block, op, tested, type: IrType.I32);
            condition = isNegated ? VectorFunctions.Vector(function, block, Op.I32Eqz, condition, type: IrType.I32) : condition;
            Value yes = VectorFunctions.Constant(function, block, IrType.I32, Vector128.CreateScalar(7).AsByte());
            Value no = VectorFunctions.Constant(function, block, IrType.I32, Vector128.CreateScalar(9).AsByte());
            return VectorFunctions.Vector(function, block, Op.Select, yes, no, condition, IrType.I32);
        });
        CodeEntry code = runner.Compile(function);
        foreach (V128[] operands in VectorFunctions.Combinations([IrType.V128, IrType.V128], -1, default))
        {
            V128 tested = combination switch
            {
                null => operands[0],
                Op.V128And => operands[0] & operands[1],
                Op.V128Andnot => operands[0] & ~operands[1],
                Op.V128Or => operands[0] | operands[1],
                _ => Vector128.Equals(operands[0], operands[1]),
            };
            int expected = holds(tested) != isNegated ? 7 : 9;
            Assert.That(runner.Call(code, Choice, operands)![0].AsInt32().ToScalar(), Is.EqualTo(expected), $"{op} {combination} {VectorFunctions.Show(tested)}");
        }
    }

    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Choice_by_a_comparison(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var signature = new IrSignature([IrType.V128, IrType.V128], [IrType.V128]);
        IrFunction function = VectorFunctions.Build(signature, (function, block, parameters) => VectorFunctions.Vector(
            function,
            block,
            Op.V128Bitselect,
            parameters[0],
            parameters[1],
            VectorFunctions.Vector(function, block, Op.I8x16GtS, parameters[0], parameters[1])));
        CodeEntry code = runner.Compile(function);
        foreach (V128[] x in VectorFunctions.Combinations([IrType.V128, IrType.V128], -1, default))
        {
            V128 expected = Vector128.Max(x[0].AsSByte(), x[1].AsSByte()).AsByte();
            Assert.That(runner.Call(code, signature, x)![0], Is.EqualTo(expected));
        }
    }

    private static readonly (Op Op, int Bytes)[] Loads =
    [
        (Op.V128Load, 16), (Op.V128Load8x8S, 8), (Op.V128Load8x8U, 8), (Op.V128Load16x4S, 8), (Op.V128Load16x4U, 8), (Op.V128Load32x2S, 8),
        (Op.V128Load32x2U, 8), (Op.V128Load8Splat, 1), (Op.V128Load16Splat, 2), (Op.V128Load32Splat, 4), (Op.V128Load64Splat, 8),
        (Op.V128Load32Zero, 4), (Op.V128Load64Zero, 8),
    ];

    // What is read ends where the memory does, at any address.
    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Loads_of_parts(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var signature = new IrSignature([IrType.I64, IrType.V128], [IrType.V128]);
        Span<byte> memory = stackalloc byte[64];
        new Random(3).NextBytes(memory);
        fixed (byte* start = memory)
        {
            foreach ((Op op, int bytes) in Loads)
            {
                foreach (bool isAdded in new[] { false, true })
                {
                    IrFunction function = VectorFunctions.Build(signature, (function, block, parameters) =>
                    {
                        Value loaded = function.Append(
                            block, new Instruction { Op = (IrOp)op, Type = IrType.V128, A = parameters[0], Imm = new MemoryAccess(0).Place(3) });
                        return isAdded ? VectorFunctions.Vector(function, block, Op.I8x16Add, loaded, parameters[1]) : loaded;
                    });
                    CodeEntry code = runner.Compile(function);
                    for (int at = 0; at < 20; at++)
                    {
                        V128 expected = Loaded(op, memory.Slice(at + 3, bytes));
                        expected = isAdded ? expected + V128.AllBitsSet : expected;
                        V128[]? actual = runner.Call(code, signature, Vector128.CreateScalar((long)(start + at)).AsByte(), V128.AllBitsSet);
                        Assert.That(actual![0], Is.EqualTo(expected), $"{op} {isAdded}");
                    }
                }
            }
        }
    }

    private static readonly (Op Load, IrType Loaded, Op Op, Op Same)[] LoadsTakenIn =
    [
        (Op.I32Load8U, IrType.I32, Op.I8x16Splat, Op.V128Load8Splat),
        (Op.I32Load8S, IrType.I32, Op.I8x16Splat, Op.V128Load8Splat),
        (Op.I32Load16U, IrType.I32, Op.I16x8Splat, Op.V128Load16Splat),
        (Op.I32Load16S, IrType.I32, Op.I16x8Splat, Op.V128Load16Splat),
        (Op.I32Load, IrType.I32, Op.I32x4Splat, Op.V128Load32Splat),
        (Op.I64Load, IrType.I64, Op.I64x2Splat, Op.V128Load64Splat),
        (Op.F32Load, IrType.F32, Op.F32x4Splat, Op.V128Load32Splat),
        (Op.F64Load, IrType.F64, Op.F64x2Splat, Op.V128Load64Splat),
        (Op.V128Load64Zero, IrType.V128, Op.I16x8ExtendLowI8x16S, Op.V128Load8x8S),
        (Op.V128Load64Zero, IrType.V128, Op.I64x2ExtendLowI32x4U, Op.V128Load32x2U),
    ];

    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Loads_taken_in(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var signature = new IrSignature([IrType.I64], [IrType.V128]);
        Span<byte> memory = stackalloc byte[32];
        new Random(4).NextBytes(memory);
        memory[5] |= 0x80;
        fixed (byte* start = memory)
        {
            foreach ((Op load, IrType loaded, Op op, Op same) in LoadsTakenIn)
            {
                IrFunction function = VectorFunctions.Build(signature, (function, block, parameters) => VectorFunctions.Vector(
                    function,
                    block,
                    op,
                    function.Append(block, new Instruction { Op = (IrOp)load, Type = loaded, A = parameters[0], Imm = new MemoryAccess(0).Place(5) })));
                V128[]? actual = runner.Call(runner.Compile(function), signature, Vector128.CreateScalar((long)start).AsByte());
                int bytes = Loads.First(row => row.Op == same).Bytes;
                Assert.That(actual![0], Is.EqualTo(Loaded(same, memory.Slice(5, bytes))), $"{op} of {load}");
            }
        }
    }

    // The result takes the place of an operand: not of one that is used again.
    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Fused_multiplication_keeps_its_operands(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var signature = new IrSignature([IrType.V128, IrType.V128, IrType.V128], [IrType.V128]);
        V128[] operands = [Vector128.Create(2f, 3, 4, 5).AsByte(), Vector128.Create(7f, 11, 13, 17).AsByte(), Vector128.Create(100f, 200, 300, 400).AsByte()];
        foreach (Op op in new[] { Op.F32x4RelaxedMadd, Op.F32x4RelaxedNmadd })
        {
            for (int again = 0; again < 8; again++)
            {
                IrFunction function = VectorFunctions.Build(signature, (function, block, parameters) =>
                {
                    Value result = VectorFunctions.Vector(function, block, op, parameters[0], parameters[1], parameters[2]);
                    for (int i = 0; i < 3; i++)
                    {
                        result = (again >> i & 1) != 0 ? VectorFunctions.Vector(function, block, Op.F32x4Add, result, parameters[i]) : result;
                    }

                    return result;
                });
                Vector128<float> product = operands[0].AsSingle() * operands[1].AsSingle();
                Vector128<float> expected = operands[2].AsSingle() + (op == Op.F32x4RelaxedMadd ? product : -product);
                for (int i = 0; i < 3; i++)
                {
                    expected = (again >> i & 1) != 0 ? expected + operands[i].AsSingle() : expected;
                }

                Assert.That(runner.Call(runner.Compile(function), signature, operands)![0], Is.EqualTo(expected.AsByte()), $"{op} {again}");
            }
        }
    }

    private static V128 Loaded(Op op, Span<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[16];
        bytes.CopyTo(padded);
        V128 x = Vector128.Create<byte>(padded);
        return op switch
        {
            Op.V128Load8x8S => Vector128.WidenLower(x.AsSByte()).AsByte(),
            Op.V128Load8x8U => Vector128.WidenLower(x).AsByte(),
            Op.V128Load16x4S => Vector128.WidenLower(x.AsInt16()).AsByte(),
            Op.V128Load16x4U => Vector128.WidenLower(x.AsUInt16()).AsByte(),
            Op.V128Load32x2S => Vector128.WidenLower(x.AsInt32()).AsByte(),
            Op.V128Load32x2U => Vector128.WidenLower(x.AsUInt32()).AsByte(),
            Op.V128Load8Splat => Vector128.Create(x[0]),
            Op.V128Load16Splat => Vector128.Create(x.AsInt16()[0]).AsByte(),
            Op.V128Load32Splat => Vector128.Create(x.AsInt32()[0]).AsByte(),
            Op.V128Load64Splat => Vector128.Create(x.AsInt64()[0]).AsByte(),
            _ => x,
        };
    }

    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Lanes_in_memory(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var signature = new IrSignature([IrType.I64, IrType.V128], [IrType.V128]);
        V128 vector = Vector128.Create((byte)0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF);
        Span<byte> memory = stackalloc byte[32];
        Span<byte> expected = stackalloc byte[16];
        fixed (byte* start = memory)
        {
            for (int log = 0; log < 4; log++)
            {
                int bytes = 1 << log;
                for (int lane = 0; lane < 16 / bytes; lane++)
                {
                    V128 address = Vector128.CreateScalar((long)start).AsByte();
                    memory.Fill(0x55);
                    vector.CopyTo(expected);
                    expected.Slice(lane * bytes, bytes).Fill(0x55);
                    CodeEntry load = runner.Compile(Access(signature, (Op)((int)Op.V128Load8Lane + log), lane));
                    Assert.That(runner.Call(load, signature, address, vector)![0], Is.EqualTo(Vector128.Create<byte>(expected)), $"load {bytes} {lane}");
                    CodeEntry store = runner.Compile(Access(signature, (Op)((int)Op.V128Store8Lane + log), lane));
                    Assert.That(runner.Call(store, signature, address, vector)![0], Is.EqualTo(vector));
                    vector.CopyTo(expected);
                    Assert.That(memory.Slice(5, bytes).SequenceEqual(expected.Slice(lane * bytes, bytes)), Is.True, $"store {bytes} {lane}");
                    memory.Slice(5, bytes).Fill(0x55);
                    Assert.That(memory.IndexOfAnyExcept((byte)0x55), Is.Negative);
                }
            }
        }
    }

    private static IrFunction Access(IrSignature signature, Op op, int lane) => VectorFunctions.Build(signature, (function, block, parameters) =>
    {
        bool isStore = op >= Op.V128Store8Lane;
        Value made = function.Append(block, new Instruction
        {
            Op = (IrOp)op,
            Type = isStore ? IrType.None : IrType.V128,
            A = parameters[0],
            C = parameters[1],
            Flags = (byte)lane,
            Imm = new MemoryAccess(0).Place(5),
        });
        return isStore ? parameters[1] : made;
    });

    // Floats and integers that are spilled have slots of 8 bytes, which no operand of 16 may read.
    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Scalars_from_the_frame(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var signature = new IrSignature([.. Enumerable.Repeat(IrType.F32, 20), .. Enumerable.Repeat(IrType.F64, 20), .. Enumerable.Repeat(IrType.V128, 3)], [IrType.V128]);
        IrFunction function = VectorFunctions.Build(signature, (function, block, parameters) =>
        {
            Value sum = VectorFunctions.Vector(function, block, Op.I8x16Add, parameters[40], parameters[41]);
            for (int i = 0; i < 20; i++)
            {
                Value splat = VectorFunctions.Vector(function, block, Op.F32x4Splat, parameters[i]);
                sum = VectorFunctions.Vector(function, block, Op.F32x4Add, sum, splat);
                Value replaced = function.Append(
                    block, new Instruction { Op = (IrOp)Op.F32x4ReplaceLane, Type = IrType.V128, A = parameters[42], B = parameters[i], Flags = (byte)(i & 3) });
                sum = VectorFunctions.Vector(function, block, Op.F32x4Add, sum, replaced);
                splat = VectorFunctions.Vector(function, block, Op.F64x2Splat, parameters[20 + i]);
                sum = VectorFunctions.Vector(function, block, Op.V128Xor, sum, splat);
                replaced = function.Append(
                    block, new Instruction { Op = (IrOp)Op.F64x2ReplaceLane, Type = IrType.V128, A = parameters[42], B = parameters[20 + i], Flags = (byte)(i & 1) });
                sum = VectorFunctions.Vector(function, block, Op.V128Xor, sum, replaced);
            }

            return sum;
        });
        var arguments = new V128[43];
        for (int i = 0; i < 20; i++)
        {
            arguments[i] = Vector128.CreateScalar(i + 0.5f).AsByte();
            arguments[20 + i] = Vector128.CreateScalar(i * 1e100).AsByte();
        }

        arguments[42] = Vector128.Create(1f, 2, 3, 4).AsByte();
        Assert.That(runner.Call(runner.Compile(function), signature, arguments)![0], Is.EqualTo(Expected(arguments)));
    }

    private static V128 Expected(V128[] arguments)
    {
        V128 sum = V128.Zero;
        for (int i = 0; i < 20; i++)
        {
            float single = arguments[i].AsSingle().ToScalar();
            double number = arguments[20 + i].AsDouble().ToScalar();
            sum = (sum.AsSingle() + Vector128.Create(single)).AsByte();
            sum = (sum.AsSingle() + arguments[42].AsSingle().WithElement(i & 3, single)).AsByte();
            sum ^= Vector128.Create(number).AsByte();
            sum ^= arguments[42].AsDouble().WithElement(i & 1, number).AsByte();
        }

        return sum;
    }
}
