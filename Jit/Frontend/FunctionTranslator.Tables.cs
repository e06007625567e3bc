using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Abi;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

// Tables (specification, 4.6.6).
internal sealed partial class FunctionTranslator
{
    private static readonly MemoryAccess Descriptor = new(MemoryRegion.TableDescriptors);
    private static readonly MemoryAccess Elements = new(MemoryRegion.TableElements);

    private void TranslateTable(Op op, int index, int index2)
    {
        switch (op)
        {
            case Op.TableGet:
                Push(LoadElement(index, Pop(), TrapCode.OutOfBoundsTableAccess));
                break;
            case Op.TableSet:
                Value element = Pop();
                Value position = Pop();
                FieldAccess field = FieldAccess.Of(_environment.TypeOfElements(index), 0);
                if (field.Type == IrType.I64)
                {
                    KeepFunction(element, LoadFromInstance(_layout.Table(index)), TableDescriptor.KeptOwnerOffset, index);
                }

                Value address = AddressOfElement(index, position, TrapCode.OutOfBoundsTableAccess, out Value scaled);
                Store(in field, address, scaled, element, Elements);
                break;
            case Op.TableSize:
                Value size = Load(Op.I64Load, IrType.I64, LoadFromInstance(_layout.Table(index)), TableDescriptor.LengthOffset, Descriptor);
                Push(_module.Tables[index].Is64 ? size : Emit(Op.I32WrapI64, IrType.I32, size));
                break;
            case Op.TableGrow:
                Value count = Extend(Pop());
                Value old = CallHelper(HelperId.TableGrow, [_instance, Constant(index), AsInteger(Pop()), count]);
                Push(_module.Tables[index].Is64 ? old : Emit(Op.I32WrapI64, IrType.I32, old));
                break;
            case Op.TableFill:
                count = Pop();
                Value value = Pop();
                Value start = Pop();
                ChargeBulk(count);
                CallHelper(HelperId.TableFill, [_instance, Constant(index), Extend(start), AsInteger(value), Extend(count)]);
                break;
            case Op.ElemDrop:
                CallHelper(HelperId.ElemDrop, [_instance, Constant(index)]);
                break;
            default:
                // The numbers are in binary order: of table.init the segment comes first.
                CallRange(
                    op == Op.TableCopy ? HelperId.TableCopy : HelperId.TableInit,
                    op == Op.TableCopy ? Both(index, index2) : Both(index2, index));
                break;
        }
    }

    /// <summary>An element of a table, whose index is checked.</summary>
    private Value LoadElement(int table, Value index, TrapCode trap)
    {
        Value address = AddressOfElement(table, index, trap, out Value scaled);
        FieldAccess field = FieldAccess.Of(_environment.TypeOfElements(table), 0);
        return Load(in field, address, scaled, Elements);
    }

    private Value AddressOfElement(int table, Value index, TrapCode trap, out Value scaled)
    {
        Value descriptor = LoadFromInstance(_layout.Table(table));
        Value length = Load(Op.I64Load, IrType.I64, descriptor, TableDescriptor.LengthOffset, Descriptor);
        Emit(IrOp.BoundsCheck, IrType.None, index, length, imm: 1, flags: (byte)trap);
        Value @base = Load(Op.I64Load, IrType.I64, descriptor, TableDescriptor.BaseOffset, Descriptor);
        scaled = Emit(Op.I64Shl, IrType.I64, Extend(index), Constant(3L));
        return @base;
    }

    /// <summary>Before a function reference is written to a place: tells the runtime, unless what it needs alive is known there.</summary>
    /// <param name="function">The reference.</param>
    /// <param name="place">Address of the place.</param>
    /// <param name="offset">Where at the place the known owner is.</param>
    /// <param name="index">What the helper gets.</param>
    private void KeepFunction(Value function, Value place, int offset, int index)
    {
        Block test = _ir.AddBlock();
        Block keep = _ir.AddBlock();
        Block done = _ir.AddBlock();
        EmitBranchIf(IsNull(function), _ir.AddEdge(done, []), _ir.AddEdge(test, []));
        StartBlock(test);
        Value owner = Load(Op.I64Load, IrType.I64, function, FuncRef.InstanceOffset, Invariant);
        Value kept = Load(Op.I64Load, IrType.I64, place, offset, new MemoryAccess(MemoryRegion.Runtime));
        EmitBranchIf(Emit(Op.I64Eq, IrType.I32, owner, kept), _ir.AddEdge(done, []), _ir.AddEdge(keep, []));
        StartBlock(keep);
        MarkCold();
        CallHelper(HelperId.KeepFunction, [_instance, Constant(index), function]);
        Goto(done);
        StartBlock(done);
    }

    /// <summary>A reference as helpers take it.</summary>
    private Value AsInteger(Value reference) => TypeOf(reference) == IrType.Ref
        ? Emit(Op.I64ExtendI32U, IrType.I64, Emit(IrOp.RefToI32, IrType.I32, reference))
        : reference;
}
