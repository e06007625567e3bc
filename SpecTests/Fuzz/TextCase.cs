using System.Collections.Immutable;
using System.Text;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;
using Wasm.Text;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Cases from modules in the text format, each of whose exported functions is called once, without arguments.</summary>
internal static class TextCase
{
    /// <summary>A case; the host has <c>log</c> (i32, anyref) → (), <c>again</c>, which calls <c>m0.inner</c>, and <c>throw</c>, which throws <c>m0.tag</c>.</summary>
    public static GeneratedCase Of(params string[] modules)
    {
        var made = ImmutableArray.CreateBuilder<CaseModule>();
        var calls = ImmutableArray.CreateBuilder<CaseCall>();
        foreach (string text in modules)
        {
            byte[] binary = ModuleParser.Parse(new SourceText("case", Encoding.UTF8.GetBytes(text)), FeatureSet.Wasm3, keepIdentifiers: false).Encode();
            ModuleDefinition definition = ModuleDecoder.Decode(binary, FeatureSet.Wasm3, new DecodeOptions());
            foreach (Export export in definition.Exports)
            {
                if (export.Kind == ExternKind.Function)
                {
                    calls.Add(new CaseCall(made.Count, export.Name, []));
                }
            }

            made.Add(new CaseModule($"m{made.Count}", definition));
        }

        return new GeneratedCase
        {
            Modules = made.ToImmutable(),
            HostFunctions =
            [
                new HostFunctionPlan("log", new FunctionType([ValType.I32, ValType.AnyRef], []), HostBehavior.Return, [], null, 0, null, []),
                new HostFunctionPlan("again", new FunctionType([], []), HostBehavior.ReenterAndPassOn, [], new CaseCall(0, "inner", []), 0, null, []),
                new HostFunctionPlan("throw", new FunctionType([], []), HostBehavior.Throw, [], null, 0, "tag", [CaseValue.OfBits(ValType.I32, 5)]),
            ],
            Calls = calls.ToImmutable(),
            Swarm = new Swarm(FeatureSet.Wasm3, Style.None),
            BytesUsed = 0,
        };
    }
}
