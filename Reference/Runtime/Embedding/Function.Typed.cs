using Wasm.Core.Types;
using Wasm.Runtime.Marshalling;

namespace Wasm.Runtime.Embedding;

// Functions of the host that belong to a store, and typed calls.
public abstract partial class Function
{
    /// <summary>A function of the host in a store, from any delegate. Mirrors Wasmtime's <c>Func::wrap</c>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="function">See <see cref="HostCallback.FromDelegate(Delegate)"/>, also for what is thrown.</param>
    public static Function Create(Store store, Delegate function) => Create(store, HostCallback.FromDelegate(function));

    /// <summary>
    /// A function of the host in a store, of a given type, from any delegate. Mirrors Wasmtime's <c>Func::wrap</c>
    /// and <c>Func::new</c>.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="type">Its type, closed over the engine's types.</param>
    /// <param name="function">See <see cref="HostCallback.FromDelegate(Engine, FunctionType, Delegate)"/>, also for what is thrown.</param>
    public static Function Create(Store store, FunctionType type, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Create(store, HostCallback.FromDelegate(store.Engine, type, function));
    }

    /// <summary>A function of the host in a store, over values. Mirrors Wasmtime's <c>Func::new</c>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="type">Its type, closed over the engine's types.</param>
    /// <param name="function">What it does.</param>
    public static Function Create(Store store, FunctionType type, HostDelegate function) => Create(store, new ValueCallback(type, function));

    /// <summary>A function of the host in a store, over slots. Mirrors Wasmtime's <c>Func::new_unchecked</c>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="type">Its type, closed over the engine's types.</param>
    /// <param name="function">What it does.</param>
    public static Function CreateUnchecked(Store store, FunctionType type, RawHostDelegate function) => Create(store, new RawCallback(type, function));

    /// <summary>
    /// An asynchronous function of the host in a store, over values. (Of a delegate that returns a task,
    /// <see cref="Create(Store, Delegate)"/> makes an asynchronous one too.) Mirrors Wasmtime's <c>Func::new_async</c>.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="type">Its type, closed over the engine's types.</param>
    /// <param name="function">What it does.</param>
    public static Function CreateAsync(Store store, FunctionType type, AsyncHostDelegate function) => Create(store, new AsyncValueCallback(type, function));

