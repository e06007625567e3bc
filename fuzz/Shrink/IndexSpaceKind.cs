namespace Wasm.Fuzz.Shrink;

/// <summary>The index spaces of a module whose items can be removed.</summary>
internal enum IndexSpaceKind : byte
{
    Type,
    Function,
    Table,
    Memory,
    Global,
    Tag,
    Element,
    Data,
}
