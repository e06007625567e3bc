using NUnit.Framework;
using Wasm.Jit.Execution;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Jit.Execution;

/// <summary>Entry and host thunks of random signatures against hand-written code.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed unsafe class ThunkTests
{
    private const string Letters = "ilfdvr";

    private static readonly string[] Fixed =
    [
        "", "i", "v", "llllll", "lllllll", "dddddddd", "ddddddddd", "vvvvvvvvv", "llllllldddddddddv", "lllllllvlv", "rrrrrrrr", "ffffffffff", "iiiiiiii",
    ];

    [Test]
    public void What_goes_in_comes_out([ValueSource(nameof(Fixed))] string types) => AssertEcho(types, 1);

    [Test]
    public void Random_signatures_echo([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 25; i++)
        {
            AssertEcho(Types(random, random.Next(41)), random.Next());
        }
    }

    [Test]
    public void A_thousand_parameters_and_results_echo() => AssertEcho(Types(new Random(5), 1000), 6);

    [Test]
    public void Host_functions_get_arguments_and_give_results([Range(1, 8)] int seed)
    {
        var random = new Random(100 + seed);
        for (int i = 0; i < 25; i++)
        {
            AssertHost(Types(random, random.Next(41)), Types(random, random.Next(41)), random);
        }
    }

    [Test]
    public void Host_functions_with_a_thousand_parameters_and_results()
    {
        var random = new Random(7);
        AssertHost(Types(random, 1000), Types(random, 1000), random);
    }

    [Test]
    public void Large_frames_are_checked_before_they_are_written()
    {
        // Room for less than two of the frames that a thousand vectors take.
        using var machine = new TestMachine(stackBytes: 80 << 10);
        EngineStack stack = machine.NewStack();
        string types = new('v', 1000);
        nuint echo = machine.Add((asm, _) => Echo.Write(asm, types)).Start;
        RawValue[] slots = Echo.Values(types, new Random(1));
        Assert.That(machine.Call(stack, types, types, echo, 0, slots), Is.EqualTo(EntryResult.Returned));

        nuint forward = machine.Add((asm, _) => Echo.WriteForward(asm, types, types, echo, 0)).Start;
        nuint twice = machine.Add((asm, _) => Echo.WriteForward(asm, types, types, forward, 0)).Start;
        nuint thrice = machine.Add((asm, _) => Echo.WriteForward(asm, types, types, twice, 0)).Start;
        ulong record = machine.Host((on, _) => Assert.That(machine.Call(on, types, types, thrice, 0, slots), Is.EqualTo(EntryResult.Exited)));
        CodeEntry caller = StubTests.AddCaller(machine, record, 0, 0);
        Assert.That(machine.Call(stack, caller, out _, 0), Is.EqualTo(EntryResult.Returned), () => stack.Exit.Exception?.ToString() ?? "");
        Assert.That(stack.Exit.Kind, Is.EqualTo(ExitKind.Exhaustion));
    }

    [Test]
    public void Thunks_are_made_once_per_signature()
    {
        using var machine = new TestMachine();
        nuint first = machine.Thunks.EntryThunk(TestMachine.Signature("il", "d"));
        Assert.Multiple(() =>
        {
            Assert.That(machine.Thunks.EntryThunk(TestMachine.Signature("il", "d")), Is.EqualTo(first));
            Assert.That(machine.Thunks.EntryThunk(TestMachine.Signature("i", "ld")), Is.Not.EqualTo(first));
            Assert.That(machine.Thunks.HostThunk(TestMachine.Signature("il", "d")), Is.Not.EqualTo(first));
            Assert.That(CodeMap.Find(first)?.Kind, Is.EqualTo(CodeKind.EntryThunk));
        });
    }

    private static string Types(Random random, int count) =>
        string.Create(count, random, static (letters, source) =>
        {
            for (int i = 0; i < letters.Length; i++)
            {
                letters[i] = Letters[source.Next(Letters.Length)];
            }
        });

    private static void AssertEcho(string types, int seed)
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        nuint echo = machine.Add((asm, _) => Echo.Write(asm, types)).Start;
        nuint forward = machine.Add((asm, _) => Echo.WriteForward(asm, types, types, echo, 0)).Start;
        RawValue[] slots = Echo.Values(types, new Random(seed));
        RawValue[] expected = [.. slots];
        Assert.That(machine.Call(stack, types, types, echo, 0, slots), Is.EqualTo(EntryResult.Returned));
        Assert.That(slots, Is.EqualTo(expected), types);
        Assert.That(machine.Call(stack, types, types, forward, 0, slots), Is.EqualTo(EntryResult.Returned));
        Assert.That(slots, Is.EqualTo(expected), types);
    }

    private static void AssertHost(string parameters, string results, Random random)
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        int count = Math.Max(parameters.Length, results.Length);
        RawValue[] arguments = Echo.Values(parameters, random, count);
        RawValue[] returned = Echo.Values(results, random);
        RawValue[] seen = [];
        ulong record = machine.Host((_, slots) =>
        {
            seen = new Span<RawValue>(slots, parameters.Length).ToArray();
            returned.CopyTo(new Span<RawValue>(slots, results.Length));
        });
        nuint thunk = machine.Thunks.HostThunk(TestMachine.Signature(parameters, results));
        nuint forward = machine.Add((asm, _) => Echo.WriteForward(asm, parameters, results, thunk, record)).Start;
        RawValue[] slots = [.. arguments];
        Assert.That(machine.Call(stack, parameters, results, forward, 0, slots), Is.EqualTo(EntryResult.Returned));
        Assert.That(seen, Is.EqualTo(arguments[..parameters.Length]), $"{parameters} -> {results}");
        Assert.That(slots[..results.Length], Is.EqualTo(returned), $"{parameters} -> {results}");

        // And without a function between: the host calls the host.
        slots = [.. arguments];
        Assert.That(machine.Call(stack, parameters, results, thunk, record, slots), Is.EqualTo(EntryResult.Returned));
        Assert.That(slots[..results.Length], Is.EqualTo(returned), $"{parameters} -> {results}");
    }
}
