namespace Wasm.Core.Binary;

/// <summary>Codes of types that only sections use (specification, 5.3); the others are their types' own.</summary>
internal static class TypeCodes
{
    public const byte RecursionGroup = 0x4E;
    public const byte FinalSubtype = 0x4F;
    public const byte OpenSubtype = 0x50;
    public const byte Array = 0x5E;
    public const byte Struct = 0x5F;
    public const byte Function = 0x60;
    public const byte I16 = 0x77;
    public const byte I8 = 0x78;

    /// <summary>In the table section: a table with an initializer follows.</summary>
    public const byte TableWithInitializer = 0x40;
}
