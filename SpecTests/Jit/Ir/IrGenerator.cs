using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.SpecTests.Jit.Ir;

/// <summary>
/// Random functions in SSA form that verify and end: all pure operations, memory of several regions, checks, calls, invokes, loops
/// that count down, branches and tables. The same seed gives the same function.
/// </summary>
internal sealed partial class IrGenerator
{
    /// <summary>Address of the instance: constants, then globals.</summary>
    public const long Instance = 0x10000;

    /// <summary>Address of the linear memory.</summary>
    public const long Linear = 0x100000;

    /// <summary>Bytes of the linear memory.</summary>
    public const int LinearBytes = 256;

    /// <summary>Address of an array's elements.</summary>
    public const long Array = 0x200000;

    /// <summary>Elements, of 4 bytes, of the array.</summary>
    public const int ArrayLength = 16;

    private const int GlobalsOffset = 256;
    private const int MaximumDepth = 4;

    private static readonly Op[] Pure = [.. FindPure()];
    private static readonly IrType[] Types = [IrType.I32, IrType.I64, IrType.F32, IrType.F64, IrType.V128];

    private static readonly long[] Interesting =
    [
        0, 1, -1, 2, 3, 4, 5, 7, 8, 10, 12, 16, 24, 31, 32, 33, 63, 64, 100, 127, 128, 255, 256, 641, 1000, 0x7FFF, 0x8000, 0xFFFF,
        int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, -2, -3, -7, -8, -100, 0x7F800000, 0x3F800000,
        0x4000000000000000, 0x7FF8000000000000, 0x7FF0000000000001, 6700417, 0x5555555555555555, -1000000007,
    ];

    private readonly Random _random;
    private readonly IrFunction _function = new();
    private readonly List<Value>[] _pools = [.. Enumerable.Range(0, (int)IrType.Ref + 1).Select(_ => new List<Value>())];
    private Block _block;
    private Value _instance;
    private int _offset;
    private int _budget;

    private IrGenerator(int seed, int size)
    {
        // Tests repeat: a seed says which function.
        _random = new Random(seed);
        _budget = size;
    }

    /// <summary>A function of about so many instructions.</summary>
    public static IrFunction Generate(int seed, int size) => new IrGenerator(seed, size).Generate(seed);

    /// <summary>An interpreter with the memory that the functions expect.</summary>
    public static IrInterpreter CreateInterpreter(int seed, long fuel = long.MaxValue)
    {
        var random = new Random(seed);
        var memory = new IrAddressSpace();
        foreach ((ulong start, int size) in new[] { ((ulong)Instance, 512), ((ulong)Linear, LinearBytes), ((ulong)Array, 4 * ArrayLength) })
        {
            byte[] bytes = new byte[size];
            random.NextBytes(bytes);
            memory.Map(start, bytes);
        }

        memory.Write64((ulong)Instance, (ulong)Linear);
        memory.Write64((ulong)Instance + 8, (ulong)Array);
        memory.Write64((ulong)Instance + 16, ArrayLength);
        return new IrInterpreter { Memory = memory, Fuel = fuel, MaximumSteps = 100_000 };
    }

    private static IEnumerable<Op> FindPure() =>
        from row in InstructionTable.All
        where IrOpTable.IsDefined((IrOp)row.Op)
        let info = IrOpTable.Get(row.Op)
        where info.Shape == IrShape.Plain && row.Op != Op.Select

        // Relaxed ones are never folded; nothing else about them is special.
        select row.Op;

    private IrFunction Generate(int seed)
    {
        _function.Name = $"seed{seed}";
        _function.Signature = new IrSignature([IrType.I32, IrType.I64, IrType.F64, IrType.V128], [IrType.I32, IrType.I64, IrType.F32, IrType.V128]);
        _block = AddBlock();
        _instance = _function.AddParameter(_block, IrType.I64);
        foreach (IrType type in _function.Signature.Parameters)
        {
            Add(_function.AddParameter(_block, type));
        }

        Statements(0);
        Return();
        return _function;
    }

    private Block AddBlock()
    {
        Block block = _function.AddBlock();
        _function.BlockOrder.Add(block);
        return block;
    }

