using System.Runtime.CompilerServices;

namespace Wasm.Jit.Ir;

/// <summary>
/// Checks that a function keeps the rules of the form: lists, types, dominance, edges, terminators, calls. Linear, except for the
/// dominator tree. One object per thread: it keeps its working memory.
/// </summary>
/// <remarks>
/// Blocks that are in the order but cannot be reached are checked too, except that definitions there need not dominate uses.
/// </remarks>
internal sealed partial class IrVerifier
{
    private readonly ControlFlow _flow = new();
    private readonly DominatorTree _dominators = new();
    private int[] _positions = [];
    private bool[] _inOrder = [];
    private IrFunction _function = new();
    private string? _error;
    private Block _block;

    /// <summary>Throws if a function breaks a rule.</summary>
    /// <param name="function">The function.</param>
    /// <param name="when">For the message: after which pass.</param>
    /// <exception cref="IrException">It does; says function, block, instruction and what is wrong.</exception>
    public void Check(IrFunction function, string when = "")
    {
        if (Verify(function) is { } error)
        {
            throw new IrException(when.Length > 0 ? $"{when}: {error}" : error);
        }
    }

    /// <summary>The first broken rule, or null.</summary>
    public string? Verify(IrFunction function)
    {
        _function = function;
        _error = null;
        Pooled.Fill(ref _positions, function.InstructionCount, -1);
        Pooled.Clear(ref _inOrder, function.BlockCount);
        CheckOrder();
        int position = 0;
        for (int i = 0; i < function.BlockOrder.Count && _error is null; i++)
        {
            _block = function.BlockOrder[i];
            CheckParameters(ref position);
            CheckInstructions(ref position);
        }

        for (int i = 0; i < function.BlockOrder.Count && _error is null; i++)
        {
            _block = function.BlockOrder[i];
            foreach (int edge in function.EdgesOf(_block))
            {
                CheckTarget(edge);
            }
        }

        if (_error is null)
        {
            _flow.Compute(function);
            _dominators.Compute(function, _flow);
            CheckEntry();
        }

        for (int i = 0; i < function.BlockOrder.Count && _error is null; i++)
        {
            _block = function.BlockOrder[i];
            for (Value value = function[_block].First; value.IsSome && _error is null; value = function.Next(value))
            {
                CheckInstruction(value);
            }
        }

        return _error;
    }

    private void CheckOrder()
    {
        if (_function.BlockOrder.Count == 0 || _function.BlockOrder[0] != IrFunction.Entry)
        {
            _error ??= $"function \"{_function.Name}\": the order does not begin with the entry block";
            return;
        }

        foreach (Block block in _function.BlockOrder)
        {
            _block = block;
            if ((uint)block.Index >= (uint)_function.BlockCount)
            {
                Fail(Value.None, "no such block");
                return;
            }

            if (_inOrder[block.Index])
            {
                Fail(Value.None, "is in the order twice");
            }

            _inOrder[block.Index] = true;
        }
    }

    private void CheckParameters(ref int position)
    {
        BlockData data = _function[_block];
        int count = 0;
        Value previous = Value.None;
        for (Value value = data.FirstParameter; value.IsSome; value = _function.Next(value))
        {
            if (!CheckLink(value, previous, ref position))
            {
                return;
            }

            Instruction parameter = _function[value];
            Require(parameter.Op == IrOp.Parameter, value, "is no parameter but stands among them");
            Require(parameter.A.Index == count, value, $"says that it is parameter {parameter.A.Index}, and is {count}");
            Require(parameter.Type is > IrType.None and <= IrType.Ref, value, "is a parameter without a type");
            previous = value;
            count++;
        }

        Require(count == data.ParameterCount, Value.None, $"has {count} parameters and counts {data.ParameterCount}");
        Require(data.LastParameter == previous, Value.None, $"its last parameter is {previous}, not {data.LastParameter}");
    }

    private void CheckInstructions(ref int position)
    {
        BlockData data = _function[_block];
        Value previous = Value.None;
        for (Value value = data.First; value.IsSome; value = _function.Next(value))
        {
            if (!CheckLink(value, previous, ref position))
            {
                return;
            }

            Instruction instruction = _function[value];
            if (!IrOpTable.IsDefined(instruction.Op) || instruction.Op == IrOp.Parameter)
            {
                Fail(value, $"has an operation that cannot be here: {(int)instruction.Op}");
                return;
            }

            bool isTerminator = (IrOpTable.Get(instruction.Op).Flags & IrFlags.Terminator) != 0;
            Require(isTerminator == (value == data.Last), value, isTerminator ? "is a terminator and not last" : "is last and no terminator");
            Require(instruction.Op != IrOp.LandingPad || value == data.First, value, "is a landing pad and not first in its block");
            CheckIndices(value, instruction);
            previous = value;
        }

        Require(data.First.IsSome, Value.None, "is empty");
        Require(data.Last == previous, Value.None, $"its last instruction is {previous}, not {data.Last}");
    }

