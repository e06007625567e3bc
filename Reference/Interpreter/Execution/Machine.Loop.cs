using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Numerics;

namespace Wasm.Interpreter.Execution;

// The loop: one long method with one switch, since what makes it fast is that the position, the code, the frame's
// window stay in registers from instruction to instruction; all other state is in fields. It must
// stay below the sizes beyond which .NET's compiler stops optimizing (60,000 bytes of IL, 2,000 basic blocks) and
// inlining (512 temporaries). Whatever is rare or large is therefore in other methods, reached through the default
// case, and of the operands A and B the numbers are read before the switch, whether they are used or not, and
// results written after it. Sections are those of the specification's chapter 4.
internal sealed partial class Machine
{
    /// <summary>Why the loop was left.</summary>
    private enum Exit
    {
        Return,
        Trap,
        Exception,
        Exhaustion,
        Suspended,
    }

    /// <summary>Runs the active function from its beginning; its arguments stand in its first slots, its results come there too.</summary>
    private Exit RunFunction(FunctionBody body)
    {
        _pc = body.Entry;
        _remaining -= body.Cost;
        if (_remaining < 0)
        {
            return Exit.Exhaustion;
        }

        return Continue();
    }

    /// <summary>Runs on, unless that was ended while the host was at work.</summary>
    private Exit Continue()
    {
        if (_store.IsStopRequested && _store.ConfirmStop())
        {
            SetTrap(TrapCode.Interrupted);
            return Exit.Trap;
        }

        return Run();
    }

