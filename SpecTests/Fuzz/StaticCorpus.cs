using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Fuzz.Generate;
using Wasm.Text;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Modules to change: generated ones, and those of scripts.</summary>
internal static class StaticCorpus
{
    private static readonly GeneratorOptions Small = new() { MaximumModules = 1, MaximumInstructions = 120, MaximumFunctions = 5 };

    private static readonly Lazy<List<byte[]>> Scripts = new(ReadScripts);

    /// <summary>The module of a seed.</summary>
    public static ModuleDefinition Generated(ulong seed) => ModuleDecoder.Decode(Generator.Generate(seed, Small).Modules[0].Encode());

    /// <summary>Binaries of the official suite's modules where it is to be found, and of the project's own scripts; also invalid ones.</summary>
    public static IReadOnlyList<byte[]> OfScripts => Scripts.Value;

    private static List<byte[]> ReadScripts()
    {
        string root = RepositoryRoot.Path;
        List<string> files = [.. Directory.GetFiles(Path.Combine(root, "SpecTests", "scripts"), "*.wast", SearchOption.AllDirectories)];
        if (TestSuiteLocator.Find(root) is { } suite)
        {
            files.AddRange(Directory.GetFiles(suite, "*.wast"));
        }

        files.Sort(StringComparer.Ordinal);
        var modules = new List<byte[]>();
        foreach (string file in files)
        {
            var source = new SourceText(file, File.ReadAllBytes(file));
            foreach (Command command in ScriptParser.Parse(source).Commands)
            {
                if (command is ModuleCommand module)
                {
                    Add(modules, module.Source);
                }
            }
        }

        return modules;
    }

    private static void Add(List<byte[]> modules, ModuleSource source)
    {
        try
        {
            switch (source)
            {
                case TextModuleSource text:
                    modules.Add(ModuleParser.ParseFields(text.Text, text.Range.Start, text.Range.End, FeatureSet.Wasm3).Encode());
                    break;
                case BinaryModuleSource binary:
                    modules.Add(binary.Bytes);
                    break;
            }
        }
        catch (ModuleException)
        {
            // Of another feature, or wrong on purpose.
        }
    }
}
