using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;
using Wasm.Runtime.Numerics;

namespace Wasm.Jit.Passes;

/// <summary>
/// Constant folding and algebraic rules, grouped by families of operators: integers, divisions, comparisons, conversions, floats,
/// vectors, addresses, control.
/// </summary>
/// <remarks>
/// <para>The rule for rules. Each makes the function better by an order that has no circles: fewer instructions; or as many, but
/// cheaper ones; or as many of the same cost, but in the one form that other rules look for (constants second, additions for
/// subtractions of constants, <c>eqz</c> for comparisons with zero, unsigned extensions for signed ones of what is not negative).
/// No rule has another's inverse. A rule may use an operand's definition, not who else uses it: the old definition stays for
/// others, and dies if there are none, so no rule trades one instruction for several unless those are faster together.</para>
/// <para>What traps must go on to trap: a rule may take away an instruction only if it cannot trap for any operands that it
/// can still get. Float rules keep the bits of every NaN that the specification fixes, and do no arithmetic that an operation
/// would not do: x * 1 quiets a signalling NaN, x does not.</para>
/// <para>Results of relaxed vector instructions are the processor's, so they are never folded.</para>
/// </remarks>
internal sealed partial class Simplify : Pass
{
    // Rules that change an instruction in place let others look at it again; a bound in case two do not agree after all.
    private const int MaximumRounds = 8;

    private const int FirstRelaxed = (int)Op.I8x16RelaxedSwizzle;

    private PassContext _context = new();
    private IrFunction _function = new();
    private bool _changed;

    /// <inheritdoc/>
    public override void Run(PassContext context)
    {
        _context = context;
        _function = context.Function;
        foreach (int block in context.Flow.Order)
        {
            for (Value value = _function[new Block(block)].First; value.IsSome;)
            {
                Value next = _function.Next(value);
                if (IrOpTable.Get(_function[value].Op).Shape != IrShape.Constant)
                {
                    SimplifyOne(value);
                }

                value = next;
            }
        }

        context.FinishReplacing();
    }

    private void SimplifyOne(Value value)
    {
        _context.ResolveFields(ref _function[value]);
        for (int round = 0; round < MaximumRounds; round++)
        {
            _changed = false;
            Value result = Rewrite(value);
            if (result != value)
            {
                if (result.IsSome)
                {
                    _context.Replace(value, result);
                }
                else
                {
                    _function.Remove(value);
                }

                return;
            }

            if (!_changed)
            {
                return;
            }
        }
    }

    /// <summary>
    /// One step: the value that stands for an instruction, or the instruction itself, perhaps changed in place; none if it can go.
    /// </summary>
    private Value Rewrite(Value value)
    {
        ref Instruction instruction = ref _function[value];
        ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
        switch (info.Shape)
        {
            case IrShape.Memory:
                return Address(value);
            case IrShape.BranchIf:
                Branch(value);
                return value;
            case IrShape.Plain:
                break;
            default:
                return value;
        }

        if (instruction.Op >= IrOp.First)
        {
            return Own(value);
        }

        bool isConstantA = (info.Mask & 1) == 0 || _context.IsConstant(instruction.A);
        bool isConstantB = (info.Mask & 2) == 0 || _context.IsConstant(instruction.B);
        if (isConstantA && isConstantB && ((info.Mask & 4) == 0 || _context.IsConstant(instruction.C)))
        {
            return Fold(value, info.Operands);
        }

        if (isConstantA && (info.Flags & IrFlags.Commutes) != 0 && info.TypeA is IrType.I32 or IrType.I64)
        {
            (instruction.A, instruction.B) = (instruction.B, instruction.A);
        }

        return info.TypeA switch
        {
            IrType.I32 or IrType.I64 => IntegerFamily(value),
            IrType.F32 or IrType.F64 => FloatFamily(value),
            IrType.V128 => VectorFamily(value),
            _ => (Op)instruction.Op == Op.Select ? Select(value) : value,
        };
    }

