using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Text;

// Folded expressions (specification, 6.5.13): `(op a b)` stands for `a b op`, whatever the operands are, so any
// grouping of neighbours is right; numbers of operands and results only decide which one a reader expects.
// Instructions become nodes; a node takes as children the nodes before it that yield exactly its operands. Nodes
// are built and written with explicit stacks.
public sealed partial class ModulePrinter
{
    // An instruction with more operands is left unfolded: looking for them must not make printing quadratic.
    private const int MaximumFoldedOperands = 1000;
    private const int MaximumLineWidth = 80;
    private const int NoLine = 1 << 20;
    private const int NoNode = -1;

    private readonly List<Node> _nodes = [];
    private readonly List<int> _pending = [];
    private readonly List<Frame> _frames = [];
    private readonly Stack<(int Node, bool Inline)> _path = new();
    private ModulePrinterOutput? _nodeText;
    private readonly List<int> _labelArities = [];
    private int[]? _functionTypes;
    private int[]? _tagTypes;

    /// <param name="Text">Where keyword and immediates start in the node text.</param>
    /// <param name="Length">Their length.</param>
    /// <param name="Results">Values it yields.</param>
    /// <param name="Width">Characters that it takes on one line; <see cref="NoLine"/> or more: several lines.</param>
    /// <param name="Depth">Of a block: its nesting depth; else 0.</param>
    private record struct Node(int Text, int Length, int Results, int Width, int Depth)
    {
        /// <summary>First child, written inside the parentheses.</summary>
        public int First = NoNode;

        /// <summary>The next child of the same parent.</summary>
        public int Next = NoNode;

        /// <summary>Branch hint written before the parenthesis.</summary>
        public string? Hint;
    }

    /// <summary>A sequence of instructions that is being read.</summary>
    /// <param name="Node">The node that gets the sequence as children.</param>
    /// <param name="Start">Where the sequence's nodes start among the pending ones.</param>
    /// <param name="IsArm">Whether it is an arm of an <c>if</c>, which has a frame of its own below it.</param>
    private readonly record struct Frame(int Node, int Start, bool IsArm = false);

    /// <summary>
    /// A constant expression on the current line, with a blank before it: <c>(op …)</c>, or <c>(wrapper …)</c> if it
    /// is not one instruction tree.
    /// </summary>
    private void WriteConstant(Expression expression, string? wrapper)
    {
        BuildNodes(expression, resultCount: 1);
        bool wrap = wrapper is not null && _pending.Count != 1;
        if (wrap)
        {
            _output.Write(" (");
            _output.Write(wrapper);
        }

        foreach (int node in _pending)
        {
            _output.Write(' ');
            WriteNode(node);
        }

        if (wrap)
        {
            _output.Write(')');
        }
    }

    // Returns whether the function prints nothing after its first line.
    private bool PrintFolded(FunctionDefinition function)
    {
        BuildNodes(function.Body, TypeOf(function.TypeIndex)?.Results.Length ?? 0);
        foreach (int node in _pending)
        {
            _output.Line();
            WriteNode(node);
        }

        return _pending.Count == 0 && function.Locals.IsEmpty;
    }

    // Leaves the top-level nodes in _pending.
    private void BuildNodes(Expression expression, int resultCount)
    {
        _nodeText ??= new ModulePrinterOutput(null);
        _nodeText.Clear();
        _nodes.Clear();
        _pending.Clear();
        _frames.Clear();
        _open.Clear();
        _labels.Clear();
        _text = _nodeText;
        _labelArities.Clear();
        _labelArities.Add(resultCount);
        _frames.Add(new Frame(NoNode, 0));
        var reader = new InstructionReader(expression.Code.Span, expression.Offset);
        var instruction = default(Instruction);
        while (true)
        {
            InstructionInfo info = reader.Read(ref instruction);
            if (info.Op == Op.End && _open.Count == 0)
            {
                break;
            }

            bool opens = Track(info.Op, ref reader, instruction.Start);
            switch (info.Op)
            {
                case Op.End:
                    CloseBlock();
                    break;
                case Op.Else:
                    CloseSequence();
                    OpenArm("else");
                    break;
                default:
                    AddNode(info, instruction, ref reader, opens);
                    break;
            }
        }

        _text = _output;
        ExpectEnd(ref reader);
    }

