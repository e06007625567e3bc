using Wasm.Core.Binary;
using Wasm.Core.Validation;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Text;

namespace Wasm.SpecTests.Script;

/// <summary>Modules from text for tests.</summary>
internal static class TestModules
{
    public static byte[] Encode(SourceText text)
    {
        TextModule module = ModuleParser.Parse(text, Core.Instructions.FeatureSet.Wasm3);
        return ModuleEncoder.Encode(module.Definition, module.Map);
    }

    public static Instance Instantiate(Store store, SourceText text)
    {
        ValidatedModule module = ModuleValidator.Validate(
            ModuleDecoder.Decode(Encode(text)), Core.Instructions.FeatureSet.Wasm3, store.Engine.Types);
        return new Linker(store.Engine).Instantiate(store, Module.FromValidated(store.Engine, module));
    }
}
