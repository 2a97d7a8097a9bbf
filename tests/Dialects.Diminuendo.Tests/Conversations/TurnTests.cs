using Carillon.Core.Streams;
using Carillon.Dialects.Diminuendo.Conversations;
using Carillon.Dialects.Diminuendo.Tests.Gateway;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

public sealed class TurnTests
{
    [Fact]
    public async Task Two_who_joined_hear_the_same_turn_number_for_number()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var one = await server.ConnectAsync();
        await using var two = await server.ConnectAsync();
        await one.JoinAsync(session.Id);
        await two.JoinAsync(session.Id);

        await one.SayAsync($$"""{"type":"run_turn","sessionId":"{{session.Id}}","text":"go"}""");
        await server.Features.SayAsync(session, new TurnTextDelta(session.Id, "u1", "a"));
        await server.Features.SayAsync(session, new TurnPlanUpdated(session.Id, "u1", []));
        await server.Features.SayAsync(session, new TurnTextDelta(session.Id, "u1", "b"));
        await server.Features.SayAsync(session, new TurnCompleted(session.Id, "u1", "ab", "end_turn", 5));

        var heard = await one.HearUntilAsync(message => (string?)message["type"] == "turn_complete");
        Assert.Equal(
            ["turn_started 1", "text_delta 2", "gap 3", "text_delta 4", "turn_complete 5"],
            heard.Select(message => $"{message["type"]} {message["seq"] ?? message["toSeq"]}"));
        var other = await two.HearUntilAsync(message => (string?)message["type"] == "turn_complete");
        Assert.Equal(heard.Select(message => message.ToJsonString()), other.Select(message => message.ToJsonString()));
        await one.HearNothingAsync();
    }

    [Fact]
    public async Task Dotted_names_go_to_the_one_who_asked_for_them()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync("dot");
        await client.JoinAsync(session.Id);

        await server.Features.SayAsync(session, new TurnTextDelta(session.Id, "u1", "a"));
        await server.Features.SayAsync(session, new TurnCompleted(session.Id, "u1", "a", "end_turn", 5));

        await client.HearAsync("message.delta");
        await client.HearAsync("message.complete");
        await client.HearAsync("turn_complete");
    }

    [Theory]
    [InlineData("stop_turn", "", "stop_acknowledged")]
    [InlineData("steer", ",\"content\":\"left\"", "steer_sent")]
    public async Task An_acknowledgement_comes_once_as_the_event_or_else_as_an_answer(string message, string fields, string answer)
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var joined = await server.ConnectAsync();
        await using var outside = await server.ConnectAsync();
        await joined.JoinAsync(session.Id);
        var json = $$"""{"type":"{{message}}","sessionId":"{{session.Id}}"{{fields}}}""";

        await joined.SayAsync(json);
        Assert.Equal(1, (int)(await joined.HearAsync(answer))["seq"]!);
        await joined.HearNothingAsync();

        await outside.SayAsync(json);
        Assert.False((await outside.HearAsync(answer)).ContainsKey("seq"));
        await outside.HearNothingAsync();
        Assert.Equal(2, (int)(await joined.HearAsync(answer))["seq"]!);
    }

    [Fact]
    public async Task A_stop_that_takes_its_time_holds_nothing_else_up()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        var stopped = new TaskCompletionSource();
        server.Features.StopTakes = stopped.Task;

        await client.SayAsync($$"""{"type":"stop_turn","sessionId":"{{session.Id}}"}""");
        await client.HearNothingAsync();

        stopped.SetResult();
        await client.HearAsync("stop_acknowledged");
    }

    [Fact]
    public async Task A_new_turn_waits_for_the_stop_that_was_asked_before_it()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        await client.JoinAsync(session.Id);
        var stopped = new TaskCompletionSource();
        server.Features.StopTakes = stopped.Task;

        await client.SayAsync($$"""{"type":"stop_turn","sessionId":"{{session.Id}}"}""");
        await client.SayAsync($$"""{"type":"run_turn","sessionId":"{{session.Id}}","text":"next"}""");
        await client.HearNothingAsync();
        stopped.SetResult();

        await client.HearAsync("stop_acknowledged");
        await client.HearAsync("turn_started");
        Assert.Equal(["stop", "stopped", "run next"], server.Features.Asked);
    }

    [Fact]
    public async Task A_permission_can_be_given_while_a_steer_waits()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        await client.JoinAsync(session.Id);
        var delivered = new TaskCompletionSource();
        server.Features.SteerTakes = delivered.Task;
        await AskAsync(server, session, "r1");
        await client.HearAsync("permission_requested");

        await client.SayAsync($$"""{"type":"steer","sessionId":"{{session.Id}}","content":"left"}""");
        await client.SayAsync($$"""{"type":"resolve_permission","sessionId":"{{session.Id}}","requestId":"r1","approved":true,"scope":"always"}""");

        var resolved = await client.HearAsync("approval_resolved");
        Assert.Equal((true, "allowed", 2), ((bool)resolved["approved"]!, (string?)resolved["outcome"], (int)resolved["seq"]!));
        delivered.SetResult();
        await client.HearAsync("steer_sent");
        Assert.Equal(["resolve r1 AllowAlways"], server.Features.Asked);
    }

    [Fact]
    public async Task One_who_has_not_joined_is_told_the_outcome_of_its_own_decision()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        await AskAsync(server, session, "r1");

        await client.SayAsync($$"""{"type":"resolve_permission","sessionId":"{{session.Id}}","requestId":"r1","approved":false}""");
        Assert.False((bool)(await client.HearAsync("approval_resolved"))["approved"]!);

        await client.SayAsync($$"""{"type":"resolve_permission","sessionId":"{{session.Id}}","requestId":"r1","approved":true}""");
        Assert.Equal("AlreadyResolved", await client.HearErrorAsync());
    }

    [Fact]
    public async Task A_permission_can_be_answered_like_a_question()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        await client.JoinAsync(session.Id);
        await AskAsync(server, session, "r1");
        await client.HearAsync("permission_requested");

        await client.SayAsync($$$"""{"type":"answer_question","sessionId":"{{{session.Id}}}","requestId":"r1","answers":{"q":"perhaps"}}""");
        Assert.Equal("INVALID_MESSAGE", await client.HearErrorAsync());
        await client.SayAsync($$$"""{"type":"answer_question","sessionId":"{{{session.Id}}}","requestId":"r1","answers":{"q":"deny"}}""");

        Assert.False((bool)(await client.HearAsync("approval_resolved"))["approved"]!);
        Assert.Equal(["resolve r1 RejectOnce"], server.Features.Asked);
    }

    [Fact]
    public async Task A_question_is_answered_by_its_own_ids()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        await server.Features.SayAsync(session, new QuestionRequested(session.Id, "u1", "r2", [new Question("q", "t", "text")], 9));

        await client.SayAsync($$$"""{"type":"answer_question","sessionId":"{{{session.Id}}}","requestId":"r2","answers":{"q":"deny"}}""");
        await client.HearNothingAsync();
        Assert.Equal(["answer r2 [q, deny]"], server.Features.Asked);

        await client.SayAsync($$$"""{"type":"answer_question","sessionId":"{{{session.Id}}}","requestId":"none","answers":{"q":"yes"}}""");
        Assert.Equal("NotFound", await client.HearErrorAsync());
        await client.SayAsync($$$"""{"type":"answer_question","sessionId":"{{{session.Id}}}","requestId":"none","answers":{"q":"blue"}}""");
        Assert.Equal("NotFound", await client.HearErrorAsync());
    }

    [Fact]
    public async Task Only_so_many_slow_commands_run_at_once()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        server.Features.SteerTakes = new TaskCompletionSource().Task;

        for (var i = 0; i <= Commands.MaxBeside; i++) await client.SayAsync($$"""{"type":"steer","sessionId":"{{session.Id}}","content":"x"}""");

        Assert.Equal("RATE_LIMITED", await client.HearErrorAsync());
        await client.HearNothingAsync();
    }

    private static Task<Entry> AskAsync(TestServer server, SessionMeta session, string requestId) => server.Features.SayAsync(
        session, new PermissionRequested(session.Id, "u1", requestId, "bash", "Run: ls", [new PermissionOption("a", "Allow", PermissionKind.AllowOnce)], 9));
}
