using Wasm.Jit.Abi;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Parameters, calls, returns (<c>Jit/README.md</c>, "Calling convention").</content>
internal sealed partial class Lowering
{
    private ArgumentPlace[] _places = new ArgumentPlace[16];
    private int[] _results = new int[16];
    private int[] _arguments = new int[16];

    /// <inheritdoc/>
    protected override void LowerEntry()
    {
        IrType[] types = Function.Signature.Parameters;
        Places(types);
        int first = Operands;
        for (Value value = Function[IrFunction.Entry].FirstParameter; value.IsSome; value = Function.Next(value))
        {
            int position = Function[value].A.Index;
            if (!IsNeeded(value))
            {
                continue;
            }

            if (position == 0)
            {
                Machine.InstanceRegister = Defined(value);
                DefFixed(Machine.InstanceRegister, X64Registers.Instance);
            }
            else if (_places[position - 1].InRegister)
            {
                DefFixed(Defined(value), RegisterOf(types[position - 1], _places[position - 1]));
            }
        }

        if (Operands != first)
        {
            Add((ushort)X64Op.Entry, first);
        }

        for (Value value = Function[IrFunction.Entry].FirstParameter; value.IsSome; value = Function.Next(value))
        {
            int position = Function[value].A.Index;
            if (position > 0 && IsNeeded(value) && !_places[position - 1].InRegister)
            {
                EmitLoad(Defined(value), types[position - 1], X64Memory.Incoming, _places[position - 1].StackOffset);
            }
        }
    }

    /// <inheritdoc/>
    protected override void LowerInvokeResults(Value call, in Instruction instruction)
    {
        ref CallInfo info = ref Function.CallOf(in instruction);
        if (instruction.Op == IrOp.InvokeHelper)
        {
            return;
        }

        IrSignature signature = Function.Signatures[info.Signature];
        Value first = Function[Function.EdgeAt(info.NormalEdge).Target].First;
        int count = signature.Results.Length;
        Results(call, first, in instruction, count);
        int popped = CallingConvention.X64.StackBytes(signature.Parameters);
        Places(signature.Results);
        LoadResults(signature.Results, popped);
    }

    private static byte RegisterOf(IrType type, ArgumentPlace place) =>
        CallingConvention.IsFloat(type) ? X64Registers.Float(place.Register) : X64Registers.Integers[place.Register];

    private int Places(IrType[] types)
    {
        if (_places.Length < types.Length)
        {
            Array.Resize(ref _places, Math.Max(types.Length, _places.Length * 2));
        }

        return CallingConvention.X64.Assign(types, _places);
    }

    /// <summary>Finds out which results are needed: <see cref="_results"/>, -1 for those that are not.</summary>
    private void Results(Value call, Value first, in Instruction instruction, int count)
    {
        if (_results.Length < count)
        {
            Array.Resize(ref _results, Math.Max(count, _results.Length * 2));
        }

        if (count == 1 && instruction.Type != IrType.None)
        {
            _results[0] = IsNeeded(call) ? Defined(call) : -1;
            return;
        }

        FindResults(first, call, _results.AsSpan(0, count));
    }

    private void EmitLoad(int result, IrType type, X64Memory memory, int displacement)
    {
        int first = Operands;
        Def(result);
        Source source = Source.OfMemory(memory, displacement);
        if (CallingConvention.IsFloat(type))
        {
            Emit(X64Op.LoadVector, first, (int)MoveOf(type), OperandSize.Dword, in source);
        }
        else
        {
            Emit(X64Op.Load, first, 0, SizeOf(type), in source);
        }
    }

    private static X64Move MoveOf(IrType type) => type switch
    {
        IrType.F32 => X64Move.Single,
        IrType.F64 => X64Move.Double,
        _ => X64Move.Vector,
    };

