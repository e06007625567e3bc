using Wasm.Jit.Abi;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

/// <summary>Types of the helpers that code calls with <see cref="IrOp.CallHelper"/>, as <see cref="HelperId"/> says them.</summary>
internal static class HelperSignatures
{
    private static readonly IrSignature?[] Rows = Build();

    /// <summary>The signature of a helper: always the same object.</summary>
    public static IrSignature Get(HelperId helper) =>
        Rows[(int)helper] ?? throw new ArgumentOutOfRangeException(nameof(helper), helper, "only stubs call it");

    private static IrSignature?[] Build()
    {
        const IrType I32 = IrType.I32;
        const IrType I64 = IrType.I64;
        const IrType Ref = IrType.Ref;
        var rows = new IrSignature?[(int)HelperId.Count];
        Set(HelperId.DepthExhausted, []);
        Set(HelperId.RefFunc, [I64, I32], I64);
        Set(HelperId.MemoryGrow, [I64, I32, I64], I64);
        Set(HelperId.MemoryFill, [I64, I32, I64, I32, I64]);
        Set(HelperId.MemoryCopy, [I64, I64, I64, I64, I64]);
        Set(HelperId.MemoryInit, [I64, I64, I64, I64, I64]);
        Set(HelperId.DataDrop, [I64, I32]);
        Set(HelperId.TableGrow, [I64, I32, I64, I64], I64);
        Set(HelperId.TableFill, [I64, I32, I64, I64, I64]);
        Set(HelperId.TableCopy, [I64, I64, I64, I64, I64]);
        Set(HelperId.TableInit, [I64, I64, I64, I64, I64]);
        Set(HelperId.ElemDrop, [I64, I32]);
        Set(HelperId.StructNew, [I64, I32], Ref);
        Set(HelperId.ArrayNew, [I64, I32, I32], Ref);
        Set(HelperId.ArrayNewData, [I64, I64, I32, I32], Ref);
        Set(HelperId.ArrayNewElem, [I64, I64, I32, I32], Ref);
        Set(HelperId.ArrayFill, [I64, Ref, I32, I64, I32]);
        Set(HelperId.ArrayCopy, [Ref, I32, Ref, I32, I32]);
        Set(HelperId.ArrayInitData, [I64, Ref, I32, I64, I32]);
        Set(HelperId.ArrayInitElem, [I64, Ref, I32, I64, I32]);
        Set(HelperId.ExceptionNew, [I64, I32], Ref);
        Set(HelperId.Throw, [Ref]);
        Set(HelperId.KeepFunction, [I64, I32, I64]);
        return rows;

        void Set(HelperId helper, IrType[] parameters, IrType result = IrType.None) =>
            rows[(int)helper] = new IrSignature(parameters, ModuleEnvironment.Single(result));
    }
}
