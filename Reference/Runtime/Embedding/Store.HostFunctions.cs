using Wasm.Runtime.Linking;

namespace Wasm.Runtime.Embedding;

// Functions of linkers that belong to no store.
public partial class Store
{
    // Locked: who looks up by name need not know whether another thread is running a suspended call's next segment.
    private readonly Lock _hostFunctionsLock = new();
    private Dictionary<HostDefinition, HostFunction>? _hostFunctions;

    /// <summary>The function of a definition that belongs to no store. Made once, so that it is the same object each time.</summary>
    internal HostFunction GetHostFunction(HostDefinition definition)
    {
        lock (_hostFunctionsLock)
        {
            _hostFunctions ??= [];
            if (!_hostFunctions.TryGetValue(definition, out HostFunction? function))
            {
                function = Engine.CreateHostFunction(this, definition.Type, definition.Callback);
                _hostFunctions.Add(definition, function);
            }

            return function;
        }
    }
}
