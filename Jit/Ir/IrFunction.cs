using System.Runtime.Intrinsics;

namespace Wasm.Jit.Ir;

/// <summary>An edge from a terminator to a block, with values for its parameters.</summary>
internal struct Edge
{
    /// <summary>Where it goes.</summary>
    public Block Target;

    /// <summary>Where its values begin in the function's lists (<see cref="IrFunction.List"/>).</summary>
    public int Start;

    /// <summary>Number of values: of the target's parameters.</summary>
    public int Count;
}

/// <summary>A call's particulars.</summary>
internal struct CallInfo
{
    /// <summary>Function index in the module, or helper number; unused for addresses.</summary>
    public int Callee;

    /// <summary>Number of the signature in <see cref="IrFunction.Signatures"/>.</summary>
    public int Signature;

    /// <summary>Where the arguments begin in the function's lists (<see cref="IrFunction.List"/>) (for WebAssembly functions without the instance).</summary>
    public int Start;

    /// <summary>Number of arguments.</summary>
    public int Count;

    /// <summary>The callee's instance, for <see cref="IrOp.Call"/> and its kin: the caller's own.</summary>
    public Value Instance;

    /// <summary>Where an invoke that returns goes on.</summary>
    public int NormalEdge;

    /// <summary>Where an invoke whose callee throws goes on: to a block that begins with a <see cref="IrOp.LandingPad"/>.</summary>
    public int PadEdge;

    /// <summary>Its catch clauses: a number in <see cref="IrFunction.HandlerLists"/>.</summary>
    public int Handlers;
}

/// <summary>Types of a call's arguments and results (without the instance).</summary>
/// <param name="Parameters">Arguments.</param>
/// <param name="Results">Results.</param>
internal sealed record IrSignature(IrType[] Parameters, IrType[] Results)
{
    /// <inheritdoc/>
    public override string ToString() => $"({string.Join(", ", Parameters)}) -> ({string.Join(", ", Results)})";
}

/// <summary>
/// A catch clause for the search: the first that matches, innermost <c>try_table</c> first, is taken. Or the end of those of one
/// <c>try_table</c>: those of the one around it may follow elsewhere, so that each stands once however deep they are nested.
/// </summary>
/// <param name="Tag">Tag index in the module, or -1 for all. Of an end: where the list goes on, or -1.</param>
/// <param name="Clause">The number that the landing pad gets. Of an end: -1.</param>
internal readonly record struct CatchEntry(int Tag, int Clause)
{
    /// <summary>The end of a list.</summary>
    public static CatchEntry End => new(-1, -1);

    /// <summary>The place of the first clause from a place on, or -1 if no more follow.</summary>
    /// <param name="entries">All entries.</param>
    /// <param name="place">The beginning of a list, the place behind a clause, or -1.</param>
    public static int Find(ReadOnlySpan<CatchEntry> entries, int place)
    {
        while (place >= 0 && entries[place].Clause < 0)
        {
            place = entries[place].Tag;
        }

        return place;
    }
}

/// <summary>A block: a list of instructions with parameters.</summary>
internal struct BlockData
{
    /// <summary>First instruction, not a parameter.</summary>
    public Value First;

    /// <summary>Last instruction: a terminator once the block is complete.</summary>
    public Value Last;

    /// <summary>First parameter; the others follow by <see cref="IrFunction.Next"/>.</summary>
    public Value FirstParameter;

    /// <summary>Last parameter.</summary>
    public Value LastParameter;

    /// <summary>Number of parameters.</summary>
    public int ParameterCount;

    /// <summary>Nesting depth in loops; 0 is none.</summary>
    public int LoopDepth;

    /// <summary>Whether it is expected to run rarely.</summary>
    public bool IsCold;

    /// <summary>Whether a loop's back edges arrive here.</summary>
    public bool IsLoopHeader;
}

/// <summary>
/// A function in SSA form, in flat arrays that are reused for the next one (<see cref="Reset"/>). Instructions of a block are
/// linked; blocks have an order (<see cref="BlockOrder"/>), entry first. Thread-confined.
/// </summary>
internal sealed partial class IrFunction
{
    private Instruction[] _instructions = new Instruction[256];
    private Links[] _links = new Links[256];
    private int _instructionCount = 1;
    private BlockData[] _blocks = new BlockData[32];
    private int _blockCount;
    private Edge[] _edges = new Edge[64];
    private int _edgeCount;
    private CallInfo[] _calls = new CallInfo[16];
    private int _callCount;
    private Value[] _lists = new Value[256];
    private int _listCount;

