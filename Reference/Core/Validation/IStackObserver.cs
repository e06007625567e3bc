using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

/// <summary>Sees the operand stack while functions are validated: for those who change valid code, and for coverage.</summary>
internal interface IStackObserver
{
    /// <summary>A function's body begins. Functions come in their order.</summary>
    void Begin(FunctionDefinition function);

    /// <summary>An instruction is about to be checked.</summary>
    /// <param name="reader">Has read it: its labels, catch clauses and types.</param>
    /// <param name="instruction">The instruction.</param>
    /// <param name="state">Where it stands.</param>
    void Before(in InstructionReader reader, in Instruction instruction, in ValidationState state)
    {
    }

    /// <summary>An instruction has been checked.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="end">Position behind it.</param>
    /// <param name="stack">The operand stack behind it, in closed types. Valid during the call.</param>
    void After(in Instruction instruction, int end, ReadOnlySpan<ValType> stack);
}

/// <summary>What the validator knows at an instruction.</summary>
/// <param name="Frame">Innermost frame: <c>block</c> (a body's own too), <c>loop</c>, <c>if</c>, <c>else</c> or <c>try_table</c>.</param>
/// <param name="Operands">Number of operands that the frame has on the stack.</param>
/// <param name="IsPolymorphic">Whether it has any number of others below them: the code cannot be reached (specification, 3.3.4).</param>
/// <param name="Top">Type of the topmost operand, closed; bottom if there is none or it is not known.</param>
internal readonly record struct ValidationState(Op Frame, int Operands, bool IsPolymorphic, ValType Top);
