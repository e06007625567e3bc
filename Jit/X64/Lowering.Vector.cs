using System.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Operations on vectors.</content>
internal sealed partial class Lowering
{
    private static bool LowerVector(Value value, Op op, in Instruction instruction) => false;

    private static bool LowerVectorAccess(Value value, Op op, in Instruction access) => false;

    private static Comparison CompareVector(Op op, Value operand) => throw new UnreachableException();
}
