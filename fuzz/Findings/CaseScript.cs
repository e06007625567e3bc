using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Generate;
using Wasm.Interpreter;
using Wasm.Jit;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Text;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;

namespace Wasm.Fuzz.Findings;

/// <summary>
/// A case as a test script: its modules, and its calls with what the reference engine makes of them. A script has no fuel, no
/// failing growths and no host that calls back; where a case needs them, the script says so and shows less.
/// </summary>
public sealed class CaseScript
{
    /// <summary>Options for <c>conform spec</c> with which engines have no choice.</summary>
    public const string Options = "--option canonical-nans=on --option deterministic-simd=on";

    private const int MemoryWords = 32;

    private readonly StringBuilder _text = new();
    private readonly List<string> _missing = [];
    private readonly GeneratedCase _case;
    private readonly Instance?[] _instances;

    /// <summary>The same for engines; they can be interrupted, too.</summary>
    internal static EngineOptions Deterministic { get; } = new() { CanonicalizeNaNs = true, DeterministicRelaxedSimd = true, Interruptible = true };

    private CaseScript(GeneratedCase item)
    {
        _case = item;
        _instances = new Instance?[item.Modules.Length];
    }

    /// <summary>The script.</summary>
    public string Text => _text.ToString();

    /// <summary>What of the case a script cannot say.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Writes the script of a case.</summary>
    /// <param name="item">The case.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="finding">What it shows, for the comment on top.</param>
    public static CaseScript Write(GeneratedCase item, CaseSettings settings, Finding finding)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(finding);
        var script = new CaseScript(item);
        script.Line($";; {finding.Kind}, {finding.Where}; to blame: {finding.Blame ?? "not known"}");
        script.Line($";; reference: {OneLine(finding.Left)}");
        script.Line($";; found:     {OneLine(finding.Right)}");
        script.Line("");
        script.Run(settings);
        return script;
    }

    /// <summary>Runs the script on both engines and says in a sentence whether it tells them apart.</summary>
    public string Describe(CaseSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var text = new StringBuilder();
        try
        {
            int reference = FailuresOn(new ReferenceEngine(Deterministic));
            int jit = FailuresOn(new JitEngine(Deterministic, settings.ToJitOptions()));
            text.Append(reference > 0
                ? "It fails on the reference engine, so it says less than the case."
                : jit > 0 ? "It passes on the reference engine and fails on the optimizing one." : "It passes on both engines: what the case shows, a script cannot.");
        }
#pragma warning disable CA1031 // An engine that fails is what this is about.
        catch (Exception error)
#pragma warning restore CA1031
        {
            text.Append(CultureInfo.InvariantCulture, $"An engine fails over it: {error.GetType().Name}: {error.Message}");
        }

        foreach (string missing in _missing)
        {
            text.Append("\n- Not in the script: ").Append(missing);
        }

        return text.ToString();
    }

    /// <summary>Runs the script on an engine and counts what is not as the script expects.</summary>
    internal int FailuresOn(Engine engine) =>
        new ScriptExecutor(engine, new ScriptOptions { Timeout = TimeSpan.FromSeconds(10) }).Run(FindingFiles.Script, Text).Failures.Length;

    private void Run(CaseSettings settings)
    {
        EngineOptions options = settings.Rules.EngineOptions with { ConsumeFuel = true };
        var engine = new ReferenceEngine(options);
        using var store = new Store(engine, settings.Rules.Limits);
        var linker = new Linker(engine);
        if (settings.Rules.FailingGrowths != 0)
        {
            _missing.Add("growths of memories and tables that fail");
        }

        if (_case.HostFunctions.Length > 0)
        {
            Line(WriteHost());
            Line($"(register \"{GeneratedCase.HostModule}\" $host)");
            Line("");
            byte[] host = ModuleParser.Parse(new SourceText("host", Encoding.UTF8.GetBytes(WriteHost())), _case.Swarm.Features, keepIdentifiers: false).Encode();
            linker.DefineInstance(GeneratedCase.HostModule, linker.Instantiate(store, Runtime.Embedding.Module.FromBytes(engine, host)));
        }

        for (int m = 0; m < _case.Modules.Length; m++)
        {
            store.Fuel = long.MaxValue >> 8;
            Instantiate(linker, engine, store, m);
        }

        foreach (CaseCall call in _case.Calls)
        {
            store.Fuel = Math.Max(settings.Rules.FuelPerCall, 1_000_000);
            if (!Call(call))
            {
                // How far it came before, a script cannot say; nor what the state was then.
                return;
            }
        }

        WriteGlobals();
        WriteMemories();
    }

    private void Instantiate(Linker linker, ReferenceEngine engine, Store store, int number)
    {
        CaseModule module = _case.Modules[number];
        string text = ModulePrinter.Print(module.Definition).TrimEnd();
        string body = text["(module".Length..];
        try
        {
            Instance instance = linker.Instantiate(store, Runtime.Embedding.Module.FromDefinition(engine, module.Definition));
            _instances[number] = instance;
            linker.DefineInstance(module.Name, instance);
            Line($"(module ${module.Name}{body}");
            Line($"(register {Quote(module.Name)} ${module.Name})");
        }
        catch (TrapException trap)
        {
            Line($"(assert_trap {text} {Quote(trap.Trap.Message)})");
        }
        catch (LinkException error)
        {
            Line($"(assert_unlinkable {text} {Quote(error.Message)})");
        }
        catch (Exception error) when (error is WasmException or ExhaustionException or Core.Diagnostics.ModuleException)
        {
            _missing.Add($"module {module.Name}, whose instantiation ends otherwise: {error.Message}");
        }

        Line("");
    }

    private bool Call(CaseCall call)
    {
        if (_instances[call.Module]?.GetFunction(call.Export) is not { } function)
        {
            return true;
        }

        var arguments = new Value[call.Arguments.Length];
        var words = new StringBuilder();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (ArgumentOf(call.Arguments[i], out arguments[i]) is not { } word)
            {
                _missing.Add($"call of {call.Export}, because of its argument {i}");
                return true;
            }

            words.Append(' ').Append(word);
        }

        string action = $"(invoke ${_case.Modules[call.Module].Name} {Quote(call.Export)}{words})";
        var results = new Value[function.Signature.Results.Length];
        Outcome outcome = function.Call(arguments, results);
        switch (outcome.Kind)
        {
            case OutcomeKind.Return:
                Line($"(assert_return {action}{string.Concat(results.Select((value, i) => " " + ResultOf(value, function.Signature.Results[i])))})");
                break;
            case OutcomeKind.Trap:
                Line($"(assert_trap {action} {Quote(outcome.Trap!.Message)})");
                break;
            case OutcomeKind.Exception:
                Line($"(assert_exception {action})");
                break;
            default:
                _missing.Add($"call of {call.Export}, which reaches a limit ({outcome.Exhausted}), and what follows");
                return false;
        }

        return true;
    }

    private void WriteGlobals()
    {
        for (int m = 0; m < _instances.Length; m++)
        {
            foreach (Export export in _instances[m]?.Module.Definition.Exports ?? [])
            {
                if (export.Kind == ExternKind.Global && _instances[m]!.GetGlobal(export.Name) is { } global)
                {
                    Line($"(assert_return (get ${_case.Modules[m].Name} {Quote(export.Name)}) {ResultOf(global.Value, global.Type.Value)})");
                }
            }
        }
    }

    private void WriteMemories()
    {
        var seen = new HashSet<Memory>(ReferenceEqualityComparer.Instance);
        for (int m = 0; m < _instances.Length; m++)
        {
            foreach (Export export in _instances[m]?.Module.Definition.Exports ?? [])
            {
                if (export.Kind == ExternKind.Memory && _instances[m]!.GetMemory(export.Name) is { } memory && seen.Add(memory))
                {
                    WriteMemory(memory, _case.Modules[m].Name, export.Name, $"$memory{seen.Count}");
                }
            }
        }
    }

    private void WriteMemory(Memory memory, string module, string export, string name)
    {
        string address = memory.Is64 ? "i64" : "i32";
        Line("");
        Line($"(module {name} (import {Quote(module)} {Quote(export)} (memory {(address == "i64" ? "i64 " : "")}0))");
        Line($"  (func (export \"load\") (param {address}) (result i64) (i64.load (local.get 0)))");
        Line($"  (func (export \"size\") (result {address}) (memory.size)))");
        Line($"(assert_return (invoke {name} \"size\") ({address}.const {memory.PageCount.ToString(CultureInfo.InvariantCulture)}))");
        int written = 0;
        long length = (long)memory.PageCount * MemoryType.PageSize;
        for (long at = 0; at < length && written < MemoryWords; at += 8)
        {
            ulong word = BitConverter.ToUInt64(memory.GetSpan(at, 8));
            if (word != 0)
            {
                written++;
                Line($"(assert_return (invoke {name} \"load\" ({address}.const {at.ToString(CultureInfo.InvariantCulture)})) (i64.const 0x{word:x16}))");
            }
        }
    }

    private string WriteHost()
    {
        var text = new StringBuilder("(module $host");
        foreach (HostFunctionPlan plan in _case.HostFunctions)
        {
            var body = new StringBuilder();
            foreach (CaseValue value in plan.Results)
            {
                body.Append(' ').Append(ConstantOf(value) ?? "unreachable");
            }

            if (plan.Behavior != HostBehavior.Return || plan.Results.Any(value => ConstantOf(value) is null))
            {
                _missing.Add($"what the host's {plan.Name} does");
            }

            text.Append("\n  (func (export ").Append(Quote(plan.Name)).Append(')');
            Append(text, " (param", plan.Type.Parameters);
            Append(text, " (result", plan.Type.Results);
            text.Append(body).Append(')');
        }

        return text.Append(')').ToString();
    }

    private static void Append(StringBuilder text, string start, ImmutableArray<ValType> types)
    {
        if (!types.IsEmpty)
        {
            text.Append(start).Append(' ').AppendJoin(' ', types).Append(')');
        }
    }

    private static string? ConstantOf(CaseValue value) => value.Kind switch
    {
        CaseValueKind.Null => $"ref.null {value.Type.HeapType}",
        CaseValueKind.I31 => string.Create(CultureInfo.InvariantCulture, $"i32.const {(int)value.Low} ref.i31"),
        CaseValueKind.Bits => NumberOf(value).ToString(),
        _ => null,
    };

    // The word for a script; null if there is none.
    private static string? ArgumentOf(CaseValue value, out Value made)
    {
        switch (value.Kind)
        {
            case CaseValueKind.Null:
                made = Value.FromReference(null);
                return value.Type.HeapType.IsConcrete ? null : $"(ref.null {value.Type.HeapType})";
            case CaseValueKind.Host:
                made = Value.FromReference(new HostReference((uint)value.Low));
                return $"({(IsExternal(value.Type) ? "ref.extern" : "ref.host")} {(uint)value.Low})";
            case CaseValueKind.Bits:
                made = NumberOf(value);
                return $"({made})";
            default:
                made = default;
                return null;
        }
    }

    private static Value NumberOf(CaseValue value) => Value.KindOf(value.Type) switch
    {
        ValueKind.I32 => Value.FromI32((int)value.Low),
        ValueKind.I64 => Value.FromI64((long)value.Low),
        ValueKind.F32 => Value.FromF32Bits((uint)value.Low),
        ValueKind.F64 => Value.FromF64Bits(value.Low),
        _ => Value.FromV128(value.Low, value.High),
    };

    private static string ResultOf(in Value value, ValType type)
    {
        if (value.Kind != ValueKind.Reference)
        {
            return value.Kind switch
            {
                ValueKind.F32 when (value.Low & 0x7FFF_FFFF) == 0x7FC0_0000 => "(f32.const nan:canonical)",
                ValueKind.F64 when (value.Low & long.MaxValue) == 0x7FF8_0000_0000_0000 => "(f64.const nan:canonical)",
                _ => $"({value})",
            };
        }

        return value.Reference switch
        {
            null => "(ref.null)",
            HostReference host => $"({(IsExternal(type) ? "ref.extern" : "ref.host")} {host})",
            _ when IsExternal(type) => "(ref.extern)",
            Function => "(ref.func)",
            I31Reference => "(ref.i31)",
            StructReference => "(ref.struct)",
            ArrayReference => "(ref.array)",
            _ => "(ref.exn)",
        };
    }

    private static bool IsExternal(ValType type) => type.HeapType == HeapType.Extern || type.HeapType == HeapType.NoExtern;

    private static string Quote(string name)
    {
        var text = new StringBuilder("\"");
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            bool isPlain = b is >= 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\');
            _ = isPlain ? text.Append((char)b) : text.Append(CultureInfo.InvariantCulture, $"\\{b:x2}");
        }

        return text.Append('"').ToString();
    }

    private static string OneLine(string text)
    {
        string line = text.Split('\n', 2)[0];
        return line.Length > 160 ? line[..160] + "…" : line;
    }

    private void Line(string line) => _text.Append(line).Append('\n');
}
