using System.Text;
using Iced.Intel;
using Wasm.Core.Model;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Text;
using BlockData = Wasm.Jit.Backend.MachineBlock;

namespace Wasm.Conform.Code;

/// <summary>The SSA form of a function after a stage.</summary>
/// <param name="Name">Of the stage.</param>
/// <param name="Text">The form, line by line.</param>
/// <param name="IsChanged">Whether the stage changed anything.</param>
internal sealed record IrStage(string Name, string Text, bool IsChanged);

/// <summary>A machine instruction.</summary>
/// <param name="Position">Its first byte in the function's code.</param>
/// <param name="Text">As Intel writes it.</param>
/// <param name="Offset">Position of the WebAssembly instruction in the body that it comes from; -1: none.</param>
/// <param name="Ssa">Line of the SSA form that it comes from; null: not known.</param>
internal sealed record AssemblyLine(int Position, string Text, int Offset, string? Ssa);

/// <summary>A WebAssembly instruction.</summary>
/// <param name="Start">Position in the body.</param>
/// <param name="Depth">How deep it is in blocks.</param>
/// <param name="Text">The instruction.</param>
internal sealed record WasmLine(int Start, int Depth, string Text);

/// <summary>What a compiler makes of one function, stage by stage, as text.</summary>
internal sealed class CompiledText : ICompilationObserver
{
    private readonly List<IrStage> _stages = [];
    private readonly List<AssemblyLine> _assembly = [];
    private readonly Dictionary<int, string> _lines = [];

    /// <summary>The SSA form after each stage.</summary>
    public IReadOnlyList<IrStage> Stages => _stages;

    /// <summary>Machine code with virtual registers.</summary>
    public string Lowered { get; private set; } = "";

    /// <summary>Machine code with registers and frame slots.</summary>
    public string Allocated { get; private set; } = "";

    /// <summary>The machine code.</summary>
    public IReadOnlyList<AssemblyLine> Assembly => _assembly;

    /// <summary>Bytes of code, constants included.</summary>
    public int CodeBytes { get; private set; }

    /// <summary>Bytes of the frame.</summary>
    public int FrameBytes { get; private set; }

    /// <summary>The instructions of a function.</summary>
    public static List<WasmLine> ListWasm(ModuleDefinition module, int definedIndex)
    {
        var lines = new List<WasmLine>();
        new InstructionLister(module, new PrintOptions { UseNames = true })
            .ListFunction(definedIndex, (start, _, depth, text) => lines.Add(new WasmLine(start, depth, text.ToString())));
        return lines;
    }

    /// <inheritdoc/>
    public void AfterPass(string name, IrFunction function)
    {
        string text = IrPrinter.Print(function);
        _stages.Add(new IrStage(name, text, _stages.Count == 0 || _stages[^1].Text != text));
        _lines.Clear();
        foreach (Block block in function.BlockOrder)
        {
            for (Value value = function[block].First; value.IsSome; value = function.Next(value))
            {
                _lines[value.Index] = IrPrinter.Describe(function, value);
            }
        }
    }

    /// <inheritdoc/>
    public void AfterLowering(MachineFunction machine, InstructionSet instructionSet) => Lowered = Describe(machine, null, instructionSet);

    /// <inheritdoc/>
    public void AfterAllocation(MachineFunction machine, Allocation allocation, InstructionSet instructionSet) =>
        Allocated = Describe(machine, allocation, instructionSet);

    /// <inheritdoc/>
    public void AfterEmission(CompiledFunction code)
    {
        CodeBytes = code.Code.Count;
        FrameBytes = code.FrameBytes;
        var relocations = new Dictionary<int, Relocation>();
        foreach (Relocation relocation in code.Relocations.Span)
        {
            relocations[relocation.Position] = relocation;
        }

        ReadOnlySpan<SourcePosition> sources = code.Sources.Span;
        var formatter = new IntelFormatter();
        formatter.Options.HexPrefix = "0x";
        formatter.Options.HexSuffix = null;
        formatter.Options.SpaceAfterOperandSeparator = true;
        var output = new StringOutput();
        var decoder = Iced.Intel.Decoder.Create(64, code.Code.Span.ToArray());
        int source = -1;
        int end = sources.Length == 0 ? 0 : code.Code.Count;
        while (decoder.IP < (ulong)end)
        {
            decoder.Decode(out Iced.Intel.Instruction instruction);
            if (instruction.IsInvalid)
            {
                // Constants stand behind the code.
                break;
            }

            int position = (int)instruction.IP;
            while (source + 1 < sources.Length && sources[source + 1].Position <= position)
            {
                source++;
            }

            formatter.Format(instruction, output);
            string text = output.ToStringAndReset();
            for (int at = position; at < position + instruction.Length; at++)
            {
                if (relocations.TryGetValue(at, out Relocation relocation))
                {
                    text += $"   ; {relocation.Kind} {NameOf(relocation)}";
                }
            }

            SourcePosition from = source >= 0 ? sources[source] : new SourcePosition(0, -1, 0);
            _assembly.Add(new AssemblyLine(position, text, from.Offset, _lines.GetValueOrDefault(from.Value)));
        }
    }

    private static string NameOf(Relocation relocation) => relocation.Kind switch
    {
        RelocationKind.Helper => ((Wasm.Jit.Abi.HelperId)relocation.Symbol).ToString(),
        RelocationKind.TrapStub => ((Wasm.Core.Diagnostics.TrapCode)relocation.Symbol).ToString(),
        RelocationKind.Stub => ((Wasm.Jit.Abi.StubId)relocation.Symbol).ToString(),
        _ => relocation.Symbol.ToString(),
    };

    private static string Describe(MachineFunction machine, Allocation? allocation, InstructionSet instructionSet)
    {
        var text = new StringBuilder();
        int move = 0;
        for (int i = 0; i < machine.Blocks.Count; i++)
        {
            BlockData block = machine.Blocks[i];
            text.Append($"block{i}({Registers(machine, block.FirstParameter, block.ParameterCount)}):");
            text.AppendLine(block.LoopDepth > 0 || block.IsCold ? $"  ; {(block.IsCold ? "cold " : "")}loop depth {block.LoopDepth}" : "");
            for (int instruction = block.First; instruction < block.End; instruction++)
            {
                while (allocation is not null && move < allocation.Moves.Count && allocation.Moves[move].Before <= instruction)
                {
                    InsertedMove inserted = allocation.Moves[move++];
                    text.AppendLine(inserted.Rematerialize >= 0
                        ? $"          {inserted.To} <- again instruction {inserted.Rematerialize}"
                        : $"          {inserted.To} <- {inserted.From}");
                }

                text.AppendLine($"    {instruction,4}: {instructionSet.Describe(machine, instruction, allocation)}");
            }

            for (int edge = block.FirstEdge; edge < block.FirstEdge + block.EdgeCount; edge++)
            {
                MachineEdge to = machine.Edges[edge];
                text.AppendLine($"          -> block{to.Target}({Registers(machine, to.First, to.Count)})");
            }
        }

        return text.ToString();
    }

    private static string Registers(MachineFunction machine, int first, int count) =>
        string.Join(", ", Enumerable.Range(first, count).Select(at => $"v{machine.Registers[at]}"));

    /// <summary>Receives formatted text.</summary>
    private sealed class StringOutput : FormatterOutput
    {
        private readonly StringBuilder _text = new();

        public override void Write(string text, FormatterTextKind kind) => _text.Append(text);

        public string ToStringAndReset()
        {
            string text = _text.ToString();
            _text.Clear();
            return text;
        }
    }
}
