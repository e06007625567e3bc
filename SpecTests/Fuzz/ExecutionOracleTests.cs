using NUnit.Framework;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Oracles;
using Wasm.Jit;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Everything that can be seen of a run is compared. What the engines would have to do wrong, another module does right.</summary>
[TestFixture]
public sealed class ExecutionOracleTests
{
    private const string Types = "(module (type $s (sub (struct (field (mut i32)) (field (mut (ref null $s)))))) (type $t (sub $s (struct (field (mut i32)) (field (mut (ref null $s))))))"
        + " (type $a (array (mut (ref null $s)))) ";

    private const string Host = "(module (import \"host\" \"log\" (func $log (param i32 anyref))) (import \"host\" \"again\" (func $again)) (import \"host\" \"throw\" (func $throw))"
        + " (tag $tag (export \"tag\") (param i32)) ";

    private static readonly EngineUnderTest Reference = EngineUnderTest.Reference();
    private static readonly EngineUnderTest Jit = EngineUnderTest.Jit();

    [TestCase(DifferenceKind.Results, "(func (export \"f\") (result f32) (f32.const 0))", "(func (export \"f\") (result f32) (f32.const -0))")]
    [TestCase(DifferenceKind.Results, "(func (export \"f\") (result f64) (f64.const nan))", "(func (export \"f\") (result f64) (f64.const nan:0x4))")]
    [TestCase(DifferenceKind.Results, "(func (export \"f\") (result v128) (v128.const i64x2 1 2))", "(func (export \"f\") (result v128) (v128.const i64x2 1 3))")]
    [TestCase(DifferenceKind.Results, "(func (export \"f\") (result i31ref) (ref.i31 (i32.const 1)))", "(func (export \"f\") (result i31ref) (ref.i31 (i32.const 2)))")]
    [TestCase(DifferenceKind.Results, "(func $f (export \"f\") (result funcref) (ref.func $f)) (func $g (export \"g\"))", "(func $f (export \"f\") (result funcref) (ref.func $g)) (func $g (export \"g\"))")]
    [TestCase(DifferenceKind.Outcome, "(func (export \"f\") (nop))", "(func (export \"f\") (unreachable))")]
    [TestCase(DifferenceKind.Outcome, "(func $f (export \"f\") (call $f))", "(func $f (export \"f\") (return_call $f))")]
    [TestCase(DifferenceKind.Trap, "(func (export \"f\") (result i32) (i32.div_s (i32.const 1) (i32.const 0)))", "(func (export \"f\") (result i32) (i32.div_s (i32.const 0x80000000) (i32.const -1)))")]
    [TestCase(DifferenceKind.Trap, "(table 3 funcref) (func (export \"f\") (call_indirect (i32.const 1)))", "(table 3 funcref) (func (export \"f\") (call_indirect (i32.const 2)))")]
    [TestCase(
        DifferenceKind.Trap,
        "(func (export \"f\") (if (i32.const 1) (then (unreachable)) (else (unreachable))))",
        "(func (export \"f\") (if (i32.const 0) (then (unreachable)) (else (unreachable))))")]
    [TestCase(DifferenceKind.Exception, "(tag $a) (tag $b) (func (export \"f\") (throw $a))", "(tag $a) (tag $b) (func (export \"f\") (throw $b))")]
    [TestCase(DifferenceKind.Exception, "(tag $a (param i32)) (func (export \"f\") (throw $a (i32.const 1)))", "(tag $a (param i32)) (func (export \"f\") (throw $a (i32.const 2)))")]
    [TestCase(DifferenceKind.Global, "(global $g (mut i64) (i64.const 0)) (func (export \"f\") (global.set $g (i64.const 1)) (unreachable))", "(global $g (mut i64) (i64.const 0)) (func (export \"f\") (global.set $g (i64.const 2)) (unreachable))")]
    [TestCase(DifferenceKind.Global, "(global $g (mut anyref) (ref.null any)) (func (export \"f\") (global.set $g (ref.i31 (i32.const 1))))", "(global $g (mut anyref) (ref.null any)) (func (export \"f\") (global.set $g (ref.i31 (i32.const 2))))")]
    [TestCase(DifferenceKind.Memory, "(memory 1) (func (export \"f\") (i32.store8 (i32.const 65535) (i32.const 1)) (unreachable))", "(memory 1) (func (export \"f\") (i32.store8 (i32.const 65535) (i32.const 2)) (unreachable))")]
    [TestCase(DifferenceKind.Memory, "(memory 1 3) (func (export \"f\") (drop (memory.grow (i32.const 1))))", "(memory 1 3) (func (export \"f\") (drop (memory.grow (i32.const 2))))")]
    [TestCase(DifferenceKind.Table, "(table $t 4 anyref) (func (export \"f\") (table.set $t (i32.const 1) (ref.i31 (i32.const 1))))", "(table $t 4 anyref) (func (export \"f\") (table.set $t (i32.const 2) (ref.i31 (i32.const 1))))")]
    [TestCase(DifferenceKind.Table, "(table $t 4 9 anyref) (func (export \"f\") (drop (table.grow $t (ref.null any) (i32.const 1))))", "(table $t 4 9 anyref) (func (export \"f\") (drop (table.grow $t (ref.null any) (i32.const 2))))")]
    [TestCase(DifferenceKind.Segment, "(data $a \"xy\") (data $b \"xy\") (func (export \"f\") (data.drop $a))", "(data $a \"xy\") (data $b \"xy\") (func (export \"f\") (data.drop $b))")]
    [TestCase(DifferenceKind.Segment, "(elem $a funcref (ref.null func)) (elem $b funcref (ref.null func)) (func (export \"f\") (elem.drop $a))", "(elem $a funcref (ref.null func)) (elem $b funcref (ref.null func)) (func (export \"f\") (elem.drop $b))")]
    [TestCase(DifferenceKind.Fuel, "(func (export \"f\") (nop))", "(func (export \"f\") (nop) (nop))")]
    [TestCase(DifferenceKind.Instantiation, "(memory 1) (data (i32.const 65536) \"\")", "(memory 1) (data (i32.const 65536) \"x\")")]
    [TestCase(DifferenceKind.Instantiation, "(import \"host\" \"again\" (func))", "(import \"host\" \"never\" (func))")]
    [TestCase(DifferenceKind.Instantiation, "(func $f) (start $f)", "(func $f (unreachable)) (start $f)")]
    public void What_differs_is_reported(DifferenceKind kind, string left, string right) =>
        Expect(kind, TextCase.Of($"(module {left})"), TextCase.Of($"(module {right})"));

