using Wasm.Core.Binary;

namespace Wasm.Text;

// Keeps the identifiers of the text as names of the name section, for those who ask for it. Name annotations take
// precedence (appendix "Name Annotations").
internal sealed partial class FieldParser
{
    // Locals and labels by function index; null unless identifiers are kept.
    private readonly NameSection? _identifiers;
    private int _labelNumber;

    // Index of the function at hand; -1 outside functions.
    private int _function = -1;

    /// <summary>Keeps the identifiers of a function's locals, which are about to be forgotten.</summary>
    private void KeepLocals()
    {
        if (_identifiers is null)
        {
            return;
        }

        foreach (int symbol in _boundLocals)
        {
            Group(_identifiers.Locals, _function).TryAdd(_locals[symbol] - 1, _tokens.Symbols.NameOf(symbol));
        }
    }

    /// <summary>Counts a label of the function at hand and keeps its identifier.</summary>
    private void KeepLabel(int symbol)
    {
        // The function's own label, the first on the stack, has no number.
        if (_identifiers is not null && _function >= 0 && _labelStack.Count > 0)
        {
            int number = _labelNumber++;
            if (symbol >= 0)
            {
                Group(_identifiers.Labels, _function).TryAdd(number, _tokens.Symbols.NameOf(symbol));
            }
        }
    }

    private void MergeIdentifiers(string? module)
    {
        if (_identifiers is null)
        {
            return;
        }

        _names.Module ??= module;
        Keep(_types, _names.Types);
        Keep(_functions, _names.Functions);
        Keep(_tables, _names.Tables);
        Keep(_memories, _names.Memories);
        Keep(_globals, _names.Globals);
        Keep(_tags, _names.Tags);
        Keep(_elements, _names.Elements);
        Keep(_data, _names.Data);
        foreach (((int type, int symbol), int field) in _fields)
        {
            Group(_names.Fields, type).TryAdd(field, _tokens.Symbols.NameOf(symbol));
        }

        Keep(_identifiers.Locals, _names.Locals);
        Keep(_identifiers.Labels, _names.Labels);
    }

    private void Keep(IndexSpace space, Dictionary<int, string> names)
    {
        foreach ((int symbol, int index) in space.Names)
        {
            names.TryAdd(index, _tokens.Symbols.NameOf(symbol));
        }
    }

    private static void Keep(Dictionary<int, Dictionary<int, string>> from, Dictionary<int, Dictionary<int, string>> to)
    {
        foreach ((int outer, Dictionary<int, string> names) in from)
        {
            Dictionary<int, string> group = Group(to, outer);
            foreach ((int index, string name) in names)
            {
                group.TryAdd(index, name);
            }
        }
    }

    private static Dictionary<int, string> Group(Dictionary<int, Dictionary<int, string>> groups, int index)
    {
        if (!groups.TryGetValue(index, out Dictionary<int, string>? group))
        {
            groups.Add(index, group = []);
        }

        return group;
    }
}
