using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Wasm.SpecTests.Architecture;

/// <summary>Dependencies point one way, folders are namespaces, and files stay small: checked on the sources.</summary>
[TestFixture]
public sealed partial class LayeringTests
{
    private const int MaximumFileLines = 800;
    private const int MaximumMethodLines = 80;

    /// <summary>Folder of a project, its root namespace, and the namespaces of ours that it may use besides its own.</summary>
    private static readonly (string Folder, string Namespace, string[] MayUse)[] Projects =
    [
        ("Reference/Core", "Wasm.Core", []),
        ("Reference/Runtime", "Wasm.Runtime", ["Wasm.Core"]),
        ("Reference/Interpreter", "Wasm.Interpreter", ["Wasm.Core", "Wasm.Runtime"]),
        ("Jit", "Wasm.Jit", ["Wasm.Core", "Wasm.Runtime"]),
        ("Wast/Text", "Wasm.Text", ["Wasm.Core"]),
        ("Wast", "Wasm.Wast", ["Wasm.Core", "Wasm.Runtime", "Wasm.Text"]),
        ("fuzz", "Wasm.Fuzz", ["Wasm.Core", "Wasm.Runtime", "Wasm.Interpreter", "Wasm.Jit", "Wasm.Text", "Wasm.Wast"]),
        ("tools/Conform", "Wasm.Conform", ["Wasm.Core", "Wasm.Runtime", "Wasm.Interpreter", "Wasm.Jit", "Wasm.Text", "Wasm.Wast", "Wasm.Fuzz"]),
        ("tools/Bench", "Wasm.Bench", ["Wasm.Core", "Wasm.Runtime", "Wasm.Interpreter", "Wasm.Jit", "Wasm.Text", "Wasm.Wast"]),
    ];

    /// <summary>
    /// Folders of the JIT and what of ours each may use besides itself, as Jit/README.md has it: the stages of a compiler
    /// know those before them, an instruction set never the other, and only what executes knows all. The folding of
    /// constants is the specification's arithmetic, which is in the runtime; a heap counts objects as the runtime does.
    /// </summary>
    private static readonly Dictionary<string, string[]> JitFolders = new()
    {
        ["Ir"] = ["Wasm.Core"],
        ["Abi"] = ["Wasm.Core", "Wasm.Jit.Ir"],
        ["Frontend"] = ["Wasm.Core", "Wasm.Jit.Ir", "Wasm.Jit.Abi"],
        ["Passes"] = ["Wasm.Core", "Wasm.Runtime.Numerics", "Wasm.Jit.Ir"],
        ["Backend"] = ["Wasm.Core", "Wasm.Jit.Ir", "Wasm.Jit.Abi"],
        ["RegAlloc"] = ["Wasm.Jit.Backend"],
        ["X64"] = ["Wasm.Core", "Wasm.Jit.Ir", "Wasm.Jit.Abi", "Wasm.Jit.Backend"],
        ["Arm64"] = ["Wasm.Core", "Wasm.Jit.Ir", "Wasm.Jit.Abi", "Wasm.Jit.Backend"],
        ["Heap"] = ["Wasm.Core", "Wasm.Runtime.Heap", "Wasm.Jit.Abi"],
        ["Execution"] = ["Wasm.Core", "Wasm.Runtime", "Wasm.Jit"],

        // An observer of all stages.
        ["Coverage"] = ["Wasm.Core", "Wasm.Jit"],
    };

    /// <summary>Files that use LINQ to list names once, for reports.</summary>
    private static readonly string[] ListsForReports = ["Jit/Coverage/CompilationCoverage.cs", "Jit/Coverage/CompilationFeature.cs", "Jit/X64/X64Rule.cs"];

    /// <summary>Files over the limit, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = new()
    {
        ["Reference/Core/Instructions/Op.cs"] = "a list: an instruction and a line about it",
        ["Reference/Interpreter/Execution/Machine.Loop.cs"] = "the interpreter's loop: one switch, whose state must stay in registers",
    };

