using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>Host functions from delegates, called by WebAssembly.</summary>
public sealed class TypedHostFunctionTests(TestEngine engine) : EngineTests(engine)
{
    private delegate long Twenty(
        int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o, int p, int q, int r, int s, long t);

    /// <summary>A delegate for each way in: a typed factory for the commonest, made code for any.</summary>
    private static IEnumerable<TestCaseData> Functions()
    {
        yield return new(HostCallback.From(() => 7), "(result i32)", "", "i32.const 7");
        yield return new(HostCallback.FromDelegate(() => 7), "(result i32)", "", "i32.const 7");
        yield return new(HostCallback.From((int a) => a + 1), "(param i32) (result i32)", "(i32.const 4)", "i32.const 5");
        yield return new(HostCallback.FromDelegate((int a) => a + 1), "(param i32) (result i32)", "(i32.const 4)", "i32.const 5");
        yield return new(HostCallback.From((uint a) => a >> 1), "(param i32) (result i32)", "(i32.const -2)", "i32.const 2147483647");
        yield return new(HostCallback.FromDelegate((uint a) => a >> 1), "(param i32) (result i32)", "(i32.const -2)", "i32.const 2147483647");
        yield return new(HostCallback.From((long a, int b) => a - b), "(param i64 i32) (result i64)", "(i64.const -4) (i32.const -1)", "i64.const -3");
        yield return new(HostCallback.FromDelegate((long a, int b) => a - b), "(param i64 i32) (result i64)", "(i64.const -4) (i32.const -1)", "i64.const -3");
        yield return new(HostCallback.From((ulong a) => ulong.MaxValue - a), "(param i64) (result i64)", "(i64.const -2)", "i64.const 1");
        yield return new(HostCallback.From((float a, float b, float c) => (a * b) + c), "(param f32 f32 f32) (result f32)", "(f32.const 2) (f32.const 3) (f32.const 0.5)", "f32.const 6.5");
        yield return new(HostCallback.FromDelegate((float a, float b, float c) => (a * b) + c), "(param f32 f32 f32) (result f32)", "(f32.const 2) (f32.const 3) (f32.const 0.5)", "f32.const 6.5");
        yield return new(HostCallback.From((double a, int b, long c, float d) => a + b + c + d), "(param f64 i32 i64 f32) (result f64)", "(f64.const 1) (i32.const 2) (i64.const 3) (f32.const 4)", "f64.const 10");
        yield return new(HostCallback.FromDelegate((double a, int b, long c, float d) => a + b + c + d), "(param f64 i32 i64 f32) (result f64)", "(f64.const 1) (i32.const 2) (i64.const 3) (f32.const 4)", "f64.const 10");
        yield return new(HostCallback.From((Vector128<byte> a) => a + Vector128<byte>.One), "(param v128) (result v128)", "(v128.const i64x2 0 1)", "v128.const i32x4 0x01010101 0x01010101 0x01010102 0x01010101");
        yield return new(HostCallback.FromDelegate((Vector128<float> a) => (a + a).AsByte()), "(param v128) (result v128)", "(v128.const f32x4 1 2 3 4)", "v128.const i32x4 0x40000000 0x40800000 0x40c00000 0x41000000");
        yield return new(HostCallback.From((Caller caller) => caller.Instance is null ? 0 : 1), "(result i32)", "", "i32.const 1");
        yield return new(HostCallback.FromDelegate((Caller caller) => caller.Instance is null ? 0 : 1), "(result i32)", "", "i32.const 1");
        yield return new(HostCallback.From((Caller caller, int a, int b) => caller.Instance is null ? 0 : a - b), "(param i32 i32) (result i32)", "(i32.const 9) (i32.const 2)", "i32.const 7");
        yield return new(HostCallback.FromDelegate((Caller caller, int a, int b) => caller.Instance is null ? 0 : a - b), "(param i32 i32) (result i32)", "(i32.const 9) (i32.const 2)", "i32.const 7");
        yield return new(HostCallback.From((int a, CancellationToken token) => token.IsCancellationRequested ? 0 : a), "(param i32) (result i32)", "(i32.const 9)", "i32.const 9");
        yield return new(HostCallback.FromDelegate((int a, CancellationToken token) => token.IsCancellationRequested ? 0 : a), "(param i32) (result i32)", "(i32.const 9)", "i32.const 9");
        yield return new(HostCallback.FromDelegate((CancellationToken token) => token.IsCancellationRequested ? 0 : 3), "(result i32)", "", "i32.const 3");
        yield return new(HostCallback.From((int a) => new ValueTuple<int>(a)), "(param i32) (result i32)", "(i32.const 9)", "i32.const 9");
        yield return new(HostCallback.From<int, int, int>(StaticMethod), "(param i32 i32) (result i32)", "(i32.const 9) (i32.const 2)", "i32.const 4");
        yield return new(HostCallback.FromDelegate(StaticMethod), "(param i32 i32) (result i32)", "(i32.const 9) (i32.const 2)", "i32.const 4");
        yield return new(HostCallback.FromDelegate((Twenty)Sum), "(param" + string.Concat(Enumerable.Repeat(" i32", 19)) + " i64) (result i64)", string.Concat(Enumerable.Range(1, 19).Select(i => $"(i32.const {i})")) + "(i64.const 20)", "i64.const 210");
    }

    [TestCaseSource(nameof(Functions))]
    public void ADelegateIsCalledWithWhatItsTypesSay(HostCallback callback, string type, string arguments, string expected)
    {
        Define(callback);
        Instance instance = Instantiate($"(module (import \"host\" \"f\" (func $f {type})) (func (export \"g\") (result {expected.Split('.')[0]}) {arguments} call $f))");

        Assert.That(instance.GetFunction("g")!.Invoke()[0].ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void CapturingLambdasAndMethodGroupsKeepTheirObject()
    {
        int sum = 0;
        var list = new List<int>();
        Define(HostCallback.From((int a) => { sum += a; }), "a");
        Define(HostCallback.FromDelegate(list.Add), "b");
        Define(HostCallback.From<int>(list.Add), "c");
        Instance instance = Instantiate(
            """
            (module
              (import "host" "a" (func $a (param i32)))
              (import "host" "b" (func $b (param i32)))
              (import "host" "c" (func $c (param i32)))
              (func (export "g") (call $a (i32.const 1)) (call $a (i32.const 2)) (call $b (i32.const 3)) (call $c (i32.const 4))))
            """);

        instance.GetAction("g")!();

        Assert.That(sum, Is.EqualTo(3));
        Assert.That(list, Is.EqualTo([3, 4]));
    }

    [Test]
    public void ADelegateBoundToItsFirstArgumentHasOneParameterLess()
    {
        Delegate bound = typeof(TypedHostFunctionTests).GetMethod(nameof(Join), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
            .CreateDelegate<Func<int, object>>("text");
        Define(HostCallback.FromDelegate(bound));
        Instance instance = Instantiate("(module (import \"host\" \"f\" (func $f (param i32) (result externref))) (export \"f\" (func $f)))");

        Assert.That(instance.GetFunction<int, object>("f")!(3), Is.EqualTo("text3"));
    }

    private static object Join(string text, int number) => text + number;

    private static int StaticMethod(int a, int b) => a / b;

    private static long Sum(
        int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o, int p, int q, int r, int s, long t) =>
        a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t;

    private void Define(HostCallback callback, string name = "f") =>
        Linker.Define("host", name, Function.Create(Store, callback));
}
