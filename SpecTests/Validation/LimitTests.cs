using System.Diagnostics;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.SpecTests.Validation;

/// <summary>Limits are errors that name them, and what stays within them takes bounded time.</summary>
[TestFixture]
public sealed class LimitTests
{
    private static readonly BlockType Empty = BlockType.Empty;

    private static IEnumerable<TestCaseData> Limits()
    {
        yield return Case("types", 1_000_001, module => Fill(module.Definition.Types, new SubType(true, [], FunctionType.Empty, 0), 1_000_001));
        yield return Case("parameters", 1001, module => module.Function(Many(1001)));
        yield return Case("results", 1001, module => module.Function([], Many(1001)));
        yield return Case("fields", 10_001, module => module.Type(new StructType([.. Enumerable.Repeat(new FieldType(StorageType.I8, false), 10_001)])));
        yield return Case("locals", 50_001, module => module.Body(module.Function([ValType.I32]), _ => { }, new LocalGroup(50_000, ValType.I32)));
        yield return Case("locals", 4_294_967_296, module => module.Body(
            module.Function([ValType.I32]), _ => { }, new LocalGroup(uint.MaxValue, ValType.I32)));
        yield return Case("imports", 1_000_001, module => Fill(module.Definition.Imports, new Import("", "", new MemoryType(default), 0), 1_000_001));
        yield return Case("memories", 101, module => Fill(module.Definition.Memories, new MemoryDefinition(new MemoryType(default), 0), 101));
        yield return Case("tables", 100_001, module => Fill(
            module.Definition.Tables, new TableDefinition(new TableType(ValType.FuncRef, default), null, 0), 100_001));
        yield return Case("data segments", 100_001, module => Fill(
            module.Definition.Data, new DataSegment(SegmentMode.Passive, 0, null, default, 1, 0), 100_001));
        yield return Case("exports", 1_000_001, module => Fill(module.Definition.Exports, new Export("", ExternKind.Memory, 0, 0), 1_000_001));
        yield return Case("br_table targets", 65_521, module => module.Body(module.Function([]), writer =>
        {
            writer.Write(Op.I32Const);
            writer.WriteS32(0);
            writer.Write(new Instruction { Op = Op.BrTable }, new uint[65_521], [], []);
        }));
        yield return Case("values of blocks, calls and branches", 16_001_000, module =>
        {
            int type = module.Function([], Many(1000));
            module.Body(type, writer =>
            {
                writer.Write(Op.Call, 0);
                for (int i = 0; i < 16_000; i++)
                {
                    writer.Write(Op.I32Const);
                    writer.WriteS32(0);
                    writer.Write(Op.BrIf, 0);
                }
            });
        });
        yield return Case("try_table clauses", 10_001, module => module.Body(module.Function([]), writer =>
        {
            writer.Write(new Instruction { Op = Op.TryTable }, [], [.. Enumerable.Repeat(new CatchClause(CatchKind.CatchAll, 0, 0), 10_001)], []);
            writer.Write(Op.End);
        }));
        yield return Case("operands of array.new_fixed", 10_001, module =>
        {
            int type = module.Type(new ArrayType(new FieldType(StorageType.I8, false)));
            module.Body(module.Function([]), writer => writer.Write(Op.ArrayNewFixed, (uint)type, 10_001));
        });
        yield return Case("operands", 4_000_001, module =>
        {
            int one = module.Function([], ValType.I32);
            int thousand = module.Function([], Many(1000));
            module.Body(thousand, writer => writer.Write(Op.Unreachable)).Body(one, writer => writer.Write(Op.Unreachable));
            module.Body(one, writer =>
            {
                for (int i = 0; i < 4000; i++)
                {
                    writer.Write(Op.Call, 0);
                }

                writer.Write(Op.Call, 1);
            });
        });
        yield return Case("bytes in a function body", 7_654_322, module =>
        {
            var code = new byte[7_654_322];
            code.AsSpan().Fill((byte)Op.Nop);
            code[^1] = (byte)Op.End;
            module.Body(module.Function([]), code);
        });
    }

    [TestCaseSource(nameof(Limits))]
    public void ExceedingOneNamesIt(string what, long count, Action<TestModule> build)
    {
        var module = new TestModule();
        build(module);
        Assert.That(module.Error(), Does.StartWith($"implementation limit exceeded: {count} {what}, at most {count - 1}").Or.StartWith($"implementation limit exceeded: {count} {what}, at most 50000").Or.StartWith($"implementation limit exceeded: {count} {what}, at most {ImplementationLimits.CarriedValues}"));
    }

