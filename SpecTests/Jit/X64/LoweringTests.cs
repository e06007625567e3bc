using NUnit.Framework;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Machine instructions that functions become, before registers are allocated. Marks: ? register or slot, @ fixed, = same as an operand, ! late or early, ~ temporary.</summary>
[TestFixture]
public sealed class LoweringTests
{
    [Test]
    public void Loads_and_immediates_are_taken_in() => Check(
        """
        function "f" (i32, i32) -> (i32)
        block0(v1: i64, v2: i32, v3: i32):
          v4: i64 = i64.load v1 + 16 region 0 invariant
          v5: i32 = i32.load v4 + v2 + 8 region 8 !OutOfBoundsMemoryAccess
          v6: i32 = i32.add v5, v3
          v7: i32 = i32.const 7
          v8: i32 = i32.xor v6, v7
          return (v8)

        """,
        """
        block0:
          %5@rdi, %2@rax, %4@rcx = entry
          %3 = load.64 [%5 + 16]
          %1=0 = add.32 %4, [%3 + %2 + 8]!5
          %0=0 = xor.32 %1, 7
          ret %0@rax

        """);

    [Test]
    public void A_load_stays_before_a_store_and_another_trap() => Check(
        """
        function "f" (i64, i32, i32) -> (i32)
        block0(v1: i64, v2: i64, v3: i32, v4: i32):
          v5: i32 = i32.load v2 region 8 !OutOfBoundsMemoryAccess
          i32.store v2 + 4, v4 region 8 !OutOfBoundsMemoryAccess
          v6: i32 = i32.load v2 + 8 region 8 !OutOfBoundsMemoryAccess
          v7: i32 = i32.div_u v3, v4 !IntegerDivideByZero
          v8: i32 = i32.add v7, v5
          v9: i32 = i32.sub v8, v6
          return (v9)

        """,
        """
        block0:
          %8@rax, %6@rcx, %5@rdx = entry
          %3 = load.32 [%8]!5
          store.32 [%8 + 4]!5, %5
          %1 = load.32 [%8 + 8]!5
          %4@rax, %7@rdx = div.32 %6@rax, %5!, CheckZero
          %2=0 = add.32 %4, %3?
          %0=0 = sub.32 %2, %1?
          ret %0@rax

        """);

    [Test]
    public void Comparison_and_branch_are_one() => Check(
        """
        function "f" (i32, i32, f64) -> (i32)
        block0(v1: i64, v2: i32, v3: i32, v4: f64):
          v5: i32 = i32.lt_u v2, v3
          branch_if v5, block1, block2
        block1:
          v6: i32 = f64.eq v4, v4
          branch_if v6, block3(v2), block3(v3)
        block2:
          v7: i32 = i32.and v2, v3
          v8: i32 = i32.eqz v7
          v9: i32 = select v2, v3, v8
          jump block3(v9)
        block3(v10: i32):
          return (v10)

        """,
        """
        block0:
          %1@rax, %2@rcx, %3@xmm0 = entry
          cmp.32_br.below %1, %2? -> block1, block4
        block1:
          ucomis.64_br.floatequal %3, %3? -> block2, block3
        block2:
          jmp -> block5(%1)
        block3:
          jmp -> block5(%2)
        block4:
          %4=2 = test.32_select.equal %1, %2, %2, %1?
          jmp -> block5(%4)
        block5(%0):
          ret %0@rax

        """);

    [Test]
    public void Addresses_take_in_sums_and_shifts() => Check(
        """
        function "f" (i64, i32, i64) -> ()
        block0(v1: i64, v2: i64, v3: i32, v4: i64):
          v5: i64 = i64.const 3
          v6: i64 = i64.shl v4, v5
          v7: i64 = i64.const 24
          v8: i64 = i64.add v2, v7
          v9: i64 = i64.add v8, v6
          v10: i64 = i64.extend_i32_u v3
          i64.store v9 + 8, v10 region 8
          v11: i64 = context
          v12: i32 = i32.const -1
          i32.store16 v11 + v3 + 64, v12 region 0
          return ()

        """,
        """
        block0:
          %2@rax, %0@rcx, %1@rdx = entry
          store.64 [%2 + %1*8 + 32], %0
          store.16 [context + %0 + 64], -1
          ret

        """);

