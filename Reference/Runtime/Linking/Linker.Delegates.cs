using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

// Host functions from delegates, which belong to no store.
public sealed partial class Linker
{
    /// <summary>
    /// Defines a host function of any delegate, whose type gives the function's: see
    /// <see cref="HostCallback.FromDelegate(Delegate)"/> for what it may be. The overloads for the commonest delegates
    /// do the same without making code at run time. It may be called by several threads at once, if stores on several
    /// threads use it. Mirrors Wasmtime's <c>Linker::func_wrap</c>.
    /// </summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="function">What it does.</param>
    /// <exception cref="ArgumentException">The delegate has a parameter or result that is no WebAssembly type.</exception>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineFunction(string module, string name, Delegate function) => DefineFunction(module, name, HostCallback.FromDelegate(function));

    /// <summary>
    /// Defines a host function of a given type of any delegate that fits it: see
    /// <see cref="HostCallback.FromDelegate(Engine, FunctionType, Delegate)"/>.
    /// </summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="type">Parameters and results; concrete types in it are of this linker's engine.</param>
    /// <param name="function">What it does.</param>
    /// <exception cref="ArgumentException">The delegate cannot be a function of this type.</exception>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineFunction(string module, string name, FunctionType type, Delegate function) =>
        DefineFunction(module, name, Register(type), function);

    /// <summary>The same with a registered type.</summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="type">A function type of <see cref="Engine.Types"/>.</param>
    /// <param name="function">What it does.</param>
    /// <exception cref="ArgumentException">
    /// The type is of another engine, or not a function type; or the delegate cannot be a function of this type.
    /// </exception>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineFunction(string module, string name, DefinedType type, Delegate function)
    {
        CheckType(type);
        return DefineFunction(module, name, type, HostCallback.FromDelegate(Engine, type.Function, function));
    }

    /// <inheritdoc cref="DefineFunction(string, string, Delegate)"/>
    public Linker DefineFunction(string module, string name, Action function) => DefineFunction(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineFunction(string, string, Delegate)"/>
    public Linker DefineFunction<T1>(string module, string name, Action<T1> function) => DefineFunction(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineFunction(string, string, Delegate)"/>
    public Linker DefineFunction<T1, T2>(string module, string name, Action<T1, T2> function) => DefineFunction(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineFunction(string, string, Delegate)"/>
    public Linker DefineFunction<T1, T2, T3>(string module, string name, Action<T1, T2, T3> function) => DefineFunction(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineFunction(string, string, Delegate)"/>
    public Linker DefineFunction<T1, T2, T3, T4>(string module, string name, Action<T1, T2, T3, T4> function) => DefineFunction(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineFunction(string, string, Delegate)"/>
    public Linker DefineFunction<TResult>(string module, string name, Func<TResult> function) => DefineFunction(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineFunction(string, string, Delegate)"/>
    public Linker DefineFunction<T1, TResult>(string module, string name, Func<T1, TResult> function) => DefineFunction(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineFunction(string, string, Delegate)"/>
    public Linker DefineFunction<T1, T2, TResult>(string module, string name, Func<T1, T2, TResult> function) => DefineFunction(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineFunction(string, string, Delegate)"/>
    public Linker DefineFunction<T1, T2, T3, TResult>(string module, string name, Func<T1, T2, T3, TResult> function) => DefineFunction(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineFunction(string, string, Delegate)"/>
    public Linker DefineFunction<T1, T2, T3, T4, TResult>(string module, string name, Func<T1, T2, T3, T4, TResult> function) => DefineFunction(module, name, HostCallback.From(function));

    /// <summary>
    /// Defines a host function that may be unready, of any delegate that returns a <see cref="Task"/> or
    /// <see cref="ValueTask"/>, with or without a result: while it runs, the WebAssembly frames that called it are
    /// suspended and no thread waits. What reaches it must be called, and instantiated, asynchronously.
    /// (<c>DefineFunction</c> does the same with such a delegate; this one refuses others.) Mirrors Wasmtime's
    /// <c>Linker::func_wrap_async</c>.
    /// </summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="function">What it does.</param>
    /// <exception cref="ArgumentException">
    /// The delegate has a parameter or result that is no WebAssembly type, or returns no task.
    /// </exception>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineAsyncFunction(string module, string name, Delegate function) => DefineAsync(module, name, HostCallback.FromDelegate(function));

    /// <inheritdoc cref="DefineAsyncFunction(string, string, Delegate)"/>
    public Linker DefineAsyncFunction<TTask>(string module, string name, Func<TTask> function) => DefineAsync(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineAsyncFunction(string, string, Delegate)"/>
    public Linker DefineAsyncFunction<T1, TTask>(string module, string name, Func<T1, TTask> function) => DefineAsync(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineAsyncFunction(string, string, Delegate)"/>
    public Linker DefineAsyncFunction<T1, T2, TTask>(string module, string name, Func<T1, T2, TTask> function) => DefineAsync(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineAsyncFunction(string, string, Delegate)"/>
    public Linker DefineAsyncFunction<T1, T2, T3, TTask>(string module, string name, Func<T1, T2, T3, TTask> function) => DefineAsync(module, name, HostCallback.From(function));

    /// <inheritdoc cref="DefineAsyncFunction(string, string, Delegate)"/>
    public Linker DefineAsyncFunction<T1, T2, T3, T4, TTask>(string module, string name, Func<T1, T2, T3, T4, TTask> function) => DefineAsync(module, name, HostCallback.From(function));

    private Linker DefineAsync(string module, string name, HostCallback function) => function.IsAsync
        ? DefineFunction(module, name, function)
        : throw new ArgumentException($"an asynchronous function must return a {nameof(Task)} or {nameof(ValueTask)}", nameof(function));
}
