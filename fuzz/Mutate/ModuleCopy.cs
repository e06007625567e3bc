using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Mutate;

/// <summary>Copies of modules, since modules do not change.</summary>
internal static class ModuleCopy
{
    /// <summary>A module with lists of its own and the same items.</summary>
    public static ModuleDefinition Of(ModuleDefinition module)
    {
        var copy = new ModuleDefinition { Binary = module.Binary, Start = module.Start, HasDataCount = module.HasDataCount };
        copy.Types.AddRange(module.Types);
        copy.RecursionGroups.AddRange(module.RecursionGroups);
        copy.Imports.AddRange(module.Imports);
        copy.Functions.AddRange(module.Functions);
        copy.Tables.AddRange(module.Tables);
        copy.Memories.AddRange(module.Memories);
        copy.Tags.AddRange(module.Tags);
        copy.Globals.AddRange(module.Globals);
        copy.Exports.AddRange(module.Exports);
        copy.Elements.AddRange(module.Elements);
        copy.Data.AddRange(module.Data);
        copy.CustomSections.AddRange(module.CustomSections);
        return copy;
    }

    /// <summary>The module as the decoder reads it, so that offsets are right again.</summary>
    public static ModuleDefinition Settle(ModuleDefinition module) =>
        ModuleDecoder.Decode(ModuleEncoder.Encode(module), FeatureSet.Wasm3, DecodeOptions.ForValidation);

    /// <summary>The index of a function type without type indices; it is added where there is none.</summary>
    public static int TypeIndex(ModuleDefinition module, FunctionType type)
    {
        for (int i = 0; i < module.Types.Count; i++)
        {
            if (module.Types[i] is { IsFinal: true, Supertypes.IsEmpty: true } known && type.Equals(known.Composite as FunctionType) && IsAlone(module, i))
            {
                return i;
            }
        }

        module.Types.Add(new SubType(true, [], type, 0));
        module.RecursionGroups.Add(new RecursionGroup(module.Types.Count - 1, 1, false, 0));
        return module.Types.Count - 1;
    }

    /// <summary>A function with one more local.</summary>
    public static FunctionDefinition AddLocal(FunctionDefinition function, ValType type) =>
        function with { Locals = [.. function.Locals, new LocalGroup(1, type)] };

    private static bool IsAlone(ModuleDefinition module, int type)
    {
        foreach (RecursionGroup group in module.RecursionGroups)
        {
            if (type >= group.Start && type < group.Start + group.Count)
            {
                return group.Count == 1;
            }
        }

        return false;
    }
}
