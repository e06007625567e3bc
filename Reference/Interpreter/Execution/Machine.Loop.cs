using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Numerics;

namespace Wasm.Interpreter.Execution;

// The loop: one long method with one switch, since what makes it fast is that the position, the frame's window and
// the memory stay in registers from instruction to instruction. It must stay below the sizes beyond which .NET's
// compiler stops optimizing (60,000 bytes of IL, 2,000 basic blocks); whatever is rare or large is therefore in
// other methods, reached through the default case. Sections are those of the specification's chapter 4.
internal sealed partial class Machine
{
    /// <summary>Why the loop was left.</summary>
    private enum Exit
    {
        Return,
        Trap,
        Exception,
        Exhaustion,
    }

    /// <summary>Runs a function of a module, whose arguments stand from a slot on; its results come there too.</summary>
    private Exit Run(ReferenceInstance instance, FunctionBody body, int fp)
    {
        Store store = _store;
        Frame[] frames = _frames;
        int depth = _depth;
        int remaining = _remaining;
        FunctionBody?[] bodies = instance.Bodies;
        Instr[] code = body.Code;
        int pc = body.Entry;
        ref Window w = ref WindowAt(fp);
        Span<byte> memory = instance.MemorySpan;
        int calleeIndex;
        int calleeBase;
        Function target;
        ExceptionReference thrown;
        TrapCode trap;

        remaining -= body.Cost;
        if (remaining < 0)
        {
            return Exit.Exhaustion;
        }

        if (store.IsInterrupted)
        {
            SetTrap(TrapCode.Interrupted);
            return Exit.Trap;
        }

        while (true)
        {
            ref readonly Instr i = ref code[pc++];
            switch (i.Code)
            {
                // Moves (specification, 4.6.4): local.get, local.set, local.tee, constants.
                case Code.Copy:
                    w[i.C] = w[i.A];
                    continue;
                case Code.CopyReference:
                    _references[fp + i.C] = _references[fp + i.A];
                    continue;
                case Code.CopyVector:
                    VectorsAt(fp)[i.C] = VectorsAt(fp)[i.A];
                    continue;
                case Code.Constant:
                    w[i.C] = i.Imm;
                    continue;
                case Code.NullReference:
                    _references[fp + i.C] = null;
                    continue;
                case Code.VectorConstant:
                    VectorsAt(fp)[i.C] = body.Vectors[i.X];
                    continue;
                case Code.ClearNumbers:
                    ((Span<ulong>)w).Slice(i.A, i.X).Clear();
                    continue;
                case Code.LoopConstants:
                    body.Constants.CopyTo(((Span<ulong>)w)[i.A..]);
                    continue;
                case Code.GlobalGet:
                    w[i.C] = instance.Globals[i.X].Number;
                    continue;
                case Code.GlobalSet:
                    instance.Globals[i.X].Number = w[i.A];
                    continue;

                // Parametric and control instructions (4.6.2, 4.6.5). A taken branch is where interruption is noticed.
                case Code.Select:
                    w[i.C] = (uint)w[(ushort)i.X] != 0 ? w[i.A] : w[i.B];
                    continue;
                case Code.SelectReference:
                    _references[fp + i.C] = _references[fp + ((uint)w[(ushort)i.X] != 0 ? i.A : i.B)];
                    continue;
                case Code.SelectVector:
                    VectorsAt(fp)[i.C] = VectorsAt(fp)[(uint)w[(ushort)i.X] != 0 ? i.A : i.B];
                    continue;
                case Code.Jump:
                    pc = i.X;
                    if (store.IsInterrupted)
                    {
                        goto Interrupted;
                    }

                    continue;
                case Code.BranchIf:
                    if ((uint)w[i.A] != 0)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchIfZero:
                    if ((uint)w[i.A] == 0)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchTable:
                    pc = code[pc + (int)Math.Min((uint)w[i.A], (uint)i.X)].X;
                    if (store.IsInterrupted)
                    {
                        goto Interrupted;
                    }

                    continue;
                case Code.BranchI32Eq:
                    if ((uint)w[i.A] == (uint)w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32Ne:
                    if ((uint)w[i.A] != (uint)w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32LtS:
                    if ((int)w[i.A] < (int)w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32LtU:
                    if ((uint)w[i.A] < (uint)w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32GeS:
                    if ((int)w[i.A] >= (int)w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32GeU:
                    if ((uint)w[i.A] >= (uint)w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64Eq:
                    if (w[i.A] == w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64Ne:
                    if (w[i.A] != w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64LtS:
                    if ((long)w[i.A] < (long)w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64LtU:
                    if (w[i.A] < w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64GeS:
                    if ((long)w[i.A] >= (long)w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64GeU:
                    if (w[i.A] >= w[i.B])
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32EqConst:
                    if ((uint)w[i.A] == (uint)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32NeConst:
                    if ((uint)w[i.A] != (uint)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32LtSConst:
                    if ((int)w[i.A] < i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32LtUConst:
                    if ((uint)w[i.A] < (uint)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32GtSConst:
                    if ((int)w[i.A] > i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32GtUConst:
                    if ((uint)w[i.A] > (uint)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32LeSConst:
                    if ((int)w[i.A] <= i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32LeUConst:
                    if ((uint)w[i.A] <= (uint)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32GeSConst:
                    if ((int)w[i.A] >= i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI32GeUConst:
                    if ((uint)w[i.A] >= (uint)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64EqConst:
                    if (w[i.A] == (ulong)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64NeConst:
                    if (w[i.A] != (ulong)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64LtSConst:
                    if ((long)w[i.A] < i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64LtUConst:
                    if (w[i.A] < (ulong)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64GtSConst:
                    if ((long)w[i.A] > i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64GtUConst:
                    if (w[i.A] > (ulong)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64LeSConst:
                    if ((long)w[i.A] <= i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64LeUConst:
                    if (w[i.A] <= (ulong)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64GeSConst:
                    if ((long)w[i.A] >= i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchI64GeUConst:
                    if (w[i.A] >= (ulong)i.Y)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;

                // Calls (4.6.8), see the labels below.
                case (Code)Op.Call:
                    calleeIndex = i.X;
                    calleeBase = fp + i.A;
                    goto CallBody;
                case Code.CallImport:
                    target = instance.Functions[i.X]!;
                    calleeBase = fp + i.A;
                    goto CallFunction;
                case (Code)Op.CallIndirect:
                    trap = ResolveIndirect(instance, in i, w[i.B], out target);
                    if (trap != TrapCode.None)
                    {
                        goto Trapped;
                    }

                    calleeBase = fp + i.A;
                    goto CallFunction;
                case (Code)Op.CallRef:
                    if (_references[fp + i.B] is not Function callee)
                    {
                        trap = TrapCode.NullFunctionReference;
                        goto Trapped;
                    }

                    target = callee;
                    calleeBase = fp + i.A;
                    goto CallFunction;
                case (Code)Op.ReturnCall:
                    calleeIndex = i.X;
                    calleeBase = fp + i.A;
                    goto TailCallBody;
                case Code.ReturnCallImport:
                    target = instance.Functions[i.X]!;
                    calleeBase = fp + i.A;
                    goto TailCallFunction;
                case (Code)Op.ReturnCallIndirect:
                    trap = ResolveIndirect(instance, in i, w[i.B], out target);
                    if (trap != TrapCode.None)
                    {
                        goto Trapped;
                    }

                    calleeBase = fp + i.A;
                    goto TailCallFunction;
                case (Code)Op.ReturnCallRef:
                    if (_references[fp + i.B] is not Function tailCallee)
                    {
                        trap = TrapCode.NullFunctionReference;
                        goto Trapped;
                    }

                    target = tailCallee;
                    calleeBase = fp + i.A;
                    goto TailCallFunction;
                case Code.ReturnOne:
                    w[0] = w[i.A];
                    goto Returning;
                case Code.Return:
                    goto Returning;
                case Code.ReturnOneClearing:
                    w[0] = w[i.A];
                    ClearReferences(body, fp, keepResults: true);
                    goto Returning;
                case Code.ReturnClearing:
                    ClearReferences(body, fp, keepResults: true);
                    goto Returning;
                case Code.Exhaust:
                    goto Exhausted;

                // Exceptions (4.6.7).
                case (Code)Op.Throw:
                    thrown = MakeException(instance, i.X, fp + i.A);
                    goto Throwing;
                case (Code)Op.ThrowRef:
                    if (_references[fp + i.A] is not ExceptionReference exception)
                    {
                        trap = TrapCode.NullExceptionReference;
                        goto Trapped;
                    }

                    thrown = exception;
                    goto Throwing;

                // Branches on references (br_on_null, br_on_non_null, br_on_cast, br_on_cast_fail).
                case Code.BranchOnNull:
                    if (_references[fp + i.A] is null)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchOnNonNull:
                    if (_references[fp + i.A] is not null)
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchOnCast:
                    if (ReferenceTests.Matches(instance.Types, _references[fp + i.A], i.Y, i.B != 0))
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;
                case Code.BranchOnCastFail:
                    if (!ReferenceTests.Matches(instance.Types, _references[fp + i.A], i.Y, i.B != 0))
                    {
                        pc = i.X;
                        if (store.IsInterrupted)
                        {
                            goto Interrupted;
                        }
                    }

                    continue;

                // Memory 0 with 32-bit addresses (4.6.6; load-num, load-pack, store-num, store-pack). The slot of an i32 is
                // zero-extended, so the sum cannot overflow.
                case (Code)Op.I32Load:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 4 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = BinaryPrimitives.ReadUInt32LittleEndian(memory.Slice((int)at, 4));
                        continue;
                    }
                case (Code)Op.I64Load:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 8 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = BinaryPrimitives.ReadUInt64LittleEndian(memory.Slice((int)at, 8));
                        continue;
                    }
                case (Code)Op.F32Load:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 4 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = BinaryPrimitives.ReadUInt32LittleEndian(memory.Slice((int)at, 4));
                        continue;
                    }
                case (Code)Op.F64Load:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 8 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = BinaryPrimitives.ReadUInt64LittleEndian(memory.Slice((int)at, 8));
                        continue;
                    }
                case (Code)Op.I32Load8S:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 1 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = (uint)(sbyte)memory[(int)at];
                        continue;
                    }
                case (Code)Op.I32Load8U:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 1 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = memory[(int)at];
                        continue;
                    }
                case (Code)Op.I32Load16S:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 2 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = (uint)BinaryPrimitives.ReadInt16LittleEndian(memory.Slice((int)at, 2));
                        continue;
                    }
                case (Code)Op.I32Load16U:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 2 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = BinaryPrimitives.ReadUInt16LittleEndian(memory.Slice((int)at, 2));
                        continue;
                    }
                case (Code)Op.I64Load8S:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 1 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = (ulong)(sbyte)memory[(int)at];
                        continue;
                    }
                case (Code)Op.I64Load8U:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 1 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = memory[(int)at];
                        continue;
                    }
                case (Code)Op.I64Load16S:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 2 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = (ulong)BinaryPrimitives.ReadInt16LittleEndian(memory.Slice((int)at, 2));
                        continue;
                    }
                case (Code)Op.I64Load16U:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 2 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = BinaryPrimitives.ReadUInt16LittleEndian(memory.Slice((int)at, 2));
                        continue;
                    }
                case (Code)Op.I64Load32S:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 4 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = (ulong)BinaryPrimitives.ReadInt32LittleEndian(memory.Slice((int)at, 4));
                        continue;
                    }
                case (Code)Op.I64Load32U:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 4 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        w[i.C] = BinaryPrimitives.ReadUInt32LittleEndian(memory.Slice((int)at, 4));
                        continue;
                    }
                case (Code)Op.I32Store:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 4 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        BinaryPrimitives.WriteUInt32LittleEndian(memory.Slice((int)at, 4), (uint)w[i.B]);
                        continue;
                    }
                case (Code)Op.I64Store:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 8 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        BinaryPrimitives.WriteUInt64LittleEndian(memory.Slice((int)at, 8), w[i.B]);
                        continue;
                    }
                case (Code)Op.F32Store:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 4 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        BinaryPrimitives.WriteUInt32LittleEndian(memory.Slice((int)at, 4), (uint)w[i.B]);
                        continue;
                    }
                case (Code)Op.F64Store:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 8 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        BinaryPrimitives.WriteUInt64LittleEndian(memory.Slice((int)at, 8), w[i.B]);
                        continue;
                    }
                case (Code)Op.I32Store16:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 2 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        BinaryPrimitives.WriteUInt16LittleEndian(memory.Slice((int)at, 2), (ushort)w[i.B]);
                        continue;
                    }
                case (Code)Op.I64Store16:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 2 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        BinaryPrimitives.WriteUInt16LittleEndian(memory.Slice((int)at, 2), (ushort)w[i.B]);
                        continue;
                    }
                case (Code)Op.I64Store32:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 4 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        BinaryPrimitives.WriteUInt32LittleEndian(memory.Slice((int)at, 4), (uint)w[i.B]);
                        continue;
                    }
                case (Code)Op.I32Store8:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 1 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        memory[(int)at] = (byte)w[i.B];
                        continue;
                    }
                case (Code)Op.I64Store8:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 1 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        memory[(int)at] = (byte)w[i.B];
                        continue;
                    }
                case (Code)Op.MemoryGrow:
                    w[i.C] = GrowMemory(instance.Memories[i.X], w[i.A]);
                    memory = instance.MemorySpan;
                    continue;

                // Integer arithmetic (4.3.2).
                case (Code)Op.I32Eq:
                    w[i.C] = (uint)w[i.A] == (uint)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I64Eq:
                    w[i.C] = w[i.A] == w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I32Ne:
                    w[i.C] = (uint)w[i.A] != (uint)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I64Ne:
                    w[i.C] = w[i.A] != w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I32LtS:
                    w[i.C] = (int)w[i.A] < (int)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I64LtS:
                    w[i.C] = (long)w[i.A] < (long)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I32LtU:
                    w[i.C] = (uint)w[i.A] < (uint)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I64LtU:
                    w[i.C] = w[i.A] < w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I32GtS:
                    w[i.C] = (int)w[i.A] > (int)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I64GtS:
                    w[i.C] = (long)w[i.A] > (long)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I32GtU:
                    w[i.C] = (uint)w[i.A] > (uint)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I64GtU:
                    w[i.C] = w[i.A] > w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I32LeS:
                    w[i.C] = (int)w[i.A] <= (int)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I64LeS:
                    w[i.C] = (long)w[i.A] <= (long)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I32LeU:
                    w[i.C] = (uint)w[i.A] <= (uint)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I64LeU:
                    w[i.C] = w[i.A] <= w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I32GeS:
                    w[i.C] = (int)w[i.A] >= (int)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I64GeS:
                    w[i.C] = (long)w[i.A] >= (long)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I32GeU:
                    w[i.C] = (uint)w[i.A] >= (uint)w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I64GeU:
                    w[i.C] = w[i.A] >= w[i.B] ? 1UL : 0UL;
                    continue;
                case (Code)Op.I32Add:
                    w[i.C] = (uint)((uint)w[i.A] + (uint)w[i.B]);
                    continue;
                case (Code)Op.I32Sub:
                    w[i.C] = (uint)((uint)w[i.A] - (uint)w[i.B]);
                    continue;
                case (Code)Op.I32Mul:
                    w[i.C] = (uint)((uint)w[i.A] * (uint)w[i.B]);
                    continue;
                case (Code)Op.I32And:
                    w[i.C] = w[i.A] & w[i.B];
                    continue;
                case (Code)Op.I32Or:
                    w[i.C] = w[i.A] | w[i.B];
                    continue;
                case (Code)Op.I32Xor:
                    w[i.C] = w[i.A] ^ w[i.B];
                    continue;
                case (Code)Op.I32Shl:
                    w[i.C] = (uint)IntegerOps.Shl((int)w[i.A], (int)w[i.B]);
                    continue;
                case (Code)Op.I32ShrS:
                    w[i.C] = (uint)IntegerOps.ShrS((int)w[i.A], (int)w[i.B]);
                    continue;
                case (Code)Op.I32ShrU:
                    w[i.C] = (uint)IntegerOps.ShrU((int)w[i.A], (int)w[i.B]);
                    continue;
                case (Code)Op.I32Rotl:
                    w[i.C] = (uint)IntegerOps.Rotl((int)w[i.A], (int)w[i.B]);
                    continue;
                case (Code)Op.I32Rotr:
                    w[i.C] = (uint)IntegerOps.Rotr((int)w[i.A], (int)w[i.B]);
                    continue;
                case (Code)Op.I32Clz:
                    w[i.C] = (uint)IntegerOps.Clz((int)w[i.A]);
                    continue;
                case (Code)Op.I32Ctz:
                    w[i.C] = (uint)IntegerOps.Ctz((int)w[i.A]);
                    continue;
                case (Code)Op.I32Popcnt:
                    w[i.C] = (uint)IntegerOps.Popcnt((int)w[i.A]);
                    continue;
                case (Code)Op.I32Extend8S:
                    w[i.C] = (uint)IntegerOps.Extend8S((int)w[i.A]);
                    continue;
                case (Code)Op.I32Extend16S:
                    w[i.C] = (uint)IntegerOps.Extend16S((int)w[i.A]);
                    continue;
                case (Code)Op.I32DivS:
                    {
                        trap = IntegerOps.DivS((int)w[i.A], (int)w[i.B], out int result);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        w[i.C] = (uint)result;
                        continue;
                    }
                case (Code)Op.I32DivU:
                    {
                        trap = IntegerOps.DivU((uint)w[i.A], (uint)w[i.B], out uint result);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        w[i.C] = result;
                        continue;
                    }
                case (Code)Op.I32RemS:
                    {
                        trap = IntegerOps.RemS((int)w[i.A], (int)w[i.B], out int result);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        w[i.C] = (uint)result;
                        continue;
                    }
                case (Code)Op.I32RemU:
                    {
                        trap = IntegerOps.RemU((uint)w[i.A], (uint)w[i.B], out uint result);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        w[i.C] = result;
                        continue;
                    }
                case (Code)Op.I64Add:
                    w[i.C] = w[i.A] + w[i.B];
                    continue;
                case (Code)Op.I64Sub:
                    w[i.C] = w[i.A] - w[i.B];
                    continue;
                case (Code)Op.I64Mul:
                    w[i.C] = w[i.A] * w[i.B];
                    continue;
                case (Code)Op.I64And:
                    w[i.C] = w[i.A] & w[i.B];
                    continue;
                case (Code)Op.I64Or:
                    w[i.C] = w[i.A] | w[i.B];
                    continue;
                case (Code)Op.I64Xor:
                    w[i.C] = w[i.A] ^ w[i.B];
                    continue;
                case (Code)Op.I64Shl:
                    w[i.C] = (ulong)IntegerOps.Shl((long)w[i.A], (long)w[i.B]);
                    continue;
                case (Code)Op.I64ShrS:
                    w[i.C] = (ulong)IntegerOps.ShrS((long)w[i.A], (long)w[i.B]);
                    continue;
                case (Code)Op.I64ShrU:
                    w[i.C] = (ulong)IntegerOps.ShrU((long)w[i.A], (long)w[i.B]);
                    continue;
                case (Code)Op.I64Rotl:
                    w[i.C] = (ulong)IntegerOps.Rotl((long)w[i.A], (long)w[i.B]);
                    continue;
                case (Code)Op.I64Rotr:
                    w[i.C] = (ulong)IntegerOps.Rotr((long)w[i.A], (long)w[i.B]);
                    continue;
                case (Code)Op.I64Clz:
                    w[i.C] = (ulong)IntegerOps.Clz((long)w[i.A]);
                    continue;
                case (Code)Op.I64Ctz:
                    w[i.C] = (ulong)IntegerOps.Ctz((long)w[i.A]);
                    continue;
                case (Code)Op.I64Popcnt:
                    w[i.C] = (ulong)IntegerOps.Popcnt((long)w[i.A]);
                    continue;
                case (Code)Op.I64Extend8S:
                    w[i.C] = (ulong)IntegerOps.Extend8S((long)w[i.A]);
                    continue;
                case (Code)Op.I64Extend16S:
                    w[i.C] = (ulong)IntegerOps.Extend16S((long)w[i.A]);
                    continue;
                case (Code)Op.I64Extend32S:
                    w[i.C] = (ulong)IntegerOps.Extend32S((long)w[i.A]);
                    continue;
                case (Code)Op.I64DivS:
                    {
                        trap = IntegerOps.DivS((long)w[i.A], (long)w[i.B], out long result);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        w[i.C] = (ulong)result;
                        continue;
                    }
                case (Code)Op.I64DivU:
                    {
                        trap = IntegerOps.DivU(w[i.A], w[i.B], out ulong result);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        w[i.C] = result;
                        continue;
                    }
                case (Code)Op.I64RemS:
                    {
                        trap = IntegerOps.RemS((long)w[i.A], (long)w[i.B], out long result);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        w[i.C] = (ulong)result;
                        continue;
                    }
                case (Code)Op.I64RemU:
                    {
                        trap = IntegerOps.RemU(w[i.A], w[i.B], out ulong result);
                        if (trap != TrapCode.None)
                        {
                            goto Trapped;
                        }

                        w[i.C] = result;
                        continue;
                    }
                case (Code)Op.I32WrapI64:
                    w[i.C] = (uint)w[i.A];
                    continue;
                case (Code)Op.I64ExtendI32S:
                    w[i.C] = (ulong)(int)w[i.A];
                    continue;
                case (Code)Op.I64ExtendI32U:
                case (Code)Op.I32ReinterpretF32:
                case (Code)Op.I64ReinterpretF64:
                case (Code)Op.F32ReinterpretI32:
                case (Code)Op.F64ReinterpretI64:
                    w[i.C] = w[i.A];
                    continue;

                // The same with a constant.
                case Code.I32EqConst:
                    w[i.C] = (uint)w[i.A] == (uint)i.X ? 1UL : 0UL;
                    continue;
                case Code.I32NeConst:
                    w[i.C] = (uint)w[i.A] != (uint)i.X ? 1UL : 0UL;
                    continue;
                case Code.I32LtSConst:
                    w[i.C] = (int)w[i.A] < i.X ? 1UL : 0UL;
                    continue;
                case Code.I32LtUConst:
                    w[i.C] = (uint)w[i.A] < (uint)i.X ? 1UL : 0UL;
                    continue;
                case Code.I32GtSConst:
                    w[i.C] = (int)w[i.A] > i.X ? 1UL : 0UL;
                    continue;
                case Code.I32GtUConst:
                    w[i.C] = (uint)w[i.A] > (uint)i.X ? 1UL : 0UL;
                    continue;
                case Code.I32LeSConst:
                    w[i.C] = (int)w[i.A] <= i.X ? 1UL : 0UL;
                    continue;
                case Code.I32LeUConst:
                    w[i.C] = (uint)w[i.A] <= (uint)i.X ? 1UL : 0UL;
                    continue;
                case Code.I32GeSConst:
                    w[i.C] = (int)w[i.A] >= i.X ? 1UL : 0UL;
                    continue;
                case Code.I32GeUConst:
                    w[i.C] = (uint)w[i.A] >= (uint)i.X ? 1UL : 0UL;
                    continue;
                case Code.I32AddConst:
                    w[i.C] = (uint)w[i.A] + (uint)i.X;
                    continue;
                case Code.I32MulConst:
                    w[i.C] = (uint)w[i.A] * (uint)i.X;
                    continue;
                case Code.I32AndConst:
                    w[i.C] = w[i.A] & i.Imm;
                    continue;
                case Code.I32OrConst:
                    w[i.C] = w[i.A] | i.Imm;
                    continue;
                case Code.I32XorConst:
                    w[i.C] = w[i.A] ^ i.Imm;
                    continue;
                case Code.I32ShlConst:
                    w[i.C] = (uint)IntegerOps.Shl((int)w[i.A], i.X);
                    continue;
                case Code.I32ShrSConst:
                    w[i.C] = (uint)IntegerOps.ShrS((int)w[i.A], i.X);
                    continue;
                case Code.I32ShrUConst:
                    w[i.C] = (uint)IntegerOps.ShrU((int)w[i.A], i.X);
                    continue;
                case Code.I32RotlConst:
                    w[i.C] = (uint)IntegerOps.Rotl((int)w[i.A], i.X);
                    continue;
                case Code.I64EqConst:
                    w[i.C] = w[i.A] == i.Imm ? 1UL : 0UL;
                    continue;
                case Code.I64NeConst:
                    w[i.C] = w[i.A] != i.Imm ? 1UL : 0UL;
                    continue;
                case Code.I64LtSConst:
                    w[i.C] = (long)w[i.A] < (long)i.Imm ? 1UL : 0UL;
                    continue;
                case Code.I64LtUConst:
                    w[i.C] = w[i.A] < i.Imm ? 1UL : 0UL;
                    continue;
                case Code.I64GtSConst:
                    w[i.C] = (long)w[i.A] > (long)i.Imm ? 1UL : 0UL;
                    continue;
                case Code.I64GtUConst:
                    w[i.C] = w[i.A] > i.Imm ? 1UL : 0UL;
                    continue;
                case Code.I64LeSConst:
                    w[i.C] = (long)w[i.A] <= (long)i.Imm ? 1UL : 0UL;
                    continue;
                case Code.I64LeUConst:
                    w[i.C] = w[i.A] <= i.Imm ? 1UL : 0UL;
                    continue;
                case Code.I64GeSConst:
                    w[i.C] = (long)w[i.A] >= (long)i.Imm ? 1UL : 0UL;
                    continue;
                case Code.I64GeUConst:
                    w[i.C] = w[i.A] >= i.Imm ? 1UL : 0UL;
                    continue;
                case Code.I64AddConst:
                    w[i.C] = w[i.A] + i.Imm;
                    continue;
                case Code.I64MulConst:
                    w[i.C] = w[i.A] * i.Imm;
                    continue;
                case Code.I64AndConst:
                    w[i.C] = w[i.A] & i.Imm;
                    continue;
                case Code.I64OrConst:
                    w[i.C] = w[i.A] | i.Imm;
                    continue;
                case Code.I64XorConst:
                    w[i.C] = w[i.A] ^ i.Imm;
                    continue;
                case Code.I64ShlConst:
                    w[i.C] = (ulong)IntegerOps.Shl((long)w[i.A], (long)i.Imm);
                    continue;
                case Code.I64ShrSConst:
                    w[i.C] = (ulong)IntegerOps.ShrS((long)w[i.A], (long)i.Imm);
                    continue;
                case Code.I64ShrUConst:
                    w[i.C] = (ulong)IntegerOps.ShrU((long)w[i.A], (long)i.Imm);
                    continue;
                case Code.I64RotlConst:
                    w[i.C] = (ulong)IntegerOps.Rotl((long)w[i.A], (long)i.Imm);
                    continue;

                // Floating-point arithmetic (4.3.3).
                case (Code)Op.F32Eq:
                    w[i.C] = F32(w[i.A]) == F32(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F32Ne:
                    w[i.C] = F32(w[i.A]) != F32(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F32Lt:
                    w[i.C] = F32(w[i.A]) < F32(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F32Gt:
                    w[i.C] = F32(w[i.A]) > F32(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F32Le:
                    w[i.C] = F32(w[i.A]) <= F32(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F32Ge:
                    w[i.C] = F32(w[i.A]) >= F32(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F32Add:
                    w[i.C] = Bits(F32(w[i.A]) + F32(w[i.B]));
                    continue;
                case (Code)Op.F32Sub:
                    w[i.C] = Bits(F32(w[i.A]) - F32(w[i.B]));
                    continue;
                case (Code)Op.F32Mul:
                    w[i.C] = Bits(F32(w[i.A]) * F32(w[i.B]));
                    continue;
                case (Code)Op.F32Div:
                    w[i.C] = Bits(F32(w[i.A]) / F32(w[i.B]));
                    continue;
                case (Code)Op.F32Min:
                    w[i.C] = Bits(FloatOps.Min(F32(w[i.A]), F32(w[i.B])));
                    continue;
                case (Code)Op.F32Max:
                    w[i.C] = Bits(FloatOps.Max(F32(w[i.A]), F32(w[i.B])));
                    continue;
                case (Code)Op.F32Copysign:
                    w[i.C] = FloatOps.Copysign((uint)w[i.A], (uint)w[i.B]);
                    continue;
                case (Code)Op.F32Abs:
                    w[i.C] = FloatOps.Abs((uint)w[i.A]);
                    continue;
                case (Code)Op.F32Neg:
                    w[i.C] = FloatOps.Neg((uint)w[i.A]);
                    continue;
                case (Code)Op.F32Sqrt:
                    w[i.C] = Bits(FloatOps.Sqrt(F32(w[i.A])));
                    continue;
                case (Code)Op.F32Ceil:
                    w[i.C] = Bits(FloatOps.Ceil(F32(w[i.A])));
                    continue;
                case (Code)Op.F32Floor:
                    w[i.C] = Bits(FloatOps.Floor(F32(w[i.A])));
                    continue;
                case (Code)Op.F32Trunc:
                    w[i.C] = Bits(FloatOps.Trunc(F32(w[i.A])));
                    continue;
                case (Code)Op.F32Nearest:
                    w[i.C] = Bits(FloatOps.Nearest(F32(w[i.A])));
                    continue;
                case (Code)Op.F64Eq:
                    w[i.C] = F64(w[i.A]) == F64(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F64Ne:
                    w[i.C] = F64(w[i.A]) != F64(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F64Lt:
                    w[i.C] = F64(w[i.A]) < F64(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F64Gt:
                    w[i.C] = F64(w[i.A]) > F64(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F64Le:
                    w[i.C] = F64(w[i.A]) <= F64(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F64Ge:
                    w[i.C] = F64(w[i.A]) >= F64(w[i.B]) ? 1UL : 0UL;
                    continue;
                case (Code)Op.F64Add:
                    w[i.C] = Bits(F64(w[i.A]) + F64(w[i.B]));
                    continue;
                case (Code)Op.F64Sub:
                    w[i.C] = Bits(F64(w[i.A]) - F64(w[i.B]));
                    continue;
                case (Code)Op.F64Mul:
                    w[i.C] = Bits(F64(w[i.A]) * F64(w[i.B]));
                    continue;
                case (Code)Op.F64Div:
                    w[i.C] = Bits(F64(w[i.A]) / F64(w[i.B]));
                    continue;
                case (Code)Op.F64Min:
                    w[i.C] = Bits(FloatOps.Min(F64(w[i.A]), F64(w[i.B])));
                    continue;
                case (Code)Op.F64Max:
                    w[i.C] = Bits(FloatOps.Max(F64(w[i.A]), F64(w[i.B])));
                    continue;
                case (Code)Op.F64Copysign:
                    w[i.C] = FloatOps.Copysign(w[i.A], w[i.B]);
                    continue;
                case (Code)Op.F64Abs:
                    w[i.C] = FloatOps.Abs(w[i.A]);
                    continue;
                case (Code)Op.F64Neg:
                    w[i.C] = FloatOps.Neg(w[i.A]);
                    continue;
                case (Code)Op.F64Sqrt:
                    w[i.C] = Bits(FloatOps.Sqrt(F64(w[i.A])));
                    continue;
                case (Code)Op.F64Ceil:
                    w[i.C] = Bits(FloatOps.Ceil(F64(w[i.A])));
                    continue;
                case (Code)Op.F64Floor:
                    w[i.C] = Bits(FloatOps.Floor(F64(w[i.A])));
                    continue;
                case (Code)Op.F64Trunc:
                    w[i.C] = Bits(FloatOps.Trunc(F64(w[i.A])));
                    continue;
                case (Code)Op.F64Nearest:
                    w[i.C] = Bits(FloatOps.Nearest(F64(w[i.A])));
                    continue;
                case (Code)Op.F32DemoteF64:
                    w[i.C] = Bits(Conversions.F32DemoteF64(F64(w[i.A])));
                    continue;
                case (Code)Op.F64PromoteF32:
                    w[i.C] = Bits(Conversions.F64PromoteF32(F32(w[i.A])));
                    continue;
                case (Code)Op.F32ConvertI32S:
                    w[i.C] = Bits(Conversions.F32ConvertI32S((int)w[i.A]));
                    continue;
                case (Code)Op.F32ConvertI32U:
                    w[i.C] = Bits(Conversions.F32ConvertI32U((uint)w[i.A]));
                    continue;
                case (Code)Op.F32ConvertI64S:
                    w[i.C] = Bits(Conversions.F32ConvertI64S((long)w[i.A]));
                    continue;
                case (Code)Op.F32ConvertI64U:
                    w[i.C] = Bits(Conversions.F32ConvertI64U(w[i.A]));
                    continue;
                case (Code)Op.F64ConvertI32S:
                    w[i.C] = Bits(Conversions.F64ConvertI32S((int)w[i.A]));
                    continue;
                case (Code)Op.F64ConvertI32U:
                    w[i.C] = Bits(Conversions.F64ConvertI32U((uint)w[i.A]));
                    continue;
                case (Code)Op.F64ConvertI64S:
                    w[i.C] = Bits(Conversions.F64ConvertI64S((long)w[i.A]));
                    continue;
                case (Code)Op.F64ConvertI64U:
                    w[i.C] = Bits(Conversions.F64ConvertI64U(w[i.A]));
                    continue;

                // Vectors (4.3.4) that are used most.
                case Code.V128Load:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 16 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        VectorsAt(fp)[i.C] = Vector128.Create<byte>(memory.Slice((int)at, 16));
                        continue;
                    }
                case Code.V128Store:
                    {
                        ulong at = w[i.A] + (uint)i.X;
                        if (at + 16 > (uint)memory.Length)
                        {
                            goto OutOfBounds;
                        }

                        VectorsAt(fp)[i.B].CopyTo(memory.Slice((int)at, 16));
                        continue;
                    }
                case Code.I32x4Add:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.I32x4Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.I32x4Mul:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.I32x4Mul(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.I32x4DotI16x8S:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.I32x4DotI16x8S(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.I16x8Add:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.I16x8Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.I8x16Add:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.I8x16Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.I64x2Add:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.I64x2Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F32x4Add:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.F32x4Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F32x4Sub:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.F32x4Sub(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F32x4Mul:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.F32x4Mul(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F64x2Add:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.F64x2Add(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F64x2Sub:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.F64x2Sub(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.F64x2Mul:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.F64x2Mul(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.V128And:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.V128And(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.V128Or:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.V128Or(v[i.A], v[i.B]);
                        continue;
                    }
                case Code.V128Xor:
                    {
                        ref VectorWindow v = ref VectorsAt(fp);
                        v[i.C] = VectorOps.V128Xor(v[i.A], v[i.B]);
                        continue;
                    }

                default:
                    trap = ExecuteRare(in i, instance, body, fp);
                    if (trap != TrapCode.None)
                    {
                        goto Trapped;
                    }

                    continue;
            }

        CallBody:
            {
                // call of a function of this instance (Step_read/call, call_ref-func): its frame begins at its arguments.
                FunctionBody callee = bodies[calleeIndex] ?? instance.Code.Translate(calleeIndex);
                int left = remaining - callee.Cost;
                if (left < 0)
                {
                    goto Exhausted;
                }

                if (depth == frames.Length)
                {
                    frames = GrowFrames();
                }

                ref Frame link = ref frames[depth++];
                link.Body = body.Index;
                link.Pc = pc;
                link.Base = fp;
                link.Remaining = remaining;
                remaining = left;
                body = callee;
                code = callee.Code;
                pc = callee.Entry;
                fp = calleeBase;
                w = ref WindowAt(fp);
                if (store.IsInterrupted)
                {
                    goto Interrupted;
                }

                continue;
            }

        Returning:
            {
                // frame-vals, return-frame.
                ref Frame link = ref frames[--depth];
                pc = link.Pc;
                fp = link.Base;
                remaining = link.Remaining;
                if (link.Instance is not null)
                {
                    instance = link.Instance;
                    link.Instance = null;
                    if (pc < 0)
                    {
                        return Exit.Return;
                    }

                    bodies = instance.Bodies;
                    memory = instance.MemorySpan;
                }

                body = bodies[link.Body]!;
                code = body.Code;
                w = ref WindowAt(fp);
                continue;
            }

        CallFunction:
            if (target is WasmFunction wasm)
            {
                calleeIndex = wasm.Index;
                if (ReferenceEquals(wasm.Instance, instance))
                {
                    goto CallBody;
                }

                // As CallBody, but the frame also keeps the instance.
                FunctionBody callee = wasm.Instance.Bodies[calleeIndex] ?? wasm.Instance.Code.Translate(calleeIndex);
                int left = remaining - callee.Cost;
                if (left < 0)
                {
                    goto Exhausted;
                }

                if (depth == frames.Length)
                {
                    frames = GrowFrames();
                }

                ref Frame link = ref frames[depth++];
                link.Instance = instance;
                link.Body = body.Index;
                link.Pc = pc;
                link.Base = fp;
                link.Remaining = remaining;
                remaining = left;
                instance = wasm.Instance;
                bodies = instance.Bodies;
                memory = instance.MemorySpan;
                body = callee;
                code = callee.Code;
                pc = callee.Entry;
                fp = calleeBase;
                w = ref WindowAt(fp);
                if (store.IsInterrupted)
                {
                    goto Interrupted;
                }

                continue;
            }

            Save(instance, body, pc, fp, depth, remaining);
            Exit exit = CallHost((ReferenceHostFunction)target, calleeBase, instance);
            if (exit == Exit.Return)
            {
                frames = _frames;
                w = ref WindowAt(fp);
                memory = instance.MemorySpan;
                continue;
            }

            if (exit == Exit.Exception)
            {
                thrown = _thrown!;
                goto Throwing;
            }

            return exit;

        TailCallFunction:
            if (target is WasmFunction tail)
            {
                calleeIndex = tail.Index;
                if (!ReferenceEquals(tail.Instance, instance))
                {
                    // The frame that this call's results go to must find its own instance again.
                    frames[depth - 1].Instance ??= instance;
                    MoveArguments(body, fp, calleeBase, tail.Signature.Parameters.Length);
                    instance = tail.Instance;
                    bodies = instance.Bodies;
                    memory = instance.MemorySpan;
                    goto ReplaceFrame;
                }

                goto TailCallBody;
            }

            // A host function's results are this frame's: the frame is gone while the function runs.
            MoveArguments(body, fp, calleeBase, target.Signature.Parameters.Length);
            remaining = frames[depth - 1].Remaining;
            Save(instance, body, pc, fp, depth, remaining);
            exit = CallHost((ReferenceHostFunction)target, fp, instance);
            frames = _frames;
            memory = instance.MemorySpan;
            if (exit == Exit.Return)
            {
                goto Returning;
            }

            if (exit == Exit.Exception)
            {
                thrown = _thrown!;
                goto ThrowingInCaller;
            }

            return exit;

        TailCallBody:
            MoveArguments(body, fp, calleeBase, instance.Code.ParameterCount(calleeIndex));

        ReplaceFrame:
            // return_call (Step_read/return_call_ref-frame-addr): the callee takes this frame's place.
            body = bodies[calleeIndex] ?? instance.Code.Translate(calleeIndex);
            remaining = frames[depth - 1].Remaining - body.Cost;
            if (remaining < 0)
            {
                goto Exhausted;
            }

            code = body.Code;
            pc = body.Entry;
            if (store.IsInterrupted)
            {
                goto Interrupted;
            }

            continue;

        Throwing:
            Save(instance, body, pc, fp, depth, remaining);
            if (!TryHandle(thrown))
            {
                _thrown = thrown;
                return Exit.Exception;
            }

            goto Resume;

        ThrowingInCaller:
            Save(instance, body, pc, fp, depth, remaining);
            if (!PopFrame() || !TryHandle(thrown))
            {
                _thrown = thrown;
                return Exit.Exception;
            }

        Resume:
            instance = _instance!;
            body = _body!;
            pc = _pc;
            fp = _base;
            depth = _depth;
            remaining = _remaining;
            bodies = instance.Bodies;
            code = body.Code;
            w = ref WindowAt(fp);
            memory = instance.MemorySpan;
            continue;

        OutOfBounds:
            trap = TrapCode.OutOfBoundsMemoryAccess;
            goto Trapped;

        Interrupted:
            trap = TrapCode.Interrupted;

        Trapped:
            Save(instance, body, pc, fp, depth, remaining);
            SetTrap(trap);
            return Exit.Trap;

        Exhausted:
            Save(instance, body, pc, fp, depth, remaining);
            return Exit.Exhaustion;
        }
    }
}
