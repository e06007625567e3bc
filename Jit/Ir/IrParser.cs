using System.Globalization;

namespace Wasm.Jit.Ir;

/// <summary>Reads the text form that <see cref="IrPrinter"/> writes. For tests and tools: allocates freely.</summary>
/// <remarks>Checks form only; <see cref="IrVerifier"/> checks rules. Values may be used before their definition.</remarks>
internal sealed partial class IrParser
{
    // So that a number in a text cannot ask for all memory.
    private const int MaximumNumber = 1 << 22;

    private static readonly Dictionary<string, IrOp> Operations = BuildOperations();

    private readonly string _text;
    private readonly IrFunction _function;
    private int _position;
    private int _line = 1;

    private IrParser(string text, IrFunction function)
    {
        _text = text;
        _function = function;
    }

    /// <summary>Reads one function.</summary>
    /// <exception cref="IrException">The text is not of the form; says in which line.</exception>
    public static IrFunction Parse(string text)
    {
        var function = new IrFunction();
        Parse(text, function);
        return function;
    }

    /// <summary>Reads one function into an object that is there, which is reset first.</summary>
    /// <exception cref="IrException">The text is not of the form; says in which line.</exception>
    public static void Parse(string text, IrFunction function)
    {
        function.Reset();
        var parser = new IrParser(text, function);
        parser.ReadFunction();
    }

    private static Dictionary<string, IrOp> BuildOperations()
    {
        var operations = new Dictionary<string, IrOp>();
        for (IrOp op = 0; op < IrOp.End; op++)
        {
            if (IrOpTable.IsDefined(op) && op != IrOp.Parameter)
            {
                operations.Add(IrOpTable.Get(op).Name, op);
            }
        }

        return operations;
    }

    private void ReadFunction()
    {
        Reserve();
        SkipLines();
        Expect("function");
        _function.Name = ReadString();
        _function.Signature = ReadSignature();
        EndLine();
        SkipLines();
        while (_position < _text.Length)
        {
            Block block = ReadHeader();
            SkipLines();
            while (_position < _text.Length && !Peek("block"))
            {
                ReadInstruction(block);
                EndLine();
                SkipLines();
            }
        }

        foreach (Block block in _function.BlockOrder)
        {
            if (!_function[block].First.IsSome)
            {
                throw Error($"{block} is empty");
            }
        }
    }

    // Numbers that the text uses; instructions without a value get numbers behind them.
    private void Reserve()
    {
        int values = 0;
        int blocks = -1;
        for (int i = 1; i < _text.Length; i++)
        {
            if (char.IsAsciiDigit(_text[i]) && !char.IsAsciiDigit(_text[i - 1]))
            {
                int end = i;
                while (end < _text.Length && char.IsAsciiDigit(_text[end]))
                {
                    end++;
                }

                bool isBlock = i >= 5 && _text.AsSpan(i - 5, 5) is "block";
                if ((isBlock || _text[i - 1] == 'v') && int.TryParse(_text.AsSpan(i, end - i), CultureInfo.InvariantCulture, out int number) && number <= MaximumNumber)
                {
                    values = isBlock ? values : Math.Max(values, number);
                    blocks = isBlock ? Math.Max(blocks, number) : blocks;
                }
            }
        }

        while (_function.InstructionCount <= values)
        {
            _function.AddInstruction(default);
        }

        while (_function.BlockCount <= blocks)
        {
            _function.AddBlock();
        }
    }

    private Block ReadHeader()
    {
        Block block = ReadBlock();
        if (_function.BlockOrder.Contains(block))
        {
            throw Error($"{block} is there already");
        }

        _function.BlockOrder.Add(block);
        if (Take('('))
        {
            do
            {
                Value value = ReadValue();
                Expect(":");
                Define(value, new Instruction { Op = IrOp.Parameter, Type = ReadType(), A = new Value(_function[block].ParameterCount) });
                _function.AppendParameter(block, value);
            }
            while (Take(','));
            Expect(")");
        }

        ref BlockData data = ref _function[block];
        data.IsCold = TakeWord("cold");
        data.IsLoopHeader = TakeWord("loop");
        data.LoopDepth = TakeWord("depth") ? (int)ReadNumber() : 0;
        Expect(":");
        EndLine();
        return block;
    }

    private void ReadInstruction(Block block)
    {
        Value value = Value.None;
        IrType type = IrType.None;
        if (PeekDefinition())
        {
            value = ReadValue();
            Expect(":");
            type = ReadType();
            Expect("=");
        }

        string name = ReadWord();
        if (!Operations.TryGetValue(name, out IrOp op))
        {
            throw Error($"there is no operation \"{name}\"");
        }

        var instruction = new Instruction { Op = op, Type = type };
        switch (IrOpTable.Get(op).Shape)
        {
            case IrShape.Constant:
                ReadConstant(ref instruction);
                break;
            case IrShape.Memory:
                ReadAccess(ref instruction);
                break;
            case IrShape.Call:
                ReadCall(ref instruction);
                break;
            case IrShape.Jump or IrShape.BranchIf or IrShape.BranchTable:
                ReadBranch(ref instruction);
                break;
            case IrShape.Return:
                Value[] values = ReadList();
                instruction.A = new Value(_function.AddList(values));
                instruction.B = new Value(values.Length);
                break;
            default:
                ReadPlain(ref instruction);
                break;
        }

        int offset = ReadOffset();
        if (value.IsSome)
        {
            Define(value, instruction);
        }
        else
        {
            value = _function.AddInstruction(in instruction);
        }

        _function.OffsetOf(value) = offset;
        _function.Append(block, value);
    }
}
