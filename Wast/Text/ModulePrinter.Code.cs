using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Text;

// Functions and instructions (specification, 6.5). Blocks are tracked on an explicit stack.
public sealed partial class ModulePrinter
{
    private readonly List<Op> _open = [];

    // Identifiers of the open blocks' labels, where the module has any; numbered in code order.
    private readonly List<string?> _labels = [];
    private IReadOnlyDictionary<int, string>? _labelIdentifiers;
    private int _nextLabel;

    private PrinterInnerNames _locals = PrinterInnerNames.None;
    private uint _firstNamedLocal = uint.MaxValue;

    // Where instructions and types are written to: the output, or a buffer of what is to be folded.
    private ModulePrinterOutput _text;

    private void PrintFunctions()
    {
        int index = _module.CountImports(ExternKind.Function);
        foreach (FunctionDefinition function in _module.Functions)
        {
            Field("func");
            Declare(PrinterSpace.Function, index);
            BeginFunction(index, function);
            _output.Indent++;
            WriteLocals(function);
            bool empty = _options.Folded ? PrintFolded(function) : PrintFlat(function);
            _output.Indent--;
            if (!empty)
            {
                _output.Line();
            }

            _output.Write(')');
            EndFunction();
            index++;
        }
    }

    private void BeginFunction(int index, FunctionDefinition function)
    {
        _hints.Begin(index, function);
        _locals = _names.Locals(index, LocalCount(function));
        _labelIdentifiers = _names.Labels(index) is { Count: > 0 } labels ? labels : null;
        _nextLabel = 0;

        // Parameters have identifiers only where the signature is written out.
        bool named = WriteSignature((uint)function.TypeIndex, _locals);
        _firstNamedLocal = named ? 0 : TypeOf(function.TypeIndex) is null ? uint.MaxValue : (uint)ParameterCount(function.TypeIndex);
    }

    // Constant expressions have none of a function's names and hints.
    private void EndFunction()
    {
        _hints.End();
        _locals = PrinterInnerNames.None;
        _firstNamedLocal = uint.MaxValue;
        _labelIdentifiers = null;
    }

    private void WriteLocals(FunctionDefinition function)
    {
        ulong total = 0;
        foreach (LocalGroup group in function.Locals)
        {
            total += group.Count;
        }

        if (total == 0)
        {
            return;
        }

        // The binary form of four billion locals takes six bytes: what no engine accepts is not written out.
        if (total > ImplementationLimits.Locals)
        {
            throw new InvalidModuleException(
                $"{Messages.TooManyLocals}: {total}, limit {ImplementationLimits.Locals}", function.Offset);
        }

        _output.Line();
        bool inside = false;
        int index = ParameterCount(function.TypeIndex);
        bool isNamed = _firstNamedLocal != uint.MaxValue && !_locals.IsEmpty;
        bool first = true;
        foreach (LocalGroup group in function.Locals)
        {
            for (uint i = 0; i < group.Count; i++, index++)
            {
                bool alone = isNamed && _locals.Names.ContainsKey(index);
                if (inside && alone)
                {
                    _output.Write(')');
                    inside = false;
                }

                if (!inside)
                {
                    _output.Write(first ? "(local" : " (local");
                    inside = true;
                    first = false;
                }

                if (alone)
                {
                    WriteInnerName(_locals, index);
                }

                _output.Write(' ');
                WriteValType(group.Type);
                if (alone)
                {
                    _output.Write(')');
                    inside = false;
                }
            }
        }

        if (inside)
        {
            _output.Write(')');
        }
    }

