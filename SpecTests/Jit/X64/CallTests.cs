using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Arguments and results arrive in their places, in registers and on the stack, through calls and tail calls.</summary>
[TestFixture]
public sealed class CallTests
{
    private static readonly IrType[] Types = [IrType.I32, IrType.I64, IrType.F32, IrType.F64, IrType.V128];

    [Test]
    public void Calls_of_any_signature_hand_over_arguments_and_results()
    {
        var random = new Random(3);
        for (int round = 0; round < 60; round++)
        {
            using var runner = new CodeRunner(round % 2 == 0 ? CpuFeatures.Host : CpuFeatures.Baseline, functions: 2);
            IrType[] types = [.. Enumerable.Range(0, random.Next(round < 50 ? 25 : 100)).Select(_ => Types[random.Next(Types.Length)])];
            int[] order = [.. Enumerable.Range(0, types.Length).OrderBy(_ => random.Next())];
            int[] results = [.. Enumerable.Range(0, types.Length == 0 ? 0 : random.Next(25)).Select(_ => random.Next(types.Length))];
            var inner = new IrSignature([.. order.Select(i => types[i])], [.. results.Select(i => types[order[i]])]);
            var outer = new IrSignature(types, inner.Results);
            runner.Compile(Permute(inner, results), 1);
            CodeEntry code = runner.Compile(Caller(outer, inner, order), 0);
            V128[] arguments = [.. types.Select(type => CodeRunner.Trim(Noise(random), type))];
            V128[] expected = [.. results.Select(i => arguments[order[i]])];

            // Twice: the stack pointer is where it was.
            for (int i = 0; i < 2; i++)
            {
                Assert.That(runner.Call(code, outer, arguments), Is.EqualTo(expected), $"round {round}: {inner}");
            }
        }
    }

    [Test, Combinatorial]
    public void Tail_calls_resize_the_arguments_on_the_stack(
        [Values(0, 1, 2, 3, 7)] int first, [Values(0, 1, 2, 5, 40)] int second, [Values(0, 3)] int stackResults, [Values(false, true)] bool isIndirect)
    {
        using var runner = new CodeRunner(CpuFeatures.Host, functions: 3);
        IrType[] results = [.. Enumerable.Repeat(IrType.I64, 6 + stackResults)];
        var one = new IrSignature([.. Enumerable.Repeat(IrType.I64, 8 + first)], results);
        var other = new IrSignature([.. Enumerable.Repeat(IrType.I64, 8 + second)], results);
        CodeEntry code = runner.Compile(Bouncer(one, other, 1, isIndirect), 0);
        CodeEntry otherCode = runner.Compile(Bouncer(other, one, 0, isIndirect), 1);
        CodeEntry caller = runner.Compile(TwiceCaller(one), 2);
        foreach (long rounds in new long[] { 0, 1, 2, 3, 30001 })
        {
            long[] arguments = [rounds, (long)otherCode.Start, (long)code.Start, .. Enumerable.Range(0, 5 + first).Select(i => 100L * (i + 1))];
            long[] expected = Bounce(arguments, one.Parameters.Length, other.Parameters.Length, results.Length);
            V128[] values = [.. arguments.Select(value => Vector128.CreateScalar(value).AsByte())];
            V128[]? actual = runner.Call(caller, one, values);
            Assert.That(actual?.Select(value => value.AsInt64().ToScalar()), Is.EqualTo(expected), $"{rounds} rounds");
        }
    }

    [Test]
    public void Calls_without_end_exhaust_the_stack()
    {
        using var runner = new CodeRunner(CpuFeatures.Host, functions: 1);
        var signature = new IrSignature([IrType.I64], [IrType.I64]);
        (IrFunction function, Block block, Value[] parameters) = Begin("forever", signature);
        function.Signatures.Add(signature);
        int call = function.AddCall(new CallInfo { Start = function.AddList([parameters[1]]), Count = 1, Instance = parameters[0] });
        Value made = function.Append(block, new Instruction { Op = IrOp.Call, Type = IrType.I64, A = new Value(call) });
        Return(function, block, [made]);
        CodeEntry code = runner.Compile(function, 0);
        for (int i = 0; i < 3; i++)
        {
            Assert.That(runner.Call(code, signature, V128.Zero), Is.Null);
            Assert.That(runner.Stack.Exit.Kind, Is.EqualTo(ExitKind.Exhaustion));
        }
    }

    private static V128 Noise(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return Vector128.Create(bytes);
    }

    internal static (IrFunction Function, Block Entry, Value[] Parameters) Begin(string name, IrSignature signature)
    {
        var function = new IrFunction { Name = name, Signature = signature };
        Block block = function.AddBlock();
        function.BlockOrder.Add(block);
        var parameters = new Value[signature.Parameters.Length + 1];
        parameters[0] = function.AddParameter(block, IrType.I64);
        for (int i = 0; i < signature.Parameters.Length; i++)
        {
            parameters[i + 1] = function.AddParameter(block, signature.Parameters[i]);
        }

        return (function, block, parameters);
    }

