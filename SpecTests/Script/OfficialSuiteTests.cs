using NUnit.Framework;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Script;

/// <summary>
/// Every script of the official suite's core and custom folders on every engine, directly and after a round trip
/// through the printer. Where the suite is not to be had, one test says so and is ignored.
/// </summary>
[TestFixture]
public sealed class OfficialSuiteTests
{
    private static readonly string? Folder = TestSuiteLocator.Find(RepositoryRoot.Path);
    private static readonly string[] Groups = [SuiteDiscovery.RootGroup, "custom"];

    /// <summary>Whether the suite can be had.</summary>
    internal static bool IsHere => Folder is not null;

    /// <summary>Names of its scripts in the ledger.</summary>
    internal static IEnumerable<string> Names => Scripts.Select(NameOf);

    private static IEnumerable<SuiteScript> Scripts =>
        Folder is null ? [] : SuiteDiscovery.Find([Folder]).Where(script => Groups.Contains(script.Group));

    private static IEnumerable<TestCaseData> Cases => ScriptTestCases.For(Scripts);

    [TestCaseSource(nameof(Cases))]
    [Parallelizable(ParallelScope.Self)]
    public void Script(SuiteScript script, string engine) => ScriptTestCases.Check(script, engine, NameOf(script), KnownFailures.Shared);

    [Test]
    public void The_suite_is_complete()
    {
        if (Folder is null)
        {
            Assert.Ignore($"The official suite is not here; {TestSuiteLocator.Help}. Only the project's own scripts run.");
        }

        // Counted independently of this project's parser, too: three modules in annotations.wast have an annotation
        // before their keyword, `((@a) module …)`.
        SuiteScript[] core = [.. Scripts.Where(script => script.Group == SuiteDiscovery.RootGroup)];
        Assert.That(core, Has.Length.EqualTo(257));
        Assert.That(core.Sum(script => ScriptExecutor.ReadScript(script.Path).Commands.Length), Is.EqualTo(65_183));
        Assert.That(Scripts.Count(), Is.EqualTo(260));
    }

    [OneTimeTearDown]
    public void RewriteTheLedger() => KnownFailures.Shared.SaveIfBlessing();

    private static string NameOf(SuiteScript script) => $"{script.Group}/{script.Name}";
}
