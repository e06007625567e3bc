using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Jit.Frontend;
using Wasm.Jit.Ir;
using Wasm.SpecTests.Validation;

namespace Wasm.SpecTests.Jit.Frontend;

/// <summary>
/// Functions at the limits. That the work is linear shows in what is made: instructions, values carried by edges, and what is
/// allocated for a second translation, which is nothing.
/// </summary>
[TestFixture]
public sealed class LargeFunctionTests
{
    private const int Locals = ImplementationLimits.Locals;

    private static readonly FrontendOptions Options = TranslatedModule.Default with { Interruptible = true };

    [Test]
    public void Blocks_do_not_copy_locals()
    {
        // 50,000 locals that live through 50,000 ifs, each of which assigns one.
        IrFunction function = Translate(Locals, writer =>
        {
            for (int i = 0; i < Locals; i++)
            {
                Get(writer, 0);
                Open(writer, Op.If);
                Get(writer, i);
                Set(writer, i);
                Constant(writer, i);
                Set(writer, i);
                writer.Write(Op.End);
            }

            Sum(writer);
        });
        Assert.That(function.InstructionCount, Is.LessThan(20 * Locals));
        Assert.That(function.ListLength, Is.LessThan(8 * Locals));
    }

    [Test]
    public void Loops_have_parameters_for_what_they_assign()
    {
        IrFunction function = Translate(Locals, writer =>
        {
            for (int i = 1; i < Locals; i++)
            {
                Open(writer, Op.Loop);
                Get(writer, i - 1);
                Get(writer, i);
                writer.Write(Op.I32Add);
                Set(writer, i);
                Get(writer, 0);
                writer.Write(Op.BrIf, 0);
                writer.Write(Op.End);
            }

            Sum(writer);
        });
        Assert.That(function.InstructionCount, Is.LessThan(20 * Locals));
        Assert.That(function.ListLength, Is.LessThan(8 * Locals));
        Assert.That(function.BlockOrder.Max(block => function[block].ParameterCount), Is.EqualTo(2));
    }

    [Test]
    public void Many_branches_to_one_label_carry_only_what_is_read()
    {
        // All locals are assigned, then 100,000 branches leave the block.
        const int Branches = 100_000;
        IrFunction function = Translate(Locals, writer =>
        {
            Open(writer, Op.Block);
            for (int i = 1; i < Locals; i++)
            {
                Constant(writer, i);
                Set(writer, i);
            }

            for (int i = 0; i < Branches; i++)
            {
                Get(writer, 0);
                writer.Write(Op.BrIf, 0);
            }

            Constant(writer, 7);
            Set(writer, 5);
            writer.Write(Op.End);
            Sum(writer);
        });
        Assert.That(function.InstructionCount, Is.LessThan(4 * (Locals + Branches)));
        Assert.That(function.ListLength, Is.LessThan(2 * (Locals + Branches)));
    }

    [Test]
    public void Nested_blocks([Values(Op.Block, Op.Loop, Op.If, Op.TryTable)] Op kind)
    {
        const int Depth = 100_000;
        var module = new TestModule();
        module.Definition.Tags.Add(new TagDefinition(new TagType(module.Function([])), 0));
        module.Body(module.Function([ValType.I32], ValType.I32), writer =>
        {
            Open(writer, Op.Block);
            for (int i = 0; i < Depth; i++)
            {
                if (kind == Op.If)
                {
                    Get(writer, 0);
                }

                var clause = new CatchClause(CatchKind.Catch, 0, (uint)i);
                writer.Write(Block(kind), [], kind == Op.TryTable ? [clause] : [], []);
            }

            Constant(writer, 1);
            writer.Write(Op.Call, 0);
            Set(writer, 0);
            for (int i = 0; i < Depth; i++)
            {
                Get(writer, 0);
                writer.Write(Op.BrIf, 0);
                writer.Write(Op.End);
            }

            writer.Write(Op.End);
            Get(writer, 0);
        });
        IrFunction function = TranslatedModule.TryFrom(module.Definition, FeatureSet.Wasm3)!.Translate(0, Options);
        Assert.That(function.InstructionCount, Is.LessThan(20 * Depth));
    }

