using System.Text;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Text;

namespace Wasm.SpecTests.Text;

/// <summary>Annotations that stand for custom sections (appendix "Custom Sections and Annotations").</summary>
public sealed class AnnotationTests
{
    [Test]
    public void UnknownAnnotationsAreSkippedAnywhere()
    {
        Assert.That(
            ParseHelper.Hex("((@a) module (@b (x)) $m ((@c) func (@d \")\") ((@e) i32.const (@f) 1 (@g))) (@h))"),
            Is.EqualTo(ParseHelper.Hex("(func (i32.const 1))")));
    }

    [Test]
    public void Names()
    {
        NameSection names = NameSection.Read(ParseHelper.Parse(
            """
            (module $m (@name "M")
              (type $t (@name "T") (struct (field $x (@name "X") i32) (field i32) (field (@name "Y") i32)))
              (import "a" "b" (func $i (@name "I") (param (@name "P0") i32) (param i32 i32) (param $p (@name "P3") i32)))
              (import "a" "b" (tag (@name "G")))
              (func $f (@name "F") (param $x (@name "A") i32) (local i32) (local (@name "L") i32)))
            """).Definition)!;
        Assert.That(names.Module, Is.EqualTo("M"));
        Assert.That(names.Types, Is.EqualTo(new Dictionary<int, string> { [0] = "T" }));
        Assert.That(names.Fields[0], Is.EqualTo(new Dictionary<int, string> { [0] = "X", [2] = "Y" }));
        Assert.That(names.Functions, Is.EqualTo(new Dictionary<int, string> { [0] = "I", [1] = "F" }));
        Assert.That(names.Locals[0], Is.EqualTo(new Dictionary<int, string> { [0] = "P0", [3] = "P3" }));
        Assert.That(names.Locals[1], Is.EqualTo(new Dictionary<int, string> { [0] = "A", [2] = "L" }));
        Assert.That(names.Tags, Is.EqualTo(new Dictionary<int, string> { [0] = "G" }));
    }

    [Test]
    public void LocalNamesCountFromTheParametersOfTheType()
    {
        NameSection names = NameSection.Read(ParseHelper.Parse(
            "(type (func (param i32 i32))) (func (type 0) (local (@name \"L\") i32))").Definition)!;
        Assert.That(names.Locals[0], Is.EqualTo(new Dictionary<int, string> { [2] = "L" }));
    }

    [Test]
    public void CustomSectionsStandWhereTheySay()
    {
        ModuleDefinition module = ParseHelper.Parse(
            """
            (@custom "1")
            (@custom "2" (after func) "a" "b\00")
            (@custom "3" (before table))
            (@custom "4" (after func))
            (@custom "5" (before first))
            (@custom "6" (after first))
            (@custom "7" (after last))
            (@custom "8" (before last))
            (func)
            (@custom "9" (before datacount))
            """).Definition;
        Assert.That(
            module.CustomSections.Select(section => $"{section.Name} {section.Before} {Encoding.ASCII.GetString(section.Bytes.Span)}"),
            Is.EqualTo(["5 Type ", "6 Import ", "2 Table ab\0", "4 Table ", "3 Table ", "9 DataCount ", "8 Data ", "1 Custom ", "7 Custom "]));
        ModuleDefinition decoded = ModuleDecoder.Decode(ModuleEncoder.Encode(module));
        Assert.That(decoded.CustomSections.Select(section => section.Name), Is.EqualTo(["5", "6", "2", "4", "3", "9", "8", "1", "7"]));
    }

    [Test]
    public void BranchHints()
    {
        ModuleDefinition module = ParseHelper.Parse(
            """
            (import "a" "b" (func))
            (func (local i32 i64)
              i32.const 0
              (@metadata.code.branch_hint "\00") br_if 0
              (@metadata.code.branch_hint "\01")
              (if (i32.const 1) (then (@metadata.code.branch_hint "\00") (br_if 0 (i32.const 2)))))
            """).Definition;
        BranchHints hints = Wasm.Core.Binary.BranchHints.Read(module)!;
        Assert.That(hints.Functions.Single().FunctionIndex, Is.EqualTo(1));

        // Locals take 5 bytes, every i32.const 2, br_if 2, if 2.
        Assert.That(
            hints.Functions[0].Hints,
            Is.EqualTo(new BranchHint[] { new(5 + 2, false), new(5 + 2 + 2 + 2, true), new(5 + 2 + 2 + 2 + 2 + 2, false) }));
        Assert.DoesNotThrow(() => hints.Check(module));
    }