    [TestCase("(call $log (i32.const 1) (ref.null any))", "(call $log (i32.const 2) (ref.null any))")]
    [TestCase("(call $log (i32.const 1) (ref.null any)) (call $throw)", "(call $throw) (call $log (i32.const 1) (ref.null any))")]
    [TestCase("(call $log (i32.const 1) (ref.null any))", "(call $log (i32.const 1) (ref.null any)) (call $log (i32.const 1) (ref.null any))")]
    public void Calls_of_the_host_are_compared(string left, string right) =>
        Expect(DifferenceKind.HostCall, TextCase.Of($"{Host} (func (export \"f\") {left}))"), TextCase.Of($"{Host} (func (export \"f\") {right}))"));

    // What calls of the host leave of the depth shows in how many calls it takes until there is no more.
    [TestCase("return_call $again")]
    [TestCase("return_call_ref $host (ref.func $again)")]
    [TestCase("call $again")]
    public void Functions_that_call_the_host_take_as_much_of_the_depth_on_both_engines(string call)
    {
        string parameters = string.Concat(Enumerable.Repeat(" i64", 40));
        string arguments = string.Concat(Enumerable.Repeat(" (i64.const 0)", 40));
        Verdict verdict = new ExecutionOracle().Run(
            TextCase.Of($"{Host} (type $host (func)) (elem declare func $again) (func $inner (export \"inner\") (call $inner)) (func $wide (param{parameters}) ({call})) (func (export \"f\") (call $wide{arguments})))"),
            [Reference, Jit]);
        Assert.That(verdict, Is.EqualTo(Verdict.Same));
    }

