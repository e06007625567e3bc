using Wasm.Core.Types;
using Wasm.Runtime.Marshalling;

namespace Wasm.Runtime.Embedding;

// Callbacks from delegates (Wasmtime's Func::wrap and Linker::func_wrap).
public abstract partial class HostCallback
{
    /// <summary>
    /// Makes a callback of any delegate. Its parameters are <c>int</c>, <c>uint</c> (i32), <c>long</c>, <c>ulong</c>
    /// (i64), <c>float</c> (f32), <c>double</c> (f64), <c>Vector128&lt;T&gt;</c> (v128), <see cref="Function"/>
    /// (funcref), <c>object</c> (externref), <see cref="StructReference"/> (structref), <see cref="ArrayReference"/>
    /// (arrayref), <see cref="I31Reference"/> (i31ref), <see cref="ExceptionReference"/> (exnref); before them there
    /// may be a <see cref="Caller"/> or <see cref="Caller{T}"/>, after them a <see cref="CancellationToken"/>. It
    /// returns nothing, one of these types, or a value tuple of them; or a <see cref="Task"/> or
    /// <see cref="ValueTask"/> of that, which makes it asynchronous. References may be null.
    /// </summary>
    /// <param name="function">
    /// The delegate. One with several targets is called as .NET does, and must return nothing. What it throws: see
    /// <see cref="HostDelegate"/>.
    /// </param>
    /// <returns>A callback whose <see cref="Signature"/> the delegate's type gives. Calling it uses no reflection.</returns>
    /// <exception cref="ArgumentException">
    /// A parameter or result is of no such type (the message names it), or nobody could wait for or see all results.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">No code can be made at run time here: use <c>From</c>.</exception>
    public static HostCallback FromDelegate(Delegate function)
    {
        DelegateSignature signature = DelegateSignature.OfHostFunction(function, function?.GetType());
        return new DelegateCallback(signature, signature.Types, function);
    }

    /// <summary>
    /// Makes a callback of a given type of any delegate; the type may be more exact about references than the
    /// delegate: a <see cref="StructReference"/> serves as <c>(ref null $t)</c>, <c>object</c> as any reference. An
    /// argument must be sure to fit the delegate's parameter; a result is checked at each return.
    /// </summary>
    /// <param name="engine">The engine over whose types the function type is closed.</param>
    /// <param name="type">The type.</param>
    /// <param name="function">As in <see cref="FromDelegate(Delegate)"/>, or a <see cref="HostDelegate"/>, <see cref="RawHostDelegate"/> or <see cref="AsyncHostDelegate"/>.</param>
    /// <exception cref="ArgumentException">The delegate cannot be a function of this type.</exception>
    /// <exception cref="PlatformNotSupportedException">No code can be made at run time here.</exception>
    public static HostCallback FromDelegate(Engine engine, FunctionType type, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(type);
        switch (function)
        {
            case HostDelegate values:
                return new ValueCallback(type, values);
            case RawHostDelegate slots:
                return new RawCallback(type, slots);
            case AsyncHostDelegate asynchronous:
                return new AsyncValueCallback(type, asynchronous);
            default:
                DelegateSignature signature = DelegateSignature.OfHostFunction(function, function?.GetType());
                signature.CheckIsFunction(engine.Types, type);
                return new DelegateCallback(signature, type, function);
        }
    }

    /// <inheritdoc cref="FromDelegate(Delegate)"/>
    public static HostCallback From(Action function) =>
        new ActionCallback(DelegateSignature.OfHostFunction(function, typeof(Action)).Types, function);

    /// <inheritdoc cref="FromDelegate(Delegate)"/>
    public static HostCallback From<T1>(Action<T1> function) =>
        new ActionCallback<T1>(DelegateSignature.OfHostFunction(function, typeof(Action<T1>)).Types, function);

    /// <inheritdoc cref="FromDelegate(Delegate)"/>
    public static HostCallback From<T1, T2>(Action<T1, T2> function) =>
        new ActionCallback<T1, T2>(DelegateSignature.OfHostFunction(function, typeof(Action<T1, T2>)).Types, function);

    /// <inheritdoc cref="FromDelegate(Delegate)"/>
    public static HostCallback From<T1, T2, T3>(Action<T1, T2, T3> function) =>
        new ActionCallback<T1, T2, T3>(DelegateSignature.OfHostFunction(function, typeof(Action<T1, T2, T3>)).Types, function);

    /// <inheritdoc cref="FromDelegate(Delegate)"/>
    public static HostCallback From<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function) =>
        new ActionCallback<T1, T2, T3, T4>(DelegateSignature.OfHostFunction(function, typeof(Action<T1, T2, T3, T4>)).Types, function);

    /// <inheritdoc cref="FromDelegate(Delegate)"/>
    public static HostCallback From<TResult>(Func<TResult> function) =>
        new FuncCallback0<TResult>(DelegateSignature.OfHostFunction(function, typeof(Func<TResult>)).Types, function);

    /// <inheritdoc cref="FromDelegate(Delegate)"/>
    public static HostCallback From<T1, TResult>(Func<T1, TResult> function) =>
        new FuncCallback<T1, TResult>(DelegateSignature.OfHostFunction(function, typeof(Func<T1, TResult>)).Types, function);

    /// <inheritdoc cref="FromDelegate(Delegate)"/>
    public static HostCallback From<T1, T2, TResult>(Func<T1, T2, TResult> function) =>
        new FuncCallback<T1, T2, TResult>(DelegateSignature.OfHostFunction(function, typeof(Func<T1, T2, TResult>)).Types, function);

    /// <inheritdoc cref="FromDelegate(Delegate)"/>
    public static HostCallback From<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function) =>
        new FuncCallback<T1, T2, T3, TResult>(DelegateSignature.OfHostFunction(function, typeof(Func<T1, T2, T3, TResult>)).Types, function);

    /// <inheritdoc cref="FromDelegate(Delegate)"/>
    public static HostCallback From<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function) =>
        new FuncCallback<T1, T2, T3, T4, TResult>(DelegateSignature.OfHostFunction(function, typeof(Func<T1, T2, T3, T4, TResult>)).Types, function);
}
