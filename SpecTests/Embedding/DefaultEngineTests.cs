using System.Reflection;
using System.Runtime.Loader;
using NUnit.Framework;
using Wasm.Interpreter;
using Wasm.Jit;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>The engine of those who do not choose.</summary>
[TestFixture]
public sealed class DefaultEngineTests
{
    [Test]
    public void It_is_one_and_works()
    {
        Engine engine = Engine.Default;
        Assert.That(Engine.Default, Is.SameAs(engine));
        Assert.That(engine.Options, Is.EqualTo(new EngineOptions()));
        using var store = new Store(engine);
        Assert.That(Memory.Create(store, new Core.Types.MemoryType(new Core.Types.Limits(1, null))).PageCount, Is.EqualTo(1));
    }

    [Test]
    public void It_compiles_where_there_is_a_compiler() =>
        Assert.That(Engine.Default, JitEngine.IsSupported ? Is.TypeOf<JitEngine>() : Is.TypeOf<ReferenceEngine>());

    [Test]
    public void It_interprets_where_the_compiler_is_absent()
    {
        var context = new Libraries(["Wasm.Jit"]);
        Assert.That(context.DefaultName(), Is.EqualTo("reference"));
        context.Unload();
    }

    [Test]
    public void Without_any_it_says_what_to_add()
    {
        var context = new Libraries(["Wasm.Jit", "Wasm.Interpreter"]);
        Assert.That(context.DefaultName, Throws.TypeOf<InvalidOperationException>().With.Message.Contains("Wasm.Jit or Wasm.Interpreter"));
        context.Unload();
    }

    [TestCase(true, "high")]
    [TestCase(false, "low")]
    public void It_is_the_best_that_runs_here(bool isSupported, string best)
    {
        var low = new EngineKind(0, () => true, () => new ReferenceEngine());
        var high = new EngineKind(5, () => isSupported, () => new ReferenceEngine());
        EngineKind? chosen = EngineKind.Best([low, high]);
        Assert.That(chosen, Is.SameAs(best == "high" ? high : low));
        Assert.That(EngineKind.Best([high]), Is.SameAs(isSupported ? high : null));
    }

    /// <summary>Our libraries loaded once more, as by a program that lacks some of them.</summary>
    private sealed class Libraries(string[] absent) : AssemblyLoadContext(isCollectible: true)
    {
        /// <summary>Name of the engine that such a program gets.</summary>
        public string? DefaultName()
        {
            Type engine = LoadFromAssemblyName(new AssemblyName("Wasm.Runtime")).GetType(typeof(Engine).FullName!)!;
            try
            {
                object chosen = engine.GetProperty(nameof(Engine.Default))!.GetValue(null)!;
                return (string?)engine.GetProperty(nameof(Engine.Name))!.GetValue(chosen);
            }
            catch (TargetInvocationException e)
            {
                throw e.InnerException!;
            }
        }

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string name = assemblyName.Name!;
            return absent.Contains(name) ? throw new FileNotFoundException(name)
                : name.StartsWith("Wasm.", StringComparison.Ordinal) ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"))
                : null;
        }
    }
}
