using System.Security.Cryptography;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;
using Wasm.Fuzz.Oracles;
using Wasm.Fuzz.Target;
using Wasm.Jit;
using Wasm.Runtime.Embedding;

namespace Wasm.Fuzz.Campaign;

/// <summary>An input to be kept.</summary>
/// <param name="Bytes">What is in its file.</param>
/// <param name="Extension">How the file's name ends.</param>
public sealed record KeptInput(byte[] Bytes, string Extension);

/// <summary>
/// A folder of inputs that were kept since they were the first to have something: a file for each, named after what is in it. A
/// generated case is what <see cref="ExecutionTarget"/> reads, so that other fuzzers can take these inputs and give theirs; of a
/// changed case the last module is kept.
/// </summary>
/// <param name="path">The folder; it is made when something is added.</param>
public sealed class CorpusFolder(string path)
{
    /// <summary>How names of files end that are read by <see cref="ExecutionTarget"/>.</summary>
    public const string CaseExtension = ".case";

    /// <summary>How names of modules end.</summary>
    public const string ModuleExtension = ".wasm";

    private const int DecisionBytes = 512;

    /// <summary>The files, by name.</summary>
    public IReadOnlyList<string> Files => Directory.Exists(path)
        ? [.. Directory.GetFiles(path).Where(file => Path.GetExtension(file) is CaseExtension or ModuleExtension).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>What to keep of a case; null: nothing.</summary>
    public static KeptInput? InputOf(CampaignCase made)
    {
        ArgumentNullException.ThrowIfNull(made);
        if (made.Item.Modules.IsEmpty || made.Kind is not (CaseKind.Generated or CaseKind.Mutated))
        {
            return null;
        }

        return made.Kind == CaseKind.Mutated || made.Parent is not null
            ? new KeptInput(made.Item.Modules[^1].Encode(), ModuleExtension)
            : new KeptInput(ExecutionTarget.InputOf(made.Seed, made.Item.BytesUsed), CaseExtension);
    }

    /// <summary>Adds an input.</summary>
    /// <returns>Its file.</returns>
    public string Add(KeptInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Directory.CreateDirectory(path);
        string file = Path.Combine(path, Convert.ToHexStringLower(SHA256.HashData(input.Bytes).AsSpan(0, 8)) + input.Extension);
        if (!File.Exists(file))
        {
            // Other processes see whole files only.
            string part = $"{file}.{Environment.ProcessId}.part";
            File.WriteAllBytes(part, input.Bytes);
            File.Move(part, file, overwrite: true);
        }

        return file;
    }

    /// <summary>Reads an input; null if it is none, or is gone.</summary>
    public static GeneratedCase? TryRead(string file)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(file);
            if (Path.GetExtension(file) != ModuleExtension)
            {
                return ExecutionTarget.Make(bytes).Item;
            }

            ModuleDefinition module = ModuleDecoder.Decode(bytes, FeatureSet.Wasm3, DecodeOptions.ForValidation);
            return BodyMap.IsValid(module) ? ModuleCase.TryMake(module, new ByteSource(SeedBytes.Expand((ulong)bytes.Length, DecisionBytes))) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModuleException)
        {
            return null;
        }
    }

    /// <summary>Copies the inputs of some folders that are the smallest to have some feature. What else is in the target goes.</summary>
    /// <param name="to">Where to; what is there takes part.</param>
    /// <param name="from">The folders.</param>
    /// <param name="coverage">Gets all features.</param>
    /// <returns>How many inputs there were, and how many are left.</returns>
    public static (int Read, int Kept) Merge(CorpusFolder to, IEnumerable<CorpusFolder> from, Coverage coverage)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(coverage);
        string[] files = [.. from.Prepend(to).SelectMany(folder => folder.Files).DistinctBy(Path.GetFileName)];
        var features = new CaseFeatures(coverage);
        var engine = new JitEngine(new ExecutionOptions().EngineOptions, new JitOptions { Coverage = coverage });
        var kept = new HashSet<string?>(StringComparer.Ordinal);
        foreach (string file in files.OrderBy(file => new FileInfo(file).Length).ThenBy(Path.GetFileName, StringComparer.Ordinal))
        {
            if (TryRead(file) is { } item && IsNew(item, coverage, features, engine))
            {
                kept.Add(Path.GetFileName(to.Add(new KeptInput(File.ReadAllBytes(file), Path.GetExtension(file)))));
            }
        }

        foreach (string file in to.Files.Where(file => !kept.Contains(Path.GetFileName(file))))
        {
            File.Delete(file);
        }

        return (files.Length, kept.Count);
    }

    // What the modules have, and what the compiler does with them. Nothing is run.
    private static bool IsNew(GeneratedCase item, Coverage coverage, CaseFeatures features, JitEngine engine)
    {
        int before = coverage.Count;
        features.Add(item);
        foreach (CaseModule module in item.Modules)
        {
            CompiledModule compiled = Module.FromDefinition(engine, module.Definition).Compiled;
            compiled.CompileFunctions(1);
            (compiled as IDisposable)?.Dispose();
        }

        return coverage.Count > before;
    }
}
