using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Jit.Frontend;
using Wasm.Jit.Ir;
using Wasm.Jit.Passes;
using Wasm.Text;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;

namespace Wasm.SpecTests.Jit.Frontend;

/// <summary>
/// Every function of every valid module of the scripts, the official ones where they are to be had, is translated under every
/// combination of options, and the verifier agrees, also after each pass.
/// </summary>
[TestFixture]
public sealed class ScriptTranslationTests
{
    private static readonly string? Suite = TestSuiteLocator.Find(RepositoryRoot.Path);

    internal static IEnumerable<TestCaseData> Scripts =>
        from script in SuiteDiscovery.Find(Suite is null ? [OwnScripts] : [OwnScripts, Suite])
        where script.Group is SuiteDiscovery.RootGroup or "custom" or "regress"
        select new TestCaseData(script.Path).SetName($"{{m}}({Path.GetFileName(Path.GetDirectoryName(script.Path))}/{script.Name})");

    private static string OwnScripts => Path.Combine(RepositoryRoot.Path, "SpecTests", "scripts");

    [TestCaseSource(nameof(Scripts))]
    [Parallelizable(ParallelScope.Self)]
    public void Every_function_is_translated(string path)
    {
        var verifier = new IrVerifier();
        var output = new IrFunction();
        var passes = new PassList { Verify = true };
        FrontendOptions[] options = [.. TranslatedModule.AllOptions];
        int next = 0;
        foreach (TranslatedModule module in ModulesOf(ScriptExecutor.ReadScript(path).Commands))
        {
            // All combinations for the first functions of a module, for others eight that change.
            int left = 4;
            foreach (int function in module.Functions)
            {
                int count = left-- > 0 ? options.Length : 8;
                for (int i = 0; i < count; i++)
                {
                    FrontendOptions option = options[next++ * 37 % options.Length];
                    module.Translate(function, option, output);
                    verifier.Check(output, $"function {function}, {option}");
                    passes.Run(output);
                }
            }
        }
    }

    [Test]
    public void The_scripts_have_functions() => Assert.That(
        SuiteDiscovery.Find([OwnScripts]).Sum(script => ModulesOf(ScriptExecutor.ReadScript(script.Path).Commands).Sum(module => module.Functions.Count())),
        Is.GreaterThan(800));

    private static IEnumerable<TranslatedModule> ModulesOf(IEnumerable<Command> commands)
    {
        foreach (Command command in commands)
        {
            if (command is SubscriptCommand subscript)
            {
                foreach (TranslatedModule inner in ModulesOf(subscript.Commands))
                {
                    yield return inner;
                }
            }
            else if (SourceOf(command) is { } source && Parse(source) is { } definition
                && TranslatedModule.TryFrom(definition, FeatureSet.Wasm3) is { } module)
            {
                yield return module;
            }
        }
    }

    private static ModuleSource? SourceOf(Command command) => command switch
    {
        ModuleCommand { Source: var source } => source,
        AssertInstantiationFailsCommand { Source: var source } => source,
        _ => null,
    };

    internal static ModuleDefinition? Parse(ModuleSource source)
    {
        try
        {
            return source switch
            {
                TextModuleSource text => ModuleParser.ParseFields(text.Text, text.Range.Start, text.Range.End, FeatureSet.Wasm3).Definition,
                QuotedModuleSource quoted => ModuleParser.Parse(new SourceText("quoted", quoted.Text), FeatureSet.Wasm3).Definition,
                BinaryModuleSource binary => ModuleDecoder.Decode(binary.Bytes),
                _ => null,
            };
        }
        catch (Exception e) when (e is ModuleException or SyntaxException)
        {
            return null;
        }
    }
}
