using System.Collections.Immutable;

namespace Wasm.Core.Validation;

/// <summary>
/// What validation of one body found out and compilers and interpreters use instead of finding it out again.
/// Positions are relative to the start of the body's code.
/// </summary>
/// <param name="MaximumOperands">Largest height of the operand stack, in values.</param>
/// <param name="Controls">One entry per <c>block</c>, <c>loop</c>, <c>if</c>, <c>try_table</c>, in code order.</param>
/// <param name="FuelSegments">
/// Runs of instructions that are charged together, in code order; empty unless asked for. See <see cref="FuelSegment"/>.
/// </param>
public sealed record FunctionSideTable(
    int MaximumOperands,
    ImmutableArray<ControlEntry> Controls,
    ImmutableArray<FuelSegment> FuelSegments);

/// <summary>One structured control instruction.</summary>
/// <param name="Start">Position of its opcode.</param>
/// <param name="Else">Position of its <c>else</c>; -1 if none.</param>
/// <param name="End">Position of its <c>end</c>.</param>
/// <param name="Height">Height of the operand stack below its parameters.</param>
/// <param name="IsTarget">
/// Whether a reachable branch or catch clause goes to its label. Reachable means: not between an instruction that
/// never completes and the end (or else) of the block around it. Code after that end counts as reachable even if
/// nothing arrives there, so this may be true for a label that no execution reaches, never the other way round.
/// </param>
public readonly record struct ControlEntry(int Start, int Else, int End, int Height, bool IsTarget);

/// <summary>
/// A run of instructions with one fuel charge. A segment starts at function entry, at a loop header, at each
/// label that is a branch target, after each call and after each conditional branch (<c>if</c> is one: both its
/// arms and what follows its <c>end</c> are segments); <c>block</c>, <c>loop</c>, <c>else</c>, <c>end</c> and
/// unreachable instructions cost nothing, every other one 1. Segments that would cost nothing are left out.
/// </summary>
/// <param name="Position">
/// Position of the first instruction after the charge; a branch to a loop arrives at the one after its <c>loop</c>,
/// any other branch at the one after its <c>end</c>.
/// </param>
/// <param name="Cost">Number of instructions charged.</param>
public readonly record struct FuelSegment(int Position, int Cost);
