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
        Type[] parameters = [typeof(Function), .. signature.Invoke.GetParameters().Select(parameter => parameter.ParameterType)];
        var method = new DynamicMethod(
            $"call {signature.DelegateType}", signature.Invoke.ReturnType, parameters, typeof(CallBuilder).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        int count = Math.Max(signature.Types.Parameters.Length, signature.Types.Results.Length);
        bool hasReferences = signature.Types.Parameters.Any(type => type.IsReference) || signature.Types.Results.Any(type => type.IsReference);
        LocalBuilder slots = MakeSpan<RawValue>(
            il, count, typeof(SmallSlots).GetMethod(nameof(SmallSlots.AsSpan))!, typeof(LargeSlots).GetMethod(nameof(LargeSlots.AsSpan))!);
        LocalBuilder references = MakeSpan<object?>(
            il,
            hasReferences ? count : 0,
            typeof(SmallReferences).GetMethod(nameof(SmallReferences.AsSpan))!,
            typeof(LargeReferences).GetMethod(nameof(LargeReferences.AsSpan))!);
        for (int i = 1; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, slots);
            il.Emit(OpCodes.Ldloc, references);
            il.Emit(OpCodes.Ldc_I4, i - 1);
            il.Emit(OpCodes.Ldarg, (short)i);
            il.Emit(OpCodes.Call, DynamicCode.Instantiate(typeof(CallSteps), nameof(CallSteps.Pass), parameters[i]));
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, slots);
        il.Emit(OpCodes.Ldloc, references);
        il.Emit(OpCodes.Call, typeof(CallSteps).GetMethod(nameof(CallSteps.Call))!);
        if (signature.Invoke.ReturnType != typeof(void))
        {
            il.Emit(OpCodes.Ldloc, slots);
            il.Emit(OpCodes.Ldloc, references);
            il.Emit(OpCodes.Call, DynamicCode.Instantiate(typeof(CallBuilder), nameof(ReadResults), signature.Invoke.ReturnType));
        }

        il.Emit(OpCodes.Ret);
        return method;
    }

    /// <summary>Makes a local span over the smallest room there is for a number of slots.</summary>
    private static LocalBuilder MakeSpan<T>(ILGenerator il, int count, MethodInfo small, MethodInfo large)
    {
        // A span of no elements is what a new local is.
        LocalBuilder span = il.DeclareLocal(typeof(Span<T>));
        if (count > LargeSlots.Count)
        {
            il.Emit(OpCodes.Ldc_I4, count);
            il.Emit(OpCodes.Call, DynamicCode.Instantiate(typeof(CallBuilder), nameof(Allocate), typeof(T)));
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

    // What the code calls.

    private static Span<T> Allocate<T>(int count) => new T[count];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ReadResults<T>(Span<RawValue> slots, Span<object?> references) => ResultMarshaller<T>.Instance.Read(slots, references);
}
