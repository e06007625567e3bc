using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Interpreter;
using Wasm.Jit.Frontend;
using Wasm.Jit.Ir;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.SpecTests.Interpreter;
using Wasm.SpecTests.Jit.Ir;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;
using Value = Wasm.Runtime.Embedding.Value;

namespace Wasm.SpecTests.Jit.Frontend;

/// <summary>
/// The SSA form means what the stack form means: random functions of scalar code and structured control give the results, traps,
/// globals and fuel that the reference engine gives.
/// </summary>
[TestFixture]
public sealed class RandomFunctionTests
{
    private const int ProgramsPerCase = 100;
    private const ulong InstanceAddress = 0x10000;

    [Test]
    public void Random_functions_mean_the_same([Range(0, 19)] int part)
    {
        var engine = new ReferenceEngine(new EngineOptions { CanonicalizeNaNs = true, ConsumeFuel = true });
        var translator = new FunctionTranslator();
        var function = new IrFunction();
        var verifier = new IrVerifier();
        for (int seed = part * ProgramsPerCase; seed < (part + 1) * ProgramsPerCase; seed++)
        {
            var program = new RandomProgram(seed + 1_000_000);
            ValidatedModule validated = program.Module.Validate(new ValidationOptions { FuelSegments = true });
            var environment = new ModuleEnvironment(validated);
            var options = new FrontendOptions
            {
                CanonicalizeNaNs = true,
                Fuel = true,
                Interruptible = (seed & 1) != 0,
                CountDepth = (seed & 2) != 0,
            };
            translator.Translate(environment, 0, options, function);
            verifier.Check(function, $"seed {seed}");
            Module module = Module.FromDefinition(engine, program.Module.Definition);
            for (int call = 0; call < 4; call++)
            {
                Compare(program, environment, function, module, engine, call == 3 ? seed % 60 : 100_000, $"seed {seed}, call {call}");
            }
        }
    }

    private static void Compare(
        RandomProgram program, ModuleEnvironment environment, IrFunction function, Module module, ReferenceEngine engine, long fuel, string which)
    {
        ulong[] arguments = [.. program.Parameters.Select(program.Interesting)];
        var store = new Store(engine) { Fuel = fuel };
        Instance instance = new Linker(engine).Instantiate(store, module);
        var expected = new Value[program.Results.Length];
        Outcome outcome = instance.GetFunction("run")!.Call([.. program.Parameters.Zip(arguments, Make)], expected);

        var memory = new IrAddressSpace();
        memory.Map(InstanceAddress, new byte[environment.Layout.Size]);
        var interpreter = new IrInterpreter { Memory = memory, Fuel = fuel };
        V128[]? results = interpreter.Run(
            function, [.. arguments.Prepend(InstanceAddress).Select(bits => Vector128.CreateScalar(bits).AsByte())]);
        if (outcome.Kind == OutcomeKind.Return)
        {
            Assert.That(results?.Select(Low), Is.EqualTo(expected.Select(value => value.Low)), () => $"{which}\n{IrPrinter.Print(function)}");
        }
        else
        {
            Assert.That(interpreter.Outcome, Does.StartWith($"trapped: {outcome.Trap!.Code} at "), () => $"{which}\n{IrPrinter.Print(function)}");
        }

        Assert.That(interpreter.Fuel, Is.EqualTo(store.Fuel), which);
        for (int i = 0; i < RandomProgram.GlobalCount; i++)
        {
            Assert.That(
                Low(memory.Read(InstanceAddress + (ulong)environment.Layout.Global(i), 8)),
                Is.EqualTo(instance.GetGlobal($"g{i}")!.Value.Low),
                $"{which}, global {i}");
        }
    }

    private static ulong Low(V128 value) => value.AsUInt64().ToScalar();

    private static Value Make(ValType type, ulong bits) => type.Code switch
    {
        0x7F => Value.FromI32((int)bits),
        0x7E => Value.FromI64((long)bits),
        0x7D => Value.FromF32Bits((uint)bits),
        _ => Value.FromF64Bits(bits),
    };
}
