using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Text;

namespace Wasm.Wast.Script;

/// <summary>
/// Parses scripts (specification interpreter, README, "Scripts"). Text modules are only skipped, by balancing
/// parentheses; they are parsed when their command is carried out.
/// </summary>
public static class ScriptParser
{
    /// <summary>Parses a script; an error in it is part of the result.</summary>
    public static Script Parse(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var commands = ImmutableArray.CreateBuilder<Command>();
        ModuleSource? module = null;
        ScriptError? error = null;
        try
        {
            var reader = new CommandReader(source);
            if (reader.IsAtModuleField)
            {
                module = reader.ReadImplicitModule();
            }
            else
            {
                while (reader.TryReadCommand(out Command? command))
                {
                    commands.Add(command);
                }
            }
        }
        catch (SyntaxException e)
        {
            error = new ScriptError(e.Message, source.GetPosition(e.Offset));
        }

        return new Script
        {
            Path = source.Path,
            Source = source,
            Commands = commands.DrainToImmutable(),
            ImplicitModule = module,
            Error = error,
        };
    }
}
