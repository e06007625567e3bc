using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>
/// Writes the bodies of functions, from the outside in: a statement leaves the operand stack as it was, an expression
/// leaves one more value of a wanted type. What may go wrong at run time goes wrong in few places only.
/// </summary>
internal sealed partial class FunctionGenerator
{
    private const int MaximumLocals = 160;

    private readonly ModuleBuilder _module;
    private readonly ByteSource _source;
    private readonly Swarm _swarm;
    private readonly TypeSpace _types;
    private readonly TypePicker _picker;
    private readonly OperatorSet _operators;
    private readonly ValueWriter _values;
    private readonly InstructionWriter _code = new(4096);
    private readonly List<Local> _locals = [];

    // Locals of types without a default that have a value here, in the order in which they got it.
    private readonly List<int> _assigned = [];
    private readonly List<Label> _labels = [];

    // How deep expressions and statements may lie in one another.
    private readonly int _maximumDepth;

    private FunctionItem _function = null!;
    private int _parameters;
    private int _budget;
    private int _depth;
    private int _loops;
    private bool _isStraight;
    private bool _isSafe;

    public FunctionGenerator(ModuleBuilder module)
    {
        _module = module;
        _source = module.Case.Source;
        _swarm = module.Case.Swarm;
        _types = module.Types;
        _picker = module.Case.Picker;
        _operators = module.Case.Operators;
        _values = module.Values;
        _maximumDepth = _swarm.Has(Style.DeepNesting) ? 28 : 14;
        ChooseWeights();
    }

    // What a local is for: only free ones are written at random.
    private enum Role : byte
    {
        Free,
        Counter,
        Pointer,
    }

    /// <summary>Writes a function's body.</summary>
    public FunctionDefinition Generate(FunctionItem function)
    {
        Begin(function);
        CountEntry();
        DeclareLocals();
        do
        {
            Statement();
        }
        while (_budget > 0 && !_source.IsExhausted);

        Finish();
        _code.Write(Op.End);
        var groups = ImmutableArray.CreateBuilder<LocalGroup>();
        for (int i = _parameters; i < _locals.Count; i++)
        {
            uint count = 1;
            while (i + 1 < _locals.Count && _locals[i + 1].Type == _locals[i].Type)
            {
                i++;
                count++;
            }

            groups.Add(new LocalGroup(count, _locals[i].Type));
        }

        return new FunctionDefinition(function.TypeIndex, groups.DrainToImmutable(), new Expression(_code.ToArray(), 0), 0);
    }

    private void Begin(FunctionItem function)
    {
        _function = function;
        _code.Truncate(0);
        _locals.Clear();
        _assigned.Clear();
        _labels.Clear();
        foreach (ValType type in function.Type.Parameters)
        {
            _locals.Add(new Local(type, Role.Free, true));
        }

        _parameters = _locals.Count;
        _labels.Add(new Label([.. function.Type.Results], true, 0));
        _budget = function.Budget;
        _depth = 0;
        _loops = 0;
        _isSafe = function.IsSafe;
        _isStraight = function.IsStraight || function.IsSafe;
    }

    // Returns at once when too many functions have been entered since the counter was set: so calls end.
    private void CountEntry()
    {
        if (_isStraight || _module.Counter < 0)
        {
            return;
        }

        uint counter = (uint)_module.Counter;
        _code.Write(Op.GlobalGet, counter);
        _code.Write(Op.I32Eqz);
        BeginBlock(Op.If, [], []);
        foreach (ValType type in _function.Type.Results)
        {
            _values.Smallest(_code, type);
        }

        _code.Write(Op.Return);
        EndBlock();
        _code.Write(Op.GlobalGet, counter);
        I32(1);
        _code.Write(Op.I32Sub);
        _code.Write(Op.GlobalSet, counter);
    }

