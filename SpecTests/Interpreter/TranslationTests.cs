using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Interpreter;

/// <summary>
/// The register form means what the stack form means: random functions give the results, traps and globals that executing
/// their instructions one by one gives.
/// </summary>
[TestFixture]
public sealed class TranslationTests
{
    private const int ProgramsPerCase = 150;

    [Test]
    public void Random_functions_mean_the_same([Range(0, 19)] int part, [Values] bool consumeFuel)
    {
        var engine = new ReferenceEngine(new EngineOptions { CanonicalizeNaNs = true, ConsumeFuel = consumeFuel });
        for (int seed = part * ProgramsPerCase; seed < (part + 1) * ProgramsPerCase; seed++)
        {
            var program = new RandomProgram(seed);
            Module module = Module.FromDefinition(engine, program.Module.Definition);
            for (int call = 0; call < 3; call++)
            {
                Compare(program, module, engine, $"seed {seed}, call {call}");
            }
        }
    }

    private static void Compare(RandomProgram program, Module module, ReferenceEngine engine, string which)
    {
        ulong[] arguments = [.. program.Parameters.Select(program.Interesting)];
        var expected = new NaiveExecution(program, arguments);
        ulong[]? results = expected.Run();

        Instance instance = new Linker(engine).Instantiate(new Store(engine), module);
        Function run = instance.GetFunction("run")!;
        var actual = new Value[program.Results.Length];
        Outcome outcome = run.Call([.. program.Parameters.Zip(arguments, Make)], actual);
        if (results is null)
        {
            Assert.That(outcome.Trap?.Code, Is.EqualTo(expected.Trap), which);
        }
        else
        {
            Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Return), which);
            Assert.That(actual.Select(value => value.Low), Is.EqualTo(results), which);
        }

        for (int i = 0; i < RandomProgram.GlobalCount; i++)
        {
            Assert.That(instance.GetGlobal($"g{i}")!.Value.Low, Is.EqualTo(expected.Globals[i]), $"{which}, global {i}");
        }
    }

    private static Value Make(ValType type, ulong bits) => type.Code switch
    {
        0x7F => Value.FromI32((int)bits),
        0x7E => Value.FromI64((long)bits),
        0x7D => Value.FromF32Bits((uint)bits),
        _ => Value.FromF64Bits(bits),
    };
}
