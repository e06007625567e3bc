using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Text;

namespace Wasm.SpecTests.Text;

/// <summary>What is no module, with the message and the place.</summary>
public sealed class ModuleParserErrorTests
{
    // Grammar.
    [TestCase("(", "unexpected token: end of text", "1:2")]
    [TestCase(")", "unexpected token )", "1:1")]
    [TestCase("(module) x", "unknown operator x", "1:10")]
    [TestCase("(module) (module)", "unexpected token (", "1:10")]
    [TestCase("(module", "unexpected token: end of text", "1:8")]
    [TestCase("(func))", "unexpected token )", "1:7")]
    [TestCase("(func\n  (foo))", "unknown operator foo", "2:4")]
    [TestCase("(fun)", "unknown operator fun", "1:2")]
    [TestCase("(i32)", "unexpected token i32", "1:2")]
    [TestCase("()", "unexpected token )", "1:2")]
    [TestCase("(func (i32.const))", "unexpected token )", "1:17")]
    [TestCase("(func i32.const x)", "unknown operator x", "1:17")]
    [TestCase("(func i32.const nan:canonical)", "unexpected token nan:canonical", "1:17")]
    [TestCase("(func (nop) (param i32))", "unexpected token param", "1:14")]
    [TestCase("(func (result i32) (param i32))", "unexpected token param", "1:21")]
    [TestCase("(func (local i32) (result i32))", "unexpected token result", "1:20")]
    [TestCase("(func (param $x))", "unexpected token )", "1:16")]
    [TestCase("(func (param $x i32 i32))", "unexpected token i32", "1:21")]
    [TestCase("(func (result $x i32))", "unexpected token $x", "1:15")]
    [TestCase("(func (param i8))", "unexpected token i8", "1:14")]
    [TestCase("(func (param (ref)))", "unexpected token )", "1:18")]
    [TestCase("(func (param (mut i32)))", "unexpected token mut", "1:15")]
    [TestCase("(func block)", "unexpected token )", "1:12")]
    [TestCase("(func end)", "unexpected token end", "1:7")]
    [TestCase("(func else)", "unexpected token else", "1:7")]
    [TestCase("(func block else end)", "unexpected token else", "1:13")]
    [TestCase("(func (block end))", "unexpected token end", "1:14")]
    [TestCase("(func (else))", "unexpected token else", "1:8")]
    [TestCase("(func (then))", "unexpected token then", "1:8")]
    [TestCase("(func (if (nop)))", "unexpected token )", "1:16")]
    [TestCase("(func (if nop (then)))", "unexpected token nop", "1:11")]
    [TestCase("(func (if (then) nop))", "unexpected token nop", "1:18")]
    [TestCase("(func (if (then) (nop)))", "unexpected token (", "1:18")]
    [TestCase("(func (if (then) (else) (else)))", "unexpected token (", "1:25")]
    [TestCase("(func (i32.add nop))", "unexpected token nop", "1:16")]
    [TestCase("(func (if (then) (else)) 0)", "unexpected token 0", "1:26")]
    [TestCase("(func (block (param $x i32)))", "unexpected token $x", "1:21")]
    [TestCase("(func (call_indirect (result i32) (param i32)))", "unexpected token param", "1:36")]
    [TestCase("(func (try_table (nop) (catch_all 0)))", "unexpected token catch_all", "1:25")]
    [TestCase("(func (select (result)) (result i32))", "unexpected token result", "1:26")]
    [TestCase("(func (br_table))", "unexpected token )", "1:16")]
    [TestCase("(func (ref.null))", "unexpected token )", "1:16")]
    [TestCase("(func (ref.test any))", "unexpected token any", "1:17")]
    [TestCase("(func (v128.const 0))", "unexpected token 0", "1:19")]
    [TestCase("(func (i8x16.extract_lane_s -1))", "unexpected token -1", "1:29")]
    [TestCase("(func i32.load align=1 offset=0)", "unexpected token offset=0", "1:24")]
    [TestCase("(func i32.load offset=)", "unknown operator offset=", "1:16")]
    [TestCase("(func i32.load offset=-1)", "unknown operator offset=-1", "1:16")]
    [TestCase("(func i32.load offset= 1)", "unknown operator offset=", "1:16")]
    [TestCase("(import \"a\" \"b\")", "unexpected token )", "1:16")]
    [TestCase("(import \"a\" \"b\" (elem))", "unexpected token elem", "1:18")]
    [TestCase("(import a \"b\" (func))", "unknown operator a", "1:9")]
    [TestCase("(export \"a\" (type 0))", "unexpected token type", "1:14")]
    [TestCase("(memory)", "unexpected token )", "1:8")]
    [TestCase("(memory f32 1)", "malformed address type", "1:9")]
    [TestCase("(memory -1)", "unexpected token -1", "1:9")]
    [TestCase("(memory (data) 1)", "unexpected token 1", "1:16")]
    [TestCase("(table 1)", "unexpected token )", "1:9")]
    [TestCase("(table 1 i32)", "unexpected token i32", "1:10")]
    [TestCase("(table funcref)", "unexpected token )", "1:15")]
    [TestCase("(global)", "unexpected token )", "1:8")]
    [TestCase("(global (mut))", "unexpected token )", "1:13")]
    [TestCase("(elem (table 0) (nop) 0)", "unexpected token 0", "1:23")]
    [TestCase("(elem declare 0)", "unexpected token 0", "1:15")]
    [TestCase("(elem funcref 0)", "unexpected token 0", "1:15")]
    [TestCase("(data 0)", "unexpected token 0", "1:7")]
    [TestCase("(data (memory 0) \"\")", "unexpected token \"\"", "1:18")]
    [TestCase("(type)", "unexpected token )", "1:6")]
    [TestCase("(type (sub))", "unexpected token )", "1:11")]
    [TestCase("(type (array))", "unexpected token )", "1:13")]
    [TestCase("(type (array i32 i32))", "unexpected token i32", "1:18")]
    [TestCase("(type (struct i32))", "unexpected token i32", "1:15")]
    [TestCase("(rec (func))", "unexpected token (", "1:6")]
    [TestCase("(start)", "unexpected token )", "1:7")]
    [TestCase("(data \"\\ff\") (import \"\\ff\" \"\" (func))", "malformed UTF-8 encoding", "1:22")]
    [TestCase("(func i32x4.wat)", "unknown operator i32x4.wat", "1:7")]
    [TestCase("(func get_local)", "unknown operator get_local", "1:7")]