    // All operands are constants.
    private Value Fold(Value value, int operands)
    {
        Instruction instruction = _function[value];
        var op = (Op)instruction.Op;
        if (op == Op.Select)
        {
            return _context.IsConstant(instruction.C, out long condition) && condition != 0 ? instruction.A : instruction.B;
        }

        if ((int)op >= FirstRelaxed)
        {
            return value;
        }

        Span<Vector128<byte>> bits = stackalloc Vector128<byte>[4];
        for (int i = 0; i < operands; i++)
        {
            bits[i] = _context.BitsOf(i == 0 ? instruction.A : i == 1 ? instruction.B : instruction.C);
        }

        Immediate immediate = InstructionTable.Get(op).Immediate;
        if (immediate != Immediate.None)
        {
            bits[operands++] = immediate == Immediate.Lane
                ? Vector128.CreateScalar(instruction.Flags)
                : _function.Vectors[(int)instruction.Imm];
        }

        if (ConstantEvaluator.TryEvaluate(op, bits[..operands], out Vector128<byte> result, out TrapCode trap) && trap == TrapCode.None)
        {
            _context.MakeConstant(value, result);
        }

        return value;
    }

    private Value IntegerFamily(Value value)
    {
        Op op = (Op)_function[value].Op;
        switch (op)
        {
            case Op.I32Add or Op.I64Add:
                return Add(value, op == Op.I64Add);
            case Op.I32Sub or Op.I64Sub:
                return Subtract(value, op == Op.I64Sub);
            case Op.I32Mul or Op.I64Mul:
                return Multiply(value, op == Op.I64Mul);
            case Op.I32DivU or Op.I32DivS or Op.I32RemU or Op.I32RemS:
                return Divide(value, false);
            case Op.I64DivU or Op.I64DivS or Op.I64RemU or Op.I64RemS:
                return Divide(value, true);
            case Op.I32And or Op.I64And:
                return And(value, op == Op.I64And);
            case Op.I32Or or Op.I64Or:
                return Or(value, op == Op.I64Or);
            case Op.I32Xor or Op.I64Xor:
                return Xor(value, op == Op.I64Xor);
            case Op.I32Shl or Op.I32ShrS or Op.I32ShrU or Op.I32Rotl or Op.I32Rotr:
                return Shift(value, false);
            case Op.I64Shl or Op.I64ShrS or Op.I64ShrU or Op.I64Rotl or Op.I64Rotr:
                return Shift(value, true);
            case Op.I32Eqz or Op.I64Eqz:
                return IsZero(value, op == Op.I64Eqz);
            case >= Op.I32Eq and <= Op.I32GeU:
                return Compare(value, false);
            case >= Op.I64Eq and <= Op.I64GeU:
                return Compare(value, true);
            default:
                return Convert(value);
        }
    }

    // ---- what rules are written with ----

    private static IrType Width(bool is64) => is64 ? IrType.I64 : IrType.I32;

    /// <summary>An arithmetic operation (<c>clz</c> to <c>rotr</c>) of the other width.</summary>
    private static Op Of(Op op32, bool is64) => is64 ? op32 + (Op.I64Add - Op.I32Add) : op32;

    /// <summary>The 32-bit operation of the same meaning.</summary>
    private static Op Narrow(Op op, bool is64) => is64 ? op - (Op.I64Add - Op.I32Add) : op;

    private bool Constant(Value value, out long number) => _context.IsConstant(value, out number);

    private bool IsNumber(Value value, long expected) => _context.IsConstant(value, out long number) && number == expected;

    /// <summary>Whether a value is the result of an operation.</summary>
    private bool Is(Value value, Op op, out Value a, out Value b)
    {
        ref Instruction instruction = ref _function[value];
        a = instruction.A;
        b = instruction.B;
        if (instruction.Op != (IrOp)op)
        {
            return false;
        }

        a = _context.Resolve(a);
        b = _context.Resolve(b);
        return true;
    }

    /// <summary>A new instruction before another.</summary>
    private Value Emit(Value place, Op op, IrType type, Value a, Value b = default)
    {
        Value value = _function.AddInstruction(new Instruction { Op = (IrOp)op, Type = type, A = a, B = b }, _function.OffsetOf(place));
        _function.InsertBefore(place, value);
        return value;
    }

    /// <summary>A new integer constant before an instruction.</summary>
    private Value EmitNumber(Value place, bool is64, long number)
    {
        Value value = _function.AddInstruction(NumberOf(is64, number), _function.OffsetOf(place));
        _function.InsertBefore(place, value);
        return value;
    }

    private static Instruction NumberOf(bool is64, long number) => is64
        ? new Instruction { Op = (IrOp)Op.I64Const, Type = IrType.I64, Imm = number }
        : new Instruction { Op = (IrOp)Op.I32Const, Type = IrType.I32, Imm = (uint)number };

