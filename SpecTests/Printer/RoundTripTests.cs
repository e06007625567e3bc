using System.Text;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Text;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;

namespace Wasm.SpecTests.Printer;

/// <summary>
/// Every well-formed module of the official suite and of our own scripts, valid or not, printed in every form and
/// read again: the binary must be the same to the byte.
/// </summary>
public class RoundTripTests
{
    private static IEnumerable<string> Scripts()
    {
        string own = Path.Combine(RepositoryRoot.Path, "SpecTests", "scripts");
        string?[] folders = [own, TestSuiteLocator.Find(RepositoryRoot.Path)];
        return folders.OfType<string>().SelectMany(folder => SuiteDiscovery.Find([folder]))
            .Where(script => script.Group is SuiteDiscovery.RootGroup or "custom" or "regress")
            .Select(script => script.Path);
    }

    [TestCaseSource(nameof(Scripts))]
    [Parallelizable(ParallelScope.Self)]
    public void ModulesComeBackTheSame(string path)
    {
        var failures = new List<string>();
        Wast.Script.Script script = ScriptExecutor.ReadScript(path);
        foreach ((int line, ModuleSource source) in Modules(script))
        {
            if (Load(source) is not { } binary)
            {
                continue;
            }

            ModuleDefinition module = ModuleDecoder.Decode(binary);
            foreach (bool folded in new[] { false, true })
            {
                foreach (bool names in new[] { false, true })
                {
                    string text = ModulePrinter.Print(module, new PrintOptions { Folded = folded, UseNames = names });
                    if (Compare(binary, text, names) is { } problem)
                    {
                        failures.Add($"line {line}, folded {folded}, names {names}: {problem}\n{text}");
                    }
                }
            }
        }

        Assert.That(failures, Is.Empty);
    }

    /// <summary>
    /// Modules with a few bytes changed: where they still decode, they print, and the text keeps the instructions and
    /// is the same after another round.
    /// </summary>
    [Test]
    public void ChangedModulesPrint()
    {
        var random = new Random(1);
        byte[][] seeds = [.. SuiteDiscovery.Find([Path.Combine(RepositoryRoot.Path, "SpecTests", "scripts")])
            .SelectMany(file => Modules(ScriptExecutor.ReadScript(file.Path)))
            .Select(module => Load(module.Source)).OfType<byte[]>().Where(binary => binary.Length is > 8 and < 2000)];
        int decoded = 0;
        for (int i = 0; i < 40_000; i++)
        {
            byte[] binary = [.. seeds[random.Next(seeds.Length)]];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                int position = random.Next(8, binary.Length);
                binary[position] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(binary[position] ^ 1 << random.Next(8));
            }

            ModuleDefinition module;
            try
            {
                module = ModuleDecoder.Decode(binary);
            }
            catch (ModuleException)
            {
                continue;
            }

            if (module.Functions.Any(function => function.Locals.Sum(group => group.Count) > ImplementationLimits.Locals))
            {
                continue;
            }

            decoded++;
            var options = new PrintOptions { Folded = i % 2 == 0, UseNames = i % 3 == 0 };
            ModuleDefinition again = ModuleDecoder.Decode(Parse(Encoding.UTF8.GetBytes(ModulePrinter.Print(module, options))));
            string[] before = [.. module.Functions.Select(function => Shortest(function.Body))];
            Assert.That(again.Functions.Select(function => Shortest(function.Body)), Is.EqualTo(before), () => Convert.ToHexString(binary));
            if (!options.UseNames)
            {
                string text = ModulePrinter.Print(again, options);
                Assert.That(Parse(Encoding.UTF8.GetBytes(text)), Is.EqualTo(ModuleEncoder.Encode(again)), () => Convert.ToHexString(binary));
            }
        }

        Assert.That(decoded, Is.GreaterThan(3000));
    }

    private static string Shortest(Expression expression)
    {
        var writer = new InstructionWriter();
        var reader = new InstructionReader(expression.Code.Span, expression.Offset);
        var instruction = default(Instruction);
        while (!reader.AtEnd)
        {
            reader.Read(ref instruction);
            writer.Write(instruction, reader.Labels, reader.Catches, reader.Types);
        }

        return Convert.ToHexString(writer.WrittenSpan);
    }

    private static IEnumerable<(int Line, ModuleSource Source)> Modules(Wast.Script.Script script)
    {
        if (script.ImplicitModule is { } implicitModule)
        {
            yield return (1, implicitModule);
        }

        foreach (Command command in script.Commands)
        {
            ModuleSource? source = command switch
            {
                ModuleCommand module => module.Source,
                AssertModuleFailsCommand assertion => assertion.Source,
                AssertInstantiationFailsCommand assertion => assertion.Source,
                _ => null,
            };
            if (source is not null)
            {
                yield return (script.GetPosition(command).Line, source);
            }
        }
    }

    /// <summary>The module in our encoder's form; null if it is malformed.</summary>
    private static byte[]? Load(ModuleSource source)
    {
        ModuleDefinition foreign;
        try
        {
            switch (source)
            {
                case TextModuleSource text:
                    return ModuleParser.ParseFields(text.Text, text.Range.Start, text.Range.End, FeatureSet.Wasm3).Encode();
                case QuotedModuleSource quoted:
                    return Parse(quoted.Text);
                case BinaryModuleSource binary:
                    foreign = ModuleDecoder.Decode(binary.Bytes);
                    break;
                default:
                    throw new ArgumentException($"unexpected source {source}");
            }
        }
        catch (ModuleException)
        {
            return null;
        }

        // A foreign binary may write numbers and segments longer than needed; text has one form of each.
        return Parse(Encoding.UTF8.GetBytes(ModulePrinter.Print(foreign)));
    }

    private static string? Compare(byte[] binary, string text, bool names)
    {
        byte[] again;
        try
        {
            again = Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (ModuleException error)
        {
            return $"cannot be parsed: {error.Message} at {error.Offset}";
        }

        byte[] before = names ? WithoutNames(binary) : binary;
        byte[] after = names ? WithoutNames(again) : again;
        int same = before.AsSpan().CommonPrefixLength(after);
        return same == before.Length && same == after.Length ? null : $"differs at 0x{same:x}";
    }

    // With identifiers the text does not keep the name section.
    private static byte[] WithoutNames(byte[] binary)
    {
        ModuleDefinition module = ModuleDecoder.Decode(binary);
        return module.CustomSections.RemoveAll(section => section.Name == NameSection.SectionName) > 0 ? ModuleEncoder.Encode(module) : binary;
    }

    private static byte[] Parse(byte[] text) => ModuleParser.Parse(new SourceText("module", text), FeatureSet.Wasm3).Encode();
}
