using System.Collections.Immutable;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Script;

/// <summary>An engine that has the objects which a script's store needs, and compiles nothing.</summary>
internal sealed class BrokenEngine() : Engine(new EngineOptions())
{
    public override string Name => "broken";

    public override CompiledModule Compile(ValidatedModule module) => throw new NotSupportedException("this engine compiles nothing");

    protected internal override Memory CreateMemory(Store store, MemoryType type) => new ArrayMemory(store, type);

    protected internal override Table CreateTable(Store store, TableType type, object? initial) => new ArrayTable(store, type, initial);

    protected internal override Global CreateGlobal(Store store, GlobalType type, Value value) => new ValueGlobal(store, type, value);

    protected internal override Tag CreateTag(Store store, DefinedType type) => new PlainTag(store, type);

    protected internal override HostFunction CreateHostFunction(Store store, DefinedType type, HostCallback callback) =>
        new PlainHostFunction(store, type, callback);

    protected internal override StructReference CreateStruct(Store store, DefinedType type) => throw new NotSupportedException("this engine has no heap");

    protected internal override ArrayReference CreateArray(Store store, DefinedType type, int length) => throw new NotSupportedException("this engine has no heap");

    protected internal override ExceptionReference CreateException(Tag tag, ImmutableArray<Value> payload) =>
        throw new NotSupportedException("this engine throws nothing");

    protected internal override object? CreateStoreState(Store store) => null;

    private sealed class ArrayMemory(Store store, MemoryType type) : Memory(store, type, 100)
    {
        private byte[] _bytes = new byte[(int)type.Limits.Minimum * MemoryType.PageSize];

        public override ulong PageCount => (ulong)_bytes.Length / MemoryType.PageSize;

        public override Span<byte> Span => _bytes;

        public override Span<byte> GetSpan(long offset, int length) =>
            offset < 0 || length < 0 || offset > _bytes.Length - length ? throw OutOfRange(offset, length) : _bytes.AsSpan((int)offset, length);

        protected override bool TryResize(ulong pages, ulong most)
        {
            Array.Resize(ref _bytes, (int)pages * MemoryType.PageSize);
            return true;
        }
    }

    private sealed class ArrayTable : Table
    {
        private object?[] _elements;

        public ArrayTable(Store store, TableType type, object? initial)
            : base(store, type, 1000)
        {
            _elements = new object?[(int)type.Limits.Minimum];
            Array.Fill(_elements, initial);
        }

        public override ulong Count => (ulong)_elements.Length;

        protected override object? GetCore(ulong index) => _elements[(int)index];

        protected override void FillCore(ulong index, ulong count, object? value) => Array.Fill(_elements, value, (int)index, (int)count);

        protected override bool TryResize(ulong count, ulong most)
        {
            Array.Resize(ref _elements, (int)count);
            return true;
        }
    }

    private sealed class ValueGlobal(Store store, GlobalType type, Value value) : Global(store, type)
    {
        private Value _value = value;

        protected override Value GetCore() => _value;

        protected override void SetCore(Value value) => _value = value;
    }

    private sealed class PlainTag(Store store, DefinedType type) : Tag(store, type);

    private sealed class PlainHostFunction(Store store, DefinedType type, HostCallback callback) : HostFunction(store, type, callback);
}
