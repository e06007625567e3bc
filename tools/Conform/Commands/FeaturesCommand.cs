using System.CommandLine;
using Newtonsoft.Json;
using Wasm.Core.Instructions;

namespace Wasm.Conform.Commands;

/// <summary><c>conform features</c>: what modules may use, release by release.</summary>
internal static class FeaturesCommand
{
    private static readonly (string Name, FeatureSet Set)[] Sets =
    [
        ("wasm1", FeatureSet.Wasm1), ("wasm2", FeatureSet.Wasm2), ("wasm3", FeatureSet.Wasm3), ("all", FeatureSet.All),
    ];

    public static Command Create(ToolContext context)
    {
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new Command("features", "List the features that --features switches, and the sets that contain them.") { json };
        CommandLine.AddExamples(command, "conform features", "conform features --json", "conform validate old.wasm --features \"wasm1 +simd\"");
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                WriteJson(context.Out);
            }
            else
            {
                WriteTable(context.Out);
            }

            return Program.Good;
        });
        return command;
    }

    private static void WriteTable(TextWriter output)
    {
        int width = FeatureSet.Known.Max(row => row.Name.Length);
        output.WriteLine($"{"feature".PadRight(width)}  release  {string.Join("  ", Sets.Select(set => set.Name))}");
        foreach ((string name, Feature feature, int release) in FeatureSet.Known)
        {
            string marks = string.Join("  ", Sets.Select(set => (set.Set.Has(feature) ? "+" : "-").PadRight(set.Name.Length)));
            output.WriteLine($"{name.PadRight(width)}  {$"{release}.0",-7}  {marks.TrimEnd()}");
        }

        output.WriteLine();
        output.WriteLine("Default: wasm3. A set's name replaces what stands before it; +NAME adds, -NAME removes.");
    }

    private static void WriteJson(TextWriter output)
    {
        using var json = new JsonTextWriter(output) { CloseOutput = false, Formatting = Formatting.Indented };
        json.WriteStartObject();
        json.WritePropertyName("default");
        json.WriteValue("wasm3");
        json.WritePropertyName("features");
        json.WriteStartArray();
        foreach ((string name, Feature feature, int release) in FeatureSet.Known)
        {
            json.WriteStartObject();
            json.WritePropertyName("name");
            json.WriteValue(name);
            json.WritePropertyName("release");
            json.WriteValue(release);
            json.WritePropertyName("sets");
            json.WriteStartArray();
            foreach ((string set, FeatureSet features) in Sets)
            {
                if (features.Has(feature))
                {
                    json.WriteValue(set);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteLine();
    }
}