    // One instruction a line. Returns whether the function prints nothing after its first line.
    private bool PrintFlat(FunctionDefinition function)
    {
        ReadOnlySpan<byte> code = function.Body.Code.Span;
        var reader = new InstructionReader(code, function.Body.Offset);
        var instruction = default(Instruction);
        int indent = _output.Indent;
        _open.Clear();
        _labels.Clear();
        bool empty = function.Locals.IsEmpty;
        while (true)
        {
            InstructionInfo info = reader.Read(ref instruction);
            if (info.Op == Op.End && _open.Count == 0)
            {
                ExpectEnd(ref reader);
                _output.Indent = indent;
                return empty;
            }

            empty = false;
            bool opens = Track(info.Op, ref reader, instruction.Start);
            _output.Indent = indent + _open.Count - (opens || info.Op == Op.Else ? 1 : 0);
            _output.Line();
            if (_hints.Take(instruction.Start) is { } hint)
            {
                _output.Write(hint);
                _output.Write(' ');
            }

            WriteInstruction(info, instruction, ref reader);
            if (opens)
            {
                LabelComment(_output, _open.Count);
            }
        }
    }

    // Follows the nesting; returns whether the instruction opens a block.
    private bool Track(Op op, ref InstructionReader reader, int start)
    {
        switch (op)
        {
            case Op.Block or Op.Loop or Op.If or Op.TryTable:
                _open.Add(op);
                _labels.Add(_labelIdentifiers?.GetValueOrDefault(_nextLabel++));
                return true;
            case Op.Else:
                if (_open.Count == 0 || _open[^1] != Op.If)
                {
                    throw new MalformedModuleException($"{Messages.EndOpcodeExpected}: else without if", reader.OffsetOf(start));
                }

                _open[^1] = Op.Else;
                return false;
            case Op.End:
                _open.RemoveAt(_open.Count - 1);
                _labels.RemoveAt(_labels.Count - 1);
                return false;
            default:
                return false;
        }
    }

    private static void ExpectEnd(ref InstructionReader reader)
    {
        if (!reader.AtEnd)
        {
            throw new MalformedModuleException($"{Messages.EndOpcodeExpected}: code goes on after it", reader.OffsetOf(reader.Position));
        }
    }

    private static void LabelComment(ModulePrinterOutput output, int depth)
    {
        output.Write("  ;; label = @");
        output.Write(depth);
    }

    // The instruction's keyword and immediates. The depth of nesting, for the comments of labels, is _open.Count;
    // an instruction that opens a block stands already inside it.
    private void WriteInstruction(InstructionInfo info, in Instruction instruction, ref InstructionReader reader)
    {
        ModulePrinterOutput text = _text;
        text.Write(info.Mnemonic);
        switch (info.Immediate)
        {
            case Immediate.None:
                break;
            case Immediate.Label:
                WriteLabel(instruction.Index, _open.Count);
                break;
            case Immediate.Local:
                WriteLocal(instruction.Index);
                break;
            case Immediate.Function or Immediate.Type or Immediate.Global or Immediate.Table or Immediate.Tag or Immediate.Data
                or Immediate.Element:
                WriteSpaced(SpaceOf(info.Immediate), instruction.Index);
                break;
            case Immediate.TypeField:
                WriteSpaced(PrinterSpace.Type, instruction.Index);
                WriteField(instruction.Index, instruction.Index2);
                break;
            case Immediate.TypeCount:
                WriteSpaced(PrinterSpace.Type, instruction.Index);
                WriteNumber(instruction.Index2);
                break;
            case Immediate.TypeData or Immediate.TypeElement or Immediate.TypeType:
                WriteSpaced(PrinterSpace.Type, instruction.Index);
                WriteSpaced(SpaceOf(info.Immediate), instruction.Index2);
                break;
            case Immediate.I32:
                text.Write(' ');
                text.Write((int)instruction.Bits);
                break;
            case Immediate.I64:
                text.Write(' ');
                text.Write((long)instruction.Bits);
                break;
            case Immediate.F32:
                text.Write(' ');
                text.Write(FloatLiteral.OfF32((uint)instruction.Bits));
                break;
            case Immediate.F64:
                text.Write(' ');
                text.Write(FloatLiteral.OfF64(instruction.Bits));
                break;
            case Immediate.MemArg:
                WriteMemArg(info, instruction);
                break;
            case Immediate.MemArgLane:
                WriteMemArg(info, instruction);
                WriteNumber(instruction.Lane);
                break;
            case Immediate.Lane:
                WriteNumber(instruction.Lane);
                break;
            default:
                WriteLongImmediate(info, instruction, ref reader);
                break;
        }
    }

