using System.Globalization;
using System.Text;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.Bench.Embedding;

/// <summary>Making instances, and looking up imports.</summary>
internal static class Instantiation
{
    private const int Imports = 10_000;

    /// <summary>Instances that one store gets, as a program would not keep more in one either.</summary>
    private const int InstancesOfStore = 1000;

    private const string WithoutMemory =
        """
        (import "host" "nothing" (func))
        (global $g (mut i32) (i32.const 7))
        (global i64 (i64.const 8))
        (table 8 funcref)
        (elem (i32.const 0) func $f $f)
        (func $f (export "f") (result i32) (global.get $g))
        """;

    private const string WithMemory = WithoutMemory + """(memory (export "memory") 1) (data (i32.const 16) "some text")""";

    public static IEnumerable<EmbeddingCase> Cases(string engineName) =>
    [
        .. CasesOf("instantiate, one page of memory", engineName, WithMemory, Limits.Page),
        .. CasesOf("instantiate, no memory", engineName, WithoutMemory, Limits.Object),
        LookUps(engineName),
    ];

    private static IEnumerable<EmbeddingCase> CasesOf(string group, string engineName, string fields, Limit limit)
    {
        var setting = new Setting(engineName);
        Module module = setting.Compile(fields);
        DefinedType type = setting.Engine.Types.Register(new FunctionType([], []));
        yield return new(group, "Linker.Instantiate", limit, count => Repeat(count, store =>
        {
            var linker = new Linker(setting.Engine);
            linker.Define("host", "nothing", setting.Engine.CreateHostFunction(store, type, (_, _, _) => { }));
            return () => linker.Instantiate(store, module);
        }));
        yield return new(group, "InstancePre.Instantiate", limit, count => Repeat(count, store =>
        {
            InstancePre prepared = new Linker(setting.Engine).DefineFunction("host", "nothing", static () => { }).InstantiatePre(module);
            return () => prepared.Instantiate(store);
        }));
        yield return new(group, "Instantiator.Instantiate", limit, count => Repeat(count, store =>
        {
            Extern[] imports = [setting.Engine.CreateHostFunction(store, type, (_, _, _) => { })];
            return () => Instantiator.Instantiate(store, module, imports);
        }));

        bool Repeat(int count, Func<Store, Func<Instance>> prepare)
        {
            Instance? last = null;
            for (int done = 0; done < count; done += InstancesOfStore)
            {
                Func<Instance> instantiate = prepare(new Store(setting.Engine));
                for (int i = Math.Min(InstancesOfStore, count - done); i > 0; i--)
                {
                    last = instantiate();
                }
            }

            return last!.GetFunction("f")!.Invoke()[0] == 7;
        }
    }

    private static EmbeddingCase LookUps(string engineName)
    {
        var setting = new Setting(engineName);
        var fields = new StringBuilder();
        var names = new string[Imports];
        Function function = setting.Engine.CreateHostFunction(
            setting.Store, setting.Engine.Types.Register(new FunctionType([ValType.I32], [ValType.I32])), (_, _, _) => { });
        for (int i = 0; i < Imports; i++)
        {
            names[i] = $"function{i}";
            fields.Append(CultureInfo.InvariantCulture, $"(import \"host\" \"{names[i]}\" (func (param i32) (result i32)))");
            setting.Linker.Define("host", names[i], function);
        }

        fields.Append(CultureInfo.InvariantCulture, $"(export \"last\" (func {Imports - 1}))");
        Module module = setting.Compile(fields.ToString());
        return new("link", $"an import of {Imports:N0}", Limits.LookUp(names), count =>
        {
            bool isCorrect = true;
            for (int i = 0; i < count; i++)
            {
                isCorrect &= setting.Linker.Instantiate(setting.Store, module).GetFunction("last") == function;
            }

            return isCorrect;
        })
        { Operations = Imports };
    }
}
