using NUnit.Framework;
using Wasm.Interpreter;
using Wasm.Text;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Script;

/// <summary>Tests the tester: right scripts pass, and each wrong expectation fails, at its place, in its words.</summary>
[TestFixture]
public sealed class ScriptExecutorTests
{
    private const string Library = """
        (module
          (type $s (struct)) (type $a (array i8))
          (tag $e (param i32))
          (memory (export "mem") 1 2)
          (global (export "g") i32 (i32.const 42))
          (global (export "gm") (mut f32) (f32.const 1.5))
          (func (export "nop"))
          (func (export "one") (result i32) (i32.const 1))
          (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2))
          (func (export "id") (param i32) (result i32) (local.get 0))
          (func (export "nan") (result f32) (f32.const nan))
          (func (export "nan1") (result f32) (f32.const nan:0x400001))
          (func (export "vec") (result v128) (v128.const f32x4 1 nan 3 nan:0x400001))
          (func (export "null") (result anyref) (ref.null any))
          (func (export "i31") (result anyref) (ref.i31 (i32.const 3)))
          (func (export "struct") (result anyref) (struct.new $s))
          (func (export "array") (result anyref) (array.new_fixed $a 0))
          (func $f (export "func") (result funcref) (ref.func $f))
          (func (export "any") (param anyref) (result anyref) (local.get 0))
          (func (export "extern") (param externref) (result externref) (local.get 0))
          (func (export "out") (param anyref) (result externref) (extern.convert_any (local.get 0)))
          (func (export "trap") (unreachable))
          (func (export "div") (result i32) (i32.div_s (i32.const 1) (i32.const 0)))
          (func (export "throw") (throw $e (i32.const 7)))
          (func $deep (export "deep") (call $deep))
          (func (export "loop") (loop $l (br $l)))
        )

        """;

    // Lines of the library, so that tests can count from 1.
    private static readonly int Before = Library.Count(c => c == '\n');

    private static ScriptResult Run(string text, ScriptOptions? options = null) => new ScriptExecutor(new ReferenceEngine(), options).Run("test.wast", text);

    private static void AssertBooks(ScriptResult result)
    {
        Assert.That(result.Passed + result.Failed + result.Skipped, Is.EqualTo(result.Commands));
        Assert.That(result.Skips, Has.Length.EqualTo(result.Skipped));
    }

    private static Failure FailureOf(string text, ScriptOptions? options = null)
    {
        ScriptResult result = Run(Library + text, options);
        AssertBooks(result);
        Assert.That(result.Failures, Has.Length.EqualTo(1), text);
        Assert.That(result.Failed, Is.EqualTo(1));
        Assert.That(result.Failures[0].Line, Is.EqualTo(Before + 1));
        return result.Failures[0];
    }

    [TestCase("(invoke \"nop\")")]
    [TestCase("(get \"g\")")]
    [TestCase("(assert_return (invoke \"nop\"))")]
    [TestCase("(assert_return (get \"g\") (i32.const 42))")]
    [TestCase("(assert_return (get \"gm\") (f32.const 1.5))")]
    [TestCase("(assert_return (invoke \"two\") (i32.const 1) (i64.const 2))")]
    [TestCase("(assert_return (invoke \"nan\") (f32.const nan:canonical))")]
    [TestCase("(assert_return (invoke \"nan1\") (f32.const nan:arithmetic))")]
    [TestCase("(assert_return (invoke \"vec\") (v128.const f32x4 1 nan:canonical 3 nan:arithmetic))")]
    [TestCase("(assert_return (invoke \"null\") (ref.null))")]
    [TestCase("(assert_return (invoke \"i31\") (ref.i31))")]
    [TestCase("(assert_return (invoke \"struct\") (ref.struct))")]
    [TestCase("(assert_return (invoke \"array\") (ref.array))")]
    [TestCase("(assert_return (invoke \"func\") (ref.func))")]
    [TestCase("(assert_return (invoke \"any\" (ref.host 3)) (ref.host 3))")]
    [TestCase("(assert_return (invoke \"any\" (ref.null none)) (ref.null any))")]
    [TestCase("(assert_return (invoke \"extern\" (ref.extern 3)) (ref.extern 3))")]
    [TestCase("(assert_return (invoke \"out\" (ref.host 3)) (ref.extern 3))")]
    [TestCase("(assert_return (invoke \"one\") (either (i32.const 0) (i32.const 1)))")]
    [TestCase("(assert_trap (invoke \"trap\") \"unreachable\")")]
    [TestCase("(assert_trap (invoke \"trap\") \"unreach\")")]
    [TestCase("(assert_trap (invoke \"trap\") \"\")")]
    [TestCase("(assert_exception (invoke \"throw\"))")]
    [TestCase("(assert_exhaustion (invoke \"deep\") \"call stack exhausted\")")]
    [TestCase("(assert_invalid (module (func (result i32))) \"type mismatch\")")]
    [TestCase("(assert_invalid (module quote \"(func (result i32))\") \"type mismatch\")")]
    [TestCase("(assert_malformed (module quote \"(func\") \"unexpected token\")")]
    [TestCase("(assert_malformed (module (bogus)) \"unknown operator\")")]
    [TestCase("(assert_malformed (module binary \"\") \"unexpected end\")")]
    [TestCase("(assert_malformed_custom (module (@custom)) \"@custom annotation: missing section name\")")]
    [TestCase("(assert_unlinkable (module (import \"x\" \"y\" (func))) \"unknown import\")")]
    [TestCase("(assert_unlinkable (module (import \"spectest\" \"print\" (global i32))) \"incompatible import type\")")]
    [TestCase("(assert_trap (module (func $f (unreachable)) (start $f)) \"unreachable\")")]
    [TestCase("(assert_trap (module (tag $t) (func $f (throw $t)) (start $f)) \"uncaught exception\")")]
    public void True_statements_pass(string text)
    {
        ScriptResult result = Run(Library + text);
        AssertBooks(result);
        Assert.That(result.Failures, Is.Empty);
        Assert.That((result.Commands, result.Passed), Is.EqualTo((2, 2)));
    }

