using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <content>Single instructions.</content>
internal sealed partial class AllocationChecker
{
    private readonly Dictionary<int, ulong[]> _liveAtSafepoint = [];

    private void CheckInstruction(int[]?[] state, int i, int block)
    {
        ref MachineInstruction instruction = ref _function.Instructions[i];
        Span<Operand> operands = OperandsOf(ref instruction);
        Span<Location> locations = _allocation.Locations.Span.Slice(instruction.FirstOperand, instruction.OperandCount);
        bool left = (instruction.Flags & MachineFlags.Rematerializable) != 0 && operands.Length == 1 && locations[0] == Location.None;
        if (left)
        {
            return;
        }

        for (int k = 0; k < operands.Length; k++)
        {
            CheckConstraint(state, i, k, operands, locations);
            CheckSharing(i, k, operands, locations);
        }

        // Emission may use these for any instruction.
        state[_registers.ScratchGeneral] = null;
        state[_registers.ScratchVector] = null;
        if ((instruction.Flags & MachineFlags.Safepoint) != 0)
        {
            CheckStackMap(state, i, block);
        }

        for (int r = 0; r < FirstSlot; r++)
        {
            if ((instruction.Flags & MachineFlags.Call) != 0 && _function.Clobbers.Contains(r))
            {
                state[r] = null;
            }
        }

        for (int k = 0; k < operands.Length; k++)
        {
            if (!operands[k].IsUse)
            {
                Require(!IsZeroed(locations[k]) || _function.RegisterTypes[operands[k].Register] == RegisterType.Ref, $"instruction {i}: writes {locations[k]}, where only references may be");
                Write(state, locations[k], _function.RegisterTypes[operands[k].Register], operands[k].IsDef ? [operands[k].Register] : Nothing);
            }
        }
    }

    private void CheckConstraint(int[]?[] state, int i, int k, Span<Operand> operands, Span<Location> locations)
    {
        ref Operand operand = ref operands[k];
        Location location = locations[k];
        RegisterType type = _function.RegisterTypes[operand.Register];
        var where = new OperandPlace(i, k, operand);
        switch (operand.Constraint)
        {
            case OperandConstraint.Fixed:
                Require(location == Location.Register(operand.Fixed), $"{where}: {location} instead of {Location.Register(operand.Fixed)}");
                break;
            case OperandConstraint.SameAs:
                Require(location == locations[operand.Fixed], $"{where}: {location} is not that of operand {operand.Fixed}, {locations[operand.Fixed]}");
                CheckPlace(location, type, scratch: false, where);
                break;
            default:
                Require(location.IsRegister || operand.Constraint == OperandConstraint.Any, $"{where}: {location} is no register");
                CheckPlace(location, type, scratch: false, where);
                break;
        }

        bool instanceSlot = location.IsSlot && _function.StoresInstance && location.SlotNumber == MachineFunction.InstanceSlot;
        Require(operand.IsUse || !instanceSlot, $"{where}: overwrites the instance");
        if (operand.IsUse && !Holds(state, PlaceOf(location), operand.Register))
        {
            Require(false, $"{where}: {location} holds {Describe(state[PlaceOf(location)])}");
        }
    }

    /// <summary>Compares an operand that is written with the others.</summary>
    private static void CheckSharing(int i, int k, Span<Operand> operands, Span<Location> locations)
    {
        ref Operand operand = ref operands[k];
        if (operand.IsUse)
        {
            return;
        }

        for (int other = 0; other < operands.Length; other++)
        {
            if (other == k || locations[other] != locations[k])
            {
                continue;
            }

            bool allowed = operand.Kind == OperandKind.Def && operands[other].Kind == OperandKind.Use;
            Require(allowed, $"instruction {i}: operands {k} ({operand.Kind} v{operand.Register}) and {other} ({operands[other].Kind} v{operands[other].Register}) share {locations[k]}");
        }
    }

    private void CheckStackMap(int[]?[] state, int i, int block)
    {
        StackMapEntry map = _allocation.StackMaps[_mapOf[i]];
        ulong[] live = LiveAcross(i, block);
        var named = new HashSet<int>();
        int zeroed = 0;
        for (int k = map.Start; k < map.Start + map.Count; k++)
        {
            int slot = _allocation.StackMapSlots[k];
            Require(slot >= 0 && slot < _allocation.SlotCount && named.Add(slot), $"instruction {i}: the stack map names slot {slot} twice, or it does not exist");
            if (IsZeroed(slot))
            {
                zeroed++;
                continue;
            }

            int[] held = state[FirstSlot + slot] ?? Nothing;
            Require(
                Array.Exists(held, register => IsLive(live, register) && _function.RegisterTypes[register] == RegisterType.Ref),
                $"instruction {i}: the stack map names slot {slot}, which holds {Describe(held)}: no live reference");
        }

        Require(zeroed == _allocation.ZeroedSlotCount, $"instruction {i}: the stack map does not name all slots that begin as 0");
        for (int register = 0; register < _function.RegisterTypes.Count; register++)
        {
            if (_function.RegisterTypes[register] == RegisterType.Ref && IsLive(live, register) && !_repeatable[register])
            {
                bool found = false;
                foreach (int slot in named)
                {
                    found |= Holds(state, FirstSlot + slot, register);
                }

                Require(found, $"instruction {i}: v{register} is live, and no slot of the stack map holds it");
            }
        }
    }

    /// <summary>What is live after an instruction and not defined by it.</summary>
    private ulong[] LiveAcross(int instruction, int block)
    {
        if (!_liveAtSafepoint.ContainsKey(instruction))
        {
            ulong[] live = _liveness.AtEnd(block);
            for (int i = _function.Blocks[block].End - 1; i >= _function.Blocks[block].First; i--)
            {
                ref MachineInstruction machine = ref _function.Instructions[i];
                if ((machine.Flags & MachineFlags.Safepoint) != 0)
                {
                    var across = (ulong[])live.Clone();
                    foreach (ref Operand operand in OperandsOf(ref machine))
                    {
                        if (!operand.IsUse)
                        {
                            across[operand.Register >> 6] &= ~(1UL << (operand.Register & 63));
                        }
                    }

                    _liveAtSafepoint[i] = across;
                }

                _liveness.StepBack(live, i);
            }
        }

        return _liveAtSafepoint[instruction];
    }

    private static bool IsLive(ulong[] set, int register) => (set[register >> 6] >> (register & 63) & 1) != 0;

    private static string Describe(int[]? held) => held is { Length: > 0 } ? $"v{string.Join(", v", held)}" : "nothing known";

    /// <summary>Where something is wrong, for messages.</summary>
    private readonly record struct OperandPlace(int Instruction, int Number, Operand Operand)
    {
        public override string ToString() => $"instruction {Instruction}, operand {Number} ({Operand.Kind} v{Operand.Register})";
    }
}