    /// <summary>Methods over the limit (file: method), each with its reason.</summary>
    private static readonly Dictionary<string, string> LongMethods = new()
    {
        ["Jit/Frontend/FunctionTranslator.Instructions.cs: TranslateInstruction"] = "a table: a line or a call per instruction",
        ["Jit/X64/Lowering.VectorTable.cs: BuildDirect"] = "a table: a line per instruction",
        ["Reference/Core/Validation/FunctionValidator.Fast.cs: RunFast"] = "keeps the operand stack in registers across a switch of short cases",
        ["Reference/Interpreter/Execution/Machine.Loop.cs: Run"] = "the interpreter's loop: one switch, whose state must stay in registers",
        ["Reference/Interpreter/Execution/Machine.Vector.cs: AccessVector"] = "a table: a line per instruction",
        ["Reference/Interpreter/Execution/Machine.Vector.cs: ExecuteLanes"] = "a table: a line per instruction",
        ["Reference/Interpreter/Execution/Machine.VectorFloats.cs: ExecuteFloatLanes"] = "a table: a line per instruction",
        ["Reference/Interpreter/Execution/Machine.VectorIntegers.cs: ExecuteIntegerLanes"] = "a table: a line per instruction",
        ["Reference/Interpreter/Translation/Translator.Instructions.cs: TranslateInstruction"] = "a table: a line or a call per instruction",
        ["Reference/Runtime/Numerics/ConstantEvaluator.Vector.cs: VectorOperator"] = "a table: a line per instruction",
    };

    /// <summary>What may stand in the root, besides hidden names and what a build leaves.</summary>
    private static readonly string[] Root =
    [
        "Reference", "Jit", "SpecTests", "Wast", "fuzz", "tools", "Conformance.sln", "Makefile", "README.md", "global.json",
        "Directory.Build.props", "Directory.Packages.props", "artifacts",
    ];

    [Test]
    public void The_root_holds_only_what_it_should() => Assert.That(
        from path in Directory.EnumerateFileSystemEntries(RepositoryRoot.Path)
        let name = Path.GetFileName(path)
        where !name.StartsWith('.') && !name.EndsWith(".user", StringComparison.Ordinal) && name is not ("TestResults" or "BenchmarkDotNet.Artifacts")
        select name,
        Is.SubsetOf(Root));

    [Test]
    public void Using_directives_follow_the_layers() => AssertNone(
        from source in Sources()
        from Match match in UsingDirective().Matches(source.Text)
        let used = match.Groups[1].Value
        where used.StartsWith("Wasm.", StringComparison.Ordinal)
        where !source.Project.MayUse.Append(source.Project.Namespace).Any(allowed => used == allowed || used.StartsWith(allowed + ".", StringComparison.Ordinal))
        select $"{source.Path} uses {used}");

    [Test]
    public void Folders_of_the_jit_follow_its_stages() => AssertNone(
        from source in Sources()
        where source.Project.Folder == "Jit" && source.Path.Count(c => c == '/') > 1
        let folder = source.Path.Split('/')[1]
        let allowed = JitFolders.GetValueOrDefault(folder, [])
        from Match match in OwnNamespace().Matches(source.Text)
        let used = match.Value.TrimEnd('.')
        where !allowed.Append($"Wasm.Jit.{folder}").Any(name => used == name || used.StartsWith(name + ".", StringComparison.Ordinal))
        select $"{source.Path} uses {used}");

    [Test]
    public void Folders_of_the_jit_are_known() => Assert.That(
        from folder in Directory.EnumerateDirectories(Path.Combine(RepositoryRoot.Path, "Jit"))
        let name = Path.GetFileName(folder)
        where name is not ("bin" or "obj") && Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any()
        select name,
        Is.SubsetOf(JitFolders.Keys));

