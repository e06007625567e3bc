using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>Every .NET type that stands for a type of WebAssembly, to WebAssembly, from there to the host, and back.</summary>
public sealed class MarshallingTests(TestEngine engine) : EngineTests(engine)
{
    private const string Makers =
        """
        (module
          (type $s (struct (field i32)))
          (type $a (array i8))
          (tag $t (export "tag") (param i32))
          (func (export "struct") (result structref) (struct.new $s (i32.const 5)))
          (func (export "array") (result arrayref) (array.new_default $a (i32.const 3)))
          (func (export "i31") (result i31ref) (ref.i31 (i32.const 77)))
          (func (export "exn") (result exnref)
            (block $h (result exnref) (try_table (catch_all_ref $h) (throw $t (i32.const 1))) unreachable)))
        """;

    /// <summary>Numbers and vectors, by their bits.</summary>
    private static IEnumerable<TestCaseData> Numbers()
    {
        yield return new(int.MinValue, ValType.I32);
        yield return new(-1, ValType.I32);
        yield return new(uint.MaxValue, ValType.I32);
        yield return new(long.MinValue, ValType.I64);
        yield return new(ulong.MaxValue, ValType.I64);
        yield return new(-0.0f, ValType.F32);
        yield return new(BitConverter.UInt32BitsToSingle(0x7FA0_0001), ValType.F32);
        yield return new(-0.0, ValType.F64);
        yield return new(BitConverter.UInt64BitsToDouble(0xFFF4_0000_0000_0001), ValType.F64);
        yield return new(Vector128.Create((byte)1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255), ValType.V128);
        yield return new(Vector128.Create((sbyte)-1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -128), ValType.V128);
        yield return new(Vector128.Create((short)-1, 2, 3, 4, 5, 6, 7, 8), ValType.V128);
        yield return new(Vector128.Create((ushort)1, 2, 3, 4, 5, 6, 7, 65535), ValType.V128);
        yield return new(Vector128.Create(-1, 2, 3, 4), ValType.V128);
        yield return new(Vector128.Create(1u, 2, 3, uint.MaxValue), ValType.V128);
        yield return new(Vector128.Create(-1L, 2), ValType.V128);
        yield return new(Vector128.Create(1UL, ulong.MaxValue), ValType.V128);
        yield return new(Vector128.Create(1f, -2, 3, float.NaN), ValType.V128);
        yield return new(Vector128.Create(-1d, double.NaN), ValType.V128);
    }

    [TestCaseSource(nameof(Numbers))]
    public void NumbersAndVectorsArriveWithEveryBit(object value, ValType type) => RoundTrip(value, type);

    [TestCase("struct", typeof(StructReference))]
    [TestCase("array", typeof(ArrayReference))]
    [TestCase("i31", typeof(I31Reference))]
    [TestCase("exn", typeof(ExceptionReference))]
    public void ReferencesArriveAsTheSameObject(string maker, Type type)
    {
        object? value = Instantiate(Makers).GetFunction(maker)!.Invoke()[0].Reference;

        Assert.That(value, Is.InstanceOf(type));
        RoundTrip(value!, maker switch { "struct" => ValType.StructRef, "array" => ValType.ArrayRef, "i31" => ValType.I31Ref, _ => ValType.ExnRef }, type);
        RoundTrip(value!, ValType.ExternRef, typeof(object));
    }

    [Test]
    public void FunctionsAndHostObjectsArriveAsTheSameObject()
    {
        RoundTrip(Function.Create(Store, () => { }), ValType.FuncRef, typeof(Function));
        RoundTrip(Instantiate(Makers).GetFunction("struct")!, ValType.FuncRef, typeof(Function));
        RoundTrip("text", ValType.ExternRef, typeof(object));
        RoundTrip(new object(), ValType.ExternRef, typeof(object));
    }

