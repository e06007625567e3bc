using System.Globalization;
using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;

namespace Wasm.Jit.Ir;

// Operands of the forms of instructions, and the words below them.
internal sealed partial class IrParser
{
    private void ReadPlain(ref Instruction instruction)
    {
        int mask = IrOpTable.Get(instruction.Op).Mask;
        bool isFirst = true;
        for (int bit = 1; bit <= 4; bit <<= 1)
        {
            if ((mask & bit) == 0 || !(isFirst ? PeekValue() : PeekComma()))
            {
                continue;
            }

            if (!isFirst)
            {
                Expect(",");
            }

            isFirst = false;
            Value operand = ReadValue();
            (bit == 1 ? ref instruction.A : ref bit == 2 ? ref instruction.B : ref instruction.C) = operand;
        }

        if (instruction.Op == IrOp.Result)
        {
            Expect(",");
            instruction.B = new Value((int)ReadNumber());
        }
        else if (IrPrinter.HasNumber(instruction.Op))
        {
            _ = isFirst || Take(',');
            instruction.Imm = ReadNumber();
        }
        else if (instruction.Op == (IrOp)Op.I8x16Shuffle)
        {
            Expect(",");
            instruction.Imm = AddVector();
        }

        if (IrPrinter.IsLane(instruction.Op))
        {
            Expect("lane");
            instruction.Flags = (byte)ReadNumber();
        }
        else
        {
            instruction.Flags = ReadTrap();
        }
    }

    private void ReadConstant(ref Instruction instruction)
    {
        switch ((Op)instruction.Op)
        {
            case Op.I32Const:
                instruction.Imm = (uint)(int)ReadNumber();
                break;
            case Op.I64Const:
                instruction.Imm = ReadNumber();
                break;
            case Op.F32Const or Op.F64Const:
                instruction.Imm = (long)ReadHexadecimal();
                if (Take('('))
                {
                    _position = Math.Max(_position, _text.IndexOf(')', _position) + 1);
                }

                break;
            case Op.V128Const:
                instruction.Imm = AddVector();
                break;
        }
    }

    private void ReadAccess(ref Instruction instruction)
    {
        instruction.A = ReadValue();
        int displacement = 0;
        while (true)
        {
            if (Take('-'))
            {
                displacement = (int)-ReadNumber();
            }
            else if (!Take('+'))
            {
                break;
            }
            else if (PeekValue())
            {
                instruction.B = ReadValue();
            }
            else
            {
                displacement = (int)ReadNumber();
            }
        }

        if (Take(','))
        {
            instruction.C = ReadValue();
        }

        if (TakeWord("lane"))
        {
            instruction.Flags = (byte)ReadNumber();
        }

        Expect("region");
        int region = (int)ReadNumber();
        bool invariant = TakeWord("invariant");
        uint aligned = TakeWord("aligned") ? 1u << 25 : 0;
        var access = new MemoryAccess(region, ReadTrap(), invariant);
        instruction.Imm = new MemoryAccess(access.Bits | aligned).Place(displacement);
    }

    private void ReadCall(ref Instruction instruction)
    {
        var call = new CallInfo();
        if (PeekValue())
        {
            instruction.B = ReadValue();
            Expect(",");
            instruction.C = ReadValue();
        }
        else
        {
            call.Callee = (int)ReadNumber();
        }

        Value[] arguments = ReadList();
        call.Start = _function.AddList(arguments);
        call.Count = arguments.Length;
        call.Instance = TakeWord("instance") ? ReadValue() : Value.None;
        Expect(":");
        call.Signature = AddSignature(ReadSignature());
        if (instruction.Op is IrOp.Invoke or IrOp.InvokeIndirect or IrOp.InvokeHelper)
        {
            Expect(",");
            call.NormalEdge = _function.AddEdge(ReadBlock(), []);
            Expect(",");
            call.PadEdge = _function.AddEdge(ReadBlock(), []);
            call.Handlers = ReadHandlers();
        }

        instruction.A = new Value(_function.AddCall(in call));
    }

    private int ReadHandlers()
    {
        Expect("catch");
        Expect("[");
        _function.HandlerLists.Add(_function.Catches.Count);
        while (!Take(']'))
        {
            int tag = (int)ReadNumber();
            Expect(":");
            _function.Catches.Add(new CatchEntry(tag, (int)ReadNumber()));
            Take(',');
        }

        _function.Catches.Add(CatchEntry.End);
        return _function.HandlerLists.Count - 1;
    }

