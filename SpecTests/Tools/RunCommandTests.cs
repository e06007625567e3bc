using System.Text;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Wasm.SpecTests.Tools;

/// <summary>The commands that execute modules: run and bench.</summary>
[TestFixture]
public sealed class RunCommandTests
{
    private const string Module = """
        (module
          (import "spectest" "print_i32" (func $print (param i32)))
          (memory 1)
          (tag $e (param i32))
          (func (export "i32") (param i32) (result i32) (local.get 0))
          (func (export "i64") (param i64) (result i64) (local.get 0))
          (func (export "f32") (param f32) (result f32) (local.get 0))
          (func (export "f64") (param f64) (result f64) (local.get 0))
          (func (export "v128") (param v128) (result v128) (local.get 0))
          (func (export "extern") (param externref) (result externref) (local.get 0))
          (func (export "i31") (param i31ref) (result i31ref) (local.get 0))
          (func (export "swap") (param i32 i64) (result i64 i32) (local.get 1) (local.get 0))
          (func (export "print") (call $print (i32.const 13)))
          (func $inner (unreachable))
          (func (export "trap") (call $inner))
          (func (export "throw") (throw $e (i32.const 5)))
          (func $forever (export "forever") (call $forever))
          (func (export "spin") (loop (br 0))))
        """;

    [TestCase("i32", "7", "7")]
    [TestCase("i32", "-1", "-1")]
    [TestCase("i32", "4294967295", "-1")]
    [TestCase("i32", "0x7fff_ffff", "2147483647")]
    [TestCase("i64", "-9223372036854775808", "-9223372036854775808")]
    [TestCase("f32", "1.5", "1.5")]
    [TestCase("f32", "-inf", "-inf")]
    [TestCase("f32", "nan:0x1", "nan:0x1")]
    [TestCase("f64", "0x1p-3", "0.125")]
    [TestCase("f64", "nan", "nan")]
    [TestCase("f64", "-0", "-0")]
    [TestCase("v128", "i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 255", "i32x4 0x03020100 0x07060504 0x0b0a0908 0xff0e0d0c")]
    [TestCase("extern", "null", "null")]
    [TestCase("extern", "12", "12")]
    [TestCase("i31", "-3", "-3")]
    public void Arguments_and_results(string function, string argument, string result)
    {
        ToolRun run = Run("--invoke", function, argument);
        Assert.That(run.Error, Is.Empty);
        Assert.That(run.Output, Is.EqualTo(result + "\n"));
        Assert.That(run.Code, Is.Zero);
        Assert.That(Run("--invoke", function, "--", run.Output.TrimEnd()).Output, Is.EqualTo(result + "\n"), "what is written can be read");
    }

    [TestCase("--timeout", "0.05", "interrupted")]
    [TestCase("--fuel", "1000", "all fuel consumed")]
    public void An_endless_loop_ends_with_what_it_was_given(string option, string amount, string message)
    {
        ToolRun run = Run("--invoke", "spin", option, amount);
        Assert.That(run.Error, Does.StartWith($"<stdin>: trap: {message}\n"));
        Assert.That(run.Code, Is.EqualTo(1));
    }

    [TestCase("--timeout", "0")]
    [TestCase("--timeout", "soon")]
    [TestCase("--fuel", "-1")]
    public void A_budget_that_is_none_is_bad_usage(string option, string amount) =>
        Assert.That(Run("--invoke", "spin", option, amount).Code, Is.EqualTo(2));

    [TestCase("i32", "4294967296")]
    [TestCase("i32", "-2147483649")]
    [TestCase("i32", "1.0")]
    [TestCase("i32", "")]
    [TestCase("i32", "1 2")]
    [TestCase("i32", "x")]
    [TestCase("i32", "\"1\"")]
    [TestCase("i32", "(")]
    [TestCase("f32", "1e100")]
    [TestCase("f32", "nan:0x800000")]
    [TestCase("f64", "$x")]
    [TestCase("v128", "i32x4 1 2 3")]
    [TestCase("v128", "i8x16 256 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0")]
    [TestCase("i31", "x")]
    public void Bad_arguments(string function, string argument)
    {
        ToolRun run = Run("--invoke", function, argument);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.StartWith($"conform: argument 1 of {function}: `"));
    }

    [Test]
    public void Several_results_stand_one_per_line() =>
        Assert.That(Run("--invoke", "swap", "1", "-2").Output, Is.EqualTo("-2\n1\n"));

    [Test]
    public void Wrong_number_of_arguments()
    {
        ToolRun run = Run("--invoke", "swap", "1");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("[i32 i64] -> [i64 i32]: 2 arguments expected, 1 given"));
    }

    [Test]
    public void Unknown_export_lists_the_known_ones()
    {
        ToolRun run = Run("--invoke", "none");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("exports no function `none`; it exports: i32, i64"));
    }

    [Test]
    public void Spectest_prints() => Assert.That(Run("--invoke", "print").Output, Is.EqualTo("13 : i32\n"));

    [Test]
    public void A_trap_ends_with_1_and_a_message()
    {
        ToolRun run = Run("--invoke", "trap");
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error, Does.Match(@"^<stdin>: trap: unreachable\n  at func \d+ \$inner \(<stdin>:14:17\)\n  at func \d+ \(<stdin>:15:26\)\n$"));
    }

    [TestCase("throw", "uncaught exception: tag [i32] with i32.const 5")]
    [TestCase("forever", "call stack exhausted")]
    public void Other_ends(string function, string message)
    {
        ToolRun run = Run("--invoke", function);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Is.EqualTo($"<stdin>: error: {message}\n"));
    }

    [Test]
    public void A_missing_import_is_named()
    {
        ToolRun run = ToolRun.With(Encoding.UTF8.GetBytes("(module (import \"env\" \"f\" (func)))"), "run", "-");
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("<stdin>: error: unknown import").And.Contain("env::f"));
    }

    [Test]
    public void Without_invoke_the_start_function_runs()
    {
        ToolRun run = ToolRun.With(Encoding.UTF8.GetBytes("(module (import \"spectest\" \"print\" (func)) (func $s unreachable) (start $s))"), "run", "-");
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("trap: unreachable"));
    }

    [Test]
    public void Bench_writes_the_contract()
    {
        ToolRun run = ToolRun.With(Encoding.UTF8.GetBytes(Module), "bench", "-", "--invoke", "swap", "1", "2", "--engine", "reference", "--runs", "3", "--json");
        Assert.That(run.Code, Is.Zero, run.Error);
        JObject report = JObject.Parse(run.Output);
        Assert.That(report.Properties().Select(property => property.Name), Is.EqualTo(new[] { "compile_ms", "run_ms", "result", "code_bytes" }));
        Assert.That((double)report["compile_ms"]!, Is.GreaterThan(0));
        Assert.That(report["run_ms"]!.Count(), Is.EqualTo(3));
        Assert.That((string?)report["result"], Is.EqualTo("2 1"));
        Assert.That(report["code_bytes"]!.Type, Is.EqualTo(JTokenType.Integer));
        Assert.That((long)report["code_bytes"]!, Is.Zero, "the reference engine makes no machine code");
    }

    [Test]
    public void Bench_of_a_trap_fails()
    {
        ToolRun run = ToolRun.With(Encoding.UTF8.GetBytes(Module), "bench", "-", "--invoke", "trap", "--json");
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error, Does.Contain("unreachable"));
    }

    private static ToolRun Run(params string[] args) => ToolRun.With(Encoding.UTF8.GetBytes(Module), ["run", "-", .. args]);
}