    /// <summary>Name for dumps.</summary>
    public string Name { get; set; } = "";

    /// <summary>Types of the function itself, without the instance.</summary>
    public IrSignature Signature { get; set; } = new([], []);

    /// <summary>Order of the blocks in code; the entry block is first. Blocks that are not in it are dead.</summary>
    public List<Block> BlockOrder { get; } = [];

    /// <summary>Signatures of calls. Owned by the module's cache: shared objects, compared by reference.</summary>
    public List<IrSignature> Signatures { get; } = [];

    /// <summary>Constants of <c>v128.const</c>, and indices of shuffles.</summary>
    public List<Vector128<byte>> Vectors { get; } = [];

    /// <summary>Catch clauses of invokes: where each list begins in <see cref="Catches"/>.</summary>
    public List<int> HandlerLists { get; } = [];

    /// <summary>See <see cref="HandlerLists"/>.</summary>
    public PooledList<CatchEntry> Catches { get; } = new(8);

    /// <summary>Number of instructions, with the unused one at 0 and removed ones.</summary>
    public int InstructionCount => _instructionCount;

    /// <summary>Number of blocks, with dead ones.</summary>
    public int BlockCount => _blockCount;

    /// <summary>Number of edges, with dead ones.</summary>
    public int EdgeCount => _edgeCount;

    /// <summary>Number of calls.</summary>
    public int CallCount => _callCount;

    /// <summary>Number of values in all lists, with those of dead ones.</summary>
    public int ListLength => _listCount;

    /// <summary>The entry block.</summary>
    public static Block Entry => new(0);

    /// <summary>An instruction, to read or change. Valid until one is added.</summary>
    public ref Instruction this[Value value] => ref _instructions[value.Index];

    /// <summary>A block, to read or change. Valid until one is added.</summary>
    public ref BlockData this[Block block] => ref _blocks[block.Index];

    /// <summary>All edges. Valid until one is added.</summary>
    public ref Edge EdgeAt(int edge) => ref _edges[edge];

    /// <summary>A call. Valid until one is added.</summary>
    public ref CallInfo CallAt(int call) => ref _calls[call];

    /// <summary>The call of a call instruction.</summary>
    public ref CallInfo CallOf(in Instruction instruction) => ref _calls[instruction.A.Index];

    /// <summary>The instruction or parameter after one in its block, or none.</summary>
    public Value Next(Value value) => _links[value.Index].Next;

    /// <summary>The instruction or parameter before one in its block, or none.</summary>
    public Value Previous(Value value) => _links[value.Index].Previous;

    /// <summary>The block that an instruction is in; none if it is removed.</summary>
    public Block BlockOf(Value value) => _links[value.Index].Block;

    /// <summary>Position in the function's code of the WebAssembly instruction that an instruction comes from; -1: none.</summary>
    public ref int OffsetOf(Value value) => ref _links[value.Index].Offset;

    /// <summary>A run of values. Valid until a list is added.</summary>
    public Span<Value> List(int start, int count) => _lists.AsSpan(start, count);

    /// <summary>The values that an edge carries.</summary>
    public Span<Value> Arguments(int edge) => List(_edges[edge].Start, _edges[edge].Count);

    /// <summary>The arguments of a call.</summary>
    public Span<Value> Arguments(in CallInfo call) => List(call.Start, call.Count);

    /// <summary>Forgets everything, keeps the arrays.</summary>
    public void Reset()
    {
        Array.Clear(_blocks, 0, _blockCount);
        _instructionCount = 1;
        _blockCount = 0;
        _edgeCount = 0;
        _callCount = 0;
        _listCount = 0;
        BlockOrder.Clear();
        Signatures.Clear();
        Vectors.Clear();
        HandlerLists.Clear();
        Catches.Clear();
        Name = "";
    }

    /// <summary>A new empty block, not yet in the order.</summary>
    public Block AddBlock()
    {
        if (_blockCount == _blocks.Length)
        {
            Array.Resize(ref _blocks, _blockCount * 2);
        }

        _blocks[_blockCount] = default;
        return new Block(_blockCount++);
    }

    /// <summary>A new instruction that is in no block.</summary>
    public Value AddInstruction(in Instruction instruction, int offset = -1)
    {
        if (_instructionCount == _instructions.Length)
        {
            Grow();
        }

        int index = _instructionCount++;
        _instructions[index] = instruction;
        _links[index] = new Links { Block = Block.None, Offset = offset };
        return new Value(index);
    }

