using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;

namespace Wasm.Text;

// Types (specification, 6.4), the second pass over type definitions, and type uses (6.4.9).
internal sealed partial class FieldParser
{
    /// <summary>Indices in types are 29 bits wide; larger ones name nothing, and so does this one.</summary>
    private const uint LargestTypeIndex = (1 << 29) - 1;

    private static readonly HeapType[] HeapTypes =
    [
        HeapType.Any, HeapType.None, HeapType.Eq, HeapType.I31, HeapType.Struct, HeapType.Array, HeapType.Func, HeapType.NoFunc,
        HeapType.Exn, HeapType.NoExn, HeapType.Extern, HeapType.NoExtern,
    ];

    // Fields of structs by name: type index and symbol.
    private readonly Dictionary<(int Type, int Symbol), int> _fields = [];

    // The first type that a function type written without an index stands for: final, without supertypes, alone in its group.
    private readonly Dictionary<FunctionType, int> _functionTypes = [];

    private readonly List<ValType> _parameters = [];
    private readonly List<ValType> _results = [];

    private void ParseTypes()
    {
        while (Current.Kind == TokenKind.LeftParen)
        {
            int close = Current.Data;
            int offset = Current.Start;
            if (AtLeft(Keyword.Type))
            {
                _module.RecursionGroups.Add(new RecursionGroup(_module.Types.Count, 1, false, offset));
                ParseTypeDefinition();
            }
            else if (TakeLeft(Keyword.Rec))
            {
                int start = _module.Types.Count;
                while (AtLeft(Keyword.Type))
                {
                    ParseTypeDefinition();
                }

                ExpectRight();
                _module.RecursionGroups.Add(new RecursionGroup(start, _module.Types.Count - start, true, offset));
            }

            _next = Math.Min(close + 1, _tokens.Count - 1);
        }

        foreach (RecursionGroup group in _module.RecursionGroups)
        {
            if (group.Count == 1 && _module.Types[group.Start] is { IsFinal: true, Supertypes.IsEmpty: true, Composite: FunctionType function })
            {
                _functionTypes.TryAdd(function, group.Start);
            }
        }
    }

    private void ParseTypeDefinition()
    {
        int offset = Current.Start;
        _next += 2;
        int index = _module.Types.Count;
        SkipIdentifier();
        TakeNameAnnotation(NameKind.Type, index, 0);
        bool isFinal = true;
        var supertypes = ImmutableArray<int>.Empty;
        bool isSub = TakeLeft(Keyword.Sub);
        if (isSub)
        {
            isFinal = TakeKeyword(Keyword.Final);
            var list = ImmutableArray.CreateBuilder<int>();
            while (AtIndex)
            {
                list.Add(ParseModelIndex(_types));
            }

            supertypes = list.ToImmutable();
        }

        CompositeType composite = ParseCompositeType(index);
        if (isSub)
        {
            ExpectRight();
        }

        ExpectRight();
        _module.Types.Add(new SubType(isFinal, supertypes, composite, offset));
    }

    private CompositeType ParseCompositeType(int index)
    {
        CompositeType composite;
        if (TakeLeft(Keyword.Func))
        {
            ParseSignature(SignatureNames.Ignored);
            composite = TakeSignature();
        }
        else if (TakeLeft(Keyword.Struct))
        {
            composite = ParseStruct(index);
        }
        else
        {
            ExpectLeft(Keyword.Array, "func, struct or array");
            composite = new ArrayType(ParseFieldType());
        }

        ExpectRight();
        return composite;
    }

    private StructType ParseStruct(int index)
    {
        var fields = ImmutableArray.CreateBuilder<FieldType>();
        while (TakeLeft(Keyword.Field))
        {
            ref ParserToken name = ref Current;
            bool isNamed = name.Kind == TokenKind.Identifier;
            if (isNamed)
            {
                if (!_fields.TryAdd((index, name.Data), fields.Count))
                {
                    NoteDuplicate("field", ref name);
                }

                _next++;
            }

            isNamed |= TakeNameAnnotation(NameKind.Field, index, fields.Count);
            if (isNamed)
            {
                fields.Add(ParseFieldType());
            }
            else
            {
                while (Current.Kind != TokenKind.RightParen)
                {
                    fields.Add(ParseFieldType());
                }
            }

            ExpectRight();
        }

        return new StructType(fields.ToImmutable());
    }

