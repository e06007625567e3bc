using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// Node, kept running, that validates modules. A request on its standard input is a count, then lengths and bytes; the answer a
/// byte for each: '1' or '0'. Numbers have 32 bits, the least significant byte first.
/// </summary>
internal sealed class NodeProcess : IDisposable
{
    /// <summary>The environment variable that names the program.</summary>
    public const string Variable = "NODE";

    private const string Script = """
        const fs = require('fs');
        function read(length) {
          const bytes = Buffer.alloc(length);
          for (let done = 0; done < length;) {
            const count = fs.readSync(0, bytes, done, length - done, null);
            if (count === 0) process.exit(0);
            done += count;
          }
          return bytes;
        }
        for (;;) {
          const count = read(4).readUInt32LE(0);
          const answer = Buffer.alloc(count);
          for (let i = 0; i < count; i++) {
            const module = read(read(4).readUInt32LE(0));
            let valid;
            try { valid = WebAssembly.validate(module); } catch (e) { valid = false; }
            answer[i] = valid ? 49 : 48;
          }
          for (let done = 0; done < count;) done += fs.writeSync(1, answer, done);
        }
        """;

    private readonly Process _process;

    private NodeProcess(Process process, string version)
    {
        _process = process;
        Version = version;
    }

    /// <summary>Node's version, and V8's.</summary>
    public string Version { get; }

    /// <summary>The first number of its version; 0 if that is not one.</summary>
    public int Major => int.TryParse(Version.AsSpan(1, Math.Max(Version.AsSpan().IndexOf('.') - 1, 0)), CultureInfo.InvariantCulture, out int number) ? number : 0;

    /// <summary>Starts the Node that the environment names, or the one on PATH.</summary>
    /// <param name="reason">Why there is none.</param>
    public static NodeProcess? TryStart(out string reason)
    {
        string program = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : "node";
        try
        {
            string version = VersionOf(program);
            if (version.Length == 0)
            {
                reason = $"{program} is no Node";
                return null;
            }

            var start = new ProcessStartInfo(program, ["--liftoff", "-e", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
            reason = "";
            return new NodeProcess(Process.Start(start)!, version);
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            reason = $"no Node: {program} cannot be started ({error.Message}); set {Variable} to its path";
            return null;
        }
    }

    /// <summary>Whether each module is valid.</summary>
    /// <exception cref="IOException">Node has ended.</exception>
    public bool[] Validate(IReadOnlyList<ReadOnlyMemory<byte>> modules)
    {
        Stream input = _process.StandardInput.BaseStream;
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, modules.Count);
        input.Write(number);
        foreach (ReadOnlyMemory<byte> module in modules)
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, module.Length);
            input.Write(number);
            input.Write(module.Span);
        }

        input.Flush();
        byte[] answer = new byte[modules.Count];
        try
        {
            _process.StandardOutput.BaseStream.ReadExactly(answer);
        }
        catch (EndOfStreamException error)
        {
            throw new IOException("Node has ended", error);
        }

        return Array.ConvertAll(answer, item => item == '1');
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // It ends when there is nothing more to read.
            _process.StandardInput.Close();
            if (!_process.WaitForExit(2_000))
            {
                _process.Kill();
            }
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // It has ended already.
        }

        _process.Dispose();
    }

    private static string VersionOf(string program)
    {
        var start = new ProcessStartInfo(program, ["-p", "'v' + process.versions.node + ', V8 ' + process.versions.v8"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return text.StartsWith('v') ? text : "";
    }
}
