using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Mutate;

/// <summary>Changes that bring in code of another module.</summary>
internal static class SpliceChanges
{
    // How many places are looked at for one that fits.
    private const int Tries = 8;

    /// <summary>An expression becomes one of another module's of the same type.</summary>
    public static ModuleDefinition? SpliceExpression(ChangePlace place)
    {
        if (place.PickBody() is not { Expressions.Count: > 0 } map || place.PickDonor() is not { Expressions.Count: > 0 } donor)
        {
            return null;
        }

        for (int i = 0; i < Tries; i++)
        {
            CodeRange old = place.Pick(map.Expressions);
            if (IsShared(old.Type) && place.PickRange(donor.Expressions, old.Type) is { } made
                && new Transplant(place, donor, map).Put(made, old.Start, old.End) is { } next)
            {
                return next;
            }
        }

        return null;
    }

    /// <summary>A statement of another module's comes behind a statement or an expression.</summary>
    public static ModuleDefinition? SpliceStatement(ChangePlace place)
    {
        if (place.PickBody() is not { } map || place.PickDonor() is not { Statements.Count: > 0 } donor)
        {
            return null;
        }

        List<CodeRange> places = place.Source.Chance(128) && map.Statements.Count > 0 ? map.Statements : map.Expressions;
        for (int i = 0; i < Tries; i++)
        {
            int at = places.Count == 0 ? 0 : place.Pick(places).End;
            if (new Transplant(place, donor, map).Put(place.Pick(donor.Statements), at, at) is { } next)
            {
                return next;
            }
        }

        return null;
    }

    // Closed types of two registries can be compared.
    private static bool IsShared(ValType type) => !type.IsReference || !type.HeapType.IsConcrete;
}
