namespace Wasm.Runtime.Embedding;

// Typed calls of exports (Wasmtime's Instance::get_typed_func).
public abstract partial class Instance
{
    /// <summary>
    /// A delegate of any type that calls an exported function; see <see cref="Function.ToDelegate"/>, also for what
    /// is thrown.
    /// </summary>
    /// <param name="name">The export's name.</param>
    /// <returns>Null if no function is exported under the name.</returns>
    public TDelegate? GetDelegate<TDelegate>(string name)
        where TDelegate : Delegate => GetFunction(name)?.ToDelegate<TDelegate>();

    /// <summary>An <c>Action</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Action? GetAction(string name) => GetFunction(name)?.ToAction();

    /// <summary>An <c>Action</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Action<T1>? GetAction<T1>(string name) => GetFunction(name)?.ToAction<T1>();

    /// <summary>An <c>Action</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Action<T1, T2>? GetAction<T1, T2>(string name) => GetFunction(name)?.ToAction<T1, T2>();

    /// <summary>An <c>Action</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Action<T1, T2, T3>? GetAction<T1, T2, T3>(string name) => GetFunction(name)?.ToAction<T1, T2, T3>();

    /// <summary>An <c>Action</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Action<T1, T2, T3, T4>? GetAction<T1, T2, T3, T4>(string name) => GetFunction(name)?.ToAction<T1, T2, T3, T4>();

    /// <summary>An <c>Action</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Action<T1, T2, T3, T4, T5>? GetAction<T1, T2, T3, T4, T5>(string name) => GetFunction(name)?.ToAction<T1, T2, T3, T4, T5>();

    /// <summary>An <c>Action</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Action<T1, T2, T3, T4, T5, T6>? GetAction<T1, T2, T3, T4, T5, T6>(string name) => GetFunction(name)?.ToAction<T1, T2, T3, T4, T5, T6>();

    /// <summary>A <c>Func</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Func<TResult>? GetFunction<TResult>(string name) => GetFunction(name)?.ToFunc<TResult>();

    /// <summary>A <c>Func</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Func<T1, TResult>? GetFunction<T1, TResult>(string name) => GetFunction(name)?.ToFunc<T1, TResult>();

    /// <summary>A <c>Func</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Func<T1, T2, TResult>? GetFunction<T1, T2, TResult>(string name) => GetFunction(name)?.ToFunc<T1, T2, TResult>();

    /// <summary>A <c>Func</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Func<T1, T2, T3, TResult>? GetFunction<T1, T2, T3, TResult>(string name) => GetFunction(name)?.ToFunc<T1, T2, T3, TResult>();

    /// <summary>A <c>Func</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Func<T1, T2, T3, T4, TResult>? GetFunction<T1, T2, T3, T4, TResult>(string name) => GetFunction(name)?.ToFunc<T1, T2, T3, T4, TResult>();

    /// <summary>A <c>Func</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Func<T1, T2, T3, T4, T5, TResult>? GetFunction<T1, T2, T3, T4, T5, TResult>(string name) => GetFunction(name)?.ToFunc<T1, T2, T3, T4, T5, TResult>();

    /// <summary>A <c>Func</c> that calls an exported function; null if there is none. See <see cref="GetDelegate"/>.</summary>
    public Func<T1, T2, T3, T4, T5, T6, TResult>? GetFunction<T1, T2, T3, T4, T5, T6, TResult>(string name) => GetFunction(name)?.ToFunc<T1, T2, T3, T4, T5, T6, TResult>();
}
