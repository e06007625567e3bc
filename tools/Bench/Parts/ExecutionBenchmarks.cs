using System.Text;
using BenchmarkDotNet.Attributes;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.Bench.Parts;

/// <summary>The interpreter on loops of one kind of instruction, 10,000 rounds each, and on a bare call.</summary>
public class ExecutionBenchmarks
{
    private const int Rounds = 10_000;

    private Function? _empty;
    private Function? _arithmetic;
    private Function? _memory;
    private Function? _calls;
    private Function? _vectors;

    [GlobalSetup]
    public void Setup()
    {
        _empty = Compile("(func (export \"run\") (param i32) (result i32) (local.get 0))");
        _arithmetic = Loop("(local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (local.get 0)))");
        _memory = Loop("(i32.store (i32.const 64) (i32.add (i32.load (i32.const 64)) (local.get 0)))");
        _calls = Loop("(local.set $x (call $next (local.get $x)))");
        _vectors = Loop("(v128.store (i32.const 64) (i32x4.add (v128.load (i32.const 64)) (i32x4.splat (local.get 0))))");
    }

    [Benchmark]
    public Value Empty() => Call(_empty!, 1);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public Value Arithmetic() => Call(_arithmetic!, Rounds);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public Value Memory() => Call(_memory!, Rounds);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public Value Calls() => Call(_calls!, Rounds);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public Value Vectors() => Call(_vectors!, Rounds);

    private static Function Loop(string body) => Compile(
        $$"""
        (memory 1)
        (func $next (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func (export "run") (param i32) (result i32) (local $x i32)
          (loop $again
            {{body}}
            (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (local.get $x))
        """);

    private static Function Compile(string fields)
    {
        var engine = new ReferenceEngine();
        byte[] binary = Assembler.Assemble("", Encoding.UTF8.GetBytes(fields));
        return new Linker(engine).Instantiate(new Store(engine), Module.FromBytes(engine, binary)).GetFunction("run")!;
    }

    private static Value Call(Function function, int argument)
    {
        Value result = default;
        function.Call([argument], new Span<Value>(ref result)).ThrowIfNotReturn();
        return result;
    }
}
