namespace Wasm.Bench.Programs;

/// <summary>A contestant on a kernel.</summary>
/// <param name="Contestant">Its name.</param>
/// <param name="CompileMs">See <see cref="IRunner.CompileMs"/>.</param>
/// <param name="CodeBytes">See <see cref="IRunner.CodeBytes"/>.</param>
/// <param name="Run">Times of one call.</param>
/// <param name="Result">What the call returned.</param>
/// <param name="IsCorrect">Whether that is the expected result.</param>
internal sealed record ContestantFigures(
    string Contestant, double? CompileMs, long? CodeBytes, Samples Run, string Result, bool IsCorrect);

/// <summary>A kernel with one size of work.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Size">The size of work.</param>
/// <param name="Contestants">Those that ran it.</param>
internal sealed record KernelFigures(Kernel Kernel, KernelSize Size, IReadOnlyList<ContestantFigures> Contestants)
{
    public ContestantFigures? Find(string contestant) => Contestants.FirstOrDefault(row => row.Contestant == contestant);

    /// <summary>Best time over the best time of a peer's, if both ran it.</summary>
    public double? Ratio(string contestant, string peer) =>
        Find(contestant) is { } ours && Find(peer) is { } theirs ? ours.Run.Best / theirs.Run.Best : null;
}

/// <summary>The result of a run.</summary>
/// <param name="Rows">By kernel, then size.</param>
/// <param name="Failures">Kernels that a contestant could not run, each with the reason.</param>
internal sealed record KernelReport(IReadOnlyList<KernelFigures> Rows, IReadOnlyList<string> Failures)
{
    /// <summary>Sizes that were measured.</summary>
    public IEnumerable<KernelSize> Sizes => Rows.Select(row => row.Size).Distinct().Order();

    /// <summary>Contestants that ran with a size.</summary>
    public IEnumerable<string> Contestants(KernelSize size) =>
        Rows.Where(row => row.Size == size).SelectMany(row => row.Contestants).Select(row => row.Contestant).Distinct();

    /// <summary>
    /// Geometric mean of the ratios over the kernels that both ran and that are not extras, and how many these are; null
    /// if there is none.
    /// </summary>
    public (double Mean, int Kernels)? Mean(string contestant, string peer, KernelSize size)
    {
        double[] ratios =
        [
            .. Rows.Where(row => row.Size == size && !row.Kernel.IsExtra)
                .Select(row => row.Ratio(contestant, peer))
                .OfType<double>(),
        ];
        return ratios.Length == 0 ? null : (Math.Exp(ratios.Average(Math.Log)), ratios.Length);
    }
}
