using System.Collections.Immutable;

namespace Wasm.Core.Types;

/// <summary>
/// A sub type as a module writes it (specification, 2.3.10). Indices are the module's type indices.
/// </summary>
/// <param name="IsFinal">Whether it may not be a supertype. A type written without <c>sub</c> is final.</param>
/// <param name="Supertypes">Declared supertypes; validation allows at most one.</param>
/// <param name="Composite">What it is.</param>
/// <param name="Offset">Position in the source, see <see cref="Model.ModuleDefinition"/>.</param>
public sealed record SubType(bool IsFinal, ImmutableArray<int> Supertypes, CompositeType Composite, int Offset);

/// <summary>A recursion group: a run of <see cref="SubType"/>s in the module's type index space.</summary>
/// <param name="Start">First type index.</param>
/// <param name="Count">Number of types.</param>
/// <param name="IsExplicit">Written with <c>rec</c>; a single type without it is a group of its own.</param>
/// <param name="Offset">Position in the source.</param>
public readonly record struct RecursionGroup(int Start, int Count, bool IsExplicit, int Offset);
