using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Mutate;

/// <summary>
/// Puts code of one function into another, possibly of another module: indices become those of items of the same type, locals
/// become locals of the same type or new ones.
/// </summary>
internal sealed class Transplant
{
    private readonly ChangePlace _place;
    private readonly BodyMap _donor;
    private readonly BodyMap _target;
    private readonly ModuleDefinition _module;
    private readonly bool _isForeign;
    private readonly Dictionary<uint, uint> _locals = [];
    private readonly List<ValType> _types;
    private FunctionDefinition _function;

    /// <param name="place">The module that is changed.</param>
    /// <param name="donor">Where the code is.</param>
    /// <param name="target">Where it goes.</param>
    public Transplant(ChangePlace place, BodyMap donor, BodyMap target)
    {
        _place = place;
        _donor = donor;
        _target = target;
        _module = ModuleCopy.Of(place.Module);
        _isForeign = !ReferenceEquals(donor.Module.Definition, place.Module);
        _types = [.. target.Locals];
        _function = target.Function;
    }

    /// <summary>Replaces a part of the target.</summary>
    /// <returns>The module; null if the code needs something that the target has not.</returns>
    public ModuleDefinition? Put(CodeRange range, int start, int end)
    {
        if (CodeEditor.Escapes(_donor.Code, range.Start, range.End))
        {
            return null;
        }

        var writer = new InstructionWriter();
        if (!CodeEditor.Copy(writer, _donor.Code, range.Start, range.End, 0, Adapt))
        {
            return null;
        }

        byte[] code = CodeEditor.Replace(_target.Code, start, end, writer.WrittenSpan);
        return _place.With(_module, _target.Number, CodeEditor.With(_function, code));
    }

    private bool Adapt(ref Instruction instruction)
    {
        Immediate immediate = InstructionTable.Get(instruction.Op).Immediate;
        if (immediate == Immediate.Local)
        {
            return AdaptLocal(ref instruction);
        }

        if (!_isForeign)
        {
            return true;
        }

        switch (immediate)
        {
            case Immediate.None or Immediate.Label or Immediate.LabelTable or Immediate.Lane or Immediate.Shuffle
                or Immediate.I32 or Immediate.I64 or Immediate.F32 or Immediate.F64 or Immediate.V128:
                return true;
            case Immediate.Block or Immediate.TryTable:
                return AdaptBlock(ref instruction);
            case Immediate.Global:
                GlobalType global = _donor.Module.Globals[(int)instruction.Index];
                return Find(_target.Module.Globals, type => type == global && IsAbstract(type.Value), ref instruction.Index);
            case Immediate.Memory or Immediate.MemArg or Immediate.MemArgLane:
                return FindMemory(ref instruction.Index);
            case Immediate.MemoryMemory:
                return FindMemory(ref instruction.Index) && FindMemory(ref instruction.Index2);
            case Immediate.Table:
                return FindTable(ref instruction.Index);
            case Immediate.TableTable:
                return FindTable(ref instruction.Index) && FindTable(ref instruction.Index2);
            case Immediate.Function:
                FunctionType function = _donor.Module.Functions[(int)instruction.Index].Function;
                return IsAbstract(function)
                    && Find(_target.Module.Functions, type => type.Function.Equals(function), ref instruction.Index);
            case Immediate.CallIndirect:
                return FindTable(ref instruction.Index2) && FindFunctionType(ref instruction.Index);
            case Immediate.Data:
                return FindAny(_module.Data.Count, ref instruction.Index);
            case Immediate.DataMemory:
                return FindAny(_module.Data.Count, ref instruction.Index) && FindMemory(ref instruction.Index2);
            case Immediate.HeapType:
                return IsAbstract(instruction.Type);
            case Immediate.CastBranch:
                return IsAbstract(instruction.Type) && IsAbstract(instruction.SourceType);
            default:
                return false;
        }
    }

    private bool AdaptLocal(ref Instruction instruction)
    {
        if (_locals.TryGetValue(instruction.Index, out uint known))
        {
            instruction.Index = known;
            return true;
        }

        if (instruction.Index >= (uint)_donor.Locals.Count)
        {
            return false;
        }

        ValType type = _donor.Locals[(int)instruction.Index];
        if (!type.IsDefaultable || (_isForeign && !IsAbstract(type)))
        {
            return false;
        }

        uint index = (uint)_types.Count;
        if (_place.Source.Chance(64) || !Find(_types, candidate => candidate == type, ref index))
        {
            index = (uint)_types.Count;
            _types.Add(type);
            _function = ModuleCopy.AddLocal(_function, type);
        }

        _locals.Add(instruction.Index, index);
        instruction.Index = index;
        return true;
    }

    private bool AdaptBlock(ref Instruction instruction)
    {
        if (!instruction.Block.IsIndex)
        {
            return IsAbstract(instruction.Block.Result);
        }

        uint index = (uint)instruction.Block.TypeIndex;
        bool found = FindFunctionType(ref index);
        instruction.Block = BlockType.OfType((int)index);
        return found;
    }

    private bool FindFunctionType(ref uint index)
    {
        FunctionType type = _donor.Module.Types[(int)index].Function;
        if (!IsAbstract(type))
        {
            return false;
        }

        index = (uint)ModuleCopy.TypeIndex(_module, type);
        return true;
    }

    private bool FindMemory(ref uint index)
    {
        bool is64 = _donor.Module.Memories[(int)index].Is64;
        return Find(_target.Module.Memories, memory => memory.Is64 == is64, ref index);
    }

    private bool FindTable(ref uint index)
    {
        TableType type = _donor.Module.Tables[(int)index];
        return IsAbstract(type.Element)
            && Find(_target.Module.Tables, table => table.Is64 == type.Is64 && table.Element == type.Element, ref index);
    }

    private bool FindAny(int count, ref uint index)
    {
        index = (uint)_place.Source.Below(count);
        return count > 0 && (_module.HasDataCount = true);
    }

    // One of those that will do.
    private bool Find<T>(IReadOnlyList<T> list, Func<T, bool> test, ref uint index)
    {
        int count = list.Count(test);
        if (count == 0)
        {
            return false;
        }

        int wanted = _place.Source.Below(Math.Min(count, 256));
        for (int i = 0; i < list.Count; i++)
        {
            if (test(list[i]) && wanted-- == 0)
            {
                index = (uint)i;
                break;
            }
        }

        return true;
    }

    private static bool IsAbstract(ValType type) => !type.IsReference || !type.HeapType.IsConcrete;

    private static bool IsAbstract(FunctionType type) => type.Parameters.All(IsAbstract) && type.Results.All(IsAbstract);
}
