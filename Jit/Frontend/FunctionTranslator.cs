using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Validation;
using Wasm.Jit.Abi;
using Wasm.Jit.Ir;
using IrInstruction = Wasm.Jit.Ir.Instruction;
using WasmInstruction = Wasm.Core.Binary.Instruction;

namespace Wasm.Jit.Frontend;

/// <summary>
/// Translates validated bodies to the SSA form, in one pass each. Code that nothing reaches is read over. One object per thread:
/// it keeps its working memory.
/// </summary>
/// <remarks>
/// What comes first when an instruction can fail in several ways, and what it costs, is as in the reference engine: operands,
/// fuel, null, bounds, size.
/// </remarks>
internal sealed partial class FunctionTranslator
{
    // The interpreter's frames cannot be larger; it answers the same way where the depth is counted.
    private const int MaximumSlots = 65536;
    private const int LoopConstantSlots = 16;

    // What putting locals into SSA form may cost (LocalVariables.Begin). Ordinary code stays far below.
    private const long MaximumWork = 1_000_000;
    private const int WorkPerByte = 4;

    private readonly LocalVariables _locals = new();
    private readonly PooledList<Frame> _frames = new(32);
    private readonly PooledList<Value> _saved = new(32);
    private ModuleEnvironment _environment = null!;
    private ValidatedModule _module = null!;
    private InstanceLayout _layout = null!;
    private FrontendOptions _options;
    private IrFunction _ir = null!;
    private FunctionSideTable _sideTable = null!;
    private IrSignature _signature = null!;
    private Value[] _stack = new Value[64];
    private int _height;
    private int _nextControl;
    private int _nextSegment;
    private int _skipDepth;
    private int _loopDepth;
    private int _depthCost;
    private bool _reachable;
    private Block _block;
    private int _position;
    private Value _instance;
    private Value _charge;

    /// <summary>Translates a function.</summary>
    /// <param name="module">Its module.</param>
    /// <param name="function">Its index; not an import's.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="output">Receives the form; what it held is forgotten.</param>
    public void Translate(ModuleEnvironment module, int function, FrontendOptions options, IrFunction output)
    {
        _environment = module;
        _module = module.Module;
        _layout = module.Layout;
        _options = options;
        _ir = output;
        int index = function - module.ImportedFunctions;
        FunctionDefinition definition = _module.Definition.Functions[index];
        _sideTable = _module.SideTables[index];
        _signature = module.Signature(definition.TypeIndex);
        _frameLocals.Clear();
        Begin(definition, MaximumWork + (WorkPerByte * (long)definition.Body.Code.Length));
        TranslateBody(definition.Body);
        _locals.Finish();
        if (_locals.IsTooLarge)
        {
            PlaceLocals(definition);
            Begin(definition, long.MaxValue);
            TranslateBody(definition.Body);
            _locals.Finish();
        }

        FinishTables();
    }

    private void Begin(FunctionDefinition definition, long maximumWork)
    {
        _ir.Reset();
        _ir.Signature = _signature;
        _frames.Clear();
        _saved.Clear();
        _height = 0;
        _nextControl = 0;
        _nextSegment = 0;
        _skipDepth = 0;
        _loopDepth = 0;
        _reachable = true;
        _position = 0;
        BeginCalls();
        BeginBases();
        BeginTables();
        BeginTries();
        StartBlock(_ir.AddBlock());
        _instance = _ir.AddParameter(_block, IrType.I64);
        BeginLocals(definition, maximumWork);
        int cost = 16 + _locals.Count + _sideTable.MaximumOperands;
        _depthCost = _options.CountDepth ? cost : 0;
        if (_options.CountDepth)
        {
            _charge = Emit(IrOp.ChargeDepth, IrType.None, imm: cost);
            int constants = _sideTable.Controls.IsEmpty ? 0 : LoopConstantSlots;
            if (_locals.Count + constants + _sideTable.MaximumOperands >= MaximumSlots)
            {
                CallHelper(HelperId.DepthExhausted, []);
            }
        }

        ImmutableArray<ControlEntry> controls = _sideTable.Controls;
        _locals.Assignments.Scan(definition.Body.Code.Span, controls, _locals.Count);
    }

    private void BeginLocals(FunctionDefinition definition, long maximumWork)
    {
        _locals.Begin(_ir, maximumWork);
        IrType[] parameters = _signature.Parameters;
        for (int i = 0; i < parameters.Length; i++)
        {
            _locals.Add(parameters[i], 1);
            _locals.SetParameter(i, _ir.AddParameter(_block, parameters[i]));
        }

        foreach (LocalGroup group in definition.Locals.AsSpan())
        {
            if (group.Count > 0)
            {
                IrType type = _environment.TypeOf(group.Type);
                _locals.Add(type, (int)group.Count);
                ref Value zero = ref _locals.ZeroOf(type);
                zero = zero.IsSome ? zero : EmitZero(type);
            }
        }

        if (_frameLocals.Count > 0)
        {
            StoreInitialLocals();
        }
    }