    [TestCase(typeof(Function), "funcref")]
    [TestCase(typeof(object), "externref")]
    [TestCase(typeof(StructReference), "structref")]
    [TestCase(typeof(ArrayReference), "arrayref")]
    [TestCase(typeof(I31Reference), "i31ref")]
    [TestCase(typeof(ExceptionReference), "exnref")]
    public void NullIsNullOfEveryReferenceType(Type type, string name) => Generic(nameof(Null), type, name);

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(6)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(9)]
    [TestCase(10)]
    [TestCase(14)]
    [TestCase(15)]
    [TestCase(16)]
    [TestCase(33)]
    public void TuplesHaveAnyNumberOfElements(int count)
    {
        // i32 and externref by turns: the host function gives them to WebAssembly, and WebAssembly to the host.
        Type tuple = TestTuples.TypeOf([.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? typeof(int) : typeof(object))]);
        Generic(nameof(Tuple), tuple, count);
    }

    private void Tuple<T>(int count)
    {
        var value = (T)TestTuples.Create(typeof(T), (type, i) => type == typeof(int) ? i : $"element {i}");
        string types = string.Join(' ', Enumerable.Range(0, count).Select(i => i % 2 == 0 ? "i32" : "externref"));
        foreach (HostCallback callback in (HostCallback[])[HostCallback.From(() => value), HostCallback.FromDelegate(() => value)])
        {
            Linker.AllowShadowing = true;
            Linker.Define("host", "f", Function.Create(Store, callback));
            Instance instance = Instantiate($"(module (import \"host\" \"f\" (func $f (result {types}))) (func (export \"g\") (result {types}) (call $f)))");

            Assert.That(instance.GetFunction<T>("g")!(), Is.EqualTo(value));
            Assert.That(instance.GetDelegate<Func<T>>("g")!(), Is.EqualTo(value));
            Assert.That(
                instance.GetFunction("g")!.Invoke().Select(item => item.Reference ?? item.I32),
                Is.EqualTo(Enumerable.Range(0, count).Select(i => i % 2 == 0 ? (object)i : $"element {i}")));
        }
    }

    private void RoundTrip(object value, ValType type, Type? as_ = null) => Generic(nameof(RoundTripAs), as_ ?? value.GetType(), value, type);

    private void RoundTripAs<T>(T value, ValType type)
    {
        T? seen = default;
        Func<T, T> pass = given => seen = given;
        foreach (HostCallback callback in (HostCallback[])[HostCallback.From(pass), HostCallback.FromDelegate(pass)])
        {
            Assert.That(callback.Signature, Is.EqualTo(new FunctionType([type], [type])));
            Instance instance = Through(callback, type.ToString());
            foreach (Func<T, T> call in (Func<T, T>[])[instance.GetFunction<T, T>("g")!, instance.GetDelegate<Func<T, T>>("g")!])
            {
                seen = default;
                T back = call(value);
                Assert.That(Bits(seen), Is.EqualTo(Bits(value)));
                Assert.That(Bits(back), Is.EqualTo(Bits(value)));
            }
        }
    }

    // What must be the same: NaNs have bits too.
    private static object? Bits<T>(T value) => value switch
    {
        float single => BitConverter.SingleToUInt32Bits(single),
        double @double => BitConverter.DoubleToUInt64Bits(@double),
        Vector128<float> vector => vector.AsByte(),
        Vector128<double> vector => vector.AsByte(),
        _ => value,
    };

    private void Null<T>(string type)
        where T : class
    {
        bool isNull = false;
        Instance instance = Through(
            HostCallback.From((T? given) =>
            {
                isNull = given is null;
                return given;
            }),
            type);

        Assert.That(instance.GetFunction<T?, T?>("g")!(null), Is.Null);
        Assert.That(isNull);
    }

    private Instance Through(HostCallback callback, string type)
    {
        Linker.AllowShadowing = true;
        Linker.Define("host", "f", Function.Create(Store, callback));
        return Instantiate(
            $"""
            (module
              (import "host" "f" (func $f (param {type}) (result {type})))
              (func (export "g") (param {type}) (result {type}) (local {type}) (local.set 1 (call $f (local.get 0))) (local.get 1)))
            """);
    }

    private void Generic(string method, Type type, params object[] arguments) =>
        typeof(MarshallingTests).GetMethod(method, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
            .MakeGenericMethod(type)
            .Invoke(this, System.Reflection.BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