    /// <summary>Stores a value to a stack slot: all 8 bytes of integers.</summary>
    private void EmitStackStore(Value value, IrType type, X64Memory memory, int displacement)
    {
        Source address = Source.OfMemory(memory, displacement);
        if (CallingConvention.IsFloat(type))
        {
            EmitStore(X64Op.StoreVector, (int)MoveOf(type), OperandSize.Dword, in address, Register(value));
        }
        else if (TryConstant(value, out long constant) && constant == (int)constant)
        {
            EmitStoreImmediate(OperandSize.Qword, in address, (int)constant);
        }
        else
        {
            EmitStore(X64Op.Store, 0, OperandSize.Qword, in address, Register(value));
        }
    }

    private void LowerCall(Value value, in Instruction instruction, bool isInvoke)
    {
        Machine.StoresInstance = true;
        ref CallInfo info = ref Function.CallOf(in instruction);
        if (instruction.Op is IrOp.CallHelper or IrOp.InvokeHelper)
        {
            LowerHelperCall(value, in instruction, in info, isInvoke);
            return;
        }

        bool isIndirect = instruction.Op is IrOp.CallIndirect or IrOp.InvokeIndirect;
        IrSignature signature = Function.Signatures[info.Signature];
        int popped = LowerArguments(in info, signature.Parameters);
        int code = isIndirect ? Register(instruction.B) : -1;
        int instance = Register(isIndirect ? instruction.C : info.Instance);
        int first = Operands;
        UseArguments(signature.Parameters, code, instance);
        int results = Places(signature.Results);
        Machine.OutgoingBytes = Math.Max(Machine.OutgoingBytes, popped + results);
        Value after = isInvoke ? Function[Function.EdgeAt(info.NormalEdge).Target].First : Function.Next(value);
        Results(value, after, in instruction, signature.Results.Length);
        for (int i = 0; i < signature.Results.Length; i++)
        {
            if (_results[i] >= 0 && _places[i].InRegister)
            {
                DefFixed(_results[i], RegisterOf(signature.Results[i], _places[i]));
            }
        }

        EmitCall(isIndirect ? X64Op.CallIndirect : X64Op.Call, first, in info, popped, isInvoke, true);
        if (!isInvoke)
        {
            LoadResults(signature.Results, popped);
        }
    }

    /// <summary>Stores stack arguments, and finds the registers of the others: <see cref="_arguments"/>.</summary>
    /// <returns>Bytes of stack arguments.</returns>
    private int LowerArguments(in CallInfo info, IrType[] types)
    {
        int popped = Places(types);
        if (_arguments.Length < types.Length)
        {
            Array.Resize(ref _arguments, Math.Max(types.Length, _arguments.Length * 2));
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (!_places[i].InRegister)
            {
                EmitStackStore(Function.Arguments(in info)[i], types[i], X64Memory.Outgoing, _places[i].StackOffset);
            }
        }

        for (int i = 0; i < types.Length; i++)
        {
            _arguments[i] = _places[i].InRegister ? Register(Function.Arguments(in info)[i]) : -1;
        }

        return popped;
    }

    private void UseArguments(IrType[] types, int code, int instance)
    {
        if (code >= 0)
        {
            UseFixed(code, X64Registers.CodeAddress);
        }

        UseFixed(instance, X64Registers.Instance);
        for (int i = 0; i < types.Length; i++)
        {
            if (_arguments[i] >= 0)
            {
                UseFixed(_arguments[i], RegisterOf(types[i], _places[i]));
            }
        }
    }

    private void LoadResults(IrType[] types, int popped)
    {
        for (int i = 0; i < types.Length; i++)
        {
            if (_results[i] >= 0 && !_places[i].InRegister)
            {
                EmitLoad(_results[i], types[i], X64Memory.Outgoing, popped + _places[i].StackOffset);
            }
        }
    }

