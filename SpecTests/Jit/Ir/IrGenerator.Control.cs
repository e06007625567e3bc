using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.SpecTests.Jit.Ir;

// Control flow, and operands.
internal sealed partial class IrGenerator
{
    private void If(int depth)
    {
        IrType[] types = SomeTypes(4);
        (Block then, Block otherwise, Block join) = (AddBlock(), AddBlock(), _function.AddBlock());
        Branch(Pick(IrType.I32), Edge(then), Edge(otherwise));
        int[] marks = Mark();
        Arm(then);
        Arm(otherwise);
        Join(join, types);

        void Arm(Block block)
        {
            _block = block;
            if (_random.Next(4) > 0)
            {
                Statements(depth + 1);
            }

            if (_random.Next(10) == 0)
            {
                Append(new Instruction { Op = IrOp.Trap, Flags = (byte)TrapCode.Unreachable });
                Release(marks);
                return;
            }

            JumpTo(join, types);
            Release(marks);
        }
    }

    private void JumpTo(Block block, IrType[] types) =>
        Append(new Instruction { Op = IrOp.Jump, A = new Value(Edge(block, [.. types.Select(Pick)])) });

    private void Join(Block join, IrType[] types)
    {
        _function.BlockOrder.Add(join);
        _block = join;
        foreach (IrType type in types)
        {
            Add(_function.AddParameter(join, type));
        }
    }

    // Counts down from a small number; tested at the end or at the beginning.
    private void Loop(int depth)
    {
        IrType[] types = SomeTypes(3);
        bool testFirst = _random.Next(2) == 0;
        (Block header, Block exit) = (AddBlock(), _function.AddBlock());
        Value count = Number(IrType.I32, _random.Next(testFirst ? 0 : 1, 5));
        Value[] initial = [count, .. types.Select(Pick)];
        Append(new Instruction { Op = IrOp.Jump, A = new Value(Edge(header, initial)) });
        int[] marks = Mark();
        _block = header;
        Value counter = _function.AddParameter(header, IrType.I32);
        Value[] carried = [.. types.Select(type => _function.AddParameter(header, type))];
        foreach (Value value in carried)
        {
            Add(value);
        }

        Add(counter);
        if (_random.Next(3) == 0)
        {
            Append(new Instruction { Op = IrOp.CheckStop });
        }

        if (testFirst)
        {
            if (_random.Next(2) == 0)
            {
                Operation();
            }

            Block body = AddBlock();
            Branch(counter, Edge(body), Edge(exit, carried));
            _block = body;
        }

        Statements(depth + 1);
        Value less = Append(new Instruction { Op = (IrOp)Op.I32Sub, Type = IrType.I32, A = counter, B = Number(IrType.I32, 1) });
        Value[] next = [less, .. types.Select(Pick)];
        if (testFirst)
        {
            Append(new Instruction { Op = IrOp.Jump, A = new Value(Edge(header, next)) });
        }
        else
        {
            Branch(less, Edge(header, next), Edge(exit, next[1..]));
        }

        Release(marks);
        Join(exit, types);
    }

    private void Table(int depth)
    {
        IrType[] types = SomeTypes(3);
        int count = _random.Next(1, 6);
        Block[] cases = [.. Enumerable.Range(0, count).Select(_ => _function.AddBlock())];
        Block join = _function.AddBlock();
        Value index = Pick(IrType.I32);
        int first = _function.EdgeCount;
        for (int i = 0; i < count; i++)
        {
            if (_random.Next(4) == 0)
            {
                Edge(join, [.. types.Select(type => _pools[(int)type].Count > 0 ? Any(type) : null).Select(value => value ?? Value.None)]);
            }
            else
            {
                Edge(cases[_random.Next(count)]);
            }
        }

        FillMissing(first, count, types);
        Append(new Instruction { Op = IrOp.BranchTable, A = index, B = new Value(first), C = new Value(count) });
        int[] marks = Mark();
        foreach (Block block in cases)
        {
            _function.BlockOrder.Add(block);
            _block = block;
            if (_random.Next(2) == 0)
            {
                Statements(depth + 1);
            }

            JumpTo(join, types);
            Release(marks);
        }

        Join(join, types);
    }

    // Edges of a table are a run, so values that edges lack are made after them, still before the branch.
    private void FillMissing(int first, int count, IrType[] types)
    {
        for (int edge = first; edge < first + count; edge++)
        {
            for (int i = 0; i < _function.EdgeAt(edge).Count; i++)
            {
                if (!_function.Arguments(edge)[i].IsSome)
                {
                    Value value = Pick(types[i]);
                    _function.Arguments(edge)[i] = value;
                }
            }
        }
    }

