using System.Globalization;
using System.Text;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;
using Wasm.Fuzz.Oracles;
using Wasm.Fuzz.Shrink;
using Wasm.Text;

namespace Wasm.Fuzz.Findings;

/// <summary>Looks into what other oracles than the execution of cases found, and writes the finding's folder.</summary>
/// <param name="job">What to look into.</param>
/// <param name="made">The case.</param>
/// <param name="oracles">All oracles.</param>
internal sealed class OracleStudy(StudyJob job, CampaignCase made, CaseOracles oracles)
{
    /// <summary>Looks into what an oracle said.</summary>
    public Finding Study(Judgement judgement)
    {
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(job.Seconds));
        return judgement.Verdict switch
        {
            Flaw flaw when !made.Bytes.IsEmpty => StudyBytes(judgement.Oracle, flaw, time.Token),
            Different different when judgement.Oracle == OracleSet.Metamorphic => StudyRewrite(different, time.Token),
            Verdict verdict => StudySettings(judgement.Oracle, verdict),
        };
    }

    private Finding StudyBytes(OracleSet oracle, Flaw flaw, CancellationToken cancellation)
    {
        CaseSettings settings = Simplify(oracle, flaw.Kind);
        IModuleOracle? judge = oracles.OracleFor(oracle, settings);
        int standing = StandingOf(made.Bytes.ToArray());
        bool Fails(byte[] bytes) => StandingOf(bytes) == standing && judge?.Check(bytes) is Flaw other && KindOf(other) == KindOf(flaw);
        byte[] bytes = made.Bytes.ToArray();
        if (TryValid(bytes) is { } module)
        {
            // What is valid stays valid, which gives the best cases.
            bytes = ModuleEncoder.Encode(Shrinker.Shrink(module, FeatureSet.Wasm3, candidate => Fails(ModuleEncoder.Encode(candidate)), null, cancellation));
        }

        bytes = ByteReducer.Reduce(Fails(bytes) ? bytes : made.Bytes.ToArray(), Fails, cancellation);
        flaw = judge?.Check(bytes) as Flaw ?? flaw;
        int instructions = 0;
        string mnemonics = "";
        if (TryDecode(bytes) is { } small)
        {
            GeneratedCase item = Of(small);
            instructions = FindingFiles.CountInstructions(item);
            mnemonics = FindingFiles.MnemonicsOf(item);
        }

        Finding finding = Make(OracleNames.Of(oracle), KindOf(flaw), mnemonics, "", flaw.Kind, flaw.Detail, null, settings, instructions);
        WriteBytes(finding.Folder, bytes);
        FindingFiles.WriteReadMe(finding, cancellation.IsCancellationRequested ? "The case may become smaller still: there was no more time." : "The case is minimal.");
        return finding;
    }

    // How many of the rewrites are needed, then which code.
    private Finding StudyRewrite(Different first, CancellationToken cancellation)
    {
        CaseSettings settings = made.Settings;
        EngineUnderTest engine = oracles.EngineFor(settings);
        int count = 1;
        while (count < MetamorphicOracle.UsualRewrites && Run(made.Item, count) is not Different)
        {
            count++;
        }

        GeneratedCase item = made.Item;
        if (Run(item, count) is Different)
        {
            item = new Shrinker(candidate => Run(candidate, count) is Different other && other.Kind == first.Kind, null, cancellation).Shrink(item);
        }

        var oracle = new MetamorphicOracle(engine, settings.Rules, count);
        Different different = oracle.Run(item, made.Decisions) as Different ?? first;
        string rewrite = oracle.Rewrites.IsEmpty ? "" : oracle.Rewrites[^1];
        GeneratedCase other = oracle.Rewritten(item, made.Decisions);
        string? blame = new PassBisection((candidate, options) =>
            new MetamorphicOracle(EngineUnderTest.Jit(options), settings.Rules, count).Run(candidate, made.Decisions) is Different).Blame(item, settings.ToJitOptions());
        Finding finding = Make(
            OracleNames.Of(OracleSet.Metamorphic), different.Kind.ToString(), $"{rewrite}|{FindingFiles.MnemonicsOf(item)}", different.Where, different.Left, different.Right,
            blame, settings, FindingFiles.CountInstructions(item));
        FindingFiles.WriteModules(finding.Folder, item);
        FindingFiles.WriteModules(Path.Combine(finding.Folder, "rewritten"), other);
        CaseScript script = CaseScript.Write(other, settings with { Rules = settings.Rules with { Fuel = true } }, finding);
        File.WriteAllText(Path.Combine(finding.Folder, FindingFiles.Script), script.Text);
        Verdict engines = new ExecutionOracle(settings.Rules with { Fuel = true }).Run(other, [EngineUnderTest.Reference(), engine]);
        FindingFiles.WriteReadMe(finding, $"`rewritten` has the modules after {string.Join(", ", oracle.Rewrites)}. On both engines these give: {engines}. {script.Describe(settings)}");
        return finding;

        Verdict Run(GeneratedCase candidate, int rewrites) => new MetamorphicOracle(engine, settings.Rules, rewrites).Run(candidate, made.Decisions);
    }

    // There is nothing to be made smaller but the settings.
    private Finding StudySettings(OracleSet oracle, Verdict verdict)
    {
        string kind = verdict is Flaw flaw ? flaw.Kind : ((Different)verdict).Kind.ToString();
        CaseSettings settings = Simplify(oracle, kind);

        // The case is no case to run; only the options change.
        string? blame = oracle == OracleSet.Linker ? null : new PassBisection((_, options) => Fails(oracles.JudgeWith(made with { Settings = settings }, oracle, options), kind))
            .Blame(made.Item, settings.ToJitOptions());
        Finding finding = verdict is Different different
            ? Make(OracleNames.Of(oracle), kind, different.Where.Split(',')[0], different.Where, different.Left, different.Right, blame, settings, 1)
            : Make(OracleNames.Of(oracle), FindingList.WithoutNumbers(kind), "", "", kind, ((Flaw)verdict).Detail, blame, settings, 0);
        Directory.CreateDirectory(finding.Folder);
        FindingFiles.WriteReadMe(finding, "There are no files: the command makes the case.");
        return finding;
    }

    private CaseSettings Simplify(OracleSet oracle, string kind)
    {
        CaseSettings settings = made.Settings;
        foreach (string word in settings.Jit)
        {
            CaseSettings candidate = settings with { Jit = settings.Jit.Remove(word) };
            if (Fails(oracles.Judge(made with { Settings = candidate }, oracle), kind))
            {
                settings = candidate;
            }
        }

        return settings;
    }

    private static bool Fails(Verdict? verdict, string kind) =>
        (verdict is Flaw flaw && flaw.Kind == kind) || (verdict is Different different && different.Kind.ToString() == kind);

    private Finding Make(
        string oracle, string kind, string detail, string where, string left, string right, string? blame, CaseSettings settings, int instructions) => new()
        {
            Signature = $"{oracle}|{kind}|{blame}|{detail}",
            Oracle = oracle,
            Kind = kind,
            Where = where,
            Left = left,
            Right = right,
            Blame = blame,
            Case = made.Seed.ToString(),
            Settings = settings.ToString(),
            Command = FindingFiles.CommandOf(made, job),
            Folder = job.Folder,
            Instructions = instructions,
        };

    private static string KindOf(Flaw flaw) => FindingList.WithoutNumbers(flaw.Kind);

    private static GeneratedCase Of(ModuleDefinition module) => new()
    {
        Modules = [new CaseModule("m0", module)],
        HostFunctions = [],
        Calls = [],
        Swarm = new Swarm(FeatureSet.Wasm3, Style.None),
        BytesUsed = 0,
    };

    private static void WriteBytes(string folder, byte[] bytes)
    {
        Directory.CreateDirectory(folder);
        bool isBinary = bytes.AsSpan().StartsWith("\0asm"u8);
        File.WriteAllBytes(Path.Combine(folder, isBinary ? "case.wasm" : "case.wat"), bytes);
        if (isBinary && TryDecode(bytes) is { } module)
        {
            try
            {
                File.WriteAllText(Path.Combine(folder, "case.wat"), ModulePrinter.Print(module));
            }
#pragma warning disable CA1031 // A printer that cannot may be what this is about.
            catch (Exception)
#pragma warning restore CA1031
            {
                // The binary says it all.
            }
        }

        File.WriteAllText(Path.Combine(folder, FindingFiles.Script), ScriptOf(bytes, isBinary));
    }

    // What our validator says of it today, which may be what is wrong.
    private static string ScriptOf(byte[] bytes, bool isBinary)
    {
        var module = new StringBuilder(isBinary ? "(module binary \"" : "(module quote \"");
        foreach (byte b in bytes)
        {
            module.Append(CultureInfo.InvariantCulture, $"\\{b:x2}");
        }

        module.Append("\")");
        string? error = null;
        bool isMalformed = false;
        try
        {
            ModuleDefinition decoded = isBinary
                ? ModuleDecoder.Decode(bytes)
                : ModuleParser.Parse(new SourceText("case", bytes), FeatureSet.Wasm3).Definition;
            ModuleValidator.Validate(decoded, FeatureSet.Wasm3, new TypeRegistry(), new ValidationOptions { SideTables = false });
        }
        catch (ModuleException refused)
        {
            error = refused.Message;
            isMalformed = refused is MalformedModuleException;
        }
#pragma warning disable CA1031 // What throws something else ought to say that it is malformed.
        catch (Exception)
#pragma warning restore CA1031
        {
            error = "";
            isMalformed = true;
        }

        return error is null ? $"{module}\n" : $"({(isMalformed ? "assert_malformed" : "assert_invalid")} {module} \"{error.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\")\n";
    }

    // What is valid stays so, and what can be decoded: one must not become the other on the way.
    private static int StandingOf(byte[] bytes) => TryDecode(bytes) is not { } module ? 0 : BodyMap.IsValid(module) ? 2 : 1;

    private static ModuleDefinition? TryDecode(byte[] bytes)
    {
        try
        {
            return ModuleDecoder.Decode(bytes, FeatureSet.Wasm3, DecodeOptions.ForValidation);
        }
#pragma warning disable CA1031 // A decoder that throws something else may be what this is about.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static ModuleDefinition? TryValid(byte[] bytes) => TryDecode(bytes) is { } module && BodyMap.IsValid(module) ? module : null;
}
