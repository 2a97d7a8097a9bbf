using System.Text.Json;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>An agent that nobody here wrote, run by the real server for a real client.</summary>
public sealed class RunningAForeignAgent : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private CarillonProcess _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var config = await ForeignAgent.ConfigureAsync(_data.Path, Cancel);
        _server = await CarillonProcess.ServeAsync(_data.Path, ["--config", config], Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_streams_asks_and_hears_the_answer(bool approved)
    {
        await using var peer = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        var session = await peer.CreateSessionAsync("foreign", Cancel);
        await peer.JoinAsync(session, 0, Cancel);
        await peer.SendAsync(new { type = "run_turn", sessionId = session, text = "hello" }, Cancel);
        var asked = await peer.WaitForAsync("permission_requested", Cancel);
        Assert.Equal("Modifying critical configuration file", asked.GetProperty("description").GetString());

        await peer.SendAsync(
            new { type = "resolve_permission", sessionId = session, requestId = asked.GetProperty("requestId").GetString(), approved }, Cancel);

        await peer.WaitForAsync("turn_complete", Cancel);
        Assert.Equal(approved, (await peer.WaitForAsync("approval_resolved", Cancel)).GetProperty("approved").GetBoolean());
        var read = await peer.WaitForAsync("tool_result", Cancel);
        Assert.Equal(("call_1", "success"), (read.GetProperty("toolCallId").GetString(), read.GetProperty("status").GetString()));

        // The agent reports its second call done only when it was allowed; otherwise the end of the turn ends the call.
        var done = peer.Received.Where(message => IsEndOf(message, "call_2")).Select(DiminuendoPeer.TypeOf);
        Assert.Equal([approved ? "tool_result" : "tool_error"], done);
        _ = new SessionRecord(peer.Received, session, 0);
    }

    [Fact]
    public async Task It_stops_when_it_is_told_to()
    {
        await using var peer = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        var session = await peer.CreateSessionAsync("foreign", Cancel);
        await peer.JoinAsync(session, 0, Cancel);
        await peer.SendAsync(new { type = "run_turn", sessionId = session, text = "hello" }, Cancel);
        await peer.WaitForAsync("tool_call", Cancel);

        await peer.SendAsync(new { type = "stop_turn", sessionId = session }, Cancel);

        await peer.WaitForAsync("stop_acknowledged", Cancel);
        await peer.WaitForAsync(
            message => DiminuendoPeer.TypeOf(message) == "session_state" && message.TryGetProperty("reason", out var reason)
                && reason.GetString() == "user_stopped",
            Cancel);
        Assert.DoesNotContain(peer.Received, message => DiminuendoPeer.TypeOf(message) is "turn_complete" or "turn_error");
    }

    private static bool IsEndOf(JsonElement message, string toolCallId) =>
        DiminuendoPeer.TypeOf(message) is "tool_result" or "tool_error" && message.GetProperty("toolCallId").GetString() == toolCallId;
}
