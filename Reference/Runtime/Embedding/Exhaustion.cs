using System.Text;
using Wasm.Core.Diagnostics;

namespace Wasm.Runtime.Embedding;

/// <summary>A limit of the engine or the store that was reached while code ran: the call stack or the garbage-collected heap.</summary>
/// <param name="Message">Which limit: <c>call stack exhausted</c>, in the test suite's words, or one about the heap.</param>
/// <param name="Backtrace">The WebAssembly frames, as in <see cref="Trap"/>; null if no WebAssembly frame has seen it yet.</param>
public sealed record Exhaustion(string Message = Messages.CallStackExhausted, IReadOnlyList<StackFrame>? Backtrace = null)
{
    /// <summary>
    /// Whether it was no limit that was set but the process that had no more room: memory, or the thread's own stack. What
    /// another engine does with the same code then says nothing.
    /// </summary>
    public bool IsOfProcess { get; init; }

    /// <summary>The message and a line for each frame.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Message);
        StackFrame.Append(text, Backtrace);
        return text.ToString();
    }
}

/// <summary>
/// A limit of the engine or the store was reached while code ran: the call stack or the garbage-collected heap. Thrown
/// to a .NET caller; WebAssembly cannot catch it, and the store can be used afterwards.
/// </summary>
/// <param name="exhaustion">What was reached.</param>
public sealed class ExhaustionException(Exhaustion exhaustion) : Exception(exhaustion.Message)
{
    /// <summary>For a host function to throw; the backtrace is added when it reaches WebAssembly.</summary>
    /// <param name="message">Which limit: <c>call stack exhausted</c>, in the test suite's words, or one about the heap.</param>
    public ExhaustionException(string message)
        : this(new Exhaustion(message))
    {
    }

    /// <summary>What was reached.</summary>
    public Exhaustion Exhaustion { get; } = exhaustion;

    /// <summary>The WebAssembly frames, innermost first, as in <see cref="TrapException"/>; at most 100.</summary>
    public IReadOnlyList<StackFrame> Backtrace => Exhaustion.Backtrace ?? [];

    /// <summary>Message, a line for each WebAssembly frame under <c>wasm backtrace:</c>, and the .NET stack.</summary>
    public override string ToString() => $"{typeof(ExhaustionException)}: {Exhaustion}{(StackTrace is null ? "" : $"\n{StackTrace}")}";
}
