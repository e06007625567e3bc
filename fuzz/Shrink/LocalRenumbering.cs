using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Shrink;

/// <summary>Takes locals out of code.</summary>
internal static class LocalRenumbering
{
    /// <summary>Makes room where a local was that the code does not use; false, with nothing changed, if it does.</summary>
    public static bool TryRemove(List<CodeItem> code, int local)
    {
        foreach (CodeItem item in code)
        {
            if (IsLocal(item) && item.Instruction.Index == (uint)local)
            {
                return false;
            }
        }

        for (int i = 0; i < code.Count; i++)
        {
            if (IsLocal(code[i]) && code[i].Instruction.Index > (uint)local)
            {
                Instruction moved = code[i].Instruction;
                moved.Index--;
                code[i] = code[i] with { Instruction = moved };
            }
        }

        return true;
    }

    /// <summary>The function without the declared locals that its code does not use.</summary>
    public static FunctionDefinition Sweep(FunctionDefinition function, int parameters)
    {
        List<CodeItem> code = CodeItem.Read(function.Body);
        var types = new List<ValType>();
        foreach (LocalGroup group in function.Locals)
        {
            for (uint i = 0; i < group.Count; i++)
            {
                types.Add(group.Type);
            }
        }

        bool isChanged = false;
        for (int i = types.Count - 1; i >= 0; i--)
        {
            if (TryRemove(code, parameters + i))
            {
                types.RemoveAt(i);
                isChanged = true;
            }
        }

        return isChanged ? function with { Body = CodeItem.Write(code), Locals = Groups(types) } : function;
    }

    /// <summary>Runs of locals of the same type.</summary>
    public static ImmutableArray<LocalGroup> Groups(List<ValType> types)
    {
        var groups = ImmutableArray.CreateBuilder<LocalGroup>();
        foreach (ValType type in types)
        {
            if (groups.Count > 0 && groups[^1].Type == type)
            {
                groups[^1] = groups[^1] with { Count = groups[^1].Count + 1 };
            }
            else
            {
                groups.Add(new LocalGroup(1, type));
            }
        }

        return groups.DrainToImmutable();
    }

    private static bool IsLocal(CodeItem item) => item.Op is Op.LocalGet or Op.LocalSet or Op.LocalTee;
}
