using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>
/// Which virtual registers are live at the ends of blocks: walks from each use up to the definition, so that the work is proportional
/// to the result. Strict SSA makes that exact.
/// </summary>
internal sealed class Liveness
{
    private readonly PooledList<int> _work = new(64);

    /// <summary>Blocks with uses: (block, next of the same register).</summary>
    private readonly PooledList<(int Block, int Next)> _uses = new(256);

    /// <summary>Result: (register, next of the same block).</summary>
    private readonly PooledList<(int Register, int Next)> _out = new(256);

    private int[] _predecessorStart = [];
    private int[] _predecessors = [];
    private int[] _definitionBlock = [];
    private int[] _useHead = [];
    private int[] _inMark = [];
    private int[] _outMark = [];
    private int[] _outHead = [];

    /// <summary>Block that defines a virtual register; -1: nothing does.</summary>
    public ReadOnlySpan<int> DefinitionBlocks => _definitionBlock;

    /// <summary>The same, to be filled after <see cref="PreparePredecessors"/> by who finds definitions himself.</summary>
    public Span<int> Definitions => _definitionBlock;

    /// <summary>Pairs of register and block found: the size of the result.</summary>
    public int PairCount => _out.Count;

    /// <summary>First element of a block's list; -1: none.</summary>
    public int First(int block) => _outHead[block];

    /// <summary>An element: a register that is live at the end of the block and in a successor, and the next element or -1.</summary>
    public (int Register, int Next) At(int element) => _out[element];

    /// <summary>The blocks before a block.</summary>
    public ReadOnlySpan<int> Predecessors(int block) =>
        _predecessors.AsSpan(_predecessorStart[block], _predecessorStart[block + 1] - _predecessorStart[block]);

    /// <summary>Finds predecessors and definitions.</summary>
    public void Prepare(MachineFunction function)
    {
        PreparePredecessors(function);
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            FindDefinitions(function, ref function.Blocks[b], b);
        }
    }

    /// <summary>Finds predecessors.</summary>
    public void PreparePredecessors(MachineFunction function)
    {
        int blocks = function.Blocks.Count;
        FlatArray.Ensure(ref _predecessorStart, blocks + 2);
        FlatArray.Ensure(ref _predecessors, function.Edges.Count);
        FlatArray.Ensure(ref _definitionBlock, function.RegisterTypes.Count);
        FlatArray.Ensure(ref _outHead, blocks);
        Array.Fill(_outHead, -1, 0, blocks);
        _out.Clear();

        // Counting sort of the edges by target: counts stand two places ahead and become ends while the places are filled.
        Array.Clear(_predecessorStart, 0, blocks + 2);
        Span<MachineBlock> all = function.Blocks.Span;
        foreach (ref MachineBlock block in all)
        {
            for (int e = 0; e < block.EdgeCount; e++)
            {
                _predecessorStart[function.Edges[block.FirstEdge + e].Target + 2]++;
            }
        }

        for (int b = 2; b <= blocks + 1; b++)
        {
            _predecessorStart[b] += _predecessorStart[b - 1];
        }

        Array.Fill(_definitionBlock, -1, 0, function.RegisterTypes.Count);
        for (int b = 0; b < blocks; b++)
        {
            ref MachineBlock block = ref all[b];
            for (int e = 0; e < block.EdgeCount; e++)
            {
                _predecessors[_predecessorStart[function.Edges[block.FirstEdge + e].Target + 1]++] = b;
            }
        }
    }

    /// <summary>Finds what is live. <see cref="Prepare"/> comes first.</summary>
    /// <param name="function">The function.</param>
    /// <param name="wanted">By virtual register: whether it matters; empty: all do.</param>
    /// <param name="budget">Largest number of pairs of register and block.</param>
    /// <returns>Whether the budget was enough.</returns>
    public bool Compute(MachineFunction function, ReadOnlySpan<bool> wanted, int budget)
    {
        int blocks = function.Blocks.Count;
        int registers = function.RegisterTypes.Count;
        FlatArray.Ensure(ref _useHead, registers);
        FlatArray.Ensure(ref _inMark, blocks);
        FlatArray.Ensure(ref _outMark, blocks);
        Array.Fill(_useHead, -1, 0, registers);
        Array.Fill(_inMark, -1, 0, blocks);
        Array.Fill(_outMark, -1, 0, blocks);
        Array.Fill(_outHead, -1, 0, blocks);
        _uses.Clear();
        _out.Clear();
        for (int b = 0; b < blocks; b++)
        {
            FindUses(function, b, wanted);
        }

        for (int v = 0; v < registers; v++)
        {
            for (int use = _useHead[v]; use >= 0; use = _uses[use].Next)
            {
                Enter(_uses[use].Block, v);
                while (_work.Count > 0)
                {
                    foreach (int predecessor in Predecessors(_work.Pop()))
                    {
                        if (_outMark[predecessor] == v)
                        {
                            continue;
                        }

                        _outMark[predecessor] = v;
                        _out.Add((v, _outHead[predecessor]));
                        _outHead[predecessor] = _out.Count - 1;
                        if (predecessor != _definitionBlock[v])
                        {
                            Enter(predecessor, v);
                        }
                    }
                }
            }

            if (_out.Count > budget)
            {
                return false;
            }
        }

        return true;
    }

    private void Enter(int block, int register)
    {
        if (_inMark[block] != register)
        {
            _inMark[block] = register;
            _work.Add(block);
        }
    }

    private void FindDefinitions(MachineFunction function, ref MachineBlock block, int b)
    {
        for (int p = 0; p < block.ParameterCount; p++)
        {
            _definitionBlock[function.Registers[block.FirstParameter + p]] = b;
        }

        for (int i = block.First; i < block.End; i++)
        {
            ref MachineInstruction instruction = ref function.Instructions[i];
            foreach (ref Operand operand in function.Operands.Span.Slice(instruction.FirstOperand, instruction.OperandCount))
            {
                if (!operand.IsUse)
                {
                    _definitionBlock[operand.Register] = b;
                }
            }
        }
    }

    private void FindUses(MachineFunction function, int b, ReadOnlySpan<bool> wanted)
    {
        ref MachineBlock block = ref function.Blocks[b];
        for (int i = block.First; i < block.End; i++)
        {
            ref MachineInstruction instruction = ref function.Instructions[i];
            foreach (ref Operand operand in function.Operands.Span.Slice(instruction.FirstOperand, instruction.OperandCount))
            {
                if (operand.IsUse)
                {
                    AddUse(operand.Register, b, wanted);
                }
            }
        }

        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref function.Edges[e];
            for (int k = 0; k < edge.Count; k++)
            {
                AddUse(function.Registers[edge.First + k], b, wanted);
            }
        }
    }

    private void AddUse(int register, int block, ReadOnlySpan<bool> wanted)
    {
        int head = _useHead[register];
        if (_definitionBlock[register] != block && (wanted.IsEmpty || wanted[register]) && (head < 0 || _uses[head].Block != block))
        {
            _uses.Add((block, head));
            _useHead[register] = _uses.Count - 1;
        }
    }
}
