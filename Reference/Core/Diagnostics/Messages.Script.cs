namespace Wasm.Core.Diagnostics;

// Scripts that cannot be read or make no sense.
public static partial class Messages
{
    /// <summary><c>(module definition …)</c> where an instance is needed.</summary>
    public const string MisplacedModuleDefinition = "misplaced module definition";
    /// <summary>A script nests deeper than the runner allows.</summary>
    public const string NestingTooDeep = "nesting too deep";
    /// <summary>An action has more or fewer arguments than the function parameters.</summary>
    public const string WrongNumberOfArguments = "wrong number of arguments";
    /// <summary>An argument of an action has not the parameter's type.</summary>
    public const string WrongArgumentType = "wrong type of argument";
    /// <summary>An action names an export that the instance has not.</summary>
    public const string UndefinedExport = "undefined export";
}
