using System.Diagnostics;
using System.Globalization;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.Bench.Programs;

/// <summary>An engine of ours, in this process.</summary>
internal sealed class EngineContestant(string name) : IContestant
{
    public string Name => name;

    public string Description => $"engine {name}, .NET {Environment.Version}";

    /// <summary>The reference engine interprets: its work is less, so that a run of all ends soon.</summary>
    public KernelSize Size => name.StartsWith("reference", StringComparison.Ordinal) ? KernelSize.Quick : KernelSize.Full;

    /// <summary>Whether to wait until .NET has optimized the engine itself.</summary>
    public bool WarmsUp { get; init; } = true;

    public IRunner Open(Kernel kernel, KernelCase work) => new Runner(this, kernel, work);

    private sealed class Runner : IRunner
    {
        // Repeated until a sample is as long as those of the other contestants.
        private const double LeastSampleMs = 2;

        private readonly Function _run;
        private readonly int _argument;
        private readonly Store _store;
        private readonly int _repeat = 1;

        public Runner(EngineContestant contestant, Kernel kernel, KernelCase work)
        {
            CompileMs = Sampler.Measure(TimeSpan.FromSeconds(contestant.WarmsUp ? 0.2 : 0), contestant.WarmsUp ? 3 : 1, () => Compile(contestant.Name, kernel)).Best;
            Module module = Compile(contestant.Name, kernel);
            _store = new Store(module.Engine);
            _run = new Linker(module.Engine).Instantiate(_store, module).GetFunction("run")!;
            CodeBytes = module.Compiled.CodeSize is > 0 and long size ? size : null;
            if (contestant.WarmsUp)
            {
                _argument = Math.Max(1, kernel.Cases[KernelSize.Quick].Argument / 8);
                Sampler.WarmUp(() => Call());
            }

            _argument = work.Argument;
            Value result = Call();
            Result = result.Kind == ValueKind.F64 ? result.F64.ToString("R", CultureInfo.InvariantCulture) : result.I32.ToString(CultureInfo.InvariantCulture);
            while (contestant.WarmsUp && _repeat < 1 << 16 && Sample() * _repeat < LeastSampleMs)
            {
                _repeat *= 2;
            }
        }

        public double? CompileMs { get; }

        public long? CodeBytes { get; }

        public string Result { get; }

        public double Sample()
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < _repeat; i++)
            {
                Call();
            }

            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / _repeat;
        }

        public void Dispose() => _store.Dispose();

        // Decode, validate, make all code.
        private static Module Compile(string engine, Kernel kernel)
        {
            Module module = Module.FromBytes(EngineChoice.Create(engine), kernel.Binary);
            module.Compiled.CompileFunctions(1);
            return module;
        }

        private Value Call()
        {
            Value result = default;
            _run.Call([_argument], new Span<Value>(ref result)).ThrowIfNotReturn();
            return result;
        }
    }
}
