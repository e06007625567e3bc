using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Fuzz.Generate;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.Fuzz.Oracles;

/// <summary>Runs a case on one engine, through the linker that all engines share, and takes down all that can be seen.</summary>
internal sealed partial class CaseRunner
{
    // Of a trap's backtrace: enough to tell two traps of one code apart.
    private const int Frames = 6;

    private readonly Recording _recording;
    private readonly ValueRecorder _values;
    private readonly StateRecorder _state;
    private GeneratedCase _case = null!;
    private ExecutionOptions _options = new();
    private Instance?[] _instances = [];
    private Store _store = null!;
    private readonly HostObject?[] _hostObjects = new HostObject?[4];
    private int _hostCalls;
    private int _reentries;
    private int _growths;
    private bool _isBroken;

    /// <summary>A runner that writes to a recording.</summary>
    public CaseRunner(TextTable texts)
    {
        _recording = new Recording(texts);
        _values = new ValueRecorder(_recording);
        _state = new StateRecorder(_recording, _values);
    }

    /// <summary>Runs a case. The recording is valid until the next run.</summary>
    /// <param name="item">The case.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="options">The rules.</param>
    /// <param name="contents">Whether memories are taken down byte by byte.</param>
    public Recording Run(GeneratedCase item, EngineUnderTest engine, ExecutionOptions options, bool contents = false)
    {
        _case = item;
        _options = options;
        _recording.Clear();
        _instances = new Instance?[item.Modules.Length];
        _values.Begin(_instances, options.MaximumObjects);
        Array.Clear(_hostObjects);
        _hostCalls = 0;
        _reentries = 0;
        _growths = 0;
        _isBroken = false;
        Engine made = engine.Get(options.EngineOptions, item.Modules.Length);
        using var store = new Store(made, options.Limits);
        _store = store;
        if (options.FailingGrowths != 0)
        {
            store.GrowthFilter = (_, _) => (options.FailingGrowths >> (_growths++ & 63) & 1) == 0;
        }

        Instantiate(made);
        Call(contents);
        if (!_isBroken)
        {
            _state.AddMemories(_instances, contents);
            _state.AddRest(_instances);
        }

        return _recording;
    }

    private void Instantiate(Engine engine)
    {
        var linker = new Linker(engine);
        for (int i = 0; i < _case.HostFunctions.Length; i++)
        {
            int number = i;
            linker.Define(GeneratedCase.HostModule, _case.HostFunctions[i].Name, Function.Create(
                _store, _case.HostFunctions[i].Type, (_, arguments, results) => CallHost(number, arguments, results)));
        }

        for (int m = 0; m < _case.Modules.Length && !_isBroken; m++)
        {
            _store.Fuel = _options.FuelPerCall;
            Instantiate(linker, engine, m);
            End(EventKind.Module, m);
            AddFuel(m);
        }
    }

    private void Instantiate(Linker linker, Engine engine, int number)
    {
        CaseModule module = _case.Modules[number];
        try
        {
            Instance instance = linker.Instantiate(_store, Module.FromDefinition(engine, module.Definition));
            _instances[number] = instance;
            linker.DefineInstance(module.Name, instance);
            _recording.Add((ulong)OutcomeTag.Return);
        }
        catch (ModuleException error)
        {
            _recording.Add((ulong)OutcomeTag.Invalid);
            _recording.Add(error.Message);
        }
        catch (LinkException error)
        {
            if (error is ResourceLimitException { Limit: null })
            {
                _recording.MarkIncomparable(InconclusiveReason.EngineLimit, error.Message);
            }

            // Messages have numbers of types, which are each engine's own.
            _recording.Add((ulong)OutcomeTag.Unlinkable);
            _recording.Add(error is ResourceLimitException { Limit: { } limit } ? limit : error.GetType().Name);
        }
        catch (TrapException trap)
        {
            Add(trap.Trap);
        }
        catch (WasmException thrown)
        {
            Add(thrown.Exception);
        }
        catch (ExhaustionException exhausted)
        {
            Add(exhausted.Exhaustion);
        }
#pragma warning disable CA1031 // Whatever else an engine throws is what is looked for.
        catch (Exception error)
#pragma warning restore CA1031
        {
            AddEngineError(error);
        }
    }

    private void Call(bool contents)
    {
        for (int i = 0; i < _case.Calls.Length && !_isBroken; i++)
        {
            _store.Fuel = _options.FuelPerCall;
            Call(_case.Calls[i], out _);
            End(EventKind.CallEnd, i);
            if (_isBroken)
            {
                return;
            }

            AddFuel(i);
            _state.AddNumbers(_instances, i);
            if (i % _options.MemoryInterval == _options.MemoryInterval - 1)
            {
                _state.AddMemories(_instances, contents);
            }
        }
    }

