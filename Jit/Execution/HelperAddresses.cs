using System.Runtime.InteropServices;
using Wasm.Jit.Abi;

namespace Wasm.Jit.Execution;

/// <summary>
/// The addresses of the managed methods that generated code calls, by <see cref="HelperId"/>, where <see cref="StoreContext.Helpers"/>
/// points to. Native memory that lives as long as the process.
/// </summary>
/// <remarks>
/// A method is static, has <see cref="UnmanagedCallersOnlyAttribute"/>, takes <c>StoreContext*</c> and then the helper's arguments
/// (integers as wide as they are, references as <c>uint</c> or <c>ulong</c>), and returns <c>ulong</c>, or nothing if the helper has no
/// result. It lets no exception out: it ends with <c>catch (Exception e) { return HelperGuard.Fail(context, e); }</c>.
/// </remarks>
internal sealed unsafe class HelperAddresses
{
    private readonly ulong* _addresses;

    /// <summary>A table with the helpers for traps, faults and stops; the others are missing.</summary>
    public HelperAddresses(ISystem system)
    {
        nuint size = system.PageSize;
        _addresses = (ulong*)system.Reserve(size);
        if (!system.Commit((byte*)_addresses, size))
        {
            throw new InsufficientMemoryException("there is no memory for the engine's table of helpers");
        }

        for (int i = 0; i < (int)HelperId.Count; i++)
        {
            _addresses[i] = (ulong)(delegate* unmanaged<StoreContext*, void>)&Missing;
        }

        TrapHelpers.Register(this);
    }

    /// <summary>Where it is.</summary>
    public ulong Address => (ulong)_addresses;

    /// <summary>Sets a helper's method. Before any code runs that may call it.</summary>
    /// <param name="helper">Which.</param>
    /// <param name="method">Address of the method.</param>
    public void Set(HelperId helper, void* method) => Volatile.Write(ref _addresses[(int)helper], (ulong)method);

    [UnmanagedCallersOnly]
    private static void Missing(StoreContext* context) =>
        HelperGuard.Fail(context, new InvalidOperationException("generated code called a helper that the engine has not got"));
}

/// <summary>What helpers do where they cannot return to their caller as if nothing were. Each ends the entry that runs.</summary>
internal static unsafe class HelperGuard
{
    /// <summary>A .NET exception passes through.</summary>
    /// <returns>0, for the helper to return.</returns>
    public static ulong Fail(StoreContext* context, Exception exception)
    {
        EngineStack stack = EngineStack.Of(context);
        stack.Exit.SetException(exception, Unwinder.Capture(FrameWalker.Of(context)));
        stack.EndEntry();
        return 0;
    }

    /// <summary>A trap.</summary>
    /// <inheritdoc cref="Fail"/>
    public static ulong Trap(StoreContext* context, Core.Diagnostics.TrapCode code, ulong detail = 0)
    {
        EngineStack stack = EngineStack.Of(context);
        stack.Exit.SetTrap(code, detail, Unwinder.Capture(FrameWalker.Of(context)));
        stack.EndEntry();
        return 0;
    }

    /// <summary>A limit is reached.</summary>
    /// <inheritdoc cref="Fail"/>
    public static ulong Exhaust(StoreContext* context, string message, bool isOfProcess)
    {
        EngineStack stack = EngineStack.Of(context);
        stack.Exit.SetExhaustion(message, Unwinder.Capture(FrameWalker.Of(context)), isOfProcess);
        stack.EndEntry();
        return 0;
    }
}
