using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

// Control instructions (specification, 3.4.2 to 3.4.5).
internal sealed partial class FunctionValidator
{
    private int _visit;

    // The type comes first: what is wrong with it is said before what is wrong with the operands.
    private void EnterBlock(Op op)
    {
        BlockType block = _current.Block;
        FunctionType? type = block.IsIndex ? BlockFunctionType(block) : null;
        ValType result = block.Result.IsBottom ? default : _context.Close(block.Result, _offset + _current.Start);
        if (op == Op.If)
        {
            Pop(ValType.I32);
        }

        if (type is not null)
        {
            Pop(type.Parameters.AsSpan());
        }

        PushFrame(op, type, result);
    }

    private FunctionType BlockFunctionType(BlockType block)
    {
        long offset = _offset + _current.Start;
        _context.Require(Feature.MultiValue, "block type with an index", offset);
        return _context.FunctionType((uint)block.TypeIndex, offset);
    }

    private void CheckElse(int next)
    {
        ref ControlFrame frame = ref _frames[_frameCount - 1];
        if (frame.Op != Op.If)
        {
            // Not a question of validity: the grammar has no such sequence (specification, 5.4.1).
            throw new MalformedModuleException(Messages.EndOpcodeExpected, _offset + _current.Start);
        }

        CheckBlockResults(ref frame);
        EndSegment();
        ResetLocals(frame.InitializedHeight);
        frame.Op = Op.Else;
        frame.Else = _current.Start;
        _height = frame.Height;
        _polymorphic = false;
        Push(frame.Parameters);
        StartSegment(next);
    }

    private void CheckEnd(int next)
    {
        ref ControlFrame frame = ref _frames[_frameCount - 1];
        CheckBlockResults(ref frame);
        if (frame.Op == Op.If && !Matches(frame.Parameters, frame.Results))
        {
            // Specification, 3.4.3: the missing arm is empty, so the parameters have to be the results.
            throw Invalid($"{Messages.TypeMismatch}: if without else requires {_context.Describe(frame.Results)} but has {_context.Describe(frame.Parameters)}");
        }

        if (_initializedCount != frame.InitializedHeight)
        {
            ResetLocals(frame.InitializedHeight);
        }

        if (_sideTables)
        {
            EndControl(in frame, next);
        }

        _frameCount--;
        if (_frameCount == 0)
        {
            EndSegment();
            return;
        }

        ref ControlFrame outer = ref _frames[_frameCount - 1];
        bool wasPolymorphic = _polymorphic;
        _base = outer.Height;
        _polymorphic = outer.IsPolymorphic;
        _height = frame.Height;
        if (frame.Type is not null)
        {
            Push(frame.Type.Results.AsSpan());
        }
        else if (!frame.Result.IsBottom)
        {
            Push(frame.Result);
        }

        if (_fuel && (wasPolymorphic || frame.Op is Op.If or Op.Else || (frame.IsTarget && frame.Op != Op.Loop)))
        {
            StartSegment(next);
        }
    }

    // The results are on the stack and nothing else is.
    private void CheckBlockResults(ref ControlFrame frame)
    {
        int height = _height;
        if (frame.Type is not null)
        {
            Pop(frame.Type.Results.AsSpan());
        }
        else if (!frame.Result.IsBottom)
        {
            Pop(frame.Result);
        }

        if (_height != _base)
        {
            _height = height;
            throw Invalid($"{Messages.TypeMismatch}: block requires {_context.Describe(frame.Results)} but stack has {Available(int.MaxValue)}");
        }
    }

    private void CheckBrIf()
    {
        Pop(ValType.I32);
        ReadOnlySpan<ValType> types = BranchTo(_current.Index);
        Pop(types);
        Push(types);
    }

    // Several targets: each must match the operands as they are (specification, 3.4.4). A label is looked at once
    // per instruction, however often it is named.
    private void CheckBrTable(ReadOnlySpan<uint> labels)
    {
        if (labels.Length > ImplementationLimits.BranchTableTargets)
        {
            throw Invalid(Messages.LimitExceeded("br_table targets", labels.Length, ImplementationLimits.BranchTableTargets));
        }

        Pop(ValType.I32);
        ReadOnlySpan<ValType> types = BranchTo(_current.Index);
        int arity = types.Length;
        CheckOperands(types);
        _visit++;
        FunctionType? last = null;
        foreach (uint index in labels)
        {
            ref ControlFrame frame = ref Label(index);
            if (frame.Visit == _visit)
            {
                continue;
            }

            frame.Visit = _visit;
            frame.IsTarget |= IsReachable;
            types = frame.LabelTypes;
            Carry(types.Length);
            if (types.Length != arity)
            {
                throw Invalid($"{Messages.TypeMismatch}: br_table labels have {arity} and {types.Length} operands");
            }

            // Neighbouring blocks often have the very same type.
            if (frame.Type is null || frame.Op == Op.Loop || !ReferenceEquals(frame.Type, last))
            {
                CheckOperands(types);
                last = frame.Op == Op.Loop ? null : frame.Type;
            }
        }

        SetUnreachable();
    }

