using System.Text;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Text;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// A sequence of what a linker can do, each step also done to a <see cref="LinkerModel"/>: both must agree after every step, on
/// what is thrown too.
/// </summary>
internal sealed class LinkerSequence
{
    private static readonly string[] Names = ["", "a", "b", "c", "d"];

    private static readonly string[] Exporters =
    [
        "(module)",
        """(module (func (export "a")) (global (export "b") i32 (i32.const 0)))""",
        """(module (global (export "c") i32 (i32.const 0)) (func (export "")) (global (export "a") i32 (i32.const 0)) (func (export "d")))""",
    ];

    private readonly ByteSource _source;
    private readonly Store _store;
    private readonly Instance[] _instances;
    private readonly List<(Linker Linker, LinkerModel Model)> _left = [];
    private readonly StringBuilder _log = new();
    private Linker _linker;
    private LinkerModel _model = new();

    /// <summary>Begins a sequence.</summary>
    /// <param name="store">Where everything is made.</param>
    /// <param name="source">Decides about the steps.</param>
    public LinkerSequence(Store store, ByteSource source)
    {
        _source = source;
        _store = store;
        _linker = new Linker(store.Engine);
        _instances = [.. Exporters.Select(text => new Linker(store.Engine).Instantiate(store, ModuleOf(text)))];
    }

    /// <summary>The first thing in which linker and model part; null: there is none.</summary>
    public string? Difference { get; private set; }

    /// <summary>The steps.</summary>
    public string Log => _log.ToString();

    /// <summary>Imports that were linked.</summary>
    public int Instantiated { get; private set; }

    /// <summary>Names that were refused since they are defined.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Runs a sequence to its end or the first difference.</summary>
    public void Run(int steps)
    {
        for (int i = 0; i < steps && Difference is null; i++)
        {
            Step();
        }

        _left.Add((_linker, _model));
        foreach ((Linker linker, LinkerModel model) in _left)
        {
            Compare(linker, model);
        }
    }

    private void Step()
    {
        string module = Pick();
        string name = Pick();
        string other = Pick();
        string otherName = Pick();
        int kind = _source.Below(16);
        _log.AppendLine($"operation {kind} on '{module}', '{name}', '{other}', '{otherName}'");
        switch (kind)
        {
            case 0 or 1:
                var global = Global.Create(_store, new GlobalType(ValType.I32, Mutable: false), (int)_source.Byte());
                Both(() => _linker.Define(module, name, global), () => _model.Define(module, name, global));
                break;
            case 2 or 3:
                Both(() => _linker.DefineFunction(module, name, () => { }), () => _model.Define(module, name, new LinkerHostItem()));
                break;
            case 4:
                Function function = Function.Create(_store, () => { });
                Both(() => _linker.DefineName(name, function), () => _model.Define(name, null, function));
                break;
            case 5 or 6:
                Both(() => _linker.Alias(module, name, other, otherName), () => _model.Alias(module, name, other, otherName));
                break;
            case 7 or 8:
                Both(() => _linker.AliasModule(module, other), () => _model.AliasModule(module, other));
                break;
            case 9:
                Check(_linker.RemoveModule(module) == _model.RemoveModule(module), "whether a module was there to be removed");
                break;
            case 10:
                // The one that is left must not change any more.
                _left.Add((_linker, _model));
                (_linker, _model) = (_linker.Clone(), _model.Clone());
                break;
            case 11:
                _linker.AllowShadowing = _model.AllowShadowing = _source.Below(3) == 0;
                break;
            case 12:
                Instance instance = _instances[_source.Below(_instances.Length)];
                Both(() => _linker.DefineInstance(module, instance), () => DefineInstance(module, instance));
                break;
            default:
                Instantiate();
                break;
        }

        Compare(_linker, _model);
    }

    private string Pick() => Names[_source.Below(Names.Length)];

    private Module ModuleOf(string text) => Module.FromBytes(_store.Engine, ModuleParser.Parse(text).Encode());

