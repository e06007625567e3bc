using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Ir;
using WasmInstruction = Wasm.Core.Binary.Instruction;

namespace Wasm.Jit.Frontend;

// References and tests of their types (specification, 4.6.9 and 4.2.2).
internal sealed partial class FunctionTranslator
{
    private static readonly MemoryAccess Header = new(MemoryRegion.ObjectHeaders, invariant: true);

    private void TranslateReference(in WasmInstruction instruction)
    {
        switch (instruction.Op)
        {
            case Op.RefNull:
                Push(EmitZero(_environment.TypeOf(instruction.Type)));
                break;
            case Op.RefFunc:
                Push(CallHelper(HelperId.RefFunc, [_instance, Constant((int)instruction.Index)]));
                break;
            case Op.RefIsNull:
                Push(IsNull(Pop()));
                break;
            case Op.RefAsNonNull:
                TrapIfNot(_stack[_height - 1], TrapCode.NullReference);
                break;
            case Op.RefEq:
                Value second = Emit(IrOp.RefToI32, IrType.I32, Pop());
                Value first = Emit(IrOp.RefToI32, IrType.I32, Pop());
                Push(Emit(Op.I32Eq, IrType.I32, first, second));
                break;
            case Op.RefI31:
                Value shifted = Emit(Op.I32Shl, IrType.I32, Pop(), Constant(1));
                Push(Emit(IrOp.I32ToRef, IrType.Ref, Emit(Op.I32Or, IrType.I32, shifted, Constant(1))));
                break;
            case Op.I31GetS or Op.I31GetU:
                Value reference = Pop();
                TrapIfNot(reference, TrapCode.NullI31Reference);
                Value bits = Emit(IrOp.RefToI32, IrType.I32, reference);
                Push(Emit(instruction.Op == Op.I31GetS ? Op.I32ShrS : Op.I32ShrU, IrType.I32, bits, Constant(1)));
                break;
            case Op.RefTest or Op.RefTestNull:
                TranslateTest(_module.Close(instruction.Type));
                break;
            case Op.RefCast or Op.RefCastNull:
                TranslateCast(_module.Close(instruction.Type));
                break;
            case Op.BrOnNull:
                TranslateBrOnNull(instruction.Index);
                break;
            case Op.BrOnNonNull:
                TranslateBrOnNonNull(instruction.Index);
                break;
            case Op.BrOnCast or Op.BrOnCastFail:
                TranslateBrOnCast(instruction.Op == Op.BrOnCastFail, instruction.Index, _module.Close(instruction.Type));
                break;
            default:
                throw new InvalidOperationException($"{instruction.Op} has no translation");
        }
    }

    private Value IsNull(Value reference) => TypeOf(reference) == IrType.Ref
        ? Emit(Op.I32Eqz, IrType.I32, Emit(IrOp.RefToI32, IrType.I32, reference))
        : Emit(Op.I64Eqz, IrType.I32, reference);

    /// <summary>Goes to a block if a condition holds, else on in a new one.</summary>
    private void BranchOut(Value condition, Block target, byte hint = 0)
    {
        Block next = _ir.AddBlock();
        EmitBranchIf(condition, _ir.AddEdge(target, []), _ir.AddEdge(next, []), hint);
        StartBlock(next);
    }

    private void Goto(Block target) => Jump(_ir.AddEdge(target, []));

    /// <summary>Goes to one of two blocks by whether a reference belongs to a type (specification, 3.3.3).</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="type">A closed reference type.</param>
    /// <param name="yes">Where to go if it does.</param>
    /// <param name="no">Where to go if it does not.</param>
    private void BranchOnType(Value reference, ValType type, Block yes, Block no)
    {
        BranchOut(IsNull(reference), type.IsNullable ? yes : no);
        HeapType heap = type.HeapType;
        if (heap.IsConcrete)
        {
            BranchOnDefined(reference, _module.Registry[heap.Index], yes, no);
            return;
        }

        if (heap == HeapType.Any || heap == HeapType.Extern || heap == HeapType.Func || heap == HeapType.Exn)
        {
            Goto(yes);
        }
        else if (heap == HeapType.I31)
        {
            EmitBranchIf(IsI31(reference), _ir.AddEdge(yes, []), _ir.AddEdge(no, []));
        }
        else if (heap == HeapType.Eq || heap == HeapType.Struct || heap == HeapType.Array)
        {
            BranchOut(IsI31(reference), heap == HeapType.Eq ? yes : no);
            Value kind = Load(Op.I32Load8U, IrType.I32, HeapBase(), ObjectLayout.KindOffset, Header, reference);
            Value matches = heap == HeapType.Eq
                ? Emit(Op.I32LeU, IrType.I32, kind, Constant((int)ObjectKind.Array))
                : Emit(Op.I32Eq, IrType.I32, kind, Constant((int)(heap == HeapType.Struct ? ObjectKind.Struct : ObjectKind.Array)));
            EmitBranchIf(matches, _ir.AddEdge(yes, []), _ir.AddEdge(no, []));
        }
        else
        {
            // The bottom types have null alone.
            Goto(no);
        }
    }

