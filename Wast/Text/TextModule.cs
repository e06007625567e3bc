using Wasm.Core.Binary;
using Wasm.Core.Model;

namespace Wasm.Text;

/// <summary>A module that was parsed from text.</summary>
/// <param name="Identifier">The module's identifier without <c>$</c>, if it has one.</param>
/// <param name="Definition">The module. Offsets in it count bytes of the source.</param>
/// <param name="Map">Where the instructions stand in the source; the encoder adds the binary's side.</param>
public sealed record TextModule(string? Identifier, ModuleDefinition Definition, SourceMap Map);
