using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.Fuzz.Campaign;

/// <summary>
/// Watches the validator at a module: instructions with types, states of the validator, items of sections, and errors of the
/// decoder and the validator with where they are.
/// </summary>
/// <param name="coverage">Where to add it.</param>
internal sealed class ModuleCoverage(Coverage coverage) : IStackObserver
{
    // A registry remembers all types that it has ever met.
    private const int ModulesOfOneRegistry = 1_000;

    private TypeRegistry _registry = new();
    private int _modules;
    private ModuleDefinition _module = new();
    private TableType[] _tables = [];
    private bool[] _is64 = [];
    private readonly ulong[] _known = new ulong[8192];
    private Op _last;
    private bool _isAfter;

    /// <summary>Decodes and validates a binary.</summary>
    /// <returns>The error, or null.</returns>
    public ModuleException? Add(ReadOnlyMemory<byte> binary)
    {
        ModuleDefinition module;
        try
        {
            module = ModuleDecoder.Decode(binary);
        }
        catch (ModuleException error)
        {
            coverage.Add(CaseFeature.OfError(ErrorClass.Of(error), SectionAt(binary.Span, error.Offset), 0));
            return error;
        }

        return Add(module);
    }

    /// <summary>Validates a module.</summary>
    /// <returns>The error, or null.</returns>
    public ModuleException? Add(ModuleDefinition module)
    {
        if (++_modules % ModulesOfOneRegistry == 0)
        {
            _registry = new TypeRegistry();
        }

        _module = module;
        _isAfter = false;
        _last = Op.Nop;
        FindSpaces();
        ItemFeature.Add(module, coverage);
        try
        {
            ModuleValidator.Validate(module, FeatureSet.Wasm3, _registry, new ValidationOptions { SideTables = false, Observer = this });
            return null;
        }
        catch (ModuleException error)
        {
            coverage.Add(CaseFeature.OfError(ErrorClass.Of(error), SectionAt(module.Binary.Span, error.Offset), (int)_last));
            return error;
        }
    }

    /// <inheritdoc/>
    public void Begin(FunctionDefinition function)
    {
    }

    /// <inheritdoc/>
    public void After(in Instruction instruction, int end, ReadOnlySpan<ValType> stack)
    {
    }

    /// <inheritdoc/>
    public void Before(in InstructionReader reader, in Instruction instruction, in ValidationState state)
    {
        Op op = instruction.Op;
        InstructionInfo info = InstructionTable.Get(op);
        int top = TypeClass.Of(state.Top, index => _registry[index].Composite);
        if (_isAfter && top != TypeClass.None)
        {
            Add(CaseFeature.OfType(_last, TypePlace.Result, top));
        }

        _last = op;
        _isAfter = info.Signature == "*" && op is not (Op.End or Op.Else);
        Add(CaseFeature.OfRow(CaseFeature.Row, op));
        Add(CaseFeature.OfState(op, state.Frame, state.IsPolymorphic, state.Operands == 0));
        if (_isAfter && top != TypeClass.None)
        {
            Add(CaseFeature.OfType(op, TypePlace.Operand, top));
        }

        AddImmediate(info, in reader, in instruction);
    }

    private void AddImmediate(InstructionInfo info, in InstructionReader reader, in Instruction instruction)
    {
        switch (info.Immediate)
        {
            case Immediate.HeapType:
                AddType(info.Op, instruction.Type);
                break;
            case Immediate.CastBranch:
                AddType(info.Op, instruction.Type);
                break;
            case Immediate.ValueTypes when reader.Types.Length == 1:
                AddType(info.Op, reader.Types[0]);
                break;
            case Immediate.Block or Immediate.TryTable when !instruction.Block.IsIndex:
                AddType(info.Op, instruction.Block.Result);
                break;
            case Immediate.MemArg or Immediate.MemArgLane or Immediate.Memory or Immediate.MemoryMemory:
                AddAddress(info.Op, instruction.Index);
                break;
            case Immediate.DataMemory:
                AddAddress(info.Op, instruction.Index2);
                break;
            case Immediate.Table or Immediate.TableTable:
                AddTable(info.Op, instruction.Index);
                break;
            case Immediate.ElementTable or Immediate.CallIndirect:
                AddTable(info.Op, instruction.Index2);
                break;
            case Immediate.Type or Immediate.TypeCount or Immediate.TypeData or Immediate.TypeElement or Immediate.TypeType
                when CompositeOf((int)instruction.Index) is ArrayType array:
                Add(CaseFeature.OfType(info.Op, TypePlace.Immediate, TypeClass.Of(array.Element.Storage, CompositeOf)));
                break;
            case Immediate.TypeField when CompositeOf((int)instruction.Index) is StructType type && instruction.Index2 < type.Fields.Length:
                Add(CaseFeature.OfType(info.Op, TypePlace.Immediate, TypeClass.Of(type.Fields[(int)instruction.Index2].Storage, CompositeOf)));
                break;
        }
    }

    private void AddType(Op op, ValType type)
    {
        int known = TypeClass.Of(type, CompositeOf);
        if (known != TypeClass.None)
        {
            Add(CaseFeature.OfType(op, TypePlace.Immediate, known));
        }
    }

    private void AddAddress(Op op, uint memory)
    {
        if (memory < _is64.Length)
        {
            Add(CaseFeature.OfType(op, TypePlace.Address, AddressClass(_is64[memory])));
        }
    }

    private void AddTable(Op op, uint table)
    {
        if (table < _tables.Length)
        {
            Add(CaseFeature.OfType(op, TypePlace.Address, AddressClass(_tables[table].Is64)));
            AddType(op, _tables[table].Element);
        }
    }

    // Nearly all are known: a look at one place says so.
    private void Add(ulong feature)
    {
        ref ulong known = ref _known[feature * 0x9E3779B97F4A7C15 >> 51];
        if (known != feature)
        {
            known = feature;
            coverage.Add(feature);
        }
    }

    private static int AddressClass(bool is64) => 0x80 - (is64 ? ValType.I64.Code : ValType.I32.Code);

    private CompositeType CompositeOf(int index) => (uint)index < (uint)_module.Types.Count ? _module.Types[index].Composite : FunctionType.Empty;

    private void FindSpaces()
    {
        var tables = new List<TableType>();
        var memories = new List<bool>();
        foreach (Import import in _module.Imports)
        {
            switch (import.Type)
            {
                case TableType table:
                    tables.Add(table);
                    break;
                case MemoryType memory:
                    memories.Add(memory.Is64);
                    break;
            }
        }

        foreach (TableDefinition table in _module.Tables)
        {
            tables.Add(table.Type);
        }

        foreach (MemoryDefinition memory in _module.Memories)
        {
            memories.Add(memory.Type.Is64);
        }

        _tables = [.. tables];
        _is64 = [.. memories];
    }

    // 1 + the id of the section where an offset lies; 0: none.
    private static int SectionAt(ReadOnlySpan<byte> binary, long offset)
    {
        int at = 8;
        while (at < binary.Length && offset >= at)
        {
            int id = binary[at++];
            long size = 0;
            for (int shift = 0; at < binary.Length && shift < 35; shift += 7)
            {
                byte next = binary[at++];
                size |= (long)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    break;
                }
            }

            if (offset < at + size || at + size >= binary.Length)
            {
                return id <= (int)SectionId.Tag ? id + 1 : 0;
            }

            at += (int)size;
        }

        return 0;
    }
}
