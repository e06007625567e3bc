using System.Runtime.CompilerServices;

namespace Wasm.Bench.Embedding;

/// <summary>Calls of plain delegates, one of each signature that is measured, and other things that no engine can do without.</summary>
/// <remarks>What the delegates call is never inlined, or nothing would be left to measure.</remarks>
internal static class Limits
{
    /// <summary>A delegate without arguments.</summary>
    public static Limit Nothing { get; } = new("delegate", RunNothing);

    /// <summary>A delegate (i32) -> i32.</summary>
    public static Limit Number { get; } = new("delegate", RunNumber);

    /// <summary>A delegate (i32) -> i32 whose result comes by a task.</summary>
    public static Limit NumberTask { get; } = new("async delegate", RunNumberTask);

    /// <summary>A delegate (i64, i64, f64) -> f64.</summary>
    public static Limit Three { get; } = new("delegate", RunThree);

    /// <summary>A delegate (externref) -> externref.</summary>
    public static Limit Reference { get; } = new("delegate", RunReference);

    /// <summary>The bytes of a memory of one page.</summary>
    public static Limit Page { get; } = new("new byte[65536]", RunPage);

    /// <summary>An object.</summary>
    public static Limit Object { get; } = new("new object()", RunObject);

    /// <summary>A look-up among as many strings as there are imports.</summary>
    public static Limit LookUp(string[] names)
    {
        var table = new Dictionary<string, object>();
        foreach (string name in names)
        {
            table.Add(name, name);
        }

        return new("dictionary", count =>
        {
            int found = 0;
            for (int i = 0; i < count; i++)
            {
                found += table.TryGetValue(names[i % names.Length], out _) ? 1 : 0;
            }

            return found == count;
        });
    }

    private static bool RunNothing(int count)
    {
        Action function = [MethodImpl(MethodImplOptions.NoInlining)] () => { };
        for (int i = 0; i < count; i++)
        {
            function();
        }

        return true;
    }

    private static bool RunNumber(int count)
    {
        Func<int, int> function = [MethodImpl(MethodImplOptions.NoInlining)] (y) => y + 1;
        int x = 0;
        for (int i = 0; i < count; i++)
        {
            x = function(x);
        }

        return x == count;
    }

    private static bool RunNumberTask(int count)
    {
        Func<int, ValueTask<int>> function = [MethodImpl(MethodImplOptions.NoInlining)] (y) => new(y + 1);
        int x = 0;
        for (int i = 0; i < count; i++)
        {
            ValueTask<int> call = function(x);
            if (!call.IsCompletedSuccessfully)
            {
                return false;
            }

            x = call.Result;
        }

        return x == count;
    }

    private static bool RunThree(int count)
    {
        Func<long, long, double, double> function = [MethodImpl(MethodImplOptions.NoInlining)] (a, b, y) => y + (a - b);
        double x = 0;
        for (int i = 0; i < count; i++)
        {
            x = function(i + 1, i, x);
        }

        return x == count;
    }

    private static bool RunReference(int count)
    {
        Func<object?, object?> function = [MethodImpl(MethodImplOptions.NoInlining)] (y) => y;
        object? x = function;
        for (int i = 0; i < count; i++)
        {
            x = function(x);
        }

        return ReferenceEquals(x, function);
    }

    private static bool RunPage(int count)
    {
        Func<byte[]> function = [MethodImpl(MethodImplOptions.NoInlining)] () => new byte[65536];
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            length += function().Length >> 16;
        }

        return length == count;
    }

    private static bool RunObject(int count)
    {
        Func<object> function = [MethodImpl(MethodImplOptions.NoInlining)] () => new object();
        object? last = null;
        for (int i = 0; i < count; i++)
        {
            last = function();
        }

        return last is not null;
    }
}
