using System.Runtime.InteropServices;

namespace Wasm.Jit.Execution;

/// <summary>
/// Garbage that is finalised after each collection of .NET, to have a store's heap collected while nobody uses the store: else what
/// WebAssembly once referred to would live until the store is next used. Old after two collections, it then comes with full ones only.
/// </summary>
internal sealed class CollectionWatch
{
    private GCHandle _runtime;

    private CollectionWatch(StoreRuntime runtime) => _runtime = GCHandle.Alloc(runtime, GCHandleType.Weak);

    /// <summary>Goes on until the runtime is gone.</summary>
    ~CollectionWatch()
    {
        if (_runtime.Target is StoreRuntime { IsDisposed: false } runtime)
        {
            runtime.TryCollect();
            GC.ReRegisterForFinalize(this);
        }
        else
        {
            _runtime.Free();
        }
    }

    /// <summary>Begins.</summary>
    public static void Start(StoreRuntime runtime) => GC.KeepAlive(new CollectionWatch(runtime));
}
