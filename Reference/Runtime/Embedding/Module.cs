using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.Runtime.Embedding;

/// <summary>A valid, compiled module: the result of loading one. Immutable, usable in many stores of its engine.</summary>
public sealed class Module
{
    // Made when first asked for. Threads may both make them; they are equal, and either may win.
    private ImmutableArray<ImportType> _imports;
    private ImmutableArray<ExportType> _exports;

    private Module(CompiledModule compiled) => Compiled = compiled;

    /// <summary>The engine that it was compiled for; only stores of this engine can instantiate it.</summary>
    public Engine Engine => Compiled.Engine;

    /// <summary>What the engine made of it; for engines.</summary>
    public CompiledModule Compiled { get; }

    /// <summary>What validation found out about it, such as the types of all its items.</summary>
    public ValidatedModule Validated => Compiled.Module;

    /// <summary>Its abstract syntax.</summary>
    public ModuleDefinition Definition => Validated.Definition;

    /// <summary>
    /// Its types by type index, as the engine knows them: what structs and arrays of them are made with.
    /// </summary>
    public ImmutableArray<DefinedType> Types => Validated.Types;

    /// <summary>What it imports, in its order. Mirrors Wasmtime's <c>Module::imports</c>.</summary>
    public ImmutableArray<ImportType> Imports
    {
        get
        {
            if (_imports.IsDefault)
            {
                var imports = ImmutableArray.CreateBuilder<ImportType>(Definition.Imports.Count);
                for (int i = 0; i < Definition.Imports.Count; i++)
                {
                    imports.Add(GetImport(i));
                }

                _imports = imports.MoveToImmutable();
            }

            return _imports;
        }
    }

    /// <summary>What it exports, in its order. Mirrors Wasmtime's <c>Module::exports</c>.</summary>
    public ImmutableArray<ExportType> Exports
    {
        get
        {
            if (_exports.IsDefault)
            {
                var exports = ImmutableArray.CreateBuilder<ExportType>(Definition.Exports.Count);
                foreach (Export export in Definition.Exports)
                {
                    exports.Add(GetExportType(export));
                }

                _exports = exports.MoveToImmutable();
            }

            return _exports;
        }
    }

    /// <summary>The export with a name, or null. Mirrors Wasmtime's <c>Module::get_export</c>.</summary>
    public ExportType? GetExport(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Compiled.FindExport(name) is { } export ? GetExportType(export) : null;
    }

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

    /// <summary>One import, without making all.</summary>
    internal ImportType GetImport(int index)
    {
        Import import = Definition.Imports[index];
        ExternType type = Validated.Imports[index];
        DefinedType? defined = type switch
        {
            FunctionExternType function => Engine.Types[function.TypeIndex],
            TagType tag => Engine.Types[tag.TypeIndex],
            _ => null,
        };
        return new ImportType(import.Module, import.Name, type, defined);
    }

    private ExportType GetExportType(Export export)
    {
        ValidatedModule module = Validated;
        switch (export.Kind)
        {
            case ExternKind.Function:
                DefinedType function = module.Functions[export.Index];
                return new ExportType(export.Name, new FunctionExternType(function.Id), function);
            case ExternKind.Tag:
                DefinedType tag = module.Tags[export.Index];
                return new ExportType(export.Name, new TagType(tag.Id), tag);
            case ExternKind.Table:
                return new ExportType(export.Name, module.Tables[export.Index], null);
            case ExternKind.Memory:
                return new ExportType(export.Name, module.Memories[export.Index], null);
            default:
                return new ExportType(export.Name, module.Globals[export.Index], null);
        }
    }
}
