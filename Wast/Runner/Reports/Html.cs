using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Wasm.Wast.Runner.Reports;

/// <summary>Text that is HTML already and is written as it is.</summary>
internal readonly record struct Html(string Text);

/// <summary>
/// Writes HTML from interpolated strings: the literal parts are markup, everything put into a hole is escaped unless
/// it is <see cref="Html"/>. So a template cannot forget to escape.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _builder = new();

    [SuppressMessage("Performance", "CA1822", Justification = "The compiler gives the instance to the handler.")]
    public void Write([InterpolatedStringHandlerArgument("")] ref Interpolation template) => _ = template;

    public void WriteLine([InterpolatedStringHandlerArgument("")] ref Interpolation template)
    {
        _ = template;
        _builder.Append('\n');
    }

    public void Raw(string html) => _builder.Append(html);

    public override string ToString() => _builder.ToString();

    /// <summary>Escapes for element content and quoted attributes; drops what HTML does not allow.</summary>
    public static string Escape(string text)
    {
        var builder = new StringBuilder(text.Length + 16);
        AppendEscaped(builder, text);
        return builder.ToString();
    }

    private static void AppendEscaped(StringBuilder builder, string text)
    {
        foreach (char c in PrintableText.Clean(text))
        {
            _ = c switch
            {
                '&' => builder.Append("&amp;"),
                '<' => builder.Append("&lt;"),
                '>' => builder.Append("&gt;"),
                '"' => builder.Append("&quot;"),
                '\'' => builder.Append("&#39;"),
                _ => builder.Append(c),
            };
        }
    }

    /// <summary>The handler behind <see cref="Write"/>: appends while the string is put together.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Interpolation
    {
        private readonly StringBuilder _builder;

        public Interpolation(int literalLength, int formattedCount, HtmlWriter writer)
        {
            _ = literalLength + formattedCount;
            _builder = writer._builder;
        }

        public void AppendLiteral(string text) => _builder.Append(text);

        public void AppendFormatted(Html html) => _builder.Append(html.Text);

        public void AppendFormatted(string? text) => AppendEscaped(_builder, text ?? "");

        public void AppendFormatted(int number) => AppendFormatted(number, "N0");

        public void AppendFormatted<T>(T value, string? format = null)
            where T : IFormattable => AppendEscaped(_builder, value.ToString(format, CultureInfo.InvariantCulture));
    }
}
