using System.Globalization;
using System.Text.Json;
using Wasm.Bench.Programs;

namespace Wasm.Bench.Node;

/// <summary>One of V8's compilers.</summary>
internal sealed class NodeContestant(NodeRunner node, NodeTier tier) : IContestant
{
    public string Name => tier.Name;

    public string Description => $"{node.Description} {string.Join(' ', tier.Flags)}";

    public KernelSize Size => KernelSize.Full;

    /// <summary>Whether it gets warm before it is measured.</summary>
    public bool WarmsUp { get; init; } = true;

    public IRunner Open(Kernel kernel, KernelCase work) => new Runner(node.Start(
        "kernel.mjs", tier.Flags, kernel.Binary, work.Argument.ToString(CultureInfo.InvariantCulture), WarmsUp ? "100" : "0"));

    private sealed class Runner : IRunner
    {
        private readonly ProcessRunner _process;

        public Runner(ProcessRunner process)
        {
            _process = process;
            JsonElement ready = JsonDocument.Parse(process.FirstLine).RootElement;
            CompileMs = ready.GetProperty("compile_ms").GetDouble();
            Result = ready.GetProperty("result").GetString()!;
        }

        public double? CompileMs { get; }

        // V8 does not tell.
        public long? CodeBytes => null;

        public string Result { get; }

        public double Sample() => _process.Sample()[0];

        public void Dispose() => _process.Dispose();
    }
}
