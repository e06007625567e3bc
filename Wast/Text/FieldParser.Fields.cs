using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Text;

// Third pass: module fields other than types and segments (specification, 6.6).
internal sealed partial class FieldParser
{
    // By symbol: index + 1 of the local with that name in the function at hand, or 0.
    private readonly int[] _locals;
    private readonly List<int> _boundLocals = [];

    // What has been defined last, for the rule that imports come first.
    private string? _lastDefined;

    private void ParseFields()
    {
        while (Current.Kind == TokenKind.LeftParen)
        {
            ref ParserToken keyword = ref _items[_next + 1];
            int offset = Current.Start;
            int close = Current.Data;
            _next += 2;
            switch (keyword.Kind == TokenKind.Keyword ? (Keyword)keyword.Data : Keyword.None)
            {
                case Keyword.Type or Keyword.Rec:
                    _next = close; // Read in the second pass, which has seen to it that there is a parenthesis.
                    break;
                case Keyword.Func:
                    ParseFunction(offset);
                    break;
                case Keyword.Table:
                    ParseTable(offset);
                    break;
                case Keyword.Memory:
                    ParseMemory(offset);
                    break;
                case Keyword.Global:
                    ParseGlobal(offset);
                    break;
                case Keyword.Tag:
                    ParseTag(offset);
                    break;
                case Keyword.Import:
                    ParseImport(offset);
                    break;
                case Keyword.Export:
                    ParseExport(offset);
                    break;
                case Keyword.Start:
                    ParseStart(offset);
                    break;
                case Keyword.Elem:
                    ParseElementSegment(offset);
                    break;
                case Keyword.Data:
                    ParseDataSegment(offset);
                    break;
                default:
                    ThrowUnexpected(ref keyword, "a module field");
                    break;
            }

            ExpectRight();
        }
    }

    /// <summary>Exports written inside the exported field.</summary>
    private void ParseInlineExports(ExternKind kind, int index)
    {
        while (AtLeft(Keyword.Export))
        {
            int offset = Current.Start;
            _next += 2;
            string name = ParseName();
            ExpectRight();
            _module.Exports.Add(new Export(name, kind, index, offset));
        }
    }

    private bool TryParseInlineImport(out string module, out string name)
    {
        if (!TakeLeft(Keyword.Import))
        {
            module = name = "";
            return false;
        }

        module = ParseName();
        name = ParseName();
        ExpectRight();
        return true;
    }

    private void AddImport(string module, string name, ExternType type, int offset)
    {
        if (_lastDefined is not null)
        {
            Note($"{Messages.ImportAfter} {_lastDefined} definition", offset);
        }

        _module.Imports.Add(new Import(module, name, type, offset));
    }

    private void ParseFunction(int offset)
    {
        SkipIdentifier();
        int index = _nextFunction++;
        TakeNameAnnotation(NameKind.Function, index, 0);
        ParseInlineExports(ExternKind.Function, index);
        if (TryParseInlineImport(out string module, out string name))
        {
            AddImport(module, name, new FunctionExternType(ParseTypeIndex(SignatureNames.Ignored, index)), offset);
            return;
        }

        _lastDefined = "function";
        bool hasTypeIndex = AtLeft(Keyword.Type);
        int typeOffset = hasTypeIndex ? _items[_next + 2].Start : offset;
        int type = ParseTypeIndex(SignatureNames.Locals, index);
        int parameters = hasTypeIndex && _parameters.Count + _results.Count == 0 ? -1 : _parameters.Count;
        ImmutableArray<LocalGroup> locals = ParseLocals(type, parameters, typeOffset, index);
        _function = index;
        _labelNumber = 0;
        PushLabel(-1);
        Expression body = ParseExpression();
        PopLabel();
        KeepLocals();
        foreach (int symbol in _boundLocals)
        {
            _locals[symbol] = 0;
        }

        _boundLocals.Clear();
        _function = -1;
        var definition = new FunctionDefinition(type, locals, body, offset);
        FinishHints(index, definition);
        _module.Functions.Add(definition);
    }

    private int ParseTypeIndex(SignatureNames names, int function = -1) => (int)Math.Min(ParseTypeUse(names, function), LargestTypeIndex);

