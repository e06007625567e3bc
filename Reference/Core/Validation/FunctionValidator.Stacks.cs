using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

// The operand stack and the control stack (specification, appendix "Validation Algorithm", "Stacks").
internal sealed partial class FunctionValidator
{
    private ValType[] _stack = new ValType[256];
    private ValType[] _scratch = new ValType[64];
    private ControlFrame[] _frames = new ControlFrame[64];
    private int _height;
    private int _maximum;
    private int _carried;
    private int _frameCount;

    // Copies of the innermost frame's height and flag.
    private int _base;
    private bool _polymorphic;

    // The function's results: as for a block type, from one or the other.
    private FunctionType? _results;
    private ValType _result;

    private ReadOnlySpan<ValType> Results => _results is null ? One(in _result) : _results.Results.AsSpan();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(ValType type)
    {
        int height = _height;
        ValType[] stack = _stack;
        if ((uint)height >= (uint)stack.Length)
        {
            stack = GrowStack(1);
        }

        stack[height] = type;
        _height = ++height;
        if (height > _maximum)
        {
            _maximum = height;
        }
    }

    private void Push(ReadOnlySpan<ValType> types)
    {
        Carry(types.Length);
        if (types.Length > _stack.Length - _height)
        {
            GrowStack(types.Length);
        }

        types.CopyTo(_stack.AsSpan(_height));
        _height += types.Length;
        _maximum = Math.Max(_maximum, _height);
    }

