using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Mutate.Equivalent;

/// <summary>Rewrites of control flow, locals and calls, for values of any type and for statements.</summary>
internal static class ShapeRewrites
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<Rewrite> All { get; } =
    [
        new("in-a-block", 12, [], site => Wrap(site, Op.Block)),
        new("in-a-loop", 12, [], site => Wrap(site, Op.Loop)),
        new("in-a-try", 8, [], InTry),
        new("statement-in-a-block", 8, [], site => Wrap(site, Op.Block), OfStatements: true),
        new("statement-in-a-loop", 10, [], site => Wrap(site, Op.Loop), OfStatements: true),
        new("statement-in-an-if", 10, [], InIf, OfStatements: true),
        new("in-an-if", 12, [], InIf),
        new("selected", 12, [], Selected),
        new("branch-out", 12, [], BranchOut),
        new("dead-code", 12, [], DeadCode),
        new("statement-and-dead-code", 8, [], DeadCode, OfStatements: true),
        new("through-a-local", 15, [], ThroughLocal),
        new("tee-and-drop", 8, [], TeeAndDrop),
        new("dropped-value", 10, [], DroppedValue),
        new("identity-call", 15, [], IdentityCall),
        new("thrown-value", 8, [], Thrown),
        new("counted-loop", 6, [], CountedLoop, OfStatements: true),
    ];

    private static bool Wrap(RewriteSite site, Op op)
    {
        if (!site.Begin(op))
        {
            return false;
        }

        site.Original(1);
        site.Write(Op.End);
        return true;
    }

    private static bool InTry(RewriteSite site)
    {
        if (!site.Begin(Op.TryTable))
        {
            return false;
        }

        site.To.WriteCatches([]);
        site.Original(1);
        site.Write(Op.End);
        return true;
    }

    private static bool InIf(RewriteSite site)
    {
        bool taken = site.Old.IsStatement || site.Source.Chance(128);
        site.I32(taken ? site.Source.Between(1, 9) : 0);
        if (!site.Begin(Op.If))
        {
            return false;
        }

        if (taken)
        {
            site.Original(1);
            if (!site.Old.IsStatement)
            {
                site.Write(Op.Else);
                site.Write(Op.Unreachable);
            }
        }
        else
        {
            site.Write(Op.Unreachable);
            site.Write(Op.Else);
            site.Original(1);
        }

        site.Write(Op.End);
        return true;
    }

    private static bool Selected(RewriteSite site)
    {
        if (site.Type is not { } type)
        {
            return false;
        }

        var other = new InstructionWriter(32);
        (ulong low, ulong high) = type.IsReference ? default : site.Edge(type);
        if (!CodeEditor.TryWriteConstant(other, type, low, high))
        {
            return false;
        }

        bool first = site.Source.Chance(128);
        if (!first)
        {
            site.To.WriteBytes(other.WrittenSpan);
        }

        site.Original();
        if (first)
        {
            site.To.WriteBytes(other.WrittenSpan);
        }

        site.I32(first ? site.Source.Between(1, 9) : 0);
        if (type.IsReference || site.Source.Chance(64))
        {
            site.Write(Op.SelectT);
            site.To.WriteU32(1);
            site.To.WriteValType(type);
        }
        else
        {
            site.Write(Op.Select);
        }

        return true;
    }

    private static bool BranchOut(RewriteSite site)
    {
        if (!site.Begin(Op.Block))
        {
            return false;
        }

        site.Original(1);
        switch (site.Source.Below(4))
        {
            case 0:
                site.To.Write(Op.Br, 0);
                break;
            case 1:
                site.I32(site.Source.Byte());
                site.To.Write(Op.BrTable);
                site.To.WriteU32(2);
                site.To.WriteU32(0);
                site.To.WriteU32(0);
                site.To.WriteU32(0);
                break;
            case 2:
                site.I32(0);
                site.To.Write(Op.BrIf, 0);
                break;
            default:
                site.I32(1);
                site.To.Write(Op.BrIf, 0);
                site.Write(Op.Unreachable);
                break;
        }

        site.Write(Op.End);
        return true;
    }

    private static bool DeadCode(RewriteSite site)
    {
        site.Original();
        site.To.Write(Op.Block);
        site.To.WriteBlockType(BlockType.Empty);
        if (site.Source.Chance(128))
        {
            site.To.Write(Op.Br, 0);
            site.Write(Op.Unreachable);
        }
        else
        {
            site.I32(0);
            site.Write(Op.I32Eqz);
            site.To.Write(Op.BrIf, 0);
            site.Write(Op.Unreachable);
            site.Write(Op.I32Add);
            site.Write(Op.Drop);
        }

        site.Write(Op.End);
        return true;
    }

    private static bool ThroughLocal(RewriteSite site)
    {
        if (site.Type is not { } type)
        {
            return false;
        }

        uint local = site.NewLocal(type);
        site.Original();
        site.To.Write(Op.LocalSet, local);
        site.To.Write(Op.LocalGet, local);
        return true;
    }

    private static bool TeeAndDrop(RewriteSite site)
    {
        if (site.Type is not { } type)
        {
            return false;
        }

        uint local = site.NewLocal(type);
        site.Original();
        site.To.Write(Op.LocalTee, local);
        if (site.Source.Chance(128))
        {
            site.Write(Op.Drop);
            site.To.Write(Op.LocalGet, local);
        }
        else
        {
            site.To.Write(Op.LocalGet, local);
            site.Write(Op.Drop);
        }

        return true;
    }

    private static bool DroppedValue(RewriteSite site)
    {
        ReadOnlySpan<ValType> types = [ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128];
        ValType type = types[site.Source.Below(types.Length)];
        bool before = site.Source.Chance(128);
        if (!before)
        {
            site.Original();
        }

        (ulong low, ulong high) = site.Edge(type);
        CodeEditor.TryWriteConstant(site.To, type, low, high);
        if (before)
        {
            // The value lies below all that follows, and goes when that is done.
            if (site.Type is not { } own)
            {
                return false;
            }

            uint local = site.NewLocal(own);
            site.Original();
            site.To.Write(Op.LocalSet, local);
            site.Write(Op.Drop);
            site.To.Write(Op.LocalGet, local);
            return true;
        }

        site.Write(Op.Drop);
        return true;
    }

    private static bool IdentityCall(RewriteSite site)
    {
        if (site.Type is not { } type)
        {
            return false;
        }

        ModuleDefinition module = site.Module;
        int index = ModuleCopy.TypeIndex(module, new FunctionType([type], [type]));
        var body = new InstructionWriter(16);
        body.Write(Op.LocalGet, 0);
        if (site.Source.Chance(128))
        {
            body.Write(Op.Return);
        }

        body.Write(Op.End);
        module.Functions.Add(new FunctionDefinition(index, [], new Expression(body.ToArray(), 0), 0));
        site.Original();
        site.To.Write(Op.Call, (uint)(module.CountImports(ExternKind.Function) + module.Functions.Count - 1));
        return true;
    }

    private static bool Thrown(RewriteSite site)
    {
        if (site.Type is not { } type)
        {
            return false;
        }

        ModuleDefinition module = site.Module;
        int index = ModuleCopy.TypeIndex(module, new FunctionType([type], []));
        module.Tags.Add(new TagDefinition(new TagType(index), 0));
        uint tag = (uint)(module.CountImports(ExternKind.Tag) + module.Tags.Count - 1);
        site.Begin(Op.Block);
        site.To.Write(Op.TryTable);
        site.To.WriteBlockType(BlockType.Empty);
        site.To.WriteCatches([new CatchClause(CatchKind.Catch, tag, 0)]);
        site.Original(2);
        site.To.Write(Op.Throw, tag);
        site.Write(Op.End);
        site.Write(Op.Unreachable);
        site.Write(Op.End);
        return true;
    }

    // A loop that decides itself that it runs once.
    private static bool CountedLoop(RewriteSite site)
    {
        uint local = site.NewLocal(ValType.I32);
        site.I32(0);
        site.To.Write(Op.LocalSet, local);
        site.Begin(Op.Loop);
        site.Original(1);
        site.To.Write(Op.LocalGet, local);
        site.I32(1);
        site.Write(Op.I32Add);
        site.To.Write(Op.LocalTee, local);
        site.I32(1);
        site.Write(Op.I32LtU);
        site.To.Write(Op.BrIf, 0);
        site.Write(Op.End);
        return true;
    }
}
