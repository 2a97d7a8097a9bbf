using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The first steps of docs/daemon.md, on a server with the page's own configuration.</summary>
public sealed class FollowingTheDaemonPage : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _data.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task The_watchers_are_looked_at_followed_and_paused()
    {
        var page = new DocsPage("daemon.md");
        Directory.CreateDirectory(Path.Combine(_home.Path, "projects"));
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "carillon.json"), page.Blocks("json")[0], Cancel);
        var start = new ServeStart { Environment = new Dictionary<string, string> { ["HOME"] = _home.Path } };
        await using var server = await CarillonProcess.ServeAsync(_data.Path, start, Cancel);
        var reader = new Dictionary<string, string> { ["CARILLON_SERVER"] = server.Address.GetLeftPart(UriPartial.Authority) };
        if (page.Blocks("sh")[0].TrimEnd().Split('\n') is not [var look, var follow, var pause]) throw new InvalidOperationException("The page has other first steps now.");

        var shown = await DocsPage.RunAsync(look, reader, Cancel);
        Assert.Equal(["WATCHER", "files", "processes", "system", "time"], shown.Split('\n').Take(5).Select(line => line.Split(' ')[0]));

        await using var following = DocsPage.Start(follow, reader);
        await SayUntilAsync(following.WaitForAsync("daemon.fs", 1, Cancel));
        Assert.Contains("paused", await DocsPage.RunAsync(pause, reader, Cancel), StringComparison.Ordinal);
        await following.WaitForAsync("daemon.watcher_stopped", 1, Cancel);
    }

    /// <summary>Changes files until that was seen: whoever follows has begun then.</summary>
    private async Task SayUntilAsync(Task seen)
    {
        using var moments = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        for (var i = 0; !seen.IsCompleted && await moments.WaitForNextTickAsync(Cancel); i++)
            await File.WriteAllTextAsync(Path.Combine(_home.Path, "projects", $"{i}.txt"), "something", Cancel);
        await seen;
    }
}
