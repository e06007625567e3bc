using System.Text;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Text;

namespace Wasm.SpecTests.Validation;

/// <summary>Which error a module has, where, and in which words.</summary>
[TestFixture]
public sealed class ErrorTests
{
    [TestCase("(func i64.const 1 i32.eqz drop)", "type mismatch: instruction requires [i32] but stack has [i64]")]
    [TestCase("(func i32.eqz drop)", "type mismatch: instruction requires [i32] but stack has []")]
    [TestCase("(func f32.const 0 i64.const 1 i32.add drop)", "type mismatch: instruction requires [i32 i32] but stack has [f32 i64]")]
    [TestCase("(func i32.const 0 (block drop))", "type mismatch: instruction requires a value but stack has []")]
    [TestCase("(func i32.const 0)", "type mismatch: block requires [] but stack has [i32]")]
    [TestCase("(func (result i32))", "type mismatch: instruction requires [i32] but stack has []")]
    [TestCase("(func i32.const 0 (if (result i32) (then i32.const 0)) drop)", "type mismatch: if without else requires [i32] but has []")]
    [TestCase("(type $s (struct)) (func (param (ref null 0)) local.get 0 i32.eqz drop)", "type mismatch: instruction requires [i32] but stack has [(ref null 0)]")]
    [TestCase("(func i32.const 0 ref.is_null drop)", "type mismatch: instruction requires reference type but stack has [i32]")]
    [TestCase("(func ref.null func ref.null func i32.const 0 select drop)", "type mismatch: instruction requires numeric or vector type twice but stack has [funcref funcref i32]")]
    [TestCase("(func br 1)", "unknown label 1")]
    [TestCase("(func local.get 4294967295 drop)", "unknown local 4294967295")]
    [TestCase("(func call 4294967295)", "unknown function 4294967295")]
    [TestCase("(func (type 7))", "unknown type 7")]
    [TestCase("(export \"e\" (func 7))", "unknown function 7")]
    [TestCase("(start 7)", "unknown function 7")]
    [TestCase("(elem func 7)", "unknown function 7")]
    [TestCase("(memory 1) (data (memory 7) (i32.const 0))", "unknown memory 7")]
    [TestCase("(elem (table 7) (i32.const 0) func)", "unknown table 7")]
    [TestCase("(table 1 (ref func))", "type mismatch: table of (ref func) requires an initializer")]
    [TestCase("(global $a i32 (i32.const 0)) (table 1 i31ref (ref.i31 (global.get $a)))", "unknown global 0")]
    [TestCase("(global i32 (global.get 1)) (global i32 (i32.const 0))", "unknown global 1")]
    [TestCase("(global (mut i32) (i32.const 0)) (global i32 (global.get 0))", "constant expression required: global 0 is mutable")]
    [TestCase("(global i32 (i32.const 0) (i32.const 0))", "type mismatch: block requires [i32] but stack has [i32 i32]")]
    [TestCase("(memory 2 1)", "size minimum must not be greater than maximum")]
    [TestCase("(memory 65537)", "memory size must be at most 65536 pages (4GiB)")]
    [TestCase("(memory i64 0x1000000000001)", "memory size must be at most 2^48 pages")]
    [TestCase("(table 0x100000000 funcref)", "table size must be at most 2^32-1")]
    [TestCase("(func) (export \"a\" (func 0)) (export \"a\" (func 0))", "duplicate export name \"a\"")]
    public void HasItsWords(string fields, string message) =>
        Assert.That(Error($"(module {fields})").Message, Is.EqualTo(message).Or.StartWith(message + " "));

