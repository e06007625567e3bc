using System.Runtime.InteropServices;

namespace Wasm.Jit.Abi;

/// <summary>A function as generated code sees it; its address is the function reference. Native memory of the store, never moves.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FuncRef
{
    /// <summary>Bytes.</summary>
    public const int Size = 32;

    /// <summary>Offset of <see cref="Code"/>.</summary>
    public const int CodeOffset = 0;

    /// <summary>Offset of <see cref="Instance"/>.</summary>
    public const int InstanceOffset = 8;

    /// <summary>Offset of <see cref="TypeId"/>.</summary>
    public const int TypeOffset = 16;

    /// <summary>Offset of <see cref="Index"/>.</summary>
    public const int IndexOffset = 24;

    /// <summary>Code address: at first a stub that compiles.</summary>
    public ulong Code;

    /// <summary>The callee's instance, or the host function's own record.</summary>
    public ulong Instance;

    /// <summary>Id of its type in the engine's registry.</summary>
    public uint TypeId;

    /// <summary>Position of the host's <c>Function</c> in the store's list.</summary>
    public int Handle;

    /// <summary>Function index in its module; -1 for functions of the host.</summary>
    public long Index;
}

/// <summary>A memory as generated code sees it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MemoryDescriptor
{
    /// <summary>Offset of <see cref="Base"/>.</summary>
    public const int BaseOffset = 0;

    /// <summary>Offset of <see cref="Length"/>.</summary>
    public const int LengthOffset = 8;

    /// <summary>Address of its first byte. Never changes.</summary>
    public ulong Base;

    /// <summary>Length in bytes.</summary>
    public ulong Length;
}

/// <summary>A table as generated code sees it. Elements have 8 bytes: a function reference, or a reference zero-extended.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TableDescriptor
{
    /// <summary>Offset of <see cref="Base"/>.</summary>
    public const int BaseOffset = 0;

    /// <summary>Offset of <see cref="Length"/>.</summary>
    public const int LengthOffset = 8;

    /// <summary>Offset of <see cref="KeptOwner"/>.</summary>
    public const int KeptOwnerOffset = 16;

    /// <summary>Address of its first element. Changes when it grows.</summary>
    public ulong Base;

    /// <summary>Number of elements.</summary>
    public ulong Length;

    /// <summary>
    /// Of functions whose records have this as instance, references may be written to it: others are first told to the helper
    /// <see cref="HelperId.KeepFunction"/>. A global that is a function has the same behind its value.
    /// </summary>
    public ulong KeptOwner;
}

/// <summary>A type as generated code sees it: for tests of subtypes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TypeEntry
{
    /// <summary>Bytes.</summary>
    public const int Size = 16;

    /// <summary>Offset of <see cref="Depth"/>.</summary>
    public const int DepthOffset = 0;

    /// <summary>Offset of <see cref="Display"/>.</summary>
    public const int DisplayOffset = 8;

    /// <summary>Number of its proper supertypes.</summary>
    public uint Depth;

    /// <summary>Not used.</summary>
    public uint Reserved;

    /// <summary>Address of its supertypes' ids (32 bits each) from the root to itself.</summary>
    public ulong Display;
}
