namespace Wasm.Core.Diagnostics;

// Invalid modules.
public static partial class Messages
{
    /// <summary>An operand, result or initial value has another type than is needed (3.4).</summary>
    public const string TypeMismatch = "type mismatch";
    /// <summary>The alignment of a memory instruction is larger than its access (3.4.5).</summary>
    public const string AlignmentTooLarge = "alignment must not be larger than natural";
    /// <summary><c>array.new_data</c> or <c>array.init_data</c> of an array of references (3.4.7).</summary>
    public const string ArrayTypeNotNumericOrVector = "array type is not numeric or vector";
    /// <summary><c>array.copy</c> between arrays whose elements do not match (3.4.7).</summary>
    public const string ArrayTypesDoNotMatch = "array types do not match";
    /// <summary>An initial value or offset has an instruction that is not constant (3.4.13).</summary>
    public const string ConstantExpressionRequired = "constant expression required";
    /// <summary>Two exports have the same name (3.5.13).</summary>
    public const string DuplicateExportName = "duplicate export name";
    /// <summary>An instruction writes elements that are immutable (3.4.7).</summary>
    public const string ImmutableArray = "immutable array";
    /// <summary>An instruction writes a field that is immutable (3.4.7).</summary>
    public const string ImmutableField = "immutable field";
    /// <summary><c>global.set</c> of an immutable global (3.4.3).</summary>
    public const string ImmutableGlobal = "immutable global";
    /// <summary>A lane that the vector has not (3.4.11).</summary>
    public const string InvalidLaneIndex = "invalid lane index";
    /// <summary><c>select</c> does not have exactly one type (3.4.1).</summary>
    public const string InvalidResultArity = "invalid result arity";
    /// <summary>A limit of a memory with 32-bit addresses is above 2^16 pages (3.2.15).</summary>
    public const string MemorySize32 = "memory size must be at most 65536 pages (4GiB)";
    /// <summary>A limit of a memory with 64-bit addresses is above 2^48 pages (3.2.15).</summary>
    public const string MemorySize64 = "memory size must be at most 2^48 pages (256TiB)";
    /// <summary>A limit of a table with 32-bit indices is above 2^32-1 (3.2.16).</summary>
    public const string TableSize32 = "table size must be at most 2^32-1 elements";
    /// <summary>A limit of a table with 64-bit indices is above 2^64-1 (3.2.16).</summary>
    public const string TableSize64 = "table size must be at most 2^64-1 elements";
    /// <summary>More than one memory, without the feature.</summary>
    public const string MultipleMemories = "multiple memories";
    /// <summary>More than one table, without the feature.</summary>
    public const string MultipleTables = "multiple tables";
    /// <summary><c>struct.new_default</c> of a struct with a field that has no default value (3.4.7).</summary>
    public const string FieldNotDefaultable = "field type is not defaultable";
    /// <summary><c>array.new_default</c> of an array whose elements have no default value (3.4.7).</summary>
    public const string ArrayNotDefaultable = "array type is not defaultable";
    /// <summary>The supertype of a type is defined behind it (3.2.11).</summary>
    public const string ForwardUse = "forward use of type";
    /// <summary>A struct instruction names a type that is no struct.</summary>
    public const string NonStructureType = "non-structure type";
    /// <summary>An array instruction names a type that is no array.</summary>
    public const string NonArrayType = "non-array type";
    /// <summary>The type of a tag has results, without the feature.</summary>
    public const string NonEmptyTagResultType = "non-empty tag result type";
    /// <summary>The offset of a memory instruction is beyond the memory's address type (3.4.5).</summary>
    public const string OffsetOutOfRange = "offset out of range";
    /// <summary>The minimum of limits is above the maximum (3.2.12).</summary>
    public const string SizeMinimumGreaterThanMaximum = "size minimum must not be greater than maximum";
    /// <summary>The start function has parameters or results (3.5.10).</summary>
    public const string StartFunction = "start function must not have parameters or results";
    /// <summary>A type is no subtype of the supertype that it names, or that is final (3.2.11).</summary>
    public const string SubType = "sub type";
    /// <summary><c>ref.func</c> of a function that the module does not mention outside of bodies (3.4.6).</summary>
    public const string UndeclaredFunctionReference = "undeclared function reference";
    /// <summary><c>local.get</c> of a local without default value that nothing has been written to (3.4.3).</summary>
    public const string UninitializedLocal = "uninitialized local";
    /// <summary>A type index that the module has not.</summary>
    public const string UnknownType = "unknown type";
    /// <summary>A function index that the module has not.</summary>
    public const string UnknownFunction = "unknown function";
    /// <summary>A table index that the module has not.</summary>
    public const string UnknownTable = "unknown table";
    /// <summary>A memory index that the module has not.</summary>
    public const string UnknownMemory = "unknown memory";
    /// <summary>A global index that the module has not, or that may not be used yet.</summary>
    public const string UnknownGlobal = "unknown global";
    /// <summary>A tag index that the module has not.</summary>
    public const string UnknownTag = "unknown tag";
    /// <summary>A local index that the function has not.</summary>
    public const string UnknownLocal = "unknown local";
    /// <summary>A label index that no block around it has.</summary>
    public const string UnknownLabel = "unknown label";
    /// <summary>A field index that the struct has not.</summary>
    public const string UnknownField = "unknown field";
    /// <summary>A data segment that the module has not.</summary>
    public const string UnknownDataSegment = "unknown data segment";
    /// <summary>An element segment that the module has not.</summary>
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