    [Test]
    public void Large_branch_tables()
    {
        IrFunction function = Translate(1000, writer =>
        {
            Open(writer, Op.Block);
            Open(writer, Op.Block);
            for (int i = 1; i < 1000; i++)
            {
                Get(writer, 0);
                Set(writer, i);
            }

            Get(writer, 0);
            uint[] labels = [.. Enumerable.Range(0, ImplementationLimits.BranchTableTargets).Select(i => (uint)i & 1)];
            writer.Write(new Core.Binary.Instruction { Op = Op.BrTable, Index = 1 }, labels, [], []);
            writer.Write(Op.End);
            Constant(writer, 1);
            Set(writer, 9);
            writer.Write(Op.End);
            for (int i = 0; i < 1000; i++)
            {
                Get(writer, i);
                writer.Write(Op.Drop);
            }

            Constant(writer, 1);
        });
        Assert.That(function.EdgeCount, Is.LessThan(ImplementationLimits.BranchTableTargets + 100));
        Assert.That(function.ListLength, Is.LessThan(5000));
    }

    // A compiler's switch in a loop: each label ends a block that assigns, and the table's edge is far back in every local's history.
    [Test]
    [CancelAfter(60_000)]
    public void Branch_tables_of_all_different_labels()
    {
        const int Labels = ImplementationLimits.BranchTableTargets;
        IrFunction function = Translate(3, writer =>
        {
            Open(writer, Op.Loop);
            for (int i = 0; i < Labels; i++)
            {
                Open(writer, Op.Block);
            }

            Get(writer, 0);
            uint[] labels = [.. Enumerable.Range(0, Labels).Select(i => (uint)i)];
            writer.Write(new Core.Binary.Instruction { Op = Op.BrTable, Index = 0 }, labels, [], []);
            for (int i = 0; i < Labels; i++)
            {
                writer.Write(Op.End);
                Get(writer, 1);
                Constant(writer, i);
                writer.Write(Op.I32Add);
                Set(writer, 1);
            }

            Get(writer, 1);
            writer.Write(Op.BrIf, 0);
            writer.Write(Op.End);
            Get(writer, 1);
        });
        Assert.That(function.InstructionCount, Is.LessThan(10 * Labels));
        Assert.That(function.ListLength, Is.LessThan(10 * Labels));
    }

    // 50 million parameters of blocks in SSA form.
    [Test]
    [CancelAfter(60_000)]
    public void Locals_assigned_in_many_nested_blocks([Values(Op.Block, Op.Loop, Op.If)] Op kind, [Values] bool isRead)
    {
        const int Depth = 10_000;
        const int Count = 5_000;
        IrFunction function = Translate(Count, writer =>
        {
            for (int i = 0; i < Depth; i++)
            {
                if (kind == Op.If)
                {
                    Get(writer, 0);
                }

                Open(writer, kind);
                Get(writer, 1);
                writer.Write(Op.BrIf, 0);
            }

            for (int i = 0; i < Count; i++)
            {
                Get(writer, i);
                Constant(writer, i);
                writer.Write(Op.I32Add);
                Set(writer, i);
            }

            for (int i = 0; i < Depth; i++)
            {
                writer.Write(Op.End);
            }

            Constant(writer, 0);
            for (int i = 0; isRead && i < Count; i++)
            {
                Get(writer, i);
                writer.Write(Op.I32Add);
            }
        });
        Assert.That(function.InstructionCount, Is.LessThan(20 * (Depth + Count)));
        Assert.That(function.ListLength, Is.LessThan(20 * (Depth + Count)));
    }

