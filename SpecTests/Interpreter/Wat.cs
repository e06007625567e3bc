using System.Text;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.SpecTests.Embedding;
using Wasm.Text;

namespace Wasm.SpecTests.Interpreter;

/// <summary>A store of the reference engine, or of another, with a linker, and modules from text.</summary>
internal sealed class Wat
{
    private readonly Linker _linker;

    public Wat(EngineOptions? options = null, StoreLimits? limits = null, TestEngine? engine = null)
    {
        Engine = engine is null ? new ReferenceEngine(options) : engine.Create(options ?? new EngineOptions());
        Store = new Store(Engine, limits);
        _linker = new Linker(Engine);
    }

    public Engine Engine { get; }

    public Store Store { get; }

    /// <summary>Defines a host function that modules import from "host".</summary>
    public Wat Host(string name, FunctionType type, HostDelegate callback)
    {
        _linker.Define("host", name, Function.Create(Store, type, callback));
        return this;
    }

    /// <summary>Defines a host function without parameters and results.</summary>
    public Wat Host(string name, Action<Caller> callback) => Host(name, FunctionType.Empty, (caller, _, _) => callback(caller));

    /// <summary>Instantiates a module; its exports can then be imported under its name.</summary>
    public Instance Load(string text, string? name = null)
    {
        Instance instance = _linker.Instantiate(Store, Compile(text));
        if (name is not null)
        {
            _linker.DefineInstance(name, instance);
        }

        return instance;
    }

    public Module Compile(string text)
    {
        byte[] binary = ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes(text)), FeatureSet.Wasm3, keepIdentifiers: true).Encode();
        return Module.FromBytes(Engine, binary);
    }
}

/// <summary>Calls in few words.</summary>
internal static class Calls
{
    /// <summary>Calls an export and gives its only result.</summary>
    public static Value Invoke(this Instance instance, string name, params Value[] arguments) =>
        instance.GetFunction(name)!.Invoke(arguments) is [var only] ? only : default;

    /// <summary>Calls an export and gives how that ended.</summary>
    public static Outcome Try(this Instance instance, string name, params Value[] arguments)
    {
        Function function = instance.GetFunction(name)!;
        return function.Call(arguments, new Value[function.Signature.Results.Length]);
    }

    /// <summary>Calls an export that must trap, and gives the message.</summary>
    public static string Trap(this Instance instance, string name, params Value[] arguments)
    {
        Outcome outcome = instance.Try(name, arguments);
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Trap));
        return outcome.Trap!.Message;
    }
}
