using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Jit.Coverage;

namespace Wasm.Fuzz.Campaign;

/// <summary>Where a type stands in a feature of <see cref="CaseFeature.Typed"/>.</summary>
public enum TypePlace
{
    /// <summary>The topmost operand.</summary>
    Operand,

    /// <summary>The topmost operand of what follows: the result.</summary>
    Result,

    /// <summary>In the instruction, or the field, element, or table that it names.</summary>
    Immediate,

    /// <summary>The address type of the memory or table.</summary>
    Address,
}

/// <summary>Features that are seen in modules: numbers that say what they are, in one space with those of compilations.</summary>
public static class CaseFeature
{
    /// <summary>An instruction occurred.</summary>
    public const FeatureKind Row = (FeatureKind)32;

    /// <summary>An instruction was in a function that was called.</summary>
    public const FeatureKind Called = (FeatureKind)33;

    /// <summary>An instruction with a type somewhere.</summary>
    public const FeatureKind Typed = (FeatureKind)34;

    /// <summary>An instruction in a state of the validator.</summary>
    public const FeatureKind State = (FeatureKind)35;

    /// <summary>An item of a section.</summary>
    public const FeatureKind Item = (FeatureKind)36;

    /// <summary>An error of the decoder or validator, and where.</summary>
    public const FeatureKind Error = (FeatureKind)37;

    private static readonly string[] Frames = ["block", "loop", "if", "else", "try_table"];
    private static readonly string[] States = ["", ", unreachable", ", unreachable, nothing on the stack"];

    /// <summary>A feature's name.</summary>
    public static string NameOf(ulong feature)
    {
        int a = (int)(feature >> 32) & 0xFFFF;
        int b = (int)(feature >> 16) & 0xFFFF;
        int c = (int)feature & 0xFFFF;
        return CompilationFeature.KindOf(feature) switch
        {
            Row => $"{Mnemonic(c)} occurred",
            Called => $"{Mnemonic(c)} called",
            Typed => $"{Mnemonic(c)} {((TypePlace)b).ToString().ToLowerInvariant()} {TypeClass.NameOf(a)}",
            State => $"{Mnemonic(c)} in {Frames[b]}{States[a]}",
            Item => $"{(SectionId)c} section: {ItemFeature.NameOf((SectionId)c, b, a)}",
            Error => $"{ErrorClass.NameOf(c)} {(b == 0 ? "" : $"in the {(SectionId)(b - 1)} section")}{(a == 0 ? "" : $" at {Mnemonic(a)}")}",
            _ => CompilationFeature.NameOf(feature),
        };
    }

    /// <summary>The instruction of a feature that has one.</summary>
    public static Op OpOf(ulong feature) => (Op)(ushort)feature;

    /// <summary>Where the type of a feature of <see cref="Typed"/> stands, and its class.</summary>
    public static (TypePlace Place, int Type) TypeOf(ulong feature) => ((TypePlace)(ushort)(feature >> 16), (int)(feature >> 32) & 0xFFFF);

    internal static ulong OfRow(FeatureKind kind, Op op) => Of(kind, (int)op);

    internal static ulong OfType(Op op, TypePlace place, int type) => Of(Typed, (int)op, (int)place, type);

    internal static ulong OfState(Op op, Op frame, bool polymorphic, bool isEmpty) => Of(State, (int)op, frame switch
    {
        Op.Loop => 1,
        Op.If => 2,
        Op.Else => 3,
        Op.TryTable => 4,
        _ => 0,
    }, polymorphic ? isEmpty ? 2 : 1 : 0);

    internal static ulong OfItem(SectionId section, int variant, int detail = 0) => Of(Item, (int)section, variant, detail);

    internal static ulong OfError(int error, int section, int op) => Of(Error, error, section, op);

    private static ulong Of(FeatureKind kind, int c, int b = 0, int a = 0) => (ulong)kind << 56 | (ulong)a << 32 | (ulong)b << 16 | (uint)c;

    private static string Mnemonic(int op) => InstructionTable.Find(op)?.Mnemonic ?? $"instruction {op}";
}
