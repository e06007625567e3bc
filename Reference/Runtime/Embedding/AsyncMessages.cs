using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>What is said to a synchronous call that would need to wait for a host function.</summary>
internal static class AsyncMessages
{
    private const string Advice = "call it with CallAsync or InvokeAsync, and instantiate with InstantiateAsync";

    /// <summary>An asynchronous host function was reached by a synchronous call.</summary>
    public static string Reached(HostFunction function, Instance? caller) =>
        $"a synchronous call reached {NameOf(function, caller)}: {Advice}";

    /// <summary>A function was called that belongs to an instance with such an import.</summary>
    public static string Imported(Function function, Instance instance) =>
        $"{function} belongs to an instance that imports {FirstImport(instance)}: {Advice}";

    /// <summary>A module with a start function is to be instantiated with such an import.</summary>
    public static string Start(Import import) =>
        $"the module has a start function and imports {Named(import)}: instantiate it with InstantiateAsync";

    private static string NameOf(HostFunction function, Instance? caller)
    {
        if (caller is not null)
        {
            int index = 0;
            foreach (Import import in caller.Module.Definition.Imports)
            {
                if (import.Type.Kind == ExternKind.Function && ReferenceEquals(caller.GetFunctionByIndex(index++), function))
                {
                    return Named(import);
                }
            }
        }

        return "an asynchronous host function";
    }

    private static string FirstImport(Instance instance)
    {
        int index = 0;
        foreach (Import import in instance.Module.Definition.Imports)
        {
            if (import.Type.Kind == ExternKind.Function && instance.GetFunctionByIndex(index++) is HostFunction { RequiresAsync: true })
            {
                return Named(import);
            }
        }

        return "an asynchronous host function";
    }

    private static string Named(Import import) => $"the asynchronous host function `{import.Module}::{import.Name}`";
}
