using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>
/// Brings moves that happen at once into an order, one place after the other. Linear in the number of moves. A place is written at
/// most once; two names of places are the same or do not overlap.
/// </summary>
/// <param name="slots">Gives the slot for cycles that no register can break.</param>
internal sealed class ParallelMoves(FrameSlots slots)
{
    private readonly PooledList<InsertedMove> _moves = new(64);
    private readonly PooledList<int> _ready = new(64);

    /// <summary>By place: number of pending moves from there.</summary>
    private int[] _readers = new int[128];

    /// <summary>By place: 1 + the pending move to there; 0: none.</summary>
    private int[] _writer = new int[128];

    /// <summary>Moves added since the last <see cref="Resolve"/>.</summary>
    public int Count => _moves.Count;

    /// <summary>Adds a move.</summary>
    public void Add(RegisterType type, Location from, Location to)
    {
        if (from != to)
        {
            _moves.Add(new InsertedMove { Type = type, Rematerialize = -1, From = from, To = to });
        }
    }

    /// <summary>Adds the repetition of an instruction.</summary>
    public void AddRematerialization(RegisterType type, int instruction, Location to) =>
        _moves.Add(new InsertedMove { Type = type, Rematerialize = instruction, From = Location.None, To = to });

    /// <summary>Writes what was added in an order that has the same effect, and forgets it.</summary>
    /// <param name="before">Instruction before which it stands.</param>
    /// <param name="registers">Has the scratch registers.</param>
    /// <param name="output">Receives the moves.</param>
    public void Resolve(int before, RegisterFile registers, PooledList<InsertedMove> output)
    {
        if (_moves.Count == 0)
        {
            return;
        }

        if (_moves.Count == 1 && _moves[0].Rematerialize < 0)
        {
            _moves[0].Before = before;
            output.Add(_moves[0]);
            _moves.Clear();
            return;
        }

        Register();
        _ready.Clear();
        for (int i = 0; i < _moves.Count; i++)
        {
            if (_moves[i].Rematerialize < 0 && _readers[Index(_moves[i].To)] == 0)
            {
                _ready.Add(i);
            }
        }

        Drain(before, output);
        for (int i = 0; i < _moves.Count; i++)
        {
            // What still waits are cycles, and nothing but cycles: each place in them is read once.
            if (_moves[i].Rematerialize < 0 && _writer[Index(_moves[i].To)] == i + 1)
            {
                BreakCycle(i, before, registers, output);
            }
        }

        Rematerialize(before, registers, output);
        _moves.Clear();
    }

    private static int Index(Location location) => location.Code >= 0 ? location.Code : 64 + location.SlotNumber;

    private static bool IsVector(RegisterType type) => type is RegisterType.F32 or RegisterType.F64 or RegisterType.V128;

    private void Register()
    {
        int limit = 0;
        foreach (ref InsertedMove move in _moves.Span)
        {
            limit = Math.Max(limit, Index(move.To));
            if (move.Rematerialize < 0)
            {
                limit = Math.Max(limit, Index(move.From));
            }
        }

        if (limit >= _writer.Length)
        {
            Array.Resize(ref _writer, Math.Max(limit + 1, _writer.Length * 2));
            Array.Resize(ref _readers, _writer.Length);
        }

        for (int i = 0; i < _moves.Count; i++)
        {
            if (_moves[i].Rematerialize < 0)
            {
                _readers[Index(_moves[i].From)]++;
                _writer[Index(_moves[i].To)] = i + 1;
            }
        }
    }

    /// <summary>Writes the moves whose destination nobody reads any more, and those that become so.</summary>
    private void Drain(int before, PooledList<InsertedMove> output)
    {
        while (_ready.Count > 0)
        {
            ref InsertedMove move = ref _moves[_ready.Pop()];
            move.Before = before;
            output.Add(move);
            _writer[Index(move.To)] = 0;
            int from = Index(move.From);
            if (--_readers[from] == 0 && _writer[from] != 0)
            {
                _ready.Add(_writer[from] - 1);
            }
        }
    }

    private void BreakCycle(int first, int before, RegisterFile registers, PooledList<InsertedMove> output)
    {
        // The content of the first move's destination is set aside; the move that reads it is the last of the cycle.
        Location aside = _moves[first].To;
        int last = first;
        bool memory = false;
        for (int i = first; ; i = _writer[Index(_moves[i].From)] - 1)
        {
            memory |= _moves[i].From.IsSlot && _moves[i].To.IsSlot;
            if (_moves[i].From == aside)
            {
                last = i;
                break;
            }
        }

        ref InsertedMove end = ref _moves[last];
        Location temporary = !IsVector(end.Type) ? Location.Register(registers.ScratchGeneral)
            : memory ? Location.Slot(slots.Temporary())
            : Location.Register(registers.ScratchVector);
        output.Add(new InsertedMove { Before = before, Type = end.Type, Rematerialize = -1, From = aside, To = temporary });
        end.From = temporary;
        for (int i = first; ;)
        {
            ref InsertedMove move = ref _moves[i];
            move.Before = before;
            output.Add(move);
            _writer[Index(move.To)] = 0;
            if (i == last)
            {
                _readers[Index(aside)] = 0;
                return;
            }

            int from = Index(move.From);
            _readers[from] = 0;
            i = _writer[from] - 1;
        }
    }

    /// <summary>Comes last: repeated instructions may need the scratch registers, and read nothing.</summary>
    private void Rematerialize(int before, RegisterFile registers, PooledList<InsertedMove> output)
    {
        foreach (ref InsertedMove move in _moves.Span)
        {
            if (move.Rematerialize < 0)
            {
                continue;
            }

            move.Before = before;
            Location to = move.To;
            if (to.IsRegister)
            {
                output.Add(move);
                continue;
            }

            move.To = Location.Register(IsVector(move.Type) ? registers.ScratchVector : registers.ScratchGeneral);
            output.Add(move);
            output.Add(new InsertedMove { Before = before, Type = move.Type, Rematerialize = -1, From = move.To, To = to });
        }
    }
}
