using System.Runtime.Intrinsics;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Runtime.Numerics;
using Wasm.SpecTests.Validation;

namespace Wasm.SpecTests.Interpreter;

/// <summary>A node of a program: an instruction, with what is inside if it is a block.</summary>
internal sealed record Node(Op Op)
{
    public ulong Bits { get; init; }

    public int Index { get; init; }

    public int[] Labels { get; init; } = [];

    /// <summary>Blocks: type index, numbers of parameters and results, contents.</summary>
    public (int Type, int Parameters, int Results) Block { get; init; }

    public List<Node> Body { get; init; } = [];

    public List<Node> Else { get; init; } = [];
}

/// <summary>
/// A valid function of scalar code and structured control, made at random: locals are written while reads of them are
/// on the stack, operands lie below blocks and branches, blocks take and give several values. It terminates.
/// </summary>
internal sealed class RandomProgram
{
    private static readonly ValType[] Types = [ValType.I32, ValType.I64, ValType.F32, ValType.F64];

    private static readonly Dictionary<ValType, InstructionInfo[]> Operators = Types.ToDictionary(
        type => type,
        type => InstructionTable.All.Where(row => row.Immediate == Immediate.None && row.Signature.EndsWith(":" + Letter(type), StringComparison.Ordinal)
            && row.Signature.All(c => "ilfd:".Contains(c, StringComparison.Ordinal))).ToArray());

    private readonly Random _random;
    private readonly List<(ValType[] Types, bool IsLoop)> _labels = [];
    private readonly List<ValType> _locals = [];
    private readonly HashSet<int> _reserved = [];
    private int _budget;

    public RandomProgram(int seed)
    {
        _random = new Random(seed);
        _budget = _random.Next(10, 120);
        Parameters = Pick(0, 3);
        Results = Pick(0, 3);
        _locals.AddRange(Parameters);
        _locals.AddRange(Pick(1, 4));
        Module.Definition.Globals.AddRange(Types.Select(type => new Core.Model.GlobalDefinition(
            new GlobalType(type, true), new Core.Model.Expression(TestModule.Code(writer => WriteNode(writer, Constant(type, 0))), 0), 0)));
        _labels.Add((Results, false));
        Body = [];
        for (int i = _random.Next(4); i > 0; i--)
        {
            Statement(Body);
        }

        Expressions(Body, Results);
        int type = Module.Function(Parameters, Results);
        Module.Body(
            type,
            writer => Body.ForEach(node => WriteNode(writer, node)),
            [.. _locals.Skip(Parameters.Length).Select(local => new Core.Model.LocalGroup(1, local))]);
        Module.Definition.Exports.Add(new Core.Model.Export("run", ExternKind.Function, 0, 0));
        for (int i = 0; i < Types.Length; i++)
        {
            Module.Definition.Exports.Add(new Core.Model.Export($"g{i}", ExternKind.Global, i, 0));
        }
    }

    public TestModule Module { get; } = new();

    public List<Node> Body { get; }

    public ValType[] Parameters { get; }

    public ValType[] Results { get; }

    public IReadOnlyList<ValType> Locals => _locals;

    public static int GlobalCount => Types.Length;

    /// <summary>Numbers at which operators change their minds.</summary>
    public ulong Interesting(ValType type) => _random.Next(4) switch
    {
        0 => (ulong)_random.Next(4),
        1 => type.Code switch { 0x7F => 0x80000000, 0x7E => 0x8000000000000000, 0x7D => 0x7F800001, _ => 0xFFF0000000000000 },
        2 => type.Code is 0x7F or 0x7D ? uint.MaxValue : ulong.MaxValue,
        _ => type.Code is 0x7F or 0x7D ? (uint)_random.NextInt64() : (ulong)_random.NextInt64(),
    };

    private static char Letter(ValType type) => type.Code switch { 0x7F => 'i', 0x7E => 'l', 0x7D => 'f', _ => 'd' };

    private static ValType OfLetter(char letter) => letter switch { 'i' => ValType.I32, 'l' => ValType.I64, 'f' => ValType.F32, _ => ValType.F64 };

