using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.Runtime.Numerics;

/// <summary>
/// Every operator on v128 (specification, 4.3.5 "Vector Operations" and 4.3.6 "Relaxed Operations").
/// </summary>
/// <remarks>
/// <para>Naming law: a function's name is the instruction's <c>Op</c>, so that an interpreter's case is one call, and a
/// test can find the function of every row. Operands stand in stack order; lane indices, which validation has
/// checked, come last. A lane of an integer shape travels as int or long, one of a float shape as bits.</para>
/// <para>A v128 is sixteen bytes in memory order; lane 0 of every shape is at the lowest address.</para>
/// <para>Truth values of lanes are all ones or all zeros, of whole vectors 1 or 0.</para>
/// </remarks>
public static partial class VectorOps
{
    /// <summary><c>inot</c> on 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Not(V128 a) => ~a;

    /// <summary><c>iand</c> on 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128And(V128 a, V128 b) => a & b;

    /// <summary><c>iandnot</c> on 128 bits: the second operand is complemented.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Andnot(V128 a, V128 b) => Vector128.AndNot(a, b);

    /// <summary><c>ior</c> on 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Or(V128 a, V128 b) => a | b;

    /// <summary><c>ixor</c> on 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Xor(V128 a, V128 b) => a ^ b;

    /// <summary><c>ibitselect</c>: bits of the first operand where the mask has ones, of the second elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Bitselect(V128 a, V128 b, V128 mask) => (a & mask) | Vector128.AndNot(b, mask);

    /// <summary><c>v128.any_true</c>: whether any bit is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int V128AnyTrue(V128 a) => a != V128.Zero ? 1 : 0;

    /// <summary>Every lane that is a NaN becomes the positive canonical one (4.3.3 "NaN Propagation", deterministic profile).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 CanonicalizeNaNF32x4(V128 a)
    {
        Vector128<float> value = a.AsSingle();
        return Vector128.ConditionalSelect(
            Vector128.Equals(value, value).AsByte(), a, Vector128.Create(FloatOps.CanonicalNaN32).AsByte());
    }

    /// <summary>Every lane that is a NaN becomes the positive canonical one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 CanonicalizeNaNF64x2(V128 a)
    {
        Vector128<double> value = a.AsDouble();
        return Vector128.ConditionalSelect(
            Vector128.Equals(value, value).AsByte(), a, Vector128.Create(FloatOps.CanonicalNaN64).AsByte());
    }
}
