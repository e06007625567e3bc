using System.Globalization;
using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Oracles;

/// <summary>Says in words what stands in recordings: only where two differ.</summary>
internal sealed class RecordingText(GeneratedCase item)
{
    private const int MaximumLength = 400;

    /// <summary>Which event it is.</summary>
    public string Where(in Event place) => place.Kind switch
    {
        EventKind.Module => $"instantiation of {item.Modules[place.First].Name}",
        EventKind.HostCall => $"call of the host's {item.HostFunctions[place.First].Name}",
        EventKind.HostReturn => $"end of what the host's {item.HostFunctions[place.First].Name} called",
        EventKind.CallEnd => $"call {place.First} of {NameOf(place.First)}",
        EventKind.Fuel => $"fuel after call or module {place.First}",
        EventKind.Numbers => $"globals of {item.Modules[place.First].Name} after call {place.Second}",
        EventKind.Global => $"global {place.Second} of {item.Modules[place.First].Name}",
        EventKind.Memory => $"memory {place.Second} of {item.Modules[place.First].Name}",
        EventKind.Table => $"table {place.Second} of {item.Modules[place.First].Name}",
        EventKind.Segments => $"segments of {item.Modules[place.First].Name}",
        _ => "objects",
    };

    /// <summary>What an event says, from about where it differs from another.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="number">Which event.</param>
    /// <param name="other">The other recording.</param>
    public string Describe(Recording recording, int number, Recording other)
    {
        if (number >= recording.Events.Length)
        {
            return "nothing more";
        }

        ref readonly Event place = ref recording.Events[number];
        ReadOnlySpan<ulong> words = recording.WordsOf(in place);
        ReadOnlySpan<ulong> others = number < other.Events.Length ? other.WordsOf(in other.Events[number]) : default;
        int at = words.CommonPrefixLength(others);
        if (place.Kind == EventKind.Memory && words.Length > 2 && others.Length > 2)
        {
            // The hash differs if anything does; the contents say where.
            at = 2 + words[2..].CommonPrefixLength(others[2..]);
        }

        var text = new StringBuilder();
        if (number < other.Events.Length && (other.Events[number].Kind != place.Kind || other.Events[number].First != place.First))
        {
            text.Append(Where(in place)).Append(": ");
        }

        Append(text, recording, in place, words, at);
        return text.Length > MaximumLength ? $"{text.ToString(0, MaximumLength)} …" : text.ToString();
    }

    private string NameOf(int call) => $"{item.Modules[item.Calls[call].Module].Name}.{item.Calls[call].Export}";

    private static void Append(StringBuilder text, Recording recording, in Event place, ReadOnlySpan<ulong> words, int at)
    {
        switch (place.Kind)
        {
            case EventKind.Memory:
                AppendMemory(text, words, at);
                break;
            case EventKind.Segments:
                text.Append("lengths ").AppendJoin(' ', words.ToArray());
                break;
            case EventKind.Fuel:
                text.Append(words[0]);
                break;
            case EventKind.Table:
                text.Append(CultureInfo.InvariantCulture, $"{words[0]} elements: ");
                AppendValues(text, recording, words[1..], words.Length - 1, at - 1);
                break;
            case EventKind.Module or EventKind.HostReturn or EventKind.CallEnd:
                AppendOutcome(text, recording, words, place.ObjectsStart - place.Start, at);
                break;
            default:
                AppendValues(text, recording, words, place.ObjectsStart - place.Start, at);
                break;
        }
    }

