namespace Wasm.Core.Diagnostics;

// Custom sections that are read (specification, appendix "Custom Sections", and the code metadata document).
public static partial class Messages
{
    public const string NameSection = "name section";
    public const string NameSubsectionSizeMismatch = "subsection size mismatch";
    public const string DuplicateName = "index named twice";
    public const string BranchHintSection = "@metadata.code.branch_hint section";
    public const string BranchHintUnexpectedContent = "unexpected content after last function";
    public const string BranchHintReservedByte = "missing reserved byte";
    public const string BranchHintInvalidValue = "invalid hint value";
    public const string BranchHintOrder = "entries out of order";
    public const string BranchHintInvalidFunction = "invalid function index";
    public const string BranchHintInvalidOffset = "invalid offset";
    public const string BranchHintInvalidTarget = "invalid target";
}
