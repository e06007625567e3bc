using Wasm.Jit.Backend;

namespace Wasm.SpecTests.Jit.RegAlloc;

/// <summary>Makes machine functions for tests: blocks in any order, laid out at the end.</summary>
internal sealed class MachineBuilder
{
    /// <summary>General registers 0 to 10 and 12 to 14 but for stack and frame pointer, as on x64.</summary>
    public static readonly RegisterFile Sixteen = new(
        [0, 1, 2, 6, 7, 8, 9, 10, 3, 12, 13, 14],
        [32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46],
        11,
        47);

    /// <summary>Few registers.</summary>
    public static readonly RegisterFile Tight = new([0, 1, 2, 3, 4], [32, 33, 34, 35, 36], 11, 47);

    private readonly List<Body> _blocks = [];
    private readonly List<RegisterType> _types = [];

    /// <summary>Number of blocks.</summary>
    public int BlockCount => _blocks.Count;

    /// <summary>See <see cref="MachineFunction.InstanceRegister"/>.</summary>
    public int InstanceRegister { get; set; } = -1;

    /// <summary>See <see cref="MachineFunction.StoresInstance"/>.</summary>
    public bool StoresInstance { get; set; }

    private sealed class Body
    {
        public List<int> Parameters { get; } = [];

        public List<(MachineInstruction Instruction, Operand[] Operands)> Instructions { get; } = [];

        public List<(int Target, int[] Values)> Edges { get; } = [];

        public int Depth { get; set; }

        public bool Cold { get; set; }
    }

    public int Register(RegisterType type)
    {
        _types.Add(type);
        return _types.Count - 1;
    }

    public RegisterType TypeOf(int register) => _types[register];

    public int Block(int depth = 0, bool cold = false, params RegisterType[] parameters)
    {
        var body = new Body { Depth = depth, Cold = cold };
        foreach (RegisterType type in parameters)
        {
            body.Parameters.Add(Register(type));
        }

        _blocks.Add(body);
        return _blocks.Count - 1;
    }

    public IReadOnlyList<int> Parameters(int block) => _blocks[block].Parameters;

    public void Add(int block, MachineFlags flags, long immediate, params Operand[] operands) =>
        _blocks[block].Instructions.Add((new MachineInstruction { Flags = flags, Imm = immediate, Offset = -1 }, operands));

    /// <summary>Adds an instruction with one definition that may be anywhere in its file.</summary>
    public int Define(int block, RegisterType type, long immediate, params Operand[] uses)
    {
        int result = Register(type);
        Add(block, MachineFlags.None, immediate, [.. uses, Def(result)]);
        return result;
    }

    public int Constant(int block, RegisterType type, long value)
    {
        int result = Register(type);
        Add(block, MachineFlags.Rematerializable, value, Def(result));
        return result;
    }

    public void Jump(int block, int target, params int[] values)
    {
        Add(block, MachineFlags.Terminator, 0);
        Edge(block, target, values);
    }

    public void Branch(int block, int condition, int yes, int no)
    {
        Add(block, MachineFlags.Terminator, 0, Use(condition));
        Edge(block, yes);
        Edge(block, no);
    }

    public void Return(int block, params int[] values) =>
        Add(block, MachineFlags.Terminator, 0, [.. values.Select(value => Use(value, OperandConstraint.Any))]);

    public void Edge(int block, int target, params int[] values) => _blocks[block].Edges.Add((target, values));

    public static Operand Use(int register, OperandConstraint constraint = OperandConstraint.Register) =>
        new() { Register = register, Kind = OperandKind.Use, Constraint = constraint };

    public static Operand Late(int register, OperandConstraint constraint = OperandConstraint.Register) =>
        new() { Register = register, Kind = OperandKind.LateUse, Constraint = constraint };

    public static Operand Def(int register, OperandConstraint constraint = OperandConstraint.Register) =>
        new() { Register = register, Kind = OperandKind.Def, Constraint = constraint };