    [Test]
    public void Project_references_follow_the_layers() => AssertNone(
        from project in Projects
        from file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, project.Folder), "*.csproj")
        from Match match in ProjectReference().Matches(File.ReadAllText(file))
        let name = match.Groups[1].Value
        where !project.MayUse.Contains(name)
        select $"{Path.GetFileName(file)} references {name}");

    [Test]
    public void Core_runtime_interpreter_and_text_depend_on_no_package() => AssertNone(
        from project in Projects
        where project.Folder.StartsWith("Reference/", StringComparison.Ordinal) || project.Folder == "Wast/Text"
        from file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, project.Folder), "*.csproj")
        where File.ReadAllText(file).Contains("<PackageReference", StringComparison.Ordinal)
        select file);

    [Test]
    public void Namespace_is_project_and_folder() => AssertNone(
        from source in Sources()
        let match = NamespaceDeclaration().Match(source.Text)
        where match.Success
        let folder = Path.GetDirectoryName(Path.GetRelativePath(source.Project.Folder, source.Path))!
        let expected = folder.Length == 0 ? source.Project.Namespace : $"{source.Project.Namespace}.{folder.Replace('/', '.')}"
        where match.Groups[1].Value != expected
        select $"{source.Path}: namespace {match.Groups[1].Value}, expected {expected}");

    [Test]
    public void Reference_and_Wast_are_safe_code() => AssertNone(
        from source in Sources()
        where source.Path.StartsWith("Reference/", StringComparison.Ordinal) || source.Path.StartsWith("Wast/", StringComparison.Ordinal)
        from Match match in UnsafeCode().Matches(source.Text)
        select $"{source.Path}: {match.Value}");

    [Test]
    public void Hot_paths_use_no_linq() => AssertNone(
        from source in Sources()
        where source.Path.StartsWith("Reference/Core/Binary", StringComparison.Ordinal) ||
            source.Path.StartsWith("Reference/Core/Validation", StringComparison.Ordinal) ||
            source.Path.StartsWith("Reference/Interpreter", StringComparison.Ordinal) ||
            source.Path.StartsWith("Jit/", StringComparison.Ordinal)
        where !ListsForReports.Contains(source.Path)
        from Match match in Linq().Matches(source.Text)
        select $"{source.Path}: {match.Value}");

    [Test]
    public void Files_stay_below_the_limit() => AssertNone(
        from source in Sources()
        let lines = source.Text.Count(c => c == '\n')
        where lines > MaximumFileLines && !LongFiles.ContainsKey(source.Path)
        select $"{source.Path}: {lines} lines");

    [Test]
    public void Methods_stay_below_the_limit() => AssertNone(
        from source in Sources()
        from method in Methods(source.Text)
        where method.Lines > MaximumMethodLines && !LongMethods.ContainsKey($"{source.Path}: {method.Name}")
        select $"{source.Path}: {method.Name}: {method.Lines} lines");

    [Test]
    public void Exceptions_from_the_limits_are_still_needed() => AssertNone(
        LongFiles.Keys.Where(path => !Sources().Any(source => source.Path == path && source.Text.Count(c => c == '\n') > MaximumFileLines))
            .Concat(LongMethods.Keys.Where(key => !Sources().Any(source =>
                Methods(source.Text).Any(method => method.Lines > MaximumMethodLines && $"{source.Path}: {method.Name}" == key)))));

    private static void AssertNone(IEnumerable<string> violations) => Assert.That(violations.Distinct().Order(), Is.Empty);

    private static IEnumerable<(string Path, string Text, (string Folder, string Namespace, string[] MayUse) Project)> Sources()
    {
        foreach (var project in Projects)
        {
            string folder = Path.Combine(RepositoryRoot.Path, project.Folder);
            if (!Directory.Exists(folder))
            {
                continue;
            }

            foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                string path = Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/');
                bool ofInnerProject = Projects.Any(other => other.Folder.Length > project.Folder.Length && path.StartsWith(other.Folder + "/", StringComparison.Ordinal));
                if (!ofInnerProject && !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
                {
                    yield return (path, File.ReadAllText(file), project);
                }
            }
        }
    }

    // The formatter guarantees the layout this relies on: a member's braces stand alone at its own indentation.
    private static IEnumerable<(string Name, int Lines)> Methods(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i];
            int indent = line.Length - line.TrimStart().Length;
            if (line.Trim() != "{" || indent is not (4 or 8))
            {
                continue;
            }

            int header = i - 1;
            while (header > 0 && lines[header].Length - lines[header].TrimStart().Length > indent)
            {
                header--;
            }

            if (!MethodHeader().IsMatch(lines[header]) || TypeHeader().IsMatch(lines[header]))
            {
                continue;
            }

            int end = Array.FindIndex(lines, i, candidate => candidate.TrimEnd().TrimEnd(';') == new string(' ', indent) + "}");
            yield return (MethodHeader().Match(lines[header]).Groups[1].Value, end - i - 1);
        }
    }

    [GeneratedRegex(@"^using (?:static )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();

    // Also where a name is written out: comments are not spared, they should not speak of what code may not know.
    [GeneratedRegex(@"(?<![\w.])Wasm\.(?:Core|Runtime|Interpreter|Text|Wast|Jit)\b(?:\.[A-Z]\w*)*")]
    private static partial Regex OwnNamespace();

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*?([\w.]+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"\bunsafe\b(?=[\s{])|\bUnsafe\.|MemoryMarshal\.(?:Get\w*Reference|CreateSpan|CreateReadOnlySpan)|\[(?:DllImport|LibraryImport)|\bstackalloc\b.*\*")]
    private static partial Regex UnsafeCode();

    [GeneratedRegex(@"^using System\.Linq;|\.(?:Select|Where|OrderBy|ToList|GroupBy|SelectMany|Aggregate)\(", RegexOptions.Multiline)]
    private static partial Regex Linq();

    [GeneratedRegex(@"^\s+(?:(?:public|private|internal|protected|static|override|abstract|virtual|sealed|readonly|async|partial|new|required|extern)\s+)+.*?(\w+)(?:<[^()]*>)?\(")]
    private static partial Regex MethodHeader();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s")]
    private static partial Regex TypeHeader();
}
