using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>A tag (specification, 4.2.11).</summary>
internal sealed class ReferenceTag(Store store, DefinedType type) : Tag(store, type);