    [TestCase("(invoke \"trap\")", "a return", "trap: unreachable")]
    [TestCase("(invoke \"bogus\")", "an exported function \"bogus\"", "undefined export")]
    [TestCase("(invoke \"g\")", "an exported function \"g\"", "the export is not a function")]
    [TestCase("(get \"one\")", "an exported global \"one\"", "the export is not a global")]
    [TestCase("(get \"bogus\")", "an exported global \"bogus\"", "undefined export")]
    [TestCase("(invoke $x \"one\")", "a module instance", "unknown module instance $x")]
    [TestCase("(invoke \"id\")", "arguments for [i32] -> [i32]", "wrong number of arguments: 0 for 1")]
    [TestCase("(invoke \"nop\" (i32.const 1))", "arguments for [] -> []", "wrong number of arguments: 1 for 0")]
    [TestCase("(invoke \"id\" (i64.const 1))", "arguments for [i32] -> [i32]", "wrong type of argument: argument 0 is i64")]
    [TestCase("(invoke \"any\" (ref.extern 1))", "arguments for [anyref] -> [anyref]", "wrong type of argument: argument 0 is (ref extern)")]
    [TestCase("(invoke \"any\" (ref.null func))", "arguments for [anyref] -> [anyref]", "wrong type of argument: argument 0 is funcref")]
    [TestCase("(assert_return (invoke \"one\") (i32.const 2))", "(i32.const 2)", "(i32.const 1)")]
    [TestCase("(assert_return (invoke \"one\"))", "no result", "(i32.const 1)")]
    [TestCase("(assert_return (invoke \"nop\") (i32.const 1))", "(i32.const 1)", "no result")]
    [TestCase("(assert_return (invoke \"two\") (i32.const 1))", "(i32.const 1)", "(i32.const 1) (i64.const 2)")]
    [TestCase("(assert_return (invoke \"two\") (i64.const 2) (i32.const 1))", "(i64.const 2) (i32.const 1)", "(i32.const 1) (i64.const 2)")]
    [TestCase("(assert_return (get \"g\") (i32.const 41))", "(i32.const 41)", "(i32.const 42)")]
    [TestCase("(assert_return (invoke \"nan1\") (f32.const nan:canonical))", "(f32.const nan:canonical)", "(f32.const nan:0x400001)")]
    [TestCase("(assert_return (invoke \"one\") (f32.const nan:arithmetic))", "(f32.const nan:arithmetic)", "(i32.const 1)")]
    [TestCase("(assert_return (invoke \"vec\") (v128.const f32x4 1 nan:canonical 3 nan:canonical))", "(v128.const f32x4 1 nan:canonical 3 nan:canonical)", "(v128.const f32x4 1 nan 3 nan:0x400001)")]
    [TestCase("(assert_return (invoke \"vec\") (v128.const f32x4 0 nan:canonical 3 nan:arithmetic))", "(v128.const f32x4 0 nan:canonical 3 nan:arithmetic)", "(v128.const f32x4 1 nan 3 nan:0x400001)")]
    [TestCase("(assert_return (invoke \"null\") (ref.i31))", "(ref.i31)", "(ref.null)")]
    [TestCase("(assert_return (invoke \"i31\") (ref.null))", "(ref.null)", "(ref.i31 3)")]
    [TestCase("(assert_return (invoke \"i31\") (ref.struct))", "(ref.struct)", "(ref.i31 3)")]
    [TestCase("(assert_return (invoke \"struct\") (ref.array))", "(ref.array)", "(ref.struct)")]
    [TestCase("(assert_return (invoke \"array\") (ref.i31))", "(ref.i31)", "(ref.array)")]
    [TestCase("(assert_return (invoke \"func\") (ref))", "(ref)", "(ref.func)")]
    [TestCase("(assert_return (invoke \"func\") (ref.eq))", "(ref.eq)", "(ref.func)")]
    [TestCase("(assert_return (invoke \"struct\") (ref.func))", "(ref.func)", "(ref.struct)")]
    [TestCase("(assert_return (invoke \"any\" (ref.host 3)) (ref.host 4))", "(ref.host 4)", "(ref.host 3)")]
    [TestCase("(assert_return (invoke \"any\" (ref.host 3)) (ref.extern 3))", "(ref.extern 3)", "(ref.host 3)")]
    [TestCase("(assert_return (invoke \"extern\" (ref.extern 3)) (ref.host 3))", "(ref.host 3)", "(ref.extern 3)")]
    [TestCase("(assert_return (invoke \"extern\" (ref.extern 3)) (ref.exn))", "(ref.exn)", "(ref.extern 3)")]
    [TestCase("(assert_return (invoke \"one\") (either (i32.const 0) (i32.const 2)))", "(either (i32.const 0) (i32.const 2))", "(i32.const 1)")]
    [TestCase("(assert_return (invoke \"trap\"))", "no result", "trap: unreachable")]
    [TestCase("(assert_return (invoke \"throw\"))", "no result", "uncaught exception (i32.const 7)")]
    [TestCase("(assert_return (invoke \"deep\"))", "no result", "exhaustion: call stack exhausted")]
    [TestCase("(assert_trap (invoke \"one\") \"unreachable\")", "trap: unreachable", "(i32.const 1)")]
    [TestCase("(assert_trap (invoke \"div\") \"unreachable\")", "trap: unreachable", "trap: integer divide by zero")]
    [TestCase("(assert_trap (invoke \"trap\") \"unreachable executed\")", "trap: unreachable executed", "trap: unreachable")]
    [TestCase("(assert_trap (invoke \"throw\") \"\")", "trap: ", "uncaught exception (i32.const 7)")]
    [TestCase("(assert_trap (invoke \"deep\") \"call stack exhausted\")", "trap: call stack exhausted", "exhaustion: call stack exhausted")]
    [TestCase("(assert_exhaustion (invoke \"trap\") \"\")", "exhaustion: ", "trap: unreachable")]
    [TestCase("(assert_exhaustion (invoke \"deep\") \"stack\")", "exhaustion: stack", "exhaustion: call stack exhausted")]
    [TestCase("(assert_exception (invoke \"one\"))", "an exception", "(i32.const 1)")]
    [TestCase("(assert_exception (invoke \"trap\"))", "an exception", "trap: unreachable")]
    [TestCase("(assert_invalid (module) \"type mismatch\")", "invalid: type mismatch", "the module is valid")]
    [TestCase("(assert_invalid (module (func (drop))) \"unknown\")", "invalid: unknown", "invalid: type mismatch")]
    [TestCase("(assert_invalid (module quote \"(\") \"\")", "invalid: ", "syntax error: unexpected token")]
    [TestCase("(assert_invalid (module binary \"\") \"unexpected end\")", "invalid: unexpected end", "malformed: unexpected end of section or function (at offset 0x0)")]
    [TestCase("(assert_malformed (module quote \"\") \"unexpected token\")", "malformed: unexpected token", "the module is well-formed")]
    [TestCase("(assert_malformed (module quote \"(func (drop))\") \"type mismatch\")", "malformed: type mismatch", "the module is well-formed")]
    [TestCase("(assert_malformed (module quote \"(func\") \"unclosed\")", "malformed: unclosed", "syntax error: unexpected token")]
    [TestCase("(assert_malformed (module (@custom)) \"@custom\")", "malformed: @custom", "malformed custom section: @custom annotation: missing section name")]
    [TestCase("(assert_malformed_custom (module) \"\")", "malformed custom section: ", "the module is well-formed")]
    [TestCase("(assert_malformed_custom (module (bogus)) \"\")", "malformed custom section: ", "syntax error: unknown operator")]
    [TestCase("(assert_invalid_custom (module) \"\")", "invalid custom section: ", "the module is valid")]
    [TestCase("(assert_invalid_custom (module (func (drop))) \"type\")", "invalid custom section: type", "invalid: type mismatch")]
    [TestCase("(assert_unlinkable (module) \"unknown import\")", "link failure: unknown import", "the module was instantiated")]
    [TestCase("(assert_unlinkable (module (import \"x\" \"y\" (func))) \"incompatible\")", "link failure: incompatible", "link failure: unknown import")]
    [TestCase("(assert_unlinkable (module (func $f (unreachable)) (start $f)) \"\")", "link failure: ", "trap: unreachable")]
    [TestCase("(assert_unlinkable (module (func (drop))) \"\")", "a valid module", "invalid: type mismatch")]
    [TestCase("(assert_trap (module) \"unreachable\")", "trap: unreachable", "the module was instantiated")]
    [TestCase("(assert_trap (module (func $f (unreachable)) (start $f)) \"integer\")", "trap: integer", "trap: unreachable")]
    [TestCase("(assert_trap (module (import \"x\" \"y\" (func))) \"\")", "trap: ", "link failure: unknown import")]
    [TestCase("(module (bogus))", "a valid module", "syntax error: unknown operator")]
    [TestCase("(module (func (drop)))", "a valid module", "invalid: type mismatch")]
    [TestCase("(module binary \"\\00asm\\01\\00\\00\\00\\ff\\00\")", "a valid module", "malformed: malformed section id 255 (at offset 0x8)")]
    [TestCase("(module (@custom))", "a valid module", "malformed custom section: @custom annotation")]
    [TestCase("(module (import \"x\" \"y\" (func)))", "an instance", "link failure: unknown import")]
    [TestCase("(module (func $f (unreachable)) (start $f))", "an instance", "trap: unreachable")]
    [TestCase("(module (memory 1) (data (i32.const 65536) \"x\"))", "an instance", "trap: out of bounds memory access")]
    [TestCase("(module instance $x)", "a module", "unknown module $x")]
    [TestCase("(register \"x\" $x)", "a module instance", "unknown module instance $x")]
    [TestCase("(bogus)", "a command", "syntax error: unexpected token: unknown command bogus")]
    public void False_statements_fail(string text, string expected, string actual)
    {
        Failure failure = FailureOf(text);
        Assert.That(failure.Expected, Is.EqualTo(expected));
        Assert.That(failure.Actual, Does.StartWith(actual));
        Assert.That(failure.Excerpt, Is.Not.Null);
    }

