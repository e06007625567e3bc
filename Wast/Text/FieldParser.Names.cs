using Wasm.Core.Diagnostics;
using Wasm.Core.Types;

namespace Wasm.Text;

// First pass: index spaces and their names. Fields that are not as they should be are left to the third pass.
internal sealed partial class FieldParser
{
    private readonly IndexSpace _types = new("type");
    private readonly IndexSpace _functions = new("function");
    private readonly IndexSpace _tables = new("table");
    private readonly IndexSpace _memories = new("memory");
    private readonly IndexSpace _globals = new("global");
    private readonly IndexSpace _tags = new("tag");
    private readonly IndexSpace _elements = new("elem segment");
    private readonly IndexSpace _data = new("data segment");

    private void CollectNames()
    {
        while (Current.Kind == TokenKind.LeftParen)
        {
            int close = Current.Data;
            _next++;
            if (Current.Kind == TokenKind.Keyword)
            {
                var keyword = (Keyword)Current.Data;
                _next++;
                CollectField(keyword, close);
            }

            _next = Math.Min(close + 1, _tokens.Count - 1);
        }
    }

    private void CollectField(Keyword keyword, int close)
    {
        switch (keyword)
        {
            case Keyword.Rec:
                while (AtLeft(Keyword.Type))
                {
                    int end = Current.Data;
                    _next += 2;
                    Bind(_types);
                    _next = Math.Min(end + 1, close);
                }

                break;
            case Keyword.Import:
                CollectImport();
                break;
            case Keyword.Table:
                Bind(_tables);
                if (HasInline(Keyword.Elem))
                {
                    _elements.Add();
                }

                break;
            case Keyword.Memory:
                Bind(_memories);
                if (HasInline(Keyword.Data))
                {
                    _data.Add();
                }

                break;
            default:
                if (SpaceOf(keyword) is { } space)
                {
                    Bind(space);
                }

                break;
        }
    }

    private void CollectImport()
    {
        if (Current.Kind != TokenKind.String || _items[_next + 1].Kind != TokenKind.String || _items[_next + 2].Kind != TokenKind.LeftParen)
        {
            return;
        }

        _next += 3;
        if (Current.Kind == TokenKind.Keyword && KindOf((Keyword)Current.Data) is { } kind)
        {
            _next++;
            Bind(SpaceOf(kind));
        }
    }

    /// <summary>
    /// Whether a table or memory has its segment inside, which takes an index in the order of the text: exports, an
    /// address type, an element type, then the segment.
    /// </summary>
    private bool HasInline(Keyword segment)
    {
        while (AtLeft(Keyword.Export))
        {
            _next = Current.Data;
            if (Current.Kind == TokenKind.EndOfFile)
            {
                return false;
            }

            _next++;
        }

        if (AtKeyword(Keyword.I32) || AtKeyword(Keyword.I64))
        {
            _next++;
        }

        if (segment == Keyword.Elem)
        {
            _next = AtLeft(Keyword.Ref) ? Math.Min(Current.Data + 1, _tokens.Count - 1) : Current.Kind == TokenKind.Keyword ? _next + 1 : _next;
        }

        return AtLeft(segment);
    }

    /// <summary>Adds a member to an index space, with the identifier that may follow.</summary>
    private void Bind(IndexSpace space)
    {
        ref ParserToken token = ref Current;
        if (token.Kind != TokenKind.Identifier)
        {
            space.Add();
        }
        else if (!space.TryAdd(token.Data))
        {
            NoteDuplicate(space.Category, ref token);
        }
    }

    private void NoteDuplicate(string category, ref readonly ParserToken token) =>
        Note($"{Messages.DuplicateIdentifier} {category} ${_tokens.Symbols.NameOf(token.Data)}", token.Start);

    private void NoteUnknown(string category, ref readonly ParserToken token) =>
        Note($"{Messages.UnknownIdentifier} {category} ${_tokens.Symbols.NameOf(token.Data)}", token.Start);

    /// <summary>Passes over the identifier that the first pass has seen.</summary>
    private void SkipIdentifier() => _next += Current.Kind == TokenKind.Identifier ? 1 : 0;

    private static ExternKind? KindOf(Keyword keyword) => keyword switch
    {
        Keyword.Func => ExternKind.Function,
        Keyword.Table => ExternKind.Table,
        Keyword.Memory => ExternKind.Memory,
        Keyword.Global => ExternKind.Global,
        Keyword.Tag => ExternKind.Tag,
        _ => null,
    };

    private IndexSpace SpaceOf(ExternKind kind) => kind switch
    {
        ExternKind.Function => _functions,
        ExternKind.Table => _tables,
        ExternKind.Memory => _memories,
        ExternKind.Global => _globals,
        _ => _tags,
    };

    private IndexSpace? SpaceOf(Keyword keyword) => keyword switch
    {
        Keyword.Type => _types,
        Keyword.Elem => _elements,
        Keyword.Data => _data,
        _ => KindOf(keyword) is { } kind ? SpaceOf(kind) : null,
    };

    /// <summary>Whether an index follows.</summary>
    private bool AtIndex => Current.Kind is TokenKind.Nat or TokenKind.Identifier;

    /// <summary>An index, numeric or by name. Whether a numeric one exists is left to validation.</summary>
    private uint ParseIndex(IndexSpace space)
    {
        ref ParserToken token = ref Current;
        if (token.Kind == TokenKind.Identifier)
        {
            if (!space.TryFind(token.Data, out int index))
            {
                NoteUnknown(space.Category, ref token);
            }

            _next++;
            return (uint)index;
        }

        return ParseU32();
    }

    private uint ParseU32(string expected = "an index")
    {
        ref ParserToken token = ref Expect(TokenKind.Nat, expected);
        if (!NumberParser.TryParseU32(Text(ref token), out uint value))
        {
            Note(Messages.I32ConstantOutOfRange, token.Start);
        }

        return value;
    }

    /// <summary>An index for the model, where indices are of type int; those that do not fit name nothing anyway.</summary>
    private int ParseModelIndex(IndexSpace space) => (int)Math.Min(ParseIndex(space), int.MaxValue);
}
