using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Wast.Script;

/// <summary>What a script does with an instance.</summary>
/// <param name="Instance">Name of the instance; null: the latest.</param>
/// <param name="Export">Name of the export.</param>
public abstract record ScriptAction(string? Instance, string Export)
{
    /// <summary>The word it begins with.</summary>
    public abstract string Keyword { get; }
}

/// <summary><c>invoke</c>: calls a function.</summary>
/// <param name="Instance">Name of the instance; null: the latest.</param>
/// <param name="Export">Name of the export.</param>
/// <param name="Arguments">The arguments. Not changed by anyone.</param>
/// <param name="Types">Their types, one each: those of the literals, which need not be the parameters'.</param>
public sealed record InvokeAction(string? Instance, string Export, Value[] Arguments, ValType[] Types) : ScriptAction(Instance, Export)
{
    /// <inheritdoc/>
    public override string Keyword => "invoke";
}

/// <summary><c>get</c>: reads a global.</summary>
public sealed record GetAction(string? Instance, string Export) : ScriptAction(Instance, Export)
{
    /// <inheritdoc/>
    public override string Keyword => "get";
}

/// <summary>
/// The object behind <c>(ref.host n)</c> and <c>(ref.extern n)</c>: two with the same number are the same host
/// reference.
/// </summary>
public sealed record HostReference(uint Number)
{
    /// <inheritdoc/>
    public override string ToString() => Number.ToString();
}
