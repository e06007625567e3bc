using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Text;

// Instruction sequences, flat and folded (specification, 6.5). Nesting is kept on a stack of frames, not on the
// call stack. A folded instruction's operands come before it in the binary but behind it in the text: unless it has
// none, its bytes wait in _pending until its parenthesis closes.
internal sealed partial class FieldParser
{
    private enum FrameKind : byte
    {
        /// <summary>Instructions up to a closing parenthesis that belongs to whoever asked for them.</summary>
        Sequence,

        /// <summary><c>block</c>, <c>loop</c>, <c>try_table</c> up to <c>end</c>.</summary>
        Block,

        /// <summary><c>if</c> up to <c>else</c> or <c>end</c>.</summary>
        If,

        /// <summary><c>else</c> up to <c>end</c>.</summary>
        Else,

        /// <summary>Operands of a plain folded instruction.</summary>
        FoldedPlain,

        /// <summary>A folded <c>block</c>, <c>loop</c>, <c>try_table</c>.</summary>
        FoldedBlock,

        /// <summary>A folded <c>if</c> before <c>(then</c>.</summary>
        FoldedIf,

        /// <summary>Inside <c>(then</c>.</summary>
        FoldedThen,

        /// <summary>Inside <c>(else</c>.</summary>
        FoldedElse,

        /// <summary>A folded <c>if</c> that is complete but for its parenthesis.</summary>
        FoldedIfEnd,
    }

    private struct Frame
    {
        public FrameKind Kind;
        public Op Op;

        /// <summary>The label's symbol; -1 if it has none.</summary>
        public int Label;

        /// <summary>Where the instruction stands in the text.</summary>
        public int Offset;

        /// <summary>Folded: where its bytes begin in the pending ones.</summary>
        public int Pending;

        /// <summary>The branch hint before it, or -1.</summary>
        public int Hint;
    }

    private Frame[] _frames = new Frame[32];
    private int _frameCount;
    private byte[] _pending = new byte[256];
    private int _pendingLength;

    // By symbol: stack index + 1 of the innermost label with that name, or 0; and the stack, with what each entry hides.
    private readonly int[] _labels;
    private readonly List<(int Symbol, int Hidden)> _labelStack = [];

    private void PushLabel(int symbol)
    {
        KeepLabel(symbol);
        int hidden = 0;
        if (symbol >= 0)
        {
            hidden = _labels[symbol];
            _labels[symbol] = _labelStack.Count + 1;
        }

        _labelStack.Add((symbol, hidden));
    }

    private void PopLabel()
    {
        (int symbol, int hidden) = _labelStack[^1];
        _labelStack.RemoveAt(_labelStack.Count - 1);
        if (symbol >= 0)
        {
            _labels[symbol] = hidden;
        }
    }

    private ref Frame Push(FrameKind kind, Op op, int label, int offset)
    {
        if (_frameCount == _frames.Length)
        {
            Array.Resize(ref _frames, _frameCount * 2);
        }

        ref Frame frame = ref _frames[_frameCount++];
        frame = new Frame { Kind = kind, Op = op, Label = label, Offset = offset, Pending = _pendingLength, Hint = -1 };
        return ref frame;
    }

    /// <summary>Writes an opcode and records where it stands in the text.</summary>
    private void Emit(Op op, int offset)
    {
        _map.AddInstruction(_code.Length, offset);
        _code.Write(op);
    }

    /// <summary>Instructions up to the parenthesis that closes what they stand in, which is left.</summary>
    private void ParseSequence()
    {
        int floor = _frameCount;
        Push(FrameKind.Sequence, Op.Nop, -1, 0);
        Run(floor);
    }

    /// <summary>One folded instruction.</summary>
    private void ParseFolded()
    {
        int floor = _frameCount;
        BeginFolded();
        if (_frameCount > floor)
        {
            Run(floor);
        }
    }

