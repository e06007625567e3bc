using System.Globalization;
using System.Text;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Interpreter;
using Wasm.Jit;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Text;

namespace Wasm.SpecTests.Jit.Execution;

/// <summary>Functions whose locals stay in the frame, because their SSA form would be too large, against the reference engine.</summary>
[TestFixture]
public sealed class FrameLocalsTests
{
    private const int Depth = 2_000;
    private const int LocalsOfEachType = 600;

    private static readonly string[] Types = ["i32", "i64", "f32", "f64", "v128"];

    [Test]
    public void Numbers_and_vectors_live_through_blocks_calls_and_exceptions([Values(0, 1, 7, 1999, 5000)] int argument)
    {
        byte[] binary = ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes(Text())), FeatureSet.Wasm3).Encode();
        long expected = Run(new ReferenceEngine(), binary, argument, out _);
        long found = Run(new JitEngine(new EngineOptions(), new JitOptions { Verify = true }), binary, argument, out long codeSize);
        Assert.That(found, Is.EqualTo(expected));

        // In SSA form, code for some millions of moves.
        Assert.That(codeSize, Is.LessThan(4_000_000));
    }

    private static long Run(Engine engine, byte[] binary, int argument, out long codeSize)
    {
        var module = Module.FromBytes(engine, binary);
        using var store = new Store(engine);
        Function function = new Linker(engine).Instantiate(store, module).GetFunction("f")!;
        var results = new Value[1];
        _ = function.Call([Value.FromI32(argument), Value.FromI64(5)], results);
        codeSize = module.Compiled.CodeSize;
        return results[0].I64;
    }

    // Nested blocks, each left early for one argument; inside all of them every local is assigned; all are read behind them.
    private static string Text()
    {
        var text = new StringBuilder("(module (tag $t) (func $g (param i32) (if (local.get 0) (then (throw $t)))) (func (export \"f\") (param $x i32) (param $y i64) (result i64) (local $r externref)");
        foreach (string type in Types)
        {
            for (int i = 0; i < LocalsOfEachType; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"(local ${type}_{i} {type})");
            }
        }

        for (int i = 0; i < Depth; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"block (br_if 0 (i32.eq (local.get $x) (i32.const {i}))) (local.set $i32_{i % LocalsOfEachType} (i32.const {i})) ");
        }

        for (int i = 0; i < LocalsOfEachType; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"(local.set $i32_{i} (i32.add (local.get $i32_{i}) (i32.const {i})))(local.set $i64_{i} (i64.add (local.get $y) (i64.const {i})))");
            text.Append(CultureInfo.InvariantCulture, $"(local.set $f32_{i} (f32.convert_i32_s (local.get $i32_{i})))(local.set $f64_{i} (f64.convert_i64_s (local.get $i64_{i})))");
            text.Append(CultureInfo.InvariantCulture, $"(local.set $v128_{i} (i64x2.splat (local.get $i64_{i})))");
        }

        text.Append("(block $caught (try_table (catch $t $caught) (call $g (i32.const 0)) (local.set $y (i64.const 77)) (call $g (i32.const 1)) (local.set $y (i64.const 78))))");
        for (int i = 0; i < Depth; i++)
        {
            text.Append("end ");
        }

        text.Append("(i64.add (local.get $y) (i64.extend_i32_u (ref.is_null (local.get $r))))");
        for (int i = 0; i < LocalsOfEachType; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"(i64.mul (i64.const 31)) (i64.extend_i32_s (local.get $i32_{i})) i64.add (local.get $i64_{i}) i64.xor (i64.extend_i32_s (i32.reinterpret_f32 (local.get $f32_{i}))) i64.add ");
            text.Append(CultureInfo.InvariantCulture, $"(i64.reinterpret_f64 (local.get $f64_{i})) i64.xor (i64x2.extract_lane 1 (local.get $v128_{i})) i64.add ");
        }

        return text.Append("))").ToString();
    }
}
