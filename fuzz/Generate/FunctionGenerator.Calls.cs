using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class FunctionGenerator
{
    // A call whose results are used.
    private bool TryCallStatement()
    {
        int count = _module.Functions.Count;
        if (_isStraight || count == 0)
        {
            return false;
        }

        int function = PickCallee(_source.Below(count));
        Call(function, isTail: false);
        ConsumeAll(_module.Functions[function].Type.Results.AsSpan());
        return true;
    }

    // The start function has no place in calls, since it works for the module and not for its caller.
    private int PickCallee(int function) => _module.Functions[function].IsSafe ? 0 : function;

    // A call that leaves a value of a type; other results are used first.
    private bool TryCall(ValType type)
    {
        int count = _module.Functions.Count;
        if (_isStraight)
        {
            return false;
        }

        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int function = (start + i) % count;
            ReadOnlySpan<ValType> results = _module.Functions[function].Type.Results.AsSpan();
            int wanted = FindResult(results, type);
            if (wanted < 0)
            {
                continue;
            }

            Call(function, isTail: false);
            if (results.Length > 1)
            {
                if (_locals.Count >= MaximumLocals)
                {
                    ConsumeAll(results);
                    return false;
                }

                for (int j = results.Length - 1; j > wanted; j--)
                {
                    Consume(results[j]);
                }

                int kept = AddLocal(results[wanted], Role.Free);
                Set(kept);
                ConsumeAll(results[..wanted]);
                _code.Write(Op.LocalGet, (uint)kept);
            }

            return true;
        }

        return false;
    }

    private int FindResult(ReadOnlySpan<ValType> results, ValType wanted)
    {
        for (int i = 0; i < results.Length; i++)
        {
            if (_types.IsSubtype(results[i], wanted))
            {
                return i;
            }
        }

        return -1;
    }

    // A call in the last position whose results are this function's.
    private bool TryTailCall()
    {
        int count = _module.Functions.Count;
        if (!_swarm.Has(Feature.TailCall) || _isStraight)
        {
            return false;
        }

        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int function = (start + i) % count;
            if (_types.AreSubtypes(_module.Functions[function].Type.Results.AsSpan(), _function.Type.Results.AsSpan()))
            {
                Call(function, isTail: true);
                return true;
            }
        }

        return false;
    }

    // Calls a function directly, through a reference, or through a table.
    private void Call(int function, bool isTail)
    {
        FunctionItem item = _module.Functions[function];
        bool nests = _swarm.Has(Style.NestedCalls);
        foreach (ValType parameter in item.Type.Parameters)
        {
            bool isCalled = false;
            if (nests && _depth < _maximumDepth && _budget >= 10 && _source.Chance(60))
            {
                _depth++;
                _budget--;
                isCalled = TryCall(parameter);
                _depth--;
            }

            if (!isCalled)
            {
                Expression(parameter);
            }
        }

        switch (_source.Below(4))
        {
            case 2 when _swarm.Has(Feature.FunctionReferences):
                CallReference(function, item, isTail);
                return;
            case 3 when FindEntry(function) is { Table: >= 0 } entry:
                Address(_module.Tables[entry.Table].Type.AddressType, (ulong)entry.Index);
                _code.Write(isTail ? Op.ReturnCallIndirect : Op.CallIndirect, (uint)SuperOf(item.TypeIndex), (uint)entry.Table);
                return;
            default:
                _code.Write(isTail ? Op.ReturnCall : Op.Call, (uint)function);
                return;
        }
    }

    private void CallReference(int function, FunctionItem item, bool isTail)
    {
        if (Fails())
        {
            Expression(ValType.Ref(HeapType.Concrete(item.TypeIndex), nullable: true));
        }
        else if (_source.Chance(128) && _source.Chance(128))
        {
            // Any function of the type, from wherever there is one.
            Expression(ValType.Ref(HeapType.Concrete(item.TypeIndex), nullable: false));
        }
        else
        {
            item.IsReferenced = true;
            _code.Write(Op.RefFunc, (uint)function);
        }

        _code.Write(isTail ? Op.ReturnCallRef : Op.CallRef, (uint)item.TypeIndex);
    }

    // A type of functions that a function of a type can be called as.
    private int SuperOf(int typeIndex)
    {
        if (_types.Types[typeIndex].Supertypes.IsEmpty || !_source.Chance(128))
        {
            return typeIndex;
        }

        int super = _types.Types[typeIndex].Supertypes[0];

        // Arguments and results on the stack are those of the function itself.
        FunctionType type = _types.Function(super);
        FunctionType own = _types.Function(typeIndex);
        return type.Equals(own) ? super : typeIndex;
    }

    // Where in a table a function was put at first.
    private (int Table, int Index) FindEntry(int function)
    {
        int count = _module.Tables.Count;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int table = (start + i) % count;
            int index = Array.IndexOf(_module.Tables[table].Known, function);
            if (index >= 0 && (table == 0 || _picker.HasReferences))
            {
                return (table, index);
            }
        }

        return (-1, 0);
    }
}
