using System.Numerics;
using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <content>
/// One instruction. All moves before it happen at once: whatever is decided here, sources are places as they were before.
/// </content>
internal abstract partial class RegisterScan
{
    /// <summary>By operand's position: tick of the instruction in which a definition shares its register.</summary>
    private readonly int[] _tied = new int[256];

    /// <summary>By register in <see cref="_taken"/>: the virtual register read there; -1: none, written early.</summary>
    private readonly int[] _owner = new int[64];

    /// <summary>Counts instructions and beginnings of blocks.</summary>
    private protected int _tick;

    /// <summary>When the next call of this block takes all registers, in the units of <see cref="Value.Next"/>; <see cref="Never"/>: not.</summary>
    private protected int _nextCall = Never;

    /// <summary>Registers that are taken while the instruction reads.</summary>
    private ulong _taken;

    /// <summary>Registers that are taken when it ends.</summary>
    private ulong _out;

    /// <summary>Registers that a call writes.</summary>
    private ulong _clobbers;

    /// <summary>Allocates an instruction's operands and writes the moves before and after it.</summary>
    /// <param name="i">The instruction.</param>
    /// <param name="ends">Whether it ends its block: then its definitions belong to the next.</param>
    private protected void AllocateInstruction(int i, bool ends)
    {
        _tick++;
        ref MachineInstruction instruction = ref _function.Instructions[i];
        Span<Operand> operands = _function.Operands.Span.Slice(instruction.FirstOperand, instruction.OperandCount);
        Span<Location> locations = _allocation.Locations.Span.Slice(instruction.FirstOperand, instruction.OperandCount);
        if (IsRematerializable(ref instruction))
        {
            // Made where it is needed, in the register where it is needed.
            locations[0] = Location.None;
            _values[operands[0].Register].Next = _nextUse[instruction.FirstOperand];
            return;
        }

        _clobbers = (instruction.Flags & MachineFlags.Call) != 0 ? _function.Clobbers.Bits : 0;
        if (PlantedBugs.Is(PlantedBug.UnsavedRegister) && this is LinearScanAllocator && (instruction.Flags & MachineFlags.Safepoint) == 0)
        {
            _clobbers &= ~(1UL << _registers.General[3]);
        }

        if (Scan(operands, instruction.FirstOperand))
        {
            // What can do with a slot comes last among those that it competes with.
            PlaceFixedUses(operands, locations);
            PlaceUses(operands, locations, OperandConstraint.Register, OperandKind.Use, OperandKind.LateUse);
            PlaceTemporaries(operands, locations);
            PlaceUses(operands, locations, OperandConstraint.Any, OperandKind.Use, OperandKind.Use);
            Displace(operands);
            PlaceDefinitions(ref instruction, operands, locations);
            PlaceUses(operands, locations, OperandConstraint.Any, OperandKind.LateUse, OperandKind.LateUse);
        }
        else
        {
            // Nothing but reads and definitions anywhere.
            PlaceUses(operands, locations, OperandConstraint.Register, OperandKind.Use, OperandKind.Use);
            PlaceUses(operands, locations, OperandConstraint.Any, OperandKind.Use, OperandKind.Use);
            PlaceDefinitions(ref instruction, operands, locations);
        }

        if ((instruction.Flags & MachineFlags.Safepoint) != 0)
        {
            if (_clobbers == 0)
            {
                StoreReferences();
            }

            AddStackMap(i);
        }

        _moves.Resolve(i, _registers, _output);
        Commit(i, operands, locations, instruction.FirstOperand, ends);
    }

