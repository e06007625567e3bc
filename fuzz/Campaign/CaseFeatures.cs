using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Fuzz.Generate;
using Wasm.Jit.Coverage;

namespace Wasm.Fuzz.Campaign;

/// <summary>
/// Finds what cases and modules have, by watching the validator at them: instructions with types, states of the validator, items
/// of sections, errors of the decoder and the validator with where they are. One thread at a time.
/// </summary>
/// <param name="sink">Is told, each module for itself.</param>
public sealed class CaseFeatures(ICoverageSink sink) : IStackObserver
{
    // A registry remembers all types that it has ever met.
    private const int ModulesOfOneRegistry = 1_000;

    private TypeRegistry _registry = new();
    private int _modules;
    private ModuleDefinition _module = new();
    private TableType[] _tables = [];
    private bool[] _is64 = [];
    private readonly FoundFeatures _found = new();
    private readonly Stack<int> _pending = new();
    private Op _last;
    private bool _isAfter;

    /// <summary>Adds what a case has.</summary>
    public void Add(GeneratedCase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        for (int m = 0; m < item.Modules.Length; m++)
        {
            _found.Clear();
            Validate(item.Modules[m].Definition);
            AddCalled(item, m);
            sink.Add(_found.Members);
        }
    }

    /// <summary>Adds what a module has.</summary>
    /// <returns>Why it is invalid, or null.</returns>
    public ModuleException? Add(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        _found.Clear();
        ModuleException? error = Validate(module);
        sink.Add(_found.Members);
        return error;
    }

    /// <summary>Adds what bytes have that may be a module.</summary>
    /// <returns>Why they are none, or null.</returns>
    public ModuleException? AddBinary(ReadOnlyMemory<byte> binary)
    {
        ModuleDefinition module;
        try
        {
            module = ModuleDecoder.Decode(binary);
        }
        catch (ModuleException error)
        {
            sink.Add([CaseFeature.OfError(ErrorClass.Of(error), SectionAt(binary.Span, error.Offset), 0)]);
            return error;
        }

        return Add(module);
    }

    private ModuleException? Validate(ModuleDefinition module)
    {
        if (++_modules % ModulesOfOneRegistry == 0)
        {
            _registry = new TypeRegistry();
        }

        _module = module;
        _isAfter = false;
        _last = Op.Nop;
        FindSpaces();
        ItemFeature.Add(module, _found);
        try
        {
            ModuleValidator.Validate(module, FeatureSet.Wasm3, _registry, new ValidationOptions { SideTables = false, Observer = this });
            return null;
        }
        catch (ModuleException error)
        {
            Add(CaseFeature.OfError(ErrorClass.Of(error), SectionAt(module.Binary.Span, error.Offset), (int)_last));
            return error;
        }
    }

    void IStackObserver.Begin(FunctionDefinition function)
    {
        _isAfter = false;
        _last = Op.Nop;
    }

    void IStackObserver.After(in Instruction instruction, int end, ReadOnlySpan<ValType> stack)
    {
    }

    void IStackObserver.Before(in InstructionReader reader, in Instruction instruction, in ValidationState state)
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

    private void Add(ulong feature) => _found.Add(feature);

    private void AddCalled(GeneratedCase item, int number)
    {
        ModuleDefinition module = item.Modules[number].Definition;
        int imported = module.CountImports(ExternKind.Function);
        var seen = new bool[module.Functions.Count];
        if (module.Start is { } start)
        {
            Reach(start.FunctionIndex - imported, seen);
        }

        foreach (CaseCall call in item.Calls)
        {
            if (call.Module == number && module.Exports.Find(export => export.Kind == ExternKind.Function && export.Name == call.Export) is { } export)
            {
                Reach(export.Index - imported, seen);
            }
        }

        while (_pending.TryPop(out int index))
        {
            Walk(module, index, imported, seen);
        }
    }

    private void Reach(int function, bool[] seen)
    {
        if (function >= 0 && function < seen.Length && !seen[function])
        {
            seen[function] = true;
            _pending.Push(function);
        }
    }

    private void Walk(ModuleDefinition module, int function, int imported, bool[] seen)
    {
        Expression body = module.Functions[function].Body;
        var reader = new InstructionReader(body.Code.Span, body.Offset);
        Instruction instruction = default;
        while (!reader.AtEnd)
        {
            Op op = reader.Read(ref instruction).Op;
            Add(CaseFeature.OfRow(CaseFeature.Called, op));
            if (op is Op.Call or Op.ReturnCall)
            {
                Reach((int)instruction.Index - imported, seen);
            }
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
