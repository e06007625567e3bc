using System.Globalization;
using Wasm.Jit.Coverage;
using Wasm.Jit.Passes;

namespace Wasm.Jit;

/// <summary>What only the optimizing engine understands. Immutable.</summary>
public sealed record JitOptions
{
    /// <summary>Accesses to 32-bit memories are not checked: what lies behind their end is never mapped. Else each is compared with the length.</summary>
    public bool GuardPages { get; init; } = true;

    /// <summary>All functions are compiled, on several threads, when a module is. Else each is at its first call.</summary>
    public bool Eager { get; init; }

    /// <summary>Registers are assigned block by block: faster to compile, slower to run.</summary>
    public bool SimpleAllocator { get; init; }

    /// <summary>No optimization runs.</summary>
    public bool NoOptimization { get; init; }

    /// <summary>Names of optimizations that do not run; <c>conform dump --passes</c> lists them.</summary>
    public IReadOnlyList<string> DisabledPasses { get; init; } = [];

    /// <summary>The compiler checks its own work after each step. For tests and fuzzing: compilation takes several times as long.</summary>
    public bool Verify { get; init; }

    /// <summary>The heap is collected before every allocation. For tests.</summary>
    public bool CollectAlways { get; init; }

    /// <summary>A map file tells Linux <c>perf</c> the names of compiled functions.</summary>
    public bool PerfMap { get; init; }

    /// <summary>Features of the processor that code does not use though they are there: <c>avx</c>, <c>bmi1</c>, <c>bmi2</c>, <c>lzcnt</c>, <c>popcnt</c>, <c>fma</c>.</summary>
    public IReadOnlyList<string> DisabledCpuFeatures { get; init; } = [];

    /// <summary>Loads are instructions of their own: for bisection.</summary>
    internal bool KeepLoads { get; init; }

    /// <summary>Only so many steps of optimization run: for bisection.</summary>
    internal int OptimizationSteps { get; init; } = int.MaxValue;

    /// <summary>Which optimization each step is: one may run several times.</summary>
    internal static IReadOnlyList<string> OptimizationStepNames { get; } = Array.ConvertAll(new PassList().Rows.ToArray(), row => row.Name);

    /// <summary>Is told what compilations do, for fuzzing; null: nobody. Costs nothing then.</summary>
    public ICoverageSink? Coverage { get; init; }

    /// <summary>Names of the optimizations, for <see cref="DisabledPasses"/>, in the order in which they first run.</summary>
    public static IReadOnlyList<string> PassNames { get; } = new PassList().Names();

    /// <summary>
    /// Options from words, as a command line has them: <c>guard-pages</c>, <c>eager</c>, <c>optimize</c>, <c>verify</c>,
    /// <c>collect-always</c>, <c>perf-map</c>, <c>sink-loads</c> (each <c>on</c> or <c>off</c>), <c>allocator</c> (<c>linear</c> or <c>simple</c>),
    /// <c>disable-passes</c> and <c>disable-cpu</c> (names with <c>+</c> between them), <c>optimization-steps</c> (a number).
    /// </summary>
    /// <param name="settings">Names and values.</param>
    /// <exception cref="ArgumentException">A name or value is not known.</exception>
    public static JitOptions Parse(IReadOnlyDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var options = new JitOptions();
        foreach ((string name, string value) in settings)
        {
            options = name switch
            {
                "guard-pages" => options with { GuardPages = Switch(name, value) },
                "eager" => options with { Eager = Switch(name, value) },
                "optimize" => options with { NoOptimization = !Switch(name, value) },
                "verify" => options with { Verify = Switch(name, value) },
                "collect-always" => options with { CollectAlways = Switch(name, value) },
                "perf-map" => options with { PerfMap = Switch(name, value) },
                "allocator" => options with { SimpleAllocator = Choose(name, value, "linear", "simple") },
                "disable-passes" => options with { DisabledPasses = Names(value) },
                "disable-cpu" => options with { DisabledCpuFeatures = Names(value) },
                "sink-loads" => options with { KeepLoads = !Switch(name, value) },
                "optimization-steps" => options with
                {
                    OptimizationSteps = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int steps)
                        ? steps
                        : throw new ArgumentException($"{name} is a number, not '{value}'"),
                },
                _ => throw new ArgumentException(
                    $"the JIT has no option '{name}'; it has: guard-pages, eager, optimize, verify, collect-always, perf-map, allocator, disable-passes, disable-cpu, sink-loads, optimization-steps"),
            };
        }

        return options;
    }

    private static bool Switch(string name, string value) => Choose(name, value, "off", "on");

    private static bool Choose(string name, string value, string ifFalse, string ifTrue) =>
        value == ifTrue || (value == ifFalse ? false : throw new ArgumentException($"{name} is '{ifFalse}' or '{ifTrue}', not '{value}'"));

    private static string[] Names(string value) => value.Split('+', StringSplitOptions.RemoveEmptyEntries);
}
