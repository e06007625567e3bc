using Wasm.Core.Binary;
using Wasm.Core.Model;

namespace Wasm.Text;

/// <summary>A module that was parsed from text.</summary>
public sealed class TextModule
{
    private readonly Lock _lock = new();
    private byte[]? _binary;

    internal TextModule(string? identifier, ModuleDefinition definition, SourceMap map)
    {
        Identifier = identifier;
        Definition = definition;
        Map = map;
    }

    /// <summary>The module's identifier without <c>$</c>, if it has one.</summary>
    public string? Identifier { get; }

    /// <summary>The module. Offsets in it count bytes of the source.</summary>
    public ModuleDefinition Definition { get; }

    /// <summary>From the binary to the source: knows instructions, and after <see cref="Encode"/> where all is in the binary.</summary>
    public SourceMap Map { get; }

    /// <summary>The module in the binary format: the same array each time. Thread-safe.</summary>
    public byte[] Encode()
    {
        lock (_lock)
        {
            return _binary ??= ModuleEncoder.Encode(Definition, Map);
        }
    }
}
