using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Jit;
using Wasm.Jit.Execution;
using Wasm.Jit.Frontend;

namespace Wasm.Conform.Code;

/// <summary>What <c>conform dump</c> shows of the JIT: functions, compiled one by one and shown stage by stage.</summary>
/// <param name="Parts">What is wanted of each.</param>
/// <param name="Function">Index or name of the one that is wanted; null: all.</param>
/// <param name="Html">File for the page; null: text.</param>
/// <param name="Settings">Options of the JIT.</param>
internal sealed record CodeDump(CodeParts Parts, string? Function, string? Html, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Compiles and writes.</summary>
    /// <param name="definition">The module.</param>
    /// <param name="name">Its name for titles.</param>
    /// <param name="output">Where text goes.</param>
    /// <exception cref="InvalidModuleException">The module is not valid.</exception>
    /// <exception cref="InputException">There is no such function, the JIT does not run here, or the file cannot be written.</exception>
    public void Run(ModuleDefinition definition, string name, TextWriter output)
    {
        JitEngine engine = CreateEngine();
        ValidatedModule module = engine.Validate(definition);
        var environment = new ModuleEnvironment(module);
        NameSection? names = NameSection.TryRead(definition);
        var functions = new List<(string, CompiledText, List<WasmLine>, Expression)>();
        foreach (int index in Choose(definition, environment.ImportedFunctions, names))
        {
            int function = environment.ImportedFunctions + index;
            var text = new CompiledText();
            new FunctionCompiler(engine) { Observer = text }.Compile(environment, function);
            string title = $"function {function}{(names?.Functions.GetValueOrDefault(function) is { } own ? $" \"{own}\"" : "")}";
            Expression body = definition.Functions[index].Body;
            List<WasmLine> wasm = CompiledText.ListWasm(definition, index);
            if (Html is null)
            {
                CompiledTextWriter.Write(text, Parts, title, wasm, body, output);
            }
            else
            {
                functions.Add((title, text, wasm, body));
            }
        }

        if (Html is not null)
        {
            WritePage(name, functions);
            output.WriteLine(Html);
        }
    }

    private JitEngine CreateEngine()
    {
        try
        {
            return new JitEngine(null, JitOptions.Parse(Settings));
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            throw new InputException(e.Message);
        }
    }

    private void WritePage(string name, List<(string, CompiledText, List<WasmLine>, Expression)> functions)
    {
        try
        {
            using var file = new StreamWriter(Html!);
            CompiledPage.Write(name, functions, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{Html}: {e.Message}");
        }
    }

    /// <summary>Indices of the functions wanted, among those that the module defines.</summary>
    private IEnumerable<int> Choose(ModuleDefinition definition, int imported, NameSection? names)
    {
        if (Function is null)
        {
            return Enumerable.Range(0, definition.Functions.Count);
        }

        string wanted = Function.TrimStart('$');
        if (!int.TryParse(wanted, out int function))
        {
            Export? export = definition.Exports.Find(candidate => candidate.Kind == ExternKind.Function && candidate.Name == wanted);
            function = export?.Index
                ?? Enumerable.Range(0, imported + definition.Functions.Count).FirstOrDefault(index => names?.Functions.GetValueOrDefault(index) == wanted, -1);
        }

        return function >= imported && function < imported + definition.Functions.Count
            ? [function - imported]
            : throw new InputException(
                $"--function {Function}: the module defines no such function; it defines {definition.Functions.Count}, from {imported} on");
    }
}
