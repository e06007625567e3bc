namespace Wasm.Fuzz.Oracles;

/// <summary>What a linker has to do, as simple as can be: pairs of names and what they stand for, in the order of their definition.</summary>
internal sealed class LinkerModel
{
    /// <summary>What is defined. Without a name: an item that is its module's name itself.</summary>
    public List<(string Module, string? Name, object Item)> Items { get; private init; } = [];

    /// <summary>Whether a name may be defined again.</summary>
    public bool AllowShadowing { get; set; }

    /// <summary>A copy that changes on its own.</summary>
    public LinkerModel Clone() => new() { Items = [.. Items], AllowShadowing = AllowShadowing };

    /// <summary>What a name stands for; null: nothing.</summary>
    public object? Find(string module, string? name) =>
        Items.FindIndex(item => item.Module == module && item.Name == name) is >= 0 and int index ? Items[index].Item : null;

    /// <summary>Defines a name.</summary>
    /// <exception cref="InvalidOperationException">It is defined; the message is the beginning of the linker's.</exception>
    public void Define(string module, string? name, object item)
    {
        int index = Items.FindIndex(other => other.Module == module && other.Name == name);
        if (index < 0)
        {
            Items.Add((module, name, item));
        }
        else if (AllowShadowing)
        {
            Items[index] = (module, name, item);
        }
        else
        {
            throw new InvalidOperationException(name is null ? $"import of `{module}` defined twice" : $"import of `{module}::{name}` defined twice");
        }
    }

    /// <summary>Gives what a name stands for another name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void Alias(string module, string name, string asModule, string asName) => Define(
        asModule,
        asName,
        Find(module, name) ?? throw new InvalidOperationException($"no item named `{module}::{name}` defined"));

    /// <summary>Gives all of a module another module's name.</summary>
    public void AliasModule(string module, string asModule)
    {
        foreach ((_, string? name, object item) in Items.FindAll(item => item.Module == module))
        {
            Define(asModule, name, item);
        }
    }

    /// <summary>Removes all of a module.</summary>
    public bool RemoveModule(string module) => Items.RemoveAll(item => item.Module == module) > 0;
}

/// <summary>A host function that belongs to no store, as the model sees it: known by what the linker first gave.</summary>
internal sealed class LinkerHostItem
{
    /// <summary>What the linker gave.</summary>
    public Runtime.Embedding.Extern? Function { get; set; }
}
