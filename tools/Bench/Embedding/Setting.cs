using System.Text;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.Bench.Embedding;

/// <summary>An engine with a store and a linker for one group of cases.</summary>
internal sealed class Setting
{
    public Setting(string engineName)
    {
        Engine = EngineChoice.Create(engineName);
        Store = new Store(Engine);
        Linker = new Linker(Engine);
    }

    public Engine Engine { get; }

    public Store Store { get; }

    public Linker Linker { get; }

    /// <summary>A module from its fields in the text format.</summary>
    public Module Compile(string fields) => Module.FromBytes(Engine, Assembler.Assemble("", Encoding.UTF8.GetBytes(fields)));

    /// <summary>An instance of such a module.</summary>
    public Instance Instantiate(string fields) => Linker.Instantiate(Store, Compile(fields));
}
