namespace Wasm.Bench.Programs;

/// <summary>Something that runs kernels: an engine of ours, Node, or a native compiler.</summary>
internal interface IContestant
{
    /// <summary>As in tables and reports: <c>reference</c>, <c>v8</c>.</summary>
    string Name { get; }

    /// <summary>What exactly it is: version, options.</summary>
    string Description { get; }

    /// <summary>The size of work that it is measured with unless another one is asked for.</summary>
    KernelSize Size { get; }

    /// <summary>Compiles a kernel, calls it and warms up.</summary>
    /// <returns>The kernel, ready to be timed; null if this contestant has no form of it.</returns>
    /// <exception cref="ContestantException">It cannot run this kernel.</exception>
    IRunner? Open(Kernel kernel, KernelCase work);
}

/// <summary>A kernel that is ready to be timed.</summary>
internal interface IRunner : IDisposable
{
    /// <summary>From bytes to all code, in milliseconds, best of several; null where that means nothing.</summary>
    double? CompileMs { get; }

    /// <summary>Bytes of machine code; null where it is not known or there is none.</summary>
    long? CodeBytes { get; }

    /// <summary>What the kernel returned, in the form that <see cref="Kernel.ReadValue"/> reads.</summary>
    string Result { get; }

    /// <summary>The time of one call in milliseconds.</summary>
    double Sample();
}

/// <summary>A contestant cannot run a kernel.</summary>
internal sealed class ContestantException(string message) : Exception(message);
