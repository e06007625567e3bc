namespace Wasm.Text;

/// <summary>The names and the size of one index space of a module (specification, 6.1.3).</summary>
/// <param name="category">How messages name its members.</param>
internal sealed class IndexSpace(string category)
{
    private readonly Dictionary<int, int> _indices = [];

    /// <summary>How messages name its members.</summary>
    public string Category { get; } = category;

    /// <summary>Number of members.</summary>
    public int Count { get; private set; }

    /// <summary>The members with names: symbol and index, in no particular order.</summary>
    public IEnumerable<KeyValuePair<int, int>> Names => _indices;

    /// <summary>Adds a member without a name.</summary>
    public void Add() => Count++;

    /// <summary>Adds a member with a name; false if the name is taken (the member is added all the same).</summary>
    public bool TryAdd(int symbol) => _indices.TryAdd(symbol, Count++);

    /// <summary>The index of a name.</summary>
    public bool TryFind(int symbol, out int index) => _indices.TryGetValue(symbol, out index);
}
