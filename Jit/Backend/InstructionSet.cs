using Wasm.Jit.Ir;

namespace Wasm.Jit.Backend;

/// <summary>
/// What the compiler needs of an instruction set. One object per compiling thread: it keeps its working memory.
/// </summary>
internal abstract class InstructionSet
{
    /// <summary>What may be allocated.</summary>
    public abstract RegisterFile Registers { get; }

    /// <summary>IR → machine code with virtual registers.</summary>
    public abstract void Lower(IrFunction function, MachineFunction machine);

    /// <summary>Machine code with its allocation → bytes and side tables.</summary>
    public abstract void Emit(MachineFunction machine, Allocation allocation, CompiledFunction output);

    /// <summary>Text of a machine instruction with virtual registers, or with locations if there is an allocation, for dumps.</summary>
    public abstract string Describe(MachineFunction machine, int instruction, Allocation? allocation);
}
