using System.Collections.Concurrent;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Execution;

/// <summary>
/// The entry and host thunks of an engine, one of each per signature, made when first asked for. Thread-safe. Freed with the
/// engine, by finalization: whoever uses a thunk's address keeps the engine.
/// </summary>
internal sealed class ThunkCache : IDisposable
{
    private readonly ConcurrentDictionary<IrSignature, CodeEntry> _entryThunks = new(SignatureComparer.Instance);
    private readonly ConcurrentDictionary<IrSignature, CodeEntry> _hostThunks = new(SignatureComparer.Instance);
    private readonly Lock _lock = new();
    private readonly CompiledFunction _compiled = new();
    private readonly StubEmitter _emitter;
    private readonly ModuleCode _code;

    /// <summary>An empty cache.</summary>
    public ThunkCache(ITarget target, StubEmitter emitter)
    {
        _emitter = emitter;
        _code = new ModuleCode(target, emitter, null);
    }

    /// <summary>Frees the code.</summary>
    ~ThunkCache() => _code.Dispose();

    /// <summary>Address of the entry thunk of a signature.</summary>
    public nuint EntryThunk(IrSignature signature) =>
        _entryThunks.TryGetValue(signature, out CodeEntry? entry) ? entry.Start : Make(signature, _entryThunks, CodeKind.EntryThunk);

    /// <summary>Address of the host thunk of a signature.</summary>
    public nuint HostThunk(IrSignature signature) =>
        _hostThunks.TryGetValue(signature, out CodeEntry? entry) ? entry.Start : Make(signature, _hostThunks, CodeKind.HostThunk);

    /// <summary>Frees the code. No frame is in it.</summary>
    public void Dispose()
    {
        _code.Dispose();
        GC.SuppressFinalize(this);
    }

    private nuint Make(IrSignature signature, ConcurrentDictionary<IrSignature, CodeEntry> thunks, CodeKind kind)
    {
        lock (_lock)
        {
            if (thunks.TryGetValue(signature, out CodeEntry? made))
            {
                return made.Start;
            }

            if (kind == CodeKind.EntryThunk)
            {
                _emitter.EmitEntryThunk(signature, _compiled);
            }
            else
            {
                _emitter.EmitHostThunk(signature, _compiled);
            }

            CodeEntry entry = _code.Place(_compiled, kind, -1, 0);
            thunks[signature] = entry;
            return entry.Start;
        }
    }

    /// <summary>By types: equal lists are equal signatures.</summary>
    private sealed class SignatureComparer : IEqualityComparer<IrSignature>
    {
        public static readonly SignatureComparer Instance = new();

        public bool Equals(IrSignature? left, IrSignature? right) => ReferenceEquals(left, right)
            || (left is not null && right is not null
                && left.Parameters.AsSpan().SequenceEqual(right.Parameters) && left.Results.AsSpan().SequenceEqual(right.Results));

        public int GetHashCode(IrSignature signature)
        {
            var hash = new HashCode();
            foreach (IrType type in signature.Parameters)
            {
                hash.Add((int)type);
            }

            hash.Add(-1);
            foreach (IrType type in signature.Results)
            {
                hash.Add((int)type);
            }

            return hash.ToHashCode();
        }
    }
}
