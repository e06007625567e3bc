using System.Globalization;

namespace Wasm.Text;

/// <summary>
/// Characters on their way to a <see cref="TextWriter"/>, or, without one, collected in memory. Numbers are
/// formatted in place: printing an instruction allocates nothing.
/// </summary>
internal sealed class ModulePrinterOutput
{
    // Deeper lines are not indented further: else the output would grow with the square of the nesting.
    private const int MaximumIndent = 32;
    private static readonly string Blanks = new(' ', 2 * MaximumIndent);

    private readonly TextWriter? _writer;
    private char[] _buffer = new char[4096];
    private int _length;

    /// <param name="writer">Where the characters go; null keeps them all in memory.</param>
    public ModulePrinterOutput(TextWriter? writer) => _writer = writer;

    /// <summary>Current indentation in levels of two blanks.</summary>
    public int Indent { get; set; }

    /// <summary>Characters in memory.</summary>
    public int Length => _length;

    /// <summary>Characters in memory, from one position.</summary>
    public ReadOnlySpan<char> Slice(int start, int length) => _buffer.AsSpan(start, length);

    /// <summary>Forgets what is in memory.</summary>
    public void Clear() => _length = 0;

    /// <summary>Ends the current line and starts the next one with the indentation.</summary>
    public void Line()
    {
        Write('\n');
        Write(Blanks.AsSpan(0, 2 * Math.Min(Indent, MaximumIndent)));
    }

    public void Write(char value)
    {
        if (_length == _buffer.Length)
        {
            MakeRoom(1);
        }

        _buffer[_length++] = value;
    }

    public void Write(ReadOnlySpan<char> text)
    {
        while (text.Length > _buffer.Length - _length)
        {
            if (_writer is null)
            {
                MakeRoom(text.Length);
                break;
            }

            int part = _buffer.Length - _length;
            text[..part].CopyTo(_buffer.AsSpan(_length));
            _length += part;
            text = text[part..];
            Flush();
        }

        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    public void Write(long value)
    {
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        Write(digits[..count]);
    }

    public void WriteUnsigned(ulong value)
    {
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        Write(digits[..count]);
    }

    /// <summary><c>0x</c> and at least <paramref name="digits"/> lower-case hexadecimal digits.</summary>
    public void WriteHex(ulong value, int digits)
    {
        Write("0x");
        Span<char> text = stackalloc char[16];
        value.TryFormat(text, out int count, "x", CultureInfo.InvariantCulture);
        for (int i = count; i < digits; i++)
        {
            Write('0');
        }

        Write(text[..count]);
    }

    /// <summary>Hands everything to the writer.</summary>
    public void Flush()
    {
        if (_writer is not null)
        {
            _writer.Write(_buffer.AsSpan(0, _length));
            _length = 0;
        }
    }

    private void MakeRoom(int count)
    {
        if (_writer is not null)
        {
            Flush();
            return;
        }

        Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max((long)_buffer.Length * 2, (long)_length + count)));
    }
}
