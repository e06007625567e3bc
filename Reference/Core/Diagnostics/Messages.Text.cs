namespace Wasm.Core.Diagnostics;

// Malformed text (specification, chapter 6) and annotations (appendix "Custom Sections and Annotations").
public static partial class Messages
{
    /// <summary>A token that the grammar does not allow here.</summary>
    public const string UnexpectedToken = "unexpected token";
    /// <summary>A keyword that the grammar does not allow here, or no keyword at all (6.2.2).</summary>
    public const string UnknownOperator = "unknown operator";
    /// <summary>A character that begins no token (6.2.2).</summary>
    public const string IllegalCharacter = "illegal character";
    /// <summary>A control character in a string (6.3.3).</summary>
    public const string IllegalControlCharacter = "illegal control character in string literal";
    /// <summary>A backslash in a string with something else behind it than the grammar allows (6.3.3).</summary>
    public const string IllegalEscape = "illegal escape";
    /// <summary>A string that has no end (6.3.3).</summary>
    public const string UnclosedString = "unclosed string literal";
    /// <summary>A block comment that has no end (6.2.4).</summary>
    public const string UnclosedComment = "unclosed comment";
    /// <summary>An annotation that has no end (6.2.5).</summary>
    public const string UnclosedAnnotation = "unclosed annotation";
    /// <summary>A <c>$</c> without name (6.3.5).</summary>
    public const string EmptyIdentifier = "empty identifier";
    /// <summary>A <c>(@</c> without name (6.2.5).</summary>
    public const string EmptyAnnotationId = "empty annotation id";
    /// <summary>A number that its type cannot hold (6.3.1).</summary>
    public const string ConstantOutOfRange = "constant out of range";
    /// <summary>A number that an 8-bit lane cannot hold.</summary>
    public const string I8ConstantOutOfRange = "i8 constant out of range";
    /// <summary>A number that 32 bits cannot hold.</summary>
    public const string I32ConstantOutOfRange = "i32 constant out of range";
    /// <summary>A number that 64 bits cannot hold.</summary>
    public const string I64ConstantOutOfRange = "i64 constant out of range";
    /// <summary>An alignment that is no power of two (6.5.6).</summary>
    public const string AlignmentPowerOfTwo = "alignment must be a power of two";
    /// <summary>A number where limits of a larger address type are written.</summary>
    public const string MalformedAddressType = "malformed address type";
    /// <summary>A vector constant has more or fewer lanes than its shape.</summary>
    public const string WrongNumberOfLanes = "wrong number of lane literals";
    /// <summary><c>i8x16.shuffle</c> has not sixteen lane indices.</summary>
    public const string InvalidLaneLength = "invalid lane length";
    /// <summary>The identifier behind <c>else</c> or <c>end</c> is not the block's (6.5.1).</summary>
    public const string MismatchingLabel = "mismatching label";
    /// <summary>A type use names a type and writes out another one (6.4.15).</summary>
    public const string InlineFunctionType = "inline function type does not match explicit type";
    /// <summary>A type index where a function type is needed.</summary>
    public const string NonFunctionType = "non-function type";
    /// <summary>Two items of a kind have the same identifier (6.6).</summary>
    public const string DuplicateIdentifier = "duplicate";
    /// <summary>No item of the kind has this identifier.</summary>
    public const string UnknownIdentifier = "unknown";
    /// <summary>An import stands behind a definition (6.6.13).</summary>
    public const string ImportAfter = "import after";

    /// <summary>A known annotation at a place where it means nothing.</summary>
    public const string AnnotationMisplaced = "misplaced annotation";
    /// <summary>A name where nothing can have one.</summary>
    public const string NameAnnotationMisplaced = "misplaced @name annotation";
    /// <summary>A name annotation without a string.</summary>
    public const string NameAnnotationString = "@name annotation: string expected";
    /// <summary>A custom section at a place where no field can stand.</summary>
    public const string CustomAnnotationMisplaced = "misplaced @custom annotation";
    /// <summary>A custom section without a name.</summary>
    public const string CustomAnnotationName = "@custom annotation: missing section name";
    /// <summary>A custom section whose name is not UTF-8.</summary>
    public const string CustomAnnotationUtf8 = "@custom annotation: malformed UTF-8 encoding";
    /// <summary>A custom section with a place that the grammar does not allow.</summary>
    public const string CustomAnnotationPlacement = "@custom annotation: malformed placement";
    /// <summary>A custom section is placed beside something that is no section.</summary>
    public const string CustomAnnotationSection = "@custom annotation: malformed section kind";
    /// <summary>A hint that is neither 0 nor 1.</summary>
    public const string BranchHintValue = "@metadata.code.branch_hint annotation: invalid hint value";
    /// <summary>Two hints for one instruction.</summary>
    public const string BranchHintDuplicate = "@metadata.code.branch_hint annotation: duplicate annotation";
    /// <summary>A hint outside of functions.</summary>
    public const string BranchHintNotInFunction = "@metadata.code.branch_hint annotation: not in a function";
    /// <summary>A hint that no instruction follows.</summary>
    public const string BranchHintPlacement = "@metadata.code.branch_hint annotation: invalid placement";
    /// <summary>A hint for an instruction other than <c>if</c> and <c>br_if</c>.</summary>
    public const string BranchHintTarget = "@metadata.code.branch_hint annotation: invalid target";

    /// <summary>An annotation contains something that does not belong there.</summary>
    public static string AnnotationToken(string annotation) => $"@{annotation} annotation: {UnexpectedToken}";

    /// <summary>Two name annotations for one thing.</summary>
    public static string MultipleNames(string kind) => $"@name annotation: multiple {kind} names";
}