    [Test]
    public void How_a_call_by_the_host_ended_is_compared() => Expect(
        DifferenceKind.Outcome,
        TextCase.Of($"{Host} (func (export \"inner\") (nop)) (func (export \"f\") (call $again)))"),
        TextCase.Of($"{Host} (func (export \"inner\") (throw $tag (i32.const 1))) (func (export \"f\") (call $again)))"));

    [TestCase("(struct.new $s (i32.const 1) (ref.null $s))", "(struct.new $s (i32.const 2) (ref.null $s))")]
    [TestCase("(struct.new $s (i32.const 1) (ref.null $s))", "(struct.new $t (i32.const 1) (ref.null $s))")]
    [TestCase("(array.new_default $a (i32.const 1))", "(array.new_default $a (i32.const 2))")]
    [TestCase(
        "(local.set 0 (struct.new $s (i32.const 1) (ref.null $s))) (array.new_fixed $a 2 (local.get 0) (local.get 0))",
        "(local.set 0 (struct.new $s (i32.const 1) (ref.null $s))) (array.new_fixed $a 2 (local.get 0) (struct.new $s (i32.const 1) (ref.null $s)))")]
    [TestCase(
        "(local.set 0 (struct.new $s (i32.const 1) (ref.null $s))) (struct.set $s 1 (local.get 0) (local.get 0)) (local.get 0)",
        "(local.set 0 (struct.new $s (i32.const 1) (struct.new $s (i32.const 1) (ref.null $s)))) (struct.set $s 1 (struct.get $s 1 (local.get 0)) (local.get 0)) (local.get 0)")]
    public void Objects_are_compared_as_a_graph(string left, string right)
    {
        Expect(DifferenceKind.Objects, Case("(result anyref)", left, ""), Case("(result anyref)", right, ""), new ExecutionOptions { Fuel = false });
        Expect(DifferenceKind.Objects, Case("", left, "(global.set $g)"), Case("", right, "(global.set $g)"), new ExecutionOptions { Fuel = false });

        static GeneratedCase Case(string result, string made, string end) =>
            TextCase.Of($"{Types} (global $g (mut anyref) (ref.null any)) (func (export \"f\") {result} (local (ref null $s)) {made} {end}))");
    }

    [Test]
    public void Objects_passed_to_the_host_are_compared() => Expect(
        DifferenceKind.Objects,
        TextCase.Of($"{Host} (type $s (struct (field i32))) (func (export \"f\") (call $log (i32.const 0) (struct.new $s (i32.const 1)))))"),
        TextCase.Of($"{Host} (type $s (struct (field i32))) (func (export \"f\") (call $log (i32.const 0) (struct.new $s (i32.const 2)))))"));

    [Test]
    public void The_first_difference_of_a_memory_is_shown()
    {
        Verdict verdict = Compare(
            TextCase.Of("(module (memory 1) (func (export \"f\") (i64.store (i32.const 0x128) (i64.const 5)) (i32.store (i32.const 0x200) (i32.const 1))))"),
            TextCase.Of("(module (memory 1) (func (export \"f\") (i64.store (i32.const 0x128) (i64.const 7)) (i32.store (i32.const 0x200) (i32.const 2))))"));
        Assert.That(verdict, Is.InstanceOf<Different>());
        var different = (Different)verdict;
        Assert.That(different.Left, Does.Contain("at 0x128: 0000000000000005"));
        Assert.That(different.Right, Does.Contain("at 0x128: 0000000000000007"));
    }

