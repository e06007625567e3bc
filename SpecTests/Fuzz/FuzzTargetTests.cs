using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Pipes;
using NUnit.Framework;
using Wasm.Conform.Workers;
using Wasm.Fuzz.Target;

namespace Wasm.SpecTests.Fuzz;

/// <summary>What AFL++ runs: the test takes its place on the other end of the pipes and of the shared memory.</summary>
[TestFixture]
public class FuzzTargetTests
{
    private const uint Enabled = 0x80000001;
    private const uint SharesInput = 0x01000000;

    [Test]
    public void Inputs_run_in_another_process_and_fill_the_map()
    {
        using SharedMemory map = SharedMemory.Allocate(AflMap.Size);
        using SharedMemory input = SharedMemory.Allocate(AflProtocol.MaximumInput + 4);
        using var afl = new Fuzzer(sharesInput: true, isShared =>
        {
            Assert.That(isShared);
            WorkerStart own = WorkerStart.Self("fuzz-target", "child", ModuleTarget.TargetName);
            var info = new ProcessStartInfo(own.File, own.Arguments);
            info.Environment[AflProtocol.MapVariable] = map.Id;
            info.Environment[AflProtocol.InputVariable] = input.Id;
            return new TargetProcess(info);
        });
        uint hello = afl.Read();
        Assert.That(hello & (Enabled | SharesInput), Is.EqualTo(Enabled | SharesInput));
        Assert.That((hello >> 1 & 0x3FFFFF) + 1, Is.EqualTo(AflMap.Size), "size of the map");
        afl.Write(Enabled | SharesInput);

        var target = new ModuleTarget();
        int[] first = Run(target.Seed(1));
        Assert.That(first, Has.Length.GreaterThan(20));
        Assert.That(Run(target.Seed(2)), Is.Not.EqualTo(first));
        Assert.That(Run(target.Seed(1)), Is.EqualTo(first), "the same input shows the same");
        Assert.That(Run("no module"u8.ToArray()), Has.Length.InRange(2, first.Length - 1));

        // It is killed because it takes too long; the next input has another process.
        afl.Write(0);
        int before = (int)afl.Read();
        Assert.That(afl.Read(), Is.Zero);
        using (Process old = Process.GetProcessById(before))
        {
            old.Kill();
            old.WaitForExit();
        }

        Assert.That(Run(target.Seed(1), wasKilled: true), Is.EqualTo(first));
        Assert.That(afl.LastProcess, Is.Not.EqualTo(before));

        int[] Run(byte[] bytes, bool wasKilled = false)
        {
            map.Bytes.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(input.Bytes, (uint)bytes.Length);
            bytes.CopyTo(input.Bytes[4..]);
            Assert.That(afl.Run(wasKilled), Is.Zero, "status");
            var places = new List<int>();
            for (int i = 0; i < AflMap.Size; i++)
            {
                if (map.Bytes[i] != 0)
                {
                    places.Add(i);
                }
            }

            return [.. places];
        }
    }

    [Test]
    public void What_is_wrong_is_reported_as_a_signal_and_the_next_input_runs()
    {
        byte[] input = [];
        int started = 0;
        using var afl = new Fuzzer(sharesInput: false, _ =>
        {
            started++;
            return new ThreadProcess(new Mistaken(), () => input);
        });
        Assert.That(afl.Read() & SharesInput, Is.Zero);
        Assert.That(afl.Run(), Is.Zero);
        input = [Mistaken.Trigger];
        Assert.That(afl.Run(), Is.EqualTo(AflProtocol.Abort));
        input = [Mistaken.Error];
        Assert.That(afl.Run(), Is.EqualTo(AflProtocol.Abort));
        input = [1, 2, 3];
        Assert.That(afl.Run(), Is.Zero);
        Assert.That(started, Is.EqualTo(1), "nothing is lost by a difference");
    }

    [Test]
    public void A_process_that_ends_is_reported_with_its_signal_and_replaced()
    {
        var processes = new Queue<ITargetProcess>([new Ended(11), new Ended(0, isReady: true)]);
        using var afl = new Fuzzer(sharesInput: false, _ => processes.Dequeue());
        afl.Read();
        Assert.That(afl.Run(), Is.EqualTo(11));
        Assert.That(afl.Run(), Is.Zero);
        Assert.That(afl.Run(), Is.Zero);
    }

    [Test]
    public void Seeds_are_good_inputs([ValueSource(typeof(FuzzTarget), nameof(FuzzTarget.Names))] string name)
    {
        FuzzTarget target = FuzzTarget.Create(name);
        for (ulong seed = 0; seed < 8; seed++)
        {
            Assert.That(target.Run(target.Seed(seed)), Is.Null);
        }
    }

