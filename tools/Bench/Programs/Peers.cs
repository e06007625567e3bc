using Spectre.Console;
using Wasm.Bench.Node;

namespace Wasm.Bench.Programs;

/// <summary>What engines are measured beside.</summary>
internal static class Peers
{
    /// <summary>In place of a name: nothing.</summary>
    public const string None = "none";

    public static IReadOnlyList<string> Names { get; } = [NodeTier.Top.Name, NodeTier.Baseline.Name, "gcc"];

    /// <summary>Engines and peers by their names; says which peers are not installed.</summary>
    public static IReadOnlyList<IContestant> Contestants(IReadOnlyList<string> engines, IReadOnlyList<string> peers, bool warmUp)
    {
        var contestants = new List<IContestant>();
        NodeRunner? node = peers.Any(peer => peer is not ("gcc" or None)) ? NodeRunner.Find() : null;
        foreach (NodeTier tier in new[] { NodeTier.Top, NodeTier.Baseline }.Where(tier => peers.Contains(tier.Name)))
        {
            if (node is null)
            {
                AnsiConsole.MarkupLine($"{tier.Name} is not measured: there is no [bold]node[/] on PATH; install nodejs, or the newest: npm install --prefix artifacts/bench node");
            }
            else
            {
                contestants.Add(new NodeContestant(node, tier) { WarmsUp = warmUp });
            }
        }

        contestants.AddRange(engines.Select(engine => new EngineContestant(engine) { WarmsUp = warmUp }));
        if (peers.Contains("gcc"))
        {
            if (NativeContestant.Find(warmUp) is { } gcc)
            {
                contestants.Add(gcc);
            }
            else
            {
                AnsiConsole.MarkupLine("Native code is not measured: there is no [bold]gcc[/] on PATH.");
            }
        }

        return contestants;
    }
}
