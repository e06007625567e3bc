using Wasm.Core.Instructions;

namespace Wasm.Core.Diagnostics;

// Malformed binaries.
public static partial class Messages
{
    public const string MagicHeaderNotDetected = "magic header not detected";
    public const string UnknownBinaryVersion = "unknown binary version";
    public const string UnexpectedEndOfSectionOrFunction = "unexpected end of section or function";
    public const string UnexpectedContentAfterLastSection = "unexpected content after last section";
    public const string LengthOutOfBounds = "length out of bounds";
    public const string SectionSizeMismatch = "section size mismatch";
    public const string MalformedSectionId = "malformed section id";
    public const string MalformedUtf8 = "malformed UTF-8 encoding";
    public const string MalformedImportKind = "malformed import kind";
    public const string MalformedExportKind = "malformed export kind";
    public const string MalformedLimitsFlags = "malformed limits flags";
    public const string MalformedMemopFlags = "malformed memop flags";
    public const string MalformedMutability = "malformed mutability";
    public const string MalformedReferenceType = "malformed reference type";
    public const string MalformedNumberType = "malformed number type";
    public const string MalformedBlockType = "malformed block type";
    public const string MalformedHeapType = "malformed heap type";
    public const string MalformedStorageType = "malformed storage type";
    public const string MalformedDefinitionType = "malformed definition type";
    public const string MalformedElementsSegmentKind = "malformed elements segment kind";
    public const string MalformedElementKind = "malformed element kind";
    public const string MalformedDataSegmentKind = "malformed data segment kind";
    public const string IntegerRepresentationTooLong = "integer representation too long";
    public const string IntegerTooLarge = "integer too large";
    public const string IllegalOpcode = "illegal opcode";
    public const string EndOpcodeExpected = "END opcode expected";
    public const string ZeroByteExpected = "zero byte expected";
    public const string TooManyLocals = "too many locals";
    public const string FunctionAndCodeInconsistent = "function and code section have inconsistent lengths";
    public const string DataCountInconsistent = "data count and data section have inconsistent lengths";
    public const string DataCountRequired = "data count section required";
    public const string MultipleStartSections = "multiple start sections";
    public const string MalformedCatchClause = "malformed catch clause";
    public const string MalformedCastFlags = "malformed br_on_cast flags";

    /// <summary>A message for something that is unknown only because its feature is off.</summary>
    public static string NeedsFeature(string message, Feature feature) => $"{message} (needs feature `{FeatureSet.NameOf(feature)}`)";
}
