using System.Security.Cryptography;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Shrink;

/// <summary>
/// Makes a case that fails smaller, as long as it fails: fewer calls, modules and functions, then less code, then
/// simpler values. It works on the modules' model; every candidate that is run is valid. The result is minimal in one
/// step: none of the changes that it knows, made alone, leaves a case that still fails.
/// </summary>
public sealed partial class Shrinker
{
    private readonly Func<GeneratedCase, bool> _fails;
    private readonly Action<ShrinkProgress>? _report;
    private readonly CancellationToken _cancellation;
    private readonly HashSet<ulong> _known = [];
    private GeneratedCase _best = null!;
    private string _step = "";
    private int _tried;
    private int _accepted;

    /// <summary>Makes a shrinker.</summary>
    /// <param name="fails">Whether a case still shows what it is about. It is given valid modules that may fail to link.</param>
    /// <param name="report">Is told about each step and each success.</param>
    /// <param name="cancellation">Ends shrinking early, with the smallest case so far.</param>
    public Shrinker(Func<GeneratedCase, bool> fails, Action<ShrinkProgress>? report = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fails);
        _fails = fails;
        _report = report;
        _cancellation = cancellation;
    }

    /// <summary>Shrinks a case.</summary>
    /// <returns>A case that fails and is not larger.</returns>
    /// <exception cref="ArgumentException">The case does not fail.</exception>
    public GeneratedCase Shrink(GeneratedCase made)
    {
        ArgumentNullException.ThrowIfNull(made);
        if (!_fails(made))
        {
            throw new ArgumentException("the case does not fail, so there is nothing to keep", nameof(made));
        }

        _best = made;
        _known.Clear();
        _known.Add(Fingerprint(made));
        _tried = 0;
        _accepted = 0;
        bool isSmaller = true;
        for (int round = 1; isSmaller && !_cancellation.IsCancellationRequested; round++)
        {
            isSmaller = Step($"round {round}: calls", RemoveCalls);
            isSmaller |= Step($"round {round}: modules", RemoveModules);
            isSmaller |= Step($"round {round}: bodies", EmptyBodies);
            isSmaller |= Step($"round {round}: items", RemoveItems);
            isSmaller |= Step($"round {round}: statements", RemoveStatements);
            isSmaller |= Step($"round {round}: items", RemoveItems);
            isSmaller |= Step($"round {round}: expressions", SimplifyExpressions);
            isSmaller |= Step($"round {round}: locals", RemoveLocals);
            isSmaller |= Step($"round {round}: signatures", SimplifySignatures);
            isSmaller |= Step($"round {round}: arguments", SimplifyArguments);
            isSmaller |= Step($"round {round}: types", SimplifyTypes);
            isSmaller |= Step($"round {round}: items", RemoveItems);
        }

        return _best;
    }

    /// <summary>Shrinks one module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="features">Features that it may use.</param>
    /// <param name="fails">Whether a module still shows what it is about.</param>
    /// <param name="report">Is told about each step and each success.</param>
    /// <param name="cancellation">Ends shrinking early.</param>
    public static ModuleDefinition Shrink(
        ModuleDefinition module,
        Core.Instructions.FeatureSet features,
        Func<ModuleDefinition, bool> fails,
        Action<ShrinkProgress>? report = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fails);
        var made = new GeneratedCase
        {
            Modules = [new CaseModule("m0", module)],
            HostFunctions = [],
            Calls = [],
            Swarm = new Swarm(features, Style.None),
            BytesUsed = 0,
        };
        return new Shrinker(candidate => fails(candidate.Modules[0].Definition), report, cancellation) { KeepsLinks = false }
            .Shrink(made).Modules[0].Definition;
    }

    // Whether imports have to name something in the case.
    private bool KeepsLinks { get; init; } = true;

    private bool Step(string name, Func<bool> step)
    {
        if (_cancellation.IsCancellationRequested)
        {
            return false;
        }

        _step = name;
        bool isSmaller = step();
        _report?.Invoke(Progress());
        return isSmaller;
    }

    private ShrinkProgress Progress()
    {
        int functions = 0;
        int instructions = 0;
        int bytes = 0;
        foreach (CaseModule module in _best.Modules)
        {
            functions += module.Definition.Functions.Count;
            bytes += module.Encode().Length;
            foreach (FunctionDefinition function in module.Definition.Functions)
            {
                instructions += CodeItem.Read(function.Body).Count(item => item.Op != Core.Instructions.Op.End);
            }
        }

        return new ShrinkProgress(_step, _best.Modules.Length, functions, instructions, bytes, _tried, _accepted);
    }

    // Takes a candidate if it is valid, was not tried before, and still fails.
    private bool Try(GeneratedCase candidate)
    {
        if (_cancellation.IsCancellationRequested || !IsValid(candidate) || !_known.Add(Fingerprint(candidate)))
        {
            return false;
        }

        _tried++;
        if (!_fails(candidate))
        {
            return false;
        }

        _accepted++;
        _best = candidate;
        return true;
    }

    private bool TryModule(int index, ModuleDefinition module) => Try(Edits.WithModule(_best, index, module));

    private bool IsValid(GeneratedCase candidate)
    {
        for (int i = 0; i < candidate.Modules.Length; i++)
        {
            ModuleDefinition module = candidate.Modules[i].Definition;
            if (KeepsLinks && !module.Imports.TrueForAll(import => Resolves(candidate, i, import)))
            {
                return false;
            }

            if (i < _best.Modules.Length && ReferenceEquals(module, _best.Modules[i].Definition))
            {
                continue;
            }

            try
            {
                ModuleValidator.Validate(module, candidate.Swarm.Features, new TypeRegistry());
            }
            catch (ModuleException)
            {
                return false;
            }
        }

        return candidate.Calls.All(call => candidate.Modules[call.Module].Definition.Exports.Exists(export => export.Kind == ExternKind.Function && export.Name == call.Export))
            && candidate.HostFunctions.All(host => host.Target is not { } target || candidate.Modules[target.Module].Definition.Exports.Exists(export => export.Name == target.Export));
    }

    private static bool Resolves(GeneratedCase made, int importer, Import import)
    {
        if (import.Module == GeneratedCase.HostModule)
        {
            return made.HostFunctions.Any(host => host.Name == import.Name);
        }

        for (int i = 0; i < importer; i++)
        {
            if (made.Modules[i].Name == import.Module)
            {
                return made.Modules[i].Definition.Exports.Exists(export => export.Name == import.Name && export.Kind == import.Type.Kind);
            }
        }

        return false;
    }

    private static ulong Fingerprint(GeneratedCase made)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (CaseModule module in made.Modules)
        {
            hash.AppendData(module.Encode());
        }

        foreach (CaseCall call in made.Calls)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{call.Module} {call.Export} {string.Join(' ', call.Arguments)}"));
        }

        foreach (HostFunctionPlan host in made.HostFunctions)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{host.Name} {host.Behavior} {string.Join(' ', host.Results)} {host.Target} {host.ThrownTag}"));
        }

        return BitConverter.ToUInt64(hash.GetHashAndReset());
    }

    // Removes as many of some things as can go: all, then halves, quarters, …, one by one, from the last.
    private static bool RemoveChunks(int count, Func<int, int, bool> tryRemove)
    {
        bool isSmaller = false;
        for (int chunk = count; chunk >= 1; chunk /= 2)
        {
            for (int end = count; end > 0;)
            {
                int start = Math.Max(0, end - chunk);
                if (tryRemove(start, end - start))
                {
                    count -= end - start;
                    isSmaller = true;
                }

                end = start;
            }
        }

        return isSmaller;
    }
}
