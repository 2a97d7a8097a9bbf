using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>Every example of docs/cron.md, in its order, on a server with the page's own configuration.</summary>
public sealed class FollowingTheCronPage : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task The_examples_do_what_the_page_says()
    {
        var page = new DocsPage("cron.md");
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "carillon.json"), page.Blocks("json").Single(), Cancel);
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        var reader = new Dictionary<string, string> { ["CARILLON_SERVER"] = server.Address.GetLeftPart(UriPartial.Authority) };
        var examples = page.Blocks("sh");
        Assert.Equal(4, examples.Count);
        var told = new List<string>();
        foreach (var example in examples) told.Add(await DocsPage.RunAsync(example, reader, Cancel));

        Assert.Contains("disk: run ", told[0], StringComparison.Ordinal);
        Assert.Contains("standup", told[0], StringComparison.Ordinal);
        Assert.Contains("Hello Ada, this is run 1 of greet", told[1], StringComparison.Ordinal);
        Assert.Contains("last time: (first run)", told[1], StringComparison.Ordinal);
        Assert.Contains("\"name\":\"report\"", told[2], StringComparison.Ordinal);
        Assert.Contains("backed up", told[3], StringComparison.Ordinal);
        Assert.Contains("disk", told[3], StringComparison.Ordinal);
    }
}
