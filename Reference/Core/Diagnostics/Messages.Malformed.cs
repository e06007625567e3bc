using Wasm.Core.Instructions;

namespace Wasm.Core.Diagnostics;

// Malformed binaries.
public static partial class Messages
{
    /// <summary>The first four bytes are not <c>\0asm</c> (5.5.17).</summary>
    public const string MagicHeaderNotDetected = "magic header not detected";
    /// <summary>The version is not 1 (5.5.17).</summary>
    public const string UnknownBinaryVersion = "unknown binary version";
    /// <summary>A section or function body ends inside an item.</summary>
    public const string UnexpectedEndOfSectionOrFunction = "unexpected end of section or function";
    /// <summary>A section stands behind one that must be behind it, or twice (5.5.17).</summary>
    public const string UnexpectedContentAfterLastSection = "unexpected content after last section";
    /// <summary>A length reaches beyond the end of the module.</summary>
    public const string LengthOutOfBounds = "length out of bounds";
    /// <summary>A section or function body does not end where its size says (5.5.2).</summary>
    public const string SectionSizeMismatch = "section size mismatch";
    /// <summary>No section has this id (5.5.2).</summary>
    public const string MalformedSectionId = "malformed section id";
    /// <summary>A name is not UTF-8 (5.2.4).</summary>
    public const string MalformedUtf8 = "malformed UTF-8 encoding";
    /// <summary>No kind of import has this code (5.5.5).</summary>
    public const string MalformedImportKind = "malformed import kind";
    /// <summary>No kind of export has this code (5.5.10).</summary>
    public const string MalformedExportKind = "malformed export kind";
    /// <summary>Flags of limits that have no meaning (5.3.9).</summary>
    public const string MalformedLimitsFlags = "malformed limits flags";
    /// <summary>Flags of a memory instruction that have no meaning (5.4.5).</summary>
    public const string MalformedMemopFlags = "malformed memop flags";
    /// <summary>Mutability is neither 0 nor 1 (5.3.7, 5.3.11).</summary>
    public const string MalformedMutability = "malformed mutability";
    /// <summary>No reference type has this code (5.3.4).</summary>
    public const string MalformedReferenceType = "malformed reference type";
    /// <summary>No number type has this code (5.3.1).</summary>
    public const string MalformedNumberType = "malformed number type";
    /// <summary>No block type has this code (5.4.2).</summary>
    public const string MalformedBlockType = "malformed block type";
    /// <summary>No heap type has this code (5.3.3).</summary>
    public const string MalformedHeapType = "malformed heap type";
    /// <summary>No storage type has this code (5.3.7).</summary>
    public const string MalformedStorageType = "malformed storage type";
    /// <summary>No form of types has this code (5.3.8).</summary>
    public const string MalformedDefinitionType = "malformed definition type";
    /// <summary>Flags of an element segment are above 7 (5.5.12).</summary>
    public const string MalformedElementsSegmentKind = "malformed elements segment kind";
    /// <summary>The kind of a segment's elements is not 0 (5.5.12).</summary>
    public const string MalformedElementKind = "malformed element kind";
    /// <summary>Flags of a data segment are above 2 (5.5.14).</summary>
    public const string MalformedDataSegmentKind = "malformed data segment kind";
    /// <summary>A LEB128 integer has more bytes than its type allows (5.2.2).</summary>
    public const string IntegerRepresentationTooLong = "integer representation too long";
    /// <summary>A LEB128 integer has bits that its type has not (5.2.2).</summary>
    public const string IntegerTooLarge = "integer too large";
    /// <summary>No instruction has this opcode, or its feature is off (5.4).</summary>
    public const string IllegalOpcode = "illegal opcode";
    /// <summary>An expression does not end with <c>end</c> (5.4.10).</summary>
    public const string EndOpcodeExpected = "END opcode expected";
    /// <summary>A byte that is reserved is not 0.</summary>
    public const string ZeroByteExpected = "zero byte expected";
    /// <summary>A function has 2^32 or more locals (5.5.13).</summary>
    public const string TooManyLocals = "too many locals";
    /// <summary>The function section has another length than the code section (5.5.17).</summary>
    public const string FunctionAndCodeInconsistent = "function and code section have inconsistent lengths";
    /// <summary>The data count section says another number than the data section has (5.5.17).</summary>
    public const string DataCountInconsistent = "data count and data section have inconsistent lengths";
    /// <summary>An instruction names a data segment, but there is no data count section (5.5.15).</summary>
    public const string DataCountRequired = "data count section required";
    /// <summary>A module in the text format has several start functions (6.6.13).</summary>
    public const string MultipleStartSections = "multiple start sections";
    /// <summary>No catch clause has this code (5.4.2).</summary>
    public const string MalformedCatchClause = "malformed catch clause";
    /// <summary>Flags of <c>br_on_cast</c> that have no meaning (5.4.2).</summary>
    public const string MalformedCastFlags = "malformed br_on_cast flags";

    /// <summary>A message for something that is unknown only because its feature is off.</summary>
    public static string NeedsFeature(string message, Feature feature) => $"{message} (needs feature `{FeatureSet.NameOf(feature)}`)";
}
