using System.Collections.Immutable;
using System.Text;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;

namespace Wasm.Text;

/// <summary>Reads the annotations that mean something here (appendix "Custom Sections and Annotations").</summary>
internal static class AnnotationReader
{
    public const string Name = NameSection.SectionName;
    public const string Custom = "custom";
    public const string BranchHint = BranchHints.SectionName;

    private static readonly (string Word, SectionId Section)[] Sections =
    [
        ("type", SectionId.Type), ("import", SectionId.Import), ("func", SectionId.Function), ("table", SectionId.Table),
        ("memory", SectionId.Memory), ("tag", SectionId.Tag), ("global", SectionId.Global), ("export", SectionId.Export),
        ("start", SectionId.Start), ("elem", SectionId.Element), ("code", SectionId.Code), ("data", SectionId.Data),
        ("datacount", SectionId.DataCount), ("first", SectionOrder.All[0]), ("last", SectionOrder.All[^1]),
    ];

    /// <summary>Which of the known annotations begins here, with its <c>(@</c>; null if it is another one.</summary>
    public static string? KnownName(ReadOnlySpan<byte> annotation)
    {
        ReadOnlySpan<byte> id = Id(annotation);
        if (id[0] == '"')
        {
            id = StringLiteral.Decode(id);
        }

        foreach (string name in (ReadOnlySpan<string>)[Name, Custom, BranchHint])
        {
            if (id.Length == name.Length && Ascii.Equals(id, name))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>A name: one string.</summary>
    /// <exception cref="MalformedCustomException">It is not.</exception>
    public static string ReadName(ReadOnlySpan<byte> source, AnnotationToken annotation)
    {
        var content = new Content(source, annotation);
        if (content.Current.Kind != TokenKind.String)
        {
            throw new MalformedCustomException(Messages.NameAnnotationString, annotation.Start);
        }

        if (!StringLiteral.TryDecodeName(content.Text, out string name))
        {
            throw new MalformedCustomException(Messages.MalformedUtf8, content.Current.Start);
        }

        content.Next();
        content.ExpectEnd();
        return name;
    }

    /// <summary>A branch hint: strings that together are one byte, 0 or 1.</summary>
    /// <returns>Whether the branch is likely.</returns>
    /// <exception cref="MalformedCustomException">It is not.</exception>
    public static bool ReadBranchHint(ReadOnlySpan<byte> source, AnnotationToken annotation)
    {
        var content = new Content(source, annotation);
        byte[] value = content.ReadStrings();
        content.ExpectEnd();
        return value is [0 or 1] ? value[0] == 1 : throw new MalformedCustomException(Messages.BranchHintValue, annotation.Start);
    }

    /// <summary>A custom section and where it goes.</summary>
    /// <param name="source">The source.</param>
    /// <param name="annotation">The annotation.</param>
    /// <param name="place">
    /// Orders sections by where they go: twice the rank of the section named, and one more if it goes after it.
    /// </param>
    /// <exception cref="MalformedCustomException">The annotation is malformed.</exception>
    public static CustomSection ReadCustom(ReadOnlySpan<byte> source, AnnotationToken annotation, out int place)
    {
        var content = new Content(source, annotation);
        if (content.Current.Kind != TokenKind.String)
        {
            throw new MalformedCustomException(Messages.CustomAnnotationName, annotation.Start);
        }

        if (!StringLiteral.TryDecodeName(content.Text, out string name))
        {
            throw new MalformedCustomException(Messages.CustomAnnotationUtf8, content.Current.Start);
        }

        content.Next();
        place = AfterLast;
        if (content.Current.Kind == TokenKind.LeftParen)
        {
            place = ReadPlace(ref content);
        }

        byte[] bytes = content.ReadStrings();
        content.ExpectEnd();
        return new CustomSection(name, bytes, SectionAt(place), annotation.Start);
    }

    /// <summary>The place behind all sections.</summary>
    public static int AfterLast { get; } = PlaceOf(SectionOrder.All[^1], after: true);

    /// <summary>See <see cref="ReadCustom"/>.</summary>
    public static int PlaceOf(SectionId section, bool after) => SectionOrder.Rank(section) * 2 + (after ? 1 : 0);

    /// <summary>The section that a place comes before; <see cref="SectionId.Custom"/> for the end.</summary>
    public static SectionId SectionAt(int place)
    {
        ImmutableArray<SectionId> all = SectionOrder.All;
        int rank = (place + 1) / 2;
        return rank < all.Length ? all[rank] : SectionId.Custom;
    }

    private static int ReadPlace(ref Content content)
    {
        int start = content.Current.Start;
        content.Next();
        bool after = content.Text.SequenceEqual("after"u8);
        if (!after && !content.Text.SequenceEqual("before"u8))
        {
            throw new MalformedCustomException(Messages.CustomAnnotationPlacement, start);
        }

        content.Next();
        SectionId? section = FindSection(content.Text);
        if (section is null)
        {
            throw new MalformedCustomException(Messages.CustomAnnotationSection, start);
        }

        content.Next();
        if (content.Current.Kind != TokenKind.RightParen)
        {
            content.ThrowUnexpected();
        }

        content.Next();
        return PlaceOf(section.Value, after);
    }

    private static SectionId? FindSection(ReadOnlySpan<byte> word)
    {
        foreach ((string candidate, SectionId section) in Sections)
        {
            if (word.Length == candidate.Length && Ascii.Equals(word, candidate))
            {
                return section;
            }
        }

        return null;
    }

    // The id of an annotation, a word or a string, which the lexer has found behind "(@".
    private static ReadOnlySpan<byte> Id(ReadOnlySpan<byte> annotation)
    {
        int end = 2;
        if (annotation[end] == '"')
        {
            StringScanner.TryScan(annotation, end, out end, out _, out _);
            return annotation[2..end];
        }

        while (Characters.Is(annotation[end], CharacterClass.Word))
        {
            end++;
        }

        return annotation[2..end];
    }

    /// <summary>The tokens between an annotation's id and its closing parenthesis.</summary>
    private ref struct Content
    {
        private readonly string _name;
        private readonly int _end;
        private Lexer _lexer;

        public Content(ReadOnlySpan<byte> source, AnnotationToken annotation)
        {
            _name = annotation.Name;
            _end = annotation.End - 1;
            int start = annotation.Start + 2 + Id(source[annotation.Start..annotation.End]).Length;
            _lexer = new Lexer(source, start, _end, keepAnnotations: true);
            Next();
        }

        public Token Current { get; private set; }

        public readonly ReadOnlySpan<byte> Text => _lexer.Text(Current);

        public void Next()
        {
            try
            {
                Current = _lexer.Next();
            }
            catch (SyntaxException error)
            {
                // "(@" without an id is well-formed inside an annotation, but nowhere in one that is known.
                throw Unexpected(error.Offset);
            }
        }

        public byte[] ReadStrings()
        {
            var bytes = new List<byte>();
            for (; Current.Kind == TokenKind.String; Next())
            {
                bytes.AddRange(StringLiteral.Decode(Text));
            }

            return [.. bytes];
        }

        public readonly void ExpectEnd()
        {
            if (Current.Kind != TokenKind.EndOfFile)
            {
                ThrowUnexpected();
            }
        }

        public readonly void ThrowUnexpected() => throw Unexpected(Current.Start);

        private readonly MalformedCustomException Unexpected(long offset) => new(Messages.AnnotationToken(_name), offset);
    }
}
