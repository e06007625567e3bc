using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Wasm.Runtime.Marshalling;

/// <summary>The two places where code is made at run time: both are looked at when something is defined, never on a call.</summary>
internal static class DynamicCode
{
    /// <exception cref="PlatformNotSupportedException">No code can be made at run time here.</exception>
    public static void Require()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new PlatformNotSupportedException(
                "delegates of this type need code made at run time, which this platform has none of: use HostCallback.From, ToFunc and ToAction " +
                "without tuples, tasks and tokens, or functions over values");
        }
    }

    /// <summary>A generic method of ours for given types.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The methods' type parameters ask for no members.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The callers name private methods of a class that they name too.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Every caller is behind Require.")]
    public static MethodInfo Instantiate(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods)] Type owner,
        string name,
        params Type[] types) =>
        owner.GetMethod(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.MakeGenericMethod(types);
}
