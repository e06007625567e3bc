namespace Wasm.Core.Diagnostics;

/// <summary>Why execution trapped (specification, chapter 4), in the distinctions that the test suite makes.</summary>
public enum TrapCode : byte
{
    /// <summary>No trap.</summary>
    None,

    /// <summary><c>unreachable</c> was executed (specification, 4.6.1).</summary>
    Unreachable,

    /// <summary>An integer division or remainder by zero (4.3.2).</summary>
    IntegerDivideByZero,

    /// <summary>A quotient, or a float made an integer, out of the type's range (4.3.2, 4.3.4).</summary>
    IntegerOverflow,

    /// <summary>A NaN made an integer (4.3.4).</summary>
    InvalidConversionToInteger,

    /// <summary>Bytes beyond the end of a memory or data segment (4.6.8).</summary>
    OutOfBoundsMemoryAccess,

    /// <summary>Elements beyond the end of a table or element segment (4.6.7).</summary>
    OutOfBoundsTableAccess,

    /// <summary>Elements beyond the end of an array (4.6.9).</summary>
    OutOfBoundsArrayAccess,

    /// <summary><c>call_indirect</c> beyond the end of a table (4.6.2). The index goes with the trap.</summary>
    UndefinedElement,

    /// <summary><c>call_indirect</c> of an element that is null (4.6.2). The index goes with the trap.</summary>
    UninitializedElement,

    /// <summary><c>call_indirect</c> of a function of another type (4.6.2).</summary>
    IndirectCallTypeMismatch,

    /// <summary><c>ref.cast</c> of a reference that is not of the type (4.6.9).</summary>
    CastFailure,

    /// <summary><c>ref.as_non_null</c> of null (4.6.9).</summary>
    NullReference,

    /// <summary><c>call_ref</c> of null (4.6.2).</summary>
    NullFunctionReference,

    /// <summary>Null where a struct is read or written (4.6.9).</summary>
    NullStructureReference,

    /// <summary>Null where an array is read or written (4.6.9).</summary>
    NullArrayReference,

    /// <summary>The number of an i31 reference that is null (4.6.9).</summary>
    NullI31Reference,

    /// <summary><c>throw_ref</c> of null (4.6.4).</summary>
    NullExceptionReference,

    /// <summary>The store has no fuel left. Ours, not the specification's.</summary>
    AllFuelConsumed,

    /// <summary>The host asked for the end of execution. Ours, not the specification's.</summary>
    Interrupted,

    /// <summary>An object that is too large for this implementation.</summary>
    AllocationSize,
}

/// <summary>The wording of traps.</summary>
public static class TrapCodes
{
    /// <summary>The message of a trap, in the test suite's words.</summary>
    public static string Message(this TrapCode code) => code switch
    {
        TrapCode.Unreachable => Messages.Unreachable,
        TrapCode.IntegerDivideByZero => Messages.IntegerDivideByZero,
        TrapCode.IntegerOverflow => Messages.IntegerOverflow,
        TrapCode.InvalidConversionToInteger => Messages.InvalidConversionToInteger,
        TrapCode.OutOfBoundsMemoryAccess => Messages.OutOfBoundsMemoryAccess,
        TrapCode.OutOfBoundsTableAccess => Messages.OutOfBoundsTableAccess,
        TrapCode.OutOfBoundsArrayAccess => Messages.OutOfBoundsArrayAccess,
        TrapCode.UndefinedElement => Messages.UndefinedElement,
        TrapCode.UninitializedElement => Messages.UninitializedElement,
        TrapCode.IndirectCallTypeMismatch => Messages.IndirectCallTypeMismatch,
        TrapCode.CastFailure => Messages.CastFailure,
        TrapCode.NullReference => Messages.NullReference,
        TrapCode.NullFunctionReference => Messages.NullFunctionReference,
        TrapCode.NullStructureReference => Messages.NullStructureReference,
        TrapCode.NullArrayReference => Messages.NullArrayReference,
        TrapCode.NullI31Reference => Messages.NullI31Reference,
        TrapCode.NullExceptionReference => Messages.NullExceptionReference,
        TrapCode.AllFuelConsumed => Messages.AllFuelConsumed,
        TrapCode.Interrupted => Messages.Interrupted,
        TrapCode.AllocationSize => Messages.AllocationSize,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no trap has this code"),
    };
}