    private void AddNode(InstructionInfo info, in Instruction instruction, ref InstructionReader reader, bool opens)
    {
        int start = _text.Length;
        WriteInstruction(info, instruction, ref reader);
        int length = _text.Length - start;
        string? hint = _hints.Take(instruction.Start);
        int width = Math.Min(length + 2 + (hint is null ? 0 : hint.Length + 1), NoLine);
        if (!opens)
        {
            (int operands, int results) = Arity(info, instruction, ref reader);
            _nodes.Add(new Node(start, length, results, width, 0) { Hint = hint });
            Adopt(_nodes.Count - 1, operands);
            return;
        }

        (int parameters, int blockResults) = BlockArity(instruction.Block);
        _labelArities.Add(info.Op == Op.Loop ? parameters : blockResults);
        _nodes.Add(new Node(start, length, blockResults, NoLine, _open.Count) { Hint = hint });
        int node = _nodes.Count - 1;
        if (info.Op == Op.If)
        {
            Adopt(node, 1);
            _pending.RemoveAt(_pending.Count - 1);
            _frames.Add(new Frame(node, _pending.Count));
            int condition = _nodes[node].First;
            if (condition != NoNode)
            {
                _pending.Add(condition);
            }

            OpenArm("then");
        }
        else
        {
            _frames.Add(new Frame(node, _pending.Count));
        }
    }

    // Makes the pending nodes that yield exactly the operands children of a node, which becomes pending itself.
    private void Adopt(int node, int operands)
    {
        int first = _pending.Count;
        int floor = _frames[^1].Start;
        int missing = operands <= MaximumFoldedOperands ? operands : 0;
        while (missing > 0 && first > floor && _nodes[_pending[first - 1]].Results is > 0 and int results && results <= missing)
        {
            missing -= results;
            first--;
        }

        if (missing == 0)
        {
            AttachPending(node, first);
        }

        _pending.Add(node);
    }

    // Pending nodes from a position on become children.
    private void AttachPending(int parent, int from)
    {
        int width = _nodes[parent].Width;
        for (int i = _pending.Count - 1; i >= from; i--)
        {
            Node child = _nodes[_pending[i]];
            child.Next = i + 1 < _pending.Count ? _pending[i + 1] : NoNode;
            _nodes[_pending[i]] = child;
            width = Math.Min(width + 1 + child.Width, NoLine);
        }

        if (from < _pending.Count)
        {
            _nodes[parent] = _nodes[parent] with { First = _pending[from], Width = width };
            _pending.RemoveRange(from, _pending.Count - from);
        }
    }

    // (then …) and (else …) are nodes of their own inside the node of the `if`.
    private void OpenArm(string keyword)
    {
        int start = _text.Length;
        _text.Write(keyword);
        _nodes.Add(new Node(start, keyword.Length, 0, NoLine, 0));
        _frames.Add(new Frame(_nodes.Count - 1, _pending.Count, IsArm: true));
    }

    // The pending nodes of the innermost sequence become children of its node, which becomes pending.
    private void CloseSequence()
    {
        Frame frame = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        AttachPending(frame.Node, frame.Start);
        _pending.Add(frame.Node);
    }

    private void CloseBlock()
    {
        if (_frames[^1].IsArm)
        {
            CloseSequence();
        }

        CloseSequence();
        _labelArities.RemoveAt(_labelArities.Count - 1);
    }

    private void WriteNode(int root)
    {
        int indent = _output.Indent;
        _path.Clear();
        int node = root;
        bool inline = false;
        while (true)
        {
            Node current = _nodes[node];
            inline = inline || current.Width <= MaximumLineWidth;
            if (current.Hint is not null)
            {
                _output.Write(current.Hint);
                _output.Write(' ');
            }

            _output.Write('(');
            _output.Write(_nodeText!.Slice(current.Text, current.Length));
            if (current.First != NoNode)
            {
                if (current.Depth > 0)
                {
                    LabelComment(_output, current.Depth);
                }

                _path.Push((node, inline));
                _output.Indent++;
                node = current.First;
                Separate(inline);
                continue;
            }

            _output.Write(')');
            while (_nodes[node].Next == NoNode || node == root)
            {
                if (node == root)
                {
                    _output.Indent = indent;
                    return;
                }

                (node, _) = _path.Pop();
                _output.Indent--;
                _output.Write(')');
            }

            node = _nodes[node].Next;
            inline = _path.Peek().Inline;
            Separate(inline);
        }
    }

    private void Separate(bool inline)
    {
        if (inline)
        {
            _output.Write(' ');
        }
        else
        {
            _output.Line();
        }
    }

