using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Backend;

/// <summary>
/// The machine-independent part of lowering. Blocks are taken in postorder and each from its end, so that every use of a value is
/// known before the instruction that makes it: what nobody asked for is not made. An instruction set says what machine
/// instructions an IR instruction becomes, and which of its operands it takes in (<see cref="CanSink"/>).
/// </summary>
/// <remarks>
/// Constants have no register of their own: each use makes one (<see cref="Materialize"/>), unless it is an immediate.
/// <c>i64.extend_i32_u</c> and <c>ref_to_i32</c> are nothing, since registers hold 32-bit values with zeros above.
/// </remarks>
internal abstract class LoweringContext
{
    private readonly ControlFlow _flow = new();
    private readonly PooledList<MachineInstruction> _pending = new(64);
    private readonly PooledList<MachineInstruction> _reversed = new(1024);
    private ValueState[] _states = [];
    private BlockState[] _blocks = [];
    private EdgeState[] _edges = [];
    private Run[] _runs = [];
    private int _machineBlocks;

    /// <summary>No instruction takes in a load.</summary>
    public bool KeepsLoads { get; set; }

    /// <summary>What is lowered.</summary>
    protected IrFunction Function { get; private set; } = null!;

    /// <summary>What it becomes.</summary>
    protected MachineFunction Machine { get; private set; } = null!;

    /// <summary>The instruction that is being lowered: operands that it takes in are evaluated there.</summary>
    protected Value Root { get; private set; }

    /// <summary>The load that the instruction being lowered does besides its own work, if that may fault.</summary>
    protected Value SunkLoad { get; private set; }

    /// <summary>False while an operand is lowered that is also made elsewhere: what it reads has to stay where it is.</summary>
    protected bool MaySink { get; set; } = true;

    /// <summary>Makes the function's machine code.</summary>
    public void Lower(IrFunction function, MachineFunction machine)
    {
        Function = function;
        Machine = machine;
        machine.Reset();
        _reversed.Clear();
        _pending.Clear();
        _flow.Compute(function);
        Count();
        Plan();
        Start();
        for (int i = _flow.Count - 1; i >= 0; i--)
        {
            LowerBlock(new Block(_flow.Order[i]));
        }

        Assemble();
    }

    /// <summary>Called before the first block.</summary>
    protected abstract void Start();

    /// <summary>Emits an instruction that is no terminator. Its value, if someone reads it, has <see cref="Defined"/>.</summary>
    protected abstract void LowerInstruction(Value value, in Instruction instruction);

    /// <summary>Emits a terminator.</summary>
    protected abstract void LowerTerminator(Value value, in Instruction instruction);

    /// <summary>Emits a jump to the block's only edge.</summary>
    protected abstract void LowerJump();

    /// <summary>Emits what defines the function's parameters.</summary>
    protected abstract void LowerEntry();

    /// <summary>Emits what defines the results of an invoke, where it goes on normally.</summary>
    protected abstract void LowerInvokeResults(Value call, in Instruction instruction);

    /// <summary>Emits an instruction that makes a constant.</summary>
    /// <returns>Its register.</returns>
    protected abstract int Materialize(in Instruction instruction);

    /// <summary>Whether an op makes a constant or an address that is made anew for each use.</summary>
    protected static bool IsConstant(IrOp op) => op is (IrOp)Op.I32Const or (IrOp)Op.I64Const or (IrOp)Op.F32Const or (IrOp)Op.F64Const
        or (IrOp)Op.V128Const or (IrOp)Op.RefNull or IrOp.Context or IrOp.FrameAddress;

    /// <summary>What a register of a type holds.</summary>
    protected static RegisterType TypeOf(IrType type) => (RegisterType)((int)type - (int)IrType.I32);

    /// <summary>The register in which an operand is read; from now on it is needed.</summary>
    protected int Register(Value value)
    {
        while (true)
        {
            ref Instruction instruction = ref Function[value];
            if (instruction.Op is (IrOp)Op.I64ExtendI32U or IrOp.RefToI32)
            {
                value = instruction.A;
                continue;
            }

            return IsConstant(instruction.Op) ? Materialize(in instruction) : Defined(value);
        }
    }

    /// <summary>The register that an instruction defines.</summary>
    protected int Defined(Value value)
    {
        ref int register = ref _states[value.Index].Register;
        if (register == 0)
        {
            register = Machine.AddRegister(TypeOf(Function[value].Type)) + 1;
        }

        return register - 1;
    }

