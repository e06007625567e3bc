using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Jit.Abi;
using Wasm.Jit.Backend;
using Wasm.Jit.Frontend;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>A module and its code, for all stores and threads. Functions are compiled at their first call, or all at once.</summary>
internal sealed class JitModule : CompiledModule, IDisposable
{
    private static int _count;

    private readonly JitEngine _engine;
    private readonly ModuleCode _code;
    private readonly Lazy<NameSection?> _names;
    private readonly CodeEntry?[] _entries;

    public JitModule(JitEngine engine, ValidatedModule module)
        : base(engine, module)
    {
        _engine = engine;
        Number = Interlocked.Increment(ref _count);
        Environment = new ModuleEnvironment(module);
        UsesHeap = MeetsObjects(module);
        _names = new Lazy<NameSection?>(() => NameSection.TryRead(Module.Definition));
        _entries = new CodeEntry?[module.Definition.Functions.Count];
        _code = new ModuleCode(engine.Target, engine.Stubs, this);
        _code.CreateEntryTable(_entries.Length, Layout.ImportedFunctions);
        if (engine.JitOptions.Eager)
        {
            CompileFunctions(System.Environment.ProcessorCount);
        }
    }

    /// <summary>Frees the code: nothing runs in it, and no instance is left.</summary>
    ~JitModule() => _code.Dispose();

    /// <summary>Its number in the process.</summary>
    public int Number { get; }

    /// <summary>Where things stand in its instances.</summary>
    public InstanceLayout Layout => Environment.Layout;

    /// <summary>What the front end knows of it.</summary>
    public ModuleEnvironment Environment { get; }

    /// <summary>
    /// Whether code may meet objects of the heap, which must be there before it runs: objects that it makes, or gets from elsewhere
    /// in a parameter, result, global or table.
    /// </summary>
    public bool UsesHeap { get; }

    /// <inheritdoc/>
    public override long CodeSize => _code.Bytes;

    /// <inheritdoc/>
    public override void CompileFunctions(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (threads > 1)
        {
            Parallel.For(0, _entries.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, index => Compile(index));
            return;
        }

        for (int i = 0; i < _entries.Length; i++)
        {
            Compile(i);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _code.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The code address of a defined function now: compiled, or what compiles it.</summary>
    /// <param name="function">Function index, imports included.</param>
    public nuint EntryOf(int function) => _code.GetEntry(function - Layout.ImportedFunctions);

    /// <summary>Compiles a function unless it is compiled.</summary>
    /// <param name="function">Function index, imports included.</param>
    /// <returns>Its code.</returns>
    public CodeEntry CompileFunction(int function) => Compile(function - Layout.ImportedFunctions);

    /// <summary>The frame of a backtrace for a position in a function's code.</summary>
    /// <param name="function">Function index, imports included.</param>
    /// <param name="offset">Position in the body's code.</param>
    public StackFrame FrameAt(int function, int offset)
    {
        FunctionDefinition definition = Module.Definition.Functions[function - Layout.ImportedFunctions];
        return new StackFrame(_names.Value?.Module, function, _names.Value?.Functions.GetValueOrDefault(function), definition.Body.Offset + Math.Max(offset, 0));
    }

    /// <inheritdoc/>
    protected override Instance Allocate(Store store, ReadOnlySpan<Extern> imports) => new JitInstance(store, this, imports);

    private static bool MeetsObjects(ValidatedModule module)
    {
        foreach (DefinedType type in module.Types)
        {
            if (type.Composite is not FunctionType function || AnyTraced(function.Parameters) || AnyTraced(function.Results))
            {
                return true;
            }
        }

        foreach (GlobalType global in module.Globals)
        {
            if (ObjectShape.IsTraced(module.Registry, global.Value))
            {
                return true;
            }
        }

        foreach (TableType table in module.Tables)
        {
            if (ObjectShape.IsTraced(module.Registry, table.Element))
            {
                return true;
            }
        }

        return module.Tags.Length > 0;

        bool AnyTraced(ImmutableArray<ValType> types)
        {
            foreach (ValType type in types)
            {
                if (ObjectShape.IsTraced(module.Registry, type))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private CodeEntry Compile(int index)
    {
        if (Volatile.Read(ref _entries[index]) is { } known)
        {
            return known;
        }

        // Threads may compile the same one at the same time: the results are interchangeable, one is kept.
        FunctionCompiler compiler = _engine.RentCompiler();
        try
        {
            int function = Layout.ImportedFunctions + index;
            CompiledFunction compiled = compiler.Compile(Environment, function);
            lock (_entries)
            {
                if (_entries[index] is { } other)
                {
                    return other;
                }

                CodeEntry entry = _code.Place(compiled, CodeKind.Function, function, Layout.ImportedFunctions);
                _code.SetEntry(index, entry.Start);
                Volatile.Write(ref _entries[index], entry);
                if (_engine.JitOptions.PerfMap)
                {
                    PerfMap.Add(entry, _names.Value?.Module ?? "<unknown>", _names.Value?.Functions.GetValueOrDefault(function) ?? $"function {function}");
                }

                return entry;
            }
        }
        finally
        {
            _engine.Return(compiler);
        }
    }
}
