using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Interpreter;
using Wasm.Jit.Abi;
using Wasm.Jit.Frontend;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.Frontend;

/// <summary>
/// What scripts call, in modules without imports, is called in the reference engine and, in SSA form, on <see cref="IrMachine"/>:
/// results and traps are the same.
/// </summary>
[TestFixture]
public sealed class ScriptExecutionTests
{
    private static readonly FrontendOptions[] Options =
    [
        new() { CanonicalizeNaNs = true, DeterministicRelaxedSimd = true, GuardPages = true, CountDepth = true },
        new() { CanonicalizeNaNs = true, DeterministicRelaxedSimd = true, ExplicitNullChecks = true, Interruptible = true },
    ];

    [TestCaseSource(typeof(ScriptTranslationTests), nameof(ScriptTranslationTests.Scripts))]
    [Parallelizable(ParallelScope.Self)]
    public void Calls_end_as_in_the_reference_engine(string path)
    {
        foreach (FrontendOptions options in Options)
        {
            new Run(options).Execute(ScriptExecutor.ReadScript(path).Commands);
        }
    }

    [Test]
    public void Most_calls_of_the_scripts_are_compared()
    {
        var run = new Run(Options[1]);
        foreach (SuiteScript script in SuiteDiscovery.Find([Path.Combine(RepositoryRoot.Path, "SpecTests", "scripts")]))
        {
            run.Execute(ScriptExecutor.ReadScript(script.Path).Commands);
        }

        Assert.That(run.Compared, Is.GreaterThan(1500));
        Assert.That(run.GivenUp, Is.LessThan(run.Compared / 20));
    }

    private sealed class Run(FrontendOptions options)
    {
        private readonly ReferenceEngine _engine = new(new EngineOptions { CanonicalizeNaNs = true });
        private readonly Dictionary<string, Pair?> _named = [];
        private readonly Dictionary<uint, uint> _hosts = [];
        private Pair? _latest;

        public int Compared { get; private set; }

        public int GivenUp { get; private set; }

        public void Execute(IEnumerable<Command> commands)
        {
            foreach (Command command in commands)
            {
                switch (command)
                {
                    case ModuleCommand module:
                        _latest = module.IsDefinition ? null : TryMake(module.Source);
                        if (module.Name is not null)
                        {
                            _named[module.Name] = _latest;
                        }

                        break;
                    case InstanceCommand:
                        _latest = null;
                        break;
                    case ActionCommand { Action: InvokeAction action }:
                        Call(action);
                        break;
                    case AssertReturnCommand { Action: InvokeAction action }:
                        Call(action);
                        break;
                    case AssertActionFailsCommand { Action: InvokeAction action }:
                        Call(action);
                        break;
                }
            }
        }

        private Pair? TryMake(ModuleSource source)
        {
            _hosts.Clear();
            if (ScriptTranslationTests.Parse(source) is not { Imports.Count: 0 } definition
                || TranslatedModule.TryFrom(definition, FeatureSet.Wasm3) is not { } translated
                || translated.Module.Memories.Any(memory => memory.Limits.Minimum > 100)
                || translated.Module.Tables.Any(table => table.Limits.Minimum > 100_000))
            {
                return null;
            }

            try
            {
                Instance instance = new Linker(_engine).Instantiate(new Store(_engine), Module.FromDefinition(_engine, definition));
                return new Pair(instance, new IrMachine(translated, options), translated);
            }
            catch (Exception e) when (e is TrapException or LinkException or ExhaustionException or MachineStoppedException)
            {
                return null;
            }
        }

        private void Call(InvokeAction action)
        {
            Pair? pair = action.Instance is null ? _latest : _named.GetValueOrDefault(action.Instance);
            if (pair is not { IsComparable: true })
            {
                return;
            }

            Function function = pair.Instance.GetFunction(action.Export)!;
            var expected = new Value[function.Signature.Results.Length];
            Outcome outcome = function.Call(action.Arguments, expected);
            string which = $"{action.Export}({string.Join(", ", action.Arguments)})";
            V128[] results;
            try
            {
                results = pair.Machine.Call(pair.Translated.Exported(action.Export), [.. action.Arguments.Select(value => ToMachine(pair.Machine, value))]);
            }
            catch (MachineStoppedException e)
            {
                if (e.Code != TrapCode.None)
                {
                    Assert.That(outcome.Trap?.Code, Is.EqualTo(e.Code), which);
                    Compared++;
                }
                else if (outcome.Kind != OutcomeKind.Exception)
                {
                    // Given up: what the calls after it do may differ.
                    pair.IsComparable = false;
                    GivenUp++;
                }

                return;
            }

            Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Return), which);
            Compared++;
            for (int i = 0; i < results.Length; i++)
            {
                Check(pair.Machine, expected[i], results[i], $"{which}, result {i}");
            }
        }

        private V128 ToMachine(IrMachine machine, Value value)
        {
            if (value.Kind != ValueKind.Reference)
            {
                return Vector128.Create(value.Low, value.High).AsByte();
            }

            if (value.Reference is not HostReference host)
            {
                return default;
            }

            if (!_hosts.TryGetValue(host.Number, out uint made))
            {
                made = machine.NewHost(host.Number);
                _hosts.Add(host.Number, made);
            }

            return Vector128.CreateScalar(made).AsByte();
        }

        private static void Check(IrMachine machine, Value expected, V128 actual, string which)
        {
            ulong low = actual.AsUInt64().ToScalar();
            if (expected.Kind != ValueKind.Reference)
            {
                Assert.That((low, actual.AsUInt64().GetElement(1)), Is.EqualTo((expected.Low, expected.High)), which);
                return;
            }

            object? shown = expected.Reference switch
            {
                null => 0UL,
                I31Reference i31 => (ulong)((uint)i31.Value << 1 | 1),
                HostReference host => (ObjectKind.Host, host.Number),
                StructReference => ObjectKind.Struct,
                ArrayReference => ObjectKind.Array,
                _ => null,
            };
            object? found = expected.Reference switch
            {
                null or I31Reference => low,
                HostReference => machine.Describe((uint)low),
                StructReference or ArrayReference => machine.Describe((uint)low).Kind,
                _ => null,
            };
            Assert.That(found, Is.EqualTo(shown), which);
            Assert.That(low == 0, Is.EqualTo(expected.IsNull), which);
        }
    }

    private sealed record Pair(Instance Instance, IrMachine Machine, TranslatedModule Translated)
    {
        public bool IsComparable { get; set; } = true;
    }
}
