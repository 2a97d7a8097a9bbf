using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>One real server, one real agent process, several real sockets.</summary>
public sealed class WatchingATurn : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private CarillonProcess _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Two_clients_see_the_same_turn_in_the_same_order()
    {
        await using var asker = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        await using var watcher = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        var session = await asker.CreateSessionAsync("demo", Cancel);
        await asker.JoinAsync(session, 0, Cancel);
        await watcher.JoinAsync(session, 0, Cancel);

        await asker.SendAsync(new { type = "run_turn", sessionId = session, text = "Look around, please." }, Cancel);
        await ReadyAgainAsync(asker);
        await ReadyAgainAsync(watcher);

        var seen = new SessionRecord(asker.Received, session, 0);
        new SessionRecord(watcher.Received, session, 0).AssertIs(seen, 0);
        Assert.Empty(seen.Missing.Intersect(seen.BySeq.Keys));
        Assert.Contains(asker.Received, message => DiminuendoPeer.TypeOf(message) == "text_delta");
        var whole = string.Concat(asker.Received.Where(message => DiminuendoPeer.TypeOf(message) == "text_delta")
            .Select(message => message.GetProperty("text").GetString()));
        var final = await asker.WaitForAsync("turn_complete", Cancel);
        Assert.Equal(final.GetProperty("finalText").GetString(), whole);
    }

    [Fact]
    public async Task A_client_that_comes_back_in_the_middle_has_everything_but_what_was_announced_as_missing()
    {
        await using var asker = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        var session = await asker.CreateSessionAsync("demo", Cancel);
        await asker.JoinAsync(session, 0, Cancel);

        SessionRecord firstHalf;
        await using (var leaver = await DiminuendoPeer.ConnectAsync(_server, Cancel))
        {
            await leaver.JoinAsync(session, 0, Cancel);
            await asker.SendAsync(new { type = "run_turn", sessionId = session, text = "Look around, please." }, Cancel);
            await leaver.WaitForAsync("text_delta", Cancel);
            firstHalf = new SessionRecord(leaver.Received, session, 0);
        }

        await using var returner = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        await returner.JoinAsync(session, firstHalf.Last, Cancel);
        await ReadyAgainAsync(asker);
        await ReadyAgainAsync(returner);

        var whole = new SessionRecord(asker.Received, session, 0);
        new SessionRecord(returner.Received, session, firstHalf.Last).AssertIs(whole, firstHalf.Last);
        foreach (var (seq, message) in firstHalf.BySeq) Assert.Equal(whole.BySeq[seq].GetRawText(), message.GetRawText());
    }

    [Fact]
    public async Task Two_clients_answer_one_permission_at_once_and_both_learn_the_one_outcome()
    {
        await using var first = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        await using var second = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        var session = await first.CreateSessionAsync("demo", Cancel);
        await first.JoinAsync(session, 0, Cancel);
        await second.JoinAsync(session, 0, Cancel);
        await first.SendAsync(new { type = "run_turn", sessionId = session, text = "write notes.txt: remember the milk" }, Cancel);
        var request = (await first.WaitForAsync("permission_requested", Cancel)).GetProperty("requestId").GetString();
        await second.WaitForAsync("permission_requested", Cancel);

        await Task.WhenAll(
            first.SendAsync(new { type = "resolve_permission", sessionId = session, requestId = request, approved = true }, Cancel),
            second.SendAsync(new { type = "resolve_permission", sessionId = session, requestId = request, approved = false }, Cancel));

        var outcome = (await first.WaitForAsync("approval_resolved", Cancel)).GetProperty("approved").GetBoolean();
        Assert.Equal(outcome, (await second.WaitForAsync("approval_resolved", Cancel)).GetProperty("approved").GetBoolean());
        var loser = outcome ? second : first;
        await loser.WaitForAsync("error", Cancel);
        await ReadyAgainAsync(first);
        Assert.Single(first.Received, message => DiminuendoPeer.TypeOf(message) == "approval_resolved");
        Assert.DoesNotContain((outcome ? first : second).Received, message => DiminuendoPeer.TypeOf(message) == "error");
        Assert.Equal(outcome, Directory.EnumerateFiles(_data.Path, "notes.txt", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_tells_its_clients_and_ends_well()
    {
        await using var peer = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        var session = await peer.CreateSessionAsync("demo", Cancel);
        await peer.JoinAsync(session, 0, Cancel);
        await peer.SendAsync(new { type = "run_turn", sessionId = session, text = "Look around, please." }, Cancel);
        await peer.WaitForAsync("turn_started", Cancel);

        Assert.Equal(0, await _server.StopAsync(Cancel));
        await peer.WaitForAsync("server_shutdown", Cancel);
    }

    private static Task<global::System.Text.Json.JsonElement> ReadyAgainAsync(DiminuendoPeer peer) => peer.WaitForAsync(
        message => DiminuendoPeer.TypeOf(message) == "session_state"
            && message.TryGetProperty("reason", out var reason) && reason.GetString() == "turn_complete",
        Cancel);
}
