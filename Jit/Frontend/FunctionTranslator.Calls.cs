using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

// Calls (specification, 4.6.2 and 4.6.8).
internal sealed partial class FunctionTranslator
{
    private readonly int[] _helperNumbers = new int[(int)HelperId.Count];
    private readonly List<int> _usedTypes = [];
    private int[] _typeNumbers = [];
    private ModuleEnvironment? _numbered;

    // Numbers of signatures in the function plus 1; those of the function before are forgotten.
    private void BeginCalls()
    {
        _helperNumbers.AsSpan().Clear();
        if (!ReferenceEquals(_numbered, _environment))
        {
            _numbered = _environment;
            if (_typeNumbers.Length < _module.Types.Length)
            {
                _typeNumbers = new int[_module.Types.Length];
            }

            _typeNumbers.AsSpan().Clear();
        }
        else
        {
            foreach (int type in _usedTypes)
            {
                _typeNumbers[type] = 0;
            }
        }

        _usedTypes.Clear();
    }

    private int SignatureOfType(int type)
    {
        ref int number = ref _typeNumbers[type];
        if (number == 0)
        {
            _ir.Signatures.Add(_environment.Signature(type));
            _usedTypes.Add(type);
            number = _ir.Signatures.Count;
        }

        return number - 1;
    }

    /// <summary>Calls a helper that throws no exception.</summary>
    /// <returns>Its result, if it has one.</returns>
    private Value CallHelper(HelperId helper, ReadOnlySpan<Value> arguments)
    {
        int call = AddHelperCall(helper, arguments);
        IrType[] results = HelperSignatures.Get(helper).Results;
        return Emit(IrOp.CallHelper, results.Length == 0 ? IrType.None : results[0], new Value(call));
    }

    private int AddHelperCall(HelperId helper, ReadOnlySpan<Value> arguments)
    {
        ref int number = ref _helperNumbers[(int)helper];
        if (number == 0)
        {
            _ir.Signatures.Add(HelperSignatures.Get(helper));
            number = _ir.Signatures.Count;
        }

        return _ir.AddCall(new CallInfo
        {
            Callee = (int)helper,
            Signature = number - 1,
            Start = _ir.AddList(arguments),
            Count = arguments.Length,
        });
    }

    private void TranslateCall(bool isTail, int function)
    {
        int type = _environment.TypeOfFunction(function);
        if (function < _environment.ImportedFunctions)
        {
            EmitCallThrough(isTail, type, LoadFromInstance(_layout.Function(function)));
        }
        else
        {
            EmitCall(isTail ? IrOp.ReturnCall : IrOp.Call, function, type, default, default);
        }
    }

    // call_indirect: table.get, ref.cast, call_ref (Step_pure/call_indirect), with its own trap messages.
    private void TranslateCallIndirect(bool isTail, int type, int table)
    {
        Value index = Pop();
        TableType tableType = _module.Tables[table];
        DefinedType expected = _module.Types[type];
        Value function = LoadElement(table, index, TrapCode.UndefinedElement);
        if (tableType.Element.IsNullable)
        {
            TrapIfNot(function, TrapCode.UninitializedElement, index);
        }

        if (!_module.Registry.IsSubtype(tableType.Element.HeapType, expected.HeapType))
        {
            CheckFunctionType(function, expected);
        }

        EmitCallThrough(isTail, type, function);
    }

    private void TranslateCallRef(bool isTail, int type)
    {
        Value function = Pop();
        TrapIfNot(function, TrapCode.NullFunctionReference);
        EmitCallThrough(isTail, type, function);
    }

    /// <summary>Traps unless a function, not null, has a type.</summary>
    private void CheckFunctionType(Value function, DefinedType expected)
    {
        Value id = Load(Op.I32Load, IrType.I32, function, FuncRef.TypeOffset, Invariant);
        Value differs = Emit(Op.I32Ne, IrType.I32, id, Constant(expected.Id));
        if (expected.IsFinal)
        {
            TrapIf(differs, TrapCode.IndirectCallTypeMismatch);
            return;
        }

        Block slow = _ir.AddBlock();
        Block right = _ir.AddBlock();
        Block wrong = _ir.AddBlock();
        EmitBranchIf(differs, _ir.AddEdge(slow, []), _ir.AddEdge(right, []), hint: 2);
        StartBlock(slow);
        MarkCold();
        BranchOnSupertype(id, expected, right, wrong);
        StartBlock(wrong);
        MarkCold();
        Emit(IrOp.Trap, IrType.None, flags: (byte)TrapCode.IndirectCallTypeMismatch);
        StartBlock(right);
    }

    /// <summary>Calls a function by its reference, which is not null.</summary>
    private void EmitCallThrough(bool isTail, int type, Value function)
    {
        // The code's address changes when the function is compiled.
        Value code = Load(Op.I64Load, IrType.I64, function, FuncRef.CodeOffset, new MemoryAccess(MemoryRegion.Runtime));
        Value instance = Load(Op.I64Load, IrType.I64, function, FuncRef.InstanceOffset, Invariant);
        if (!isTail)
        {
            EmitCall(IrOp.CallIndirect, 0, type, code, instance);
            return;
        }

        // A function of the host sees who called it, so this frame stays for it: an ordinary call, whose results are returned. What
        // it throws is not for handlers here (Step_read/return_call), and what the frame took of the depth it has given back.
        Value index = Load(Op.I64Load, IrType.I64, function, FuncRef.IndexOffset, Invariant);
        Block host = _ir.AddBlock();
        Block wasm = _ir.AddBlock();
        EmitBranchIf(Emit(Op.I64LtS, IrType.I32, index, Constant(0L)), _ir.AddEdge(host, []), _ir.AddEdge(wasm, []));
        StartBlock(host);
        (int height, int handlers) = (_height, _try);
        _try = -1;
        int count = _environment.Signature(type).Parameters.Length;
        for (int i = 0; i < count; i++)
        {
            Push(_stack[height - count + i]);
        }

        ReleaseDepth();
        EmitCall(IrOp.CallIndirect, 0, type, code, instance);
        EmitResults();
        (_height, _try) = (height, handlers);
        StartBlock(wasm);
        EmitCall(IrOp.ReturnCallIndirect, 0, type, code, instance);
    }

    /// <summary>A call with the arguments on the stack, and what follows it.</summary>
    private void EmitCall(IrOp op, int callee, int type, Value code, Value instance)
    {
        int number = SignatureOfType(type);
        IrSignature signature = _ir.Signatures[number];
        int count = signature.Parameters.Length;
        int call = _ir.AddCall(new CallInfo
        {
            Callee = callee,
            Signature = number,
            Start = _ir.AddList(Top(count)),
            Count = count,
            Instance = code.IsSome ? default : _instance,
        });
        _height -= count;
        if (op is IrOp.ReturnCall or IrOp.ReturnCallIndirect)
        {
            ReleaseDepth();
            Emit(op, IrType.None, new Value(call), code, instance);
            _reachable = false;
            return;
        }

        IrType[] results = signature.Results;
        IrType single = results.Length == 1 ? results[0] : IrType.None;
        Value value = _try >= 0
            ? EmitInvoke(op == IrOp.Call ? IrOp.Invoke : IrOp.InvokeIndirect, single, call, code, instance)
            : Emit(op, single, new Value(call), code, instance);
        if (results.Length == 1)
        {
            Push(value);
            return;
        }

        for (int i = 0; i < results.Length; i++)
        {
            Push(Emit(IrOp.Result, results[i], value, new Value(i)));
        }
    }
}
