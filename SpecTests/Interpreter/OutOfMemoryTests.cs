using System.Diagnostics;
using NUnit.Framework;

namespace Wasm.SpecTests.Interpreter;

/// <summary>
/// When .NET itself has no more memory, that is an outcome like others: tried in processes that are given little, below
/// every limit of the store.
/// </summary>
[TestFixture]
public sealed class OutOfMemoryTests
{
    [TestCase("a memory that grows by 16 MiB", 0, "^[1-9]", """
        (module (memory 1)
          (func (export "f") (result i32)
            (loop $l (br_if $l (i32.ne (memory.grow (i32.const 256)) (i32.const -1))))
            (i32.store (i32.const 0) (i32.const 1))
            (memory.size)))
        """)]
    [TestCase("a table that grows by a million", 0, "^[1-9]", """
        (module (table 1 funcref)
          (func (export "f") (result i32)
            (loop $l (br_if $l (i32.ne (table.grow (ref.null func) (i32.const 1000000)) (i32.const -1))))
            (table.set (i32.const 0) (ref.null func))
            (table.size)))
        """)]
    [TestCase("too large a memory", 1, "the process has no room for a memory of 16384 pages", "(module (memory 16384) (func (export \"f\")))")]
    [TestCase("too large a table", 1, "the process has no room for a table of 9000000 elements", "(module (table 9000000 funcref) (table 9000000 funcref) (func (export \"f\")))")]
    [TestCase("an endless list", 1, "heap exhausted: the process has no more room", """
        (module (type $n (struct (field (ref null $n)) (field i64)))
          (func (export "f") (local $list (ref null $n))
            (loop $l (local.set $list (struct.new $n (local.get $list) (i64.const 1))) (br $l))))
        """)]
    [TestCase("an endless list of arrays", 1, "heap exhausted: the process has no more room", """
        (module (type $a (array i8)) (type $n (struct (field (ref null $n)) (field (ref $a))))
          (func (export "f") (local $list (ref null $n))
            (loop $l (local.set $list (struct.new $n (local.get $list) (array.new_default $a (i32.const 3000000)))) (br $l))))
        """)]
    public void The_process_goes_on(string what, int exitCode, string output, string text)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.wat");
        File.WriteAllText(file, text);
        try
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "conform.dll"), "run", file, "--invoke", "f"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };

            // Hexadecimal: 128 MiB.
            start.Environment["DOTNET_GCHeapHardLimit"] = "8000000";
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string written = process.StandardOutput.ReadToEnd() + errors.Result;
            Assert.That(process.WaitForExit(60_000), what);
            Assert.That((process.ExitCode, written), Is.EqualTo((exitCode, written)), written);
            Assert.That(written, Does.Match(output), what);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