    private Value IsI31(Value reference) =>
        Emit(Op.I32And, IrType.I32, Emit(IrOp.RefToI32, IrType.I32, reference), Constant(1));

    // Not null. The exact type is tried first; a final type has no others.
    private void BranchOnDefined(Value reference, DefinedType type, Block yes, Block no)
    {
        bool isFunction = type.Composite is FunctionType;
        Value id;
        if (isFunction)
        {
            id = Load(Op.I32Load, IrType.I32, reference, FuncRef.TypeOffset, Invariant);
        }
        else
        {
            BranchOut(IsI31(reference), no);
            id = Load(Op.I32Load, IrType.I32, HeapBase(), ObjectLayout.TypeOffset, Header, reference);
        }

        Value same = Emit(Op.I32Eq, IrType.I32, id, Constant(type.Id));
        if (type.IsFinal)
        {
            EmitBranchIf(same, _ir.AddEdge(yes, []), _ir.AddEdge(no, []));
            return;
        }

        BranchOut(same, yes);
        if (!isFunction)
        {
            // References of the host have no entry in the table of types.
            Value kind = Load(Op.I32Load8U, IrType.I32, HeapBase(), ObjectLayout.KindOffset, Header, reference);
            BranchOut(Emit(Op.I32GtU, IrType.I32, kind, Constant((int)ObjectKind.Array)), no);
        }

        BranchOnSupertype(id, type, yes, no);
    }

    /// <summary>Goes to one of two blocks by whether a type is below another, or the same.</summary>
    private void BranchOnSupertype(Value id, DefinedType super, Block yes, Block no)
    {
        Value types = Load(Op.I64Load, IrType.I64, Context(), StoreContext.TypesOffset, Invariant);
        Value entry = Emit(Op.I64Shl, IrType.I64, Extend(id), Constant(4L));
        if (super.Depth > 0)
        {
            Value depth = Load(Op.I32Load, IrType.I32, types, TypeEntry.DepthOffset, Invariant, entry);
            BranchOut(Emit(Op.I32LtU, IrType.I32, depth, Constant(super.Depth)), no);
        }

        Value display = Load(Op.I64Load, IrType.I64, types, TypeEntry.DisplayOffset, Invariant, entry);
        Value ancestor = Load(Op.I32Load, IrType.I32, display, super.Depth * sizeof(uint), Invariant);
        Value matches = Emit(Op.I32Eq, IrType.I32, ancestor, Constant(super.Id));
        EmitBranchIf(matches, _ir.AddEdge(yes, []), _ir.AddEdge(no, []));
    }

    private void TranslateTest(ValType type)
    {
        Value reference = Pop();
        Block yes = _ir.AddBlock();
        Block no = _ir.AddBlock();
        Block join = _ir.AddBlock();
        BranchOnType(reference, type, yes, no);
        StartBlock(yes);
        Jump(_ir.AddEdge(join, [Constant(1)]));
        StartBlock(no);
        Jump(_ir.AddEdge(join, [Constant(0)]));
        StartBlock(join);
        Push(_ir.AddParameter(join, IrType.I32));
    }

    // The reference stays where it is.
    private void TranslateCast(ValType type)
    {
        Block yes = _ir.AddBlock();
        Block no = _ir.AddBlock();
        BranchOnType(_stack[_height - 1], type, yes, no);
        StartBlock(no);
        MarkCold();
        Emit(IrOp.Trap, IrType.None, flags: (byte)TrapCode.CastFailure);
        StartBlock(yes);
    }

    // br_on_null: the label does not get the reference; without branch it stays.
    private void TranslateBrOnNull(uint depth)
    {
        Value reference = Pop();
        Push(IsNull(reference));
        TranslateBrIf(depth);
        Push(reference);
    }

    // br_on_non_null: the label gets the reference; without branch it is gone.
    private void TranslateBrOnNonNull(uint depth)
    {
        Push(Emit(Op.I32Eqz, IrType.I32, IsNull(_stack[_height - 1])));
        TranslateBrIf(depth);
        Pop();
    }

    // br_on_cast, br_on_cast_fail: the reference stays in both cases.
    private void TranslateBrOnCast(bool onFail, uint depth, ValType type)
    {
        Block yes = _ir.AddBlock();
        Block no = _ir.AddBlock();
        BranchOnType(_stack[_height - 1], type, yes, no);
        StartBlock(onFail ? no : yes);
        EmitBr(ref Label(depth));
        StartBlock(onFail ? yes : no);
    }
}
