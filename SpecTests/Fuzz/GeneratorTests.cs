using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Fuzz.Generate;

namespace Wasm.SpecTests.Fuzz;

/// <summary>What the generator makes is valid, whatever it is made from.</summary>
[TestFixture]
public sealed class GeneratorTests
{
    [Test]
    public void Every_case_is_valid()
    {
        for (ulong seed = 0; seed < 2000; seed++)
        {
            GeneratedCase made = Generator.Generate(seed, GeneratorOptions.Default);
            foreach (CaseModule module in made.Modules)
            {
                Assert.DoesNotThrow(
                    () => ModuleValidator.Validate(module.Definition, made.Swarm.Features, new TypeRegistry()), $"seed {seed}, {module.Name}; {made.Swarm}");
            }
        }
    }
}
