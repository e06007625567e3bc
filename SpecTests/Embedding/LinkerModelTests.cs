using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>
/// Random sequences of what a linker can do, each also done to a list of pairs that is as simple as can be: both must
/// agree after every step, on what is thrown too.
/// </summary>
public sealed class LinkerModelTests(TestEngine engine) : EngineTests(engine)
{
    private const int Sequences = 2_000;
    private const int Steps = 40;

    private static readonly string[] Names = ["", "a", "b", "c", "d"];

    private readonly Dictionary<string, Module> _modules = [];

    [Test]
    public void RandomSequencesDoWhatTheModelDoes()
    {
        Instance[] instances =
        [
            Instantiate("(module)"),
            Instantiate("""(module (func (export "a")) (global (export "b") i32 (i32.const 0)))"""),
            Instantiate("""(module (global (export "c") i32 (i32.const 0)) (func (export "")) (global (export "a") i32 (i32.const 0)) (func (export "d")))"""),
        ];
        int instantiated = 0;
        int duplicates = 0;
        for (int seed = 0; seed < Sequences; seed++)
        {
            var run = new Run(this, seed, instances);
            for (int step = 0; step < Steps; step++)
            {
                run.Step();
            }

            run.CompareAll();
            instantiated += run.Instantiated;
            duplicates += run.Duplicates;
        }

        Assert.That(instantiated, Is.GreaterThan(Sequences), "the sequences must reach what matters");
        Assert.That(duplicates, Is.GreaterThan(Sequences));
    }

    private Module ModuleOf(string text)
    {
        if (!_modules.TryGetValue(text, out Module? module))
        {
            _modules.Add(text, module = Wat(text));
        }

        return module;
    }

    /// <summary>What is defined: pairs and what they stand for, in the order of their definition.</summary>
    private sealed class Model
    {
        public List<(string Module, string? Name, object Item)> Items { get; private init; } = [];

        public bool AllowShadowing { get; set; }

        public Model Clone() => new() { Items = [.. Items], AllowShadowing = AllowShadowing };

        public object? Find(string module, string? name) =>
            Items.FindIndex(item => item.Module == module && item.Name == name) is >= 0 and int index ? Items[index].Item : null;

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
    }

    /// <summary>A host function that belongs to no store, as the model sees it: known by what the linker first gave.</summary>
    private sealed class HostItem
    {
        public Extern? Function { get; set; }
    }

    private sealed class Run(LinkerModelTests test, int seed, Instance[] instances)
    {
        private readonly Random _random = new(seed);
        private readonly List<(Linker Linker, Model Model)> _left = [];
        private Linker _linker = new(test.Engine);
        private Model _model = new();
        private string _step = "";

        public int Instantiated { get; private set; }

        public int Duplicates { get; private set; }

        public void Step()
        {
            string module = Pick();
            string name = Pick();
            string other = Pick();
            string otherName = Pick();
            int kind = _random.Next(16);
            _step = $"seed {seed}: operation {kind} on {module}, {name}, {other}, {otherName}";
            switch (kind)
            {
                case 0 or 1:
                    Global global = Global.Create(test.Store, new GlobalType(ValType.I32, Mutable: false), _random.Next());
                    Both(() => _linker.Define(module, name, global), () => _model.Define(module, name, global));
                    break;
                case 2 or 3:
                    Both(() => _linker.DefineFunction(module, name, () => { }), () => _model.Define(module, name, new HostItem()));
                    break;
                case 4:
                    Function function = Function.Create(test.Store, () => { });
                    Both(() => _linker.DefineName(name, function), () => _model.Define(name, null, function));
                    break;
                case 5 or 6:
                    Both(() => _linker.Alias(module, name, other, otherName), () => Alias(module, name, other, otherName));
                    break;
                case 7 or 8:
                    Both(() => _linker.AliasModule(module, other), () => AliasModule(module, other));
                    break;
                case 9:
                    bool removed = _model.Items.RemoveAll(item => item.Module == module) > 0;
                    Assert.That(_linker.RemoveModule(module), Is.EqualTo(removed), _step);
                    break;
                case 10:
                    // The one that is left must not change any more.
                    _left.Add((_linker, _model));
                    (_linker, _model) = (_linker.Clone(), _model.Clone());
                    break;
                case 11:
                    _linker.AllowShadowing = _model.AllowShadowing = _random.Next(3) == 0;
                    break;
                case 12:
                    Instance instance = instances[_random.Next(instances.Length)];
                    Both(() => _linker.DefineInstance(module, instance), () => DefineInstance(module, instance));
                    break;
                default:
                    Instantiate();
                    break;
            }

            Compare(_linker, _model);
        }

