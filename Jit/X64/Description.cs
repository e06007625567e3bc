using System.Globalization;
using System.Text;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <summary>Text of machine instructions, for dumps and golden tests: definitions, name, operands.</summary>
/// <param name="machine">The function.</param>
/// <param name="allocation">Where its virtual registers are, if known.</param>
/// <param name="constants">What instructions refer to.</param>
internal sealed class Description(MachineFunction machine, Allocation? allocation, X64Constants constants)
{
    private readonly StringBuilder _text = new();

    /// <summary>The text of an instruction.</summary>
    public string Of(int index)
    {
        _text.Clear();
        ref MachineInstruction instruction = ref machine.Instructions[index];
        bool hasForm = HasForm((X64Op)instruction.Opcode);
        X64Form form = hasForm ? X64Form.Of(instruction.Imm) : default;
        string separator = "";
        for (int i = 0; i < instruction.OperandCount; i++)
        {
            ref Operand operand = ref machine.Operands[instruction.FirstOperand + i];
            if (operand.IsDef)
            {
                _text.Append(separator);
                AppendOperand(in instruction, i);
                separator = ", ";
            }
        }

        if (separator.Length != 0)
        {
            _text.Append(" = ");
        }

        AppendName(in instruction, form);
        separator = " ";
        int memory = form.Memory == X64Memory.None ? -1 : FirstMemoryOperand(in instruction, form);
        if (memory == instruction.OperandCount)
        {
            memory = -2;
        }

        for (int i = 0; i < instruction.OperandCount; i++)
        {
            if (i == memory)
            {
                _text.Append(separator);
                AppendMemory(in instruction, form, i);
                separator = ", ";
                i += Math.Max(form.MemoryRegisters - 1, 0);
                if (form.MemoryRegisters > 0)
                {
                    continue;
                }
            }

            if (!machine.Operands[instruction.FirstOperand + i].IsDef)
            {
                _text.Append(separator);
                AppendOperand(in instruction, i);
                separator = ", ";
            }
        }

        if (memory == -2)
        {
            _text.Append(separator);
            AppendMemory(in instruction, form, instruction.OperandCount);
            separator = ", ";
        }

        AppendRest(in instruction, form, separator);
        return _text.ToString();
    }

    /// <summary>Whether the upper half of an operation's <c>Imm</c> is an <see cref="X64Form"/>.</summary>
    public static bool HasForm(X64Op op) => op is X64Op.Trap || (op >= X64Op.Load && op is not (X64Op.Divide or X64Op.MulHigh or X64Op.UnsignedToFloat
        or X64Op.FloatToInt or X64Op.FloatMinMax or X64Op.Shift or X64Op.ShiftCl));

    /// <summary>Whether the size in <c>Aux</c> means something.</summary>
    public static bool HasSize(X64Op op) => op is >= X64Op.Load and <= X64Op.Ucomis
        or X64Op.Pextr or X64Op.PextrStore or X64Op.Pinsr or X64Op.IntToFloat or X64Op.MovToVector or X64Op.MovFromVector;

    /// <summary>An operation's name.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="sub">What stands in <c>Aux</c>, if it names the operation.</param>
    /// <param name="family">What stands in bits 16 to 31 of <c>Imm</c>, if it does.</param>
    public static string NameOf(X64Op op, int sub, int family)
    {
        X64OpInfo info = X64OpTable.Get(op);
        string name = info.Detail switch
        {
            X64Detail.Alu => ((AluOp)sub).ToString(),
            X64Detail.Unary => ((UnaryOp)sub).ToString(),
            X64Detail.Shift => (ShiftOp)sub + info.Name,
            X64Detail.VectorOp => ((VectorOp)family).ToString(),
            X64Detail.VectorShift => ((VectorShiftOp)family).ToString(),
            X64Detail.VectorBlend => ((VectorBlendOp)family).ToString(),
            X64Detail.VectorMask => ((VectorMaskOp)family).ToString(),
            X64Detail.VectorHalf => info.Name + (VectorHalfMove)family,
            X64Detail.Move => info.Name + "_" + (X64Move)sub,
            X64Detail.From => info.Name + (8 << sub),
            X64Detail.Lane => info.Name,
            _ => info.Name,
        };
        return name.ToLowerInvariant();
    }

    // Sources come last, before what a consumer of flags needs; memory that is the first operand comes first.
    private static int FirstMemoryOperand(in MachineInstruction instruction, X64Form form)
    {
        if (form.IsMemoryFirst)
        {
            return 0;
        }

        int after = form.Consumer switch
        {
            X64Consumer.Set => 1,
            X64Consumer.Select => 3,
            X64Consumer.Trap when form.HasDetail => 1,
            _ => 0,
        };
        return instruction.OperandCount - after - form.MemoryRegisters;
    }

