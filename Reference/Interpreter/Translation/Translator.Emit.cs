using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Interpreter.Execution;

namespace Wasm.Interpreter.Translation;

// Emitting, operands and their slots.
internal sealed partial class Translator
{
    private const int None = -1;

    private Instr[] _code;
    private int[] _offsets;
    private int _count;
    private int _position;

    /// <summary>
    /// The last instruction if its result was pushed, so that the result can be redirected or a comparison turned
    /// into a branch; <see cref="None"/> where a label or another instruction is in between.
    /// </summary>
    private int _producer = None;

    /// <summary>The instruction that has just computed an operand, or <see cref="None"/>.</summary>
    private int ProducerOf(in Operand operand, int position) =>
        _producer != None && operand.Kind == OperandKind.Home && _code[_producer].C == HomeOf(position) ? _producer : None;

    /// <summary>Takes the last instruction back.</summary>
    private Instr TakeBack()
    {
        _producer = None;
        return _code[--_count];
    }

    private int Emit(Instr instruction)
    {
        if (_count == _code.Length)
        {
            Array.Resize(ref _code, _count * 2);
            Array.Resize(ref _offsets, _count * 2);
        }

        _producer = None;
        _code[_count] = instruction;
        _offsets[_count] = _position;
        return _count++;
    }

    /// <summary>The slot of the operand at a position.</summary>
    private ushort HomeOf(int position) => (ushort)(_operandBase + position);

    /// <summary>The slot of the operand that is pushed next.</summary>
    private ushort NextHome => HomeOf(_operands.Height);

    /// <summary>Emits an instruction whose result, written to C, is pushed.</summary>
    private void EmitResult(Instr instruction, SlotClass @class)
    {
        instruction.C = NextHome;
        int position = Emit(instruction);
        PushHome(@class);
        _producer = position;
    }

    private void PushHome(SlotClass @class)
    {
        Use(@class);
        _operands.PushHome(@class);
    }

    /// <summary>Pops an operand into some slot: its own, its local's or its constant's.</summary>
    private ushort PopSlot()
    {
        Operand operand = _operands.Pop();
        return SlotOf(in operand, _operands.Height);
    }

    private ushort SlotOf(in Operand operand, int position)
    {
        switch (operand.Kind)
        {
            case OperandKind.Local:
                return (ushort)operand.Local;
            case OperandKind.Constant:
                int slot = LoopConstant(operand.Bits);
                if (slot != None)
                {
                    return (ushort)slot;
                }

                Emit(new Instr { Code = Code.Constant, C = HomeOf(position), Imm = operand.Bits });
                return HomeOf(position);
            default:
                return HomeOf(position);
        }
    }

    /// <summary>The slot of a constant that is used in a loop, if there is one left.</summary>
    private int LoopConstant(ulong bits)
    {
        int known = _constants.AsSpan(0, _constantCount).IndexOf(bits);
        if (known >= 0)
        {
            return _constantBase + known;
        }

        if (_loopDepth == 0 || _constantCount == MaximumLoopConstants)
        {
            return None;
        }

        if (_constants.Length == 0)
        {
            _constants = new ulong[MaximumLoopConstants];
        }

        _constants[_constantCount] = bits;
        return _constantBase + _constantCount++;
    }

    /// <summary>Brings the operand at a position into its own slot.</summary>
    private void Settle(int position)
    {
        Operand operand = _operands[position];
        if (operand.Kind == OperandKind.Home)
        {
            return;
        }

        EmitMove(in operand, position, HomeOf(position));
        _operands.SetHome(position);
    }

    /// <summary>Brings the top operands into their own slots.</summary>
    private void SettleTop(int count)
    {
        for (int position = _operands.Height - 1; position >= _operands.Height - count; position--)
        {
            Settle(position);
        }
    }

    /// <summary>Brings every pending local into its own slot: before control flow divides or joins.</summary>
    private void SettleLocals()
    {
        for (int position = _operands.Height - 1; position >= _operands.Settled; position--)
        {
            if (_operands[position].Kind == OperandKind.Local)
            {
                Settle(position);
            }
        }

        _operands.SetSettled();
    }

    /// <summary>Brings pending reads of a local into their own slots: before it is written.</summary>
    private void SettleReads(int local)
    {
        while (_operands.PendingRead(local) is var position and >= 0)
        {
            Settle(position);
        }
    }

