using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Text;

// Element and data segments (specification, 6.6.8 and 6.6.9), also those inside tables and memories.
internal sealed partial class FieldParser
{
    // The type that an element segment of function indices has (binary flags 0…3).
    private static readonly ValType FunctionIndexType = ValType.Ref(HeapType.Func, nullable: false);

    private void ParseElementSegment(int offset)
    {
        SkipIdentifier();
        if (TakeKeyword(Keyword.Declare))
        {
            ParseElementList(SegmentMode.Declarative, 0, null, offset);
            return;
        }

        if (AtKeyword(Keyword.Func) || AtReferenceType)
        {
            ParseElementList(SegmentMode.Passive, 0, null, offset);
            return;
        }

        int table = 0;
        bool hasTable = TakeLeft(Keyword.Table);
        if (hasTable)
        {
            table = ParseModelIndex(_tables);
            ExpectRight();
        }

        Expression tableOffset = ParseOffset();
        if (!hasTable && (AtIndex || Current.Kind == TokenKind.RightParen))
        {
            AddElements(SegmentMode.Active, table, tableOffset, FunctionIndexType, ParseFunctionIndices(), offset);
            return;
        }

        ParseElementList(SegmentMode.Active, table, tableOffset, offset);
    }

    /// <summary><c>func</c> and indices, or a reference type and expressions.</summary>
    private void ParseElementList(SegmentMode mode, int table, Expression? tableOffset, int offset)
    {
        if (TakeKeyword(Keyword.Func))
        {
            AddElements(mode, table, tableOffset, FunctionIndexType, ParseFunctionIndices(), offset);
        }
        else
        {
            ValType type = ParseReferenceType();
            AddElements(mode, table, tableOffset, type, ParseElementExpressions(type), offset);
        }
    }

    /// <summary>The elements that a table field holds.</summary>
    /// <returns>How many they are.</returns>
    private int ParseInlineElements(int table, ValType type, bool is64, int offset)
    {
        ExpectLeft(Keyword.Elem, "(elem");
        Elements elements;
        Expression tableOffset = ZeroExpression(is64, offset);
        if (Current.Kind == TokenKind.LeftParen)
        {
            elements = ParseElementExpressions(type);
        }
        else
        {
            // The table's type decides on the form: only (ref func) has one for function indices.
            elements = ParseFunctionIndices(asExpressions: type != FunctionIndexType);
        }

        ExpectRight();
        AddElements(SegmentMode.Active, table, tableOffset, type, elements, offset);
        return elements.Expressions.IsDefault ? elements.Functions.Length : elements.Expressions.Length;
    }

    /// <summary>Elements in one of the two forms of <see cref="ElementSegment"/>.</summary>
    private readonly record struct Elements(ImmutableArray<int> Functions, ImmutableArray<Expression> Expressions);

    private Elements ParseFunctionIndices(bool asExpressions = false)
    {
        var functions = ImmutableArray.CreateBuilder<int>();
        var expressions = ImmutableArray.CreateBuilder<Expression>();
        while (AtIndex)
        {
            int offset = Current.Start;
            uint function = ParseIndex(_functions);
            if (asExpressions)
            {
                int start = _code.Length;
                Emit(Op.RefFunc, offset);
                _code.WriteU32(function);
                expressions.Add(FinishExpression(start, offset));
            }
            else
            {
                functions.Add((int)Math.Min(function, int.MaxValue));
            }
        }

        return asExpressions ? new Elements(default, expressions.DrainToImmutable()) : new Elements(functions.DrainToImmutable(), default);
    }

    /// <summary>
    /// <c>(item …)</c> or folded instructions. If all are plain <c>ref.func</c> and the type is the one that function
    /// indices stand for, the shorter form is chosen.
    /// </summary>
    private Elements ParseElementExpressions(ValType type)
    {
        var expressions = ImmutableArray.CreateBuilder<Expression>();
        var functions = type == FunctionIndexType ? ImmutableArray.CreateBuilder<int>() : null;
        while (Current.Kind == TokenKind.LeftParen)
        {
            Expression expression;
            if (TakeLeft(Keyword.Item))
            {
                expression = ParseExpression();
                ExpectRight();
            }
            else
            {
                expression = ParseFoldedExpression();
            }

            expressions.Add(expression);
            if (functions is not null && TryReadFunction(expression.Code.Span, out int function))
            {
                functions.Add(function);
            }
            else
            {
                functions = null;
            }
        }

        return functions is not null ? new Elements(functions.DrainToImmutable(), default) : new Elements(default, expressions.DrainToImmutable());
    }

    // Whether an expression is one ref.func, which this parser has written in the shortest form.
    private static bool TryReadFunction(ReadOnlySpan<byte> code, out int function)
    {
        function = 0;
        if (code[0] != (byte)Op.RefFunc)
        {
            return false;
        }

        var reader = new Core.Binary.BinaryReader(code[1..], 0);
        function = (int)Math.Min(reader.ReadU32(), int.MaxValue);
        return reader.Remaining == 1;
    }

    // The binary flags (specification, 5.5.12): bit 0 passive or declarative, bit 1 explicit table or declarative,
    // bit 2 expressions. The table and the kind are left out where they are 0 and the default.
    private void AddElements(SegmentMode mode, int table, Expression? tableOffset, ValType type, Elements elements, int offset)
    {
        bool areExpressions = elements.Functions.IsDefault;
        bool isShort = table == 0 && (!areExpressions || type == ValType.FuncRef);
        int flags = mode switch
        {
            SegmentMode.Passive => 1,
            SegmentMode.Declarative => 3,
            _ => isShort ? 0 : 2,
        };
        flags |= areExpressions ? 4 : 0;
        _module.Elements.Add(
            new ElementSegment(mode, table, tableOffset, type, elements.Functions, elements.Expressions, (byte)flags, offset));
    }

    private void ParseDataSegment(int offset)
    {
        SkipIdentifier();
        if (Current.Kind is TokenKind.String or TokenKind.RightParen)
        {
            _module.Data.Add(new DataSegment(SegmentMode.Passive, 0, null, ParseStrings(), 1, offset));
            return;
        }

        int memory = 0;
        if (TakeLeft(Keyword.Memory))
        {
            memory = ParseModelIndex(_memories);
            ExpectRight();
        }

        Expression memoryOffset = ParseOffset();
        AddActiveData(memory, memoryOffset, ParseStrings(), offset);
    }

    private void AddActiveData(int memory, Expression memoryOffset, byte[] bytes, int offset) =>
        _module.Data.Add(new DataSegment(SegmentMode.Active, memory, memoryOffset, bytes, (byte)(memory == 0 ? 0 : 2), offset));

    /// <summary><c>(offset …)</c>, or a folded instruction.</summary>
    private Expression ParseOffset()
    {
        if (!TakeLeft(Keyword.Offset))
        {
            if (Current.Kind != TokenKind.LeftParen)
            {
                ThrowUnexpected(ref Current, "an offset");
            }

            return ParseFoldedExpression();
        }

        Expression expression = ParseExpression();
        ExpectRight();
        return expression;
    }
}
