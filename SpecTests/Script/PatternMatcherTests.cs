using System.Text;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.Text;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;

namespace Wasm.SpecTests.Script;

/// <summary>Which results a pattern takes: a table of patterns, values and verdicts.</summary>
[TestFixture]
public sealed class PatternMatcherTests
{
    private static ResultPattern Pattern(string text)
    {
        var source = new SourceText("pattern", Encoding.UTF8.GetBytes($"(assert_return (invoke \"f\") {text})"));
        return ((AssertReturnCommand)ScriptParser.Parse(source).Commands.Single()).Results.Single();
    }

    private static Value Literal(string text)
    {
        var source = new SourceText("value", Encoding.UTF8.GetBytes($"(invoke \"f\" {text})"));
        return ((InvokeAction)((ActionCommand)ScriptParser.Parse(source).Commands.Single()).Action).Arguments.Single();
    }

    [TestCase("(i32.const 1)", "(i32.const 1)", true)]
    [TestCase("(i32.const 1)", "(i32.const 2)", false)]
    [TestCase("(i32.const 1)", "(i64.const 1)", false)]
    [TestCase("(i64.const -1)", "(i64.const 0xffff_ffff_ffff_ffff)", true)]
    [TestCase("(i64.const -1)", "(i64.const 0xffff_ffff)", false)]
    [TestCase("(f32.const 0)", "(f32.const 0)", true)]
    [TestCase("(f32.const 0)", "(f32.const -0)", false)]
    [TestCase("(f32.const 0)", "(i32.const 0)", false)]
    [TestCase("(f64.const 0)", "(f64.const -0)", false)]
    [TestCase("(f32.const nan:0x200000)", "(f32.const nan:0x200000)", true)]
    [TestCase("(f32.const nan:0x200000)", "(f32.const nan:0x600000)", false)]
    [TestCase("(f32.const nan:canonical)", "(f32.const nan)", true)]
    [TestCase("(f32.const nan:canonical)", "(f32.const -nan)", true)]
    [TestCase("(f32.const nan:canonical)", "(f32.const nan:0x400001)", false)]
    [TestCase("(f32.const nan:canonical)", "(f32.const nan:0x200000)", false)]
    [TestCase("(f32.const nan:canonical)", "(f32.const inf)", false)]
    [TestCase("(f32.const nan:canonical)", "(f64.const nan)", false)]
    [TestCase("(f32.const nan:canonical)", "(i32.const 0x7fc00000)", false)]
    [TestCase("(f32.const nan:arithmetic)", "(f32.const nan)", true)]
    [TestCase("(f32.const nan:arithmetic)", "(f32.const -nan:0x400001)", true)]
    [TestCase("(f32.const nan:arithmetic)", "(f32.const nan:0x3fffff)", false)]
    [TestCase("(f32.const nan:arithmetic)", "(f32.const -inf)", false)]
    [TestCase("(f64.const nan:canonical)", "(f64.const -nan)", true)]
    [TestCase("(f64.const nan:canonical)", "(f64.const nan:0x8000000000001)", false)]
    [TestCase("(f64.const nan:arithmetic)", "(f64.const nan:0x8000000000001)", true)]
    [TestCase("(f64.const nan:arithmetic)", "(f64.const nan:0x4000000000000)", false)]
    [TestCase("(f64.const nan:arithmetic)", "(f32.const nan)", false)]
    [TestCase("(v128.const i32x4 1 2 3 4)", "(v128.const i32x4 1 2 3 4)", true)]
    [TestCase("(v128.const i32x4 1 2 3 4)", "(v128.const i32x4 1 2 3 5)", false)]
    [TestCase("(v128.const i32x4 1 2 3 4)", "(v128.const i32x4 0 2 3 4)", false)]
    [TestCase("(v128.const i8x16 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1)", "(v128.const i64x2 -1 -1)", true)]
    [TestCase("(v128.const f32x4 0 0 0 0)", "(v128.const f32x4 0 0 0 -0)", false)]
    [TestCase("(v128.const f32x4 1 nan:canonical 3 nan:arithmetic)", "(v128.const f32x4 1 -nan 3 nan:0x400001)", true)]
    [TestCase("(v128.const f32x4 1 nan:canonical 3 nan:arithmetic)", "(v128.const f32x4 1 nan:0x400001 3 nan)", false)]
    [TestCase("(v128.const f32x4 1 nan:canonical 3 nan:arithmetic)", "(v128.const f32x4 1 nan 3 nan:0x200000)", false)]
    [TestCase("(v128.const f32x4 1 nan:canonical 3 nan:arithmetic)", "(v128.const f32x4 2 nan 3 nan)", false)]
    [TestCase("(v128.const f32x4 1 nan:canonical 3 nan:arithmetic)", "(v128.const f32x4 1 nan 2 nan)", false)]
    [TestCase("(v128.const f64x2 nan:canonical 2)", "(v128.const f64x2 nan 2)", true)]
    [TestCase("(v128.const f64x2 nan:canonical 2)", "(v128.const f64x2 nan 3)", false)]
    [TestCase("(v128.const f64x2 2 nan:arithmetic)", "(v128.const f64x2 2 -nan:0x8000000000001)", true)]
    [TestCase("(v128.const f64x2 2 nan:arithmetic)", "(v128.const f64x2 2 inf)", false)]
    [TestCase("(v128.const i64x2 0 0)", "(i64.const 0)", false)]
    [TestCase("(either (i32.const 1) (i32.const 2))", "(i32.const 2)", true)]
    [TestCase("(either (i32.const 1) (i32.const 2))", "(i32.const 3)", false)]
    [TestCase("(either (f32.const nan:canonical) (f32.const 0))", "(f32.const -nan)", true)]
    [TestCase("(either (i32.const 1) (either (i64.const 1) (f32.const 1)))", "(f32.const 1)", true)]
    [TestCase("(ref.null)", "(ref.null func)", true)]
    [TestCase("(ref.null any)", "(ref.null extern)", true)]
    [TestCase("(ref.null)", "(i32.const 0)", false)]
    [TestCase("(ref)", "(i32.const 0)", false)]
    public void Numbers_and_nulls(string pattern, string value, bool matches) =>
        Assert.That(PatternMatcher.Matches(Pattern(pattern), Literal(value), isExternal: false), Is.EqualTo(matches));

