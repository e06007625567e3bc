using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Execution;

/// <summary>Sees a function between the stages of its compilation. What it is shown is valid only during the call.</summary>
internal interface ICompilationObserver
{
    /// <summary>Whether <see cref="CompiledFunction.Sources"/> is to have a row for each IR value.</summary>
    bool WantsSources => true;

    /// <summary>The SSA form: after translation (name <c>translation</c>), and after each pass.</summary>
    void AfterPass(string name, IrFunction function);

    /// <summary>Machine code with virtual registers.</summary>
    void AfterLowering(MachineFunction machine, InstructionSet instructionSet);

    /// <summary>Machine code with its registers.</summary>
    void AfterAllocation(MachineFunction machine, Allocation allocation, InstructionSet instructionSet);

    /// <summary>The bytes, with their tables.</summary>
    void AfterEmission(CompiledFunction code);
}