    private (int Operands, int Results) BlockArity(BlockType type)
    {
        if (!type.IsIndex)
        {
            return (0, type.Result.IsBottom ? 0 : 1);
        }

        return Counts(TypeOf(type.TypeIndex));
    }

    private static (int Operands, int Results) Counts(FunctionType? type) =>
        type is null ? (0, 0) : (type.Parameters.Length, type.Results.Length);

    private FunctionType? TypeOf(int index) =>
        (uint)index < (uint)_module.Types.Count ? _module.Types[index].Composite as FunctionType : null;

    private FunctionType? TypeOfFunction(uint index)
    {
        _functionTypes ??=
        [
            .. _module.Imports.Select(import => import.Type).OfType<FunctionExternType>().Select(type => type.TypeIndex),
            .. _module.Functions.Select(function => function.TypeIndex),
        ];
        return index < (uint)_functionTypes.Length ? TypeOf(_functionTypes[index]) : null;
    }

    private FunctionType? TypeOfTag(uint index)
    {
        _tagTypes ??=
        [
            .. _module.Imports.Select(import => import.Type).OfType<TagType>().Select(type => type.TypeIndex),
            .. _module.Tags.Select(tag => tag.Type.TypeIndex),
        ];
        return index < (uint)_tagTypes.Length ? TypeOf(_tagTypes[index]) : null;
    }

    private int LabelArity(uint label) => label < (uint)_labelArities.Count ? _labelArities[^((int)label + 1)] : 0;

    // Operands and results: from the table's signature, or, where the table says that it depends, from the module.
    // Long because it lists instructions.
    private (int Operands, int Results) Arity(InstructionInfo info, in Instruction instruction, ref InstructionReader reader)
    {
        if (info.Signature != "*")
        {
            int colon = info.Signature.IndexOf(':', StringComparison.Ordinal);
            return (colon, info.Signature.Length - colon - 1);
        }

        uint index = instruction.Index;
        switch (info.Op)
        {
            case Op.Throw:
                return (Counts(TypeOfTag(index)).Operands, 0);
            case Op.Br:
                return (LabelArity(index), 0);
            case Op.BrTable:
                return (LabelArity(index) + 1, 0);
            case Op.BrIf:
                return (LabelArity(index) + 1, LabelArity(index));
            case Op.BrOnNull:
                return (LabelArity(index) + 1, LabelArity(index) + 1);
            case Op.BrOnNonNull:
                return (LabelArity(index), Math.Max(0, LabelArity(index) - 1));
            case Op.BrOnCast or Op.BrOnCastFail:
                return (LabelArity(index), LabelArity(index));
            case Op.Return:
                return (_labelArities[0], 0);
            case Op.Call:
                return Counts(TypeOfFunction(index));
            case Op.ReturnCall:
                return (Counts(TypeOfFunction(index)).Operands, 0);
            case Op.CallIndirect or Op.CallRef:
                (int operands, int results) = Counts(TypeOf((int)Math.Min(index, int.MaxValue)));
                return (operands + 1, results);
            case Op.ReturnCallIndirect or Op.ReturnCallRef:
                return (Counts(TypeOf((int)Math.Min(index, int.MaxValue))).Operands + 1, 0);
            case Op.StructNew:
                return (index < (uint)_module.Types.Count && _module.Types[(int)index].Composite is StructType type ? type.Fields.Length : 0, 1);
            case Op.ArrayNewFixed:
                return ((int)Math.Min(instruction.Index2, int.MaxValue), 1);
            case Op.Unreachable:
                return (0, 0);
            case Op.Drop or Op.LocalSet or Op.GlobalSet or Op.ThrowRef:
                return (1, 0);
            case Op.TableSet or Op.StructSet:
                return (2, 0);
            case Op.ArraySet or Op.MemoryCopy or Op.TableCopy or Op.TableFill:
                return (3, 0);
            case Op.ArrayFill or Op.ArrayInitData or Op.ArrayInitElem:
                return (4, 0);
            case Op.ArrayCopy:
                return (5, 0);
            case Op.LocalGet or Op.GlobalGet or Op.RefNull or Op.RefFunc or Op.StructNewDefault:
                return (0, 1);
            case Op.RefEq or Op.ArrayNew or Op.ArrayNewData or Op.ArrayNewElem or Op.ArrayGet or Op.ArrayGetS
                or Op.ArrayGetU or Op.TableGrow:
                return (2, 1);
            case Op.Select or Op.SelectT:
                return (3, 1);
            default:
                // local.tee, table.get, tests, casts, conversions, field and length reads.
                return (1, 1);
        }
    }
}
