using Wasm.Jit.Backend;

namespace Wasm.Jit.Coverage;

/// <summary>Something that register allocation did.</summary>
internal enum AllocationEvent
{
    /// <summary>A register was written to a frame slot.</summary>
    Spill,

    /// <summary>A frame slot was read into a register.</summary>
    Reload,

    /// <summary>A value went from one frame slot to another.</summary>
    SlotToSlot,

    /// <summary>A value went from one register to another: it was split, or had to be in a certain one.</summary>
    Copy,

    /// <summary>A constant was made again instead of being kept.</summary>
    Rematerialize,

    /// <summary>Moves that go around in a circle: a scratch register took one.</summary>
    Cycle,

    /// <summary>An instruction reads its operand from the frame.</summary>
    MemoryOperand,

    /// <summary>References were in slots where a collection may happen.</summary>
    Safepoint,

    /// <summary>The prologue clears slots.</summary>
    ZeroedSlots,

    /// <summary>The frame has slots beside the instance's.</summary>
    Frame,
}

/// <summary>Finds what an allocator did in its result.</summary>
internal static class AllocationEvents
{
    private static readonly string[] Places = ["", ", at the beginning of a block", ", at the end of a block", ", behind a call"];

    /// <summary>Its name.</summary>
    public static string NameOf(AllocationEvent found) => found switch
    {
        AllocationEvent.Spill => "spill",
        AllocationEvent.Reload => "reload",
        AllocationEvent.SlotToSlot => "slot to slot",
        AllocationEvent.Copy => "copy",
        AllocationEvent.Rematerialize => "rematerialize",
        AllocationEvent.Cycle => "cycle of moves",
        AllocationEvent.MemoryOperand => "operand in the frame",
        AllocationEvent.Safepoint => "references in slots at a safepoint",
        AllocationEvent.ZeroedSlots => "slots cleared",
        _ => "slots",
    };

    /// <summary>A feature's name.</summary>
    public static string NameOf(ulong feature)
    {
        AllocationEvent found = EventOf(feature);
        int detail = (byte)(feature >> 8);
        return found is AllocationEvent.Safepoint or AllocationEvent.ZeroedSlots or AllocationEvent.Frame
            ? $"{NameOf(found)}: {1 << detail}{(detail == 0 ? "" : " or more")}"
            : $"{NameOf(found)} {((RegisterType)(byte)feature).ToString().ToLowerInvariant()}{Places[detail]}";
    }

    /// <summary>A feature's event.</summary>
    public static AllocationEvent EventOf(ulong feature) => (AllocationEvent)(byte)(feature >> 16);

    /// <summary>Adds what was done.</summary>
    public static void Find(MachineFunction machine, Allocation allocation, RegisterFile registers, FoundFeatures found)
    {
        int block = 0;
        foreach (ref readonly InsertedMove move in allocation.Moves.Span)
        {
            while (block + 1 < machine.Blocks.Count && move.Before >= machine.Blocks[block].End)
            {
                block++;
            }

            ref MachineBlock at = ref machine.Blocks[block];
            int place = move.Before == at.First ? 1
                : move.Before == at.End - 1 ? 2
                : (machine.Instructions[move.Before - 1].Flags & MachineFlags.Call) != 0 ? 3 : 0;
            found.Add(Of(KindOf(in move, registers), (int)move.Type, place));
        }

        for (int i = 0; i < machine.Operands.Count; i++)
        {
            if (allocation.Locations[i].IsSlot)
            {
                found.Add(Of(AllocationEvent.MemoryOperand, (int)machine.RegisterTypes[machine.Operands[i].Register], 0));
            }
        }

        foreach (ref readonly StackMapEntry map in allocation.StackMaps.Span)
        {
            AddCount(AllocationEvent.Safepoint, map.Count, found);
        }

        AddCount(AllocationEvent.ZeroedSlots, allocation.ZeroedSlotCount, found);
        AddCount(AllocationEvent.Frame, allocation.SlotCount - 1, found);
    }

    private static AllocationEvent KindOf(in InsertedMove move, RegisterFile registers)
    {
        if (move.Rematerialize >= 0)
        {
            return AllocationEvent.Rematerialize;
        }

        if (IsScratch(move.From, registers) || IsScratch(move.To, registers))
        {
            return AllocationEvent.Cycle;
        }

        return (move.From.IsRegister, move.To.IsRegister) switch
        {
            (true, true) => AllocationEvent.Copy,
            (true, false) => AllocationEvent.Spill,
            (false, true) => AllocationEvent.Reload,
            _ => AllocationEvent.SlotToSlot,
        };
    }

    private static bool IsScratch(Location location, RegisterFile registers) =>
        location.IsRegister && (location.Code == registers.ScratchGeneral || location.Code == registers.ScratchVector);

    private static void AddCount(AllocationEvent kind, int count, FoundFeatures found)
    {
        if (count > 0)
        {
            found.Add(Of(kind, 0, Math.Min((int)uint.Log2((uint)count), 8)));
        }
    }

    private static ulong Of(AllocationEvent kind, int type, int detail) =>
        CompilationFeature.Of(FeatureKind.Allocation) | (ulong)kind << 16 | (ulong)detail << 8 | (uint)type;
}
