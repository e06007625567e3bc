using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

// Locals with their initialization, globals, tables, memories, segments (specification, 3.4.6 to 3.4.11).
internal sealed partial class FunctionValidator
{
    // Locals below this index have a slot each; the runs behind are searched, so that a small function that claims
    // 50,000 locals costs no more than it is long.
    private const int ExpandedLocals = 2048;

    private readonly ValType[] _locals = new ValType[ExpandedLocals];
    private int _localCount;
    private int _parameterCount;

    // Runs of locals: end index (exclusive) and type.
    private (int End, ValType Type)[] _runs = new (int, ValType)[16];
    private int _runCount;

    // Non-defaultable locals that have been set: flags, and the order, so that a block's end can take them back.
    private bool[] _initialized = [];
    private int[] _initializedOrder = [];
    private int _initializedCount;

    // Copies for the fast path: the address type of memory 0 (no type at all without one), and globals' types.
    private ValType _firstAddress;
    private ValType[] _globalTypes = [];

    private void SetGlobals()
    {
        _globalTypes = new ValType[_context.GlobalCount];
        for (int i = 0; i < _globalTypes.Length; i++)
        {
            _globalTypes[i] = _context.Globals[i].Value;
        }
    }

    private void SetLocals(FunctionType type, ImmutableArray<LocalGroup> groups, int offset)
    {
        ReadOnlySpan<ValType> parameters = type.Parameters.AsSpan();
        _localCount = 0;
        _runCount = 0;
        _parameterCount = parameters.Length;
        parameters.CopyTo(_locals);
        _localCount = parameters.Length;
        bool initialized = true;
        foreach (LocalGroup group in groups.AsSpan())
        {
            long total = _localCount + (long)group.Count;
            if (total > ImplementationLimits.Locals)
            {
                throw new InvalidModuleException(Messages.LimitExceeded("locals", total, ImplementationLimits.Locals), offset);
            }

            ValType local = _context.Close(group.Type, offset);
            initialized &= local.IsDefaultable;
            AddLocals((int)group.Count, local);
        }

        if (!initialized && _initialized.Length < _localCount)
        {
            _initialized = new bool[_localCount];
            _initializedOrder = new int[_localCount];
        }
    }

    private void AddLocals(int count, ValType type)
    {
        int start = _localCount;
        _localCount += count;
        if (start < ExpandedLocals)
        {
            _locals.AsSpan(start, Math.Min(count, ExpandedLocals - start)).Fill(type);
        }

        if (_localCount > ExpandedLocals && count != 0)
        {
            if (_runCount == _runs.Length)
            {
                Array.Resize(ref _runs, _runCount * 2);
            }

            _runs[_runCount++] = (_localCount, type);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ValType Local(uint index)
    {
        ValType[] locals = _locals;
        return index < (uint)_localCount && index < (uint)locals.Length ? locals[index] : FarLocal(index);
    }

    private ValType FarLocal(uint index)
    {
        if (index >= (uint)_localCount)
        {
            ThrowUnknown(Messages.UnknownLocal, index);
        }

        int low = 0;
        int high = _runCount - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_runs[middle].End <= (int)index)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return _runs[low].Type;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ValType InitializedLocal(uint index)
    {
        ValType type = Local(index);
        if (!type.IsDefaultable && index >= (uint)_parameterCount && !_initialized[index])
        {
            throw Invalid(Messages.Unknown(Messages.UninitializedLocal, index));
        }

        return type;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MarkInitialized(uint index)
    {
        if (index >= (uint)_parameterCount && !Local(index).IsDefaultable && !_initialized[index])
        {
            _initialized[index] = true;
            _initializedOrder[_initializedCount++] = (int)index;
        }
    }

    private void ResetLocals(int height)
    {
        while (_initializedCount > height)
        {
            _initialized[_initializedOrder[--_initializedCount]] = false;
        }
    }

    private GlobalType Global(uint index)
    {
        if (index >= (uint)_context.GlobalCount)
        {
            ThrowUnknown(Messages.UnknownGlobal, index);
        }

        return _context.Globals[index];
    }

    private void CheckGlobalSet()
    {
        GlobalType type = Global(_current.Index);
        if (!type.Mutable)
        {
            throw Invalid($"{Messages.ImmutableGlobal} {_current.Index}");
        }

        Pop(type.Value);
    }

    private TableType Table(uint index)
    {
        if (index >= (uint)_context.TableCount)
        {
            ThrowUnknown(Messages.UnknownTable, index);
        }

        return _context.Tables[index];
    }

    private ValType Memory(uint index)
    {
        ValType[] memories = _context.MemoryAddresses;
        if (index >= (uint)memories.Length)
        {
            ThrowUnknown(Messages.UnknownMemory, index);
        }

        return memories[index];
    }

    private ValType ElementSegment(uint index)
    {
        ValType[] elements = _context.Elements;
        if (index >= (uint)elements.Length)
        {
            ThrowUnknown(Messages.UnknownElementSegment, index);
        }

        return elements[index];
    }

    private void CheckDataSegment(uint index)
    {
        if (!_context.HasDataCount)
        {
            // Specification, 5.5.16: code may name data segments only if their number stands before it.
            throw new MalformedModuleException(Messages.DataCountRequired, _offset + _current.Start);
        }

        if (index >= (uint)_context.DataCount)
        {
            ThrowUnknown(Messages.UnknownDataSegment, index);
        }
    }

    private void CheckElementType(ValType segment, ValType element)
    {
        if (!_registry.IsSubtype(segment, element))
        {
            throw Invalid(
                $"{Messages.TypeMismatch}: element segment's type {_context.Describe(segment)} does not match {_context.Describe(element)}");
        }
    }

    private void CheckTableInstruction(Op op)
    {
        TableType table = Table(_current.Index);
        ValType address = table.AddressType;
        switch (op)
        {
            case Op.TableGet:
                Pop(address);
                Push(table.Element);
                break;
            case Op.TableSet:
                Pop([address, table.Element]);
                break;
            case Op.TableGrow:
                Pop([table.Element, address]);
                Push(address);
                break;
            case Op.TableFill:
                Pop([address, table.Element, address]);
                break;
        }
    }

    private void CheckTableCopy()
    {
        TableType target = Table(_current.Index);
        TableType source = Table(_current.Index2);
        if (!_registry.IsSubtype(source.Element, target.Element))
        {
            throw Invalid(
                $"{Messages.TypeMismatch}: source element type {_context.Describe(source.Element)} does not match destination element type {_context.Describe(target.Element)}");
        }

        Pop([target.AddressType, source.AddressType, Narrower(target.AddressType, source.AddressType)]);
    }

    private void CheckMemoryCopy()
    {
        ValType target = Memory(_current.Index);
        ValType source = Memory(_current.Index2);
        Pop([target, source, Narrower(target, source)]);
    }

    // The length of a copy between address types (specification, 2.3.10: minimum).
    private static ValType Narrower(ValType left, ValType right) => left == ValType.I32 ? left : right;
}
