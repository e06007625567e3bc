using System.Collections.Immutable;
using Wasm.Core.Model;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Mutate;

/// <summary>
/// Changes modules as bytes decide: the same module, donors and bytes give the same result on every machine. Changes that look
/// at types find them by validating the module.
/// </summary>
public static class Mutator
{
    // Each change is tried a few times, since not every module has what it needs.
    private const int TriesOfOne = 6;

    /// <summary>Changes that mostly keep a valid module valid, as likely as their weights.</summary>
    internal static ImmutableArray<Change> Typed { get; } =
    [
        new("replace-expression", 30, CodeChanges.ReplaceExpression),
        new("replace-by-constant", 15, CodeChanges.ReplaceByConstant),
        new("swap-expressions", 15, CodeChanges.SwapExpressions),
        new("splice-expression", 40, SpliceChanges.SpliceExpression),
        new("splice-statement", 20, SpliceChanges.SpliceStatement),
        new("change-constant", 30, CodeChanges.ChangeConstant),
        new("replace-operator", 30, CodeChanges.ReplaceOperator),
        new("change-memory-argument", 10, CodeChanges.ChangeMemoryArgument),
        new("delete-statement", 10, CodeChanges.DeleteStatement),
        new("duplicate-statement", 10, CodeChanges.DuplicateStatement),
        new("move-statement", 8, CodeChanges.MoveStatement),
        new("duplicate-function", 5, ItemChanges.DuplicateFunction),
        new("empty-function", 4, ItemChanges.EmptyFunction),
        new("change-segment", 8, ItemChanges.ChangeSegment),
        new("duplicate-segment", 4, ItemChanges.DuplicateSegment),
        new("change-limits", 6, ItemChanges.ChangeLimits),
        new("change-local", 5, ItemChanges.AddLocal),
        new("change-export", 3, ItemChanges.DeleteExport),
        new("add-type", 3, ItemChanges.AddType),
    ];

    /// <summary>Changes that mostly make a module invalid.</summary>
    internal static ImmutableArray<Change> Untyped { get; } =
    [
        new("delete-instruction", 15, UntypedChanges.DeleteInstruction),
        new("duplicate-instruction", 8, UntypedChanges.DuplicateInstruction),
        new("swap-instructions", 10, UntypedChanges.SwapInstructions),
        new("change-immediate", 40, UntypedChanges.ChangeImmediate),
        new("any-instruction", 15, UntypedChanges.AnyInstruction),
        new("change-type", 20, UntypedChanges.ChangeType),
        new("change-item", 15, UntypedChanges.ChangeItem),
        new("delete-item", 8, UntypedChanges.DeleteItem),
        new("change-index", 10, UntypedChanges.ChangeIndex),
    ];

    /// <summary>Changes a module.</summary>
    /// <param name="module">The module; it stays as it is.</param>
    /// <param name="donors">Other modules, to take parts of.</param>
    /// <param name="decisions">What decides.</param>
    /// <param name="options">Null: <see cref="MutatorOptions.Default"/>.</param>
    public static Mutation Mutate(
        ModuleDefinition module, IReadOnlyList<ModuleDefinition> donors, ReadOnlySpan<byte> decisions, MutatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(donors);
        return Mutate(module, donors, new ByteSource(decisions.ToArray()), options ?? MutatorOptions.Default);
    }

    /// <inheritdoc cref="Mutate(ModuleDefinition, IReadOnlyList{ModuleDefinition}, ReadOnlySpan{byte}, MutatorOptions?)"/>
    internal static Mutation Mutate(ModuleDefinition module, IReadOnlyList<ModuleDefinition> donors, ByteSource source, MutatorOptions options)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<Change> changes = options.Untyped ? [.. Untyped, .. Typed] : Typed;
        byte[] weights = [.. changes.Select(change => change.Weight)];
        int wanted = source.Between(1, options.MaximumChanges);
        ModuleDefinition current = module;
        for (int i = 0; i < wanted * TriesOfOne && names.Count < wanted && !source.IsExhausted; i++)
        {
            Change change = changes[source.Weighted(weights)];
            var place = new ChangePlace(current, donors, source, options);
            if (change.Apply(place) is { } next && (!options.KeepValid || BodyMap.IsValid(next)))
            {
                current = next;
                names.Add(change.Name);
            }
        }

        return new Mutation(ModuleCopy.Settle(current), names.ToImmutable());
    }
}

/// <summary>A way to change a module.</summary>
/// <param name="Name">For statistics.</param>
/// <param name="Weight">How often, as against the others.</param>
/// <param name="Apply">Makes the changed module; null: this one has nothing to change, or it would be too large.</param>
internal sealed record Change(string Name, byte Weight, Func<ChangePlace, ModuleDefinition?> Apply);