    [Test]
    public void Load_operation_and_store_are_one() => Check(
        """
        function "f" (i64, i32) -> ()
        block0(v1: i64, v2: i64, v3: i32):
          v4: i32 = i32.load v2 + 12 region 8 !OutOfBoundsMemoryAccess
          v5: i32 = i32.add v4, v3
          i32.store v2 + 12, v5 region 8 !OutOfBoundsMemoryAccess
          return ()

        """,
        """
        block0:
          %1@rax, %0@rcx = entry
          add.32 [%1 + 12]!5, %0
          ret

        """);

    [Test]
    public void Division_has_fixed_registers() => Check(
        """
        function "f" (i64, i64) -> (i64, i64)
        block0(v1: i64, v2: i64, v3: i64):
          v4: i64 = i64.div_s v2, v3 !IntegerDivideByZero
          v5: i64 = i64.const 10
          v6: i64 = i64.rem_u v2, v5 !IntegerDivideByZero
          return (v4, v6)

        """,
        """
        block0:
          %3@rax, %5@rcx = entry
          %0@rax, %6@rdx = div.64 %3@rax, %5!, Signed, CheckZero, CheckOverflow
          %2 = mov 10
          %4@rax, %1@rdx = div.64 %3@rax, %2!, Remainder
          ret %0@rax, %1@rcx

        """);

    [Test]
    public void Checks_trap_in_cold_code() => Check(
        """
        function "f" (i32, ref) -> ()
        block0(v1: i64, v2: i32, v3: ref):
          v4: i64 = i64.load v1 + 8 region 1
          bounds_check v2, v4, 4 !OutOfBoundsMemoryAccess
          trap_if_not v3, v2 !UninitializedElement
          v5: i32 = i32.const 5
          v6: i32 = i32.gt_s v2, v5
          trap_if v6 !CastFailure
          return ()

        """,
        """
        block0:
          %3@rdi, %0@rax, %1@rcx = entry
          %2 = lea.64 [%0 + 4]
          cmp.64_trap5.above %2, [%3 + 8]
          test.32_trap9.equal %1, %1, %0?
          cmp.32_trap11.greater %0?, 5
          ret

        """);

    [Test]
    public void Edges_with_values_are_split() => Check(
        """
        function "f" (i32) -> (i32)
        block0(v1: i64, v2: i32):
          v3: i32 = i32.const 0
          jump block1(v3)
        block1(v4: i32) loop depth 1:
          check_stop
          v5: i32 = i32.const 1
          v6: i32 = i32.add v4, v5
          v7: i32 = i32.lt_s v6, v2
          branch_if v7, block1(v6), block2
        block2:
          branch_table v2, block3(v6), block3(v4), block3(v6), block4
        block3(v8: i32):
          return (v8)
        block4:
          return (v2)

        """,
        """
        block0:
          %2@rax = entry
          %5 = mov 0
          jmp -> block1(%5)
        block1(%0):
          check_stop
          %3 = lea.32 [%0 + 1]
          cmp.32_br.less %3, %2? -> block2, block3
        block2:
          jmp -> block1(%3)
        block3:
          switch %2, %4~ -> block4, block5, block6, block8
        block4:
          jmp -> block7(%3)
        block5:
          jmp -> block7(%0)
        block6:
          jmp -> block7(%3)
        block7(%1):
          ret %1@rax
        block8:
          ret %2@rax

        """);

    [Test]
    public void Calls_use_registers_and_stack() => Check(
        """
        function "f" (i64, f64) -> (i64)
        block0(v1: i64, v2: i64, v3: f64):
          v4: i64 = i64.const 5
          v5: none = call 3 (v2, v2, v2, v2, v2, v2, v4, v3) instance v1 : (i64, i64, i64, i64, i64, i64, i64, f64) -> (i64, i64, i64, i64, i64, i64, i64)
          v6: i64 = result v5, 0
          v7: i64 = result v5, 6
          v8: i64 = call_helper 8 (v1, v4, v7) : (i64, i64, i64) -> (i64)
          v9: i64 = i64.add v6, v8
          return (v9)

        """,
        """
        block0:
          %3@rdi, %6@rax, %7@xmm0 = entry
          store.64 [out], 5
          %2@rax = call %3@rdi, %6@rax, %6@rcx, %6@rdx, %6@rsi, %6@r8, %6@r9, %7@xmm0, #3
          %5 = load.64 [out + 16]
          %4 = mov 5
          %1@rax = call_helper %3@rsi, %4@rdx, %5@rcx, #8
          %0=0 = add.64 %2, %1?
          ret %0@rax

        """);

    private static void Check(string function, string expected)
    {
        using var runner = new CodeRunner(CpuFeatures.Host);
        Assert.That(runner.Lower(IrParser.Parse(function)), Is.EqualTo(expected));
    }
}
