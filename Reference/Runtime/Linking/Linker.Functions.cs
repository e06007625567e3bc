using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

// Host functions, which belong to no store.
public sealed partial class Linker
{
    /// <summary>
    /// Defines a host function over values. It may be called by several threads at once, if stores on several threads
    /// use it. Mirrors Wasmtime's <c>Linker::func_new</c>.
    /// </summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="type">Parameters and results; concrete types in it are of this linker's engine.</param>
    /// <param name="function">What it does.</param>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineFunction(string module, string name, FunctionType type, HostDelegate function) =>
        DefineFunction(module, name, Register(type), function);

    /// <summary>
    /// The same with a registered type, which may be declared as a subtype of another; see
    /// <see cref="TypeRegistry.Register(ReadOnlySpan{SubType}, int, Span{DefinedType})"/>.
    /// </summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="type">A function type of <see cref="Engine.Types"/>.</param>
    /// <param name="function">What it does.</param>
    /// <exception cref="ArgumentException">The type is of another engine, or not a function type.</exception>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineFunction(string module, string name, DefinedType type, HostDelegate function)
    {
        CheckType(type);
        return DefineFunction(module, name, type, new ValueCallback(type.Function, function));
    }

    /// <summary>
    /// Defines a host function over slots: nothing is converted, and numbers are not checked. Mirrors Wasmtime's
    /// <c>Linker::func_new_unchecked</c>.
    /// </summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="type">Parameters and results; concrete types in it are of this linker's engine.</param>
    /// <param name="function">What it does.</param>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineUncheckedFunction(string module, string name, FunctionType type, RawHostDelegate function) =>
        DefineUncheckedFunction(module, name, Register(type), function);

    /// <summary>The same with a registered type.</summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="type">A function type of <see cref="Engine.Types"/>.</param>
    /// <param name="function">What it does.</param>
    /// <exception cref="ArgumentException">The type is of another engine, or not a function type.</exception>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineUncheckedFunction(string module, string name, DefinedType type, RawHostDelegate function)
    {
        CheckType(type);
        return DefineFunction(module, name, type, new RawCallback(type.Function, function));
    }

    /// <summary>
    /// Defines a host function that may be unready, over values: while its task runs, the WebAssembly frames that
    /// called it are suspended and no thread waits. What reaches it must be called, and instantiated, asynchronously.
    /// Mirrors Wasmtime's <c>Linker::func_new_async</c>.
    /// </summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="type">Parameters and results; concrete types in it are of this linker's engine.</param>
    /// <param name="function">What it does.</param>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineAsyncFunction(string module, string name, FunctionType type, AsyncHostDelegate function) =>
        DefineAsyncFunction(module, name, Register(type), function);

    /// <summary>The same with a registered type.</summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="type">A function type of <see cref="Engine.Types"/>.</param>
    /// <param name="function">What it does.</param>
    /// <exception cref="ArgumentException">The type is of another engine, or not a function type.</exception>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineAsyncFunction(string module, string name, DefinedType type, AsyncHostDelegate function)
    {
        CheckType(type);
        return DefineFunction(module, name, type, new AsyncValueCallback(type.Function, function));
    }

    /// <summary>Defines a host function of any form: what the other overloads come to.</summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="callback">What it does; its signature is the function's type.</param>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineFunction(string module, string name, HostCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return DefineFunction(module, name, Engine.Types.Register(callback.Signature), callback);
    }

    /// <summary>The same with a registered type.</summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="type">A function type of <see cref="Engine.Types"/>, with the callback's signature.</param>
    /// <param name="callback">What it does.</param>
    /// <exception cref="ArgumentException">
    /// The type is of another engine, or not a function type, or not that of the callback.
    /// </exception>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineFunction(string module, string name, DefinedType type, HostCallback callback)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(callback);
        CheckType(type);
        if (!type.Function.Equals(callback.Signature))
        {
            throw new ArgumentException($"the callback's type is {callback.Signature}, not {type.Function}", nameof(callback));
        }

        Insert(_atoms.Intern(module), _atoms.Intern(name), new Definition(new HostDefinition(type, callback)));
        return this;
    }

    private DefinedType Register(FunctionType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Engine.Types.Register(type);
    }

    private void CheckType(DefinedType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!ReferenceEquals(type.Registry, Engine.Types))
        {
            throw new ArgumentException("the type belongs to a different engine than this linker", nameof(type));
        }

        if (type.Composite is not FunctionType)
        {
            throw new ArgumentException($"a function type expected, {type.Composite} given", nameof(type));
        }
    }
}
