using System.Linq;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Coverage;

/// <summary>Tells a sink what one compiler does: looks at each function between the stages, so that no stage knows of it.</summary>
/// <param name="sink">The sink.</param>
internal sealed class CompilationCoverage(ICoverageSink sink) : ICompilationObserver
{
    private static readonly Dictionary<string, int> Passes = JitOptions.PassNames.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);

    private readonly FoundFeatures _found = new();
    private readonly PassChanges _changes = new();
    private IrFunction? _function;
    private bool _isWanted;

    /// <inheritdoc/>
    public bool WantsSources => false;

    /// <inheritdoc/>
    public void AfterPass(string name, IrFunction function)
    {
        // What is no pass is the translation, which comes first.
        bool isPass = Passes.TryGetValue(name, out int pass);
        if (!isPass)
        {
            _isWanted = sink.IsWanted;
        }

        if (!_isWanted)
        {
            return;
        }

        if (isPass)
        {
            _changes.Compare(pass, function, _found);
        }
        else
        {
            _function = function;
            _found.Clear();
        }

        _changes.Note(function);
    }

    /// <inheritdoc/>
    public void AfterLowering(MachineFunction machine, InstructionSet instructionSet)
    {
        if (!_isWanted)
        {
            return;
        }

        foreach (ref readonly MachineInstruction instruction in machine.Instructions.Span)
        {
            if (instruction.Origin == 0)
            {
                _found.Add(CompilationFeature.Rule(0, in instruction));
                continue;
            }

            ref Instruction origin = ref _function![new Value(instruction.Origin)];
            _found.Add(CompilationFeature.Rule(origin.Op, in instruction));
            _found.Add(CompilationFeature.Operation(origin.Op, origin.Type));
        }
    }

    /// <inheritdoc/>
    public void AfterAllocation(MachineFunction machine, Allocation allocation, InstructionSet instructionSet)
    {
        if (_isWanted)
        {
            AllocationEvents.Find(machine, allocation, instructionSet.Registers, _found);
        }
    }

    /// <inheritdoc/>
    public void AfterEmission(CompiledFunction code)
    {
        if (_isWanted)
        {
            sink.Add(_found.Members);
        }
    }
}
