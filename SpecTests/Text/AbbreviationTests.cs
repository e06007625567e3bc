using NUnit.Framework;

namespace Wasm.SpecTests.Text;

/// <summary>Abbreviations (specification, chapter 6) mean what they stand for: both forms give the same binary.</summary>
public sealed class AbbreviationTests
{
    [TestCase("", "(module)")]
    [TestCase("(func)", "(module $m (func))")]

    // Types.
    [TestCase("(type (func (param i32 i64) (result f32 f64)))", "(type (func (param i32) (param i64) (result f32) (result f64)))")]
    [TestCase("(type (func (param $a i32) (param) (result)))", "(type (func (param i32)))")]
    [TestCase("(type (func))", "(type (sub final (func)))")]
    [TestCase("(type $a (func)) (type (sub $a (func)))", "(type (func)) (type (sub 0 (func)))")]
    [TestCase("(type (struct (field i8 (mut i16)) (field $x (mut f32))))", "(type (struct (field i8) (field (mut i16)) (field (mut f32))))")]
    [TestCase("(rec (type $a (array (ref $b))) (type $b (array (ref null $a))))", "(rec (type (array (ref 1))) (type (array (ref null 0))))")]
    [TestCase("(func (param anyref nullref eqref i31ref structref arrayref))", "(func (param (ref null any) (ref null none) (ref null eq) (ref null i31) (ref null struct) (ref null array)))")]
    [TestCase("(func (param funcref nullfuncref exnref nullexnref externref nullexternref))", "(func (param (ref null func) (ref null nofunc) (ref null exn) (ref null noexn) (ref null extern) (ref null noextern)))")]

    // Type uses: existing types are used, missing ones are added behind all others in the order of the text.
    [TestCase("(func)", "(type (func)) (func (type 0))")]
    [TestCase("(func (param i32)) (type (func (param i32)))", "(type (func (param i32))) (func (type 0))")]
    [TestCase("(func (param i32)) (func (param i64)) (func (param i32))", "(type (func (param i32))) (type (func (param i64))) (func (type 0)) (func (type 1)) (func (type 0))")]
    [TestCase("(type (sub (func))) (func)", "(type (sub (func))) (type (func)) (func (type 1))")]
    [TestCase("(rec (type (func)) (type (func))) (func)", "(rec (type (func)) (type (func))) (type (func)) (func (type 2))")]
    [TestCase("(rec (type (func))) (func)", "(rec (type (func))) (func (type 0))")]
    [TestCase("(type $t (func (param i32))) (func (type $t) (param $x i32) (drop (local.get $x)))", "(type (func (param i32))) (func (type 0) local.get 0 drop)")]
    [TestCase("(type $t (func (param i32))) (func (type $t) (local $x i32) (drop (local.get $x)))", "(type (func (param i32))) (func (type 0) (local i32) local.get 1 drop)")]
    [TestCase("(func (block (param i32) (result i32 i32)))", "(type (func)) (type (func (param i32) (result i32 i32))) (func (type 0) block (type 1) end)")]
    [TestCase("(func (block (param i64)) (block (param f32)))", "(type (func)) (type (func (param i64))) (type (func (param f32))) (func (type 0) (block (type 1)) (block (type 2)))")]
    [TestCase("(table 0 funcref) (func call_indirect)", "(table 0 funcref) (type (func)) (func (type 0) call_indirect 0 (type 0))")]
    [TestCase("(tag (param i32)) (func)", "(type (func (param i32))) (type (func)) (tag (type 0)) (func (type 1))")]
    [TestCase("(func (type 1) (param i64)) (type (func)) (type (func (param i64)))", "(type (func)) (type (func (param i64))) (func (type 1))")]

    // Blocks.
    [TestCase("(func block (result) end)", "(func block end)")]
    [TestCase("(func (block $a (br $a)))", "(func block br 0 end)")]
    [TestCase("(func (block $a (loop $b (br $a) (br $b) (br 2))))", "(func block loop br 1 br 0 br 2 end end)")]
    [TestCase("(func (block $a (block $a (br $a)) (br $a)))", "(func block block br 0 end br 0 end)")]
    [TestCase("(func block $a if $b else $b end $b end $a)", "(func block if else end end)")]
    [TestCase("(func (if (result i32) (i32.const 0) (then (i32.const 1)) (else (i32.const 2))))", "(func i32.const 0 if (result i32) i32.const 1 else i32.const 2 end)")]
    [TestCase("(func (if (nop) (i32.const 0) (then)))", "(func nop i32.const 0 if end)")]
    [TestCase("(func (if $a (i32.const 0) (then (br $a)) (else (br $a))))", "(func i32.const 0 if br 0 else br 0 end)")]
    [TestCase("(func (if (i32.const 0) (then) (else)))", "(func i32.const 0 if else end)")]
    [TestCase("(tag $t) (func (block $a (try_table $b (catch $t $a) (catch_ref $t $a) (catch_all 1) (catch_all_ref $a) (br $b))))", "(tag) (func block try_table (catch 0 0) (catch_ref 0 0) (catch_all 1) (catch_all_ref 0) br 0 end end)")]

