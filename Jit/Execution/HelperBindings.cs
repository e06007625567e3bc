using System.Runtime.InteropServices;
using Wasm.Jit.Abi;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

// What generated code enters: each method leads to a body in the other files, and lets no exception out.
internal static unsafe partial class Helpers
{
    private static readonly Lock BindLock = new();
    private static bool _isBound;

    /// <summary>Enters the helpers into a target's table, once.</summary>
    public static void Bind(HelperAddresses addresses)
    {
        lock (BindLock)
        {
            if (_isBound)
            {
                return;
            }

            _isBound = true;
        }

        Set(HelperId.CompileFunction, &EnterCompileFunction);
        Set(HelperId.CallHost, &EnterCallHost);
        Set(HelperId.DepthExhausted, &EnterDepthExhausted);
        Set(HelperId.RefFunc, &EnterRefFunc);
        Set(HelperId.MemoryGrow, &EnterMemoryGrow);
        Set(HelperId.MemoryFill, &EnterMemoryFill);
        Set(HelperId.MemoryCopy, &EnterMemoryCopy);
        Set(HelperId.MemoryInit, &EnterMemoryInit);
        Set(HelperId.DataDrop, &EnterDataDrop);
        Set(HelperId.TableGrow, &EnterTableGrow);
        Set(HelperId.TableFill, &EnterTableFill);
        Set(HelperId.TableCopy, &EnterTableCopy);
        Set(HelperId.TableInit, &EnterTableInit);
        Set(HelperId.ElemDrop, &EnterElemDrop);
        Set(HelperId.StructNew, &EnterStructNew);
        Set(HelperId.ArrayNew, &EnterArrayNew);
        Set(HelperId.ArrayNewData, &EnterArrayNewData);
        Set(HelperId.ArrayNewElem, &EnterArrayNewElem);
        Set(HelperId.ArrayFill, &EnterArrayFill);
        Set(HelperId.ArrayCopy, &EnterArrayCopy);
        Set(HelperId.ArrayInitData, &EnterArrayInitData);
        Set(HelperId.ArrayInitElem, &EnterArrayInitElem);
        Set(HelperId.ExceptionNew, &EnterExceptionNew);
        Set(HelperId.Throw, &EnterThrow);
        Set(HelperId.KeepFunction, &EnterKeepFunction);

        void Set(HelperId helper, delegate* unmanaged<StoreContext*, ulong, ulong, ulong, ulong, ulong, ulong> method) =>
            addresses.Set(helper, method);
    }

    private static ulong Run(
        delegate*<ExecutionContext, ulong, ulong, ulong, ulong, ulong, ulong> body,
        StoreContext* context,
        ulong a1,
        ulong a2,
        ulong a3,
        ulong a4,
        ulong a5)
    {
        try
        {
            return body((ExecutionContext)EngineStack.Of(context).Owner!, a1, a2, a3, a4, a5);
        }
        catch (Exception e)
        {
            return HelperGuard.Fail(context, e);
        }
    }

    // A function's first call: (instance, function index) → code address.
    private static ulong CompileFunction(ExecutionContext context, ulong instance, ulong index, ulong a3, ulong a4, ulong a5)
    {
        JitInstance code = context.Runtime.InstanceAt((nuint)instance);
        nuint address = code.Code.CompileFunction((int)index).Start;

        // Calls by reference go there directly from now on.
        if (code.FindFunction((int)index) is { } function)
        {
            function.Record->Code = address;
        }

        return address;
    }

    private static ulong CallHost(ExecutionContext context, ulong record, ulong slots, ulong a3, ulong a4, ulong a5) =>
        HostCalls.Call(context, (FuncRef*)record, (RawValue*)slots);

    private static ulong DepthExhausted(ExecutionContext context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        HelperGuard.Exhaust(context.Stack.Context, Core.Diagnostics.Messages.CallStackExhausted, isOfProcess: false);

    [UnmanagedCallersOnly]
    private static ulong EnterCompileFunction(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&CompileFunction, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterCallHost(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&CallHost, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterDepthExhausted(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&DepthExhausted, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterRefFunc(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&RefFunc, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterMemoryGrow(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&MemoryGrow, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterMemoryFill(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&MemoryFill, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterMemoryCopy(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&MemoryCopy, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterMemoryInit(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&MemoryInit, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterDataDrop(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&DataDrop, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterTableGrow(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&TableGrow, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterTableFill(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&TableFill, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterTableCopy(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&TableCopy, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterTableInit(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&TableInit, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterElemDrop(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&ElemDrop, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterStructNew(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&StructNew, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterArrayNew(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&ArrayNew, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterArrayNewData(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&ArrayNewData, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterArrayNewElem(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&ArrayNewElem, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterArrayFill(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&ArrayFill, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterArrayCopy(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&ArrayCopy, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterArrayInitData(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&ArrayInitData, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterArrayInitElem(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&ArrayInitElem, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterExceptionNew(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&ExceptionNew, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterKeepFunction(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&KeepFunction, context, a1, a2, a3, a4, a5);

    [UnmanagedCallersOnly]
    private static ulong EnterThrow(StoreContext* context, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Run(&Throw, context, a1, a2, a3, a4, a5);
}
