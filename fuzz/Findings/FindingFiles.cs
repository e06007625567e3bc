using System.Globalization;
using System.Text;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Generate;
using Wasm.Text;

namespace Wasm.Fuzz.Findings;

/// <summary>Writes the folder of a finding.</summary>
public static class FindingFiles
{
    /// <summary>The readable part.</summary>
    public const string ReadMe = "README.md";

    /// <summary>The script.</summary>
    public const string Script = "case.wast";

    // In a signature; more of them say nothing.
    private const int MaximumMnemonics = 6;

    // Found in nearly every case, whatever is wrong with it.
    private static readonly HashSet<Op> Common =
    [
        Op.End, Op.Block, Op.Loop, Op.Drop, Op.LocalGet, Op.LocalSet, Op.LocalTee, Op.I32Const, Op.I64Const, Op.F32Const, Op.F64Const, Op.V128Const,
        Op.Return, Op.Unreachable, Op.Nop,
    ];

    /// <summary>The command that runs a case again.</summary>
    public static string CommandOf(CaseSeed seed, IReadOnlyList<string>? jit) =>
        $"conform fuzz --replay {seed}{string.Concat((jit ?? []).Select(word => $" --jit-option {word}"))}";

    /// <summary>The command that runs a case again, with all that it depends on.</summary>
    internal static string CommandOf(CampaignCase made, StudyJob job)
    {
        CasePlan plan = job.GetPlan();
        string oracles = plan.Oracles == OracleSet.All ? "" : $" --oracle {OracleNames.ListOf(plan.Oracles)}";
        string corpus = made.UsesCorpus ? $" --scripts {Mutate.ModuleCorpus.Default.Digest}" : "";
        string parent = made.Parent is { } file ? $" --parent {file}" : "";
        return $"{CommandOf(made.Seed, job.Jit)}{oracles}{corpus}{parent}";
    }

    /// <summary>Writes a finding of which no more is known than that it is there: the process was lost, or looking into it failed.</summary>
    public static Finding WriteUnstudied(StudyJob job, CaseDifference difference)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(difference);
        var seed = new CaseSeed(job.Seed, job.Number);
        string first = FindingList.WithoutNumbers(difference.Right.Split('\n', 2)[0]);
        var finding = new Finding
        {
            Signature = $"{difference.Oracle}|{difference.Kind}|{first}",
            Oracle = difference.Oracle,
            Kind = difference.Kind,
            Where = difference.Where,
            Left = difference.Left,
            Right = difference.Right,
            Case = seed.ToString(),
            Settings = CaseSettings.Of(seed).With(job.Jit).ToString(),
            Command = CommandOf(seed, job.Jit),
            Folder = job.Folder,
        };
        Directory.CreateDirectory(job.Folder);
        string note;
        try
        {
            CampaignCase made = new CaseMaker(job.GetPlan(), Mutate.ModuleCorpus.Default).Make(seed);
            if (!made.Bytes.IsEmpty)
            {
                File.WriteAllBytes(Path.Combine(job.Folder, "case.bin"), made.Bytes.ToArray());
            }

            finding = finding with { Command = CommandOf(made, job), Instructions = CountInstructions(made.Item), Settings = made.Settings.ToString() };
            WriteModules(job.Folder, made.Item);
            note = "The case is as it was generated.";
        }
#pragma warning disable CA1031 // The generator itself may be what failed.
        catch (Exception error)
#pragma warning restore CA1031
        {
            note = $"The case could not be made again:\n\n```\n{error}\n```";
        }

        WriteReadMe(finding, note);
        return finding;
    }

    /// <summary>Writes the modules of a case, each as binary, and all as text.</summary>
    public static void WriteModules(string folder, GeneratedCase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        using StreamWriter text = Create(Path.Combine(folder, "case.wat"));
        for (int i = 0; i < item.Modules.Length; i++)
        {
            string name = item.Modules.Length == 1 ? "case.wasm" : string.Create(CultureInfo.InvariantCulture, $"case.{i}.wasm");
            File.WriteAllBytes(Path.Combine(folder, name), item.Modules[i].Encode());
            if (item.Modules.Length > 1)
            {
                text.WriteLine($";; {item.Modules[i].Name}");
            }

            text.Write(ModulePrinter.Print(item.Modules[i].Definition));
            text.WriteLine();
        }
    }

    /// <summary>Writes what a person reads.</summary>
    public static void WriteReadMe(Finding finding, string note)
    {
        ArgumentNullException.ThrowIfNull(finding);
        using StreamWriter text = Create(Path.Combine(finding.Folder, ReadMe));
        text.WriteLine($"""
            # {finding.Kind}: {finding.Where}

            | | |
            |---|---|
            | oracle | {finding.Oracle} |
            | case | {finding.Case} |
            | settings | {finding.Settings} |
            | to blame | {finding.Blame ?? "not known"} |
            | instructions | {finding.Instructions.ToString(CultureInfo.InvariantCulture)} |
            | signature | `{finding.Signature}` |

            Again: `{finding.Command}`

            Reference engine:

            ```
            {finding.Left}
            ```

            The other:

            ```
            {finding.Right}
            ```

            {note}
            """);
    }

    /// <summary>Instructions of a case, <c>end</c> not counted.</summary>
    public static int CountInstructions(GeneratedCase item)
    {
        int count = 0;
        ForEach(item, op => count += op == Op.End ? 0 : 1);
        return count;
    }

    /// <summary>The instructions that a case is about, in the order of the table; empty if there are too many to say anything.</summary>
    public static string MnemonicsOf(GeneratedCase item)
    {
        var ops = new SortedSet<Op>();
        ForEach(item, op => ops.Add(op));
        ops.ExceptWith(Common);
        return ops.Count <= MaximumMnemonics ? string.Join(' ', ops.Select(op => InstructionTable.Get(op).Mnemonic)) : "";
    }

    internal static StreamWriter Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
    }

    private static void ForEach(GeneratedCase item, Action<Op> action)
    {
        ArgumentNullException.ThrowIfNull(item);
        foreach (CaseModule module in item.Modules)
        {
            foreach (FunctionDefinition function in module.Definition.Functions)
            {
                var reader = new InstructionReader(function.Body.Code.Span, function.Body.Offset);
                Instruction instruction = default;
                while (!reader.AtEnd)
                {
                    action(reader.Read(ref instruction).Op);
                }
            }
        }
    }
}
