using NUnit.Framework;
using Wasm.Jit;
using Planted = Wasm.Jit.PlantedBug;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Errors that are there on purpose are in no build but that of <c>make fuzz-selftest</c>.</summary>
[TestFixture]
public sealed class PlantedBugsTests
{
    [Test]
    public void No_bug_is_planted()
    {
        Assert.That(Enum.GetValues<Planted>(), Has.Length.EqualTo(11));
        foreach (Planted bug in Enum.GetValues<Planted>())
        {
            Assert.That(PlantedBugs.Is(bug), Is.False);
        }
    }

    [Test]
    public void Nothing_can_plant_one()
    {
        // A constant: the whole body is "false; return".
        byte[] body = typeof(PlantedBugs).GetMethod(nameof(PlantedBugs.Is))!.GetMethodBody()!.GetILAsByteArray()!;
        Assert.That(body.Where(code => code != 0), Is.EqualTo(new byte[] { 0x16, 0x2A }).Or.EqualTo(new byte[] { 0x16, 0x0A, 0x2B, 0x06, 0x2A }));
        Assert.That(typeof(PlantedBugs).GetProperties().Where(property => property.CanWrite), Is.Empty);
        Assert.That(PlantedBugs.IsInAllocator, Is.False);
        Assert.That(typeof(JitOptions).GetProperties().Select(property => property.Name), Has.None.Contains("Plant"));
        Assert.That(() => JitOptions.Parse(new Dictionary<string, string> { ["plant"] = "SignExtension" }), Throws.ArgumentException);
    }

    [Test]
    public void The_generator_does_not_know_of_them()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "fuzz"), "*.cs", SearchOption.AllDirectories))
        {
            Assert.That(File.ReadAllText(file), Does.Not.Contain("PlantedBug").And.Not.Contain("PLANTED_BUGS"), file);
        }
    }
}
