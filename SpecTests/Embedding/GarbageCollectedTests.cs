using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>Structs, arrays and i31 that the host makes, reads and writes.</summary>
public sealed class GarbageCollectedTests(TestEngine engine) : EngineTests(engine)
{
    private static readonly FieldType MutableI32 = new(ValType.I32, Mutable: true);

    [Test]
    public void TheHostMakesStructsThatCodeReads()
    {
        Module module = Wat("""
            (module (type $p (struct (field i8) (field (mut i64)) (field f32) (field f64) (field v128) (field externref) (field i16)))
              (func (export "sum") (param (ref $p)) (result i64 i32 i32 f64 externref)
                (struct.get $p 1 (local.get 0)) (struct.get_s $p 0 (local.get 0)) (struct.get_u $p 6 (local.get 0))
                (struct.get $p 3 (local.get 0)) (struct.get $p 5 (local.get 0))))
            """);
        Instance instance = Linker.Instantiate(Store, module);

        var made = StructReference.Create(
            Store, module.Types[0], 0x1FF, 1L << 40, 1.5f, 2.5, Value.FromV128(1, 2), Value.FromReference(this), -1);

        Assert.That(
            instance.GetFunction("sum")!.Invoke(Value.FromReference(made)),
            Is.EqualTo(new[] { Value.FromI64(1L << 40), Value.FromI32(-1), Value.FromI32(0xFFFF), Value.FromF64(2.5), Value.FromReference(this) }));
        Assert.That(made.GetField(0).I32, Is.EqualTo(0xFF));
        Assert.That(made.GetField(0, signExtend: true).I32, Is.EqualTo(-1));
        Assert.That(made.GetField(6, signExtend: true).I32, Is.EqualTo(-1));
        Assert.That(made.GetField(4), Is.EqualTo(Value.FromV128(1, 2)));
        Assert.That(made.GetField(2).F32, Is.EqualTo(1.5f));
        Assert.That((made.FieldCount, made.Store, made.Type), Is.EqualTo((7, Store, module.Types[0])));
    }

    [Test]
    public void TheHostWritesMutableFields()
    {
        Instance instance = Instantiate("""
            (module (type $p (struct (field (mut i32)) (field i32) (field (mut i16))))
              (func (export "make") (result (ref $p)) (struct.new $p (i32.const 1) (i32.const 2) (i32.const 3)))
              (func (export "get") (param (ref $p)) (result i32 i32)
                (struct.get $p 0 (local.get 0)) (struct.get_s $p 2 (local.get 0))))
            """);
        var made = (StructReference)instance.GetFunction("make")!.Invoke()[0].Reference!;

        made.SetField(0, 10);
        made.SetField(2, 0x1_8000);

        Assert.That(instance.GetFunction("get")!.Invoke(Value.FromReference(made)), Is.EqualTo(new[] { Value.FromI32(10), Value.FromI32(short.MinValue) }));
        Assert.That(() => made.SetField(1, 5), Throws.InvalidOperationException.With.Message.StartsWith("immutable field 1"));
        Assert.That(() => made.SetField(0, 5L), Throws.ArgumentException.With.Message.Contains("field 0: i32 expected"));
        Assert.That(() => made.SetField(3, 5), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("3 fields"));
        Assert.Throws<ArgumentOutOfRangeException>(() => made.GetField(-1));
        Assert.That(made.GetField(1).I32, Is.EqualTo(2));
    }

    [Test]
    public void AStructIsMadeWithWhatItsTypeAsksFor()
    {
        DefinedType type = Engine.Types.Register(new StructType([MutableI32, new(ValType.StructRef.AsNonNull(), Mutable: false)]));
        DefinedType function = Engine.Types.Register(FunctionType.Empty);

        Assert.That(() => StructReference.Create(Store, type, 1), Throws.ArgumentException.With.Message.Contains("2 fields expected, 1 given"));
        Assert.That(() => StructReference.Create(Store, type, 1, Value.FromReference(null)), Throws.ArgumentException.With.Message.Contains("field 1"));
        Assert.That(() => StructReference.CreateDefault(Store, type), Throws.ArgumentException.With.Message.StartsWith("field type is not defaultable"));
        Assert.That(() => StructReference.CreateDefault(Store, function), Throws.ArgumentException.With.Message.StartsWith("non-structure type"));
        Assert.That(() => StructReference.CreateDefault(Store, NewEngine().Types.Register(new StructType([]))), Throws.ArgumentException.With.Message.Contains("another engine"));
    }

