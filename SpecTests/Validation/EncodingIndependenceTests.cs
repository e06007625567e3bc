using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.SpecTests.Validation;

/// <summary>
/// The validator has one path for short encodings and one for all: random bodies written both ways have the same
/// result, error or side table.
/// </summary>
[TestFixture]
public sealed class EncodingIndependenceTests
{
    private static readonly ValType[] Numbers = [ValType.I32, ValType.I64, ValType.F32, ValType.F64];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void ShortAndLongFormsMeanTheSame(int seed)
    {
        var random = new Random(seed);
        int valid = 0;
        for (int i = 0; i < 10_000; i++)
        {
            Step[] steps = Generate(random);
            (string? error, string table) = Validate(steps, isLong: false);
            Assert.That(Validate(steps, isLong: true), Is.EqualTo((error, table)), string.Join(' ', steps));
            valid += error is null ? 1 : 0;
        }

        Assert.That(valid, Is.InRange(500, 9_500), "bodies of both kinds");
    }

    private readonly record struct Step(Op Op, uint Number);

    // Grows a body that is often valid: it knows the types on its stack and mostly minds them.
    private static Step[] Generate(Random random)
    {
        var steps = new List<Step>();
        var heights = new Stack<int>();
        var stack = new Stack<ValType>();
        int length = random.Next(1, 25);
        heights.Push(0);
        while (steps.Count < length)
        {
            Step step = Random(random);
            bool careless = random.Next(60) == 0;
            InstructionInfo info = InstructionTable.Get(step.Op);
            (ValType[] operands, ValType[] results) = step.Op switch
            {
                Op.LocalGet => ([], [Numbers[step.Number & 3]]),
                Op.LocalSet => ([Numbers[step.Number & 3]], []),
                Op.LocalTee => ([Numbers[step.Number & 3]], [Numbers[step.Number & 3]]),
                Op.GlobalGet => ([], [ValType.I64]),
                Op.GlobalSet => ([ValType.I64], []),
                Op.Call => ([ValType.I32, ValType.I64], [ValType.I64]),
                Op.If or Op.BrIf => ([ValType.I32], []),
                Op.Drop => (stack.Count > 0 ? [stack.Peek()] : [ValType.I32], []),
                _ when info.Signature != "*" => (Letters(info.Signature.Split(':')[0]), Letters(info.Signature.Split(':')[1])),
                _ => (Array.Empty<ValType>(), Array.Empty<ValType>()),
            };
            bool fits = stack.Count - heights.Peek() >= operands.Length && stack.Take(operands.Length).Reverse().SequenceEqual(operands);
            bool closes = step.Op is Op.End or Op.Else;
            if (!careless && (!fits || (closes && (heights.Count == 1 || stack.Count != heights.Peek()))))
            {
                continue;
            }

            for (int i = 0; i < operands.Length && stack.Count > 0; i++)
            {
                stack.Pop();
            }

            foreach (ValType result in results)
            {
                stack.Push(result);
            }

            if (step.Op is Op.Block or Op.Loop or Op.If)
            {
                heights.Push(stack.Count);
            }
            else if (step.Op == Op.End && heights.Count > 1)
            {
                heights.Pop();
            }

            steps.Add(step);
        }

        for (; heights.Count > 0; heights.Pop())
        {
            for (; stack.Count > heights.Peek(); stack.Pop())
            {
                steps.Add(new Step(Op.Drop, 0));
            }

            steps.Add(new Step(Op.End, 0));
        }

        return [.. steps];
    }

