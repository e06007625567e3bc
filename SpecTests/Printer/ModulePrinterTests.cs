using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Text;

namespace Wasm.SpecTests.Printer;

/// <summary>What golden files cannot hold: hand-made modules, malformed ones, huge ones.</summary>
public class ModulePrinterTests
{
    private static readonly PrintOptions Folded = new() { Folded = true };

    [Test]
    public void EmptyModule() => Assert.That(ModulePrinter.Print(new ModuleDefinition()), Is.EqualTo("(module)\n"));

    [Test]
    public void IndicesWithoutMeaningArePrinted()
    {
        var module = new ModuleDefinition();
        module.Functions.Add(Function(99, [], code =>
        {
            code.Write(Op.Call, uint.MaxValue);
            code.Write(Op.Br, 7);
            code.Write(Op.CallIndirect, 5, 3);
        }));
        module.Exports.Add(new Export("x", ExternKind.Tag, 42, 0));
        string text = ModulePrinter.Print(module);
        Assert.That(text, Does.Contain("(func (;0;) (type 99)").And.Contain("call 4294967295\n").And.Contain("br 7\n")
            .And.Contain("call_indirect 3 (type 5)\n").And.Contain("(export \"x\" (tag 42))"));
    }

    [TestCase(new byte[] { 0x0B, 0x01 }, "END opcode expected")]
    [TestCase(new byte[] { 0x05, 0x0B }, "END opcode expected")]
    [TestCase(new byte[] { 0x02, 0x40, 0x05, 0x0B, 0x0B }, "END opcode expected")]
    [TestCase(new byte[] { 0x04, 0x40, 0x05, 0x05, 0x0B, 0x0B }, "END opcode expected")]
    [TestCase(new byte[] { 0x02, 0x40, 0x0B }, "unexpected end of section or function")]
    [TestCase(new byte[] { 0x41 }, "unexpected end of section or function")]
    [TestCase(new byte[] { 0xFF }, "illegal opcode ff")]
    [TestCase(new byte[] { }, "unexpected end of section or function")]
    public void MalformedCodeIsRefused(byte[] code, string message)
    {
        var module = new ModuleDefinition();
        module.Functions.Add(new FunctionDefinition(0, [], new Expression(code, 100), 90));
        foreach (PrintOptions options in new[] { PrintOptions.Default, Folded })
        {
            Assert.That(
                () => ModulePrinter.Print(module, options),
                Throws.InstanceOf<MalformedModuleException>().With.Message.StartsWith(message).And.Property("Offset").GreaterThanOrEqualTo(100));
        }
    }

    [Test]
    public void BillionsOfLocalsAreRefused()
    {
        var module = new ModuleDefinition();
        module.Functions.Add(Function(0, [new LocalGroup(4_000_000_000, ValType.I32)], _ => { }));
        Assert.That(() => ModulePrinter.Print(module), Throws.InstanceOf<InvalidModuleException>().With.Message.StartsWith("too many locals"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void DeepNestingIsPrinted(bool folded)
    {
        const int Depth = 100_000;
        var module = new ModuleDefinition();
        module.Functions.Add(Function(0, [], code =>
        {
            for (int i = 0; i < Depth; i++)
            {
                code.Write(Op.Block);
                code.WriteBlockType(BlockType.Empty);
            }

            code.Write(Op.Br, Depth - 1);
            for (int i = 0; i < Depth; i++)
            {
                code.Write(Op.End);
            }
        }));
        string text = ModulePrinter.Print(module, new PrintOptions { Folded = folded });
        Assert.That(text, Does.Contain("br 99999 (;@1;)").And.Length.LessThan(Depth * 400));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void LongOperandChainsAreFoldedInLinearTime(bool folded)
    {
        const int Length = 300_000;
        var module = new ModuleDefinition();
        module.Functions.Add(Function(0, [], code =>
        {
            code.Write(Op.I32Const);
            code.WriteS32(0);
            for (int i = 0; i < Length; i++)
            {
                code.Write(Op.ArrayNewFixed, 0, uint.MaxValue);
                code.Write(Op.I32Eqz);
            }
        }));
        Assert.That(ModulePrinter.Print(module, new PrintOptions { Folded = folded }), Has.Length.GreaterThan(Length));
    }

    [Test]
    public void FlatForm() => Assert.That(ModulePrinter.Print(Sample()), Is.EqualTo(
        """
        (module
          (type (;0;) (func (param i32 i32) (result i32)))
          (func (;0;) (type 0) (param i32 i32) (result i32)
            (local i64 i64 f32)
            local.get 0
            local.get 1
            i32.add
            if (result i32)  ;; label = @1
              block  ;; label = @2
                local.get 0
                br_if 1 (;@1;)
              end
              i32.const -1
            else
              local.get 0
              i32.load offset=8 align=1
              local.get 1
              call 0
            end
          )
          (memory (;0;) i64 1 2)
          (export "f" (func 0))
          (data (;0;) (i64.const 16) "abc")
        )

        """));

    [Test]
    public void FoldedForm() => Assert.That(ModulePrinter.Print(Sample(), Folded), Does.Contain(
        """
            (local i64 i64 f32)
            (if (result i32)  ;; label = @1
              (i32.add (local.get 0) (local.get 1))
              (then
                (block  ;; label = @2
                  (local.get 0)
                  (br_if 1 (;@1;)))
                (i32.const -1))
              (else
                (call 0 (i32.load offset=8 align=1 (local.get 0)) (local.get 1))))
          )
        """));

    private static ModuleDefinition Sample()
    {
        var module = new ModuleDefinition();
        module.Types.Add(new SubType(true, [], new FunctionType([ValType.I32, ValType.I32], [ValType.I32]), 0));
        module.RecursionGroups.Add(new RecursionGroup(0, 1, false, 0));
        module.Functions.Add(Function(0, [new LocalGroup(2, ValType.I64), new LocalGroup(1, ValType.F32)], code =>
        {
            code.Write(Op.LocalGet, 0);
            code.Write(Op.LocalGet, 1);
            code.Write(Op.I32Add);
            code.Write(Op.If);
            code.WriteBlockType(BlockType.Of(ValType.I32));
            code.Write(Op.Block);
            code.WriteBlockType(BlockType.Empty);
            code.Write(Op.LocalGet, 0);
            code.Write(Op.BrIf, 1);
            code.Write(Op.End);
            code.Write(Op.I32Const);
            code.WriteS32(-1);
            code.Write(Op.Else);
            code.Write(Op.LocalGet, 0);
            code.Write(Op.I32Load);
            code.WriteMemArg(0, 0, 8);
            code.Write(Op.LocalGet, 1);
            code.Write(Op.Call, 0);
            code.Write(Op.End);
        }));
        module.Memories.Add(new MemoryDefinition(new MemoryType(new Limits(1, 2), Is64: true), 0));
        module.Exports.Add(new Export("f", ExternKind.Function, 0, 0));
        var offset = new InstructionWriter();
        offset.Write(Op.I64Const);
        offset.WriteS64(16);
        offset.Write(Op.End);
        module.Data.Add(new DataSegment(SegmentMode.Active, 0, new Expression(offset.ToArray(), 0), "abc"u8.ToArray(), 0, 0));
        return module;
    }

    private static FunctionDefinition Function(int type, LocalGroup[] locals, Action<InstructionWriter> write)
    {
        var code = new InstructionWriter();
        write(code);
        code.Write(Op.End);
        return new FunctionDefinition(type, [.. locals], new Expression(code.ToArray(), 0), 0);
    }
}
