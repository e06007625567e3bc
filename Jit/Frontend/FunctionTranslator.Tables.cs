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

    /// <summary>A reference as helpers take it.</summary>
    private Value AsInteger(Value reference) => TypeOf(reference) == IrType.Ref
        ? Emit(Op.I64ExtendI32U, IrType.I64, Emit(IrOp.RefToI32, IrType.I32, reference))
        : reference;
}
