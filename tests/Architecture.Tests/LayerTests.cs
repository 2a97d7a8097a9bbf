using System.Xml.Linq;

namespace Carillon.Architecture.Tests;

/// <summary>Who may know whom, as docs/architecture.md draws it.</summary>
public sealed class LayerTests
{
    private const string OneLine = """<Project Sdk="Microsoft.NET.Sdk" />""";

    /// <summary>Rooms whose project file says more than one line, and why. Each may name packages or frameworks, never a project.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["src/Dialects/Native/Native.csproj"] = "shaped like HTTP itself, so it maps ASP.NET endpoints",
        ["src/Features/Identity/Identity.csproj"] = "names the library that verifies JWTs",
        ["src/Backends/Sqlite/Sqlite.csproj"] = "names the one third-party package it is there for",
    };

    public static TheoryData<string> Rooms => [.. SourceTree.Files("*.csproj", "src/Dialects", "src/Features", "src/Backends")];

    public static TheoryData<string, string[]> Whole => new()
    {
        { "src/Events/Events.csproj", [] },
        { "src/Core/Core.csproj", ["../Events/Events.csproj"] },
        { "src/Contracts/Contracts.csproj", ["../Core/Core.csproj"] },
        { "src/Client/Client.csproj", ["../Events/Events.csproj"] },
        { "src/Cli/Cli.csproj", ["../Client/Client.csproj", "../Server/Server.csproj"] },
        { "src/Server/Server.csproj", ["../Dialects/*/*.csproj;../Features/*/*.csproj;../Backends/*/*.csproj"] },
        { "src/Dialects/Directory.Build.props", ["../Contracts/Contracts.csproj", "../Core/Core.csproj"] },
        { "src/Features/Directory.Build.props", ["../Contracts/Contracts.csproj", "../Core/Core.csproj"] },
        { "src/Backends/Directory.Build.props", ["../Core/Core.csproj"] },
    };

    [Theory, MemberData(nameof(Whole))]
    public void A_layer_sees_what_is_below_it_and_nothing_else(string project, string[] references) =>
        Assert.Equal(references, ReferencesOf(project));

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_names_no_project_its_layer_gives_it_all_it_may_see(string room) => Assert.Empty(ReferencesOf(room));

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_s_project_file_is_one_line_or_has_a_reason(string room) =>
        Assert.True(SourceTree.Read(room).Trim() == OneLine || Exceptions.ContainsKey(room), $"{room} says more than its layer does, without a reason in {nameof(LayerTests)}");

    [Fact]
    public void Every_reason_belongs_to_a_room_that_needs_it() =>
        Assert.All(Exceptions.Keys, room => Assert.NotEqual(OneLine, SourceTree.Read(room).Trim()));

    [Fact]
    public void What_everyone_stands_on_knows_no_web_server_and_no_database() =>
        Assert.Empty(Mentions(["src/Events", "src/Core", "src/Contracts"], ["Microsoft.AspNetCore", "Microsoft.Data", "SQLitePCL"]));

    [Fact]
    public void Core_and_the_catalogue_start_no_process() =>
        Assert.Empty(Mentions(["src/Events", "src/Core"], ["ProcessStartInfo", "Process.Start"]));

    private static IEnumerable<string> Mentions(string[] folders, string[] words) =>
        from file in SourceTree.CSharp(folders)
        from word in words
        where file.Text.Contains(word, StringComparison.Ordinal)
        select $"{file.Path}: {word}";

    private static List<string> ReferencesOf(string project) =>
    [
        .. XDocument.Parse(SourceTree.Read(project)).Descendants("ProjectReference")
            .Select(reference => ((string)reference.Attribute("Include")!).Replace("$(MSBuildThisFileDirectory)", "", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
