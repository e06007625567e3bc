using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>
/// What one run of the fuzzer carries out: modules to instantiate one after the other in one store, and calls to make
/// then. Everything in it is data; an oracle decides with which engines and options it runs, and what it compares.
/// </summary>
public sealed class GeneratedCase
{
    /// <summary>
    /// The modules, in the order in which they are instantiated. An import names an earlier module and one of its
    /// exports, or <see cref="HostModule"/> and one of <see cref="HostFunctions"/>.
    /// </summary>
    public required ImmutableArray<CaseModule> Modules { get; init; }

    /// <summary>What the modules import from the host.</summary>
    public required ImmutableArray<HostFunctionPlan> HostFunctions { get; init; }

    /// <summary>Calls of exported functions, in order, made after all modules have been instantiated.</summary>
    public required ImmutableArray<CaseCall> Calls { get; init; }

    /// <summary>With which features and habits it was made.</summary>
    public required Swarm Swarm { get; init; }

    /// <summary>How many of the bytes took part in a decision: what stands behind them changes nothing.</summary>
    public required int BytesUsed { get; init; }

    /// <summary>The name under which modules import what the host provides.</summary>
    public const string HostModule = "host";

    /// <summary>
    /// Whether every call and start function ends after a bounded number of instructions whatever the arguments are; if
    /// not, only fuel is sure to end it.
    /// </summary>
    public bool Terminates => !Swarm.Has(Style.Endless);
}

/// <summary>A module of a case.</summary>
/// <param name="Name">The name by which later modules import its exports.</param>
/// <param name="Definition">The module. It is valid with the features of the case's swarm.</param>
public sealed record CaseModule(string Name, ModuleDefinition Definition)
{
    /// <summary>The module's binary form.</summary>
    public byte[] Encode() => ModuleEncoder.Encode(Definition);
}

/// <summary>Call of an exported function.</summary>
/// <param name="Module">Index of the module in <see cref="GeneratedCase.Modules"/>.</param>
/// <param name="Export">Name of the export.</param>
/// <param name="Arguments">One for each parameter.</param>
public sealed record CaseCall(int Module, string Export, ImmutableArray<CaseValue> Arguments);

/// <summary>What a <see cref="CaseValue"/> is.</summary>
public enum CaseValueKind : byte
{
    /// <summary>A number or vector: <see cref="CaseValue.Low"/> and <see cref="CaseValue.High"/> are its bits.</summary>
    Bits,

    /// <summary>The null reference.</summary>
    Null,

    /// <summary>An object of the host's, as externref; <see cref="CaseValue.Low"/> says which, from 0.</summary>
    Host,

    /// <summary>An i31 reference; <see cref="CaseValue.Low"/> is its number, as 31 bits.</summary>
    I31,

    /// <summary>
    /// An exported function: <see cref="CaseValue.Low"/> is the module's index, <see cref="CaseValue.High"/> the index of
    /// the export among its exports.
    /// </summary>
    Function,
}

/// <summary>An argument of a call, or a result of a host function.</summary>
/// <param name="Type">Its type, with the indices of the module that it is passed to.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Low">See the kind.</param>
/// <param name="High">See the kind.</param>
public readonly record struct CaseValue(ValType Type, CaseValueKind Kind, ulong Low = 0, ulong High = 0)
{
    /// <summary>A number or vector.</summary>
    public static CaseValue OfBits(ValType type, ulong low, ulong high = 0) => new(type, CaseValueKind.Bits, low, high);

    /// <summary>The null of a reference type.</summary>
    public static CaseValue NullOf(ValType type) => new(type, CaseValueKind.Null);
}

/// <summary>What a host function does after it has written down its arguments.</summary>
public enum HostBehavior : byte
{
    /// <summary>Returns its results.</summary>
    Return,

    /// <summary>Calls an export, ignores how that ends, then returns its results.</summary>
    Reenter,

    /// <summary>Calls an export; a trap or an exception of it goes on to the caller; else returns its results.</summary>
    ReenterAndPassOn,

    /// <summary>Throws a WebAssembly exception.</summary>
    Throw,
}

/// <summary>A function of the host's.</summary>
/// <param name="Name">The name it is imported by, unique.</param>
/// <param name="Type">Its type. It mentions abstract heap types only.</param>
/// <param name="Behavior">What it does.</param>
/// <param name="Results">What it returns if it does.</param>
/// <param name="Target">What is called: a function without reference parameters that cannot be null. Null unless it re-enters.</param>
/// <param name="ThrownModule">Index of the module that exports the tag of what is thrown.</param>
/// <param name="ThrownTag">Name of that export; null unless it throws. If the module has no instance yet, the function returns.</param>
/// <param name="Payload">What the exception carries.</param>
public sealed record HostFunctionPlan(
    string Name,
    FunctionType Type,
    HostBehavior Behavior,
    ImmutableArray<CaseValue> Results,
    CaseCall? Target,
    int ThrownModule,
    string? ThrownTag,
    ImmutableArray<CaseValue> Payload);

/// <summary>The features and habits of a case: a part of all there are, so that what one drowns another shows.</summary>
/// <param name="Features">Features that its modules use, and with which they are valid.</param>
/// <param name="Styles">Habits of the generator.</param>
public sealed record Swarm(FeatureSet Features, Style Styles)
{
    /// <summary>Whether all of some habits are on.</summary>
    public bool Has(Style style) => (Styles & style) == style;

    /// <summary>Whether all of some features are on.</summary>
    public bool Has(Feature feature) => Features.Has(feature);

    /// <inheritdoc/>
    public override string ToString() => $"{Features}; {Styles}";
}
