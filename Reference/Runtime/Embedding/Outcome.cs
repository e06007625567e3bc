namespace Wasm.Runtime.Embedding;

/// <summary>How a call into WebAssembly ended.</summary>
public enum OutcomeKind : byte
{
    /// <summary>The results are where the caller wanted them.</summary>
    Return,

    /// <summary>It trapped: <see cref="Outcome.Trap"/> says why.</summary>
    Trap,

    /// <summary>Nothing caught a WebAssembly exception: <see cref="Outcome.Exception"/>.</summary>
    Exception,

    /// <summary>A limit of the engine was reached: the call stack or the heap.</summary>
    Exhaustion,

    /// <summary>It waits for a host function; only an asynchronous call can end so, and only for its driver.</summary>
    Suspended,
}

/// <summary>How a call into WebAssembly ended, and with what.</summary>
public readonly struct Outcome
{
    private readonly object? _detail;

    private Outcome(OutcomeKind kind, object? detail)
    {
        Kind = kind;
        _detail = detail;
    }

    /// <summary>It returned; the results are where the caller wanted them.</summary>
    public static Outcome Return => default;

    /// <summary>Which way it ended.</summary>
    public OutcomeKind Kind { get; }

    /// <summary>The trap, if it is one.</summary>
    public Trap? Trap => _detail as Trap;

    /// <summary>The exception that nothing caught, if it is one.</summary>
    public ExceptionReference? Exception => _detail as ExceptionReference;

    /// <summary>Message of an exhaustion.</summary>
    public string? Exhausted => Exhaustion?.Message;

    /// <summary>The limit that was reached, if it is an exhaustion.</summary>
    public Exhaustion? Exhaustion => _detail as Exhaustion;

    /// <summary>What a suspended call waits for.</summary>
    public Task? Pending => _detail as Task;

    /// <summary>It waits for a task; for engines.</summary>
    public static Outcome FromPending(Task task) => new(OutcomeKind.Suspended, task);

    /// <summary>It trapped.</summary>
    public static Outcome FromTrap(Trap trap) => new(OutcomeKind.Trap, trap);

    /// <summary>An exception was not caught.</summary>
    public static Outcome FromException(ExceptionReference exception) => new(OutcomeKind.Exception, exception);

    /// <summary>A limit was reached, which the message names.</summary>
    public static Outcome FromExhaustion(Exhaustion exhaustion) => new(OutcomeKind.Exhaustion, exhaustion);

    /// <summary>Throws what stands for anything but a return.</summary>
    /// <exception cref="TrapException">It trapped.</exception>
    /// <exception cref="WasmException">An exception was not caught.</exception>
    /// <exception cref="ExhaustionException">A limit was reached.</exception>
    public void ThrowIfNotReturn()
    {
        switch (Kind)
        {
            case OutcomeKind.Trap:
                throw new TrapException(Trap!);
            case OutcomeKind.Exception:
                throw new WasmException(Exception!);
            case OutcomeKind.Exhaustion:
                throw new ExhaustionException(Exhaustion!);
            case OutcomeKind.Suspended:
                throw new InvalidOperationException("the call has not ended: it waits for a host function");
        }
    }
}

/// <summary>An import is missing or does not match, or linking or instantiation is impossible for another reason.</summary>
/// <param name="message">Why.</param>
/// <param name="cause">What it came from, if it is the consequence of another exception.</param>
public abstract class LinkException(string message, Exception? cause = null) : Exception(message, cause);
