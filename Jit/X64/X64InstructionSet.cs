using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <summary>x64 for the compiler. One per compiling thread.</summary>
internal sealed class X64InstructionSet : InstructionSet
{
    private readonly X64Constants _constants = new();
    private readonly Lowering _lowering;
    private readonly Emitter _emitter;

    /// <summary>For processors with given features.</summary>
    public X64InstructionSet(CpuFeatures features)
    {
        _lowering = new Lowering(_constants, features);
        _emitter = new Emitter(_constants, features);
    }

    /// <inheritdoc/>
    public override RegisterFile Registers => X64Registers.File;

    /// <summary>No instruction takes in a load.</summary>
    public bool KeepsLoads
    {
        get => _lowering.KeepsLoads;
        set => _lowering.KeepsLoads = value;
    }

    /// <summary>Whether <see cref="CompiledFunction.Sources"/> has a row for each IR value, for dumps.</summary>
    public bool KeepsOrigins
    {
        get => _emitter.KeepsOrigins;
        set => _emitter.KeepsOrigins = value;
    }

    /// <inheritdoc/>
    public override void Lower(IrFunction function, MachineFunction machine) => _lowering.Lower(function, machine);

    /// <inheritdoc/>
    public override void Emit(MachineFunction machine, Allocation allocation, CompiledFunction output) => _emitter.Emit(machine, allocation, output);

    /// <inheritdoc/>
    public override string Describe(MachineFunction machine, int instruction, Allocation? allocation) =>
        new Description(machine, allocation, _constants).Of(instruction);
}
