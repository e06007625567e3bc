using Wasm.Jit.Backend;
using static Wasm.SpecTests.Jit.RegAlloc.MachineBuilder;

namespace Wasm.SpecTests.Jit.RegAlloc;

/// <summary>
/// Random machine functions in strict SSA: nested branches, switches, loops with exits out of the middle, calls, calls with landing
/// pads, safepoints, every kind of constraint, all types. The same seed gives the same function.
/// </summary>
internal sealed class RandomMachine
{
    private readonly MachineBuilder _builder = new();
    private readonly Random _random;
    private readonly RegisterFile _file;
    private readonly List<int> _values = [];
    private readonly List<(int Block, bool IsLoop)> _labels = [];
    private readonly int _callRate;
    private readonly int _recent;
    private int _budget;
    private int _block;

    /// <summary>Whether all that comes now runs rarely: what a cold block leads to is cold.</summary>
    private bool _isCold;

    private RandomMachine(int seed, RegisterFile file, int size)
    {
        _random = new Random(seed);
        _file = file;
        _budget = size;
        _callRate = _random.Next(3) switch { 0 => 0, 1 => 4, _ => 20 };
        _recent = _random.Next(3) switch { 0 => 5, 1 => 20, _ => 200 };
    }

    public static MachineFunction Make(int seed, RegisterFile file, int size)
    {
        var machine = new RandomMachine(seed, file, size);
        return machine.Run();
    }

    private MachineFunction Run()
    {
        _block = _builder.Block();
        int instance = _builder.Register(RegisterType.I64);
        _builder.StoresInstance = _callRate > 0 || _random.Next(2) == 0;
        var entry = new List<Operand> { Out(instance, _file.General[^1]) };
        _builder.InstanceRegister = instance;
        _values.Add(instance);
        for (int a = _random.Next(5); a > 0; a--)
        {
            int argument = _builder.Register(RandomType());
            entry.Add(Out(argument, FileOf(_builder.TypeOf(argument))[a - 1]));
            _values.Add(argument);
        }

        _builder.Add(_block, MachineFlags.None, 1, [.. entry]);
        while (_budget > 0)
        {
            Sequence(0);
        }

        Return();
        return _builder.Build(_file, coldLast: _random.Next(2) == 0, backwards: _random.Next(2) == 0);
    }

    private byte[] FileOf(RegisterType type) => type is RegisterType.F32 or RegisterType.F64 or RegisterType.V128 ? _file.Vector : _file.General;

    private int Block(int depth, bool cold = false, params RegisterType[] parameters) => _builder.Block(depth, cold || _isCold, parameters);

    private RegisterType RandomType() => _random.Next(10) switch
    {
        < 2 => RegisterType.I32,
        < 4 => RegisterType.I64,
        < 7 => RegisterType.Ref,
        7 => RegisterType.F32,
        8 => RegisterType.F64,
        _ => RegisterType.V128,
    };

    private int Value()
    {
        int back = _random.Next(8) == 0 ? _values.Count : Math.Min(_recent, _values.Count);
        return _values[_values.Count - 1 - _random.Next(back)];
    }

    private int Value(RegisterType type)
    {
        for (int tries = 0; tries < 10; tries++)
        {
            int value = Value();
            if (_builder.TypeOf(value) == type)
            {
                return value;
            }
        }

        return New(type);
    }

    private int New(RegisterType type)
    {
        int value = _random.Next(2) == 0 ? _builder.Constant(_block, type, _random.Next(100)) : _builder.Define(_block, type, _random.Next());
        _values.Add(value);
        return value;
    }

    private int[] ValuesFor(int block) => [.. _builder.Parameters(block).Select(parameter => Value(_builder.TypeOf(parameter)))];

