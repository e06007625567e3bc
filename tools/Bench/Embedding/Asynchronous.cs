using Wasm.Runtime.Embedding;

namespace Wasm.Bench.Embedding;

/// <summary>
/// Asynchronous calls by the host. What is waited for is completed by the thread that waits, so that only the
/// engine's work is measured and not the thread pool's.
/// </summary>
internal static class Asynchronous
{
    private const string Fields =
        """
        (import "host" "ready" (func $ready (param i32) (result i32)))
        (import "host" "unready" (func $unready (param i32) (result i32)))
        (func (export "none") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func (export "ready") (param i32) (result i32) (call $ready (local.get 0)))
        (func (export "unready") (param i32) (result i32) (call $unready (local.get 0)))
        """;

    public static IEnumerable<EmbeddingCase> Cases(string engineName)
    {
        var setting = new Setting(engineName);
        var gate = new Gate();
        setting.Linker.DefineFunction("host", "ready", ValueTask<int> (int x) => new(x + 1));
        setting.Linker.DefineFunction("host", "unready", async ValueTask<int> (int x) => await gate.Wait() + x);
        Instance instance = setting.Instantiate(Fields);
        const string Group = "host -> wasm, typed and asynchronous";
        yield return CaseOf("no host function", Limits.NumberTask, "none");
        yield return CaseOf("a host function that is ready", Limits.NumberTask, "ready");
        yield return CaseOf("suspended once", LimitOf(gate), "unready");

        EmbeddingCase CaseOf(string name, Limit limit, string export)
        {
            Func<int, ValueTask<int>> function = instance.GetDelegate<Func<int, ValueTask<int>>>(export)!;
            return new(Group, name, limit, count => Call(function, gate, count));
        }
    }

    private static Limit LimitOf(Gate gate)
    {
        Func<int, ValueTask<int>> function = async x => await gate.Wait() + x;
        return new("async delegate", count => Call(function, gate, count));
    }

    private static bool Call(Func<int, ValueTask<int>> function, Gate gate, int count)
    {
        int x = 0;
        for (int i = 0; i < count; i++)
        {
            ValueTask<int> call = function(x);
            gate.Open();

            // Elsewhere only where a thread has a synchronization context.
            x = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
        }

        return x == count;
    }

    /// <summary>Where one asynchronous method waits until it is let through.</summary>
    private sealed class Gate
    {
        private TaskCompletionSource<int>? _waiter;

        public Task<int> Wait() => (_waiter = new TaskCompletionSource<int>()).Task;

        public void Open()
        {
            TaskCompletionSource<int>? waiter = _waiter;
            _waiter = null;
            waiter?.SetResult(1);
        }
    }
}
