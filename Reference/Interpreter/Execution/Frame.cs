namespace Wasm.Interpreter.Execution;

/// <summary>
/// A suspended frame: what a return restores. Frames are data; a call does not use the .NET stack. A frame whose
/// <see cref="Pc"/> is negative stands for the host: returning to it leaves the loop.
/// </summary>
internal struct Frame
{
    /// <summary>Not itself part of every frame: set where caller and callee have different instances, else null.</summary>
    public ReferenceInstance? Instance;

    /// <summary>Index of the caller's <see cref="FunctionBody"/>.</summary>
    public int Body;

    /// <summary>Position of the instruction after the call; negative for the host.</summary>
    public int Pc;

    /// <summary>Base of the caller's slots.</summary>
    public int Base;

    /// <summary>Depth budget left when the caller was active.</summary>
    public int Remaining;
}
