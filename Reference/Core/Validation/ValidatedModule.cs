using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

/// <summary>
/// A valid module with what validation found out. All types here are closed over <see cref="Registry"/>; the
/// index-space arrays begin with the imports.
/// </summary>
public sealed class ValidatedModule
{
    /// <summary>The module as it was given.</summary>
    public required ModuleDefinition Definition { get; init; }

    /// <summary>The features it was validated with.</summary>
    public required FeatureSet Features { get; init; }

    /// <summary>Where its types are.</summary>
    public required TypeRegistry Registry { get; init; }

    /// <summary>What was collected.</summary>
    public required ValidationOptions Options { get; init; }

    /// <summary>By type index.</summary>
    public required ImmutableArray<DefinedType> Types { get; init; }

    /// <summary>By function index.</summary>
    public required ImmutableArray<DefinedType> Functions { get; init; }

    /// <summary>Types of all tables.</summary>
    public required ImmutableArray<TableType> Tables { get; init; }

    /// <summary>Types of all memories.</summary>
    public required ImmutableArray<MemoryType> Memories { get; init; }

    /// <summary>Types of all globals.</summary>
    public required ImmutableArray<GlobalType> Globals { get; init; }

    /// <summary>Types of all tags: functions whose parameters are the payload.</summary>
    public required ImmutableArray<DefinedType> Tags { get; init; }

    /// <summary>Types of the imports, in order, closed (function and tag type indices are registry ids).</summary>
    public required ImmutableArray<ExternType> Imports { get; init; }

    /// <summary>Per defined function (index minus imported functions); empty if <see cref="ValidationOptions.SideTables"/> was off.</summary>
    public required ImmutableArray<FunctionSideTable> SideTables { get; init; }

    /// <summary>Closes a type of the module: concrete indices become registry ids.</summary>
    public ValType Close(ValType type) => type.IsReference && type.HeapType.IsConcrete
        ? ValType.Ref(Types[type.HeapType.Index].HeapType, type.IsNullable)
        : type;

    /// <summary>Closes a heap type of the module.</summary>
    public HeapType Close(HeapType type) => type.IsConcrete ? Types[type.Index].HeapType : type;
}