    /// <summary>Puts an instruction at the end of a block.</summary>
    public void Append(Block block, Value value)
    {
        ref BlockData data = ref _blocks[block.Index];
        _links[value.Index].Block = block;
        _links[value.Index].Previous = data.Last;
        if (data.Last.IsSome)
        {
            _links[data.Last.Index].Next = value;
        }
        else
        {
            data.First = value;
        }

        data.Last = value;
    }

    /// <summary>A new instruction at the end of a block.</summary>
    public Value Append(Block block, in Instruction instruction, int offset = -1)
    {
        if (_instructionCount == _instructions.Length)
        {
            Grow();
        }

        int index = _instructionCount++;
        _instructions[index] = instruction;
        ref BlockData data = ref _blocks[block.Index];
        Value last = data.Last;
        _links[index] = new Links { Previous = last, Block = block, Offset = offset };
        data.Last = new Value(index);
        (last.IsSome ? ref _links[last.Index].Next : ref data.First) = new Value(index);
        return new Value(index);
    }

    /// <summary>Puts an instruction that is in no block before another.</summary>
    public void InsertBefore(Value place, Value value)
    {
        Block block = _links[place.Index].Block;
        Value previous = _links[place.Index].Previous;
        _links[value.Index].Block = block;
        _links[value.Index].Previous = previous;
        _links[value.Index].Next = place;
        _links[place.Index].Previous = value;
        if (previous.IsSome)
        {
            _links[previous.Index].Next = value;
        }
        else
        {
            _blocks[block.Index].First = value;
        }
    }

    /// <summary>Takes an instruction, not a parameter, out of its block.</summary>
    public void Remove(Value value)
    {
        ref BlockData data = ref _blocks[_links[value.Index].Block.Index];
        Value next = _links[value.Index].Next;
        Value previous = _links[value.Index].Previous;
        if (previous.IsSome)
        {
            _links[previous.Index].Next = next;
        }
        else
        {
            data.First = next;
        }

        if (next.IsSome)
        {
            _links[next.Index].Previous = previous;
        }
        else
        {
            data.Last = previous;
        }

        _links[value.Index].Block = Block.None;
        _links[value.Index].Next = default;
        _links[value.Index].Previous = default;
    }

    /// <summary>A new last parameter of a block.</summary>
    public Value AddParameter(Block block, IrType type)
    {
        Value value = AddInstruction(new Instruction { Op = IrOp.Parameter, Type = type, A = new Value(_blocks[block.Index].ParameterCount) });
        AppendParameter(block, value);
        return value;
    }

    /// <summary>Puts a parameter that is in no block behind a block's others; its position is set already.</summary>
    public void AppendParameter(Block block, Value value)
    {
        ref BlockData data = ref _blocks[block.Index];
        _links[value.Index].Block = block;
        _links[value.Index].Previous = data.LastParameter;
        if (data.LastParameter.IsSome)
        {
            _links[data.LastParameter.Index].Next = value;
        }
        else
        {
            data.FirstParameter = value;
        }

        data.LastParameter = value;
        data.ParameterCount++;
    }

    /// <summary>A new edge that carries values.</summary>
    public int AddEdge(Block target, ReadOnlySpan<Value> arguments)
    {
        int start = AddList(arguments);
        if (_edgeCount == _edges.Length)
        {
            Array.Resize(ref _edges, _edgeCount * 2);
        }

        _edges[_edgeCount] = new Edge { Target = target, Start = start, Count = arguments.Length };
        return _edgeCount++;
    }

    /// <summary>A new list of values.</summary>
    /// <returns>Where it begins.</returns>
    public int AddList(ReadOnlySpan<Value> values)
    {
        if (_listCount + values.Length > _lists.Length)
        {
            Array.Resize(ref _lists, Math.Max(_lists.Length * 2, _listCount + values.Length));
        }

        values.CopyTo(_lists.AsSpan(_listCount));
        _listCount += values.Length;
        return _listCount - values.Length;
    }

    /// <summary>A new call.</summary>
    public int AddCall(in CallInfo call)
    {
        if (_callCount == _calls.Length)
        {
            Array.Resize(ref _calls, _callCount * 2);
        }

        _calls[_callCount] = call;
        return _callCount++;
    }

    private void Grow()
    {
        int size = _instructionCount * 2;
        Array.Resize(ref _instructions, size);
        Array.Resize(ref _links, size);
    }

    // Where an instruction stands, and where it comes from: together, since they are read together.
    private struct Links
    {
        public Value Next;
        public Value Previous;
        public Block Block;
        public int Offset;
    }
}
