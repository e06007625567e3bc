using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Text;

// Annotations (appendix "Custom Sections and Annotations"): names, custom sections, branch hints. The parser asks for
// names and hints where they may stand; whatever nobody has asked for is misplaced. An annotation's error is thrown
// only if the module itself is well-formed.
internal sealed partial class FieldParser
{
    private enum NameKind
    {
        Module,
        Function,
        Local,
        Type,
        Field,
        Tag,
    }

    private readonly NameSection _names = new();
    private readonly HashSet<int> _usedAnnotations = [];
    private readonly List<FunctionBranchHints> _functionHints = [];
    private readonly List<(int Code, bool IsLikely)> _hints = [];
    private ModuleException? _annotationError;
    private int _nameOffset = -1;
    private int _hintOffset = -1;
    private int _nextHintToCheck;

    /// <summary>Whether a name annotation stands before the next token.</summary>
    private bool AtNameAnnotation
    {
        get
        {
            for (int index = FirstAnnotation(_next); IsAnnotationAt(index, _next); index++)
            {
                if (_tokens.Annotations[index].Name == AnnotationReader.Name)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Takes the name annotations before the next token, of which there should be one at most.</summary>
    /// <returns>Whether there was one.</returns>
    private bool TakeNameAnnotation(NameKind kind, int index, int inner)
    {
        bool found = false;
        for (int annotation = FirstAnnotation(_next); IsAnnotationAt(annotation, _next); annotation++)
        {
            if (_tokens.Annotations[annotation].Name == AnnotationReader.Name)
            {
                found = true;
                UseNameAnnotation(kind, index, inner, annotation);
            }
        }

        return found;
    }

    private void UseNameAnnotation(NameKind kind, int index, int inner, int annotation)
    {
        _usedAnnotations.Add(annotation);
        AnnotationToken token = _tokens.Annotations[annotation];
        _nameOffset = _nameOffset < 0 ? token.Start : _nameOffset;
        try
        {
            if (!TryAddName(kind, index, inner, AnnotationReader.ReadName(_bytes.Span, token)))
            {
                NoteAnnotation(new MalformedCustomException(Messages.MultipleNames(WordOf(kind)), token.Start));
            }
        }
        catch (MalformedCustomException error)
        {
            NoteAnnotation(error);
        }
    }

    private bool TryAddName(NameKind kind, int index, int inner, string name)
    {
        switch (kind)
        {
            case NameKind.Module:
                bool isFirst = _names.Module is null;
                _names.Module ??= name;
                return isFirst;
            case NameKind.Function:
                return _names.Functions.TryAdd(index, name);
            case NameKind.Type:
                return _names.Types.TryAdd(index, name);
            case NameKind.Tag:
                return _names.Tags.TryAdd(index, name);
            default:
                return Group(kind == NameKind.Local ? _names.Locals : _names.Fields, index).TryAdd(inner, name);
        }
    }

    private static string WordOf(NameKind kind) => kind switch
    {
        NameKind.Module => "module",
        NameKind.Function => "function",
        NameKind.Local => "local",
        NameKind.Type => "type",
        NameKind.Field => "field",
        _ => "tag",
    };

    private void NoteAnnotation(ModuleException error) => _annotationError ??= error;

    /// <summary>The first annotation before this token or a later one.</summary>
    private int FirstAnnotation(int token)
    {
        List<AnnotationToken> annotations = _tokens.Annotations;
        int low = 0;
        int high = annotations.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (annotations[middle].Token < token)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private bool IsAnnotationAt(int annotation, int token) =>
        annotation < _tokens.Annotations.Count && _tokens.Annotations[annotation].Token == token;

    /// <summary>The branch hint before the next token, as the number of its annotation, or -1.</summary>
    private int TakeHint()
    {
        int hint = -1;
        if (_tokens.Annotations.Count == 0)
        {
            return hint;
        }

        for (int index = FirstAnnotation(_next); IsAnnotationAt(index, _next); index++)
        {
            if (_tokens.Annotations[index].Name != AnnotationReader.BranchHint)
            {
                continue;
            }

            _usedAnnotations.Add(index);
            if (hint >= 0)
            {
                NoteAnnotation(new MalformedCustomException(Messages.BranchHintDuplicate, _tokens.Annotations[index].Start));
            }
            else
            {
                hint = index;
            }
        }

        return hint;
    }

    /// <summary>The instruction at this offset of the code buffer has a hint, or none (-1).</summary>
    private void AddHint(Op op, int codeOffset, int hint)
    {
        if (hint < 0)
        {
            return;
        }

        AnnotationToken annotation = _tokens.Annotations[hint];
        try
        {
            bool isLikely = AnnotationReader.ReadBranchHint(_bytes.Span, annotation);
            if (_function < 0)
            {
                NoteAnnotation(new MalformedCustomException(Messages.BranchHintNotInFunction, annotation.Start));
            }
            else if (op is Op.If or Op.BrIf)
            {
                _hints.Add((codeOffset, isLikely));
                _hintOffset = _hintOffset < 0 ? annotation.Start : _hintOffset;
            }
            else
            {
                NoteAnnotation(new InvalidCustomException(Messages.BranchHintTarget, annotation.Start));
            }
        }
        catch (MalformedCustomException error)
        {
            NoteAnnotation(error);
        }
    }

    /// <summary>Ends a function: its hints count from the beginning of its locals in the binary.</summary>
    private void FinishHints(int function, FunctionDefinition definition)
    {
        if (_tokens.Annotations.Count == 0)
        {
            return;
        }

        for (; _nextHintToCheck < _tokens.Annotations.Count && _tokens.Annotations[_nextHintToCheck].Start < Current.Start; _nextHintToCheck++)
        {
            AnnotationToken annotation = _tokens.Annotations[_nextHintToCheck];
            if (annotation.Name == AnnotationReader.BranchHint && annotation.Start > definition.Offset && _usedAnnotations.Add(_nextHintToCheck))
            {
                NoteAnnotation(new MalformedCustomException(Messages.BranchHintPlacement, annotation.Start));
            }
        }

        if (_hints.Count == 0)
        {
            return;
        }

        int origin = definition.Body.Offset - ModuleEncoder.LocalsSize(definition.Locals);
        _functionHints.Add(new FunctionBranchHints(function, [.. _hints.Select(hint => new BranchHint(hint.Code - origin, hint.IsLikely))]));
        _hints.Clear();
    }

    /// <summary>Builds the custom sections, in order, and throws what is wrong with an annotation.</summary>
    /// <param name="first">The first token of the first field, or what stands there.</param>
    /// <param name="depth">How many parentheses stand around fields.</param>
    /// <param name="identifier">The module's identifier.</param>
    private void FinishAnnotations(int first, int depth, string? identifier)
    {
        var sections = new List<(int Place, CustomSection Section)>();
        for (int index = 0; index < _tokens.Annotations.Count; index++)
        {
            AnnotationToken annotation = _tokens.Annotations[index];
            if (annotation.Depth < depth)
            {
                NoteAnnotation(new MalformedCustomException(Messages.AnnotationMisplaced, annotation.Start));
            }
            else if (annotation.Name == AnnotationReader.Custom)
            {
                AddCustom(sections, annotation, depth);
            }
            else if (annotation.Name == AnnotationReader.Name && annotation.Depth == depth && annotation.Token <= first)
            {
                UseNameAnnotation(NameKind.Module, 0, 0, index);
            }
            else if (!_usedAnnotations.Contains(index))
            {
                NoteAnnotation(new MalformedCustomException(
                    annotation.Name == AnnotationReader.Name ? Messages.NameAnnotationMisplaced : Messages.BranchHintNotInFunction,
                    annotation.Start));
            }
        }

        if (_annotationError is not null)
        {
            throw _annotationError;
        }

        MergeIdentifiers(identifier);
        if (!_names.IsEmpty)
        {
            sections.Add((AnnotationReader.AfterLast, _names.ToSection() with { Offset = _nameOffset }));
        }

        if (_functionHints.Count > 0)
        {
            CustomSection section = new BranchHints([.. _functionHints]).ToSection();
            sections.Add((AnnotationReader.PlaceOf(SectionId.Code, after: false), section with { Offset = _hintOffset }));
        }

        foreach ((_, CustomSection section) in sections.OrderBy(item => item.Place).ThenBy(item => item.Section.Offset))
        {
            _module.CustomSections.Add(section);
        }
    }

    private void AddCustom(List<(int Place, CustomSection Section)> sections, AnnotationToken annotation, int depth)
    {
        try
        {
            CustomSection section = AnnotationReader.ReadCustom(_bytes.Span, annotation, out int place);
            if (annotation.Depth != depth)
            {
                NoteAnnotation(new MalformedCustomException(Messages.CustomAnnotationMisplaced, annotation.Start));
            }

            sections.Add((place, section));
        }
        catch (MalformedCustomException error)
        {
            NoteAnnotation(error);
        }
    }
}
