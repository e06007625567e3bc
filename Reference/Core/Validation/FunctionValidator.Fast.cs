using System.Runtime.CompilerServices;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

// The frequent instructions in their frequent forms, which are most of any module.
internal sealed partial class FunctionValidator
{
    /// <summary>
    /// Checks instructions as long as each has a one-byte opcode, short immediates and the expected operands on the
    /// stack. Whatever is long, unusual or wrong is left as it is for <see cref="Step"/>.
    /// </summary>
    /// <returns>Position of the first instruction not checked.</returns>
    // One switch with the stack in registers: longer than a method should be because calls would cost more than
    // the work.
    private int RunFast(ReadOnlySpan<byte> code, int position)
    {
        InstructionShape[] shapes = _shapes;
        ValType[] locals = _locals;
        ValType[] stack = _stack;
        int height = _height;
        int floor = _base;
        int cost = _cost;
        uint localCount = (uint)Math.Min(_localCount, ExpandedLocals);
        while ((uint)position < (uint)code.Length)
        {
            ref readonly InstructionShape shape = ref shapes[code[position]];
            int next = position + 1;
            uint number;
            ValType type;
            switch (shape.Kind)
            {
                case ShapeKind.Constant:
                    if (!Skip(code, ref next) || (uint)height >= (uint)stack.Length)
                    {
                        goto Stop;
                    }

                    type = ValType.FromCode(shape.Result);
                    goto Push;
                case ShapeKind.Constant4 or ShapeKind.Constant8:
                    next += shape.Kind == ShapeKind.Constant4 ? 4 : 8;
                    if (next > code.Length || (uint)height >= (uint)stack.Length)
                    {
                        goto Stop;
                    }

                    type = ValType.FromCode(shape.Result);
                    goto Push;
                case ShapeKind.Unary:
                    if (height <= floor || stack[height - 1] != ValType.FromCode(shape.Operand0))
                    {
                        goto Stop;
                    }

                    stack[height - 1] = ValType.FromCode(shape.Result);
                    break;
                case ShapeKind.Binary:
                    if (height - 2 < floor || stack[height - 1] != ValType.FromCode(shape.Operand1) || stack[height - 2] != ValType.FromCode(shape.Operand0))
                    {
                        goto Stop;
                    }

                    height--;
                    stack[height - 1] = ValType.FromCode(shape.Result);
                    break;
                case ShapeKind.Load:
                    // An alignment byte that is small enough announces no memory index, so it is memory 0.
                    if ((uint)next >= (uint)code.Length || code[next] > shape.Alignment || height <= floor || stack[height - 1] != _firstAddress)
                    {
                        goto Stop;
                    }

                    next++;
                    if (!Skip(code, ref next))
                    {
                        goto Stop;
                    }

                    stack[height - 1] = ValType.FromCode(shape.Result);
                    break;
                case ShapeKind.Store:
                    if ((uint)next >= (uint)code.Length || code[next] > shape.Alignment || height - 2 < floor
                        || stack[height - 1] != ValType.FromCode(shape.Operand1) || stack[height - 2] != _firstAddress)
                    {
                        goto Stop;
                    }

                    next++;
                    if (!Skip(code, ref next))
                    {
                        goto Stop;
                    }

                    height -= 2;
                    break;
                case ShapeKind.LocalGet:
                    if (!Read(code, ref next, out number) || number >= localCount || number >= (uint)locals.Length || (uint)height >= (uint)stack.Length)
                    {
                        goto Stop;
                    }

                    type = locals[number];
                    if (!type.IsDefaultable)
                    {
                        goto Stop;
                    }

                    goto Push;
                case ShapeKind.LocalSet or ShapeKind.LocalTee:
                    if (!Read(code, ref next, out number) || number >= localCount || number >= (uint)locals.Length || height <= floor)
                    {
                        goto Stop;
                    }

                    type = locals[number];
                    if (stack[height - 1] != type || !type.IsDefaultable)
                    {
                        goto Stop;
                    }

                    height -= shape.Kind == ShapeKind.LocalSet ? 1 : 0;
                    break;
                case ShapeKind.GlobalGet:
                    if (!Read(code, ref next, out number) || number >= (uint)_globalTypes.Length || (uint)height >= (uint)stack.Length)
                    {
                        goto Stop;
                    }

                    type = _globalTypes[number];
                    goto Push;
                case ShapeKind.Drop:
                    if (height <= floor)
                    {
                        goto Stop;
                    }

                    height--;
                    break;
                case ShapeKind.Block or ShapeKind.Loop or ShapeKind.If:
                    if ((uint)next >= (uint)code.Length || code[next] is not (0x40 or (>= 0x7C and <= 0x7F)))
                    {
                        goto Stop;
                    }

                    type = code[next] == 0x40 ? ValType.Bottom : ValType.FromCode(code[next]);
                    next++;
                    if (shape.Kind == ShapeKind.If)
                    {
                        if (height <= floor || stack[height - 1] != ValType.I32)
                        {
                            goto Stop;
                        }

                        height--;
                    }

                    Save(position, height, cost + shape.Cost);
                    PushFrame((Op)code[position], null, type);
                    if (shape.Kind != ShapeKind.Block)
                    {
                        StartSegment(next);
                    }

                    goto Reload;
                case ShapeKind.End:
                    Save(position, height, cost);
                    CheckEnd(next);
                    if (_frameCount == 0)
                    {
                        return next;
                    }

                    goto Reload;
                case ShapeKind.Br or ShapeKind.BrIf or ShapeKind.Call:
                    if (!Read(code, ref next, out number))
                    {
                        goto Stop;
                    }

                    Save(position, height, cost + 1);
                    _current.Index = number;
                    CheckTransfer(shape.Kind, next);
                    goto Reload;
                default:
                    goto Stop;
                Push:
                    stack[height] = type;
                    height++;
                    if (height > _maximum)
                    {
                        _maximum = height;
                    }

                    break;
            }

            cost++;
            position = next;
            continue;
        Reload:
            stack = _stack;
            height = _height;
            floor = _base;
            cost = _cost;
            position = next;
        }

    Stop:
        _height = height;
        _cost = cost;
        return position;
    }