    private void Statements(int depth)
    {
        int count = _random.Next(3, 14);
        for (int i = 0; i < count && _budget > 0; i++)
        {
            _budget--;
            switch (_random.Next(100))
            {
                case < 50:
                    Operation();
                    break;
                case < 54:
                    SelectOne();
                    break;
                case < 60:
                    Access(isStore: false);
                    break;
                case < 66:
                    Access(isStore: true);
                    break;
                case < 72:
                    Element();
                    break;
                case < 76:
                    Check();
                    break;
                case < 79:
                    Call();
                    break;
                case < 80:
                    Charge();
                    break;
                default:
                    if (depth < MaximumDepth)
                    {
                        Control(depth);
                    }

                    break;
            }
        }
    }

    private void Control(int depth)
    {
        switch (_random.Next(10))
        {
            case < 4:
                If(depth);
                break;
            case < 7:
                Loop(depth);
                break;
            case < 8:
                Table(depth);
                break;
            case < 9:
                Invoke(depth);
                break;
            default:
                Guard();
                break;
        }
    }

    private void Operation()
    {
        // Integers more often than there are operations of them.
        Op op = _random.Next(3) > 0
            ? (Op)_random.Next((int)Op.I32Eqz, (int)Op.I64ReinterpretF64 + 1)
            : Pure[_random.Next(Pure.Length)];
        if (_random.Next(3) > 0 && op is < Op.I32Clz or (>= Op.F32Abs and < Op.I32WrapI64))
        {
            op = (Op)_random.Next((int)Op.I32Clz, (int)Op.I64Rotr + 1);
        }

        ref readonly IrOpInfo info = ref IrOpTable.Get(op);
        var instruction = new Instruction { Op = (IrOp)op, Type = info.Result };
        instruction.A = Pick(info.TypeA);
        instruction.B = info.Operands > 1 ? _random.Next(12) == 0 && info.TypeB == info.TypeA ? instruction.A : Pick(info.TypeB) : Value.None;
        instruction.C = info.Operands > 2 ? Pick(info.TypeC) : Value.None;
        if (InstructionTable.Get(op) is { Immediate: Immediate.Lane } row)
        {
            int lanes = row.Mnemonic.StartsWith("i8", StringComparison.Ordinal) ? 16 : row.Mnemonic.StartsWith("i16", StringComparison.Ordinal) ? 8 : row.Mnemonic.Contains("32x4", StringComparison.Ordinal) ? 4 : 2;
            instruction.Flags = (byte)_random.Next(lanes);
        }
        else if (op == Op.I8x16Shuffle)
        {
            int limit = _random.Next(2) == 0 ? 16 : 32;
            _function.Vectors.Add(_random.Next(4) == 0
                ? Vector128<byte>.Indices
                : Vector128.Create<byte>([.. Enumerable.Range(0, 16).Select(_ => (byte)_random.Next(limit))]));
            instruction.Imm = _function.Vectors.Count - 1;
        }

        // What may trap is rare enough that functions get somewhere.
        if ((info.Flags & IrFlags.MayTrap) != 0 && info.Operands == 2 && _random.Next(4) > 0)
        {
            instruction.B = Number(info.TypeB, Interesting[_random.Next(1, Interesting.Length)]);
        }
        else if ((info.Flags & IrFlags.MayTrap) != 0 && _random.Next(4) > 0)
        {
            return;
        }

        Add(Append(instruction));
    }

    private void SelectOne()
    {
        IrType type = Types[_random.Next(Types.Length)];
        Add(Append(new Instruction { Op = (IrOp)Op.Select, Type = type, A = Pick(type), B = Pick(type), C = Pick(IrType.I32) }));
    }

    // Linear memory, which traps beyond its end, or a global.
    private void Access(bool isStore)
    {
        Op[] all = [.. InstructionTable.All.Where(row => IrOpTable.IsDefined((IrOp)row.Op)
            && (IrOpTable.Get(row.Op).Flags & (isStore ? IrFlags.Store : IrFlags.Load)) != 0).Select(row => row.Op)];
        Op op = all[_random.Next(all.Length)];
        ref readonly IrOpInfo info = ref IrOpTable.Get(op);
        InstructionInfo row = InstructionTable.Get(op);
        var instruction = new Instruction { Op = (IrOp)op, Type = info.Result };
        instruction.C = info.Operands > 2 ? Pick(info.TypeC) : Value.None;
        instruction.Flags = row.Immediate == Immediate.MemArgLane ? (byte)_random.Next(16 / row.AccessBytes) : (byte)0;
        if (_random.Next(3) == 0)
        {
            int global = _random.Next(3);
            instruction.A = _instance;
            instruction.Imm = new MemoryAccess(MemoryRegion.Globals + global).Place(GlobalsOffset + (16 * global));
        }
        else
        {
            instruction.A = Invariant(0);
            instruction.B = Index(LinearBytes - 32);
            instruction.Imm = new MemoryAccess(MemoryRegion.LinearMemory, (byte)TrapCode.OutOfBoundsMemoryAccess).Place(_random.Next(40));
        }

        Value value = Append(instruction);
        if (!isStore)
        {
            Add(value);
        }
    }

