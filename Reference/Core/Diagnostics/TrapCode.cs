namespace Wasm.Core.Diagnostics;

/// <summary>Why execution trapped (specification, chapter 4), in the distinctions that the test suite makes.</summary>
public enum TrapCode : byte
{
    None,
    Unreachable,
    IntegerDivideByZero,
    IntegerOverflow,
    InvalidConversionToInteger,
    OutOfBoundsMemoryAccess,
    OutOfBoundsTableAccess,
    OutOfBoundsArrayAccess,
    UndefinedElement,
    UninitializedElement,
    IndirectCallTypeMismatch,
    CastFailure,
    NullReference,
    NullFunctionReference,
    NullStructureReference,
    NullArrayReference,
    NullI31Reference,
    NullExceptionReference,
    AllFuelConsumed,
    Interrupted,
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
