using System.Runtime.InteropServices;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Abi;

namespace Wasm.Jit.Execution;

/// <summary>The helpers that stubs call: traps, faults, exhaustion of the stack, stop requests.</summary>
internal static unsafe class TrapHelpers
{
    /// <summary>Enters them into a table.</summary>
    public static void Register(HelperAddresses addresses)
    {
        addresses.Set(HelperId.Trap, (delegate* unmanaged<StoreContext*, void>)&Trap);
        addresses.Set(HelperId.Fault, (delegate* unmanaged<StoreContext*, void>)&Fault);
        addresses.Set(HelperId.StackOverflow, (delegate* unmanaged<StoreContext*, void>)&StackOverflow);
        addresses.Set(HelperId.StopRequested, (delegate* unmanaged<StoreContext*, void>)&StopRequested);
    }

    /// <summary>Asks the owner about a stop request.</summary>
    /// <returns>Whether code goes on; else the entry ends.</returns>
    internal static bool Confirm(StoreContext* context)
    {
        EngineStack stack = EngineStack.Of(context);
        stack.ClearStop();
        if (stack.Owner is not { } owner || !owner.ConfirmStop())
        {
            return true;
        }

        HelperGuard.Trap(context, TrapCode.Interrupted);
        return false;
    }

    [UnmanagedCallersOnly]
    private static void Trap(StoreContext* context)
    {
        try
        {
            HelperGuard.Trap(context, (TrapCode)context->TrapCode, context->TrapDetail);
        }
        catch (Exception e)
        {
            HelperGuard.Fail(context, e);
        }
    }

    [UnmanagedCallersOnly]
    private static void Fault(StoreContext* context)
    {
        try
        {
            if (!Faults.TryHandle(context))
            {
                Faults.Abort(context);
            }
        }
        catch (Exception e)
        {
            HelperGuard.Fail(context, e);
        }
    }

    [UnmanagedCallersOnly]
    private static void StackOverflow(StoreContext* context)
    {
        try
        {
            if (!EngineStack.Of(context).IsLimitReal)
            {
                Confirm(context);
                return;
            }

            HelperGuard.Exhaust(context, Messages.CallStackExhausted, isOfProcess: true);
        }
        catch (Exception e)
        {
            HelperGuard.Fail(context, e);
        }
    }

    [UnmanagedCallersOnly]
    private static void StopRequested(StoreContext* context)
    {
        try
        {
            Confirm(context);
        }
        catch (Exception e)
        {
            HelperGuard.Fail(context, e);
        }
    }
}
