using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

// Calls (specification, 4.6.8) as far as they are not the loop's.
internal sealed partial class Machine
{
    private Value[] _values = [];
    private int _valuesTop;

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
    private Exit CallHost(ReferenceHostFunction function, int @base)
    {
        ReadOnlySpan<ValType> parameters = function.Signature.Parameters.AsSpan();
        ReadOnlySpan<ValType> resultTypes = function.Signature.Results.AsSpan();
        Span<Value> values = TakeValues(parameters.Length + resultTypes.Length);
        try
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                values[i] = GetSlot(@base + i, parameters[i]);
            }

            ClearReferences(@base, @base + parameters.Length);
            _top = @base;
            Span<Value> results = values[parameters.Length..];
            Exit exit = CallHost(function, values[..parameters.Length], results, _instance);
            if (exit == Exit.Return)
            {
                for (int i = 0; i < resultTypes.Length; i++)
                {
                    SetSlot(@base + i, resultTypes[i], results[i]);
                }
            }

            return exit;
        }
        finally
        {
            _top = -1;
            values.Clear();
            _valuesTop -= values.Length;
        }
    }

    /// <summary>
    /// Calls a host function (specification, 4.6.8 "Host Functions"). Of what it throws, three kinds end a call in
    /// the ways that WebAssembly knows; anything else passes through the caller's frames.
    /// </summary>
    private Exit CallHost(ReferenceHostFunction function, ReadOnlySpan<Value> arguments, Span<Value> results, ReferenceInstance? caller)
    {
        try
        {
            function.Callback(new Caller(_store, caller), arguments, results);
        }
        catch (WasmException error)
        {
            _thrown = error.Exception;
            return Exit.Exception;
        }
        catch (TrapException error)
        {
            _trap = error.Trap;
            return Exit.Trap;
        }
        catch (ExhaustionException error)
        {
            _exhausted = error.Message;
            return Exit.Exhaustion;
        }

        CheckResults(function.Signature.Results.AsSpan(), results);
        return Exit.Return;
    }

    private void CheckResults(ReadOnlySpan<ValType> types, ReadOnlySpan<Value> results)
    {
        for (int i = 0; i < types.Length; i++)
        {
            if (!_store.HasType(results[i], types[i]))
            {
                throw new InvalidOperationException($"a host function's result {i} must be {types[i]}, but is {results[i]}");
            }
        }
    }

    /// <summary>Room for values, which the caller clears and gives back.</summary>
    private Span<Value> TakeValues(int count)
    {
        int start = _valuesTop;
        if (start + count > _values.Length)
        {
            // Spans over the old array stay valid; nobody else looks into it.
            Array.Resize(ref _values, Math.Max(Math.Max(_values.Length * 2, start + count), 64));
        }

        _valuesTop = start + count;
        return _values.AsSpan(start, count);
    }
}
