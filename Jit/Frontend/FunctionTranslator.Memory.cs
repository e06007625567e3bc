using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Abi;
using Wasm.Jit.Ir;
using WasmInstruction = Wasm.Core.Binary.Instruction;

namespace Wasm.Jit.Frontend;

// Linear memories and globals (specification, 4.6.4, 4.6.7).
internal sealed partial class FunctionTranslator
{
    /// <summary>Greatest extent that a bounds check takes.</summary>
    private const ulong MaximumExtent = 1UL << 48;

    private static readonly MemoryAccess Invariant = new(MemoryRegion.Runtime, invariant: true);

    private Value[] _bases = [];
    private int _baseCount;
    private Value _context;
    private Value _heap;
    private Value _entryEnd;

    private void BeginBases()
    {
        _bases.AsSpan(0, _baseCount).Clear();
        _baseCount = _module.Memories.Length;
        if (_bases.Length < _baseCount)
        {
            _bases = new Value[_baseCount];
        }

        _context = default;
        _heap = default;
        _entryEnd = default;
    }

    private Value Load(Op op, IrType type, Value address, int displacement, MemoryAccess access, Value index = default) =>
        Emit((IrOp)op, type, address, index, imm: access.Place(displacement));

    private void Store(Op op, Value address, Value value, int displacement, MemoryAccess access, Value index = default) =>
        Emit((IrOp)op, IrType.None, address, index, value, imm: access.Place(displacement));

    /// <summary>Reads a field or the like; references come as i32.</summary>
    private Value Load(in FieldAccess field, Value address, Value index, MemoryAccess access, bool isSigned = false)
    {
        bool isReference = field.Type == IrType.Ref;
        Value value = Load(
            isSigned ? field.LoadSigned : field.Load, isReference ? IrType.I32 : field.Type, address, field.Offset, access, index);
        return isReference ? Emit(IrOp.I32ToRef, IrType.Ref, value) : value;
    }

    private void Store(in FieldAccess field, Value address, Value index, Value value, MemoryAccess access)
    {
        value = field.Type == IrType.Ref ? Emit(IrOp.RefToI32, IrType.I32, value) : value;
        Store(field.Store, address, value, field.Offset, access, index);
    }

    /// <summary>What the instance holds at an offset: an address that never changes.</summary>
    private Value LoadFromInstance(int offset) => Load(Op.I64Load, IrType.I64, _instance, offset, Invariant);

    /// <summary>The base of a memory: read once, at the function's entry.</summary>
    private Value BaseOf(int memory)
    {
        ref Value @base = ref _bases[memory];
        if (!@base.IsSome)
        {
            @base = LoadAtEntry(_instance, _layout.MemoryBase(memory));
        }

        return @base;
    }

    /// <summary>The base of the heap: read once, at the function's entry.</summary>
    private Value HeapBase()
    {
        if (!_heap.IsSome)
        {
            _heap = LoadAtEntry(Context(), StoreContext.HeapBaseOffset);
        }

        return _heap;
    }

    private Value Context()
    {
        if (!_context.IsSome)
        {
            _context = InsertAtEntry(new Instruction { Op = IrOp.Context, Type = IrType.I64 });
        }

        return _context;
    }

    private Value LoadAtEntry(Value address, int displacement) => InsertAtEntry(
        new Instruction { Op = (IrOp)Op.I64Load, Type = IrType.I64, A = address, Imm = Invariant.Place(displacement) });

    /// <summary>Puts an instruction behind those that were put there before, in front of all others.</summary>
    private Value InsertAtEntry(in Instruction instruction)
    {
        Value value = _ir.AddInstruction(in instruction);
        Value place = _entryEnd.IsSome ? _ir.Next(_entryEnd) : _ir[IrFunction.Entry].First;
        if (place.IsSome)
        {
            _ir.InsertBefore(place, value);
        }
        else
        {
            _ir.Append(IrFunction.Entry, value);
        }

        _entryEnd = value;
        return value;
    }

    /// <summary>The length of a memory in bytes, as it is now.</summary>
    private Value LengthOf(int memory) => Load(
        Op.I64Load, IrType.I64, LoadFromInstance(_layout.Memory(memory)), MemoryDescriptor.LengthOffset, new MemoryAccess(MemoryRegion.MemoryLengths));

    private void TranslateMemoryAccess(in NumericShape shape, in WasmInstruction instruction)
    {
        int memory = (int)instruction.Index;
        Op op = instruction.Op;
        Value operand = shape.Operands == 2 ? Pop() : default;
        Value index = Pop();
        Value @base = BaseOf(memory);
        int displacement = CheckAddress(memory, instruction.Bits, InstructionTable.Get(op).AccessBytes, ref @base, ref index, out TrapCode trap);
        var access = new MemoryAccess(MemoryRegion.LinearMemory, (byte)trap);
        Value result = Emit((IrOp)op, shape.Result, @base, index, operand, access.Place(displacement), instruction.Lane);
        if (shape.Result != IrType.None)
        {
            Push(result);
        }
    }