    private void AppendName(in MachineInstruction instruction, X64Form form)
    {
        var op = (X64Op)instruction.Opcode;
        X64OpInfo info = X64OpTable.Get(op);
        int sub = instruction.Aux & 31;
        _text.Append(NameOf(op, sub, (ushort)(instruction.Imm >> 16)));
        if (HasSize(op))
        {
            _text.Append('.').Append(8 << (instruction.Aux >> 5));
        }

        switch (form.Consumer)
        {
            case X64Consumer.Branch:
                _text.Append("_br");
                break;
            case X64Consumer.Set:
                _text.Append("_set");
                break;
            case X64Consumer.Select:
                _text.Append("_select");
                break;
            case X64Consumer.Trap:
                _text.Append("_trap").Append(form.Trap);
                break;
        }

        if (info.Detail == X64Detail.Condition)
        {
            _text.Append('.').Append(((X64Condition)sub).ToString().ToLowerInvariant());
        }
    }

    private void AppendOperand(in MachineInstruction instruction, int index)
    {
        ref Operand operand = ref machine.Operands[instruction.FirstOperand + index];
        if (allocation is not null)
        {
            AppendLocation(allocation.Locations[instruction.FirstOperand + index]);
            return;
        }

        _text.Append('%').Append(operand.Register);
        switch (operand.Constraint)
        {
            case OperandConstraint.Any:
                _text.Append('?');
                break;
            case OperandConstraint.Fixed:
                _text.Append('@');
                AppendLocation(Location.Register(operand.Fixed));
                break;
            case OperandConstraint.SameAs:
                _text.Append('=').Append(operand.Fixed);
                break;
        }

        _text.Append(operand.Kind switch
        {
            OperandKind.LateUse => "!",
            OperandKind.Temp => "~",
            OperandKind.EarlyDef => "!",
            _ => "",
        });
    }

    private void AppendLocation(Location location)
    {
        if (!location.IsRegister)
        {
            _text.Append(location);
        }
        else if (location.Code >= Location.FirstVector)
        {
            _text.Append(((RegisterXmm)(location.Code - Location.FirstVector)).ToString().ToLowerInvariant());
        }
        else
        {
            _text.Append(((Register)location.Code).ToString().ToLowerInvariant());
        }
    }

    private void AppendMemory(in MachineInstruction instruction, X64Form form, int index)
    {
        int displacement = instruction.Aux2;
        if (form.Memory >= X64Memory.Constant16)
        {
            (ulong low, ulong high) = constants.Values[displacement];
            _text.Append("[#").Append(high == 0 ? "" : high.ToString("x", CultureInfo.InvariantCulture) + "_")
                .Append(low.ToString(high == 0 ? "x" : "x16", CultureInfo.InvariantCulture)).Append(']');
            return;
        }

        _text.Append('[');
        string plus = "";
        string area = form.Memory switch
        {
            X64Memory.Context or X64Memory.ContextIndex => "context",
            X64Memory.Outgoing => "out",
            X64Memory.Scratch => "scratch",
            X64Memory.Incoming => "in",
            _ => "",
        };
        if (area.Length != 0)
        {
            _text.Append(area);
            plus = " + ";
        }

        for (int i = 0; i < form.MemoryRegisters; i++)
        {
            _text.Append(plus);
            AppendOperand(in instruction, index + i);
            bool isIndex = i == form.MemoryRegisters - 1 && form.Memory is X64Memory.BaseIndex or X64Memory.Index or X64Memory.ContextIndex;
            if (isIndex && i == form.MemoryRegisters - 1 && form.Scale != 0)
            {
                _text.Append('*').Append(1 << form.Scale);
            }

            plus = " + ";
        }

        if (displacement != 0)
        {
            _text.Append(displacement < 0 ? " - " : " + ").Append(Math.Abs((long)displacement));
        }

        _text.Append(']');
        if (form.Fault != 0)
        {
            _text.Append('!').Append(form.Fault);
        }
    }

    private void AppendRest(in MachineInstruction instruction, X64Form form, string separator)
    {
        var op = (X64Op)instruction.Opcode;
        switch (X64OpTable.Get(op).Detail)
        {
            case X64Detail.Callee:
                _text.Append(separator).Append('#').Append(instruction.Aux2);
                break;
            case X64Detail.Number when op is not X64Op.IntToFloat:
                _text.Append(separator).Append(instruction.Imm);
                break;
            case X64Detail.Division:
                _text.Append(separator).Append((X64Division)instruction.Imm);
                break;
            case X64Detail.Truncation:
                _text.Append(separator).Append((X64Truncation)instruction.Imm);
                break;
            case X64Detail.VectorOp when ((int)(instruction.Imm >> 16) & VectorEncoding.Imm) != 0:
            case X64Detail.VectorShift or X64Detail.Lane:
                _text.Append(separator).Append((byte)instruction.Imm);
                break;
            default:
                if (form.HasImmediate || op is X64Op.Shift or X64Op.Rorx or X64Op.ImulImmediate)
                {
                    _text.Append(separator).Append((int)instruction.Imm);
                }

                break;
        }
    }
}
