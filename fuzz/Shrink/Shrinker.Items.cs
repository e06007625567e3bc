using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Shrink;

public sealed partial class Shrinker
{
    private bool RemoveCalls() =>
        RemoveChunks(_best.Calls.Length, (start, length) => Try(Edits.With(_best, _best.Modules, _best.Calls.RemoveRange(start, length))));

    private bool RemoveModules()
    {
        bool isSmaller = false;
        for (int i = _best.Modules.Length - 1; i >= 0 && _best.Modules.Length > 1; i--)
        {
            isSmaller |= Edits.WithoutModule(_best, i) is { } candidate && Try(candidate);
        }

        return isSmaller;
    }

    // Bodies that only give the smallest results, or fail at once.
    private bool EmptyBodies()
    {
        bool isSmaller = false;
        for (int i = 0; i < _best.Modules.Length; i++)
        {
            for (int j = _best.Modules[i].Definition.Functions.Count - 1; j >= 0; j--)
            {
                isSmaller |= TryEmptyBody(i, j);
            }
        }

        return isSmaller;
    }

    private bool TryEmptyBody(int index, int function)
    {
        ModuleDefinition module = _best.Modules[index].Definition;
        FunctionDefinition old = module.Functions[function];
        var code = new List<CodeItem>();
        foreach (ValType type in ((FunctionType)module.Types[old.TypeIndex].Composite).Results)
        {
            code.Add(Edits.Smallest(type) ?? CodeItem.Of(Op.Unreachable));
        }

        code.Add(CodeItem.Of(Op.End));
        Expression body = CodeItem.Write(code);
        if (body.Code.Length >= old.Body.Code.Length)
        {
            return false;
        }

        ModuleDefinition copy = Edits.Copy(module);
        copy.Functions[function] = old with { Body = body, Locals = [] };
        return TryModule(index, copy);
    }

    // Exports, segments, the start function, unused host functions, then what nothing needs any more.
    private bool RemoveItems()
    {
        bool isSmaller = false;
        for (int i = _best.Modules.Length - 1; i >= 0; i--)
        {
            int index = i;
            isSmaller |= TrySweep(index);
            isSmaller |= RemoveChunks(Module(index).Exports.Count, (start, length) => TryWithoutExports(index, start, length));
            isSmaller |= RemoveChunks(Module(index).Elements.Count, (start, length) => TryEdit(index, copy => RemoveElements(copy, start, length)));
            isSmaller |= RemoveChunks(Module(index).Data.Count, (start, length) => TryEdit(index, copy => RemoveData(copy, start, length)));
            isSmaller |= Module(index).Start is not null && TryEdit(index, copy => copy.Start = null);
            isSmaller |= RemoveChunks(Module(index).CustomSections.Count, (start, length) => TryEdit(index, copy => copy.CustomSections.RemoveRange(start, length)));
            isSmaller |= TrySweep(index);
        }

        return isSmaller | RemoveChunks(
            _best.HostFunctions.Length, (start, length) => Try(Edits.WithHosts(_best, _best.HostFunctions.RemoveRange(start, length))));
    }

    private ModuleDefinition Module(int index) => _best.Modules[index].Definition;

    private bool TryEdit(int index, Action<ModuleDefinition> edit)
    {
        ModuleDefinition copy = Edits.Copy(Module(index));
        edit(copy);
        return TryModule(index, copy);
    }

    private bool TrySweep(int index)
    {
        // Segments that only declare functions are in the way, but may be what makes a reference valid; and functions that nobody
        // calls may be what it is about.
        return TrySwept(index, keepsPassive: false, keepsGroups: false) || TrySwept(index, keepsPassive: false, keepsGroups: true)
            || TrySwept(index, keepsPassive: true, keepsGroups: true) || TrySwept(index, keepsPassive: false, keepsGroups: true, keepsCode: true);
    }

    private bool TrySwept(int index, bool keepsPassive, bool keepsGroups, bool keepsCode = false)
    {
        ModuleDefinition swept = ModuleSweeper.Sweep(Module(index), keepsPassive, keepsGroups, keepsCode);
        return Core.Binary.ModuleEncoder.Encode(swept).Length < _best.Modules[index].Encode().Length && TryModule(index, swept);
    }

    // Types without supertypes, groups of one without rec, structs with fewer fields, arrays of bytes.
    private bool SimplifyTypes()
    {
        bool isSmaller = false;
        for (int i = 0; i < _best.Modules.Length; i++)
        {
            for (int j = Module(i).Types.Count - 1; j >= 0; j--)
            {
                while (SimplifyType(i, j))
                {
                    isSmaller = true;
                }
            }

            for (int j = 0; j < Module(i).RecursionGroups.Count; j++)
            {
                int group = j;
                isSmaller |= Module(i).RecursionGroups[j] is { Count: 1, IsExplicit: true }
                    && TryEdit(i, copy => copy.RecursionGroups[group] = copy.RecursionGroups[group] with { IsExplicit = false });
            }
        }

        return isSmaller;
    }

    private bool SimplifyType(int index, int type)
    {
        SubType old = Module(index).Types[type];
        if (!old.Supertypes.IsEmpty && TryType(index, type, old with { Supertypes = [] }))
        {
            return true;
        }

        if (!old.IsFinal && TryType(index, type, old with { IsFinal = true }))
        {
            return true;
        }

        switch (old.Composite)
        {
            case StructType @struct:
                for (int i = @struct.Fields.Length - 1; i >= 0; i--)
                {
                    if (TryType(index, type, old with { Composite = new StructType(@struct.Fields.RemoveAt(i)) }))
                    {
                        return true;
                    }
                }

                return false;
            case ArrayType { Element.Storage.IsPacked: false }:
                return TryType(index, type, old with { Composite = new ArrayType(new FieldType(StorageType.I8, true)) });
            default:
                return false;
        }
    }

