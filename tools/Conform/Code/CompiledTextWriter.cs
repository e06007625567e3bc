using Wasm.Core.Model;

namespace Wasm.Conform.Code;

/// <summary>Which parts of <see cref="CompiledText"/> are wanted.</summary>
[Flags]
internal enum CodeParts
{
    None = 0,

    /// <summary>The SSA form after the last pass.</summary>
    Ir = 1,

    /// <summary>The SSA form after each pass that changed it.</summary>
    Passes = 2,

    /// <summary>Machine code before and after registers are assigned.</summary>
    Machine = 4,

    /// <summary>Machine code.</summary>
    Assembly = 8,
}

/// <summary>Writes what a compiler made of a function.</summary>
internal static class CompiledTextWriter
{
    /// <summary>Writes the parts that are wanted.</summary>
    public static void Write(CompiledText text, CodeParts parts, string title, List<WasmLine> wasm, Expression body, TextWriter output)
    {
        output.WriteLine($"{title}: {text.CodeBytes} bytes of code, frame of {text.FrameBytes} bytes");
        if ((parts & CodeParts.Passes) != 0)
        {
            foreach (IrStage stage in text.Stages)
            {
                Title(output, stage.IsChanged ? $"SSA after {stage.Name}" : $"{stage.Name}: nothing changed");
                if (stage.IsChanged)
                {
                    output.WriteLine(stage.Text.TrimEnd());
                }
            }
        }
        else if ((parts & CodeParts.Ir) != 0)
        {
            Title(output, "SSA");
            output.WriteLine(text.Stages[^1].Text.TrimEnd());
        }

        if ((parts & CodeParts.Machine) != 0)
        {
            Title(output, "machine code with virtual registers");
            output.WriteLine(text.Lowered.TrimEnd());
            Title(output, "machine code with registers");
            output.WriteLine(text.Allocated.TrimEnd());
        }

        if ((parts & CodeParts.Assembly) != 0)
        {
            Title(output, "machine code");
            WriteAssembly(text, wasm, body, output);
        }

        output.WriteLine();
    }

    private static void WriteAssembly(CompiledText text, List<WasmLine> wasm, Expression body, TextWriter output)
    {
        Dictionary<int, WasmLine> byStart = wasm.DistinctBy(line => line.Start).ToDictionary(line => line.Start);
        int offset = -1;
        string? ssa = null;
        foreach (AssemblyLine line in text.Assembly)
        {
            if (line.Offset != offset)
            {
                offset = line.Offset;
                ssa = null;
                if (byStart.TryGetValue(offset, out WasmLine? source))
                {
                    output.WriteLine($"  0x{body.Offset + offset:x6}  {source.Text}");
                }
            }

            if (line.Ssa != ssa && line.Ssa is not null)
            {
                ssa = line.Ssa;
                output.WriteLine($"            {ssa}");
            }

            output.WriteLine($"                {line.Position,5:x}  {line.Text}");
        }
    }

    private static void Title(TextWriter output, string title)
    {
        output.WriteLine();
        output.WriteLine($"-- {title}");
    }
}
