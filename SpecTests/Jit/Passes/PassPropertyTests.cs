using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Jit.Ir;
using Wasm.Jit.Passes;
using Wasm.SpecTests.Jit.Ir;
using Wasm.SpecTests.Printer;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.Passes;

/// <summary>
/// Random functions do the same before and after each pass, and after all: results, traps with their positions, stores, calls,
/// charges. A failure names the seed and shows the pass.
/// </summary>
[TestFixture]
public sealed class PassPropertyTests
{
    private const int Seeds = 250;
    private const int Size = 160;

    private static IEnumerable<string> Names => new PassList().Rows.ToArray().Select(row => row.Name).Distinct();

    [Test]
    public void Random_functions_verify_and_make_the_round_trip()
    {
        var verifier = new IrVerifier();
        for (int seed = 0; seed < Seeds; seed++)
        {
            IrFunction function = IrGenerator.Generate(seed, Size);
            Assert.That(verifier.Verify(function), Is.Null, $"seed {seed}");
            string text = IrPrinter.Print(function);
            Assert.That(IrPrinter.Print(IrParser.Parse(text)), Is.EqualTo(text));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void A_pass_changes_nothing_that_can_be_seen(string pass)
    {
        var list = new PassList();
        Check((function, _) => list.RunOne(function, pass), pass);
    }

    [Test]
    public void All_passes_change_nothing_that_can_be_seen()
    {
        var list = new PassList { Verify = true };
        Check((function, _) => list.Run(function), "all");
    }

    [Test]
    public void Any_set_of_passes_changes_nothing_that_can_be_seen()
    {
        var list = new PassList { Verify = true };
        Check((function, seed) => list.Run(function, (PassSet)(seed * 37 % ((int)PassSet.All + 1))), "some");
    }

    [Test]
    public void Two_runs_over_the_list_change_nothing_that_can_be_seen()
    {
        var list = new PassList { Verify = true };
        Check(
            (function, _) =>
            {
                list.Run(function);
                list.Run(function);
            },
            "twice");
    }

    [Test]
    public void Compiling_again_gives_the_same()
    {
        var list = new PassList();
        string[] first = [.. Enumerable.Range(0, 50).Select(Optimized)];
        string[] second = [.. Enumerable.Range(0, 50).Reverse().Select(Optimized).Reverse()];
        Assert.That(second, Is.EqualTo(first));

        string Optimized(int seed)
        {
            IrFunction function = IrGenerator.Generate(seed, Size);
            list.Run(function);
            return IrPrinter.Print(function);
        }
    }

    private static void Check(Action<IrFunction, int> change, string what)
    {
        var verifier = new IrVerifier();
        for (int seed = 0; seed < Seeds; seed++)
        {
            IrFunction before = IrGenerator.Generate(seed, Size);
            IrFunction after = IrGenerator.Generate(seed, Size);
            string error;
            try
            {
                change(after, seed);
                error = verifier.Verify(after) ?? "";
            }
            catch (Exception exception)
            {
                error = exception.ToString();
            }

            if (error.Length > 0)
            {
                Assert.Fail($"seed {seed}, {what}: {error}\n{IrPrinter.Print(before)}\n{IrPrinter.Print(after)}");
            }

            for (int input = 0; input < 3; input++)
            {
                string expected = Trace(before, seed, input);
                string actual = Trace(after, seed, input);
                if (expected != actual)
                {
                    Assert.Fail($"seed {seed}, input {input}, {what}:\n{LineDiff.Unified(expected, actual)}\n{IrPrinter.Print(before)}\n{IrPrinter.Print(after)}");
                }
            }
        }
    }

    private static string Trace(IrFunction function, int seed, int input)
    {
        var random = new Random((seed * 10) + input);
        IrInterpreter interpreter = IrGenerator.CreateInterpreter(seed, input == 2 ? 20 : 1000);
        interpreter.Run(
            function,
            Number(IrGenerator.Instance),
            Vector128.CreateScalar(random.Next(10) - 3).AsByte(),
            Number(random.NextInt64()),
            Vector128.CreateScalar(random.NextDouble() * 1000).AsByte(),
            Vector128.Create(random.NextInt64(), random.NextInt64()).AsByte());
        return interpreter.Trace;
    }

    private static V128 Number(long number) => Vector128.CreateScalar(number).AsByte();
}