    /// <summary>Checks that operands are on the stack and leaves them there.</summary>
    private void CheckOperands(ReadOnlySpan<ValType> expected)
    {
        int height = _height;
        Pop(expected);
        _height = height;
    }

    private void CheckCall()
    {
        FunctionType type = Function(_current.Index);
        Pop(type.Parameters.AsSpan());
        Push(type.Results.AsSpan());
    }

    private void CheckReturn()
    {
        Pop(Results);
        SetUnreachable();
    }

    private FunctionType Function(uint index)
    {
        FunctionType[] functions = _context.Signatures;
        if (index >= (uint)functions.Length)
        {
            ThrowUnknown(Messages.UnknownFunction, index);
        }

        return functions[index];
    }

    private void CheckCallIndirect()
    {
        FunctionType type = IndirectCallee();
        Pop(_context.Tables[_current.Index2].AddressType);
        Pop(type.Parameters.AsSpan());
        Push(type.Results.AsSpan());
    }

    private FunctionType IndirectCallee()
    {
        TableType table = Table(_current.Index2);
        FunctionType type = _context.FunctionType(_current.Index, _offset + _current.Start);
        return _registry.IsSubtype(table.Element, ValType.FuncRef)
            ? type
            : throw Invalid(
                $"{Messages.TypeMismatch}: instruction requires table of function type but table has element type {_context.Describe(table.Element)}");
    }

    // The callee's reference lies on top of its arguments.
    private FunctionType PopCallee()
    {
        FunctionType type = _context.FunctionType(_current.Index, _offset + _current.Start);
        Pop(Append(type.Parameters.AsSpan(), ReferenceTo(_current.Index)));
        return type;
    }

    private void CheckCallRef() => Push(PopCallee().Results.AsSpan());

    // Tail calls (specification, 3.4.5): the callee's results are this function's.
    private void CheckReturnCall(Op op)
    {
        FunctionType type = op switch
        {
            Op.ReturnCall => Function(_current.Index),
            Op.ReturnCallIndirect => IndirectCallee(),
            _ => _context.FunctionType(_current.Index, _offset + _current.Start),
        };
        if (!Matches(type.Results.AsSpan(), Results))
        {
            throw Invalid(
                $"{Messages.TypeMismatch}: current function requires result type {_context.Describe(Results)} but callee returns {_context.Describe(type.Results.AsSpan())}");
        }

        if (op == Op.ReturnCallRef)
        {
            PopCallee();
        }
        else
        {
            if (op == Op.ReturnCallIndirect)
            {
                Pop(_context.Tables[_current.Index2].AddressType);
            }

            Pop(type.Parameters.AsSpan());
        }

        SetUnreachable();
    }

    private void CheckThrow()
    {
        Pop(Tag(_current.Index).Parameters.AsSpan());
        SetUnreachable();
    }

    private FunctionType Tag(uint index)
    {
        FunctionType[] tags = _context.TagSignatures;
        if (index >= (uint)tags.Length)
        {
            ThrowUnknown(Messages.UnknownTag, index);
        }

        return tags[index];
    }

    private void CheckTryTable(ReadOnlySpan<CatchClause> clauses)
    {
        if (clauses.Length > ImplementationLimits.TryTableHandlers)
        {
            throw Invalid(Messages.LimitExceeded("try_table clauses", clauses.Length, ImplementationLimits.TryTableHandlers));
        }

        if (_current.Block.IsIndex)
        {
            BlockFunctionType(_current.Block);
        }

        foreach (CatchClause clause in clauses)
        {
            CheckCatch(clause);
        }

        EnterBlock(Op.TryTable);
    }

    // Labels of clauses count from outside (specification, 3.4.3).
    private void CheckCatch(CatchClause clause)
    {
        ReadOnlySpan<ValType> payload = clause.Kind <= CatchKind.CatchRef ? Tag(clause.Tag).Parameters.AsSpan() : [];
        if (clause.Kind is CatchKind.CatchRef or CatchKind.CatchAllRef)
        {
            payload = Append(payload, ValType.ExnRef.AsNonNull());
        }

        ReadOnlySpan<ValType> label = BranchTo(clause.Label);
        if (!Matches(payload, label))
        {
            throw Invalid(
                $"{Messages.TypeMismatch}: catch handler requires {_context.Describe(label)} but label has {_context.Describe(payload)}");
        }
    }
}