    private static Node Constant(ValType type, ulong bits) =>
        new(type.Code switch { 0x7F => Op.I32Const, 0x7E => Op.I64Const, 0x7D => Op.F32Const, _ => Op.F64Const }) { Bits = bits };

    private static void WriteNode(InstructionWriter writer, Node node)
    {
        var instruction = new Instruction { Op = node.Op, Index = (uint)node.Index, Bits = node.Bits, Block = BlockType.OfType(node.Block.Type) };
        writer.Write(instruction, [.. node.Labels.Select(label => (uint)label)], [], []);
        if (node.Op is Op.Block or Op.Loop or Op.If)
        {
            node.Body.ForEach(inner => WriteNode(writer, inner));
            if (node.Op == Op.If && (node.Else.Count > 0 || node.Block is not { Parameters: 0, Results: 0 }))
            {
                writer.Write(Op.Else);
                node.Else.ForEach(inner => WriteNode(writer, inner));
            }

            writer.Write(Op.End);
        }
    }

    private ValType AnyType() => Types[_random.Next(Types.Length)];

    private ValType[] Pick(int least, int most) => [.. Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => AnyType())];

    /// <summary>Code that pushes values of types.</summary>
    private void Expressions(List<Node> code, ReadOnlySpan<ValType> types)
    {
        foreach (ValType type in types)
        {
            Expression(code, type);
            if (_random.Next(6) == 0)
            {
                Statement(code);
            }
        }
    }

    private void Expression(List<Node> code, ValType type)
    {
        int choice = --_budget < 0 ? _random.Next(2) : _random.Next(12);
        switch (choice)
        {
            case 0:
                code.Add(Constant(type, Interesting(type)));
                break;
            case 1 or 2:
                code.Add(Local(type) is var local and >= 0 ? new Node(Op.LocalGet) { Index = local } : Constant(type, Interesting(type)));
                break;
            case 3:
                code.Add(new Node(Op.GlobalGet) { Index = Array.IndexOf(Types, type) });
                break;
            case 4:
                Expression(code, type);
                if (Local(type) is var target and >= 0)
                {
                    code.Add(new Node(Op.LocalTee) { Index = target });
                }

                break;
            case 5:
                Expressions(code, [type, type, ValType.I32]);
                code.Add(new Node(Op.Select));
                break;
            case 6:
                Block(code, Pick(0, 2), [type]);
                break;
            case 7 when Label(label => !label.IsLoop && label.Types.AsSpan().SequenceEqual([type])) is var label and >= 0:
                Expressions(code, [type, ValType.I32]);
                code.Add(new Node(Op.BrIf) { Index = label });
                break;
            default:
                InstructionInfo[] operators = Operators[type];
                InstructionInfo info = operators[_random.Next(operators.Length)];
                foreach (char letter in info.Signature[..info.Signature.IndexOf(':', StringComparison.Ordinal)])
                {
                    Expressions(code, [OfLetter(letter)]);
                }

                code.Add(new Node(info.Op));
                break;
        }
    }

    /// <summary>Code that leaves the stack as it was.</summary>
    private void Statement(List<Node> code)
    {
        if (--_budget < 0)
        {
            return;
        }

        switch (_random.Next(10))
        {
            case 0 or 1 or 2 when Local(AnyType()) is var local and >= 0:
                Expression(code, _locals[local]);
                code.Add(new Node(Op.LocalSet) { Index = local });
                break;
            case 3:
                ValType type = AnyType();
                Expression(code, type);
                code.Add(new Node(Op.GlobalSet) { Index = Array.IndexOf(Types, type) });
                break;
            case 4:
                Loop(code);
                break;
            case 5:
                LeaveIf(code);
                break;
            case 6:
                While(code);
                break;
            case 7:
                PerhapsLeave(code);
                break;
            case 8:
                ValType[] results = Pick(0, 3);
                Block(code, Pick(0, 2), results);
                Consume(code, results);
                break;
            default:
                Expression(code, AnyType());
                code.Add(new Node(Op.Drop));
                break;
        }
    }

    private void Block(List<Node> code, ValType[] parameters, ValType[] results)
    {
        Expressions(code, parameters);
        bool isIf = _random.Next(2) == 0;
        if (isIf)
        {
            Expression(code, ValType.I32);
        }

        List<Node> Inside()
        {
            var inside = new List<Node>();
            _labels.Add((results, false));
            Consume(inside, parameters);
            Statement(inside);
            Expressions(inside, results);
            _labels.RemoveAt(_labels.Count - 1);
            return inside;
        }

        code.Add(new Node(isIf ? Op.If : Op.Block)
        {
            Block = (Module.Function(parameters, results), parameters.Length, results.Length),
            Body = Inside(),
            Else = isIf ? Inside() : [],
        });
    }

    /// <summary>A loop that counts a local of its own down; its parameters go round.</summary>
    private void Loop(List<Node> code)
    {
        int counter = _locals.Count;
        _locals.Add(ValType.I32);
        _reserved.Add(counter);
        ValType[] parameters = Pick(0, 2);
        code.Add(Constant(ValType.I32, (ulong)_random.Next(1, 5)));
        code.Add(new Node(Op.LocalSet) { Index = counter });
        Expressions(code, parameters);
        var inside = new List<Node>();
        _labels.Add((parameters, true));
        Statement(inside);
        Consume(inside, parameters);
        Expressions(inside, parameters);
        inside.AddRange(
        [
            new Node(Op.LocalGet) { Index = counter },
            Constant(ValType.I32, 1),
            new Node(Op.I32Sub),
            new Node(Op.LocalTee) { Index = counter },
            .. _random.Next(2) == 0 ? new[] { Constant(ValType.I32, 0), new Node(Op.I32Ne) } : [],
            new Node(Op.BrIf) { Index = 0 },
        ]);
        _labels.RemoveAt(_labels.Count - 1);
        code.Add(new Node(Op.Loop) { Block = (Module.Function(parameters, parameters), parameters.Length, parameters.Length), Body = inside });
        Consume(code, parameters);
    }

    /// <summary>A loop that begins with its exit, as loops of most languages do.</summary>
    private void While(List<Node> code)
    {
        ValType type = _random.Next(2) == 0 ? ValType.I32 : ValType.I64;
        bool is64 = type == ValType.I64;
        int counter = _locals.Count;
        _locals.Add(type);
        _reserved.Add(counter);
        Node limit = Constant(type, (ulong)_random.Next(4));
        if (_random.Next(2) == 0)
        {
            code.AddRange([limit, new Node(Op.LocalSet) { Index = counter + 1 }]);
            limit = new Node(Op.LocalGet) { Index = counter + 1 };
            _locals.Add(type);
            _reserved.Add(counter + 1);
        }

        Op[] relations = is64
            ? [Op.I64Eq, Op.I64GeS, Op.I64GeU, Op.I64LeU, Op.I64LeS, Op.I64Ne, Op.I64GtS, Op.I64LtU]
            : [Op.I32Eq, Op.I32GeS, Op.I32GeU, Op.I32LeU, Op.I32LeS, Op.I32Ne, Op.I32GtS, Op.I32LtU];
        int relation = _random.Next(relations.Length);
        bool swapped = relation is 3 or 4 or 7;
        Node read = new(Op.LocalGet) { Index = counter };

        // Relations that hold at once leave at once; the others when the counter has come to the limit.
        var inside = new List<Node>();
        inside.AddRange(swapped ? [limit, read] : [read, limit]);
        inside.AddRange([new Node(relations[relation]), new Node(Op.BrIf) { Index = 1 }]);
        _labels.Add(([], false));
        _labels.Add(([], true));
        Statement(inside);
        _labels.RemoveRange(_labels.Count - 2, 2);
        inside.AddRange(
        [
            read,
            Constant(type, 1),
            new Node(is64 ? Op.I64Add : Op.I32Add),
            new Node(Op.LocalSet) { Index = counter },
            new Node(Op.Br) { Index = 0 },
        ]);
        int empty = Module.Function([]);
        int start = _random.Next(-2, 1);
        code.Add(Constant(type, is64 ? (ulong)start : (uint)start));
        code.Add(new Node(Op.LocalSet) { Index = counter });
        code.Add(new Node(Op.Block)
        {
            Block = (empty, 0, 0),
            Body = [new Node(Op.Loop) { Block = (empty, 0, 0), Body = inside }],
        });
    }

    /// <summary>A branch that is taken or not, with operands for its label above others.</summary>
    private void PerhapsLeave(List<Node> code)
    {
        ValType[] below = Pick(0, 2);
        Expressions(code, below);
        int label = Label(candidate => !candidate.IsLoop);
        ValType[] types = _labels[_labels.Count - 1 - label].Types;
        Expressions(code, [.. types, ValType.I32]);
        code.Add(new Node(Op.BrIf) { Index = label });
        Consume(code, [.. below, .. types]);
    }

    /// <summary>An if whose body branches away, by one of three instructions, over operands that are dropped.</summary>
    private void LeaveIf(List<Node> code)
    {
        Expression(code, ValType.I32);
        var inside = new List<Node>();
        _labels.Add(([], false));
        Expressions(inside, Pick(0, 2));
        int label = Label(candidate => !candidate.IsLoop);
        ValType[] types = _labels[_labels.Count - 1 - label].Types;
        Expressions(inside, types);
        switch (_random.Next(3))
        {
            case 0:
                inside.Add(new Node(Op.Br) { Index = label });
                break;
            case 1:
                int other = Label(candidate => !candidate.IsLoop && candidate.Types.AsSpan().SequenceEqual(types));
                Expression(inside, ValType.I32);
                inside.Add(new Node(Op.BrTable) { Index = label, Labels = [other, label, other] });
                break;
            default:
                if (label == _labels.Count - 1)
                {
                    inside.Add(new Node(Op.Return));
                }
                else
                {
                    inside.Add(new Node(Op.Br) { Index = label });
                }

                break;
        }

        Statement(inside);
        _labels.RemoveAt(_labels.Count - 1);
        code.Add(new Node(Op.If) { Block = (Module.Function([]), 0, 0), Body = inside });
    }

    /// <summary>Pops values, mostly into variables, where a wrong one shows.</summary>
    private void Consume(List<Node> code, ValType[] types)
    {
        foreach (ValType type in types.Reverse())
        {
            code.Add(_random.Next(3) switch
            {
                0 => new Node(Op.Drop),
                1 when Local(type) is var local and >= 0 => new Node(Op.LocalSet) { Index = local },
                _ => new Node(Op.GlobalSet) { Index = Array.IndexOf(Types, type) },
            });
        }
    }

    private int Local(ValType type)
    {
        int[] candidates = [.. Enumerable.Range(0, _locals.Count).Where(local => _locals[local] == type && !_reserved.Contains(local))];
        return candidates.Length == 0 ? -1 : candidates[_random.Next(candidates.Length)];
    }

    private int Label(Func<(ValType[] Types, bool IsLoop), bool> condition)
    {
        int[] candidates = [.. Enumerable.Range(0, _labels.Count).Where(depth => condition(_labels[_labels.Count - 1 - depth]))];
        return candidates.Length == 0 ? -1 : candidates[_random.Next(candidates.Length)];
    }
}

