using System.Collections.Immutable;
using System.Text.Json;

namespace Wasm.Wast.Script;

/// <summary>A file is no manifest. The message says where and why.</summary>
public sealed class ManifestException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Scripts in the form that wabt's <c>wast2json</c> writes (its documentation: <c>docs/wast2json.md</c>): commands in
/// JSON, modules in files beside it. Also understood: what newer wabt and <c>wasm-tools json-from-wast</c> add.
/// </summary>
public static class JsonManifest
{
    /// <summary>Reads a manifest.</summary>
    /// <param name="path">Its path, from which the modules' files are found.</param>
    /// <param name="json">Its contents.</param>
    /// <exception cref="ManifestException">It is no manifest.</exception>
    public static Script Parse(string path, ReadOnlyMemory<byte> json)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root ||
                !root.TryGetProperty("commands", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
            {
                throw new ManifestException("no array \"commands\": this is no wast2json manifest");
            }

            string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
            var commands = ImmutableArray.CreateBuilder<Command>(list.GetArrayLength());
            foreach (JsonElement item in list.EnumerateArray())
            {
                commands.Add(new ManifestCommand(item, folder).Read());
            }

            return new Script { Path = path, Commands = commands.DrainToImmutable() };
        }
        catch (JsonException e)
        {
            throw new ManifestException($"malformed JSON: {e.Message}", e);
        }
    }
}
