using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>Calls a delegate with a call's arguments and begins to put its results into place: see <see cref="HostCallback.Begin"/>.</summary>
internal delegate Task? HostInvoker(Caller caller, Span<RawValue> slots, Span<object?> references);

/// <summary>A callback over a delegate of any type, by code made for that type.</summary>
internal sealed class DelegateCallback : HostCallback
{
    private readonly HostInvoker _invoker;
    private readonly ResultMarshaller? _results;

    /// <param name="signature">What the delegate's type says.</param>
    /// <param name="type">What the function's type shall be.</param>
    /// <param name="function">The delegate.</param>
    public DelegateCallback(DelegateSignature signature, FunctionType type, Delegate function)
        : base(type)
    {
        HostInvokerFactory factory = signature.Invoker;
        _invoker = factory.Create(function);
        _results = factory.Results;
    }

    public override bool IsAsync => _results is { IsAsync: true };

    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references) =>
        _invoker(caller, slots, references);

    protected internal override void End(Task task, Span<RawValue> slots, Span<object?> references)
    {
        if (_results is null)
        {
            base.End(task, slots, references);
        }
        else
        {
            _results.End(task, slots, references);
        }
    }
}