    [TestCase("(memory 0 65536)")]
    [TestCase("(memory i64 0 0x1000000000000)")]
    [TestCase("(table 0xffffffff 0xffffffff funcref)")]
    [TestCase("(table i64 0xffffffffffffffff funcref)")]
    [TestCase("(func unreachable select drop)")]
    [TestCase("(func (result i32) unreachable select)")]
    [TestCase("(func unreachable i64.const 0 i32.const 0 select i64.eqz drop)")]
    [TestCase("(func (block (result i32) (block (result i64) unreachable i32.const 0 br_table 0 1) drop i32.const 0) drop)")]
    [TestCase("(func unreachable br_on_null 0 i32.const 0 drop drop)")]
    [TestCase("(func unreachable ref.as_non_null call_ref 0) (type (func))")]
    [TestCase("(func (local (ref func)) unreachable local.set 0 local.get 0 drop)")]
    [TestCase("(func $f) (global funcref (ref.func $f)) (func ref.func $f drop)")]
    [TestCase("(func $f (export \"f\") ref.func $f drop)")]
    public void IsValid(string fields) =>
        Assert.That(ModuleValidator.Validate(Parse($"(module {fields})").Definition, FeatureSet.Wasm3, new TypeRegistry()), Is.Not.Null);

    [Test]
    public void PointsAtTheInstruction()
    {
        TextModule module = Parse("(module (func nop (block nop i64.const 5 i32.eqz drop)))");
        byte[] binary = ModuleEncoder.Encode(module.Definition, module.Map);
        var error = Assert.Throws<InvalidModuleException>(() => ModuleValidator.Validate(
            ModuleDecoder.Decode(binary), FeatureSet.Wasm3, new TypeRegistry()));
        Assert.That(binary[(int)error!.Offset], Is.EqualTo((byte)Op.I32Eqz));
        Assert.That(module.Map.Find(error.Offset), Is.EqualTo("(module (func nop (block nop i64.const 5 ".Length));
    }

    [Test]
    public void MalformedGoesBeforeInvalid()
    {
        byte[] binary = ModuleEncoder.Encode(Parse("(module (func i32.add) (func i64.const 0x77777777 drop))").Definition);
        ModuleDefinition Decode() => ModuleDecoder.Decode(binary, FeatureSet.Wasm3, DecodeOptions.ForValidation);
        Assert.That(Catch(Decode()), Is.TypeOf<InvalidModuleException>());
        int drop = Array.LastIndexOf(binary, (byte)Op.Drop);
        binary[drop] = 0xFF;
        Exception error = Catch(Decode());
        Assert.That(error, Is.TypeOf<MalformedModuleException>());
        Assert.That(error.Message, Does.StartWith("illegal opcode ff"));
        Assert.That(((ModuleException)error).Offset, Is.EqualTo(drop));
    }

    // Bodies: (type [] -> []) with the code given in place of a function's; what the decoder without scanning passes on.
    [TestCase("0b 0b", "section size mismatch")]
    [TestCase("01 05 0b", "END opcode expected")]
    [TestCase("02 40 05 0b 0b", "END opcode expected")]
    [TestCase("41 00 04 40 05 05 0b 0b", "END opcode expected")]
    [TestCase("02 40 0b", "unexpected end")]
    [TestCase("06 40 0b 0b", "illegal opcode 06")]
    [TestCase("fc 09 00 0b", "data count section required")]
    public void MalformedStructureIsFound(string code, string message)
    {
        byte[] bytes = Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal));
        byte[] head = Convert.FromHexString("0061736d01000000" + "010401600000" + "03020100");
        byte[] binary = [.. head, 10, (byte)(bytes.Length + 3), 1, (byte)(bytes.Length + 1), 0, .. bytes];
        Assert.That(Catch(() => ModuleDecoder.Decode(binary)).Message, Does.StartWith(message));
        Assert.That(
            Catch(() => ModuleValidator.Validate(
                ModuleDecoder.Decode(binary, FeatureSet.Wasm3, DecodeOptions.ForValidation), FeatureSet.Wasm3, new TypeRegistry())).Message,
            Does.StartWith(message));
    }

    private static InvalidModuleException Error(string text) =>
        Assert.Throws<InvalidModuleException>(() => ModuleValidator.Validate(Parse(text).Definition, FeatureSet.Wasm3, new TypeRegistry()))!;

    private static Exception Catch(ModuleDefinition module) =>
        Catch(() => ModuleValidator.Validate(module, FeatureSet.Wasm3, new TypeRegistry()));

    private static Exception Catch(Action action) => Assert.Catch(() => action())!;

    private static TextModule Parse(string text) => ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes(text)), FeatureSet.Wasm3);
}