    private RegisterType[] Types(int most) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(_ => RandomType())];

    private void Sequence(int depth)
    {
        int length = _random.Next(1, 8);
        for (int n = 0; n < length && _budget > 0; n++)
        {
            _budget--;
            if (_random.Next(100) < _callRate)
            {
                Call(depth);
                continue;
            }

            switch (_random.Next(depth > 5 ? 20 : 24))
            {
                case < 20:
                    Plain();
                    break;
                case 20:
                    If(depth);
                    break;
                case 21:
                    Loop(depth);
                    break;
                case 22:
                    Switch(depth);
                    break;
                default:
                    Swap(depth);
                    break;
            }
        }
    }

    /// <summary>An instruction with operands of many kinds, which fit into the smallest register file together.</summary>
    private void Plain()
    {
        if (_random.Next(6) == 0)
        {
            New(RandomType());
            return;
        }

        if (_random.Next(8) == 0)
        {
            int source = Value();
            int copy = _builder.Register(_builder.TypeOf(source));
            _builder.Add(_block, MachineFlags.Move, 0, Use(source), Def(copy));
            _values.Add(copy);
            return;
        }

        var operands = new List<Operand>();
        var fixedFor = new Dictionary<int, int>();
        int uses = _random.Next(4);
        int registers = 0;
        for (int u = 0; u < uses; u++)
        {
            int value = Value();
            int choice = _random.Next(8);
            if (choice < 2)
            {
                operands.Add(Use(value, OperandConstraint.Any));
            }
            else if (choice == 2 && registers < 3)
            {
                registers++;
                int physical = FileOf(_builder.TypeOf(value))[_random.Next(5)];
                OperandKind kind = _random.Next(4) == 0 ? OperandKind.LateUse : OperandKind.Use;
                if (fixedFor.TryAdd(physical, value))
                {
                    operands.Add(In(value, physical, kind));
                }
            }
            else if (registers < 2)
            {
                registers++;
                operands.Add(_random.Next(5) == 0 ? Late(value, _random.Next(3) == 0 ? OperandConstraint.Any : OperandConstraint.Register) : Use(value));
            }
        }

        Definitions(operands, fixedFor, registers);
        _builder.Add(_block, _random.Next(12) == 0 ? MachineFlags.Safepoint : MachineFlags.None, _random.Next(), [.. operands]);
    }

    private void Definitions(List<Operand> operands, Dictionary<int, int> fixedFor, int registers)
    {
        var defined = new List<int>();
        if (_random.Next(4) == 0 && registers < 4)
        {
            registers++;
            int temporary = _builder.Register(RandomType());
            int physical = FileOf(_builder.TypeOf(temporary))[_random.Next(5)];
            operands.Add(_random.Next(3) == 0 && fixedFor.TryAdd(physical, -1) ? In(temporary, physical, OperandKind.Temp) : Of(OperandKind.Temp, temporary));
        }

        int tie = operands.FindIndex(operand => operand.Kind == OperandKind.Use && operand.Constraint is OperandConstraint.Register or OperandConstraint.Fixed && operand.Kind == OperandKind.Use);
        if (tie >= 0 && _random.Next(3) == 0 && !operands.Exists(other => other.Kind == OperandKind.LateUse && other.Constraint == OperandConstraint.Fixed && operands[tie].Constraint == OperandConstraint.Fixed && other.Fixed == operands[tie].Fixed))
        {
            int result = _builder.Register(_builder.TypeOf(operands[tie].Register));
            operands.Add(Same(result, tie));
            defined.Add(result);
        }
        else if (_random.Next(5) != 0)
        {
            int result = _builder.Register(RandomType());
            int physical = FileOf(_builder.TypeOf(result))[_random.Next(5)];
            bool conflict = operands.Exists(other => other.Kind != OperandKind.Use && other.Constraint == OperandConstraint.Fixed && other.Fixed == physical);
            operands.Add(_random.Next(4) == 0 && !conflict ? Out(result, physical) : _random.Next(6) == 0 && registers < 4 ? Of(OperandKind.EarlyDef, result) : Def(result));
            defined.Add(result);
        }

        if (_random.Next(8) == 0 && registers < 3)
        {
            int result = _builder.Register(RandomType());
            operands.Add(Def(result));
            defined.Add(result);
        }

        _values.AddRange(defined);
    }

    private void Call(int depth)
    {
        _builder.StoresInstance = true;
        var operands = new List<Operand>();
        int general = 0;
        int vector = 0;
        for (int a = _random.Next(7); a > 0; a--)
        {
            int value = Value();
            bool isVector = FileOf(_builder.TypeOf(value)) == _file.Vector;
            ref int next = ref isVector ? ref vector : ref general;
            if (next < 4 && _random.Next(5) != 0)
            {
                operands.Add(In(value, FileOf(_builder.TypeOf(value))[next++]));
            }
            else
            {
                operands.Add(Use(value, OperandConstraint.Any));
            }
        }

        List<int> results = [];
        general = 0;
        vector = 0;
        for (int r = _random.Next(3); r > 0; r--)
        {
            int result = _builder.Register(RandomType());
            bool isVector = FileOf(_builder.TypeOf(result)) == _file.Vector;
            ref int next = ref isVector ? ref vector : ref general;
            operands.Add(Out(result, FileOf(_builder.TypeOf(result))[next++]));
            results.Add(result);
        }

        MachineFlags flags = MachineFlags.Call | (_random.Next(4) == 0 ? MachineFlags.None : MachineFlags.Safepoint);
        if (_random.Next(4) != 0 || depth > 5)
        {
            _builder.Add(_block, flags, _random.Next(), [.. operands]);
            _values.AddRange(results);
            return;
        }

        Invoke(depth, flags, operands, results);
    }

    private void Invoke(int depth, MachineFlags flags, List<Operand> operands, List<int> results)
    {
        int loops = _labels.Count(label => label.IsLoop);
        _builder.Add(_block, flags | MachineFlags.Terminator, _random.Next(), [.. operands]);
        int known = _values.Count;
        int source = _block;
        int normal = Block(loops, false, _random.Next(2) == 0 ? [] : [.. results.Select(_builder.TypeOf)]);
        RegisterType[] merged = Types(3);
        int merge = Block(loops, false, merged);
        int pad = Block(loops, true, _random.Next(2) == 0 ? [] : [_builder.TypeOf(_values[0])]);
        _builder.Edge(source, normal, [.. _builder.Parameters(normal).Select((_, k) => results[k])]);
        _builder.Edge(source, pad, [.. _builder.Parameters(pad).Select(_ => _values[0])]);

        _block = pad;
        _values.AddRange(_builder.Parameters(pad));
        int thrown = _builder.Register(RegisterType.Ref);
        int clause = _builder.Register(RegisterType.I32);
        _builder.Add(_block, MachineFlags.Call, _random.Next(), Out(thrown, _file.General[0]), Out(clause, _file.General[1]));
        _values.Add(thrown);
        _values.Add(clause);
        _labels.Add((merge, false));
        bool outside = _isCold;
        _isCold = true;
        Sequence(depth + 1);
        _isCold = outside;
        int[] values = ValuesFor(merge);
        _builder.Jump(_block, merge, values);
        _values.RemoveRange(known, _values.Count - known);

        _block = normal;
        _values.AddRange(results);
        _values.AddRange(_builder.Parameters(normal));
        Sequence(depth + 1);
        values = ValuesFor(merge);
        _builder.Jump(_block, merge, values);
        _values.RemoveRange(known, _values.Count - known);
        _labels.RemoveAt(_labels.Count - 1);
        _block = merge;
        _values.AddRange(_builder.Parameters(merge));
    }

    private void If(int depth)
    {
        int loops = _labels.Count(label => label.IsLoop);
        int merge = Block(loops, false, Types(4));
        Fork(depth, merge, 2);
    }

    private void Switch(int depth)
    {
        int loops = _labels.Count(label => label.IsLoop);
        int merge = Block(loops, false, Types(2));
        Fork(depth, merge, _random.Next(1, 6) + 1);
    }

    private void Fork(int depth, int merge, int ways)
    {
        int loops = _labels.Count(label => label.IsLoop);
        int condition = Value();
        int other = Value();
        int source = _block;
        int known = _values.Count;
        var arms = new List<int>();
        var cold = new bool[ways];
        int[][] given = new int[ways][];
        for (int w = 0; w < ways; w++)
        {
            cold[w] = _random.Next(3) == 0;
            int arm = Block(loops, cold[w], _random.Next(3) == 0 ? Types(3) : []);
            arms.Add(arm);
            given[w] = ValuesFor(arm);
        }

        // A fused comparison; a table of branches has scratch registers and reads to the end.
        var operands = new List<Operand>
        {
            Use(condition, _random.Next(2) == 0 ? OperandConstraint.Any : OperandConstraint.Register),
            _random.Next(4) == 0 ? Late(other) : Use(other),
        };
        for (int t = _random.Next(3); t > 0; t--)
        {
            operands.Add(Of(OperandKind.Temp, _builder.Register(RandomType())));
        }

        _builder.Add(source, MachineFlags.Terminator, _random.Next(), [.. operands]);
        for (int w = 0; w < ways; w++)
        {
            _builder.Edge(source, arms[w], given[w]);
        }

        known = _values.Count;
        _labels.Add((merge, false));
        for (int w = 0; w < ways; w++)
        {
            _block = arms[w];
            _values.AddRange(_builder.Parameters(arms[w]));
            bool outside = _isCold;
            _isCold |= cold[w] && _random.Next(4) != 0;
            if (_random.Next(3) != 0)
            {
                Sequence(depth + 1);
            }

            _isCold = outside;
            int target = w > 0 && _random.Next(6) == 0 ? _labels[_random.Next(_labels.Count)].Block : merge;
            int[] values = ValuesFor(target);
            _builder.Jump(_block, target, values);
            _values.RemoveRange(known, _values.Count - known);
        }

        _labels.RemoveAt(_labels.Count - 1);
        _block = merge;
        _values.AddRange(_builder.Parameters(merge));
    }

    private void Loop(int depth)
    {
        int loops = _labels.Count(label => label.IsLoop) + 1;
        int header = Block(loops, false, Types(6));
        int[] initial = ValuesFor(header);
        _builder.Jump(_block, header, initial);
        int known = _values.Count;
        _block = header;
        _values.AddRange(_builder.Parameters(header));
        _labels.Add((header, true));
        Sequence(depth + 1);
        Sequence(depth + 1);
        _labels.RemoveAt(_labels.Count - 1);
        int condition = Value();
        int[] again = ValuesFor(header);
        int back = Block(loops, false);
        int exit = Block(loops - 1, false, Types(2));
        int[] out_ = ValuesFor(exit);
        _builder.Add(_block, MachineFlags.Terminator, _random.Next(), Use(condition));
        _builder.Edge(_block, back);
        _builder.Edge(_block, exit, out_);
        _builder.Jump(back, header, again);
        _block = exit;
        if (_random.Next(3) == 0)
        {
            _values.RemoveRange(known, _values.Count - known);
        }

        _values.AddRange(_builder.Parameters(exit));
    }

    /// <summary>A loop that rotates its parameters: cycles of moves.</summary>
    private void Swap(int depth)
    {
        int loops = _labels.Count(label => label.IsLoop) + 1;
        RegisterType[] types = [RegisterType.I64, RegisterType.I64, RegisterType.I64, RegisterType.V128, RegisterType.V128, RegisterType.F64, RegisterType.F64, RegisterType.Ref, RegisterType.Ref];
        int header = Block(loops, false, types);
        int[] initial = ValuesFor(header);
        _builder.Jump(_block, header, initial);
        _block = header;
        IReadOnlyList<int> p = _builder.Parameters(header);
        int known = _values.Count;
        _values.AddRange(p);
        _labels.Add((header, true));
        Sequence(depth + 1);
        _labels.RemoveAt(_labels.Count - 1);
        int back = Block(loops);
        int exit = Block(loops - 1);
        _builder.Branch(_block, p[0], back, exit);
        _builder.Jump(back, header, p[1], p[2], p[0], p[4], p[3], p[6], p[5], p[8], p[7]);
        _block = exit;
        if (_random.Next(2) == 0)
        {
            _values.RemoveRange(known, _values.Count - known);
        }
    }

    private void Return()
    {
        var operands = new List<Operand>();
        for (int r = _random.Next(3); r > 0; r--)
        {
            int value = Value();
            int physical = FileOf(_builder.TypeOf(value))[r];
            if (!operands.Exists(operand => operand.Constraint == OperandConstraint.Fixed && operand.Fixed == physical))
            {
                operands.Add(In(value, physical));
            }
        }

        _builder.Add(_block, MachineFlags.Terminator, 0, [.. operands, Use(Value(), OperandConstraint.Any)]);
    }
}
