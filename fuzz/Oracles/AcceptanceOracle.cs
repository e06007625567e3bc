using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Runtime.Embedding;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// A module that is valid compiles on every engine, whole; one that is refused is refused by every engine, with the same words.
/// </summary>
/// <param name="engines">The engines.</param>
/// <param name="options">What they are made with; null: as for execution.</param>
public sealed class AcceptanceOracle(IReadOnlyList<EngineUnderTest> engines, EngineOptions? options = null) : IModuleOracle
{
    private readonly EngineOptions _options = options ?? new ExecutionOptions().EngineOptions;

    /// <inheritdoc/>
    public string Name => "acceptance";

    /// <inheritdoc/>
    public Verdict Check(ReadOnlyMemory<byte> bytes)
    {
        string? first = null;
        foreach (EngineUnderTest item in engines)
        {
            string verdict;
            try
            {
                var module = Module.FromBytes(item.Get(_options, 1), bytes);
                module.Compiled.CompileFunctions(1);
                (module.Compiled as IDisposable)?.Dispose();
                verdict = "valid";
            }
            catch (ModuleException error)
            {
                verdict = $"{error.GetType().Name}: {error.Message} at 0x{error.Offset:x}";
            }
#pragma warning disable CA1031 // Whatever else an engine throws is what is looked for.
            catch (Exception error)
#pragma warning restore CA1031
            {
                return new Flaw(Name, $"{item.Name} cannot compile: {error.GetType().Name}", error.ToString());
            }

            first ??= verdict;
            if (verdict != first)
            {
                return new Flaw(Name, "engines differ", $"{engines[0].Name}: {first}; {item.Name}: {verdict}");
            }
        }

        return Agrees(bytes, first == "valid") ?? (Verdict)Verdict.Same;
    }

    // All that is decoded with the scan of bodies, and validated then, has the same verdict.
    private Flaw? Agrees(ReadOnlyMemory<byte> bytes, bool valid)
    {
        try
        {
            ModuleDefinition module = ModuleDecoder.Decode(bytes);
            engines[0].Get(_options, 1).Validate(module);
            return valid ? null : new Flaw(Name, "refused only when compiled", "");
        }
        catch (ModuleException error)
        {
            return valid ? new Flaw(Name, "accepted only when compiled", error.Message) : null;
        }
    }
}
