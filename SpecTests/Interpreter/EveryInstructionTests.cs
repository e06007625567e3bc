using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.SpecTests.Embedding;
using Wasm.SpecTests.Validation;

namespace Wasm.SpecTests.Interpreter;

/// <summary>
/// Every row of the instruction table has semantics: alone in a function, with operands zero or null, it returns, traps
/// or throws as WebAssembly knows it, in every mode of the engine.
/// </summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class EveryInstructionTests(TestEngine engine)
{
    private static readonly EngineOptions Strict =
        new() { CanonicalizeNaNs = true, DeterministicRelaxedSimd = true, ConsumeFuel = true };

    private readonly Dictionary<EngineOptions, Engine> _engines = [];

    private static IEnumerable<InstructionInfo> Rows => InstructionTable.All;

    [TestCaseSource(nameof(Rows))]
    public void Executes(InstructionInfo info)
    {
        SpecialInstruction[] instructions = info.Signature == "*"
            ? [.. SpecialInstruction.All.Where(item => item.Op == info.Op)]
            : [FromSignature(info, 0), .. info.Signature.AsSpan().ContainsAny('a', 't') ? [FromSignature(info, 1)] : Array.Empty<SpecialInstruction>()];
        Assert.That(instructions, Is.Not.Empty, "no test knows how to write this instruction");
        foreach (SpecialInstruction instruction in instructions)
        {
            Run(instruction, new EngineOptions());
            Run(instruction, Strict);
        }
    }

    private void Run(SpecialInstruction instruction, EngineOptions options)
    {
        Engine own = Own(options);
        TestModule module = SpecialInstruction.Surroundings();
        int type = module.Function(instruction.Operands, [.. instruction.Results ?? [ValType.F64]]);
        module.Body(type, writer =>
        {
            for (int i = 0; i < instruction.Operands.Length; i++)
            {
                writer.Write(Op.LocalGet, (uint)i);
            }

            instruction.Write(writer);
        });
        module.Definition.Exports.Add(new Core.Model.Export("run", ExternKind.Function, 1, 0));
        using var store = new Store(own);
        var imported = new FunctionType([ValType.I32, ValType.I64], [ValType.F64]);
        var linker = new Linker(own);
        linker.Define("", "", Function.Create(store, imported, static (_, _, results) => results[0] = 1.5));
        Instance instance = linker.Instantiate(store, Module.FromDefinition(own, module.Definition));
        Function run = instance.GetFunction("run")!;
        var results = new Value[run.Signature.Results.Length];
        Outcome outcome = run.Call([.. run.Signature.Parameters.Select(Value.Default)], results);
        if (outcome.Kind == OutcomeKind.Return)
        {
            for (int i = 0; i < results.Length; i++)
            {
                Assert.That(store.HasType(results[i], run.Signature.Results[i]), $"{instruction.Op} result {i}: {results[i]}");
            }
        }
        else
        {
            Assert.That(outcome.Kind, Is.EqualTo(instruction.Op == Op.Throw ? OutcomeKind.Exception : OutcomeKind.Trap));
        }
    }

    private Engine Own(EngineOptions options)
    {
        if (!_engines.TryGetValue(options, out Engine? known))
        {
            _engines.Add(options, known = engine.Create(options));
        }

        return known;
    }

    private static SpecialInstruction FromSignature(InstructionInfo info, int space)
    {
        string[] sides = info.Signature.Split(':');
        ValType[] Types(string letters) => [.. letters.Select(letter => letter switch
        {
            'i' => ValType.I32,
            'l' => ValType.I64,
            'f' => ValType.F32,
            'd' => ValType.F64,
            'v' => ValType.V128,
            _ => space == 0 ? ValType.I32 : ValType.I64,
        })];
        var instruction = new Instruction { Op = info.Op };
        if (info.Immediate is Immediate.DataMemory or Immediate.ElementTable)
        {
            instruction.Index2 = (uint)space;
        }
        else if (info.Signature.AsSpan().ContainsAny('a', 't'))
        {
            instruction.Index = (uint)space;
        }

        return new SpecialInstruction(info.Op, writer => writer.Write(instruction, [], [], []), Types(sides[0]), Types(sides[1]));
    }
}
