using System.Text;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;
using Wasm.Text;

namespace Wasm.SpecTests.Fuzz;

[TestFixture]
public sealed class MutatorTests
{
    private static readonly MutatorOptions Raw = new() { KeepValid = false, MaximumChanges = 1 };

    [Test]
    public void Same_bytes_give_the_same_module_and_others_another()
    {
        int same = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            ModuleDefinition module = StaticCorpus.Generated(seed);
            ModuleDefinition donor = StaticCorpus.Generated(seed + 1);
            byte[] bytes = SeedBytes.Expand(seed ^ 77, 256);
            Mutation one = Mutator.Mutate(module, [donor], bytes);
            Mutation other = Mutator.Mutate(ModuleDecoder.Decode(ModuleEncoder.Encode(module)), [donor], bytes);
            Assert.That(ModuleEncoder.Encode(one.Module), Is.EqualTo(ModuleEncoder.Encode(other.Module)), $"seed {seed}");
            Assert.That(one.Changes, Is.EqualTo(other.Changes));
            byte[] third = ModuleEncoder.Encode(Mutator.Mutate(module, [donor], SeedBytes.Expand(seed ^ 78, 256)).Module);
            same += third.AsSpan().SequenceEqual(ModuleEncoder.Encode(one.Module)) ? 1 : 0;
        }

        Assert.That(same, Is.LessThan(10));
    }

    [Test]
    public void Modules_kept_valid_are_valid()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            Mutation made = Mutator.Mutate(StaticCorpus.Generated(seed), [StaticCorpus.Generated(seed + 1)], SeedBytes.Expand(seed, 256));
            Assert.That(BodyMap.IsValid(made.Module), $"seed {seed}: {string.Join(' ', made.Changes)}");
        }
    }

    [Test]
    public void Each_typed_change_changes_something_and_mostly_keeps_a_module_valid()
    {
        int all = 0;
        int valid = 0;
        foreach (Change change in Mutator.Typed)
        {
            int changed = 0;
            for (ulong seed = 0; seed < 40; seed++)
            {
                ModuleDefinition module = StaticCorpus.Generated(seed);
                var place = new ChangePlace(module, [StaticCorpus.Generated(seed + 1)], new ByteSource(SeedBytes.Expand(seed, 64)), Raw);
                if (change.Apply(place) is { } next)
                {
                    changed += ModuleEncoder.Encode(next).AsSpan().SequenceEqual(ModuleEncoder.Encode(module)) ? 0 : 1;
                    all++;
                    valid += BodyMap.IsValid(ModuleCopy.Settle(next)) ? 1 : 0;
                }
            }

            Assert.That(changed, Is.GreaterThan(3), change.Name);
        }

        TestContext.Out.WriteLine($"{valid} of {all} valid");
        Assert.That(valid, Is.GreaterThan(all * 8 / 10));
    }

    [Test]
    public void Each_untyped_change_changes_something_and_leaves_a_module_that_can_be_decoded()
    {
        foreach (Change change in Mutator.Untyped)
        {
            int changed = 0;
            for (ulong seed = 0; seed < 40; seed++)
            {
                ModuleDefinition module = StaticCorpus.Generated(seed);
                var place = new ChangePlace(module, [], new ByteSource(SeedBytes.Expand(seed, 64)), MutatorOptions.Breaking);
                if (change.Apply(place) is { } next)
                {
                    byte[] binary = ModuleEncoder.Encode(next);
                    changed += binary.AsSpan().SequenceEqual(ModuleEncoder.Encode(module)) ? 0 : 1;
                    ModuleDecoder.Decode(binary, FeatureSet.Wasm3, DecodeOptions.ForValidation);
                }
            }

            Assert.That(changed, Is.GreaterThan(3), change.Name);
        }
    }

    [Test]
    public void Damage_is_deterministic_and_is_damage()
    {
        int refused = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            byte[] binary = ModuleEncoder.Encode(StaticCorpus.Generated(seed));
            byte[] donor = ModuleEncoder.Encode(StaticCorpus.Generated(seed + 1));
            byte[] decisions = SeedBytes.Expand(seed, 64);
            byte[] made = ByteMutator.Corrupt(binary, donor, decisions);
            Assert.That(ByteMutator.Corrupt(binary, donor, decisions), Is.EqualTo(made));
            try
            {
                ModuleDecoder.Decode(made);
            }
            catch (ModuleException)
            {
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(100));
        byte[] text = Encoding.UTF8.GetBytes("(module (func (export \"f\") (result i32) (i32.const 1)))");
        byte[] damaged = ByteMutator.CorruptText(text, SeedBytes.Expand(5, 64));
        Assert.That(damaged, Is.Not.EqualTo(text));
        Assert.That(ByteMutator.CorruptText(text, SeedBytes.Expand(5, 64)), Is.EqualTo(damaged));
    }

    [Test]
    public void Expressions_of_a_body_are_found_with_their_types()
    {
        byte[] binary = ModuleParser.Parse(
            "(module (func (param i32) (result i64) (local.set 0 (i32.add (local.get 0) (i32.const 2))) (if (result i64) (local.get 0) (then (i64.const 1)) (else (i64.const 2)))))").Encode();
        var map = BodyMap.TryMake(ModuleDecoder.Decode(binary), 0)!;
        Assert.That(map.Expressions.Select(item => $"{item.Start}-{item.End} {item.Type}"), Is.EqualTo(
            (string[])["0-2 i32", "2-4 i32", "0-5 i32", "7-9 i32", "11-13 i64", "14-16 i64", "7-17 i64"]));
        Assert.That(map.Statements.Select(item => $"{item.Start}-{item.End}"), Is.EqualTo((string[])["0-7"]));
    }
}