    /// <summary>Whether someone reads the value from its register.</summary>
    protected bool IsNeeded(Value value) => _states[value.Index].Register != 0;

    /// <summary>Number of the operands that read a value.</summary>
    protected int UsesOf(Value value) => _states[value.Index].Uses;

    /// <summary>Whether a value is probably needed after the current instruction, which reads it: by others, or in the next round of a loop.</summary>
    protected bool Survives(Value value) =>
        _states[value.Index].Uses > 1 || Function[Function.BlockOf(value)].LoopDepth < Function[Function.BlockOf(Root)].LoopDepth;

    /// <summary>Whether nobody but the current instruction reads a value.</summary>
    protected bool IsOnlyUse(Value value) => MaySink && _states[value.Index].Uses == 1;

    /// <summary>
    /// Whether a load can be done by the current instruction: nobody else wants its value, nothing that may change the location lies
    /// between, and if it may trap nothing else that does.
    /// </summary>
    protected bool CanSink(Value load)
    {
        // One use may be two instructions: a condition that a branch has taken in, and that is also made for its value.
        if (KeepsLoads || !IsOnlyUse(load) || IsNeeded(load))
        {
            return false;
        }

        ref ValueState state = ref _states[load.Index];
        ref ValueState root = ref _states[Root.Index];
        if (state.MemoryEpoch != root.MemoryEpoch)
        {
            return false;
        }

        // What traps itself would have to say at which of two places it did.
        ref Instruction instruction = ref Function[Root];
        return MemoryAccess.Of(in Function[load]).Trap == 0
            || ((state.TrapEpoch + 1 == root.TrapEpoch || (PlantedBugs.Is(PlantedBug.TrapOrder) && state.TrapEpoch + 2 == root.TrapEpoch))
                && (IrOpTable.Get(instruction.Op).Shape == IrShape.Memory || !IrFunction.MayTrap(in instruction)));
    }

    /// <summary>Notes that the current instruction does a load.</summary>
    protected void Sink(Value load)
    {
        _states[load.Index].IsSunk = true;
        SunkLoad = MemoryAccess.Of(in Function[load]).Trap != 0 ? load : SunkLoad;
    }

    /// <summary>Appends a machine instruction; its operands are those added since <paramref name="firstOperand"/>.</summary>
    protected ref MachineInstruction Add(ushort opcode, int firstOperand, MachineFlags flags = MachineFlags.None)
    {
        _pending.Add(new MachineInstruction
        {
            Opcode = opcode,
            Flags = flags,
            FirstOperand = firstOperand,
            OperandCount = Machine.Operands.Count - firstOperand,
            Offset = Root.IsSome ? Function.OffsetOf(Root) : -1,
            Origin = Root.Index,
        });
        return ref _pending[_pending.Count - 1];
    }

    /// <summary>Position of an IR edge among its block's machine edges.</summary>
    protected int PositionOf(int edge) => _edges[edge].Position;

    /// <summary>Finds the values of an instruction that gives several.</summary>
    /// <param name="first">First instruction that may be a <see cref="IrOp.Result"/> of it.</param>
    /// <param name="call">The instruction.</param>
    /// <param name="registers">Receives the registers, -1 for those that nobody reads.</param>
    protected void FindResults(Value first, Value call, Span<int> registers)
    {
        registers.Fill(-1);
        for (Value value = first; value.IsSome; value = Function.Next(value))
        {
            ref Instruction instruction = ref Function[value];
            if (instruction.Op != IrOp.Result || instruction.A != call)
            {
                break;
            }

            if (IsNeeded(value))
            {
                registers[instruction.B.Index] = Defined(value);
            }
        }
    }

    /// <summary>Counts uses, and numbers instructions by what precedes them.</summary>
    private void Count()
    {
        Pooled.Clear(ref _states, Function.InstructionCount);
        int memory = 0;
        int trap = 0;
        foreach (int block in _flow.Order)
        {
            memory++;
            trap++;
            for (Value value = Function[new Block(block)].First; value.IsSome; value = Function.Next(value))
            {
                ref Instruction instruction = ref Function[value];
                _states[value.Index].MemoryEpoch = memory;
                _states[value.Index].TrapEpoch = trap;
                ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
                if ((info.Flags & (IrFlags.Store | IrFlags.Call | IrFlags.SideEffect)) != 0)
                {
                    memory++;
                    trap++;
                }
                else if (IrFunction.MayTrap(in instruction) || ((info.Flags & IrFlags.Load) != 0 && !IsOfRuntime(in instruction)))
                {
                    trap++;
                }

                foreach (ref Value operand in Function.OperandsOf(value))
                {
                    _states[operand.Index].Uses++;
                }
            }
        }
    }

