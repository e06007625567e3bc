using NUnit.Framework;
using Wasm.Jit.Ir;

namespace Wasm.SpecTests.Jit.Ir;

/// <summary>What the printer writes, the parser reads, to the same text.</summary>
[TestFixture]
public sealed class IrTextTests
{
    /// <summary>Every form once.</summary>
    internal const string Everything = """
        function "everything" (i32, f64, ref, v128) -> (i32, f64)
        block0(v1: i64, v2: i32, v3: f64, v4: ref, v5: v128):
          charge_depth 40
          v6: i64 = context
          v7: i32 = i32.const -5 ; @12
          v8: i64 = i64.const -9223372036854775808
          v9: f32 = f32.const 0x3fc00000 (1.5)
          v10: f64 = f64.const 0x7ff8000000000001 (NaN)
          v11: v128 = v128.const 0x00010203040506070809000102030405
          v12: ref = ref.null
          v13: i32 = i32.add v2, v7 ; @14
          v14: i32 = i32.div_s v13, v2 !IntegerDivideByZero
          v15: i32 = i32.load v1 + v2 + 16 region 8 !OutOfBoundsMemoryAccess
          v16: i64 = i64.load v1 - 8 region 0 invariant aligned
          i32.store8 v1 + v14, v15 region 4096
          v17: v128 = v128.load8_lane v1 + v2, v5 lane 3 region 8 !OutOfBoundsMemoryAccess
          v18: i32 = i8x16.extract_lane_s v17 lane 15
          v19: v128 = i8x16.shuffle v17, v11, 0x0f0e0d0c0b0a09080706050403020100
          v128.store v1 + v8 + 2147483647, v19 region 8
          bounds_check v2, v16, 4 !OutOfBoundsMemoryAccess
          v20: i64 = add_or_trap v8, v16 !OutOfBoundsMemoryAccess
          trap_if v2 !CastFailure
          trap_if_not v4, v7 !NullReference
          v21: i32 = ref_to_i32 v4
          v22: i64 = frame_address 32
          v23: i32 = call 3 (v2, v3) instance v1 : (i32, f64) -> (i32)
          v24: i64 = call_helper 7 (v1, v7) : (i64, i32) -> (i64)
          v25: none = call_indirect v16, v20 () instance v1 : () -> (i32, f64)
          v26: i32 = result v25, 0
          v27: f64 = result v25, 1
          branch_if v23, block1(v2, v3), block2 likely ; @77
        block1(v30: i32, v31: f64) cold loop depth 2:
          check_stop
          v32: i32 = select v30, v2, v7
          branch_table v32, block1(v32, v31), block2, block3
        block2:
          invoke 5 () instance v1 : () -> (), block4, block5 catch [0: 0, -1: 1]
        block5 cold:
          v40: none = landing_pad
          v41: ref = result v40, 0
          v42: i32 = result v40, 1
          trap v7 !UninitializedElement
        block4:
          jump block3
        block3:
          return (v2, v3)

        """;

    [Test]
    public void Every_form_makes_the_round_trip()
    {
        string text = IrPrinter.Print(IrParser.Parse(Everything));
        Assert.That(text, Is.EqualTo(Everything));
    }

    [Test]
    public void Comments_blank_lines_and_spaces_do_not_matter()
    {
        IrFunction function = IrParser.Parse("; what it is\n\nfunction   \"f\"()->(i32) ; types\nblock0( v1:i64 ):\r\n\n v2 : i32=i32.const  7 ;;@3\n return(v2) ; end");
        Assert.That(IrPrinter.Print(function), Is.EqualTo("function \"f\" () -> (i32)\nblock0(v1: i64):\n  v2: i32 = i32.const 7\n  return (v2)\n"));
    }

    [TestCase("", "line 1: expected \"function\"")]
    [TestCase("function \"f\" () -> (i7)\n", "line 1: there is no type \"i7\"")]
    [TestCase("function \"f\" () -> ()\nblock0(v1: i64):\n  v2: i32 = i32.plus v1\n", "line 3: there is no operation \"i32.plus\"")]
    [TestCase("function \"f\" () -> ()\nblock0(v1: i64):\n  v1: i32 = i32.const 1\n", "line 3: v1 is defined already")]
    [TestCase("function \"f\" () -> ()\nblock0(v1: i64):\n  v2: i32 = i32.const x\n", "line 3: expected a number")]
    [TestCase("function \"f\" () -> ()\nblock0(v1: i64):\n  jump block9999999999\n", "line 3: the number is missing or too large")]
    [TestCase("function \"f\" () -> ()\nblock0(v1: i64):\n  trap !Nothing\n", "line 3: there is no trap code \"Nothing\"")]
    [TestCase("function \"f\" () -> ()\nblock0(v1: i64):\n  jump block0, block0\n", "line 3: 2 edges are too many or too few")]
    [TestCase("function \"f\" () -> ()\nblock0(v1: i64):\n  return ()\nblock0:\n", "line 4: block0 is there already")]
    [TestCase("function \"f\" () -> ()\nblock0(v1: i64):\n", "line 3: block0 is empty")]
    public void What_is_not_of_the_form_is_said_with_its_line(string text, string error)
    {
        IrException exception = Assert.Throws<IrException>(() => IrParser.Parse(text))!;
        Assert.That(exception.Message, Does.StartWith(error));
    }
}