    /// <summary>Emits a move of an operand, which is at a position, to a slot.</summary>
    private void EmitMove(in Operand operand, int position, int slot)
    {
        if (operand.Kind == OperandKind.Constant)
        {
            Emit(new Instr { Code = Code.Constant, C = (ushort)slot, Imm = operand.Bits });
            return;
        }

        int source = operand.Kind == OperandKind.Local ? operand.Local : HomeOf(position);
        if (source != slot)
        {
            Emit(new Instr { Code = CopyOf(operand.Class), A = (ushort)source, C = (ushort)slot });
        }
    }

    private static Code CopyOf(SlotClass @class) => @class switch
    {
        SlotClass.Number => Code.Copy,
        SlotClass.Reference => Code.CopyReference,
        _ => Code.CopyVector,
    };

    // local.get (specification, 4.6.4): nothing is emitted, see the class.
    private void TranslateLocalGet(int local) => _operands.PushLocal(local, _localClasses[local]);

    // local.set: where the value has just been computed, its instruction writes the local directly.
    private void TranslateLocalSet(int local)
    {
        Operand operand = _operands.Pop();
        if (operand.Kind == OperandKind.Local && operand.Local == local)
        {
            return;
        }

        if (ProducerOf(in operand, _operands.Height) is var producer and not None && _operands.PendingRead(local) < 0)
        {
            _code[producer].C = (ushort)local;
            _producer = None;
            return;
        }

        // The operand is popped, but reads of this local below it come first; its slot is above theirs.
        SettleReads(local);
        EmitMove(in operand, _operands.Height, local);
    }

    // local.tee: as local.set, and the operand is the local's new value.
    private void TranslateLocalTee(int local)
    {
        Operand operand = _operands[_operands.Height - 1];
        TranslateLocalSet(local);
        if (operand.Kind == OperandKind.Constant)
        {
            _operands.PushConstant(operand.Bits);
        }
        else
        {
            _operands.PushLocal(local, operand.Class);
        }
    }

    /// <summary>Three operands at most, in registers; the third's slot stands in X.</summary>
    private void TranslateSimple(Op op)
    {
        OperandShape shape = OperandShape.Of(op);
        var instruction = new Instr { Code = shape.Result == SlotClass.Vector ? VectorCodeOf(op) : Codes.Of(op) };
        if (shape.Operands == 3)
        {
            instruction.X = PopSlot();
        }

        if (shape.Operands >= 2)
        {
            instruction.B = PopSlot();
        }

        if (shape.Operands >= 1)
        {
            instruction.A = PopSlot();
        }

        EmitResult(instruction, shape.Result);
        if (_options.CanonicalizeNaNs)
        {
            CanonicalizeResult(op);
        }
    }

    /// <summary>The loop has cases of its own for the vector instructions that are used most.</summary>
    private static Code VectorCodeOf(Op op) => op switch
    {
        Op.I32x4Add => Code.I32x4Add,
        Op.I32x4Mul => Code.I32x4Mul,
        Op.I32x4DotI16x8S => Code.I32x4DotI16x8S,
        Op.I16x8Add => Code.I16x8Add,
        Op.I8x16Add => Code.I8x16Add,
        Op.I64x2Add => Code.I64x2Add,
        Op.F32x4Add => Code.F32x4Add,
        Op.F32x4Sub => Code.F32x4Sub,
        Op.F32x4Mul => Code.F32x4Mul,
        Op.F64x2Add => Code.F64x2Add,
        Op.F64x2Sub => Code.F64x2Sub,
        Op.F64x2Mul => Code.F64x2Mul,
        Op.V128And => Code.V128And,
        Op.V128Or => Code.V128Or,
        Op.V128Xor => Code.V128Xor,
        _ => Codes.Of(op),
    };

    /// <summary>Rare instructions take their operands from consecutive slots, from A on.</summary>
    private ushort PopToHomes(int count)
    {
        SettleTop(count);
        _operands.Truncate(_operands.Height - count);
        return NextHome;
    }

    private void TranslateLane(Op op, in Instruction instruction)
    {
        OperandShape shape = OperandShape.Of(op);
        var result = new Instr { Code = Codes.Of(op), X = instruction.Lane };
        if (shape.Operands == 2)
        {
            result.B = PopSlot();
        }

        result.A = PopSlot();
        EmitResult(result, shape.Result);
    }
}
