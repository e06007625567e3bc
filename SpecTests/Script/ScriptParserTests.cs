using System.Text;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Text;
using Wasm.Wast.Script;

namespace Wasm.SpecTests.Script;

/// <summary>Reading scripts: every command and value form, errors and what is read in spite of them.</summary>
[TestFixture]
public sealed class ScriptParserTests
{
    private static Wast.Script.Script Parse(string text) => ScriptParser.Parse(new SourceText("test.wast", Encoding.UTF8.GetBytes(text)));

    private static Command ParseOne(string text)
    {
        Wast.Script.Script script = Parse(text);
        Assert.That(script.Error, Is.Null, text);
        Assert.That(script.Commands, Has.Length.EqualTo(1), text);
        return script.Commands[0];
    }

    [TestCase("(module)", "module", typeof(ModuleCommand))]
    [TestCase("(module $m (func) (; ) ;) ;; )\n)", "module", typeof(ModuleCommand))]
    [TestCase("((@a) module (@a) $m (@b \")\") (func))", "module", typeof(ModuleCommand))]
    [TestCase("(module definition $m (func))", "module definition", typeof(ModuleCommand))]
    [TestCase("(module binary \"\\00asm\" \"\\01\\00\\00\\00\")", "module", typeof(ModuleCommand))]
    [TestCase("(module $m quote \"(func\" \")\")", "module", typeof(ModuleCommand))]
    [TestCase("(module definition $m quote)", "module definition", typeof(ModuleCommand))]
    [TestCase("(module instance)", "module instance", typeof(InstanceCommand))]
    [TestCase("(module instance $m)", "module instance", typeof(InstanceCommand))]
    [TestCase("(module instance $i $m)", "module instance", typeof(InstanceCommand))]
    [TestCase("(register \"m\")", "register", typeof(RegisterCommand))]
    [TestCase("(register \"m\" $m)", "register", typeof(RegisterCommand))]
    [TestCase("(invoke \"f\")", "invoke", typeof(ActionCommand))]
    [TestCase("(get $m \"g\")", "get", typeof(ActionCommand))]
    [TestCase("(assert_return (invoke \"f\"))", "assert_return", typeof(AssertReturnCommand))]
    [TestCase("(assert_trap (invoke \"f\") \"x\")", "assert_trap", typeof(AssertActionFailsCommand))]
    [TestCase("(assert_trap (module) \"x\")", "assert_trap", typeof(AssertInstantiationFailsCommand))]
    [TestCase("(assert_trap (module instance $m) \"x\")", "assert_trap", typeof(AssertInstantiationFailsCommand))]
    [TestCase("(assert_exhaustion (invoke \"f\") \"x\")", "assert_exhaustion", typeof(AssertActionFailsCommand))]
    [TestCase("(assert_exception (invoke \"f\"))", "assert_exception", typeof(AssertActionFailsCommand))]
    [TestCase("(assert_malformed (module quote) \"x\")", "assert_malformed", typeof(AssertModuleFailsCommand))]
    [TestCase("(assert_invalid (module) \"x\")", "assert_invalid", typeof(AssertModuleFailsCommand))]
    [TestCase("(assert_malformed_custom (module) \"x\")", "assert_malformed_custom", typeof(AssertModuleFailsCommand))]
    [TestCase("(assert_invalid_custom (module) \"x\")", "assert_invalid_custom", typeof(AssertModuleFailsCommand))]
    [TestCase("(assert_unlinkable (module) \"x\")", "assert_unlinkable", typeof(AssertInstantiationFailsCommand))]
    [TestCase("(assert_unlinkable (module instance) \"x\")", "assert_unlinkable", typeof(AssertInstantiationFailsCommand))]
    [TestCase("(script $s (module) (invoke \"f\"))", "script", typeof(SubscriptCommand))]
    [TestCase("(input $s \"a.wast\")", "input", typeof(InputCommand))]
    [TestCase("(output $s \"a.wasm\")", "output", typeof(OutputCommand))]
    [TestCase("(output)", "output", typeof(OutputCommand))]
    public void Every_command_of_the_grammar_is_read(string text, string keyword, Type type)
    {
        Command command = ParseOne(text);
        Assert.That(command, Is.TypeOf(type));
        Assert.That(command.Keyword, Is.EqualTo(keyword));
        Assert.That(command.Range, Is.EqualTo(new SourceRange(0, text.Length)));
    }

