using NUnit.Framework;
using Wasm.Core.Types;

namespace Wasm.SpecTests.Validation;

/// <summary>Types are equal exactly if their rolled-up recursion groups are (specification, 3.3.7).</summary>
[TestFixture]
public sealed class TypeCanonicalizationTests
{
    private static readonly CompositeType Empty = FunctionType.Empty;

    [Test]
    public void EqualStructuresAreOneTypeAcrossModules()
    {
        var registry = new TypeRegistry();
        int[] first = Ids(registry, module => module.Function([ValType.I32], ValType.I64));
        int[] second = Ids(registry, module =>
        {
            module.Type(new ArrayType(new FieldType(StorageType.I8, false)));
            module.Function([ValType.I32], ValType.I64);
        });
        Assert.That(second[1], Is.EqualTo(first[0]));
        Assert.That(second[0], Is.Not.EqualTo(first[0]));
        Assert.That(registry.Register(new FunctionType([ValType.I32], [ValType.I64])).Id, Is.EqualTo(first[0]), "a function type alone");
    }

    // Each case: the two groups' types; types of one module, each group its own.
    private static IEnumerable<TestCaseData> Groups()
    {
        yield return Case("final or not", false, [Sub(Empty)], [Sub(Empty, isFinal: false)]);
        yield return Case("mutability", false, [Sub(Array(ValType.I32))], [Sub(Array(ValType.I32, mutable: true))]);
        yield return Case("packing", false, [Sub(new ArrayType(new FieldType(StorageType.I8, false)))], [Sub(Array(ValType.I32))]);
        yield return Case("nullability", false, [Sub(Array(ValType.FuncRef))], [Sub(Array(ValType.FuncRef.AsNonNull()))]);
        yield return Case("struct and array", false, [Sub(Struct(ValType.I32))], [Sub(Array(ValType.I32))]);
        yield return Case(
            "where parameters end", false,
            [Sub(new FunctionType([ValType.I32], [ValType.I32]))], [Sub(new FunctionType([ValType.I32, ValType.I32], []))]);
        yield return Case("length of the group", false, [Sub(Empty)], [Sub(Empty), Sub(Empty)]);
        yield return Case("order in the group", false, [Sub(Struct()), Sub(Empty)], [Sub(Empty), Sub(Struct())]);
        yield return Case("the same group", true, [Sub(Struct()), Sub(Empty)], [Sub(Struct()), Sub(Empty)]);
        yield return Case("recursion", true, [Sub(Struct(Ref(0)))], [Sub(Struct(Ref(1)))]);
        yield return Case("mutual recursion", true, [Sub(Struct(Ref(1))), Sub(Struct(Ref(0)))], [Sub(Struct(Ref(3))), Sub(Struct(Ref(2)))]);

        // Iso-recursive: unrolling once gives another type.
        yield return Case("a reference out of the group", false, [Sub(Struct(Ref(0)))], [Sub(Struct(Ref(0)))]);
        yield return Case(
            "crossed references", false, [Sub(Struct(Ref(1))), Sub(Struct(Ref(0)))], [Sub(Struct(Ref(2))), Sub(Struct(Ref(3)))]);
        yield return Case(
            "supertype in the group", true,
            [Sub(Struct(), isFinal: false), Sub(Struct(), super: 0)], [Sub(Struct(), isFinal: false), Sub(Struct(), super: 2)]);
        yield return Case(
            "supertype outside", false,
            [Sub(Struct(), isFinal: false), Sub(Struct(), super: 0)], [Sub(Struct(), isFinal: false), Sub(Struct(), super: 0)]);
    }

    [TestCaseSource(nameof(Groups))]
    public void GroupsAreEqualIffTheirStructureIs(SubType[] first, SubType[] second, bool equal)
    {
        int[] ids = Ids(new TypeRegistry(), module =>
        {
            module.Group(first);
            module.Group(second);
        });
        bool same = first.Length == second.Length && ids.AsSpan(0, first.Length).SequenceEqual(ids.AsSpan(first.Length));
        Assert.That(same, Is.EqualTo(equal));
        Assert.That(ids.Distinct().Count(), Is.EqualTo(equal ? first.Length : first.Length + second.Length));
    }

    [Test]
    public void ClosedTypesHoldRegistryIds()
    {
        var registry = new TypeRegistry();
        registry.Register(FunctionType.Empty);
        var module = new TestModule();
        module.Group(Sub(Struct(Ref(1))), Sub(Array(Ref(0))));
        var types = module.Validate(registry: registry).Types;
        Assert.That(types[0].Struct.Fields[0].Storage.Unpacked.HeapType, Is.EqualTo(types[1].HeapType));
        Assert.That(types[1].Array.Element.Storage.Unpacked.HeapType, Is.EqualTo(types[0].HeapType));
        Assert.That(registry[types[1].Id], Is.SameAs(types[1]));
    }

    [Test]
    public void ManyThreadsGetTheSameTypes()
    {
        var registry = new TypeRegistry();
        int[][] ids = new int[8][];
        Parallel.For(0, ids.Length, i => ids[i] = Ids(registry, module =>
        {
            for (int n = 0; n < 300; n++)
            {
                module.Function([.. Enumerable.Repeat(ValType.I32, n)]);
            }
        }));
        foreach (int[] other in ids)
        {
            Assert.That(other, Is.EqualTo(ids[0]));
        }
    }

    [Test]
    public void AMillionTypesAreFast()
    {
        var module = new TestModule();
        for (int i = 0; i < 1_000_000; i++)
        {
            // About a third are new; each names an earlier one.
            module.Type(new StructType([new FieldType(new StorageType(Ref(i / 3)), true)]));
        }

        var registry = new TypeRegistry();
        long start = Environment.TickCount64;
        Assert.That(module.Validate(registry: registry).Types, Has.Length.EqualTo(1_000_000));
        Assert.That(Environment.TickCount64 - start, Is.LessThan(20_000));
    }

    private static int[] Ids(TypeRegistry registry, Action<TestModule> build)
    {
        var module = new TestModule();
        build(module);
        return [.. module.Validate(registry: registry).Types.Select(type => type.Id)];
    }

    private static TestCaseData Case(string name, bool equal, SubType[] first, SubType[] second) =>
        new TestCaseData(first, second, equal).SetArgDisplayNames(name);

    private static SubType Sub(CompositeType type, bool isFinal = true, int? super = null) =>
        new(isFinal, super is { } index ? [index] : [], type, 0);

    private static StructType Struct(params ValType[] fields) => new([.. fields.Select(type => new FieldType(new StorageType(type), false))]);

    private static ArrayType Array(ValType element, bool mutable = false) => new(new FieldType(new StorageType(element), mutable));

    private static ValType Ref(int index) => ValType.Ref(HeapType.Concrete(index), nullable: true);
}
