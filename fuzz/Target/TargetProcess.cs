using System.Diagnostics;

namespace Wasm.Fuzz.Target;

/// <summary>A process in which a <see cref="TargetLoop"/> runs.</summary>
public sealed class TargetProcess : ITargetProcess
{
    private readonly Process _process;
    private readonly Stream _requests;
    private readonly Stream _answers;
    private bool _isDisposed;

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <param name="info">The program and its arguments.</param>
    /// <exception cref="IOException">It ended before it was ready.</exception>
    public TargetProcess(ProcessStartInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.UseShellExecute = false;
        _process = Process.Start(info) ?? throw new IOException($"{info.FileName}: cannot be started");
        _requests = _process.StandardInput.BaseStream;
        _answers = _process.StandardOutput.BaseStream;
        IsReady = _answers.ReadByte() == (int)TargetAnswer.Ready;
        if (!IsReady)
        {
            int status = StatusOfExit();
            Dispose();
            throw new IOException($"{info.FileName}: ended with status {status} before it was ready");
        }
    }

    /// <inheritdoc/>
    public int Id => _process.Id;

    /// <inheritdoc/>
    public bool IsReady { get; private set; }

    /// <inheritdoc/>
    public int Run()
    {
        int answer = -1;
        try
        {
            _requests.WriteByte((byte)'\n');
            _requests.Flush();
            answer = _answers.ReadByte();
        }
        catch (IOException)
        {
            // It was killed before.
        }

        IsReady = answer is (int)TargetAnswer.Good or (int)TargetAnswer.Wrong;
        return answer switch
        {
            (int)TargetAnswer.Good or (int)TargetAnswer.Old => 0,
            (int)TargetAnswer.Wrong => AflProtocol.Abort,
            _ => StatusOfExit(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    // A process that ends by itself, whatever its exit code, has failed too.
    private int StatusOfExit()
    {
        _process.WaitForExit();
        return _process.ExitCode > 128 ? _process.ExitCode - 128 : AflProtocol.Abort;
    }
}