    [TestCase("(module instance)", null, null)]
    [TestCase("(module instance $m)", null, "m")]
    [TestCase("(module instance $i $m)", "i", "m")]
    public void One_name_in_an_instance_form_is_the_modules(string text, string? name, string? module)
    {
        var command = (InstanceCommand)ParseOne(text);
        Assert.That((command.Name, command.Module), Is.EqualTo((name, module)));
    }

    [Test]
    public void Strings_of_a_module_are_joined()
    {
        var binary = (ModuleCommand)ParseOne("(module binary \"\\00a\" \"sm\" \"\\u{e9}\")");
        Assert.That(((BinaryModuleSource)binary.Source).Bytes, Is.EqualTo(new byte[] { 0, (byte)'a', (byte)'s', (byte)'m', 0xC3, 0xA9 }));
        var quote = (ModuleCommand)ParseOne("(module quote \"(fu\" \"nc)\")");
        Assert.That(((QuotedModuleSource)quote.Source).Text, Is.EqualTo("(func)"u8.ToArray()));
    }

    [Test]
    public void Strings_longer_than_a_buffer_are_read_whole()
    {
        string part = new('x', 1000);
        var quote = (ModuleCommand)ParseOne($"(module quote {string.Join(' ', Enumerable.Repeat($"\"{part}\"", 50))})");
        Assert.That(((QuotedModuleSource)quote.Source).Text, Has.Length.EqualTo(50_000).And.All.EqualTo((byte)'x'));
    }

    [Test]
    public void A_text_module_includes_annotations_before_its_first_field()
    {
        const string Text = "(module $m (@name \"n\") (func) (@x))";
        var source = (TextModuleSource)((ModuleCommand)ParseOne(Text)).Source;
        Assert.That(Text[source.Range.Start..source.Range.End], Is.EqualTo(" (@name \"n\") (func) (@x)"));
    }

    [Test]
    public void Module_fields_alone_are_one_implicit_module()
    {
        Wast.Script.Script script = Parse(";; fields\n(func) (memory 0)");
        Assert.That(script.Commands, Is.Empty);
        Assert.That(script.Error, Is.Null);
        Assert.That(script.ImplicitModule, Is.EqualTo(new TextModuleSource(script.Source!, new SourceRange(0, script.Source!.Bytes.Length))));
    }

    [Test]
    public void Annotations_between_commands_are_skipped()
    {
        Assert.That(Parse("(@a (b)) (module) (@c \")\") (module)").Commands, Has.Length.EqualTo(2));
    }

    [TestCase("", 0)]
    [TestCase(";; nothing\n(; at ;) all", -1)]
    public void Nothing_is_a_script(string text, int commands)
    {
        Wast.Script.Script script = Parse(text);
        Assert.That(script.Error is null, Is.EqualTo(commands == 0));
    }

    [TestCase("(i32.const -1)", "i32.const -1", "i32")]
    [TestCase("(i32.const 0xffff_ffff)", "i32.const -1", "i32")]
    [TestCase("(i64.const 0x8000000000000000)", "i64.const -9223372036854775808", "i64")]
    [TestCase("(f32.const 0x1p-149)", "f32.const 1e-45", "f32")]
    [TestCase("(f32.const -nan:0x200000)", "f32.const -nan:0x200000", "f32")]
    [TestCase("(f64.const nan)", "f64.const nan", "f64")]
    [TestCase("(v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 -1)", "v128.const i32x4 0x03020100 0x07060504 0x0b0a0908 0xff0e0d0c", "v128")]
    [TestCase("(v128.const i64x2 1 -1)", "v128.const i32x4 0x00000001 0x00000000 0xffffffff 0xffffffff", "v128")]
    [TestCase("(v128.const f64x2 1 nan)", "v128.const i32x4 0x00000000 0x3ff00000 0x00000000 0x7ff80000", "v128")]
    [TestCase("(ref.null func)", "ref.null", "funcref")]
    [TestCase("(ref.null none)", "ref.null", "nullref")]
    [TestCase("(ref.extern 7)", "ref.extern 7", "(ref extern)")]
    [TestCase("(ref.host 7)", "ref.extern 7", "(ref any)")]
    public void Arguments_have_the_type_of_their_literal(string literal, string value, string type)
    {
        var invoke = (InvokeAction)((ActionCommand)ParseOne($"(invoke \"f\" {literal})")).Action;
        Assert.That(invoke.Arguments.Single().ToString(), Is.EqualTo(value));
        Assert.That(invoke.Types.Single().ToString(), Is.EqualTo(type));
    }

    [TestCase("(i32.const 7)", "(i32.const 7)")]
    [TestCase("(f32.const nan:canonical)", "(f32.const nan:canonical)")]
    [TestCase("(f64.const nan:arithmetic)", "(f64.const nan:arithmetic)")]
    [TestCase("(v128.const f32x4 1 nan:canonical nan:arithmetic -0)", "(v128.const f32x4 1 nan:canonical nan:arithmetic -0)")]
    [TestCase("(v128.const f64x2 nan:arithmetic 2)", "(v128.const f64x2 nan:arithmetic 2)")]
    [TestCase("(v128.const i16x8 -1 0x7fff 2 3 4 5 6 65535)", "(v128.const i16x8 -1 32767 2 3 4 5 6 -1)")]
    [TestCase("(ref)", "(ref)")]
    [TestCase("(ref.any)", "(ref)")]
    [TestCase("(ref.null)", "(ref.null)")]
    [TestCase("(ref.null extern)", "(ref.null extern)")]
    [TestCase("(ref.null 3)", "(ref.null 3)")]
    [TestCase("(ref.func)", "(ref.func)")]
    [TestCase("(ref.extern)", "(ref.extern)")]
    [TestCase("(ref.extern 3)", "(ref.extern 3)")]
    [TestCase("(ref.host 3)", "(ref.host 3)")]
    [TestCase("(ref.i31)", "(ref.i31)")]
    [TestCase("(ref.struct)", "(ref.struct)")]
    [TestCase("(ref.array)", "(ref.array)")]
    [TestCase("(ref.eq)", "(ref.eq)")]
    [TestCase("(ref.exn)", "(ref.exn)")]
    [TestCase("(either (i32.const 1) (either (ref.null) (f32.const nan:canonical)))", "(either (i32.const 1) (either (ref.null) (f32.const nan:canonical)))")]
    public void Every_pattern_of_the_grammar_is_read(string text, string shown)
    {
        var command = (AssertReturnCommand)ParseOne($"(assert_return (invoke \"f\") {text})");
        Assert.That(command.Results.Single().ToString(), Is.EqualTo(shown));
    }

    [TestCase("(bogus)", "unexpected token: unknown command bogus", 1)]
    [TestCase("(assert_bogus)", "unexpected token: unknown command assert_bogus", 1)]
    [TestCase("module", Messages.UnexpectedToken, 1)]
    [TestCase("(module", Messages.UnexpectedToken, 1)]
    [TestCase("(invoke)", Messages.UnexpectedToken, 8)]
    [TestCase("(invoke \"\\ff\")", Messages.MalformedUtf8, 9)]
    [TestCase("(invoke \"f\" (i32.const 0x1_0000_0000))", Messages.ConstantOutOfRange, 24)]
    [TestCase("(invoke \"f\" (f32.const nan:canonical))", Messages.UnexpectedToken, 24)]
    [TestCase("(invoke \"f\" (ref.extern))", Messages.UnexpectedToken, 24)]
    [TestCase("(invoke \"f\" (ref.func))", Messages.UnexpectedToken, 13)]
    [TestCase("(invoke \"f\" (v128.const i32x4 1 2 3))", Messages.WrongNumberOfLanes, 36)]
    [TestCase("(invoke \"f\" (v128.const i32x4 1 2 3 4 5))", Messages.WrongNumberOfLanes, 39)]
    [TestCase("(invoke \"f\" (v128.const i3x4 1 2 3 4))", Messages.UnexpectedToken, 25)]
    [TestCase("(invoke \"f\" (v128.const i32x4 nan:canonical 2 3 4))", Messages.UnexpectedToken, 31)]
    [TestCase("(assert_return (invoke \"f\") (either))", Messages.UnexpectedToken, 36)]
    [TestCase("(assert_return (invoke \"f\") (ref.null bogus))", Messages.UnexpectedToken, 39)]
    [TestCase("(assert_return (invoke \"f\") (v128.const i32x4 nan:canonical 2 3 4))", Messages.UnexpectedToken, 47)]
    [TestCase("(assert_return (module))", Messages.UnexpectedToken, 16)]
    [TestCase("(assert_trap (invoke \"f\"))", Messages.UnexpectedToken, 26)]
    [TestCase("(assert_trap (module definition) \"x\")", Messages.MisplacedModuleDefinition, 14)]
    [TestCase("(assert_invalid (module instance) \"x\")", Messages.UnexpectedToken, 17)]
    [TestCase("(register $m)", Messages.UnexpectedToken, 11)]
    public void Errors_have_a_message_and_a_place(string text, string message, int column)
    {
        Wast.Script.Script script = Parse("(module)\n" + text);
        Assert.That(script.Error, Is.Not.Null);
        Assert.That(script.Error!.Message, Does.StartWith(message));
        Assert.That(script.Error.Position, Is.EqualTo(new TextPosition(2, column)));
        Assert.That(script.Commands, Has.Length.EqualTo(1), "what stands before the error is read");
    }

    [TestCase("(module (func) \u0001)")]
    [TestCase("(module \u0001)")]
    [TestCase("(module \"unclosed\n)")]
    [TestCase("(module (func \"a\\z)\"))")]
    [TestCase("(module binary \"\\zz\" (; ) ;) ;; )\n)")]
    [TestCase("(module quote (func))")]
    [TestCase("(module $ (func))")]
    public void What_is_wrong_in_a_module_ends_with_the_module(string text)
    {
        Wast.Script.Script script = Parse(text + "\n(invoke \"f\")");
        Assert.That(script.Error, Is.Null);
        Assert.That(script.Commands, Has.Length.EqualTo(2));
        Assert.That(((ModuleCommand)script.Commands[0]).Source, Is.TypeOf<TextModuleSource>());
        Assert.That(script.Commands[0].Range.End, Is.EqualTo(Encoding.UTF8.GetByteCount(text)));
        Assert.That(script.Commands[1].Keyword, Is.EqualTo("invoke"));
    }

    [Test]
    public void Deep_nesting_is_an_error_or_skipped_but_no_crash()
    {
        const int Depth = 100_000;
        string either = string.Concat(Enumerable.Repeat("(either ", Depth));
        Assert.That(Parse($"(assert_return (invoke \"f\") {either}").Error!.Message, Is.EqualTo(Messages.NestingTooDeep));
        Assert.That(Parse(string.Concat(Enumerable.Repeat("(script ", Depth))).Error!.Message, Is.EqualTo(Messages.NestingTooDeep));
        Assert.That(Parse($"(module {new string('(', Depth)}{new string(')', Depth)})").Commands, Has.Length.EqualTo(1));
        Assert.That(Parse($"(module {new string('(', Depth)}").Error, Is.Not.Null);
    }
}
