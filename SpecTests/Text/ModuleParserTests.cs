using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Text;

namespace Wasm.SpecTests.Text;

public sealed class ModuleParserTests
{
    private const int Depth = 100_000;

    [TestCase("(module $m)", "m")]
    [TestCase("(module $\"\\u{e4} b\" (func))", "ä b")]
    [TestCase("(module)", null)]
    [TestCase("(func $m)", null)]
    public void Identifier(string text, string? expected)
    {
        Assert.That(ParseHelper.Parse(text).Identifier, Is.EqualTo(expected));
    }

    [Test]
    public void IdentifiersBecomeNamesWhereAskedFor()
    {
        SourceText source = ParseHelper.Source(
            """
            (module $m
              (type $t (struct (field i32) (field $x i32)))
              (func $f (@name "F") (param $p i32) (local i32) (local $l (@name "L") i32)
                (block (if $c (block $d (result i32) (i32.const 0)) (then (loop $e)))))
              (table $t 0 funcref) (memory $m 0) (global $g i32 (block $n (block $o))) (tag $t) (elem $e func) (data $d) (func))
            """);
        Assert.That(ModuleParser.Parse(source, FeatureSet.Wasm3).Definition.CustomSections.Single().Bytes.Length, Is.EqualTo(14));
        NameSection names = NameSection.Read(ModuleParser.Parse(source, FeatureSet.Wasm3, keepIdentifiers: true).Definition)!;
        Assert.That(names.Module, Is.EqualTo("m"));
        Assert.That(names.Types[0], Is.EqualTo("t"));
        Assert.That(names.Fields[0], Is.EqualTo(new Dictionary<int, string> { [1] = "x" }));
        Assert.That(names.Functions, Is.EqualTo(new Dictionary<int, string> { [0] = "F" }));
        Assert.That(names.Locals[0], Is.EqualTo(new Dictionary<int, string> { [0] = "p", [2] = "L" }));
        Assert.That(names.Labels[0], Is.EqualTo(new Dictionary<int, string> { [1] = "d", [2] = "c", [3] = "e" }));
        Assert.That(names.Labels, Has.Count.EqualTo(1));
        Assert.That(
            (names.Tables[0], names.Memories[0], names.Globals[0], names.Tags[0], names.Elements[0], names.Data[0]),
            Is.EqualTo(("t", "m", "g", "t", "e", "d")));
    }

    [Test]
    public void EncodeGivesTheSameArray()
    {
        TextModule module = ParseHelper.Parse("(func)");
        byte[] first = module.Encode();
        Assert.That(module.Encode(), Is.SameAs(first));
    }

    // The map leads from every instruction in the binary to its word in the text.
    [Test]
    public void MapFindsInstructions()
    {
        const string Text = "(module (func) (func (local i32)\n (i32.add (i32.const 1)\n (local.get 0)) (block (drop)) if else end))";
        SourceText source = ParseHelper.Source(Text);
        TextModule module = ModuleParser.Parse(source, FeatureSet.Wasm3);
        byte[] binary = module.Encode();
        var definition = ModuleDecoder.Decode(binary);
        var body = definition.Functions[1].Body;
        var reader = new InstructionReader(body.Code.Span, body.Offset);
        var instruction = default(Instruction);
        var found = new List<string>();
        while (!reader.AtEnd)
        {
            string mnemonic = reader.Read(ref instruction).Mnemonic;
            int offset = module.Map.Find(reader.OffsetOf(instruction.Start));
            found.Add($"{mnemonic} {source.GetPosition(offset)} {Text[offset]}");
        }

        Assert.That(found, Is.EqualTo(
        [
            "i32.const 2:12 i", "local.get 3:3 l", "i32.add 2:3 i", "block 3:18 b", "drop 3:25 d", "end 3:30 )", "if 3:32 i", "else 3:35 e",
            "end 3:40 e", "end 3:43 )",
        ]));
    }

    [Test]
    public void DataCountOnlyWhereCodeNeedsIt()
    {
        Assert.That(ParseHelper.Parse("(memory 0) (data (i32.const 0))").Definition.HasDataCount, Is.False);
        Assert.That(ParseHelper.Parse("(data) (func data.drop 0)").Definition.HasDataCount, Is.True);
        Assert.That(ParseHelper.Parse("(data) (func array.new_data 0 0)").Definition.HasDataCount, Is.True);
    }

