using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>Imports and exports of a module, with their types.</summary>
public sealed class ModuleTypeTests(TestEngine engine) : EngineTests(engine)
{
    private const string Everything =
        """
        (module
          (type $f (func (param i32) (result (ref null $f))))
          (import "m" "f" (func $fi (type $f)))
          (import "m" "" (global $gi (mut f32)))
          (import "n" "t" (table $ti 1 5 (ref null $f)))
          (import "n" "memory" (memory $mi i64 1))
          (import "n" "tag" (tag $tagi (param i64)))
          (func $own (export "own") (result i32) (i32.const 0))
          (global (export "g") i32 (i32.const 0))
          (export "again" (func $fi))
          (export "table" (table $ti))
          (export "memory" (memory $mi))
          (export "" (tag $tagi)))
        """;

    [Test]
    public void ImportsHaveNamesAndTypes()
    {
        Module module = Wat(Everything);

        Assert.That(
            module.Imports.Select(import => (import.Module, import.Name, import.Kind)),
            Is.EqualTo(new[]
            {
                ("m", "f", ExternKind.Function), ("m", "", ExternKind.Global), ("n", "t", ExternKind.Table),
                ("n", "memory", ExternKind.Memory), ("n", "tag", ExternKind.Tag),
            }));
        DefinedType type = module.Imports[0].DefinedType!;
        Assert.That(module.Imports[0].Type, Is.EqualTo(new FunctionExternType(type.Id)));
        Assert.That(module.Imports[0].Signature, Is.EqualTo(new FunctionType([ValType.I32], [ValType.Ref(type.HeapType, nullable: true)])), "the type is closed");
        Assert.That(module.Imports[1].Type, Is.EqualTo(new GlobalType(ValType.F32, Mutable: true)));
        Assert.That(module.Imports[2].Type, Is.EqualTo(new TableType(ValType.Ref(type.HeapType, nullable: true), new Limits(1, 5))));
        Assert.That(module.Imports[3].Type, Is.EqualTo(new MemoryType(new Limits(1, null), Is64: true)));
        Assert.That(module.Imports[4].Signature, Is.EqualTo(new FunctionType([ValType.I64], [])));
        Assert.That(module.Imports.Select(import => import.DefinedType is null), Is.EqualTo(new[] { false, true, true, true, false }));
    }

    [Test]
    public void ExportsHaveNamesAndTypes()
    {
        Module module = Wat(Everything);

        Assert.That(
            module.Exports.Select(export => (export.Name, export.Kind)),
            Is.EqualTo(new[]
            {
                ("own", ExternKind.Function), ("g", ExternKind.Global), ("again", ExternKind.Function), ("table", ExternKind.Table),
                ("memory", ExternKind.Memory), ("", ExternKind.Tag),
            }));
        Assert.That(module.Exports[0].Signature, Is.EqualTo(new FunctionType([], [ValType.I32])));
        Assert.That(module.Exports[2].DefinedType, Is.SameAs(module.Imports[0].DefinedType));
        Assert.That(module.Exports[3].Type, Is.EqualTo(module.Imports[2].Type));
        Assert.That(module.Exports[4].Type, Is.EqualTo(module.Imports[3].Type));
        Assert.That(module.Exports[5].Type, Is.EqualTo(module.Imports[4].Type));
    }

    [Test]
    public void AnExportIsFoundByItsName()
    {
        Module module = Wat(Everything);
        foreach (ExportType export in module.Exports)
        {
            Assert.That(module.GetExport(export.Name), Is.EqualTo(export));
        }

        Assert.That(module.GetExport("unknown"), Is.Null);
        Assert.Throws<ArgumentNullException>(() => module.GetExport(null!));
    }

    [Test]
    public void AnInstancesExportsAreTheModules()
    {
        Module module = Wat(Everything);
        Linker.DefineUnknownImportsAsDefaultValues(Store, module);
        Instance instance = Linker.Instantiate(Store, module);

        Assert.That(instance.Exports.Select(export => export.Key), Is.EqualTo(module.Exports.Select(export => export.Name)));
        foreach ((string name, Extern item) in instance.Exports)
        {
            Assert.That(instance.GetExport(name), Is.SameAs(item), "the same object each time");
            Assert.That(item.Type, Is.EqualTo(module.GetExport(name)!.Type));
        }

        Assert.That(instance.GetExport("unknown"), Is.Null);
        Assert.That(instance.GetExport("again"), Is.SameAs(Linker.Get(Store, "m", "f")));
        Assert.That(instance.GetMemory("own"), Is.Null, "another kind");
    }

    [Test]
    public void AModuleWithoutImportsAndExportsHasNone()
    {
        Module module = Wat("(module)");
        Assert.That(module.Imports, Is.Empty);
        Assert.That(module.Exports, Is.Empty);
    }
}
