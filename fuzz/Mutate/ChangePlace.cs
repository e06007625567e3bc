using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Mutate;

/// <summary>What a change has to work with.</summary>
/// <param name="module">The module; not to be changed.</param>
/// <param name="donors">Other modules.</param>
/// <param name="source">What decides.</param>
/// <param name="options">Limits.</param>
internal sealed class ChangePlace(ModuleDefinition module, IReadOnlyList<ModuleDefinition> donors, ByteSource source, MutatorOptions options)
{
    /// <summary>The module; not to be changed.</summary>
    public ModuleDefinition Module => module;

    /// <summary>Other modules.</summary>
    public IReadOnlyList<ModuleDefinition> Donors => donors;

    /// <summary>What decides.</summary>
    public ByteSource Source => source;

    /// <summary>One of a list; it is not empty.</summary>
    public T Pick<T>(IReadOnlyList<T> list) => list[source.Below(Math.Min(list.Count, 1 << 16))];

    /// <summary>Any function of the module; null without one.</summary>
    public int? PickFunction() => module.Functions.Count == 0 ? null : source.Below(module.Functions.Count);

    /// <summary>Any function, with what validation knows of it; null if the module is not valid.</summary>
    public BodyMap? PickBody() => PickFunction() is { } function ? BodyMap.TryMake(module, function) : null;

    /// <summary>Any function of a module that is not this one, or without another any one of this; null if that is not valid.</summary>
    public BodyMap? PickDonor()
    {
        ModuleDefinition donor = donors.Count == 0 ? module : Pick(donors);
        return donor.Functions.Count == 0 ? null : BodyMap.TryMake(donor, source.Below(donor.Functions.Count));
    }

    /// <summary>One of the ranges of a type; null without one.</summary>
    public CodeRange? PickRange(List<CodeRange> ranges, ValType type)
    {
        int count = ranges.Count(range => range.Type == type);
        if (count == 0)
        {
            return null;
        }

        int wanted = source.Below(count);
        foreach (CodeRange range in ranges)
        {
            if (range.Type == type && wanted-- == 0)
            {
                return range;
            }
        }

        return null;
    }

    /// <summary>The module with another function; null if that is too large.</summary>
    public ModuleDefinition? With(int number, FunctionDefinition function) => With(ModuleCopy.Of(module), number, function);

    /// <summary>A copy of the module, changed further, with another function; null if that is too large.</summary>
    public ModuleDefinition? With(ModuleDefinition copy, int number, FunctionDefinition function)
    {
        if (function.Body.Code.Length > options.MaximumBodyBytes && function.Body.Code.Length > module.Functions[number].Body.Code.Length)
        {
            return null;
        }

        copy.Functions[number] = function;
        return copy;
    }

    /// <summary>The module with other code in a function; null if that is too large.</summary>
    public ModuleDefinition? With(int number, ReadOnlyMemory<byte> code) => With(number, CodeEditor.With(module.Functions[number], code));
}
