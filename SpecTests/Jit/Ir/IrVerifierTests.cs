using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.SpecTests.Jit.Ir;

/// <summary>Each rule of the form, broken.</summary>
[TestFixture]
public sealed class IrVerifierTests
{
    [Test]
    public void A_function_with_every_form_is_right()
    {
        IrFunction function = IrParser.Parse(IrTextTests.Everything);
        Assert.That(new IrVerifier().Verify(function), Is.Null);
    }

    [TestCase("v2: i32 = i64.const 1\n return ()", "v2 (i64.const): is of type I32, expected I64")]
    [TestCase("v2: i32 = i32.add v1, v1\n return ()", "its first operand, v1, is I64, expected I32")]
    [TestCase("v2: i32 = i32.add v3, v3\n v3: i32 = i32.const 1\n return ()", "uses v3, whose definition in block0 does not dominate it")]
    [TestCase("v3: i32 = i32.const 1\n v2: i32 = i32.add v3\n return ()", "lacks its second operand")]
    [TestCase("v2: i32 = i32.add v9, v9\n return ()", "uses v9, which is not there")]
    [TestCase("v2: i32 = i32.const 1", "is last and no terminator")]
    [TestCase("return ()\n return ()", "is a terminator and not last")]
    [TestCase("return (v1)", "has 1 values, expected 0")]
    [TestCase("jump block0(v1)", "is the entry and has predecessors")]
    [TestCase("jump block1\nblock1(v2: i32):\n return ()", "its edge to block1 has 0 values, the block 1 parameters")]
    [TestCase("jump block1(v1)\nblock1(v2: i32):\n return ()", "its edge to block1 has v1, I64, for v2, I32")]
    [TestCase("jump block1\nblock2:\n return ()\nblock3:\n jump block1", "goes to block1, which is not in the order")]
    [TestCase("v2: i32 = i32.const 1\n branch_if v2, block1, block2\nblock1:\n v3: i32 = i32.const 2\n jump block2\nblock2:\n v4: i32 = i32.eqz v3\n return ()", "block2, v4 (i32.eqz): uses v3, whose definition in block1 does not dominate it")]
    [TestCase("v2: i32 = select v1, v1, v1\n return ()", "its third operand, v1, is I64, expected I32")]
    [TestCase("v2: i32 = i32.load v1 + v9 region 8\n v9: f32 = f32.const 0x0\n return ()", "uses v9, whose definition")]
    [TestCase("v9: f32 = f32.const 0x0\n v2: i32 = i32.load v1 + v9 region 8\n return ()", "its index, v9, is F32")]
    [TestCase("i32.store v1, v1 region 8\n return ()", "its third operand, v1, is I64, expected I32")]
    [TestCase("i64.store v1, v1 region 8 invariant\n return ()", "stores to what never changes")]
    [TestCase("v2: v128 = v128.const 0x00000000000000000000000000000000\n v3: v128 = v128.load64_lane v1, v2 lane 2 region 8\n return ()", "there is no lane 2")]
    [TestCase("trap_if v1\n return ()", "has no trap code")]
    [TestCase("bounds_check v1, v1, -4 !OutOfBoundsMemoryAccess\n return ()", "its extent, -4, is out of range")]
    [TestCase("call 0 (v1) instance v1 : () -> ()\n return ()", "has 1 arguments, expected 0")]
    [TestCase("call 0 (v1) instance v1 : (i32) -> ()\n return ()", "its argument 0, v1, is I64, expected I32")]
    [TestCase("call 0 () : () -> ()\n return ()", "has no instance")]
    [TestCase("call 0 () instance v1 : () -> (i32)\n return ()", "is of type None, expected I32")]
    [TestCase("return_call 0 () instance v1 : () -> (i32)", "returns other types than the function")]
    [TestCase("landing_pad\n return ()\nblock1:\n landing_pad\n return ()", "has several predecessors")]
    [TestCase("jump block1\nblock1:\n landing_pad\n return ()", "jumps to block1, a landing pad")]
    [TestCase("jump block1\nblock1:\n v2: i32 = i32.const 1\n landing_pad\n return ()", "is a landing pad and not first in its block")]
    [TestCase("invoke 0 () instance v1 : () -> (), block1, block2 catch []\nblock1:\n return ()\nblock2:\n return ()", "block2 is no landing pad")]
    [TestCase("v2: i32 = invoke 0 () instance v1 : () -> (i32), block1, block2 catch []\nblock1:\n return ()\nblock2:\n landing_pad\n v3: i32 = i32.eqz v2\n return ()", "uses v2 where the call may have thrown")]
    [TestCase("call 0 () instance v1 : () -> (i32, i32)\n v2: i32 = i32.const 1\n v3: i32 = result v9, 0\n return ()", "uses v9, which is not there")]
    [TestCase("v3: i32 = result v1, 0\n return ()", "v1 is no call")]
    [TestCase("v2: i32 = call 0 () instance v1 : () -> (i32)\n v3: i32 = result v2, 0\n return ()", "v2 has no result 0")]
    public void A_broken_rule_is_named(string body, string error)
    {
        IrFunction function = IrParser.Parse($"function \"f\" () -> ()\nblock0(v1: i64):\n {body}\n");
        Assert.That(new IrVerifier().Verify(function), Does.Contain(error));
    }

