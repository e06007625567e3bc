using System.Buffers.Binary;

namespace Wasm.Fuzz.Target;

/// <summary>A process that runs inputs, one after the other.</summary>
public interface ITargetProcess : IDisposable
{
    /// <summary>Its number: who waits too long kills it.</summary>
    int Id { get; }

    /// <summary>Whether it takes another input.</summary>
    bool IsReady { get; }

    /// <summary>Has it run the input that is there now.</summary>
    /// <returns>As <c>waitpid</c> says it: 0, or the signal that ended it, or would have.</returns>
    int Run();
}

/// <summary>
/// The side of AFL++'s fork server that belongs to the target. Nothing is forked: .NET cannot. A process runs inputs until it
/// finds an error that ends it, is killed because an input takes too long, or has become old; then there is a new one. So each
/// input costs what it costs in the persistent mode of a compiled target.
/// </summary>
/// <param name="control">From AFL++.</param>
/// <param name="status">To AFL++.</param>
/// <param name="sharesInput">Whether it offers inputs in shared memory.</param>
/// <param name="start">Starts a process; it is told whether inputs come in shared memory.</param>
public sealed class ForkServer(Stream control, Stream status, bool sharesInput, Func<bool, ITargetProcess> start)
{
    private readonly byte[] _word = new byte[4];

    /// <summary>Serves until AFL++ goes away.</summary>
    public void Run()
    {
        Write(AflProtocol.Hello(sharesInput));
        uint answer = 0;
        if (sharesInput && !TryRead(out answer))
        {
            return;
        }

        bool isShared = AflProtocol.AllowsSharing(answer);
        ITargetProcess? process = null;
        try
        {
            while (TryRead(out uint wasKilled))
            {
                // It was too slow for the last input, and may not have noticed yet.
                if (wasKilled != 0 || process is { IsReady: false })
                {
                    process?.Dispose();
                    process = null;
                }

                process ??= start(isShared);
                Write((uint)process.Id);
                Write((uint)process.Run());
            }
        }
        catch (IOException)
        {
            // It is gone.
        }
        finally
        {
            process?.Dispose();
        }
    }

    private bool TryRead(out uint word)
    {
        bool isWhole = control.ReadAtLeast(_word, 4, throwOnEndOfStream: false) == 4;
        word = BinaryPrimitives.ReadUInt32LittleEndian(_word);
        return isWhole;
    }

    private void Write(uint word)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_word, word);
        status.Write(_word);
        status.Flush();
    }
}
