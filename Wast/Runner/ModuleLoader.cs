using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Core.Validation;
using Wasm.Runtime.Embedding;
using Wasm.Text;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

/// <summary>Where an error's position counts from.</summary>
internal enum PositionOrigin : byte
{
    /// <summary>The error has only an offset in a binary.</summary>
    Binary,

    /// <summary>The script's own text.</summary>
    Script,

    /// <summary>A text of its own: a quoted module or a file.</summary>
    OtherText,
}

/// <summary>A module on its way from a script to an engine, with what is needed to say where an error is.</summary>
/// <param name="Definition">As decoded from <paramref name="Binary"/>.</param>
/// <param name="Binary">The module in the binary format.</param>
internal sealed record LoadedModule(ModuleDefinition Definition, byte[] Binary);

/// <summary>
/// Takes modules from scripts to engines. Every module, also one written as text, goes through the binary format:
/// text parser, encoder, decoder, validator.
/// </summary>
internal sealed class ModuleLoader(Engine engine, bool roundTrip)
{
    private SourceText? _text;
    private SourceMap? _map;
    private bool _isScriptText;

    /// <summary>Parses or decodes a module.</summary>
    /// <param name="source">The module.</param>
    /// <param name="scanBodies">Whether to look into functions, too; else the validator finds what is malformed there.</param>
    /// <exception cref="ModuleException">It is malformed, or a custom section in text form is.</exception>
    /// <exception cref="RoundTripException">It came back from the round trip as another.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public LoadedModule Decode(ModuleSource source, bool scanBodies)
    {
        _text = null;
        _map = null;
        byte[] binary;
        switch (source)
        {
            case TextModuleSource text:
                _isScriptText = true;
                binary = Parse(text.Text, text.Range.Start, text.Range.End, isFields: true);
                break;
            case QuotedModuleSource quoted:
                _isScriptText = false;
                binary = Parse(new SourceText("quote", quoted.Text), 0, quoted.Text.Length, isFields: false);
                break;
            case FileModuleSource { IsText: true } file:
                _isScriptText = false;
                byte[] bytes = File.ReadAllBytes(file.Path);
                binary = Parse(new SourceText(file.Path, bytes), 0, bytes.Length, isFields: false);
                break;
            case FileModuleSource file:
                binary = File.ReadAllBytes(file.Path);
                break;
            case BinaryModuleSource encoded:
                binary = encoded.Bytes;
                break;
            default:
                throw new ArgumentException($"unknown source {source}", nameof(source));
        }

        ModuleDefinition definition = DecodeBinary(binary, scanBodies || roundTrip);
        if (!roundTrip)
        {
            return new LoadedModule(definition, binary);
        }

        byte[] again = RoundTrip.Check(definition, binary, isOwnEncoding: _text is not null, engine.Options.Features);
        return new LoadedModule(DecodeBinary(again, scanBodies: false), again);
    }

    /// <summary>Validates a module.</summary>
    /// <exception cref="InvalidModuleException">It is invalid.</exception>
    public ValidatedModule Validate(LoadedModule module) => engine.Validate(module.Definition);

    /// <summary>Decodes, validates and compiles a module.</summary>
    /// <exception cref="ModuleException">It is malformed or invalid.</exception>
    public Module Load(ModuleSource source) => Module.FromValidated(engine, Validate(Decode(source, scanBodies: false)));

    /// <summary>Where an error of the module that was decoded last is.</summary>
    public PositionOrigin FindPosition(ModuleException error, out TextPosition position)
    {
        position = default;
        if (_text is null)
        {
            return PositionOrigin.Binary;
        }

        // Errors of the text parser count bytes of the text; later ones bytes of the binary.
        long offset = _map is null ? error.Offset : _map.Find(error.Offset);
        if (offset < 0)
        {
            return PositionOrigin.Binary;
        }

        position = error.Position ?? _text.GetPosition(offset);
        return _isScriptText ? PositionOrigin.Script : PositionOrigin.OtherText;
    }

    private byte[] Parse(SourceText text, int start, int end, bool isFields)
    {
        _text = text;
        TextModule module = isFields
            ? ModuleParser.ParseFields(text, start, end, engine.Options.Features)
            : ModuleParser.Parse(text, start, end, engine.Options.Features);
        byte[] binary = ModuleEncoder.Encode(module.Definition, module.Map);
        _map = module.Map;
        return binary;
    }

    private ModuleDefinition DecodeBinary(byte[] binary, bool scanBodies) =>
        ModuleDecoder.Decode(binary, engine.Options.Features, scanBodies ? DecodeOptions.Default : DecodeOptions.ForValidation);
}
