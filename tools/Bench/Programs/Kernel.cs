using System.Globalization;
using System.Text.RegularExpressions;
using Wasm.Runtime.Embedding;

namespace Wasm.Bench.Programs;

/// <summary>How much work a kernel does.</summary>
internal enum KernelSize
{
    /// <summary>About a tenth of a second for an interpreter.</summary>
    Quick,

    /// <summary>50 to 300 ms for an optimizing compiler.</summary>
    Full,
}

/// <summary>The argument and the result of a kernel's <c>run</c>, as its head comment states them.</summary>
internal sealed record KernelCase(int Argument, Value Expected);

/// <summary>
/// A program in <c>kernels/</c>: a module that imports nothing and exports <c>run</c>, from i32 to a number. Its head
/// comment has a line <c>;; size: argument = type:result</c> for each <see cref="KernelSize"/>.
/// </summary>
internal sealed partial class Kernel
{
    private Kernel(string name, byte[] binary, Dictionary<KernelSize, KernelCase> cases)
    {
        Name = name;
        Binary = binary;
        Cases = cases;
    }

    public string Name { get; }

    /// <summary>The module in the binary format, made by our text parser.</summary>
    public byte[] Binary { get; }

    public IReadOnlyDictionary<KernelSize, KernelCase> Cases { get; }

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "kernels");

    /// <summary>The kernels whose name contains <paramref name="filter"/>, by name.</summary>
    public static IReadOnlyList<Kernel> Load(string filter) =>
    [
        .. from path in Directory.EnumerateFiles(Folder, "*.wat").Order(StringComparer.Ordinal)
           where Path.GetFileNameWithoutExtension(path).Contains(filter, StringComparison.OrdinalIgnoreCase)
           select Read(path),
    ];

    private static Kernel Read(string path)
    {
        string text = File.ReadAllText(path);
        var cases = new Dictionary<KernelSize, KernelCase>();
        foreach (Match match in CaseLine().Matches(text))
        {
            cases.Add(
                Enum.Parse<KernelSize>(match.Groups[1].ValueSpan, ignoreCase: true),
                new(int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), ReadValue(match.Groups[3].Value, match.Groups[4].Value)));
        }

        return new(Path.GetFileNameWithoutExtension(path), Assembler.Assemble(path, File.ReadAllBytes(path)), cases);
    }

    /// <summary>Reads a value as kernels and Node write it.</summary>
    public static Value ReadValue(string type, string text) => type switch
    {
        "i32" => Value.FromI32(int.Parse(text, CultureInfo.InvariantCulture)),
        "f64" => Value.FromF64(double.Parse(text, CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"a kernel's result is an i32 or f64, not {type}"),
    };

    [GeneratedRegex("^;; (quick|full): ([0-9]+) = (i32|f64):([-+.0-9e]+)$", RegexOptions.Multiline)]
    private static partial Regex CaseLine();
}
