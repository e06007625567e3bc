using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.SpecTests.Validation;

/// <summary>Every row of the instruction table: the right operands validate, each wrong one is refused.</summary>
[TestFixture]
public sealed class OneInstructionTests
{
    private static readonly Dictionary<Op, SpecialInstruction[]> Specials = SpecialInstruction.All
        .GroupBy(item => item.Op).ToDictionary(group => group.Key, group => group.ToArray());

    private static IEnumerable<InstructionInfo> Rows => InstructionTable.All;

    private static IEnumerable<InstructionInfo> RowsWithIndices => Rows.Where(info => info.Immediate is not (
        Immediate.None or Immediate.I32 or Immediate.I64 or Immediate.F32 or Immediate.F64 or Immediate.V128 or Immediate.Lane or Immediate.Shuffle));

    [TestCaseSource(nameof(Rows))]
    public void AcceptsItsOperandsAndNoOthers(InstructionInfo info)
    {
        if (info.Signature == "*")
        {
            Assert.That(Specials, Contains.Key(info.Op), "no test knows how to type this instruction");
            foreach (SpecialInstruction special in Specials[info.Op])
            {
                Check(special);
            }
        }
        else
        {
            // Memory and table 0 have 32-bit addresses, 1 have 64-bit ones.
            bool hasAddress = info.Signature.AsSpan().ContainsAny('a', 't');
            for (int space = 0; space < (hasAddress ? 2 : 1); space++)
            {
                Check(FromSignature(info, space));
            }
        }
    }

    [TestCaseSource(nameof(RowsWithIndices))]
    public void RefusesIndicesThatNameNothing(InstructionInfo info)
    {
        var instruction = new Instruction { Op = info.Op, Index = 1000, Index2 = 1000, Block = BlockType.OfType(1000), Type = Unknown, SourceType = Unknown };
        TestModule module = SpecialInstruction.Surroundings();
        string? error = module.Body(module.Function([]), writer =>
        {
            writer.Write(Op.Unreachable);
            writer.Write(instruction, [1000], [new CatchClause(CatchKind.Catch, 1000, 1000)], [Unknown]);
        }).Error();
        Assert.That(error, Does.Match("^unknown (type|function|local|global|table|memory|tag|label|data segment|elem segment) 1000$"));
    }

    private static ValType Unknown => ValType.Ref(HeapType.Concrete(1000), nullable: false);

    private static SpecialInstruction FromSignature(InstructionInfo info, int space)
    {
        string[] sides = info.Signature.Split(':');
        ValType[] Types(string letters) => [.. letters.Select(letter => letter switch
        {
            'i' => ValType.I32,
            'l' => ValType.I64,
            'f' => ValType.F32,
            'd' => ValType.F64,
            'v' => ValType.V128,
            _ => space == 0 ? ValType.I32 : ValType.I64,
        })];
        var instruction = new Instruction { Op = info.Op };
        if (info.Immediate is Immediate.DataMemory or Immediate.ElementTable)
        {
            instruction.Index2 = (uint)space;
        }
        else if (info.Signature.AsSpan().ContainsAny('a', 't'))
        {
            instruction.Index = (uint)space;
        }

        return new SpecialInstruction(info.Op, writer => writer.Write(instruction, [], [], []), Types(sides[0]), Types(sides[1]));
    }

    private static void Check(SpecialInstruction instruction)
    {
        Assert.That(Error(instruction, instruction.Operands), Is.Null, $"{instruction.Op} with its operands");
        if (instruction.Results is { } results)
        {
            ValType[] tooMany = [.. results, ValType.F32];
            Assert.That(Error(instruction with { Results = tooMany }, instruction.Operands), Does.StartWith("type mismatch"));
        }

        for (int i = 0; i < instruction.Operands.Length; i++)
        {
            // No instruction takes an exnref where its operand is anything but one.
            foreach (ValType wrong in (ValType[])[ValType.I32, ValType.I64, ValType.F32, ValType.V128, ValType.ExnRef, ValType.ExternRef])
            {
                if (instruction.Operands[i] != wrong && !instruction.Accepts(i, wrong))
                {
                    ValType[] operands = [.. instruction.Operands];
                    operands[i] = wrong;
                    Assert.That(Error(instruction, operands), Does.StartWith("type mismatch"), $"{instruction.Op} with operand {i} {wrong}");
                }
            }
        }

        if (instruction.Operands.Length != 0)
        {
            Assert.That(Error(instruction, instruction.Operands, pushed: instruction.Operands.Length - 1), Does.StartWith("type mismatch"), $"{instruction.Op} with an operand missing");
            Assert.That(
                Error(instruction, instruction.Operands, pushed: 0, unreachable: true), Is.Null, $"{instruction.Op} in unreachable code");
        }
    }

    // A function whose parameters are the operands and whose results are the instruction's.
    private static string? Error(SpecialInstruction instruction, ValType[] operands, int pushed = int.MaxValue, bool unreachable = false)
    {
        TestModule module = SpecialInstruction.Surroundings();
        int type = module.Function(operands, [.. instruction.Results ?? [ValType.F64]]);
        return module.Body(type, writer =>
        {
            if (unreachable)
            {
                writer.Write(Op.Unreachable);
            }

            for (int i = 0; i < Math.Min(pushed, operands.Length); i++)
            {
                writer.Write(Op.LocalGet, (uint)i);
            }

            instruction.Write(writer);
        }).Error();
    }
}