    private void Run(int floor)
    {
        while (_frameCount > floor)
        {
            ref ParserToken token = ref Current;
            ref Frame top = ref _frames[_frameCount - 1];
            switch (token.Kind)
            {
                case TokenKind.Keyword when token.Data < InstructionTable.Size
                    && top.Kind is not (FrameKind.FoldedPlain or FrameKind.FoldedIf or FrameKind.FoldedIfEnd):
                    int hint = TakeHint();
                    _next++;
                    ParseFlat((Op)token.Data, ref token, hint);
                    break;
                case TokenKind.LeftParen when top.Kind == FrameKind.FoldedIf && AtLeft(Keyword.Then):
                    BeginThen();
                    break;
                case TokenKind.LeftParen when top.Kind != FrameKind.FoldedIfEnd:
                    BeginFolded();
                    break;
                case TokenKind.RightParen:
                    Close(ref top);
                    break;
                default:
                    ThrowUnexpected(ref token, ExpectedIn(top.Kind));
                    break;
            }
        }
    }

    private static string ExpectedIn(FrameKind kind) => kind switch
    {
        FrameKind.Block or FrameKind.If or FrameKind.Else => "an instruction or end",
        FrameKind.FoldedPlain => "a folded instruction or )",
        FrameKind.FoldedIf => "a folded instruction or (then",
        FrameKind.FoldedIfEnd => ")",
        _ => "an instruction or )",
    };

    private void ParseFlat(Op op, ref readonly ParserToken token, int hint)
    {
        switch (op)
        {
            case Op.Block or Op.Loop or Op.If or Op.TryTable:
                int label = ParseLabelName();
                EmitHinted(op, token.Start, hint);
                ParseBlockHead(op);
                PushLabel(label);
                Push(op == Op.If ? FrameKind.If : FrameKind.Block, op, label, token.Start);
                break;
            case Op.Else:
                ref Frame opened = ref _frames[_frameCount - 1];
                if (opened.Kind != FrameKind.If)
                {
                    ThrowUnexpected(in token, "an instruction");
                }

                opened.Kind = FrameKind.Else;
                CheckLabelName(opened.Label);
                EmitHinted(op, token.Start, hint);
                break;
            case Op.End:
                ref Frame top = ref _frames[_frameCount - 1];
                if (top.Kind is not (FrameKind.Block or FrameKind.If or FrameKind.Else))
                {
                    ThrowUnexpected(in token, "an instruction");
                }

                CheckLabelName(top.Label);
                EmitHinted(op, token.Start, hint);
                PopLabel();
                _frameCount--;
                break;
            default:
                EmitPlain(op, token.Start, hint);
                break;
        }
    }

    /// <summary>Block type and, for <c>try_table</c>, catch clauses; its label does not count for them.</summary>
    private void ParseBlockHead(Op op)
    {
        BlockType type = ParseBlockType();
        _code.WriteBlockType(type);
        if (op == Op.TryTable)
        {
            ParseCatches();
        }
    }

    private void BeginFolded()
    {
        int hint = TakeHint();
        _next++;
        ref ParserToken token = ref Current;
        if (token.Kind != TokenKind.Keyword || token.Data >= InstructionTable.Size || token.Data is (int)Op.Else or (int)Op.End)
        {
            ThrowUnexpected(ref token, "an instruction");
        }

        _next++;
        var op = (Op)token.Data;
        switch (op)
        {
            case Op.Block or Op.Loop or Op.TryTable:
                int label = ParseLabelName();
                EmitHinted(op, token.Start, hint);
                ParseBlockHead(op);
                PushLabel(label);
                Push(FrameKind.FoldedBlock, op, label, token.Start);
                break;
            case Op.If:
                label = ParseLabelName();
                int start = _code.Length;
                _code.Write(op);
                ParseBlockHead(op);
                Push(FrameKind.FoldedIf, op, label, token.Start).Hint = hint;
                Suspend(start);
                break;
            default:
                BeginFoldedPlain(op, token.Start, hint);
                break;
        }
    }

    private void BeginFoldedPlain(Op op, int offset, int hint)
    {
        int start = _code.Length;
        op = WritePlain(op);
        if (Current.Kind == TokenKind.RightParen)
        {
            _next++;
            _map.AddInstruction(start, offset);
            AddHint(op, start, hint);
            return;
        }

        Push(FrameKind.FoldedPlain, op, -1, offset).Hint = hint;
        Suspend(start);
    }