    private void ReadBranch(ref Instruction instruction)
    {
        if (instruction.Op != IrOp.Jump)
        {
            instruction.A = ReadValue();
            Expect(",");
        }

        // Edges stand one after the other, as branch tables need them.
        int first = _function.EdgeCount;
        do
        {
            Block target = ReadBlock();
            _function.AddEdge(target, Peek("(") ? ReadList() : []);
        }
        while (Take(','));
        int count = _function.EdgeCount - first;
        switch (instruction.Op)
        {
            case IrOp.Jump when count == 1:
                instruction.A = new Value(first);
                break;
            case IrOp.BranchIf when count == 2:
                instruction.B = new Value(first);
                instruction.C = new Value(first + 1);
                instruction.Flags = (byte)(TakeWord("likely") ? 1 : TakeWord("unlikely") ? 2 : 0);
                break;
            case IrOp.BranchTable:
                instruction.B = new Value(first);
                instruction.C = new Value(count);
                break;
            default:
                throw Error($"{count} edges are too many or too few");
        }
    }

    private Value[] ReadList()
    {
        Expect("(");
        var values = new List<Value>();
        while (!Take(')'))
        {
            values.Add(ReadValue());
            if (!Peek(")"))
            {
                Expect(",");
            }
        }

        return [.. values];
    }

    private IrSignature ReadSignature()
    {
        IrType[] parameters = ReadTypes();
        Expect("->");
        return new IrSignature(parameters, ReadTypes());
    }

    private IrType[] ReadTypes()
    {
        Expect("(");
        var types = new List<IrType>();
        while (!Take(')'))
        {
            types.Add(ReadType());
            if (!Peek(")"))
            {
                Expect(",");
            }
        }

        return [.. types];
    }

    private int AddSignature(IrSignature signature)
    {
        int found = _function.Signatures.FindIndex(other =>
            other.Parameters.AsSpan().SequenceEqual(signature.Parameters) && other.Results.AsSpan().SequenceEqual(signature.Results));
        if (found >= 0)
        {
            return found;
        }

        _function.Signatures.Add(signature);
        return _function.Signatures.Count - 1;
    }

    private int AddVector()
    {
        SkipBlanks();
        if (_position + 34 > _text.Length || !Peek("0x")
            || !ulong.TryParse(_text.AsSpan(_position + 2, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong high)
            || !ulong.TryParse(_text.AsSpan(_position + 18, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong low))
        {
            throw Error("expected 0x and 32 hexadecimal digits");
        }

        _position += 34;
        _function.Vectors.Add(Vector128.Create(low, high).AsByte());
        return _function.Vectors.Count - 1;
    }

    private byte ReadTrap()
    {
        if (!Take('!'))
        {
            return 0;
        }

        string name = ReadWord();
        return Enum.TryParse(name, out TrapCode code) ? (byte)code : throw Error($"there is no trap code \"{name}\"");
    }

    // "; @12" at the end of a line.
    private int ReadOffset()
    {
        SkipBlanks();
        if (!Peek(";"))
        {
            return -1;
        }

        int position = _position + 1;
        while (position < _text.Length && _text[position] == ' ')
        {
            position++;
        }

        if (position >= _text.Length || _text[position] != '@')
        {
            return -1;
        }

        _position = position + 1;
        return (int)ReadNumber();
    }

    private void Define(Value value, in Instruction instruction)
    {
        if (_function[value].Op != 0)
        {
            throw Error($"{value} is defined already");
        }

        _function[value] = instruction;
    }

    private IrType ReadType()
    {
        string name = ReadWord();
        for (IrType type = IrType.None; type <= IrType.Ref; type++)
        {
            if (IrPrinter.NameOf(type) == name)
            {
                return type;
            }
        }

        throw Error($"there is no type \"{name}\"");
    }

    private Value ReadValue()
    {
        SkipBlanks();
        int number = Peek("v") ? Numbered(1) : -1;
        return number > 0 && number < _function.InstructionCount ? new Value(number) : throw Error("expected a value");
    }

    private Block ReadBlock()
    {
        SkipBlanks();
        int number = Peek("block") ? Numbered(5) : -1;
        return number >= 0 && number < _function.BlockCount ? new Block(number) : throw Error("expected a block");
    }

    private int Numbered(int prefix)
    {
        int start = _position + prefix;
        int end = start;
        while (end < _text.Length && char.IsAsciiDigit(_text[end]))
        {
            end++;
        }

        if (!int.TryParse(_text.AsSpan(start, end - start), CultureInfo.InvariantCulture, out int number) || number > MaximumNumber)
        {
            throw Error("the number is missing or too large");
        }

        _position = end;
        return number;
    }

    private long ReadNumber()
    {
        SkipBlanks();
        int end = _position;
        while (end < _text.Length && (char.IsAsciiDigit(_text[end]) || (end == _position && _text[end] == '-')))
        {
            end++;
        }

        if (!long.TryParse(_text.AsSpan(_position, end - _position), CultureInfo.InvariantCulture, out long number))
        {
            throw Error("expected a number");
        }

        _position = end;
        return number;
    }

    private ulong ReadHexadecimal()
    {
        Expect("0x");
        int end = _position;
        while (end < _text.Length && char.IsAsciiHexDigit(_text[end]))
        {
            end++;
        }

        if (!ulong.TryParse(_text.AsSpan(_position, end - _position), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong number))
        {
            throw Error("expected a hexadecimal number");
        }

        _position = end;
        return number;
    }

    private string ReadWord()
    {
        SkipBlanks();
        int start = _position;
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] is '_' or '.'))
        {
            _position++;
        }