    // Numbers.
    [TestCase("(func i32.const 4294967296)", "constant out of range", "1:17")]
    [TestCase("(func i32.const 1.0)", "constant out of range", "1:17")]
    [TestCase("(func f32.const 0x1p128)", "constant out of range", "1:17")]
    [TestCase("(func v128.const i8x16 0)", "wrong number of lane literals", "1:18")]
    [TestCase("(func v128.const i32x4 0 0 0 4294967296)", "constant out of range", "1:30")]
    [TestCase("(func i8x16.shuffle 0)", "invalid lane length", "1:21")]
    [TestCase("(func i8x16.shuffle 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -1)", "i8 constant out of range", "1:51")]
    [TestCase("(func i8x16.extract_lane_s 256)", "i8 constant out of range", "1:28")]
    [TestCase("(func br 4294967296)", "i32 constant out of range", "1:10")]
    [TestCase("(memory 18446744073709551616)", "i64 constant out of range", "1:9")]
    [TestCase("(func i32.load offset=18446744073709551616)", "i64 constant out of range", "1:16")]
    [TestCase("(func i32.load align=0)", "alignment must be a power of two", "1:16")]
    [TestCase("(func i32.load align=3)", "alignment must be a power of two", "1:16")]

    // Names.
    [TestCase("(func $a) (func $a)", "duplicate function $a", "1:17")]
    [TestCase("(func $a) (func $\"\\61\")", "duplicate function $a", "1:17")]
    [TestCase("(import \"\" \"\" (table $a 0 funcref)) (table $a 0 funcref)", "duplicate table $a", "1:44")]
    [TestCase("(memory $a 0) (memory $a 0)", "duplicate memory $a", "1:23")]
    [TestCase("(global $a i32) (global $a i32)", "duplicate global $a", "1:25")]
    [TestCase("(tag $a) (tag $a)", "duplicate tag $a", "1:15")]
    [TestCase("(type $a (func)) (rec (type $a (func)))", "duplicate type $a", "1:29")]
    [TestCase("(elem $a func) (elem $a func)", "duplicate elem segment $a", "1:22")]
    [TestCase("(data $a) (data $a)", "duplicate data segment $a", "1:17")]
    [TestCase("(type (struct (field $a i32) (field $a i32)))", "duplicate field $a", "1:37")]
    [TestCase("(func (param $a i32) (local $a i32))", "duplicate local $a", "1:29")]
    [TestCase("(func call $a)", "unknown function $a", "1:12")]
    [TestCase("(func block $a end br $a)", "unknown label $a", "1:23")]
    [TestCase("(func (try_table $a (catch_all $a)))", "unknown label $a", "1:32")]
    [TestCase("(func (if $a (br $a (nop)) (then)))", "unknown label $a", "1:18")]
    [TestCase("(func (local $a i32)) (func local.get $a)", "unknown local $a", "1:39")]
    [TestCase("(func global.get $a)", "unknown global $a", "1:18")]
    [TestCase("(func (type $a))", "unknown type $a", "1:13")]
    [TestCase("(func (param (ref $a)))", "unknown type $a", "1:19")]
    [TestCase("(type $s (struct)) (func struct.get $s $a)", "unknown field $a", "1:40")]
    [TestCase("(type $t (struct (field $a i32))) (type $s (struct)) (func struct.get $s $a)", "unknown field $a", "1:74")]
    [TestCase("(func struct.get 7 $a)", "unknown field $a", "1:20")]
    [TestCase("(func memory.init $a $b) (memory $a 0)", "unknown data segment $b", "1:22")]
    [TestCase("(func table.init $b) (memory $b 0)", "unknown elem segment $b", "1:18")]
    [TestCase("(func throw $a)", "unknown tag $a", "1:13")]
    [TestCase("(export \"\" (memory $a))", "unknown memory $a", "1:20")]
    [TestCase("(start $a)", "unknown function $a", "1:8")]
    [TestCase("(func block $a end $b)", "mismatching label", "1:20")]
    [TestCase("(func block end $b)", "mismatching label", "1:17")]
    [TestCase("(func if $a else $b end)", "mismatching label", "1:18")]

