using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class FunctionGenerator
{
    // Code that leaves the operand stack as it is.
    private void Statement()
    {
        _budget--;
        if (_budget < 0 || _depth >= _maximumDepth || _source.IsExhausted)
        {
            return;
        }

        _depth++;
        bool isMade = _source.Weighted(_statementWeights) switch
        {
            0 => Assign(_picker.Any()),
            1 => TrySetGlobal(),
            2 => TryStore(),
            3 => IfStatement(),
            4 => BlockStatement(),
            5 => TryLoop(),
            6 => TryCallStatement(),
            7 => DropStatement(),
            8 => TryConditionalBranch(),
            9 => TrySwitch(),
            10 => TryWrite(),
            11 => TryTableStatement(),
            12 => TryBulkMemory(),
            13 => TryThrowStatement(),
            14 => TryTryStatement(),
            15 => LeaveEarly(),
            16 => TryPattern(),
            17 => TryMovePointer(),
            18 => Nop(),
            19 => TryDeadCode(),
            _ => TryNullBranch(),
        };
        if (!isMade)
        {
            Assign(_picker.Any());
        }

        _depth--;
    }

    private void Statements(int count)
    {
        for (int i = 0; i < count && _budget > 0; i++)
        {
            Statement();
        }
    }

    // A few statements: what is in a block.
    private void Body() => Statements(_source.Between(1, _swarm.Has(Style.DeepNesting) ? 2 : 4));

    private bool Assign(ValType type)
    {
        int local = FindTarget(type);
        if (local < 0)
        {
            if (_locals.Count >= MaximumLocals)
            {
                return DropStatement();
            }

            local = AddLocal(type, Role.Free);
        }

        Expression(type);
        Set(local);
        return true;
    }

    private bool DropStatement()
    {
        Expression(_picker.Any());
        _code.Write(Op.Drop);
        return true;
    }

    private bool Nop()
    {
        _code.Write(Op.Nop);
        return true;
    }

    private bool TrySetGlobal()
    {
        int count = _module.Globals.Count;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int index = (start + i) % count;
            GlobalItem global = _module.Globals[index];
            if (global.Type.Mutable && !global.IsReserved)
            {
                Expression(global.Type.Value);
                _code.Write(Op.GlobalSet, (uint)index);
                return true;
            }
        }

        return false;
    }

    private bool IfStatement()
    {
        ValType[] parameters = BlockParameters();
        ValType[] results = BlockResults();
        Expressions(parameters);
        Condition();
        BeginBlock(Op.If, parameters, results);
        ConsumeAll(parameters);
        Body();
        Expressions(results);
        if (results.Length > 0 || parameters.Length > 0 || _source.Chance(128))
        {
            Else();
            ConsumeAll(parameters);
            if (_source.Chance(200))
            {
                Body();
            }

            Expressions(results);
        }

        EndBlock();
        ConsumeAll(results);
        return true;
    }

    private bool BlockStatement()
    {
        ValType[] parameters = BlockParameters();
        ValType[] results = BlockResults();
        Expressions(parameters);
        BeginBlock(Op.Block, parameters, results);
        ConsumeAll(parameters);
        Body();
        if (_source.Chance(100))
        {
            BranchIf(_labels.Count - 1);
        }

        Expressions(results);
        EndBlock();
        ConsumeAll(results);
        return true;
    }

    private ValType[] BlockParameters() => _swarm.Has(Feature.MultiValue) && _source.Chance(70) ? _picker.Many(_source.Between(1, 3)) : [];

    private ValType[] BlockResults() => _source.Chance(90) ? _picker.Many(_swarm.Has(Feature.MultiValue) ? _source.Between(1, 3) : 1) : [];

    // A conditional branch to some label. What it carries falls through and is used.
    private bool TryConditionalBranch()
    {
        int label = PickLabel();
        if (label < 0)
        {
            return false;
        }

        BranchIf(label);
        return true;
    }

    private void BranchIf(int label)
    {
        ValType[] types = _labels[label].Types;
        Expressions(types);
        if (types.Length > 0 && types[^1].IsReference && _swarm.Has(Feature.Gc) && _source.Chance(110))
        {
            CastBranch(label, types);
            return;
        }

        RareOrNot();
        _code.Write(Op.BrIf, Depth(label));
        ConsumeAll(types);
    }

    private void RareOrNot()
    {
        if (_source.Chance(150))
        {
            RareCondition();
        }
        else
        {
            Condition();
        }
    }

    // The last value that the label takes is on the stack, and the branch looks at it.
    private void CastBranch(int label, ValType[] types)
    {
        ValType type = types[^1];
        switch (_source.Below(3))
        {
            case 0:
                ValType below = Below(type);
                WriteCastBranch(Op.BrOnCast, Depth(label), type, below);
                ConsumeRest(type, below);
                break;
            case 1:
                ValType passed = Below(type);
                WriteCastBranch(Op.BrOnCastFail, Depth(label), type, passed);
                Consume(passed);
                break;
            default:
                _code.Write(Op.BrOnNonNull, Depth(label));
                break;
        }

        ConsumeAll(types.AsSpan(0, types.Length - 1));
    }

    // br_on_null to a label: what it carries lies below the reference.
    private bool TryNullBranch()
    {
        int label = PickLabel();
        if (label < 0 || !_swarm.Has(Feature.FunctionReferences))
        {
            return false;
        }

        ValType type = _picker.Reference();
        Expressions(_labels[label].Types);
        Expression(ValType.Ref(type.HeapType, nullable: true));
        _code.Write(Op.BrOnNull, Depth(label));
        Consume(type.AsNonNull());
        ConsumeAll(_labels[label].Types);
        return true;
    }

    // A label that any branch may go to; nearer ones more often.
    private int PickLabel()
    {
        for (int i = 0; i < Tries; i++)
        {
            int label = _labels.Count - 1 - (_source.Chance(100) ? _source.Below(_labels.Count) : _source.Below(Math.Min(3, _labels.Count)));
            if (_labels[label].IsTarget && (!_isSafe || label > 0))
            {
                return label;
            }
        }

        return -1;
    }

    // Leaves the block or the function, under a condition that rarely holds.
    private bool LeaveEarly()
    {
        RareCondition();
        BeginBlock(Op.If, [], []);
        Leave();
        EndBlock();
        return true;
    }

    // An instruction behind which nothing is reached.
    private void Leave()
    {
        switch (_source.Below(6))
        {
            case 0 when Fails():
                _code.Write(Op.Unreachable);
                break;
            case 1 when TryTailCall():
                break;
            case 2 when !_isSafe && TryThrow():
                break;
            case 3:
                Expressions(_labels[0].Types);
                _code.Write(Op.Return);
                break;
            default:
                int label = PickLabel();
                label = label < 0 ? 0 : label;
                Expressions(_labels[label].Types);
                _code.Write(Op.Br, Depth(label));
                break;
        }
    }

    // Code that is never reached: there operands may be missing, and what is on the stack has any type.
    private bool TryDeadCode()
    {
        if (!_swarm.Has(Style.DeadCode) || _budget < 8)
        {
            return false;
        }

        ValType[] results = BlockResults();
        BeginBlock(Op.Block, [], results);
        Statement();
        Expressions(results);
        _code.Write(Op.Br, 0);
        for (int i = _source.Between(1, 4); i > 0; i--)
        {
            switch (_source.Below(5))
            {
                case 0:
                    Statement();
                    break;
                case 1:
                    Operator[] candidates = _operators.Pure(_picker.Simple());
                    if (candidates.Length > 0)
                    {
                        WriteOperator(candidates[_source.Below(candidates.Length)]);
                        _code.Write(Op.Drop);
                    }

                    break;
                case 2:
                    _code.Write(_picker.HasReferences && _source.Chance(128) ? Op.RefIsNull : Op.Select);
                    _code.Write(Op.Drop);
                    break;
                case 3:
                    _code.Write(Op.BrIf, 0);
                    _code.Write(Op.Unreachable);
                    break;
                default:
                    _code.Write(Op.Drop);
                    break;
            }
        }

        if (_source.Chance(100))
        {
            Expressions(results);
        }

        EndBlock();
        ConsumeAll(results);
        return true;
    }
}
