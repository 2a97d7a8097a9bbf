using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Carillon.Client.Tests;

/// <summary>What the SDK's pages show compiles.</summary>
public partial class DocumentTests
{
    private const string Around = """
        using System; using System.Collections.Generic; using System.Linq; using System.Threading; using System.Threading.Tasks;
        using Carillon.Client; using Carillon.Events;
        class Example
        {
            CarillonClient client = null!; SessionMeta session = null!; CancellationToken cancellationToken;
            async Task RunAsync() { await Task.Yield();
        """;

    public static TheoryData<string, string> Examples =>
        new(from page in (string[])["docs/sdk.md", "src/Client/README.md", "src/Events/README.md"]
            from Match example in Blocks().Matches(File.ReadAllText(Path.Combine(Root(), page)))
            select (page, example.Groups[1].Value));

    [Theory, MemberData(nameof(Examples))]
    public void An_example_compiles(string page, string example)
    {
        var code = $"{Around}{UsingDirectives().Replace(example, "")}\n}} }}";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "example", [CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity == DiagnosticSeverity.Error);

        Assert.True(!errors.Any(), $"{page}: {string.Join('\n', errors)}\n{code}");
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^using Carillon\.\w+;\n", RegexOptions.Multiline)]
    private static partial Regex UsingDirectives();

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../.."));
}
