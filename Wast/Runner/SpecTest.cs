using System.Collections.Immutable;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.Wast.Runner;

/// <summary>
/// The host module <c>spectest</c> (specification interpreter, README, "Spectest host module"; <c>table64</c> only in
/// its source). Its memory and tables can be written, so each script has its own.
/// </summary>
public static class SpecTest
{
    private const string Name = "spectest";

    /// <summary>Defines the module's items.</summary>
    /// <param name="linker">Where.</param>
    /// <param name="store">The store they live in.</param>
    /// <param name="output">Where the print functions write; null: nowhere.</param>
    public static void Define(Linker linker, Store store, TextWriter? output)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(store);
        Engine engine = store.Engine;
        void DefineGlobal(string name, ValType type, Value value) =>
            linker.Define(Name, name, Global.Create(store, new GlobalType(type, Mutable: false), value));

        DefineGlobal("global_i32", ValType.I32, Value.FromI32(666));
        DefineGlobal("global_i64", ValType.I64, Value.FromI64(666));
        DefineGlobal("global_f32", ValType.F32, Value.FromF32(666.6f));
        DefineGlobal("global_f64", ValType.F64, Value.FromF64(666.6));

        var limits = new Limits(10, 20);
        linker.Define(Name, "table", Table.Create(store, new TableType(ValType.FuncRef, limits)));
        linker.Define(Name, "table64", Table.Create(store, new TableType(ValType.FuncRef, limits, Is64: true)));
        linker.Define(Name, "memory", Memory.Create(store, new MemoryType(new Limits(1, 2))));

        void DefinePrint(string name, params ImmutableArray<ValType> parameters) =>
            linker.DefineFunction(Name, name, new FunctionType(parameters, []), (_, arguments, _) => Print(output, arguments));

        DefinePrint("print");
        DefinePrint("print_i32", ValType.I32);
        DefinePrint("print_i64", ValType.I64);
        DefinePrint("print_f32", ValType.F32);
        DefinePrint("print_f64", ValType.F64);
        DefinePrint("print_i32_f32", ValType.I32, ValType.F32);
        DefinePrint("print_f64_f64", ValType.F64, ValType.F64);
    }

    // One line per value, such as "13 : i32".
    private static void Print(TextWriter? output, ReadOnlySpan<Value> arguments)
    {
        if (output is null)
        {
            return;
        }

        lock (output)
        {
            foreach (Value argument in arguments)
            {
                string[] words = argument.ToString().Split(".const ");
                output.WriteLine($"{words[1]} : {words[0]}");
            }
        }
    }
}
