using System.Text;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Text;

namespace Wasm.SpecTests.Validation;

/// <summary>What validation of a body leaves behind for compilers and interpreters.</summary>
[TestFixture]
public sealed class SideTableTests
{
    // Body, then "start else end height target" for each block, in instruction numbers (from 0; -: no else).
    [TestCase("nop", "")]
    [TestCase("block end", "0 - 1 0 .")]
    [TestCase("block br 0 end", "0 - 2 0 T")]
    [TestCase("block br 1 end", "0 - 2 0 .")]
    [TestCase("i32.const 0 block loop br 0 end end drop", "1 - 5 1 . | 2 - 4 1 T")]
    [TestCase("i32.const 0 if nop end", "1 - 3 0 .")]
    [TestCase("i32.const 0 if nop else nop br 0 end", "1 3 6 0 T")]
    [TestCase("i64.const 0 i32.const 0 if (param i64) drop else drop end", "2 4 6 0 .")]
    [TestCase("i64.const 0 i64.const 0 block (param i64) block (param i64) drop end end drop", "2 - 6 1 . | 3 - 5 1 .")]
    [TestCase("block block block i32.const 0 br_table 0 2 1 end end end", "0 - 7 0 T | 1 - 6 0 T | 2 - 5 0 T")]
    [TestCase("block block block i32.const 0 br_table 0 2 2 end end end", "0 - 7 0 T | 1 - 6 0 . | 2 - 5 0 T")]
    [TestCase("block i32.const 0 br_if 0 end", "0 - 3 0 T")]
    [TestCase("block ref.null func br_on_null 0 drop end", "0 - 4 0 T")]
    [TestCase("block return br 0 end", "0 - 3 0 .")]
    [TestCase("block unreachable block br 0 br 1 end end", "0 - 6 0 . | 2 - 5 0 .")]
    [TestCase("block block unreachable end br 0 end", "0 - 5 0 T | 1 - 3 0 .")]
    [TestCase("block i32.const 0 if unreachable else br 1 end end", "0 - 7 0 T | 2 4 6 0 .")]
    [TestCase("block try_table (catch_all 0) nop end end", "0 - 4 0 T | 1 - 3 0 .")]
    [TestCase("block (result exnref) try_table (catch_all_ref 0) end ref.null exn end drop", "0 - 4 0 T | 1 - 2 0 .")]
    public void ControlEntriesDescribeBlocks(string body, string expected)
    {
        (FunctionSideTable table, List<int> positions) = Validate(body);
        int Number(int position) => positions.IndexOf(position);
        string actual = string.Join(" | ", table.Controls.Select(entry =>
            $"{Number(entry.Start)} {(entry.Else < 0 ? "-" : Number(entry.Else))} {Number(entry.End)} {entry.Height} {(entry.IsTarget ? "T" : ".")}"));
        Assert.That(actual, Is.EqualTo(expected));
    }

    [TestCase("nop", 0)]
    [TestCase("i32.const 0 i32.const 1 i32.add drop", 2)]
    [TestCase("i32.const 0 block (param i32) i32.const 0 i32.const 0 drop drop drop end", 3)]
    [TestCase("i32.const 0 i64.const 0 f32.const 0 drop drop drop i32.const 0 drop", 3)]
    [TestCase("call 2 drop drop drop", 3)]
    public void MaximumOperandsIsTheLargestHeight(string body, int maximum) =>
        Assert.That(Validate(body).Table.MaximumOperands, Is.EqualTo(maximum));

    // Body, then "first instruction : cost" for each segment.
    [TestCase("nop nop", "0:2")]
    [TestCase("block nop end nop", "0:2")]
    [TestCase("nop loop nop br 0 end nop", "0:1 2:2 5:1")]
    [TestCase("loop nop end nop", "1:2")]
    [TestCase("nop call 0 nop", "0:2 2:1")]
    [TestCase("call 0", "0:1")]
    [TestCase("block i32.const 0 br_if 0 nop end nop", "0:2 3:1 5:1")]
    [TestCase("block nop br 0 nop nop end nop", "0:2 6:1")]
    [TestCase("i32.const 0 if nop else nop nop end nop", "0:2 2:1 4:2 7:1")]
    [TestCase("i32.const 0 if nop end nop", "0:2 2:1 4:1")]
    [TestCase("i32.const 0 if else end nop", "0:2 4:1")]
    [TestCase("nop unreachable nop nop", "0:2")]
    [TestCase("nop return block nop end loop nop end", "0:2")]
    [TestCase("block nop unreachable nop end nop", "0:2 5:1")]
    [TestCase("block block nop br 1 end nop end nop", "0:2 5:1 7:1")]
    [TestCase("block block i32.const 0 br_table 0 1 end end nop", "0:2 6:1")]
    [TestCase("block try_table (catch_all 0) nop call 0 nop end nop end nop", "0:3 4:2 8:1")]
    [TestCase("ref.null func ref.as_non_null drop", "0:3")]
    [TestCase("block ref.null func br_on_null 0 drop end", "0:2 3:1")]
    [TestCase("return_call 0 nop", "0:1")]
    public void FuelSegmentsAreChargedTogether(string body, string expected)
    {
        (FunctionSideTable table, List<int> positions) = Validate(body);
        Assert.That(
            string.Join(' ', table.FuelSegments.Select(segment => $"{positions.IndexOf(segment.Position)}:{segment.Cost}")), Is.EqualTo(expected));
    }

    [Test]
    public void OptionsDecideWhatIsCollected()
    {
        TextModule module = Parse("block end");
        Assert.That(Validate(module, new ValidationOptions { SideTables = false, FuelSegments = true }).SideTables, Is.Empty);
        Assert.That(Validate(module, ValidationOptions.Default).SideTables[1].FuelSegments, Is.Empty);
        Assert.That(Validate(module, ValidationOptions.Default).SideTables[1].Controls, Has.Length.EqualTo(1));
    }

    private static (FunctionSideTable Table, List<int> Positions) Validate(string body)
    {
        TextModule module = Parse(body);
        var code = module.Definition.Functions[1].Body;
        var reader = new InstructionReader(code.Code.Span, code.Offset);
        var positions = new List<int>();
        Instruction instruction = default;
        while (!reader.AtEnd)
        {
            positions.Add(reader.Position);
            reader.Read(ref instruction);
        }

        return (Validate(module, new ValidationOptions { FuelSegments = true }).SideTables[1], positions);
    }

    private static ValidatedModule Validate(TextModule module, ValidationOptions options) =>
        ModuleValidator.Validate(module.Definition, FeatureSet.Wasm3, new TypeRegistry(), options);

    // Function 0 is called by bodies, 2 gives them three values.
    private static TextModule Parse(string body) => ModuleParser.Parse(
        new SourceText(
            "test", Encoding.UTF8.GetBytes($"(module (func) (func {body}) (func (result i32 i32 i32) unreachable))")),
        FeatureSet.Wasm3);
}