    // Folded instructions.
    [TestCase("(func (i32.add (i32.const 1) (i32.mul (i32.const 2) (i32.const 3))))", "(func i32.const 1 i32.const 2 i32.const 3 i32.mul i32.add)")]
    [TestCase("(func (nop)nop(nop))", "(func nop nop nop)")]
    [TestCase("(func (br_table 0 0 (i32.const 1)))", "(func i32.const 1 br_table 0 0)")]
    [TestCase("(func (block (drop (if (result i32) (i32.const 0) (then (i32.const 1)) (else (unreachable))))))", "(func block i32.const 0 if (result i32) i32.const 1 else unreachable end drop end)")]
    [TestCase("(func (call_indirect (type 0) (i32.const 0))) (type (func)) (table 0 funcref)", "(type (func)) (table 0 funcref) (func i32.const 0 call_indirect (type 0))")]
    [TestCase("(func (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3)))", "(func i32.const 1 i32.const 2 i32.const 3 select (result i32))")]
    [TestCase("(func (select (result) (nop)))", "(func nop select (result))")]

    // Immediates left out.
    [TestCase("(func table.get table.set table.size table.grow table.fill table.copy table.init 3)", "(func table.get 0 table.set 0 table.size 0 table.grow 0 table.fill 0 table.copy 0 0 table.init 0 3)")]
    [TestCase("(func memory.size memory.grow memory.fill memory.copy memory.init 3)", "(func memory.size 0 memory.grow 0 memory.fill 0 memory.copy 0 0 memory.init 0 3)")]
    [TestCase("(func i32.load i64.load8_u v128.load)", "(func i32.load 0 offset=0 align=4 i64.load8_u offset=0 align=1 v128.load align=16)")]
    [TestCase("(func v128.load8_lane 3 v128.load16_lane offset=1 3)", "(func v128.load8_lane 0 offset=0 align=1 3 v128.load16_lane 0 offset=1 align=2 3)")]
    [TestCase("(memory $a 0) (memory $b 0) (func v128.load8_lane $b 3 i32.load $b offset=7)", "(memory 0) (memory 0) (func v128.load8_lane 1 3 i32.load 1 offset=7)")]

    // Functions.
    [TestCase("(func (local i32 i32) (local i64) (local) (local i64))", "(func (local i32) (local i32) (local i64 i64))")]
    [TestCase("(func $f (export \"a\") (export \"b\"))", "(func) (export \"a\" (func 0)) (export \"b\" (func 0))")]
    [TestCase("(func $f (import \"m\" \"n\") (param $x i32))", "(import \"m\" \"n\" (func (param i32)))")]
    [TestCase("(func (export \"a\") (import \"m\" \"n\"))", "(import \"m\" \"n\" (func)) (export \"a\" (func 0))")]

    // Tables, memories, globals, tags.
    [TestCase("(table (export \"a\") (import \"m\" \"n\") i64 1 2 funcref)", "(import \"m\" \"n\" (table i64 1 2 funcref)) (export \"a\" (table 0))")]
    [TestCase("(table i32 1 funcref)", "(table 1 funcref)")]
    [TestCase("(func $f) (table funcref (elem $f 0))", "(func) (table 2 2 funcref) (elem (table 0) (i32.const 0) funcref (ref.func 0) (ref.func 0))")]
    [TestCase("(func $f) (table (ref func) (elem $f 0))", "(func) (table 2 2 (ref func)) (elem (table 0) (i32.const 0) func 0 0)")]
    [TestCase("(func $f) (table i64 funcref (elem (ref.func $f) (item ref.null func)))", "(func) (table i64 2 2 funcref) (elem (table 0) (i64.const 0) funcref (item (ref.func 0)) (item (ref.null func)))")]
    [TestCase("(table externref (elem))", "(table 0 0 externref) (elem (i32.const 0) externref)")]
    [TestCase("(table funcref (elem)) (elem $e func) (func elem.drop $e)", "(table 0 0 funcref) (elem (offset i32.const 0) funcref) (elem func) (func elem.drop 1)")]
    [TestCase("(table (export \"x\") (ref null 0) (elem)) (elem $e func) (func elem.drop $e)", "(table 0 0 (ref null 0)) (export \"x\" (table 0)) (elem (i32.const 0) (ref null 0)) (elem func) (func elem.drop 1)")]
    [TestCase("(memory (data \"ab\" \"c\"))", "(memory 1 1) (data (i32.const 0) \"abc\")")]
    [TestCase("(memory i64 (data))", "(memory i64 0 0) (data (i64.const 0))")]
    [TestCase("(memory 0) (memory (export \"x\") (data \"\")) (data $d) (func data.drop $d)", "(memory 0) (memory 0 0) (export \"x\" (memory 1)) (data (memory 1) (i32.const 0)) (data) (func data.drop 1)")]
    [TestCase("(memory (import \"m\" \"n\") 1 2)", "(import \"m\" \"n\" (memory i32 1 2))")]
    [TestCase("(global (import \"m\" \"n\") (mut i32))", "(import \"m\" \"n\" (global (mut i32)))")]
    [TestCase("(global $g (export \"a\") i32 (i32.const 1))", "(global i32 i32.const 1) (export \"a\" (global 0))")]
    [TestCase("(tag $t (export \"a\") (import \"m\" \"n\") (param i32))", "(import \"m\" \"n\" (tag (param i32))) (export \"a\" (tag 0))")]