    [Test]
    public void Modules_of_a_case_are_linked_and_the_engines_are_the_same([Values] bool fuel)
    {
        GeneratedCase item = TextCase.Of(
            $"{Host} (memory (export \"m\") 1 2) (table (export \"t\") 3 anyref) (global (export \"g\") (mut i32) (i32.const 4)) (func (export \"inner\") (unreachable)))",
            "(module (import \"m0\" \"m\" (memory 1)) (import \"m0\" \"t\" (table $t 1 anyref)) (import \"m0\" \"g\" (global $g (mut i32))) (import \"host\" \"again\" (func $again))"
            + " (import \"m0\" \"tag\" (tag $tag (param i32))) (import \"host\" \"throw\" (func $throw)) (type $s (struct (field (mut i32)) (field (mut anyref))))"
            + " (func (export \"a\") (result i32 f64) (i32.store (i32.const 8) (global.get $g)) (table.set $t (i32.const 1) (struct.new $s (i32.const 1) (ref.null any)))"
            + "   (struct.set $s 1 (ref.cast (ref $s) (table.get $t (i32.const 1))) (table.get $t (i32.const 1))) (i32.load8_u (i32.const 8)) (f64.div (f64.const 0) (f64.const 0)))"
            + " (func (export \"b\") (call $again)) (func (export \"c\") (result i32) (block (result i32) (try_table (catch $tag 0) (call $throw)) (i32.const 3)))"
            + " (func (export \"d\") (loop (br 0))) (func (export \"e\") (call $throw)))",
            "(module (import \"m1\" \"nothing\" (func)))",
            "(module (import \"m2\" \"nothing\" (func)))");
        if (!fuel)
        {
            item = new GeneratedCase
            {
                Modules = item.Modules,
                HostFunctions = item.HostFunctions,
                Calls = [.. item.Calls.Where(call => call.Export != "d")],
                Swarm = item.Swarm,
                BytesUsed = 0,
            };
        }

        var oracle = new ExecutionOracle(new ExecutionOptions { Fuel = fuel });
        Assert.That(oracle.Run(item, [Reference, Jit, EngineUnderTest.Jit(new JitOptions { SimpleAllocator = true })]), Is.EqualTo(Verdict.Same));
    }

    [Test]
    public void Growth_fails_where_the_schedule_says()
    {
        GeneratedCase item = TextCase.Of("(module (memory 1 3) (func (export \"f\") (result i32) (memory.grow (i32.const 1))) (func (export \"g\") (result i32) (memory.grow (i32.const 1))))");
        var rules = new ExecutionOptions { FailingGrowths = 2 };
        Assert.That(new ExecutionOracle(rules).Run(item, [Reference, Jit]), Is.EqualTo(Verdict.Same));
        var texts = new TextTable();
        Recording all = new CaseRunner(texts).Run(item, Reference, new ExecutionOptions());
        Recording some = new CaseRunner(texts).Run(item, Reference, rules);
        var different = (Different)ExecutionOracle.Compare(item, all, some, "all", "some");
        Assert.That((different.Kind, different.Where), Is.EqualTo((DifferenceKind.Results, "call 1 of m0.g")));
    }

    [Test]
    public void A_module_that_all_refuse_says_nothing()
    {
        Verdict verdict = new ExecutionOracle().Run(TextCase.Of("(module (func (export \"f\") (i32.const 1)))"), [Reference, Jit]);
        Assert.That(verdict, Is.InstanceOf<Inconclusive>().And.Property(nameof(Inconclusive.Reason)).EqualTo(InconclusiveReason.InvalidCase));
    }

    [Test]
    public void What_would_not_end_is_not_run_without_fuel()
    {
        GeneratedCase item = TextCase.Of("(module (func (export \"f\") (loop (br 0))))");
        Assert.That(new ExecutionOracle().Run(item, [Reference, Jit]), Is.EqualTo(Verdict.Same));
        Verdict verdict = new ExecutionOracle(new ExecutionOptions { Fuel = false }).Run(item, [Reference, Jit]);
        Assert.That(verdict, Is.InstanceOf<Inconclusive>().And.Property(nameof(Inconclusive.Reason)).EqualTo(InconclusiveReason.NeedsFuel));
    }

