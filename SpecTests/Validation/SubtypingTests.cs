using NUnit.Framework;
using Wasm.Core.Types;

namespace Wasm.SpecTests.Validation;

/// <summary>Matching of types (specification, 3.3), and what makes a declared subtype valid (3.2.11).</summary>
[TestFixture]
public sealed class SubtypingTests
{
    // Abstract heap types with their proper supertypes.
    private static readonly Dictionary<string, string> Above = new()
    {
        ["any"] = "",
        ["eq"] = "any",
        ["i31"] = "eq any",
        ["struct"] = "eq any",
        ["array"] = "eq any",
        ["none"] = "i31 struct array eq any S0 S1 A",
        ["func"] = "",
        ["nofunc"] = "func F",
        ["extern"] = "",
        ["noextern"] = "extern",
        ["exn"] = "",
        ["noexn"] = "exn",
        ["S0"] = "struct eq any",
        ["S1"] = "S0 struct eq any",
        ["A"] = "array eq any",
        ["F"] = "func",
    };

    private readonly TypeRegistry _registry = new();
    private readonly Dictionary<string, HeapType> _types = [];

    [OneTimeSetUp]
    public void MakeTypes()
    {
        for (int code = 0x69; code <= 0x74; code++)
        {
            Assert.That(HeapType.TryFromCode((byte)code, out HeapType type));
            _types.Add(type.ToString(), type);
        }

        var module = new TestModule();
        module.Group(
            Sub(Struct(ValType.I32), isFinal: false),
            Sub(Struct(ValType.I32, ValType.I64), super: 0),
            Sub(new ArrayType(new FieldType(StorageType.I8, true))),
            Sub(FunctionType.Empty));
        var types = module.Validate(registry: _registry).Types;
        foreach ((string name, int index) in (ReadOnlySpan<(string, int)>)[("S0", 0), ("S1", 1), ("A", 2), ("F", 3)])
        {
            _types.Add(name, types[index].HeapType);
        }
    }

    [Test]
    public void HeapTypesFormTheirHierarchies()
    {
        foreach (string sub in Above.Keys)
        {
            foreach (string super in Above.Keys)
            {
                bool expected = sub == super || Above[sub].Split(' ').Contains(super);
                Assert.That(_registry.IsSubtype(_types[sub], _types[super]), Is.EqualTo(expected), $"{sub} <: {super}");
                Check(sub, super, expected);
            }

            Assert.That(_registry.IsSubtype(HeapType.Bottom, _types[sub]));
            Assert.That(_registry.IsSubtype(_types[sub], HeapType.Bottom), Is.False);
            Assert.That(_registry.IsSubtype(ValType.Bottom, ValType.Ref(_types[sub], true)));
            Assert.That(_registry.IsSubtype(ValType.Ref(_types[sub], false), ValType.I32), Is.False);
        }
    }

    private void Check(string sub, string super, bool expected)
    {
        foreach (bool left in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (bool right in (ReadOnlySpan<bool>)[false, true])
            {
                bool matches = _registry.IsSubtype(ValType.Ref(_types[sub], left), ValType.Ref(_types[super], right));
                Assert.That(matches, Is.EqualTo(expected && (right || !left)), $"{sub} {left} <: {super} {right}");
            }
        }
    }

    [TestCase("none", "any")]
    [TestCase("S1", "any")]
    [TestCase("A", "any")]
    [TestCase("F", "func")]
    [TestCase("nofunc", "func")]
    [TestCase("noexn", "exn")]
    [TestCase("noextern", "extern")]
    public void EveryHeapTypeHasATop(string type, string top) => Assert.That(_registry.TopOf(_types[type]), Is.EqualTo(_types[top]));

    [Test]
    public void AncestorsAreFoundAtEveryDepth()
    {
        var module = new TestModule();
        for (int i = 0; i <= 63; i++)
        {
            module.Group(Sub(Struct(), isFinal: false, super: i == 0 ? null : i - 1));
        }

        int sibling = module.Group(Sub(Struct(), super: 62));
        var types = module.Validate().Types;
        for (int sub = 0; sub <= 63; sub++)
        {
            for (int super = 0; super <= 63; super++)
            {
                Assert.That(types[sub].IsSubtypeOf(types[super]), Is.EqualTo(super <= sub), $"{sub} <: {super}");
            }

            Assert.That(types[sibling].IsSubtypeOf(types[sub]), Is.EqualTo(sub < 63));
            Assert.That(types[sub].IsSubtypeOf(types[sibling]), Is.False);
        }
    }

