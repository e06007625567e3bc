using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Bench.Embedding;

/// <summary>Calls of host functions that do next to nothing, in a loop of WebAssembly whose own time is taken off.</summary>
internal static class WasmToHost
{
    private static readonly ValType[] Three = [ValType.I64, ValType.I64, ValType.F64];

    private const string Fields =
        """
        (import "host" "nothing" (func $nothing))
        (import "host" "number" (func $number (param i32) (result i32)))
        (import "host" "three" (func $three (param i64 i64 f64) (result f64)))
        (import "host" "reference" (func $reference (param externref) (result externref)))
        (func (export "empty") (param $n i32)
          (loop $again
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
        (func (export "nothing") (param $n i32)
          (loop $again
            (call $nothing)
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
        (func (export "number") (param $n i32) (result i32) (local $x i32)
          (loop $again
            (local.set $x (call $number (local.get $x)))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $x))
        (func (export "three") (param $n i32) (result f64) (local $x f64)
          (loop $again
            (local.set $x (call $three (i64.const 3) (i64.const 2) (local.get $x)))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $x))
        (func (export "reference") (param $n i32) (param $x externref) (result externref)
          (loop $again
            (local.set $x (call $reference (local.get $x)))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $x))
        """;

    public static IEnumerable<EmbeddingCase> Cases(string engineName) =>
        CasesOf("wasm -> host, typed", WithDelegates(new Setting(engineName)))
            .Concat(CasesOf("wasm -> host, by values", WithValues(new Setting(engineName))))
            .Concat(CasesOf("wasm -> host, by slots", WithSlots(new Setting(engineName))));

    private static IEnumerable<EmbeddingCase> CasesOf(string group, Setting setting)
    {
        Instance instance = setting.Instantiate(Fields);
        Function empty = instance.GetFunction("empty")!;
        Function nothing = instance.GetFunction("nothing")!;
        Function number = instance.GetFunction("number")!;
        Function three = instance.GetFunction("three")!;
        Function reference = instance.GetFunction("reference")!;
        Func<int, bool> frame = count => empty.Invoke(count).Length == 0;
        yield return new(group, "()", Limits.Nothing, count => nothing.Invoke(count).Length == 0) { Frame = frame };
        yield return new(group, "(i32) -> i32", Limits.Number, count => number.Invoke(count)[0].I32 == count) { Frame = frame };
        yield return new(group, "(i64, i64, f64) -> f64", Limits.Three, count => three.Invoke(count)[0].F64 == count) { Frame = frame };
        yield return new(
            group,
            "(externref) -> externref",
            Limits.Reference,
            count => reference.Invoke(count, Value.FromReference(setting))[0].Reference == setting)
        { Frame = frame };
    }

    private static Setting WithDelegates(Setting setting)
    {
        setting.Linker.DefineFunction("host", "nothing", () => { });
        setting.Linker.DefineFunction("host", "number", (int x) => x + 1);
        setting.Linker.DefineFunction("host", "three", (long a, long b, double x) => x + (a - b));
        setting.Linker.DefineFunction("host", "reference", (object? x) => x);
        return setting;
    }

    private static Setting WithValues(Setting setting)
    {
        Define("nothing", [], [], (_, _, _) => { });
        Define("number", [ValType.I32], [ValType.I32], (_, arguments, results) => results[0] = arguments[0].I32 + 1);
        Define("three", Three, [ValType.F64], (_, arguments, results) => results[0] = arguments[2].F64 + (arguments[0].I64 - arguments[1].I64));
        Define("reference", [ValType.ExternRef], [ValType.ExternRef], (_, arguments, results) => results[0] = arguments[0]);
        return setting;

        void Define(string name, ValType[] parameters, ValType[] results, HostDelegate function) =>
            setting.Linker.DefineFunction("host", name, new FunctionType([.. parameters], [.. results]), function);
    }

    private static Setting WithSlots(Setting setting)
    {
        Define("nothing", [], [], (_, _, _) => { });
        Define("number", [ValType.I32], [ValType.I32], (_, slots, _) => slots[0].I32++);
        Define("three", Three, [ValType.F64], (_, slots, _) => slots[0].F64 = slots[2].F64 + (slots[0].I64 - slots[1].I64));
        Define("reference", [ValType.ExternRef], [ValType.ExternRef], (_, _, _) => { });
        return setting;

        void Define(string name, ValType[] parameters, ValType[] results, RawHostDelegate function) =>
            setting.Linker.DefineUncheckedFunction("host", name, new FunctionType([.. parameters], [.. results]), function);
    }
}
