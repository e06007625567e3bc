using System.Text;
using Wasm.Core.Diagnostics;

namespace Wasm.Runtime.Embedding;

/// <summary>A trap (specification, 4.2.2).</summary>
/// <param name="Code">Why.</param>
/// <param name="Index">
/// What it was about, where the test suite's message has it: the table index of <c>uninitialized element 2</c>.
/// </param>
/// <param name="Backtrace">
/// The WebAssembly frames, innermost first, of every instance and on both sides of host functions; at most
/// 100. Null if a host function made the trap and nothing has called it from WebAssembly yet.
/// </param>
public sealed record Trap(TrapCode Code, ulong? Index = null, IReadOnlyList<StackFrame>? Backtrace = null)
{
    /// <summary>The test suite's words, with the index if there is one.</summary>
    public string Message => Index is { } index ? $"{Code.Message()} {index}" : Code.Message();

    /// <summary>The message and a line for each frame.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Message);
        StackFrame.Append(text, Backtrace);
        return text.ToString();
    }
}

/// <summary>A WebAssembly frame.</summary>
/// <param name="Module">Name of its module, if it has one.</param>
/// <param name="FunctionIndex">Function index in the module.</param>
/// <param name="FunctionName">Name from the name section, if there is one.</param>
/// <param name="Offset">Byte offset of the instruction in the module's binary.</param>
public sealed record StackFrame(string? Module, int FunctionIndex, string? FunctionName, long Offset)
{
    /// <summary><c>  0x2f - module!function</c>.</summary>
    public override string ToString()
    {
        string offset = $"0x{Offset:x}";
        return $"{offset,8} - {Module ?? "<unknown>"}!{FunctionName ?? $"<wasm function {FunctionIndex}>"}";
    }

    /// <summary>Appends a line for each frame, if there are any.</summary>
    internal static void Append(StringBuilder text, IReadOnlyList<StackFrame>? backtrace)
    {
        if (backtrace is not { Count: > 0 } frames)
        {
            return;
        }

        text.Append("\nwasm backtrace:");
        for (int i = 0; i < frames.Count; i++)
        {
            text.Append($"\n{i,5}: {frames[i]}");
        }
    }
}

/// <summary>
/// A trap, thrown to a .NET caller; a host function may throw it to trap. WebAssembly cannot catch it. Mirrors
/// Wasmtime's <c>Trap</c> and <c>WasmBacktrace</c>.
/// </summary>
/// <param name="trap">The trap.</param>
/// <param name="inner">What it comes from.</param>
public sealed class TrapException(Trap trap, Exception? inner = null) : Exception(trap.Message, inner)
{
    /// <summary>A trap for a host function to throw; the backtrace is added when it reaches WebAssembly.</summary>
    public TrapException(TrapCode code)
        : this(new Trap(code))
    {
    }

    /// <summary>The trap.</summary>
    public Trap Trap { get; } = trap;

    /// <summary>Why it trapped. <see cref="Exception.Message"/> says it in the test suite's words.</summary>
    public TrapCode Code => Trap.Code;

    /// <summary>
    /// The WebAssembly frames, innermost first, of every instance and on both sides of host functions; at most 100.
    /// </summary>
    public IReadOnlyList<StackFrame> Backtrace => Trap.Backtrace ?? [];

    /// <summary>Message, a line for each WebAssembly frame under <c>wasm backtrace:</c>, and the .NET stack.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{typeof(TrapException)}: {Message}");
        StackFrame.Append(text, Trap.Backtrace);
        if (InnerException is not null)
        {
            text.Append($"\n ---> {InnerException}");
        }

        if (StackTrace is not null)
        {
            text.Append($"\n{StackTrace}");
        }

        return text.ToString();
    }
}
