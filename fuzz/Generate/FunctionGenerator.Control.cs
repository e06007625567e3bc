using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class FunctionGenerator
{
    private const int MaximumLoops = 3;

    // A block that leaves a value of a type.
    private bool Control(ValType type)
    {
        switch (_source.Below(type.IsReference ? 10 : 7))
        {
            case 0 or 1:
                return If(type);
            case 2 or 3:
                return Block(type);
            case 4:
                return TryLoopExpression(type);
            case 5:
                return TrySwitchExpression(type);
            case 6:
                return TryTryExpression(type);
            default:
                return TryReferenceBlock(type);
        }
    }

    private bool If(ValType type)
    {
        Condition();
        BeginBlock(Op.If, [], [type]);
        if (_source.Chance(80))
        {
            Statement();
        }

        Expression(type);
        Else();
        if (_source.Chance(60))
        {
            Statement();
        }

        Expression(type);
        EndBlock();
        return true;
    }

    private bool Block(ValType type)
    {
        ValType[] parameters = BlockParameters();
        Expressions(parameters);
        BeginBlock(Op.Block, parameters, [type]);
        ConsumeAll(parameters);
        Statement();
        if (_source.Chance(150))
        {
            BranchIf(_labels.Count - 1);
        }

        Expression(type);
        if (_source.Chance(60))
        {
            _code.Write(Op.Br, 0);
        }

        EndBlock();
        return true;
    }

    private bool TryLoop() => !_isStraight && _loops < MaximumLoops && _locals.Count < MaximumLocals && Loop(null);

    private bool TryLoopExpression(ValType type) => !_isStraight && _loops < MaximumLoops && _locals.Count < MaximumLocals && Loop(type);

    // A loop that ends, unless endless ones are wanted; with a type it leaves a value of it.
    private bool Loop(ValType? result)
    {
        ValType[] results = result is { } type ? [type] : [];
        _loops++;
        switch (_source.Below(_swarm.Has(Style.Endless) ? 4 : 3))
        {
            case 0:
                LoopFromHead(results);
                break;
            case 1:
                LoopToTail(results);
                break;
            case 2:
                LoopUp(results);
                break;
            default:
                LoopForEver(results);
                break;
        }

        _loops--;
        return true;
    }

    // How often a loop goes round: outer ones more often than inner ones.
    private int Rounds() => _source.Between(1, _loops switch { 1 => 12, 2 => 6, _ => 4 });

    private int Counter(ValType type, ulong value)
    {
        int counter = AddLocal(type, Role.Counter);
        ValueWriter.Number(_code, type, value);
        Set(counter);
        return counter;
    }

    // Counts at its head, so that a branch may go there from anywhere inside.
    private void LoopFromHead(ValType[] results)
    {
        ValType type = _source.Chance(60) ? ValType.I64 : ValType.I32;
        int counter = Counter(type, (ulong)Rounds());
        BeginBlock(Op.Block, [], results);
        int outside = _labels.Count - 1;
        BeginBlock(Op.Loop, [], []);
        Expressions(results);
        _code.Write(Op.LocalGet, (uint)counter);
        _code.Write(type == ValType.I32 ? Op.I32Eqz : Op.I64Eqz);
        _code.Write(Op.BrIf, Depth(outside));
        ConsumeAll(results);
        Step(counter, type, -1);
        Body();
        if (_source.Chance(80))
        {
            BranchIf(outside);
        }

        _code.Write(Op.Br, 0);
        EndBlock();

        // The loop's end is never reached; the validator takes any stack here.
        _code.Write(Op.Unreachable);
        EndBlock();
    }

    // Counts down at its end; its parameters go round.
    private void LoopToTail(ValType[] results)
    {
        ValType type = _source.Chance(60) ? ValType.I64 : ValType.I32;
        int counter = Counter(type, (ulong)Rounds());
        ValType[] carried = BlockParameters();
        ValType[] types = [.. carried, .. results];
        bool hasParameters = _swarm.Has(Feature.MultiValue) && types.Length > 0;
        if (hasParameters)
        {
            Expressions(types);
        }

        BeginBlock(Op.Loop, hasParameters ? types : [], types, isTarget: false);
        if (hasParameters)
        {
            ConsumeAll(types);
        }

        Body();
        if (hasParameters)
        {
            Expressions(types);
        }

        Step(counter, type, -1);
        _code.Write(Op.LocalGet, (uint)counter);
        if (type == ValType.I64)
        {
            ValueWriter.Number(_code, type, 0);
            _code.Write(Op.I64Ne);
        }

        _code.Write(Op.BrIf, 0);
        if (!hasParameters)
        {
            Expressions(types);
        }

        EndBlock();
        if (results.Length > 0 && carried.Length > 0)
        {
            // The value wanted lies on top of what went round.
            int kept = AddLocal(results[0], Role.Free);
            Set(kept);
            ConsumeAll(carried);
            _code.Write(Op.LocalGet, (uint)kept);
        }
        else
        {
            ConsumeAll(carried);
        }
    }

    // Counts up to a limit that is constant or not, by steps of one or more; the counter makes good addresses.
    private void LoopUp(ValType[] results)
    {
        int counter = Counter(ValType.I32, 0);
        int step = _source.Chance(80) ? 4 : 1;
        int limit = Rounds() * step;
        int bound = -1;
        if (_source.Chance(128))
        {
            bound = AddLocal(ValType.I32, Role.Counter);
            Expression(ValType.I32);
            I32((1 << _source.Between(1, 4)) - 1);
            _code.Write(Op.I32And);
            Set(bound);
        }

        BeginBlock(Op.Loop, [], results, isTarget: false);
        Body();
        Step(counter, ValType.I32, step);
        _code.Write(Op.LocalGet, (uint)counter);
        if (bound >= 0)
        {
            _code.Write(Op.LocalGet, (uint)bound);
        }
        else
        {
            I32(limit);
        }

        _code.Write(_source.Chance(128) ? Op.I32LtS : Op.I32LtU);
        _code.Write(Op.BrIf, 0);
        Expressions(results);
        EndBlock();
    }

    // Goes round as long as it likes.
    private void LoopForEver(ValType[] results)
    {
        BeginBlock(Op.Loop, [], results);
        Body();
        RareOrNot();
        _code.Write(Op.BrIf, 0);
        Expressions(results);
        EndBlock();
    }

    private void Step(int counter, ValType type, int step)
    {
        _code.Write(Op.LocalGet, (uint)counter);
        ValueWriter.Number(_code, type, (ulong)(long)Math.Abs(step));
        _code.Write((type == ValType.I32, step < 0) switch
        {
            (true, true) => Op.I32Sub,
            (true, false) => Op.I32Add,
            (false, true) => Op.I64Sub,
            _ => Op.I64Add,
        });
        _code.Write(Op.LocalSet, (uint)counter);
    }


    // br_table into nested blocks, each with a few statements behind its end.
    private bool TrySwitch()
    {
        if (_budget < 12)
        {
            return false;
        }

        int count = _source.Between(1, _swarm.Has(Style.Switches) ? 9 : 4);
        BeginBlock(Op.Block, [], []);
        int outside = _labels.Count - 1;
        for (int i = 0; i < count; i++)
        {
            BeginBlock(Op.Block, [], []);
        }

        Selector(count + 2);
        WriteTable(outside, count + 1);
        for (int i = 0; i < count; i++)
        {
            EndBlock();
            Body();
            if (i < count - 1 && _source.Chance(180))
            {
                _code.Write(Op.Br, Depth(outside));
            }
        }

        EndBlock();
        return true;
    }

    // Pushes what br_table looks at: often one of its cases.
    private void Selector(int cases)
    {
        Expression(ValType.I32);
        if (!_source.Chance(50))
        {
            I32((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)cases) - 1);
            _code.Write(Op.I32And);
        }
    }

    // br_table to labels from one to the innermost.
    private void WriteTable(int outermost, int labels)
    {
        int length = _source.Between(0, _swarm.Has(Style.Switches) ? 20 : 6);
        _code.Write(Op.BrTable);
        _code.WriteU32((uint)length);
        for (int i = 0; i <= length; i++)
        {
            _code.WriteU32(Depth(outermost + _source.Below(labels)));
        }
    }

    // br_table that carries a value.
    private bool TrySwitchExpression(ValType type)
    {
        int count = _source.Between(1, 3);
        BeginBlock(Op.Block, [], [type]);
        int outside = _labels.Count - 1;
        for (int i = 0; i < count; i++)
        {
            BeginBlock(Op.Block, [], [type]);
        }

        Expression(type);
        Selector(count + 1);
        WriteTable(outside, count + 1);
        for (int i = 0; i < count; i++)
        {
            EndBlock();
            if (_source.Chance(128))
            {
                Consume(type);
                Expression(type);
            }
        }

        EndBlock();
        return true;
    }
}