    private void Invoke(int depth)
    {
        IrType[] types = SomeTypes(2);
        IrType[] results = SomeTypes(4);
        int call = NewCall(SomeTypes(3), results);
        (Block normal, Block pad, Block join) = (AddBlock(), _function.AddBlock(), _function.AddBlock());
        _function.CallAt(call).NormalEdge = Edge(normal);
        _function.CallAt(call).PadEdge = Edge(pad);
        _function.CallAt(call).Handlers = _function.HandlerLists.Count;
        _function.HandlerLists.Add(_function.Catches.Count);
        _function.Catches.Add(new CatchEntry(_random.Next(3), 0));
        if (_random.Next(2) == 0)
        {
            _function.Catches.Add(new CatchEntry(-1, 1));
        }

        _function.Catches.Add(new CatchEntry(-1, -1));
        Value value = Append(new Instruction { Op = IrOp.Invoke, Type = results.Length == 1 ? results[0] : IrType.None, A = new Value(call) });
        int[] marks = Mark();
        _block = normal;
        AddResults(value, results);
        Statements(depth + 1);
        JumpTo(join, types);
        Release(marks);
        _function.BlockOrder.Add(pad);
        _block = pad;
        Value landing = Append(new Instruction { Op = IrOp.LandingPad });
        Append(new Instruction { Op = IrOp.Result, Type = IrType.Ref, A = landing, B = new Value(0) });
        Add(Append(new Instruction { Op = IrOp.Result, Type = IrType.I32, A = landing, B = new Value(1) }));
        JumpTo(join, types);
        Release(marks);
        Join(join, types);
    }

    // Leaves the function if something is so.
    private void Guard()
    {
        (Block leave, Block stay) = (AddBlock(), _function.AddBlock());
        Value condition = Append(new Instruction { Op = (IrOp)Op.I32Eq, Type = IrType.I32, A = Pick(IrType.I32), B = Number(IrType.I32, _random.Next(4)) });
        Branch(condition, Edge(leave), Edge(stay));
        int[] marks = Mark();
        _block = leave;
        Return();
        Release(marks);
        Join(stay, []);
    }

    private void Return()
    {
        Value[] values = [.. _function.Signature.Results.Select(Pick)];
        Append(new Instruction { Op = IrOp.Return, A = new Value(_function.AddList(values)), B = new Value(values.Length) });
    }

    private void Branch(Value condition, int then, int otherwise) =>
        Append(new Instruction { Op = IrOp.BranchIf, A = condition, B = new Value(then), C = new Value(otherwise), Flags = (byte)_random.Next(3) });

    private int Edge(Block target, params Value[] values) => _function.AddEdge(target, values);

    private Value Append(in Instruction instruction) => _function.Append(_block, in instruction, _offset++);

    private void Add(Value value) => _pools[(int)_function[value].Type].Add(value);

    private int[] Mark() => [.. _pools.Select(pool => pool.Count)];

    private void Release(int[] marks)
    {
        for (int i = 0; i < marks.Length; i++)
        {
            _pools[i].RemoveRange(marks[i], _pools[i].Count - marks[i]);
        }
    }

    private Value Invariant(int offset) =>
        Append(new Instruction { Op = (IrOp)Op.I64Load, Type = IrType.I64, A = _instance, Imm = new MemoryAccess(MemoryRegion.Runtime, 0, invariant: true).Place(offset) });

    // Mostly in bounds.
    private Value Index(int limit)
    {
        switch (_random.Next(6))
        {
            case 0:
                return Number(IrType.I32, _random.Next(limit));
            case 1:
                return _random.Next(8) == 0 ? Pick(IrType.I32) : Number(IrType.I32, 4);
            case 2:
                Value masked = Append(new Instruction { Op = (IrOp)Op.I32And, Type = IrType.I32, A = Pick(IrType.I32), B = Number(IrType.I32, 7) });
                return Append(new Instruction { Op = (IrOp)Op.I32Add, Type = IrType.I32, A = masked, B = Number(IrType.I32, _random.Next(limit - 8)) });
            default:
                return Append(new Instruction { Op = (IrOp)Op.I32RemU, Type = IrType.I32, A = Pick(IrType.I32), B = Number(IrType.I32, limit) });
        }
    }

    private Value? Any(IrType type)
    {
        List<Value> pool = _pools[(int)type];

        // Recent ones more often, so that chains get long.
        int i = pool.Count - 1 - Math.Min(_random.Next(pool.Count), _random.Next(pool.Count));
        return pool[i];
    }

    private Value Pick(IrType type)
    {
        if (_pools[(int)type].Count > 0 && _random.Next(4) > 0)
        {
            return Any(type)!.Value;
        }

        if (type == IrType.V128)
        {
            _function.Vectors.Add(_random.Next(4) switch
            {
                0 => Vector128<byte>.Zero,
                1 => Vector128<byte>.AllBitsSet,
                2 => Vector128.Create(Interesting[_random.Next(Interesting.Length)]).AsByte(),
                _ => Vector128.Create(_random.NextInt64(), _random.NextInt64()).AsByte(),
            });
            return Append(new Instruction { Op = (IrOp)Op.V128Const, Type = type, Imm = _function.Vectors.Count - 1 });
        }

        return Number(type, _random.Next(8) == 0 ? _random.NextInt64() : Interesting[_random.Next(Interesting.Length)]);
    }

    private Value Number(IrType type, long number) => type switch
    {
        IrType.I32 => Append(new Instruction { Op = (IrOp)Op.I32Const, Type = type, Imm = (uint)number }),
        IrType.I64 => Append(new Instruction { Op = (IrOp)Op.I64Const, Type = type, Imm = number }),
        IrType.F32 => Append(new Instruction { Op = (IrOp)Op.F32Const, Type = type, Imm = (uint)BitConverter.SingleToInt32Bits(_random.Next(2) == 0 ? number : BitConverter.Int32BitsToSingle((int)number)) }),
        _ => Append(new Instruction { Op = (IrOp)Op.F64Const, Type = type, Imm = BitConverter.DoubleToInt64Bits(_random.Next(2) == 0 ? number : BitConverter.Int64BitsToDouble(number)) }),
    };
}
