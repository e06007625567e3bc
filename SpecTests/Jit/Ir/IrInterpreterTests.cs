using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Jit.Ir;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.Ir;

/// <summary>The interpreter that other tests trust.</summary>
[TestFixture]
public sealed class IrInterpreterTests
{
    [TestCase(0, 1)]
    [TestCase(1, 1)]
    [TestCase(5, 120)]
    [TestCase(10, 3628800)]
    public void Loops_carry_values(int n, int expected)
    {
        IrFunction function = Parse("""
            function "factorial" (i32) -> (i32)
            block0(v1: i64, v2: i32):
              v3: i32 = i32.const 1
              jump block1(v2, v3)
            block1(v4: i32, v5: i32):
              branch_if v4, block2, block3
            block2:
              v6: i32 = i32.mul v5, v4
              v7: i32 = i32.sub v4, v3
              jump block1(v7, v6)
            block3:
              return (v5)
            """);
        V128[]? results = new IrInterpreter().Run(function, default, Of(n));
        Assert.That(results![0], Is.EqualTo(Of(expected)));
    }

    [TestCase(0, "returned (287454020)")]
    [TestCase(13, "trapped: OutOfBoundsMemoryAccess at 7")]
    [TestCase(-1, "trapped: OutOfBoundsMemoryAccess at 7")]
    public void Memory_has_bounds_and_stores_are_traced(int index, string outcome)
    {
        IrFunction function = Parse("""
            function "f" (i32) -> (i32)
            block0(v1: i64, v2: i32):
              v3: i32 = i32.const 287454020
              i32.store v1, v3 region 8 !OutOfBoundsMemoryAccess ; @5
              v4: i32 = i32.load v1 + v2 region 8 !OutOfBoundsMemoryAccess ; @7
              return (v4)
            """);
        var memory = new IrAddressSpace();
        memory.Map(0x10000, new byte[16]);
        var interpreter = new IrInterpreter { Memory = memory };
        interpreter.Run(function, Vector128.CreateScalar(0x10000L).AsByte(), Of(index));
        Assert.That(interpreter.Outcome, Is.EqualTo(outcome));
        Assert.That(interpreter.Trace, Does.StartWith("i32.store 10000 287454020 at 5\n"));
    }

    [Test]
    public void An_exception_goes_to_the_pad_of_its_tag()
    {
        IrFunction function = Parse("""
            function "f" () -> (i32)
            block0(v1: i64):
              v2: i32 = invoke 3 () instance v1 : () -> (i32), block1, block2 catch [7: 1, -1: 2]
            block1:
              return (v2)
            block2:
              v3: none = landing_pad
              v4: i32 = result v3, 1
              return (v4)
            """);
        int? tag = null;
        var interpreter = new IrInterpreter { Calls = call => ([Of((int)call.Callee)], tag) };
        Assert.That(interpreter.Run(function, default(V128))![0], Is.EqualTo(Of(3)));
        tag = 7;
        Assert.That(interpreter.Run(function, default(V128))![0], Is.EqualTo(Of(1)));
        tag = 8;
        Assert.That(interpreter.Run(function, default(V128))![0], Is.EqualTo(Of(2)));
    }

    private static V128 Of(int value) => Vector128.CreateScalar(value).AsByte();

    private static IrFunction Parse(string text)
    {
        IrFunction function = IrParser.Parse(text);
        new IrVerifier().Check(function);
        return function;
    }
}
