using System.Buffers.Binary;

namespace Wasm.Fuzz.Target;

/// <summary>What a process that runs inputs answers with: one byte for one byte.</summary>
public enum TargetAnswer : byte
{
    /// <summary>It is ready for the first input.</summary>
    Ready = (byte)'r',

    /// <summary>Nothing is wrong.</summary>
    Good = (byte)'g',

    /// <summary>Something is.</summary>
    Wrong = (byte)'w',

    /// <summary>Nothing is wrong, and another process had better go on.</summary>
    Old = (byte)'o',
}

/// <summary>The side of <see cref="TargetProcess"/> that runs inputs.</summary>
/// <param name="target">Runs them.</param>
/// <param name="read">Gives the present one.</param>
/// <param name="map">Where coverage goes; null: nowhere.</param>
public sealed class TargetLoop(FuzzTarget target, Func<byte[]> read, AflMap? map = null)
{
    // Types that engines have met, and what the runtime keeps, only grow.
    private const int MaximumRuns = 20_000;
    private const long MaximumWorkingSet = 1200L << 20;
    private const int WarmUpRuns = 12;

    /// <summary>Runs an input for each byte that comes, until none comes any more.</summary>
    /// <param name="requests">Where the bytes come from.</param>
    /// <param name="answers">Where answers go.</param>
    /// <param name="errors">What is wrong is said here.</param>
    /// <param name="leave">Called if nobody waits any more for a run that goes on.</param>
    public void Run(Stream requests, Stream answers, TextWriter errors, Action leave)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(leave);
        for (ulong seed = 0; seed < WarmUpRuns; seed++)
        {
            target.Run(target.Seed(seed));
        }

        using var pending = new SemaphoreSlim(0);
        bool isBusy = false;
        bool isOver = false;
        var reader = new Thread(() =>
        {
            while (requests.ReadByte() >= 0)
            {
                pending.Release();
            }

            Volatile.Write(ref isOver, true);
            if (Volatile.Read(ref isBusy))
            {
                leave();
            }

            pending.Release();
        })
        { IsBackground = true, Name = "requests" };
        Answer(TargetAnswer.Ready);
        reader.Start();
        for (int runs = 0; ; runs++)
        {
            pending.Wait();
            Volatile.Write(ref isBusy, true);
            if (Volatile.Read(ref isOver))
            {
                return;
            }

            map?.Begin();
            string? problem = RunOne();
            if (map is not null)
            {
                map.IsOn = false;
            }

            if (problem is not null)
            {
                errors.WriteLine(problem);
            }

            Volatile.Write(ref isBusy, false);
            Answer(problem is not null ? TargetAnswer.Wrong : runs >= MaximumRuns || Environment.WorkingSet > MaximumWorkingSet ? TargetAnswer.Old : TargetAnswer.Good);
        }

        void Answer(TargetAnswer answer)
        {
            answers.WriteByte((byte)answer);
            answers.Flush();
        }
    }

    /// <summary>The input in shared memory.</summary>
    public static byte[] Read(SharedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(memory.Bytes), AflProtocol.MaximumInput);
        return memory.Bytes.Slice(4, length).ToArray();
    }

    private string? RunOne()
    {
        try
        {
            return target.Run(read());
        }
#pragma warning disable CA1031 // An error of the generator or of an oracle is found like one of an engine.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error.ToString();
        }
    }
}