/// <summary>Executes a program as the specification's reduction rules read: a stack of values, blocks by recursion.</summary>
internal sealed class NaiveExecution(RandomProgram program, ulong[] arguments)
{
    private const int Normal = -1;

    private readonly List<ulong> _stack = [];
    private readonly ulong[] _locals = [.. arguments, .. new ulong[program.Locals.Count - arguments.Length]];

    public ulong[] Globals { get; } = new ulong[RandomProgram.GlobalCount];

    public TrapCode Trap { get; private set; }

    /// <summary>The results, or null after a trap.</summary>
    public ulong[]? Run()
    {
        try
        {
            Execute(program.Body, 0, program.Results.Length);
            return [.. _stack.TakeLast(program.Results.Length)];
        }
        catch (ArithmeticException)
        {
            return null;
        }
    }

    /// <returns>Number of blocks that a branch still leaves, or <see cref="Normal"/>.</returns>
    private int Execute(List<Node> code, int height, int arity)
    {
        foreach (Node node in code)
        {
            int branch = Execute(node);
            if (branch != Normal)
            {
                if (branch == 0)
                {
                    Unwind(height, arity);
                }

                return branch - 1 < 0 ? Normal - 1 : branch - 1;
            }
        }

        return Normal;
    }

    private void Unwind(int height, int arity)
    {
        ulong[] kept = [.. _stack.TakeLast(arity)];
        _stack.RemoveRange(height, _stack.Count - height);
        _stack.AddRange(kept);
    }

