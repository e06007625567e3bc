using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Interpreter.Translation;

/// <summary>What opened a control.</summary>
internal enum ControlKind : byte
{
    /// <summary>The body itself; its label is the function's return.</summary>
    Body,
    Block,
    Loop,
    If,
    TryTable,
}

/// <summary>An open structured control instruction.</summary>
internal struct Control
{
    /// <summary>End of a list of patches.</summary>
    public const int NoPatch = int.MinValue;

    public ControlKind Kind;

    /// <summary>Operand height below its parameters.</summary>
    public int Height;

    public ImmutableArray<ValType> Parameters;
    public ImmutableArray<ValType> Results;

    /// <summary>Whether a branch may come to its label, as the validator found.</summary>
    public bool IsTarget;

    /// <summary>Loops: position of the label.</summary>
    public int Start;

    /// <summary>
    /// Loops whose code begins with a branch out of them: the control that it goes to, else -1. A jump back can
    /// then test the condition itself.
    /// </summary>
    public int Exit;

    /// <summary>
    /// Head of the list of what must be given the label's position: instructions, linked through their X, and
    /// handlers (as the complement of their number), linked through their Target.
    /// </summary>
    public int Patches;

    /// <summary>The branch of an <c>if</c> that must be given the position of the else part; -1 if none is left.</summary>
    public int ElsePatch;

    /// <summary>TryTable: first of its clauses among the open ones.</summary>
    public int Clauses;

    /// <summary>What a branch to the label carries.</summary>
    public readonly ImmutableArray<ValType> LabelTypes => Kind == ControlKind.Loop ? Parameters : Results;
}

/// <summary>A catch clause of an open <c>try_table</c>.</summary>
/// <param name="Tag">Tag index, or -1 for all.</param>
/// <param name="WithReference">Whether the exception follows the payload.</param>
/// <param name="Control">Number of the control it goes to.</param>
/// <param name="Stub">Position of the code to go to instead, or -1.</param>
internal readonly record struct OpenClause(int Tag, bool WithReference, int Control, int Stub);
