using Carillon.Core.Identity;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class DaemonTests : HostedTest
{
    [Fact]
    public async Task The_watchers_are_shown_with_what_was_derived()
    {
        var (status, body) = await CallAsync(HttpMethod.Get, "/v1/daemon");

        Assert.Equal(200, status);
        Assert.Equal(
            """{"enabled":true,"watchers":[{"id":"files","state":"running","since":1000,"seen":7,"details":{"folders":"3"}}],"perceived":{"activity":"coding","idle":false,"inMeeting":false,"pressure":{"cpu":"normal"},"projectRoots":["/p"]}}""",
            body!.ToJsonString());
    }

    [Fact]
    public async Task A_watcher_is_paused_and_resumed()
    {
        Assert.Equal("paused", (string?)(await CallAsync(HttpMethod.Post, "/v1/daemon/files/pause")).Body!["state"]);
        Assert.Equal("running", (string?)(await CallAsync(HttpMethod.Post, "/v1/daemon/files/resume")).Body!["state"]);
        var (status, problem) = await CallAsync(HttpMethod.Post, "/v1/daemon/nose/pause");

        Assert.Equal((404, "not_found"), (status, (string?)problem!["code"]));
    }

    [Fact]
    public async Task The_same_goes_over_JSON_RPC()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        var paused = await peer.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"daemon.pause","params":{"watcher":"files"}}""", Token);
        var shown = await peer.AskAsync("""{"jsonrpc":"2.0","id":2,"method":"daemon.status"}""", Token);
        var nameless = await peer.AskAsync("""{"jsonrpc":"2.0","id":3,"method":"daemon.resume","params":{}}""", Token);

        Assert.Equal("paused", (string?)paused["result"]!["state"]);
        Assert.Equal("paused", (string?)shown["result"]!["watchers"]![0]!["state"]);
        Assert.Equal(-32602, (int?)nameless["error"]!["code"]);
    }

    [Fact]
    public async Task A_viewer_is_not_told_what_the_watchers_saw()
    {
        await Host.AppendAsync("daemon", "daemon.watcher_started", """{"watcher":"files"}""");
        Assert.Equal(403, (await CallAsync(HttpMethod.Get, "/v1/streams/daemon/events", token: "viewer")).Status);
        Assert.Equal(403, (await CallAsync(HttpMethod.Get, "/v1/events?streams=daemon", token: "viewer")).Status);

        foreach (var path in new[] { "/v1/events?after=start", "/v1/events?after=start&topics=**", "/v1/events?after=start&topics=daemon.*,mark.*" })
        {
            using var reader = await SseReader.OpenAsync(Http, path, Token, token: "viewer");
            await reader.UntilAsync("event: live", Token);
            await Host.AppendAsync("daemon", "daemon.fs", """{"kind":"modified","path":"/secret"}""", durable: false);
            await Host.AppendAsync("daemon", "daemon.idle_state_changed", """{"idle":true,"idleMs":1}""");
            await Host.AppendAsync("custom:a", "mark.set", "1");
            string? block;
            do
            {
                block = await reader.NextAsync(Token);
                Assert.DoesNotContain("daemon", block, StringComparison.Ordinal);
            }
            while (!block!.Contains("mark.set", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_viewer_s_connection_is_not_told_either()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev with { Role = Role.Viewer });
        await peer.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"events.follow","params":{"topics":["*"]}}""", Token);
        await Host.AppendAsync("daemon", "daemon.fs", """{"kind":"modified","path":"/secret"}""", durable: false);
        await Host.AppendAsync("custom:a", "mark.set", "1");

        Assert.Contains("\"live\"", await peer.NextAsync(Token), StringComparison.Ordinal);
        Assert.Contains("mark.set", await peer.NextAsync(Token), StringComparison.Ordinal);
    }
}
