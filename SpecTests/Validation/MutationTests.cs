using System.Text;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Text;

namespace Wasm.SpecTests.Validation;

/// <summary>
/// Damaged modules: a result or one of the module errors, never anything else, and the same whether the decoder
/// looks into bodies or leaves them to the validator.
/// </summary>
[TestFixture]
public sealed class MutationTests
{
    private const string Source = """
        (module
          (type $f (func (param i32 i64) (result f64)))
          (rec (type $s (sub (struct (field $a (mut i32)) (field $b (ref null $s)))))
               (type $t (sub $s (struct (field (mut i32)) (field (ref null $t)) (field i8)))))
          (type $v (array (mut i16)))
          (type $r (array (mut (ref null $s))))
          (import "m" "f" (func $imported (type $f)))
          (import "m" "g" (global $g (mut i64)))
          (table $x 1 10 funcref) (table $y i64 1 (ref null $s))
          (memory 1 2) (memory $m i64 1)
          (tag $e (param i32))
          (global $c (ref $s) (struct.new $s (i32.const 1) (ref.null $s)))
          (global i32 (i32.add (i32.const 1) (i32.const 2)))
          (elem (i32.const 0) func $all) (elem $list (ref null $s) (ref.null $s) (global.get $c)) (elem declare func $other)
          (data (i32.const 0) "abc") (data $d "def")
          (export "all" (func $all)) (start $other)
          (func $other)
          (func $all (param i32) (result i32) (local i64 f32 f64 v128 (ref $s) (ref null $v))
            (block $out (result i32)
              (local.set 1 (i64.extend_i32_u (local.get 0)))
              (loop $again (br_if $again (i32.eqz (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
              (if (local.get 0) (then (call $other)) (else (return (i32.load offset=4 (i32.const 8)))))
              (i32.store $m offset=0x100000000 (local.get 1) (i32.const 1))
              (local.set 4 (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (local.get 4) (v128.load8_lane 3 (i32.const 0) (local.get 4))))
              (block $h (result i32 exnref) (try_table (catch_ref $e $h) (throw $e (i32.const 1))) (unreachable))
              (drop) (drop)
              (local.set 5 (struct.new $t (i32.const 1) (ref.null $t) (i32.const 2)))
              (struct.set $s $a (local.get 5) (struct.get_u $t 2 (ref.cast (ref $t) (local.get 5))))
              (array.set $v (array.new_data $v $d (i32.const 0) (i32.const 1)) (i32.const 0) (i32.const 5))
              (array.fill $v (local.get 6) (i32.const 0) (i32.const 5) (i32.const 1))
              (array.copy $v $v (local.get 6) (i32.const 0) (local.get 6) (i32.const 0) (i32.const 1))
              (array.init_elem $r $list (ref.null $r) (i32.const 0) (i32.const 0) (i32.const 1))
              (drop (block $n (result (ref $t)) (drop (br_on_cast $n (ref null $s) (ref $t) (local.get 5))) (unreachable)))
              (block $l (drop (br_on_null $l (local.get 6))))
              (drop (call_indirect $x (type $f) (i32.const 1) (i64.const 2) (i32.const 0)))
              (drop (call_ref $f (i32.const 1) (i64.const 2) (ref.func $imported)))
              (table.copy $x $x (i32.const 0) (i32.const 0) (i32.const 0)) (table.set $y (i64.const 0) (local.get 5))
              (memory.copy $m 0 (i64.const 0) (i32.const 0) (i32.const 0)) (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0))
              (global.set $g (select (i64.const 1) (global.get $g) (ref.eq (local.get 5) (ref.i31 (i32.const 3)))))
              (block $b1 (block $b2 (br_table $b1 $b2 $b1 (local.get 0))))
              (i32.const 7)))
          (elem declare func $imported))
        """;

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void DamageGivesAResultOrAModuleError(int seed)
    {
        byte[] original = ModuleEncoder.Encode(ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes(Source)), FeatureSet.Wasm3).Definition);
        Assert.That(Run(original, DecodeOptions.Default), Is.EqualTo("valid"));
        var random = new Random(seed);
        var results = new HashSet<string>();
        for (int i = 0; i < 10_000; i++)
        {
            byte[] binary = [.. original];
            for (int n = random.Next(1, 3); n > 0; n--)
            {
                Damage(binary, random);
            }

            string result = Run(binary, DecodeOptions.Default);
            Assert.That(Run(binary, DecodeOptions.ForValidation), Is.EqualTo(result), Convert.ToHexString(binary));
            results.Add(result.Split(' ')[0]);
        }

        Assert.That(results, Is.EquivalentTo(["valid", nameof(InvalidModuleException), nameof(MalformedModuleException)]));
    }

    private static void Damage(byte[] binary, Random random)
    {
        int position = random.Next(8, binary.Length);
        switch (random.Next(4))
        {
            case 0:
                binary[position] = (byte)random.Next(256);
                break;
            case 1:
                binary[position] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                binary[position] = (byte)random.Next(0x20);
                break;
            default:
                int length = Math.Min(random.Next(1, 6), binary.Length - position);
                binary.AsSpan(random.Next(8, binary.Length - length), length).CopyTo(binary.AsSpan(position));
                break;
        }
    }

    private static string Run(byte[] binary, DecodeOptions options)
    {
        try
        {
            ModuleValidator.Validate(
                ModuleDecoder.Decode(binary, FeatureSet.Wasm3, options), FeatureSet.Wasm3, new TypeRegistry(), new ValidationOptions { FuelSegments = true });
            return "valid";
        }
        catch (ModuleException error)
        {
            return $"{error.GetType().Name} {error.Offset} {error.Message}";
        }
    }
}
