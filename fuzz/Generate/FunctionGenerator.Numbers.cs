using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class FunctionGenerator
{
    private const int Tries = 3;

    // How a number comes about, in the order of the cases of Number.
    private readonly byte[] _numberWeights = [24, 40, 10, 8, 80, 24, 8, 16, 14, 20, 6];

    // What a statement is, in the order of the cases of Statement.
    private readonly byte[] _statementWeights = [40, 12, 26, 16, 12, 14, 18, 6, 14, 8, 20, 8, 8, 8, 10, 6, 30, 6, 2, 4, 4];

    // Where most addresses lie: below this, from 0.
    private int _window;

    // A pattern of which the module is to have many; -1 if there is none.
    private int _favorite;

    // A case has its own taste: some things it never does, others often.
    private void ChooseWeights()
    {
        _window = _source.Weighted([3, 3, 2, 2]) switch { 0 => 0x1F, 1 => 0xFF, 2 => 0xFFF, _ => 0x7FFF };
        if (!_module.Case.Options.AllOn)
        {
            Vary(_numberWeights);
            Vary(_statementWeights);
        }

        // Constants, locals and operators always.
        _numberWeights[0] = Math.Max(_numberWeights[0], (byte)8);
        _numberWeights[1] = Math.Max(_numberWeights[1], (byte)20);
        _numberWeights[4] = Math.Max(_numberWeights[4], (byte)20);
        _statementWeights[0] = Math.Max(_statementWeights[0], (byte)20);
        Raise(Style.Loops, 5, 16);
        Raise(Style.Switches, 9, 16);
        _favorite = _source.Chance(100) ? _source.Below(PatternStyles.Length) : -1;
        if (_favorite >= 0)
        {
            _statementWeights[16] = 100;
        }
    }

    private void Vary(byte[] weights)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            int choice = _source.Below(8);
            weights[i] = choice switch { 0 => 0, 1 => (byte)Math.Min(255, weights[i] * 3), 2 => (byte)(weights[i] / 2), _ => weights[i] };
        }
    }

    private void Raise(Style style, int statement, byte with)
    {
        if (_swarm.Has(style))
        {
            _statementWeights[statement] = Math.Max(_statementWeights[statement], with);
        }
    }

    // Pushes a number or vector.
    private void Number(ValType type)
    {
        bool isMade = _source.Weighted(_numberWeights) switch
        {
            0 => Constant(type),
            1 => TryGet(type),
            2 => TryGetGlobal(type),
            3 => TryTee(type),
            4 => TryOperator(type),
            5 => TryLoad(type),
            6 => Select(type),
            7 => Control(type),
            8 => TryCall(type),
            9 => TryRead(type) || TryInspect(type),
            _ => TrySize(type),
        };
        if (!isMade && !TryOperator(type))
        {
            Leaf(type);
        }
    }

    private bool Constant(ValType type)
    {
        (ulong low, ulong high) = EdgeValues.Pick(_source, type);
        ValueWriter.Number(_code, type, low, high);
        return true;
    }

    private bool TryGetGlobal(ValType type)
    {
        int global = FindGlobal(type, forWriting: false);
        if (global < 0)
        {
            return false;
        }

        _code.Write(Op.GlobalGet, (uint)global);
        return true;
    }

    // local.tee gives the local's type, so the local must have the wanted one or a subtype.
    private bool TryTee(ValType type)
    {
        int start = _source.Below(_locals.Count);
        for (int i = 0; i < _locals.Count; i++)
        {
            int index = (start + i) % _locals.Count;
            ValType candidate = _locals[index].Type;
            if (_locals[index].Role == Role.Free && _types.IsSubtype(candidate, type) && (candidate.IsDefaultable || _types.IsCheap(candidate.HeapType)))
            {
                Expression(_locals[index].Type);
                _code.Write(Op.LocalTee, (uint)index);
                MarkAssigned(index);
                return true;
            }
        }

        return false;
    }

    private bool Select(ValType type)
    {
        Expression(type);
        Expression(type);
        Condition();
        if (type.IsReference || (_picker.HasReferences && _source.Chance(60)))
        {
            _code.Write(Op.SelectT);
            _code.WriteU32(1);
            _code.WriteValType(type);
        }
        else
        {
            _code.Write(Op.Select);
        }

        return true;
    }

    // Pushes an i32 that is zero about as often as not.
    private void Condition()
    {
        Expression(ValType.I32);
        switch (_source.Below(6))
        {
            case 0:
                I32(1);
                _code.Write(Op.I32And);
                break;
            case 1:
                _code.Write(Op.I32Eqz);
                break;
        }
    }

    // Pushes an i32 that is rarely other than zero.
    private void RareCondition()
    {
        Expression(ValType.I32);
        int mask = (1 << _source.Between(2, 5)) - 1;
        I32(mask);
        _code.Write(Op.I32And);
        I32(_source.Between(1, mask));
        _code.Write(Op.I32Eq);
    }

    private bool TryOperator(ValType type)
    {
        Operator[] candidates = PickOperators(type);
        for (int i = 0; i < Tries && candidates.Length > 0; i++)
        {
            Operator candidate = candidates[_source.Below(candidates.Length)];
            if (!_isSafe || (candidate.Row.Flags & InstructionFlags.MayTrap) == 0)
            {
                Apply(candidate);
                return true;
            }
        }

        return false;
    }

    // Comparisons and vectors' many ways to an i32 would otherwise leave little room for arithmetic.
    private Operator[] PickOperators(ValType type)
    {
        Operator[] closed = _operators.Closed(type);
        return closed.Length > 0 && _source.Chance(140) ? closed : _operators.Pure(type);
    }

    private void Apply(Operator item)
    {
        ReadOnlySpan<Operand> operands = item.Operands;
        bool guards = (item.Row.Flags & InstructionFlags.MayTrap) != 0 && !Fails();
        if (guards && operands.Length == 1)
        {
            SmallFloat(operands[0].Type);
        }
        else
        {
            for (int i = 0; i < operands.Length; i++)
            {
                ValType type = operands[i].Type;
                bool isLast = i > 0 && i == operands.Length - 1;
                if (guards && isLast)
                {
                    NonZero(type);
                }
                else if (_source.Chance(_swarm.Has(Style.EdgeConstants) ? (isLast ? 110 : 30) : (isLast ? 24 : 8)))
                {
                    Constant(type);
                }
                else if (_budget < 0 || !_source.Chance(_swarm.Has(Style.RedundantLoads) ? 24 : 6) || !TryLoad(type))
                {
                    Expression(type);
                }
            }
        }

        WriteOperator(item);
    }

    private void WriteOperator(Operator item)
    {
        _code.Write(item.Op);
        _budget--;
        switch (item.Row.Immediate)
        {
            case Immediate.Lane:
                _code.WriteByte((byte)_source.Below(item.LaneCount));
                break;
            case Immediate.Shuffle:
                WriteShuffle();
                break;
        }
    }

    // Any lanes, or patterns that compilers know: one vector rotated, two interleaved, one lane everywhere.
    private void WriteShuffle()
    {
        int kind = _source.Below(5);
        int start = _source.Below(32);
        int width = 1 << _source.Below(4);
        for (int i = 0; i < 16; i++)
        {
            int lane = kind switch
            {
                0 => start + i,
                1 => (i / width % 2 * 16) + (i / (2 * width) * width) + (i % width) + (start & 8),
                2 => (start & -width) + (i % width),
                3 => i ^ (start & 15) ^ (start & 16),
                _ => _source.Below(32),
            };
            _code.WriteByte((byte)(lane & 31));
        }
    }

    // A divisor.
    private void NonZero(ValType type)
    {
        if (_source.Chance(150))
        {
            ulong value = EdgeValues.Pick(_source, type).Low;
            ValueWriter.Number(_code, type, value == 0 ? 3 : value);
            return;
        }

        Expression(type);
        ValueWriter.Number(_code, type, 1);
        _code.Write(type == ValType.I32 ? Op.I32Or : Op.I64Or);
    }

    // A number that every conversion to an integer takes.
    private void SmallFloat(ValType type)
    {
        if (_source.Chance(80))
        {
            ValueWriter.Number(_code, type, EdgeValues.PickSmall(_source, type));
            return;
        }

        Expression(ValType.I32);
        I32(0x7FFF);
        _code.Write(Op.I32And);
        _code.Write(type == ValType.F32 ? Op.F32ConvertI32U : Op.F64ConvertI32U);
        if (_source.Chance(100))
        {
            // A fraction, which truncation has to cut off.
            ValueWriter.Number(_code, type, type == ValType.F32 ? 0x3E800000ul : 0x3FD0000000000000ul);
            _code.Write(type == ValType.F32 ? Op.F32Mul : Op.F64Mul);
        }
    }

    // Sizes and growth, which are numbers of an address type.
    private bool TrySize(ValType type)
    {
        bool grows = !_isSafe && _source.Chance(90);
        if (_source.Chance(150) && PickMemory(type) is var memory and >= 0)
        {
            if (grows)
            {
                GrowthAmount(type);
            }

            _code.Write(grows ? Op.MemoryGrow : Op.MemorySize, (uint)memory);
            return true;
        }

        if (!_picker.HasReferences || PickTable(table => table.Type.AddressType == type) is not (var index and >= 0))
        {
            return false;
        }

        if (grows)
        {
            Expression(_module.Tables[index].Type.Element);
            GrowthAmount(type);
        }

        _code.Write(grows ? Op.TableGrow : Op.TableSize, (uint)index);
        return true;
    }

    private void GrowthAmount(ValType type)
    {
        if (_source.Chance(30))
        {
            Expression(type);
        }
        else
        {
            Address(type, (ulong)_source.Below(3));
        }
    }
}
