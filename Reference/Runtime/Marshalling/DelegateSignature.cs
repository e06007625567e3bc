using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>
/// What a delegate's type says to WebAssembly: a function type, and which of its parameters are none of
/// WebAssembly's. Found once per type.
/// </summary>
internal sealed class DelegateSignature
{
    private static readonly ConditionalWeakTable<Type, DelegateSignature> Known = [];

    // Made when first needed; two threads may both make it, and either may win.
    private volatile HostInvokerFactory? _invoker;

    private DelegateSignature(Type type, MethodInfo? method)
    {
        DelegateType = type;
        Invoke = InvokeOf(type);
        ParameterInfo[] parameters = Invoke.GetParameters();
        var values = new List<ValType>();
        for (int i = 0; i < parameters.Length; i++)
        {
            Type parameter = parameters[i].ParameterType;
            if (i == 0 && IsCaller(parameter))
            {
                TakesCaller = true;
            }
            else if (i > 0 && i == parameters.Length - 1 && parameter == typeof(CancellationToken))
            {
                TakesToken = true;
            }
            else if (i == 0 && parameters.Length == 1 && parameter == typeof(CancellationToken))
            {
                TakesToken = true;
            }
            else if (WasmTypes.TryGet(parameter, out ValType value))
            {
                values.Add(value);
            }
            else
            {
                throw BadParameter(i, NameOf(parameters, method, i), parameter);
            }
        }

        var results = new List<ValType>();
        if (ResultMarshallers.TryGetTypes(Invoke.ReturnType, results, out bool isAsync) is { } bad)
        {
            throw BadResult(bad);
        }

        if (Invoke.ReturnType.IsGenericType)
        {
            DynamicCode.Require();
        }

        Types = new FunctionType([.. values], [.. results]);
        IsAsync = isAsync;
    }

    /// <summary>The delegate's type.</summary>
    public Type DelegateType { get; }

    /// <summary>How it is called.</summary>
    public MethodInfo Invoke { get; }

    /// <summary>Parameters and results as the .NET types say: references are abstract and may be null.</summary>
    public FunctionType Types { get; }

    /// <summary>Whether its first parameter is a <see cref="Caller"/> or <see cref="Caller{T}"/>.</summary>
    public bool TakesCaller { get; }

    /// <summary>Whether its last parameter is a <see cref="CancellationToken"/>.</summary>
    public bool TakesToken { get; }

    /// <summary>Whether it returns a task.</summary>
    public bool IsAsync { get; }

    /// <summary>Makes the code that calls delegates of this type.</summary>
    public HostInvokerFactory Invoker => _invoker ??= HostInvokerBuilder.Build(this);

    /// <summary>What a delegate that is to be a host function says.</summary>
    /// <param name="function">The delegate.</param>
    /// <param name="type">
    /// The type that it is called as: by variance, a <c>Func&lt;string&gt;</c> may be called as a <c>Func&lt;object&gt;</c>.
    /// </param>
    /// <exception cref="ArgumentException">It cannot be one.</exception>
    public static DelegateSignature OfHostFunction([NotNull] Delegate? function, Type? type)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(type);
        if (function is HostDelegate or RawHostDelegate or AsyncHostDelegate)
        {
            throw new ArgumentException($"delegates of type {TypeNames.Of(function.GetType())} do not say which types they have: give the function type too", nameof(function));
        }

        if (!Known.TryGetValue(type, out DelegateSignature? signature))
        {
            signature = Known.GetValue(type, type => new DelegateSignature(type, function.Method));
        }

        if (!function.HasSingleTarget && signature.Invoke.ReturnType != typeof(void))
        {
            throw new ArgumentException("a delegate with several targets that return something: the results of all but the last would be lost", nameof(function));
        }

        if (signature.Invoke.ReturnType == typeof(void) && function.Method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
        {
            throw new ArgumentException("an asynchronous method that returns void: nobody could wait for it; it must return a task", nameof(function));
        }

        return signature;
    }

