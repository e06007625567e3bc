namespace Wasm.Jit.Abi;

/// <summary>Pieces of code that all modules of a process share, beside the stubs of helpers and traps.</summary>
internal enum StubId
{
    /// <summary>The host enters an entry thunk. Only by targets.</summary>
    Entry,

    /// <summary>The host goes on with a suspended computation. Only by targets.</summary>
    Resume,

    /// <summary>Where entry thunks jump to at their end.</summary>
    EntryReturn,

    /// <summary>
    /// Called by a prologue, after frame pointer and stack pointer are set up, that found too little stack. Keeps all registers but
    /// the scratch ones (r11 / x16, x17) and flags. It returns if it was a stop request that is over; the comparison is
    /// then made again.
    /// </summary>
    StackOverflow,

    /// <summary>Called by a loop that saw <see cref="StoreContext.StopRequested"/>. Keeps registers like <see cref="StackOverflow"/>. Returns if the request is over.</summary>
    StopRequested,

    /// <summary>Jumped to by the code that stands in the entry table for a function that is not compiled yet, with the function's index in r11 / x16.</summary>
    LazyCompile,

    /// <summary>Number of stubs.</summary>
    Count,
}