        return _position > start ? _text[start.._position] : throw Error("expected a word");
    }

    private string ReadString()
    {
        Expect("\"");
        int end = _text.IndexOf('"', _position);
        if (end < 0)
        {
            throw Error("expected a closing quotation mark");
        }

        string text = _text[_position..end];
        _position = end + 1;
        return text;
    }

    private bool PeekValue()
    {
        SkipBlanks();
        return Peek("v") && _position + 1 < _text.Length && char.IsAsciiDigit(_text[_position + 1]);
    }

    // A value with a colon behind it; not "v128.store".
    private bool PeekDefinition()
    {
        if (!PeekValue())
        {
            return false;
        }

        int end = _position + 1;
        while (end < _text.Length && char.IsAsciiDigit(_text[end]))
        {
            end++;
        }

        while (end < _text.Length && _text[end] == ' ')
        {
            end++;
        }

        return end < _text.Length && _text[end] == ':';
    }

    // A comma with a value behind it.
    private bool PeekComma()
    {
        SkipBlanks();
        int start = _position;
        bool found = Take(',') && PeekValue();
        _position = start;
        return found;
    }

    private bool Peek(string text) => _text.AsSpan(_position).StartsWith(text, StringComparison.Ordinal);

    private bool Take(char c)
    {
        SkipBlanks();
        if (_position < _text.Length && _text[_position] == c)
        {
            _position++;
            return true;
        }

        return false;
    }

    private bool TakeWord(string word)
    {
        SkipBlanks();
        if (!Peek(word) || (_position + word.Length < _text.Length && char.IsAsciiLetterOrDigit(_text[_position + word.Length])))
        {
            return false;
        }

        _position += word.Length;
        return true;
    }

    private void Expect(string text)
    {
        SkipBlanks();
        if (!Peek(text))
        {
            throw Error($"expected \"{text}\"");
        }

        _position += text.Length;
    }

    private void SkipBlanks()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t' or '\r')
        {
            _position++;
        }
    }

    // A comment, then the end of the line.
    private void EndLine()
    {
        SkipBlanks();
        if (Peek(";"))
        {
            int end = _text.IndexOf('\n', _position);
            _position = end < 0 ? _text.Length : end;
        }

        if (_position < _text.Length && _text[_position] != '\n')
        {
            throw Error("expected the end of the line");
        }
    }

    private void SkipLines()
    {
        while (true)
        {
            EndLineIfBlank();
            if (_position >= _text.Length || _text[_position] != '\n')
            {
                return;
            }

            _position++;
            _line++;
        }
    }

    private void EndLineIfBlank()
    {
        SkipBlanks();
        if (Peek(";"))
        {
            EndLine();
        }
    }

    private IrException Error(string what)
    {
        int end = _text.IndexOf('\n', Math.Min(_position, _text.Length));
        string rest = _text[Math.Min(_position, _text.Length)..(end < 0 ? _text.Length : end)];
        return new IrException($"line {_line}: {what}, at \"{(rest.Length > 40 ? rest[..40] : rest)}\"");
    }
}
