using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

/// <summary>What opened a frame.</summary>
internal enum FrameKind : byte
{
    /// <summary>The body itself; its label is the function's return.</summary>
    Body,

    /// <summary><c>block</c>, or a <c>loop</c> that nothing goes back to.</summary>
    Block,

    /// <summary>A loop.</summary>
    Loop,

    /// <summary><c>if</c>, whose <c>else</c> is yet to come.</summary>
    If,

    /// <summary><c>if</c> without <c>else</c>, or behind it.</summary>
    IfDone,

    /// <summary><c>try_table</c> with clauses.</summary>
    TryTable,
}

/// <summary>An open structured control instruction.</summary>
internal struct Frame
{
    /// <summary>No join, no block of locals.</summary>
    public const int None = -1;

    /// <summary>What it is.</summary>
    public FrameKind Kind;

    /// <summary>Operand height below its parameters.</summary>
    public int Height;

    /// <summary>Types of its parameters.</summary>
    public IrType[] Parameters;

    /// <summary>Types of its results.</summary>
    public IrType[] Results;

    /// <summary>Its label; <see cref="None"/> if nothing goes there.</summary>
    public int Join;

    /// <summary>When its block of locals began; <see cref="None"/> if it is none.</summary>
    public int BlockTime;

    /// <summary>See <see cref="LocalVariables.OpenBlock"/>.</summary>
    public int OuterStart;

    /// <summary><see cref="FrameKind.If"/>: the block of its <c>else</c>.</summary>
    public Block Else;

    /// <summary><see cref="FrameKind.If"/>: where its parameters are kept for its <c>else</c>.</summary>
    public int Saved;

    /// <summary><see cref="FrameKind.TryTable"/>: its number.</summary>
    public int Try;

    /// <summary>The <c>br_table</c> that last went here.</summary>
    public int Table;

    /// <summary>The block by which it does.</summary>
    public Block TableBlock;

    /// <summary>What a branch to the label carries.</summary>
    public readonly IrType[] LabelTypes => Kind == FrameKind.Loop ? Parameters : Results;
}
