using System.Runtime.CompilerServices;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>What host functions throw, synchronously or from an awaited task, through WebAssembly frames.</summary>
public sealed class HostExceptionTests(TestEngine engine) : EngineTests(engine)
{
    // down(n): n levels of wasm and host, then the host throws. Each wasm level would catch $e and anything.
    private const string Text =
        """
        (module
          (import "host" "down" (func $down (param i32) (result i32)))
          (tag $e (export "e") (param i32))
          (tag $other)
          (func (export "all") (param i32) (result i32)
            (block $h (try_table (catch_all $h) (return (call $down (local.get 0)))))
            (i32.const -1))
          (func (export "tag") (param i32) (result i32)
            (block $o (block $h (result i32) (try_table (catch $other $o) (catch $e $h) (return (call $down (local.get 0)))) (unreachable))
              (return (i32.add (i32.const 1000))))
            (i32.const -2))
          (func (export "none") (param i32) (result i32) (call $down (local.get 0)))
          (func (export "tail") (param i32) (result i32) (return_call $down (local.get 0)))
          (func (export "answer") (result i32) (i32.const 42)))
        """;

    private Instance? _instance;
    private string _through = "all";
    private bool _later;

    [Test]
    public void AnExceptionPassesAsTheSameObject(
        [Values("all", "tag", "none", "tail")] string through, [Values(0, 1, 5)] int levels, [Values] Mode mode)
    {
        var error = new TimeoutException("mine");
        Load(through, mode, () => Throw(error));

        Exception? thrown = Catch(levels, mode);

        Assert.That(thrown, Is.SameAs(error));
        Assert.That(thrown!.StackTrace, Does.Contain(nameof(Throw)), "its own stack");
        AssertUsable();
    }

    [Test]
    public void AWasmExceptionIsCaughtByItsTag([Values] Mode mode)
    {
        Load("tag", mode, () => throw new WasmException(_instance!.GetTag("e")!, 7));
        Assert.That(Call(0, mode), Is.EqualTo(1007));

        Load("all", mode, () => throw new WasmException(_instance!.GetTag("e")!, 7));
        Assert.That(Call(0, mode), Is.EqualTo(-1));

        Load("none", mode, () => throw new WasmException(_instance!.GetTag("e")!, 7));
        Assert.That(Catch(3, mode), Is.InstanceOf<WasmException>());

        Load("tail", mode, () => throw new WasmException(_instance!.GetTag("e")!, 7));
        Assert.That(Catch(3, mode), Is.InstanceOf<WasmException>());
        AssertUsable();
    }

    [Test]
    public void ATrapIsCaughtByNothing([Values("all", "tag", "tail")] string through, [Values] Mode mode)
    {
        Load(through, mode, () => throw new TrapException(TrapCode.IntegerOverflow));

        Exception? thrown = Catch(2, mode);

        Assert.That(((TrapException)thrown!).Code, Is.EqualTo(TrapCode.IntegerOverflow));
        Assert.That(((TrapException)thrown).Backtrace, Has.Count.GreaterThanOrEqualTo(1), "where WebAssembly called");
        AssertUsable();
    }

    [Test]
    public void ExhaustionIsCaughtByNothing([Values] Mode mode)
    {
        Load("all", mode, () => throw new ExhaustionException("mine"));

        Exception? thrown = Catch(2, mode);

        Assert.That(thrown, Is.InstanceOf<ExhaustionException>().With.Message.EqualTo("mine"));
        Assert.That(((ExhaustionException)thrown!).Backtrace, Has.Count.GreaterThanOrEqualTo(1), "where WebAssembly called");
        Assert.That(thrown.ToString(), Does.Contain("wasm backtrace:"));
        AssertUsable();
    }