    // What fails by its message alone passes if messages do not matter; what fails by its kind never does.
    [TestCase("(assert_trap (invoke \"div\") \"unreachable\")", true)]
    [TestCase("(assert_exhaustion (invoke \"deep\") \"stack\")", true)]
    [TestCase("(assert_invalid (module (func (drop))) \"unknown\")", true)]
    [TestCase("(assert_malformed (module quote \"(func\") \"unclosed\")", true)]
    [TestCase("(assert_malformed_custom (module (@custom)) \"x\")", true)]
    [TestCase("(assert_unlinkable (module (import \"x\" \"y\" (func))) \"incompatible\")", true)]
    [TestCase("(assert_trap (module (func $f (unreachable)) (start $f)) \"integer\")", true)]
    [TestCase("(assert_trap (invoke \"one\") \"unreachable\")", false)]
    [TestCase("(assert_trap (invoke \"throw\") \"unreachable\")", false)]
    [TestCase("(assert_malformed (module (func (drop))) \"type mismatch\")", false)]
    [TestCase("(assert_invalid (module quote \"(\") \"unexpected token\")", false)]
    [TestCase("(assert_unlinkable (module (func $f (unreachable)) (start $f)) \"\")", false)]
    [TestCase("(assert_return (invoke \"one\") (i32.const 2))", false)]
    public void Lenient_runs_look_at_kinds_only(string text, bool passes)
    {
        Assert.That(Run(Library + text).Succeeded, Is.False);
        Assert.That(Run(Library + text, new ScriptOptions { Lenient = true }).Succeeded, Is.EqualTo(passes));
    }

