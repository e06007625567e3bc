using System.Runtime.CompilerServices;

namespace Wasm.Core.Validation;

// Collecting the side table of a function.
internal sealed partial class FunctionValidator
{
    private readonly bool _sideTables;
    private readonly bool _fuel;
    private ControlEntry[] _controls = new ControlEntry[64];
    private int _controlCount;
    private FuelSegment[] _segments = [];
    private int _segmentCount;

    // Cost since the start of the open segment, and where that is; -1: none is open.
    private int _cost;
    private int _segmentStart;

    private void BeginSideTable()
    {
        _controlCount = 0;
        _segmentCount = 0;
        _segmentStart = 0;
        _cost = 0;
    }

    private FunctionSideTable EndSideTable() =>
        new(_maximum, [.. _controls.AsSpan(0, _controlCount)], [.. _segments.AsSpan(0, _segmentCount)]);

    // Entries stand in the order of starts, so their place is taken at the start and filled at the end.
    private void ReserveControl()
    {
        if (_controlCount == _controls.Length)
        {
            Array.Resize(ref _controls, _controlCount * 2);
        }

        _controlCount++;
    }

    private void EndControl(in ControlFrame frame, int next)
    {
        if (frame.Entry >= 0)
        {
            // `end` is one byte.
            _controls[frame.Entry] = new ControlEntry(frame.Start, frame.Else, next - 1, frame.Height, frame.IsTarget);
        }
    }

    /// <summary>Ends the open segment and begins one, if the code there is reachable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StartSegment(int position)
    {
        if (_fuel)
        {
            EndSegment();
            if (IsReachable)
            {
                _segmentStart = position;
            }
        }
    }

    private void EndSegment()
    {
        if (!_fuel)
        {
            return;
        }

        if (_segmentStart >= 0 && _cost > 0)
        {
            if (_segmentCount == _segments.Length)
            {
                Array.Resize(ref _segments, Math.Max(16, _segmentCount * 2));
            }

            _segments[_segmentCount++] = new FuelSegment(_segmentStart, _cost);
        }

        _segmentStart = -1;
        _cost = 0;
    }
}
