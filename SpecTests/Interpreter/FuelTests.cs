using NUnit.Framework;
using Wasm.Core.Model;
using Wasm.Core.Validation;
using Wasm.Runtime.Embedding;
using Wasm.SpecTests.Embedding;

namespace Wasm.SpecTests.Interpreter;

/// <summary>Fuel is charged by segment, exactly.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class FuelTests(TestEngine engine)
{
    private static readonly EngineOptions Fueled = new() { ConsumeFuel = true };

    private const string Loop = """
        (module
          (import "host" "nothing" (func $nothing))
          (memory 1) (table 10 funcref)
          (func (export "straight") (result i32) i32.const 1 i32.const 2 i32.add)
          (func (export "loop") (param i32)
            (loop $again
              (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
              (br_if $again (local.get 0))))
          (func (export "branch") (param i32) (result i32)
            (if (result i32) (local.get 0) (then (i32.const 1) (nop) (nop)) (else (i32.const 2))))
          (func (export "call") (call $nothing) (nop))
          (func (export "fill") (param i32) (memory.fill (i32.const 0) (i32.const 0) (local.get 0)))
          (func (export "grow") (result i32) (memory.grow (i32.const 1)))
          (func (export "dead") (block (br 0) (nop) (nop) (nop)))
          (func (export "trap") (i32.store (i32.const 0) (i32.const 1)) (unreachable) (nop))
          (func (export "read") (result i32) (i32.load (i32.const 0))))
        """;

    [Test]
    public void A_module_validated_for_something_else_is_refused()
    {
        Engine own = engine.Create(Fueled);
        var definition = new ModuleDefinition();
        ValidatedModule unsegmented = ModuleValidator.Validate(definition, own.Options.Features, own.Types);
        ValidatedModule foreign = engine.Create(Fueled).Validate(definition);
        Assert.That(() => Module.FromValidated(own, unsegmented), Throws.ArgumentException);
        Assert.That(() => Module.FromValidated(own, foreign), Throws.ArgumentException);
        Assert.That(Module.FromValidated(own, own.Validate(definition)).Engine, Is.SameAs(own));
    }

    [TestCase("straight", -1, 3)]
    [TestCase("loop", 1, 6)]
    [TestCase("loop", 10, 60)]
    [TestCase("branch", 1, 5)]
    [TestCase("branch", 0, 3)]
    [TestCase("call", -1, 2)]
    [TestCase("fill", 0, 4)]
    [TestCase("fill", 63, 4)]
    [TestCase("fill", 64, 5)]
    [TestCase("fill", 65536, 4 + 1024)]
    [TestCase("grow", -1, 2)]
    [TestCase("dead", -1, 1)]
    public void Each_instruction_that_executes_costs_one(string name, int argument, long cost)
    {
        (Wat wat, Instance instance) = Load();
        wat.Store.Fuel = 1_000_000;
        Value[] arguments = argument < 0 ? [] : [argument];
        instance.GetFunction(name)!.Invoke(arguments);
        Assert.That(1_000_000 - wat.Store.Fuel, Is.EqualTo(cost));

        wat.Store.Fuel = cost - 1;
        Assert.That(instance.Trap(name, arguments), Is.EqualTo("all fuel consumed"));
        wat.Store.Fuel = cost;
        Assert.That(instance.Try(name, arguments).Kind, Is.EqualTo(OutcomeKind.Return));
        Assert.That(wat.Store.Fuel, Is.Zero);
    }

    [Test]
    public void A_segment_is_charged_before_its_first_instruction()
    {
        (Wat wat, Instance instance) = Load();
        wat.Store.Fuel = 3;
        Assert.That(instance.Trap("trap"), Is.EqualTo("all fuel consumed"));
        Assert.That(wat.Store.Fuel, Is.EqualTo(3), "what is not enough is not taken");
        wat.Store.Fuel = 100;
        Assert.That(instance.Invoke("read"), Is.EqualTo(Value.FromI32(0)));
        Assert.That(instance.Trap("trap"), Is.EqualTo("unreachable"));
        Assert.That(instance.Invoke("read"), Is.EqualTo(Value.FromI32(1)));
    }

    [Test]
    public void An_engine_without_the_option_takes_none()
    {
        var wat = new Wat(engine: engine);
        Instance instance = wat.Host("nothing", _ => { }).Load(Loop);
        wat.Store.Fuel = 0;
        Assert.That(instance.Try("loop", 1000).Kind, Is.EqualTo(OutcomeKind.Return));
    }

    [Test]
    public void A_host_function_can_refuel()
    {
        int calls = 0;
        var wat = new Wat(Fueled, engine: engine);
        wat.Host("more", caller => caller.Store.Fuel = ++calls < 1000 ? 100 : 0);
        Instance instance = wat.Load("""(module (import "host" "more" (func $more)) (func (export "run") (loop (call $more) (br 0))))""");
        wat.Store.Fuel = 10;
        Assert.That(instance.Trap("run"), Is.EqualTo("all fuel consumed"));
        Assert.That(calls, Is.EqualTo(1000));
    }

    private (Wat Wat, Instance Instance) Load()
    {
        var wat = new Wat(Fueled, engine: engine);
        return (wat, wat.Host("nothing", _ => { }).Load(Loop));
    }
}
