namespace Wasm.Core.Diagnostics;

// Invalid modules.
public static partial class Messages
{
    public const string TypeMismatch = "type mismatch";
    public const string AlignmentTooLarge = "alignment must not be larger than natural";
    public const string ArrayTypeNotNumericOrVector = "array type is not numeric or vector";
    public const string ArrayTypesDoNotMatch = "array types do not match";
    public const string ConstantExpressionRequired = "constant expression required";
    public const string DuplicateExportName = "duplicate export name";
    public const string ImmutableArray = "immutable array";
    public const string ImmutableField = "immutable field";
    public const string ImmutableGlobal = "immutable global";
    public const string InvalidLaneIndex = "invalid lane index";
    public const string InvalidResultArity = "invalid result arity";
    public const string MemorySize32 = "memory size must be at most 65536 pages (4GiB)";
    public const string MemorySize64 = "memory size must be at most 2^48 pages (256TiB)";
    public const string TableSize32 = "table size must be at most 2^32-1 elements";
    public const string TableSize64 = "table size must be at most 2^64-1 elements";
    public const string MultipleMemories = "multiple memories";
    public const string MultipleTables = "multiple tables";
    public const string FieldNotDefaultable = "field type is not defaultable";
    public const string ArrayNotDefaultable = "array type is not defaultable";
    public const string ForwardUse = "forward use of type";
    public const string NonStructureType = "non-structure type";
    public const string NonArrayType = "non-array type";
    public const string NonEmptyTagResultType = "non-empty tag result type";
    public const string OffsetOutOfRange = "offset out of range";
    public const string SizeMinimumGreaterThanMaximum = "size minimum must not be greater than maximum";
    public const string StartFunction = "start function must not have parameters or results";
    public const string SubType = "sub type";
    public const string UndeclaredFunctionReference = "undeclared function reference";
    public const string UninitializedLocal = "uninitialized local";
    public const string UnknownType = "unknown type";
    public const string UnknownFunction = "unknown function";
    public const string UnknownTable = "unknown table";
    public const string UnknownMemory = "unknown memory";
    public const string UnknownGlobal = "unknown global";
    public const string UnknownTag = "unknown tag";
    public const string UnknownLocal = "unknown local";
    public const string UnknownLabel = "unknown label";
    public const string UnknownField = "unknown field";
    public const string UnknownDataSegment = "unknown data segment";
    public const string UnknownElementSegment = "unknown elem segment";

    /// <summary>An index that names nothing: <c>unknown local 7</c>.</summary>
    /// <param name="unknown">One of the messages that begin with "unknown".</param>
    /// <param name="index">The index.</param>
    public static string Unknown(string unknown, long index) => $"{unknown} {index}";

    /// <summary>A limit of this implementation (<see cref="ImplementationLimits"/>) is exceeded.</summary>
    /// <param name="what">What is limited, in the plural: "functions", "bytes of a module".</param>
    /// <param name="value">How many there are.</param>
    /// <param name="limit">How many there may be.</param>
    public static string LimitExceeded(string what, long value, long limit) => $"implementation limit exceeded: {value} {what}, at most {limit}";
}
