using System.Runtime.Intrinsics;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Jit.Abi;
using Wasm.Jit.Frontend;
using Wasm.Jit.Ir;
using Wasm.SpecTests.Jit.Ir;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.Frontend;

/// <summary>How a call on the machine ended if it did not return.</summary>
/// <param name="code">The trap; <see cref="TrapCode.None"/> if it was given up.</param>
internal sealed class MachineStoppedException(TrapCode code) : Exception
{
    public TrapCode Code { get; } = code;
}

/// <summary>
/// An instance whose functions are the SSA form of a module's, interpreted: native memory as <c>Jit/Abi</c> lays it out, and the
/// helpers. The heap is never collected.
/// </summary>
internal sealed partial class IrMachine
{
    private const ulong ContextAddress = 0x1000;
    private const ulong InstanceAddress = 0x10000;
    // Of memories and tables, each in as many bytes.
    private const int DescriptorBytes = 32;
    private const ulong DescriptorAddress = 0x100_0000;
    private const ulong FunctionAddress = 0x200_0000;
    private const ulong CodeAddress = 0x300_0000;
    private const ulong TypeAddress = 0x400_0000;
    private const ulong DisplayAddress = 0x500_0000;
    private const ulong FrameAddress = 0x7F00_0000;
    private const ulong HeapAddress = 0x1_0000_0000;
    private const int HeapBytes = 16 << 20;
    private const int MaximumDepth = 60;
    private const int RoomToGrow = 20;

    private readonly TranslatedModule _translated;
    private readonly FrontendOptions _options;
    private readonly IrFunction?[] _functions;
    private readonly IrAddressSpace _space = new();
    private readonly Dictionary<int, ulong[]> _elements = [];
    private readonly HashSet<int> _droppedData = [];
    private uint _heapTop = ObjectLayout.NullGuard;
    private int _depth;
    private uint _exception;

    public IrMachine(TranslatedModule translated, FrontendOptions options)
    {
        _translated = translated;
        _options = options;
        _functions = new IrFunction?[Module.Functions.Length];
        _space.Map(HeapAddress + ObjectLayout.NullGuard, new byte[HeapBytes]);
        _space.Map(ContextAddress, new byte[StoreContext.Size]);
        _space.Map(InstanceAddress, new byte[Layout.Size]);
        _space.Map(DescriptorAddress, new byte[DescriptorBytes * (Module.Memories.Length + Module.Tables.Length)]);
        _space.Map(FunctionAddress, new byte[FuncRef.Size * Module.Functions.Length]);
        _space.Map(FrameAddress, new byte[4096]);
        _space.Write64(ContextAddress + StoreContext.HeapBaseOffset, HeapAddress);
        _space.Write64(ContextAddress + StoreContext.TypesOffset, TypeAddress);
        _space.Write64(ContextAddress + StoreContext.DepthOffset, 1 << 20);
        MakeTypes();
        MakeFunctions();
        MakeMemories();
        MakeGlobals();
        MakeTables();
        RunSegments();
    }

    private ValidatedModule Module => _translated.Module;

    private InstanceLayout Layout => _translated.Environment.Layout;

    /// <summary>Calls a function.</summary>
    /// <exception cref="MachineStoppedException">It trapped, or threw, or went too far.</exception>
    public V128[] Call(int function, params ReadOnlySpan<V128> arguments)
    {
        _depth = 0;
        (V128[] results, int? tag) = Run(function, [.. arguments]);
        return tag is null ? results : throw new MachineStoppedException(TrapCode.None);
    }

    /// <summary>Makes a reference of the host.</summary>
    public uint NewHost(uint index)
    {
        uint made = Allocate(16, ObjectKind.Host, uint.MaxValue);
        Write(HeapAddress + made + ObjectLayout.HostIndexOffset, 4, index);
        return made;
    }

    /// <summary>Kind of an object, and the index of one of the host.</summary>
    public (ObjectKind Kind, uint HostIndex) Describe(uint reference) => (
        (ObjectKind)Read(HeapAddress + reference + ObjectLayout.KindOffset, 1),
        (uint)Read(HeapAddress + reference + ObjectLayout.HostIndexOffset, 4));

    private (V128[] Results, int? Tag) Run(int index, V128[] arguments)
    {
        if (index < Layout.ImportedFunctions || ++_depth > MaximumDepth)
        {
            throw new MachineStoppedException(TrapCode.None);
        }

        IrFunction function = _functions[index] ??= _translated.Translate(index, _options);
        var interpreter = new IrInterpreter { Memory = _space, Calls = Handle, Exception = () => _exception, TraceStores = false, TraceCalls = false };
        V128[]? results = interpreter.Run(function, [Scalar(InstanceAddress), .. arguments]);
        _depth--;
        string[] words = interpreter.Outcome.Split(' ', ':');
        return words[0] switch
        {
            "returned" => (results!, null),
            "threw" => ([], int.Parse(words[1])),
            "trapped" => throw new MachineStoppedException(Enum.Parse<TrapCode>(words[2])),
            "gave" => throw new MachineStoppedException(TrapCode.None),
            _ => throw new InvalidOperationException(interpreter.Outcome),
        };
    }

