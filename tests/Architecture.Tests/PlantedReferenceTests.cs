using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Carillon.Architecture.Tests;

/// <summary>Plants a room that looks into another one, and builds it with the real layer's rules.</summary>
public sealed partial class PlantedReferenceTests
{
    [Theory]
    [InlineData("Dialects", "Native")]
    [InlineData("Features", "Sessions")]
    public async Task The_compiler_refuses_a_room_that_looks_into_another(string layer, string neighbour)
    {
        var folder = Directory.CreateTempSubdirectory("carillon-planted");
        try
        {
            PlantRoom(folder.FullName, layer, neighbour);

            var output = await BuildAsync(folder.FullName, TestContext.Current.CancellationToken);

            var errors = ErrorLine().Matches(output).Select(match => $"{match.Groups["file"].Value} {match.Groups["code"].Value}").Distinct();
            Assert.True(errors.SequenceEqual(["Forbidden.cs CS0234"]), output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void PlantRoom(string folder, string layer, string neighbour)
    {
        Plant(folder, "Directory.Build.props", $"""<Project><Import Project="{SourceTree.Full($"src/{layer}/Directory.Build.props")}" /></Project>""");
        Plant(folder, "Directory.Packages.props", $"""<Project><Import Project="{SourceTree.Full("Directory.Packages.props")}" /></Project>""");
        Plant(folder, $"Planted{layer}.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");

        // The first file shows that the project is sound: what the layer may see compiles.
        Plant(folder, "Allowed.cs", $"""
            namespace Carillon.{layer}.Planted;

            internal sealed record Allowed(Carillon.Core.Streams.StreamId Stream);
            """);
        Plant(folder, "Forbidden.cs", $"""
            using Carillon.{layer}.{neighbour};

            namespace Carillon.{layer}.Planted;

            internal sealed record Forbidden;
            """);
    }

    private static void Plant(string folder, string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private static async Task<string> BuildAsync(string folder, CancellationToken cancellationToken)
    {
        var configuration = AppContext.BaseDirectory.Contains("release", StringComparison.OrdinalIgnoreCase) ? "Release" : "Debug";
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,

            // The projects it refers to were built with this test; building them here could collide with a build that runs beside it.
            ArgumentList = { "build", "-c", configuration, "-p:BuildProjectReferences=false", "-nologo", "-v:quiet", "-nodeReuse:false", "--disable-build-servers" },
        };
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync(cancellationToken);
        await build.WaitForExitAsync(cancellationToken);
        Assert.NotEqual(0, build.ExitCode);
        return output;
    }

    [GeneratedRegex(@"(?<file>[^/\\\s(]+)(\(\d+,\d+\))?\s*: error (?<code>\w+):")]
    private static partial Regex ErrorLine();
}