    private void DeclareLocals()
    {
        int count = _swarm.Has(Style.ManyLocals) && _budget > 60 ? _source.Between(10, 50) : _source.Between(1, 6);
        for (int i = 0; i < count; i++)
        {
            ValType type = _picker.Any();

            // Null would make most of what is done with it fail.
            if (!type.IsDefaultable || (type.IsReference ? !_source.Chance(20) : _source.Chance(150)))
            {
                Expression(type);
                Set(AddLocal(type, Role.Free));
            }
            else
            {
                AddLocal(type, Role.Free);
            }
        }
    }

    // The results, perhaps by a tail call, after all that has been computed has gone into a global.
    private void Finish()
    {
        // Without it what a function has computed often changes nothing that can be seen.
        if (_source.Chance(_swarm.Has(Style.LongLives) || _swarm.Has(Style.ManyLocals) ? 220 : 110))
        {
            Checksum();
        }

        _budget = Math.Max(_budget, 6 * _function.Type.Results.Length);
        if (_source.Chance(_swarm.Has(Style.ManyParameters) ? 80 : 40) && TryTailCall())
        {
            return;
        }

        foreach (ValType type in _function.Type.Results)
        {
            Expression(type);
        }

        if (_source.Chance(30))
        {
            _code.Write(Op.Return);
        }
    }

    // All numbers that locals hold, mixed into a global, so that they are alive up to here.
    private void Checksum()
    {
        int global = FindGlobal(ValType.I64, forWriting: true);
        if (global < 0)
        {
            return;
        }

        ValueWriter.Number(_code, ValType.I64, 0);
        for (int i = 0; i < _locals.Count; i++)
        {
            ValType type = _locals[i].Type;
            if (type.IsReference)
            {
                continue;
            }

            _code.Write(Op.LocalGet, (uint)i);
            switch (type.Code)
            {
                case 0x7F:
                    _code.Write(Op.I64ExtendI32U);
                    break;
                case 0x7D:
                    _code.Write(Op.I32ReinterpretF32);
                    _code.Write(Op.I64ExtendI32U);
                    break;
                case 0x7C:
                    _code.Write(Op.I64ReinterpretF64);
                    break;
                case 0x7B:
                    _code.Write(Op.I64x2ExtractLane);
                    _code.WriteByte((byte)(i & 1));
                    break;
            }

            _code.Write(Op.I64Xor);
            ValueWriter.Number(_code, ValType.I64, 7);
            _code.Write(Op.I64Rotl);
        }

        _code.Write(Op.GlobalSet, (uint)global);
    }

    // Pushes a value of a type.
    private void Expression(ValType type)
    {
        _budget--;
        if (_budget < 0 || _depth >= _maximumDepth || _source.IsExhausted)
        {
            Leaf(type);
            return;
        }

        _depth++;
        if (type.IsReference)
        {
            Reference(type);
        }
        else
        {
            Number(type);
        }

        _depth--;
    }

    private void Expressions(ReadOnlySpan<ValType> types)
    {
        foreach (ValType type in types)
        {
            Expression(type);
        }
    }

    // The cheapest value of a type: of a local, if there is one.
    private void Leaf(ValType type)
    {
        if (!TryGet(type))
        {
            _values.Smallest(_code, type);
        }
    }

    private bool TryGet(ValType type)
    {
        int local = FindLocal(type);
        if (local < 0)
        {
            return false;
        }

        _code.Write(Op.LocalGet, (uint)local);
        return true;
    }

    // A local whose value matches a type; -1 if there is none.
    private int FindLocal(ValType type)
    {
        int start = _source.Below(_locals.Count);
        for (int i = 0; i < _locals.Count; i++)
        {
            int index = start + i < _locals.Count ? start + i : start + i - _locals.Count;
            Local local = _locals[index];
            if (local.IsReadable && _types.IsSubtype(local.Type, type))
            {
                return index;
            }
        }

        return -1;
    }

    // A local that a value of a type may be written to; -1 if there is none.
    private int FindTarget(ValType type)
    {
        int start = _source.Below(_locals.Count);
        for (int i = 0; i < _locals.Count; i++)
        {
            int index = start + i < _locals.Count ? start + i : start + i - _locals.Count;
            if (_locals[index].Role == Role.Free && _types.IsSubtype(type, _locals[index].Type))
            {
                return index;
            }
        }

        return -1;
    }