    // What code does after a growth that failed for want of room says nothing about the engine.
    private void End(EventKind kind, int number)
    {
        if (_store.GrowthsWithoutRoom > 0)
        {
            _recording.MarkIncomparable(InconclusiveReason.ProcessExhausted, "a memory or table did not grow though its limits allowed it");
        }

        _recording.End(kind, number);
    }

    private void AddFuel(int number)
    {
        if (_options.Fuel)
        {
            _recording.Add((ulong)_store.Fuel);
            _recording.End(EventKind.Fuel, number);
        }
    }

    /// <summary>Makes a call and writes how it ended; the event is for the caller to end.</summary>
    /// <returns>False if there was nothing to call.</returns>
    private bool Call(CaseCall call, out Outcome outcome)
    {
        outcome = default;
        if (_instances[call.Module]?.GetFunction(call.Export) is not { } function)
        {
            _recording.Add((ulong)OutcomeTag.Skipped);
            return false;
        }

        var arguments = new Value[call.Arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = ValueOf(call.Arguments[i]);
        }

        var results = new Value[function.Signature.Results.Length];
        try
        {
            outcome = function.Call(arguments, results);
        }
#pragma warning disable CA1031 // Whatever an engine throws is what is looked for.
        catch (Exception error)
#pragma warning restore CA1031
        {
            AddEngineError(error);
            return false;
        }

        switch (outcome.Kind)
        {
            case OutcomeKind.Return:
                _recording.Add((ulong)OutcomeTag.Return);
                _values.AddAll(results);
                break;
            case OutcomeKind.Trap:
                Add(outcome.Trap!);
                break;
            case OutcomeKind.Exception:
                Add(outcome.Exception!);
                break;
            default:
                Add(outcome.Exhaustion!);
                break;
        }

        return true;
    }

    private void Add(Trap trap)
    {
        _recording.Add((ulong)OutcomeTag.Trap);
        _recording.Add((ulong)trap.Code);
        _recording.Add(trap.Index is { } index ? index + 1 : 0);
        IReadOnlyList<StackFrame> frames = trap.Backtrace ?? [];
        _recording.Add((ulong)frames.Count);
        for (int i = 0; i < Math.Min(frames.Count, Frames); i++)
        {
            _recording.Add((ulong)frames[i].FunctionIndex);
            _recording.Add(_options.TrapPositions ? (ulong)frames[i].Offset : 0);
        }
    }

    private void Add(ExceptionReference exception)
    {
        _recording.Add((ulong)OutcomeTag.Exception);
        _values.BeginObjects();
        _values.AddReference(exception);
        _values.AddObjects();
    }

    private void Add(Exhaustion exhaustion)
    {
        if (exhaustion.IsOfProcess)
        {
            _recording.MarkIncomparable(InconclusiveReason.ProcessExhausted, exhaustion.Message);
        }

        // Behind the colon are figures of one engine.
        _recording.Add((ulong)OutcomeTag.Exhaustion);
        _recording.Add(exhaustion.Message.Split(':')[0]);
    }

    // The store is in no state that anyone knows.
    private void AddEngineError(Exception error)
    {
        _isBroken = true;
        _recording.Add((ulong)OutcomeTag.EngineError);
        _recording.Add(error.ToString());
    }

    private Value ValueOf(in CaseValue value) => value.Kind switch
    {
        CaseValueKind.Null => Value.FromReference(null),
        CaseValueKind.Host => Value.FromReference(HostObjectAt(value.Low)),
        CaseValueKind.I31 => Value.FromReference(I31Reference.Create((int)value.Low)),
        CaseValueKind.Function => Value.FromReference(FunctionOf(value)),
        _ => Value.KindOf(value.Type) switch
        {
            ValueKind.I32 => Value.FromI32((int)value.Low),
            ValueKind.I64 => Value.FromI64((long)value.Low),
            ValueKind.F32 => Value.FromF32Bits((uint)value.Low),
            ValueKind.F64 => Value.FromF64Bits(value.Low),
            _ => Value.FromV128(value.Low, value.High),
        },
    };

    private HostObject HostObjectAt(ulong number)
    {
        number %= (ulong)_hostObjects.Length;
        return _hostObjects[number] ??= new HostObject(number);
    }

    private Function? FunctionOf(in CaseValue value)
    {
        if (value.Low >= (ulong)_instances.Length || _instances[value.Low] is not { } instance)
        {
            return null;
        }

        List<Export> exports = instance.Module.Definition.Exports;
        return value.High < (ulong)exports.Count ? instance.GetFunction(exports[(int)value.High].Name) : null;
    }
}
