using BenchmarkDotNet.Attributes;
using Wasm.Bench.Throughput;
using Wasm.Core.Instructions;
using Wasm.Text;

namespace Wasm.Bench.Parts;

/// <summary>From text to a module: half a megabyte, about.</summary>
public class TextBenchmarks
{
    private byte[] _text = [];

    [GlobalSetup]
    public void Setup() => _text = SyntheticModule.Text(copies: 20);

    [Benchmark]
    public int Lexer()
    {
        var lexer = new Lexer(_text);
        int tokens = 0;
        while (lexer.Next().Kind != TokenKind.EndOfFile)
        {
            tokens++;
        }

        return tokens;
    }

    [Benchmark]
    public TextModule Parser() => ModuleParser.Parse(new SourceText("", _text), FeatureSet.Wasm3);
}
