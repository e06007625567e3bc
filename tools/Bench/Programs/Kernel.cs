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
/// A program in <c>kernels/</c>: a module that imports nothing and exports <c>run</c>, from i32 to a number. It is text
/// (<c>NAME.wat</c>) or was compiled from <c>NAME.c</c> (<c>NAME.wasm</c>). The head comment of the text, or else of the
/// C source, has a line <c>size: argument = type:result</c> for each <see cref="KernelSize"/>, and <c>extra</c> if the
/// kernel stays out of the mean.
/// </summary>
internal sealed partial class Kernel
{
    private Kernel(string name, byte[] binary, string? text, string? source, bool isExtra, Dictionary<KernelSize, KernelCase> cases)
    {
        Name = name;
        Binary = binary;
        Text = text;
        Source = source;
        IsExtra = isExtra;
        Cases = cases;
    }

    public string Name { get; }

    /// <summary>The module in the binary format; text was translated by our parser.</summary>
    public byte[] Binary { get; }

    /// <summary>Path of the module's text, or null.</summary>
    public string? Text { get; }

    /// <summary>Path of the same program in C, or null.</summary>
    public string? Source { get; }

    /// <summary>Whether it is shown, but not part of the mean.</summary>
    public bool IsExtra { get; }

    public IReadOnlyDictionary<KernelSize, KernelCase> Cases { get; }

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "kernels");

    /// <summary>The kernels whose name contains <paramref name="filter"/>, by name, those outside the mean last.</summary>
    public static IReadOnlyList<Kernel> Load(string filter) =>
    [
        .. from path in Directory.EnumerateFiles(Folder)
           where Path.GetExtension(path) is ".wat" or ".wasm"
           where Path.GetFileNameWithoutExtension(path).Contains(filter, StringComparison.OrdinalIgnoreCase)
           let kernel = Read(path)
           orderby kernel.IsExtra, kernel.Name
           select kernel,
    ];

    private static Kernel Read(string path)
    {
        byte[] module = File.ReadAllBytes(path);
        bool isText = Path.GetExtension(path) == ".wat";
        string source = Path.ChangeExtension(path, ".c");
        string head = File.ReadAllText(isText ? path : source);
        var cases = new Dictionary<KernelSize, KernelCase>();
        foreach (Match match in CaseLine().Matches(head))
        {
            cases.Add(
                Enum.Parse<KernelSize>(match.Groups[1].ValueSpan, ignoreCase: true),
                new(int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), ReadValue(match.Groups[3].Value, match.Groups[4].Value)));
        }

        return new(
            Path.GetFileNameWithoutExtension(path),
            isText ? Assembler.Assemble(path, module) : module,
            isText ? path : null,
            File.Exists(source) ? source : null,
            ExtraLine().IsMatch(head),
            cases);
    }

    /// <summary>Reads a value as kernels, Node and C write it.</summary>
    public static Value ReadValue(string type, string text) => type switch
    {
        "i32" => Value.FromI32(int.Parse(text, CultureInfo.InvariantCulture)),
        "f64" => Value.FromF64(double.Parse(text, CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"a kernel's result is an i32 or f64, not {type}"),
    };

    [GeneratedRegex("^(?:;;|//) (quick|full): ([0-9]+) = (i32|f64):([-+.0-9e]+)$", RegexOptions.Multiline)]
    private static partial Regex CaseLine();

    [GeneratedRegex("^(?:;;|//) extra$", RegexOptions.Multiline)]
    private static partial Regex ExtraLine();
}
