using NUnit.Framework;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Script;

/// <summary>The project's own scripts, one per feature, on every engine, directly and after a round trip.</summary>
[TestFixture]
public sealed class OwnScriptTests
{
    private static IEnumerable<TestCaseData> Cases =>
        ScriptTestCases.For(SuiteDiscovery.Find([Path.Combine(RepositoryRoot.Path, "SpecTests", "scripts")]));

    // The ledger is for engines that are being built; these scripts pass on what is there.
    [TestCaseSource(nameof(Cases))]
    [Parallelizable(ParallelScope.Self)]
    public void Script(SuiteScript script, string engine) => ScriptTestCases.Check(script, engine, new KnownFailures(""));
}