    // Type uses.
    [TestCase("(func (type 0) (param i32))", "unknown type 0", "1:13")]
    [TestCase("(func (type 0) (local $x i32))", "unknown type 0", "1:13")]
    [TestCase("(type (struct)) (func (type 0) (param i32))", "non-function type 0", "1:29")]
    [TestCase("(type (func)) (func (type 0) (param i32))", "inline function type does not match explicit type", "1:27")]
    [TestCase("(type (func (param i32))) (func (block (type 0) (result i32)))", "inline function type does not match explicit type", "1:46")]
    [TestCase("(func (type 1) (param i64)) (func (param i32)) (func (param i64))", "unknown type 1", "1:13")]

    // Order.
    [TestCase("(func) (import \"\" \"\" (func))", "import after function definition", "1:8")]
    [TestCase("(tag) (func (import \"\" \"\"))", "import after tag definition", "1:7")]
    [TestCase("(func $f) (start $f) (start $f)", "multiple start sections", "1:29")]

    // Of two errors the first, but grammar before names.
    [TestCase("(func call $a) (func call $b)", "unknown function $a", "1:12")]
    [TestCase("(func call $a) (func (nop)", "unexpected token: end of text", "1:27")]
    [TestCase("(func i32.const) \"", "unexpected token )", "1:16")]
    [TestCase("(func) \"", "unclosed string literal", "1:8")]
    [TestCase("(func nop \u0001", "illegal character", "1:11")]
    [TestCase("(func $a) (func $a) (func i32.const 999999999999)", "duplicate function $a", "1:17")]
    public void Errors(string text, string message, string position)
    {
        SourceText source = ParseHelper.Source(text);
        SyntaxException? error = Assert.Throws<SyntaxException>(() => ModuleParser.Parse(source, FeatureSet.Wasm3));
        string found = $"{source.GetPosition(error!.Offset)} {error.Message}";
        Assert.That(found.Split(", expected ")[0], Is.EqualTo($"{position} {message}"));
    }

