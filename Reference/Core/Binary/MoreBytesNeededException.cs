namespace Wasm.Core.Binary;

/// <summary>
/// Internal signal: a reader over the beginning of a stream ran out of bytes while more may follow. The streaming
/// decoder waits for them and reads the item again. Never leaves this namespace.
/// </summary>
internal sealed class MoreBytesNeededException : Exception
{
    public MoreBytesNeededException()
        : base("more bytes needed")
    {
    }
}
