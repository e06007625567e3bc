using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Validation;

namespace Wasm.Jit.Frontend;

/// <summary>
/// Where loops assign locals: found by reading their code beforehand, so that a loop's header gets parameters only for locals
/// that its iterations may change. Linear in the code of outermost loops.
/// </summary>
internal sealed class LoopAssignments
{
    private int[] _locals = [];
    private int[] _found = [];
    private int[] _starts = [];
    private int[] _positions = [];
    private int _count;

    /// <summary>Reads the loops of a body.</summary>
    public void Scan(ReadOnlySpan<byte> code, ImmutableArray<ControlEntry> controls, int localCount)
    {
        _count = 0;
        int end = -1;
        foreach (ControlEntry control in controls.AsSpan())
        {
            if (control.Start > end && control.IsTarget && code[control.Start] == (byte)Op.Loop)
            {
                end = control.End;
                ScanLoop(code, control.Start, end);
            }
        }

        if (_count > 0)
        {
            Sort(localCount);
        }
    }

    /// <summary>Whether code between two positions assigns a local.</summary>
    public bool Assigns(int local, int start, int end)
    {
        if (_count == 0)
        {
            return false;
        }

        ReadOnlySpan<int> positions = _positions.AsSpan(_starts[local], _starts[local + 1] - _starts[local]);
        int first = positions.BinarySearch(start);
        first = first < 0 ? ~first : first;
        return first < positions.Length && positions[first] < end;
    }

    private void ScanLoop(ReadOnlySpan<byte> code, int start, int end)
    {
        var reader = new InstructionReader(code, 0) { Position = start };
        var instruction = default(Instruction);
        while (reader.Position < end)
        {
            reader.Read(ref instruction);
            if (instruction.Op is Op.LocalSet or Op.LocalTee)
            {
                Add((int)instruction.Index, instruction.Start);
            }
        }
    }

    private void Add(int local, int position)
    {
        if (_count == _locals.Length)
        {
            Array.Resize(ref _locals, Math.Max(64, _count * 2));
            Array.Resize(ref _found, _locals.Length);
            Array.Resize(ref _positions, _locals.Length);
        }

        _locals[_count] = local;
        _found[_count++] = position;
    }

    // By local, then by position: counting keeps their order.
    private void Sort(int localCount)
    {
        if (_starts.Length <= localCount + 1)
        {
            _starts = new int[localCount + 2];
        }

        Span<int> starts = _starts.AsSpan(0, localCount + 2);
        starts.Clear();
        for (int i = 0; i < _count; i++)
        {
            starts[_locals[i] + 2]++;
        }

        for (int i = 2; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        // While positions are put in, a local's entry moves from its start to its end, which is the next one's start.
        for (int i = 0; i < _count; i++)
        {
            _positions[starts[_locals[i] + 1]++] = _found[i];
        }
    }
}