    private int Execute(Node node)
    {
        switch (node.Op)
        {
            case Op.I32Const or Op.I64Const or Op.F32Const or Op.F64Const:
                _stack.Add(node.Bits);
                return Normal;
            case Op.LocalGet:
                _stack.Add(_locals[node.Index]);
                return Normal;
            case Op.LocalSet:
                _locals[node.Index] = Pop();
                return Normal;
            case Op.LocalTee:
                _locals[node.Index] = _stack[^1];
                return Normal;
            case Op.GlobalGet:
                _stack.Add(Globals[node.Index]);
                return Normal;
            case Op.GlobalSet:
                Globals[node.Index] = Pop();
                return Normal;
            case Op.Drop:
                Pop();
                return Normal;
            case Op.Select:
                uint condition = (uint)Pop();
                ulong second = Pop();
                ulong first = Pop();
                _stack.Add(condition != 0 ? first : second);
                return Normal;
            case Op.Br:
                return node.Index;
            case Op.BrIf:
                return (uint)Pop() != 0 ? node.Index : Normal;
            case Op.BrTable:
                uint index = (uint)Pop();
                return index < node.Labels.Length ? node.Labels[index] : node.Index;
            case Op.Return:
                return int.MaxValue;
            case Op.Block or Op.Loop or Op.If:
                return ExecuteBlock(node);
            default:
                Operate(node.Op);
                return Normal;
        }
    }

