using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class FunctionGenerator
{
    private const int PageBytes = MemoryType.PageSize;

    // A memory whose addresses have a type; -1 if there is none.
    private int PickMemory(ValType address)
    {
        int count = _module.Memories.Count;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int index = (start + i) % count;
            if (_module.Memories[index].Type.AddressType == address)
            {
                return index;
            }
        }

        return -1;
    }

    // A memory; the first more often than others. -1 if there is none.
    private int PickMemory()
    {
        int count = _module.Memories.Count;
        int memory = count == 0 ? -1 : _source.Chance(100) ? 0 : _source.Below(count);

        // One without pages is used now and then.
        return memory >= 0 && _module.Memories[memory].Type.Limits.Minimum == 0 && (_isSafe || !Fails()) ? -1 : memory;
    }

    private bool TryLoad(ValType type)
    {
        Operator[] candidates = _operators.Loads(type);
        int memory = PickMemory();
        if (memory < 0 || candidates.Length == 0)
        {
            return false;
        }

        Load(candidates[_source.Below(candidates.Length)], memory);
        return true;
    }

    private void Load(Operator item, int memory)
    {
        ulong offset = AccessAddress(memory, item.Row.AccessBytes);
        for (int i = 1; i < item.Operands.Length; i++)
        {
            Expression(item.Operands[i].Type);
        }

        WriteAccess(item, memory, offset);
    }

    private bool TryStore()
    {
        int memory = PickMemory();
        if (memory < 0 || _operators.Stores.Length == 0)
        {
            return false;
        }

        Load(_operators.Stores[_source.Below(_operators.Stores.Length)], memory);
        return true;
    }

    private void WriteAccess(Operator item, int memory, ulong offset)
    {
        _code.Write(item.Op);
        _budget--;
        int natural = item.Row.AlignmentLog2;
        _code.WriteMemArg((uint)(_source.Chance(60) ? _source.Below(natural + 1) : natural), (uint)memory, offset);
        if (item.Row.Immediate == Immediate.MemArgLane)
        {
            _code.WriteByte((byte)_source.Below(item.LaneCount));
        }
    }

    // Pushes an address and says which offset goes with it, so that the access lies within the memory.
    private ulong AccessAddress(int memory, int width)
    {
        MemoryType type = _module.Memories[memory].Type;
        ulong size = type.Limits.Minimum * PageBytes;
        if (size == 0 || Fails())
        {
            return WildAddress(type, size, (ulong)width);
        }

        ulong offset = _source.Weighted([8, 6, 2]) switch { 0 => 0, 1 => (ulong)_source.Below(32), _ => (ulong)_source.Below(0x7000) };
        switch (_source.Weighted([4, 5, 1, 6]))
        {
            case 0:
                Address(type.AddressType, (ulong)(_source.UInt16() & _window));
                break;
            case 1:
                Pointer(type.AddressType);
                break;
            case 2:
                // The last bytes of the memory as it is at first.
                Address(type.AddressType, size - (ulong)width - offset);
                break;
            default:
                Masked(type.AddressType);
                break;
        }

        return offset;
    }

    // An access at or behind the end, or anywhere.
    private ulong WildAddress(MemoryType type, ulong size, ulong width)
    {
        switch (_source.Below(5))
        {
            case 0:
                Expression(type.AddressType);
                return (ulong)_source.Below(64);
            case 4:
                // The sum of both is small again, if it is computed in the address's own bits.
                ulong last = type.Is64 ? ulong.MaxValue : uint.MaxValue;
                Address(type.AddressType, last - (ulong)_source.Below(64));
                return (ulong)_source.Below(200);
            case 1:
                // One byte too far.
                Address(type.AddressType, size == 0 ? 0 : size - width + 1);
                return 0;
            case 2:
                Masked(type.AddressType);
                return _source.Chance(128) ? 0xFFFFFFFF : size;
            default:
                Address(type.AddressType, ulong.MaxValue);
                return _source.Chance(128) && type.Is64 ? ulong.MaxValue : 1;
        }
    }

    // Pushes a number from 0 to the end of the window.
    private void Masked(ValType type)
    {
        Expression(type);
        Address(type, (ulong)(_window & (_source.Chance(80) ? -8 : -1)));
        _code.Write(type == ValType.I32 ? Op.I32And : Op.I64And);
    }

    // Pushes a local that always lies in the window.
    private void Pointer(ValType type)
    {
        int local = FindPointer(type);
        if (local < 0)
        {
            Masked(type);
            return;
        }

        _code.Write(Op.LocalGet, (uint)local);
    }

    private int FindPointer(ValType type)
    {
        int start = _source.Below(_locals.Count);
        for (int i = 0; i < _locals.Count; i++)
        {
            int index = (start + i) % _locals.Count;
            if (_locals[index].Role == Role.Pointer && _locals[index].Type == type)
            {
                return index;
            }
        }

        return -1;
    }

    // Gives a pointer a new value; the first of its type is made.
    private int MovePointer(ValType type)
    {
        int local = _source.Chance(128) ? FindPointer(type) : -1;
        if (local < 0 && _locals.Count < MaximumLocals)
        {
            local = AddLocal(type, Role.Pointer);
        }

        if (local >= 0)
        {
            Masked(type);
            Set(local);
        }

        return local;
    }

    private bool TryMovePointer()
    {
        int memory = PickMemory();
        return memory >= 0 && MovePointer(_module.Memories[memory].Type.AddressType) >= 0;
    }

    // memory.fill, memory.copy, memory.init, data.drop.
    private bool TryBulkMemory()
    {
        int memory = PickMemory();
        if (!_swarm.Has(Feature.BulkMemory) || memory < 0)
        {
            return false;
        }

        ValType address = _module.Memories[memory].Type.AddressType;
        switch (_source.Below(3))
        {
            case 0:
                BulkOperand(memory);
                Expression(ValType.I32);
                BulkLength(address);
                _code.Write(Op.MemoryFill, (uint)memory);
                return true;
            case 1:
                int from = PickMemory();
                from = from < 0 ? memory : from;
                ValType other = _module.Memories[from].Type.AddressType;
                BulkOperand(memory);
                BulkOperand(from);

                // The length is of the narrower of the two types (specification, 3.4.10).
                BulkLength(other == ValType.I32 ? other : address);
                _code.Write(Op.MemoryCopy, (uint)memory, (uint)from);
                return true;
            default:
                return TryDataSegment(memory);
        }
    }

    private bool TryDataSegment(int memory)
    {
        int segment = PickData(isPassive: !Fails());
        if (segment < 0 || _isSafe)
        {
            return false;
        }

        if (_source.Chance(16))
        {
            _code.Write(Op.DataDrop, (uint)segment);
            return true;
        }

        int length = _module.Data[segment].Length;
        int start = _source.Below(length + 1);
        BulkOperand(memory);
        I32(start);
        if (Fails())
        {
            Expression(ValType.I32);
        }
        else
        {
            I32(_source.Below(length - start + 1));
        }

        _code.Write(Op.MemoryInit, (uint)segment, (uint)memory);
        return true;
    }

    private int PickData(bool isPassive)
    {
        int count = _module.Definition.HasDataCount ? _module.Data.Count : 0;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int index = (start + i) % count;
            if (!isPassive || _module.Data[index].Mode == SegmentMode.Passive)
            {
                return index;
            }
        }

        return -1;
    }

    private void BulkOperand(int memory)
    {
        MemoryType type = _module.Memories[memory].Type;
        if (Fails())
        {
            Expression(type.AddressType);
        }
        else
        {
            Masked(type.AddressType);
        }
    }

    private void BulkLength(ValType type)
    {
        if (Fails())
        {
            Expression(type);
        }
        else if (_source.Chance(128))
        {
            Address(type, (ulong)_source.Below(200));
        }
        else
        {
            Expression(type);
            Address(type, 0x7F);
            _code.Write(type == ValType.I32 ? Op.I32And : Op.I64And);
        }
    }
}
