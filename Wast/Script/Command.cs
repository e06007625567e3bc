using System.Collections.Immutable;

namespace Wasm.Wast.Script;

/// <summary>A command of a script (specification interpreter, README, "Scripts").</summary>
/// <param name="Range">Where it stands in the script's text.</param>
public abstract record Command(SourceRange Range)
{
    /// <summary>Its line in the original script, if it came from a manifest.</summary>
    public int ManifestLine { get; init; }

    /// <summary>The word it begins with.</summary>
    public abstract string Keyword { get; }
}

/// <summary><c>module</c>: defines a module and, unless it is only a definition, instantiates it.</summary>
public sealed record ModuleCommand(SourceRange Range, string? Name, ModuleSource Source, bool IsDefinition) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => IsDefinition ? "module definition" : "module";
}

/// <summary><c>module instance</c>: instantiates a module that was defined before.</summary>
/// <param name="Range">Where it stands.</param>
/// <param name="Name">Name of the instance.</param>
/// <param name="Module">Name of the module; null: the latest.</param>
public sealed record InstanceCommand(SourceRange Range, string? Name, string? Module) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => "module instance";
}

/// <summary><c>register</c>: makes an instance's exports importable under a name.</summary>
public sealed record RegisterCommand(SourceRange Range, string Name, string? Instance) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => "register";
}

/// <summary>An action without an assertion; it must return.</summary>
public sealed record ActionCommand(SourceRange Range, ScriptAction Action) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => Action.Keyword;
}

/// <summary><c>assert_return</c></summary>
public sealed record AssertReturnCommand(SourceRange Range, ScriptAction Action, ImmutableArray<ResultPattern> Results) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => "assert_return";
}

/// <summary>How an action is expected to end other than by returning.</summary>
public enum ActionFailure : byte
{
    Trap,
    Exhaustion,
    Exception,
}

/// <summary><c>assert_trap</c> of an action, <c>assert_exhaustion</c>, <c>assert_exception</c></summary>
/// <param name="Range">Where it stands.</param>
/// <param name="Kind">How it must end.</param>
/// <param name="Action">The action.</param>
/// <param name="Message">Prefix of the message; empty for exceptions.</param>
public sealed record AssertActionFailsCommand(SourceRange Range, ActionFailure Kind, ScriptAction Action, string Message) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => Kind switch
    {
        ActionFailure.Trap => "assert_trap",
        ActionFailure.Exhaustion => "assert_exhaustion",
        _ => "assert_exception",
    };
}

/// <summary>Why a module is expected to be refused before instantiation.</summary>
public enum ModuleFailure : byte
{
    Malformed,
    Invalid,
    MalformedCustom,
    InvalidCustom,
}

/// <summary><c>assert_malformed</c>, <c>assert_invalid</c> and their variants for custom sections</summary>
public sealed record AssertModuleFailsCommand(SourceRange Range, ModuleFailure Kind, ModuleSource Source, string Message) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => Kind switch
    {
        ModuleFailure.Malformed => "assert_malformed",
        ModuleFailure.Invalid => "assert_invalid",
        ModuleFailure.MalformedCustom => "assert_malformed_custom",
        _ => "assert_invalid_custom",
    };
}

/// <summary>How instantiation is expected to fail.</summary>
public enum InstantiationFailure : byte
{
    Unlinkable,

    /// <summary>A trap or an exception.</summary>
    Uninstantiable,
}

/// <summary><c>assert_unlinkable</c>, <c>assert_trap</c> of a module</summary>
/// <param name="Range">Where it stands.</param>
/// <param name="Kind">How it must fail.</param>
/// <param name="Source">A module, which is first defined; null if one defined before is instantiated.</param>
/// <param name="Module">Name of the module defined before; null: the latest.</param>
/// <param name="Message">Prefix of the message.</param>
public sealed record AssertInstantiationFailsCommand(
    SourceRange Range, InstantiationFailure Kind, ModuleSource? Source, string? Module, string Message) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => Kind == InstantiationFailure.Unlinkable ? "assert_unlinkable" : "assert_trap";
}

/// <summary><c>script</c>: a script in a script, whose commands are carried out.</summary>
public sealed record SubscriptCommand(SourceRange Range, string? Name, ImmutableArray<Command> Commands) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => "script";
}

/// <summary><c>input</c>: carries out another file.</summary>
public sealed record InputCommand(SourceRange Range, string? Name, string File) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => "input";
}

/// <summary><c>output</c>: writes a module.</summary>
/// <param name="Range">Where it stands.</param>
/// <param name="Name">Name of the module; null: the latest.</param>
/// <param name="File">File to write; null: standard output.</param>
public sealed record OutputCommand(SourceRange Range, string? Name, string? File) : Command(Range)
{
    /// <inheritdoc/>
    public override string Keyword => "output";
}

/// <summary>A command of a manifest that is not known here; it is skipped.</summary>
public sealed record UnknownCommand(string Type) : Command(default(SourceRange))
{
    /// <inheritdoc/>
    public override string Keyword => Type;
}
