using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Text;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;

namespace Wasm.SpecTests.Printer;

/// <summary>
/// Our own scripts are all there is where the official suite cannot be had: together they must use every
/// instruction in a function of a module that is instantiated.
/// </summary>
public class ScriptCoverageTests
{
    [Test]
    public void ScriptsUseEveryInstruction()
    {
        var used = new HashSet<Op>();
        foreach (SuiteScript file in SuiteDiscovery.Find([Path.Combine(RepositoryRoot.Path, "SpecTests", "scripts")]))
        {
            foreach (Command command in ScriptExecutor.ReadScript(file.Path).Commands)
            {
                if (command is ModuleCommand { Source: TextModuleSource source })
                {
                    Collect(ModuleParser.ParseFields(source.Text, source.Range.Start, source.Range.End, FeatureSet.All).Definition, used);
                }
            }
        }

        string[] missing = [.. InstructionTable.All.Where(row => !used.Contains(row.Op)).Select(row => $"{row.Mnemonic} ({row.Op})")];
        Assert.That(missing, Is.Empty, "instructions that no module of SpecTests/scripts uses");
    }

    private static void Collect(ModuleDefinition module, HashSet<Op> used)
    {
        foreach (FunctionDefinition function in module.Functions)
        {
            var reader = new InstructionReader(function.Body.Code.Span, function.Body.Offset);
            var instruction = default(Instruction);
            while (!reader.AtEnd)
            {
                used.Add(reader.Read(ref instruction).Op);
            }
        }
    }
}
