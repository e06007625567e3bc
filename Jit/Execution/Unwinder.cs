using Wasm.Jit.Abi;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Execution;

/// <summary>Gets the addresses of slots that hold references.</summary>
internal unsafe interface IRootVisitor
{
    /// <summary>A slot of 8 bytes: a reference, zero-extended, possibly null or i31. Objects do not move.</summary>
    void Visit(uint reference);
}

/// <summary>Says which clauses catch what is thrown.</summary>
internal interface ICatchMatcher
{
    /// <summary>Whether a clause catches it.</summary>
    /// <param name="instance">Instance of the frame whose clause it is.</param>
    /// <param name="tag">Tag index in the instance's module, or -1: catches all.</param>
    bool Matches(ulong instance, int tag);
}

/// <summary>What is done with the frames on a stack.</summary>
internal static unsafe class Unwinder
{
    /// <summary>So many frames a backtrace has at most.</summary>
    public const int MaximumFrames = 100;

    /// <summary>The WebAssembly frames, innermost first, at most <see cref="MaximumFrames"/>.</summary>
    public static CapturedFrame[] Capture(FrameWalker frames)
    {
        var captured = new List<CapturedFrame>();
        while (captured.Count < MaximumFrames && frames.MoveNext())
        {
            if (frames.Code is { Kind: CodeKind.Function } code)
            {
                captured.Add(new CapturedFrame(code, frames.Offset));
            }
        }

        return [.. captured];
    }

    /// <summary>Visits the references in all frames of a stack, through all its entries.</summary>
    /// <exception cref="InvalidOperationException">A frame waits at a call that is not known: an error of the engine.</exception>
    public static void VisitRoots<TVisitor>(StoreContext* context, ref TVisitor visitor)
        where TVisitor : IRootVisitor, allows ref struct
    {
        FrameWalker frames = FrameWalker.Of(context);
        while (frames.MoveNext())
        {
            if (frames.Code is { Kind: not CodeKind.Function })
            {
                continue;
            }

            if (!frames.TryGetCall(out CallSite site))
            {
                throw new InvalidOperationException($"no call of the engine's code returns to 0x{frames.Pc:x}");
            }

            foreach (int slot in frames.Code!.StackMapSlots.AsSpan(site.FirstSlot, site.SlotCount))
            {
                visitor.Visit((uint)*(ulong*)frames.AddressOfSlot(slot));
            }
        }
    }

    /// <summary>
    /// Looks for the handler of an exception in the frames of the innermost entry, and if there is one makes execution go on at its
    /// landing pad when the helper returns.
    /// </summary>
    /// <param name="context">Of the stack, in a helper.</param>
    /// <param name="exception">The exception.</param>
    /// <param name="matcher">Says which clauses catch it.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryCatch<TMatcher>(StoreContext* context, uint exception, ref TMatcher matcher)
        where TMatcher : ICatchMatcher, allows ref struct
    {
        FrameWalker frames = FrameWalker.Of(context);
        while (frames.MoveNext() && frames.Code is not { Kind: CodeKind.EntryThunk })
        {
            if (!frames.TryGetCall(out CallSite site) || site.Pad < 0)
            {
                continue;
            }

            CodeEntry code = frames.Code!;
            ReadOnlySpan<CatchEntry> catches = code.Catches;
            for (int i = CatchEntry.Find(catches, site.FirstCatch); i >= 0; i = CatchEntry.Find(catches, i + 1))
            {
                CatchEntry entry = catches[i];
                if (!matcher.Matches(frames.Instance, entry.Tag))
                {
                    continue;
                }

                context->HandlerPc = code.Start + (nuint)site.Pad;
                context->HandlerFp = frames.Fp;
                context->HandlerSp = frames.Fp - (ulong)code.FrameBytes;
                context->HandlerException = exception;
                context->HandlerClause = (ulong)entry.Clause;
                context->Pending = (int)Pending.Handler;
                return true;
            }
        }

        return false;
    }
}
