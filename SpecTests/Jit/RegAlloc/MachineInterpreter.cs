using Wasm.Jit.Backend;

namespace Wasm.SpecTests.Jit.RegAlloc;

/// <summary>
/// Gives machine functions a meaning: a definition's value is a hash of its instruction's constant and what it reads, and so is the
/// way a terminator takes. Runs them on virtual registers, or on places after allocation, and lists everything that is read.
/// </summary>
internal sealed class MachineInterpreter
{
    private readonly MachineFunction _function;
    private readonly RegisterFile _registers;
    private readonly Allocation? _allocation;
    private readonly int[] _firstMove;
    private readonly Dictionary<int, ulong> _values = [];
    private readonly List<ulong> _trace = [];
    private ulong _junk = 0xDEAD;

    private MachineInterpreter(MachineFunction function, RegisterFile registers, Allocation? allocation)
    {
        _function = function;
        _registers = registers;
        _allocation = allocation;
        _firstMove = new int[function.Instructions.Count + 2];
        for (int m = (allocation?.Moves.Count ?? 0) - 1, i = function.Instructions.Count + 1; i >= 0; i--)
        {
            while (m >= 0 && allocation!.Moves[m].Before >= i)
            {
                m--;
            }

            _firstMove[i] = m + 1;
        }
    }

    /// <summary>Runs a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="registers">Its registers.</param>
    /// <param name="allocation">Where values are; null: runs on virtual registers.</param>
    /// <param name="seed">Chooses the ways that terminators take.</param>
    /// <param name="steps">At most so many instructions.</param>
    /// <returns>Hashes of what the instructions read, in order.</returns>
    public static List<ulong> Run(MachineFunction function, RegisterFile registers, Allocation? allocation, ulong seed, int steps)
    {
        var interpreter = new MachineInterpreter(function, registers, allocation);
        interpreter.Run(seed, steps);
        return interpreter._trace;
    }

    private void Run(ulong seed, int steps)
    {
        if (_allocation is not null && _function.StoresInstance && _function.InstanceRegister >= 0)
        {
            // The prologue.
            Write(Location.Slot(MachineFunction.InstanceSlot), RegisterType.I64, Definition(0, 0, 0, RegisterType.I64));
        }

        int b = 0;
        while (steps > 0)
        {
            MachineBlock block = _function.Blocks[b];
            ulong last = 0;
            for (int i = block.First; i < block.End; i++, steps--)
            {
                Move(i);
                last = Step(i);
                _trace.Add(last);
            }

            if (block.EdgeCount == 0)
            {
                return;
            }

            // A way is chosen by what was read and by time, so that loops end and both ways are taken.
            MachineEdge edge = _function.Edges[block.FirstEdge + (int)(Mix(last, seed + (ulong)_trace.Count) % (ulong)block.EdgeCount)];
            if (_allocation is null)
            {
                ulong[] passed = [.. _function.Registers.Span.Slice(edge.First, edge.Count).ToArray().Select(v => _values[v])];
                for (int k = 0; k < edge.Count; k++)
                {
                    _values[_function.Registers[_function.Blocks[edge.Target].FirstParameter + k]] = passed[k];
                }
            }

            b = edge.Target;
        }
    }

    private static ulong Mix(ulong a, ulong b)
    {
        ulong x = (a ^ (b * 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9;
        return x ^ (x >> 29);
    }

    private ulong Definition(int instruction, int operand, ulong read, RegisterType type)
    {
        MachineInstruction machine = _function.Instructions[instruction];
        bool constant = (machine.Flags & MachineFlags.Rematerializable) != 0;
        return Mix(Mix((ulong)machine.Imm, constant ? 7 : (ulong)instruction), Mix(read, (ulong)operand + ((ulong)type << 8)));
    }

    private ulong Step(int i)
    {
        MachineInstruction instruction = _function.Instructions[i];
        Span<Operand> operands = _function.Operands.Span.Slice(instruction.FirstOperand, instruction.OperandCount);
        for (int k = 0; k < operands.Length; k++)
        {
            if (_allocation is not null && operands[k].Kind is OperandKind.Temp or OperandKind.EarlyDef)
            {
                Write(Place(instruction, k), _function.RegisterTypes[operands[k].Register], _junk++);
            }
        }

        ulong read = 0;
        for (int k = 0; k < operands.Length; k++)
        {
            if (operands[k].IsUse)
            {
                read = Mix(read, ReadOperand(instruction, k, operands[k].Register));
            }
        }

        if (_allocation is not null && (instruction.Flags & MachineFlags.Call) != 0)
        {
            for (int r = 0; r < 64; r++)
            {
                if (_function.Clobbers.Contains(r))
                {
                    _values[~r] = _junk++;
                }
            }
        }

        for (int k = 0; k < operands.Length; k++)
        {
            if (operands[k].IsDef && !(_allocation is not null && Place(instruction, k) == Location.None))
            {
                RegisterType type = _function.RegisterTypes[operands[k].Register];
                ulong value = (instruction.Flags & MachineFlags.Move) != 0 ? ReadOperand(instruction, 0, operands[0].Register) : Definition(i, k, read, type);
                if (_allocation is null)
                {
                    _values[operands[k].Register] = value;
                }
                else
                {
                    Write(Place(instruction, k), type, value);
                }
            }
        }

        if (_allocation is not null)
        {
            _values[~_registers.ScratchGeneral] = _junk++;
            _values[~_registers.ScratchVector] = _junk++;
        }

        return read;
    }

    private Location Place(MachineInstruction instruction, int operand) => _allocation!.Locations[instruction.FirstOperand + operand];

    private ulong ReadOperand(MachineInstruction instruction, int operand, int register) => _allocation is null
        ? _values[register]
        : Read(Place(instruction, operand), _function.RegisterTypes[register]);

    private void Move(int i)
    {
        for (int m = _firstMove[i]; _allocation is not null && m < _firstMove[i + 1]; m++)
        {
            InsertedMove move = _allocation.Moves[m];
            if (move.Rematerialize >= 0)
            {
                _values[~_registers.ScratchGeneral] = _junk++;
                _values[~_registers.ScratchVector] = _junk++;
                Write(move.To, move.Type, Definition(move.Rematerialize, 0, 0, move.Type));
                continue;
            }

            ulong value = Read(move.From, move.Type);
            if (move.From.IsSlot && move.To.IsSlot)
            {
                _values[~_registers.ScratchVector] = _junk++;
            }

            Write(move.To, move.Type, value);
        }
    }

    private static int Key(Location location) => location.IsRegister ? ~location.Code : 1000 + location.SlotNumber;

    private ulong Read(Location location, RegisterType type)
    {
        ulong value = _values.GetValueOrDefault(Key(location), 1UL);
        if (type == RegisterType.V128 && location.IsSlot)
        {
            ulong upper = _values.GetValueOrDefault(Key(location) - 1, 2UL);
            return upper == ~value ? value : Mix(value, upper);
        }

        return value;
    }

    private void Write(Location location, RegisterType type, ulong value)
    {
        _values[Key(location)] = value;
        if (type == RegisterType.V128 && location.IsSlot)
        {
            _values[Key(location) - 1] = ~value;
        }
    }
}