    private void Save(int position, int height, int cost)
    {
        _current.Start = position;
        _height = height;
        _cost = cost;
    }

    private void CheckTransfer(ShapeKind kind, int next)
    {
        switch (kind)
        {
            case ShapeKind.Br:
                Pop(BranchTo(_current.Index));
                SetUnreachable();
                break;
            case ShapeKind.BrIf:
                CheckBrIf();
                StartSegment(next);
                break;
            case ShapeKind.Call:
                CheckCall();
                StartSegment(next);
                break;
        }
    }

    /// <summary>A number of one or two bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Read(ReadOnlySpan<byte> code, ref int position, out uint number)
    {
        int at = position;
        if ((uint)at < (uint)code.Length)
        {
            number = code[at];
            if (number < 0x80)
            {
                position = at + 1;
                return true;
            }

            if ((uint)(at + 1) < (uint)code.Length && code[at + 1] < 0x80)
            {
                number = (number & 0x7F) | (uint)code[at + 1] << 7;
                position = at + 2;
                return true;
            }
        }

        number = 0;
        return false;
    }

    /// <summary>Skips a number of up to four bytes, which cannot be too large or too long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Skip(ReadOnlySpan<byte> code, ref int position)
    {
        int at = position;
        if ((uint)at < (uint)code.Length && code[at] < 0x80)
        {
            position = at + 1;
            return true;
        }

        return SkipLong(code, ref position);
    }

    private static bool SkipLong(ReadOnlySpan<byte> code, ref int position)
    {
        for (int i = 0; i < 4; i++)
        {
            int at = position + i;
            if ((uint)at >= (uint)code.Length)
            {
                return false;
            }

            if (code[at] < 0x80)
            {
                position = at + 1;
                return true;
            }
        }

        return false;
    }
}