    private bool TryType(int index, int type, SubType changed) => TryEdit(index, copy => copy.Types[type] = changed);

    // Arguments that are exported functions are told by the position of the export, so they hold on to it.
    private bool TryWithoutExports(int index, int start, int length)
    {
        ModuleDefinition copy = Edits.Copy(Module(index));
        copy.Exports.RemoveRange(start, length);
        bool isMentioned = _best.Calls.Any(call => call.Arguments.Any(argument =>
            argument.Kind == CaseValueKind.Function && argument.Low == (ulong)index && argument.High >= (ulong)start));
        return !isMentioned && TryModule(index, copy);
    }

    // Emptied where they stand, since code may name them; then the last ones, or those that nothing names, can go.
    private static void RemoveElements(ModuleDefinition module, int start, int length)
    {
        if (start + length == module.Elements.Count)
        {
            module.Elements.RemoveRange(start, length);
            return;
        }

        for (int i = start; i < start + length; i++)
        {
            ElementSegment segment = module.Elements[i];
            bool hasExpressions = segment.Functions.IsDefault;
            module.Elements[i] = segment with
            {
                Mode = SegmentMode.Passive,
                TableOffset = null,
                Functions = hasExpressions ? default : [],
                Expressions = hasExpressions ? [] : default,
                Flags = hasExpressions ? (byte)5 : (byte)1,
            };
        }
    }

    private static void RemoveData(ModuleDefinition module, int start, int length)
    {
        if (start + length == module.Data.Count)
        {
            module.Data.RemoveRange(start, length);
            module.HasDataCount &= module.Data.Count > 0;
            return;
        }

        for (int i = start; i < start + length; i++)
        {
            module.Data[i] = new DataSegment(SegmentMode.Passive, 0, null, ReadOnlyMemory<byte>.Empty, 1, 0);
        }
    }

    // Parameters that are not used, of functions that only the case calls, and results at the end.
    private bool SimplifySignatures()
    {
        bool isSmaller = false;
        for (int i = 0; i < _best.Modules.Length; i++)
        {
            for (int j = 0; j < Module(i).Functions.Count; j++)
            {
                int parameters = TypeOf(i, j).Parameters.Length;
                for (int k = parameters - 1; k >= 0; k--)
                {
                    isSmaller |= TryWithoutParameter(i, j, k);
                }

                while (TypeOf(i, j).Results.Length > 0 && TryWithoutResult(i, j))
                {
                    isSmaller = true;
                }
            }
        }

        return isSmaller;
    }

    private FunctionType TypeOf(int index, int function)
    {
        ModuleDefinition module = Module(index);
        return (FunctionType)module.Types[module.Functions[function].TypeIndex].Composite;
    }

    private bool TryWithoutParameter(int index, int function, int parameter)
    {
        List<CodeItem> code = CodeItem.Read(Module(index).Functions[function].Body);
        if (!LocalRenumbering.TryRemove(code, parameter))
        {
            return false;
        }

        FunctionType type = TypeOf(index, function);
        ModuleDefinition copy = WithSignature(index, function, type with { Parameters = type.Parameters.RemoveAt(parameter) }, code);
        var names = copy.Exports.Where(export => export.Kind == ExternKind.Function && export.Index == function + copy.CountImports(ExternKind.Function)).Select(export => export.Name).ToHashSet();
        ImmutableArray<CaseCall> calls = [.. _best.Calls.Select(call =>
            call.Module == index && names.Contains(call.Export) ? call with { Arguments = call.Arguments.RemoveAt(parameter) } : call)];
        return Try(Edits.With(_best, _best.Modules.SetItem(index, _best.Modules[index] with { Definition = copy }), calls));
    }

    private bool TryWithoutResult(int index, int function)
    {
        List<CodeItem> code = CodeItem.Read(Module(index).Functions[function].Body);
        code.Insert(code.Count - 1, CodeItem.Of(Op.Drop));
        FunctionType type = TypeOf(index, function);
        return TryModule(index, WithSignature(index, function, type with { Results = type.Results.RemoveAt(type.Results.Length - 1) }, code));
    }

    private ModuleDefinition WithSignature(int index, int function, FunctionType type, List<CodeItem> code)
    {
        ModuleDefinition copy = Edits.WithBody(Module(index), function, code);
        copy.RecursionGroups.Add(new RecursionGroup(copy.Types.Count, 1, false, 0));
        copy.Types.Add(new SubType(true, [], type, 0));
        copy.Functions[function] = copy.Functions[function] with { TypeIndex = copy.Types.Count - 1 };
        return copy;
    }

    // Zeros and nulls as arguments.
    private bool SimplifyArguments()
    {
        bool isSmaller = false;
        for (int i = 0; i < _best.Calls.Length; i++)
        {
            for (int j = 0; j < _best.Calls[i].Arguments.Length; j++)
            {
                CaseCall call = _best.Calls[i];
                CaseValue value = call.Arguments[j];
                CaseValue simple = value.Kind == CaseValueKind.Bits ? CaseValue.OfBits(value.Type, 0)
                    : value.Type.IsNullable ? CaseValue.NullOf(value.Type) : value;
                if (simple != value)
                {
                    isSmaller |= Try(Edits.With(_best, _best.Modules, _best.Calls.SetItem(i, call with { Arguments = call.Arguments.SetItem(j, simple) })));
                }
            }
        }

        return isSmaller;
    }
}
