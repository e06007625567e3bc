using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.SpecTests.Text;

/// <summary>Every row of the instruction table can be written, flat and folded, and means what it says.</summary>
public sealed class InstructionTextTests
{
    private static IEnumerable<Op> Ops => InstructionTable.All.Select(row => row.Op).Where(op => op is not (Op.Else or Op.End));

    [TestCaseSource(nameof(Ops))]
    public void FlatAndFolded(Op op)
    {
        InstructionInfo row = InstructionTable.Get(op);
        string text = row.Mnemonic + Immediates(row);
        bool isBlock = row.Op is Op.Block or Op.Loop or Op.If or Op.TryTable;
        FunctionDefinition flat = Function(text + (isBlock ? " end" : ""));
        var reader = new InstructionReader(flat.Body.Code.Span, 0);
        var instruction = default(Instruction);
        Assert.That(reader.Read(ref instruction), Is.SameAs(row));
        Check(row, in instruction, ref reader);
        string folded = row.Op == Op.If ? $"({text} (then))" : $"({text})";
        Assert.That(Function(folded).Body.Code.ToArray(), Is.EqualTo(flat.Body.Code.ToArray()));
        if (!isBlock)
        {
            Assert.That(Function($"({text} (nop) (nop))").Body.Code.ToArray(), Is.EqualTo(Function("nop nop " + text).Body.Code.ToArray()));
        }
    }

    private static FunctionDefinition Function(string body) => ParseHelper.Parse($"(func {body})").Definition.Functions[0];

    // Distinct numbers, in the order of the text.
    private static string Immediates(InstructionInfo row) => row.Immediate switch
    {
        Immediate.None => "",
        Immediate.Block => " (result f32)",
        Immediate.TryTable => " (catch 3 4)(catch_ref 5 6) (catch_all 7)(catch_all_ref 8)",
        Immediate.LabelTable => " 3 4 200",
        Immediate.CallIndirect => " 3 (type 4)",
        Immediate.TableTable or Immediate.ElementTable or Immediate.MemoryMemory or Immediate.DataMemory
            or Immediate.TypeField or Immediate.TypeCount or Immediate.TypeData or Immediate.TypeElement or Immediate.TypeType => " 3 4",
        Immediate.MemArg => " 3 offset=0x1_0000_0000 align=1",
        Immediate.MemArgLane => " 3 offset=4 align=1 5",
        Immediate.Shuffle => " 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31",
        Immediate.I32 => " -2",
        Immediate.I64 => " -0x8000_0000_0000_0000",
        Immediate.F32 => " -nan:0x1",
        Immediate.F64 => " nan:0x1",
        Immediate.V128 => " i64x2 1 -1",
        Immediate.ValueTypes => " (result i32 externref)",
        Immediate.HeapType => row.Op switch
        {
            Op.RefNull => " 5",
            Op.RefTestNull or Op.RefCastNull => " (ref null 5)",
            _ => " (ref 5)",
        },
        Immediate.CastBranch => " 3 anyref (ref i31)",
        _ => " 3",
    };

    private static void Check(InstructionInfo row, in Instruction instruction, ref InstructionReader reader)
    {
        switch (row.Immediate)
        {
            case Immediate.None:
                break;
            case Immediate.Block:
                Assert.That(instruction.Block, Is.EqualTo(BlockType.Of(ValType.F32)));
                break;
            case Immediate.TryTable:
                Assert.That(instruction.Block, Is.EqualTo(BlockType.Empty));
                Assert.That(
                    reader.Catches.ToArray(),
                    Is.EqualTo(new CatchClause[] { new(CatchKind.Catch, 3, 4), new(CatchKind.CatchRef, 5, 6), new(CatchKind.CatchAll, 0, 7), new(CatchKind.CatchAllRef, 0, 8) }));
                break;
            case Immediate.LabelTable:
                Assert.That(reader.Labels.ToArray(), Is.EqualTo(new uint[] { 3, 4 }));
                Assert.That(instruction.Index, Is.EqualTo(200));
                break;
            case Immediate.CallIndirect or Immediate.ElementTable or Immediate.DataMemory:
                Assert.That((instruction.Index, instruction.Index2), Is.EqualTo((4u, 3u)));
                break;
            case Immediate.TableTable or Immediate.MemoryMemory or Immediate.TypeField or Immediate.TypeCount or Immediate.TypeData
                or Immediate.TypeElement or Immediate.TypeType:
                Assert.That((instruction.Index, instruction.Index2), Is.EqualTo((3u, 4u)));
                break;
            case Immediate.MemArg:
                Assert.That((instruction.Index, instruction.Bits, instruction.Align), Is.EqualTo((3u, 0x1_0000_0000ul, (byte)0)));
                break;
            case Immediate.MemArgLane:
                Assert.That((instruction.Index, instruction.Bits, instruction.Align, instruction.Lane), Is.EqualTo((3u, 4ul, (byte)0, (byte)5)));
                break;
            case Immediate.Lane:
                Assert.That(instruction.Lane, Is.EqualTo(3));
                break;
            case Immediate.Shuffle:
                Assert.That((instruction.Bits, instruction.BitsHigh), Is.EqualTo((0x0706050403020100ul, 0x1F0E0D0C0B0A0908ul)));
                break;
            case Immediate.I32:
                Assert.That(instruction.Bits, Is.EqualTo(0xFFFF_FFFEul));
                break;
            case Immediate.I64:
                Assert.That(instruction.Bits, Is.EqualTo(0x8000_0000_0000_0000ul));
                break;
            case Immediate.F32:
                Assert.That(instruction.Bits, Is.EqualTo(0xFF80_0001ul));
                break;
            case Immediate.F64:
                Assert.That(instruction.Bits, Is.EqualTo(0x7FF0_0000_0000_0001ul));
                break;
            case Immediate.V128:
                Assert.That((instruction.Bits, instruction.BitsHigh), Is.EqualTo((1ul, ulong.MaxValue)));
                break;
            case Immediate.ValueTypes:
                Assert.That(reader.Types.ToArray(), Is.EqualTo(new[] { ValType.I32, ValType.ExternRef }));
                break;
            case Immediate.HeapType:
                Assert.That(instruction.Type, Is.EqualTo(ValType.Ref(HeapType.Concrete(5), nullable: row.Op is not (Op.RefTest or Op.RefCast))));
                break;
            case Immediate.CastBranch:
                Assert.That((instruction.Index, instruction.SourceType, instruction.Type), Is.EqualTo((3u, ValType.AnyRef, ValType.Ref(HeapType.I31, false))));
                break;
            default:
                Assert.That(instruction.Index, Is.EqualTo(3));
                break;
        }
    }
}
