using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Script;

/// <summary>
/// The reference engine with a fault: it compiles some bytes of function bodies as others, after validation. To see that
/// what engines do differently is found.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="options">As of any engine.</param>
/// <param name="right">The bytes that are misread.</param>
/// <param name="wrong">As many bytes that are compiled instead.</param>
internal sealed class WrongEngine(string name, EngineOptions options, byte[] right, byte[] wrong) : Engine(options)
{
    private readonly ReferenceEngine _inner = new(options);

    public override string Name => name;

    public override CompiledModule Compile(ValidatedModule module)
    {
        foreach (FunctionDefinition function in module.Definition.Functions)
        {
            Misread(function.Body.Code);
        }

        foreach (GlobalDefinition global in module.Definition.Globals)
        {
            Misread(global.Initializer.Code);
        }

        return new WrongModule(this, module, _inner.Compile(module));
    }

    protected internal override Memory CreateMemory(Store store, MemoryType type) => AsEngine.CreateMemory(store, type);

    protected internal override Table CreateTable(Store store, TableType type, object? initial) => AsEngine.CreateTable(store, type, initial);

    protected internal override Global CreateGlobal(Store store, GlobalType type, Value value) => AsEngine.CreateGlobal(store, type, value);

    protected internal override Tag CreateTag(Store store, DefinedType type) => AsEngine.CreateTag(store, type);

    protected internal override HostFunction CreateHostFunction(Store store, DefinedType type, HostCallback callback) => AsEngine.CreateHostFunction(store, type, callback);

    protected internal override StructReference CreateStruct(Store store, DefinedType type) => AsEngine.CreateStruct(store, type);

    protected internal override ArrayReference CreateArray(Store store, DefinedType type, int length) => AsEngine.CreateArray(store, type, length);

    protected internal override ExceptionReference CreateException(Tag tag, ImmutableArray<Value> payload) => AsEngine.CreateException(tag, payload);

    protected internal override object? CreateStoreState(Store store) => AsEngine.CreateStoreState(store);

    private Engine AsEngine => _inner;

    private void Misread(ReadOnlyMemory<byte> code)
    {
        Span<byte> bytes = MemoryMarshal.AsMemory(code).Span;
        for (int at = bytes.IndexOf(right); at >= 0; at = bytes.IndexOf(right))
        {
            wrong.CopyTo(bytes[at..]);
        }
    }

    private sealed class WrongModule(Engine engine, ValidatedModule module, CompiledModule inner) : CompiledModule(engine, module)
    {
        protected internal override Instance Allocate(Store store, ReadOnlySpan<Extern> imports) => inner.Allocate(store, imports);
    }
}
