using System.Diagnostics.CodeAnalysis;
using Wasm.Core.Diagnostics;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

// Commands that define modules and instances.
internal sealed partial class ScriptRun
{
    // Instances live in the linker under names that no module can import: an import's name is UTF-8, and an unpaired
    // surrogate is not (specification, 5.2.4).
    private const string PrivatePrefix = "\uD800";

    private Verdict RunModule(ModuleCommand command)
    {
        Module? module = null;
        try
        {
            if (!TryDefine(command.Source, command.Name, out module, out Verdict verdict))
            {
                return verdict;
            }
        }
        finally
        {
            if (module is null && !command.IsDefinition)
            {
                _instances.Fail(command.Name, LineOf(command));
            }
        }

        if (command.IsDefinition)
        {
            return Verdict.Pass;
        }

        NameScript(null, command.Range);
        return Instantiate(module, command.Name);
    }

    private Verdict RunInstance(InstanceCommand command)
    {
        if (!_modules.TryGet(command.Module, out Module? module, out Verdict verdict))
        {
            _instances.Fail(command.Name, LineOf(command));
            return verdict;
        }

        return Instantiate(module, command.Name);
    }

    private Verdict RunRegister(RegisterCommand command)
    {
        if (!_instances.TryGet(command.Instance, out Instance? instance, out Verdict verdict))
        {
            return verdict;
        }

        string own = PrivatePrefix + command.Instance;
        if (command.Instance is null)
        {
            _linker.RemoveModule(own);
            _linker.DefineInstance(own, instance);
        }

        // A registration replaces an earlier one whole: an export that only the old instance has is gone.
        _linker.RemoveModule(command.Name);
        _linker.AliasModule(own, command.Name);
        return Verdict.Pass;
    }

    /// <summary>Decodes, validates, compiles and binds a module.</summary>
    private bool TryDefine(ModuleSource source, string? name, [NotNullWhen(true)] out Module? module, out Verdict verdict)
    {
        module = null;
        try
        {
            Module loaded = _loader.Load(source);
            if (_modules.IsFree(name, out verdict))
            {
                _modules.Bind(name, loaded);
                module = loaded;
                return true;
            }
        }
        catch (ModuleException e)
        {
            Observe(Describe(e));
            verdict = Verdict.Fail("a valid module", DescribeAt(e));
        }
        finally
        {
            if (module is null)
            {
                _modules.Fail(name, LineOf(_command!));
            }
        }

        return false;
    }

    private Verdict Instantiate(Module module, string? name)
    {
        Instance? instance = null;
        try
        {
            instance = _linker.Instantiate(_store, module);
            Observe(instance);
        }
        catch (Exception e) when (IsInstantiationFailure(e))
        {
            Observe(e);
            return Verdict.Fail("an instance", Describe(e));
        }
        finally
        {
            if (instance is null)
            {
                _instances.Fail(name, LineOf(_command!));
            }
        }

        if (!_instances.IsFree(name, out Verdict verdict))
        {
            _instances.Fail(null, LineOf(_command!));
            return verdict;
        }

        _instances.Bind(name, instance);
        if (name is not null)
        {
            _linker.DefineInstance(PrivatePrefix + name, instance);
        }

        return Verdict.Pass;
    }

    private static bool IsInstantiationFailure(Exception e) => e is LinkException or TrapException or WasmException or ExhaustionException;

    /// <summary>What an exception says, with its kind.</summary>
    private static string Describe(Exception e) => e switch
    {
        MalformedModuleException => $"malformed: {e.Message}",
        SyntaxException => $"syntax error: {e.Message}",
        InvalidModuleException => $"invalid: {e.Message}",
        MalformedCustomException => $"malformed custom section: {e.Message}",
        InvalidCustomException => $"invalid custom section: {e.Message}",
        LinkException => $"link failure: {e.Message}",
        TrapException => $"trap: {e.Message}",
        WasmException thrown => DescribeException(thrown.Exception),
        ExhaustionException => $"exhaustion: {e.Message}",
        _ => e.Message,
    };

    /// <summary>What a module's error says and where it is.</summary>
    private string DescribeAt(ModuleException e)
    {
        string text = Describe(e);
        switch (_loader.FindPosition(e, out TextPosition position))
        {
            case PositionOrigin.Script:
                _errorPosition = position;
                return $"{text} (at {position})";
            case PositionOrigin.OtherText:
                return $"{text} (at {position} of the quoted text)";
            default:
                return e.Offset < 0 ? text : $"{text} (at offset 0x{e.Offset:x})";
        }
    }
}
