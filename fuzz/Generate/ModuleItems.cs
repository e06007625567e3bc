using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>A function of a module under construction.</summary>
/// <param name="TypeIndex">Its type's index in the module.</param>
/// <param name="Type">Its type.</param>
internal sealed record FunctionItem(int TypeIndex, FunctionType Type)
{
    /// <summary>Whether it is an import.</summary>
    public bool IsImported { get; init; }

    /// <summary>About how many instructions its body has.</summary>
    public int Budget { get; init; }

    /// <summary>Whether it neither calls nor loops, so that it needs no counter to end.</summary>
    public bool IsStraight { get; init; }

    /// <summary>Whether it may not trap or throw: the start function.</summary>
    public bool IsSafe { get; init; }

    /// <summary>Whether something outside function bodies mentions it, which is what allows <c>ref.func</c>.</summary>
    public bool IsDeclared { get; set; }

    /// <summary>Whether a body takes a reference to it.</summary>
    public bool IsReferenced { get; set; }
}

/// <summary>A table of a module under construction.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Known">By index: the function that an active segment puts there, or -1.</param>
internal sealed record TableItem(TableType Type, int[] Known);

/// <summary>A memory of a module under construction.</summary>
/// <param name="Type">Its type.</param>
internal sealed record MemoryItem(MemoryType Type);

/// <summary>A global of a module under construction.</summary>
/// <param name="Type">Its type.</param>
/// <param name="IsImported">Whether it is an import.</param>
/// <param name="IsReserved">Whether generated code may not write it.</param>
internal sealed record GlobalItem(GlobalType Type, bool IsImported, bool IsReserved);

/// <summary>A tag of a module under construction.</summary>
/// <param name="TypeIndex">Its type's index.</param>
/// <param name="Type">Its type.</param>
internal sealed record TagItem(int TypeIndex, FunctionType Type);

/// <summary>An element segment of a module under construction.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Count">How many.</param>
/// <param name="Mode">How it is used.</param>
internal sealed record ElementItem(ValType Type, int Count, SegmentMode Mode);

/// <summary>A data segment of a module under construction.</summary>
/// <param name="Length">How many bytes.</param>
/// <param name="Mode">How it is used.</param>
internal sealed record DataItem(int Length, SegmentMode Mode);