    private void WriteLongImmediate(InstructionInfo info, in Instruction instruction, ref InstructionReader reader)
    {
        switch (info.Immediate)
        {
            case Immediate.Memory:
                WriteUnlessZero(PrinterSpace.Memory, instruction.Index);
                break;
            case Immediate.CallIndirect:
                WriteUnlessZero(PrinterSpace.Table, instruction.Index2);
                WriteTypeUse(instruction.Index, inline: false);
                break;
            case Immediate.TableTable or Immediate.MemoryMemory:
                // Both or none (specification, 6.5.5 and 6.5.6).
                if ((instruction.Index | instruction.Index2) != 0)
                {
                    WriteSpaced(SpaceOf(info.Immediate), instruction.Index);
                    WriteSpaced(SpaceOf(info.Immediate), instruction.Index2);
                }

                break;
            case Immediate.ElementTable:
                WriteUnlessZero(PrinterSpace.Table, instruction.Index2);
                WriteSpaced(PrinterSpace.Element, instruction.Index);
                break;
            case Immediate.DataMemory:
                WriteUnlessZero(PrinterSpace.Memory, instruction.Index2);
                WriteSpaced(PrinterSpace.Data, instruction.Index);
                break;
            case Immediate.V128:
                _text.Write(" i32x4");
                WriteLanes(instruction.Bits);
                WriteLanes(instruction.BitsHigh);
                break;
            case Immediate.Shuffle:
                WriteLaneNumbers(instruction.Bits);
                WriteLaneNumbers(instruction.BitsHigh);
                break;
            case Immediate.Block:
                WriteLabelIdentifier();
                WriteBlockType(instruction.Block);
                break;
            case Immediate.TryTable:
                WriteLabelIdentifier();
                WriteBlockType(instruction.Block);
                WriteCatches(reader.Catches);
                break;
            case Immediate.LabelTable:
                foreach (uint label in reader.Labels)
                {
                    WriteLabel(label, _open.Count);
                }

                WriteLabel(instruction.Index, _open.Count);
                break;
            case Immediate.ValueTypes when reader.Types.IsEmpty:
                _text.Write(" (result)");
                break;
            case Immediate.ValueTypes:
                WriteTypeList("result", reader.Types);
                break;
            case Immediate.HeapType:
                _text.Write(' ');
                if (info.Op == Op.RefNull)
                {
                    WriteHeapType(instruction.Type.HeapType);
                }
                else
                {
                    WriteValType(instruction.Type);
                }

                break;
            case Immediate.CastBranch:
                WriteLabel(instruction.Index, _open.Count);
                _text.Write(' ');
                WriteValType(instruction.SourceType);
                _text.Write(' ');
                WriteValType(instruction.Type);
                break;
            default:
                throw new InvalidOperationException($"immediate kind {info.Immediate} has no text");
        }
    }

    private void WriteBlockType(BlockType type)
    {
        if (type.IsIndex)
        {
            WriteTypeUse((uint)type.TypeIndex, inline: true);
        }
        else if (!type.Result.IsBottom)
        {
            WriteTypeList("result", [type.Result]);
        }
    }

    private void WriteCatches(ReadOnlySpan<CatchClause> clauses)
    {
        foreach (CatchClause clause in clauses)
        {
            _text.Write(clause.Kind switch
            {
                CatchKind.Catch => " (catch",
                CatchKind.CatchRef => " (catch_ref",
                CatchKind.CatchAll => " (catch_all",
                _ => " (catch_all_ref",
            });
            if (clause.Kind is CatchKind.Catch or CatchKind.CatchRef)
            {
                WriteSpaced(PrinterSpace.Tag, clause.Tag);
            }

            // Counted from outside the try_table, which is open already.
            WriteLabel(clause.Label, _open.Count - 1);
            _text.Write(')');
        }
    }