    private static void AppendMemory(StringBuilder text, ReadOnlySpan<ulong> words, int at)
    {
        text.Append(CultureInfo.InvariantCulture, $"{words[0]} pages, hash {words[1]:x16}");
        if (at >= 2 && at < words.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $", at 0x{(at - 2) * 8:x}: {words[at]:x16}");
        }
    }

    private static void AppendOutcome(StringBuilder text, Recording recording, ReadOnlySpan<ulong> words, int objects, int at)
    {
        var reader = new WordReader(words);
        var tag = (OutcomeTag)reader.Next();
        switch (tag)
        {
            case OutcomeTag.Trap:
                AppendTrap(text, ref reader);
                break;
            case OutcomeTag.Return or OutcomeTag.Exception:
                text.Append(tag == OutcomeTag.Return ? "return " : "exception ");
                AppendValues(text, recording, words[1..], objects - 1, at - 1);
                break;
            case OutcomeTag.Skipped:
                text.Append("no instance");
                break;
            default:
                text.Append(tag).Append(": ").Append(recording.TextAt(reader.Next()));
                break;
        }
    }

    private static void AppendTrap(StringBuilder text, ref WordReader reader)
    {
        var code = (TrapCode)reader.Next();
        text.Append(CultureInfo.InvariantCulture, $"trap: {code}");
        ulong index = reader.Next();
        text.Append(index != 0 ? $" {index - 1}" : "");
        text.Append(CultureInfo.InvariantCulture, $", {reader.Next()} frames:");
        while (!reader.IsAtEnd)
        {
            text.Append(CultureInfo.InvariantCulture, $" {reader.Next()}+0x{reader.Next():x}");
        }
    }

    // Values, then objects. Those long before the difference are left out.
    private static void AppendValues(StringBuilder text, Recording recording, ReadOnlySpan<ulong> words, int objects, int at)
    {
        const int Before = 24;
        var reader = new WordReader(words);
        bool isCut = false;
        while (!reader.IsAtEnd && text.Length < MaximumLength)
        {
            int length = text.Length;
            if (reader.Position >= objects)
            {
                var tag = (ObjectTag)reader.Next();
                ulong type = reader.Next();
                ulong count = reader.Next();
                text.Append(CultureInfo.InvariantCulture, $"; {tag} of type {type >> 32}:{(uint)type} with {count}: ");
                for (ulong i = 0; i < count && !reader.IsAtEnd; i++)
                {
                    AppendValue(text, recording, ref reader);
                }
            }
            else
            {
                AppendValue(text, recording, ref reader);
            }

            if (reader.Position + Before < at)
            {
                text.Length = length;
                text.Append(isCut ? "" : "… ");
                isCut = true;
            }
        }
    }

    private static void AppendValue(StringBuilder text, Recording recording, ref WordReader reader)
    {
        var tag = (ValueTag)reader.Next();
        if (tag == ValueTag.Null)
        {
            text.Append("null ");
            return;
        }

        ulong word = reader.Next();
        switch (tag)
        {
            case ValueTag.V128:
                text.Append(CultureInfo.InvariantCulture, $"v128:{reader.Next():x16}{word:x16} ");
                break;
            case ValueTag.Function:
                text.Append(CultureInfo.InvariantCulture, $"func {word >> 32}:{(uint)word} ");
                break;
            case ValueTag.Host:
                text.Append(recording.TextAt(word)).Append(' ');
                break;
            case ValueTag.F32:
                text.Append(CultureInfo.InvariantCulture, $"f32:{word:x8} ({FloatLiteral.OfF32((uint)word)}) ");
                break;
            case ValueTag.F64:
                text.Append(CultureInfo.InvariantCulture, $"f64:{word:x16} ({FloatLiteral.OfF64(word)}) ");
                break;
            case ValueTag.Object:
                text.Append(CultureInfo.InvariantCulture, $"object {word} ");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{tag.ToString().ToLowerInvariant()}:{word:x} ");
                break;
        }
    }

    /// <summary>Reads words; behind the last one there are zeros.</summary>
    private ref struct WordReader(ReadOnlySpan<ulong> words)
    {
        private readonly ReadOnlySpan<ulong> _words = words;

        public int Position { get; private set; }

        public readonly bool IsAtEnd => Position >= _words.Length;

        public ulong Next() => Position < _words.Length ? _words[Position++] : 0;
    }
}