    private int FindGlobal(ValType type, bool forWriting)
    {
        int count = _module.Globals.Count;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int index = (start + i) % count;
            GlobalItem global = _module.Globals[index];
            if (forWriting
                ? global.Type.Mutable && !global.IsReserved && _types.IsSubtype(type, global.Type.Value)
                : _types.IsSubtype(global.Type.Value, type))
            {
                return index;
            }
        }

        return -1;
    }

    private int AddLocal(ValType type, Role role)
    {
        _locals.Add(new Local(type, role, type.IsDefaultable));
        return _locals.Count - 1;
    }

    // Pops the top of the stack into a local.
    private void Set(int local)
    {
        _code.Write(Op.LocalSet, (uint)local);
        MarkAssigned(local);
    }

    private void MarkAssigned(int local)
    {
        Local slot = _locals[local];
        if (!slot.IsReadable)
        {
            _locals[local] = slot with { IsReadable = true };
            _assigned.Add(local);
        }
    }

    // Pops a value: mostly into a place from which it can be read again.
    private void Consume(ValType type)
    {
        if (!_source.Chance(40))
        {
            int local = FindTarget(type);
            if (local < 0 && _locals.Count < MaximumLocals && _source.Chance(60))
            {
                local = AddLocal(type, Role.Free);
            }

            if (local >= 0)
            {
                Set(local);
                return;
            }

            int global = FindGlobal(type, forWriting: true);
            if (global >= 0)
            {
                _code.Write(Op.GlobalSet, (uint)global);
                return;
            }
        }

        _code.Write(Op.Drop);
    }

    private void ConsumeAll(ReadOnlySpan<ValType> types)
    {
        for (int i = types.Length - 1; i >= 0; i--)
        {
            Consume(types[i]);
        }
    }

    private void I32(int value)
    {
        _code.Write(Op.I32Const);
        _code.WriteS32(value);
    }

    // Pushes a number of an address type.
    private void Address(ValType type, ulong value) => ValueWriter.Number(_code, type, value);

    // Whether to leave to chance what could be made to succeed.
    private bool Fails() => !_isSafe && _source.Chance(_module.Case.FailureOf256);

    // Opens a block. Its parameters are on the stack.
    private void BeginBlock(Op op, ValType[] parameters, ValType[] results, bool isTarget = true)
    {
        _code.Write(op);
        WriteBlockType(parameters, results);
        _labels.Add(new Label(op == Op.Loop ? parameters : results, isTarget, _assigned.Count));
    }

    private void WriteBlockType(ValType[] parameters, ValType[] results)
    {
        if (parameters.Length == 0 && results.Length <= 1)
        {
            _code.WriteBlockType(results.Length == 0 ? BlockType.Empty : BlockType.Of(results[0]));
        }
        else
        {
            _code.WriteBlockType(BlockType.OfType(_types.FunctionIndex(parameters, results)));
        }
    }

    private void Else()
    {
        Forget(_labels[^1].Assigned);
        _code.Write(Op.Else);
    }

    private void EndBlock()
    {
        Forget(_labels[^1].Assigned);
        _labels.RemoveAt(_labels.Count - 1);
        _code.Write(Op.End);
    }

    // What got a value in a block that has ended has none for the validator.
    private void Forget(int height)
    {
        for (int i = _assigned.Count - 1; i >= height; i--)
        {
            _locals[_assigned[i]] = _locals[_assigned[i]] with { IsReadable = false };
        }

        _assigned.RemoveRange(height, _assigned.Count - height);
    }

    // The immediate of a branch to a label.
    private uint Depth(int label) => (uint)(_labels.Count - 1 - label);

    private readonly record struct Local(ValType Type, Role Role, bool IsReadable);

    /// <summary>A label: what branches to it carry, whether any branch may go there, what had a value before.</summary>
    private readonly record struct Label(ValType[] Types, bool IsTarget, int Assigned);
}
