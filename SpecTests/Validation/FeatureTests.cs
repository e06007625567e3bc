using System.Text;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Text;

namespace Wasm.SpecTests.Validation;

/// <summary>What a feature brought is refused without it, by the switch's name.</summary>
[TestFixture]
public sealed class FeatureTests
{
    [TestCase("mutable-globals", "(import \"\" \"\" (global (mut i32)))")]
    [TestCase("mutable-globals", "(global (export \"\") (mut i32) (i32.const 0))")]
    [TestCase("multi-value", "(type (func (result i32 i32)))")]
    [TestCase("multi-value", "(func i32.const 0 (block (param i32) drop))")]
    [TestCase("reference-types", "(func (param externref))")]
    [TestCase("reference-types", "(func (param funcref))")]
    [TestCase("reference-types", "(table 0 funcref) (table 0 funcref)")]
    [TestCase("bulk-memory", "(data \"\")")]
    [TestCase("bulk-memory", "(elem func)")]
    [TestCase("simd", "(func (param v128))")]
    [TestCase("simd", "(global v128 (v128.const i64x2 0 0))")]
    [TestCase("gc", "(type (struct))")]
    [TestCase("gc", "(type (array i8))")]
    [TestCase("gc", "(type (sub (func)))")]
    [TestCase("gc", "(rec (type (func)))")]
    [TestCase("gc", "(func (local anyref))")]
    [TestCase("gc function-references", "(func (local (ref null 0)))")]
    [TestCase("gc function-references", "(func (param (ref func)))")]
    [TestCase("function-references", "(table 0 funcref (ref.null func))")]
    [TestCase("exception-handling", "(tag)")]
    [TestCase("exception-handling", "(func (local exnref))")]
    [TestCase("multi-memory", "(memory 0) (memory 0)")]
    [TestCase("memory64", "(memory i64 0)")]
    [TestCase("memory64", "(table i64 0 funcref)")]
    [TestCase("sign-extension", "(func (result i32) i32.const 0 i32.extend8_s)")]
    [TestCase("tail-call", "(func return_call 0)")]
    [TestCase("relaxed-simd", "(func (result v128) v128.const i64x2 0 0 v128.const i64x2 0 0 i8x16.relaxed_swizzle)")]
    public void IsRefusedWithoutIt(string features, string fields)
    {
        // Parsed with everything on: what the parser refuses is its own matter.
        var module = ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes($"(module {fields})")), FeatureSet.All).Definition;
        string[] names = features.Split(' ');
        FeatureSet without = FeatureSet.Parse("wasm3 " + string.Join(' ', names.Select(name => "-" + name)));
        Assert.That(ModuleValidator.Validate(module, FeatureSet.Wasm3, new TypeRegistry()), Is.Not.Null);
        var error = Assert.Catch<ModuleException>(() => ModuleValidator.Validate(module, without, new TypeRegistry()));
        Assert.That(names.Any(name => error!.Message.Contains($"needs feature `{name}`", StringComparison.Ordinal)), error!.Message);
    }

    [TestCase("wasm3 -extended-const", "(global i32 (i32.add (i32.const 1) (i32.const 2)))", "constant expression required")]
    [TestCase("wasm3 -gc", "(global $a i32 (i32.const 1)) (global i32 (global.get $a))", "unknown global 0")]
    public void ConstantExpressionsGrewToo(string features, string fields, string message)
    {
        var module = ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes($"(module {fields})")), FeatureSet.All).Definition;
        Assert.That(ModuleValidator.Validate(module, FeatureSet.Wasm3, new TypeRegistry()), Is.Not.Null);
        var error = Assert.Throws<InvalidModuleException>(() => ModuleValidator.Validate(module, FeatureSet.Parse(features), new TypeRegistry()));
        Assert.That(error!.Message, Does.StartWith(message));
    }
}