    [TestCase("(func ", "(block ", ")", ")")]
    [TestCase("(func ", "block $a ", "end $a ", ")")]
    [TestCase("(func ", "(i32.add (nop) ", ")", ")")]
    [TestCase("(func ", "(if (then) (else (if ", "(then))))", ")")]
    [TestCase("(func ", "(if (nop) (then ", "))", ")")]
    [TestCase("(func ", "(if ", "(then))", ")")]
    [TestCase("(func ", "(try_table (catch_all 0) ", ")", ")")]
    [TestCase("(func ", "loop block $x br $x ", "end end ", ")")]
    [TestCase("(global i32 ", "(i32.add ", ")", ")")]
    [TestCase("(elem funcref ", "(block ", ")", ")")]
    [TestCase("(func ", "(@a ", ")", ")")]
    [TestCase("", "(;", ";)", "")]
    public void DeepNesting(string prefix, string open, string close, string suffix)
    {
        string text = prefix + ParseHelper.Repeat(open, Depth) + ParseHelper.Repeat(close, Depth) + suffix;
        Assert.DoesNotThrow(() => ParseHelper.Parse(text).Encode());
    }

    [TestCase("(")]
    [TestCase("(func ")]
    [TestCase("(func (block ")]
    [TestCase("(func (i32.add ")]
    [TestCase("(type ")]
    [TestCase("(rec ")]
    [TestCase("(elem ")]
    [TestCase("(module ")]
    [TestCase("(@a ")]
    [TestCase(")")]
    public void DeepNestingThatIsWrong(string open)
    {
        Assert.Throws<SyntaxException>(() => ParseHelper.Parse(ParseHelper.Repeat(open, Depth)));
    }

    // Any bytes give a module or one of the module exceptions, with an offset in the text.
    [Test]
    public void MutatedTextsAreParsedOrRefused([Values(1, 2, 3)] int seed)
    {
        string[] seeds =
        [
            "(module $m (type $t (sub (func (param i32 (ref null $t)) (result i32)))) (import \"a\" \"b\" (func $f (type $t)))"
                + " (func $g (export \"g\") (param $x i32) (result i32) (local $y i64) (block $l (result i32) (br_if $l (i32.const 0x1_0) (local.get $x))"
                + " (if (result i32) (then (i32.const -5)) (else unreachable)) (drop) i32.const 7)))",
            "(table $t i64 1 2 funcref (ref.null func)) (memory i32 (data \"\\00\\u{1f600}\" \"x\")) (elem declare func $f) (elem (table $t) (offset i64.const 0)"
                + " funcref (item ref.func $f)) (func $f (try_table $x (catch_all_ref $x)) (v128.const f32x4 1 -inf nan:0x1 0x1p-3) (@name \"q\"))"
                + " (@custom \"c\" (before func) \"x\") (start $f) ;; end\n (; (; ;) ;)",
            "(rec (type $a (struct (field $i (mut i8)) (field (ref $b)))) (type $b (array (mut i16)))) (func struct.get_s $a $i array.new_fixed $b 3"
                + " br_on_cast 0 anyref (ref $a) v128.load8_lane 1 offset=3 align=1 5 (@metadata.code.branch_hint \"\\01\") if end select (result i32))",
        ];
        var random = new Random(seed);
        const string Alphabet = "()\"$@;\\x0_.=\n azn1-+\u0001\u00ff";
        for (int i = 0; i < 4000; i++)
        {
            var text = new System.Text.StringBuilder(seeds[random.Next(seeds.Length)]);
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                int at = random.Next(text.Length);
                int length = Math.Min(random.Next(1, 20), text.Length - at);
                switch (random.Next(4))
                {
                    case 0:
                        text[at] = Alphabet[random.Next(Alphabet.Length)];
                        break;
                    case 1:
                        text.Remove(at, length);
                        break;
                    case 2:
                        text.Insert(random.Next(text.Length), text.ToString(at, length));
                        break;
                    default:
                        text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                        break;
                }
            }

            var source = new SourceText("random", System.Text.Encoding.Latin1.GetBytes(text.ToString()));
            try
            {
                ModuleParser.Parse(source, FeatureSet.Wasm3).Encode();
            }
            catch (ModuleException error)
            {
                Assert.That(error.Offset, Is.InRange(0, source.Bytes.Length), text.ToString());
            }
        }
    }
}
