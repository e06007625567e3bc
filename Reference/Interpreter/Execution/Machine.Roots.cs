using Wasm.Interpreter.Objects;

namespace Wasm.Interpreter.Execution;

// The heap, and what running code refers to there.
internal sealed partial class Machine
{
    /// <summary>For the machine of a computation that runs: what ran in the store when its segment began.</summary>
    public Machine? Outer { get; set; }

    /// <summary>
    /// What frames and values in flight refer to is in use: also what a slot still holds that code will not read again.
    /// </summary>
    public void AddRoots(HeapMarker marker)
    {
        marker.Add(_thrown);
        AddRoots(marker, _references, _frames.AsSpan(0, Math.Min(_depth, _frames.Length)));
        if (_stacks is not null)
        {
            marker.Add(_stacks.HostReferences);
        }

        if (_suspended is not null)
        {
            AddRoots(marker, _suspended.References, _suspended.Frames);
        }

        if (_instance is not null)
        {
            marker.AddInstance(_instance);
        }
    }

    private static void AddRoots(HeapMarker marker, ReadOnlySpan<object?> references, ReadOnlySpan<Frame> frames)
    {
        marker.Add(references);
        foreach (ref readonly Frame frame in frames)
        {
            if (frame.Instance is not null)
            {
                marker.AddInstance(frame.Instance);
            }
        }
    }
}
