using NUnit.Framework;
using Wasm.Interpreter;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Script;

/// <summary>Names of modules and instances, registration, and what the latest of each is.</summary>
[TestFixture]
public sealed class ScriptNamesTests
{
    private static ScriptResult Run(string text) => new ScriptExecutor(new ReferenceEngine()).Run("test.wast", text);

    private static void AssertPasses(string text) => Assert.That(Run(text).Failures, Is.Empty);

    [TestCase("$M")]
    [TestCase("M")]
    [TestCase("")]
    public void A_modules_name_is_no_name_to_import_from(string name) => AssertPasses($"""
        (module $M (func (export "f")))
        (assert_unlinkable (module (import "{name}" "f" (func))) "unknown import")
        """);

    [Test]
    public void A_second_registration_replaces_the_first_whole() => AssertPasses("""
        (module $a (func (export "f") (result i32) (i32.const 1)) (func (export "only") ))
        (register "m")
        (module $b (func (export "f") (result i32) (i32.const 2)))
        (register "m" $b)
        (module (import "m" "f" (func $f (result i32))) (func (export "run") (result i32) (call $f)))
        (assert_return (invoke "run") (i32.const 2))
        (assert_unlinkable (module (import "m" "only" (func))) "unknown import")
        (assert_return (invoke $a "f") (i32.const 1))
        """);

    [Test]
    public void Unnamed_instances_can_be_registered_one_after_the_other() => AssertPasses("""
        (module (func (export "f") (result i32) (i32.const 1)) (func (export "old")))
        (register "a")
        (module (func (export "f") (result i32) (i32.const 2)))
        (register "b")
        (module
          (import "a" "f" (func $a (result i32))) (import "b" "f" (func $b (result i32)))
          (func (export "run") (result i32 i32) (call $a) (call $b)))
        (assert_return (invoke "run") (i32.const 1) (i32.const 2))
        (assert_unlinkable (module (import "b" "old" (func))) "unknown import")
        """);

    [Test]
    public void An_instance_without_exports_can_be_registered() => AssertPasses("""
        (module $e)
        (register "m" $e)
        (register "m")
        (assert_unlinkable (module (import "m" "f" (func))) "unknown import")
        """);

    [Test]
    public void One_instance_can_have_several_registered_names() => AssertPasses("""
        (module $m (global (export "g") (mut i32) (i32.const 0)))
        (register "a" $m)
        (register "b" $m)
        (module
          (import "a" "g" (global $a (mut i32))) (import "b" "g" (global $b (mut i32)))
          (func (export "run") (result i32) (global.set $a (i32.const 5)) (global.get $b)))
        (assert_return (invoke "run") (i32.const 5))
        """);

    [Test]
    public void Registering_a_name_of_the_host_module_replaces_it() => AssertPasses("""
        (module (func (export "print")))
        (register "spectest")
        (assert_unlinkable (module (import "spectest" "print_i32" (func (param i32)))) "unknown import")
        (module (import "spectest" "print" (func)))
        """);

    [Test]
    public void A_name_is_bound_once()
    {
        ScriptResult result = Run("""
            (module $m (func (export "f") (result i32) (i32.const 1)))
            (module $m (func (export "f") (result i32) (i32.const 2)))
            (assert_return (invoke $m "f") (i32.const 1))
            (invoke "f")
            """);
        Assert.That(result.Failures.Single().Actual, Is.EqualTo("module $m already defined"));
        Assert.That(result.Failures.Single().Line, Is.EqualTo(2));
        Assert.That(result.Skips.Single().Line, Is.EqualTo(4), "the latest is what was not bound");
    }

    [Test]
    public void Modules_and_instances_have_names_of_their_own()
    {
        ScriptResult result = Run("""
            (module definition $m (func (export "f")))
            (invoke $m "f")
            (module instance $m $m)
            (invoke $m "f")
            (module instance $m $m)
            """);
        Assert.That(
            result.Failures.Select(failure => failure.Actual),
            Is.EqualTo(new[] { "unknown module instance $m", "module instance $m already defined" }));
    }

    [Test]
    public void Instances_of_one_definition_are_different() => AssertPasses("""
        (module definition $m (global $g (mut i32) (i32.const 0))
          (func (export "inc") (result i32) (global.set $g (i32.add (global.get $g) (i32.const 1))) (global.get $g)))
        (module instance $a $m)
        (module instance $b $m)
        (module instance)
        (assert_return (invoke $a "inc") (i32.const 1))
        (assert_return (invoke $a "inc") (i32.const 2))
        (assert_return (invoke $b "inc") (i32.const 1))
        (assert_return (invoke "inc") (i32.const 1))
        """);

    [Test]
    public void A_definition_changes_the_latest_module_but_not_the_latest_instance() => AssertPasses("""
        (module (func (export "f") (result i32) (i32.const 1)))
        (module definition (func (export "f") (result i32) (i32.const 2)))
        (assert_return (invoke "f") (i32.const 1))
        (module instance)
        (assert_return (invoke "f") (i32.const 2))
        """);

    [Test]
    public void A_module_in_an_assertion_changes_the_latest_module_but_not_the_latest_instance() => AssertPasses("""
        (module (func (export "f") (result i32) (i32.const 1)))
        (assert_trap (module (func $f (unreachable)) (start $f) (func (export "f") (result i32) (i32.const 2))) "unreachable")
        (assert_return (invoke "f") (i32.const 1))
        (assert_trap (module instance) "unreachable")
        (assert_return (invoke "f") (i32.const 1))
        """);

    [Test]
    public void What_a_failed_instantiation_wrote_stays_written() => AssertPasses("""
        (module $m (memory (export "mem") 1) (func (export "get") (result i32) (i32.load8_u (i32.const 0))))
        (register "m" $m)
        (assert_trap (module (import "m" "mem" (memory 1)) (data (i32.const 0) "\07") (data (i32.const 65536) "x")) "out of bounds memory access")
        (assert_return (invoke $m "get") (i32.const 7))
        """);

    [Test]
    public void Each_script_has_its_own_store_and_host_module()
    {
        var executor = new ScriptExecutor(new ReferenceEngine());
        const string Text = """
            (module (import "spectest" "memory" (memory 1 2)) (func (export "grow") (result i32) (memory.grow (i32.const 1))))
            (assert_return (invoke "grow") (i32.const 1))
            """;
        Assert.That(executor.Run("a.wast", Text).Failures, Is.Empty);
        Assert.That(executor.Run("b.wast", Text).Failures, Is.Empty);
    }
}
