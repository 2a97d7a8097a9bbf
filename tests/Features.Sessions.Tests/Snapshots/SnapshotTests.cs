using System.Text.Json;
using System.Text.Json.Nodes;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Sessions;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Snapshots;

public sealed class SnapshotTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_without_a_turn_is_shown_from_its_documents()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync("Quiet");
        var fresh = await house.SnapshotAsync(session.Id);
        Assert.Equal((session, 0L, 0, 0), (fresh.Session, fresh.Seq, fresh.RecentHistory.Count, fresh.Pending.Count));
        Assert.Null(fresh.CurrentTurn);
        Assert.Null(fresh.Sandbox);

        house.Agents.Script = EchoAsync;
        await house.RunToEndAsync(session.Id, "hello");
        var after = await house.SnapshotAsync(session.Id);
        Assert.Equal(house.Seen.Of(session.Id)[^1].Seq, after.Seq);
        Assert.Equal(SessionState.Ready, after.Session.Status);
        Assert.Null(after.CurrentTurn);
        Assert.Equal([("user", "hello"), ("assistant", "hello!")], after.RecentHistory.Select(item => (item.Role, item.Content)));
    }

    [Fact]
    public async Task A_newcomer_sees_the_running_turn_as_far_as_it_got()
    {
        await using var house = await House.OpenAsync();
        var go = new TaskCompletionSource();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.ThinkAsync("first ");
            await agent.ThinkAsync("thought");
            await agent.SayAsync("one ");
            await agent.TellAsync(new AgentToolCall("done", "a", "read", "in_progress", null, [], null));
            await agent.TellAsync(new AgentToolUpdate("done", null, null, "completed", null, null, null, null));
            await agent.TellAsync(new AgentToolCall("runs", "b", "execute", "in_progress", null, [], null));
            await agent.TellAsync(new AgentToolCall("waits", "c", "edit", "pending", null, [], null));
            await agent.SayAsync("two");
            await agent.Client.RequestPermissionAsync(new AgentPermission("waits", "edit", "write", [], null), Cancellation);
            await go.Task;
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id, "go");
        await house.Seen.SeenAsync<SessionUpdated>(wanted: updated => updated.Session.Status == SessionState.Waiting);

        var snapshot = await house.SnapshotAsync(session.Id);
        Assert.Equal(house.Seen.Of(session.Id)[^1].Seq, snapshot.Seq);
        Assert.Equal(SessionState.Waiting, snapshot.Session.Status);
        var turn = snapshot.CurrentTurn!;
        Assert.Equal((turnId, "go", "one two", "first thought"), (turn.TurnId, turn.Prompt, turn.TextSoFar, turn.ThinkingSoFar));
        Assert.Equal(house.Clock.GetUtcNow().ToUnixTimeMilliseconds(), turn.StartedAt);
        Assert.Equal([("runs", "running"), ("waits", "running")], turn.ToolCalls.Select(call => (call.ToolCallId, call.Status)));
        Assert.Same(house.Seen.Of(session.Id).Single(entry => entry.Type == "permission.requested"), Assert.Single(snapshot.Pending));
        Assert.Equal(new SandboxSnapshot("local", "ready"), snapshot.Sandbox);
        Assert.Equal("go", Assert.Single(snapshot.RecentHistory).Content);
    }

    [Fact]
    public async Task A_snapshot_and_what_follows_it_make_the_whole()
    {
        const int Turns = 5, Pieces = 80, Newcomers = 3;
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        house.Agents.Script = async (agent, prompt) =>
        {
            for (var i = 0; i < Pieces; i++)
            {
                if (i % 10 == 3) await agent.ThinkAsync($"<{prompt}{i}>");
                await agent.SayAsync($"[{prompt}{i}]");
            }

            return new PromptResult("end_turn");
        };

        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var newcomers = Enumerable.Range(0, Newcomers).Select(_ => Task.Run(
            async () =>
            {
                var taken = new List<SessionSnapshot>();
                while (!done.IsCancellationRequested)
                {
                    taken.Add(await house.SnapshotAsync(session.Id));
                    await Task.Yield();
                }

                return taken;
            },
            Cancellation)).ToList();
        for (var i = 0; i < Turns; i++) await house.RunToEndAsync(session.Id, $"t{i}-");
        await done.CancelAsync();

        var entries = house.Seen.Of(session.Id);
        var snapshots = (await Task.WhenAll(newcomers)).SelectMany(taken => taken).DistinctBy(snapshot => snapshot.Seq).ToList();
        Assert.True(snapshots.Count(snapshot => snapshot.CurrentTurn is not null) > 20, $"only {snapshots.Count} snapshots");
        foreach (var snapshot in snapshots) Assert.Equal(Replayed.UpTo(entries, snapshot.Seq), Replayed.From(snapshot));
    }

    [Fact]
    public async Task The_latest_50_messages_come_with_a_snapshot_and_the_rest_in_pages()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = EchoAsync;
        var session = await house.CreateAsync();
        for (var i = 0; i < 30; i++) await house.RunToEndAsync(session.Id, $"p{i}");
        var expected = Enumerable.Range(0, 30).SelectMany(i => new[] { $"p{i}", $"p{i}!" }).ToList();

        Assert.Equal(expected.TakeLast(50), (await house.SnapshotAsync(session.Id)).RecentHistory.Select(item => item.Content));

        var paged = new List<HistoryItem>();
        while (await house.Sessions.HistoryAsync(House.Ada, session.Id, paged.Count == 0 ? 0 : paged[^1].Seq, 7, Cancellation) is { Count: > 0 } page)
            paged.AddRange(page);
        Assert.Equal(expected, paged.Select(item => item.Content));
        var entries = house.Seen.Of(session.Id).ToDictionary(entry => entry.Seq, entry => entry.Type);
        Assert.All(paged, item => Assert.Equal(item.Role == "user" ? "turn.started" : "turn.completed", entries[item.Seq]));
        Assert.Equal(60, paged.Select(item => item.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_conversation_knows_its_size_without_being_read()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = EchoAsync;
        var session = await house.CreateAsync();
        for (var i = 0; i < 3; i++) await house.RunToEndAsync(session.Id, $"prompt {i}");
        var all = await house.Sessions.HistoryAsync(House.Ada, session.Id, 0, 100, Cancellation);

        var end = await house.Sessions.ConversationEndAsync(House.Ada, session.Id, 2, Cancellation);
        Assert.Equal(["prompt 2", "prompt 2!"], end.Latest.Select(item => item.Content));
        Assert.Equal((6, all.Sum(item => TokenEstimate.Of(item.Content))), (end.Messages, end.Tokens));

        // A record from before sizes were kept has none; then the messages are counted.
        var old = (await house.Documents.GetAsync(SessionKeys.Session("acme", session.Id), Cancellation))!;
        var without = JsonNode.Parse(old.Json.Span)!.AsObject();
        Assert.True(without.Remove("said"));
        await house.Log.AppendAsync(new Append([]) { Changes = [new PutDocument(old.Key, JsonSerializer.SerializeToUtf8Bytes(without), old.SortKey)] }, Cancellation);
        await house.RunToEndAsync(session.Id, "prompt 3");
        var counted = await house.Sessions.ConversationEndAsync(House.Ada, session.Id, 0, Cancellation);
        Assert.Equal((8, 0), (counted.Messages, counted.Latest.Count));
    }

    [Fact]
    public async Task A_turn_that_does_not_begin_leaves_no_trace()
    {
        await using var house = await House.OpenAsync(new HouseOptions { MaxEventBytes = 2048 });
        var session = await house.CreateAsync();
        await Assert.ThrowsAsync<Core.Errors.CarillonException>(() => house.RunAsync(session.Id, new string('x', 10_000)));
        var snapshot = await house.SnapshotAsync(session.Id);
        Assert.Equal((0L, SessionState.Inactive), (snapshot.Seq, snapshot.Session.Status));
        await house.RunToEndAsync(session.Id, "short");
    }

    private static async Task<PromptResult> EchoAsync(ScriptedAgent agent, string prompt)
    {
        await agent.SayAsync(prompt + "!");
        return new PromptResult("end_turn");
    }
}