    [Test]
    public void All_failures_are_reported_in_order()
    {
        ScriptResult result = Run(Library + """
            (assert_return (invoke "one") (i32.const 2))
            (assert_return (invoke "one") (i32.const 1))
              (assert_trap (invoke "one") "x")
            (bogus)
            (assert_return (invoke "one") (i32.const 3))
            """);
        AssertBooks(result);
        Assert.That((result.Commands, result.Passed, result.Failed), Is.EqualTo((5, 2, 3)), "what stands behind a syntax error is not read");
        Assert.That(
            result.Failures.Select(failure => (failure.Line - Before, failure.Column, failure.Command)),
            Is.EqualTo(new[] { (1, 1, "assert_return"), (3, 3, "assert_trap"), (4, 1, "script") }));
    }

    [Test]
    public void An_excerpt_shows_the_place_inside_a_module()
    {
        Failure failure = FailureOf("(module\n  (func (result i32)\n    (i64.const 1)))");
        Assert.That((failure.Excerpt!.Line - Before, failure.Excerpt.Text[failure.Excerpt.Caret..]), Is.AnyOf((2, "(func (result i32)"), (3, ")))"), (3, ")"), (3, "))")));
        Assert.That(failure.Actual, Does.Contain($"(at {failure.Excerpt.Line}:{failure.Excerpt.Column})"));
    }

