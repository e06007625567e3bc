namespace Wasm.Core.Diagnostics;

// Scripts that cannot be read or make no sense.
public static partial class Messages
{
    public const string MisplacedModuleDefinition = "misplaced module definition";
    public const string NestingTooDeep = "nesting too deep";
    public const string WrongNumberOfArguments = "wrong number of arguments";
    public const string WrongArgumentType = "wrong type of argument";
    public const string UndefinedExport = "undefined export";
}