        public void CompareAll()
        {
            _left.Add((_linker, _model));
            foreach ((Linker linker, Model model) in _left)
            {
                Compare(linker, model);
            }
        }

        private string Pick() => Names[_random.Next(Names.Length)];

        private void Alias(string module, string name, string asModule, string asName) => _model.Define(
            asModule,
            asName,
            _model.Find(module, name) ?? throw new InvalidOperationException($"no item named `{module}::{name}` defined"));

        private void AliasModule(string module, string asModule)
        {
            foreach ((_, string? name, object item) in _model.Items.FindAll(item => item.Module == module))
            {
                _model.Define(asModule, name, item);
            }
        }

        private void DefineInstance(string module, Instance instance)
        {
            foreach ((string name, Extern item) in instance.Exports)
            {
                _model.Define(module, name, item);
            }
        }

        private void Instantiate()
        {
            (string Module, string Name, bool IsFunction)[] imports =
                [.. Enumerable.Range(0, _random.Next(4)).Select(_ => (Pick(), Pick(), _random.Next(2) == 0))];

            // Mostly what there is.
            if (_random.Next(4) != 0)
            {
                var known = _model.Items.FindAll(item => item.Name is not null);
                imports = [.. imports.Where(_ => known.Count > 0).Select(_ => known[_random.Next(known.Count)]).Select(item => (item.Module, item.Name!, item.Item is not Global))];
            }

            int functions = 0;
            int globals = 0;
            string fields = string.Concat(imports.Select(import => $"""(import "{import.Module}" "{import.Name}" {(import.IsFunction ? "(func)" : "(global i32)")})"""));
            string exports = string.Concat(imports.Select((import, i) => $"""(export "{i}" {(import.IsFunction ? $"(func {functions++})" : $"(global {globals++})")})"""));
            Module module = test.ModuleOf($"(module {fields} {exports})");
            Instance? instance = null;
            Both(() => instance = _linker.Instantiate(test.Store, module), () => CheckImports(imports));
            for (int i = 0; instance is not null && i < imports.Length; i++)
            {
                AssertIs(instance.GetExport($"{i}")!, _model.Find(imports[i].Module, imports[i].Name)!);
                Instantiated++;
            }
        }

        private void CheckImports((string Module, string Name, bool IsFunction)[] imports)
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
            string? expected = MessageOf(model, typeof(InvalidOperationException));
            string? actual = MessageOf(linker, typeof(LinkException));
            Duplicates += expected?.Contains("defined twice", StringComparison.Ordinal) == true ? 1 : 0;
            if (expected is null)
            {
                Assert.That(actual, Is.Null, _step);
            }
            else
            {
                Assert.That(actual, Does.StartWith(expected), _step);
            }
        }

        private string? MessageOf(Action action, Type expected)
        {
            try
            {
                action();
                return null;
            }
            catch (Exception error)
            {
                Assert.That(error, Is.InstanceOf(expected), _step);
                return error.Message;
            }
        }

        private void Compare(Linker linker, Model model)
        {
            LinkedItem[] items = [.. linker.Definitions(test.Store)];
            Assert.That(items, Has.Length.EqualTo(model.Items.Count(item => item.Name is not null)), _step);
            foreach (LinkedItem item in items)
            {
                AssertIs(item.Item, model.Find(item.Module, item.Name));
            }

            string module = Pick();
            string name = Pick();
            Assert.That(linker.TryGet(test.Store, module, name, out Extern? found), Is.EqualTo(model.Find(module, name) is not null), _step);
            if (found is not null)
            {
                AssertIs(found, model.Find(module, name));
            }

            Assert.That(linker.TryGetByName(test.Store, name, out found), Is.EqualTo(model.Find(name, null) is not null), _step);
            if (found is not null)
            {
                AssertIs(found, model.Find(name, null));
            }
        }

        private void AssertIs(Extern actual, object? expected)
        {
            if (expected is HostItem host)
            {
                host.Function ??= actual;
                expected = host.Function;
            }

            if (!ReferenceEquals(actual, expected))
            {
                Assert.Fail($"{_step}: {actual} is not {expected}");
            }
        }
    }
}