    private static IEnumerable<TestCaseData> Declarations()
    {
        ValType nonNull = ValType.AnyRef.AsNonNull();
        yield return Case("more fields", true, Struct(ValType.I32), Struct(ValType.I32, ValType.I32));
        yield return Case("fewer fields", false, Struct(ValType.I32), Struct());
        yield return Case("a narrower field", true, Struct(ValType.AnyRef), Struct(nonNull));
        yield return Case("a wider field", false, Struct(nonNull), Struct(ValType.AnyRef));
        yield return Case("a narrower mutable field", false, Mutable(ValType.AnyRef), Mutable(nonNull));
        yield return Case("the same mutable field", true, Mutable(ValType.AnyRef), Mutable(ValType.AnyRef));
        yield return Case("mutable for immutable", false, Struct(ValType.I32), Mutable(ValType.I32));
        yield return Case("another packing", false, Array(StorageType.I8), Array(StorageType.I16));
        yield return Case("unpacked for packed", false, Array(StorageType.I8), Array(new StorageType(ValType.I32)));
        yield return Case("the same packing", true, Array(StorageType.I8), Array(StorageType.I8));
        yield return Case("array for struct", false, Struct(ValType.I32), Array(new StorageType(ValType.I32)));
        yield return Case("a narrower result", true, new FunctionType([], [ValType.AnyRef]), new FunctionType([], [nonNull]));
        yield return Case("a wider result", false, new FunctionType([], [nonNull]), new FunctionType([], [ValType.AnyRef]));
        yield return Case("a wider parameter", true, new FunctionType([nonNull], []), new FunctionType([ValType.AnyRef], []));
        yield return Case("a narrower parameter", false, new FunctionType([ValType.AnyRef], []), new FunctionType([nonNull], []));
        yield return Case("one more parameter", false, FunctionType.Empty, new FunctionType([ValType.I32], []));
    }

    [TestCaseSource(nameof(Declarations))]
    public void ASubtypeMatchesItsSupertype(CompositeType super, CompositeType sub, bool valid)
    {
        var module = new TestModule();
        module.Group(Sub(super, isFinal: false));
        module.Group(Sub(sub, super: 0));
        Assert.That(module.Error(), valid ? Is.Null : Is.EqualTo("sub type 1 does not match super type 0"));
    }

    [Test]
    public void SupertypesAreEarlierAndNotFinal()
    {
        Assert.That(Error(m => m.Group(Sub(Struct())), m => m.Group(Sub(Struct(), super: 0))), Is.EqualTo("sub type 1 has final super type 0"));
        Assert.That(Error(m => m.Group(Sub(Struct(), isFinal: false, super: 0))), Does.StartWith("forward use of type 0"));
        Assert.That(
            Error(m => m.Group(Sub(Struct(), super: 1), Sub(Struct(), isFinal: false))), Does.StartWith("forward use of type 1"));
        Assert.That(Error(m => m.Group(Sub(Struct(), super: 2), Sub(Struct()))), Is.EqualTo("unknown type 2"));
        Assert.That(
            Error(m => m.Group(Sub(Struct(), isFinal: false)), m => m.Group(new SubType(true, [0, 0], Struct(), 0))),
            Is.EqualTo("sub type 1 has more than one super type"));
    }

    [Test]
    public void DepthIsLimited()
    {
        var module = new TestModule();
        for (int i = 0; i <= 64; i++)
        {
            module.Group(Sub(Struct(), isFinal: false, super: i == 0 ? null : i - 1));
        }

        Assert.That(module.Error(), Does.StartWith("implementation limit exceeded: 64 levels of sub types"));
    }

    private static string? Error(params Action<TestModule>[] steps)
    {
        var module = new TestModule();
        foreach (Action<TestModule> step in steps)
        {
            step(module);
        }

        return module.Error();
    }

    private static TestCaseData Case(string name, bool valid, CompositeType super, CompositeType sub) =>
        new TestCaseData(super, sub, valid).SetArgDisplayNames(name);

    private static SubType Sub(CompositeType type, bool isFinal = true, int? super = null) =>
        new(isFinal, super is { } index ? [index] : [], type, 0);

    private static StructType Struct(params ValType[] fields) => new([.. fields.Select(type => new FieldType(new StorageType(type), false))]);

    private static StructType Mutable(ValType field) => new([new FieldType(new StorageType(field), true)]);

    private static ArrayType Array(StorageType element) => new(new FieldType(element, false));
}
