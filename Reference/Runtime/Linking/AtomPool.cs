namespace Wasm.Runtime.Linking;

/// <summary>Strings that are kept once and stand for small integers, their atoms, and back.</summary>
internal sealed class AtomPool
{
    private readonly Dictionary<string, int> _atoms;
    private readonly List<string> _texts;

    public AtomPool()
    {
        _atoms = [];
        _texts = [];
    }

    /// <summary>An independent copy with the same atoms.</summary>
    public AtomPool(AtomPool other)
    {
        _atoms = new Dictionary<string, int>(other._atoms);
        _texts = [.. other._texts];
    }

    /// <summary>The text that an atom stands for.</summary>
    public string this[int atom] => _texts[atom];

    /// <summary>The atom of a text, a new one if it has none yet.</summary>
    public int Intern(string text)
    {
        if (!_atoms.TryGetValue(text, out int atom))
        {
            atom = _texts.Count;
            _texts.Add(text);
            _atoms.Add(text, atom);
        }

        return atom;
    }

    /// <summary>The atom of a text, if it has one. Changes nothing, so that threads may look up at the same time.</summary>
    public bool TryGet(string text, out int atom) => _atoms.TryGetValue(text, out atom);
}
