using System.Linq;
using Wasm.Core.Instructions;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;

namespace Wasm.Jit.Coverage;

/// <summary>
/// Features of compilations: numbers of 64 bits that say what they are, so that there is no list of them to keep. The same
/// thing has the same number in every process of one build; names last longer than numbers.
/// </summary>
public static class CompilationFeature
{
    private const int KindShift = 56;
    private const int OpShift = 44;
    private const ulong OpMask = 0xFFF;

    /// <summary>A feature's kind.</summary>
    public static FeatureKind KindOf(ulong feature) => (FeatureKind)(feature >> KindShift);

    /// <summary>Its name: <c>i32.add → add.32 memory base+index</c>, <c>values: removed i32.mul</c>, <c>spill i64</c>.</summary>
    public static string NameOf(ulong feature) => KindOf(feature) switch
    {
        FeatureKind.Rule => $"{OpName(feature)} → {X64Rule.NameOf(feature & (1UL << OpShift) - 1)}",
        FeatureKind.Pass => $"{NameOfPass(feature)}: {NameOfChange(feature)}",
        FeatureKind.Allocation => AllocationEvents.NameOf(feature),
        FeatureKind.Operation => $"{OpName(feature)} {((IrType)(byte)feature).ToString().ToLowerInvariant()}",
        _ => $"feature {feature:x16}",
    };

    /// <summary>The pass of a feature of <see cref="FeatureKind.Pass"/>.</summary>
    public static string NameOfPass(ulong feature) => JitOptions.PassNames[(int)(feature >> 52 & 15)];

    /// <summary>The kind of change of a feature of <see cref="FeatureKind.Pass"/>, without operations.</summary>
    public static string NameOfChangeKind(ulong feature) => PassChanges.NameOf((PassChange)(feature >> 48 & 15));

    /// <summary>Names of all kinds of changes.</summary>
    public static IReadOnlyList<string> ChangeKinds { get; } = [.. Enum.GetValues<PassChange>().Select(PassChanges.NameOf)];

    /// <summary>Names of all operations that are lowered by themselves.</summary>
    public static IReadOnlyList<string> Operations { get; } = AllOperations();

    /// <summary>Names of all events of register allocation, without types.</summary>
    public static IReadOnlyList<string> AllocationKinds { get; } = [.. Enum.GetValues<AllocationEvent>().Select(AllocationEvents.NameOf)];

    /// <summary>Names of all machine operations.</summary>
    public static IReadOnlyList<string> MachineOperations { get; } = X64Rule.AllOperations();

    /// <summary>The operation of a feature of <see cref="FeatureKind.Rule"/> or <see cref="FeatureKind.Operation"/>, as <see cref="Operations"/> has it.</summary>
    public static string OperationOf(ulong feature) => OpName(feature);

    /// <summary>The machine operation of a feature of <see cref="FeatureKind.Rule"/>, as <see cref="MachineOperations"/> has it.</summary>
    public static string MachineOperationOf(ulong feature) => X64Rule.OperationOf(feature);

    /// <summary>The event of a feature of <see cref="FeatureKind.Allocation"/>, as <see cref="AllocationKinds"/> has it.</summary>
    public static string AllocationKindOf(ulong feature) => AllocationEvents.NameOf(AllocationEvents.EventOf(feature));

    internal static ulong Rule(IrOp op, in MachineInstruction instruction) => Of(FeatureKind.Rule) | (ulong)op << OpShift | X64Rule.Of(in instruction);

    internal static ulong Operation(IrOp op, IrType type) => Of(FeatureKind.Operation) | (ulong)op << OpShift | (byte)type;

    internal static ulong Pass(int pass, PassChange change, IrOp before, IrOp after) =>
        Of(FeatureKind.Pass) | (ulong)pass << 52 | (ulong)change << 48 | (ulong)before << 16 | (ulong)after;

    internal static ulong Of(FeatureKind kind) => (ulong)kind << KindShift;

    private static string OpName(ulong feature) => OpName((IrOp)(feature >> OpShift & OpMask));

    // Invokes of an instruction set's own have no origin.
    private static string OpName(IrOp op) => op == 0 ? "(none)" : IrOpTable.Get(op).Name;

    private static string NameOfChange(ulong feature)
    {
        var change = (PassChange)(feature >> 48 & 15);
        string before = OpName((IrOp)(ushort)(feature >> 16));
        return change switch
        {
            PassChange.Rewritten => $"{before} → {OpName((IrOp)(ushort)feature)}",
            PassChange.BlocksRemoved or PassChange.BlocksReordered or PassChange.EdgeRedirected => PassChanges.NameOf(change),
            _ => $"{PassChanges.NameOf(change)} {before}",
        };
    }

    // What has no code but in those that use it.
    private static bool IsPartOfOthers(IrOp op) => op is IrOp.Parameter or IrOp.Result or IrOp.Context or IrOp.FrameAddress or IrOp.RefToI32
        or (IrOp)Op.I64ExtendI32U or (IrOp)Op.RefNull;

    private static string[] AllOperations()
    {
        var names = new List<string>();
        for (int op = 1; op < (int)IrOp.End; op++)
        {
            if (IrOpTable.Get((IrOp)op).Shape is not (IrShape.None or IrShape.Constant) && !IsPartOfOthers((IrOp)op))
            {
                names.Add(IrOpTable.Get((IrOp)op).Name);
            }
        }

        return [.. names];
    }
}
