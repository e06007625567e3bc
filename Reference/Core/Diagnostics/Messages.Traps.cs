namespace Wasm.Core.Diagnostics;

// Traps, exhaustion and linking.
public static partial class Messages
{
    /// <summary><c>unreachable</c> was executed (4.6.1).</summary>
    public const string Unreachable = "unreachable";
    /// <summary>The divisor of an integer division or remainder is zero (4.3.2).</summary>
    public const string IntegerDivideByZero = "integer divide by zero";
    /// <summary>A quotient, or a float made an integer, is out of the type's range (4.3.2, 4.3.4).</summary>
    public const string IntegerOverflow = "integer overflow";
    /// <summary>A NaN cannot be made an integer (4.3.4).</summary>
    public const string InvalidConversionToInteger = "invalid conversion to integer";
    /// <summary>Bytes beyond the end of a memory or data segment (4.6.8).</summary>
    public const string OutOfBoundsMemoryAccess = "out of bounds memory access";
    /// <summary>Elements beyond the end of a table or element segment (4.6.7).</summary>
    public const string OutOfBoundsTableAccess = "out of bounds table access";
    /// <summary>Elements beyond the end of an array (4.6.9).</summary>
    public const string OutOfBoundsArrayAccess = "out of bounds array access";
    /// <summary><c>call_indirect</c> with an index beyond the end of the table (4.6.2).</summary>
    public const string UndefinedElement = "undefined element";
    /// <summary><c>call_indirect</c> of an element that is null (4.6.2).</summary>
    public const string UninitializedElement = "uninitialized element";
    /// <summary><c>call_indirect</c> of a function that has not the type asked for (4.6.2).</summary>
    public const string IndirectCallTypeMismatch = "indirect call type mismatch";
    /// <summary><c>ref.cast</c> of a reference that is not of the type (4.6.9).</summary>
    public const string CastFailure = "cast failure";
    /// <summary><c>ref.as_non_null</c> of null (4.6.9).</summary>
    public const string NullReference = "null reference";
    /// <summary><c>call_ref</c> of null (4.6.2).</summary>
    public const string NullFunctionReference = "null function reference";
    /// <summary>Null where a struct is read or written (4.6.9).</summary>
    public const string NullStructureReference = "null structure reference";
    /// <summary>Null where an array is read or written (4.6.9).</summary>
    public const string NullArrayReference = "null array reference";
    /// <summary><c>i31.get_s</c> or <c>i31.get_u</c> of null (4.6.9).</summary>
    public const string NullI31Reference = "null i31 reference";
    /// <summary><c>throw_ref</c> of null (4.6.4).</summary>
    public const string NullExceptionReference = "null exception reference";
    /// <summary>The store has no fuel left.</summary>
    public const string AllFuelConsumed = "all fuel consumed";
    /// <summary>The host has asked for the end of execution.</summary>
    public const string Interrupted = "interrupted";
    /// <summary>An object would be too large for this implementation.</summary>
    public const string AllocationSize = "allocation size too large";
    /// <summary>The call stack has its greatest depth.</summary>
    public const string CallStackExhausted = "call stack exhausted";
    /// <summary>An import that nothing has been provided for (4.7.2).</summary>
    public const string UnknownImport = "unknown import";
    /// <summary>An import whose type does not match what has been provided (3.3.16).</summary>
    public const string IncompatibleImportType = "incompatible import type";
}
