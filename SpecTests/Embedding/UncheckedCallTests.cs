using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>Calls over slots, both ways.</summary>
public sealed class UncheckedCallTests(TestEngine engine) : EngineTests(engine)
{
    private const string Identity =
        """
        (module
          (import "host" "swap" (func $swap (param i32 i64 f32 f64 v128 externref) (result externref v128 f64 f32 i64 i32)))
          (func (export "swap") (param i32 i64 f32 f64 v128 externref) (result externref v128 f64 f32 i64 i32)
            (call $swap (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5)))
          (func (export "bits") (param i32) (result i64) (i64.extend_i32_u (local.get 0))))
        """;

    private readonly FunctionType _swap = new(
        [ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128, ValType.ExternRef],
        [ValType.ExternRef, ValType.V128, ValType.F64, ValType.F32, ValType.I64, ValType.I32]);

    [Test]
    public void ValuesOfEveryKindArriveAndReturn()
    {
        var seen = new RawValue[6];
        Define(_swap, (_, slots, references) =>
        {
            slots.CopyTo(seen);
            slots.Reverse();
            references.Reverse();
        });
        Function function = Instantiate(Identity).GetFunction("swap")!;
        RawValue[] slots = [new(uint.MaxValue), new(ulong.MaxValue), new(1), new(2), new(3, 4), default];
        RawValue[] given = [.. slots];
        object?[] references = [null, null, null, null, null, this];

        Assert.That(function.CallUnchecked(slots, references).Kind, Is.EqualTo(OutcomeKind.Return));
        Assert.That(seen[..5], Is.EqualTo(given[..5]));
        Assert.That(slots[1..], Is.EqualTo(Enumerable.Reverse(given[..5])));
        Assert.That(references[0], Is.SameAs(this));
    }

    [Test]
    public void UpperBitsOfAnI32DoNotCount()
    {
        Define(_swap, (_, _, _) => { });
        Function function = Instantiate(Identity).GetFunction("bits")!;
        RawValue[] slots = [new(0xFFFF_FFFF_0000_0007)];

        function.CallUnchecked(slots, []).ThrowIfNotReturn();

        Assert.That(slots[0].I64, Is.EqualTo(7));
    }

    [Test]
    public void TooFewSlotsAreRefused()
    {
        Define(_swap, (_, _, _) => { });
        Function function = Instantiate(Identity).GetFunction("swap")!;

        Assert.Throws<ArgumentException>(() => function.CallUnchecked(new RawValue[5], new object?[6]));
        Assert.Throws<ArgumentException>(() => function.CallUnchecked(new RawValue[6], []));
    }

    private void Define(FunctionType type, RawHostDelegate function) =>
        Linker.Define("host", "swap", Function.CreateUnchecked(Store, type, function));
}
