namespace Carillon.Tools.Schema.Tests;

public sealed class StalenessTests
{
    [Fact]
    public async Task The_committed_files_are_what_the_catalogue_says()
    {
        var root = Repository.Find(AppContext.BaseDirectory);

        Assert.Empty(await Generated.Files.FindStaleAsync(root, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_missing_and_a_changed_file_are_named_with_the_line_that_differs()
    {
        var folder = Directory.CreateTempSubdirectory("carillon-schema");
        try
        {
            await Generated.Files.WriteAsync(folder.FullName, TestContext.Current.CancellationToken);
            Assert.Empty(await Generated.Files.FindStaleAsync(folder.FullName, TestContext.Current.CancellationToken));

            File.Delete(Path.Combine(folder.FullName, "schema/asyncapi.json"));
            var page = Path.Combine(folder.FullName, "docs/events.md");
            var text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(page, text.Replace("# Events\n", "# Happenings\n", StringComparison.Ordinal), TestContext.Current.CancellationToken);

            Assert.Equal(
                ["schema/asyncapi.json: missing", """docs/events.md:1: has "# Happenings", should have "# Events" """.TrimEnd()],
                await Generated.Files.FindStaleAsync(folder.FullName, TestContext.Current.CancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
