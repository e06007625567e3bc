namespace Wasm.Runtime.Embedding;

/// <summary>
/// Options of one call while it lasts. Those of the calls that are active in a store, one inside the other, form a
/// list from <see cref="Store.ActiveLimit"/> outwards; a suspended call's is not in it.
/// </summary>
internal sealed class CallLimit : IDisposable
{
    private readonly Store _store;
    private readonly CancellationTokenRegistration _registration;
    private long? _fuelLeft;

    // While active: the store's fuel outside, and how much of it was given to the call.
    private long _fuelOutside;
    private long _fuelGiven;
    private CancellationTokenSource? _linked;

    private CallLimit(Store store, CallOptions options)
    {
        _store = store;
        Token = options.CancellationToken;
        _fuelLeft = options.Fuel;
        if (Token.CanBeCanceled)
        {
            _registration = Token.UnsafeRegister(static store => ((Store)store!).RequestStop(), store);
        }
    }

    /// <summary>The call's token, which may be none.</summary>
    public CancellationToken Token { get; }

    /// <summary>The next one outwards, while this is active.</summary>
    public CallLimit? Outer { get; private set; }

    /// <summary>A token that is cancelled when any that ends this call is. Valid until the end of the call.</summary>
    public CancellationToken CombinedToken
    {
        get
        {
            CancellationToken outer = Outer?.CombinedToken ?? default;
            if (!Token.CanBeCanceled || !outer.CanBeCanceled || outer == Token)
            {
                return Token.CanBeCanceled ? Token : outer;
            }

            _linked ??= CancellationTokenSource.CreateLinkedTokenSource(Token, outer);
            return _linked.Token;
        }
    }

    /// <summary>The limit for options, or null if they bound nothing.</summary>
    /// <exception cref="InvalidOperationException">The engine was made without what an option needs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fuel is negative.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled already.</exception>
    public static CallLimit? Create(Store store, CallOptions options)
    {
        if (options.IsDefault)
        {
            return null;
        }

        EngineOptions engine = store.Engine.Options;
        if (options.CancellationToken.CanBeCanceled && !engine.Interruptible)
        {
            throw new InvalidOperationException(
                $"a call with a {nameof(CallOptions.CancellationToken)} needs an engine made with {nameof(EngineOptions)}.{nameof(EngineOptions.Interruptible)}");
        }

        if (options.Fuel is { } fuel)
        {
            if (!engine.ConsumeFuel)
            {
                throw new InvalidOperationException(
                    $"a call with {nameof(CallOptions.Fuel)} needs an engine made with {nameof(EngineOptions)}.{nameof(EngineOptions.ConsumeFuel)}");
            }

            ArgumentOutOfRangeException.ThrowIfNegative(fuel, nameof(options));
        }

        options.CancellationToken.ThrowIfCancellationRequested();
        return new CallLimit(store, options);
    }

    /// <summary>The call begins or goes on. Its thread owns the store.</summary>
    public void Activate()
    {
        Outer = _store.ActiveLimit;
        _store.ActiveLimit = this;
        if (_fuelLeft is { } left)
        {
            _fuelOutside = _store.Fuel;
            _fuelGiven = Math.Min(left, _fuelOutside);
            _store.Fuel = _fuelGiven;
        }

        // It may have fired just before, while another call ran, which saw that it was not meant and forgot the request.
        if (Token.IsCancellationRequested)
        {
            _store.RequestStop();
        }
    }

    /// <summary>The call ends or is suspended.</summary>
    public void Deactivate()
    {
        _store.ActiveLimit = Outer;
        Outer = null;
        if (_fuelLeft is { } left)
        {
            // Negative if a host function has refuelled the store.
            long used = Subtract(_fuelGiven, _store.Fuel);
            _store.Fuel = Subtract(_fuelOutside, used);
            _fuelLeft = Subtract(left, used);
        }
    }

    /// <summary>The call has ended.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _linked?.Dispose();
    }

    // A store that nobody bounds has as much fuel as there can be: more is no more.
    private static long Subtract(long left, long right) => (long)Int128.Clamp((Int128)left - right, long.MinValue, long.MaxValue);
}
