using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

// Instructions whose signature is not in the table, and those on references (specification, 3.4.1, 3.4.4, 3.4.12).
internal sealed partial class FunctionValidator
{
    // One case per instruction: longer than a method should be because it is a table.
    private void CheckSpecial(ref InstructionReader reader)
    {
        Op op = _current.Op;
        switch (op)
        {
            case Op.Unreachable: SetUnreachable(); break;
            case Op.Else: CheckElse(reader.Position); break;
            case Op.BrTable: CheckBrTable(reader.Labels); break;
            case Op.Return: CheckReturn(); break;
            case Op.CallIndirect: CheckCallIndirect(); StartSegment(reader.Position); break;
            case Op.CallRef: CheckCallRef(); StartSegment(reader.Position); break;
            case Op.ReturnCall or Op.ReturnCallIndirect or Op.ReturnCallRef: CheckReturnCall(op); break;
            case Op.Throw: CheckThrow(); break;
            case Op.ThrowRef: Pop(ValType.ExnRef); SetUnreachable(); break;
            case Op.TryTable: CheckTryTable(reader.Catches); break;
            case Op.Select: CheckSelect(); break;
            case Op.SelectT: CheckSelect(reader.Types); break;
            case Op.GlobalSet: CheckGlobalSet(); break;
            case Op.TableGet or Op.TableSet or Op.TableGrow or Op.TableFill: CheckTableInstruction(op); break;
            case Op.TableCopy: CheckTableCopy(); break;
            case Op.MemoryCopy: CheckMemoryCopy(); break;
            case Op.RefNull: Push(CloseImmediate(_current.Type)); break;
            case Op.RefFunc: CheckRefFunc(); break;
            case Op.RefIsNull: PopReference(); Push(ValType.I32); break;
            case Op.RefAsNonNull: Push(PopReference().AsNonNull()); break;
            case Op.RefEq: Pop([ValType.EqRef, ValType.EqRef]); Push(ValType.I32); break;
            case Op.RefTest or Op.RefTestNull: PopForCast(); Push(ValType.I32); break;
            case Op.RefCast or Op.RefCastNull: Push(PopForCast()); break;
            case Op.BrOnNull: CheckBrOnNull(); StartSegment(reader.Position); break;
            case Op.BrOnNonNull: CheckBrOnNonNull(); StartSegment(reader.Position); break;
            case Op.BrOnCast or Op.BrOnCastFail: CheckBrOnCast(op); StartSegment(reader.Position); break;
            case Op.RefI31: Pop(ValType.I32); Push(ValType.I31Ref.AsNonNull()); break;
            case Op.I31GetS or Op.I31GetU: Pop(ValType.I31Ref); Push(ValType.I32); break;
            case Op.AnyConvertExtern: CheckConvert(HeapType.Extern, HeapType.Any); break;
            case Op.ExternConvertAny: CheckConvert(HeapType.Any, HeapType.Extern); break;
            default: CheckAggregate(op); break;
        }
    }

    private ValType CloseImmediate(ValType type) => _context.Close(type, _offset + _current.Start);

    /// <summary>A nullable reference to one of the module's types.</summary>
    private ValType ReferenceTo(uint index) => ValType.Ref(_context.Types[index].HeapType, nullable: true);

    private ValType PopReference()
    {
        ValType type = PeekReference();
        PopAny();
        return type;
    }

    private void CheckSelect()
    {
        int height = _height;
        Pop(ValType.I32);
        ValType second = PopAny();
        ValType first = PopAny();
        if (first.IsReference || second.IsReference || (first != second && !first.IsBottom && !second.IsBottom))
        {
            _height = height;
            throw Invalid($"{Messages.TypeMismatch}: instruction requires numeric or vector type twice but stack has {Available(3)}");
        }

        Push(second.IsBottom ? first : second);
    }

    private void CheckSelect(ReadOnlySpan<ValType> types)
    {
        if (types.Length != 1)
        {
            throw Invalid($"{Messages.InvalidResultArity}: select has {types.Length} types, not 1");
        }

        ValType type = CloseImmediate(types[0]);
        Pop([type, type, ValType.I32]);
        Push(type);
    }

    private void CheckRefFunc()
    {
        uint index = _current.Index;
        Function(index);
        if (CollectReferences)
        {
            _context.DeclaredFunctions[index] = true;
        }
        else if (!_context.DeclaredFunctions[index])
        {
            throw Invalid(Messages.Unknown(Messages.UndeclaredFunctionReference, index));
        }

        Push(ValType.Ref(_context.Functions[index].HeapType, nullable: false));
    }

    // Casts accept anything of the hierarchy of their target.
    private ValType PopForCast()
    {
        ValType type = CloseImmediate(_current.Type);
        Pop(ValType.Ref(_registry.TopOf(type.HeapType), nullable: true));
        return type;
    }

    private void CheckConvert(HeapType from, HeapType to)
    {
        bool nullable = PeekReference().IsNullable;
        Pop(ValType.Ref(from, nullable));
        Push(ValType.Ref(to, nullable));
    }

    private void CheckBrOnNull()
    {
        ValType reference = PeekReference();
        ReadOnlySpan<ValType> types = BranchTo(_current.Index);
        Pop(Append(types, reference));
        Push(types);
        Push(reference.AsNonNull());
    }

    private void CheckBrOnNonNull()
    {
        ReadOnlySpan<ValType> types = BranchTo(_current.Index);
        if (types.IsEmpty || !types[^1].IsReference)
        {
            throw Invalid($"{Messages.TypeMismatch}: instruction requires reference type but label has {_context.Describe(types)}");
        }

        ReadOnlySpan<ValType> others = types[..^1];
        Pop(Append(others, ValType.Ref(types[^1].HeapType, nullable: true)));
        Push(others);
    }

    private void CheckBrOnCast(Op op)
    {
        ValType source = CloseImmediate(_current.SourceType);
        ValType target = CloseImmediate(_current.Type);
        ReadOnlySpan<ValType> types = BranchTo(_current.Index);
        if (!_registry.IsSubtype(target, source))
        {
            throw Invalid($"{Messages.TypeMismatch} on cast: type {_context.Describe(target)} does not match {_context.Describe(source)}");
        }

        // What is left of the source when the cast fails: a null too if the target would have taken it.
        ValType rest = target.IsNullable ? source.AsNonNull() : source;
        ValType taken = op == Op.BrOnCast ? target : rest;
        ValType kept = op == Op.BrOnCast ? rest : target;
        if (types.IsEmpty || !_registry.IsSubtype(taken, types[^1]))
        {
            throw Invalid($"{Messages.TypeMismatch}: instruction requires type {_context.Describe(taken)} but label has {_context.Describe(types)}");
        }

        ReadOnlySpan<ValType> others = types[..^1];
        Pop(Append(others, source));
        Push(others);
        Push(kept);
    }
}
