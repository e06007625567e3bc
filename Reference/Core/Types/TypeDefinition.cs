namespace Wasm.Core.Types;

/// <summary>
/// A type of a recursion group that a program makes (specification, 2.3.10): what <c>(sub final? $super (struct …))</c>
/// is in the text format. See <see cref="TypeRegistry.RegisterGroup"/>.
/// </summary>
/// <param name="Composite">
/// What it is. Concrete heap types in it are those of types of the registry (<see cref="DefinedType.HeapType"/>), or of
/// the group's own (<see cref="Own"/>).
/// </param>
/// <param name="Supertype">Its supertype: a type of the registry, or an earlier one of the group; null if it has none.</param>
/// <param name="IsFinal">Whether it may not be a supertype.</param>
public sealed record TypeDefinition(CompositeType Composite, HeapType? Supertype = null, bool IsFinal = true)
{
    /// <summary>The heap type of a type of the group that is being made.</summary>
    /// <param name="position">Its position in the group.</param>
    public static HeapType Own(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        return HeapType.Concrete(TypeRegistry.RelativeBase + position);
    }
}
