using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Wasm.Core.Types;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

// The parallel stacks: growing, clearing, values in and out.
internal sealed partial class Machine
{
    /// <summary>The number slots of a frame. Valid until the stack grows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Window WindowAt(int @base)
    {
        ulong[] numbers = _numbers;
        if (@base > numbers.Length - Window.Length)
        {
            numbers = GrowNumbers(@base);
        }

        return ref MemoryMarshal.Cast<ulong, Window>(numbers.AsSpan(@base, Window.Length))[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong[] GrowNumbers(int @base)
    {
        Array.Resize(ref _numbers, Grown(_numbers.Length, @base + Window.Length));
        return _numbers;
    }

    private void EnsureNumbers(int high)
    {
        if (high > _numbers.Length)
        {
            GrowNumbers(high);
        }
    }

    private void EnsureReferences(int high)
    {
        if (high > _references.Length)
        {
            Array.Resize(ref _references, Grown(_references.Length, high));
        }
    }

    private void EnsureVectors(int high)
    {
        if (high > _vectors.Length)
        {
            Array.Resize(ref _vectors, Grown(_vectors.Length, high));
        }
    }

    private static int Grown(int length, int needed) =>
        (int)Math.Min(Array.MaxLength, Math.Max(Math.Max((long)length * 2, needed), 256));

    private void EnsureFrame()
    {
        if (_depth == _frames.Length)
        {
            GrowFrames();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Frame[] GrowFrames()
    {
        Array.Resize(ref _frames, _frames.Length * 2);
        return _frames;
    }

    /// <summary>Before the first instruction of a function that uses references or vectors.</summary>
    private void PrepareStacks()
    {
        FunctionBody body = Body;
        if ((body.Stacks & Stacks.References) != 0)
        {
            EnsureReferences(_base + body.Slots);
        }

        if ((body.Stacks & Stacks.Vectors) != 0)
        {
            EnsureVectors(_base + body.Slots);
        }
    }

    /// <summary>Notes where the active instance's memory 0 is: after any change of instance, and any growth.</summary>
    private void UseMemory()
    {
        ReferenceMemory? memory = _instance.Memory0;
        _memory = memory is null ? [] : memory.Bytes;
        _memoryLength = memory is null ? 0 : memory.Length;
    }

    private void ClearReferences(int from, int to)
    {
        to = Math.Min(to, _references.Length);
        if (from < to)
        {
            Array.Clear(_references, from, to - from);
        }
    }

    /// <summary>Forgets the references of the active frame, which ends.</summary>
    private void ClearFrame(bool keepResults)
    {
        FunctionBody body = Body;
        int @base = _base;
        int kept = 0;
        if (keepResults)
        {
            ImmutableArray<ValType> results = body.Signature.Results;
            kept = results.Length;
            for (int i = 0; i < kept; i++)
            {
                if (!results[i].IsReference && @base + i < _references.Length)
                {
                    _references[@base + i] = null;
                }
            }
        }

        ClearReferences(@base + kept, @base + body.Slots);
    }

    /// <summary>Writes a value of a type into a slot of the right stack.</summary>
    private void SetSlot(int slot, ValType type, Value value)
    {
        if (type.IsReference)
        {
            EnsureReferences(slot + 1);
            _references[slot] = value.Reference;
        }
        else if (type.IsVector)
        {
            EnsureVectors(slot + 1);
            _vectors[slot] = value.V128;
        }
        else
        {
            _numbers[slot] = value.Low;
        }
    }

    private Value GetSlot(int slot, ValType type) => type switch
    {
        { IsReference: true } => Value.FromReference(_references[slot]),
        { IsVector: true } => Value.FromV128(_vectors[slot]),
        _ => Values.Make(type, _numbers[slot], null, default),
    };

    /// <summary>
    /// Suspends the active frame for a callee's, whose slots begin at a base.
    /// </summary>
    /// <param name="pc">Where the active function goes on.</param>
    /// <param name="base">Base of the callee's slots.</param>
    /// <param name="callee">The callee.</param>
    /// <param name="caller">The active instance if the callee's is another.</param>
    /// <returns>False if the depth budget forbids it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPushFrame(int pc, int @base, FunctionBody callee, ReferenceInstance? caller)
    {
        int remaining = _remaining - callee.Cost;
        if (remaining < 0)
        {
            return false;
        }

        Frame[] frames = _frames;
        int depth = _depth;
        if (depth == frames.Length)
        {
            frames = GrowFrames();
        }

        ref Frame link = ref frames[depth];
        if (caller is not null)
        {
            link.Instance = caller;
        }

        link.Body = _function;
        link.Pc = pc;
        link.Base = _base;
        link.Remaining = _remaining;
        _depth = depth + 1;
        _remaining = remaining;
        _base = @base;
        return true;
    }

    /// <summary>Puts a call's arguments, or results, into the slots that begin at a base.</summary>
    private void SetSlots(ImmutableArray<ValType> types, int @base, ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references)
    {
        EnsureNumbers(@base + types.Length);
        Span<ulong> numbers = _numbers.AsSpan(@base, types.Length);
        for (int i = 0; i < numbers.Length; i++)
        {
            ValType type = types[i];
            if (type.IsNumber)
            {
                // The host may have left anything above 32 bits.
                ulong bits = slots[i].Low;
                numbers[i] = type.IsNarrow ? (uint)bits : bits;
            }
            else if (type.IsVector)
            {
                EnsureVectors(@base + i + 1);
                _vectors[@base + i] = slots[i].V128;
            }
            else
            {
                EnsureReferences(@base + i + 1);
                _references[@base + i] = references[i];
            }
        }
    }

    /// <summary>Takes a call's arguments, or results, from the slots that begin at a base.</summary>
    private void GetSlots(ImmutableArray<ValType> types, int @base, Span<RawValue> slots, Span<object?> references)
    {
        ReadOnlySpan<ulong> numbers = _numbers.AsSpan(@base, types.Length);
        for (int i = 0; i < numbers.Length; i++)
        {
            ValType type = types[i];
            if (type.IsNumber)
            {
                slots[i] = new RawValue(numbers[i]);
            }
            else if (type.IsVector)
            {
                slots[i].V128 = _vectors[@base + i];
            }
            else
            {
                references[i] = _references[@base + i];
            }
        }
    }
}
