using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>Code that calls delegates of one type.</summary>
/// <param name="code">A method with the delegate as first parameter.</param>
/// <param name="results">Who moves its results; null for <c>void</c>.</param>
internal sealed class HostInvokerFactory(DynamicMethod code, ResultMarshaller? results)
{
    /// <summary>Who moves its results; null for <c>void</c>.</summary>
    public ResultMarshaller? Results { get; } = results;

    /// <summary>Binds the code to a delegate.</summary>
    public HostInvoker Create(Delegate function) => code.CreateDelegate<HostInvoker>(function);
}

/// <summary>
/// Writes, for a type of delegates, the method that an adapter class would have: read the arguments, call, begin the
/// results.
/// </summary>
internal static class HostInvokerBuilder
{
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Behind DynamicCode.Require.")]
    public static HostInvokerFactory Build(DelegateSignature signature)
    {
        DynamicCode.Require();
        var method = new DynamicMethod(
            $"host {signature.DelegateType}",
            typeof(Task),
            [signature.DelegateType, typeof(Caller), typeof(Span<RawValue>), typeof(Span<object?>)],
            typeof(HostInvokerBuilder).Module,
            skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        int slot = 0;
        foreach (ParameterInfo parameter in signature.Invoke.GetParameters())
        {
            Type type = parameter.ParameterType;
            if (DelegateSignature.IsCaller(type) || type == typeof(CancellationToken))
            {
                il.Emit(OpCodes.Ldarg_1);
                Call(il, nameof(ReadContext), type);
            }
            else
            {
                il.Emit(OpCodes.Ldarg_2);
                il.Emit(OpCodes.Ldarg_3);
                il.Emit(OpCodes.Ldc_I4, slot++);
                Call(il, nameof(ReadValue), type);
            }
        }

        il.Emit(OpCodes.Callvirt, signature.Invoke);
        Type result = signature.Invoke.ReturnType;
        if (result == typeof(void))
        {
            il.Emit(OpCodes.Ldnull);
        }
        else
        {
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldarg_3);
            Call(il, nameof(BeginResults), result);
        }

        il.Emit(OpCodes.Ret);
        return new HostInvokerFactory(method, result == typeof(void) ? null : ResultsOf(result));
    }

    private static void Call(ILGenerator il, string name, Type type) =>
        il.Emit(OpCodes.Call, DynamicCode.Instantiate(typeof(HostInvokerBuilder), name, type));

    private static ResultMarshaller ResultsOf(Type type) =>
        (ResultMarshaller)DynamicCode.Instantiate(typeof(HostInvokerBuilder), nameof(GetResults), type)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;

    private static ResultMarshaller<T> GetResults<T>() => ResultMarshaller<T>.Instance;

    // What the code calls.

    private static T ReadContext<T>(Caller caller)
    {
        int slot = 0;
        return HostArgument<T>.Read(in caller, default, default, ref slot);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ReadValue<T>(Span<RawValue> slots, Span<object?> references, int slot) => WasmType<T>.Read(slots, references, slot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Task? BeginResults<T>(T result, Span<RawValue> slots, Span<object?> references) =>
        ResultMarshaller<T>.Instance.Begin(result, slots, references);
}
