using Wasm.Core.Model;
using Wasm.Core.Validation;

namespace Wasm.Runtime.Embedding;

/// <summary>A valid, compiled module: the result of loading one. Immutable, usable in many stores of its engine.</summary>
public sealed class Module
{
    private Module(CompiledModule compiled) => Compiled = compiled;

    public Engine Engine => Compiled.Engine;

    public CompiledModule Compiled { get; }

    public ValidatedModule Validated => Compiled.Module;

    /// <summary>Its abstract syntax.</summary>
    public ModuleDefinition Definition => Validated.Definition;

    /// <summary>Compiles a valid module.</summary>
    public static Module FromValidated(Engine engine, ValidatedModule module)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new(engine.Compile(module));
    }
}