    [Test]
    [CancelAfter(60_000)]
    public void Clauses_of_nested_try_tables_stand_once()
    {
        const int Depth = 20_000;
        var module = new TestModule();
        module.Definition.Tags.Add(new TagDefinition(new TagType(module.Function([])), 0));
        module.Body(module.Function([ValType.I32], ValType.I32), writer =>
        {
            Open(writer, Op.Block);
            for (int i = 0; i < Depth; i++)
            {
                writer.Write(Block(Op.TryTable), [], [new CatchClause(CatchKind.Catch, 0, (uint)i)], []);
                Constant(writer, 1);
                writer.Write(Op.Call, 0);
                Set(writer, 0);
            }

            for (int i = 0; i <= Depth; i++)
            {
                writer.Write(Op.End);
            }

            Get(writer, 0);
        });
        IrFunction function = TranslatedModule.TryFrom(module.Definition, FeatureSet.Wasm3)!.Translate(0, Options);
        Assert.That(function.Catches.Count, Is.EqualTo(2 * Depth));
        Assert.That(function.InstructionCount, Is.LessThan(30 * Depth));
    }

    [Test]
    public void A_thousand_parameters_and_results()
    {
        ValType[] types = [.. Enumerable.Repeat(ValType.I64, 1000)];
        var module = new TestModule();
        int type = module.Function(types, types);
        module.Body(type, writer =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Get(writer, i);
            }

            writer.Write(Op.Call, 0);
            writer.Write(new Core.Binary.Instruction { Op = Op.Block, Block = BlockType.OfType(type) }, [], [], []);
            Constant(writer, 1);
            writer.Write(Op.BrIf, 0);
            writer.Write(Op.End);
        });
        IrFunction function = TranslatedModule.TryFrom(module.Definition, FeatureSet.Wasm3)!.Translate(0, Options);
        Assert.That(function.ListLength, Is.LessThan(10_000));
    }

    [Test]
    public void A_million_instructions_and_no_allocation_the_second_time()
    {
        TranslatedModule module = ModuleOf(100, writer =>
        {
            Constant(writer, 0);
            for (int i = 0; i < 200_000; i++)
            {
                Get(writer, i % 100);
                writer.Write(Op.I32Add);
                writer.Write(Op.LocalTee, (uint)(i % 97));
                Constant(writer, i);
                writer.Write(Op.I32Xor);
            }
        });
        var output = new IrFunction();
        module.Translate(0, Options, output);
        new IrVerifier().Check(output);
        Assert.That(output.InstructionCount, Is.LessThan(700_000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        module.Translate(0, Options, output);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(200));
    }

    private static IrFunction Translate(int locals, Action<InstructionWriter> code) => ModuleOf(locals, code).Translate(0, Options);

    /// <summary>A function from i32 to i32 with locals of i32.</summary>
    private static TranslatedModule ModuleOf(int locals, Action<InstructionWriter> code)
    {
        var module = new TestModule();
        module.Body(module.Function([ValType.I32], ValType.I32), code, new LocalGroup((uint)locals - 1, ValType.I32));
        return TranslatedModule.TryFrom(module.Definition, FeatureSet.Wasm3)!;
    }

    private static Core.Binary.Instruction Block(Op op) => new() { Op = op, Block = BlockType.Empty };

    private static void Open(InstructionWriter writer, Op op) => writer.Write(Block(op), [], [], []);

    private static void Get(InstructionWriter writer, int local) =>
        writer.Write(Op.LocalGet, (uint)local);

    private static void Set(InstructionWriter writer, int local) =>
        writer.Write(Op.LocalSet, (uint)local);

    private static void Constant(InstructionWriter writer, int value) =>
        writer.Write(new Core.Binary.Instruction { Op = Op.I32Const, Bits = (uint)value }, [], [], []);

    private static void Sum(InstructionWriter writer)
    {
        Get(writer, 0);
        for (int i = 1; i < Locals; i++)
        {
            Get(writer, i);
            writer.Write(Op.I32Add);
        }
    }
}