    [Test]
    public void WhatIsAtALimitIsValid()
    {
        var module = new TestModule();
        int type = module.Function(Many(1000), Many(1000));
        module.Body(
            type,
            writer =>
            {
                for (uint i = 0; i < 1000; i++)
                {
                    writer.Write(Op.LocalGet, 49_999 - i);
                }

                writer.Write(new Instruction { Op = Op.LocalGet, Index = 49_999 }, [], [], []);
                writer.Write(Op.Drop);
            },
            new LocalGroup(48_999, ValType.I32),
            new LocalGroup(1, ValType.I32));
        Assert.That(module.Error(), Is.Null);
    }

    [Test]
    public void LocalsFarBehindHaveTheirTypes()
    {
        ValType nonNull = ValType.FuncRef.AsNonNull();
        string? Error(uint index, Op then, ValType? declared = null)
        {
            var module = new TestModule();
            return module.Body(
                module.Function([ValType.I64]),
                writer =>
                {
                    writer.Write(Op.LocalGet, index);
                    writer.Write(then);
                    writer.Write(Op.Drop);
                },
                new LocalGroup(3000, ValType.I32), new LocalGroup(0, ValType.F64), new LocalGroup(1, ValType.F32), new LocalGroup(9000, declared ?? ValType.V128)).Error();
        }

        Assert.That(Error(0, Op.I64Eqz), Is.Null);
        Assert.That(Error(1, Op.I32Eqz), Is.Null);
        Assert.That(Error(2047, Op.I32Eqz), Is.Null);
        Assert.That(Error(2048, Op.I32Eqz), Is.Null);
        Assert.That(Error(3000, Op.I32Eqz), Is.Null);
        Assert.That(Error(3001, Op.F32Neg), Is.Null);
        Assert.That(Error(3001, Op.F64Neg), Does.StartWith("type mismatch"));
        Assert.That(Error(3002, Op.V128Not), Is.Null);
        Assert.That(Error(12_001, Op.V128Not), Is.Null);
        Assert.That(Error(12_002, Op.V128Not), Is.EqualTo("unknown local 12002"));
        Assert.That(Error(12_001, Op.RefAsNonNull, nonNull), Is.EqualTo("uninitialized local 12001"));
    }

    [Test]
    public void DeepNestingIsNoProblem()
    {
        const int Depth = 1_000_000;
        var module = new TestModule();
        module.Body(module.Function([]), writer =>
        {
            for (int i = 0; i < Depth; i++)
            {
                writer.Write(i % 2 == 0 ? Op.Block : Op.Loop);
                writer.WriteBlockType(Empty);
            }

            writer.Write(Op.Br, Depth - 1);
            for (int i = 0; i < Depth; i++)
            {
                writer.Write(Op.End);
            }
        });
        FunctionSideTable table = module.Validate().SideTables[0];
        Assert.That(table.Controls, Has.Length.EqualTo(Depth));
        Assert.That(table.Controls[0].IsTarget);
        Assert.That(table.Controls.Count(entry => entry.IsTarget), Is.EqualTo(1));
    }

    // Many br_tables with all targets different, each label with a thousand types of its own: a check per name
    // would be 10^11 comparisons.
    [Test]
    public void BranchTablesTakeBoundedTime()
    {
        const int Labels = 200;
        var module = new TestModule();
        for (int i = 0; i < Labels; i++)
        {
            ValType[] types = Many(1000);
            types[i] = ValType.FuncRef;
            module.Function([], types);
        }

        var targets = new uint[ImplementationLimits.BranchTableTargets];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = (uint)(i % Labels);
        }

        module.Body(module.Function([]), writer =>
        {
            writer.Write(Op.Unreachable);
            for (int i = 0; i < Labels; i++)
            {
                writer.Write(Op.Block);
                writer.WriteBlockType(BlockType.OfType(i));
            }

            for (int i = 0; i < 50; i++)
            {
                writer.Write(Op.Unreachable);
                writer.Write(new Instruction { Op = Op.BrTable, Index = 0 }, targets, [], []);
            }

            for (int i = 0; i < Labels; i++)
            {
                writer.Write(Op.End);
                writer.Write(Op.Unreachable);
            }
        });
        var watch = Stopwatch.StartNew();
        Assert.That(module.Error(), Is.Null);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void SmallFunctionsThatClaimManyLocalsAreFast()
    {
        var module = new TestModule();
        int type = module.Function([]);
        byte[] code = [(byte)Op.End];
        for (int i = 0; i < 100_000; i++)
        {
            module.Body(type, code, new LocalGroup(50_000, ValType.I64));
        }

        var watch = Stopwatch.StartNew();
        Assert.That(module.Error(), Is.Null);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    private static ValType[] Many(int count) => [.. Enumerable.Repeat(ValType.I32, count)];

    private static void Fill<T>(List<T> list, T item, int count)
    {
        for (int i = 0; i < count; i++)
        {
            list.Add(item);
        }
    }

    private static TestCaseData Case(string what, long count, Action<TestModule> build) =>
        new TestCaseData(what, count, build).SetArgDisplayNames(what, count.ToString());
}
