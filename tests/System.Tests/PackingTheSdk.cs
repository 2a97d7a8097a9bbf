using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The packages as somebody else gets them: from a folder, with no network, into a project of their own.</summary>
public sealed partial class PackingTheSdk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_example_of_the_package_s_own_page_runs_in_a_project_of_its_own()
    {
        var packages = Path.Combine(_folder.Path, "packages");
        foreach (var project in (string[])["Events", "Client"])
        {
            var arguments = new[] { "pack", $"src/{project}", "--no-build", "-c", Repository.Configuration, "-o", packages, "--nologo" };
            await RunAsync("dotnet", arguments, Repository.Root);
        }

        var version = CheckClient(packages);
        await MakeProjectAsync(packages, version);
        await RunAsync("dotnet", ["build", "-c", "Release", "-o", "out", "--nologo"], _folder.Path);

        var data = Directory.CreateDirectory(Path.Combine(_folder.Path, "data")).FullName;
        await using var server = await CarillonProcess.ServeAsync(data, [], Cancel);
        var environment = new Dictionary<string, string> { ["CARILLON_SERVER"] = server.Address.ToString() };
        var said = await RunAsync("dotnet", ["out/first.dll"], _folder.Path, environment);
        Assert.Contains("notes.txt: allowed", said, StringComparison.Ordinal);
        Assert.Contains("\ndone in ", said, StringComparison.Ordinal);
        Assert.EndsWith("remember the milk", said.TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>A package has all that a reader, a lawyer and a debugger look for. Returns its version.</summary>
    private static string CheckClient(string packages)
    {
        var path = Assert.Single(Directory.GetFiles(packages, "Carillon.Client.*.nupkg"));
        using var package = ZipFile.OpenRead(path);
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Superset(
            new HashSet<string> { "README.md", "LICENSE", "lib/net10.0/Carillon.Client.dll", "lib/net10.0/Carillon.Client.xml" }, names.ToHashSet());

        using var manifest = package.GetEntry("Carillon.Client.nuspec")!.Open();
        var metadata = XDocument.Load(manifest).Root!.Elements().First();
        string Said(string name) => metadata.Elements().First(element => element.Name.LocalName == name).Value;
        Assert.Equal(("Apache-2.0", "README.md"), (Said("license"), Said("readme")));
        var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => (string)element.Attribute("id")!);
        Assert.Equal(["Carillon.Events"], dependencies);

        using var symbols = ZipFile.OpenRead(Path.ChangeExtension(path, "snupkg"));
        Assert.Contains(symbols.Entries, entry => entry.FullName == "lib/net10.0/Carillon.Client.pdb");
        return Said("version");
    }

    private async Task MakeProjectAsync(string packages, string version)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "nuget.config"),
            $"""
             <configuration>
               <packageSources><clear /><add key="here" value="{packages}" /></packageSources>
               <config><add key="globalPackagesFolder" value="cache" /></config>
             </configuration>
             """,
            Cancel);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "first.csproj"),
            $"""
             <Project Sdk="Microsoft.NET.Sdk">
               <PropertyGroup>
                 <OutputType>Exe</OutputType>
                 <TargetFramework>net10.0</TargetFramework>
                 <Nullable>enable</Nullable>
                 <ImplicitUsings>enable</ImplicitUsings>
                 <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
               </PropertyGroup>
               <ItemGroup><PackageReference Include="Carillon.Client" Version="{version}" /></ItemGroup>
             </Project>
             """,
            Cancel);
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src/Client/README.md"), Cancel);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "Program.cs"), Example().Match(page).Groups[1].Value, Cancel);
    }

    private static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var running = OtherProgram.Start(program, arguments, folder, environment);
        Assert.True(await running.EndAsync(Cancel) == 0, running.Output);
        return running.Output;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