    /// <summary>Declarations of locals; neighbours of one type make one group.</summary>
    /// <param name="type">The function's type index.</param>
    /// <param name="parameters">Number of parameters; -1 if only the type says, which then is asked when a name needs it.</param>
    /// <param name="typeOffset">Where the type index stands.</param>
    /// <param name="function">Index of the function.</param>
    private ImmutableArray<LocalGroup> ParseLocals(int type, int parameters, int typeOffset, int function)
    {
        if (!AtLeft(Keyword.Local))
        {
            return [];
        }

        var groups = ImmutableArray.CreateBuilder<LocalGroup>();
        int declared = 0;
        while (TakeLeft(Keyword.Local))
        {
            bool isNamed = false;
            if (Current.Kind == TokenKind.Identifier)
            {
                isNamed = true;
                parameters = parameters >= 0 ? parameters : FunctionTypeAt((uint)type, typeOffset)?.Parameters.Length ?? 0;
                BindLocal(parameters + declared);
                _next++;
            }

            if (AtNameAnnotation)
            {
                isNamed = true;
                parameters = parameters >= 0 ? parameters : FunctionTypeAt((uint)type, typeOffset)?.Parameters.Length ?? 0;
                TakeNameAnnotation(NameKind.Local, function, parameters + declared);
            }

            _parameters.Clear();
            ParseValTypes(_parameters, isNamed);
            declared += _parameters.Count;
            foreach (ValType local in _parameters)
            {
                if (groups.Count > 0 && groups[^1].Type == local)
                {
                    groups[^1] = groups[^1] with { Count = groups[^1].Count + 1 };
                }
                else
                {
                    groups.Add(new LocalGroup(1, local));
                }
            }
        }

        return groups.DrainToImmutable();
    }

    /// <summary>Gives the name that follows to a local.</summary>
    private void BindLocal(int index)
    {
        ref ParserToken token = ref Current;
        if (_locals[token.Data] != 0)
        {
            NoteDuplicate("local", ref token);
            return;
        }

        _locals[token.Data] = index + 1;
        _boundLocals.Add(token.Data);
    }

    private void ParseTable(int offset)
    {
        SkipIdentifier();
        int index = _nextTable++;
        ParseInlineExports(ExternKind.Table, index);
        if (TryParseInlineImport(out string module, out string name))
        {
            AddImport(module, name, ParseTableType(), offset);
            return;
        }

        _lastDefined = "table";
        bool is64 = ParseAddressType();
        if (Current.Kind != TokenKind.Nat)
        {
            ValType element = ParseReferenceType();
            ulong count = (ulong)ParseInlineElements(index, element, is64, offset);
            _module.Tables.Add(new TableDefinition(new TableType(element, new Limits(count, count), is64), null, offset));
            return;
        }

        Limits limits = ParseLimits();
        var type = new TableType(ParseReferenceType(), limits, is64);
        Expression? initializer = Current.Kind == TokenKind.RightParen ? null : ParseExpression();
        _module.Tables.Add(new TableDefinition(type, initializer, offset));
    }

    private void ParseMemory(int offset)
    {
        SkipIdentifier();
        int index = _nextMemory++;
        ParseInlineExports(ExternKind.Memory, index);
        if (TryParseInlineImport(out string module, out string name))
        {
            AddImport(module, name, ParseMemoryType(), offset);
            return;
        }

        _lastDefined = "memory";
        bool is64 = ParseAddressType();
        if (TakeLeft(Keyword.Data))
        {
            byte[] bytes = ParseStrings();
            ExpectRight();
            ulong pages = ((ulong)bytes.Length + MemoryType.PageSize - 1) / MemoryType.PageSize;
            _module.Memories.Add(new MemoryDefinition(new MemoryType(new Limits(pages, pages), is64), offset));
            AddActiveData(index, ZeroExpression(is64, offset), bytes, offset);
            return;
        }

        _module.Memories.Add(new MemoryDefinition(new MemoryType(ParseLimits(), is64), offset));
    }

