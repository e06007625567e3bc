using System.Text;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Text;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// What the decoder reads, the encoder writes so that it is read the same; what the printer writes, the parser reads. The second
/// time round nothing changes any more.
/// </summary>
public sealed class RoundTripOracle : IModuleOracle
{
    private readonly Func<ModuleDefinition, byte[]> _encode;
    private readonly Func<ModuleDefinition, PrintOptions, string> _print;

    /// <summary>The product's encoder and printer.</summary>
    public RoundTripOracle()
        : this(static module => ModuleEncoder.Encode(module), static (module, options) => ModulePrinter.Print(module, options))
    {
    }

    internal RoundTripOracle(Func<ModuleDefinition, byte[]> encode, Func<ModuleDefinition, PrintOptions, string> print)
    {
        _encode = encode;
        _print = print;
    }

    /// <inheritdoc/>
    public string Name => "round-trip";

    /// <inheritdoc/>
    public Verdict Check(ReadOnlyMemory<byte> bytes)
    {
        ModuleDefinition module;
        try
        {
            module = ModuleDecoder.Decode(bytes);
        }
        catch (ModuleException error)
        {
            return new Inconclusive(InconclusiveReason.InvalidCase, error.Message);
        }

        byte[] once = _encode(module);
        ModuleDefinition again;
        try
        {
            again = ModuleDecoder.Decode(once);
        }
        catch (ModuleException error)
        {
            return new Flaw(Name, "encoded module is malformed", $"{error.Message} at 0x{error.Offset:x}");
        }

        if (Census(module) != Census(again))
        {
            return new Flaw(Name, "encode loses something", $"{Census(module)} became {Census(again)}");
        }

        byte[] twice = _encode(again);
        return Compare("encode", once, twice)
            ?? CheckText(again, once, PrintOptions.Default)
            ?? CheckText(again, once, new PrintOptions { Folded = true })
            ?? (Verdict)Verdict.Same;
    }

    // What a second encoding would lose again must be counted.
    private static string Census(ModuleDefinition module)
    {
        long code = module.Functions.Sum(item => (long)item.Body.Code.Length) + module.Globals.Sum(item => (long)item.Initializer.Code.Length);
        long locals = module.Functions.Sum(item => item.Locals.Sum(group => (long)group.Count));
        long names = module.Imports.Sum(item => (long)item.Module.Length + item.Name.Length) + module.Exports.Sum(item => (long)item.Name.Length + item.Index);
        return $"types {module.Types.Count}, groups {module.RecursionGroups.Count}, imports {module.Imports.Count}, functions {module.Functions.Count}, "
            + $"tables {module.Tables.Count}, memories {module.Memories.Count}, tags {module.Tags.Count}, globals {module.Globals.Count}, "
            + $"exports {module.Exports.Count}, start {module.Start?.FunctionIndex}, elements {module.Elements.Sum(item => (long)item.Count)}, "
            + $"data {module.Data.Sum(item => (long)item.Bytes.Length)}, custom {module.CustomSections.Sum(item => (long)item.Bytes.Length)}, "
            + $"code {code}, locals {locals}, names {names}";
    }

    private Flaw? CheckText(ModuleDefinition module, byte[] binary, PrintOptions options)
    {
        string form = options.Folded ? "folded text" : "text";
        string text = _print(module, options);
        var source = new SourceText("printed", Encoding.UTF8.GetBytes(text));
        ModuleDefinition parsed;
        try
        {
            parsed = ModuleParser.Parse(source, FeatureSet.Wasm3).Definition;
        }
        catch (ModuleException error)
        {
            TextPosition position = source.GetPosition(error.Offset);
            return new Flaw(Name, $"{form} cannot be parsed", $"{error.Message} at {position}: {source.GetLine(position.Line).Trim()}");
        }

        // Code is copied as it was written; numbers that were longer than needed become shorter here.
        byte[] first = _encode(parsed);
        if (first.AsSpan().SequenceEqual(binary))
        {
            return null;
        }

        ModuleDefinition again = ModuleDecoder.Decode(first);
        if (!NormalForm.Of(module).AsSpan().SequenceEqual(NormalForm.Of(again)))
        {
            return new Flaw(Name, $"{form} says something else", FirstDifference(_print(module, options), _print(again, options)));
        }

        string second = _print(again, options);
        byte[] next = _encode(ModuleParser.Parse(new SourceText("printed twice", Encoding.UTF8.GetBytes(second)), FeatureSet.Wasm3).Definition);
        return Compare(form, first, next);
    }

    private Flaw? Compare(string step, byte[] before, byte[] after)
    {
        int same = before.AsSpan().CommonPrefixLength(after);
        return same == before.Length && same == after.Length ? null
            : new Flaw(Name, $"{step} changes bytes", $"at 0x{same:x}: {before.Length} bytes before, {after.Length} after");
    }

    private static string FirstDifference(string before, string after)
    {
        int same = before.AsSpan().CommonPrefixLength(after);
        return $"{Around(before, same)} became {Around(after, same)}";

        static string Around(string text, int at) => text.Substring(Math.Max(0, at - 20), Math.Min(text.Length - Math.Max(0, at - 20), 60));
    }
}
