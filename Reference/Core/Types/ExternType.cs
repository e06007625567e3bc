using Wasm.Core.Diagnostics;

namespace Wasm.Core.Types;

/// <summary>The kinds of import, export and index space. The values are those of the binary format.</summary>
public enum ExternKind : byte
{
    /// <summary>A function.</summary>
    Function = 0,

    /// <summary>A table.</summary>
    Table = 1,

    /// <summary>A memory.</summary>
    Memory = 2,

    /// <summary>A global.</summary>
    Global = 3,

    /// <summary>An exception tag.</summary>
    Tag = 4,
}

/// <summary>The type of an import or export (specification, 2.3.16).</summary>
public abstract record ExternType
{
    /// <summary>What has this type.</summary>
    public abstract ExternKind Kind { get; }
}

/// <summary>Limits (specification, 2.3.11), in pages or elements. Sizes above 2^63 are unsigned.</summary>
public readonly record struct Limits(ulong Minimum, ulong? Maximum)
{
    /// <inheritdoc/>
    public override string ToString() => Maximum is { } maximum ? $"{Minimum} {maximum}" : $"{Minimum}";

    // Validity of limits (specification, 3.2.12).
    internal string? FindError(ulong range, string outside) =>
        Minimum > range || Maximum > range ? outside : Minimum > Maximum ? Messages.SizeMinimumGreaterThanMaximum : null;
}

/// <summary>A function by its type's index (module index, or registry id in closed types).</summary>
public sealed record FunctionExternType(int TypeIndex) : ExternType
{
    /// <inheritdoc/>
    public override ExternKind Kind => ExternKind.Function;
}

/// <summary>A table type.</summary>
/// <param name="Element">The reference type of its elements.</param>
/// <param name="Limits">Size in elements.</param>
/// <param name="Is64">Whether indices are i64.</param>
public sealed record TableType(ValType Element, Limits Limits, bool Is64 = false) : ExternType
{
    /// <inheritdoc/>
    public override ExternKind Kind => ExternKind.Table;

    /// <summary>The type of indices and sizes.</summary>
    public ValType AddressType => Is64 ? ValType.I64 : ValType.I32;

    /// <summary>What makes its limits invalid, or null (specification, 3.2.16).</summary>
    public string? FindError() => Limits.FindError(Is64 ? ulong.MaxValue : uint.MaxValue, Is64 ? Messages.TableSize64 : Messages.TableSize32);

    /// <inheritdoc/>
    public override string ToString() => $"{(Is64 ? "i64 " : "")}{Limits} {Element}";
}

/// <summary>A memory type.</summary>
/// <param name="Limits">Size in pages.</param>
/// <param name="Is64">Whether addresses are i64.</param>
public sealed record MemoryType(Limits Limits, bool Is64 = false) : ExternType
{
    /// <summary>Bytes in a page.</summary>
    public const int PageSize = 65536;

    /// <inheritdoc/>
    public override ExternKind Kind => ExternKind.Memory;

    /// <summary>The type of addresses and sizes.</summary>
    public ValType AddressType => Is64 ? ValType.I64 : ValType.I32;

    /// <summary>What makes its limits invalid, or null (specification, 3.2.15).</summary>
    public string? FindError() => Limits.FindError(Is64 ? 1UL << 48 : 1UL << 16, Is64 ? Messages.MemorySize64 : Messages.MemorySize32);

    /// <inheritdoc/>
    public override string ToString() => $"{(Is64 ? "i64 " : "")}{Limits}";
}

/// <summary>A global type.</summary>
public sealed record GlobalType(ValType Value, bool Mutable) : ExternType
{
    /// <inheritdoc/>
    public override ExternKind Kind => ExternKind.Global;

    /// <inheritdoc/>
    public override string ToString() => Mutable ? $"(mut {Value})" : Value.ToString();
}

/// <summary>An exception tag by its function type's index (module index, or registry id in closed types).</summary>
public sealed record TagType(int TypeIndex) : ExternType
{
    /// <inheritdoc/>
    public override ExternKind Kind => ExternKind.Tag;
}
