using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Module = Wasm.Runtime.Embedding.Module;

namespace Wasm.SpecTests.Embedding;

/// <summary>Which delegates can be host functions, of which types, and what is said of those that cannot.</summary>
public sealed class DelegateTypeTests(TestEngine engine) : EngineTests(engine)
{
    private const string Concrete =
        """
        (module
          (type $s (sub (struct (field i32))))
          (type $t (sub $s (struct (field i32) (field i64))))
          (type $u (struct (field f32)))
          (type $open (sub (func (param (ref null $s)) (result (ref $s)))))
          (import "host" "f" (func $f (param (ref null $s)) (result (ref $s))))
          (func (export "g") (result i32) (struct.get $s 0 (call $f (struct.new $t (i32.const 7) (i64.const 8)))))
          (func (export "u") (result (ref $u)) (struct.new $u (f32.const 1)))
          (func (export "callOpen") (param (ref $open)) (result i32) (struct.get $s 0 (call_ref $open (struct.new $s (i32.const 3)) (local.get 0)))))
        """;

    private delegate void ByReference(int first, ref int second);

    private delegate void Out(out int first);

    private delegate void In(in int first);

    private delegate ref int Reference();

    private delegate void Span(Span<int> first);

    private static int _number;

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Case((string text) => { }, "parameter 0 (text) is of type string, which is none of WebAssembly's: int, uint (i32)");
        yield return Case((int a, bool flag) => { }, "parameter 1 (flag) is of type bool");
        yield return Case((int a, DayOfWeek day) => { }, "parameter 1 (day) is of type DayOfWeek");
        yield return Case((Value value) => { }, "parameter 0 (value) is of type Value");
        yield return Case((int? number) => { }, "parameter 0 (number) is of type int?");
        yield return Case((nint address) => { }, "parameter 0 (address) is of type nint");
        yield return Case((decimal a) => { }, "parameter 0 (a) is of type decimal");
        yield return Case((DelegateTypeTests tests) => { }, "parameter 0 (tests) is of type");
        yield return Case((int a, Caller caller) => { }, "parameter 1 (caller) is of type Caller, which only the first may be");
        yield return Case((int a, Caller<int> caller) => { }, "which only the first may be");
        yield return Case((CancellationToken token, int a) => { }, "parameter 0 (token) is of type CancellationToken, which only the last may be");
        yield return Case((ByReference)((int a, ref int b) => { }), "parameter 1 (b) is of type ref int: WebAssembly has no parameters by reference");
        yield return Case((Out)((out int a) => a = 1), "WebAssembly has no parameters by reference");
        yield return Case((In)((in int a) => { }), "WebAssembly has no parameters by reference");
        yield return Case((Span)(span => { }), "parameter 0 (span) is of type Span<int>");
        yield return Case(() => "text", "the result is of type string, which is none of WebAssembly's");
        yield return Case(() => (1, "text"), "the result is of type string");
        yield return Case(() => (1, (2, 3)), "the result is of type (int, int)");
        yield return Case(() => Tuple.Create(1, 2), "the result is of type Tuple<int, int>");
        yield return Case(() => (1, 2, 3, 4, 5, 6, 7, 8, 9, true), "the result is of type bool");
        yield return Case(() => new ValueTuple<int, int, int, int, int, int, int, ValueTuple>(1, 2, 3, 4, 5, 6, 7, default), "the result is of type ValueTuple");
        yield return Case((Reference)(() => ref _number), "the result is of type ref int");
        yield return Case(() => Task.FromResult("text"), "the result is of type string");
        yield return Case(() => Task.FromResult(Task.FromResult(1)), "the result is of type Task<int>");
        yield return Case(() => (1, Task.FromResult(1)), "the result is of type Task<int>");
        yield return Case((HostDelegate)((_, _, _) => { }), "type HostDelegate do not say which types they have");
        yield return Case((RawHostDelegate)((_, _, _) => { }), "type RawHostDelegate do not say which types they have");
        yield return Case((Func<int>)(() => 1) + (() => 2), "several targets that return something");
        yield return Case((Action<int>)AsyncVoid, "an asynchronous method that returns void");