    private FieldType ParseFieldType()
    {
        bool mutable = TakeLeft(Keyword.Mut);
        StorageType storage = TakeKeyword(Keyword.I8) ? StorageType.I8
            : TakeKeyword(Keyword.I16) ? StorageType.I16
            : new StorageType(ParseValType());
        if (mutable)
        {
            ExpectRight();
        }

        return new FieldType(storage, mutable);
    }

    private ValType ParseValType()
    {
        if (!TryParseValType(out ValType type))
        {
            ThrowUnexpectedInside("a value type");
        }

        return type;
    }

    private bool TryParseValType(out ValType type)
    {
        ref ParserToken token = ref Current;
        if (token.Kind == TokenKind.Keyword)
        {
            switch ((Keyword)token.Data)
            {
                case Keyword.I32:
                    type = ValType.I32;
                    break;
                case Keyword.I64:
                    type = ValType.I64;
                    break;
                case Keyword.F32:
                    type = ValType.F32;
                    break;
                case Keyword.F64:
                    type = ValType.F64;
                    break;
                case Keyword.V128:
                    type = ValType.V128;
                    break;
                case >= Keyword.AnyRef and <= Keyword.NullExternRef:
                    type = ValType.Ref(HeapTypes[token.Data - (int)Keyword.AnyRef], nullable: true);
                    break;
                default:
                    type = default;
                    return false;
            }

            _next++;
            return true;
        }

        if (!TakeLeft(Keyword.Ref))
        {
            type = default;
            return false;
        }

        bool nullable = TakeKeyword(Keyword.Null);
        type = ValType.Ref(ParseHeapType(), nullable);
        ExpectRight();
        return true;
    }

    private bool AtReferenceType => AtLeft(Keyword.Ref)
        || (Current.Kind == TokenKind.Keyword && (Keyword)Current.Data is >= Keyword.AnyRef and <= Keyword.NullExternRef);

    private ValType ParseReferenceType()
    {
        if (!AtReferenceType)
        {
            ThrowUnexpectedInside("a reference type");
        }

        return ParseValType();
    }

    private HeapType ParseHeapType()
    {
        ref ParserToken token = ref Current;
        if (AtIndex)
        {
            return HeapType.Concrete((int)Math.Min(ParseIndex(_types), LargestTypeIndex));
        }

        if (token.Kind != TokenKind.Keyword || (Keyword)token.Data is < Keyword.Any or > Keyword.NoExtern)
        {
            ThrowUnexpected(ref token, "a heap type");
        }

        _next++;
        return HeapTypes[token.Data - (int)Keyword.Any];
    }

    private GlobalType ParseGlobalType()
    {
        bool mutable = TakeLeft(Keyword.Mut);
        ValType type = ParseValType();
        if (mutable)
        {
            ExpectRight();
        }

        return new GlobalType(type, mutable);
    }

    /// <summary>The optional address type of a table or memory.</summary>
    /// <returns>Whether it is i64.</returns>
    private bool ParseAddressType()
    {
        if (TakeKeyword(Keyword.I64))
        {
            return true;
        }

        if (AtKeyword(Keyword.F32) || AtKeyword(Keyword.F64))
        {
            throw new SyntaxException(Messages.MalformedAddressType, Current.Start);
        }

        TakeKeyword(Keyword.I32);
        return false;
    }

    private Limits ParseLimits()
    {
        ulong minimum = ParseU64();
        return new Limits(minimum, Current.Kind == TokenKind.Nat ? ParseU64() : null);
    }

    private TableType ParseTableType()
    {
        bool is64 = ParseAddressType();
        Limits limits = ParseLimits();
        return new TableType(ParseReferenceType(), limits, is64);
    }

    private MemoryType ParseMemoryType()
    {
        bool is64 = ParseAddressType();
        return new MemoryType(ParseLimits(), is64);
    }

    /// <summary>What becomes of the identifiers of parameters.</summary>
    private enum SignatureNames
    {
        /// <summary>There are none: block types, indirect calls.</summary>
        None,

