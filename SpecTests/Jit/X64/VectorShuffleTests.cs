using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Shuffles: what becomes of each form, and what it does.</summary>
[TestFixture]
public sealed class VectorShuffleTests
{
    private static readonly V128 First = Vector128.Create((byte)0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF);
    private static readonly V128 Second = Vector128.Create((byte)0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE, 0xBF);

    private static readonly IrSignature Signature = new([IrType.V128, IrType.V128], [IrType.V128]);

    /// <summary>Which operands the two sides are.</summary>
    public enum Sides
    {
        /// <summary>Different ones.</summary>
        Both,

        /// <summary>Twice the first.</summary>
        Same,

        /// <summary>The second is zero.</summary>
        ZeroAfter,

        /// <summary>The first is zero.</summary>
        ZeroBefore,
    }

    [TestCase("000102030405060708090a0b0c0d0e0f", Sides.Both, "movaps", TestName = "The first operand")]
    [TestCase("101112131415161718191a1b1c1d1e1f", Sides.Both, "movaps", TestName = "The second operand")]
    [TestCase("0405060700010203080900000c0d0e0f", Sides.Both, "pshufb", TestName = "Any bytes of one")]
    [TestCase("04050607000102030c0d0e0f0c0d0e0f", Sides.Both, "pshufd", TestName = "Double words of one")]
    [TestCase("0203000106070405" + "08090a0b0c0d0e0f", Sides.Both, "pshuflw", TestName = "Words of the low half")]
    [TestCase("0001020304050607" + "0a0b0a0b0e0f0809", Sides.Both, "pshufhw", TestName = "Words of the high half")]
    [TestCase("00000000000000000000000000000000", Sides.Both, "vpbroadcastb", TestName = "The first byte")]
    [TestCase("00010001000100010001000100010001", Sides.Both, "vpbroadcastw", TestName = "The first word")]
    [TestCase("05050505050505050505050505050505", Sides.Both, "pshufb", TestName = "Another byte")]
    [TestCase("030405060708090a0b0c0d0e0f000102", Sides.Same, "palignr", TestName = "Rotation")]
    [TestCase("131415161718191a1b1c1d1e1f101112", Sides.Both, "palignr", TestName = "Rotation of the second")]
    [TestCase("030405060708090a0b0c0d0e0f101112", Sides.Both, "palignr", TestName = "A window over both")]
    [TestCase("1d1e1f000102030405060708090a0b0c", Sides.Both, "palignr", TestName = "A window over both, the second first")]
    [TestCase("030405060708090a0b0c0d0e0f101112", Sides.ZeroAfter, "psrldq", TestName = "Shift down")]
    [TestCase("0d0e0f101112131415161718191a1b1c", Sides.ZeroBefore, "pslldq", TestName = "Shift up")]
    [TestCase("001001100210031004100510061007" + "10", Sides.ZeroAfter, "pshufb", TestName = "Bytes among zeros")]
    [TestCase("10101010101010101010101010101010", Sides.ZeroAfter, "zero", TestName = "Only zeros")]
    [TestCase("00100111021203130414051506160717", Sides.Both, "punpcklbw", TestName = "Low bytes alternate")]
    [TestCase("18081909" + "1a0a1b0b1c0c1d0d1e0e1f0f", Sides.Both, "punpckhbw", TestName = "High bytes alternate, the second first")]
    [TestCase("00011011020312130405141506071617", Sides.Both, "punpcklwd", TestName = "Low words alternate")]
    [TestCase("08091819" + "0a0b1a1b0c0d1c1d0e0f1e1f", Sides.Both, "punpckhwd", TestName = "High words alternate")]
    [TestCase("00010203101112130405060714151617", Sides.Both, "punpckldq", TestName = "Low double words alternate")]
    [TestCase("08090a0b18191a1b0c0d0e0f1c1d1e1f", Sides.Both, "punpckhdq", TestName = "High double words alternate")]
    [TestCase("00010203040506071011121314151617", Sides.Both, "punpcklqdq", TestName = "Low halves")]
    [TestCase("18191a1b1c1d1e1f08090a0b0c0d0e0f", Sides.Both, "punpckhqdq", TestName = "High halves, the second first")]
    [TestCase("00010203141516170809" + "0a0b1c1d1e1f", Sides.Both, "blendps", TestName = "Choice of double words")]
    [TestCase("00011213040516170809" + "1a1b0c0d1e1f", Sides.Both, "pblendw", TestName = "Choice of words")]
    [TestCase("00110213041506170819" + "0a1b0c1d0e1f", Sides.Both, "pblendvb", TestName = "Choice of bytes")]
    [TestCase("000102030c0d0e0f1415161714151617", Sides.Both, "shufps", TestName = "Double words, half of each")]
    [TestCase("1011121318191a1b000102030c0d0e0f", Sides.Both, "shufps", TestName = "Double words, half of each, the second first")]
    [TestCase("0002040608" + "0a0c0e10121416181a1c1e", Sides.Both, "pshufb,pshufb,por", TestName = "Anything else")]
    public void Form(string indices, Sides sides, string expected)
    {
        V128 lanes = Vector128.Create(Convert.FromHexString(indices));
        IrFunction function = Build(lanes, sides);
        if (CpuFeatures.Host.Has(CpuFeature.Avx2))
        {
            using var lowering = new CodeRunner(CpuFeatures.Host);
            string[] lines = lowering.Lower(function).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            string made = string.Join(',', lines.Where(line => line.Contains(" = ", StringComparison.Ordinal))
                .Select(line => line[(line.IndexOf(" = ", StringComparison.Ordinal) + 3)..].Split(' ')[0])
                .Where(name => name != "entry" && (expected == "zero" ? name != "movaps" : name is not ("zero" or "load_vector"))));
            Assert.That(made, Is.EqualTo(expected), string.Join('\n', lines));
        }

        foreach (TestCaseData set in VectorFunctions.FeatureSets())
        {
            using var runner = new CodeRunner(new CpuFeatures((CpuFeature)(int)set.Arguments[0]!));
            Check(runner, lanes, sides);
        }
    }

    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Any_bytes(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var random = new Random(7);
        var bytes = new byte[16];
        for (int i = 0; i < 400; i++)
        {
            // Runs of one, two, four or eight bytes: forms between the clear ones.
            int run = 1 << (i & 3);
            for (int at = 0; at < 16; at += run)
            {
                int start = random.Next(32 / run) * run;
                for (int k = 0; k < run; k++)
                {
                    bytes[at + k] = (byte)(start + k);
                }
            }

            foreach (Sides sides in Enum.GetValues<Sides>())
            {
                Check(runner, Vector128.Create(bytes), sides);
            }
        }
    }

