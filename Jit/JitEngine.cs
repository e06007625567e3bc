using System.Collections.Concurrent;
using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.Frontend;
using Wasm.Jit.Ir;
using Wasm.Runtime.Embedding;

using Value = Wasm.Runtime.Embedding.Value;

namespace Wasm.Jit;

/// <summary>
/// The optimizing engine: compiles WebAssembly to machine code of the processor that it runs on. Thread-safe; modules may be
/// instantiated in many stores on many threads.
/// </summary>
public sealed class JitEngine : Engine
{
    private readonly ConcurrentBag<FunctionCompiler> _compilers = [];
    private readonly TypeEntries _types;

    /// <summary>An engine for this machine.</summary>
    /// <param name="options">Options that all engines understand; null: the defaults.</param>
    /// <param name="jitOptions">This engine's own; null: the defaults.</param>
    /// <exception cref="PlatformNotSupportedException">There is none for this operating system or processor yet.</exception>
    /// <exception cref="ArgumentException">An option names a pass or a feature of the processor that there is not.</exception>
    public JitEngine(EngineOptions? options = null, JitOptions? jitOptions = null)
        : base(options ?? new EngineOptions())
    {
        JitOptions = jitOptions ?? new JitOptions();
        HostTarget host = HostTarget.Instance;
        Helpers.Bind(host.Helpers);
        Target = host;
        Stubs = HostTarget.CreateEmitter();
        Thunks = new ThunkCache(Target, Stubs);
        Stacks = new StackPool(Target, Options);
        _types = new TypeEntries(Target.System, Types);
        if (JitOptions.DisabledPasses.Count > 0 || JitOptions.DisabledCpuFeatures.Count > 0)
        {
            // A name that means nothing is refused here, not when the first function is compiled.
            Return(new FunctionCompiler(this));
        }
    }

    /// <summary>Whether there is one for the operating system and processor that this runs on. If not, use another engine.</summary>
    public static bool IsSupported => HostSystem.IsSupported;

    /// <summary>What this engine was made with.</summary>
    public JitOptions JitOptions { get; }

    /// <inheritdoc/>
    public override string Name => "jit-x64";

    /// <summary>Where code runs.</summary>
    internal ITarget Target { get; }

    /// <summary>Ways between the host and code, by signature.</summary>
    internal ThunkCache Thunks { get; }

    /// <summary>Writes code that is no function's.</summary>
    internal StubEmitter Stubs { get; }

    /// <summary>Stacks that code runs on.</summary>
    internal StackPool Stacks { get; }

    /// <inheritdoc/>
    public override CompiledModule Compile(ValidatedModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        _types.Update();
        return new JitModule(this, module);
    }

    /// <summary>How the host enters functions of a type.</summary>
    internal nuint EntryThunkOf(DefinedType type) => Thunks.EntryThunk(SignatureOf(type));

    /// <summary>How code enters functions of the host of a type.</summary>
    internal nuint HostThunkOf(DefinedType type) => Thunks.HostThunk(SignatureOf(type));

    /// <summary>A function type as the IR has it.</summary>
    private IrSignature SignatureOf(DefinedType type)
    {
        return new IrSignature(Convert(type.Function.Parameters), Convert(type.Function.Results));

        IrType[] Convert(ImmutableArray<ValType> types)
        {
            var converted = new IrType[types.Length];
            for (int i = 0; i < converted.Length; i++)
            {
                converted[i] = ModuleEnvironment.TypeOfClosed(Types, types[i]);
            }

            return converted;
        }
    }

    /// <summary>Address of the table of types, complete for all that the registry has.</summary>
    internal ulong TypeTable => _types.Update();

    /// <summary>A compiler, to be given back.</summary>
    internal FunctionCompiler RentCompiler() => _compilers.TryTake(out FunctionCompiler? compiler) ? compiler : new FunctionCompiler(this);

    /// <summary>Takes a compiler back.</summary>
    internal void Return(FunctionCompiler compiler) => _compilers.Add(compiler);

    /// <inheritdoc/>
    protected override Memory CreateMemory(Store store, MemoryType type) => new JitMemory(store, type);

    /// <inheritdoc/>
    protected override Table CreateTable(Store store, TableType type, object? initial)
    {
        using StoreRuntime.Use use = StoreRuntime.Of(store).Begin();
        return new JitTable(store, type, initial);
    }

    /// <inheritdoc/>
    protected override Global CreateGlobal(Store store, GlobalType type, Value value)
    {
        using StoreRuntime.Use use = StoreRuntime.Of(store).Begin();
        return new JitGlobal(store, type, value);
    }

    /// <inheritdoc/>
    protected override Tag CreateTag(Store store, DefinedType type) => new JitTag(store, type);

    /// <inheritdoc/>
    protected override HostFunction CreateHostFunction(Store store, DefinedType type, HostCallback callback) =>
        new JitHostFunction(store, type, callback);

    /// <inheritdoc/>
    protected override StructReference CreateStruct(Store store, DefinedType type)
    {
        var runtime = StoreRuntime.Of(store);
        using StoreRuntime.Use use = runtime.Begin();
        return (StructReference)runtime.References.Wrap(runtime.NewStruct(type));
    }

    /// <inheritdoc/>
    protected override ArrayReference CreateArray(Store store, DefinedType type, int length)
    {
        var runtime = StoreRuntime.Of(store);
        using StoreRuntime.Use use = runtime.Begin();
        return JitArray.CanHave(type.Array, (uint)length)
            ? (ArrayReference)runtime.References.Wrap(runtime.NewArray(type, (uint)length))
            : throw new ArgumentOutOfRangeException(nameof(length), length, Messages.AllocationSize);
    }

    /// <inheritdoc/>
    protected override ExceptionReference CreateException(Tag tag, ImmutableArray<Value> payload)
    {
        var runtime = StoreRuntime.Of(tag.Store);
        using StoreRuntime.Use use = runtime.Begin();
        return JitException.Create(runtime, (JitTag)tag, payload);
    }

    /// <inheritdoc/>
    protected override void OnStopRequested(Store store)
    {
        // What becomes active later looks itself.
        if (store.EngineState is StoreRuntime runtime)
        {
            runtime.Active?.Stack.RequestStop();
        }
    }

    /// <inheritdoc/>
    protected override object CreateStoreState(Store store) => new StoreRuntime(store, this);
}
