using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>
/// Values of constant expressions (specification, 3.4.13 and 4.7.3 "evalexprs"), as generated code has them: few instructions,
/// executed once, so they are interpreted here.
/// </summary>
internal unsafe ref struct ConstantExpressions
{
    private readonly JitInstance _instance;
    private readonly StoreRuntime _runtime;
    private RawValue[] _stack;
    private int _height;

    private ConstantExpressions(JitInstance instance)
    {
        _instance = instance;
        _runtime = instance.Runtime;
        _stack = new RawValue[4];
    }

    /// <summary>Evaluates one in an instance whose globals before it have their values. A reference that it gives is kept as a temporary.</summary>
    /// <exception cref="TrapException">It trapped.</exception>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public static RawValue Evaluate(JitInstance instance, Expression expression)
    {
        var evaluation = new ConstantExpressions(instance);
        var reader = new InstructionReader(expression.Code.Span, expression.Offset);
        var instruction = default(Instruction);
        while (true)
        {
            reader.Read(ref instruction);
            if (instruction.Op == Op.End)
            {
                return evaluation.Pop();
            }

            evaluation.Execute(in instruction);
        }
    }

    private void Execute(in Instruction instruction)
    {
        switch (instruction.Op)
        {
            case Op.I32Const or Op.I64Const or Op.F32Const or Op.F64Const:
                Push(new RawValue(instruction.Bits));
                break;
            case Op.V128Const:
                Push(new RawValue(instruction.Bits, instruction.BitsHigh));
                break;
            case Op.RefNull:
                Push(default);
                break;
            case Op.RefFunc:
                Push(new RawValue((ulong)_instance.FuncRefAt((int)instruction.Index)));
                break;
            case Op.GlobalGet:
                byte* cell = _instance.Globals[(int)instruction.Index].Cell;
                Push(new RawValue(((ulong*)cell)[0], ((ulong*)cell)[1]));
                break;
            case Op.I32Add or Op.I32Sub or Op.I32Mul or Op.I64Add or Op.I64Sub or Op.I64Mul:
                ulong right = Pop().Low;
                ulong left = Pop().Low;
                Push(new RawValue(instruction.Op switch
                {
                    Op.I32Add => (uint)(left + right),
                    Op.I32Sub => (uint)(left - right),
                    Op.I32Mul => (uint)(left * right),
                    Op.I64Add => left + right,
                    Op.I64Sub => left - right,
                    _ => left * right,
                }));
                break;
            case Op.RefI31:
                Push(new RawValue((uint)(Pop().Low << 1) | 1));
                break;
            case Op.AnyConvertExtern or Op.ExternConvertAny:
                break;
            case Op.StructNew or Op.StructNewDefault:
                NewStruct((int)instruction.Index, instruction.Op == Op.StructNew);
                break;
            case Op.ArrayNew or Op.ArrayNewDefault or Op.ArrayNewFixed:
                NewArray(in instruction);
                break;
            default:
                throw new InvalidOperationException($"{instruction.Op} is not constant");
        }
    }

    private void NewStruct(int typeIndex, bool hasFields)
    {
        DefinedType type = _instance.Module.Types[typeIndex];
        uint reference = _runtime.References.Keep(_runtime.NewStruct(type));
        if (hasFields)
        {
            ImmutableArray<FieldType> fields = type.Struct.Fields;
            for (int i = fields.Length - 1; i >= 0; i--)
            {
                int offset = ObjectLayout.OffsetOf(_runtime.Engine.Types, fields, i);
                Write(_runtime.Heap.AddressOf(reference, offset), fields[i].Storage, Pop());
            }
        }

        Push(new RawValue(reference));
    }

    private void NewArray(in Instruction instruction)
    {
        DefinedType type = _instance.Module.Types[(int)instruction.Index];
        StorageType storage = type.Array.Element.Storage;
        uint length = instruction.Op == Op.ArrayNewFixed ? instruction.Index2 : (uint)Pop().Low;
        if (!JitArray.CanHave(type.Array, length))
        {
            throw new TrapException(TrapCode.AllocationSize);
        }

        uint reference = _runtime.References.Keep(_runtime.NewArray(type, length));
        GcHeap heap = _runtime.Heap;
        int width = ObjectLayout.WidthOf(_runtime.Engine.Types, storage);
        if (instruction.Op == Op.ArrayNewFixed)
        {
            for (long i = (long)length - 1; i >= 0; i--)
            {
                Write(heap.AddressOf(reference, ObjectLayout.ElementsOffset + (i * width)), storage, Pop());
            }
        }
        else if (instruction.Op == Op.ArrayNew)
        {
            RawValue value = Pop();
            for (long i = 0; i < length; i++)
            {
                Write(heap.AddressOf(reference, ObjectLayout.ElementsOffset + (i * width)), storage, value);
            }
        }

        Push(new RawValue(reference));
    }

    private readonly void Write(byte* address, StorageType storage, RawValue value)
    {
        switch (ObjectLayout.WidthOf(_runtime.Engine.Types, storage))
        {
            case 1:
                *address = (byte)value.Low;
                break;
            case 2:
                *(ushort*)address = (ushort)value.Low;
                break;
            case 4:
                *(uint*)address = (uint)value.Low;
                break;
            case 8:
                *(ulong*)address = value.Low;
                break;
            default:
                ((ulong*)address)[0] = value.Low;
                ((ulong*)address)[1] = value.High;
                break;
        }
    }

    private void Push(RawValue value)
    {
        if (_height == _stack.Length)
        {
            Array.Resize(ref _stack, _height * 2);
        }

        _stack[_height++] = value;
    }

    private RawValue Pop() => _stack[--_height];
}