        static TestCaseData Case(Delegate function, string message) => new(function, message);
    }

    [TestCaseSource(nameof(Refused))]
    public void WhatCannotBeAHostFunctionIsRefused(Delegate function, string message) =>
        Assert.That(() => HostCallback.FromDelegate(function), Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void PointersAreRefused()
    {
        // A delegate type that safe code cannot write.
        TypeBuilder type = AssemblyBuilder.DefineDynamicAssembly(new("pointers"), AssemblyBuilderAccess.Run).DefineDynamicModule("pointers")
            .DefineType("Pointer", TypeAttributes.Sealed | TypeAttributes.Public, typeof(MulticastDelegate));
        type.DefineConstructor(MethodAttributes.RTSpecialName | MethodAttributes.HideBySig | MethodAttributes.Public, CallingConventions.Standard, [typeof(object), typeof(nint)])
            .SetImplementationFlags(MethodImplAttributes.Runtime);
        type.DefineMethod("Invoke", MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.Virtual, typeof(void), [typeof(int).MakePointerType()])
            .SetImplementationFlags(MethodImplAttributes.Runtime);
        MethodInfo method = typeof(Function).GetMethod(nameof(Function.ToDelegate))!.MakeGenericMethod(type.CreateType());

        Assert.That(
            () => method.Invoke(Function.Create(Store, () => { }), BindingFlags.DoNotWrapExceptions, null, null, null),
            Throws.ArgumentException.With.Message.Contains("WebAssembly has no .NET pointers"));
    }

    [Test]
    public void TypedFactoriesRefuseTheSame()
    {
        Assert.That(() => HostCallback.From((string text) => { }), Throws.ArgumentException.With.Message.Contains("parameter 0 (text) is of type string"));
        Assert.That(() => HostCallback.From(() => 'c'), Throws.ArgumentException.With.Message.Contains("char"));
        Assert.That(() => HostCallback.From<int>(AsyncVoid), Throws.ArgumentException);
        Assert.That(() => HostCallback.From((Func<int>)(() => 1) + (() => 2)), Throws.ArgumentException);
        Assert.That(() => HostCallback.From((Action)null!), Throws.ArgumentNullException);
        Assert.That(() => HostCallback.FromDelegate(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void ByVarianceTheTypeThatItIsCalledAsCounts()
    {
        Func<object> text = (Func<string>)(() => "text");
        object? seen = null;
        Action<StructReference?> any = (Action<object?>)(value => seen = value);

        Assert.That(HostCallback.From(text).Signature.ToString(), Is.EqualTo("[] -> [externref]"));
        Assert.That(Function.Create(Store, HostCallback.From(text)).ToFunc<object>()(), Is.EqualTo("text"));
        Assert.That(HostCallback.From(any).Signature.ToString(), Is.EqualTo("[structref] -> []"));
        Assert.That(() => HostCallback.FromDelegate(text), Throws.ArgumentException, "what it is, not what it is called as");
        Assert.That(HostCallback.FromDelegate(any).Signature.ToString(), Is.EqualTo("[externref] -> []"));
        Function.Create(Store, any).ToAction<object>()("seen");
        Assert.That(seen, Is.EqualTo("seen"));
    }

    [Test]
    public void MethodsWithoutNamesOrWithATargetAsParameterServe()
    {
        ParameterExpression parameter = Expression.Parameter(typeof(int));
        Delegate compiled = Expression.Lambda(Expression.Multiply(parameter, parameter), parameter).Compile();
        Delegate open = typeof(object).GetMethod(nameof(GetHashCode))!.CreateDelegate<Func<object, int>>();

        Assert.That(Function.Create(Store, compiled).ToFunc<int, int>()(7), Is.EqualTo(49));
        Assert.That(Function.Create(Store, open).ToFunc<object, int>()(this), Is.EqualTo(GetHashCode()));
        Assert.That(
            () => HostCallback.FromDelegate(typeof(string).GetMethod(nameof(string.Trim), [])!.CreateDelegate<Func<string, string>>()),
            Throws.ArgumentException.With.Message.Contains("parameter 0 (arg) is of type string"));
    }

    [Test]
    public void SeveralTargetsThatReturnNothingAreAllCalled()
    {
        var calls = new List<int>();
        Action<int> both = a => calls.Add(a);
        both += a => calls.Add(a + 1);

        Function.Create(Store, HostCallback.From(both)).ToAction<int>()(5);
        Function.Create(Store, both).ToAction<int>()(7);

        Assert.That(calls, Is.EqualTo([5, 6, 7, 8]));
    }

    [Test]
    public void TheSignatureSaysWhatTheTypesAre()
    {
        Assert.That(HostCallback.From(() => { }).Signature, Is.EqualTo(FunctionType.Empty));
        Assert.That(HostCallback.From(() => default(ValueTuple)).Signature, Is.EqualTo(FunctionType.Empty));
        Assert.That(HostCallback.FromDelegate(() => default(ValueTuple)).Signature, Is.EqualTo(FunctionType.Empty));
        Assert.That(HostCallback.From((Caller _, ulong a, float b) => (a, b, (object?)null)).Signature.ToString(), Is.EqualTo("[i64 f32] -> [i64 f32 externref]"));
        Assert.That(
            HostCallback.FromDelegate((Caller<int> _, Function a, StructReference b, ArrayReference c, I31Reference d, ExceptionReference e, CancellationToken _) => { }).Signature.ToString(),
            Is.EqualTo("[funcref structref arrayref i31ref exnref] -> []"));
        Assert.That(HostCallback.From((int a) => Task.FromResult((a, 2L))).Signature.ToString(), Is.EqualTo("[i32] -> [i32 i64]"));
    }

    [Test]
    public void TasksMakeACallbackAsynchronous()
    {
        Assert.That(HostCallback.From(() => { }).IsAsync, Is.False);
        Assert.That(HostCallback.From(() => 1).IsAsync, Is.False);
        Assert.That(HostCallback.FromDelegate(() => 1).IsAsync, Is.False);
        Assert.That(HostCallback.From(() => Task.CompletedTask).IsAsync);
        Assert.That(HostCallback.From(() => default(ValueTask)).IsAsync);
        Assert.That(HostCallback.From(() => new ValueTask<int>(1)).IsAsync);
        Assert.That(HostCallback.FromDelegate(() => Task.FromResult(1)).IsAsync);
        Assert.That(HostCallback.FromDelegate(() => Task.CompletedTask).IsAsync);
    }

    [Test]
    public void AnAbstractTypeIsNoConcreteOne()
    {
        Linker.Define("host", "f", Function.Create(Store, (StructReference? a) => a!));

        Assert.Throws<IncompatibleImportTypeException>(() => Instantiate(Concrete));
    }

    [Test]
    public void ADelegateServesAsAFunctionOfAMoreExactType()
    {
        Module module = Wat(Concrete);
        var type = ((FunctionExternType)module.Validated.Imports[0]).TypeIndex;
        FunctionType signature = Engine.Types[type].Function;
        StructReference? wrong = null;
        int calls = 0;
        Linker.Define("host", "f", Function.Create(Store, signature, (StructReference? a) =>
        {
            calls++;
            return wrong ?? a!;
        }));
        Instance instance = Linker.Instantiate(Store, module);
        Func<int> call = instance.GetFunction<int>("g")!;

        Assert.That(call(), Is.EqualTo(7), "a subtype's object arrives");
        wrong = instance.GetFunction<StructReference>("u")!();
        Assert.That(() => call(), Throws.InvalidOperationException.With.Message.Contains("a host function's result 0: (ref "));
        Assert.That(calls, Is.EqualTo(2));
    }

    [Test]
    public void ANullWhereNoneMayBeIsAnError()
    {
        Module module = Wat(Concrete);
        FunctionType signature = Engine.Types[((FunctionExternType)module.Validated.Imports[0]).TypeIndex].Function;
        Linker.Define("host", "f", Function.Create(Store, signature, (object? _) => (object?)null));

        Assert.That(() => Linker.Instantiate(Store, module).GetFunction<int>("g")!(), Throws.InvalidOperationException);
    }

    [Test]
    public void AFunctionMayHaveATypeThatAModuleDeclares()
    {
        Module module = Wat(Concrete);
        DefinedType imported = Engine.Types[((FunctionExternType)module.Validated.Imports[0]).TypeIndex];
        DefinedType open = module.Validated.Types[3];
        Linker.Define("host", "f", Function.Create(Store, imported.Function, (StructReference a) => a));
        Func<Function, int> call = Linker.Instantiate(Store, module).GetFunction<Function, int>("callOpen")!;
        HostCallback callback = HostCallback.FromDelegate(Engine, open.Function, (StructReference a) => a);

        Assert.That(call(Function.Create(Store, open, callback)), Is.EqualTo(3));
        Assert.Throws<ArgumentException>(() => call(Function.Create(Store, callback)), "the same parameters and results, but another type");
        Assert.Throws<ArgumentException>(() => Function.Create(Store, open, HostCallback.From(() => { })));
        Assert.Throws<ArgumentException>(() => Function.Create(Store, module.Validated.Types[0], callback));
        Assert.Throws<ArgumentException>(() => Function.Create(Store, NewEngine().Types.Register(callback.Signature), callback));
    }

    [Test]
    public void ATypeThatTheDelegateDoesNotFitIsRefused()
    {
        FunctionType Type(ValType[] parameters, ValType[] results) => new([.. parameters], [.. results]);
        Delegate identity = (StructReference a) => a;

        Assert.That(() => HostCallback.FromDelegate(Engine, Type([ValType.StructRef], [ValType.AnyRef]), identity).Signature.Results[0], Is.EqualTo(ValType.AnyRef));
        Assert.That(
            () => HostCallback.FromDelegate(Engine, Type([ValType.AnyRef], [ValType.StructRef]), identity),
            Throws.ArgumentException.With.Message.Contains("[structref] -> [structref]").And.Message.Contains("[anyref] -> [structref]"));
        Assert.Throws<ArgumentException>(() => HostCallback.FromDelegate(Engine, Type([ValType.StructRef], [ValType.ArrayRef]), identity));
        Assert.Throws<ArgumentException>(() => HostCallback.FromDelegate(Engine, Type([ValType.StructRef], []), identity));
        Assert.Throws<ArgumentException>(() => HostCallback.FromDelegate(Engine, Type([ValType.I32], [ValType.StructRef]), identity));
        Assert.Throws<ArgumentException>(() => HostCallback.FromDelegate(Engine, Type([ValType.I64], [ValType.I32]), (int a) => a));
    }

    [Test]
    public void FunctionsOverValuesAndSlotsAreMadeWithAType()
    {
        var type = new FunctionType([ValType.I32], [ValType.I32]);
        HostDelegate values = (_, arguments, results) => results[0] = arguments[0].I32 + 1;
        RawHostDelegate slots = (_, slots, _) => slots[0].I32 += 2;

        Assert.That(Function.Create(Store, type, values).ToFunc<int, int>()(1), Is.EqualTo(2));
        Assert.That(Function.Create(Store, type, (Delegate)values).ToFunc<int, int>()(1), Is.EqualTo(2));
        Assert.That(Function.Create(Store, type, (Delegate)slots).ToFunc<int, int>()(1), Is.EqualTo(3));
        Assert.That(Function.Create(Store, type, (_, arguments, results) => results[0] = arguments[0].I32 - 1).ToFunc<int, int>()(1), Is.Zero);
        Assert.That(Function.CreateUnchecked(Store, type, slots).ToFunc<int, int>()(1), Is.EqualTo(3));
    }

    [Test]
    public async Task AsynchronousFunctionsOverValuesAreMadeWithAType()
    {
        var type = new FunctionType([ValType.I32], [ValType.I32]);
        AsyncHostDelegate function = async (_, arguments, results) =>
        {
            await Task.Delay(1);
            results.Span[0] = arguments.Span[0].I32 + 1;
        };

        Assert.That(await Function.CreateAsync(Store, type, function).ToFunc<int, Task<int>>()(1), Is.EqualTo(2));
        Assert.That(await Function.Create(Store, type, function).ToFunc<int, Task<int>>()(1), Is.EqualTo(2));
        Assert.That(() => HostCallback.FromDelegate(function), Throws.ArgumentException.With.Message.Contains("AsyncHostDelegate do not say which types they have"));
    }

    private static async void AsyncVoid(int number) => await Task.Delay(number);
}