    [Test]
    public void Behind_what_cannot_be_compared_nothing_is()
    {
        GeneratedCase item = TextCase.Of("(module (func (export \"f\") (result i32) (i32.const 1)))");
        var texts = new TextTable();
        Recording left = new CaseRunner(texts).Run(item, Reference, new ExecutionOptions());
        Recording right = new CaseRunner(texts).Run(item, Reference, new ExecutionOptions());
        right.MarkIncomparable(InconclusiveReason.ProcessExhausted, "no room");
        right.Add(1);
        right.End(EventKind.Fuel, 9);
        Assert.That(ExecutionOracle.Compare(item, left, right, "a", "b"), Is.EqualTo(new Inconclusive(InconclusiveReason.ProcessExhausted, "no room")));
        right.Alter(right.Events[0].Start, (ulong)OutcomeTag.Skipped);
        Assert.That(ExecutionOracle.Compare(item, left, right, "a", "b"), Is.InstanceOf<Different>());
    }

    [Test]
    public void Every_word_of_a_recording_matters_and_every_difference_has_a_text()
    {
        GeneratedCase item = TextCase.Of(
            $"{Host} (type $s (struct (field (mut anyref)) (field v128))) (memory 1) (table 2 funcref) (elem $e funcref (ref.null func)) (data $d \"abc\") (global (mut anyref) (ref.i31 (i32.const 1)))"
            + " (func (export \"a\") (result i32 i64 f32 f64 anyref) (i32.const 1) (i64.const 2) (f32.const 3) (f64.const 4) (struct.new $s (ref.i31 (i32.const 2)) (v128.const i64x2 1 2)))"
            + " (func (export \"b\") (throw $tag (i32.const 1))) (func (export \"c\") (unreachable)) (func $d (export \"d\") (call $d)))");
        var texts = new TextTable();
        var runner = new CaseRunner(texts);
        Recording left = new CaseRunner(texts).Run(item, Reference, new ExecutionOptions());
        Recording right = runner.Run(item, Reference, new ExecutionOptions());
        Assert.That(ExecutionOracle.Compare(item, left, right, "a", "b"), Is.EqualTo(Verdict.Same));
        foreach (Event place in left.Events)
        {
            for (int i = place.Start; i < place.End; i++)
            {
                ulong word = left.WordsOf(in place)[i - place.Start];
                right.Alter(i, word ^ 1);
                Assert.That(ExecutionOracle.Compare(item, left, right, "a", "b"), Is.InstanceOf<Different>(), $"{place}, word {i - place.Start}");
                right.Alter(i, word);
            }
        }
    }

    [Test]
    public void An_engine_that_fails_is_a_difference()
    {
        GeneratedCase item = TextCase.Of("(module (func (export \"f\")))");
        var texts = new TextTable();
        Recording left = new CaseRunner(texts).Run(item, Reference, new ExecutionOptions());
        Recording right = new CaseRunner(texts).Run(item, Reference, new ExecutionOptions());
        right.Alter(right.Events[0].Start, (ulong)OutcomeTag.EngineError);
        Assert.That(((Different)ExecutionOracle.Compare(item, left, right, "a", "b")).Kind, Is.EqualTo(DifferenceKind.EngineError));
    }

    private static void Expect(DifferenceKind kind, GeneratedCase left, GeneratedCase right, ExecutionOptions? options = null)
    {
        Verdict verdict = Compare(left, right, options);
        Assert.That(verdict, Is.InstanceOf<Different>());
        var different = (Different)verdict;
        Assert.That(different.Kind, Is.EqualTo(kind), different.ToString());
        Assert.That(different.Left, Is.Not.EqualTo(different.Right));

        // On the other engine as well, and each is the same as itself.
        Assert.That(new ExecutionOracle(options).Run(left, [Reference, Jit]), Is.EqualTo(Verdict.Same));
        Assert.That(new ExecutionOracle(options).Run(right, [Reference, Jit]), Is.EqualTo(Verdict.Same));
    }

    private static Verdict Compare(GeneratedCase left, GeneratedCase right, ExecutionOptions? options = null)
    {
        var texts = new TextTable();
        Recording one = new CaseRunner(texts).Run(left, Reference, options ?? new ExecutionOptions(), contents: true);
        Recording other = new CaseRunner(texts).Run(right, Jit, options ?? new ExecutionOptions(), contents: true);
        return ExecutionOracle.Compare(left, one, other, Reference.Name, Jit.Name);
    }
}
