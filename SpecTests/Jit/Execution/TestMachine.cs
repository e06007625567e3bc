using System.Runtime.InteropServices;
using Wasm.Jit.Abi;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Jit.Execution;

/// <summary>What a test's host function does.</summary>
/// <param name="stack">The stack that it was called from.</param>
/// <param name="slots">Arguments, and where results go.</param>
internal unsafe delegate void HostBody(EngineStack stack, RawValue* slots);

/// <summary>Hand-assembled functions over the real stubs, with host functions that are delegates. Has its own table of helpers, so that it does not meet the engine's.</summary>
internal sealed unsafe class TestMachine : IDisposable
{
    private static readonly Lazy<HelperAddresses> Helpers = new(CreateHelpers);

    private readonly List<GCHandle> _handles = [];
    private readonly List<IDisposable> _owned = [];
    private readonly CodeBuffer _buffer = new();
    private readonly CompiledFunction _compiled = new();

    public TestMachine(long stackBytes = 1 << 20)
    {
        Pool = new StackPool(Target, stackBytes);
        Thunks = new ThunkCache(Target, HostTarget.CreateEmitter());
        Code = new ModuleCode(Target, HostTarget.CreateEmitter(), this);
    }

    public static HostTarget Target => HostTarget.Instance;

    public StackPool Pool { get; }

    public ThunkCache Thunks { get; }

    public ModuleCode Code { get; }

    /// <summary>What compiles functions of the entry table; the instance of lazily compiled functions is <see cref="Handle"/>.</summary>
    public Func<int, nuint>? Compiler { get; set; }

    /// <summary>What a fault is that is no trap.</summary>
    public static string? LastFault { get; private set; }

    public ulong Handle => HandleOf(this);

    public static IrSignature Signature(string parameters, string results) =>
        new([.. parameters.Select(TypeOf)], [.. results.Select(TypeOf)]);

    public EngineStack NewStack()
    {
        EngineStack stack = Pool.Rent();
        stack.Context->Helpers = Helpers.Value.Address;
        lock (_owned)
        {
            _owned.Add(stack);
        }

        return stack;
    }

    /// <summary>Adds a function.</summary>
    /// <param name="write">Writes its code and, in the second argument, its tables.</param>
    /// <param name="index">Its index.</param>
    public CodeEntry Add(Action<Assembler, CompiledFunction> write, int index = 0)
    {
        _buffer.Reset();
        _compiled.Reset();
        write(new Assembler(_buffer, CpuFeatures.Host), _compiled);
        ReadOnlySpan<byte> bytes = _buffer.Finish();
        _compiled.Code.Resize(bytes.Length);
        bytes.CopyTo(_compiled.Code.Span);
        foreach (Relocation relocation in _buffer.Relocations)
        {
            _compiled.Relocations.Add(relocation);
        }

        return Code.Place(_compiled, CodeKind.Function, index, 0);
    }

    /// <summary>The record of a host function.</summary>
    public ulong Host(HostBody body) => HandleOf(body);

    /// <summary>Calls code.</summary>
    public EntryResult Call(EngineStack stack, string parameters, string results, nuint code, ulong instance, Span<RawValue> slots) =>
        stack.Call(Thunks.EntryThunk(Signature(parameters, results)), code, instance, slots);

    /// <summary>Calls a function of integers with one result.</summary>
    public EntryResult Call(EngineStack stack, CodeEntry code, out long result, params ReadOnlySpan<long> arguments)
    {
        Span<RawValue> slots = stackalloc RawValue[Math.Max(1, arguments.Length)];
        for (int i = 0; i < arguments.Length; i++)
        {
            slots[i].I64 = arguments[i];
        }

        EntryResult ended = Call(stack, new string('l', arguments.Length), "l", code.Start, Handle, slots);
        result = slots[0].I64;
        return ended;
    }

    /// <summary>Prologue of a function that calls.</summary>
    public static void Prologue(Assembler asm, int frame)
    {
        Label retry = asm.Code.NewLabel();
        Label enough = asm.Code.NewLabel();
        asm.Push(Register.Rbp);
        asm.Mov(OperandSize.Qword, Register.Rbp, Register.Rsp);
        asm.Bind(retry);
        asm.Lea(OperandSize.Qword, Register.R11, MemoryOperand.At(Register.Rsp, -frame));
        asm.Alu(AluOp.Cmp, OperandSize.Qword, Register.R11, MemoryOperand.At(Register.R15, StoreContext.StackLimitOffset));
        asm.Jcc(Condition.AboveOrEqual, enough);
        asm.Call(Symbol.Stub((int)StubId.StackOverflow));
        asm.Jmp(retry);
        asm.Bind(enough);
        asm.Alu(AluOp.Sub, OperandSize.Qword, Register.Rsp, frame);
        asm.Mov(OperandSize.Qword, MemoryOperand.At(Register.Rbp, -8), Register.Rdi);
    }