    private bool CheckLink(Value value, Value previous, ref int position)
    {
        if ((uint)value.Index >= (uint)_function.InstructionCount)
        {
            return Fail(value, "does not exist");
        }

        if (_positions[value.Index] >= 0)
        {
            return Fail(value, "is linked twice");
        }

        _positions[value.Index] = position++;
        return Require(_function.BlockOf(value) == _block, value, $"is linked here, but says that it is in {_function.BlockOf(value)}")
            && Require(_function.Previous(value) == previous, value, $"comes after {previous}, but says after {_function.Previous(value)}");
    }

    // What the visitors of operands and edges rely on.
    private void CheckIndices(Value value, in Instruction instruction)
    {
        switch (IrOpTable.Get(instruction.Op).Shape)
        {
            case IrShape.Call:
                if (!Require((uint)instruction.A.Index < (uint)_function.CallCount, value, $"there is no call {instruction.A.Index}"))
                {
                    return;
                }

                CallInfo call = _function.CallAt(instruction.A.Index);
                Require((uint)call.Signature < (uint)_function.Signatures.Count, value, $"there is no signature {call.Signature}");
                CheckList(value, call.Start, call.Count);
                if (IsInvoke(instruction.Op))
                {
                    CheckEdge(value, call.NormalEdge);
                    CheckEdge(value, call.PadEdge);
                    Require((uint)call.Handlers < (uint)_function.HandlerLists.Count, value, $"there are no handlers {call.Handlers}");
                }

                break;
            case IrShape.Jump:
                CheckEdge(value, instruction.A.Index);
                break;
            case IrShape.BranchIf:
                CheckEdge(value, instruction.B.Index);
                CheckEdge(value, instruction.C.Index);
                break;
            case IrShape.BranchTable:
                Require(instruction.C.Index > 0, value, "has no edges");
                CheckEdge(value, instruction.B.Index);
                CheckEdge(value, instruction.B.Index + instruction.C.Index - 1);
                break;
            case IrShape.Return:
                CheckList(value, instruction.A.Index, instruction.B.Index);
                break;
        }
    }

    private void CheckList(Value value, int start, int count) =>
        Require(start >= 0 && count >= 0 && count <= _function.ListLength - start, value, $"there is no list at {start} of {count} values");

    private void CheckEdge(Value value, int edge) =>
        Require((uint)edge < (uint)_function.EdgeCount, value, $"there is no edge {edge}");

    // Before dominators are computed: only blocks of the order may be reached.
    private void CheckTarget(int number)
    {
        Edge edge = _function.EdgeAt(number);
        Value value = _function[_block].Last;
        CheckList(value, edge.Start, edge.Count);
        Require((uint)edge.Target.Index < (uint)_function.BlockCount && _inOrder[edge.Target.Index], value, $"goes to {edge.Target}, which is not in the order");
    }

    private void CheckEntry()
    {
        _block = IrFunction.Entry;
        IrType[] types = _function.Signature.Parameters;
        Require(_flow.Predecessors(IrFunction.Entry).Length == 0, Value.None, "is the entry and has predecessors");
        if (!Require(_function[_block].ParameterCount == types.Length + 1, Value.None, $"has {_function[_block].ParameterCount} parameters, the signature {types.Length} besides the instance"))
        {
            return;
        }

        int i = -1;
        for (Value value = _function[_block].FirstParameter; value.IsSome; value = _function.Next(value), i++)
        {
            IrType expected = i < 0 ? IrType.I64 : types[i];
            Require(_function[value].Type == expected, value, $"is {_function[value].Type}, the signature says {expected}");
        }
    }

    private static bool IsInvoke(IrOp op) => op is IrOp.Invoke or IrOp.InvokeIndirect or IrOp.InvokeHelper;

    private bool Require(bool condition, Value value, string what) => condition || Fail(value, what);

    // Texts are written only of what is wrong: there are several to each instruction.
    private bool Require(bool condition, Value value, [InterpolatedStringHandlerArgument(nameof(condition))] Complaint what) =>
        condition || Fail(value, what.ToString());

    private bool Fail(Value value, string what)
    {
        _error ??= value.IsSome
            ? $"function \"{_function.Name}\", {_block}, {value}{Describe(value)}: {what}"
            : $"function \"{_function.Name}\", {_block}: {what}";
        return false;
    }

    private string Describe(Value value) => (uint)value.Index < (uint)_function.InstructionCount && IrOpTable.IsDefined(_function[value].Op)
        ? $" ({IrOpTable.Get(_function[value].Op).Name})"
        : "";
}