    // A load without a trap code may be safe only because one before it would have trapped: that one must not move behind it.
    private bool IsOfRuntime(in Instruction load) => !load.B.IsSome
        && (load.A == Function[IrFunction.Entry].FirstParameter || Function[load.A].Op == IrOp.Context);

    /// <summary>Numbers the machine blocks, those that split critical edges included, and gives parameters registers.</summary>
    private void Plan()
    {
        Pooled.Clear(ref _blocks, Function.BlockCount);
        Pooled.Clear(ref _edges, Function.EdgeCount);
        _machineBlocks = 0;
        foreach (Block block in Function.BlockOrder)
        {
            if (!_flow.IsReachable(block))
            {
                continue;
            }

            ref BlockState state = ref _blocks[block.Index];
            state.Number = _machineBlocks++;
            state.FirstParameter = Machine.Registers.Count;
            PlanParameters(block, ref state);
            PlanEdges(block, ref state);
        }

        Machine.Blocks.Resize(_machineBlocks);
        Pooled.Ensure(ref _runs, _machineBlocks);
    }

    private void PlanParameters(Block block, ref BlockState state)
    {
        if (block == IrFunction.Entry)
        {
            return;
        }

        for (Value parameter = Function[block].FirstParameter; parameter.IsSome; parameter = Function.Next(parameter))
        {
            if (UsesOf(parameter) != 0)
            {
                Machine.Registers.Add(Defined(parameter));
                state.ParameterCount++;
            }
        }
    }

    private void PlanEdges(Block block, ref BlockState state)
    {
        Value last = Function[block].Last;
        bool isTable = Function[last].Op == IrOp.BranchTable;
        IrFunction.EdgeEnumerator edges = Function.EdgesOf(last);
        bool hasSeveral = edges.Left > 1;
        foreach (int edge in edges)
        {
            ref EdgeState plan = ref _edges[edge];
            Block target = Function.EdgeAt(edge).Target;
            ref BlockState targetState = ref _blocks[target.Index];
            if (isTable && targetState.LastTable == last.Index && HaveSameValues(targetState.LastEdge, edge))
            {
                plan = _edges[targetState.LastEdge];
                plan.IsRepeated = true;
                continue;
            }

            targetState.LastTable = last.Index;
            targetState.LastEdge = edge;
            plan.Position = state.EdgeCount++;
            plan.Split = hasSeveral && _flow.Predecessors(target).Length > 1 ? _machineBlocks++ : -1;
        }

        if (Function[last].Op is IrOp.Invoke or IrOp.InvokeIndirect or IrOp.InvokeHelper)
        {
            _blocks[Function.EdgeAt(Function.CallOf(in Function[last]).NormalEdge).Target.Index].Invoke = last;
        }
    }

    private bool HaveSameValues(int edge, int other) => Function.Arguments(edge).SequenceEqual(Function.Arguments(other));

    private void LowerBlock(Block block)
    {
        ref BlockState state = ref _blocks[block.Index];
        Value last = Function[block].Last;
        Root = last;
        SunkLoad = default;
        AddEdges(block, ref state);
        int start = _reversed.Count;
        LowerTerminator(last, in Function[last]);
        Flush();
        for (Value value = Function.Previous(last); value.IsSome; value = Function.Previous(value))
        {
            ref Instruction instruction = ref Function[value];
            if (instruction.Op == IrOp.Result || _states[value.Index].IsSunk || (!IsNeeded(value) && IrFunction.IsRemovable(in instruction)))
            {
                continue;
            }

            Root = value;
            SunkLoad = default;
            LowerInstruction(value, in instruction);
            Flush();
        }

        Root = default;
        if (block == IrFunction.Entry)
        {
            LowerEntry();
        }
        else if (state.Invoke.IsSome)
        {
            LowerInvokeResults(state.Invoke, in Function[state.Invoke]);
        }

        Flush();
        _runs[state.Number] = new Run(start, _reversed.Count);
        ref BlockData data = ref Function[block];
        ref MachineBlock machineBlock = ref Machine.Blocks[state.Number];
        machineBlock = new MachineBlock
        {
            FirstParameter = state.FirstParameter,
            ParameterCount = state.ParameterCount,
            FirstEdge = state.FirstEdge,
            EdgeCount = state.EdgeCount,
            LoopDepth = data.LoopDepth,
            IsCold = data.IsCold,
            IsLoopHeader = data.IsLoopHeader,
        };
    }

