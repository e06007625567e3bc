using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Text;

/// <summary>Takes one instruction of a listing.</summary>
/// <param name="start">Position of its first byte in the expression's code.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="depth">How many blocks it stands in; an instruction that opens or closes one stands outside of it.</param>
/// <param name="text">The instruction, valid during the call.</param>
public delegate void InstructionListing(int start, int length, int depth, ReadOnlySpan<char> text);

/// <summary>
/// Lists the instructions of a module's expressions one by one, in the words of <see cref="ModulePrinter"/>, for
/// whoever shows something beside them. Not thread-safe.
/// </summary>
public sealed class InstructionLister
{
    private readonly ModuleDefinition _module;
    private readonly ModulePrinter _printer;
    private readonly int _importedFunctions;

    /// <summary>Lists instructions of one module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="options">Whether to use names; folding means nothing here.</param>
    public InstructionLister(ModuleDefinition module, PrintOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        _module = module;
        _printer = ModulePrinter.ForListing(module, options);
        _importedFunctions = module.CountImports(ExternKind.Function);
    }

    /// <summary>Lists a function's body, the final <c>end</c> included.</summary>
    /// <param name="function">Number of the function among those that the module defines.</param>
    /// <param name="take">Called for each instruction.</param>
    /// <exception cref="Core.Diagnostics.MalformedModuleException">The code is malformed.</exception>
    public void ListFunction(int function, InstructionListing take)
    {
        ArgumentNullException.ThrowIfNull(take);
        _printer.ListFunction(_importedFunctions + function, _module.Functions[function], take);
    }

    /// <summary>Lists a constant expression, the final <c>end</c> included.</summary>
    /// <param name="code">The expression.</param>
    /// <param name="take">Called for each instruction.</param>
    /// <exception cref="Core.Diagnostics.MalformedModuleException">The code is malformed.</exception>
    public void ListExpression(Expression code, InstructionListing take)
    {
        ArgumentNullException.ThrowIfNull(take);
        _printer.ListExpression(code, take);
    }
}
