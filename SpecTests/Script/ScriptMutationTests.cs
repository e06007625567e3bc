using System.Text;
using NUnit.Framework;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.Text;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;

namespace Wasm.SpecTests.Script;

/// <summary>
/// Scripts with random damage, from fixed seeds: whatever a file holds, running it ends in a result whose books add
/// up, and nothing inside breaks.
/// </summary>
[TestFixture]
public sealed class ScriptMutationTests
{
    private const int RunsPerSeed = 300;

    private static readonly string[] Insertions =
    [
        "(", ")", "\"", "(;", ";)", ";;", "\\ff", "\0", "\u00e9", "(module", "(module binary", "(module quote \"", "$x", "nan:canonical", "0x", "-1",
        "4294967296", "99999999999999999999", "(ref.null", "(either", "(param i32)", "(result i64)", "loop", "end", "else", "(rec", "(@a",
    ];

    private static readonly byte[][] Originals =
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "SpecTests", "scripts"), "*.wast").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    [Test]
    public void Damaged_scripts_end_in_results([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        var options = new ScriptOptions
        {
            RoundTrip = seed % 2 == 0,
            Timeout = TimeSpan.FromSeconds(2),
            Limits = new StoreLimits { MemoryBytes = 1 << 26, TableElements = 100_000 },
        };
        var executor = new ScriptExecutor(new ReferenceEngine(), options);
        for (int run = 0; run < RunsPerSeed; run++)
        {
            byte[] damaged = Damage(Originals[random.Next(Originals.Length)], random);
            ScriptResult result = executor.Run(ScriptParser.Parse(new SourceText("damaged.wast", damaged)));
            Assert.That(result.Passed + result.Failed + result.Skipped, Is.EqualTo(result.Commands));
            foreach (Failure failure in result.Failures)
            {
                if (failure.Actual.Contains("internal error", StringComparison.Ordinal) || failure.Expected.Contains("after printing", StringComparison.Ordinal))
                {
                    Assert.Fail($"seed {seed}, run {run}: {failure}\n{Encoding.UTF8.GetString(damaged)}");
                }
            }
        }
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (int count = random.Next(1, 6); count > 0 && bytes.Count > 0; count--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Insertions[random.Next(Insertions.Length)]));
                    break;
                case 3:
                    int from = random.Next(bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Next(1, 60), bytes.Count - from)));
                    break;
                default:
                    int digit = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
                    bytes[digit < 0 ? at : digit] = (byte)('0' + random.Next(10));
                    break;
            }
        }

        return [.. bytes];
    }
}
