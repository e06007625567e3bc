using System.Runtime.Intrinsics;
using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Jit.RegAlloc;
using Wasm.Jit.X64;
using Wasm.Runtime.Embedding;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Compiles functions of the SSA form and runs them.</summary>
internal sealed unsafe class CodeRunner : IDisposable
{
    private static readonly Lazy<HelperAddresses> Helpers = new(() => new HelperAddresses(HostSystem.Current));

    private readonly X64InstructionSet _instructionSet;
    private readonly MachineFunction _machine = new();
    private readonly Allocation _allocation = new();
    private readonly IRegisterAllocator _allocator;
    private readonly CompiledFunction _compiled = new();
    private readonly StackPool _pool = new(HostTarget.Instance, 1 << 20);
    private readonly ThunkCache _thunks = new(HostTarget.Instance, HostTarget.CreateEmitter());
    private readonly ModuleCode _code;

    public CodeRunner(CpuFeatures features, IRegisterAllocator? allocator = null, int functions = 0)
    {
        _instructionSet = new X64InstructionSet(features);
        _allocator = allocator ?? new SimpleAllocator();
        _code = new ModuleCode(HostTarget.Instance, HostTarget.CreateEmitter(), this);
        if (functions != 0)
        {
            _code.CreateEntryTable(functions, 0);
        }

        Stack = _pool.Rent();
        Stack.Context->Helpers = Helpers.Value.Address;
    }

    public EngineStack Stack { get; }

    public CompiledFunction Compiled => _compiled;

    /// <summary>Compiles and places a function.</summary>
    public CodeEntry Compile(IrFunction function, int index = -1)
    {
        new IrVerifier().Verify(function);
        _instructionSet.Lower(function, _machine);
        _allocation.Reset();
        _allocator.Allocate(_machine, _instructionSet.Registers, _allocation);
        _instructionSet.Emit(_machine, _allocation, _compiled);
        CodeEntry code = _code.Place(_compiled, CodeKind.Function, index, 0);
        if (index >= 0)
        {
            _code.SetEntry(index, code.Start);
        }

        return code;
    }

    /// <summary>Calls a function.</summary>
    /// <returns>Its results, or null if it ended otherwise: <see cref="Stack"/> knows how.</returns>
    public V128[]? Call(CodeEntry code, IrSignature signature, params ReadOnlySpan<V128> arguments)
    {
        var slots = new RawValue[Math.Max(1, Math.Max(signature.Parameters.Length, signature.Results.Length))];
        for (int i = 0; i < arguments.Length; i++)
        {
            slots[i].V128 = arguments[i];
        }

        EntryResult ended = Stack.Call(_thunks.EntryThunk(signature), code.Start, 0, slots);
        if (ended != EntryResult.Returned)
        {
            return null;
        }

        var results = new V128[signature.Results.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = Trim(slots[i].V128, signature.Results[i]);
        }

        return results;
    }

    /// <summary>Why the last call ended early.</summary>
    public TrapCode Trap => Stack.Exit.Kind == ExitKind.Trap
        ? Stack.Exit.Trap
        : throw new InvalidOperationException($"{Stack.Exit.Kind}: {Stack.Exit.Message} {Stack.Exit.Exception}");

    /// <summary>The function that was compiled last as machine instructions.</summary>
    public string Describe(bool withLocations = false)
    {
        var text = new StringBuilder();
        for (int block = 0; block < _machine.Blocks.Count; block++)
        {
            MachineBlock data = _machine.Blocks[block];
            text.Append("block").Append(block);
            Append(text, data.FirstParameter, data.ParameterCount);
            text.Append(":\n");
            for (int i = data.First; i < data.End; i++)
            {
                text.Append("  ").Append(_instructionSet.Describe(_machine, i, withLocations ? _allocation : null));
                if (i == data.End - 1)
                {
                    for (int edge = data.FirstEdge; edge < data.FirstEdge + data.EdgeCount; edge++)
                    {
                        text.Append(edge == data.FirstEdge ? " -> block" : ", block").Append(_machine.Edges[edge].Target);
                        Append(text, _machine.Edges[edge].First, _machine.Edges[edge].Count);
                    }
                }

                text.Append('\n');
            }
        }

        return text.ToString();

        void Append(StringBuilder text, int first, int count)
        {
            for (int i = 0; i < count; i++)
            {
                text.Append(i == 0 ? "(%" : ", %").Append(_machine.Registers[first + i]).Append(i == count - 1 ? ")" : "");
            }
        }
    }

    /// <summary>Lowers only, for golden tests.</summary>
    public string Lower(IrFunction function)
    {
        new IrVerifier().Verify(function);
        _instructionSet.Lower(function, _machine);
        return Describe();
    }

    public void Dispose()
    {
        Stack.Dispose();
        _pool.Dispose();
        _code.Dispose();
        _thunks.Dispose();
    }

    /// <summary>A value of a type without what stands above it.</summary>
    public static V128 Trim(V128 value, IrType type) => type switch
    {
        IrType.V128 => value,
        IrType.I64 or IrType.F64 => Vector128.CreateScalar(value.AsUInt64().ToScalar()).AsByte(),
        _ => Vector128.CreateScalar(value.AsUInt32().ToScalar()).AsByte(),
    };
}