    // memarg (specification, 6.5.7): an omitted memory is 0, offset 0, alignment the natural one.
    private void WriteMemArg(InstructionInfo info, in Instruction instruction)
    {
        WriteUnlessZero(PrinterSpace.Memory, instruction.Index);
        if (instruction.Bits != 0)
        {
            _text.Write(" offset=");
            _text.WriteUnsigned(instruction.Bits);
        }

        if (instruction.Align != info.AlignmentLog2)
        {
            _text.Write(" align=");
            _text.WriteUnsigned(1UL << instruction.Align);
        }
    }

    private void WriteLanes(ulong bits)
    {
        _text.Write(' ');
        _text.WriteHex((uint)bits, 8);
        _text.Write(' ');
        _text.WriteHex(bits >> 32, 8);
    }

    private void WriteLaneNumbers(ulong lanes)
    {
        for (int i = 0; i < 8; i++, lanes >>= 8)
        {
            WriteNumber((byte)lanes);
        }
    }

    // Identifier or number, and as comment the depth of the block it means, as at that block.
    private void WriteLabel(uint label, int depth)
    {
        if (label < (uint)depth && _labels[depth - 1 - (int)label] is { } identifier)
        {
            _text.Write(' ');
            _text.Write(identifier);
        }
        else
        {
            WriteNumber(label);
        }

        if (label <= (uint)depth)
        {
            _text.Write(" (;@");
            _text.WriteUnsigned((uint)depth - label);
            _text.Write(";)");
        }
    }

    private void WriteLabelIdentifier()
    {
        if (_labels[^1] is { } identifier)
        {
            _text.Write(' ');
            _text.Write(identifier);
        }
    }

    private void WriteLocal(uint index)
    {
        if (index >= _firstNamedLocal && _locals.Identifier(index) is { } identifier)
        {
            _text.Write(' ');
            _text.Write(identifier);
        }
        else
        {
            WriteNumber(index);
        }
    }

    private void WriteField(uint type, uint field)
    {
        if (_names.Fields((int)Math.Min(type, int.MaxValue)).Identifier(field) is { } identifier)
        {
            _text.Write(' ');
            _text.Write(identifier);
        }
        else
        {
            WriteNumber(field);
        }
    }

    private void WriteNumber(uint number)
    {
        _text.Write(' ');
        _text.WriteUnsigned(number);
    }

    private void WriteSpaced(PrinterSpace space, uint index)
    {
        _text.Write(' ');
        WriteIndex(space, index);
    }

    private void WriteUnlessZero(PrinterSpace space, uint index)
    {
        if (index != 0)
        {
            WriteSpaced(space, index);
        }
    }

    // What the (last) index of an immediate counts.
    private static PrinterSpace SpaceOf(Immediate immediate) => immediate switch
    {
        Immediate.Function => PrinterSpace.Function,
        Immediate.Global => PrinterSpace.Global,
        Immediate.Table or Immediate.TableTable => PrinterSpace.Table,
        Immediate.MemoryMemory => PrinterSpace.Memory,
        Immediate.Tag => PrinterSpace.Tag,
        Immediate.Data or Immediate.TypeData => PrinterSpace.Data,
        Immediate.Element or Immediate.TypeElement => PrinterSpace.Element,
        Immediate.Type or Immediate.TypeType => PrinterSpace.Type,
        _ => throw new ArgumentOutOfRangeException(nameof(immediate)),
    };

    private long LocalCount(FunctionDefinition function)
    {
        long count = ParameterCount(function.TypeIndex);
        foreach (LocalGroup group in function.Locals)
        {
            count += group.Count;
        }

        return count;
    }
}