    /// <summary>Moves what was written since <paramref name="start"/> to the pending bytes of the frame on top.</summary>
    private void Suspend(int start)
    {
        ReadOnlySpan<byte> bytes = _code.WrittenSpan[start..];
        if (_pendingLength + bytes.Length > _pending.Length)
        {
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _pendingLength + bytes.Length));
        }

        bytes.CopyTo(_pending.AsSpan(_pendingLength));
        _pendingLength += bytes.Length;
        _code.Truncate(start);
    }

    /// <summary>Writes the pending bytes of a frame, which is on top.</summary>
    private void Resume(ref readonly Frame frame)
    {
        _map.AddInstruction(_code.Length, frame.Offset);
        AddHint(frame.Op, _code.Length, frame.Hint);
        _code.WriteBytes(_pending.AsSpan(frame.Pending, _pendingLength - frame.Pending));
        _pendingLength = frame.Pending;
    }

    private void BeginThen()
    {
        ref Frame frame = ref _frames[_frameCount - 1];
        _next += 2;
        Resume(ref frame);
        PushLabel(frame.Label);
        frame.Kind = FrameKind.FoldedThen;
    }

    /// <summary>A closing parenthesis: ends the frame on top, or is unexpected.</summary>
    private void Close(ref Frame top)
    {
        int offset = Current.Start;
        switch (top.Kind)
        {
            case FrameKind.Sequence:
                _frameCount--;
                return;
            case FrameKind.FoldedPlain:
                Resume(ref top);
                _frameCount--;
                break;
            case FrameKind.FoldedBlock:
                Emit(Op.End, offset);
                PopLabel();
                _frameCount--;
                break;
            case FrameKind.FoldedThen:
                _next++;
                if (AtElse())
                {
                    Emit(Op.Else, _items[_next + 1].Start);
                    _next += 2;
                    top.Kind = FrameKind.FoldedElse;
                }
                else
                {
                    EndFoldedIf(ref top, Current.Start);
                }

                return;
            case FrameKind.FoldedElse:
                EndFoldedIf(ref top, offset);
                break;
            case FrameKind.FoldedIfEnd:
                _frameCount--;
                break;
            default:
                ThrowUnexpected(ref Current, ExpectedIn(top.Kind));
                break;
        }

        _next++;
    }

    private void EndFoldedIf(ref Frame frame, int offset)
    {
        Emit(Op.End, offset);
        PopLabel();
        frame.Kind = FrameKind.FoldedIfEnd;
    }

    private bool AtElse() =>
        Current.Kind == TokenKind.LeftParen && _items[_next + 1] is { Kind: TokenKind.Keyword, Data: (int)Op.Else };

    private void EmitHinted(Op op, int offset, int hint)
    {
        AddHint(op, _code.Length, hint);
        Emit(op, offset);
    }

    private void EmitPlain(Op op, int offset, int hint)
    {
        int start = _code.Length;
        _map.AddInstruction(start, offset);
        op = WritePlain(op);
        AddHint(op, start, hint);
    }

    /// <summary>The optional identifier of a label that is about to be opened; -1 if there is none.</summary>
    private int ParseLabelName()
    {
        if (Current.Kind != TokenKind.Identifier)
        {
            return -1;
        }

        return _items[_next++].Data;
    }

    /// <summary>The optional identifier after <c>else</c> and <c>end</c> repeats that of the block.</summary>
    private void CheckLabelName(int label)
    {
        if (Current.Kind == TokenKind.Identifier)
        {
            if (Current.Data != label)
            {
                Note(Messages.MismatchingLabel, Current.Start);
            }

            _next++;
        }
    }

    private void ParseCatches()
    {
        _catches.Clear();
        while (Current.Kind == TokenKind.LeftParen && TakeCatch() is { } kind)
        {
            uint tag = kind is Core.Binary.CatchKind.Catch or Core.Binary.CatchKind.CatchRef ? ParseIndex(_tags) : 0;
            _catches.Add(new Core.Binary.CatchClause(kind, tag, ParseLabel()));
            ExpectRight();
        }

        _code.WriteCatches(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_catches));
    }

    private Core.Binary.CatchKind? TakeCatch()
    {
        ref ParserToken token = ref _items[_next + 1];
        if (token.Kind != TokenKind.Keyword || (Keyword)token.Data is < Keyword.Catch or > Keyword.CatchAllRef)
        {
            return null;
        }

        _next += 2;
        return (Core.Binary.CatchKind)(token.Data - (int)Keyword.Catch);
    }
}
