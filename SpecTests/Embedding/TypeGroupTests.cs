using NUnit.Framework;
using Wasm.Core.Types;

namespace Wasm.SpecTests.Embedding;

/// <summary>Recursion groups that a program registers are as valid as those of modules.</summary>
[TestFixture]
public sealed class TypeGroupTests
{
    private static readonly StructType Empty = new([]);

    private readonly TypeRegistry _types = new();

    [Test]
    public void TheSameGroupGivesTheSameTypes()
    {
        TypeDefinition[] group = [new(new StructType([Field(TypeDefinition.Own(1))])), new(new StructType([Field(TypeDefinition.Own(0)), Field(TypeDefinition.Own(1))]))];

        DefinedType[] types = _types.RegisterGroup(group);

        Assert.That(_types.RegisterGroup(group), Is.EqualTo(types));
        Assert.That(types[0].Struct.Fields[0].Storage.Unpacked.HeapType, Is.EqualTo(types[1].HeapType));
        Assert.That(_types.RegisterGroup(new TypeDefinition(Empty))[0], Is.SameAs(_types.Register(Empty)));
        Assert.That(_types.RegisterGroup(), Is.Empty);
    }

    [Test]
    public void AnUnknownTypeIsRefused()
    {
        Refused("unknown type 9999", new TypeDefinition(new StructType([Field(HeapType.Concrete(9999))])));
        Refused("the group has no type 1", new TypeDefinition(new ArrayType(Field(TypeDefinition.Own(1)))));
        Refused("the group has no type 7", new TypeDefinition(new FunctionType([], [ValType.Ref(TypeDefinition.Own(7), nullable: true)])));
        Refused("bottom", new TypeDefinition(new FunctionType([ValType.Bottom], [])));
        Refused("unknown type", new TypeDefinition(Empty, HeapType.Concrete(9999)));
    }

    [Test]
    public void AnInvalidSupertypeIsRefused()
    {
        DefinedType final = _types.Register(Empty);

        Refused("its supertype is final", new TypeDefinition(Empty, final.HeapType));
        Refused("its supertype is final", new TypeDefinition(Empty), new TypeDefinition(Empty, TypeDefinition.Own(0)));
        Refused("forward use of type", new TypeDefinition(Empty, TypeDefinition.Own(0)));
        Refused("forward use of type", new TypeDefinition(Empty, TypeDefinition.Own(1), IsFinal: false), new TypeDefinition(Empty, IsFinal: false));
        Refused("no defined type", new TypeDefinition(Empty, HeapType.Struct));
        Refused("does not match its supertype", new(new StructType([new(ValType.I32, Mutable: false)]), IsFinal: false), new(Empty, TypeDefinition.Own(0)));
    }

    [Test]
    public void SubtypesAreAsDeepAsModulesMayHaveThem()
    {
        TypeDefinition[] Chain(int levels) =>
            [.. Enumerable.Range(0, levels + 1).Select(i => new TypeDefinition(Empty, i == 0 ? null : TypeDefinition.Own(i - 1), IsFinal: false))];

        DefinedType[] types = _types.RegisterGroup(Chain(63));

        Assert.That(types[63].IsSubtypeOf(types[0]));
        Refused("implementation limit exceeded: 64 levels of sub types", Chain(64));
        Refused("implementation limit exceeded: 64 levels of sub types", new TypeDefinition(Empty, types[63].HeapType));
    }

    private static FieldType Field(HeapType type) => new(ValType.Ref(type, nullable: true), Mutable: true);

    private void Refused(string message, params TypeDefinition[] group) =>
        Assert.That(() => _types.RegisterGroup(group), Throws.ArgumentException.With.Message.Contains(message));
}
