using Wasm.Jit.Abi;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>How an entry ended, as far as machine code knows.</summary>
internal enum EntryResult
{
    /// <summary>The results are in the slots.</summary>
    Returned,

    /// <summary>The innermost entry ended early: <see cref="EngineStack.Exit"/> has the reason.</summary>
    Exited,

    /// <summary>The computation is suspended.</summary>
    Suspended,

    /// <summary>Nothing ran: the thread's own stack is too short for another entry.</summary>
    NoThreadStack,
}

/// <summary>
/// Where machine code runs: this process (<see cref="HostTarget"/>) or another one that shares the memory at the same addresses.
/// What is above reaches code only through this; addresses of code are the target's. Thread-safe.
/// </summary>
internal unsafe interface ITarget
{
    /// <summary>Address space and memory that both sides see.</summary>
    ISystem System { get; }

    /// <summary>The code of the process.</summary>
    CodeMemory Code { get; }

    /// <summary>What <see cref="StoreContext.Helpers"/> has to be.</summary>
    ulong HelperTable { get; }

    /// <summary>Address of a stub.</summary>
    nuint StubAddress(StubId stub);

    /// <summary>Address of a helper's stub: what generated code calls.</summary>
    nuint HelperStub(HelperId helper);

    /// <summary>Address of a trap code's stub.</summary>
    nuint TrapStub(int code);

    /// <summary>Before code is written where other code may have run, which nobody runs any more: no processor keeps it.</summary>
    void Invalidate(nuint address, nuint length);

    /// <summary>After code was written, where none ran since <see cref="Invalidate"/>: it may run.</summary>
    void Publish(nuint address, nuint length);

    /// <summary>Enters an entry thunk on a stack that the caller owns.</summary>
    /// <param name="context">The stack's.</param>
    /// <param name="thunk">The entry thunk of the signature.</param>
    /// <param name="code">Code address of the callee.</param>
    /// <param name="instance">The callee's instance.</param>
    /// <param name="slots">Arguments; results take their places. Not moved meanwhile.</param>
    /// <param name="count">Number of slots: as many as there are parameters or results.</param>
    EntryResult Enter(StoreContext* context, nuint thunk, nuint code, ulong instance, RawValue* slots, int count);

    /// <summary>Goes on with a suspended computation.</summary>
    /// <param name="context">Its.</param>
    /// <param name="result">What the helper that suspended returns.</param>
    EntryResult Resume(StoreContext* context, ulong result);
}
