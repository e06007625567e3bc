using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>Fuel for one call: taken from the store's, and what is left goes back.</summary>
public sealed class FuelCallTests : EngineTests, IDisposable
{
    // One turn of the loop: 6.
    private const string Text =
        """
        (module
          (import "host" "f" (func $host))
          (import "host" "wait" (func $wait))
          (func (export "loop") (param i32)
            (loop $again
              (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
              (br_if $again (local.get 0))))
          (func (export "host") (call $host))
          (func $spin (param i32)
            (loop $again (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
          (func (export "wait") (call $spin (i32.const 100)) (call $wait) (call $spin (i32.const 100))))
        """;

    private readonly Engine _engine;
    private readonly Store _store;
    private readonly Instance _instance;
    private readonly List<TaskCompletionSource> _waiting = [];
    private Action _host = () => { };

    public FuelCallTests(TestEngine engine)
        : base(engine)
    {
        _engine = NewEngine(new EngineOptions { ConsumeFuel = true });
        _store = new Store(_engine) { Fuel = 100_000 };
        var linker = new Linker(_engine);
        linker.Define("host", "f", Function.Create(_store, FunctionType.Empty, (_, _, _) => _host()));
        linker.Define("host", "wait", Function.Create(_store, FunctionType.Empty, (_, _, _) => { }));
        _instance = linker.Instantiate(_store, Wat(Text, _engine));
    }

    public void Dispose() => _store.Dispose();

    [TestCase(60, 10, OutcomeKind.Return, 60)]
    [TestCase(1000, 10, OutcomeKind.Return, 60)]
    [TestCase(59, 10, OutcomeKind.Trap, 54)]
    [TestCase(0, 10, OutcomeKind.Trap, 0)]
    [TestCase(200_000, 20_000, OutcomeKind.Trap, 99_996)]
    public void ACallUsesAtMostItsFuel(long fuel, int turns, OutcomeKind kind, long used)
    {
        Outcome outcome = _instance.GetFunction("loop")!.Call([turns], [], new CallOptions { Fuel = fuel });

        Assert.That(outcome.Kind, Is.EqualTo(kind));
        Assert.That(outcome.Trap?.Code, Is.EqualTo(kind == OutcomeKind.Trap ? TrapCode.AllFuelConsumed : default(TrapCode?)));
        Assert.That(_store.Fuel, Is.EqualTo(100_000 - used));
    }

    [Test]
    public void AHostFunctionMayRefuelAStoreThatNobodyBounds()
    {
        _store.Fuel = long.MaxValue;
        _host = () => _store.Fuel = 1000;

        _instance.GetFunction("host")!.Invoke([], new CallOptions { Fuel = 50 });

        Assert.That(_store.Fuel, Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void EveryFormOfCallTakesOptions()
    {
        var options = new CallOptions { Fuel = 59 };
        Function loop = _instance.GetFunction("loop")!;

        Assert.Throws<TrapException>(() => loop.Invoke([10], options));
        Assert.That(loop.CallUnchecked(new RawValue[] { new(10) }, [], options).Kind, Is.EqualTo(OutcomeKind.Trap));
        Assert.That(async () => await loop.InvokeAsync([10], options), Throws.InstanceOf<TrapException>());
        Action<int> typed = loop.ToAction<int>();
        Assert.Throws<TrapException>(() =>
        {
            using LimitScope scope = _store.Limit(options);
            typed(10);
        });
        Assert.That(_store.Fuel, Is.EqualTo(100_000 - (4 * 54)));
    }

    [Test]
    public void AScopeCountsAllItsCalls()
    {
        Function loop = _instance.GetFunction("loop")!;
        using (_store.Limit(new CallOptions { Fuel = 100 }))
        {
            loop.Invoke(10);
            Assert.That(_store.Fuel, Is.EqualTo(40));
            Assert.That(loop.Call([10], []).Kind, Is.EqualTo(OutcomeKind.Trap));
            Assert.That(_store.Fuel, Is.EqualTo(4));
        }

        Assert.That(_store.Fuel, Is.EqualTo(100_000 - 96));
    }

    [Test]
    public void NestedCallsUseTheOutersFuelToo()
    {
        Function loop = _instance.GetFunction("loop")!;
        var kinds = new List<OutcomeKind>();
        _host = () =>
        {
            kinds.Add(loop.Call([5], [], new CallOptions { Fuel = 20 }).Kind);
            kinds.Add(loop.Call([5], [], new CallOptions { Fuel = 1000 }).Kind);
            kinds.Add(loop.Call([50], [], new CallOptions { Fuel = 1000 }).Kind);
        };

        // 2 for the call in wasm; 18; 30; 48 of the 50 that are left.
        Outcome outcome = _instance.GetFunction("host")!.Call([], [], new CallOptions { Fuel = 100 });

        Assert.That(kinds, Is.EqualTo(new[] { OutcomeKind.Trap, OutcomeKind.Return, OutcomeKind.Trap }));
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Return));
        Assert.That(_store.Fuel, Is.InRange(100_000 - 100, 100_000 - 94));
    }

    [Test]
    public void AHostFunctionMayRefuel()
    {
        _host = () => _store.Fuel += 500;

        _instance.GetFunction("host")!.Call([], [], new CallOptions { Fuel = 10 });

        Assert.That(_store.Fuel, Is.InRange(100_000 + 490, 100_000 + 499));
    }

    [Test]
    public async Task SuspendedCallsKeepTheirFuelApart()
    {
        var linker = new Linker(_engine);
        linker.Define("host", "f", Function.Create(_store, FunctionType.Empty, (_, _, _) => { }));
        linker.Define("host", "wait", Function.CreateAsync(_store, FunctionType.Empty, async (_, _, _) =>
        {
            var source = new TaskCompletionSource();
            _waiting.Add(source);
            await source.Task.ConfigureAwait(false);
        }));
        Function wait = linker.Instantiate(_store, Wat(Text, _engine)).GetFunction("wait")!;
        long before = _store.Fuel;
        Task<Value[]> first = wait.InvokeAsync();
        long half = before - _store.Fuel;

        ValueTask<Outcome> enough = wait.CallAsync(default, default, new CallOptions { Fuel = (2 * half) + 20 });
        ValueTask<Outcome> little = wait.CallAsync(default, default, new CallOptions { Fuel = half + 20 });
        Assert.That(_store.Fuel, Is.EqualTo(before - (3 * half)));
        _waiting[2].SetResult();
        _waiting[1].SetResult();
        _waiting[0].SetResult();

        await first;
        Assert.That((await little).Trap?.Code, Is.EqualTo(TrapCode.AllFuelConsumed));
        Assert.That((await enough).Kind, Is.EqualTo(OutcomeKind.Return));
        Assert.That(before - _store.Fuel, Is.InRange(5 * half, (6 * half) + 20));
    }

    [Test]
    public void MisuseIsRefused()
    {
        Instance other = Instantiate("(module (func (export \"f\")))");
        Assert.That(
            () => other.GetFunction("f")!.Invoke([], new CallOptions { Fuel = 1 }),
            Throws.InvalidOperationException.With.Message.Contains(nameof(EngineOptions.ConsumeFuel)));
        Assert.That(
            async () => await other.GetFunction("f")!.InvokeAsync([], new CallOptions { Fuel = 1 }),
            Throws.InvalidOperationException.With.Message.Contains(nameof(EngineOptions.ConsumeFuel)));
        Assert.That(
            () => _instance.GetFunction("host")!.Invoke([], new CallOptions { Fuel = -1 }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
