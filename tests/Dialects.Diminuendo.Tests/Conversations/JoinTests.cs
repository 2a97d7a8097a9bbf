using System.Text.Json.Nodes;
using Carillon.Contracts.Sessions;
using Carillon.Core.Streams;
using Carillon.Dialects.Diminuendo.Tests.Gateway;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

public sealed class JoinTests
{
    [Fact]
    public async Task Without_a_number_there_is_a_snapshot_and_then_what_comes()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await TellAsync(server, session);
        await using var client = await server.ConnectAsync();

        var snapshot = await client.JoinAsync(session.Id);

        Assert.Equal((8, 1), ((int)snapshot["seq"]!, (int)snapshot["subscriberCount"]!));
        Assert.Equal("""{"provider":"local","status":"ready"}""", snapshot["sandbox"]!.ToJsonString());
        Assert.Null(snapshot["currentTurn"]);
        await client.HearNothingAsync();
        await server.Features.SayAsync(session, new TurnStarted(session.Id, "u2", "demo", "p"));
        Assert.Equal(9, (int)(await client.HearAsync("turn_started"))["seq"]!);
    }

    [Fact]
    public async Task After_a_number_what_was_kept_comes_again_with_one_gap_for_each_run_that_was_not()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await TellAsync(server, session);
        server.Features.CurrentTurn = new TurnSnapshot("u1", "p", "ab", "hm", 5, [new ToolCallSnapshot("c", "read", "running")]);
        await using var client = await server.ConnectAsync();

        await client.SayAsync(Join(session, 1));

        await client.HearAsync("state_snapshot");
        var heard = await client.HearUntilAsync(message => (string?)message["type"] == "stream_snapshot");
        Assert.Equal(
            ["gap 1-4", "tool_error 5", "gap 5-6", "turn_complete 7", "gap 7-8", "replay_complete 8", "stream_snapshot"], heard.Select(Short));
        Assert.Equal(
            $$"""
            {"type":"stream_snapshot","sessionId":"{{session.Id}}","turnId":"u1","textSoFar":"ab","thinkingSoFar":"hm","toolCalls":[{"toolCallId":"c","toolName":"read","status":"running"}]}
            """.Trim(), heard[^1].ToJsonString());
    }

    [Fact]
    public async Task Nothing_missed_is_nothing_replayed()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await TellAsync(server, session);
        await using var client = await server.ConnectAsync();

        await client.SayAsync(Join(session, 8));

        await client.HearAsync("state_snapshot");
        Assert.Equal("replay_complete 8", Short(await client.HearAsync()));
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task A_number_from_another_life_is_a_fresh_join()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await AskAsync(server, session, "r1");
        await using var client = await server.ConnectAsync();

        await client.SayAsync(Join(session, 500));

        await client.HearAsync("state_snapshot");
        Assert.Equal("replay_complete 1", Short(await client.HearAsync()));
        Assert.Equal("permission_requested 1", Short(await client.HearAsync()));
        await server.Features.SayAsync(session, new TurnStarted(session.Id, "u2", "demo", "p"));
        Assert.Equal("turn_started 2", Short(await client.HearAsync()));
    }

    [Theory]
    [InlineData(null, "permission_requested 1", "question_requested 3")]
    [InlineData(0, "permission_requested 1", "turn_started 2", "question_requested 3", "replay_complete 3")]
    [InlineData(2, "question_requested 3", "replay_complete 3", "permission_requested 1")]
    [InlineData(3, "replay_complete 3", "permission_requested 1", "question_requested 3")]
    public async Task What_waits_for_an_answer_is_shown_once(int? after, params string[] expected)
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await AskAsync(server, session, "r1");
        await server.Features.SayAsync(session, new TurnStarted(session.Id, "u1", "demo", "p"));
        await server.Features.SayAsync(session, new QuestionRequested(session.Id, "u1", "r2", [], 9));
        await using var client = await server.ConnectAsync();

        await client.SayAsync(Join(session, after));

        await client.HearAsync("state_snapshot");
        foreach (var line in expected) Assert.Equal(line, Short(await client.HearAsync()));
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Joining_again_begins_anew_and_doubles_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();

        await client.JoinAsync(session.Id);
        Assert.Equal(1, (int)(await client.JoinAsync(session.Id))["subscriberCount"]!);

        await server.Features.SayAsync(session, new TurnStarted(session.Id, "u1", "demo", "p"));
        await client.HearAsync("turn_started");
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Whoever_leaves_or_goes_is_not_counted_and_hears_no_more()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var one = await server.ConnectAsync();
        var two = await server.ConnectAsync();
        await one.JoinAsync(session.Id);
        Assert.Equal(2, (int)(await two.JoinAsync(session.Id))["subscriberCount"]!);

        await two.DisposeAsync();
        Assert.Equal(1, (int)(await one.JoinAsync(session.Id))["subscriberCount"]!);
        await one.SayAsync($$"""{"type":"leave_session","sessionId":"{{session.Id}}"}""");
        await server.Features.SayAsync(session, new TurnStarted(session.Id, "u1", "demo", "p"));

        await one.HearNothingAsync();
        Assert.Empty(server.Audience.Connections());
    }

    [Fact]
    public async Task Kept_events_come_as_a_page_that_says_how_far_it_reaches()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await TellAsync(server, session);
        await using var client = await server.ConnectAsync();

        await client.SayAsync($$"""{"type":"get_events","sessionId":"{{session.Id}}","limit":3}""");
        var first = await client.HearAsync("events");
        Assert.Equal(["turn_started 1", "tool_error 5"], first["events"]!.AsArray().Select(item => Short(item!.AsObject())));
        Assert.Equal((6, true), ((int)first["lastSeq"]!, (bool)first["more"]!));

        await client.SayAsync($$"""{"type":"get_events","sessionId":"{{session.Id}}","afterSeq":6,"limit":3}""");
        var second = await client.HearAsync("events");
        Assert.Equal(["turn_complete 7"], second["events"]!.AsArray().Select(item => Short(item!.AsObject())));
        Assert.Equal((7, false), ((int)second["lastSeq"]!, (bool)second["more"]!));
    }

    [Fact]
    public async Task History_is_a_page_of_the_conversation()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();

        await client.SayAsync($$"""{"type":"get_history","sessionId":"{{session.Id}}","afterSeq":2,"limit":7}""");

        Assert.Equal(
            $$"""
            {"type":"history","sessionId":"{{session.Id}}","items":[{"id":"m1","role":"user","content":"after 2, 7 at most","createdAt":5,"turnId":"u1","seq":3}]}
            """.Trim(), (await client.HearAsync()).ToJsonString());
    }

    /// <summary>1 kept, 2–4 live only or unsaid, 5 kept, 6 unsaid, 7 kept, 8 live only.</summary>
    private static async Task TellAsync(TestServer server, SessionMeta session)
    {
        Event[] events =
        [
            new TurnStarted(session.Id, "u1", "demo", "p"), new TurnTextDelta(session.Id, "u1", "a"), new TurnTextDelta(session.Id, "u1", "b"),
            new ToolCallStarted(session.Id, "u1", "c", "read"), new ToolFailed(session.Id, "u1", "c", "read", "no", 1),
            new TurnPlanUpdated(session.Id, "u1", []), new TurnCompleted(session.Id, "u1", "ab", "end_turn", 1), new UsageContext(session.Id, "u1", 1, 2),
        ];
        foreach (var value in events) await server.Features.SayAsync(session, value);
    }

    private static Task<Entry> AskAsync(TestServer server, SessionMeta session, string requestId) => server.Features.SayAsync(
        session, new PermissionRequested(session.Id, "u1", requestId, "bash", "Run: ls", [], 9));

    private static string Join(SessionMeta session, int? after) => after is null
        ? $$"""{"type":"join_session","sessionId":"{{session.Id}}"}"""
        : $$"""{"type":"join_session","sessionId":"{{session.Id}}","afterSeq":{{after}}}""";

    private static string Short(JsonObject message) => (string)message["type"]! switch
    {
        "gap" => $"gap {message["fromSeq"]}-{message["toSeq"]}",
        "replay_complete" => $"replay_complete {message["lastSeq"]}",
        var type => $"{type} {message["seq"]}".TrimEnd(),
    };
}
