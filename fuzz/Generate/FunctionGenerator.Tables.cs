using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class FunctionGenerator
{
    // A table of a kind; -1 if there is none.
    private int PickTable(Func<TableItem, bool> isWanted)
    {
        int count = _module.Tables.Count;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int index = (start + i) % count;
            if (isWanted(_module.Tables[index]))
            {
                return index;
            }
        }

        return -1;
    }

    // A table to write to. What calls go through is mostly left alone.
    private int PickTarget()
    {
        int count = _module.Tables.Count;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int index = (start + i) % count;
            bool isCalled = _module.Tables[index].Known.AsSpan().ContainsAnyExcept(-1);
            if (!isCalled || Fails())
            {
                return index;
            }
        }

        return -1;
    }

    private bool TryTableGet(ValType type)
    {
        int table = _isSafe || !_picker.HasReferences ? -1 : PickTable(item => _types.IsSubtype(item.Type.Element, type));
        if (table < 0)
        {
            return false;
        }

        TableIndex(table);
        _code.Write(Op.TableGet, (uint)table);
        return true;
    }

    // table.set, grow, fill, copy, init, and elem.drop.
    private bool TryTableStatement()
    {
        int table = _isSafe || !_picker.HasReferences ? -1 : PickTarget();
        if (table < 0)
        {
            return false;
        }

        TableType type = _module.Tables[table].Type;
        switch (_source.Below(6))
        {
            case 0 or 1:
                TableIndex(table);
                Expression(type.Element);
                _code.Write(Op.TableSet, (uint)table);
                return true;
            case 2:
                TableRun(table);
                Expression(type.Element);
                TableRunLength(type.AddressType);
                _code.Write(Op.TableFill, (uint)table);
                return true;
            case 3:
                int from = PickTable(item => _types.IsSubtype(item.Type.Element, type.Element));
                ValType other = _module.Tables[from].Type.AddressType;
                TableRun(table);
                TableRun(from);
                TableRunLength(other == ValType.I32 ? other : type.AddressType);
                _code.Write(Op.TableCopy, (uint)table, (uint)from);
                return true;
            case 4 when PickElements(type.Element) is var segment and >= 0:
                TableRun(table);
                RunStart();
                RunLength();
                _code.Write(Op.TableInit, (uint)segment, (uint)table);
                return true;
            default:
                return TryDropElements();
        }
    }

    private bool TryDropElements()
    {
        int count = _module.Elements.Count;
        if (count == 0 || !_source.Chance(80))
        {
            return false;
        }

        // One that is dropped already, mostly: the others are still of use.
        int index = _source.Below(count);
        if (_module.Elements[index].Mode == SegmentMode.Passive && !_source.Chance(60))
        {
            return false;
        }

        _code.Write(Op.ElemDrop, (uint)index);
        return true;
    }

    private void TableIndex(int table)
    {
        ValType type = _module.Tables[table].Type.AddressType;
        int size = _module.Tables[table].Known.Length;
        if (Fails())
        {
            Expression(type);
        }
        else if (_source.Chance(128))
        {
            Address(type, (ulong)_source.Below(size));
        }
        else
        {
            // Sizes are powers of two.
            Expression(type);
            Address(type, (ulong)(size - 1));
            _code.Write(type == ValType.I32 ? Op.I32And : Op.I64And);
        }
    }

    private void TableRun(int table)
    {
        ValType type = _module.Tables[table].Type.AddressType;
        if (Fails())
        {
            Expression(type);
        }
        else
        {
            Address(type, (ulong)_source.Below(UsualLength / 2));
        }
    }

    private void TableRunLength(ValType type)
    {
        if (Fails())
        {
            Expression(type);
        }
        else
        {
            Address(type, (ulong)_source.Below((UsualLength / 2) + 1));
        }
    }
}