    [Test]
    public void Commands_after_a_line_are_not_carried_out()
    {
        ScriptResult result = Run(Library + """
            (assert_return (invoke "one") (i32.const 2))
            (assert_return (invoke "one")
              (i32.const 3)) (invoke "one")
            (assert_return (invoke "one") (i32.const 4))
            (bogus)
            """, new ScriptOptions { UntilLine = Before + 3 });
        AssertBooks(result);
        Assert.That((result.Commands, result.Passed, result.Failed, result.Skipped), Is.EqualTo((6, 2, 2, 2)));
        Assert.That(result.Skips.Select(skip => skip.Reason), Is.All.EqualTo($"after line {Before + 3}"));
    }

    [Test]
    public void What_needs_a_module_that_failed_is_skipped()
    {
        ScriptResult result = Run("""
            (module $a (func (export "f")))
            (module $b (func (export "f") (drop)))
            (invoke "f")
            (assert_return (invoke $b "f"))
            (register "b" $b)
            (module instance $c $b)
            (invoke $c "f")
            (invoke $a "f")
            (module $b (func (export "f")))
            (invoke $b "f")
            """);
        AssertBooks(result);
        Assert.That((result.Passed, result.Failed, result.Skipped), Is.EqualTo((4, 1, 5)));
        Assert.That(result.Skips.Select(skip => skip.Line), Is.EqualTo(new[] { 3, 4, 5, 6, 7 }));
        Assert.That(result.Skips[0].Reason, Is.EqualTo("the module instance of line 2 failed"));
        Assert.That(result.Skips[3].Reason, Is.EqualTo("the module of line 2 failed"));
    }

    [Test]
    public void An_implicit_module_is_no_command_but_can_fail()
    {
        ScriptResult good = Run("(func) (memory 0)");
        Assert.That((good.Commands, good.Failures.Length), Is.EqualTo((0, 0)));
        ScriptResult bad = Run("\n(func)\n(func (drop))");
        AssertBooks(bad);
        Assert.That((bad.Commands, bad.Failed, bad.Succeeded), Is.EqualTo((0, 0, false)));
        Assert.That((bad.Failures.Single().Line, bad.Failures.Single().Column, bad.Failures.Single().Excerpt!.Line), Is.EqualTo((1, 1, 3)));
    }

