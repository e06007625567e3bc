using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>
/// Writes, for a type of delegates, the method that a <see cref="TypedCall{TResult}"/> would have: pass the
/// arguments, call, read the results. Once per type; delegates are this method bound to a function.
/// </summary>
internal static class CallBuilder
{
    private static readonly ConditionalWeakTable<Type, DynamicMethod> Known = [];

    /// <summary>A delegate that calls a function whose type has been found to fit.</summary>
    public static Delegate Create(DelegateSignature signature, Function function)
    {
        DynamicMethod method = Known.GetValue(signature.DelegateType, _ => Build(signature));
        return method.CreateDelegate(signature.DelegateType, function);
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Behind DynamicCode.Require.")]
    private static DynamicMethod Build(DelegateSignature signature)
    {
        DynamicCode.Require();
        Type result = signature.Invoke.ReturnType;
        Type[] parameters = [typeof(Function), .. signature.Invoke.GetParameters().Select(parameter => parameter.ParameterType)];
        var method = new DynamicMethod($"call {signature.DelegateType}", result, parameters, typeof(CallBuilder).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        (LocalBuilder slots, LocalBuilder references) = MakeSlots(il, signature);
        string pass = signature.IsAsync ? nameof(CallSteps.PassToTask) : nameof(CallSteps.Pass);
        int values = signature.Types.Parameters.Length;
        for (int i = 0; i < values; i++)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, slots);
            il.Emit(OpCodes.Ldloc, references);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            Call(il, pass, parameters[i + 1]);
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, slots);
        il.Emit(OpCodes.Ldloc, references);
        if (signature.TakesToken)
        {
            il.Emit(OpCodes.Ldarg, (short)(values + 1));
        }
        else if (signature.IsAsync)
        {
            // A new local is the token that is never cancelled.
            il.Emit(OpCodes.Ldloc, il.DeclareLocal(typeof(CancellationToken)));
        }

        if (signature.IsAsync)
        {
            Call(il, nameof(CallSteps.CallAsync), result);
        }
        else
        {
            il.Emit(OpCodes.Call, typeof(CallSteps).GetMethod(signature.TakesToken ? nameof(CallSteps.CallCancellable) : nameof(CallSteps.Call))!);
            if (result != typeof(void))
            {
                il.Emit(OpCodes.Ldloc, slots);
                il.Emit(OpCodes.Ldloc, references);
                Call(il, nameof(CallSteps.ReadResults), result);
            }
        }

        il.Emit(OpCodes.Ret);
        return method;
    }

    private static void Call(ILGenerator il, string name, Type type) =>
        il.Emit(OpCodes.Call, DynamicCode.Instantiate(typeof(CallSteps), name, type));

    /// <summary>Makes the locals for numbers and for references: spans over the smallest room there is, or arrays for a task.</summary>
    private static (LocalBuilder Slots, LocalBuilder References) MakeSlots(ILGenerator il, DelegateSignature signature)
    {
        int count = Math.Max(signature.Types.Parameters.Length, signature.Types.Results.Length);
        bool hasReferences = signature.Types.Parameters.Any(type => type.IsReference) || signature.Types.Results.Any(type => type.IsReference);
        int references = hasReferences ? count : 0;
        if (signature.IsAsync)
        {
            return (MakeArray<RawValue>(il, count), MakeArray<object?>(il, references));
        }

        MethodInfo smallSlots = typeof(SmallSlots).GetMethod(nameof(SmallSlots.AsSpan))!;
        MethodInfo largeSlots = typeof(LargeSlots).GetMethod(nameof(LargeSlots.AsSpan))!;
        MethodInfo smallReferences = typeof(SmallReferences).GetMethod(nameof(SmallReferences.AsSpan))!;
        MethodInfo largeReferences = typeof(LargeReferences).GetMethod(nameof(LargeReferences.AsSpan))!;
        return (MakeSpan<RawValue>(il, count, smallSlots, largeSlots), MakeSpan<object?>(il, references, smallReferences, largeReferences));
    }

    private static LocalBuilder MakeArray<T>(ILGenerator il, int count)
    {
        LocalBuilder array = il.DeclareLocal(typeof(T[]));
        il.Emit(OpCodes.Ldc_I4, count);
        Call(il, nameof(CallSteps.Allocate), typeof(T));
        il.Emit(OpCodes.Stloc, array);
        return array;
    }

    private static LocalBuilder MakeSpan<T>(ILGenerator il, int count, MethodInfo small, MethodInfo large)
    {
        // A span of no elements is what a new local is.
        LocalBuilder span = il.DeclareLocal(typeof(Span<T>));
        if (count > LargeSlots.Count)
        {
            il.Emit(OpCodes.Ldc_I4, count);
            Call(il, nameof(CallSteps.AllocateSpan), typeof(T));
            il.Emit(OpCodes.Stloc, span);
        }
        else if (count > 0)
        {
            MethodInfo asSpan = count <= SmallSlots.Count ? small : large;
            il.Emit(OpCodes.Ldloca, il.DeclareLocal(asSpan.DeclaringType!));
            il.Emit(OpCodes.Call, asSpan);
            il.Emit(OpCodes.Stloc, span);
        }

        return span;
    }
}