    private void DefineInstance(string module, Instance instance)
    {
        foreach ((string name, Extern item) in instance.Exports)
        {
            _model.Define(module, name, item);
        }
    }

    private void Instantiate()
    {
        var imports = new List<(string Module, string Name, bool IsFunction)>();
        int count = _source.Below(4);
        List<(string Module, string? Name, object Item)> known = _model.Items.FindAll(item => item.Name is not null);
        bool isKnown = _source.Below(4) != 0;
        for (int i = 0; i < count; i++)
        {
            // Mostly what there is.
            if (!isKnown)
            {
                imports.Add((Pick(), Pick(), _source.Below(2) == 0));
            }
            else if (known.Count > 0)
            {
                (string module, string? name, object item) = known[_source.Below(known.Count)];
                imports.Add((module, name!, item is not Global));
            }
        }

        int functions = 0;
        int globals = 0;
        string fields = string.Concat(imports.Select(import => $"""(import "{import.Module}" "{import.Name}" {(import.IsFunction ? "(func)" : "(global i32)")})"""));
        string exports = string.Concat(imports.Select((import, i) => $"""(export "{i}" {(import.IsFunction ? $"(func {functions++})" : $"(global {globals++})")})"""));
        Module made = ModuleOf($"(module {fields} {exports})");
        Instance? instance = null;
        Both(() => instance = _linker.Instantiate(_store, made), () => CheckImports(imports));
        for (int i = 0; instance is not null && i < imports.Count; i++)
        {
            CheckIs(instance.GetExport($"{i}")!, _model.Find(imports[i].Module, imports[i].Name));
            Instantiated++;
        }
    }

    private void CheckImports(List<(string Module, string Name, bool IsFunction)> imports)
    {
        foreach ((string module, string name, _) in imports)
        {
            if (_model.Find(module, name) is null)
            {
                throw new InvalidOperationException($"unknown import: `{module}::{name}` has not been defined");
            }
        }

        foreach ((string module, string name, bool isFunction) in imports)
        {
            if (_model.Find(module, name) is Global == isFunction)
            {
                throw new InvalidOperationException($"incompatible import type for `{module}::{name}`: ");
            }
        }
    }

    // Does something to the linker and to the model: both must do it, or fail with the same words.
    private void Both(Action linker, Action model)
    {
        string? expected = MessageOf<InvalidOperationException>(model);
        string? actual = MessageOf<LinkException>(linker);
        Duplicates += expected?.Contains("defined twice", StringComparison.Ordinal) == true ? 1 : 0;
        Check(
            expected is null ? actual is null : actual?.StartsWith(expected, StringComparison.Ordinal) == true,
            $"{expected ?? "no error"} is expected, not {actual ?? "no error"}");
    }

    private static string? MessageOf<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
            return null;
        }
        catch (T error)
        {
            return error.Message;
        }
    }

    private void Compare(Linker linker, LinkerModel model)
    {
        LinkedItem[] items = [.. linker.Definitions(_store)];
        Check(items.Length == model.Items.Count(item => item.Name is not null), "number of definitions");
        foreach (LinkedItem item in items)
        {
            CheckIs(item.Item, model.Find(item.Module, item.Name));
        }

        string module = Pick();
        string name = Pick();
        Check(linker.TryGet(_store, module, name, out Extern? found) == model.Find(module, name) is not null, $"whether '{module}' '{name}' is there");
        if (found is not null)
        {
            CheckIs(found, model.Find(module, name));
        }

        Check(linker.TryGetByName(_store, name, out found) == model.Find(name, null) is not null, $"whether '{name}' is there");
        if (found is not null)
        {
            CheckIs(found, model.Find(name, null));
        }
    }

    private void CheckIs(Extern actual, object? expected)
    {
        if (expected is LinkerHostItem host)
        {
            host.Function ??= actual;
            expected = host.Function;
        }

        Check(ReferenceEquals(actual, expected), $"{actual} is not {expected}");
    }

    private void Check(bool isRight, string what) => Difference ??= isRight ? null : what;
}
