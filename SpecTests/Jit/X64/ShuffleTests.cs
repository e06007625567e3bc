using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;
using Wasm.Runtime.Numerics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Shuffles of all patterns that have an instruction of their own, and random ones.</summary>
[TestFixture]
public sealed class ShuffleTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void Shuffles_choose_the_right_bytes(bool hasAvx)
    {
        using var runner = new CodeRunner(hasAvx ? CpuFeatures.Host : CpuFeatures.Baseline);
        V128 left = Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        V128 right = left | Vector128.Create((byte)0xA0);
        foreach (byte[] indices in Patterns())
        {
            foreach (bool isSame in new[] { false, true })
            {
                var signature = new IrSignature([IrType.V128, IrType.V128], [IrType.V128]);
                var function = new IrFunction { Name = "shuffle", Signature = signature };
                Block block = function.AddBlock();
                function.BlockOrder.Add(block);
                function.AddParameter(block, IrType.I64);
                Value a = function.AddParameter(block, IrType.V128);
                Value b = function.AddParameter(block, IrType.V128);
                function.Vectors.Add(Vector128.Create(indices));
                Value made = function.Append(block, new Instruction { Op = (IrOp)Op.I8x16Shuffle, Type = IrType.V128, A = a, B = isSame ? a : b });
                function.Append(block, new Instruction { Op = IrOp.Return, A = new Value(function.AddList([made])), B = new Value(1) });
                CodeEntry code = runner.Compile(function);
                V128 expected = VectorOps.I8x16Shuffle(left, isSame ? left : right, Vector128.Create(indices));
                Assert.That(runner.Call(code, signature, left, right), Is.EqualTo(new[] { expected }), string.Join(" ", indices));
            }
        }
    }

    private static IEnumerable<byte[]> Patterns()
    {
        for (int start = 0; start < 32; start++)
        {
            yield return [.. Enumerable.Range(0, 16).Select(i => (byte)((start + i) & 31))];
            yield return [.. Enumerable.Range(0, 16).Select(i => (byte)((start & 16) | ((start + i) & 15)))];
            yield return [.. Enumerable.Repeat((byte)start, 16)];
        }

        foreach (int width in new[] { 1, 2, 4, 8 })
        {
            foreach (int half in new[] { 0, 8 })
            {
                foreach ((int first, int second) in new[] { (0, 16), (16, 0), (0, 0), (16, 16) })
                {
                    yield return [.. Enumerable.Range(0, 16).Select(i => (byte)(half + (i / width / 2 * width) + (i % width) + ((i / width & 1) == 0 ? first : second)))];
                }
            }
        }

        var random = new Random(2);
        for (int i = 0; i < 50; i++)
        {
            int limit = i % 3 == 0 ? 16 : 32;
            yield return [.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next(limit))];
            int[] lanes = [.. Enumerable.Range(0, 4).Select(_ => random.Next(limit / 4))];
            yield return [.. Enumerable.Range(0, 16).Select(j => (byte)((lanes[j / 4] * 4) + (j % 4)))];
        }
    }
}
