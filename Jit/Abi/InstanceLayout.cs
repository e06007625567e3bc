using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.Jit.Abi;

/// <summary>
/// Where things stand in an instance's native block, the same for all instances of a module. All is constant once the instance is
/// made, except the values of its own globals.
/// </summary>
internal sealed class InstanceLayout
{
    /// <summary>Offset of the address of the store's main context (64 bits).</summary>
    public const int StoreOffset = 0;

    /// <summary>Offset of the instance's number in the store (32 bits).</summary>
    public const int NumberOffset = 8;

    /// <summary>Offset of the module's number in the process (32 bits).</summary>
    public const int ModuleOffset = 12;

    private const int HeaderBytes = 16;

    private readonly int _memories;
    private readonly int _tables;
    private readonly int _functions;
    private readonly int _importedGlobals;
    private readonly int _globals;

    /// <summary>The layout of a module's instances.</summary>
    public InstanceLayout(ValidatedModule module)
    {
        ModuleDefinition definition = module.Definition;
        ImportedFunctions = definition.CountImports(ExternKind.Function);
        ImportedGlobals = definition.CountImports(ExternKind.Global);
        _memories = HeaderBytes;
        _tables = _memories + (16 * module.Memories.Length);
        _functions = _tables + (8 * module.Tables.Length);
        _importedGlobals = _functions + (8 * ImportedFunctions);
        _globals = (_importedGlobals + (8 * ImportedGlobals) + 15) & ~15;
        Size = _globals + (16 * (module.Globals.Length - ImportedGlobals));
    }

    /// <summary>Bytes of an instance.</summary>
    public int Size { get; }

    /// <summary>Number of imported functions.</summary>
    public int ImportedFunctions { get; }

    /// <summary>Number of imported globals.</summary>
    public int ImportedGlobals { get; }

    /// <summary>Offset of the base of a memory (64 bits), a copy of its descriptor's.</summary>
    public int MemoryBase(int memory) => _memories + (16 * memory);

    /// <summary>Offset of the address of a memory's <see cref="MemoryDescriptor"/>.</summary>
    public int Memory(int memory) => _memories + (16 * memory) + 8;

    /// <summary>Offset of the address of a table's <see cref="TableDescriptor"/>.</summary>
    public int Table(int table) => _tables + (8 * table);

    /// <summary>Offset of an imported function's reference.</summary>
    public int Function(int function) => _functions + (8 * function);

    /// <summary>Offset of an imported global's address: of a cell of 16 bytes.</summary>
    public int ImportedGlobal(int global) => _importedGlobals + (8 * global);

    /// <summary>Offset of an own global's cell of 16 bytes.</summary>
    /// <param name="global">Global index, imports included.</param>
    public int Global(int global) => _globals + (16 * (global - ImportedGlobals));
}
