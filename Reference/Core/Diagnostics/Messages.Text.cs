namespace Wasm.Core.Diagnostics;

// Malformed text (specification, chapter 6) and annotations (appendix "Custom Sections and Annotations").
public static partial class Messages
{
    public const string UnexpectedToken = "unexpected token";
    public const string UnknownOperator = "unknown operator";
    public const string IllegalCharacter = "illegal character";
    public const string IllegalControlCharacter = "illegal control character in string literal";
    public const string IllegalEscape = "illegal escape";
    public const string UnclosedString = "unclosed string literal";
    public const string UnclosedComment = "unclosed comment";
    public const string UnclosedAnnotation = "unclosed annotation";
    public const string EmptyIdentifier = "empty identifier";
    public const string EmptyAnnotationId = "empty annotation id";
    public const string ConstantOutOfRange = "constant out of range";
    public const string I8ConstantOutOfRange = "i8 constant out of range";
    public const string I32ConstantOutOfRange = "i32 constant out of range";
    public const string I64ConstantOutOfRange = "i64 constant out of range";
    public const string AlignmentPowerOfTwo = "alignment must be a power of two";
    public const string MalformedAddressType = "malformed address type";
    public const string WrongNumberOfLanes = "wrong number of lane literals";
    public const string InvalidLaneLength = "invalid lane length";
    public const string MismatchingLabel = "mismatching label";
    public const string InlineFunctionType = "inline function type does not match explicit type";
    public const string NonFunctionType = "non-function type";
    public const string DuplicateIdentifier = "duplicate";
    public const string UnknownIdentifier = "unknown";
    public const string ImportAfter = "import after";

    public const string AnnotationMisplaced = "misplaced annotation";
    public const string NameAnnotationMisplaced = "misplaced @name annotation";
    public const string NameAnnotationString = "@name annotation: string expected";
    public const string CustomAnnotationMisplaced = "misplaced @custom annotation";
    public const string CustomAnnotationName = "@custom annotation: missing section name";
    public const string CustomAnnotationUtf8 = "@custom annotation: malformed UTF-8 encoding";
    public const string CustomAnnotationPlacement = "@custom annotation: malformed placement";
    public const string CustomAnnotationSection = "@custom annotation: malformed section kind";
    public const string BranchHintValue = "@metadata.code.branch_hint annotation: invalid hint value";
    public const string BranchHintDuplicate = "@metadata.code.branch_hint annotation: duplicate annotation";
    public const string BranchHintNotInFunction = "@metadata.code.branch_hint annotation: not in a function";
    public const string BranchHintPlacement = "@metadata.code.branch_hint annotation: invalid placement";
    public const string BranchHintTarget = "@metadata.code.branch_hint annotation: invalid target";

    /// <summary>An annotation contains something that does not belong there.</summary>
    public static string AnnotationToken(string annotation) => $"@{annotation} annotation: {UnexpectedToken}";

    /// <summary>Two name annotations for one thing.</summary>
    public static string MultipleNames(string kind) => $"@name annotation: multiple {kind} names";
}
