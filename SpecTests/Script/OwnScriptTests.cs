using NUnit.Framework;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Script;

/// <summary>The project's own scripts, one per feature, on every engine, directly and after a round trip.</summary>
[TestFixture]
public sealed class OwnScriptTests
{
    private static readonly IReadOnlyList<SuiteScript> Scripts = SuiteDiscovery.Find([Path.Combine(RepositoryRoot.Path, "SpecTests", "scripts")]);

    /// <summary>Names of the scripts in the ledger.</summary>
    internal static IEnumerable<string> Names => Scripts.Select(NameOf);

    private static IEnumerable<TestCaseData> Cases => ScriptTestCases.For(Scripts);

    [TestCaseSource(nameof(Cases))]
    [Parallelizable(ParallelScope.Self)]
    public void Script(SuiteScript script, string engine) => ScriptTestCases.Check(script, engine, NameOf(script), KnownFailures.Shared);

    [OneTimeTearDown]
    public void RewriteTheLedger() => KnownFailures.Shared.SaveIfBlessing();

    // The official suite has scripts of the same names.
    private static string NameOf(SuiteScript script) => $"own/{script.Group}/{script.Name}";
}