    public static Operand Same(int register, int operand) =>
        new() { Register = register, Kind = OperandKind.Def, Constraint = OperandConstraint.SameAs, Fixed = (byte)operand };

    public static Operand In(int register, int physical, OperandKind kind = OperandKind.Use) =>
        new() { Register = register, Kind = kind, Constraint = OperandConstraint.Fixed, Fixed = (byte)physical };

    public static Operand Out(int register, int physical) => In(register, physical, OperandKind.Def);

    public static Operand Of(OperandKind kind, int register) => new() { Register = register, Kind = kind };

    /// <summary>Makes the function.</summary>
    /// <param name="file">What calls clobber.</param>
    /// <param name="coldLast">Whether cold blocks stand at the end, in reverse.</param>
    /// <param name="backwards">Whether operands stand in the reverse order of instructions, as lowering leaves them.</param>
    public MachineFunction Build(RegisterFile file, bool coldLast = false, bool backwards = false)
    {
        var function = new MachineFunction { InstanceRegister = InstanceRegister, StoresInstance = StoresInstance };
        foreach (byte register in file.General.Concat(file.Vector))
        {
            function.Clobbers = function.Clobbers.With(register);
        }

        foreach (RegisterType type in _types)
        {
            function.AddRegister(type);
        }

        int[] order = [.. Enumerable.Range(0, _blocks.Count)];
        if (coldLast)
        {
            order = [.. order.Where(b => b == 0 || !_blocks[b].Cold), .. order.Where(b => b > 0 && _blocks[b].Cold).Reverse()];
        }

        var number = new int[order.Length];
        for (int b = 0; b < order.Length; b++)
        {
            number[order[b]] = b;
        }

        foreach (int b in order)
        {
            AddBlock(function, _blocks[b], number);
        }

        if (backwards)
        {
            ReverseOperands(function);
        }

        // Headers of loops: targets of edges that go back.
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            for (int e = function.Blocks[b].FirstEdge; e < function.Blocks[b].FirstEdge + function.Blocks[b].EdgeCount; e++)
            {
                int target = function.Edges[e].Target;
                function.Blocks[target].IsLoopHeader |= order[target] <= order[b];
            }
        }

        return function;
    }

    private static void ReverseOperands(MachineFunction function)
    {
        Operand[] operands = function.Operands.Span.ToArray();
        function.Operands.Clear();
        for (int i = function.Instructions.Count - 1; i >= 0; i--)
        {
            ref MachineInstruction instruction = ref function.Instructions[i];
            int first = function.Operands.Count;
            for (int k = 0; k < instruction.OperandCount; k++)
            {
                function.Operands.Add(operands[instruction.FirstOperand + k]);
            }

            instruction.FirstOperand = first;
        }
    }

    private static void AddBlock(MachineFunction function, Body body, int[] number)
    {
        var block = new MachineBlock
        {
            First = function.Instructions.Count,
            FirstParameter = function.Registers.Count,
            ParameterCount = body.Parameters.Count,
            FirstEdge = function.Edges.Count,
            EdgeCount = body.Edges.Count,
            LoopDepth = body.Depth,
            IsCold = body.Cold,
        };
        foreach (int parameter in body.Parameters)
        {
            function.Registers.Add(parameter);
        }

        foreach ((MachineInstruction instruction, Operand[] operands) in body.Instructions)
        {
            function.Instructions.Add(instruction with { FirstOperand = function.Operands.Count, OperandCount = operands.Length });
            foreach (Operand operand in operands)
            {
                function.Operands.Add(operand);
            }
        }

        block.End = function.Instructions.Count;
        foreach ((int target, int[] values) in body.Edges)
        {
            function.Edges.Add(new MachineEdge { Target = number[target], First = function.Registers.Count, Count = values.Length });
            foreach (int value in values)
            {
                function.Registers.Add(value);
            }
        }

        function.Blocks.Add(block);
    }
}
