using NUnit.Framework;
using Wasm.Interpreter;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Script;

/// <summary>Finding scripts, groups, filters, and running many.</summary>
[TestFixture]
public sealed class SuiteRunnerTests
{
    private const string Good = "(module (func (export \"f\"))) (invoke \"f\")";
    private const string Bad = "(module (func (export \"f\")))\n(assert_return (invoke \"f\") (i32.const 1))\n(assert_return (invoke \"g\"))";

    private string _root = "";

    [SetUp]
    public void CreateFolder() => _root = Directory.CreateTempSubdirectory("suite").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_root, recursive: true);

    private string Write(string file, string text = Good)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private SuiteOptions Options(params string[] paths) => new()
    {
        Paths = [.. paths.Length == 0 ? [_root] : paths],
        Engines = [new EngineChoice("reference", options => new ReferenceEngine(options))],
    };

    private static string[] Names(IEnumerable<SuiteScript> scripts) => [.. scripts.Select(script => $"{script.Group}/{script.Name}")];

    [Test]
    public void Groups_are_folders_below_the_path()
    {
        Write("b.wast");
        Write("a.wast");
        Write("custom/c.wast");
        Write("aaa/z.wast");
        Write("proposals/threads/t.wast");
        Write("notes.txt");
        Write("other.json", "{\"a\": 1}");
        Write("m.json", "{\"source_filename\": \"m.wast\", \"commands\": []}");
        Assert.That(
            Names(SuiteDiscovery.Find([_root])),
            Is.EqualTo(new[] { "core/a.wast", "core/b.wast", "core/m.json", "aaa/z.wast", "custom/c.wast", "proposals/threads/t.wast" }));
        Assert.That(Names(SuiteDiscovery.Find([Path.Combine(_root, "proposals")])), Is.EqualTo(new[] { "threads/t.wast" }));
        Assert.That(Names(SuiteDiscovery.Find([Path.Combine(_root, "custom", "c.wast"), _root, _root])), Has.Length.EqualTo(6));
    }

    [Test]
    public void Parts_of_the_official_suite_keep_their_groups()
    {
        Write("i32.wast");
        Write("custom/c.wast");
        Write("proposals/threads/t.wast");
        Assert.That(Names(SuiteDiscovery.Find([Path.Combine(_root, "proposals", "threads")])), Is.EqualTo(new[] { "proposals/threads/t.wast" }));
        Assert.That(
            Names(SuiteDiscovery.Find([Path.Combine(_root, "custom", "c.wast"), Path.Combine(_root, "i32.wast")])),
            Is.EqualTo(new[] { "core/i32.wast", "custom/c.wast" }));
    }

    [TestCase("i32*", "core/i32.wast core/i32_x.wast")]
    [TestCase("i32", "core/i32.wast")]
    [TestCase("i32.wast", "core/i32.wast")]
    [TestCase("*", "core/i32.wast core/i32_x.wast core/simd.wast custom/i3.wast")]
    [TestCase("i3?", "core/i32.wast")]
    [TestCase("i?", "custom/i3.wast")]
    [TestCase("custom/*", "custom/i3.wast")]
    [TestCase("core/*_*", "core/i32_x.wast")]
    [TestCase("*/*3", "custom/i3.wast")]
    public void Filters_choose_by_name_or_group(string filter, string found)
    {
        Write("i32.wast");
        Write("i32_x.wast");
        Write("simd.wast");
        Write("custom/i3.wast");
        Assert.That(string.Join(' ', Names(SuiteDiscovery.Find([_root], filter))), Is.EqualTo(found));
    }

    [TestCase("a*b*c", "aXXbYYbZZc", true)]
    [TestCase("a*b*c", "aXXc", false)]
    [TestCase("**", "", true)]
    [TestCase("?", "", false)]
    [TestCase("*a", "aaab", false)]
    [TestCase("", "", true)]
    [TestCase("", "a", false)]
    public void Globs(string pattern, string text, bool matches) => Assert.That(Glob.Matches(pattern, text), Is.EqualTo(matches));

    [Test]
    public void What_is_not_there_is_one_clear_line()
    {
        string empty = Directory.CreateDirectory(Path.Combine(_root, "empty")).FullName;
        Write("a.wast");
        Assert.That(() => SuiteDiscovery.Find([Path.Combine(_root, "none.wast")]), Throws.TypeOf<SuiteInputException>().With.Message.EndsWith("no such file or folder"));
        Assert.That(() => SuiteDiscovery.Find([empty]), Throws.TypeOf<SuiteInputException>().With.Message.Contains("no script"));
        Assert.That(() => SuiteDiscovery.Find([]), Throws.TypeOf<SuiteInputException>().With.Message.EqualTo("no script to run"));
        Assert.That(
            () => SuiteDiscovery.Find([_root], "b*"), Throws.TypeOf<SuiteInputException>().With.Message.EqualTo("no script matches the filter 'b*'"));
        Write("bad.json", "{\"source_filename\": 1}");
        Assert.That(() => SuiteRunner.Run(Options()), Throws.TypeOf<SuiteInputException>().With.Message.Contains("bad.json"));
    }

    [TestCase(1)]
    [TestCase(3)]
    public void A_run_adds_up(int jobs)
    {
        Write("a.wast");
        Write("b.wast", Bad);
        Write("c.wast", Good + Good.Replace("\"f\"", "\"g\"", StringComparison.Ordinal));
        Write("custom/d.wast", "(func) (bogus)");
        var progress = new List<SuiteProgress>();
        SuiteResult result = SuiteRunner.Run(Options() with { Jobs = jobs, Progress = progress.Add });
        Assert.That(result.Scripts.Select(script => script.Script), Is.EqualTo(new[] { "a.wast", "b.wast", "c.wast", "d.wast" }));
        Assert.That((result.Commands, result.Passed, result.Failed, result.Skipped), Is.EqualTo((9, 7, 2, 0)));
        Assert.That(result.Succeeded, Is.False);
        Assert.That(result.Incomplete, Is.False);
        Assert.That(result.Groups.Select(group => (group.Group, group.Scripts, group.Commands, group.Failed)), Is.EqualTo(new[] { ("core", 3, 9, 2), ("custom", 1, 0, 0) }));
        Assert.That(result.Scripts[3].Failures.Single().Line, Is.EqualTo(1), "an implicit module's failure");
        Assert.That(progress.Select(item => item.Done), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(progress.Select(item => item.Total), Is.All.EqualTo(4));
    }

    [Test]
    public void Fail_fast_begins_no_script_after_a_failure()
    {
        Write("a.wast", Bad + new string(' ', 1000));
        Write("b.wast");
        SuiteResult result = SuiteRunner.Run(Options() with { Jobs = 1, FailFast = true });
        Assert.That(result.Scripts.Single().Script, Is.EqualTo("a.wast"), "long scripts come first");
        Assert.That((result.Scripts[0].Failed, result.Scripts[0].Skipped), Is.EqualTo((1, 1)));
        Assert.That(result.Incomplete);
    }

    [Test]
    public void Two_engines_are_compared()
    {
        Write("a.wast", """
            (module (func (export "nan") (result f32) (f32.sqrt (f32.const -1))) (func (export "trap") (unreachable)))
            (assert_return (invoke "nan") (f32.const nan:canonical))
            (assert_trap (invoke "trap") "unreachable")
            (assert_invalid (module (func (drop))) "type mismatch")
            """);
        EngineChoice other = new("other", options => new ReferenceEngine(options));
        SuiteOptions options = Options();
        SuiteResult result = SuiteRunner.Run(options with { Engines = [.. options.Engines, other] });
        Assert.That(result.Scripts.Select(script => script.Mode), Is.EqualTo(new[] { "default", "default", "compare", "compare" }));
        Assert.That(result.Succeeded);
        Assert.That((result.Comparisons.Single().Compared, result.Differences), Is.EqualTo((5, 0)), "four commands, and fuel");
    }

    [Test]
    public void The_suite_is_found_by_variable_or_place()
    {
        Write("SpecTests/testsuite/i32.wast");
        Directory.CreateDirectory(Path.Combine(_root, "SpecTests", "testsuite", "proposals"));
        string found = Path.Combine(_root, "SpecTests", "testsuite");
        string? variable = Environment.GetEnvironmentVariable(TestSuiteLocator.Variable);
        Assert.That(TestSuiteLocator.Find(_root), Is.EqualTo(variable is null ? found : Path.GetFullPath(variable)));
        Write("SpecTests/testsuite/.git/HEAD", "ref: refs/heads/main\n");
        Assert.That(TestSuiteLocator.FindCommit(found), Is.Null);
        Write("SpecTests/testsuite/.git/packed-refs", "# pack-refs\n0123456789abcdef refs/heads/main\n");
        Assert.That(TestSuiteLocator.FindCommit(found), Is.EqualTo("0123456789abcdef"));
        Write("SpecTests/testsuite/.git/refs/heads/main", "fedcba\n");
        Assert.That(TestSuiteLocator.FindCommit(found), Is.EqualTo("fedcba"));
    }
}
