using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

/// <summary>
/// Checks function bodies and constant expressions in one pass over their encoded form (specification, 3.4 and
/// appendix "Validation Algorithm"). One object serves all functions of a module: its stacks are reused, nothing
/// is allocated per instruction. Not thread-safe; unusable after it threw.
/// </summary>
internal sealed partial class FunctionValidator
{
    private readonly ModuleContext _context;
    private readonly TypeRegistry _registry;
    private readonly InstructionShape[] _shapes;

    // The instruction being checked, as the reader gave it; of one on the fast path only what its check looks at.
    private Instruction _current;
    private long _offset;

    private readonly IStackObserver? _functionObserver;
    private IStackObserver? _observer;

    /// <param name="context">The module's index spaces.</param>
    /// <param name="options">What to collect.</param>
    public FunctionValidator(ModuleContext context, ValidationOptions options)
    {
        _context = context;
        _registry = context.Registry;
        _shapes = InstructionShape.Table(context.Features);
        _functionObserver = options.Observer;
        _sideTables = options.SideTables;
        _fuel = options.SideTables && options.FuelSegments;
    }

    /// <summary>
    /// Whether a mention of a function declares it (outside of bodies) or needs a declaration (inside).
    /// </summary>
    public bool CollectReferences { get; set; }

    /// <summary>Checks a function's locals and body.</summary>
    /// <returns>Its side table, or null if none are wanted.</returns>
    public FunctionSideTable? CheckFunction(FunctionDefinition function, FunctionType type)
    {
        ReadOnlySpan<byte> code = function.Body.Code.Span;
        if (code.Length > ImplementationLimits.FunctionBodyBytes)
        {
            throw new InvalidModuleException(
                Messages.LimitExceeded("bytes in a function body", code.Length, ImplementationLimits.FunctionBodyBytes), function.Offset);
        }

        if (_globalTypes.Length != _context.GlobalCount)
        {
            SetGlobals();
        }

        SetLocals(type, function.Locals, function.Offset);
        _observer = _functionObserver;
        _observer?.Begin(function);
        Run(code, function.Body.Offset, type, default);
        _observer = null;
        return _sideTables ? EndSideTable() : null;
    }

    /// <summary>Checks that an expression is constant and has a type (specification, 3.4.13).</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="type">The type it must have, closed.</param>
    /// <param name="visibleGlobals">It may read globals below this index only.</param>
    public void CheckConstant(Expression expression, ValType type, int visibleGlobals)
    {
        ReadOnlySpan<byte> code = expression.Code.Span;
        CheckIsConstant(code, expression.Offset, visibleGlobals);
        SetLocals(FunctionType.Empty, [], expression.Offset);
        Run(code, expression.Offset, null, type);
    }

    private void CheckIsConstant(ReadOnlySpan<byte> code, long offset, int visibleGlobals)
    {
        _offset = offset;
        InstructionFlags allowed = InstructionFlags.Constant
            | (_context.Features.Has(Feature.ExtendedConst) ? InstructionFlags.ExtendedConstant : 0);
        var reader = new InstructionReader(code, offset, _context.Features);
        while (true)
        {
            InstructionInfo info = reader.Read(ref _current);
            if (_current.Op == Op.End)
            {
                // Whatever follows is found by the second pass; an unmatched end inside cannot be, as no constant
                // instruction opens a block.
                return;
            }

            if ((info.Flags & allowed) == 0)
            {
                throw Invalid($"{Messages.ConstantExpressionRequired}: {info.Mnemonic}");
            }

            if (_current.Op == Op.GlobalGet)
            {
                if (_current.Index >= (uint)visibleGlobals)
                {
                    throw Invalid(Messages.Unknown(Messages.UnknownGlobal, _current.Index));
                }

                if (_context.Globals[_current.Index].Mutable)
                {
                    throw Invalid($"{Messages.ConstantExpressionRequired}: global {_current.Index} is mutable");
                }
            }
        }
    }

