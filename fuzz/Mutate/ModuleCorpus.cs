using System.Security.Cryptography;
using System.Text;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Fuzz.Generate;
using Wasm.Text;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;

namespace Wasm.Fuzz.Mutate;

/// <summary>
/// Scripts and their modules, to change: the project's, and those of the official suite where it is to be found. In a fixed order,
/// so that the same choice gives the same module everywhere. One thread at a time.
/// </summary>
public sealed class ModuleCorpus
{
    // The largest scripts are tables of numbers, with modules that smaller ones have too.
    private const int MaximumScriptBytes = 192 << 10;
    private const int MaximumModuleBytes = 32 << 10;

    private static readonly Lazy<ModuleCorpus> OfThisMachine = new(() => Find(TestSuiteLocator.FindRepositoryRoot()));

    private readonly (string Name, string Path)[] _scripts;
    private readonly byte[][]?[] _modules;
    private readonly int _own;

    private ModuleCorpus(List<(string Name, string Path)> scripts)
    {
        _scripts = [.. scripts.Where(script => new FileInfo(script.Path).Length <= MaximumScriptBytes).OrderBy(script => script.Name, StringComparer.Ordinal)];
        _modules = new byte[]?[_scripts.Length][]!;
        _own = _scripts.Count(script => script.Name.StartsWith("project/", StringComparison.Ordinal));
    }

    /// <summary>What this machine has.</summary>
    public static ModuleCorpus Default => OfThisMachine.Value;

    /// <summary>Nothing.</summary>
    public static ModuleCorpus Empty { get; } = new([]);

    /// <summary>Number of scripts.</summary>
    public int Count => _scripts.Length;

    /// <summary>Says in eight digits which scripts there are and what is in them; nothing of where they are.</summary>
    public string Digest => field ??= MakeDigest();

    /// <summary>What there is and what is not, for people.</summary>
    public string Description => Count == 0
        ? "no scripts found: generated modules only"
        : $"{_own} scripts of the project, {(_own < Count ? $"{Count - _own} of the official suite" : $"official suite not found ({TestSuiteLocator.Help})")}, digest {Digest}";

    /// <summary>Finds the scripts.</summary>
    /// <param name="root">The repository's root; null: there is none.</param>
    public static ModuleCorpus Find(string? root)
    {
        var scripts = new List<(string, string)>();
        if (root is not null)
        {
            Add(Path.Combine(root, "SpecTests", "scripts"), "project", SearchOption.AllDirectories);
        }

        if (TestSuiteLocator.Find(root) is { } suite)
        {
            Add(suite, "suite", SearchOption.TopDirectoryOnly);
        }

        return new ModuleCorpus(scripts);

        void Add(string folder, string name, SearchOption search)
        {
            if (Directory.Exists(folder))
            {
                scripts.AddRange(Directory.GetFiles(folder, "*.wast", search)
                    .Select(path => ($"{name}/{Path.GetRelativePath(folder, path).Replace('\\', '/')}", path)));
            }
        }
    }

    /// <summary>The name of a script, which does not say where it is.</summary>
    public string NameOf(int script) => _scripts[script].Name;

    /// <summary>Reads a script.</summary>
    public Script ReadScript(int script) => ScriptExecutor.ReadScript(_scripts[script].Path);

    /// <summary>Binaries of the modules of a script that can be decoded, valid or not, in order.</summary>
    public IReadOnlyList<byte[]> ModulesOf(int script) => _modules[script] ??= ReadModules(script);

    /// <summary>A module; null if there is none where the choice falls.</summary>
    internal byte[]? Pick(ByteSource source)
    {
        if (Count == 0)
        {
            return null;
        }

        IReadOnlyList<byte[]> modules = ModulesOf(source.Below(Count));
        return modules.Count == 0 ? null : modules[source.Below(Math.Min(modules.Count, 1 << 16))];
    }

    private byte[][] ReadModules(int script)
    {
        var modules = new List<byte[]>();
        foreach (Command command in ReadScript(script).Commands)
        {
            ModuleSource? source = command is ModuleCommand module ? module.Source : null;
            try
            {
                byte[]? binary = source switch
                {
                    TextModuleSource text => ModuleParser.ParseFields(text.Text, text.Range.Start, text.Range.End, FeatureSet.Wasm3).Encode(),
                    BinaryModuleSource given => given.Bytes,
                    _ => null,
                };
                if (binary is { Length: <= MaximumModuleBytes })
                {
                    ModuleDecoder.Decode(binary);
                    modules.Add(binary);
                }
            }
            catch (ModuleException)
            {
                // Of another feature, or wrong on purpose.
            }
        }

        return [.. modules];
    }

    private string MakeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, string path) in _scripts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4));
    }
}
