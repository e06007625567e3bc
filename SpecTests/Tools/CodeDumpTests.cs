using NUnit.Framework;

namespace Wasm.SpecTests.Tools;

/// <summary><c>conform dump</c> of compiled code: SSA, machine code, the page.</summary>
[TestFixture]
public sealed class CodeDumpTests
{
    private const string Text = """
        (module
          (func $double (export "twice") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))
          (func $other (result i64) (i64.const 7)))
        """;

    [Test]
    public void Machine_code_stands_beside_the_instructions_it_comes_from()
    {
        ToolRun run = Dump("--function", "twice", "--asm");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("function 0 \"double\"").And.Contain("i32.shl").And.Contain("ret").And.Not.Contain("function 1"));
    }

    [Test]
    public void The_SSA_form_and_all_functions_can_be_shown()
    {
        ToolRun run = Dump("--ir", "--passes", "--machine");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("SSA after translation").And.Contain("i32.shl v2").And.Contain("function 1").And.Contain("virtual registers"));
    }

    [Test]
    public void The_page_is_one_file()
    {
        string page = Path.Combine(TestContext.CurrentContext.WorkDirectory, "code-dump.html");
        ToolRun run = Dump("--html", page);
        Assert.That(run.Code, Is.Zero, run.Error);
        string html = File.ReadAllText(page);
        Assert.That(html, Does.Contain("<title>").And.Contain("i32.shl").And.Contain("machine code").And.Not.Contain("http"));
        File.Delete(page);
    }

    [Test]
    public void A_function_that_there_is_not_is_named()
    {
        ToolRun run = Dump("--function", "missing", "--asm");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("--function missing").And.Contain("defines 2"));
    }

    // A constant in memory, taken in, with operands behind it.
    [Test]
    [CancelAfter(60_000)]
    public void A_comparison_with_a_constant_can_be_shown()
    {
        ToolRun run = DumpOf("(module (func (param f64) (result i32) (f64.lt (f64.const 1.5) (local.get 0))))", "--machine");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("ucomis.64_set"));
    }

    private static ToolRun Dump(params string[] arguments) => DumpOf(Text, arguments);

    private static ToolRun DumpOf(string text, params string[] arguments)
    {
        string file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"code-dump-{Guid.NewGuid():N}.wat");
        File.WriteAllText(file, text);
        try
        {
            return ToolRun.Of(["dump", file, .. arguments]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