    /// <summary>What a type of delegates that are to call WebAssembly says.</summary>
    /// <exception cref="ArgumentException">It is no such type.</exception>
    public static DelegateSignature OfCall(Type type)
    {
        if (type.IsAbstract || !type.IsSubclassOf(typeof(MulticastDelegate)))
        {
            throw new ArgumentException($"{TypeNames.Of(type)} is not a type of delegates");
        }

        DelegateSignature signature = Known.GetValue(type, static type => new DelegateSignature(type, null));
        return signature.TakesCaller
            ? throw new ArgumentException($"{TypeNames.Of(type)} has a Caller, which only functions of the host are given")
            : signature;
    }

    /// <summary>Checks that the delegate can be a function of a type, which may be more exact about references.</summary>
    /// <param name="registry">What the type is closed over.</param>
    /// <param name="type">The type.</param>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public void CheckIsFunction(TypeRegistry registry, FunctionType type)
    {
        bool fits = type.Parameters.Length == Types.Parameters.Length && type.Results.Length == Types.Results.Length;
        for (int i = 0; fits && i < type.Parameters.Length; i++)
        {
            fits = WasmTypes.FitsFromWasm(registry, Types.Parameters[i], type.Parameters[i]);
        }

        for (int i = 0; fits && i < type.Results.Length; i++)
        {
            fits = WasmTypes.FitsToWasm(registry, Types.Results[i], type.Results[i]);
        }

        if (!fits)
        {
            throw new ArgumentException($"a delegate of type {TypeNames.Of(DelegateType)}, which is {Types}, cannot be a function of type {type}");
        }
    }

    /// <summary>Checks that such delegates can call functions of a type.</summary>
    /// <param name="registry">What the type is closed over.</param>
    /// <param name="type">The type.</param>
    /// <exception cref="ArgumentException">They cannot.</exception>
    public void CheckCalls(TypeRegistry registry, FunctionType type)
    {
        bool fits = type.Parameters.Length == Types.Parameters.Length && type.Results.Length == Types.Results.Length;
        for (int i = 0; fits && i < type.Parameters.Length; i++)
        {
            fits = WasmTypes.FitsToWasm(registry, Types.Parameters[i], type.Parameters[i]);
        }

        for (int i = 0; fits && i < type.Results.Length; i++)
        {
            fits = WasmTypes.FitsFromWasm(registry, Types.Results[i], type.Results[i]);
        }

        if (!fits)
        {
            throw new ArgumentException($"the function has the type {type}, but a delegate of type {TypeNames.Of(DelegateType)} calls {Types}");
        }
    }

    /// <summary>Whether a type is <see cref="Caller"/> or a <see cref="Caller{T}"/>.</summary>
    public static bool IsCaller(Type type) =>
        type == typeof(Caller) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Caller<>));

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A delegate's Invoke is never trimmed.")]
    private static MethodInfo InvokeOf(Type type) => type.GetMethod("Invoke")!;

    // The method's own names say more than the delegate type's; it may have a bound parameter in front.
    private static string? NameOf(ParameterInfo[] parameters, MethodInfo? method, int index)
    {
        ParameterInfo[] own = method?.GetParameters() ?? parameters;
        int shift = own.Length - parameters.Length;
        return shift >= 0 ? own[index + shift].Name : parameters[index].Name;
    }

    private static ArgumentException BadParameter(int index, string? name, Type type)
    {
        string what = $"parameter {index} ({name}) is of type {TypeNames.Of(type)}";
        return new ArgumentException(
            type.IsByRef ? $"{what}: WebAssembly has no parameters by reference" :
            type.IsPointer || type.IsFunctionPointer ? $"{what}: WebAssembly has no .NET pointers; an address is an int (or a long)" :
            IsCaller(type) ? $"{what}, which only the first may be" :
            type == typeof(CancellationToken) ? $"{what}, which only the last may be" :
            $"{what}, which is none of WebAssembly's: {WasmTypes.Allowed}; beside them, the first may be a Caller or Caller<T>, the last a CancellationToken");
    }

    private static ArgumentException BadResult(Type type) => new(
        $"the result is of type {TypeNames.Of(type)}, which is none of WebAssembly's: {WasmTypes.Allowed}, a value tuple of these, or a Task or ValueTask");
}
