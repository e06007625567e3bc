using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;

namespace Wasm.Text;

/// <summary>
/// Branch hints that are written as annotations in place of their section: only if parsing them gives the same
/// section again.
/// </summary>
internal sealed class ModulePrinterHints
{
    private readonly ImmutableArray<FunctionBranchHints> _functions = [];
    private ImmutableArray<BranchHint> _hints = [];
    private int _nextFunction;
    private int _nextHint;
    private int _origin;

    public ModulePrinterHints(ModuleDefinition module)
    {
        int index = module.CustomSections.FindIndex(section => section.Name == BranchHints.SectionName);
        if (index < 0 || module.CustomSections[index].Before != SectionId.Code
            || module.CustomSections.FindIndex(section => section.Before == SectionId.Code) != index)
        {
            return;
        }

        CustomSection section = module.CustomSections[index];
        try
        {
            BranchHints hints = BranchHints.Parse(section.Bytes.Span, 0);
            hints.Check(module);
            if (hints.Encode().AsSpan().SequenceEqual(section.Bytes.Span) && hints.Functions.Length > 0
                && hints.Functions.All(function => function.Hints.Length > 0))
            {
                Section = section;
                _functions = hints.Functions;
            }
        }
        catch (ModuleException)
        {
            // Malformed or out of place: printed as the bytes that it is.
        }
    }

    /// <summary>The section that annotations stand for, if they do.</summary>
    public CustomSection? Section { get; }

    /// <summary>Starts a function; functions come in increasing order.</summary>
    public void Begin(int index, FunctionDefinition function)
    {
        _hints = [];
        _nextHint = 0;
        if (_nextFunction < _functions.Length && _functions[_nextFunction].FunctionIndex == index)
        {
            _hints = _functions[_nextFunction++].Hints;
            _origin = ModuleEncoder.LocalsSize(function.Locals);
        }
    }

    /// <summary>Ends a function: what follows has no hints.</summary>
    public void End() => _hints = [];

    /// <summary>The annotation of the instruction at a position of the code, or null.</summary>
    public string? Take(int position)
    {
        if (_nextHint >= _hints.Length || _hints[_nextHint].Offset - _origin != position)
        {
            return null;
        }

        return _hints[_nextHint++].IsLikely ? Likely : Unlikely;
    }

    private const string Likely = $"(@{BranchHints.SectionName} \"\\01\")";
    private const string Unlikely = $"(@{BranchHints.SectionName} \"\\00\")";
}