        /// <summary>They mean nothing: types, imports.</summary>
        Ignored,

        /// <summary>They name locals.</summary>
        Locals,
    }

    /// <summary>Parameters, then results, into <see cref="_parameters"/> and <see cref="_results"/>.</summary>
    private void ParseSignature(SignatureNames names, int function = -1)
    {
        _parameters.Clear();
        _results.Clear();
        while (TakeLeft(Keyword.Param))
        {
            bool isNamed = false;
            if (names != SignatureNames.None)
            {
                if (Current.Kind == TokenKind.Identifier)
                {
                    isNamed = true;
                    if (names == SignatureNames.Locals)
                    {
                        BindLocal(_parameters.Count);
                    }

                    _next++;
                }

                isNamed |= function >= 0 && TakeNameAnnotation(NameKind.Local, function, _parameters.Count);
            }

            ParseValTypes(_parameters, isNamed);
        }

        while (TakeLeft(Keyword.Result))
        {
            ParseValTypes(_results, single: false);
        }
    }

    /// <summary>Value types up to the closing parenthesis.</summary>
    private void ParseValTypes(List<ValType> list, bool single)
    {
        if (single)
        {
            list.Add(ParseValType());
        }
        else
        {
            while (TryParseValType(out ValType type))
            {
                list.Add(type);
            }
        }

        // In a list, "(" can only begin a reference type: report what stands behind it.
        if (Current.Kind != TokenKind.RightParen)
        {
            ThrowUnexpectedInside(single ? ")" : "a value type or )");
        }

        _next++;
    }

    private FunctionType TakeSignature() => new([.. _parameters], [.. _results]);

    /// <summary>A type use: <c>(type x)</c>, or a signature, or both (specification, 6.4.9).</summary>
    /// <returns>The type's index.</returns>
    private uint ParseTypeUse(SignatureNames names, int function = -1)
    {
        int offset = Current.Start;
        if (!TakeLeft(Keyword.Type))
        {
            ParseSignature(names, function);
            return FindFunctionType(offset);
        }

        ref ParserToken token = ref Current;
        uint index = ParseIndex(_types);
        ExpectRight();
        ParseSignature(names, function);
        if (_parameters.Count + _results.Count > 0 && FunctionTypeAt(index, token.Start) is { } declared
            && !(declared.Parameters.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(_parameters))
                && declared.Results.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(_results))))
        {
            Note(Messages.InlineFunctionType, token.Start);
        }

        return index;
    }

    /// <summary>
    /// The function type with an index, as far as types are known: those written out, and those that signatures
    /// before this one have added. If there is none, an error is noted.
    /// </summary>
    private FunctionType? FunctionTypeAt(uint index, int offset)
    {
        if (index >= (uint)_module.Types.Count)
        {
            Note($"{Messages.UnknownType} {index}", offset);
            return null;
        }

        var type = _module.Types[(int)index].Composite as FunctionType;
        if (type is null)
        {
            Note($"{Messages.NonFunctionType} {index}", offset);
        }

        return type;
    }

    /// <summary>The index of the current signature's type; if there is no such type, it is added.</summary>
    private uint FindFunctionType(int offset)
    {
        FunctionType type = TakeSignature();
        if (!_functionTypes.TryGetValue(type, out int index))
        {
            index = _module.Types.Count;
            _functionTypes.Add(type, index);
            _module.Types.Add(new SubType(true, [], type, offset));
            _module.RecursionGroups.Add(new RecursionGroup(index, 1, false, offset));
        }

        return (uint)index;
    }

    /// <summary>The type of a block: empty and single results have forms of their own.</summary>
    private BlockType ParseBlockType()
    {
        int offset = Current.Start;
        if (AtLeft(Keyword.Type))
        {
            return BlockType.OfType((int)Math.Min(ParseTypeUse(SignatureNames.None), LargestTypeIndex));
        }

        ParseSignature(SignatureNames.None);
        if (_parameters.Count == 0 && _results.Count <= 1)
        {
            return _results.Count == 0 ? BlockType.Empty : BlockType.Of(_results[0]);
        }

        return BlockType.OfType((int)FindFunctionType(offset));
    }
}
