using System.Text.Json;

namespace Wasm.Bench;

/// <summary>How figures are written.</summary>
internal static class JsonFormat
{
    public static JsonSerializerOptions Options { get; } = new() { WriteIndented = true };
}