    // An array: bounds check, then a load or store that cannot fault.
    private void Element()
    {
        Value length = Invariant(16);
        Value index = Index(ArrayLength + 2);
        Append(new Instruction { Op = IrOp.BoundsCheck, A = index, B = length, Imm = _random.Next(1, 3), Flags = (byte)TrapCode.OutOfBoundsArrayAccess });
        Value scaled = Append(new Instruction { Op = (IrOp)Op.I32Shl, Type = IrType.I32, A = index, B = Number(IrType.I32, 2) });
        long place = new MemoryAccess(MemoryRegion.ArrayElements).Place(0);
        if (_random.Next(2) == 0)
        {
            Append(new Instruction { Op = (IrOp)Op.I32Store, A = Invariant(8), B = scaled, C = Pick(IrType.I32), Imm = place });
        }
        else
        {
            Add(Append(new Instruction { Op = (IrOp)Op.I32Load, Type = IrType.I32, A = Invariant(8), B = scaled, Imm = place }));
        }
    }

    private void Check()
    {
        IrType type = _random.Next(2) == 0 ? IrType.I32 : IrType.I64;
        Value condition = Pick(type);
        bool ifNot = _random.Next(2) == 0;
        if (_random.Next(4) > 0)
        {
            // One that is rarely true.
            condition = Append(new Instruction { Op = (IrOp)Op.I32Eq, Type = IrType.I32, A = Pick(IrType.I32), B = Number(IrType.I32, 12345) });
            ifNot = false;
        }

        Append(new Instruction
        {
            Op = ifNot ? IrOp.TrapIfNot : IrOp.TrapIf,
            A = condition,
            B = _random.Next(2) == 0 ? Pick(IrType.I32) : Value.None,
            Flags = (byte)TrapCode.NullReference,
        });
        if (_random.Next(3) == 0)
        {
            Add(Append(new Instruction { Op = IrOp.AddOrTrap, Type = IrType.I64, A = Pick(IrType.I64), B = Number(IrType.I64, _random.Next(3)), Flags = (byte)TrapCode.OutOfBoundsMemoryAccess }));
        }
    }

    private void Charge() => Append(new Instruction { Op = IrOp.ChargeFuel, Imm = _random.Next(1, 5), Flags = (byte)TrapCode.AllFuelConsumed });

    private int NewCall(IrType[] parameters, IrType[] results)
    {
        Value[] arguments = [.. parameters.Select(Pick)];
        _function.Signatures.Add(new IrSignature(parameters, results));
        return _function.AddCall(new CallInfo
        {
            Callee = _random.Next(10),
            Signature = _function.Signatures.Count - 1,
            Start = _function.AddList(arguments),
            Count = arguments.Length,
            Instance = _instance,
        });
    }

    private IrType[] SomeTypes(int limit) => [.. Enumerable.Range(0, _random.Next(limit)).Select(_ => Types[_random.Next(Types.Length)])];

    private void Call()
    {
        IrType[] results = SomeTypes(4);
        int call = NewCall(SomeTypes(4), results);
        Value value = Append(new Instruction { Op = IrOp.Call, Type = results.Length == 1 ? results[0] : IrType.None, A = new Value(call) });
        AddResults(value, results);
    }

    private void AddResults(Value call, IrType[] results)
    {
        if (results.Length == 1)
        {
            Add(call);
            return;
        }

        for (int i = 0; i < results.Length; i++)
        {
            Add(Append(new Instruction { Op = IrOp.Result, Type = results[i], A = call, B = new Value(i) }));
        }
    }
}
