using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>The least thing of a type: zero, null, the smallest size. Mirrors Wasmtime's <c>ExternType::default_value</c>.</summary>
internal static class DefaultValues
{
    /// <summary>Makes one for an import.</summary>
    /// <exception cref="NoDefaultValueException">A non-nullable reference is in the way.</exception>
    /// <exception cref="ResourceLimitException">The store forbids the size.</exception>
    public static Extern Create(Store store, ImportType import)
    {
        Engine engine = store.Engine;
        switch (import.Type)
        {
            case FunctionExternType:
                foreach (ValType result in import.Signature!.Results)
                {
                    Check(engine, import, result, "function results do not have a default value");
                }

                return engine.CreateHostFunction(store, import.DefinedType!, new DefaultResultsCallback(import.Signature!));
            case GlobalType global:
                Check(engine, import, global.Value, "global type has no default value");
                return Global.Create(store, global, Value.Default(global.Value));
            case TableType table:
                Check(engine, import, table.Element, "table element type does not have a default value");
                return Table.Create(store, table);
            case MemoryType memory:
                return Memory.Create(store, memory);
            default:
                return Tag.Create(store, import.DefinedType!);
        }
    }

    private static void Check(Engine engine, ImportType import, ValType type, string cause)
    {
        if (!type.IsDefaultable)
        {
            string description = ImportMatcher.Describe(engine.Types, import.Type);
            throw new NoDefaultValueException(
                import,
                $"no default value exists for `{import.Module}::{import.Name}` with type `{description}`: {cause}");
        }
    }
}
