namespace Wasm.Fuzz.Oracles;

/// <summary>What an <see cref="Event"/> is about.</summary>
internal enum EventKind : byte
{
    /// <summary>A module was instantiated, or not. First: its index. Words: as of <see cref="CallEnd"/>.</summary>
    Module,

    /// <summary>A function of the host was called. First: which. Words: the arguments.</summary>
    HostCall,

    /// <summary>What a function of the host called has ended. First: the host function. Words: as of <see cref="CallEnd"/>.</summary>
    HostReturn,

    /// <summary>A call has ended. First: which. Words: an <see cref="OutcomeTag"/>, then what belongs to it.</summary>
    CallEnd,

    /// <summary>Fuel left. First: the call.</summary>
    Fuel,

    /// <summary>Globals that are no references. First: the module; Second: the call.</summary>
    Numbers,

    /// <summary>A global. First: the module; Second: its index.</summary>
    Global,

    /// <summary>A memory. First: the module; Second: its index. Words: pages, hash, and if asked for all contents.</summary>
    Memory,

    /// <summary>A table. First: the module; Second: its index. Words: size, then elements.</summary>
    Table,

    /// <summary>What is left of all data segments, then of all element segments. First: the module.</summary>
    Segments,

    /// <summary>The objects that globals and tables refer to.</summary>
    Objects,
}

/// <summary>How something ended.</summary>
internal enum OutcomeTag : byte
{
    /// <summary>With values.</summary>
    Return,

    /// <summary>With a trap: code, index plus 1, number of frames, function and offset of the innermost ones.</summary>
    Trap,

    /// <summary>With an exception: a value.</summary>
    Exception,

    /// <summary>With a limit: a text.</summary>
    Exhaustion,

    /// <summary>A module cannot be linked: a text.</summary>
    Unlinkable,

    /// <summary>A module is not valid: a text.</summary>
    Invalid,

    /// <summary>There was no instance to call into.</summary>
    Skipped,

    /// <summary>The engine failed: a text.</summary>
    EngineError,
}

/// <summary>What a value is: the first of its words.</summary>
internal enum ValueTag : byte
{
    /// <summary>Bits, in one word.</summary>
    I32,

    /// <summary>Bits, in one word.</summary>
    I64,

    /// <summary>Bits, in one word.</summary>
    F32,

    /// <summary>Bits, in one word.</summary>
    F64,

    /// <summary>Bits, in two words.</summary>
    V128,

    /// <summary>No word.</summary>
    Null,

    /// <summary>The number.</summary>
    I31,

    /// <summary>The module's index in the upper half, the function's in the lower.</summary>
    Function,

    /// <summary>A text: which host object.</summary>
    Host,

    /// <summary>An object: its number among those that the event has.</summary>
    Object,
}

/// <summary>What an object is: the first of its words, before its type and the number of its values.</summary>
internal enum ObjectTag : byte
{
    /// <summary>A struct.</summary>
    Struct,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An exception; its tag stands for the type.</summary>
    Exception,
}

/// <summary>One thing that can be seen of a run.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="First">See the kind.</param>
/// <param name="Second">See the kind.</param>
/// <param name="Start">Its first word.</param>
/// <param name="ObjectsStart">The first word that is about objects instead of values.</param>
/// <param name="End">Behind its last word.</param>
internal readonly record struct Event(EventKind Kind, int First, int Second, int Start, int ObjectsStart, int End);

/// <summary>
/// All that can be seen of a run, as words: two runs were the same if and only if their words are. Kept from one run to the next.
/// </summary>
internal sealed class Recording(TextTable texts)
{
    private ulong[] _words = new ulong[1024];
    private Event[] _events = new Event[64];
    private int _wordCount;
    private int _eventCount;
    private int _start;
    private int _objectsStart = -1;

    /// <summary>What happened, in order.</summary>
    public ReadOnlySpan<Event> Events => _events.AsSpan(0, _eventCount);

    /// <summary>From which event on nothing can be compared; <see cref="int.MaxValue"/>: all can.</summary>
    public int ComparableEvents { get; private set; } = int.MaxValue;

    /// <summary>Why not, if <see cref="ComparableEvents"/> says so.</summary>
    public Inconclusive? Reason { get; private set; }

    /// <summary>An event's words.</summary>
    public ReadOnlySpan<ulong> WordsOf(in Event item) => _words.AsSpan(item.Start, item.End - item.Start);

    /// <summary>A text by the number that stands for it among the words.</summary>
    public string TextAt(ulong number) => texts[number];

    /// <summary>Forgets everything but the texts, which other recordings know too.</summary>
    public void Clear()
    {
        _wordCount = 0;
        _eventCount = 0;
        _start = 0;
        _objectsStart = -1;
        ComparableEvents = int.MaxValue;
        Reason = null;
    }

    /// <summary>Adds a word to the event that is being written.</summary>
    public void Add(ulong word)
    {
        if (_wordCount == _words.Length)
        {
            Array.Resize(ref _words, _wordCount * 2);
        }

        _words[_wordCount++] = word;
    }

    /// <summary>Adds words.</summary>
    public void Add(ReadOnlySpan<ulong> words)
    {
        if (_wordCount + words.Length > _words.Length)
        {
            Array.Resize(ref _words, Math.Max(_words.Length * 2, _wordCount + words.Length));
        }

        words.CopyTo(_words.AsSpan(_wordCount));
        _wordCount += words.Length;
    }

    /// <summary>Adds a text.</summary>
    public void Add(string text) => Add(texts.NumberOf(text));

    /// <summary>The words that follow are about objects.</summary>
    public void BeginObjects() => _objectsStart = _wordCount;

    /// <summary>Ends the event that the words since the last one belong to.</summary>
    public void End(EventKind kind, int first, int second = 0)
    {
        if (_eventCount == _events.Length)
        {
            Array.Resize(ref _events, _eventCount * 2);
        }

        _events[_eventCount++] = new Event(kind, first, second, _start, _objectsStart >= 0 ? _objectsStart : _wordCount, _wordCount);
        _start = _wordCount;
        _objectsStart = -1;
    }

    /// <summary>From the event that is being written on nothing can be compared.</summary>
    public void MarkIncomparable(InconclusiveReason reason, string detail)
    {
        if (Reason is null)
        {
            ComparableEvents = _eventCount;
            Reason = new Inconclusive(reason, detail);
        }
    }

    /// <summary>Changes a word: to test that a comparison sees it.</summary>
    public void Alter(int position, ulong word) => _words[position] = word;
}

/// <summary>Texts and the numbers by which recordings that are compared with each other know them.</summary>
internal sealed class TextTable
{
    private readonly Dictionary<string, ulong> _numbers = [];
    private readonly List<string> _texts = [];

    /// <summary>The text with a number.</summary>
    public string this[ulong number] => number < (ulong)_texts.Count ? _texts[(int)number] : "?";

    /// <summary>A text's number.</summary>
    public ulong NumberOf(string text)
    {
        if (!_numbers.TryGetValue(text, out ulong number))
        {
            _numbers.Add(text, number = (ulong)_texts.Count);
            _texts.Add(text);
        }

        return number;
    }
}
