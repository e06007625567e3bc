using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

// Commands and reactors (WASI's "application ABI").
public sealed partial class Linker
{
    private const string Start = "_start";
    private const string Initialize = "_initialize";

    /// <summary>
    /// Something is tolerated that a module should not do. Raised by <see cref="DefineModule"/>, on its thread. A
    /// clone tells those who listened when it was made.
    /// </summary>
    public event EventHandler<LinkerWarningEventArgs>? Warning;

    /// <summary>
    /// Defines what a module exports, and instantiates it as what it is. Mirrors Wasmtime's <c>Linker::module</c>.
    /// <para>
    /// A <b>command</b> exports a function <c>_start</c>: each call of one of its functions makes a new instance and
    /// calls that one's. Its imports are looked up now. It may export only functions, beside a memory <c>memory</c>, a
    /// table <c>table</c> or <c>__indirect_function_table</c>, and, with a <see cref="Warning"/>, globals
    /// <c>__data_end</c>, <c>__heap_base</c>, <c>__dso_handle</c> and <c>__rtti_base</c>; none of those is defined.
    /// <see cref="AllowUnknownExports"/> lets others pass, which are not defined either.
    /// </para>
    /// <para>
    /// A <b>reactor</b> exports a function <c>_initialize</c>: it is instantiated and <c>_initialize</c> called, once.
    /// Any other module is only instantiated. All their exports are defined.
    /// </para>
    /// </summary>
    /// <param name="store">The store in which instances are made; the linker is bound to it afterwards.</param>
    /// <param name="name">The module name under which the exports are defined.</param>
    /// <param name="module">The module.</param>
    /// <exception cref="ArgumentException">The store or the module is of another engine, or an import belongs to another store.</exception>
    /// <exception cref="ProgramKindException">
    /// It is both a command and a reactor, or its <c>_start</c> or <c>_initialize</c> is not a function, or it is a
    /// command with another export that is not a function.
    /// </exception>
    /// <exception cref="UnknownImportException">Nothing is defined under an import's name.</exception>
    /// <exception cref="IncompatibleImportTypeException">What is defined for an import has another type.</exception>
    /// <exception cref="ReactorInitializationException">
    /// <c>_initialize</c> failed or has parameters or results. (Cancellation is thrown as itself.)
    /// </exception>
    /// <exception cref="DuplicateDefinitionException">
    /// A name is defined and shadowing is off. What was defined before stays defined.
    /// </exception>
    public Linker DefineModule(Store store, string name, Module module)
    {
        CheckEngine(store);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(module);
        if (IsCommand(module))
        {
            DefineCommand(store, name, module, static (pre, export, signature) => new CommandCallback(pre, export, signature));
            return this;
        }

        Instance instance = Instantiate(store, module);
        if (instance.GetFunction(Initialize) is { } initialize)
        {
            RunInitialize(initialize);
        }

        return DefineInstance(name, instance);
    }

    /// <summary>
    /// The same as <see cref="DefineModule"/>, but what runs is run asynchronously: the start function and
    /// <c>_initialize</c> now, a command's functions later, which can only be called asynchronously. Until the task
    /// has completed, nobody else may use the linker. Mirrors Wasmtime's <c>Linker::module_async</c>.
    /// </summary>
    /// <param name="store">The store in which instances are made; the linker is bound to it afterwards.</param>
    /// <param name="name">The module name under which the exports are defined.</param>
    /// <param name="module">The module.</param>
    /// <param name="options">
    /// What bounds the start function and <c>_initialize</c> together in time, and each of them in fuel.
    /// </param>
    /// <returns>The linker. What is thrown is as for <see cref="DefineModule"/>.</returns>
    /// <exception cref="ArgumentException">The store or the module is of another engine, or an import belongs to another store.</exception>
    public Task<Linker> DefineModuleAsync(Store store, string name, Module module, CallOptions options = default)
    {
        CheckEngine(store);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(module);
        return Define(store, name, module, options);

        async Task<Linker> Define(Store store, string name, Module module, CallOptions options)
        {
            if (IsCommand(module))
            {
                DefineCommand(store, name, module, static (pre, export, signature) => new AsyncCommandCallback(pre, export, signature));
                return this;
            }

            Instance instance = await InstantiateAsync(store, module, options).ConfigureAwait(false);
            if (instance.GetFunction(Initialize) is { } initialize)
            {
                await RunInitializeAsync(initialize, options).ConfigureAwait(false);
            }

            return DefineInstance(name, instance);
        }
    }

    // A module with neither function is a reactor that needs no initialization.
    private static bool IsCommand(Module module)
    {
        Export? start = module.Compiled.FindExport(Start);
        Export? initialize = module.Compiled.FindExport(Initialize);
        if (start is not null && initialize is not null)
        {
            throw new ProgramKindException(Messages.CommandAndReactor);
        }

        if ((start ?? initialize) is { } export && export.Kind != ExternKind.Function)
        {
            throw new ProgramKindException($"`{export.Name}` must be a function");
        }

        return start is not null;
    }

    private static void RunInitialize(Function initialize)
    {
        try
        {
            CheckInitialize(initialize);
            initialize.CallUnchecked([], []).ThrowIfNotReturn();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ReactorInitializationException(error);
        }
    }

    private static async Task RunInitializeAsync(Function initialize, CallOptions options)
    {
        try
        {
            CheckInitialize(initialize);
            Outcome outcome = await initialize.CallUncheckedAsync([], [], options).ConfigureAwait(false);
            outcome.ThrowIfNotReturn();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ReactorInitializationException(error);
        }
    }

    private static void CheckInitialize(Function initialize)
    {
        if (!initialize.Signature.Equals(FunctionType.Empty))
        {
            throw new ProgramKindException($"`{Initialize}` must have the type {FunctionType.Empty}, but has {initialize.Signature}");
        }
    }

    private void DefineCommand(Store store, string name, Module module, Func<InstancePre, Export, FunctionType, HostCallback> callback)
    {
        InstancePre? pre = null;
        int atom = _atoms.Intern(name);
        foreach (Export export in module.Definition.Exports)
        {
            if (export.Kind != ExternKind.Function)
            {
                CheckCommandExport(name, export);
                continue;
            }

            pre ??= InstantiatePre(module);
            DefinedType type = module.Validated.Functions[export.Index];
            HostFunction function = Engine.CreateHostFunction(store, type, callback(pre, export, type.Function));
            if (Insert(atom, _atoms.Intern(export.Name), new Definition(function)))
            {
                // It may have shadowed what the module imports: the functions that follow get the new one, as in the
                // original, which looks the imports up anew for each.
                pre = null;
            }
        }
    }

    private void CheckCommandExport(string module, Export export)
    {
        switch (export)
        {
            case { Kind: ExternKind.Memory, Name: "memory" }:
            case { Kind: ExternKind.Table, Name: "__indirect_function_table" or "table" }:
                break;
            case { Kind: ExternKind.Global, Name: "__data_end" or "__heap_base" or "__dso_handle" }:
                Warn(module, export, "");
                break;
            case { Kind: ExternKind.Global, Name: "__rtti_base" }:
                Warn(module, export, "; pass `--runtime half` to the AssemblyScript compiler");
                break;
            case var _ when !AllowUnknownExports:
                throw new ProgramKindException($"command export '{export.Name}' is not a function");
        }
    }

    private void Warn(string module, Export export, string advice) =>
        Warning?.Invoke(this, new LinkerWarningEventArgs(module, export.Name, $"command module exporting '{export.Name}' is deprecated{advice}"));
}
