using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.SpecTests.Tools;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Script;

/// <summary>Two engines side by side: whatever one of them does otherwise is found, and nothing else is.</summary>
[TestFixture]
public sealed class ComparisonTests
{
    private const byte I32Const = 0x41;

    /// <summary>What is compiled wrongly, in which script, and what must be said about it.</summary>
    private static IEnumerable<TestCaseData> Faults()
    {
        byte[] seven = [I32Const, 7];
        byte[] nine = [I32Const, 9];
        yield return Fault(
            "result", seven, nine, """(module (func (export "f") (result i32) (i32.const 7))) (invoke "f")""", "invoke", "(i32.const 7)", "(i32.const 9)");
        yield return Fault(
            "result of either", seven, nine,
            """(module (func (export "f") (result i32) (i32.const 7))) (assert_return (invoke "f") (either (i32.const 7) (i32.const 9)))""",
            "assert_return", "(i32.const 7)", "(i32.const 9)");
        yield return Fault(
            "payload of a NaN", [0x44, 0, 0, 0, 0, 0, 0, 0xF8, 0x7F], [0x44, 1, 0, 0, 0, 0, 0, 0xF8, 0x7F],
            """(module (func (export "f") (result f64) (f64.const nan))) (assert_return (invoke "f") (f64.const nan:arithmetic))""",
            "assert_return", "(f64.const nan)", "(f64.const nan:0x8000000000001)");
        yield return Fault(
            "trap code", [0x43, 0, 0, 0xC0, 0x7F], [0x43, 0, 0, 0x80, 0x7F],
            """(module (func (export "f") (result i32) (i32.trunc_f32_s (f32.const nan)))) (assert_trap (invoke "f") "")""",
            "assert_trap", "trap: invalid conversion to integer (InvalidConversionToInteger)", "trap: integer overflow (IntegerOverflow)");
        yield return Fault(
            "trap index", seven, nine,
            """(module (table 10 funcref) (func (export "f") (call_indirect (i32.const 7)))) (assert_trap (invoke "f") "uninitialized element")""",
            "assert_trap", "trap: uninitialized element 7 (UninitializedElement)", "trap: uninitialized element 9 (UninitializedElement)");
        yield return Fault(
            "payload of an exception", seven, nine,
            """(module (tag $t (param i32)) (func (export "f") (throw $t (i32.const 7)))) (assert_exception (invoke "f"))""",
            "assert_exception", "uncaught exception: (exn #0 tag 0 of instance 0 (line 1) (i32.const 7))", "uncaught exception: (exn #0 tag 0 of instance 0 (line 1) (i32.const 9))");
        yield return Fault(
            "tag of an exception", [0x08, 0], [0x08, 1],
            """(module (tag $t) (tag $u) (func (export "f") (throw $t))) (assert_exception (invoke "f"))""",
            "assert_exception", "uncaught exception: (exn #0 tag 0 of instance 0 (line 1))", "uncaught exception: (exn #0 tag 1 of instance 0 (line 1))");
        yield return Fault(
            "return instead of exhaustion", seven, nine,
            """(module (func $f (export "f") (if (i32.eq (i32.const 7) (i32.const 8)) (then) (else (if (i32.eq (i32.const 7) (i32.const 7)) (then (call $f)))))) (func (export "g") (result i32) (i32.eq (i32.const 7) (i32.const 3)))) (assert_exhaustion (invoke "f") "call stack exhausted") (assert_return (invoke "g") (i32.const 0))""",
            "", "", "");
        yield return Fault(
            "global", seven, nine, """(module (global (mut i32) (i32.const 0)) (func (export "f") (global.set 0 (i32.const 7)))) (invoke "f")""",
            "global 0 of instance 0 (line 1)", "(i32.const 7)", "(i32.const 9)");
        yield return Fault(
            "initial global", seven, nine, """(module (global i32 (i32.const 7))) (module)""", "global 0 of instance 0 (line 1)", "(i32.const 7)", "(i32.const 9)");
        yield return Fault(
            "byte of a memory", seven, nine, """(module (memory 1) (func (export "f") (i32.store8 (i32.const 65) (i32.const 7)))) (invoke "f")""",
            "memory 0 of instance 0 (line 1), bytes 0x40…0x5f", "00 07 00", "00 09 00");
        yield return Fault(
            "byte where there was none", seven, [I32Const, 0], """(module (memory 1) (func (export "f") (i32.store8 (i32.const 65) (i32.const 7)))) (invoke "f")""",
            "memory 0 of instance 0 (line 1), bytes 0x40…0x5f", "00 07 00", "zeros");
        yield return Fault(
            "byte far out", seven, nine, """(module (memory 10) (func (export "f") (i32.store8 (i32.const 400000) (i32.const 7)))) (invoke "f")""",
            "memory 0 of instance 0 (line 1), page 6", "SHA-256 ", "SHA-256 ");
        yield return Fault(
            "size of a memory", seven, nine, """(module (memory 1) (func (export "f") (drop (memory.grow (i32.const 7))))) (invoke "f")""",
            "memory 0 of instance 0 (line 1)", "8 pages", "10 pages");
        yield return Fault(
            "element of a table", [0xD2, 0], [0xD2, 1],
            """(module (table 3 funcref) (func $a) (func $b) (elem declare func $a $b) (func (export "f") (table.set (i32.const 1) (ref.func $a)))) (invoke "f")""",
            "table 0 of instance 0 (line 1), element 1", "(ref.func 0 of instance 0 (line 1))", "(ref.func 1 of instance 0 (line 1))");
        yield return Fault(
            "size of a table", seven, nine, """(module (table 1 funcref) (func (export "f") (drop (table.grow (ref.null func) (i32.const 7))))) (invoke "f")""",
            "table 0 of instance 0 (line 1)", "8 elements", "10 elements");
        yield return Fault(
            "field of a struct", seven, nine,
            """(module (type $s (struct (field i32) (field (ref null $s)))) (func (export "f") (result anyref) (struct.new $s (i32.const 1) (struct.new $s (i32.const 7) (ref.null $s))))) (assert_return (invoke "f") (ref.struct))""",
            "assert_return", "(struct #0 (i32.const 1) (struct #1 (i32.const 7) (ref.null)))", "(struct #0 (i32.const 1) (struct #1 (i32.const 9) (ref.null)))");
        yield return Fault(
            "length of an array", seven, nine,
            """(module (type $a (array i8)) (func (export "f") (result arrayref) (array.new_default $a (i32.const 7)))) (invoke "f")""",
            "invoke", "(array #0 of 7: (i32.const 0)", "(array #0 of 9: (i32.const 0)");
        yield return Fault(
            "call of the host", seven, nine, """(module (import "spectest" "print_i32" (func $p (param i32))) (func (export "f") (call $p (i32.const 7)))) (invoke "f")""",
            "host calls", "7 : i32", "9 : i32");
        yield return Fault(
            "fuel", [I32Const, 0, 0x04, 0x40], [I32Const, 1, 0x04, 0x40], """(module (func (export "f") (if (i32.const 0) (then (nop) (nop))))) (invoke "f")""",
            "fuel", "2 used", "4 used");
        yield return Fault(
            "start of a module", seven, nine, """(module (memory 1) (func $s (drop (i32.load (i32.mul (i32.const 7) (i32.const 8192))))) (start $s))""",
            "module", "instantiated", "trap: out of bounds memory access (OutOfBoundsMemoryAccess)");

        static TestCaseData Fault(string name, byte[] right, byte[] wrong, string script, string item, string left, string other) =>
            new TestCaseData(right, wrong, script, item, left, other).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Faults))]
    public void Every_kind_of_difference_is_found(byte[] right, byte[] wrong, string script, string item, string left, string other)
    {
        SuiteResult result = Run(script, options => new WrongEngine("wrong", options, right, wrong));
        ScriptComparison comparison = result.Comparisons.Single();
        Assert.That(comparison.Inconclusive, Is.Empty);
        if (item.Length == 0)
        {
            // The fault changes nothing that can be seen.
            Assert.That(comparison.Differences, Is.Empty);
            return;
        }

        Difference? found = comparison.Differences.FirstOrDefault(difference => difference.Command == item);
        Assert.That(found, Is.Not.Null, string.Join('\n', comparison.Differences));
        Assert.That(found!.Left, Does.Contain(left));
        Assert.That(found.Right, Does.Contain(other));
        Assert.That(result.Succeeded, Is.False);
        Assert.That((comparison.LeftEngine, comparison.RightEngine), Is.EqualTo(("reference", "other")));
    }

    [Test]
    public void What_both_do_is_no_difference()
    {
        const string Script = """
            (module $m
              (import "spectest" "print_i32" (func $p (param i32)))
              (import "spectest" "memory" (memory 1))
              (type $s (struct (field (mut (ref null $s))) (field i8)))
              (type $a (array (mut externref)))
              (tag $t (param i32 externref))
              (global $g (export "g") (mut anyref) (ref.null any))
              (table $t (export "t") 20 funcref)
              (elem (table $t) (i32.const 3) func 0 1 1 1 0)
              (data (i32.const 100) "abc")
              (func $cycle (export "cycle") (result anyref) (local $x (ref null $s))
                (local.set $x (struct.new $s (ref.null $s) (i32.const -1)))
                (struct.set $s 0 (local.get $x) (local.get $x))
                (global.set $g (local.get $x))
                (local.get $x))
              (func (export "array") (result arrayref) (array.new $a (ref.null extern) (i32.const 3)))
              (func (export "throw") (param externref) (throw $t (i32.const 1) (local.get 0)))
              (func $deep (export "deep") (call $deep))
              (func (export "nan") (result f32) (f32.div (f32.const 0) (f32.const 0)))
              (func (export "print") (call $p (i32.const 13)) (call $p (i32.const 14)))
              (func (export "null") (result funcref) (ref.null func))
              (func (export "self") (result funcref) (table.get $t (i32.const 4))))
            (assert_return (invoke "cycle") (ref.struct))
            (invoke "array")
            (assert_exception (invoke "throw" (ref.extern 3)))
            (assert_exhaustion (invoke "deep") "call stack exhausted")
            (assert_return (invoke "nan") (f32.const nan:canonical))
            (invoke "print")
            (invoke "null")
            (assert_return (invoke "self") (ref.func))
            (assert_return (get "g") (ref.struct))
            (register "m")
            (module (import "m" "t" (table 20 funcref)) (func $f) (elem (i32.const 0) func $f))
            (assert_trap (module (import "m" "t" (table 20 funcref)) (func $f) (elem (i32.const 1) func $f) (elem (i32.const 20) func $f)) "out of bounds table access")
            (assert_invalid (module (func (drop))) "type mismatch")
            """;
        SuiteResult result = Run(Script, options => new ReferenceEngine(options));
        Assert.That(result.Comparisons.Single().Differences, Is.Empty);
        Assert.That(result.Comparisons.Single().Inconclusive, Is.Empty);
        Assert.That(result.Comparisons.Single().Compared, Is.GreaterThan(20));
        Assert.That(result.Succeeded, string.Join('\n', result.Scripts.SelectMany(script => script.Failures)));
        Assert.That(result.Scripts.Select(script => (script.Engine, script.Mode)), Is.EqualTo(new[]
        {
            ("reference", "default"), ("other", "default"), ("reference", "compare"), ("other", "compare"),
        }));
    }

    [Test]
    public void Commands_that_one_engine_did_not_carry_out_are_differences()
    {
        ScriptComparison comparison = ScriptComparer.Compare(
            Answer(At(1, "instantiated"), At(2, "(i32.const 1)"), At(3, "trap: a"), At(5, "x")),
            Answer(At(1, "instantiated"), At(2, "(i32.const 2)"), At(4, "trap: a"), At(5, "x"), At(6, "y")));
        Assert.That(comparison.Differences, Is.EqualTo(new[]
        {
            new Difference(2, 1, "invoke", "(i32.const 1)", "(i32.const 2)"),
            new Difference(3, 1, "invoke", "trap: a", "not carried out"),
            new Difference(4, 1, "invoke", "not carried out", "trap: a"),
            new Difference(6, 1, "invoke", "not carried out", "y"),
        }));
        Assert.That(comparison.Inconclusive, Is.Empty);
    }

    [Test]
    public void What_an_engine_may_do_is_inconclusive_and_so_is_what_follows()
    {
        ScriptComparison comparison = ScriptComparer.Compare(
            Answer(At(1, "a"), At(2, "no result"), At(3, "c"), At(4, "x")),
            Answer(At(1, "b"), At(2, "exhaustion: call stack exhausted", "no room"), At(3, "d"), At(4, "x")));
        Assert.That(comparison.Differences.Select(difference => difference.Line), Is.EqualTo(new[] { 1 }), "before that");
        Assert.That(comparison.Inconclusive.Select(item => (item.Line, item.Reason)), Is.EqualTo(new[] { (2, "no room"), (3, "no room") }));
    }

    [Test]
    public void A_run_that_was_ended_says_nothing_about_the_rest()
    {
        ScriptAnswer whole = Answer(At(1, "a"), At(2, "b"), At(3, "c")) with { State = [new StateItem("global", "1")] };
        ScriptAnswer timedOut = Answer(At(1, "a"), At(2, "trap: interrupted")) with { State = [new StateItem(StateItem.End, "not reached", "time is over")] };
        ScriptComparison comparison = ScriptComparer.Compare(whole, timedOut);
        Assert.That(comparison.Differences, Is.Empty);
        Assert.That(comparison.Inconclusive, Has.Length.EqualTo(3));
        Assert.That(comparison.Inconclusive.Select(item => item.Reason), Is.All.Contains("time is over"));

        ScriptAnswer crashed = Answer() with { Result = SampleResults.Script("a.wast", 0) with { Crash = "SIGSEGV" } };
        comparison = ScriptComparer.Compare(crashed, whole);
        Assert.That(comparison.Differences, Is.Empty);
        Assert.That(comparison.Inconclusive.Select(item => item.Reason), Is.All.Contains("SIGSEGV"));
        Assert.That(comparison.Inconclusive, Has.Length.EqualTo(4));
    }

    [Test]
    public void State_is_compared_by_name()
    {
        ScriptComparison comparison = ScriptComparer.Compare(
            Answer() with { State = [new("a", "1"), new("b", "2"), new("only left", "3"), new("large", "x", "too large")] },
            Answer() with { State = [new("b", "2"), new("a", "9"), new("only right", "4"), new("large", "y", "too large")] });
        Assert.That(comparison.Differences.Select(item => (item.Command, item.Left, item.Right)), Is.EqualTo(new[]
        {
            ("a", "1", "9"), ("only left", "3", "none"), ("only right", "none", "4"),
        }));
        Assert.That(comparison.Inconclusive.Single().Command, Is.EqualTo("large"));
        Assert.That(comparison.Compared, Is.EqualTo(5));
    }

    [Test]
    public void Compare_mode_leaves_no_choice()
    {
        EngineOptions? options = null;
        Run("(module)", given =>
        {
            options = given;
            return new ReferenceEngine(given);
        });
        Assert.That(options, Is.EqualTo(new EngineOptions { CanonicalizeNaNs = true, DeterministicRelaxedSimd = true, ConsumeFuel = true, CountStackSlots = true }));
    }

    private static Observation At(int line, string outcome, string? incomparable = null) => new(new TextPosition(line, 1), "invoke", outcome, incomparable);

    private static ScriptAnswer Answer(params Observation[] commands) => new(SampleResults.Script("a.wast", 1), [.. commands], []);

    private static SuiteResult Run(string script, Func<EngineOptions, Engine> other)
    {
        using var folder = new TestFolder();
        return SuiteRunner.Run(new SuiteOptions
        {
            Paths = [folder.Write("a.wast", script)],
            Engines = [new EngineChoice("reference", options => new ReferenceEngine(options)), new EngineChoice("other", other)],
        });
    }
}
