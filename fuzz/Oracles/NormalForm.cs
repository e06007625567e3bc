using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Mutate;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// A module without what a text cannot say and a binary may choose: how long numbers are, whether an index of 0 is written, how
/// locals are grouped, whether functions of a segment are expressions, whether segments are counted first, custom sections.
/// </summary>
internal static class NormalForm
{
    /// <summary>The module's binary in normal form.</summary>
    public static byte[] Of(ModuleDefinition module)
    {
        ModuleDefinition copy = ModuleCopy.Of(module);
        copy.CustomSections.Clear();
        copy.HasDataCount = false;
        for (int i = 0; i < copy.RecursionGroups.Count; i++)
        {
            RecursionGroup group = copy.RecursionGroups[i];
            copy.RecursionGroups[i] = group with { IsExplicit = group.Count != 1 };
        }

        for (int i = 0; i < copy.Functions.Count; i++)
        {
            FunctionDefinition function = copy.Functions[i];
            copy.Functions[i] = function with { Locals = Of(function.Locals), Body = Of(function.Body) };
        }

        for (int i = 0; i < copy.Globals.Count; i++)
        {
            copy.Globals[i] = copy.Globals[i] with { Initializer = Of(copy.Globals[i].Initializer) };
        }

        for (int i = 0; i < copy.Tables.Count; i++)
        {
            copy.Tables[i] = copy.Tables[i] with { Initializer = Of(copy.Tables[i].Initializer) };
        }

        for (int i = 0; i < copy.Elements.Count; i++)
        {
            copy.Elements[i] = Of(copy.Elements[i]);
        }

        for (int i = 0; i < copy.Data.Count; i++)
        {
            DataSegment segment = copy.Data[i];
            byte flags = segment.Mode != SegmentMode.Active ? segment.Flags : (byte)(segment.MemoryIndex == 0 ? 0 : 2);
            copy.Data[i] = segment with { MemoryOffset = Of(segment.MemoryOffset), Flags = flags };
        }

        return ModuleEncoder.Encode(copy);
    }

    private static ElementSegment Of(ElementSegment segment)
    {
        byte flags = segment.Flags;
        if (!segment.Expressions.IsDefault && segment.Type == ValType.Ref(HeapType.Func, nullable: false) && FunctionsOf(segment.Expressions) is { } functions)
        {
            segment = segment with { Functions = functions, Expressions = default };
            flags &= 3;
        }

        if (segment.Mode == SegmentMode.Active)
        {
            bool isPlain = segment.TableIndex == 0 && (segment.Expressions.IsDefault || segment.Type == ValType.FuncRef);
            flags = (byte)(isPlain ? flags & ~2 : flags | 2);
        }

        return segment with
        {
            TableOffset = Of(segment.TableOffset),
            Expressions = segment.Expressions.IsDefault ? default : [.. segment.Expressions.Select(Of)],
            Flags = flags,
        };
    }

    // Null if one of them is something else than a function.
    private static ImmutableArray<int>? FunctionsOf(ImmutableArray<Expression> expressions)
    {
        var functions = ImmutableArray.CreateBuilder<int>(expressions.Length);
        Instruction instruction = default;
        foreach (Expression expression in expressions)
        {
            var reader = new InstructionReader(expression.Code.Span, expression.Offset);
            if (reader.Read(ref instruction).Op != Op.RefFunc)
            {
                return null;
            }

            functions.Add((int)instruction.Index);
            if (reader.Read(ref instruction).Op != Op.End)
            {
                return null;
            }
        }

        return functions.MoveToImmutable();
    }

    private static ImmutableArray<LocalGroup> Of(ImmutableArray<LocalGroup> locals)
    {
        var groups = new List<LocalGroup>();
        foreach (LocalGroup group in locals)
        {
            if (groups.Count > 0 && groups[^1].Type == group.Type)
            {
                groups[^1] = new LocalGroup(groups[^1].Count + group.Count, group.Type);
            }
            else if (group.Count > 0)
            {
                groups.Add(group);
            }
        }

        return [.. groups];
    }

    private static Expression? Of(Expression? expression) => expression is { } there ? Of(there) : null;

    private static Expression Of(Expression expression)
    {
        var writer = new InstructionWriter(expression.Code.Length);
        CodeEditor.Copy(writer, expression.Code.Span, 0, expression.Code.Length, 0, null);
        return new Expression(writer.ToArray(), expression.Offset);
    }
}