    [Test]
    public void TheHostMakesArrays()
    {
        Module module = Wat("""
            (module (type $a (array (mut i16)))
              (func (export "get") (param (ref $a) i32) (result i32) (array.get_s $a (local.get 0) (local.get 1)))
              (func (export "len") (param (ref $a)) (result i32) (array.len (local.get 0))))
            """);
        Instance instance = Linker.Instantiate(Store, module);
        int Get(ArrayReference array, int index) => instance.GetFunction("get")!.Invoke(Value.FromReference(array), index)[0].I32;

        var filled = ArrayReference.Create(Store, module.Types[0], 3, 0x1_FFFE);
        var zeros = ArrayReference.CreateDefault(Store, module.Types[0], 2);
        var made = ArrayReference.CreateFixed(Store, module.Types[0], 1, 2, 3);
        var copied = ArrayReference.CreateFrom<short>(Store, module.Types[0], [-1, 7]);

        Assert.That((Get(filled, 0), Get(filled, 2), Get(zeros, 1), Get(made, 1), Get(copied, 0)), Is.EqualTo((-2, -2, 0, 2, -1)));
        Assert.That(instance.GetFunction("len")!.Invoke(Value.FromReference(made))[0].I32, Is.EqualTo(3));
        Assert.That((filled.Length, filled.GetElement(0).I32, filled.GetElement(0, signExtend: true).I32), Is.EqualTo((3, 0xFFFE, -2)));
        made.SetElement(1, -5);
        made.Fill(2, 1, 9);
        Assert.That(made.ToArray<short>(), Is.EqualTo(new short[] { 1, -5, 9 }));
    }

    [Test]
    public void ArraysOfNumbersAreCopiedAsAWhole()
    {
        DefinedType type = Engine.Types.Register(new ArrayType(new FieldType(ValType.F32, Mutable: true)));
        var array = ArrayReference.CreateDefault(Store, type, 4);
        var vectors = ArrayReference.CreateFrom<Vector128<byte>>(
            Store, Engine.Types.Register(new ArrayType(new FieldType(ValType.V128, Mutable: false))), [Vector128.Create((byte)7)]);

        array.CopyFrom<float>(1, [1.5f, -2f]);

        var floats = new float[2];
        var bytes = new byte[8];
        array.CopyTo(1, floats.AsSpan());
        array.CopyTo(0, bytes.AsSpan());
        Assert.That(floats, Is.EqualTo(new[] { 1.5f, -2f }));
        Assert.That(bytes, Is.EqualTo(new byte[] { 0, 0, 0, 0, 0, 0, 0xC0, 0x3F }));
        Assert.That(array.ToArray<int>(), Is.EqualTo(new[] { 0, 0x3FC0_0000, unchecked((int)0xC000_0000), 0 }));
        Assert.That(vectors.GetElement(0).V128, Is.EqualTo(Vector128.Create((byte)7)));
        Assert.That(vectors.ToArray<Vector128<byte>>(), Is.EqualTo(new[] { Vector128.Create((byte)7) }));
    }

