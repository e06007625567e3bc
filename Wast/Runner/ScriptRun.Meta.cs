using Wasm.Core.Binary;
using Wasm.Runtime.Embedding;
using Wasm.Text;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

// Meta commands. Files are found from the script's folder; none outside of it is read or written.
internal sealed partial class ScriptRun
{
    // Texts of scripts by name, for "output"; the empty name is the latest.
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _scripts = [];

    private void NameScript(string? name, SourceRange range)
    {
        if (_script.Source is { } source)
        {
            _scripts[""] = source.Bytes[range.Start..range.End];
            _scripts[name ?? ""] = _scripts[""];
        }
    }

    private Verdict RunInput(InputCommand command)
    {
        if (_inputDepth >= MaximumInputDepth)
        {
            return Verdict.Fail($"at most {MaximumInputDepth} files that read each other", "too many");
        }

        if (!TryResolve(command.File, out string path))
        {
            return Verdict.Fail("a file in the script's folder", command.File);
        }

        byte[] bytes = File.ReadAllBytes(path);
        ModuleSource? source = Path.GetExtension(path) switch
        {
            ".wasm" => new BinaryModuleSource(bytes),
            ".wat" => new QuotedModuleSource(bytes),
            _ => null,
        };
        Verdict verdict = Verdict.Pass;
        if (source is not null)
        {
            verdict = RunModule(new ModuleCommand(command.Range, command.Name, source, IsDefinition: false));
        }
        else if (Path.GetExtension(path) == ".wast")
        {
            RunInputScript(path, bytes);
            if (command.Name is { } name)
            {
                BindLatest(name);
            }
        }
        else
        {
            verdict = Verdict.Fail("a .wasm, .wat or .wast file", command.File);
        }

        return verdict;
    }

    private void RunInputScript(string path, byte[] bytes)
    {
        Command? outer = _command;
        _inputDepth++;
        Execute(ScriptParser.Parse(new SourceText(path, bytes)));
        _inputDepth--;
        _command = outer;
        _errorPosition = null;
    }

    // A named input also names the latest module and instance.
    private void BindLatest(string name)
    {
        if (_modules.TryGet(null, out Module? module, out _) && _modules.IsFree(name, out _))
        {
            _modules.Bind(name, module);
        }

        if (_instances.TryGet(null, out Instance? instance, out _) && _instances.IsFree(name, out _))
        {
            _instances.Bind(name, instance);
            _linker.DefineInstance(PrivatePrefix + name, instance);
        }
    }

    private Verdict RunOutput(OutputCommand command)
    {
        if (command.File is { } script && Path.GetExtension(script) == ".wast")
        {
            return WriteScript(command, script);
        }

        if (!_modules.TryGet(command.Name, out Module? module, out Verdict verdict))
        {
            return verdict;
        }

        if (command.File is not { } file)
        {
            _options.Output?.Write(ModulePrinter.Print(module.Definition));
            return Verdict.Pass;
        }

        if (!TryResolve(file, out string path))
        {
            return Verdict.Fail("a file in the script's folder", file);
        }

        switch (Path.GetExtension(path))
        {
            case ".wasm":
                File.WriteAllBytes(path, ModuleEncoder.Encode(module.Definition));
                return Verdict.Pass;
            case ".wat":
                File.WriteAllText(path, ModulePrinter.Print(module.Definition));
                return Verdict.Pass;
            default:
                return Verdict.Fail("a .wasm, .wat or .wast file", file);
        }
    }

    private Verdict WriteScript(OutputCommand command, string file)
    {
        if (!_scripts.TryGetValue(command.Name ?? "", out ReadOnlyMemory<byte> text))
        {
            return Verdict.Fail("a script", command.Name is null ? "no script defined" : $"unknown script ${command.Name}");
        }

        if (!TryResolve(file, out string path))
        {
            return Verdict.Fail("a file in the script's folder", file);
        }

        File.WriteAllBytes(path, text.Span);
        return Verdict.Pass;
    }

    private bool TryResolve(string file, out string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(_script.Path)) ?? "/";
        path = Path.GetFullPath(file, folder);
        return path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
