namespace Wasm.Jit.Backend;

/// <summary>What something outside the function is; its address is known when the code is placed.</summary>
internal enum SymbolKind : byte
{
    /// <summary>The 8-byte slot of a defined function in its module's entry table: holds a code address. Index: of the defined function.</summary>
    EntrySlot,

    /// <summary>The stub of a helper. Index: its helper id.</summary>
    Helper,

    /// <summary>The stub that raises a trap. Index: its trap code.</summary>
    Trap,

    /// <summary>An address constant. Index: its number in the list of whoever places the code.</summary>
    Address,
}

/// <summary>Something outside the function that its code refers to.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Which one of its kind.</param>
internal readonly record struct Symbol(SymbolKind Kind, int Index)
{
    /// <summary>The entry table's slot of a defined function.</summary>
    public static Symbol EntrySlot(int function) => new(SymbolKind.EntrySlot, function);

    /// <summary>The stub of a helper.</summary>
    public static Symbol Helper(int helper) => new(SymbolKind.Helper, helper);

    /// <summary>The stub of a trap code.</summary>
    public static Symbol Trap(int code) => new(SymbolKind.Trap, code);

    /// <summary>An address constant.</summary>
    public static Symbol Address(int number) => new(SymbolKind.Address, number);
}
