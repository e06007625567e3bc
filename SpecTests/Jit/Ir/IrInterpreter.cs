using System.Runtime.Intrinsics;
using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Ir;
using Wasm.Runtime.Numerics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.Ir;

/// <summary>
/// Executes functions in SSA form, for tests: pure operations by <see cref="ConstantEvaluator"/>, memory in an
/// <see cref="IrAddressSpace"/>, calls by a delegate. Everything that a program can see goes to <see cref="Trace"/>.
/// </summary>
/// <remarks>Values travel as 128 bits, zeros above their type, as in <see cref="ConstantEvaluator"/>.</remarks>
internal sealed partial class IrInterpreter
{
    private const long FrameStart = 0x7F00_0000;

    private readonly StringBuilder _trace = new();
    private IrFunction _function = new();
    private V128[] _values = [];
    private V128[][] _results = [];
    private long _steps;

    /// <summary>What a call does: gets kind, callee, instance or code address, and arguments.</summary>
    /// <param name="call">The call.</param>
    /// <returns>Results; or a tag, if it throws.</returns>
    public delegate (V128[] Results, int? Tag) CallHandler(CallEvent call);

    /// <summary>One call.</summary>
    /// <param name="Op">Call, CallIndirect, CallHelper; tail calls and invokes too.</param>
    /// <param name="Callee">Function or helper, or the code address.</param>
    /// <param name="Instance">The callee's instance.</param>
    /// <param name="Arguments">Arguments.</param>
    /// <param name="Results">Types of the results.</param>
    public readonly record struct CallEvent(IrOp Op, long Callee, long Instance, V128[] Arguments, IrType[] Results);

    /// <summary>The memory that is addressed.</summary>
    public IrAddressSpace Memory { get; init; } = new();

    /// <summary>What calls do. By default they return numbers made from callee and arguments.</summary>
    public CallHandler Calls { get; init; } = DefaultCall;

    /// <summary>The reference that landing pads get; null: one made from the tag.</summary>
    public Func<uint>? Exception { get; init; }

    /// <summary>Units left.</summary>
    public long Fuel { get; set; } = long.MaxValue;

    /// <summary>Steps (instructions) until it is given up.</summary>
    public long MaximumSteps { get; init; } = 1_000_000;

    /// <summary>Whether stores are written to the trace, besides memory's contents at calls and at the end.</summary>
    public bool TraceStores { get; init; } = true;

    /// <summary>Whether calls and ends are written to the trace, each with a digest of memory.</summary>
    public bool TraceCalls { get; init; } = true;

    /// <summary>Stores, calls, charges, and how it ended: two runs that a program cannot tell apart have the same trace.</summary>
    public string Trace => _trace.ToString();

    /// <summary>How it ended; the last line of the trace.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>Steps taken.</summary>
    public long Steps => _steps;

    /// <summary>Runs a function.</summary>
    /// <param name="function">A verified function.</param>
    /// <param name="arguments">Instance, then its arguments.</param>
    /// <returns>The results, or null if it did not return.</returns>
    public V128[]? Run(IrFunction function, params ReadOnlySpan<V128> arguments)
    {
        _function = function;
        _values = new V128[function.InstructionCount];
        _results = new V128[function.InstructionCount][];
        _trace.Clear();
        Outcome = "";
        _steps = 0;
        SetParameters(IrFunction.Entry, arguments);
        Block block = IrFunction.Entry;
        while (true)
        {
            for (Value value = function[block].First; ; value = function.Next(value))
            {
                if (++_steps > MaximumSteps)
                {
                    return End("gave up");
                }

                Instruction instruction = function[value];
                ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
                if ((info.Flags & IrFlags.Terminator) != 0)
                {
                    int edge = Terminate(value, instruction, out V128[]? results);
                    if (edge < 0)
                    {
                        return results;
                    }

                    V128[] carried = [.. Values(function.Arguments(edge))];
                    block = function.EdgeAt(edge).Target;
                    SetParameters(block, carried);
                    break;
                }

                TrapCode trap = Execute(value, instruction, info);
                if (trap != TrapCode.None)
                {
                    return EndByTrap(value, trap, instruction.Op is IrOp.TrapIf or IrOp.TrapIfNot ? instruction.B : Value.None);
                }

                if (Outcome.Length > 0)
                {
                    return null;
                }
            }
        }
    }

    private void SetParameters(Block block, ReadOnlySpan<V128> arguments)
    {
        int i = 0;
        for (Value value = _function[block].FirstParameter; value.IsSome; value = _function.Next(value))
        {
            _values[value.Index] = arguments[i++];
        }
    }

