using System.Collections.Immutable;
using Wasm.Core.Types;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

// Exceptions (specification, 4.6.7).
internal sealed partial class Machine
{
    // throw (Step/throw): a new exception with the operands as payload; null if the heap is exhausted.
    private ExceptionObject? MakeException(int tagIndex, int slot)
    {
        Tag tag = _instance.Tags[tagIndex];
        ImmutableArray<ValType> types = tag.DefinedType.Function.Parameters;
        var payload = ImmutableArray.CreateBuilder<Value>(types.Length);
        for (int i = 0; i < types.Length; i++)
        {
            payload.Add(GetSlot(slot + i, types[i]));
        }

        return _instance.Heap.TryCreateException(tag, payload.MoveToImmutable());
    }

    /// <summary>
    /// throw_ref (Step_read/throw_ref-…): drops frames down to one with a handler and goes to the handler's label.
    /// </summary>
    /// <returns>Whether there is one above the host's frame. The fields then say where to go on.</returns>
    private bool TryHandle(ExceptionReference exception)
    {
        do
        {
            // The instruction that threw, or called, is the one before.
            int at = _pc - 1;
            foreach (ref readonly Handler handler in Body.Handlers.AsSpan())
            {
                if (at >= handler.Start && at < handler.End
                    && (handler.Tag < 0 || ReferenceEquals(_instance.Tags[handler.Tag], exception.Tag)))
                {
                    Handle(in handler, exception);
                    return true;
                }
            }
        }
        while (PopFrame());
        return false;
    }

    private void Handle(in Handler handler, ExceptionReference exception)
    {
        int slot = _base + handler.Slot;
        if (handler.Tag >= 0)
        {
            ImmutableArray<ValType> types = exception.Tag.DefinedType.Function.Parameters;
            for (int i = 0; i < types.Length; i++)
            {
                SetSlot(slot++, types[i], exception.Payload[i]);
            }
        }

        if (handler.WithReference)
        {
            SetSlot(slot, ValType.ExnRef, Value.FromReference(exception));
        }

        _pc = handler.Target;
    }

    /// <summary>Drops the active frame.</summary>
    /// <returns>False if the host's is below it.</returns>
    private bool PopFrame()
    {
        if ((Body.Stacks & Stacks.References) != 0)
        {
            ClearFrame(keepResults: false);
        }

        ref Frame link = ref _frames[_depth - 1];
        if (link.Pc == HostPc)
        {
            return false;
        }

        TakeLink(ref link);
        return true;
    }

    /// <summary>Makes the caller's frame the active one.</summary>
    private void TakeLink(ref Frame link)
    {
        _depth--;
        _pc = link.Pc;
        _base = link.Base;
        _remaining = link.Remaining;
        if (link.Instance is not null)
        {
            _instance = link.Instance;
            link.Instance = null;
        }

        _function = link.Body;
    }
}