    [TestCase("(@custom)", "@custom annotation: missing section name", "1:1")]
    [TestCase("(@custom x)", "@custom annotation: missing section name", "1:1")]
    [TestCase("(@custom \"\\ff\")", "@custom annotation: malformed UTF-8 encoding", "1:10")]
    [TestCase("(@custom \"a\" x)", "@custom annotation: unexpected token", "1:14")]
    [TestCase("(@custom \"a\" (x type))", "@custom annotation: malformed placement", "1:14")]
    [TestCase("(@custom \"a\" (after))", "@custom annotation: malformed section kind", "1:14")]
    [TestCase("(@custom \"a\" (after x))", "@custom annotation: malformed section kind", "1:14")]
    [TestCase("(@custom \"a\" (after type x))", "@custom annotation: unexpected token", "1:26")]
    [TestCase("(@custom \"a\" (after type) 1)", "@custom annotation: unexpected token", "1:27")]
    [TestCase("(@custom \"a\" (@ x))", "@custom annotation: unexpected token", "1:14")]
    [TestCase("(func (@custom \"a\"))", "misplaced @custom annotation", "1:7")]
    [TestCase("((@custom \"a\") func)", "misplaced @custom annotation", "1:2")]
    [TestCase("(@custom \"a\") (module)", "misplaced annotation", "1:1")]
    [TestCase("(module) (@name \"a\")", "misplaced annotation", "1:10")]
    [TestCase("(@name 1)", "@name annotation: string expected", "1:1")]
    [TestCase("(@name \"a\" \"b\")", "@name annotation: unexpected token", "1:12")]
    [TestCase("(@name \"\\ff\")", "malformed UTF-8 encoding", "1:8")]
    [TestCase("(@name \"a\") (@name \"b\")", "@name annotation: multiple module names", "1:13")]
    [TestCase("(func (@name \"a\") (@name \"b\"))", "@name annotation: multiple function names", "1:19")]
    [TestCase("(func (param (@name \"a\") (@name \"b\") i32))", "@name annotation: multiple local names", "1:26")]
    [TestCase("(func) (@name \"a\")", "misplaced @name annotation", "1:8")]
    [TestCase("(func (@name \"f\") (nop (@name \"a\")))", "misplaced @name annotation", "1:24")]
    [TestCase("(func (@name \"f\") $f)", "misplaced @name annotation", "1:7")]
    [TestCase("(type (func (param (@name \"a\") i32)))", "misplaced @name annotation", "1:20")]
    [TestCase("(memory (@name \"a\") 1)", "misplaced @name annotation", "1:9")]
    [TestCase("(@metadata.code.branch_hint \"\\00\")", "@metadata.code.branch_hint annotation: not in a function", "1:1")]
    [TestCase("(global i32 (@metadata.code.branch_hint \"\\00\") (if (then)))", "@metadata.code.branch_hint annotation: not in a function", "1:13")]
    [TestCase("(global i32 (block (@metadata.code.branch_hint \"\\00\") (if (then))))", "@metadata.code.branch_hint annotation: not in a function", "1:20")]
    [TestCase("(func (@metadata.code.branch_hint \"\\02\") if end)", "@metadata.code.branch_hint annotation: invalid hint value", "1:7")]
    [TestCase("(func (@metadata.code.branch_hint) if end)", "@metadata.code.branch_hint annotation: invalid hint value", "1:7")]
    [TestCase("(func (@metadata.code.branch_hint 1) if end)", "@metadata.code.branch_hint annotation: unexpected token", "1:35")]
    [TestCase("(func (@metadata.code.branch_hint \"\\00\"))", "@metadata.code.branch_hint annotation: invalid placement", "1:7")]
    [TestCase("(func (@metadata.code.branch_hint \"\\00\") (@metadata.code.branch_hint \"\\00\") if end)", "@metadata.code.branch_hint annotation: duplicate annotation", "1:42")]
    public void Malformed(string text, string message, string position)
    {
        SourceText source = ParseHelper.Source(text);
        MalformedCustomException? error = Assert.Throws<MalformedCustomException>(() => ModuleParser.Parse(source, FeatureSet.Wasm3));
        Assert.That($"{source.GetPosition(error!.Offset)} {error.Message}", Is.EqualTo($"{position} {message}"));
    }

    [TestCase("(func (@metadata.code.branch_hint \"\\00\") nop)")]
    [TestCase("(func (@metadata.code.branch_hint \"\\00\") block end)")]
    [TestCase("(func if (@metadata.code.branch_hint \"\\00\") end)")]
    [TestCase("(func (@metadata.code.branch_hint \"\\00\") (i32.add (nop)))")]
    public void HintsStandAtBranches(string text)
    {
        InvalidCustomException? error = Assert.Throws<InvalidCustomException>(() => ParseHelper.Parse(text));
        Assert.That(error!.Message, Is.EqualTo("@metadata.code.branch_hint annotation: invalid target"));
    }

    [Test]
    public void TheModulesOwnErrorsComeFirst()
    {
        Assert.Throws<SyntaxException>(() => ParseHelper.Parse("(@custom) (func (call $f))"));
        Assert.Throws<SyntaxException>(() => ParseHelper.Parse("(@custom) (func"));
    }
}
