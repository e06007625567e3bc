using NUnit.Framework;
using Wasm.Jit.Backend;
using Wasm.Jit.RegAlloc;

namespace Wasm.SpecTests.Jit.RegAlloc;

/// <summary>Random functions through the allocators: the checker and the interpreter find nothing.</summary>
[TestFixture]
public sealed class AllocatorTests
{
    /// <summary>The allocators.</summary>
    internal static IRegisterAllocator Make(string name) => name == "simple" ? new SimpleAllocator() : new LinearScanAllocator();

    [Test]
    public void Random_functions(
        [Values("simple", "linear")] string allocator,
        [Values(10, 60, 400)] int size,
        [Values] bool tight)
    {
        IRegisterAllocator instance = Make(allocator);
        var allocation = new Allocation();
        int count = 12000 / size;
        for (int seed = 0; seed < count; seed++)
        {
            Compare(instance, allocation, tight ? MachineBuilder.Tight : MachineBuilder.X64, seed, size);
        }
    }

    private static void Compare(IRegisterAllocator allocator, Allocation allocation, RegisterFile file, int seed, int size)
    {
        MachineFunction function = RandomMachine.Make(seed, file, size);
        try
        {
            allocator.Allocate(function, file, allocation);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"seed {seed}, size {size}: {MachineText.Print(function)}", exception);
        }

        string? complaint = AllocationChecker.Check(function, file, allocation);
        Assert.That(complaint, Is.Null, () => $"seed {seed}, size {size}\n{MachineText.Print(function, allocation)}");
        for (ulong run = 0; run < 3; run++)
        {
            List<ulong> expected = MachineInterpreter.Run(function, file, null, run, 2000);
            Assert.That(MachineInterpreter.Run(function, file, allocation, run, 2000), Is.EqualTo(expected), () => $"seed {seed}, size {size}, run {run}\n{MachineText.Print(function, allocation)}");
        }
    }
}