    [Test]
    public void Results_stand_directly_behind_their_call()
    {
        IrFunction function = IrParser.Parse("""
            function "f" () -> ()
            block0(v1: i64):
              v5: none = call 0 () instance v1 : () -> (i32, i64)
              v2: i32 = i32.const 1
              v3: i32 = result v5, 0
              v4: i64 = result v5, 1
              return ()
            """);
        Assert.That(new IrVerifier().Verify(function), Does.Contain("v3 (result): does not stand directly behind"));
        function.Remove(new Value(2));
        Assert.That(new IrVerifier().Verify(function), Is.Null);
    }

    [Test]
    public void Links_that_do_not_fit_are_found()
    {
        IrFunction function = IrParser.Parse("function \"f\" () -> ()\nblock0(v1: i64):\n  jump block1\nblock1:\n  return ()\n");
        function[new Block(1)].First = function[IrFunction.Entry].First;
        Assert.That(new IrVerifier().Verify(function), Does.Contain("is linked twice"));
    }

    [Test]
    public void What_cannot_be_reached_need_not_be_dominated()
    {
        IrFunction function = IrParser.Parse("function \"f\" () -> ()\nblock0(v1: i64):\n  return ()\nblock1:\n  v2: i64 = i64.add v1, v3\n  jump block2\nblock2:\n  v3: i64 = i64.const 1\n  return ()\n");
        Assert.That(new IrVerifier().Verify(function), Is.Null);
    }

    [Test]
    [CancelAfter(20_000)]
    public void Long_chains_and_ladders_take_linear_time()
    {
        // Blocks that go on or leave to a far one: the shape that makes iterative dominators quadratic.
        const int Count = 100_000;
        var function = new IrFunction();
        BuildLadder(function, Count);
        Assert.That(new IrVerifier().Verify(function), Is.Null);
    }

    private static void BuildLadder(IrFunction function, int count)
    {
        for (int i = 0; i <= 2 * count; i++)
        {
            function.BlockOrder.Add(function.AddBlock());
        }

        function.AddParameter(IrFunction.Entry, IrType.I64);
        Value one = function.Append(IrFunction.Entry, new Instruction { Op = (IrOp)Op.I32Const, Type = IrType.I32, Imm = 1 });
        Jump(0, 1);
        for (int i = 1; i < count; i++)
        {
            int next = function.AddEdge(new Block(i + 1), []);
            int far = function.AddEdge(new Block((2 * count) - i), []);
            function.Append(new Block(i), new Instruction { Op = IrOp.BranchIf, A = one, B = new Value(next), C = new Value(far) });
        }

        for (int i = count; i < 2 * count; i++)
        {
            Jump(i, i + 1);
        }

        function.Append(new Block(2 * count), new Instruction { Op = IrOp.Return });

        void Jump(int from, int to) =>
            function.Append(new Block(from), new Instruction { Op = IrOp.Jump, A = new Value(function.AddEdge(new Block(to), [])) });
    }
}