    private static Step Random(Random random)
    {
        Op[] ops =
        [
            Op.I32Const, Op.I64Const, Op.F32Const, Op.F64Const, Op.LocalGet, Op.LocalGet, Op.LocalGet, Op.LocalSet, Op.LocalTee, Op.GlobalGet,
            Op.GlobalSet, Op.Drop, Op.Block, Op.Loop, Op.If, Op.Else, Op.End, Op.End, Op.Br, Op.BrIf, Op.Call, Op.Return, Op.Unreachable, Op.Nop,
            Op.I32Add, Op.I64Add, Op.F32Mul, Op.F64Div, Op.I32Eqz, Op.I32WrapI64, Op.I64ExtendI32S, Op.I32Load, Op.I64Load8U, Op.I32Store, Op.F64Store,
        ];
        Op op = ops[random.Next(ops.Length)];
        uint range = op switch { Op.LocalGet or Op.LocalSet or Op.LocalTee => 500, Op.Br or Op.BrIf => 3, _ => 1 };
        return new Step(op, random.Next(200) == 0 ? 700u : (uint)random.Next((int)range));
    }

    private static ValType[] Letters(string letters) => [.. letters.Select(letter => letter switch
    {
        'i' or 'a' => ValType.I32,
        'l' => ValType.I64,
        'f' => ValType.F32,
        _ => ValType.F64,
    })];

    private static (string? Error, string Table) Validate(Step[] steps, bool isLong)
    {
        var module = new TestModule();
        int empty = module.Function([]);
        int callee = module.Function([ValType.I32, ValType.I64], ValType.I64);
        module.Definition.Imports.Add(new Import("", "", new FunctionExternType(callee), 0));
        module.Definition.Globals.Add(new GlobalDefinition(new GlobalType(ValType.I64, true), new Expression(TestModule.Code(w => { w.Write(Op.I64Const); w.WriteS64(0); }), 0), 0));
        var writer = new InstructionWriter();
        var positions = new List<int>();
        foreach (Step step in steps)
        {
            positions.Add(writer.Length);
            Write(writer, step, isLong, empty);
        }

        positions.Add(writer.Length);

        // Locals 0, 4, 8… are i32, 1, 5, … i64, and so on.
        LocalGroup[] locals = [.. Enumerable.Range(0, 500).Select(i => new LocalGroup(1, Numbers[i & 3]))];
        module.Memory().Body(empty, writer.ToArray(), locals);
        try
        {
            FunctionSideTable table = module.Validate(new ValidationOptions { FuelSegments = true }).SideTables[0];
            string controls = string.Join(' ', table.Controls.Select(entry => entry with
            {
                Start = positions.IndexOf(entry.Start),
                Else = positions.IndexOf(entry.Else),
                End = positions.IndexOf(entry.End),
            }));
            string fuel = string.Join(' ', table.FuelSegments.Select(segment => segment with { Position = positions.IndexOf(segment.Position) }));
            return (null, $"{table.MaximumOperands} {controls} {fuel}");
        }
        catch (ModuleException error)
        {
            return ($"{error.GetType().Name} {error.Message}", positions.IndexOf((int)error.Offset).ToString());
        }
    }

    private static void Write(InstructionWriter writer, Step step, bool isLong, int empty)
    {
        writer.Write(step.Op);
        switch (InstructionTable.Get(step.Op).Immediate)
        {
            case Immediate.Block:
                if (isLong)
                {
                    WriteLong(writer, (uint)empty);
                }
                else
                {
                    writer.WriteBlockType(BlockType.Empty);
                }

                break;
            case Immediate.F32:
                writer.WriteF32(step.Number);
                break;
            case Immediate.F64:
                writer.WriteF64(step.Number);
                break;
            case Immediate.MemArg:
                writer.WriteByte(0);
                WriteNumber(writer, step.Number, isLong);
                break;
            case Immediate.None:
                break;
            default:
                WriteNumber(writer, step.Number, isLong);
                break;
        }
    }

    private static void WriteNumber(InstructionWriter writer, uint number, bool isLong)
    {
        if (isLong)
        {
            WriteLong(writer, number);
        }
        else if (number < 64)
        {
            writer.WriteByte((byte)number);
        }
        else
        {
            writer.WriteU32(number);
        }
    }

    private static void WriteLong(InstructionWriter writer, uint number)
    {
        for (int i = 0; i < 4; i++, number >>= 7)
        {
            writer.WriteByte((byte)(number | 0x80));
        }

        writer.WriteByte((byte)number);
    }
}
