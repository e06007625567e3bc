using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>
/// Proves an allocation right, or says what is wrong: follows which virtual registers each register and slot holds, through
/// instructions, inserted moves and edges, until nothing changes any more. It shares no code with the allocators.
/// </summary>
/// <remarks>
/// Proven are: each operand reads the value of its virtual register from a place that its constraint allows; operands of an
/// instruction share registers only as their kinds allow; only allocatable registers are used, only existing slots, vectors in
/// aligned ones; scratch registers carry nothing past an instruction or past a move that may use them; repeated instructions are
/// marked as such and read nothing; nothing overwrites the instance's slot; each safepoint has its stack map, which names each live
/// reference's slot and nothing else. Live is what is needed after the safepoint and not defined by it; constants need no slot. The
/// slots that the prologue sets to 0 are an exception: every map names all of them, and only references are ever written there, so
/// that what they hold was valid at every safepoint since it was written.
/// Costs (blocks × places) and (blocks × virtual registers / 64) memory and more time: for tests, fuzzing and the search for errors.
/// </remarks>
internal sealed partial class AllocationChecker
{
    private const int FirstSlot = 64;
    private static readonly int[] Nothing = [];

    private readonly MachineFunction _function;
    private readonly RegisterFile _registers;
    private readonly Allocation _allocation;
    private readonly CheckerLiveness _liveness;
    private readonly int[]?[]?[] _atBeginning;
    private readonly int[] _firstMove;
    private readonly int[] _mapOf;
    private readonly bool[] _repeatable;
    private readonly ulong _allocatable;

    /// <summary>By block: the edge to it if there is one only; -1: none, -2: several.</summary>
    private readonly int[] _onlyEdge;

    private AllocationChecker(MachineFunction function, RegisterFile registers, Allocation allocation)
    {
        _function = function;
        _registers = registers;
        _allocation = allocation;
        _liveness = new CheckerLiveness(function);
        _atBeginning = new int[function.Blocks.Count][][];
        _firstMove = new int[function.Instructions.Count + 1];
        _mapOf = new int[function.Instructions.Count];
        _repeatable = new bool[function.RegisterTypes.Count];
        _onlyEdge = new int[function.Blocks.Count];
        Array.Fill(_onlyEdge, -1);
        for (int e = 0; e < function.Edges.Count; e++)
        {
            ref int only = ref _onlyEdge[function.Edges[e].Target];
            only = only == -1 ? e : -2;
        }

        foreach (byte register in registers.General)
        {
            _allocatable |= 1UL << register;
        }

        foreach (byte register in registers.Vector)
        {
            _allocatable |= 1UL << register;
        }
    }

