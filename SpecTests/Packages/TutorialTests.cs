using NUnit.Framework;
using Wasm.SpecTests.Printer;
using Wasm.SpecTests.Tools;

namespace Wasm.SpecTests.Packages;

/// <summary>The tutorial's program, in a new console project that has nothing but the packages.</summary>
[TestFixture]
[Category("Packages")]
public sealed class TutorialTests
{
    private static readonly Tutorial Tutorial = Tutorial.Read();

    private string[] _outputs = [];
    private string _error = "";

    private static IEnumerable<TestCaseData> Samples => Tutorial.Statements.Select((sample, index) =>
        new TestCaseData(index).SetName($"Tutorial, line {sample.FirstLine}: {sample.Heading}"));

    [OneTimeSetUp]
    public void Run()
    {
        using TestFolder folder = PackageFeed.CreateConsumer();
        folder.Write("Tutorial.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Wasm.Interpreter" Version="{PackageFeed.Version}" />
                <PackageReference Include="Wasm.Text" Version="{PackageFeed.Version}" />
              </ItemGroup>
            </Project>
            """);
        folder.Write("Program.cs", Tutorial.Program);
        ProcessRun build = DotnetCommand.Run(folder.Path, "build", "-o", "out", "-v", "quiet", "-m:1");
        Assert.That(build.Code, Is.Zero, build.ToString());
        ProcessRun run = DotnetCommand.Run(folder.Path, Path.Combine("out", "Tutorial.dll"));
        _outputs = Tutorial.Split(run.Output);
        _error = run.Error;
        if (GoldenFile.IsBlessing && run.Code == 0)
        {
            File.WriteAllText(Tutorial.File, Tutorial.WithOutputs(_outputs));
        }

        Assert.That(run.Code, Is.Zero, run.ToString());
    }

    [TestCaseSource(nameof(Samples))]
    public void Sample_prints_what_the_tutorial_says(int index)
    {
        Assert.That(_outputs, Has.Length.GreaterThan(index), _error);
        string expected = Tutorial.Statements[index].Output;
        if (_outputs[index] != expected && !GoldenFile.IsBlessing)
        {
            Assert.Fail($"README.md:{Tutorial.Statements[index].FirstLine}: it prints something else (`make bless` rewrites it)\n{LineDiff.Unified(expected, _outputs[index])}");
        }
    }
}
