using System.Text;
using NUnit.Framework;
using Wasm.Interpreter;
using Wasm.Text;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;

namespace Wasm.SpecTests.Script;

/// <summary>Manifests as wast2json writes them.</summary>
[TestFixture]
public sealed class JsonManifestTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("manifest").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    private void WriteModule(string file, string text) =>
        File.WriteAllBytes(Path.Combine(_folder, file), TestModules.Encode(new SourceText(file, Encoding.UTF8.GetBytes(text))));

    private ScriptResult Run(string commands)
    {
        string path = Path.Combine(_folder, "test.json");
        File.WriteAllText(path, $$"""{"source_filename": "test.wast", "commands": [{{commands}}]}""");
        return new ScriptExecutor(new ReferenceEngine()).Run(ScriptExecutor.ReadScript(path));
    }

    [Test]
    public void A_manifest_runs_like_its_script()
    {
        WriteModule("test.0.wasm", """
            (module $M
              (global (export "g") i32 (i32.const 4))
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "big") (result i64) (i64.const -1))
              (func (export "nan") (result f32) (f32.const -nan))
              (func (export "vec") (param v128) (result v128) (local.get 0))
              (func (export "ext") (param externref) (result externref) (local.get 0))
              (func (export "") (unreachable))
              (func $r (export "deep") (call $r)))
            """);
        WriteModule("test.1.wasm", """(module (import "m" "add" (func (param i32 i32) (result i32))))""");
        WriteModule("test.2.wasm", """(module (func (drop)))""");
        File.WriteAllText(Path.Combine(_folder, "test.3.wat"), "(modulee)");
        WriteModule("test.4.wasm", """(module (import "m" "bogus" (func)))""");
        WriteModule("test.5.wasm", """(module (func $f (unreachable)) (start $f))""");
        ScriptResult result = Run("""
            {"type": "module", "line": 1, "name": "$M", "filename": "test.0.wasm", "module_type": "binary"},
            {"type": "register", "line": 2, "name": "$M", "as": "m"},
            {"type": "module", "line": 3, "filename": "test.1.wasm"},
            {"type": "assert_return", "line": 4, "action": {"type": "invoke", "module": "$M", "field": "add", "args": [{"type": "i32", "value": "4294967295"}, {"type": "i32", "value": "3"}]}, "expected": [{"type": "i32", "value": "2"}]},
            {"type": "assert_return", "line": 5, "action": {"type": "invoke", "module": "$M", "field": "big", "args": []}, "expected": [{"type": "i64", "value": "18446744073709551615"}]},
            {"type": "assert_return", "line": 6, "action": {"type": "invoke", "module": "$M", "field": "nan", "args": []}, "expected": [{"type": "f32", "value": "nan:canonical"}]},
            {"type": "assert_return", "line": 7, "action": {"type": "invoke", "module": "$M", "field": "nan", "args": []}, "expected": [{"type": "f32", "value": "4290772992"}]},
            {"type": "assert_return", "line": 8, "action": {"type": "invoke", "module": "$M", "field": "vec", "args": [{"type": "v128", "lane_type": "f32", "value": ["1065353216", "2143289344", "0", "0"]}]}, "expected": [{"type": "v128", "lane_type": "f32", "value": ["1065353216", "nan:arithmetic", "0", "0"]}]},
            {"type": "assert_return", "line": 9, "action": {"type": "invoke", "module": "$M", "field": "ext", "args": [{"type": "externref", "value": "7"}]}, "expected": [{"type": "externref", "value": "7"}]},
            {"type": "assert_return", "line": 10, "action": {"type": "invoke", "module": "$M", "field": "ext", "args": [{"type": "externref", "value": "null"}]}, "expected": [{"type": "externref", "value": "null"}]},
            {"type": "assert_return", "line": 11, "action": {"type": "get", "module": "$M", "field": "g"}, "expected": [{"type": "i32", "value": "4"}]},
            {"type": "action", "line": 12, "action": {"type": "get", "module": "$M", "field": "g"}, "expected": [{"type": "i32"}]},
            {"type": "assert_trap", "line": 13, "action": {"type": "invoke", "module": "$M", "field": "", "args": []}, "text": "unreachable", "expected": []},
            {"type": "assert_exhaustion", "line": 14, "action": {"type": "invoke", "module": "$M", "field": "deep", "args": []}, "text": "call stack exhausted", "expected": []},
            {"type": "assert_invalid", "line": 15, "filename": "test.2.wasm", "text": "type mismatch", "module_type": "binary"},
            {"type": "assert_malformed", "line": 16, "filename": "test.3.wat", "text": "unknown operator", "module_type": "text"},
            {"type": "assert_unlinkable", "line": 17, "filename": "test.4.wasm", "text": "unknown import", "module_type": "binary"},
            {"type": "assert_uninstantiable", "line": 18, "filename": "test.5.wasm", "text": "unreachable", "module_type": "binary"},
            {"type": "module_definition", "line": 19, "name": "$D", "filename": "test.0.wasm"},
            {"type": "module_instance", "line": 20, "instance": "$I", "module": "$D"},
            {"type": "assert_return", "line": 21, "action": {"type": "get", "module": "$I", "field": "g"}, "expected": [{"type": "either", "values": [{"type": "i32", "value": "3"}, {"type": "i32", "value": "4"}]}]}
            """);
        Assert.That(result.Failures, Is.Empty);
        Assert.That((result.Commands, result.Passed), Is.EqualTo((21, 21)));
    }

    [Test]
    public void Failures_stand_at_the_original_line_and_unknown_commands_are_skipped()
    {
        WriteModule("test.0.wasm", """(module (func (export "f") (result i32) (i32.const 1)))""");
        ScriptResult result = Run("""
            {"type": "module", "line": 3, "filename": "test.0.wasm"},
            {"type": "assert_return", "line": 17, "action": {"type": "invoke", "field": "f", "args": []}, "expected": [{"type": "i32", "value": "2"}]},
            {"type": "assert_suspension", "line": 18},
            {"type": "assert_invalid", "line": 19, "filename": "missing.wasm", "text": ""}
            """);
        Assert.That(result.Failures.Select(failure => failure.Line), Is.EqualTo(new[] { 17, 19 }));
        Assert.That(result.Failures[0].Actual, Is.EqualTo("(i32.const 1)"));
        Assert.That(result.Failures[1].Expected, Is.EqualTo("a file that can be read"));
        Assert.That(result.Skips.Single(), Is.EqualTo(new SkippedCommand(18, 1, "assert_suspension", "unknown command assert_suspension")));
    }

    [TestCase("""{"type": "i32"}""")]
    [TestCase("""{"type": "i32", "value": "4294967296"}""")]
    [TestCase("""{"type": "i32", "value": "-2147483649"}""")]
    [TestCase("""{"type": "i32", "value": "x"}""")]
    [TestCase("""{"type": "bogus", "value": "1"}""")]
    [TestCase("""{"value": "1"}""")]
    [TestCase("""7""")]
    [TestCase("""{"type": "v128", "lane_type": "i32", "value": ["1", "2", "3"]}""")]
    [TestCase("""{"type": "v128", "lane_type": "i7", "value": []}""")]
    [TestCase("""{"type": "v128", "value": "1"}""")]
    [TestCase("""{"type": "either", "values": []}""")]
    public void A_bad_value_is_a_clear_error(string value)
    {
        Assert.That(
            () => Run($$"""{"type": "assert_return", "line": 1, "action": {"type": "get", "field": "f"}, "expected": [{{value}}]}"""),
            Throws.TypeOf<SuiteInputException>().With.Message.Contains("test.json: "));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"commands\": 7}")]
    [TestCase("{\"commands\": [7]}")]
    [TestCase("{\"commands\": [{}]}")]
    [TestCase("{\"commands\": [{\"type\": \"register\"}]}")]
    [TestCase("{\"commands\": [{\"type\": \"action\"}]}")]
    [TestCase("{\"commands\": [{\"type\": \"action\", \"action\": {\"type\": \"bogus\", \"field\": \"\"}}]}")]
    public void Anything_else_is_no_manifest(string json)
    {
        Assert.That(() => JsonManifest.Parse("x.json", Encoding.UTF8.GetBytes(json)), Throws.TypeOf<ManifestException>());
    }
}
