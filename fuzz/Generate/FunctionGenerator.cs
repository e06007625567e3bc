using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>Writes the bodies of functions: code for a wanted type, made from the outside in.</summary>
internal sealed partial class FunctionGenerator(ModuleBuilder module)
{
    private const int MaximumDepth = 24;

    private readonly ByteSource _source = module.Case.Source;
    private readonly InstructionWriter _code = new(1024);
    private readonly List<ValType> _locals = [];
    private int _budget;
    private int _depth;

    /// <summary>Writes a function's body.</summary>
    public FunctionDefinition Generate(FunctionItem function)
    {
        _code.Truncate(0);
        _locals.Clear();
        _locals.AddRange(function.Type.Parameters);
        _budget = function.Budget;
        _depth = 0;
        foreach (ValType type in function.Type.Results)
        {
            Expression(type);
        }

        _code.Write(Op.End);
        ImmutableArray<LocalGroup> locals = [.. _locals.Skip(function.Type.Parameters.Length).Select(type => new LocalGroup(1, type))];
        return new FunctionDefinition(function.TypeIndex, locals, new Expression(_code.ToArray(), 0), 0);
    }

    // Pushes a value of a type.
    private void Expression(ValType type)
    {
        _depth++;
        if (--_budget < 0 || _depth > MaximumDepth || _source.IsExhausted || _source.Chance(40))
        {
            Constant(type);
        }
        else if (_source.Chance(60))
        {
            Local(type);
        }
        else
        {
            Operator[] operators = module.Case.Operators.Pure(type);
            if (operators.Length == 0)
            {
                Local(type);
            }
            else
            {
                Apply(operators[_source.Below(operators.Length)]);
            }
        }

        _depth--;
    }

    private void Local(ValType type)
    {
        int start = _source.Below(_locals.Count);
        for (int i = 0; i < _locals.Count; i++)
        {
            int local = (start + i) % _locals.Count;
            if (_locals[local] == type)
            {
                _code.Write(Op.LocalGet, (uint)local);
                return;
            }
        }

        Constant(type);
    }

    private void Apply(Operator @operator)
    {
        foreach (Operand operand in @operator.Operands)
        {
            Expression(operand.Type);
        }

        _code.Write(@operator.Op);
        switch (@operator.Row.Immediate)
        {
            case Immediate.Lane:
                _code.WriteByte((byte)_source.Below(@operator.LaneCount));
                break;
            case Immediate.Shuffle:
                for (int i = 0; i < 16; i++)
                {
                    _code.WriteByte((byte)_source.Below(32));
                }

                break;
        }
    }

    private void Constant(ValType type)
    {
        (ulong low, ulong high) = EdgeValues.Pick(_source, type);
        switch (type.Code)
        {
            case 0x7F:
                _code.Write(Op.I32Const);
                _code.WriteS32((int)low);
                break;
            case 0x7E:
                _code.Write(Op.I64Const);
                _code.WriteS64((long)low);
                break;
            case 0x7D:
                _code.Write(Op.F32Const);
                _code.WriteF32((uint)low);
                break;
            case 0x7C:
                _code.Write(Op.F64Const);
                _code.WriteF64(low);
                break;
            default:
                _code.Write(Op.V128Const);
                _code.WriteV128(low, high);
                break;
        }
    }
}