    /// <summary>Adds a block's edges, and the blocks that split them. Constants that edges carry are left to come before the terminator.</summary>
    private void AddEdges(Block block, ref BlockState state)
    {
        state.FirstEdge = Machine.Edges.Count;
        Machine.Edges.Resize(state.FirstEdge + state.EdgeCount);
        foreach (int edge in Function.EdgesOf(block))
        {
            EdgeState plan = _edges[edge];
            if (plan.Split < 0 || plan.IsRepeated)
            {
                continue;
            }

            Machine.Edges[state.FirstEdge + plan.Position] = new MachineEdge { Target = plan.Split };
            MachineEdge onward = MakeEdge(edge);
            int start = _reversed.Count;
            LowerJump();
            Flush();
            _runs[plan.Split] = new Run(start, _reversed.Count);
            ref BlockData data = ref Function[block];
            ref BlockData targetData = ref Function[Function.EdgeAt(edge).Target];
            Machine.Blocks[plan.Split] = new MachineBlock
            {
                FirstEdge = Machine.Edges.Count,
                EdgeCount = 1,
                LoopDepth = Math.Min(data.LoopDepth, targetData.LoopDepth),
                IsCold = data.IsCold || targetData.IsCold,
            };
            Machine.Edges.Add(onward);
        }

        foreach (int edge in Function.EdgesOf(block))
        {
            EdgeState plan = _edges[edge];
            if (plan.Split < 0 && !plan.IsRepeated)
            {
                MachineEdge made = MakeEdge(edge);
                Machine.Edges[state.FirstEdge + plan.Position] = made;
            }
        }
    }

    private MachineEdge MakeEdge(int edge)
    {
        Block target = Function.EdgeAt(edge).Target;
        int first = Machine.Registers.Count;
        Value parameter = Function[target].FirstParameter;
        foreach (Value argument in Function.Arguments(edge))
        {
            if (UsesOf(parameter) != 0)
            {
                int register = Register(argument);
                Machine.Registers.Add(register);
            }

            parameter = Function.Next(parameter);
        }

        return new MachineEdge { Target = _blocks[target.Index].Number, First = first, Count = Machine.Registers.Count - first };
    }

    private void Flush()
    {
        for (int i = _pending.Count - 1; i >= 0; i--)
        {
            _reversed.Add(in _pending[i]);
        }

        _pending.Clear();
    }

    /// <summary>Puts the instructions into the order of the code.</summary>
    private void Assemble()
    {
        Machine.Instructions.Resize(_reversed.Count);
        int next = 0;
        for (int i = 0; i < _machineBlocks; i++)
        {
            ref MachineBlock block = ref Machine.Blocks[i];
            block.First = next;
            for (int at = _runs[i].End - 1; at >= _runs[i].Start; at--)
            {
                Machine.Instructions[next++] = _reversed[at];
            }

            block.End = next;
        }
    }

    private struct ValueState
    {
        public int Uses;

        /// <summary>Virtual register plus 1; 0: none.</summary>
        public int Register;

        /// <summary>Instructions with the same number have nothing between them that may write memory.</summary>
        public int MemoryEpoch;

        /// <summary>The same for what may trap.</summary>
        public int TrapEpoch;
        public bool IsSunk;
    }

    private struct BlockState
    {
        public int Number;
        public int FirstParameter;
        public int ParameterCount;
        public int FirstEdge;
        public int EdgeCount;

        /// <summary>The branch table, and its edge, that led here last: it repeats targets.</summary>
        public int LastTable;
        public int LastEdge;

        /// <summary>The invoke whose normal edge leads here.</summary>
        public Value Invoke;
    }

    private struct EdgeState
    {
        /// <summary>Among the edges of its machine block.</summary>
        public int Position;

        /// <summary>Number of the machine block that splits it, or -1.</summary>
        public int Split;

        /// <summary>Whether an earlier edge of the same branch table does the same.</summary>
        public bool IsRepeated;
    }

    private readonly record struct Run(int Start, int End);
}
