using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Abi;
using Wasm.Jit.Backend;

namespace Wasm.Jit.Execution;

/// <summary>
/// Tells faults that are traps from errors of the engine. A fault is a trap only if the instruction is one that may fault, and the
/// address, where there is one, lies in a reservation of a memory or heap, or is null's in a store without a heap.
/// </summary>
internal static unsafe class Faults
{
    // The least that Linux lets a process map (vm.mmap_min_addr is 65,536 nearly everywhere, and never 0 for who is not root).
    private const ulong LowestMapped = 4096;

    /// <summary>Notes the trap that a fault is.</summary>
    /// <returns>False: it is none.</returns>
    public static bool TryHandle(StoreContext* context)
    {
        if (!TryFindTrap(context, out TrapSite site))
        {
            return false;
        }

        EngineStack stack = EngineStack.Of(context);
        var frames = new FrameWalker(context->TrapFp, context->TrapPc, isExact: true);
        stack.Exit.SetTrap((TrapCode)site.Code, 0, Unwinder.Capture(frames));
        stack.EndEntry();
        return true;
    }

    /// <summary>The instruction's entry in its function's table, if the fault is a trap.</summary>
    public static bool TryFindTrap(StoreContext* context, out TrapSite site)
    {
        site = default;
        return CodeMap.Find((nuint)context->TrapPc) is { } code
            && code.TryFindTrap((nuint)context->TrapPc, out site)
            && ((TrapCode)site.Code is TrapCode.IntegerDivideByZero or TrapCode.IntegerOverflow
                ? IsArithmetic(context)
                : !IsArithmetic(context) && (AddressRanges.Contains(context->TrapAddress) || IsNullWithoutHeap(context, (TrapCode)site.Code)));
    }

    // A store whose modules have no types of objects has no heap: null is then address 0, where nothing is ever mapped.
    private static bool IsNullWithoutHeap(StoreContext* context, TrapCode code) =>
        code is TrapCode.NullArrayReference or TrapCode.NullStructureReference && context->TrapAddress < LowestMapped;

    /// <summary>What is known about a fault.</summary>
    public static string Describe(StoreContext* context)
    {
        EngineStack stack = EngineStack.Of(context);
        CodeEntry? code = CodeMap.Find((nuint)context->TrapPc);
        var text = new StringBuilder();
        text.Append($"conform: the engine's code faulted (signal {SignalOf(context)}) where it must not. This is an error of the engine.\n");
        text.Append($"  at 0x{context->TrapPc:x}");
        if (code is not null)
        {
            text.Append($": {code.Kind} {code.FunctionIndex} of {code.Owner ?? "shared code"} + 0x{context->TrapPc - code.Start:x}, WebAssembly offset {code.OffsetOf((nuint)context->TrapPc, isFault: true)}");
        }

        text.Append($"\n  address 0x{context->TrapAddress:x}");
        text.Append(stack.IsGuard(context->TrapAddress) ? ": the guard of the stack\n"
            : AddressRanges.Contains(context->TrapAddress) ? ": in a memory or heap\n" : ": in no memory or heap\n");
        text.Append($"  stack {(ulong)stack.Memory:x} to {(ulong)stack.Context:x}, limit {context->StackLimit:x}\n");
        for (int i = 0; i < StoreContext.FaultRegisterCount; i++)
        {
            text.Append($"  r{i,-2} {context->FaultRegisters[i]:x16}{(i % 4 == 3 ? "\n" : "")}");
        }

        return text.ToString();
    }

    /// <summary>Says what happened and ends the process.</summary>
    public static void Abort(StoreContext* context)
    {
        string description = Describe(context);
        HostSystem.Current.WriteError(description);
        Environment.FailFast(description);
    }

    private static int SignalOf(StoreContext* context) => (int)(context->TrapCode >> 32);

    private static bool IsArithmetic(StoreContext* context) => SignalOf(context) == HostSystem.Current.Signals.Signals[1];
}