    /// <summary>Makes base, index and displacement of an access, whose bytes lie in the memory, or whose trap says that they do not.</summary>
    private int CheckAddress(int memory, ulong offset, int bytes, ref Value @base, ref Value index, out TrapCode trap)
    {
        bool is64 = _module.Memories[memory].Is64;
        if (_options.GuardPages && !is64)
        {
            trap = TrapCode.OutOfBoundsMemoryAccess;
        }
        else
        {
            trap = TrapCode.None;
            if (offset > MaximumExtent - 32)
            {
                index = Emit(IrOp.AddOrTrap, IrType.I64, index, Constant((long)offset), flags: (byte)TrapCode.OutOfBoundsMemoryAccess);
                offset = 0;
            }

            Emit(IrOp.BoundsCheck, IrType.None, index, LengthOf(memory), imm: (long)offset + bytes, flags: (byte)TrapCode.OutOfBoundsMemoryAccess);
        }

        if (offset <= int.MaxValue)
        {
            return (int)offset;
        }

        @base = Emit(Op.I64Add, IrType.I64, @base, Constant((long)offset));
        return 0;
    }

    /// <summary>Memories as wholes.</summary>
    private void TranslateMemory(Op op, int index, int index2)
    {
        switch (op)
        {
            case Op.MemorySize:
                Value pages = Emit(Op.I64ShrU, IrType.I64, LengthOf(index), Constant(16L));
                Push(_module.Memories[index].Is64 ? pages : Emit(Op.I32WrapI64, IrType.I32, pages));
                break;
            case Op.MemoryGrow:
                Value old = CallHelper(HelperId.MemoryGrow, [_instance, Constant(index), Extend(Pop())]);
                Push(_module.Memories[index].Is64 ? old : Emit(Op.I32WrapI64, IrType.I32, old));
                break;
            case Op.DataDrop:
                CallHelper(HelperId.DataDrop, [_instance, Constant(index)]);
                break;
            case Op.MemoryFill:
                {
                    Value count = Pop();
                    Value value = Pop();
                    Value start = Pop();
                    ChargeBulk(count);
                    CallHelper(HelperId.MemoryFill, [_instance, Constant(index), Extend(start), value, Extend(count)]);
                    break;
                }

            default:
                // The numbers are in binary order: of memory.init the segment comes first.
                CallRange(
                    op == Op.MemoryCopy ? HelperId.MemoryCopy : HelperId.MemoryInit,
                    op == Op.MemoryCopy ? Both(index, index2) : Both(index2, index));
                break;
        }
    }

    /// <summary>Two indices in one operand of a helper.</summary>
    private Value Both(int low, int high) => Constant((uint)low | (long)high << 32);

    /// <summary>Calls a helper with the operands target, source and count.</summary>
    private void CallRange(HelperId helper, Value indices)
    {
        Value count = Pop();
        Value source = Pop();
        Value target = Pop();
        ChargeBulk(count);
        CallHelper(helper, [_instance, indices, Extend(target), Extend(source), Extend(count)]);
    }

    // Globals (4.6.4).
    private void TranslateGlobalGet(int index)
    {
        if (_environment.TryGetConstant(index, out GlobalConstant constant))
        {
            Push(constant.Op switch
            {
                Op.V128Const => EmitVector(Op.V128Const, default, default, constant.Bits, constant.BitsHigh),
                Op.RefNull => EmitZero(ModuleEnvironment.TypeOfClosed(_module.Registry, _module.Globals[index].Value)),
                _ => Emit((IrOp)constant.Op, ModuleEnvironment.TypeOfClosed(_module.Registry, _module.Globals[index].Value), imm: (long)constant.Bits),
            });
            return;
        }

        FieldAccess field = PlaceOfGlobal(index, out Value address, out MemoryAccess access);
        Push(Load(in field, address, default, access));
    }

    private void TranslateGlobalSet(int index)
    {
        Value value = Pop();
        FieldAccess field = PlaceOfGlobal(index, out Value address, out MemoryAccess access);
        if (_module.Globals[index].Value.IsReference && field.Type == IrType.I64)
        {
            KeepFunction(value, address, field.Offset + 8, ~index);
        }

        Store(in field, address, default, value, access);
    }

    // Imported mutable globals may be one and the same. Immutable ones are constant before any code runs.
    private FieldAccess PlaceOfGlobal(int index, out Value address, out MemoryAccess access)
    {
        const int Last = MemoryRegion.StructFields - MemoryRegion.Globals - 1;
        bool isImported = index < _layout.ImportedGlobals;
        Core.Types.GlobalType type = _module.Globals[index];
        int region = MemoryRegion.Globals + (isImported ? 0 : Math.Min(index - _layout.ImportedGlobals + 1, Last));
        access = new MemoryAccess(region, invariant: !type.Mutable);
        address = isImported ? LoadFromInstance(_layout.ImportedGlobal(index)) : _instance;
        return FieldAccess.Of(ModuleEnvironment.TypeOfClosed(_module.Registry, type.Value), isImported ? 0 : _layout.Global(index));
    }
}
