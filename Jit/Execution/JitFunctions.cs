using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>Native records of functions.</summary>
internal static unsafe class FuncRefs
{
    /// <summary>The record of a function of this engine.</summary>
    public static FuncRef* Of(Function function) => function switch
    {
        JitFunction wasm => wasm.Record,
        JitHostFunction host => host.Record,
        _ => throw new ArgumentException($"{function.GetType().Name} is not a function of this engine", nameof(function)),
    };
}

/// <summary>A function of a module (specification, 4.2.6).</summary>
internal sealed unsafe class JitFunction : Function
{
    public JitFunction(JitInstance instance, int index)
        : base(instance.Store, instance.Module.Functions[index], instance.RequiresAsync)
    {
        Instance = instance;
        Index = index;
        Record = instance.Runtime.NewFuncRef(this, instance.Code.EntryOf(index), (nuint)instance.Block, index);
        EntryThunk = instance.Runtime.Engine.EntryThunkOf(DefinedType);
    }

    /// <summary>Its instance.</summary>
    public JitInstance Instance { get; }

    /// <summary>Function index in its module.</summary>
    public int Index { get; }

    /// <summary>Its reference.</summary>
    public FuncRef* Record { get; }

    /// <summary>How the host enters it.</summary>
    public nuint EntryThunk { get; }

    /// <inheritdoc/>
    public override string ToString() => $"function {Index}";

    /// <inheritdoc/>
    protected override Instance OwnInstance => Instance;

    /// <inheritdoc/>
    protected override Computation CreateComputation() => new JitComputation(this);

    /// <inheritdoc/>
    protected override Outcome CallCore(Span<RawValue> slots, Span<object?> references) =>
        Instance.Runtime.Call(this, slots, references);
}

/// <summary>A function of the host (specification, 4.2.6 and 4.6.8 "Host Functions"). Generated code calls it by its signature's thunk.</summary>
internal sealed unsafe class JitHostFunction : HostFunction
{
    private FuncRef* _record;

    public JitHostFunction(Store store, DefinedType type, HostCallback callback)
        : base(store, type, callback)
    {
    }

    /// <summary>Its reference, made when code first needs it: functions are made on other threads than the store's.</summary>
    public FuncRef* Record
    {
        get
        {
            if (_record is null)
            {
                var runtime = StoreRuntime.Of(Store);
                FuncRef* record = runtime.NewFuncRef(this, runtime.Engine.HostThunkOf(DefinedType), 0, -1);

                // Its own record is what the thunk gets as instance.
                record->Instance = (ulong)record;
                _record = record;
            }

            return _record;
        }
    }
}
