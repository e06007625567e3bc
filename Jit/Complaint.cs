using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Wasm.Jit;

/// <summary>A checker's message, which is written only if its condition does not hold.</summary>
[InterpolatedStringHandler]
internal readonly ref struct Complaint
{
    private readonly StringBuilder? _text;

    /// <summary>Begins a message.</summary>
    public Complaint(int literalLength, int formattedCount, bool condition, out bool wanted)
    {
        wanted = !condition;
        _text = wanted ? new StringBuilder(literalLength + (formattedCount * 8)) : null;
    }

    /// <summary>Adds text.</summary>
    public void AppendLiteral(string text) => _text!.Append(text);

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value) => _text!.Append(CultureInfo.InvariantCulture, $"{value}");

    /// <inheritdoc/>
    public override string ToString() => _text?.ToString() ?? "";
}
