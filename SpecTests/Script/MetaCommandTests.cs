using NUnit.Framework;
using Wasm.Interpreter;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Script;

/// <summary>The commands <c>script</c>, <c>input</c> and <c>output</c>.</summary>
[TestFixture]
public sealed class MetaCommandTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("meta").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string file) => Path.Combine(_folder, file);

    private ScriptResult Run(string text, TextWriter? output = null) =>
        new ScriptExecutor(new ReferenceEngine(), new ScriptOptions { Output = output }).Run(PathOf("main.wast"), text);

    [Test]
    public void Commands_of_a_subscript_are_carried_out_and_counted()
    {
        ScriptResult result = Run("""
            (script $s
              (module (func (export "f") (result i32) (i32.const 1)))
              (script (assert_return (invoke "f") (i32.const 2))))
            (assert_return (invoke "f") (i32.const 1))
            """);
        Assert.That((result.Commands, result.Passed, result.Failed), Is.EqualTo((5, 4, 1)));
        Assert.That(result.Failures[0].Line, Is.EqualTo(3));
    }

    [Test]
    public void Modules_are_written_and_read()
    {
        ScriptResult result = Run("""
            (module $m (func (export "f") (result i32) (i32.const 7)))
            (output $m "m.wasm")
            (output $m "m.wat")
            (output "all.wast")
            (script $s (module (func (export "g"))) (invoke "g"))
            (output $s "s.wast")
            (input $a "m.wasm")
            (assert_return (invoke $a "f") (i32.const 7))
            (input $b "m.wat")
            (assert_return (invoke $b "f") (i32.const 7))
            (input $c "s.wast")
            (assert_return (invoke $c "g"))
            (assert_return (invoke "g"))
            """);
        Assert.That(result.Failures, Is.Empty);
        Assert.That(result.Commands, Is.EqualTo(13 + 2 + 3), "two in the subscript, three in the file that was written from it");
        Assert.That(File.ReadAllBytes(PathOf("m.wasm"))[..4], Is.EqualTo("\0asm"u8.ToArray()));
        Assert.That(File.ReadAllText(PathOf("m.wat")), Does.Contain("i32.const 7"));
        Assert.That(File.ReadAllText(PathOf("all.wast")), Does.StartWith("(module $m"));
    }

    [Test]
    public void A_module_can_be_written_to_the_output()
    {
        using var output = new StringWriter();
        Assert.That(Run("(module (func (nop))) (output)", output).Failures, Is.Empty);
        Assert.That(output.ToString(), Does.Contain("nop"));
    }

    [Test]
    public void Failures_in_another_file_name_it()
    {
        File.WriteAllText(PathOf("other.wast"), "(module)\n(invoke \"f\")");
        ScriptResult result = Run("(input \"other.wast\")");
        Assert.That((result.Commands, result.Failed), Is.EqualTo((3, 1)));
        Assert.That((result.Failures[0].File, result.Failures[0].Line), Is.EqualTo((PathOf("other.wast"), 2)));
    }

    [TestCase("(input \"../x.wast\")", "a file in the script's folder")]
    [TestCase("(module) (output \"/tmp/x.wasm\")", "a file in the script's folder")]
    [TestCase("(module) (output \"sub/../../x.wasm\")", "a file in the script's folder")]
    [TestCase("(input \"none.wast\")", "a file that can be read")]
    [TestCase("(input \"main.txt\")", "a .wasm, .wat or .wast file")]
    [TestCase("(module) (output \"m.js\")", "a .wasm, .wat or .wast file")]
    [TestCase("(output $x \"x.wasm\")", "a module")]
    [TestCase("(output $x \"x.wast\")", "a script")]
    public void What_cannot_be_done_fails(string text, string expected)
    {
        File.WriteAllText(PathOf("main.txt"), "");
        ScriptResult result = Run(text);
        Assert.That(result.Failures.Single().Expected, Is.EqualTo(expected));
    }

    [Test]
    public void A_file_that_reads_itself_ends()
    {
        File.WriteAllText(PathOf("self.wast"), "(input \"self.wast\")");
        ScriptResult result = Run("(input \"self.wast\")");
        Assert.That(result.Failures.Single().Actual, Is.EqualTo("too many"));
    }
}