    public static void Epilogue(Assembler asm, int parameterBytes = 0)
    {
        asm.Mov(OperandSize.Qword, Register.Rsp, Register.Rbp);
        asm.Pop(Register.Rbp);
        if (parameterBytes == 0)
        {
            asm.Ret();
        }
        else
        {
            asm.Ret((ushort)parameterBytes);
        }
    }

    /// <summary>Calls an address with an instance.</summary>
    public static void CallFar(Assembler asm, nuint code, ulong instance)
    {
        asm.Mov(Register.Rdi, (long)instance);
        asm.Mov(Register.R10, (long)code);
        asm.Call(Register.R10);
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }

        Pool.Dispose();
        Code.Dispose();
        Thunks.Dispose();
        foreach (GCHandle handle in _handles)
        {
            handle.Free();
        }
    }

    private ulong HandleOf(object target)
    {
        var handle = GCHandle.Alloc(target);
        lock (_handles)
        {
            _handles.Add(handle);
        }

        return (ulong)GCHandle.ToIntPtr(handle);
    }

    private static IrType TypeOf(char letter) => letter switch
    {
        'i' => IrType.I32,
        'l' => IrType.I64,
        'f' => IrType.F32,
        'd' => IrType.F64,
        'v' => IrType.V128,
        'r' => IrType.Ref,
        _ => throw new ArgumentOutOfRangeException(nameof(letter)),
    };

    private static HelperAddresses CreateHelpers()
    {
        var helpers = new HelperAddresses(HostSystem.Current);
        helpers.Set(HelperId.CallHost, (delegate* unmanaged<StoreContext*, ulong, RawValue*, ulong>)&CallHost);
        helpers.Set(HelperId.CompileFunction, (delegate* unmanaged<StoreContext*, ulong, int, ulong>)&CompileFunction);
        helpers.Set(HelperId.Throw, (delegate* unmanaged<StoreContext*, uint, void>)&Throw);
        helpers.Set(HelperId.Fault, (delegate* unmanaged<StoreContext*, void>)&Fault);
        helpers.Set(HelperId.ArrayCopy, (delegate* unmanaged<StoreContext*, ulong, ulong, ulong, ulong, ulong, ulong>)&Five);
        return helpers;
    }

    [UnmanagedCallersOnly]
    private static ulong CallHost(StoreContext* context, ulong record, RawValue* slots)
    {
        try
        {
            var body = (HostBody)GCHandle.FromIntPtr((nint)record).Target!;
            body(EngineStack.Of(context), slots);
            return 0;
        }
        catch (Exception e)
        {
            return HelperGuard.Fail(context, e);
        }
    }

    [UnmanagedCallersOnly]
    private static ulong CompileFunction(StoreContext* context, ulong instance, int index)
    {
        try
        {
            var machine = (TestMachine)GCHandle.FromIntPtr((nint)instance).Target!;
            return machine.Compiler!(index);
        }
        catch (Exception e)
        {
            return HelperGuard.Fail(context, e);
        }
    }

    [UnmanagedCallersOnly]
    private static void Throw(StoreContext* context, uint exception)
    {
        try
        {
            var matcher = new TagMatcher(exception >> 8);
            if (!Unwinder.TryCatch(context, exception, ref matcher))
            {
                EngineStack stack = EngineStack.Of(context);
                stack.Exit.SetThrow(exception, Unwinder.Capture(FrameWalker.Of(context)));
                stack.EndEntry();
            }
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
                LastFault = Faults.Describe(context);
                HelperGuard.Fail(context, new InvalidProgramException(LastFault));
            }
        }
        catch (Exception e)
        {
            HelperGuard.Fail(context, e);
        }
    }

    /// <summary>Shows that each argument arrives in its place.</summary>
    [UnmanagedCallersOnly]
    private static ulong Five(StoreContext* context, ulong a, ulong b, ulong c, ulong d, ulong e) =>
        a + (10 * b) + (100 * c) + (1000 * d) + (10000 * e);

    /// <summary>The exceptions of these tests are numbers: tag × 256 + anything.</summary>
    private readonly struct TagMatcher(uint tag) : ICatchMatcher
    {
        public bool Matches(ulong instance, int candidate) => candidate == -1 || candidate == (int)tag;
    }
}