    private void ParseGlobal(int offset)
    {
        SkipIdentifier();
        int index = _nextGlobal++;
        ParseInlineExports(ExternKind.Global, index);
        if (TryParseInlineImport(out string module, out string name))
        {
            AddImport(module, name, ParseGlobalType(), offset);
            return;
        }

        _lastDefined = "global";
        GlobalType type = ParseGlobalType();
        _module.Globals.Add(new GlobalDefinition(type, ParseExpression(), offset));
    }

    private void ParseTag(int offset)
    {
        SkipIdentifier();
        int index = _nextTag++;
        TakeNameAnnotation(NameKind.Tag, index, 0);
        ParseInlineExports(ExternKind.Tag, index);
        if (TryParseInlineImport(out string module, out string name))
        {
            AddImport(module, name, new TagType(ParseTypeIndex(SignatureNames.Ignored)), offset);
            return;
        }

        _lastDefined = "tag";
        _module.Tags.Add(new TagDefinition(new TagType(ParseTypeIndex(SignatureNames.Ignored)), offset));
    }

    private void ParseImport(int offset)
    {
        string module = ParseName();
        string name = ParseName();
        ExternKind kind = ParseExternKind();
        SkipIdentifier();
        ExternType type;
        switch (kind)
        {
            case ExternKind.Function:
                int function = _nextFunction++;
                TakeNameAnnotation(NameKind.Function, function, 0);
                type = new FunctionExternType(ParseTypeIndex(SignatureNames.Ignored, function));
                break;
            case ExternKind.Table:
                _nextTable++;
                type = ParseTableType();
                break;
            case ExternKind.Memory:
                _nextMemory++;
                type = ParseMemoryType();
                break;
            case ExternKind.Global:
                _nextGlobal++;
                type = ParseGlobalType();
                break;
            default:
                TakeNameAnnotation(NameKind.Tag, _nextTag++, 0);
                type = new TagType(ParseTypeIndex(SignatureNames.Ignored));
                break;
        }

        ExpectRight();
        AddImport(module, name, type, offset);
    }

    private void ParseExport(int offset)
    {
        string name = ParseName();
        ExternKind kind = ParseExternKind();
        int index = ParseModelIndex(SpaceOf(kind));
        ExpectRight();
        _module.Exports.Add(new Export(name, kind, index, offset));
    }

    /// <summary>The parenthesis and the keyword that begin the description of an import or export.</summary>
    private ExternKind ParseExternKind()
    {
        const string Expected = "func, table, memory, global or tag";
        Expect(TokenKind.LeftParen, "(");
        ref ParserToken token = ref Expect(TokenKind.Keyword, Expected);
        if (KindOf((Keyword)token.Data) is not { } kind)
        {
            ThrowUnexpected(ref token, Expected);
            return default;
        }

        return kind;
    }

    private void ParseStart(int offset)
    {
        int at = Current.Start;
        int function = ParseModelIndex(_functions);
        if (_module.Start is not null)
        {
            Note(Messages.MultipleStartSections, at);
        }

        _module.Start = new StartFunction(function, offset);
    }

    // The index of the next member of each space; the first pass has counted them all, the third counts again.
    private int _nextFunction;
    private int _nextTable;
    private int _nextMemory;
    private int _nextGlobal;
    private int _nextTag;

    /// <summary>Instructions up to the closing parenthesis, and the end that the text does not write.</summary>
    private Expression ParseExpression()
    {
        int start = _code.Length;
        ParseSequence();
        return FinishExpression(start, Current.Start);
    }

    /// <summary>One folded instruction as an expression.</summary>
    private Expression ParseFoldedExpression()
    {
        int start = _code.Length;
        ParseFolded();
        return FinishExpression(start, _items[_next - 1].Start);
    }

    private Expression FinishExpression(int start, int endOffset)
    {
        Emit(Op.End, endOffset);
        return new Expression(_code.WrittenMemory[start..], start);
    }

    /// <summary>The offset of a segment inside its table or memory.</summary>
    private Expression ZeroExpression(bool is64, int offset)
    {
        int start = _code.Length;
        Emit(is64 ? Op.I64Const : Op.I32Const, offset);
        _code.WriteByte(0);
        return FinishExpression(start, offset);
    }
}
