using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

// Calls (specification, 4.6.8) as far as they are not the loop's.
internal sealed partial class Machine
{
    /// <summary>How many of <see cref="ExecutionStacks.HostSlots"/> are in use.</summary>
    private int _hostTop;

    // call_indirect: table.get, ref.cast, call_ref (Step_pure/call_indirect), with its own trap messages.
    private TrapCode ResolveIndirect(ref readonly Instr call, ulong index, out Function function)
    {
        Span<object?> elements = _instance.Tables[call.Y].Elements;
        if (index >= (ulong)elements.Length)
        {
            _trapIndex = index;
            function = null!;
            return TrapCode.UndefinedElement;
        }

        object? element = elements[(int)index];
        if (element is WasmFunction wasm)
        {
            function = wasm;
        }
        else if (element is Function other)
        {
            function = other;
        }
        else
        {
            _trapIndex = index;
            function = null!;
            return TrapCode.UninitializedElement;
        }

        DefinedType expected = _instance.Types[call.X];
        return ReferenceEquals(function.DefinedType, expected) || function.DefinedType.IsSubtypeOf(expected)
            ? TrapCode.None
            : TrapCode.IndirectCallTypeMismatch;
    }

    /// <summary>
    /// Moves a tail call's arguments to the start of the frame that it replaces, and forgets the frame's references.
    /// </summary>
    private void MoveArguments(int from, int count)
    {
        FunctionBody body = Body;
        int @base = _base;
        _numbers.AsSpan(from, count).CopyTo(_numbers.AsSpan(@base));
        if ((body.Stacks & Stacks.References) != 0)
        {
            _references.AsSpan(from, count).CopyTo(_references.AsSpan(@base));
            ClearReferences(@base + count, @base + body.Slots);
        }

        if ((body.Stacks & Stacks.Vectors) != 0)
        {
            _vectors.AsSpan(from, count).CopyTo(_vectors.AsSpan(@base));
        }
    }

    /// <summary>Puts a function into the active frame's place, whose arguments have been moved.</summary>
    /// <returns>False if the depth budget forbids it.</returns>
    private bool TryReplaceFrame(WasmFunction function)
    {
        ref Frame link = ref _frames[_depth - 1];
        if (!ReferenceEquals(function.Instance, _instance))
        {
            // The frame that the results go to must find its own instance again.
            link.Instance ??= _instance;
            _instance = function.Instance;
        }

        FunctionBody body = _instance.Bodies[function.Index] ?? _instance.Code.Translate(function.Index);
        _function = function.Index;
        _pc = body.Entry;
        _remaining = link.Remaining - body.Cost;
        return _remaining >= 0;
    }

    /// <summary>Calls a host function from WebAssembly; its arguments' slots begin at a base, and so do its results'.</summary>
    /// <param name="function">The function.</param>
    /// <param name="base">The base.</param>
    /// <param name="completed">The task that the call was suspended for, if it goes on.</param>
    private Exit CallHost(ReferenceHostFunction function, int @base, Task? completed = null)
    {
        int start = _hostTop;
        int count = function.SlotCount;
        ExecutionStacks stacks = _stacks!;
        if (start + count > stacks.HostSlots.Length)
        {
            stacks.GrowHostSlots(start + count);
        }

        _hostTop = start + count;
        Span<RawValue> slots = stacks.HostSlots.AsSpan(start, count);
        Span<object?> references = function.HasReferences ? stacks.HostReferences.AsSpan(start, count) : default;
        try
        {
            Outcome outcome;
            if (completed is null)
            {
                ImmutableArray<ValType> parameters = function.Signature.Parameters;
                GetSlots(parameters, @base, slots, references);
                if (function.HasReferences)
                {
                    ClearReferences(@base, @base + parameters.Length);
                }

                _top = @base;
                outcome = function.Begin(_instance, slots, references);
            }
            else
            {
                _top = @base;
                outcome = function.End(completed, slots, references);
            }

            if (outcome.Kind == OutcomeKind.Return)
            {
                SetSlots(function.Signature.Results, @base, slots, references);
                return Exit.Return;
            }

            return FromOutcome(in outcome, function, @base);
        }
        finally
        {
            _top = -1;
            references.Clear();
            _hostTop = start;
        }
    }

    private Exit FromOutcome(in Outcome outcome, ReferenceHostFunction function, int @base)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Exception:
                _thrown = outcome.Exception;
                return Exit.Exception;
            case OutcomeKind.Trap:
                // One that the host made has no frames yet.
                _trap = outcome.Trap!.Backtrace is null ? outcome.Trap with { Backtrace = Backtrace() } : outcome.Trap;
                return Exit.Trap;
            case OutcomeKind.Exhaustion:
                Exhaustion exhaustion = outcome.Exhaustion!;
                _exhausted = exhaustion.Backtrace is null ? exhaustion with { Backtrace = Backtrace() } : exhaustion;
                return Exit.Exhaustion;
            default:
                (_pendingFunction, _pending, _pendingBase) = (function, outcome.Pending, @base);
                return Exit.Suspended;
        }
    }
}