    /// <summary>Checks an expression; the results are the function type's, or the one given.</summary>
    private void Run(ReadOnlySpan<byte> code, long offset, FunctionType? type, ValType result)
    {
        _offset = offset;
        _height = 0;
        _frameCount = 0;
        _maximum = 0;
        _carried = 0;
        _results = type;
        _result = result;
        BeginSideTable();
        _firstAddress = _context.MemoryAddresses.Length == 0 ? ValType.FromCode(InstructionShape.AddressCode) : _context.MemoryAddresses[0];
        // The body's own label has the function's results; the parameters are locals, not operands.
        PushFrame(Op.Block, type, result, isBody: true);
        var reader = new InstructionReader(code, offset, _context.Features);
        while (true)
        {
            if (_observer is null)
            {
                reader.Position = RunFast(code, reader.Position);
                if (_frameCount == 0)
                {
                    break;
                }
            }
            else
            {
                Show(reader);
            }

            Step(ref reader);
            _observer?.After(in _current, reader.Position, _stack.AsSpan(0, _height));
            if (_frameCount == 0)
            {
                break;
            }
        }

        if (!reader.AtEnd)
        {
            throw new MalformedModuleException(Messages.EndOpcodeExpected, offset + reader.Position);
        }
    }

    // By value: the instruction is read again to be checked.
    private void Show(InstructionReader reader)
    {
        Instruction instruction = default;
        reader.Read(ref instruction);
        int operands = _height - _base;
        _observer!.Before(in reader, in instruction, new ValidationState(
            _frames[_frameCount - 1].Op, operands, _polymorphic, operands > 0 ? _stack[_height - 1] : ValType.Bottom));
    }

    /// <summary>Checks one instruction, in any form.</summary>
    // One case per shape: longer than a method should be because it is a table.
    private void Step(ref InstructionReader reader)
    {
        reader.Read(ref _current);
        ref readonly InstructionShape shape = ref _shapes[(int)_current.Op];
        _cost += shape.Cost;
        switch (shape.Kind)
        {
            case ShapeKind.Refused:
                throw Refused(InstructionTable.Get(_current.Op));
            case ShapeKind.Constant or ShapeKind.Constant4 or ShapeKind.Constant8:
                Push(ValType.FromCode(shape.Result));
                break;
            case ShapeKind.Load or ShapeKind.Store:
                CheckMemoryArgument(in shape);
                CheckSignature(in shape);
                break;
            case ShapeKind.Unary or ShapeKind.Binary or ShapeKind.General:
                CheckImmediates(in shape);
                CheckSignature(in shape);
                break;
            case ShapeKind.LocalGet:
                Push(InitializedLocal(_current.Index));
                break;
            case ShapeKind.LocalSet:
                Pop(Local(_current.Index));
                MarkInitialized(_current.Index);
                break;
            case ShapeKind.LocalTee:
                ValType local = Local(_current.Index);
                Pop(local);
                Push(local);
                MarkInitialized(_current.Index);
                break;
            case ShapeKind.GlobalGet:
                Push(Global(_current.Index).Value);
                break;
            case ShapeKind.Drop:
                PopAny();
                break;
            case ShapeKind.Block:
                EnterBlock(Op.Block);
                break;
            case ShapeKind.Loop:
                EnterBlock(Op.Loop);
                StartSegment(reader.Position);
                break;
            case ShapeKind.If:
                EnterBlock(Op.If);
                StartSegment(reader.Position);
                break;
            case ShapeKind.End:
                CheckEnd(reader.Position);
                break;
            case ShapeKind.Br or ShapeKind.BrIf or ShapeKind.Call:
                CheckTransfer(shape.Kind, reader.Position);
                break;
            default:
                CheckSpecial(ref reader);
                break;
        }
    }

