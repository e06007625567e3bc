using System.Collections.Immutable;
using Wasm.Core.Model;

namespace Wasm.Fuzz.Mutate;

/// <summary>A changed module.</summary>
/// <param name="Module">The module; one that nothing changed if <paramref name="Changes"/> is empty.</param>
/// <param name="Changes">Names of the changes, in order.</param>
public sealed record Mutation(ModuleDefinition Module, ImmutableArray<string> Changes);