    // What is given, as seen through an internal and through an external reference type.
    private static readonly string[] AllReferencePatterns =
    [
        "(ref)", "(ref.eq)", "(ref.i31)", "(ref.struct)", "(ref.array)", "(ref.func)", "(ref.exn)", "(ref.extern)", "(ref.extern 7)", "(ref.host 7)",
        "(ref.null)",
    ];

    [TestCase("null", false, "(ref) (ref.extern) (ref.null)")]
    [TestCase("null", true, "(ref) (ref.extern) (ref.null)")]
    [TestCase("i31", false, "(ref) (ref.eq) (ref.i31) (ref.extern)")]
    [TestCase("i31", true, "(ref) (ref.extern)")]
    [TestCase("struct", false, "(ref) (ref.eq) (ref.struct) (ref.extern)")]
    [TestCase("struct", true, "(ref) (ref.extern)")]
    [TestCase("array", false, "(ref) (ref.eq) (ref.array) (ref.extern)")]
    [TestCase("function", false, "(ref.func) (ref.extern)")]
    [TestCase("exception", false, "(ref) (ref.exn) (ref.extern)")]
    [TestCase("host 7", false, "(ref) (ref.extern) (ref.host 7)")]
    [TestCase("host 7", true, "(ref) (ref.extern) (ref.extern 7)")]
    [TestCase("host 8", true, "(ref) (ref.extern)")]
    [TestCase("other host object", true, "(ref) (ref.extern)")]
    public void References(string given, bool isExternal, string matching)
    {
        Value value = Value.FromReference(MakeReference(given));
        string[] actual = [.. AllReferencePatterns.Where(text => PatternMatcher.Matches(Pattern(text), value, isExternal))];
        Assert.That(string.Join(' ', actual), Is.EqualTo(matching));
    }

    // References that need code to be made come from a module.
    private static object? MakeReference(string what)
    {
        var engine = new ReferenceEngine();
        var store = new Store(engine);
        return what switch
        {
            "null" => null,
            "i31" => I31Reference.Create(5),
            "function" => Function.Create(store, FunctionType.Empty, (_, _, _) => { }),
            "exception" => ExceptionReference.Create(Tag.Create(store)),
            "host 7" => new HostReference(7),
            "host 8" => new HostReference(8),
            "struct" or "array" => MakeObject(store, what),
            _ => new object(),
        };
    }

    private static object? MakeObject(Store store, string what)
    {
        SourceText text = new("objects", Encoding.UTF8.GetBytes($"""
            (module
              (type $s (struct)) (type $a (array i8))
              (func (export "struct") (result anyref) (struct.new $s))
              (func (export "array") (result anyref) (array.new_fixed $a 0)))
            """));
        Instance instance = TestModules.Instantiate(store, text);
        return instance.GetFunction(what)!.Invoke()[0].Reference;
    }
}