    /// <summary>Checks an allocation.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(MachineFunction function, RegisterFile registers, Allocation allocation)
    {
        try
        {
            new AllocationChecker(function, registers, allocation).Run();
            return null;
        }
        catch (AllocationException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Checks an allocation.</summary>
    /// <exception cref="AllocationException">It is wrong: the message says where.</exception>
    public static void Verify(MachineFunction function, RegisterFile registers, Allocation allocation) =>
        new AllocationChecker(function, registers, allocation).Run();

    private void Run()
    {
        Require(_allocation.Locations.Count == _function.Operands.Count, $"{_allocation.Locations.Count} locations for {_function.Operands.Count} operands");
        IndexMoves();
        IndexStackMaps();
        foreach (ref MachineInstruction instruction in _function.Instructions.Span)
        {
            foreach (ref Operand operand in OperandsOf(ref instruction))
            {
                _repeatable[operand.Register] |= operand.IsDef && (instruction.Flags & MachineFlags.Rematerializable) != 0;
            }
        }

        var work = new Stack<int>();
        var waiting = new bool[_function.Blocks.Count];
        var entry = new int[]?[FirstSlot + _allocation.SlotCount];
        if (_function.StoresInstance && _function.InstanceRegister >= 0)
        {
            Require(_allocation.SlotCount > MachineFunction.InstanceSlot, "no slot for the instance");
            entry[FirstSlot + MachineFunction.InstanceSlot] = [_function.InstanceRegister];
        }

        _atBeginning[0] = entry;
        work.Push(0);
        while (work.TryPop(out int b))
        {
            waiting[b] = false;
            ref MachineBlock block = ref _function.Blocks[b];
            var state = (int[]?[])_atBeginning[b]!.Clone();
            for (int i = block.First; i < block.End; i++)
            {
                ApplyMoves(state, i, i == block.First ? b : -1);
                CheckInstruction(state, i, b);
            }

            for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
            {
                ref MachineEdge edge = ref _function.Edges[e];
                if (Join(edge.Target, Enter(state, ref edge)) && !waiting[edge.Target])
                {
                    waiting[edge.Target] = true;
                    work.Push(edge.Target);
                }
            }
        }
    }

    private void IndexMoves()
    {
        int last = 0;
        for (int m = 0; m < _allocation.Moves.Count; m++)
        {
            int before = _allocation.Moves[m].Before;
            Require(before >= last && before < _function.Instructions.Count, $"move {m} stands before instruction {before}, after one before {last}");
            last = before;
            _firstMove[before + 1] = m + 1;
        }

        for (int i = 1; i < _firstMove.Length; i++)
        {
            _firstMove[i] = Math.Max(_firstMove[i], _firstMove[i - 1]);
        }
    }

    private void IndexStackMaps()
    {
        int next = 0;
        for (int i = 0; i < _function.Instructions.Count; i++)
        {
            if ((_function.Instructions[i].Flags & MachineFlags.Safepoint) != 0)
            {
                Require(next < _allocation.StackMaps.Count && _allocation.StackMaps[next].Instruction == i, $"instruction {i}: no stack map in its place");
                _mapOf[i] = next++;
            }
        }

        Require(next == _allocation.StackMaps.Count, "stack maps for what is not a safepoint");
    }

    /// <summary>Whether a value may become a parameter: 32-bit integers and references are 64-bit ones with zeros above.</summary>
    private static bool AreAlike(RegisterType value, RegisterType parameter) => value == parameter
        || (value is RegisterType.I32 or RegisterType.Ref && parameter is RegisterType.I32 or RegisterType.I64);

    /// <summary>What the target of an edge begins with: values become parameters, what is not live there is forgotten.</summary>
    private int[]?[] Enter(int[]?[] state, ref MachineEdge edge)
    {
        ref MachineBlock target = ref _function.Blocks[edge.Target];
        Require(edge.Count == target.ParameterCount, $"edge to block {edge.Target}: {edge.Count} values for {target.ParameterCount} parameters");
        var parametersOf = new Dictionary<int, List<int>>();
        var parameters = new HashSet<int>();
        for (int k = 0; k < edge.Count; k++)
        {
            int value = _function.Registers[edge.First + k];
            int parameter = _function.Registers[target.FirstParameter + k];
            Require(AreAlike(_function.RegisterTypes[value], _function.RegisterTypes[parameter]), $"edge to block {edge.Target}: v{value} and v{parameter} differ in type");
            parameters.Add(parameter);
            if (!parametersOf.TryGetValue(value, out List<int>? list))
            {
                parametersOf[value] = list = [];
            }

            list.Add(parameter);
        }

        var result = new int[]?[state.Length];
        var held = new SortedSet<int>();
        for (int place = 0; place < state.Length; place++)
        {
            held.Clear();
            foreach (int register in state[place] ?? Nothing)
            {
                // The parameter itself is that of an earlier turn of the loop.
                if (!parameters.Contains(register) && _liveness.IsLiveIn(edge.Target, register))
                {
                    held.Add(register);
                }

                held.UnionWith(parametersOf.TryGetValue(register, out List<int>? list) ? list : []);
            }

            result[place] = held.Count == 0 ? null : [.. held];
        }

        return result;
    }

    private bool Join(int block, int[]?[] state)
    {
        int[]?[]? known = _atBeginning[block];
        if (known is null)
        {
            _atBeginning[block] = state;
            return true;
        }

        bool changed = false;
        for (int place = 0; place < known.Length; place++)
        {
            if (known[place] is not { } old || (state[place] is { } other && other.AsSpan().SequenceEqual(old)))
            {
                continue;
            }

            int[] kept = Array.FindAll(old, register => Holds(state, place, register));
            if (kept.Length != old.Length)
            {
                known[place] = kept.Length == 0 ? null : kept;
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>Applies the moves before an instruction.</summary>
    /// <param name="state">What places hold.</param>
    /// <param name="instruction">The instruction.</param>
    /// <param name="block">The block that it is the first of, or -1.</param>
    private void ApplyMoves(int[]?[] state, int instruction, int block)
    {
        for (int m = _firstMove[instruction]; m < _firstMove[instruction + 1]; m++)
        {
            ref InsertedMove move = ref _allocation.Moves[m];
            var where = new MovePlace(m, instruction, move.From, move.To);
            CheckPlace(move.To, move.Type, scratch: true, where);
            Require(!(move.To.IsSlot && _function.StoresInstance && move.To.SlotNumber == MachineFunction.InstanceSlot), $"{where}: overwrites the instance");
            Require(!IsZeroed(move.To) || move.Type == RegisterType.Ref, $"{where}: writes {move.Type} where only references may be");
            if (move.Rematerialize >= 0)
            {
                Repeat(state, ref move, block, where);
                continue;
            }

            CheckPlace(move.From, move.Type, scratch: true, where);
            RegisterType type = move.Type;
            int[] held = Array.FindAll(state[PlaceOf(move.From)] ?? Nothing, register => _function.RegisterTypes[register] == type);
            if (move.From.IsSlot && move.To.IsSlot)
            {
                state[_registers.ScratchVector] = null;
            }

            Write(state, move.To, move.Type, held);
        }
    }

    private void Repeat(int[]?[] state, ref InsertedMove move, int block, MovePlace where)
    {
        ref MachineInstruction repeated = ref _function.Instructions[move.Rematerialize];
        Require(move.To.IsRegister, $"{where}: repeats an instruction into a slot");
        Require((repeated.Flags & MachineFlags.Rematerializable) != 0 && repeated.OperandCount == 1, $"{where}: instruction {move.Rematerialize} must not be repeated");
        Operand operand = _function.Operands[repeated.FirstOperand];
        Require(operand.IsDef && _function.RegisterTypes[operand.Register] == move.Type, $"{where}: instruction {move.Rematerialize} does not define such a value");
        state[_registers.ScratchGeneral] = null;
        state[_registers.ScratchVector] = null;
        Write(state, move.To, move.Type, block < 0 || _onlyEdge[block] < 0 ? [operand.Register] : WithParameters(operand.Register, block));
    }

    /// <summary>A register and the parameters of a block that are the same, since only one edge goes there.</summary>
    private int[] WithParameters(int register, int block)
    {
        MachineEdge edge = _function.Edges[_onlyEdge[block]];
        var held = new SortedSet<int> { register };
        for (int k = 0; k < edge.Count; k++)
        {
            if (_function.Registers[edge.First + k] == register)
            {
                held.Add(_function.Registers[_function.Blocks[block].FirstParameter + k]);
            }
        }

        return [.. held];
    }

    private void CheckPlace<TWhere>(Location place, RegisterType type, bool scratch, TWhere where)
    {
        bool vector = type is RegisterType.F32 or RegisterType.F64 or RegisterType.V128;
        if (place.IsRegister)
        {
            bool known = place.Code < 64 && (_allocatable >> place.Code & 1) != 0;
            known |= scratch && (place.Code == _registers.ScratchGeneral || place.Code == _registers.ScratchVector);
            Require(known, $"{where}: {place} may not be used");
            Require(place.Code >= Location.FirstVector == vector, $"{where}: {place} does not hold {type}");
            return;
        }

        Require(place.IsSlot && place.SlotNumber < _allocation.SlotCount, $"{where}: no such place: {place}");
        Require(type != RegisterType.V128 || (place.SlotNumber & 1) != 0, $"{where}: {place} is not aligned for a vector");
    }

    private void Write(int[]?[] state, Location place, RegisterType type, int[] held)
    {
        int index = PlaceOf(place);
        if (place.IsSlot)
        {
            if (type == RegisterType.V128)
            {
                state[index - 1] = null;
            }
            else if ((place.SlotNumber & 1) == 0 && index + 1 < state.Length && state[index + 1] is { } above)
            {
                // The upper part of a vector.
                above = Array.FindAll(above, register => _function.RegisterTypes[register] != RegisterType.V128);
                state[index + 1] = above.Length == 0 ? null : above;
            }
        }

        state[index] = held.Length == 0 ? null : held;
    }

    private static int PlaceOf(Location location) => location.IsRegister ? location.Code : FirstSlot + location.SlotNumber;

    private static bool Holds(int[]?[] state, int place, int register) => state[place] is { } held && Array.BinarySearch(held, register) >= 0;

    private bool IsZeroed(Location place) => place.IsSlot && IsZeroed(place.SlotNumber);

    private bool IsZeroed(int slot) => slot >= _allocation.FirstZeroedSlot && slot < _allocation.FirstZeroedSlot + _allocation.ZeroedSlotCount;

    private Span<Operand> OperandsOf(ref MachineInstruction instruction) => _function.Operands.Span.Slice(instruction.FirstOperand, instruction.OperandCount);

    private static void Require(bool condition, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(condition))] Complaint complaint)
    {
        if (!condition)
        {
            throw new AllocationException(complaint.ToString());
        }
    }

    private static void Require(bool condition, string complaint)
    {
        if (!condition)
        {
            throw new AllocationException(complaint);
        }
    }

    /// <summary>Where something is wrong, for messages.</summary>
    private readonly record struct MovePlace(int Move, int Instruction, Location From, Location To)
    {
        public override string ToString() => $"move {Move} before instruction {Instruction} ({From} to {To})";
    }
}