    private void LowerHelperCall(Value value, in Instruction instruction, in CallInfo info, bool isInvoke)
    {
        int count = info.Count;
        if (_arguments.Length < count)
        {
            Array.Resize(ref _arguments, count);
        }

        for (int i = 0; i < count; i++)
        {
            _arguments[i] = Register(Function.Arguments(in info)[i]);
        }

        int first = Operands;
        for (int i = 0; i < count; i++)
        {
            UseFixed(_arguments[i], X64Registers.HelperArguments[i]);
        }

        if (IsNeeded(value))
        {
            DefFixed(Defined(value), X64Registers.Integers[0]);
        }

        EmitCall(X64Op.CallHelper, first, in info, 0, isInvoke, HelperTable.Get((HelperId)info.Callee).IsSafepoint);
    }

    private void EmitCall(X64Op op, int first, in CallInfo info, int popped, bool isInvoke, bool isSafepoint)
    {
        // The function's lists are taken as they are: calls share them.
        if (isInvoke && constants.Catches.Count == 0)
        {
            foreach (CatchEntry entry in Function.Catches.Span)
            {
                constants.Catches.Add(entry);
            }
        }

        constants.Calls.Add(new X64Call(popped, isInvoke ? Function.HandlerLists[info.Handlers] : -1));
        MachineFlags flags = MachineFlags.Call;
        flags |= isSafepoint ? MachineFlags.Safepoint : MachineFlags.None;
        flags |= isInvoke ? MachineFlags.Terminator : MachineFlags.None;
        ref MachineInstruction call = ref Add((ushort)op, first, flags);
        call.Aux2 = info.Callee;
        call.Imm = constants.Calls.Count - 1;
    }

    private void LowerLandingPad(Value pad)
    {
        Results(pad, Function.Next(pad), default, 2);
        int first = Operands;
        for (int i = 0; i < 2; i++)
        {
            if (_results[i] >= 0)
            {
                DefFixed(_results[i], X64Registers.Integers[i]);
            }
        }

        Add((ushort)X64Op.Pad, first, MachineFlags.Call);
    }

    private void LowerReturn(in Instruction instruction)
    {
        IrType[] types = Function.Signature.Results;
        Places(types);
        int start = instruction.A.Index;
        if (_arguments.Length < types.Length)
        {
            Array.Resize(ref _arguments, Math.Max(types.Length, _arguments.Length * 2));
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (!_places[i].InRegister)
            {
                Value value = Function.List(start, types.Length)[i];
                EmitStackStore(value, types[i], X64Memory.Incoming, constants.ParameterBytes + _places[i].StackOffset);
            }
        }

        for (int i = 0; i < types.Length; i++)
        {
            _arguments[i] = _places[i].InRegister ? Register(Function.List(start, types.Length)[i]) : -1;
        }

        int first = Operands;
        for (int i = 0; i < types.Length; i++)
        {
            if (_arguments[i] >= 0)
            {
                UseFixed(_arguments[i], RegisterOf(types[i], _places[i]));
            }
        }

        Add((ushort)X64Op.Return, first, MachineFlags.Terminator);
    }

    private void LowerTailCall(in Instruction instruction)
    {
        ref CallInfo info = ref Function.CallOf(in instruction);
        bool isIndirect = instruction.Op == IrOp.ReturnCallIndirect;
        IrSignature signature = Function.Signatures[info.Signature];
        int bytes = LowerArguments(in info, signature.Parameters);
        Machine.OutgoingBytes = Math.Max(Machine.OutgoingBytes, bytes);
        int code = isIndirect ? Register(instruction.B) : -1;
        int instance = Register(isIndirect ? instruction.C : info.Instance);
        int first = Operands;
        UseArguments(signature.Parameters, code, instance);
        if (bytes != constants.ParameterBytes)
        {
            TempFixed((byte)Jit.X64.Register.Rbx);
            TempFixed((byte)Jit.X64.Register.R12);
        }

        ref MachineInstruction call = ref Add((ushort)(isIndirect ? X64Op.TailCallIndirect : X64Op.TailCall), first, MachineFlags.Terminator);
        call.Aux2 = info.Callee;
        call.Imm = bytes;
        Machine.HasTailCalls = true;
    }
}