    /// <summary>Notes what is needed afterwards, and which registers constraints take.</summary>
    /// <returns>Whether there is more than uses that end early and definitions that begin late.</returns>
    private bool Scan(Span<Operand> operands, int first)
    {
        bool special = _clobbers != 0;
        _taken = 0;
        _out = 0;
        for (int k = 0; k < operands.Length; k++)
        {
            ref Operand operand = ref operands[k];
            if (operand.IsUse)
            {
                ref Value value = ref _values[operand.Register];
                value.Next = _nextUse[first + k];
                value.UsedAt = _tick;
            }

            special |= operand.Kind is not (OperandKind.Use or OperandKind.Def);
            if (operand.Constraint == OperandConstraint.Fixed)
            {
                special = true;
                ulong bit = 1UL << operand.Fixed;
                _taken |= operand.Kind == OperandKind.Def ? 0 : bit;
                _out |= operand.Kind == OperandKind.Use ? 0 : bit;
                if (operand.Kind != OperandKind.Def)
                {
                    _owner[operand.Fixed] = operand.IsUse ? operand.Register : -1;
                }
            }
            else if (operand.Constraint == OperandConstraint.SameAs)
            {
                special |= operands[operand.Fixed].Constraint == OperandConstraint.Fixed;
                _tied[operand.Fixed] = _tick;
                if (operands[operand.Fixed].Constraint == OperandConstraint.Fixed)
                {
                    _out |= 1UL << operands[operand.Fixed].Fixed;
                }
            }
        }

        if (_tracksReferences)
        {
            foreach (ref Operand operand in operands)
            {
                if (operand.IsUse && _values[operand.Register].Next == Never)
                {
                    RemoveLive(operand.Register);
                }
            }
        }

        return special;
    }

    private void PlaceFixedUses(Span<Operand> operands, Span<Location> locations)
    {
        ulong done = 0;
        for (int k = 0; k < operands.Length; k++)
        {
            ref Operand operand = ref operands[k];
            if (!operand.IsUse || operand.Constraint != OperandConstraint.Fixed)
            {
                continue;
            }

            locations[k] = Location.Register(operand.Fixed);
            if ((done >> operand.Fixed & 1) == 0)
            {
                done |= 1UL << operand.Fixed;
                MoveTo(operand.Register, locations[k]);
            }
        }
    }

    private void PlaceUses(Span<Operand> operands, Span<Location> locations, OperandConstraint constraint, OperandKind first, OperandKind last)
    {
        for (int k = 0; k < operands.Length; k++)
        {
            if (operands[k].Constraint == constraint && operands[k].Kind >= first && operands[k].Kind <= last)
            {
                locations[k] = PlaceUse(ref operands[k], k < _tied.Length && _tied[k] == _tick);
            }
        }
    }

    private Location PlaceUse(ref Operand operand, bool tied)
    {
        ref Value value = ref _values[operand.Register];
        bool late = tied || operand.Kind == OperandKind.LateUse;
        int register = value.Register;
        if (register >= 0)
        {
            ulong bit = 1UL << register;
            if (((_taken & bit) == 0 || _owner[register] == operand.Register) && (!late || (_out & bit) == 0) && !(tied && value.Next != Never))
            {
                TakeInput(register, operand.Register, late);
                return Location.Register(register);
            }
        }

        if (operand.Constraint == OperandConstraint.Any && !tied && value.Rematerialize < 0)
        {
            return SlotWithValue(operand.Register);
        }

        if (operand.Constraint == OperandConstraint.Any && !tied && FindFree(_function.RegisterTypes[operand.Register], _taken | _out) < 0)
        {
            // A constant that finds no register is made in its slot, for this instruction.
            if (value.MadeAt != _tick)
            {
                value.MadeAt = _tick;
                MoveTo(operand.Register, SlotOf(operand.Register));
            }

            return SlotOf(operand.Register);
        }

        int chosen = Pick(operand.Register, _taken | (late ? _out : 0), value.Next != Never ? _out | _clobbers : 0, reading: true);
        MoveTo(operand.Register, Location.Register(chosen));
        TakeInput(chosen, operand.Register, late);
        if (!tied)
        {
            SetRegister(operand.Register, chosen);
        }

        return Location.Register(chosen);
    }

    private void TakeInput(int register, int owner, bool late)
    {
        _taken |= 1UL << register;
        _out |= late ? 1UL << register : 0;
        _owner[register] = owner;
    }