    [TestCaseSource(typeof(VectorFunctions), nameof(VectorFunctions.FeatureSets))]
    public void Constant_swizzles(int features)
    {
        using var runner = new CodeRunner(new CpuFeatures((CpuFeature)features));
        var random = new Random(8);
        var bytes = new byte[16];
        for (int i = 0; i < 100; i++)
        {
            random.NextBytes(bytes);
            for (int k = 0; k < 16 && (i & 1) != 0; k++)
            {
                bytes[k] &= 0x1F;
            }

            V128 indices = Vector128.Create(bytes);
            IrFunction function = VectorFunctions.Build(Signature, (function, block, parameters) => VectorFunctions.Vector(
                function, block, Op.I8x16Swizzle, parameters[0], VectorFunctions.Constant(function, block, IrType.V128, indices)));
            V128 expected = Vector128.Create([.. Enumerable.Range(0, 16).Select(k => indices[k] < 16 ? First[indices[k]] : (byte)0)]);
            Assert.That(runner.Call(runner.Compile(function), Signature, First, Second)![0], Is.EqualTo(expected), VectorFunctions.Show(indices));
        }
    }

    private static IrFunction Build(V128 indices, Sides sides) => VectorFunctions.Build(Signature, (function, block, parameters) =>
    {
        Value zero = sides is Sides.ZeroAfter or Sides.ZeroBefore ? VectorFunctions.Constant(function, block, IrType.V128, V128.Zero) : default;
        Value first = sides == Sides.ZeroBefore ? zero : parameters[0];
        Value second = sides switch
        {
            Sides.ZeroAfter => zero,
            Sides.Same => parameters[0],
            _ => parameters[1],
        };
        return VectorFunctions.Shuffle(function, block, first, second, indices);
    });

    private static void Check(CodeRunner runner, V128 indices, Sides sides)
    {
        V128 first = sides == Sides.ZeroBefore ? V128.Zero : First;
        V128 second = sides == Sides.Same ? First : sides == Sides.ZeroAfter ? V128.Zero : Second;
        V128 expected = Vector128.Create([.. Enumerable.Range(0, 16).Select(i => indices[i] < 16 ? first[indices[i]] : second[indices[i] & 15])]);
        CodeEntry code = runner.Compile(Build(indices, sides));
        Assert.That(runner.Call(code, Signature, First, Second)![0], Is.EqualTo(expected), $"{VectorFunctions.Show(indices)} {sides}");
    }
}
