using System.Globalization;
using System.Text;
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
        .. LookUps(engineName),
    ];

    private static IEnumerable<EmbeddingCase> CasesOf(string group, string engineName, string fields, Limit limit)
    {
        var setting = new Setting(engineName);
        setting.Linker.DefineFunction("host", "nothing", () => { });
        Module module = setting.Compile(fields);
        InstancePre pre = setting.Linker.InstantiatePre(module);
        yield return new(group, "InstancePre.Instantiate", limit, count => Repeat(count, pre.Instantiate));
        yield return new(group, "Linker.Instantiate", limit, count => Repeat(count, store => setting.Linker.Instantiate(store, module)));

        bool Repeat(int count, Func<Store, Instance> instantiate)
        {
            Instance? last = null;
            for (int done = 0; done < count; done += InstancesOfStore)
            {
                var store = new Store(setting.Engine);
                for (int i = Math.Min(InstancesOfStore, count - done); i > 0; i--)
                {
                    last = instantiate(store);
                }
            }

            return last!.GetFunction("f")!.Invoke()[0] == 7;
        }
    }

    private static IEnumerable<EmbeddingCase> LookUps(string engineName)
    {
        var setting = new Setting(engineName);
        var fields = new StringBuilder();
        var names = new string[Imports];
        for (int i = 0; i < Imports; i++)
        {
            names[i] = $"function{i}";
            fields.Append(CultureInfo.InvariantCulture, $"(import \"host\" \"{names[i]}\" (func (param i32) (result i32)))");
            setting.Linker.DefineFunction("host", names[i], (int x) => x);
        }

        fields.Append(CultureInfo.InvariantCulture, $"(export \"last\" (func {Imports - 1}))");
        Module module = setting.Compile(fields.ToString());
        Function last = setting.Linker.Instantiate(setting.Store, module).GetFunction("last")!;
        Limit limit = Limits.LookUp(names);
        const string Group = "link, per import of 10,000";
        yield return new(Group, "Linker.InstantiatePre", limit, count =>
        {
            InstancePre? pre = null;
            for (int i = 0; i < count; i++)
            {
                pre = setting.Linker.InstantiatePre(module);
            }

            return pre!.Instantiate(setting.Store).GetFunction("last") == last;
        })
        { Operations = Imports };
        yield return new(Group, "Linker.Instantiate", limit, count =>
        {
            bool isCorrect = true;
            for (int i = 0; i < count; i++)
            {
                isCorrect &= setting.Linker.Instantiate(setting.Store, module).GetFunction("last") == last;
            }

            return isCorrect;
        })
        { Operations = Imports };
    }
}
