using System.Xml.Linq;

namespace Carillon.Architecture.Tests;

public sealed class SolutionTests
{
    [Fact]
    public void Every_project_is_in_the_solution_and_nothing_else_is()
    {
        var listed = XDocument.Parse(SourceTree.Read("Carillon.slnx")).Descendants("Project").Select(project => (string)project.Attribute("Path")!);

        Assert.Equal(SourceTree.Files("*.csproj"), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Versions_are_named_in_one_place_only()
    {
        var named = SourceTree.Files("*.csproj")
            .Where(project => XDocument.Parse(SourceTree.Read(project)).Descendants("PackageReference").Any(reference => reference.Attribute("Version") is not null));

        Assert.Empty(named);
    }
}