    // Segments.
    [TestCase("(table 1 funcref) (func) (elem (i32.const 0) 0)", "(table 1 funcref) (func) (elem (table 0) (offset (i32.const 0)) func 0)")]
    [TestCase("(table 1 funcref) (func) (elem (i32.const 0))", "(table 1 funcref) (func) (elem (offset i32.const 0) func)")]
    [TestCase("(func) (elem (ref func) (ref.func 0))", "(func) (elem func 0)")]
    [TestCase("(func) (elem declare (ref func) (item ref.func 0))", "(func) (elem declare func 0)")]
    [TestCase("(memory 1) (data (i32.const 0) \"a\" \"\" \"b\")", "(memory 1) (data (memory 0) (offset i32.const 0) \"ab\")")]

    // Names.
    [TestCase("(func (call $f)) (func $f)", "(func call 1) (func)")]
    [TestCase("(func (global.set $g (global.get $\"g\"))) (global $g i32)", "(func global.get 0 global.set 0) (global i32)")]
    [TestCase("(import \"\" \"\" (func $a)) (func $b) (func (call $a) (call $b)) (start $b)", "(import \"\" \"\" (func)) (func) (func call 0 call 1) (start 1)")]
    [TestCase("(type $p (struct (field $x i32) (field i32) (field $y i32))) (func (struct.get $p $y) (struct.set 0 $x))", "(type (struct (field i32 i32 i32))) (func struct.get 0 2 struct.set 0 0)")]
    [TestCase("(func (param $a i32) (param i32) (local i32) (local $b i32) (local.get $a) (local.tee $b))", "(func (param i32 i32) (local i32 i32) local.get 0 local.tee 3)")]
    [TestCase("(memory $m 0) (data $d) (func (memory.init $m $d) (data.drop $d) (memory.copy $m $m))", "(memory 0) (data) (func memory.init 0 0 data.drop 0 memory.copy 0 0)")]

    // Numbers.
    [TestCase("(func i32.const 0xffff_ffff f32.const 0x1p0 f64.const 1e0)", "(func i32.const -1 f32.const 1 f64.const 1.0)")]
    [TestCase("(func v128.const i8x16 1 0 0 0 2 0 0 0 255 -1 255 -1 0 0 128 63)", "(func v128.const i32x4 1 2 -1 0x3f800000)")]
    [TestCase("(func v128.const f32x4 1 0 0 -0)", "(func v128.const i64x2 0x3f800000 0x80000000_00000000)")]
    public void SameAs(string text, string longForm)
    {
        Assert.That(ParseHelper.Hex(text), Is.EqualTo(ParseHelper.Hex(longForm)));
    }

    // Anchors: the binaries in full, derived by hand from the specification's chapter 5.
    [TestCase("", "")]
    [TestCase("(func)", "010401600000" + "03020100" + "0A040102000B")]
    [TestCase("(func (export \"f\") (param i32) (result i32) (local i64 i64) (local.get 0))", "0106" + "0160017F017F" + "03020100" + "070501" + "01660000" + "0A080106" + "01027E" + "20000B")]
    [TestCase("(memory 1) (data (i32.const 8) \"ab\") (func data.drop 0)", "010401600000" + "03020100" + "0503010001" + "0C0101" + "0A0701050" + "0FC09000B" + "0B08010041080B026162")]
    [TestCase("(table 1 funcref) (elem (i32.const 0) funcref (ref.null func))", "040401700001" + "090901" + "0441000B01D0700B")]
    [TestCase("(memory i64 1 2) (table i64 1 (ref func) (ref.func 0))", "040A01" + "4000" + "64700401" + "D2000B" + "0504010" + "50102")]
    [TestCase("(import \"a\" \"b\" (tag (param i32))) (tag (param i32))", "0105" + "0160017F00" + "0208010161016204" + "0000" + "0D03010000")]
    public void Binary(string text, string hex)
    {
        Assert.That(ParseHelper.Hex(text), Is.EqualTo(hex));
    }
}