    /// <summary>Values leave registers that constraints take, for other registers or their slots.</summary>
    private void Displace(Span<Operand> operands)
    {
        for (ulong bits = _taken | _out | _clobbers; bits != 0; bits &= bits - 1)
        {
            int r = BitOperations.TrailingZeroCount(bits);
            int occupant = _valueIn[r];
            if (occupant < 0 || (((_out | _clobbers) >> r & 1) == 0 && _owner[r] == occupant))
            {
                continue;
            }

            Leave(occupant);
            if (_values[occupant].Next == Never)
            {
                continue;
            }

            int free = _clobbers != 0 ? -1 : FindFree(_function.RegisterTypes[occupant], _taken | _out);
            if (free >= 0)
            {
                MoveTo(occupant, Location.Register(free));
                SetRegister(occupant, free);
            }
            else
            {
                Evicted(occupant);
            }
        }

        foreach (ref Operand operand in operands)
        {
            if (operand.IsUse && operand.Constraint == OperandConstraint.Fixed && ((_out | _clobbers) >> operand.Fixed & 1) == 0 &&
                _values[operand.Register].Register < 0 && _values[operand.Register].Next != Never)
            {
                SetRegister(operand.Register, operand.Fixed);
            }
        }
    }

    private void PlaceTemporaries(Span<Operand> operands, Span<Location> locations)
    {
        for (int k = 0; k < operands.Length; k++)
        {
            ref Operand operand = ref operands[k];
            if (operand.Kind is not (OperandKind.Temp or OperandKind.EarlyDef))
            {
                continue;
            }

            if (operand.Constraint == OperandConstraint.Fixed)
            {
                locations[k] = Location.Register(operand.Fixed);
                continue;
            }

            int chosen = Pick(operand.Register, _taken | _out, operand.Kind == OperandKind.Temp ? 0 : _clobbers, reading: true);
            TakeInput(chosen, -1, late: true);
            locations[k] = Location.Register(chosen);
        }
    }

    private void PlaceDefinitions(ref MachineInstruction instruction, Span<Operand> operands, Span<Location> locations)
    {
        for (int k = 0; k < operands.Length; k++)
        {
            ref Operand operand = ref operands[k];
            if (operand.Kind != OperandKind.Def)
            {
                continue;
            }

            switch (operand.Constraint)
            {
                case OperandConstraint.Fixed:
                    locations[k] = Location.Register(operand.Fixed);
                    break;
                case OperandConstraint.SameAs:
                    locations[k] = locations[operand.Fixed];
                    break;
                default:
                    // A move whose source dies vanishes.
                    int chosen = (instruction.Flags & MachineFlags.Move) != 0 && locations[0].IsRegister ? locations[0].Code : -1;
                    if (chosen < 0 || (_out >> chosen & 1) != 0 || (_valueIn[chosen] >= 0 && _values[_valueIn[chosen]].Next != Never))
                    {
                        chosen = Pick(operand.Register, _out, 0, reading: false);
                    }

                    _out |= 1UL << chosen;
                    locations[k] = Location.Register(chosen);
                    break;
            }
        }
    }

    /// <summary>Dead values leave, definitions arrive.</summary>
    private void Commit(int i, Span<Operand> operands, Span<Location> locations, int first, bool ends)
    {
        foreach (ref Operand operand in operands)
        {
            if (operand.IsUse && _values[operand.Register].Next == Never)
            {
                Leave(operand.Register);
                Died(operand.Register);
            }
        }

        _tick++;
        for (int k = 0; k < operands.Length; k++)
        {
            ref Operand operand = ref operands[k];
            ref Value value = ref _values[operand.Register];
            if (!operand.IsDef || ends)
            {
                continue;
            }

            value.Next = _nextUse[first + k];
            if (value.Next == Never)
            {
                continue;
            }

            value.Register = locations[k].Code;
            _valueIn[value.Register] = operand.Register;
            _used |= 1UL << value.Register;
            AddLive(operand.Register);
            Defined(operand.Register);
        }

        _moves.Resolve(i + 1, _registers, _output);
    }

    /// <summary>At a safepoint that leaves registers alone, references need a copy in their slots all the same.</summary>
    private void StoreReferences()
    {
        foreach (int occupant in _valueIn)
        {
            if (occupant >= 0 && _traced[occupant] && _values[occupant].Next != Never)
            {
                SlotWithValue(occupant);
            }
        }
    }

