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
}
