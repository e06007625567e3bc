namespace Wasm.Core.Diagnostics;

// Custom sections that are read (specification, appendix "Custom Sections", and the code metadata document).
public static partial class Messages
{
    /// <summary>Begins messages about the name section.</summary>
    public const string NameSection = "name section";
    /// <summary>A subsection does not end where its size says.</summary>
    public const string NameSubsectionSizeMismatch = "subsection size mismatch";
    /// <summary>A name map has an index twice.</summary>
    public const string DuplicateName = "index named twice";
    /// <summary>Begins messages about branch hints.</summary>
    public const string BranchHintSection = "@metadata.code.branch_hint section";
    /// <summary>Bytes behind the last function's hints.</summary>
    public const string BranchHintUnexpectedContent = "unexpected content after last function";
    /// <summary>The length of a hint is not 1.</summary>
    public const string BranchHintReservedByte = "missing reserved byte";
    /// <summary>A hint is neither 0 nor 1.</summary>
    public const string BranchHintInvalidValue = "invalid hint value";
    /// <summary>Functions or offsets do not increase.</summary>
    public const string BranchHintOrder = "entries out of order";
    /// <summary>Hints for a function that the module does not define.</summary>
    public const string BranchHintInvalidFunction = "invalid function index";
    /// <summary>A hint at an offset where no instruction begins.</summary>
    public const string BranchHintInvalidOffset = "invalid offset";
    /// <summary>A hint for an instruction other than <c>if</c> and <c>br_if</c>.</summary>
    public const string BranchHintInvalidTarget = "invalid target";
}