    [Test]
    public void A_script_that_does_not_end_is_ended()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        ScriptResult result = Run(Library + """
            (assert_return (invoke "loop"))
            (assert_return (invoke "one") (i32.const 1))
            """, new ScriptOptions { Timeout = TimeSpan.FromMilliseconds(200) });
        AssertBooks(result);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
        Assert.That((result.Passed, result.Failed, result.Skipped), Is.EqualTo((1, 1, 1)));
        Assert.That(result.Failures[0].Actual, Is.EqualTo("timed out"));
        Assert.That(result.Skips[0].Reason, Is.EqualTo("the script's time of 0.2 s was over"));
    }

    [Test]
    public void A_cancelled_script_counts_the_rest_as_skipped()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var script = Wast.Script.ScriptParser.Parse(new SourceText("test.wast", "(module) (module)"u8.ToArray()));
        ScriptResult result = new ScriptExecutor(new ReferenceEngine()).Run(script, source.Token);
        AssertBooks(result);
        Assert.That((result.Commands, result.Skipped, result.Succeeded), Is.EqualTo((2, 2, true)));
    }

    [Test]
    public void Fail_fast_ends_the_script()
    {
        ScriptResult result = Run("(invoke \"f\") (invoke \"f\") (bogus)", new ScriptOptions { FailFast = true });
        AssertBooks(result);
        Assert.That((result.Commands, result.Failed, result.Skipped), Is.EqualTo((3, 1, 2)));
    }

    [Test]
    public void Print_functions_write_values_with_their_types()
    {
        using var output = new StringWriter { NewLine = "\n" };
        ScriptResult result = Run("""
            (module
              (import "spectest" "print_i32" (func $i (param i32)))
              (import "spectest" "print_f64_f64" (func $f (param f64 f64)))
              (import "spectest" "print" (func $p))
              (func (export "run") (call $p) (call $i (i32.const -3)) (call $f (f64.const 1.5) (f64.const -nan))))
            (invoke "run")
            """, new ScriptOptions { Output = output });
        Assert.That(result.Failures, Is.Empty);
        Assert.That(output.ToString(), Is.EqualTo("-3 : i32\n1.5 : f64\n-nan : f64\n"));
    }

    [Test]
    public void The_host_module_is_exactly_the_official_one()
    {
        Assert.That(Run("""
            (module
              (import "spectest" "global_i32" (global $a i32)) (import "spectest" "global_i64" (global $b i64))
              (import "spectest" "global_f32" (global $c f32)) (import "spectest" "global_f64" (global $d f64))
              (import "spectest" "table" (table $t 10 20 funcref)) (import "spectest" "table64" (table $t64 i64 10 20 funcref))
              (import "spectest" "memory" (memory 1 2))
              (import "spectest" "print" (func)) (import "spectest" "print_i32" (func (param i32))) (import "spectest" "print_i64" (func (param i64)))
              (import "spectest" "print_f32" (func (param f32))) (import "spectest" "print_f64" (func (param f64)))
              (import "spectest" "print_i32_f32" (func (param i32 f32))) (import "spectest" "print_f64_f64" (func (param f64 f64)))
              (func (export "a") (result i32) (global.get $a)) (func (export "b") (result i64) (global.get $b))
              (func (export "c") (result i32) (i32.reinterpret_f32 (global.get $c))) (func (export "d") (result i64) (i64.reinterpret_f64 (global.get $d)))
              (func (export "t") (result i32) (table.size $t)) (func (export "m") (result i32) (memory.size))
              (func (export "null") (result funcref) (table.get $t (i32.const 9))))
            (assert_return (invoke "a") (i32.const 666))
            (assert_return (invoke "b") (i64.const 666))
            (assert_return (invoke "c") (i32.const 0x4426a666))
            (assert_return (invoke "d") (i64.const 0x4084d4cccccccccd))
            (assert_return (invoke "t") (i32.const 10))
            (assert_return (invoke "m") (i32.const 1))
            (assert_return (invoke "null") (ref.null func))
            (assert_unlinkable (module (import "spectest" "unknown" (func))) "unknown import")
            (assert_unlinkable (module (import "spectest" "shared_memory" (memory 1 2))) "unknown import")
            (assert_unlinkable (module (import "spectest" "global_i32" (global (mut i32)))) "incompatible import type")
            (assert_unlinkable (module (import "spectest" "memory" (memory 2))) "incompatible import type")
            """).Failures, Is.Empty);
    }

    [Test]
    public void An_engine_that_breaks_is_a_failure_and_no_crash()
    {
        ScriptResult result = new ScriptExecutor(new BrokenEngine()).Run("test.wast", "(module) (invoke \"f\") (assert_invalid (module (func (drop))) \"type mismatch\")");
        AssertBooks(result);
        Assert.That((result.Passed, result.Failed, result.Skipped), Is.EqualTo((1, 1, 1)));
        Assert.That(result.Failures[0].Actual, Is.EqualTo("internal error: NotSupportedException: this engine compiles nothing (in BrokenEngine.Compile)"));
    }
}
