using Wasm.Jit.Ir;

namespace Wasm.Jit.Coverage;

/// <summary>A kind of change that a pass makes.</summary>
internal enum PassChange
{
    /// <summary>Another operation took the place of one.</summary>
    Rewritten,

    /// <summary>The instruction has other operands.</summary>
    Operands,

    /// <summary>The instruction has another constant, access or hint.</summary>
    Constant,

    /// <summary>The instruction is in another block.</summary>
    Moved,

    /// <summary>The instruction is gone.</summary>
    Removed,

    /// <summary>The instruction is new.</summary>
    Added,

    /// <summary>Blocks are gone.</summary>
    BlocksRemoved,

    /// <summary>Blocks are in another order.</summary>
    BlocksReordered,

    /// <summary>An edge goes to another block.</summary>
    EdgeRedirected,
}

/// <summary>
/// What a pass changed: found by comparing the function with what it was before, so that no pass has to tell, and none can forget.
/// </summary>
internal sealed class PassChanges
{
    private Instruction[] _instructions = [];
    private Block[] _blocks = [];
    private Block[] _order = [];
    private Block[] _targets = [];
    private int _instructionCount;
    private int _orderCount;
    private int _targetCount;

    /// <summary>Its name.</summary>
    public static string NameOf(PassChange change) => change switch
    {
        PassChange.Rewritten => "rewritten",
        PassChange.Operands => "operands of",
        PassChange.Constant => "constant of",
        PassChange.Moved => "moved",
        PassChange.Removed => "removed",
        PassChange.Added => "added",
        PassChange.BlocksRemoved => "blocks removed",
        PassChange.BlocksReordered => "blocks reordered",
        _ => "edge redirected",
    };

    /// <summary>Notes how a function is.</summary>
    public void Note(IrFunction function)
    {
        _instructionCount = function.InstructionCount;
        _orderCount = function.BlockOrder.Count;
        _targetCount = function.EdgeCount;
        Ensure(ref _instructions, _instructionCount);
        Ensure(ref _blocks, _instructionCount);
        Ensure(ref _order, _orderCount);
        Ensure(ref _targets, _targetCount);
        for (int i = 1; i < _instructionCount; i++)
        {
            _instructions[i] = function[new Value(i)];
            _blocks[i] = function.BlockOf(new Value(i));
        }

        function.BlockOrder.CopyTo(_order);
        for (int i = 0; i < _targetCount; i++)
        {
            _targets[i] = function.EdgeAt(i).Target;
        }
    }

    /// <summary>Adds how a function differs from what was noted.</summary>
    public void Compare(int pass, IrFunction function, FoundFeatures found)
    {
        for (int i = 1; i < function.InstructionCount; i++)
        {
            ref Instruction now = ref function[new Value(i)];
            Block block = function.BlockOf(new Value(i));
            if (i >= _instructionCount)
            {
                if (block != Block.None)
                {
                    found.Add(CompilationFeature.Pass(pass, PassChange.Added, now.Op, 0));
                }

                continue;
            }

            ref Instruction before = ref _instructions[i];
            if (block != _blocks[i])
            {
                PassChange change = block == Block.None ? PassChange.Removed : _blocks[i] == Block.None ? PassChange.Added : PassChange.Moved;
                found.Add(CompilationFeature.Pass(pass, change, before.Op, 0));
            }

            if (block == Block.None)
            {
                continue;
            }

            if (now.Op != before.Op)
            {
                found.Add(CompilationFeature.Pass(pass, PassChange.Rewritten, before.Op, now.Op));
            }
            else if (now.Imm != before.Imm || now.Flags != before.Flags)
            {
                found.Add(CompilationFeature.Pass(pass, PassChange.Constant, before.Op, 0));
            }
            else if (now.A != before.A || now.B != before.B || now.C != before.C)
            {
                found.Add(CompilationFeature.Pass(pass, PassChange.Operands, before.Op, 0));
            }
        }

        CompareBlocks(pass, function, found);
    }

    private void CompareBlocks(int pass, IrFunction function, FoundFeatures found)
    {
        if (function.BlockOrder.Count < _orderCount)
        {
            found.Add(CompilationFeature.Pass(pass, PassChange.BlocksRemoved, 0, 0));
        }
        else
        {
            for (int i = 0; i < _orderCount; i++)
            {
                if (function.BlockOrder[i] != _order[i])
                {
                    found.Add(CompilationFeature.Pass(pass, PassChange.BlocksReordered, 0, 0));
                    break;
                }
            }
        }

        for (int i = 0; i < Math.Min(_targetCount, function.EdgeCount); i++)
        {
            if (function.EdgeAt(i).Target != _targets[i])
            {
                found.Add(CompilationFeature.Pass(pass, PassChange.EdgeRedirected, 0, 0));
                break;
            }
        }
    }

    private static void Ensure<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
    }
}