    [TestCase("(func (i32.const))", "unexpected token ), expected a number")]
    [TestCase("(func call)", "unexpected token ), expected an index")]
    [TestCase("(func block)", "unexpected token ), expected an instruction or end")]
    [TestCase("(func (i32.add nop))", "unexpected token nop, expected a folded instruction or )")]
    [TestCase("(func (if nop (then)))", "unexpected token nop, expected a folded instruction or (then")]
    [TestCase("(func", "unexpected token: end of text, expected an instruction or )")]
    [TestCase("(module", "unexpected token: end of text, expected )")]
    [TestCase("(module) (module)", "unexpected token (, expected the end")]
    [TestCase("(func) 1", "unexpected token 1, expected a module field")]
    [TestCase("(invoke)", "unexpected token invoke, expected a module field")]
    [TestCase("(type (i32))", "unexpected token i32, expected func, struct or array")]
    [TestCase("(func (param x))", "unknown operator x")]
    [TestCase("(func (param 1))", "unexpected token 1, expected a value type or )")]
    [TestCase("(table 0 i32)", "unexpected token i32, expected a reference type")]
    public void ExpectedThings(string text, string message)
    {
        SyntaxException? error = Assert.Throws<SyntaxException>(() => ParseHelper.Parse(text));
        Assert.That(error!.Message, Is.EqualTo(message));
    }

    [Test]
    public void InstructionsOfFeaturesThatAreOffAreUnknown()
    {
        SourceText source = ParseHelper.Source("(func (drop (i32.extend8_s (i32.const 0))))");
        Assert.DoesNotThrow(() => ModuleParser.Parse(source, FeatureSet.Wasm2));
        SyntaxException? error = Assert.Throws<SyntaxException>(() => ModuleParser.Parse(source, FeatureSet.Wasm1));
        Assert.That(error!.Message, Is.EqualTo("unknown operator i32.extend8_s (needs sign-extension)"));
    }

    [Test]
    public void AnnotationsCanBeOff()
    {
        SourceText source = ParseHelper.Source("(module (@a))");
        Assert.DoesNotThrow(() => ModuleParser.Parse(source, FeatureSet.Wasm3));
        SyntaxException? error = Assert.Throws<SyntaxException>(() => ModuleParser.Parse(source, FeatureSet.Wasm2));
        Assert.That(error!.Message, Is.EqualTo("unknown operator @a"));
    }

    [Test]
    public void OffsetsCountFromTheStartOfTheSource()
    {
        SourceText source = ParseHelper.Source("xx (module (func nope)) yy");
        int start = source.GetLine(1).IndexOf('(', StringComparison.Ordinal);
        int end = source.GetLine(1).Length - " yy".Length;
        SyntaxException? error = Assert.Throws<SyntaxException>(() => ModuleParser.Parse(source, start, end, FeatureSet.Wasm3));
        Assert.That(error!.Offset, Is.EqualTo(source.GetLine(1).IndexOf("nope", StringComparison.Ordinal)));
        error = Assert.Throws<SyntaxException>(() => ModuleParser.ParseFields(source, start, end, FeatureSet.Wasm3));
        Assert.That(error!.Message, Is.EqualTo("unexpected token module, expected a module field"));
    }
}
