using System.Collections.Immutable;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Mutate.Equivalent;

/// <summary>
/// Rewrites valid modules so that they do the same as before, as bytes decide. What may become different: fuel and stack used, and
/// positions in code. Indices of all that was there stay.
/// </summary>
public static class Rewriter
{
    private const int TriesOfOne = 4;

    /// <summary>All rewrites, as likely as their weights.</summary>
    internal static ImmutableArray<Rewrite> All { get; } = [.. NumberRewrites.All, .. ShapeRewrites.All];

    /// <summary>Rewrites a module.</summary>
    /// <param name="module">The module; it stays as it is.</param>
    /// <param name="decisions">What decides.</param>
    /// <param name="count">How many rewrites.</param>
    /// <returns>The module with the rewrites that were made; none if it is not valid.</returns>
    public static Mutation Apply(ModuleDefinition module, ReadOnlySpan<byte> decisions, int count = 8)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Apply(module, new ByteSource(decisions.ToArray()), count, All);
    }

    /// <summary>Rewrites a module with some of the rewrites.</summary>
    internal static Mutation Apply(ModuleDefinition module, ByteSource source, int count, ImmutableArray<Rewrite> rewrites)
    {
        byte[] weights = [.. rewrites.Select(rewrite => rewrite.Weight)];
        var names = ImmutableArray.CreateBuilder<string>();
        ModuleDefinition current = module;
        for (int i = 0; i < count * TriesOfOne && names.Count < count && !source.IsExhausted && current.Functions.Count > 0; i++)
        {
            BodyMap? map = BodyMap.TryMake(current, source.Below(current.Functions.Count));
            if (map is null)
            {
                break;
            }

            Rewrite rewrite = rewrites[source.Weighted(weights)];
            if (Make(map, rewrite, source) is { } next && BodyMap.IsValid(next))
            {
                current = next;
                names.Add(rewrite.Name);
            }
        }

        return new Mutation(ModuleCopy.Settle(current), names.ToImmutable());
    }

    private static ModuleDefinition? Make(BodyMap map, Rewrite rewrite, ByteSource source)
    {
        List<CodeRange> ranges = rewrite.OfStatements ? map.Statements : map.Expressions;
        List<CodeRange> fitting = [.. ranges.Where(range => rewrite.Types.IsEmpty || rewrite.Types.Contains(range.Type))];
        if (fitting.Count == 0)
        {
            return null;
        }

        CodeRange old = fitting[source.Below(Math.Min(fitting.Count, 1 << 16))];
        ModuleDefinition copy = ModuleCopy.Of(map.Module.Definition);
        var site = new RewriteSite(copy, map, old, source);
        if (!rewrite.Write(site))
        {
            return null;
        }

        byte[] code = CodeEditor.Replace(map.Code, old.Start, old.End, site.To.WrittenSpan);
        copy.Functions[map.Number] = CodeEditor.With(copy.Functions[map.Number], code);
        return copy;
    }
}

/// <summary>A rewrite.</summary>
/// <param name="Name">For statistics.</param>
/// <param name="Weight">How often.</param>
/// <param name="Types">Types of the expressions that it is for; empty: all.</param>
/// <param name="Write">Writes what stands for the expression or statement; false: it cannot.</param>
/// <param name="OfStatements">Whether it is for statements.</param>
internal sealed record Rewrite(string Name, byte Weight, ImmutableArray<ValType> Types, Func<RewriteSite, bool> Write, bool OfStatements = false);
