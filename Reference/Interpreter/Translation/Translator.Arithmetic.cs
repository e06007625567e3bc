using Wasm.Core.Instructions;
using Wasm.Interpreter.Execution;

namespace Wasm.Interpreter.Translation;

// Integer arithmetic with a constant operand, and NaN canonicalisation.
internal sealed partial class Translator
{
    /// <summary>A binary operator on numbers; one with a constant form is translated to it.</summary>
    private void TranslateBinary(Op op)
    {
        int top = _operands.Height - 1;
        bool commutes = (InstructionTable.Get(op).Flags & InstructionFlags.Commutes) != 0;
        if (_operands[top].Kind == OperandKind.Constant && ConstantForm(op, _operands[top].Bits, out Code code, out ulong constant))
        {
            _operands.Pop();
            EmitResult(new Instr { Code = code, A = PopSlot(), Imm = constant }, SlotClass.Number);
        }
        else if (_operands[top - 1].Kind == OperandKind.Constant && _operands[top].Kind != OperandKind.Constant
            && SwappedConstantForm(op, commutes, _operands[top - 1].Bits, out code, out constant))
        {
            ushort slot = PopSlot();
            _operands.Pop();
            EmitResult(new Instr { Code = code, A = slot, Imm = constant }, SlotClass.Number);
        }
        else
        {
            TranslateSimple(op);
        }
    }

    /// <summary><c>eqz</c> of a comparison is the inverse comparison; any other is a comparison with 0.</summary>
    private void TranslateEqz(bool is64)
    {
        Operand operand = _operands[_operands.Height - 1];
        int producer = ProducerOf(in operand, _operands.Height - 1);
        if (!is64 && producer != None && Comparison.TryGet(_code[producer].Code, out Comparison comparison))
        {
            _code[producer].Code = comparison.Inverse.Code;
            return;
        }

        EmitResult(new Instr { Code = is64 ? Code.I64EqConst : Code.I32EqConst, A = PopSlot(), Imm = 0 }, SlotClass.Number);
    }

    private static bool SwappedConstantForm(Op op, bool commutes, ulong bits, out Code code, out ulong constant)
    {
        if (Comparison.TryGet(Codes.Of(op), out Comparison comparison))
        {
            code = (comparison.Swapped with { WithConstant = true }).Code;
            constant = bits;
            return true;
        }

        code = default;
        constant = 0;
        return commutes && ConstantForm(op, bits, out code, out constant);
    }

    /// <summary>The form of an operator whose second operand is a constant.</summary>
    private static bool ConstantForm(Op op, ulong bits, out Code code, out ulong constant)
    {
        constant = bits;
        if (Comparison.TryGet(Codes.Of(op), out Comparison comparison))
        {
            code = (comparison with { WithConstant = true }).Code;
            return true;
        }

        switch (op)
        {
            case Op.I32Sub:
                code = Code.I32AddConst;
                constant = (uint)-(int)bits;
                return true;
            case Op.I64Sub:
                code = Code.I64AddConst;
                constant = (ulong)-(long)bits;
                return true;
            case Op.I32Rotr:
                code = Code.I32RotlConst;
                constant = (uint)-(int)bits & 31;
                return true;
            case Op.I64Rotr:
                code = Code.I64RotlConst;
                constant = (ulong)-(long)bits & 63;
                return true;
        }

        code = op switch
        {
            Op.I32Add => Code.I32AddConst,
            Op.I32Mul => Code.I32MulConst,
            Op.I32And => Code.I32AndConst,
            Op.I32Or => Code.I32OrConst,
            Op.I32Xor => Code.I32XorConst,
            Op.I32Shl => Code.I32ShlConst,
            Op.I32ShrS => Code.I32ShrSConst,
            Op.I32ShrU => Code.I32ShrUConst,
            Op.I32Rotl => Code.I32RotlConst,
            Op.I64Add => Code.I64AddConst,
            Op.I64Mul => Code.I64MulConst,
            Op.I64And => Code.I64AndConst,
            Op.I64Or => Code.I64OrConst,
            Op.I64Xor => Code.I64XorConst,
            Op.I64Shl => Code.I64ShlConst,
            Op.I64ShrS => Code.I64ShrSConst,
            Op.I64ShrU => Code.I64ShrUConst,
            Op.I64Rotl => Code.I64RotlConst,
            _ => default,
        };
        return code != default;
    }

    /// <summary>
    /// Under <see cref="Runtime.Embedding.EngineOptions.CanonicalizeNaNs"/>: instructions whose NaN results the
    /// specification leaves open (4.3.3 "NaN Propagation") are followed by one that makes them canonical. Sign
    /// operations, moves, pseudo-minimum and -maximum give definite NaNs.
    /// </summary>
    private void CanonicalizeResult(Op op)
    {
        Code code = op switch
        {
            >= Op.F32Ceil and <= Op.F32Max or Op.F32DemoteF64 => Code.CanonicalizeF32,
            >= Op.F64Ceil and <= Op.F64Max or Op.F64PromoteF32 => Code.CanonicalizeF64,
            Op.F32x4Ceil or Op.F32x4Floor or Op.F32x4Trunc or Op.F32x4Nearest or Op.F32x4Sqrt
                or Op.F32x4Add or Op.F32x4Sub or Op.F32x4Mul or Op.F32x4Div or Op.F32x4Min or Op.F32x4Max
                or Op.F32x4DemoteF64x2Zero or Op.F32x4RelaxedMadd or Op.F32x4RelaxedNmadd
                or Op.F32x4RelaxedMin or Op.F32x4RelaxedMax => Code.CanonicalizeF32x4,
            Op.F64x2Ceil or Op.F64x2Floor or Op.F64x2Trunc or Op.F64x2Nearest or Op.F64x2Sqrt
                or Op.F64x2Add or Op.F64x2Sub or Op.F64x2Mul or Op.F64x2Div or Op.F64x2Min or Op.F64x2Max
                or Op.F64x2PromoteLowF32x4 or Op.F64x2RelaxedMadd or Op.F64x2RelaxedNmadd
                or Op.F64x2RelaxedMin or Op.F64x2RelaxedMax => Code.CanonicalizeF64x2,
            _ => default,
        };
        if (code != default)
        {
            SlotClass @class = _operands.Pop().Class;
            EmitResult(new Instr { Code = code, A = NextHome }, @class);
        }
    }
}
