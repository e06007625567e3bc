using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>Asynchronous calls: suspended at unready host functions, and resumed.</summary>
public sealed class SuspensionTests(TestEngine engine) : EngineTests(engine), IDisposable
{
    private static readonly FunctionType IntToInt = new([ValType.I32], [ValType.I32]);

    private readonly List<TaskCompletionSource<int>> _waiting = [];
    private readonly SemaphoreSlim _arrivals = new(0);

    // $wait waits for the host, in each of the ways to call.
    private const string Ways =
        """
        (module
          (import "host" "wait" (func $wait (param i32) (result i32)))
          (type $f (func (param i32) (result i32)))
          (table 1 funcref) (elem (i32.const 0) func $wait)
          (elem declare func $wait)
          (func (export "call") (param i32) (result i32) (i32.add (call $wait (local.get 0)) (local.get 0)))
          (func (export "indirect") (param i32) (result i32)
            (i32.add (local.get 0) (call_indirect (type $f) (local.get 0) (i32.const 0))))
          (func (export "ref") (param i32) (result i32)
            (i32.add (local.get 0) (call_ref $f (local.get 0) (ref.func $wait))))
          (func $tail (param i32) (result i32) (return_call $wait (local.get 0)))
          (func $tail_indirect (param i32) (result i32) (return_call_indirect (type $f) (local.get 0) (i32.const 0)))
          (func $tail_ref (param i32) (result i32) (return_call_ref $f (local.get 0) (ref.func $wait)))
          (func (export "tail") (param i32) (result i32) (i32.add (local.get 0) (call $tail (local.get 0))))
          (func (export "tail_indirect") (param i32) (result i32) (i32.add (local.get 0) (call $tail_indirect (local.get 0))))
          (func (export "tail_ref") (param i32) (result i32) (i32.add (local.get 0) (call $tail_ref (local.get 0))))
          (func (export "only_tail") (param i32) (result i32) (return_call $wait (i32.mul (local.get 0) (i32.const 2))))
          (func (export "loop") (param i32) (result i32) (local i32)
            (loop $again
              (local.set 1 (i32.add (local.get 1) (call $wait (i32.const 1))))
              (br_if $again (i32.lt_u (local.get 1) (local.get 0))))
            (i32.add (local.get 1) (local.get 0)))
          (func $deep (export "deep") (param i32) (result i32)
            (if (result i32) (local.get 0)
              (then (i32.add (i32.const 2) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
              (else (call $wait (i32.const 0))))))
        """;

    [Test]
    public async Task EveryCallMaySuspend(
        [Values("call", "indirect", "ref", "tail", "tail_indirect", "tail_ref", "only_tail", "loop", "deep")] string name,
        [Values] bool ready)
    {
        DefineWait(ready);
        Function function = Instantiate(Ways).GetFunction(name)!;

        Task<Value[]> call = function.InvokeAsync(7);
        int waits = 0;
        while (!ready)
        {
            Task<bool> arrival = _arrivals.WaitAsync(10_000);
            if (await Task.WhenAny(call, arrival) == call)
            {
                break;
            }

            Assert.That(_waiting, Has.Count.EqualTo(++waits));
            _waiting[^1].SetResult(0);
        }

        Assert.That((await call)[0].I32, Is.EqualTo(14));
        Assert.That(waits, Is.EqualTo(ready ? 0 : name == "loop" ? 7 : 1));
    }

    [Test]
    public async Task SuspendedCallsInterleave()
    {
        DefineWait();
        Instance instance = Instantiate(Ways);
        Task<Value[]>[] calls = [.. Enumerable.Range(0, 50).Select(i => instance.GetFunction(i % 2 == 0 ? "call" : "deep")!.InvokeAsync(i))];
        Assert.That(_waiting, Has.Count.EqualTo(50));
        for (int i = 0; i < 50; i++)
        {
            int at = i * 31 % 50;
            Assert.That(calls[at].IsCompleted, Is.False);
            _waiting[at].SetResult(0);
            Assert.That((await calls[at])[0].I32, Is.EqualTo(2 * at));
        }
    }

    public void Dispose() => _arrivals.Dispose();

    /// <summary>Defines <c>host::wait</c>: its argument, plus what its task gives.</summary>
    private void DefineWait(bool ready = false) =>
        Linker.Define("host", "wait", Engine.CreateAsyncHostFunction(Store, Engine.Types.Register(IntToInt), async (_, arguments, results) =>
        {
            int argument = arguments.Span[0].I32;
            if (!ready)
            {
                var source = new TaskCompletionSource<int>();
                _waiting.Add(source);
                _arrivals.Release();
                argument += await source.Task;
            }

            results.Span[0] = argument;
        }));
}