    /// <summary>Counts values that a block, call or branch gives.</summary>
    private void Carry(int count)
    {
        _carried += count;
        if (_carried > ImplementationLimits.CarriedValues)
        {
            throw Invalid(Messages.LimitExceeded("values of blocks, calls and branches", _carried, ImplementationLimits.CarriedValues));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValType[] GrowStack(int more)
    {
        int height = _height + more;
        if (height > ImplementationLimits.Operands)
        {
            throw Invalid(Messages.LimitExceeded("operands", height, ImplementationLimits.Operands));
        }

        Array.Resize(ref _stack, Math.Min(Math.Max(_stack.Length * 2, height), ImplementationLimits.Operands));
        return _stack;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pop(ValType expected)
    {
        int top = _height - 1;
        if (top >= _base && _stack[top] == expected)
        {
            _height = top;
        }
        else
        {
            PopSlowly(expected);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PopSlowly(ValType expected)
    {
        int top = _height - 1;
        if (top >= _base)
        {
            if (!_registry.IsSubtype(_stack[top], expected))
            {
                ThrowMismatch([expected]);
            }

            _height = top;
        }
        else if (!_polymorphic)
        {
            ThrowMismatch([expected]);
        }
    }

    /// <summary>Pops operands, the last of the list being the top of the stack.</summary>
    private void Pop(ReadOnlySpan<ValType> expected)
    {
        int first = _height - expected.Length;
        if (first >= _base && Same(_stack.AsSpan(first, expected.Length), expected))
        {
            _height = first;
        }
        else if (expected.Length != 0)
        {
            PopSlowly(expected);
        }
    }

    private void PopSlowly(ReadOnlySpan<ValType> expected)
    {
        int height = _height;
        for (int i = expected.Length - 1; i >= 0; i--)
        {
            if (height == _base)
            {
                if (_polymorphic)
                {
                    break;
                }

                ThrowMismatch(expected);
            }

            height--;
            if (!_registry.IsSubtype(_stack[height], expected[i]))
            {
                ThrowMismatch(expected);
            }
        }

        _height = height;
    }

    /// <summary>Pops one operand of any type: bottom where the stack is polymorphic.</summary>
    private ValType PopAny()
    {
        int top = _height - 1;
        if (top >= _base)
        {
            _height = top;
            return _stack[top];
        }

        return _polymorphic ? ValType.Bottom : throw Invalid(Messages.TypeMismatch + ": instruction requires a value but stack has []");
    }

    /// <summary>The reference on top of the stack, which stays there; a bottom one where the type is not known.</summary>
    private ValType PeekReference()
    {
        ValType type = _height > _base ? _stack[_height - 1] : ValType.Bottom;
        if (type.IsReference)
        {
            return type;
        }

        return type.IsBottom && (_height > _base || _polymorphic)
            ? ValType.Ref(HeapType.Bottom, nullable: false)
            : throw Invalid($"{Messages.TypeMismatch}: instruction requires reference type but stack has {Available(1)}");
    }

    private static bool Same(ReadOnlySpan<ValType> left, ReadOnlySpan<ValType> right) =>
        MemoryMarshal.Cast<ValType, uint>(left).SequenceEqual(MemoryMarshal.Cast<ValType, uint>(right));

    // Results of a single value-typed block: none if the type is bottom.
    private static ReadOnlySpan<ValType> One(ref readonly ValType type) => type.IsBottom ? [] : new ReadOnlySpan<ValType>(in type);

    /// <summary>Whether two lists of types match one by one (specification, 3.3.6).</summary>
    private bool Matches(ReadOnlySpan<ValType> types, ReadOnlySpan<ValType> expected)
    {
        if (types.Length != expected.Length)
        {
            return false;
        }

        if (Same(types, expected))
        {
            return true;
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (types[i] != expected[i] && !_registry.IsSubtype(types[i], expected[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Room for a list of types, valid until the next call.</summary>
    private Span<ValType> Scratch(int count)
    {
        if (_scratch.Length < count)
        {
            _scratch = new ValType[Math.Max(count, _scratch.Length * 2)];
        }

        return _scratch.AsSpan(0, count);
    }

    /// <summary>A list of types with one more at the end; valid until the next <see cref="Scratch"/>.</summary>
    private Span<ValType> Append(ReadOnlySpan<ValType> types, ValType last)
    {
        Span<ValType> list = Scratch(types.Length + 1);
        types.CopyTo(list);
        list[^1] = last;
        return list;
    }

    /// <summary>Enters a block whose parameters have been popped.</summary>
    private void PushFrame(Op op, FunctionType? type, ValType result, bool isBody = false)
    {
        if (_frameCount == _frames.Length)
        {
            Array.Resize(ref _frames, _frameCount * 2);
        }

        bool reachable = true;
        if (!isBody)
        {
            reachable = IsReachable;
            _frames[_frameCount - 1].IsPolymorphic = _polymorphic;
        }

        ref ControlFrame frame = ref _frames[_frameCount];
        frame = new ControlFrame
        {
            Op = op,
            Type = type,
            Result = result,
            Height = _height,
            InitializedHeight = _initializedCount,
            Start = _current.Start,
            Else = -1,
            Entry = -1,
            IsReachable = reachable,
        };
        if (_sideTables && !isBody)
        {
            frame.Entry = _controlCount;
            ReserveControl();
        }

        _frameCount++;
        _base = _height;
        _polymorphic = false;
        if (type is not null && !isBody)
        {
            Push(type.Parameters.AsSpan());
        }
    }

    /// <summary>Whether the current instruction can be reached, see <see cref="ControlEntry.IsTarget"/>.</summary>
    private bool IsReachable => !_polymorphic && _frames[_frameCount - 1].IsReachable;

    /// <summary>Nothing behind the current instruction is reached: the stack becomes polymorphic.</summary>
    private void SetUnreachable()
    {
        EndSegment();
        _height = _base;
        _polymorphic = true;
    }

    /// <summary>The frame of a label.</summary>
    private ref ControlFrame Label(uint index)
    {
        if (index >= (uint)_frameCount)
        {
            ThrowUnknown(Messages.UnknownLabel, index);
        }

        return ref _frames[_frameCount - 1 - (int)index];
    }

    /// <summary>Notes a branch to a label.</summary>
    /// <returns>The types that it takes along.</returns>
    private ReadOnlySpan<ValType> BranchTo(uint index)
    {
        ref ControlFrame frame = ref Label(index);
        frame.IsTarget |= IsReachable;
        return frame.LabelTypes;
    }

    // The official interpreter's words: what is required against the same number of operands from the top.
    [DoesNotReturn]
    private void ThrowMismatch(ReadOnlySpan<ValType> expected) => throw Invalid(
        $"{Messages.TypeMismatch}: instruction requires {_context.Describe(expected)} but stack has {Available(expected.Length)}");

    private string Available(int count)
    {
        int available = Math.Min(count, _height - _base);
        return _context.Describe(_stack.AsSpan(_height - available, available));
    }

    /// <summary>A structured instruction that validation is inside of.</summary>
    private struct ControlFrame
    {
        /// <summary>Block, Loop, If, Else (an if in its second arm) or TryTable.</summary>
        public Op Op;

        /// <summary>Whether the instruction itself is reachable.</summary>
        public bool IsReachable;

        public bool IsTarget;

        /// <summary>While another frame is the innermost: whether this one's stack was polymorphic there.</summary>
        public bool IsPolymorphic;

        /// <summary>Height of the operand stack below the parameters.</summary>
        public int Height;

        /// <summary>Number of locals that were known to be initialized at the start.</summary>
        public int InitializedHeight;

        /// <summary>Index in the side table; -1: none.</summary>
        public int Entry;

        public int Start;
        public int Else;

        /// <summary>The last br_table that looked at this label.</summary>
        public int Visit;

        /// <summary>The block's type, or null if <see cref="Result"/> gives it.</summary>
        public FunctionType? Type;

        /// <summary>Closed; bottom: no result.</summary>
        public ValType Result;

        [UnscopedRef]
        public readonly ReadOnlySpan<ValType> Parameters => Type is null ? [] : Type.Parameters.AsSpan();

        [UnscopedRef]
        public readonly ReadOnlySpan<ValType> Results => Type is null ? One(in Result) : Type.Results.AsSpan();

        [UnscopedRef]
        public readonly ReadOnlySpan<ValType> LabelTypes => Op == Op.Loop ? Parameters : Results;
    }
}
