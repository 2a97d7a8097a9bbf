using System.Text.Json;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests.Server;

public class DaemonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watchers_are_shown_paused_and_resumed_from_the_command_line()
    {
        await using var served = await ServedFolder.StartAsync(
            Token, """{"perception": {"enabled": true, "files": {"folders": ["/nowhere/at/all"]}, "processes": {"enabled": false}}}""");
        var (_, shown, _) = await served.RunAsync(["daemon"], Token);
        Assert.Equal(["WATCHER", "files", "processes", "system", "time"], shown.Take(5).Select(line => line.Split(' ')[0]));
        Assert.Contains(" running ", shown[1], StringComparison.Ordinal);
        Assert.Contains(" off ", shown[2], StringComparison.Ordinal);
        Assert.Equal("Activity: unknown · no pressure", shown[^1]);

        Assert.Equal(["✓ files is paused"], (await served.RunAsync(["daemon", "pause", "files"], Token)).Output);
        var (_, json, _) = await served.RunAsync(["daemon", "status", "--json"], Token);
        Assert.Equal("paused", JsonDocument.Parse(json[0]).RootElement.GetProperty("watchers")[0].GetProperty("state").GetString());
        Assert.Equal(["✓ files goes on"], (await served.RunAsync(["daemon", "resume", "files"], Token)).Output);

        Assert.Equal((int)ExitCode.Failed, (await served.RunAsync(["daemon", "pause", "nose"], Token)).Code);
    }

    [Fact]
    public async Task Where_nothing_is_watched_it_says_how_to_change_that()
    {
        await using var served = await ServedFolder.StartAsync(Token);

        Assert.Contains("\"perception\": {\"enabled\": true}", Assert.Single((await served.RunAsync(["daemon"], Token)).Output), StringComparison.Ordinal);
    }
}