    private void TranslateBody(Expression body)
    {
        _frames.Add(new Frame { Kind = FrameKind.Body, Parameters = [], Results = _signature.Results, Join = Frame.None, BlockTime = Frame.None, Table = -1 });
        var reader = new InstructionReader(body.Code.Span, body.Offset);
        var instruction = default(WasmInstruction);
        do
        {
            reader.Read(ref instruction);
            _position = instruction.Start;
            if (_options.Fuel)
            {
                ChargeSegment(instruction.Start);
            }

            if (_reachable)
            {
                TranslateInstruction(in instruction, ref reader);
            }
            else
            {
                Skip(instruction.Op);
            }
        }
        while (_frames.Count > 0 && !_locals.IsTooLarge);
    }

    /// <summary>Reads over an instruction that nothing reaches.</summary>
    private void Skip(Op op)
    {
        switch (op)
        {
            case Op.Block or Op.Loop or Op.If or Op.TryTable:
                _skipDepth++;
                _nextControl++;
                break;
            case Op.Else when _skipDepth == 0:
                TranslateElse();
                break;
            case Op.End when _skipDepth == 0:
                TranslateEnd();
                break;
            case Op.End:
                _skipDepth--;
                break;
        }
    }

    private void ChargeSegment(int position)
    {
        ReadOnlySpan<FuelSegment> segments = _sideTable.FuelSegments.AsSpan();
        while (_nextSegment < segments.Length && segments[_nextSegment].Position <= position)
        {
            FuelSegment segment = segments[_nextSegment++];
            if (segment.Position == position && _reachable)
            {
                Emit(IrOp.ChargeFuel, IrType.None, imm: segment.Cost, flags: (byte)TrapCode.AllFuelConsumed);
            }
        }
    }

    /// <summary>Charges an instruction that works on n elements or bytes: n/64 beyond its own 1, before it acts or checks anything.</summary>
    /// <param name="count">n: i32 or i64.</param>
    private void ChargeBulk(Value count)
    {
        if (_options.Fuel)
        {
            Value cost = Emit(Op.I64ShrU, IrType.I64, Extend(count), Constant(6L));
            Emit(IrOp.ChargeFuelOf, IrType.None, cost, flags: (byte)TrapCode.AllFuelConsumed);
        }
    }

    // Blocks and instructions.
    private void StartBlock(Block block)
    {
        _block = block;
        _ir.BlockOrder.Add(block);
        _ir[block].LoopDepth = _loopDepth;
    }

    private void MarkCold()
    {
        if (_block != IrFunction.Entry)
        {
            _ir[_block].IsCold = true;
        }
    }

    private Value Emit(IrOp op, IrType type, Value a = default, Value b = default, Value c = default, long imm = 0, byte flags = 0) =>
        _ir.Append(_block, new IrInstruction { Op = op, Type = type, A = a, B = b, C = c, Imm = imm, Flags = flags }, _position);

    private Value Emit(Op op, IrType type, Value a, Value b = default, Value c = default, byte flags = 0) =>
        Emit((IrOp)op, type, a, b, c, 0, flags);

    private Value Constant(int value) => Emit((IrOp)Op.I32Const, IrType.I32, imm: (uint)value);

    private Value Constant(long value) => Emit((IrOp)Op.I64Const, IrType.I64, imm: value);

    private Value EmitVector(Op op, Value a, Value b, ulong low, ulong high)
    {
        _ir.Vectors.Add(Vector128.Create(low, high).AsByte());
        return Emit((IrOp)op, IrType.V128, a, b, imm: _ir.Vectors.Count - 1);
    }

    private Value EmitZero(IrType type) => type switch
    {
        IrType.I32 => Constant(0),
        IrType.I64 => Constant(0L),
        IrType.F32 => Emit((IrOp)Op.F32Const, type),
        IrType.F64 => Emit((IrOp)Op.F64Const, type),
        IrType.V128 => EmitVector(Op.V128Const, default, default, 0, 0),
        _ => Emit((IrOp)Op.RefNull, type),
    };

    /// <summary>An index or length as i64.</summary>
    private Value Extend(Value value) => TypeOf(value) == IrType.I32 ? Emit(Op.I64ExtendI32U, IrType.I64, value) : value;

    private IrType TypeOf(Value value) => _ir[value].Type;

    private void TrapIf(Value condition, TrapCode trap, Value detail = default) =>
        Emit(IrOp.TrapIf, IrType.None, condition, detail, flags: (byte)trap);

    private void TrapIfNot(Value condition, TrapCode trap, Value detail = default) =>
        Emit(IrOp.TrapIfNot, IrType.None, condition, detail, flags: (byte)trap);

    // The operand stack.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(Value value)
    {
        if (_height == _stack.Length)
        {
            Array.Resize(ref _stack, _height * 2);
        }

        _stack[_height++] = value;
    }

    private Value Pop() => _stack[--_height];

    private ReadOnlySpan<Value> Top(int count) => _stack.AsSpan(_height - count, count);
}