    /// <summary>Runs from where the fields say until the host's frame is reached.</summary>
    // Optimized at once: a first version that counts, and one that is entered in the middle, cost more than they gain.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Exit Run()
    {
        Instr[] code = Body.Code;
        int pc = _pc;
        ref Window w = ref WindowAt(_base);
        UseMemory();
        int calleeIndex;
        int calleeBase;
        Function target;
        ExceptionReference thrown;
        TrapCode trap;

        while (true)
        {
            ref readonly Instr i = ref code[pc++];
            ulong a = w[i.A];
            ulong b = w[i.B];
            ulong result;
            switch (i.Code)
            {
                // unreachable (Step_pure/unreachable).
                case (Code)Op.Unreachable:
                    trap = TrapCode.Unreachable;
                    goto Trapped;

                // Moves (specification, 4.6.4): local.get, local.set, local.tee, constants.
                case Code.Copy:
                    result = a;
                    break;
                case Code.CopyReference:
                    _references[_base + i.C] = _references[_base + i.A];
                    continue;
                case Code.CopyVector:
                    _vectors[_base + i.C] = _vectors[_base + i.A];
                    continue;
                case Code.Constant:
                    result = i.Imm;
                    break;
                case Code.NullReference:
                    _references[_base + i.C] = null;
                    continue;
                case Code.VectorConstant:
                    _vectors[_base + i.C] = Body.Vectors[i.X];
                    continue;
                case Code.ClearNumbers:
                    ((Span<ulong>)w).Slice(i.A, i.X).Clear();
                    continue;
                case Code.LoopConstants:
                    Body.Constants.CopyTo(((Span<ulong>)w)[i.A..]);
                    continue;
                case Code.GlobalGet:
                    result = _instance.Globals[i.X].Number;
                    break;
                case Code.GlobalSet:
                    _instance.Globals[i.X].Number = a;
                    continue;

                // Parametric and control instructions (4.6.2, 4.6.5). A taken branch is where interruption is noticed.
                case Code.Select:
                    result = (uint)w[(ushort)i.X] != 0 ? a : b;
                    break;
                case Code.SelectReference:
                    _references[_base + i.C] = _references[_base + ((uint)w[(ushort)i.X] != 0 ? i.A : i.B)];
                    continue;
                case Code.SelectVector:
                    _vectors[_base + i.C] = _vectors[_base + ((uint)w[(ushort)i.X] != 0 ? i.A : i.B)];
                    continue;
                case Code.Jump:
                    goto Branch;
                case Code.BranchIf:
                    if ((uint)a != 0)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchIfZero:
                    if ((uint)a == 0)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchTable:
                    i = ref code[pc + (int)Math.Min((uint)a, (uint)i.X)];
                    goto Branch;
                case Code.BranchI32Eq:
                    if ((uint)a == (uint)b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32Ne:
                    if ((uint)a != (uint)b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32LtS:
                    if ((int)a < (int)b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32LtU:
                    if ((uint)a < (uint)b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32GeS:
                    if ((int)a >= (int)b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32GeU:
                    if ((uint)a >= (uint)b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64Eq:
                    if (a == b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64Ne:
                    if (a != b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64LtS:
                    if ((long)a < (long)b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64LtU:
                    if (a < b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64GeS:
                    if ((long)a >= (long)b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64GeU:
                    if (a >= b)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32EqConst:
                    if ((uint)a == (uint)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32NeConst:
                    if ((uint)a != (uint)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32LtSConst:
                    if ((int)a < i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32LtUConst:
                    if ((uint)a < (uint)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32GtSConst:
                    if ((int)a > i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32GtUConst:
                    if ((uint)a > (uint)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32LeSConst:
                    if ((int)a <= i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32LeUConst:
                    if ((uint)a <= (uint)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32GeSConst:
                    if ((int)a >= i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI32GeUConst:
                    if ((uint)a >= (uint)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64EqConst:
                    if (a == (ulong)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64NeConst:
                    if (a != (ulong)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64LtSConst:
                    if ((long)a < i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64LtUConst:
                    if (a < (ulong)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64GtSConst:
                    if ((long)a > i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64GtUConst:
                    if (a > (ulong)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64LeSConst:
                    if ((long)a <= i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64LeUConst:
                    if (a <= (ulong)i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64GeSConst:
                    if ((long)a >= i.Y)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchI64GeUConst:
                    if (a >= (ulong)i.Y)
                    {
                        goto Branch;
                    }

                    continue;

                // Calls (4.6.8), see the labels below.
                case (Code)Op.Call:
                    calleeIndex = i.X;
                    calleeBase = _base + i.A;
                    goto CallBody;
                case Code.CallImport:
                    target = _instance.Functions[i.X]!;
                    calleeBase = _base + i.A;
                    goto CallFunction;
                case (Code)Op.CallIndirect:
                    trap = ResolveIndirect(in i, b, out target);
                    if (trap != TrapCode.None)
                    {
                        goto Trapped;
                    }

                    calleeBase = _base + i.A;
                    goto CallFunction;
                case (Code)Op.CallRef:
                    if (_references[_base + i.B] is not Function callee)
                    {
                        trap = TrapCode.NullFunctionReference;
                        goto Trapped;
                    }

                    target = callee;
                    calleeBase = _base + i.A;
                    goto CallFunction;
                case (Code)Op.ReturnCall:
                    calleeIndex = i.X;
                    calleeBase = _base + i.A;
                    goto TailCallBody;
                case Code.ReturnCallImport:
                    target = _instance.Functions[i.X]!;
                    calleeBase = _base + i.A;
                    goto TailCallFunction;
                case (Code)Op.ReturnCallIndirect:
                    trap = ResolveIndirect(in i, b, out target);
                    if (trap != TrapCode.None)
                    {
                        goto Trapped;
                    }

                    calleeBase = _base + i.A;
                    goto TailCallFunction;
                case (Code)Op.ReturnCallRef:
                    if (_references[_base + i.B] is not Function tailCallee)
                    {
                        trap = TrapCode.NullFunctionReference;
                        goto Trapped;
                    }

                    target = tailCallee;
                    calleeBase = _base + i.A;
                    goto TailCallFunction;
                case Code.ReturnOne:
                    w[0] = a;
                    goto Returning;
                case Code.Return:
                    goto Returning;
                case Code.ReturnOneClearing:
                    w[0] = a;
                    ClearFrame(keepResults: true);
                    goto Returning;
                case Code.ReturnClearing:
                    ClearFrame(keepResults: true);
                    goto Returning;
                case Code.Exhaust:
                    goto Exhausted;

                // Exceptions (4.6.7).
                case (Code)Op.Throw:
                    if (MakeException(i.X, _base + i.A) is not { } made)
                    {
                        trap = HeapExhausted;
                        goto Trapped;
                    }

                    thrown = made;
                    goto Throwing;
                case (Code)Op.ThrowRef:
                    if (_references[_base + i.A] is not ExceptionReference exception)
                    {
                        trap = TrapCode.NullExceptionReference;
                        goto Trapped;
                    }

                    thrown = exception;
                    goto Throwing;

                // Branches on references (br_on_null, br_on_non_null, br_on_cast, br_on_cast_fail).
                case Code.BranchOnNull:
                    if (_references[_base + i.A] is null)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchOnNonNull:
                    if (_references[_base + i.A] is not null)
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchOnCast:
                    if (ReferenceTests.Matches(_instance.Types, _references[_base + i.A], i.Y, i.B != 0))
                    {
                        goto Branch;
                    }

                    continue;
                case Code.BranchOnCastFail:
                    if (!ReferenceTests.Matches(_instance.Types, _references[_base + i.A], i.Y, i.B != 0))
                    {
                        goto Branch;
                    }

                    continue;

                // Memory 0 with 32-bit addresses (4.6.6; load-num, load-pack, store-num, store-pack). The slot of an i32 is
                // zero-extended, so the sum cannot overflow.
                case (Code)Op.I32Load:
                case (Code)Op.F32Load:
                case (Code)Op.I64Load32U:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 4 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        result = BinaryPrimitives.ReadUInt32LittleEndian(_memory.AsSpan((int)at, 4));
                        break;
                    }
                case (Code)Op.I64Load:
                case (Code)Op.F64Load:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 8 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        result = BinaryPrimitives.ReadUInt64LittleEndian(_memory.AsSpan((int)at, 8));
                        break;
                    }
                case (Code)Op.I32Load8U:
                case (Code)Op.I64Load8U:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 1 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        result = _memory[(int)at];
                        break;
                    }
                case (Code)Op.I32Load16U:
                case (Code)Op.I64Load16U:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 2 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        result = BinaryPrimitives.ReadUInt16LittleEndian(_memory.AsSpan((int)at, 2));
                        break;
                    }
                case (Code)Op.I32Load8S:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 1 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        result = (uint)(sbyte)_memory[(int)at];
                        break;
                    }
                case (Code)Op.I32Load16S:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 2 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        result = (uint)BinaryPrimitives.ReadInt16LittleEndian(_memory.AsSpan((int)at, 2));
                        break;
                    }
                case (Code)Op.I64Load8S:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 1 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        result = (ulong)(sbyte)_memory[(int)at];
                        break;
                    }
                case (Code)Op.I64Load16S:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 2 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        result = (ulong)BinaryPrimitives.ReadInt16LittleEndian(_memory.AsSpan((int)at, 2));
                        break;
                    }
                case (Code)Op.I64Load32S:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 4 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        result = (ulong)BinaryPrimitives.ReadInt32LittleEndian(_memory.AsSpan((int)at, 4));
                        break;
                    }
                case (Code)Op.I32Store:
                case (Code)Op.F32Store:
                case (Code)Op.I64Store32:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 4 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        BinaryPrimitives.WriteUInt32LittleEndian(_memory.AsSpan((int)at, 4), (uint)b);
                        continue;
                    }
                case (Code)Op.I64Store:
                case (Code)Op.F64Store:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 8 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        BinaryPrimitives.WriteUInt64LittleEndian(_memory.AsSpan((int)at, 8), b);
                        continue;
                    }
                case (Code)Op.I32Store16:
                case (Code)Op.I64Store16:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 2 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        BinaryPrimitives.WriteUInt16LittleEndian(_memory.AsSpan((int)at, 2), (ushort)b);
                        continue;
                    }
                case (Code)Op.I32Store8:
                case (Code)Op.I64Store8:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 1 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        _memory[(int)at] = (byte)b;
                        continue;
                    }
                case (Code)Op.MemoryGrow:
                    result = GrowMemory(_instance.Memories[i.X], a);
                    UseMemory();
                    break;

                // Integer arithmetic (4.3.2).
                case (Code)Op.I32Eq:
                    result = (uint)a == (uint)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I64Eq:
                    result = a == b ? 1UL : 0UL;
                    break;
                case (Code)Op.I32Ne:
                    result = (uint)a != (uint)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I64Ne:
                    result = a != b ? 1UL : 0UL;
                    break;
                case (Code)Op.I32LtS:
                    result = (int)a < (int)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I64LtS:
                    result = (long)a < (long)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I32LtU:
                    result = (uint)a < (uint)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I64LtU:
                    result = a < b ? 1UL : 0UL;
                    break;
                case (Code)Op.I32GtS:
                    result = (int)a > (int)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I64GtS:
                    result = (long)a > (long)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I32GtU:
                    result = (uint)a > (uint)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I64GtU:
                    result = a > b ? 1UL : 0UL;
                    break;
                case (Code)Op.I32LeS:
                    result = (int)a <= (int)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I64LeS:
                    result = (long)a <= (long)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I32LeU:
                    result = (uint)a <= (uint)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I64LeU:
                    result = a <= b ? 1UL : 0UL;
                    break;
                case (Code)Op.I32GeS:
                    result = (int)a >= (int)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I64GeS:
                    result = (long)a >= (long)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I32GeU:
                    result = (uint)a >= (uint)b ? 1UL : 0UL;
                    break;
                case (Code)Op.I64GeU:
                    result = a >= b ? 1UL : 0UL;
                    break;
                case (Code)Op.I32Add:
                    result = (uint)((uint)a + (uint)b);
                    break;
                case (Code)Op.I32Sub:
                    result = (uint)((uint)a - (uint)b);
                    break;
                case (Code)Op.I32Mul:
                    result = (uint)((uint)a * (uint)b);
                    break;
                case (Code)Op.I32And:
                    result = a & b;
                    break;
                case (Code)Op.I32Or:
                    result = a | b;
                    break;
                case (Code)Op.I32Xor:
                    result = a ^ b;
                    break;
                case (Code)Op.I32Shl:
                    result = (uint)IntegerOps.Shl((int)a, (int)b);
                    break;
                case (Code)Op.I32ShrS:
                    result = (uint)IntegerOps.ShrS((int)a, (int)b);
                    break;
                case (Code)Op.I32ShrU:
                    result = (uint)IntegerOps.ShrU((int)a, (int)b);
                    break;
                case (Code)Op.I32Rotl:
                    result = (uint)IntegerOps.Rotl((int)a, (int)b);
                    break;
                case (Code)Op.I32Rotr:
                    result = (uint)IntegerOps.Rotr((int)a, (int)b);
                    break;
                case (Code)Op.I32Clz:
                    result = (uint)IntegerOps.Clz((int)a);
                    break;
                case (Code)Op.I32Ctz:
                    result = (uint)IntegerOps.Ctz((int)a);
                    break;
                case (Code)Op.I32Popcnt:
                    result = (uint)IntegerOps.Popcnt((int)a);
                    break;
                case (Code)Op.I32Extend8S:
                    result = (uint)IntegerOps.Extend8S((int)a);
                    break;
                case (Code)Op.I32Extend16S:
                    result = (uint)IntegerOps.Extend16S((int)a);
                    break;
                case (Code)Op.I32DivS:
                    {
                        trap = IntegerOps.DivS((int)a, (int)b, out int quotient);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        result = (uint)quotient;
                        break;
                    }
                case (Code)Op.I32DivU:
                    {
                        trap = IntegerOps.DivU((uint)a, (uint)b, out uint quotient);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        result = quotient;
                        break;
                    }
                case (Code)Op.I32RemS:
                    {
                        trap = IntegerOps.RemS((int)a, (int)b, out int quotient);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        result = (uint)quotient;
                        break;
                    }
                case (Code)Op.I32RemU:
                    {
                        trap = IntegerOps.RemU((uint)a, (uint)b, out uint quotient);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        result = quotient;
                        break;
                    }
                case (Code)Op.I64Add:
                    result = a + b;
                    break;
                case (Code)Op.I64Sub:
                    result = a - b;
                    break;
                case (Code)Op.I64Mul:
                    result = a * b;
                    break;
                case (Code)Op.I64And:
                    result = a & b;
                    break;
                case (Code)Op.I64Or:
                    result = a | b;
                    break;
                case (Code)Op.I64Xor:
                    result = a ^ b;
                    break;
                case (Code)Op.I64Shl:
                    result = (ulong)IntegerOps.Shl((long)a, (long)b);
                    break;
                case (Code)Op.I64ShrS:
                    result = (ulong)IntegerOps.ShrS((long)a, (long)b);
                    break;
                case (Code)Op.I64ShrU:
                    result = (ulong)IntegerOps.ShrU((long)a, (long)b);
                    break;
                case (Code)Op.I64Rotl:
                    result = (ulong)IntegerOps.Rotl((long)a, (long)b);
                    break;
                case (Code)Op.I64Rotr:
                    result = (ulong)IntegerOps.Rotr((long)a, (long)b);
                    break;
                case (Code)Op.I64Clz:
                    result = (ulong)IntegerOps.Clz((long)a);
                    break;
                case (Code)Op.I64Ctz:
                    result = (ulong)IntegerOps.Ctz((long)a);
                    break;
                case (Code)Op.I64Popcnt:
                    result = (ulong)IntegerOps.Popcnt((long)a);
                    break;
                case (Code)Op.I64Extend8S:
                    result = (ulong)IntegerOps.Extend8S((long)a);
                    break;
                case (Code)Op.I64Extend16S:
                    result = (ulong)IntegerOps.Extend16S((long)a);
                    break;
                case (Code)Op.I64Extend32S:
                    result = (ulong)IntegerOps.Extend32S((long)a);
                    break;
                case (Code)Op.I64DivS:
                    {
                        trap = IntegerOps.DivS((long)a, (long)b, out long quotient);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        result = (ulong)quotient;
                        break;
                    }
                case (Code)Op.I64DivU:
                    {
                        trap = IntegerOps.DivU(a, b, out ulong quotient);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        result = quotient;
                        break;
                    }
                case (Code)Op.I64RemS:
                    {
                        trap = IntegerOps.RemS((long)a, (long)b, out long quotient);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        result = (ulong)quotient;
                        break;
                    }
                case (Code)Op.I64RemU:
                    {
                        trap = IntegerOps.RemU(a, b, out ulong quotient);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        result = quotient;
                        break;
                    }
                case (Code)Op.I32WrapI64:
                    result = (uint)a;
                    break;
                case (Code)Op.I64ExtendI32S:
                    result = (ulong)(int)a;
                    break;
                case (Code)Op.I64ExtendI32U:
                case (Code)Op.I32ReinterpretF32:
                case (Code)Op.I64ReinterpretF64:
                case (Code)Op.F32ReinterpretI32:
                case (Code)Op.F64ReinterpretI64:
                    result = a;
                    break;

                // The same with a constant.
                case Code.I32EqConst:
                    result = (uint)a == (uint)i.X ? 1UL : 0UL;
                    break;
                case Code.I32NeConst:
                    result = (uint)a != (uint)i.X ? 1UL : 0UL;
                    break;
                case Code.I32LtSConst:
                    result = (int)a < i.X ? 1UL : 0UL;
                    break;
                case Code.I32LtUConst:
                    result = (uint)a < (uint)i.X ? 1UL : 0UL;
                    break;
                case Code.I32GtSConst:
                    result = (int)a > i.X ? 1UL : 0UL;
                    break;
                case Code.I32GtUConst:
                    result = (uint)a > (uint)i.X ? 1UL : 0UL;
                    break;
                case Code.I32LeSConst:
                    result = (int)a <= i.X ? 1UL : 0UL;
                    break;
                case Code.I32LeUConst:
                    result = (uint)a <= (uint)i.X ? 1UL : 0UL;
                    break;
                case Code.I32GeSConst:
                    result = (int)a >= i.X ? 1UL : 0UL;
                    break;
                case Code.I32GeUConst:
                    result = (uint)a >= (uint)i.X ? 1UL : 0UL;
                    break;
                case Code.I32AddConst:
                    result = (uint)a + (uint)i.X;
                    break;
                case Code.I32MulConst:
                    result = (uint)a * (uint)i.X;
                    break;
                case Code.I32AndConst:
                    result = a & i.Imm;
                    break;
                case Code.I32OrConst:
                    result = a | i.Imm;
                    break;
                case Code.I32XorConst:
                    result = a ^ i.Imm;
                    break;
                case Code.I32ShlConst:
                    result = (uint)IntegerOps.Shl((int)a, i.X);
                    break;
                case Code.I32ShrSConst:
                    result = (uint)IntegerOps.ShrS((int)a, i.X);
                    break;
                case Code.I32ShrUConst:
                    result = (uint)IntegerOps.ShrU((int)a, i.X);
                    break;
                case Code.I32RotlConst:
                    result = (uint)IntegerOps.Rotl((int)a, i.X);
                    break;
                case Code.I64EqConst:
                    result = a == i.Imm ? 1UL : 0UL;
                    break;
                case Code.I64NeConst:
                    result = a != i.Imm ? 1UL : 0UL;
                    break;
                case Code.I64LtSConst:
                    result = (long)a < (long)i.Imm ? 1UL : 0UL;
                    break;
                case Code.I64LtUConst:
                    result = a < i.Imm ? 1UL : 0UL;
                    break;
                case Code.I64GtSConst:
                    result = (long)a > (long)i.Imm ? 1UL : 0UL;
                    break;
                case Code.I64GtUConst:
                    result = a > i.Imm ? 1UL : 0UL;
                    break;
                case Code.I64LeSConst:
                    result = (long)a <= (long)i.Imm ? 1UL : 0UL;
                    break;
                case Code.I64LeUConst:
                    result = a <= i.Imm ? 1UL : 0UL;
                    break;
                case Code.I64GeSConst:
                    result = (long)a >= (long)i.Imm ? 1UL : 0UL;
                    break;
                case Code.I64GeUConst:
                    result = a >= i.Imm ? 1UL : 0UL;
                    break;
                case Code.I64AddConst:
                    result = a + i.Imm;
                    break;
                case Code.I64MulConst:
                    result = a * i.Imm;
                    break;
                case Code.I64AndConst:
                    result = a & i.Imm;
                    break;
                case Code.I64OrConst:
                    result = a | i.Imm;
                    break;
                case Code.I64XorConst:
                    result = a ^ i.Imm;
                    break;
                case Code.I64ShlConst:
                    result = (ulong)IntegerOps.Shl((long)a, (long)i.Imm);
                    break;
                case Code.I64ShrSConst:
                    result = (ulong)IntegerOps.ShrS((long)a, (long)i.Imm);
                    break;
                case Code.I64ShrUConst:
                    result = (ulong)IntegerOps.ShrU((long)a, (long)i.Imm);
                    break;
                case Code.I64RotlConst:
                    result = (ulong)IntegerOps.Rotl((long)a, (long)i.Imm);
                    break;

                // Floating-point arithmetic (4.3.3).
                case (Code)Op.F32Eq:
                    result = BitConverter.UInt32BitsToSingle((uint)a) == BitConverter.UInt32BitsToSingle((uint)b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F32Ne:
                    result = BitConverter.UInt32BitsToSingle((uint)a) != BitConverter.UInt32BitsToSingle((uint)b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F32Lt:
                    result = BitConverter.UInt32BitsToSingle((uint)a) < BitConverter.UInt32BitsToSingle((uint)b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F32Gt:
                    result = BitConverter.UInt32BitsToSingle((uint)a) > BitConverter.UInt32BitsToSingle((uint)b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F32Le:
                    result = BitConverter.UInt32BitsToSingle((uint)a) <= BitConverter.UInt32BitsToSingle((uint)b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F32Ge:
                    result = BitConverter.UInt32BitsToSingle((uint)a) >= BitConverter.UInt32BitsToSingle((uint)b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F32Add:
                    result = BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle((uint)a) + BitConverter.UInt32BitsToSingle((uint)b));
                    break;
                case (Code)Op.F32Sub:
                    result = BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle((uint)a) - BitConverter.UInt32BitsToSingle((uint)b));
                    break;
                case (Code)Op.F32Mul:
                    result = BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle((uint)a) * BitConverter.UInt32BitsToSingle((uint)b));
                    break;
                case (Code)Op.F32Div:
                    result = BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle((uint)a) / BitConverter.UInt32BitsToSingle((uint)b));
                    break;
                case (Code)Op.F32Min:
                    result = BitConverter.SingleToUInt32Bits(FloatOps.Min(BitConverter.UInt32BitsToSingle((uint)a), BitConverter.UInt32BitsToSingle((uint)b)));
                    break;
                case (Code)Op.F32Max:
                    result = BitConverter.SingleToUInt32Bits(FloatOps.Max(BitConverter.UInt32BitsToSingle((uint)a), BitConverter.UInt32BitsToSingle((uint)b)));
                    break;
                case (Code)Op.F32Copysign:
                    result = FloatOps.Copysign((uint)a, (uint)b);
                    break;
                case (Code)Op.F32Abs:
                    result = FloatOps.Abs((uint)a);
                    break;
                case (Code)Op.F32Neg:
                    result = FloatOps.Neg((uint)a);
                    break;
                case (Code)Op.F32Sqrt:
                    result = BitConverter.SingleToUInt32Bits(FloatOps.Sqrt(BitConverter.UInt32BitsToSingle((uint)a)));
                    break;
                case (Code)Op.F32Ceil:
                    result = BitConverter.SingleToUInt32Bits(FloatOps.Ceil(BitConverter.UInt32BitsToSingle((uint)a)));
                    break;
                case (Code)Op.F32Floor:
                    result = BitConverter.SingleToUInt32Bits(FloatOps.Floor(BitConverter.UInt32BitsToSingle((uint)a)));
                    break;
                case (Code)Op.F32Trunc:
                    result = BitConverter.SingleToUInt32Bits(FloatOps.Trunc(BitConverter.UInt32BitsToSingle((uint)a)));
                    break;
                case (Code)Op.F32Nearest:
                    result = BitConverter.SingleToUInt32Bits(FloatOps.Nearest(BitConverter.UInt32BitsToSingle((uint)a)));
                    break;
                case (Code)Op.F64Eq:
                    result = BitConverter.UInt64BitsToDouble(a) == BitConverter.UInt64BitsToDouble(b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F64Ne:
                    result = BitConverter.UInt64BitsToDouble(a) != BitConverter.UInt64BitsToDouble(b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F64Lt:
                    result = BitConverter.UInt64BitsToDouble(a) < BitConverter.UInt64BitsToDouble(b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F64Gt:
                    result = BitConverter.UInt64BitsToDouble(a) > BitConverter.UInt64BitsToDouble(b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F64Le:
                    result = BitConverter.UInt64BitsToDouble(a) <= BitConverter.UInt64BitsToDouble(b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F64Ge:
                    result = BitConverter.UInt64BitsToDouble(a) >= BitConverter.UInt64BitsToDouble(b) ? 1UL : 0UL;
                    break;
                case (Code)Op.F64Add:
                    result = BitConverter.DoubleToUInt64Bits(BitConverter.UInt64BitsToDouble(a) + BitConverter.UInt64BitsToDouble(b));
                    break;
                case (Code)Op.F64Sub:
                    result = BitConverter.DoubleToUInt64Bits(BitConverter.UInt64BitsToDouble(a) - BitConverter.UInt64BitsToDouble(b));
                    break;
                case (Code)Op.F64Mul:
                    result = BitConverter.DoubleToUInt64Bits(BitConverter.UInt64BitsToDouble(a) * BitConverter.UInt64BitsToDouble(b));
                    break;
                case (Code)Op.F64Div:
                    result = BitConverter.DoubleToUInt64Bits(BitConverter.UInt64BitsToDouble(a) / BitConverter.UInt64BitsToDouble(b));
                    break;
                case (Code)Op.F64Min:
                    result = BitConverter.DoubleToUInt64Bits(FloatOps.Min(BitConverter.UInt64BitsToDouble(a), BitConverter.UInt64BitsToDouble(b)));
                    break;
                case (Code)Op.F64Max:
                    result = BitConverter.DoubleToUInt64Bits(FloatOps.Max(BitConverter.UInt64BitsToDouble(a), BitConverter.UInt64BitsToDouble(b)));
                    break;
                case (Code)Op.F64Copysign:
                    result = FloatOps.Copysign(a, b);
                    break;
                case (Code)Op.F64Abs:
                    result = FloatOps.Abs(a);
                    break;
                case (Code)Op.F64Neg:
                    result = FloatOps.Neg(a);
                    break;
                case (Code)Op.F64Sqrt:
                    result = BitConverter.DoubleToUInt64Bits(FloatOps.Sqrt(BitConverter.UInt64BitsToDouble(a)));
                    break;
                case (Code)Op.F64Ceil:
                    result = BitConverter.DoubleToUInt64Bits(FloatOps.Ceil(BitConverter.UInt64BitsToDouble(a)));
                    break;
                case (Code)Op.F64Floor:
                    result = BitConverter.DoubleToUInt64Bits(FloatOps.Floor(BitConverter.UInt64BitsToDouble(a)));
                    break;
                case (Code)Op.F64Trunc:
                    result = BitConverter.DoubleToUInt64Bits(FloatOps.Trunc(BitConverter.UInt64BitsToDouble(a)));
                    break;
                case (Code)Op.F64Nearest:
                    result = BitConverter.DoubleToUInt64Bits(FloatOps.Nearest(BitConverter.UInt64BitsToDouble(a)));
                    break;
                case (Code)Op.F32DemoteF64:
                    result = BitConverter.SingleToUInt32Bits((float)BitConverter.UInt64BitsToDouble(a));
                    break;
                case (Code)Op.F64PromoteF32:
                    result = BitConverter.DoubleToUInt64Bits(BitConverter.UInt32BitsToSingle((uint)a));
                    break;
                case (Code)Op.F32ConvertI32S:
                    result = BitConverter.SingleToUInt32Bits(Conversions.F32ConvertI32S((int)a));
                    break;
                case (Code)Op.F32ConvertI32U:
                    result = BitConverter.SingleToUInt32Bits(Conversions.F32ConvertI32U((uint)a));
                    break;
                case (Code)Op.F32ConvertI64S:
                    result = BitConverter.SingleToUInt32Bits(Conversions.F32ConvertI64S((long)a));
                    break;
                case (Code)Op.F32ConvertI64U:
                    result = BitConverter.SingleToUInt32Bits(Conversions.F32ConvertI64U(a));
                    break;
                case (Code)Op.F64ConvertI32S:
                    result = BitConverter.DoubleToUInt64Bits(Conversions.F64ConvertI32S((int)a));
                    break;
                case (Code)Op.F64ConvertI32U:
                    result = BitConverter.DoubleToUInt64Bits(Conversions.F64ConvertI32U((uint)a));
                    break;
                case (Code)Op.F64ConvertI64S:
                    result = BitConverter.DoubleToUInt64Bits(Conversions.F64ConvertI64S((long)a));
                    break;
                case (Code)Op.F64ConvertI64U:
                    result = BitConverter.DoubleToUInt64Bits(Conversions.F64ConvertI64U(a));
                    break;

                // Vectors (4.3.4) that are used most.
                case Code.V128Load:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 16 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        _vectors[_base + i.C] = Vector128.Create<byte>(_memory.AsSpan((int)at, 16));
                        continue;
                    }
                case Code.V128Store:
                    {
                        ulong at = a + (uint)i.X;
                        if (at + 16 > (uint)_memoryLength)
                        {
                            goto OutOfBounds;
                        }

                        _vectors[_base + i.B].CopyTo(_memory.AsSpan((int)at, 16));
                        continue;
                    }
                case Code.I32x4Add:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.I32x4Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.I32x4Mul:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.I32x4Mul(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.I32x4DotI16x8S:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.I32x4DotI16x8S(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.I16x8Add:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.I16x8Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.I8x16Add:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.I8x16Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.I64x2Add:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.I64x2Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F32x4Add:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.F32x4Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F32x4Sub:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.F32x4Sub(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F32x4Mul:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.F32x4Mul(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F64x2Add:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.F64x2Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F64x2Sub:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.F64x2Sub(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F64x2Mul:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.F64x2Mul(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.V128And:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.V128And(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.V128Or:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.V128Or(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.V128Xor:
                    {
                        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
                        v[i.C] = VectorOps.V128Xor(v[i.A], v[i.B]);
                        continue;
                    }

                default:
                    trap = ExecuteRare(in i);
                    if (trap != TrapCode.None)
                    {
                        goto Trapped;
                    }

                    continue;
            }

            w[i.C] = result;
            continue;

        Branch:
            // A taken branch is where a loop notices an interruption.
            pc = i.X;
            if (_store.IsStopRequested)
            {
                goto Interrupted;
            }

            continue;

        CallBody:
            {
                // A call in the same instance (Step_read/call, call_ref-func): the frame begins at the arguments.
                FunctionBody callee = _instance.Bodies[calleeIndex] ?? _instance.Code.Translate(calleeIndex);
                if (!TryPushFrame(pc, calleeBase, callee, caller: null))
                {
                    goto Exhausted;
                }

                _function = calleeIndex;
                code = callee.Code;
                pc = callee.Entry;
                w = ref WindowAt(calleeBase);
                if (_store.IsStopRequested)
                {
                    goto Interrupted;
                }

                continue;
            }

        Returning:
            {
                // frame-vals, return-frame.
                ref Frame link = ref _frames[_depth - 1];
                pc = link.Pc;
                if (link.Instance is not null)
                {
                    if (pc == HostPc)
                    {
                        return Exit.Return;
                    }

                    _instance = link.Instance;
                    link.Instance = null;
                    UseMemory();
                }

                _depth--;
                _base = link.Base;
                _remaining = link.Remaining;
                _function = link.Body;
                code = _instance.Bodies[_function]!.Code;
                w = ref WindowAt(_base);
                continue;
            }

        CallFunction:
            if (target is WasmFunction wasm)
            {
                calleeIndex = wasm.Index;
                if (ReferenceEquals(wasm.Instance, _instance))
                {
                    goto CallBody;
                }

                FunctionBody callee = wasm.Instance.Bodies[calleeIndex] ?? wasm.Instance.Code.Translate(calleeIndex);
                if (!TryPushFrame(pc, calleeBase, callee, _instance))
                {
                    goto Exhausted;
                }

                _instance = wasm.Instance;
                _function = calleeIndex;
                _pc = callee.Entry;
                goto Resume;
            }

            _pc = pc;
            Exit exit = CallHost((ReferenceHostFunction)target, calleeBase);
            if (exit == Exit.Return)
            {
                goto Resume;
            }

            if (exit == Exit.Exception)
            {
                thrown = _thrown!;
                goto Throwing;
            }

            return exit;

        TailCallBody:
            target = _instance.FunctionAt(_instance.Code.ImportCount + calleeIndex);

        TailCallFunction:
            // return_call (Step_read/return_call_ref-frame-addr): the callee's frame takes this one's place.
            MoveArguments(calleeBase, target.Signature.Parameters.Length);
            if (target is WasmFunction tail)
            {
                if (!TryReplaceFrame(tail))
                {
                    return Exit.Exhaustion;
                }

                goto Resume;
            }

            // A host function's results are this frame's, which is gone while the function runs.
            _pc = pc;
            _remaining = _frames[_depth - 1].Remaining;
            exit = CallHost((ReferenceHostFunction)target, _base);
            if (exit == Exit.Return)
            {
                // The caller may be of the same instance, and then would not look.
                UseMemory();
                goto Returning;
            }

            if (exit == Exit.Exception)
            {
                thrown = _thrown!;
                if (PopFrame())
                {
                    pc = _pc;
                    goto Throwing;
                }
            }

            return exit;

        Throwing:
            _pc = pc;
            if (!TryHandle(thrown))
            {
                _thrown = thrown;
                return Exit.Exception;
            }

        Resume:
            // The active frame is another, or stacks and memories may have grown.
            code = Body.Code;
            pc = _pc;
            w = ref WindowAt(_base);
            UseMemory();
            if (_store.IsStopRequested)
            {
                goto Interrupted;
            }

            continue;

        OutOfBounds:
            trap = TrapCode.OutOfBoundsMemoryAccess;
            goto Trapped;

        Interrupted:
            if (!_store.ConfirmStop())
            {
                continue;
            }

            trap = TrapCode.Interrupted;

        Trapped:
            _pc = pc;
            return EndBy(trap);

        Exhausted:
            _pc = pc;
            return Exit.Exhaustion;
        }
    }
}
