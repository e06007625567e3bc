using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using NUnit.Framework;

namespace Wasm.SpecTests.Packages;

/// <summary>What stands in each package: all that is needed and nothing else.</summary>
[TestFixture]
[Category("Packages")]
public sealed class PackageContentTests
{
    private static readonly string[] Ids = ["Wasm.Core", "Wasm.Interpreter", "Wasm.Jit", "Wasm.Runtime", "Wasm.Text", "conform"];

    private static readonly string[] Libraries = [.. Ids.Where(id => id != "conform")];

    [Test]
    public void There_are_these_packages_and_no_others() => Assert.That(
        Directory.EnumerateFileSystemEntries(PackageFeed.Path).Select(Path.GetFileName),
        Is.EquivalentTo(Ids.Select(id => $"{id}.{PackageFeed.Version}.nupkg")));

    [TestCaseSource(nameof(Libraries))]
    public void A_library_is_assembly_documentation_and_readme(string id) =>
        Assert.That(Files(id), Is.EquivalentTo([$"{id}.nuspec", "README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"]));

    [Test]
    public void The_tool_brings_all_it_needs()
    {
        string[] assemblies =
        [
            "conform", "Iced", "Newtonsoft.Json", "Spectre.Console", "System.CommandLine",
            "Wasm.Core", "Wasm.Fuzz", "Wasm.Interpreter", "Wasm.Jit", "Wasm.Runtime", "Wasm.Text", "Wasm.Wast",
        ];
        string[] settings = ["DotnetToolSettings.xml", "conform.deps.json", "conform.runtimeconfig.json"];
        Assert.That(Files("conform"), Is.EquivalentTo(
            [.. assemblies.Select(name => $"tools/net10.0/any/{name}.dll"), .. settings.Select(name => $"tools/net10.0/any/{name}"), "conform.nuspec", "README.md"]));
    }

    [TestCase("Wasm.Core")]
    [TestCase("Wasm.Text", "Wasm.Core")]
    [TestCase("Wasm.Runtime", "Wasm.Core")]
    [TestCase("Wasm.Interpreter", "Wasm.Core", "Wasm.Runtime")]
    [TestCase("Wasm.Jit", "Wasm.Core", "Wasm.Runtime")]
    [TestCase("conform")]
    public void Dependencies_are_our_own_packages_of_this_version(string id, params string[] dependencies) => Assert.That(
        Metadata(id).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}"),
        Is.EquivalentTo(dependencies.Select(name => $"{name} {PackageFeed.Version}")));

    [TestCaseSource(nameof(Ids))]
    public void Metadata_says_what_it_is(string id)
    {
        XElement metadata = Metadata(id);
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Multiple(() =>
        {
            Assert.That(Value("id"), Is.EqualTo(id));
            Assert.That(Value("version"), Is.EqualTo(PackageFeed.Version));
            Assert.That(Value("authors"), Is.Not.Empty.And.Not.EqualTo(id));
            Assert.That(Value("license"), Is.EqualTo("Apache-2.0 WITH LLVM-exception"));
            Assert.That(Value("readme"), Is.EqualTo("README.md"));
            Assert.That(Value("description"), Has.Length.GreaterThan(40).And.EndsWith("."));
            Assert.That(Value("tags"), Does.Contain("webassembly"));
        });
    }

    /// <summary>That each public member has documentation, the compiler sees to; here, that it says what the member is.</summary>
    [TestCaseSource(nameof(Libraries))]
    public void A_library_is_documented(string id)
    {
        using ZipArchive archive = Open(id);
        using Stream stream = archive.GetEntry($"lib/net10.0/{id}.xml")!.Open();
        XElement documentation = XDocument.Load(stream).Root!;
        Assert.That(documentation.Element("assembly")!.Element("name")!.Value, Is.EqualTo(id));
        HashSet<string> types = [.. Assembly.Load(id).GetExportedTypes().Select(type => type.FullName!.Replace('+', '.'))];
        XElement[] members = [.. documentation.Descendants("member").Where(member => types.Contains(TypeOf(member.Attribute("name")!.Value)))];
        Assert.That(members, Has.Length.GreaterThan(types.Count));
        Assert.That(
            members.Where(member => member.Element("inheritdoc") is null && member.Element("summary") is not { IsEmpty: false })
                .Select(member => member.Attribute("name")!.Value),
            Is.Empty);
    }

    [TestCaseSource(nameof(Libraries))]
    public void The_readme_of_a_library_is_the_tutorial(string id)
    {
        using ZipArchive archive = Open(id);
        using var reader = new StreamReader(archive.GetEntry("README.md")!.Open());
        Assert.That(reader.ReadToEnd(), Is.EqualTo(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "Reference", "README.md"))));
    }

    /// <summary>No machine's code, so that one package runs on every platform; symbols inside, which name no machine's folders.</summary>
    [TestCaseSource(nameof(Ids))]
    public void Assemblies_are_portable(string id)
    {
        using ZipArchive archive = Open(id);
        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
        {
            using Stream stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            copy.Position = 0;
            using var assembly = new PEReader(copy);
            Assert.That(assembly.PEHeaders.CoffHeader.Machine, Is.EqualTo(Machine.I386), $"{entry.Name}: any machine");
            Assert.That(assembly.PEHeaders.CorHeader!.Flags & (CorFlags.ILOnly | CorFlags.Requires32Bit), Is.EqualTo(CorFlags.ILOnly), entry.Name);
            Assert.That(assembly.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size, Is.Zero, $"{entry.Name}: no code compiled ahead of time");
            if (entry.Name.StartsWith("Wasm.", StringComparison.Ordinal) || entry.Name == "conform.dll")
            {
                Assert.That(Sources(assembly), Is.Not.Empty.And.All.StartsWith(PackageFeed.Configuration == "Release" ? "/_/" : RepositoryRoot.Path), entry.Name);
            }
        }
    }

    // "M:Namespace.Type.Method(Parameter)" names a member of Namespace.Type, "T:Namespace.Type" the type itself.
    private static string TypeOf(string id)
    {
        string name = id[2..].Split('(')[0];
        return id.StartsWith("T:", StringComparison.Ordinal) ? name : name[..name.LastIndexOf('.')];
    }

    private static List<string> Sources(PEReader assembly)
    {
        DebugDirectoryEntry symbols = assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using MetadataReaderProvider provider = assembly.ReadEmbeddedPortablePdbDebugDirectoryData(symbols);
        MetadataReader reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }

    private static IEnumerable<string> Files(string id)
    {
        using ZipArchive archive = Open(id);
        // The container's own parts.
        return [.. archive.Entries.Select(entry => entry.FullName)
            .Where(name => name is not ("_rels/.rels" or "[Content_Types].xml") && !name.StartsWith("package/services/", StringComparison.Ordinal))];
    }

    private static XElement Metadata(string id)
    {
        using ZipArchive archive = Open(id);
        using Stream stream = archive.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static ZipArchive Open(string id) => ZipFile.OpenRead(PackageFeed.File(id));
}
