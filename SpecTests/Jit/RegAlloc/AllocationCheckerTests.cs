using NUnit.Framework;
using Wasm.Jit.Backend;
using Wasm.Jit.RegAlloc;

namespace Wasm.SpecTests.Jit.RegAlloc;

/// <summary>An allocation that is broken in one place is found wrong.</summary>
[TestFixture]
public sealed class AllocationCheckerTests
{
    /// <summary>Each kind of damage, where what it does to the run can be seen, is seen by the checker too.</summary>
    [Test]
    public void Damage_that_changes_a_run_is_found([Values("simple", "linear")] string name, [Values] Damage damage)
    {
        IRegisterAllocator allocator = AllocatorTests.Make(name);
        var allocation = new Allocation();
        int found = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            MachineFunction function = RandomMachine.Make(seed, MachineBuilder.Tight, 40);
            allocator.Allocate(function, MachineBuilder.Tight, allocation);
            if (!Break(function, allocation, damage, new Random(seed)))
            {
                continue;
            }

            string? complaint = AllocationChecker.Check(function, MachineBuilder.Tight, allocation);
            found += complaint is null ? 0 : 1;
            bool differs = false;
            for (ulong run = 0; run < 5 && complaint is null; run++)
            {
                differs |= !MachineInterpreter.Run(function, MachineBuilder.Tight, allocation, run, 1000)
                    .SequenceEqual(MachineInterpreter.Run(function, MachineBuilder.Tight, null, run, 1000));
            }

            Assert.That(differs, Is.False, () => $"seed {seed}: not found\n{MachineText.Print(function, allocation)}");
        }

        Assert.That(found, Is.GreaterThan(10));
    }

    /// <summary>What the run of a function does not show: only rules that are broken.</summary>
    [Test]
    public void Missing_or_superfluous_slots_of_stack_maps_are_found()
    {
        var allocation = new Allocation();
        int missing = 0;
        int superfluous = 0;
        int tolerated = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            MachineFunction function = RandomMachine.Make(seed, MachineBuilder.Tight, 40);
            new LinearScanAllocator().Allocate(function, MachineBuilder.Tight, allocation);
            for (int m = 0; m < allocation.StackMaps.Count; m++)
            {
                StackMapEntry whole = allocation.StackMaps[m];
                if (whole.Count > 0)
                {
                    allocation.StackMaps[m] = whole with { Count = whole.Count - 1 };
                    string? complaint = AllocationChecker.Check(function, MachineBuilder.Tight, allocation);
                    Assert.That(complaint, Is.Null.Or.Contains("is live"));
                    missing += complaint is null ? 0 : 1;
                    tolerated += complaint is null ? 1 : 0;
                }

                int unnamed = Array.FindIndex([.. Enumerable.Range(0, allocation.SlotCount)], slot => !allocation.StackMapSlots.Span.Slice(whole.Start, whole.Count).Contains(slot));
                if (unnamed >= 0)
                {
                    int start = allocation.StackMapSlots.Count;
                    for (int k = 0; k < whole.Count; k++)
                    {
                        int slot = allocation.StackMapSlots[whole.Start + k];
                        allocation.StackMapSlots.Add(slot);
                    }

                    allocation.StackMapSlots.Add(unnamed);
                    allocation.StackMaps[m] = new StackMapEntry(whole.Instruction, start, whole.Count + 1);
                    string? other = AllocationChecker.Check(function, MachineBuilder.Tight, allocation);
                    Assert.That(other, Is.Null.Or.Contains("no live reference"));
                    superfluous += other is null ? 0 : 1;
                    tolerated += other is null ? 1 : 0;
                }

                allocation.StackMaps[m] = whole;
            }

            Assert.That(AllocationChecker.Check(function, MachineBuilder.Tight, allocation), Is.Null);
        }

        // A parameter that is only another name of a live reference makes a second slot right, and its absence.
        Assert.Multiple(() =>
        {
            Assert.That(missing, Is.GreaterThan(50));
            Assert.That(superfluous, Is.GreaterThan(50));
            Assert.That(tolerated, Is.LessThan((missing + superfluous) / 5));
        });
    }

    /// <summary>Ways to break an allocation.</summary>
    public enum Damage
    {
        /// <summary>A move is missing.</summary>
        RemovedMove,

        /// <summary>A move goes elsewhere.</summary>
        OtherDestination,

        /// <summary>A move comes from elsewhere.</summary>
        OtherSource,

        /// <summary>Two moves of one place are in the wrong order.</summary>
        SwappedMoves,

        /// <summary>An operand has another register.</summary>
        OtherRegister,

        /// <summary>Something else is repeated.</summary>
        OtherConstant,
    }

    private static bool Break(MachineFunction function, Allocation allocation, Damage damage, Random random)
    {
        if (damage == Damage.OtherRegister)
        {
            ref Location location = ref allocation.Locations[random.Next(allocation.Locations.Count)];
            if (!location.IsRegister)
            {
                return false;
            }

            location = Location.Register((location.Code & 32) + ((location.Code + 1) % 5));
            return true;
        }

        if (allocation.Moves.Count < 2)
        {
            return false;
        }

        int m = random.Next(allocation.Moves.Count - 1);
        ref InsertedMove move = ref allocation.Moves[m];
        switch (damage)
        {
            case Damage.RemovedMove:
                Span<InsertedMove> all = allocation.Moves.Span;
                all[(m + 1)..].CopyTo(all[m..]);
                allocation.Moves.Pop();
                return true;
            case Damage.OtherDestination when move.To.IsRegister:
                move.To = Location.Register((move.To.Code & 32) + ((move.To.Code + 1) % 5));
                return true;
            case Damage.OtherSource when move.From.IsRegister && move.Rematerialize < 0:
                move.From = Location.Register((move.From.Code & 32) + ((move.From.Code + 1) % 5));
                return true;
            case Damage.SwappedMoves when allocation.Moves[m + 1].Before == move.Before:
                (allocation.Moves[m], allocation.Moves[m + 1]) = (allocation.Moves[m + 1], allocation.Moves[m]);
                return true;
            case Damage.OtherConstant when move.Rematerialize >= 0:
                int other = Array.FindIndex(function.Instructions.Span.ToArray(), instruction => (instruction.Flags & MachineFlags.Rematerializable) != 0);
                if (other == move.Rematerialize || function.Instructions[other].Imm == function.Instructions[move.Rematerialize].Imm)
                {
                    return false;
                }

                move.Rematerialize = other;
                return true;
            default:
                return false;
        }
    }
}
