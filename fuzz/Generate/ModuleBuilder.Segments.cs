using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class ModuleBuilder
{
    // Flags of the binary format (specification, 5.5.15).
    private const int NotActive = 1;
    private const int Explicit = 2;
    private const int HasExpressions = 4;

    private const int UsualElements = ValueWriter.UsualLength;

    // Functions go into the tables, so that calls through them arrive; other elements into segments of all forms.
    private void DefineElements()
    {
        bool hasModes = _swarm.Has(Feature.BulkMemory);
        for (int i = 0; i < Tables.Count; i++)
        {
            if (Tables[i].Type.Element == ValType.FuncRef && Functions.Count > 0 && (i == 0 || hasModes))
            {
                FillTable(i);
            }
        }

        for (int i = hasModes ? _source.Below(4) : 0; i > 0; i--)
        {
            DefineSegment();
        }
    }

    // An active segment of functions for as much of a table as it has functions for, or more.
    private void FillTable(int table)
    {
        int count = _source.Between(1, Tables[table].Known.Length);
        int where = _source.Below(Tables[table].Known.Length - count + 1);
        var functions = ImmutableArray.CreateBuilder<int>(count);
        for (int i = 0; i < count; i++)
        {
            int function = _source.Below(Functions.Count);
            Functions[function].IsDeclared = true;
            functions.Add(function);
            Tables[table].Known[where + i] = function;
        }

        Expression offset = Number(Tables[table].Type.AddressType, (ulong)where);
        byte flags = table == 0 && _source.Chance(200) ? (byte)0 : (byte)Explicit;
        flags = _swarm.Has(Feature.BulkMemory) ? flags : (byte)0;
        Definition.Elements.Add(new ElementSegment(
            SegmentMode.Active, table, offset, ValType.FuncRef.AsNonNull(), functions.MoveToImmutable(), default, flags, 0));
        Elements.Add(new ElementItem(ValType.FuncRef.AsNonNull(), count, SegmentMode.Active));
    }

    private void DefineSegment()
    {
        bool hasExpressions = _picker.HasReferences && _source.Chance(170);
        int flags = hasExpressions ? HasExpressions : 0;
        ValType type = hasExpressions ? ElementType() : ValType.FuncRef.AsNonNull();
        SegmentMode mode = _source.Weighted([6, 2, 1]) switch
        {
            0 => SegmentMode.Passive,
            1 => SegmentMode.Active,
            _ => SegmentMode.Declarative,
        };
        int count = _source.Between(UsualElements, UsualElements * 2);
        int table = mode == SegmentMode.Active ? FindTable(type) : -1;
        if (mode == SegmentMode.Active && table < 0)
        {
            mode = SegmentMode.Passive;
        }

        Expression? offset = null;
        if (mode == SegmentMode.Active)
        {
            count = Math.Min(count, Tables[table].Known.Length);
            int where = _source.Below(Tables[table].Known.Length - count + 1);
            offset = Number(Tables[table].Type.AddressType, MissesEnd() ? (ulong)(Tables[table].Known.Length + 1) : (ulong)where);
            Tables[table].Known.AsSpan(where, count).Fill(-1);

            // Without an explicit table expressions are of type funcref.
            bool isImplicit = table == 0 && type == (hasExpressions ? ValType.FuncRef : ValType.FuncRef.AsNonNull()) && _source.Chance(128);
            flags |= isImplicit ? 0 : Explicit;
        }
        else
        {
            flags |= NotActive | (mode == SegmentMode.Declarative ? Explicit : 0);
        }

        ImmutableArray<int> functions = default;
        ImmutableArray<Expression> expressions = default;
        if (hasExpressions)
        {
            expressions = ElementExpressions(type, count);
        }
        else
        {
            functions = ElementFunctions(count);
        }

        Definition.Elements.Add(new ElementSegment(mode, Math.Max(table, 0), offset, type, functions, expressions, (byte)flags, 0));
        Elements.Add(new ElementItem(type, count, mode));
    }

    // Whether a segment lies outside, so that instantiation fails. Only where failures are wanted: no call happens then.
    private bool MissesEnd() => _swarm.Has(Style.Failures) && _source.Chance(3);

    // A type that a table or an array has room for, mostly.
    private ValType ElementType()
    {
        if (Types.Arrays.Count > 0 && _source.Chance(100))
        {
            ValType element = Types.Element(Types.Arrays[_source.Below(Types.Arrays.Count)]).Storage.Unpacked;
            if (element.IsReference)
            {
                return element;
            }
        }

        return Tables.Count > 0 && _source.Chance(128) ? Tables[_source.Below(Tables.Count)].Type.Element : _picker.Reference();
    }

    private ImmutableArray<int> ElementFunctions(int count)
    {
        var functions = ImmutableArray.CreateBuilder<int>(count);
        for (int i = 0; i < count; i++)
        {
            int function = AnyFunction();
            Functions[function].IsDeclared = true;
            functions.Add(function);
        }

        return functions.MoveToImmutable();
    }

    private ImmutableArray<Expression> ElementExpressions(ValType type, int count)
    {
        var expressions = ImmutableArray.CreateBuilder<Expression>(count);
        for (int i = 0; i < count; i++)
        {
            _code.Truncate(0);
            _values.Constant(_code, type);
            expressions.Add(Take());
        }

        return expressions.MoveToImmutable();
    }

    private int FindTable(ValType type)
    {
        int start = _source.Below(Tables.Count);
        for (int i = 0; i < Tables.Count; i++)
        {
            int table = (start + i) % Tables.Count;
            if (Types.IsSubtype(type, Tables[table].Type.Element))
            {
                return table;
            }
        }

        return -1;
    }

    private void DefineData()
    {
        bool hasModes = _swarm.Has(Feature.BulkMemory);
        if (Memories.Count == 0 && !hasModes)
        {
            return;
        }

        for (int i = _source.Below(5); i > 0; i--)
        {
            byte[] bytes = DataBytes(_source.Chance(20) ? 0 : _source.Between(16, 64));
            bool isActive = Memories.Count > 0 && (!hasModes || _source.Chance(100));
            if (!isActive)
            {
                Definition.Data.Add(new DataSegment(SegmentMode.Passive, 0, null, bytes, NotActive, 0));
                Data.Add(new DataItem(bytes.Length, SegmentMode.Passive));
                continue;
            }

            int memory = hasModes ? _source.Below(Memories.Count) : 0;
            MemoryType type = Memories[memory].Type;
            if (type.Limits.Minimum == 0)
            {
                bytes = [];
            }

            ulong where = MissesEnd() ? type.Limits.Minimum * MemoryType.PageSize : bytes.Length == 0 ? 0 : (ulong)_source.Below(256);
            byte flags = memory > 0 || (hasModes && _source.Chance(30)) ? (byte)Explicit : (byte)0;
            Definition.Data.Add(new DataSegment(SegmentMode.Active, memory, Number(type.AddressType, where), bytes, flags, 0));
            Data.Add(new DataItem(bytes.Length, SegmentMode.Active));
        }

        Definition.HasDataCount = hasModes && Definition.Data.Count > 0;
    }

    // Eight bytes decide, so that data does not use up what decides the code.
    private byte[] DataBytes(int length) => length == 0 ? [] : SeedBytes.Expand(_source.UInt64(), length);

    // Functions that bodies take references to have to be mentioned elsewhere (specification, 3.5.13).
    private void DeclareReferences()
    {
        foreach (Export export in Definition.Exports)
        {
            if (export.Kind == ExternKind.Function)
            {
                Functions[export.Index].IsDeclared = true;
            }
        }

        var missing = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < Functions.Count; i++)
        {
            if (Functions[i].IsReferenced && !Functions[i].IsDeclared)
            {
                missing.Add(i);
            }
        }

        if (missing.Count > 0)
        {
            Definition.Elements.Add(new ElementSegment(
                SegmentMode.Declarative, 0, null, ValType.FuncRef.AsNonNull(), missing.DrainToImmutable(), default, NotActive | Explicit, 0));
        }
    }

}
