using System.Collections.Immutable;
using System.Text.Json;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Wast.Script;

/// <summary>Reads one command of a manifest.</summary>
/// <param name="json">The command.</param>
/// <param name="folder">Where the modules' files are.</param>
internal readonly struct ManifestCommand(JsonElement json, string folder)
{
    private int Line => json.TryGetProperty("line", out JsonElement line) && line.TryGetInt32(out int number) ? number : 1;

    public Command Read()
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Error("a command is no object");
        }

        string type = GetString("type");
        Command command = type switch
        {
            "module" => new ModuleCommand(default, Name("name"), ReadFile(), IsDefinition: false),
            "module_definition" => new ModuleCommand(default, Name("name"), ReadFile(), IsDefinition: true),
            "module_instance" => new InstanceCommand(default, Name("instance") ?? Name("name"), Name("module")),
            "register" => new RegisterCommand(default, GetString("as"), Name("name")),
            "action" => new ActionCommand(default, ReadAction()),
            "assert_return" => new AssertReturnCommand(default, ReadAction(), ReadExpected()),
            "assert_return_canonical_nan" => new AssertReturnCommand(default, ReadAction(), ReadNan(NanKind.Canonical)),
            "assert_return_arithmetic_nan" => new AssertReturnCommand(default, ReadAction(), ReadNan(NanKind.Arithmetic)),
            "assert_trap" => new AssertActionFailsCommand(default, ActionFailure.Trap, ReadAction(), GetString("text")),
            "assert_exhaustion" => new AssertActionFailsCommand(default, ActionFailure.Exhaustion, ReadAction(), GetString("text")),
            "assert_exception" => new AssertActionFailsCommand(default, ActionFailure.Exception, ReadAction(), ""),
            "assert_malformed" => ReadModuleFailure(ModuleFailure.Malformed),
            "assert_invalid" => ReadModuleFailure(ModuleFailure.Invalid),
            "assert_malformed_custom" => ReadModuleFailure(ModuleFailure.MalformedCustom),
            "assert_invalid_custom" => ReadModuleFailure(ModuleFailure.InvalidCustom),
            "assert_unlinkable" => ReadInstantiationFailure(InstantiationFailure.Unlinkable),
            "assert_uninstantiable" => ReadInstantiationFailure(InstantiationFailure.Uninstantiable),
            _ => new UnknownCommand(type),
        };
        return command with { ManifestLine = Line };
    }

    private AssertModuleFailsCommand ReadModuleFailure(ModuleFailure kind) => new(default, kind, ReadFile(), GetString("text"));

    private AssertInstantiationFailsCommand ReadInstantiationFailure(InstantiationFailure kind) =>
        new(default, kind, ReadFile(), null, GetString("text"));

    private FileModuleSource ReadFile()
    {
        string file = GetString("filename");
        string? type = GetOptionalString("module_type");
        bool isText = type is null ? file.EndsWith(".wat", StringComparison.Ordinal) : type == "text";

        // json-from-wast names the text first and its binary form beside it.
        if (isText && GetOptionalString("binary_filename") is { } binary)
        {
            return new FileModuleSource(Path.Combine(folder, binary), IsText: false);
        }

        return new FileModuleSource(Path.Combine(folder, file), isText);
    }

    private ScriptAction ReadAction()
    {
        if (!json.TryGetProperty("action", out JsonElement item) || item.ValueKind != JsonValueKind.Object)
        {
            throw Error("no object \"action\"");
        }

        var action = new ManifestCommand(item, folder);
        string? instance = action.Name("module");
        string export = action.GetString("field");
        switch (action.GetString("type"))
        {
            case "get":
                return new GetAction(instance, export);
            case "invoke":
                var values = new List<Value>();
                var types = new List<ValType>();
                foreach (JsonElement argument in action.GetArray("args"))
                {
                    (Value value, ValType type) = ManifestValues.ReadArgument(argument);
                    values.Add(value);
                    types.Add(type);
                }

                return new InvokeAction(instance, export, [.. values], [.. types]);
            default:
                throw Error($"unknown action \"{action.GetString("type")}\"");
        }
    }

    private ImmutableArray<ResultPattern> ReadExpected()
    {
        var patterns = ImmutableArray.CreateBuilder<ResultPattern>();
        foreach (JsonElement item in GetArray("expected"))
        {
            patterns.Add(ManifestValues.ReadPattern(item));
        }

        return patterns.DrainToImmutable();
    }

    // Old manifests name the NaN in the command and only types in "expected".
    private ImmutableArray<ResultPattern> ReadNan(NanKind kind)
    {
        var patterns = ImmutableArray.CreateBuilder<ResultPattern>();
        foreach (JsonElement item in GetArray("expected"))
        {
            patterns.Add(new NanPattern(new ManifestCommand(item, folder).GetString("type") == "f32" ? ValType.F32 : ValType.F64, kind));
        }

        return patterns.DrainToImmutable();
    }

    // Names are written with their dollar sign.
    private string? Name(string property) => GetOptionalString(property) is { } name ? name.StartsWith('$') ? name[1..] : name : null;

    private JsonElement.ArrayEnumerator GetArray(string property) =>
        json.TryGetProperty(property, out JsonElement item) && item.ValueKind == JsonValueKind.Array
            ? item.EnumerateArray()
            : throw Error($"no array \"{property}\"");

    private string GetString(string property) => GetOptionalString(property) ?? throw Error($"no string \"{property}\"");

    private string? GetOptionalString(string property) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out JsonElement item) && item.ValueKind == JsonValueKind.String
            ? item.GetString()
            : null;

    private ManifestException Error(string message)
    {
        string text = json.ToString();
        return new ManifestException($"{message} in {(text.Length <= 100 ? text : text[..100] + "…")}");
    }
}
