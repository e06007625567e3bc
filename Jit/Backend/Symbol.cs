namespace Wasm.Jit.Backend;

/// <summary>Something outside the function that its code refers to.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Which one of its kind: <see cref="Relocation.Symbol"/>.</param>
internal readonly record struct Symbol(RelocationKind Kind, int Index)
{
    /// <summary>The slot of a defined function in the entry table: memory that holds a code address.</summary>
    public static Symbol EntrySlot(int function) => new(RelocationKind.EntrySlot, function);

    /// <summary>The stub of a helper.</summary>
    public static Symbol Helper(int helper) => new(RelocationKind.Helper, helper);

    /// <summary>The stub of a trap code.</summary>
    public static Symbol TrapStub(int code) => new(RelocationKind.TrapStub, code);

    /// <summary>Another stub.</summary>
    public static Symbol Stub(int stub) => new(RelocationKind.Stub, stub);
}
