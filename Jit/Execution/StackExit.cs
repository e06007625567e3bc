using Wasm.Core.Diagnostics;

namespace Wasm.Jit.Execution;

/// <summary>Why an entry ended early.</summary>
internal enum ExitKind : byte
{
    /// <summary>No reason is noted.</summary>
    None,

    /// <summary>A trap: <see cref="StackExit.Trap"/> and <see cref="StackExit.Detail"/>.</summary>
    Trap,

    /// <summary>The call stack or the heap is exhausted: <see cref="StackExit.Message"/>.</summary>
    Exhaustion,

    /// <summary>A .NET exception, which passes through: <see cref="StackExit.Exception"/>.</summary>
    Exception,

    /// <summary>A WebAssembly exception that nothing in the entry catches: <see cref="StackExit.Reference"/>.</summary>
    Throw,
}

/// <summary>A WebAssembly frame.</summary>
/// <param name="Code">The function's code.</param>
/// <param name="Offset">Position in the function's WebAssembly code; -1: not known.</param>
internal readonly record struct CapturedFrame(CodeEntry Code, int Offset);

/// <summary>Why the innermost entry of a stack ended early. Filled by helpers while the frames still stand; read after the entry's return.</summary>
internal sealed class StackExit
{
    /// <summary>The kind of reason.</summary>
    public ExitKind Kind { get; private set; }

    /// <summary>Code of the trap.</summary>
    public TrapCode Trap { get; private set; }

    /// <summary>What the trap is about, such as an index: meaningful for the codes whose message has one.</summary>
    public ulong Detail { get; private set; }

    /// <summary>Message of an exhaustion.</summary>
    public string? Message { get; private set; }

    /// <summary>The .NET exception, or an object of the runtime's for what is thrown.</summary>
    public Exception? Exception { get; private set; }

    /// <summary>The thrown exception, a reference into the store's heap: a root until it is taken.</summary>
    public uint Reference { get; set; }

    /// <summary>The WebAssembly frames, innermost first, as far as they were captured; null if not.</summary>
    public CapturedFrame[]? Frames { get; private set; }

    /// <summary>Notes a trap.</summary>
    public void SetTrap(TrapCode code, ulong detail, CapturedFrame[]? frames)
    {
        Clear();
        Kind = ExitKind.Trap;
        Trap = code;
        Detail = detail;
        Frames = frames;
    }

    /// <summary>Whether the limit is one of the process, that another engine need not have.</summary>
    public bool IsOfProcess { get; private set; }

    /// <summary>Notes an exhaustion.</summary>
    public void SetExhaustion(string message, CapturedFrame[]? frames, bool isOfProcess)
    {
        Clear();
        IsOfProcess = isOfProcess;
        Kind = ExitKind.Exhaustion;
        Message = message;
        Frames = frames;
    }

    /// <summary>Notes a .NET exception.</summary>
    public void SetException(Exception exception, CapturedFrame[]? frames)
    {
        Clear();
        Kind = ExitKind.Exception;
        Exception = exception;
        Frames = frames;
    }

    /// <summary>Notes a WebAssembly exception.</summary>
    public void SetThrow(uint reference, CapturedFrame[]? frames)
    {
        Clear();
        Kind = ExitKind.Throw;
        Reference = reference;
        Frames = frames;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Kind = ExitKind.None;
        Trap = TrapCode.None;
        Detail = 0;
        Message = null;
        IsOfProcess = false;
        Exception = null;
        Reference = 0;
        Frames = null;
    }
}
