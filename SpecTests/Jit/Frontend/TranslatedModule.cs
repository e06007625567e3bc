using System.Text;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Jit.Frontend;
using Wasm.Jit.Ir;
using Wasm.Text;

namespace Wasm.SpecTests.Jit.Frontend;

/// <summary>A module whose functions tests translate.</summary>
internal sealed class TranslatedModule
{
    private readonly FunctionTranslator _translator = new();

    private TranslatedModule(ValidatedModule module)
    {
        Module = module;
        Environment = new ModuleEnvironment(module);
    }

    public ValidatedModule Module { get; }

    public ModuleEnvironment Environment { get; }

    /// <summary>The default of the product on x64.</summary>
    public static FrontendOptions Default => new() { GuardPages = true };

    /// <summary>Every combination of options.</summary>
    public static IEnumerable<FrontendOptions> AllOptions => Enumerable.Range(0, 128).Select(bits => new FrontendOptions
    {
        GuardPages = (bits & 1) != 0,
        ExplicitNullChecks = (bits & 2) != 0,
        CanonicalizeNaNs = (bits & 4) != 0,
        DeterministicRelaxedSimd = (bits & 8) != 0,
        Fuel = (bits & 16) != 0,
        Interruptible = (bits & 32) != 0,
        CountDepth = (bits & 64) != 0,
    });

    /// <summary>A module from text.</summary>
    public static TranslatedModule FromText(string text) => FromBinary(
        ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes(text)), FeatureSet.Wasm3).Encode());

    /// <summary>A valid module from its binary form.</summary>
    public static TranslatedModule FromBinary(byte[] binary) => TryFrom(ModuleDecoder.Decode(binary), FeatureSet.Wasm3)
        ?? throw new ArgumentException("the module is invalid", nameof(binary));

    /// <summary>A decoded module, or null if it is invalid.</summary>
    public static TranslatedModule? TryFrom(ModuleDefinition definition, FeatureSet features)
    {
        try
        {
            return new(ModuleValidator.Validate(definition, features, new TypeRegistry(), new ValidationOptions { FuelSegments = true }));
        }
        catch (ModuleException)
        {
            return null;
        }
    }

    /// <summary>Index of the function that is exported under a name.</summary>
    public int Exported(string name) => Module.Definition.Exports.First(export => export.Name == name && export.Kind == ExternKind.Function).Index;

    /// <summary>Indices of the functions that the module defines.</summary>
    public IEnumerable<int> Functions => Enumerable.Range(Environment.ImportedFunctions, Module.Definition.Functions.Count);

    /// <summary>Translates a function into a form, whose contents are replaced.</summary>
    public void Translate(int function, FrontendOptions options, IrFunction output) =>
        _translator.Translate(Environment, function, options, output);

    /// <summary>Translates a function and verifies the result.</summary>
    public IrFunction Translate(int function, FrontendOptions options)
    {
        var output = new IrFunction();
        Translate(function, options, output);
        new IrVerifier().Check(output, $"function {function}, {options}");
        return output;
    }
}
