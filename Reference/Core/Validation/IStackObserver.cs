using Wasm.Core.Binary;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

/// <summary>Sees the operand stack while functions are validated, for those who change valid code.</summary>
internal interface IStackObserver
{
    /// <summary>A function's body begins. Functions come in their order.</summary>
    void Begin(FunctionDefinition function);

    /// <summary>An instruction has been checked.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="end">Position behind it.</param>
    /// <param name="stack">The operand stack behind it, in closed types. Valid during the call.</param>
    void After(in Instruction instruction, int end, ReadOnlySpan<ValType> stack);
}
