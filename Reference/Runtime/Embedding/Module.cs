using Wasm.Core.Binary;
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

    /// <summary>Decodes, validates and compiles a binary, which must not change afterwards.</summary>
    /// <exception cref="Core.Diagnostics.MalformedModuleException">It is malformed.</exception>
    /// <exception cref="Core.Diagnostics.InvalidModuleException">It is not valid.</exception>
    public static Module FromBytes(Engine engine, ReadOnlyMemory<byte> binary)
    {
        ArgumentNullException.ThrowIfNull(engine);
        // Validation walks the bodies anyway; it looks for malformed ones itself when it finds an invalid one.
        return FromDefinition(engine, ModuleDecoder.Decode(binary, engine.Options.Features, DecodeOptions.ForValidation));
    }

    /// <summary>Validates and compiles a decoded module.</summary>
    /// <exception cref="Core.Diagnostics.MalformedModuleException">A body is malformed, if the decoder did not look.</exception>
    /// <exception cref="Core.Diagnostics.InvalidModuleException">It is not valid.</exception>
    public static Module FromDefinition(Engine engine, ModuleDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return FromValidated(engine, engine.Validate(definition));
    }

    /// <summary>Compiles a valid module.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="module">Validated for this engine: see <see cref="Engine.Validate"/>.</param>
    /// <exception cref="ArgumentException">It was validated for another engine, or without what this one needs.</exception>
    public static Module FromValidated(Engine engine, ValidatedModule module)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(module);
        if (!ReferenceEquals(module.Registry, engine.Types))
        {
            throw new ArgumentException("the module was validated with the types of another engine", nameof(module));
        }

        if (!module.Options.SideTables || (engine.Options.ConsumeFuel && !module.Options.FuelSegments))
        {
            throw new ArgumentException($"the module was validated without what the engine needs: use {nameof(Engine)}.{nameof(Engine.Validate)}", nameof(module));
        }

        return new(engine.Compile(module));
    }
}
