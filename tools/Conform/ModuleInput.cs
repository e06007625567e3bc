using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Text;

namespace Wasm.Conform;

/// <summary>
/// A module on its way from a file to an engine, text or binary, with what is needed to say where an error is. A
/// text goes through the binary format too.
/// </summary>
/// <param name="name">How messages name it.</param>
/// <param name="features">What it may use.</param>
internal sealed class ModuleInput(string name, FeatureSet features)
{
    private static readonly byte[] Magic = "\0asm"u8.ToArray();

    private SourceText? _text;
    private SourceMap? _map;

    /// <summary>How messages name it.</summary>
    public string Name { get; } = name;

    /// <summary>The module in the binary format, once it is decoded.</summary>
    public byte[] Binary { get; private set; } = [];

    /// <summary>Whether identifiers of a text become names of the name section, for listings and backtraces.</summary>
    public bool KeepIdentifiers { get; init; }

    /// <summary>Whether it was written as text.</summary>
    public bool IsText => _text is not null;

    /// <summary>
    /// Whether a file is in the binary format: by its first bytes, or, so that a broken binary is called one, by
    /// its name.
    /// </summary>
    public static bool IsBinary(ReadOnlySpan<byte> bytes, string path) =>
        bytes.StartsWith(Magic) || bytes.StartsWith("\0"u8) || path.EndsWith(".wasm", StringComparison.OrdinalIgnoreCase);

    /// <summary>Decodes a module, whichever format it is in.</summary>
    /// <exception cref="ModuleException">It is malformed.</exception>
    public ModuleDefinition Decode(byte[] bytes, string path) =>
        IsBinary(bytes, path) ? DecodeBinary(bytes) : DecodeText(new SourceText(Name, bytes), 0, bytes.Length, hasHeader: true);

    /// <summary>Decodes a binary.</summary>
    /// <exception cref="ModuleException">It is malformed.</exception>
    public ModuleDefinition DecodeBinary(byte[] bytes)
    {
        Binary = bytes;
        return ModuleDecoder.Decode(bytes, features, DecodeOptions.Default);
    }

    /// <summary>Parses a text, or the part of one that holds a module.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">First byte of the module.</param>
    /// <param name="end">Behind its last byte.</param>
    /// <param name="hasHeader">Whether <c>(module …)</c> may stand around its fields.</param>
    /// <exception cref="ModuleException">It is malformed.</exception>
    public ModuleDefinition DecodeText(SourceText text, int start, int end, bool hasHeader)
    {
        _text = text;
        TextModule module = hasHeader
            ? ModuleParser.Parse(text, start, end, features, KeepIdentifiers)
            : ModuleParser.ParseFields(text, start, end, features, KeepIdentifiers);
        Binary = module.Encode();
        _map = module.Map;
        return ModuleDecoder.Decode(Binary, features, DecodeOptions.Default);
    }

    /// <summary>Validates the decoded module.</summary>
    /// <exception cref="ModuleException">It is invalid.</exception>
    public ValidatedModule Validate(ModuleDefinition definition, TypeRegistry registry, ValidationOptions? options = null) =>
        ModuleValidator.Validate(definition, features, registry, options);

    /// <summary>Where in the text something at an offset of the binary was written; null without a text.</summary>
    public TextPosition? FindPosition(long binaryOffset) =>
        _text is not null && _map is not null && binaryOffset >= 0 && _map.Find(binaryOffset) is >= 0 and int offset ? _text.GetPosition(offset) : null;

    /// <summary>An error of this module with its place.</summary>
    public Diagnostic Describe(ModuleException error)
    {
        // Errors of the text parser count bytes of the text; later ones bytes of the binary made from it.
        TextPosition? position = error.Position
            ?? (_map is not null ? FindPosition(error.Offset) : _text is not null && error.Offset >= 0 ? _text.GetPosition(error.Offset) : null);
        return new Diagnostic(Name, KindOf(error), error.Message, IsText ? -1 : error.Offset, position, position is null ? null : _text);
    }

    private static string KindOf(ModuleException error) => error switch
    {
        InvalidModuleException => "invalid",
        InvalidCustomException => "invalid-custom",
        MalformedCustomException => "malformed-custom",
        _ => "malformed",
    };
}
