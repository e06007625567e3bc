using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Text;

// Listings, for InstructionLister: an expression's instructions one by one.
public sealed partial class ModulePrinter
{
    internal static ModulePrinter ForListing(ModuleDefinition module, PrintOptions? options) =>
        new(module, TextWriter.Null, options) { _text = new ModulePrinterOutput(null) };

    internal void ListFunction(int index, FunctionDefinition function, InstructionListing take)
    {
        _locals = _names.Locals(index, LocalCount(function));
        _firstNamedLocal = 0;
        _labelIdentifiers = _names.Labels(index) is { Count: > 0 } labels ? labels : null;
        _nextLabel = 0;
        try
        {
            ListExpression(function.Body, take);
        }
        finally
        {
            EndFunction();
        }
    }

    internal void ListExpression(Expression code, InstructionListing take)
    {
        var reader = new InstructionReader(code.Code.Span, code.Offset);
        var instruction = default(Instruction);
        _open.Clear();
        _labels.Clear();
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