    private (V128[] Results, int? Tag) Handle(IrInterpreter.CallEvent call)
    {
        switch (call.Op)
        {
            case IrOp.CallHelper or IrOp.InvokeHelper when (HelperId)call.Callee == HelperId.Throw:
                _exception = Low32(call.Arguments[0]);
                return ([], (int)Read(HeapAddress + _exception + ObjectLayout.TagOffset, 4));
            case IrOp.CallHelper:
                ulong result = Help((HelperId)call.Callee, [.. call.Arguments.Select(Low)]);
                return (call.Results.Length == 0 ? [] : [Scalar(result)], null);
            case IrOp.CallIndirect or IrOp.InvokeIndirect or IrOp.ReturnCallIndirect:
                return call.Instance == (long)InstanceAddress
                    ? Run((int)((ulong)call.Callee - CodeAddress), call.Arguments)
                    : throw new InvalidOperationException("an indirect call has a wrong instance");
            default:
                return call.Instance == (long)InstanceAddress
                    ? Run((int)call.Callee, call.Arguments)
                    : throw new InvalidOperationException("a call has a wrong instance");
        }
    }

    private void MakeTypes()
    {
        int count = 0;
        while (Module.Types.Any(type => type.Id >= count))
        {
            count++;
        }

        _space.Map(TypeAddress, new byte[TypeEntry.Size * count]);
        _space.Map(DisplayAddress, new byte[256 * count]);
        for (int id = 0; id < count; id++)
        {
            ulong entry = TypeAddress + (ulong)(TypeEntry.Size * id);
            ulong display = DisplayAddress + (ulong)(256 * id);
            Write(entry + TypeEntry.DepthOffset, 4, (ulong)Module.Registry[id].Depth);
            _space.Write64(entry + TypeEntry.DisplayOffset, display);
            for (DefinedType? type = Module.Registry[id]; type is not null; type = type.Supertype)
            {
                Write(display + (ulong)(4 * type.Depth), 4, (ulong)type.Id);
            }
        }
    }

    private void MakeFunctions()
    {
        for (int i = 0; i < Module.Functions.Length; i++)
        {
            ulong record = FunctionOf(i);
            _space.Write64(record + FuncRef.CodeOffset, CodeAddress + (ulong)i);
            _space.Write64(record + FuncRef.InstanceOffset, InstanceAddress);
            Write(record + FuncRef.TypeOffset, 4, (ulong)Module.Functions[i].Id);
        }
    }

    private void MakeMemories()
    {
        for (int i = 0; i < Module.Memories.Length; i++)
        {
            ulong @base = 1UL << 60 | (ulong)i << 48;
            long length = (long)Module.Memories[i].Limits.Minimum * MemoryType.PageSize;
            _space.Map(@base, new byte[length + (_options.GuardPages ? 0 : RoomToGrow * MemoryType.PageSize)]);
            ulong descriptor = MemoryOf(i);
            _space.Write64(descriptor + MemoryDescriptor.BaseOffset, @base);
            _space.Write64(descriptor + MemoryDescriptor.LengthOffset, (ulong)length);
            _space.Write64(InstanceAddress + (ulong)Layout.MemoryBase(i), @base);
            _space.Write64(InstanceAddress + (ulong)Layout.Memory(i), descriptor);
        }
    }

    private void MakeGlobals()
    {
        for (int i = 0; i < Module.Globals.Length; i++)
        {
            V128 value = Evaluate(Module.Definition.Globals[i].Initializer);
            _space.Write(InstanceAddress + (ulong)Layout.Global(i), 16, value);
        }
    }

    private void MakeTables()
    {
        for (int i = 0; i < Module.Tables.Length; i++)
        {
            ulong @base = 1UL << 61 | (ulong)i << 40;
            ulong length = Module.Tables[i].Limits.Minimum;
            _space.Map(@base, new byte[8 * (length + RoomToGrow)]);
            ulong descriptor = TableOf(i);
            _space.Write64(descriptor + TableDescriptor.BaseOffset, @base);
            _space.Write64(descriptor + TableDescriptor.LengthOffset, length);
            _space.Write64(InstanceAddress + (ulong)Layout.Table(i), descriptor);
            ulong initial = Module.Definition.Tables[i].Initializer is { } expression ? Low(Evaluate(expression)) : 0;
            for (ulong k = 0; k < length; k++)
            {
                _space.Write64(@base + (8 * k), initial);
            }
        }
    }