    /// <summary>A register for a value; if need be, its occupant leaves it.</summary>
    /// <param name="register">The value.</param>
    /// <param name="excluded">Not these.</param>
    /// <param name="avoided">Rather not these.</param>
    /// <param name="reading">Whether operands that are read are not all placed yet.</param>
    private protected int Pick(int register, ulong excluded, ulong avoided, bool reading)
    {
        int free = Hinted(register, excluded | avoided, reading);
        int victim = free < 0 ? HintedOfLost(register, excluded | avoided, reading) : -1;
        int furthest = -2;
        if (free < 0 && victim < 0)
        {
            foreach (byte candidate in FileOf(_function.RegisterTypes[register]))
            {
                if ((excluded >> candidate & 1) != 0)
                {
                    continue;
                }

                int occupant = _valueIn[candidate];
                if (occupant < 0 || (!reading && _values[occupant].Next == Never))
                {
                    free = candidate;
                    if ((avoided >> candidate & 1) == 0)
                    {
                        break;
                    }

                    continue;
                }

                int distance = reading && _values[occupant].UsedAt == _tick ? -1 : _values[occupant].Next;
                if (distance > furthest)
                {
                    furthest = distance;
                    victim = candidate;
                }
            }
        }

        int chosen = free >= 0 ? free : victim;
        if (chosen < 0)
        {
            throw new InvalidOperationException("An instruction's operands need more registers than there are.");
        }

        if (_valueIn[chosen] >= 0)
        {
            int occupant = _valueIn[chosen];
            if (_values[occupant].Next != Never)
            {
                Evicted(occupant);
            }

            Leave(occupant);
        }

        return chosen;
    }

    /// <summary>The register that a value had better be in, if it is free; else -1.</summary>
    private protected int Hinted(int register, ulong excluded, bool reading)
    {
        ref Value value = ref _values[register];
        int hint = value.Hint;
        if (hint >= 0 && IsFree(hint, excluded, reading))
        {
            return hint;
        }

        if (value.Group >= 0)
        {
            hint = _values[value.Group].GroupRegister;
            if (hint >= 0 && IsFree(hint, excluded, reading))
            {
                return hint;
            }
        }

        return -1;
    }

    /// <summary>The register that a value had better be in, if its occupant loses it anyway before it is needed; else -1.</summary>
    private int HintedOfLost(int register, ulong excluded, bool reading)
    {
        int hint = _values[register].Hint;
        if (hint < 0 || (excluded >> hint & 1) != 0)
        {
            return -1;
        }

        ref Value occupant = ref _values[_valueIn[hint]];
        return occupant.Next > _nextCall && !(reading && occupant.UsedAt == _tick) ? hint : -1;
    }

    private bool IsFree(int candidate, ulong excluded, bool reading)
    {
        int occupant = _valueIn[candidate];
        return (excluded >> candidate & 1) == 0 && (occupant < 0 || (!reading && _values[occupant].Next == Never));
    }

    private protected int FindFree(RegisterType type, ulong excluded)
    {
        foreach (byte candidate in FileOf(type))
        {
            if ((excluded >> candidate & 1) == 0 && _valueIn[candidate] < 0)
            {
                return candidate;
            }
        }

        return -1;
    }

    private protected byte[] FileOf(RegisterType type) =>
        IsVector(type) ? _registers.Vector : _registers.General;

    private protected void MoveTo(int register, Location to)
    {
        ref Value value = ref _values[register];
        int start = StartRegister(register);
        if (start >= 0)
        {
            _moves.Add(_function.RegisterTypes[register], Location.Register(start), to);
        }
        else if (value.Rematerialize >= 0)
        {
            _moves.AddRematerialization(_function.RegisterTypes[register], value.Rematerialize, to);
        }
        else
        {
            Location slot = SlotWithValue(register);
            _moves.Add(_function.RegisterTypes[register], slot, to);
        }
    }

    private protected int StartRegister(int register)
    {
        ref Value value = ref _values[register];
        return value.Stamp == _tick ? value.StartRegister : value.Register;
    }

    private protected void SetRegister(int register, int physical)
    {
        Leave(register);
        _values[register].Register = physical;
        _valueIn[physical] = register;
        _used |= 1UL << physical;
    }

    private protected void Leave(int register)
    {
        ref Value value = ref _values[register];
        if (value.Stamp != _tick)
        {
            value.Stamp = _tick;
            value.StartRegister = value.Register;
        }

        if (value.Register >= 0)
        {
            _valueIn[value.Register] = -1;
            _used &= ~(1UL << value.Register);
            value.Register = -1;
        }
    }
}
