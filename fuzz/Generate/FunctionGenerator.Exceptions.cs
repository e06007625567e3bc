using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class FunctionGenerator
{
    private static readonly ValType Caught = ValType.ExnRef.AsNonNull();

    // Blocks that catch inside of which code is now: throwing is likelier there.
    private int _tries;

    private bool HasTags => _swarm.Has(Feature.ExceptionHandling) && _module.Tags.Count > 0 && !_isSafe;

    private bool TryThrow()
    {
        if (!HasTags)
        {
            return false;
        }

        int tag = _source.Below(_module.Tags.Count);
        Expressions(_module.Tags[tag].Type.Parameters.AsSpan());
        _code.Write(Op.Throw, (uint)tag);
        return true;
    }

    // Throws under a condition: anything goes inside of a block that catches, outside only rarely.
    private bool TryThrowStatement()
    {
        if (!HasTags || (_tries == 0 && !_source.Chance(40 + (4 * _module.Case.FailureOf256))))
        {
            return false;
        }

        RareOrNot();
        BeginBlock(Op.If, [], []);
        int local = _source.Chance(60) ? FindLocal(ValType.ExnRef) : -1;
        if (local >= 0)
        {
            _code.Write(Op.LocalGet, (uint)local);
            _code.Write(Op.ThrowRef);
        }
        else
        {
            TryThrow();
        }

        EndBlock();
        return true;
    }

    private bool TryTryStatement() => HasTags && _budget > 8 && Try([]);

    private bool TryTryExpression(ValType type) => HasTags && _budget > 8 && Try([type]);

    // An exception as a value: thrown and caught at once.
    private bool TryCaught()
    {
        if (!HasTags)
        {
            return false;
        }

        BeginBlock(Op.Block, [], [_swarm.Has(Feature.FunctionReferences) ? Caught : ValType.ExnRef]);
        _code.Write(Op.TryTable);
        WriteBlockType([], []);
        _code.WriteCatches([new CatchClause(CatchKind.CatchAllRef, 0, 0)]);
        _labels.Add(new Label([], false, _assigned.Count));
        TryThrow();
        EndBlock();
        _code.Write(Op.Unreachable);
        EndBlock();
        return true;
    }

    // block $out (results)
    //   block $handler (payload) … end    one for each clause that has a handler of its own
    //     try_table (results) … end, br $out
    //   the handler's code: uses the payload, perhaps throws again, leaves results, br $out
    // end
    private bool Try(ValType[] results)
    {
        int count = _source.Between(1, 3);
        if (!_swarm.Has(Feature.MultiValue))
        {
            count = 1;
        }

        var clauses = new CatchClause[count];
        var payloads = new ValType[count][];
        BeginBlock(Op.Block, [], results);
        int outside = _labels.Count - 1;
        for (int i = count - 1; i >= 0; i--)
        {
            payloads[i] = Clause(out clauses[i]);
            BeginBlock(Op.Block, [], payloads[i]);
        }

        for (int i = 0; i < count; i++)
        {
            // Labels of clauses are counted from outside the try_table (specification, 3.4.7).
            clauses[i] = clauses[i] with { Label = (uint)i };
        }

        Outward(ref clauses, outside, results);
        _code.Write(Op.TryTable);
        WriteBlockType([], results);
        _code.WriteCatches(clauses);
        _labels.Add(new Label(results, true, _assigned.Count));
        _tries++;
        Body();
        if (_source.Chance(100) && _budget > 0)
        {
            TryThrowStatement();
        }

        Expressions(results);
        _tries--;
        EndBlock();
        _code.Write(Op.Br, Depth(outside));
        for (int i = 0; i < count; i++)
        {
            EndBlock();
            Handle(payloads[i]);
            Expressions(results);
            if (i < count - 1)
            {
                _code.Write(Op.Br, Depth(outside));
            }
        }

        EndBlock();
        return true;
    }

    // One clause more, which goes to the outermost block or another label outside if one takes just what it carries.
    private void Outward(ref CatchClause[] clauses, int outside, ValType[] results)
    {
        if (!_source.Chance(70))
        {
            return;
        }

        for (int tag = 0; tag < _module.Tags.Count; tag++)
        {
            ReadOnlySpan<ValType> payload = _module.Tags[tag].Type.Parameters.AsSpan();
            int label = _source.Below(_labels.Count);
            label = _labels[label].IsTarget && _types.AreSubtypes(payload, _labels[label].Types) ? label
                : _types.AreSubtypes(payload, results) ? outside : -1;
            if (label >= 0)
            {
                clauses = [new CatchClause(CatchKind.Catch, (uint)tag, Depth(label)), .. clauses];
                return;
            }
        }
    }

    // What a clause carries to its label.
    private ValType[] Clause(out CatchClause clause)
    {
        int tag = _source.Below(_module.Tags.Count);
        ReadOnlySpan<ValType> payload = _module.Tags[tag].Type.Parameters.AsSpan();
        bool canCarry = _swarm.Has(Feature.MultiValue) || payload.Length == 0;
        bool isWide = payload.Length > 1 && !_swarm.Has(Feature.MultiValue);

        // Where the type of the caught reference may not be written, the label takes one that could be null.
        ValType caught = _swarm.Has(Feature.FunctionReferences) && _source.Chance(128) ? Caught : ValType.ExnRef;
        switch (_source.Below(4))
        {
            case 0 when !isWide:
                clause = new CatchClause(CatchKind.Catch, (uint)tag, 0);
                return [.. payload];
            case 1 when canCarry:
                clause = new CatchClause(CatchKind.CatchRef, (uint)tag, 0);
                return [.. payload, caught];
            case 2:
                clause = new CatchClause(CatchKind.CatchAllRef, 0, 0);
                return [caught];
            default:
                clause = new CatchClause(CatchKind.CatchAll, 0, 0);
                return [];
        }
    }

    // Uses what was caught; a reference to it may be thrown again, which an outer block may catch.
    private void Handle(ValType[] payload)
    {
        if (payload.Length > 0 && payload[^1].IsReference && payload[^1].HeapType == HeapType.Exn && (_tries > 0 ? _source.Chance(80) : _source.Chance(20)))
        {
            int local = AddLocal(payload[^1], Role.Free);
            Set(local);
            ConsumeAll(payload.AsSpan(0, payload.Length - 1));
            RareOrNot();
            BeginBlock(Op.If, [], []);
            _code.Write(Op.LocalGet, (uint)local);
            _code.Write(Op.ThrowRef);
            EndBlock();
        }
        else
        {
            ConsumeAll(payload);
        }

        if (_source.Chance(128))
        {
            Statement();
        }
    }
}