    internal static void Return(IrFunction function, Block block, Value[] values) =>
        function.Append(block, new Instruction { Op = IrOp.Return, A = new Value(function.AddList(values)), B = new Value(values.Length) });

    private static IrFunction Permute(IrSignature signature, int[] results)
    {
        (IrFunction function, Block block, Value[] parameters) = Begin("permute", signature);
        Return(function, block, [.. results.Select(i => parameters[i + 1])]);
        return function;
    }

    private static IrFunction Caller(IrSignature outer, IrSignature inner, int[] order)
    {
        (IrFunction function, Block block, Value[] parameters) = Begin("caller", outer);
        Return(function, block, Call(function, block, inner, 1, parameters[0], [.. order.Select(i => parameters[i + 1])]));
        return function;
    }

    private static Value[] Call(IrFunction function, Block block, IrSignature signature, int callee, Value instance, Value[] arguments)
    {
        function.Signatures.Add(signature);
        int call = function.AddCall(new CallInfo
        {
            Callee = callee,
            Signature = function.Signatures.Count - 1,
            Start = function.AddList(arguments),
            Count = arguments.Length,
            Instance = instance,
        });
        IrType type = signature.Results.Length == 1 ? signature.Results[0] : IrType.None;
        Value made = function.Append(block, new Instruction { Op = IrOp.Call, Type = type, A = new Value(call) });
        return signature.Results.Length == 1
            ? [made]
            : [.. signature.Results.Select((result, i) => function.Append(block, new Instruction { Op = IrOp.Result, Type = result, A = made, B = new Value(i) }))];
    }

    /// <summary>Calls twice, and gives the results of the second time.</summary>
    private static IrFunction TwiceCaller(IrSignature signature)
    {
        (IrFunction function, Block block, Value[] parameters) = Begin("twice", signature);
        Call(function, block, signature, 0, parameters[0], parameters[1..]);
        Return(function, block, Call(function, block, signature, 0, parameters[0], parameters[1..]));
        return function;
    }

    /// <summary>Parameters: rounds left, both code addresses in turn, values. At 0 it returns the first of them, else goes on to the other function.</summary>
    private static IrFunction Bouncer(IrSignature own, IrSignature other, int callee, bool isIndirect)
    {
        (IrFunction function, Block block, Value[] parameters) = Begin("bouncer", own);
        Block end = function.AddBlock();
        Block on = function.AddBlock();
        function.BlockOrder.Add(end);
        function.BlockOrder.Add(on);
        Value isZero = function.Append(block, new Instruction { Op = (IrOp)Op.I64Eqz, Type = IrType.I32, A = parameters[1] });
        function.Append(block, new Instruction
        {
            Op = IrOp.BranchIf,
            A = isZero,
            B = new Value(function.AddEdge(end, [])),
            C = new Value(function.AddEdge(on, [])),
        });
        Return(function, end, [.. Enumerable.Range(0, own.Results.Length).Select(i => parameters[4 + (i % (own.Parameters.Length - 3))])]);
        var arguments = new Value[other.Parameters.Length];
        arguments[0] = Add(parameters[1], -1);
        arguments[1] = parameters[3];
        arguments[2] = parameters[2];
        for (int i = 3; i < arguments.Length; i++)
        {
            arguments[i] = Add(parameters[4 + ((i - 2) % (own.Parameters.Length - 3))], i);
        }

        function.Signatures.Add(other);
        int call = function.AddCall(new CallInfo
        {
            Callee = callee,
            Start = function.AddList(arguments),
            Count = arguments.Length,
            Instance = isIndirect ? default : parameters[0],
        });
        function.Append(on, new Instruction
        {
            Op = isIndirect ? IrOp.ReturnCallIndirect : IrOp.ReturnCall,
            A = new Value(call),
            B = isIndirect ? parameters[2] : default,
            C = isIndirect ? parameters[0] : default,
        });
        return function;

        Value Add(Value value, long constant) => function.Append(on, new Instruction
        {
            Op = (IrOp)Op.I64Add,
            Type = IrType.I64,
            A = value,
            B = function.Append(on, new Instruction { Op = (IrOp)Op.I64Const, Type = IrType.I64, Imm = constant }),
        });
    }

    private static long[] Bounce(long[] arguments, int count, int otherCount, int results)
    {
        while (arguments[0] != 0)
        {
            var next = new long[otherCount];
            next[0] = arguments[0] - 1;
            next[1] = arguments[2];
            next[2] = arguments[1];
            for (int i = 3; i < otherCount; i++)
            {
                next[i] = arguments[3 + ((i - 2) % (count - 3))] + i;
            }

            (arguments, count, otherCount) = (next, otherCount, count);
        }

        return [.. Enumerable.Range(0, results).Select(i => arguments[3 + (i % (count - 3))])];
    }
}