    [Test]
    public void Any_bytes_are_a_case()
    {
        var random = new Random(1);
        var target = new ExecutionTarget();
        for (int length = 0; length < 200; length += 9)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.That(target.Run(bytes), Is.Null);
        }
    }

    [Test]
    public void The_dictionary_has_the_words_of_the_binary_format()
    {
        string[] lines = FuzzDictionary.Write().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.All.Match("^[A-Za-z0-9_]+=\"(\\\\x[0-9a-f]{2})+\"$"));
        Assert.That(lines, Does.Contain("struct_new=\"\\xfb\\x00\"").And.Contain("header=\"\\x00\\x61\\x73\\x6d\\x01\\x00\\x00\\x00\""));
        Assert.That(lines, Does.Contain("i32x4_relaxed_dot_i8x16_i7x16_add_s=\"\\xfd\\x93\\x02\""));
    }

    /// <summary>AFL++'s side.</summary>
    private sealed class Fuzzer : IDisposable
    {
        private readonly AnonymousPipeServerStream _control = new(PipeDirection.Out);
        private readonly AnonymousPipeServerStream _status = new(PipeDirection.In);
        private readonly Thread _server;
        private Exception? _failure;

        public Fuzzer(bool sharesInput, Func<bool, ITargetProcess> start)
        {
            var control = new AnonymousPipeClientStream(PipeDirection.In, _control.ClientSafePipeHandle);
            var status = new AnonymousPipeClientStream(PipeDirection.Out, _status.ClientSafePipeHandle);
            _server = new Thread(() =>
            {
                try
                {
                    new ForkServer(control, status, sharesInput, start).Run();
                }
                catch (Exception error)
                {
                    _failure = error;
                    status.Dispose();
                }
            });
            _server.Start();
        }

        public int LastProcess { get; private set; }

        public uint Read()
        {
            byte[] word = new byte[4];
            Assert.That(_status.ReadAtLeast(word, 4, throwOnEndOfStream: false), Is.EqualTo(4), () => $"the server is gone: {_failure}");
            return BinaryPrimitives.ReadUInt32LittleEndian(word);
        }

        public void Write(uint word)
        {
            byte[] bytes = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
            _control.Write(bytes);
        }

        public int Run(bool wasKilled = false)
        {
            Write(wasKilled ? 1u : 0);
            LastProcess = (int)Read();
            Assert.That(LastProcess, Is.Positive);
            return (int)Read();
        }

        public void Dispose()
        {
            _control.Dispose();
            Assert.That(_server.Join(TimeSpan.FromSeconds(30)), "the server goes on");
            _status.Dispose();
            Assert.That(_failure, Is.Null);
        }
    }

    /// <summary>A target whose answer is wrong for one input, and that fails at another.</summary>
    private sealed class Mistaken : FuzzTarget
    {
        public const byte Trigger = 77;
        public const byte Error = 78;

        public override string Name => "mistaken";

        public override string? Run(byte[] input) => input switch
        {
            [Trigger] => "left and right differ",
            [Error] => throw new InvalidOperationException("not expected"),
            _ => null,
        };

        public override byte[] Seed(ulong seed) => [];
    }

    /// <summary>The loop of a process, in a thread of this one.</summary>
    private sealed class ThreadProcess : ITargetProcess
    {
        private readonly AnonymousPipeServerStream _requests = new(PipeDirection.Out);
        private readonly AnonymousPipeServerStream _answers = new(PipeDirection.In);
        private readonly Thread _loop;

        public ThreadProcess(FuzzTarget target, Func<byte[]> read)
        {
            var requests = new AnonymousPipeClientStream(PipeDirection.In, _requests.ClientSafePipeHandle);
            var answers = new AnonymousPipeClientStream(PipeDirection.Out, _answers.ClientSafePipeHandle);
            _loop = new Thread(() => new TargetLoop(target, read).Run(requests, answers, TextWriter.Null, () => { }));
            _loop.Start();
            Assert.That(_answers.ReadByte(), Is.EqualTo((int)TargetAnswer.Ready));
        }

        public int Id => 1;

        public bool IsReady => true;

        public int Run()
        {
            _requests.WriteByte(0);
            return _answers.ReadByte() == (int)TargetAnswer.Good ? 0 : AflProtocol.Abort;
        }

        public void Dispose()
        {
            _requests.Dispose();
            Assert.That(_loop.Join(TimeSpan.FromSeconds(30)), "the loop goes on");
            _answers.Dispose();
        }
    }

    /// <summary>A process that says how it ended.</summary>
    private sealed class Ended(int status, bool isReady = false) : ITargetProcess
    {
        public int Id => 1;

        public bool IsReady { get; private set; } = true;

        public int Run()
        {
            IsReady = isReady;
            return status;
        }

        public void Dispose() => IsReady = false;
    }
}