    // memarg (specification, 3.4.10): the memory exists, the alignment is at most natural, the offset lies in the
    // address space. Returns the address type.
    private ValType CheckMemoryArgument(in InstructionShape shape)
    {
        ValType[] memories = _context.MemoryAddresses;
        if (_current.Index >= (uint)memories.Length)
        {
            ThrowUnknown(Messages.UnknownMemory, _current.Index);
        }

        ValType address = memories[_current.Index];
        if (_current.Align > shape.Alignment)
        {
            throw Invalid(Messages.AlignmentTooLarge);
        }

        if (_current.Bits > uint.MaxValue && address == ValType.I32)
        {
            throw Invalid(Messages.OffsetOutOfRange);
        }

        return address;
    }

    /// <summary>Pops and pushes by the signature in the table: any operands, slower.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckSignature(in InstructionShape shape)
    {
        int count = shape.OperandCount;
        Span<ValType> operands = Scratch(3);
        operands[0] = TypeOf(shape.Operand0);
        operands[1] = TypeOf(shape.Operand1);
        operands[2] = TypeOf(shape.Operand2);
        Pop(operands[..count]);
        if (shape.Result != 0)
        {
            Push(TypeOf(shape.Result));
        }
    }

    private ValType TypeOf(byte code) => code == InstructionShape.AddressCode ? AddressType() : ValType.FromCode(code);

    // The type that `a` and `t` stand for. Indices have been checked.
    private ValType AddressType() => InstructionTable.Get(_current.Op).Immediate switch
    {
        Immediate.MemArg or Immediate.MemArgLane or Immediate.Memory => _context.MemoryAddresses[_current.Index],
        Immediate.DataMemory => _context.MemoryAddresses[_current.Index2],
        Immediate.Table => _context.Tables[_current.Index].AddressType,
        Immediate.ElementTable => _context.Tables[_current.Index2].AddressType,
        Immediate kind => throw new InvalidOperationException($"immediate kind {kind} has no address type"),
    };

    private void CheckImmediates(in InstructionShape shape)
    {
        switch (InstructionTable.Get(_current.Op).Immediate)
        {
            case Immediate.None or Immediate.I32 or Immediate.I64 or Immediate.F32 or Immediate.F64 or Immediate.V128:
                break;
            case Immediate.MemArg:
                CheckMemoryArgument(in shape);
                break;
            case Immediate.MemArgLane:
                CheckMemoryArgument(in shape);
                CheckLane(_current.Lane, shape.Lanes);
                break;
            case Immediate.Lane:
                CheckLane(_current.Lane, shape.Lanes);
                break;
            case Immediate.Shuffle:
                CheckShuffle(shape.Lanes);
                break;
            case Immediate.Memory:
                Memory(_current.Index);
                break;
            case Immediate.DataMemory:
                Memory(_current.Index2);
                CheckDataSegment(_current.Index);
                break;
            case Immediate.Data:
                CheckDataSegment(_current.Index);
                break;
            case Immediate.Table:
                Table(_current.Index);
                break;
            case Immediate.ElementTable:
                TableType table = Table(_current.Index2);
                CheckElementType(ElementSegment(_current.Index), table.Element);
                break;
            case Immediate.Element:
                ElementSegment(_current.Index);
                break;
            case Immediate kind:
                throw new InvalidOperationException($"immediate kind {kind} has no check");
        }
    }

    private void CheckLane(int lane, int lanes)
    {
        if (lane >= lanes)
        {
            throw Invalid(Messages.InvalidLaneIndex);
        }
    }

    private void CheckShuffle(int lanes)
    {
        ulong low = _current.Bits;
        ulong high = _current.BitsHigh;
        for (int i = 0; i < 8; i++, low >>= 8, high >>= 8)
        {
            CheckLane((byte)low, lanes);
            CheckLane((byte)high, lanes);
        }
    }

    private InvalidModuleException Refused(InstructionInfo info) =>
        Invalid(Messages.NeedsFeature($"instruction {info.Mnemonic}", info.Feature));

    /// <summary>An error at the current instruction.</summary>
    private InvalidModuleException Invalid(string message) => new(message, _offset + _current.Start);

    [DoesNotReturn]
    private void ThrowUnknown(string message, uint index) => throw Invalid(Messages.Unknown(message, index));
}