    private void RunSegments()
    {
        for (int i = 0; i < Module.Definition.Elements.Count; i++)
        {
            ElementSegment segment = Module.Definition.Elements[i];
            _elements[i] = segment.Mode == SegmentMode.Declarative ? []
                : segment.Functions.IsDefault ? [.. segment.Expressions.Select(expression => Low(Evaluate(expression)))]
                : [.. segment.Functions.Select(FunctionOf)];
            if (segment.Mode == SegmentMode.Active)
            {
                ulong start = Low(Evaluate(segment.TableOffset!.Value));
                Help(HelperId.TableInit, [InstanceAddress, (uint)segment.TableIndex | (ulong)i << 32, start, 0, (ulong)segment.Count]);
                _elements[i] = [];
            }
        }

        for (int i = 0; i < Module.Definition.Data.Count; i++)
        {
            DataSegment segment = Module.Definition.Data[i];
            if (segment.Mode == SegmentMode.Active)
            {
                ulong start = Low(Evaluate(segment.MemoryOffset!.Value));
                Help(HelperId.MemoryInit, [InstanceAddress, (uint)segment.MemoryIndex | (ulong)i << 32, start, 0, (ulong)segment.Bytes.Length]);
                _droppedData.Add(i);
            }
        }

        if (Module.Definition.Start is { } function)
        {
            Call(function.FunctionIndex);
        }
    }

    /// <summary>The value of a constant expression.</summary>
    private V128 Evaluate(Expression expression)
    {
        var stack = new Stack<V128>();
        var reader = new InstructionReader(expression.Code.Span, expression.Offset);
        var instruction = default(Core.Binary.Instruction);
        for (reader.Read(ref instruction); instruction.Op != Op.End; reader.Read(ref instruction))
        {
            int index = (int)instruction.Index;
            switch (instruction.Op)
            {
                case Op.I32Const or Op.I64Const or Op.F32Const or Op.F64Const:
                    stack.Push(Scalar(instruction.Bits));
                    break;
                case Op.V128Const:
                    stack.Push(Vector128.Create(instruction.Bits, instruction.BitsHigh).AsByte());
                    break;
                case Op.RefNull:
                    stack.Push(default);
                    break;
                case Op.RefFunc:
                    stack.Push(Scalar(FunctionOf(index)));
                    break;
                case Op.GlobalGet:
                    stack.Push(_space.Read(InstanceAddress + (ulong)Layout.Global(index), 16));
                    break;
                case Op.RefI31:
                    stack.Push(Scalar(Low32(stack.Pop()) << 1 | 1));
                    break;
                case Op.AnyConvertExtern or Op.ExternConvertAny:
                    break;
                case Op.StructNew or Op.StructNewDefault or Op.ArrayNew or Op.ArrayNewDefault or Op.ArrayNewFixed:
                    stack.Push(Scalar(MakeObject(instruction.Op, index, (int)instruction.Index2, stack)));
                    break;
                default:
                    V128 second = stack.Pop();
                    Runtime.Numerics.ConstantEvaluator.TryEvaluate(instruction.Op, [stack.Pop(), second], out V128 result, out _);
                    stack.Push(result);
                    break;
            }
        }

        return stack.Pop();
    }

    private uint MakeObject(Op op, int type, int count, Stack<V128> stack)
    {
        FieldAccess[] fields = _translated.Environment.Fields(type);
        if (op is Op.StructNew or Op.StructNewDefault)
        {
            uint made = NewStruct(Module.Types[type]);
            for (int i = fields.Length - 1; i >= 0 && op == Op.StructNew; i--)
            {
                _space.Write(HeapAddress + made + (ulong)fields[i].Offset, fields[i].Width, stack.Pop());
            }

            return made;
        }

        count = op == Op.ArrayNewFixed ? count : (int)Low32(stack.Pop());
        uint array = NewArray(Module.Types[type], (uint)count);
        V128 filler = op == Op.ArrayNew ? stack.Pop() : default;
        for (int i = count - 1; i >= 0 && op != Op.ArrayNewDefault; i--)
        {
            V128 value = op == Op.ArrayNewFixed ? stack.Pop() : filler;
            _space.Write(HeapAddress + array + (ulong)(fields[0].Offset + (i * fields[0].Width)), fields[0].Width, value);
        }

        return array;
    }

    private static ulong FunctionOf(int function) => FunctionAddress + (ulong)(FuncRef.Size * function);

    private static ulong MemoryOf(int memory) => DescriptorAddress + (ulong)(DescriptorBytes * memory);

    private ulong TableOf(int table) => DescriptorAddress + (ulong)(DescriptorBytes * (Module.Memories.Length + table));

    private ulong Read(ulong address, int bytes) => Low(_space.Read(address, bytes));

    private void Write(ulong address, int bytes, ulong value) => _space.Write(address, bytes, Scalar(value));

    private static V128 Scalar(ulong bits) => Vector128.CreateScalar(bits).AsByte();

    private static ulong Low(V128 value) => value.AsUInt64().ToScalar();

    private static uint Low32(V128 value) => value.AsUInt32().ToScalar();
}
