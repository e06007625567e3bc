using System.Text;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Wasm.SpecTests.Tools;

/// <summary>The commands that look at modules: validate, wat2wasm, wasm2wat, dump, features.</summary>
[TestFixture]
public sealed class ModuleCommandTests
{
    private const string Good = "(module (func (export \"f\") (param i32) (result i32) (local.get 0)))";

    // The error is in line 2; columns count characters.
    private const string Invalid = "(module\n  (func (result i32) (; ü ;) (i64.const 1)))";
    private const string Malformed = "(module\n  (func (i32.cons 1)))";

    // A valid header, then a type section that claims a type and has none.
    private static readonly byte[] BrokenBinary = [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0, 1, 1, 1];

    [Test]
    public void Validate_says_which_files_are_valid()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("validate", folder.Write("a.wat", Good), folder.Write("b.wat", "(module)"));
        Assert.That(run.Code, Is.Zero);
        Assert.That(run.Output, Is.EqualTo($"{folder["a.wat"]}: valid\n{folder["b.wat"]}: valid\n"));
    }

    [Test]
    public void Validate_expands_patterns_itself()
    {
        using var folder = new TestFolder();
        folder.Write("b.wat", Good);
        folder.Write("a.wat", Good);
        folder.Write("c.txt", "");
        Assert.That(ToolRun.Of("validate", folder["*.wat"]).Output, Is.EqualTo($"{folder["a.wat"]}: valid\n{folder["b.wat"]}: valid\n"));
    }

    [Test]
    public void Invalid_text_has_line_column_and_caret()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("validate", folder.Write("a.wat", Invalid));
        Assert.That(run.Code, Is.EqualTo(1));
        string[] lines = run.Error.Split('\n');
        Assert.That(lines[0], Does.StartWith($"{folder["a.wat"]}:2:").And.Contain(": error: type mismatch"));
        Assert.That(lines[1], Is.EqualTo("  2 |   (func (result i32) (; ü ;) (i64.const 1)))"));
        int column = int.Parse(lines[0][(folder["a.wat"].Length + 3)..].Split(':')[0]);
        Assert.That(lines[2].IndexOf('^'), Is.EqualTo("  2 | ".Length + column - 1));
    }

    [Test]
    public void Malformed_text_points_at_the_word()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("validate", folder.Write("a.wat", Malformed));
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith($"{folder["a.wat"]}:2:10: error: unknown operator"));
        Assert.That(run.Error, Does.Contain("\n    |          ^\n"));
    }

    [Test]
    public void Broken_binary_has_an_offset()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("validate", folder.Write("a.wasm", BrokenBinary));
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Does.Match($@"^{folder["a.wasm"]}: offset 0x[0-9a-f]+: error: [a-z]"));
    }

    [Test]
    public void A_file_that_cannot_be_read_does_not_hide_the_others()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("validate", folder.Write("a.wat", Good), folder["none.wat"], folder.Write("c.wat", Invalid));
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Output, Does.Contain("a.wat: valid"));
        Assert.That(run.Error, Does.Contain("none.wat: no such file").And.Contain("c.wat:2:"));
    }

    [Test]
    public void Validate_takes_the_modules_of_a_script()
    {
        using var folder = new TestFolder();
        string script = folder.Write("a.wast", $"{Good}\n(assert_invalid (module (func (result i32))) \"type mismatch\")\n(module quote \"(func)\")\n{Invalid}\n(module binary \"\\00asm\")");
        ToolRun run = ToolRun.Of("validate", script);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Output, Is.EqualTo($"{script}: 2 of 4 modules valid\n"));
        Assert.That(run.Error, Does.Contain($"{script}:5:").And.Contain($"{script}:6: offset 0x4"));
    }

    [TestCase("wasm1", 1)]
    [TestCase("wasm1 +simd", 0)]
    [TestCase("all -simd", 1)]
    [TestCase("wasm3", 0)]
    public void Features_decide_what_is_valid(string features, int code)
    {
        using var folder = new TestFolder();
        string file = folder.Write("a.wat", "(module (func (result v128) (v128.const i32x4 0 0 0 0)))");
        Assert.That(ToolRun.Of("validate", file, "--features", features).Code, Is.EqualTo(code));
    }

    [Test]
    public void Validate_writes_json()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("validate", "--json", folder.Write("a.wat", Good), folder.Write("b.wat", Malformed), folder.Write("c.wasm", BrokenBinary));
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Is.Empty);
        JArray rows = JArray.Parse(run.Output);
        Assert.That(rows[0].ToString(Newtonsoft.Json.Formatting.None), Is.EqualTo($$"""{"file":"{{folder["a.wat"]}}","valid":true}"""));
        Assert.That((string?)rows[1]["kind"], Is.EqualTo("malformed"));
        Assert.That((int)rows[1]["line"]!, Is.EqualTo(2));
        Assert.That((int)rows[1]["column"]!, Is.EqualTo(10));
        Assert.That((string?)rows[1]["message"], Does.StartWith("unknown operator"));
        Assert.That((int)rows[2]["offset"]!, Is.GreaterThan(8));
    }

    [Test]
    public void Validate_reads_standard_input()
    {
        Assert.That(ToolRun.With(Encoding.UTF8.GetBytes(Good), "validate", "-").Output, Is.EqualTo("<stdin>: valid\n"));
        Assert.That(ToolRun.With(BrokenBinary, "validate", "-").Error, Does.StartWith("<stdin>: offset 0x"));
    }

    [Test]
    public void Text_to_binary_and_back()
    {
        using var folder = new TestFolder();
        string text = folder.Write("a.wat", Good);
        Assert.That(ToolRun.Of("wat2wasm", text).Code, Is.Zero);
        byte[] binary = File.ReadAllBytes(folder["a.wasm"]);
        Assert.That(binary, Has.Length.EqualTo(35));

        ToolRun back = ToolRun.Of("wasm2wat", folder["a.wasm"]);
        Assert.That(back.Code, Is.Zero);
        ToolRun again = ToolRun.With(back.Bytes, "wat2wasm", "-");
        Assert.That(again.Bytes, Is.EqualTo(binary));

        ToolRun folded = ToolRun.Of("wasm2wat", folder["a.wasm"], "--fold", "-o", folder["b.wat"]);
        Assert.That(folded.Output, Is.Empty);
        Assert.That(File.ReadAllText(folder["b.wat"]), Does.Contain("(local.get 0)"));
        ToolRun.Of("wat2wasm", folder["b.wat"], "-o", folder["c.wasm"]);
        Assert.That(File.ReadAllBytes(folder["c.wasm"]), Is.EqualTo(binary));
    }

    [Test]
    public void Wat2wasm_writes_nothing_for_a_bad_module()
    {
        using var folder = new TestFolder();
        Assert.That(ToolRun.Of("wat2wasm", folder.Write("a.wat", Invalid)).Code, Is.EqualTo(1));
        Assert.That(File.Exists(folder["a.wasm"]), Is.False);
        Assert.That(ToolRun.Of("wat2wasm", folder["a.wat"], "--no-check").Code, Is.Zero);
        Assert.That(ToolRun.Of("validate", folder["a.wasm"]).Code, Is.EqualTo(1));
    }

    [Test]
    public void Wat2wasm_refuses_a_binary() =>
        Assert.That(ToolRun.With(BrokenBinary, "wat2wasm", "-").Error, Is.EqualTo("conform: <stdin> is in the binary format already\n"));

    [Test]
    public void An_output_that_cannot_be_written()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("wat2wasm", folder.Write("a.wat", Good), "-o", folder["none/a.wasm"]);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("cannot be written"));
    }

    [Test]
    public void Dump_shows_sections_items_and_code()
    {
        ToolRun run = ToolRun.With(Encoding.UTF8.GetBytes(Good), "dump", "-");
        Assert.That(run.Code, Is.Zero);
        Assert.That(run.Output, Is.EqualTo("""
            <stdin>: 35 bytes (translated from text)

                offset  contents       size   items  section
              0x000008  0x00000a          6       1  type
              0x000010  0x000012          2       1  function
              0x000014  0x000016          5       1  export
              0x00001b  0x00001d          6       1  code

            types (1)
              0x00000b  type 0: [i32] -> [i32]

            exports (1)
              0x000017  "f": func 0

            functions (1)
              0x00001f  func 0: type 0 [i32] -> [i32], 3 bytes of code
                0x000020: 20 00                   | local.get 0
                0x000022: 0b                      | end

            """.ReplaceLineEndings("\n")));
        Assert.That(ToolRun.With(Encoding.UTF8.GetBytes(Good), "dump", "-", "--no-code").Output, Does.Not.Contain("local.get"));
        Assert.That(ToolRun.With(Encoding.UTF8.GetBytes(Good), "dump", "-", "--headers").Output, Does.Not.Contain("types (1)"));
    }

    [Test]
    public void Names_go_into_the_binary_and_come_back()
    {
        byte[] text = Encoding.UTF8.GetBytes("(module $m (func $callee) (func $caller (param $p i32) (block $b (br_if $b (local.get $p)) (call $callee))))");
        byte[] plain = ToolRun.With(text, "wat2wasm", "-").Bytes;
        byte[] named = ToolRun.With(text, "wat2wasm", "-", "--names").Bytes;
        Assert.That(named, Has.Length.GreaterThan(plain.Length));
        Assert.That(ToolRun.With(plain, "wasm2wat", "-", "--names").Output, Does.Not.Contain("$callee"));
        string back = ToolRun.With(named, "wasm2wat", "-", "--names").Output;
        Assert.That(back, Does.Contain("(module $m").And.Contain("call $callee").And.Contain("local.get $p"));
        Assert.That(ToolRun.With(Encoding.UTF8.GetBytes(back), "wat2wasm", "-", "--names").Bytes, Is.EqualTo(named));
        Assert.That(ToolRun.With(named, "dump", "-").Output, Does.Contain("func 1 $caller").And.Contain("| ").And.Contain("  call $callee").And.Contain("br_if $b"));
    }

    [Test]
    public void Dump_shows_what_it_can_of_a_broken_binary()
    {
        ToolRun run = ToolRun.With(BrokenBinary, "dump", "-");
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("0x000008  0x00000a          1       1  type"));
        Assert.That(run.Error, Does.StartWith("<stdin>: offset 0x"));
    }

    [Test]
    public void Dump_never_throws_on_garbage()
    {
        var random = new Random(1);
        byte[] binary = ToolRun.With(Encoding.UTF8.GetBytes(Good), "wat2wasm", "-").Bytes;
        for (int i = 0; i < 300; i++)
        {
            byte[] broken = [.. binary];
            broken[random.Next(4, broken.Length)] = (byte)random.Next(256);
            Assert.That(ToolRun.With(broken[..random.Next(4, broken.Length + 1)], "dump", "-").Code, Is.AnyOf(0, 1));
        }
    }

    [Test]
    public void Features_lists_every_feature()
    {
        ToolRun table = ToolRun.Of("features");
        JToken json = JToken.Parse(ToolRun.Of("features", "--json").Output);
        foreach ((string name, _, int release) in Core.Instructions.FeatureSet.Known)
        {
            Assert.That(table.Output, Does.Match($@"(?m)^{name} +{release}\.0 "));
            Assert.That(json["features"]!.Count(row => (string?)row["name"] == name && (int)row["release"]! == release), Is.EqualTo(1));
        }
    }
}