    // A frame that is replaced, or too large to begin, must not be looked for where it is not.
    [TestCase("(func $f (export \"f\") (param i32) (call $f (local.get 0)))")]
    [TestCase("(func $g (param i32) (local i64 i64 i64 i64 i64 i64 i64 i64) (call $f (local.get 0))) (func $f (export \"f\") (param i32) (nop) (nop) (return_call $g (i32.add (local.get 0) (i32.const 1))))")]
    public void ExhaustionHasABacktrace(string functions)
    {
        Outcome outcome = Instantiate($"(module $m {functions})").GetFunction("f")!.Call([1], []);

        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Exhaustion));
        Assert.That(outcome.Exhaustion!.Message, Is.EqualTo("call stack exhausted"));
        Assert.That(outcome.Exhaustion.Backtrace, Has.Count.EqualTo(100));
        Assert.That(outcome.Exhaustion.Backtrace![50].Module, Is.EqualTo("m"));
        Assert.That(Assert.Throws<ExhaustionException>(outcome.ThrowIfNotReturn)!.Backtrace, Is.SameAs(outcome.Exhaustion.Backtrace));
    }

    [Test]
    public void CancellationStaysItself([Values] Mode mode)
    {
        using var cancellation = new CancellationTokenSource();
        var error = new OperationCanceledException("mine", cancellation.Token);
        Load("all", mode, () => throw error);

        Exception? thrown = Catch(2, mode);

        Assert.That(thrown, Is.SameAs(error));
        AssertUsable();
    }

    [Test]
    public void AHostFunctionInBetweenMayCatchIt([Values] Mode mode)
    {
        var error = new TimeoutException();
        Load("all", mode, () => throw error);
        Exception? seen = null;
        Define("middle", mode, async (_, arguments, results) =>
        {
            try
            {
                int below = await CallLevel(arguments.Span[0].I32, mode);
                results.Span[0] = below;
            }
            catch (TimeoutException caught)
            {
                seen = caught;
                results.Span[0] = 55;
            }
        });
        Function function = Instantiate(
            """
            (module (import "host" "middle" (func $middle (param i32) (result i32)))
              (func (export "f") (param i32) (result i32) (i32.add (call $middle (local.get 0)) (i32.const 1))))
            """).GetFunction("f")!;

        int result = mode == Mode.Synchronous ? function.Invoke(2)[0].I32 : function.InvokeAsync(2).GetAwaiter().GetResult()[0].I32;

        Assert.That(result, Is.EqualTo(56));
        Assert.That(seen, Is.SameAs(error));
    }

    /// <summary>How calls are made, and whether the host functions are ready.</summary>
    public enum Mode
    {
        Synchronous,
        Ready,
        Suspended,
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(Exception error) => throw error;

    private void Load(string through, Mode mode, Action bottom)
    {
        _through = through;
        _later = mode == Mode.Suspended;
        Define("down", mode, async (_, arguments, results) =>
        {
            if (_later)
            {
                await Task.Yield();
            }

            int level = arguments.Span[0].I32;
            if (level == 0)
            {
                bottom();
            }
            else
            {
                int below = await CallLevel(level - 1, mode);
                results.Span[0] = below;
            }
        });
        _instance = Instantiate(Text);
    }

    /// <summary>Defines a host function of either kind over the same code.</summary>
    private void Define(string name, Mode mode, AsyncHostDelegate function)
    {
        var type = new FunctionType([ValType.I32], [ValType.I32]);
        Linker.AllowShadowing = true;
        Linker.Define("host", name, mode == Mode.Synchronous
            ? Function.Create(Store, type, (caller, arguments, results) =>
            {
                Value[] values = [.. results];
                function(caller, arguments.ToArray(), values).AsTask().GetAwaiter().GetResult();
                values.CopyTo(results);
            })
            : Function.CreateAsync(Store, type, function));
    }

    private ValueTask<int> CallLevel(int level, Mode mode) =>
        mode == Mode.Synchronous
            ? new(_instance!.GetFunction(_through)!.Invoke(level)[0].I32)
            : Awaited(_instance!.GetFunction(_through)!.InvokeAsync(level));

    private static async ValueTask<int> Awaited(Task<Value[]> call) => (await call)[0].I32;

    private int Call(int level, Mode mode) => CallLevel(level, mode).AsTask().GetAwaiter().GetResult();

    private Exception? Catch(int level, Mode mode)
    {
        try
        {
            Call(level, mode);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private void AssertUsable() =>
        Assert.That(_instance!.GetFunction("answer")!.InvokeAsync().GetAwaiter().GetResult()[0].I32, Is.EqualTo(42));
}
