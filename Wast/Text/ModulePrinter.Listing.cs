using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Text;

/// <summary>Takes one instruction of a listing.</summary>
/// <param name="start">Position of its first byte in the expression's code.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="depth">How many blocks it stands in; an instruction that opens or closes one stands outside of it.</param>
/// <param name="text">The instruction, valid during the call.</param>
public delegate void InstructionListing(int start, int length, int depth, ReadOnlySpan<char> text);

// Listings: an expression's instructions one by one, in the words of the text format.
public sealed partial class ModulePrinter
{
    /// <summary>Lists the instructions of an expression, the final <c>end</c> included.</summary>
    /// <param name="module">The module that the expression belongs to.</param>
    /// <param name="code">The expression.</param>
    /// <param name="take">Called for each instruction.</param>
    /// <exception cref="Core.Diagnostics.MalformedModuleException">The code is malformed.</exception>
    public static void List(ModuleDefinition module, Expression code, InstructionListing take)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(take);
        var printer = new ModulePrinter(module, TextWriter.Null, PrintOptions.Default) { _text = new ModulePrinterOutput(null) };
        printer.List(code, take);
    }

    private void List(Expression code, InstructionListing take)
    {
        var reader = new InstructionReader(code.Code.Span, code.Offset);
        var instruction = default(Instruction);
        while (true)
        {
            InstructionInfo info = reader.Read(ref instruction);
            bool last = info.Op == Op.End && _open.Count == 0;
            bool opens = !last && Track(info.Op, ref reader, instruction.Start);
            int depth = _open.Count - (opens || info.Op == Op.Else ? 1 : 0);
            _text.Clear();
            WriteInstruction(info, instruction, ref reader);
            take(instruction.Start, reader.Position - instruction.Start, depth, _text.Slice(0, _text.Length));
            if (last)
            {
                ExpectEnd(ref reader);
                return;
            }
        }
    }
}
