using Wasm.Core.Binary;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Interpreter.Execution;
using Wasm.Interpreter.Objects;
using Wasm.Interpreter.Translation;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter;

/// <summary>
/// A module of the reference engine: bodies in register form, each translated at its first call. Threads may
/// translate the same one at the same time; the results are interchangeable.
/// </summary>
internal sealed class ReferenceModule : CompiledModule
{
    private readonly StructFields?[] _fields;
    private readonly Lazy<NameSection?> _names;

    public ReferenceModule(ReferenceEngine engine, ValidatedModule module)
        : base(engine, module)
    {
        ImportCount = module.Definition.CountImports(ExternKind.Function);
        Bodies = new FunctionBody?[module.Definition.Functions.Count];
        _fields = new StructFields?[module.Types.Length];
        _names = new Lazy<NameSection?>(() => NameSection.TryRead(Module.Definition));
    }

    /// <summary>Number of imported functions.</summary>
    public int ImportCount { get; }

    /// <summary>By index among the functions that the module defines; null before the first call.</summary>
    public FunctionBody?[] Bodies { get; }

    /// <summary>Translates a function.</summary>
    /// <param name="function">Index among the functions that the module defines.</param>
    public FunctionBody Translate(int function)
    {
        FunctionBody body = Translator.Translate(this, function);
        Volatile.Write(ref Bodies[function], body);
        return body;
    }

    /// <inheritdoc/>
    public override void CompileFunctions(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (threads > 1)
        {
            Parallel.For(0, Bodies.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, TranslateMissing);
            return;
        }

        for (int i = 0; i < Bodies.Length; i++)
        {
            TranslateMissing(i);
        }
    }

    /// <summary>Number of parameters of a function that the module defines.</summary>
    public int ParameterCount(int function) => Module.Functions[ImportCount + function].Function.Parameters.Length;

    /// <summary>Where the fields of a struct type are.</summary>
    public StructFields FieldsOf(int type) => _fields[type] ??= new StructFields(Module.Types[type].Struct);

    private void TranslateMissing(int function)
    {
        if (Volatile.Read(ref Bodies[function]) is null)
        {
            Translate(function);
        }
    }

    /// <summary>Adds a frame to a backtrace.</summary>
    /// <param name="frames">The backtrace.</param>
    /// <param name="body">The frame's function.</param>
    /// <param name="pc">Position after the instruction that it stands at.</param>
    public void AddStackFrame(List<StackFrame> frames, FunctionBody body, int pc)
    {
        if (body.Index < 0)
        {
            return;
        }

        FunctionDefinition definition = Module.Definition.Functions[body.Index];
        int index = ImportCount + body.Index;
        long offset = definition.Body.Offset + body.Offsets[Math.Max(pc - 1, 0)];
        frames.Add(new StackFrame(_names.Value?.Module, index, _names.Value?.Functions.GetValueOrDefault(index), offset));
    }

    /// <inheritdoc/>
    protected override Instance Allocate(Store store, ReadOnlySpan<Extern> imports) => new ReferenceInstance(store, this, imports);
}
