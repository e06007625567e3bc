namespace Wasm.Core.Diagnostics;

// Traps, exhaustion and linking.
public static partial class Messages
{
    public const string Unreachable = "unreachable";
    public const string IntegerDivideByZero = "integer divide by zero";
    public const string IntegerOverflow = "integer overflow";
    public const string InvalidConversionToInteger = "invalid conversion to integer";
    public const string OutOfBoundsMemoryAccess = "out of bounds memory access";
    public const string OutOfBoundsTableAccess = "out of bounds table access";
    public const string OutOfBoundsArrayAccess = "out of bounds array access";
    public const string UndefinedElement = "undefined element";
    public const string UninitializedElement = "uninitialized element";
    public const string IndirectCallTypeMismatch = "indirect call type mismatch";
    public const string CastFailure = "cast failure";
    public const string NullReference = "null reference";
    public const string NullFunctionReference = "null function reference";
    public const string NullStructureReference = "null structure reference";
    public const string NullArrayReference = "null array reference";
    public const string NullI31Reference = "null i31 reference";
    public const string NullExceptionReference = "null exception reference";
    public const string AllFuelConsumed = "all fuel consumed";
    public const string Interrupted = "interrupted";
    public const string AllocationSize = "allocation size too large";
    public const string CallStackExhausted = "call stack exhausted";
    public const string UnknownImport = "unknown import";
    public const string IncompatibleImportType = "incompatible import type";
}