    /// <summary>A function of the host in a store, over any callback.</summary>
    /// <param name="store">The store.</param>
    /// <param name="callback">What it does. Its signature becomes the function's type: a final one, declared alone.</param>
    public static Function Create(Store store, HostCallback callback)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(callback);
        return store.Engine.CreateHostFunction(store, store.Engine.Types.Register(callback.Signature), callback);
    }

    /// <summary>A function of the host in a store, of a type of a module's: one that is not final, or of a group.</summary>
    /// <param name="store">The store.</param>
    /// <param name="type">Its type, of the engine's.</param>
    /// <param name="callback">What it does.</param>
    /// <exception cref="ArgumentException">The callback's signature is not the type's, or the type another engine's.</exception>
    public static Function Create(Store store, DefinedType type, HostCallback callback)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(callback);
        store.CheckEngine(type, nameof(type));
        return type.Composite is FunctionType function && function.Equals(callback.Signature)
            ? store.Engine.CreateHostFunction(store, type, callback)
            : throw new ArgumentException($"the callback has the type {callback.Signature}, not {type.Composite}", nameof(callback));
    }

    /// <summary>
    /// A delegate of any type that calls it. What the types may be: see <see cref="HostCallback.FromDelegate(Delegate)"/>.
    /// A class of references fits its concrete types, <c>object</c> any reference: each argument is checked when it
    /// is passed. If it returns a <see cref="Task"/> or <see cref="ValueTask"/>, it calls asynchronously, as
    /// <see cref="CallAsync"/> does; a last parameter of type <see cref="CancellationToken"/> ends the call, as one of
    /// <see cref="CallOptions"/> does. Mirrors Wasmtime's <c>Func::typed</c>.
    /// </summary>
    /// <typeparam name="TDelegate">
    /// The delegate's type. A call through it boxes nothing, and allocates nothing if it is not asynchronous and has up
    /// to 32 parameters and results.
    /// </typeparam>
    /// <returns>
    /// A delegate, to be kept rather than made for each call. It throws <see cref="TrapException"/>,
    /// <see cref="WasmException"/> and <see cref="ExhaustionException"/>; an <see cref="ArgumentException"/> if a
    /// reference is of a wrong type, null where it must not be, or of another store.
    /// </returns>
    /// <exception cref="ArgumentException">Its types do not fit the function's; the message names both.</exception>
    /// <exception cref="PlatformNotSupportedException">No code can be made at run time here: use <c>ToFunc</c> or <c>ToAction</c>.</exception>
    public TDelegate ToDelegate<TDelegate>()
        where TDelegate : Delegate => (TDelegate)CallBuilder.Create(CheckedFor(typeof(TDelegate)), this);

    /// <summary>An <c>Action</c> that calls it; see <see cref="ToDelegate"/>.</summary>
    public Action ToAction()
    {
        CheckedFor(typeof(Action));
        return new TypedCall<ValueTuple>(this).Run;
    }

    /// <summary>An <c>Action</c> that calls it; see <see cref="ToDelegate"/>.</summary>
    public Action<T1> ToAction<T1>()
    {
        DelegateSignature signature = CheckedFor(typeof(Action<T1>));
        return MayCallDirectly(signature) ? new TypedCall<T1, ValueTuple>(this).Run : (Action<T1>)CallBuilder.Create(signature, this);
    }

    /// <summary>An <c>Action</c> that calls it; see <see cref="ToDelegate"/>.</summary>
    public Action<T1, T2> ToAction<T1, T2>()
    {
        DelegateSignature signature = CheckedFor(typeof(Action<T1, T2>));
        return MayCallDirectly(signature) ? new TypedCall<T1, T2, ValueTuple>(this).Run : (Action<T1, T2>)CallBuilder.Create(signature, this);
    }

    /// <summary>An <c>Action</c> that calls it; see <see cref="ToDelegate"/>.</summary>
    public Action<T1, T2, T3> ToAction<T1, T2, T3>()
    {
        DelegateSignature signature = CheckedFor(typeof(Action<T1, T2, T3>));
        return MayCallDirectly(signature) ? new TypedCall<T1, T2, T3, ValueTuple>(this).Run : (Action<T1, T2, T3>)CallBuilder.Create(signature, this);
    }

    /// <summary>An <c>Action</c> that calls it; see <see cref="ToDelegate"/>.</summary>
    public Action<T1, T2, T3, T4> ToAction<T1, T2, T3, T4>()
    {
        DelegateSignature signature = CheckedFor(typeof(Action<T1, T2, T3, T4>));
        return MayCallDirectly(signature) ? new TypedCall<T1, T2, T3, T4, ValueTuple>(this).Run : (Action<T1, T2, T3, T4>)CallBuilder.Create(signature, this);
    }

    /// <summary>An <c>Action</c> that calls it; see <see cref="ToDelegate"/>.</summary>
    public Action<T1, T2, T3, T4, T5> ToAction<T1, T2, T3, T4, T5>()
    {
        DelegateSignature signature = CheckedFor(typeof(Action<T1, T2, T3, T4, T5>));
        return MayCallDirectly(signature) ? new TypedCall<T1, T2, T3, T4, T5, ValueTuple>(this).Run : (Action<T1, T2, T3, T4, T5>)CallBuilder.Create(signature, this);
    }

    /// <summary>An <c>Action</c> that calls it; see <see cref="ToDelegate"/>.</summary>
    public Action<T1, T2, T3, T4, T5, T6> ToAction<T1, T2, T3, T4, T5, T6>()
    {
        DelegateSignature signature = CheckedFor(typeof(Action<T1, T2, T3, T4, T5, T6>));
        return MayCallDirectly(signature) ? new TypedCall<T1, T2, T3, T4, T5, T6, ValueTuple>(this).Run : (Action<T1, T2, T3, T4, T5, T6>)CallBuilder.Create(signature, this);
    }

    /// <summary>A <c>Func</c> that calls it; several results are a value tuple. See <see cref="ToDelegate"/>.</summary>
    public Func<TResult> ToFunc<TResult>()
    {
        DelegateSignature signature = CheckedFor(typeof(Func<TResult>));
        return MayCallDirectly(signature) ? new TypedCall<TResult>(this).Call : (Func<TResult>)CallBuilder.Create(signature, this);
    }

    /// <summary>A <c>Func</c> that calls it; several results are a value tuple. See <see cref="ToDelegate"/>.</summary>
    public Func<T1, TResult> ToFunc<T1, TResult>()
    {
        DelegateSignature signature = CheckedFor(typeof(Func<T1, TResult>));
        return MayCallDirectly(signature) ? new TypedCall<T1, TResult>(this).Call : (Func<T1, TResult>)CallBuilder.Create(signature, this);
    }

    /// <summary>A <c>Func</c> that calls it; several results are a value tuple. See <see cref="ToDelegate"/>.</summary>
    public Func<T1, T2, TResult> ToFunc<T1, T2, TResult>()
    {
        DelegateSignature signature = CheckedFor(typeof(Func<T1, T2, TResult>));
        return MayCallDirectly(signature) ? new TypedCall<T1, T2, TResult>(this).Call : (Func<T1, T2, TResult>)CallBuilder.Create(signature, this);
    }

    /// <summary>A <c>Func</c> that calls it; several results are a value tuple. See <see cref="ToDelegate"/>.</summary>
    public Func<T1, T2, T3, TResult> ToFunc<T1, T2, T3, TResult>()
    {
        DelegateSignature signature = CheckedFor(typeof(Func<T1, T2, T3, TResult>));
        return MayCallDirectly(signature) ? new TypedCall<T1, T2, T3, TResult>(this).Call : (Func<T1, T2, T3, TResult>)CallBuilder.Create(signature, this);
    }

    /// <summary>A <c>Func</c> that calls it; several results are a value tuple. See <see cref="ToDelegate"/>.</summary>
    public Func<T1, T2, T3, T4, TResult> ToFunc<T1, T2, T3, T4, TResult>()
    {
        DelegateSignature signature = CheckedFor(typeof(Func<T1, T2, T3, T4, TResult>));
        return MayCallDirectly(signature) ? new TypedCall<T1, T2, T3, T4, TResult>(this).Call : (Func<T1, T2, T3, T4, TResult>)CallBuilder.Create(signature, this);
    }

    /// <summary>A <c>Func</c> that calls it; several results are a value tuple. See <see cref="ToDelegate"/>.</summary>
    public Func<T1, T2, T3, T4, T5, TResult> ToFunc<T1, T2, T3, T4, T5, TResult>()
    {
        DelegateSignature signature = CheckedFor(typeof(Func<T1, T2, T3, T4, T5, TResult>));
        return MayCallDirectly(signature) ? new TypedCall<T1, T2, T3, T4, T5, TResult>(this).Call : (Func<T1, T2, T3, T4, T5, TResult>)CallBuilder.Create(signature, this);
    }

    /// <summary>A <c>Func</c> that calls it; several results are a value tuple. See <see cref="ToDelegate"/>.</summary>
    public Func<T1, T2, T3, T4, T5, T6, TResult> ToFunc<T1, T2, T3, T4, T5, T6, TResult>()
    {
        DelegateSignature signature = CheckedFor(typeof(Func<T1, T2, T3, T4, T5, T6, TResult>));
        return MayCallDirectly(signature) ? new TypedCall<T1, T2, T3, T4, T5, T6, TResult>(this).Call : (Func<T1, T2, T3, T4, T5, T6, TResult>)CallBuilder.Create(signature, this);
    }

    // Without code made at run time.
    private bool MayCallDirectly(DelegateSignature signature) =>
        SlotCount <= SmallSlots.Count && !signature.IsAsync && !signature.TakesToken;

    private DelegateSignature CheckedFor(Type type)
    {
        DelegateSignature signature = DelegateSignature.OfCall(type);
        signature.CheckCalls(Store.Engine.Types, Signature);
        return signature;
    }
}