    private int Terminate(Value value, in Instruction instruction, out V128[]? results)
    {
        results = null;
        switch (instruction.Op)
        {
            case IrOp.Jump:
                return instruction.A.Index;
            case IrOp.BranchIf:
                return Int32(instruction.A) != 0 ? instruction.B.Index : instruction.C.Index;
            case IrOp.BranchTable:
                uint selected = Math.Min((uint)Int32(instruction.A), (uint)instruction.C.Index - 1);
                return instruction.B.Index + (int)selected;
            case IrOp.Return:
                results = [.. Values(_function.List(instruction.A.Index, instruction.B.Index))];
                End($"returned {Show(results)}");
                return -1;
            case IrOp.Trap:
                EndByTrap(value, (TrapCode)instruction.Trap, instruction.B);
                return -1;
            case IrOp.Unreachable:
                End("reached what cannot be");
                return -1;
            case IrOp.ReturnCall or IrOp.ReturnCallIndirect:
                results = Call(value, instruction, out int? tag);
                End(tag is null ? $"returned {Show(results)}" : $"threw {tag}");
                return -1;
            default:
                return Invoke(value, instruction);
        }
    }

    private int Invoke(Value value, in Instruction instruction)
    {
        CallInfo call = _function.CallOf(in instruction);
        V128[] results = Call(value, instruction, out int? tag);
        if (tag is null)
        {
            SetResults(value, results);
            return call.NormalEdge;
        }

        ReadOnlySpan<CatchEntry> catches = _function.Catches.Span;
        for (int i = CatchEntry.Find(catches, _function.HandlerLists[call.Handlers]); i >= 0; i = CatchEntry.Find(catches, i + 1))
        {
            if (catches[i].Tag < 0 || catches[i].Tag == tag)
            {
                Value pad = _function[_function.EdgeAt(call.PadEdge).Target].First;
                SetResults(pad, [Vector128.CreateScalar(Exception?.Invoke() ?? (uint)(8 * (tag.Value + 1))).AsByte(), Vector128.CreateScalar(catches[i].Clause).AsByte()]);
                return call.PadEdge;
            }
        }

        End($"threw {tag}");
        return -1;
    }

    private V128[] Call(Value value, in Instruction instruction, out int? tag)
    {
        CallInfo call = _function.CallOf(in instruction);
        bool isIndirect = instruction.B.IsSome;
        long callee = isIndirect ? Int64(instruction.B) : call.Callee;
        long instance = isIndirect ? Int64(instruction.C) : call.Instance.IsSome ? Int64(call.Instance) : 0;
        V128[] arguments = [.. Values(_function.Arguments(in call))];
        if (TraceCalls)
        {
            _trace.Append($"{IrOpTable.Get(instruction.Op).Name} {callee} of {instance} {Show(arguments)} at {_function.OffsetOf(value)} memory {Memory.Digest:x}\n");
        }

        (V128[] results, tag) = Calls(new CallEvent(instruction.Op, callee, instance, arguments, _function.Signatures[call.Signature].Results));
        return results;
    }

    private static (V128[] Results, int? Tag) DefaultCall(CallEvent call)
    {
        ulong hash = (ulong)call.Callee * 0x9E3779B97F4A7C15;
        foreach (V128 argument in call.Arguments)
        {
            hash = (hash ^ argument.AsUInt64().ToScalar() ^ (argument.AsUInt64().GetElement(1) << 7)) * 0xD6E8FEB86659FD93;
        }

        var results = new V128[call.Results.Length];
        for (int i = 0; i < results.Length; i++)
        {
            hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
            results[i] = call.Results[i] switch
            {
                IrType.I32 or IrType.F32 or IrType.Ref => Vector128.CreateScalar((uint)(hash >> 32)).AsByte(),
                IrType.V128 => Vector128.Create(hash).AsByte(),
                _ => Vector128.CreateScalar(hash).AsByte(),
            };
        }

        // One call in eight throws.
        return (results, (hash & 7) == 0 ? (int)(hash >> 8 & 3) : null);
    }

    private void SetResults(Value value, V128[] results)
    {
        _results[value.Index] = results;
        if (results.Length == 1)
        {
            _values[value.Index] = results[0];
        }
    }

    private V128[]? EndByTrap(Value value, TrapCode code, Value detail)
    {
        string shown = detail.IsSome ? $" ({Int64(detail)})" : "";
        return End($"trapped: {code}{shown} at {_function.OffsetOf(value)}");
    }

    private V128[]? End(string outcome)
    {
        Outcome = outcome;
        if (TraceCalls)
        {
            _trace.Append($"{outcome}, fuel {Fuel}, memory {Memory.Digest:x}\n");
        }

        return null;
    }

    private V128[] Values(ReadOnlySpan<Value> values)
    {
        var result = new V128[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = _values[values[i].Index];
        }

        return result;
    }

    private static string Show(V128[] values) => $"({string.Join(", ", values.Select(Show))})";

    private static string Show(V128 value) => value.AsUInt64().GetElement(1) == 0
        ? value.AsInt64().ToScalar().ToString()
        : $"0x{value.AsUInt64().GetElement(1):x}{value.AsUInt64().ToScalar():x16}";

    private int Int32(Value value) => _values[value.Index].AsInt32().ToScalar();

    private long Int64(Value value) => _values[value.Index].AsInt64().ToScalar();
}