    private int ExecuteBlock(Node node)
    {
        List<Node> body = node.Op == Op.If && (uint)Pop() == 0 ? node.Else : node.Body;
        int height = _stack.Count - node.Block.Parameters;
        while (true)
        {
            int branch = Execute(body, height, node.Op == Op.Loop ? node.Block.Parameters : node.Block.Results);
            if (branch == Normal - 1)
            {
                // A branch to this block's own label.
                if (node.Op == Op.Loop)
                {
                    continue;
                }

                return Normal;
            }

            return branch;
        }
    }

    private void Operate(Op op)
    {
        int count = InstructionTable.Get(op).Signature.IndexOf(':', StringComparison.Ordinal);
        Vector128<byte>[] operands = [.. _stack.TakeLast(count).Select(bits => Vector128.Create(bits, 0).AsByte())];
        _stack.RemoveRange(_stack.Count - count, count);
        if (!ConstantEvaluator.TryEvaluate(op, operands, out Vector128<byte> result, out TrapCode trap))
        {
            throw new InvalidOperationException($"{op} is not pure");
        }

        if (trap != TrapCode.None)
        {
            Trap = trap;
            throw new ArithmeticException();
        }

        ulong bits = result.AsUInt64().ToScalar();
        _stack.Add(op switch
        {
            >= Op.F32Ceil and <= Op.F32Max or Op.F32DemoteF64 => FloatOps.CanonicalizeNaN((uint)bits),
            >= Op.F64Ceil and <= Op.F64Max or Op.F64PromoteF32 => FloatOps.CanonicalizeNaN(bits),
            _ => bits,
        });
    }

    private ulong Pop()
    {
        ulong value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }
}