    private Value BecomeNumber(Value value, long number)
    {
        _function[value] = NumberOf(_function[value].Type == IrType.I64, number);
        return value;
    }

    /// <summary>Makes an instruction another, of the same type.</summary>
    private Value Become(Value value, Op op, Value a, Value b = default, Value c = default)
    {
        _function[value] = new Instruction { Op = (IrOp)op, Type = _function[value].Type, A = a, B = b, C = c };
        _changed = true;
        return value;
    }

    /// <summary>Makes an instruction another whose second operand is a constant.</summary>
    private Value BecomeWithNumber(Value value, Op op, Value a, bool is64, long number) =>
        Become(value, op, a, EmitNumber(value, is64, number));

    /// <summary>The largest number, unsigned, that an integer value can be, as far as a short look tells.</summary>
    private ulong Largest(Value value, int depth = 4)
    {
        ref Instruction instruction = ref _function[value];
        ulong all = instruction.Type == IrType.I64 ? ulong.MaxValue : uint.MaxValue;
        if (depth == 0)
        {
            return all;
        }

        Value a = _context.Resolve(instruction.A);
        Value b = _context.Resolve(instruction.B);
        switch ((Op)instruction.Op)
        {
            case Op.I32Const or Op.I64Const:
                return (ulong)instruction.Imm;
            case >= Op.I32Eqz and <= Op.F64Ge:
            case Op.V128AnyTrue or Op.I8x16AllTrue or Op.I16x8AllTrue or Op.I32x4AllTrue or Op.I64x2AllTrue:
                return 1;
            case Op.I32Clz or Op.I32Ctz or Op.I32Popcnt or Op.I64Clz or Op.I64Ctz or Op.I64Popcnt:
                return 64;
            case Op.I32Load8U or Op.I64Load8U or Op.I8x16ExtractLaneU:
                return byte.MaxValue;
            case Op.I32Load16U or Op.I64Load16U or Op.I16x8ExtractLaneU or Op.I8x16Bitmask:
                return ushort.MaxValue;
            case Op.I64Load32U:
                return uint.MaxValue;
            case Op.I64ExtendI32U:
                return Largest(a, depth - 1);
            case Op.I32WrapI64:
                return Math.Min(all, Largest(a, depth - 1) is var wide && wide <= all ? wide : all);
            case Op.I32And or Op.I64And:
                return Math.Min(Largest(a, depth - 1), Largest(b, depth - 1));
            case Op.I32Or or Op.I64Or or Op.I32Xor or Op.I64Xor:
                return Below(Largest(a, depth - 1) | Largest(b, depth - 1));
            case Op.I32ShrU when Constant(b, out long count):
                return Largest(a, depth - 1) >> (int)(count & 31);
            case Op.I64ShrU when Constant(b, out long count):
                return Largest(a, depth - 1) >> (int)(count & 63);
            case Op.I32Shl when Constant(b, out long count):
                return Math.Min(all, Largest(a, depth - 1) is var low && low <= all >> (int)(count & 31) ? low << (int)(count & 31) : all);
            case Op.I64Shl when Constant(b, out long count):
                return Largest(a, depth - 1) is var small && small <= all >> (int)(count & 63) ? small << (int)(count & 63) : all;
            case Op.I32Add or Op.I64Add:
                UInt128 sum = (UInt128)Largest(a, depth - 1) + Largest(b, depth - 1);
                return sum > all ? all : (ulong)sum;
            case Op.I32Mul or Op.I64Mul:
                UInt128 product = (UInt128)Largest(a, depth - 1) * Largest(b, depth - 1);
                return product > all ? all : (ulong)product;
            case Op.I32RemU or Op.I64RemU when Constant(b, out long divisor) && divisor != 0:
                return Math.Min(Largest(a, depth - 1), ((ulong)divisor & all) - 1);
            case Op.I32DivU or Op.I64DivU when Constant(b, out long divisor) && divisor != 0:
                return Largest(a, depth - 1) / ((ulong)divisor & all);
            case Op.Select:
                return Math.Max(Largest(a, depth - 1), Largest(b, depth - 1));
            default:
                return all;
        }
    }

    // All numbers with no more bits.
    private static ulong Below(ulong number) => number == 0 ? 0 : ulong.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(number);
}