    [Test]
    public void AccessOutsideAnArrayIsRefused()
    {
        var array = ArrayReference.CreateDefault(Store, Engine.Types.Register(new ArrayType(new FieldType(ValType.I64, Mutable: true))), 4);

        Assert.Throws<ArgumentOutOfRangeException>(() => array.GetElement(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.SetElement(-1, 1L));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Fill(3, 2, 1L));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.CopyTo(3, new long[2].AsSpan()));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.CopyFrom<long>(int.MaxValue, [1]));
        Assert.That(() => array.CopyTo(0, new int[2].AsSpan()), Throws.ArgumentException.With.Message.Contains("8 bytes"));
        Assert.That(() => array.CopyTo(0, new byte[9].AsSpan()), Throws.ArgumentException.With.Message.Contains("9 bytes"));
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrayReference.CreateDefault(Store, array.Type, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrayReference.CreateDefault(Store, array.Type, int.MaxValue));
        Assert.That(array.ToArray<long>(), Is.All.Zero);
    }

    [Test]
    public void AnArrayTakesWhatItsTypeAllows()
    {
        var constant = ArrayReference.CreateFixed(Store, Engine.Types.Register(new ArrayType(new FieldType(ValType.I32, Mutable: false))), 1);
        DefinedType references = Engine.Types.Register(new ArrayType(new FieldType(ValType.I31Ref.AsNonNull(), Mutable: true)));
        var array = ArrayReference.Create(Store, references, 2, Value.FromReference(I31Reference.Create(5)));

        Assert.That(() => constant.SetElement(0, 2), Throws.InvalidOperationException.With.Message.StartsWith("immutable array"));
        Assert.That(() => constant.Fill(0, 1, 2), Throws.InvalidOperationException);
        Assert.That(() => constant.CopyFrom<int>(0, [2]), Throws.InvalidOperationException);
        Assert.That(() => array.SetElement(0, Value.FromReference(null)), Throws.ArgumentException);
        Assert.That(() => array.SetElement(0, 3), Throws.ArgumentException);
        Assert.That(() => array.CopyTo(0, new byte[8].AsSpan()), Throws.ArgumentException.With.Message.StartsWith("array type is not numeric or vector"));
        Assert.That(() => ArrayReference.CreateDefault(Store, references, 1), Throws.ArgumentException.With.Message.StartsWith("array type is not defaultable"));
        Assert.That(() => ArrayReference.CreateFixed(Store, references, 1), Throws.ArgumentException.With.Message.Contains("element 0"));
        Assert.That(array.GetElement(1).Reference, Is.EqualTo(I31Reference.Create(5)));
    }

    [Test]
    public void ReferencesGoThroughTheHostUnchanged()
    {
        Instance instance = Instantiate("""
            (module (type $s (struct))
              (func (export "make") (result anyref) (struct.new $s))
              (func (export "same") (param eqref eqref) (result i32) (ref.eq (local.get 0) (local.get 1)))
              (func (export "external") (param anyref) (result externref) (extern.convert_any (local.get 0)))
              (func (export "internal") (param externref) (result anyref) (any.convert_extern (local.get 0))))
            """);
        Value first = instance.GetFunction("make")!.Invoke()[0];
        Value second = instance.GetFunction("make")!.Invoke()[0];
        Value Call(string name, params Value[] arguments) => instance.GetFunction(name)!.Invoke(arguments)[0];

        Assert.That((Call("same", first, first).I32, Call("same", first, second).I32), Is.EqualTo((1, 0)));
        Assert.That((first == first with { }, first == second), Is.EqualTo((true, false)));
        Assert.That(Call("external", first), Is.EqualTo(first));
        Assert.That(Call("internal", first), Is.EqualTo(first), "a struct passed as externref is that struct");
        Assert.That(Call("internal", Value.FromReference(this)).Reference, Is.SameAs(this));
    }

    [Test]
    public void TheHostTestsAndDistinguishesTypes()
    {
        Module module = Wat("""
            (module
              (type $base (sub (struct (field i32))))
              (type $derived (sub $base (struct (field i32) (field i64))))
              (type $array (array i8)))
            """);
        var derived = StructReference.Create(Store, module.Types[1], 1, 2L);

        Assert.That(derived.IsInstanceOf(module.Types[0]) && derived.IsInstanceOf(module.Types[1]));
        Assert.That(derived.IsInstanceOf(module.Types[2]), Is.False);
        Assert.That(derived.IsInstanceOf(HeapType.Struct) && derived.IsInstanceOf(HeapType.Eq) && derived.IsInstanceOf(HeapType.Any));
        Assert.That(derived.IsInstanceOf(HeapType.Array) || derived.IsInstanceOf(HeapType.Func) || derived.IsInstanceOf(HeapType.None), Is.False);
        Assert.That(StructReference.CreateDefault(Store, module.Types[0]).IsInstanceOf(module.Types[1]), Is.False);
        Assert.That(() => derived.IsInstanceOf(NewEngine().Types.Register(FunctionType.Empty)), Throws.ArgumentException);
    }

    [Test]
    public void AnObjectOfAnotherStoreIsRefused()
    {
        var other = new Store(Engine);
        DefinedType type = Engine.Types.Register(new StructType([new(ValType.AnyRef, Mutable: true)]));
        DefinedType arrays = Engine.Types.Register(new ArrayType(new FieldType(ValType.AnyRef, Mutable: true)));
        var foreign = Value.FromReference(StructReference.CreateDefault(other, type));
        var mine = StructReference.CreateDefault(Store, type);
        Instance instance = Instantiate("""
            (module (func (export "any") (param anyref)) (func (export "extern") (param externref)) (table (export "t") 1 anyref))
            """);
        void Refused(Action action) => Assert.That(action, Throws.ArgumentException.With.Message.Contains("belongs to another store"));

        Refused(() => instance.GetFunction("any")!.Invoke(foreign));
        Refused(() => instance.GetFunction("extern")!.Invoke(foreign));
        Refused(() => instance.GetTable("t")!.Set(0, foreign.Reference));
        Refused(() => mine.SetField(0, foreign));
        Refused(() => StructReference.Create(Store, type, foreign));
        Refused(() => ArrayReference.Create(Store, arrays, 1, foreign));
        Refused(() => ArrayReference.CreateFixed(Store, arrays, foreign));
        Refused(() => ArrayReference.CreateDefault(Store, arrays, 1).SetElement(0, foreign));
        Refused(() => Global.Create(Store, new GlobalType(ValType.AnyRef, Mutable: false), foreign));
        Assert.That((((StructReference)foreign.Reference!).Store, mine.Store), Is.EqualTo((other, Store)));
        Assert.That(Store.HasType(foreign, ValType.AnyRef), Is.False);
        Assert.That(other.HasType(foreign, ValType.AnyRef));
        Assert.That(Store.OwnerOf(foreign.Reference), Is.SameAs(other));
    }

    [Test]
    public void AnObjectOfAnotherStoreIsNoResult()
    {
        var foreign = StructReference.CreateDefault(new Store(Engine), Engine.Types.Register(new StructType([])));
        var type = new FunctionType([], [ValType.AnyRef]);
        Linker.Define("host", "get", Function.Create(Store, type, (_, _, results) => results[0] = Value.FromReference(foreign)));
        Instance instance = Instantiate("""(module (import "host" "get" (func $get (result anyref))) (func (export "f") (drop (call $get))))""");

        Assert.That(() => instance.GetFunction("f")!.Invoke(), Throws.InvalidOperationException.With.Message.Contains("belongs to another store"));
    }

    [Test]
    public void AModulesTypesAreThoseThatTheHostRegisters()
    {
        Module module = Wat("""
            (module
              (rec (type $list (struct (field i32) (field (mut (ref null $list))) (field (ref null $tree))))
                   (type $tree (sub (array (ref null $list)))))
              (type $shrub (sub final $tree (array (ref null $list))))
              (type $alone (func (param (ref $list)) (result i64))))
            """);
        ValType list = ValType.Ref(TypeDefinition.Own(0), nullable: true);

        DefinedType[] group = Engine.Types.RegisterGroup(
            new TypeDefinition(new StructType([
                new(ValType.I32, Mutable: false), new(list, Mutable: true), new(ValType.Ref(TypeDefinition.Own(1), nullable: true), Mutable: false)])),
            new TypeDefinition(new ArrayType(new FieldType(list, Mutable: false)), IsFinal: false));
        DefinedType shrub = Engine.Types.RegisterGroup(new TypeDefinition(
            new ArrayType(new FieldType(ValType.Ref(group[0].HeapType, nullable: true), Mutable: false)), group[1].HeapType))[0];
        DefinedType alone = Engine.Types.Register(new FunctionType([ValType.Ref(group[0].HeapType, nullable: false)], [ValType.I64]));

        Assert.That(new[] { group[0], group[1], shrub, alone }, Is.EqualTo(module.Types));
        Assert.That(shrub.IsSubtypeOf(group[1]));
    }
}
